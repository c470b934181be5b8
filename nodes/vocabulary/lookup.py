"""What is this tag? Answers role, canonical name, popularity and series for any spelling of a tag.

    starter().find("Ganyu (Genshin Impact)")  -> Tag("ganyu_(genshin_impact)", "character", ...)

Lists are merged by these rules:

1. The shipped list comes first, then the user's lists in the order given (the folder's name order).
2. A later list overrides an earlier one's role and popularity, where it states them.
3. Aliases join. An alias that is also a tag's own name stays with that tag. An alias that two
   tags claim goes to the later list; inside one list, to the earlier row.
4. A tag that no list gives a role is `general`; one that no list counts has popularity 0.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from . import implications as implication_files
from . import lists as list_files
from . import starter_list
from .rows import CATEGORY_OF_ROLE, ROLES, Problem, Result, Row


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag. `popularity` is a post count from a user's list, or a tier's stand-in
    (`starter_list.STAND_IN`); larger is more used. `series` is set for characters only,
    and only where it is known."""

    name: str
    role: str
    popularity: int
    series: str | None


def key(name: str) -> str:
    r"""The one normal form: lower case, `_` as a space, `\(` as `(`, spaces collapsed."""
    plain = name.lower().replace("_", " ").replace("\\(", "(").replace("\\)", ")")
    return " ".join(plain.split())


class Vocabulary:
    """Tags by any of their names, read-only once built.

    Held as one dict from normal form to row number and flat columns beside it: with a Tag object
    per row, 150,000 tags took twice the memory. Tags are made when they are first asked for.
    """

    def __init__(
        self,
        lists: Iterable[Iterable[Row]],
        implications: Iterable[tuple[str, str]] = (),
    ) -> None:
        """`lists` in order of precedence, the last wins; `implications` as (narrow, wide) names."""
        self._row_of: dict[str, int] = {}
        self._keys: list[str] = []
        self._roles = bytearray()
        self._use = array("q")  # A post count, or a tier below zero.
        self._series: dict[int, str] = {}
        self._spelling: dict[int, str] = {}
        self._tags: dict[int, Tag] = {}
        self._implied: dict[str, tuple[str, ...]] = {}
        self._add_lists(lists)
        self._add_implications(implications)

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, name: str) -> Tag | None:
        """The tag of this name or alias; case, underscores and escapes do not matter."""
        row = self._row_of.get(key(name))
        if row is None:
            return None
        return self._tags.get(row) or self._make(row)

    def implied(self, name: str) -> tuple[str, ...]:
        """Canonical names that this tag implies, directly or through others, nearest first.

        Tags at the same distance keep the order of the file. A cycle ends where it closes.
        """
        return self._all_implied(self._normal(name))

    def _all_implied(self, start: str) -> tuple[str, ...]:
        seen = {start}
        found: list[str] = []
        queue = [start]
        for current in queue:
            for wide in self._implied.get(current, ()):
                wide_key = key(wide)
                if wide_key not in seen:
                    seen.add(wide_key)
                    found.append(wide)
                    queue.append(wide_key)
        return tuple(found)

    def rows(self) -> Iterator[tuple[str, int, int, tuple[str, ...], int]]:
        """Every tag as (name, Danbooru category, post count, aliases, tier), the most used first.

        The count is 0 where nobody counted, and the tier 0 where somebody did.
        """
        aliases: dict[int, list[str]] = {}
        for alias, row in self._row_of.items():
            if alias is not self._keys[row]:
                aliases.setdefault(row, []).append(alias.replace(" ", "_"))
        for row in self._most_used():
            category = CATEGORY_OF_ROLE[ROLES[self._roles[row]]]
            names, use = tuple(aliases.get(row, ())), self._use[row]
            yield self._name(row), category, max(use, 0), names, max(-use, 0)

    def implied_rows(self) -> list[tuple[int, int]]:
        """What each tag implies directly, as two of their places in `rows()`, in rising order.

        A tag that no list has is left out.
        """
        place = {row: place for place, row in enumerate(self._most_used())}
        pairs = (
            (self._row_of.get(narrow), self._row_of.get(key(wide)))
            for narrow, implied in self._implied.items()
            for wide in implied
        )
        return sorted(
            (place[narrow], place[wide])
            for narrow, wide in pairs
            if narrow is not None and wide is not None
        )

    def _most_used(self) -> list[int]:
        return sorted(range(len(self)), key=self._popularity, reverse=True)

    def _popularity(self, row: int) -> int:
        use = self._use[row]
        return use if use >= 0 else starter_list.STAND_IN[-use]

    def _name(self, row: int) -> str:
        return self._spelling.get(row) or self._keys[row].replace(" ", "_")

    def _make(self, row: int) -> Tag:
        name, role = self._name(row), ROLES[self._roles[row]]
        series = self._series_of(row, name) if role == "character" else None
        tag = self._tags[row] = Tag(name, role, self._popularity(row), series)
        return tag

    def _series_of(self, row: int, name: str) -> str | None:
        """The series a list stated, or the one that the name's last parentheses spell out, or the
        nearest one that the name implies.

        User lists carry no series, but `name_(series)` is the convention of every tag board.
        """
        stated = self._series.get(row)
        if stated:
            return stated
        told = [name[name.rfind("(") + 1 : -1]] if name.endswith(")") else []
        for wide in (*told, *self._all_implied(self._keys[row])):
            other = self._row_of.get(key(wide))
            if other is not None and ROLES[self._roles[other]] == "series":
                return self._name(other)
        return None

    def _add_lists(self, lists: Iterable[Iterable[Row]]) -> None:
        claims: list[dict[str, int]] = []
        for rows in lists:
            claimed: dict[str, int] = {}
            for entry in rows:
                row = self._add(entry)
                for alias in entry.aliases:
                    claimed.setdefault(key(alias), row)
            claims.append(claimed)
        # Only now is every name known, and a name beats an alias whichever list it is in.
        for claimed in reversed(claims):
            for alias, row in claimed.items():
                if alias:
                    self._row_of.setdefault(alias, row)

    def _add(self, entry: Row) -> int:
        normal = key(entry.name)
        row = self._row_of.get(normal)
        if row is None:
            row = self._row_of[normal] = len(self._keys)
            self._keys.append(normal)
            self._roles.append(0)
            self._use.append(0)
            if entry.name != normal.replace(" ", "_"):
                self._spelling[row] = entry.name
        if entry.role is not None:
            self._roles[row] = ROLES.index(entry.role)
        if entry.popularity is not None:
            self._use[row] = -entry.tier or entry.popularity
        if entry.series is not None:
            self._series[row] = entry.series
        return row

    def _add_implications(self, pairs: Iterable[tuple[str, str]]) -> None:
        for narrow, wide in pairs:
            start, name = self._normal(narrow), wide
            row = self._row_of.get(key(wide))
            if row is not None:
                name = self._name(row)
            direct = self._implied.get(start, ())
            if name not in direct:
                self._implied[start] = (*direct, name)

    def _normal(self, name: str) -> str:
        """The normal form of the tag that has this name or alias."""
        normal = key(name)
        row = self._row_of.get(normal)
        return normal if row is None else self._keys[row]


@lru_cache(maxsize=1)
def starter() -> Vocabulary:
    """The vocabulary that ships with the pack; its files are read on the first call."""
    return Vocabulary([starter_list.read_folder()])


@dataclass(frozen=True, slots=True)
class Merged:
    """The starter list with a user's files merged in, and how reading each of them went."""

    vocabulary: Vocabulary
    starter: Result
    lists: tuple[Result, ...]
    implications: tuple[Result, ...]

    @property
    def problems(self) -> list[Problem]:
        """The first problem of each file that had one."""
        return [each.problem for each in (*self.lists, *self.implications) if each.problem]


def with_lists(
    paths: Sequence[Path], implications: Sequence[Path] = ()
) -> tuple[Vocabulary, list[Problem]]:
    """The starter list with the user's files merged in, and what could not be used of them."""
    found = merged(paths, implications)
    return found.vocabulary, found.problems


def merged(paths: Sequence[Path], implications: Sequence[Path] = ()) -> Merged:
    """`paths` in order of precedence, the last wins. Read again when a file changes."""
    with _merging:
        return _merged(versions(paths), versions(implications))


Versions = tuple[tuple[Path, int, int], ...]
"""Files with the time of their last change, in nanoseconds, and their size."""


def versions(paths: Sequence[Path]) -> Versions:
    """What tells a file from its earlier self without reading it; zeros for one that is gone."""
    return tuple((path, *_version(path)) for path in paths)


_merging = threading.Lock()  # A graph and the page may ask at once; one of them does the work.


def _version(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=1)
def _merged(paths: Versions, implications: Versions) -> Merged:
    shipped = list(starter_list.read_folder())
    list_results: list[Result] = []
    implication_results: list[Result] = []

    def rows() -> Iterator[Iterable[Row]]:
        yield shipped
        for path, *_ in paths:
            found, result = list_files.read(path)
            list_results.append(result)
            yield found

    def pairs() -> Iterator[tuple[str, str]]:
        for path, *_ in implications:
            found, result = implication_files.read(path)
            implication_results.append(result)
            yield from found

    vocabulary = Vocabulary(rows(), pairs())
    starter_result = Result("starter list", len(shipped))
    return Merged(vocabulary, starter_result, tuple(list_results), tuple(implication_results))
