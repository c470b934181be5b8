"""A prompt in the order that its model was trained on.

    assemble(Request(text="smile, hatsune miku, 1girl"), preset, vocabulary).positive

The user's items are read, mended and given roles, then sorted by the preset's order; inside a
role the user's order stays. What the preset adds goes to its own place, unless it is there
already or contradicts what the user wrote.

Decisions that the cards leave open:

- A group stands where its first tag stands, and moves whole.
- The quality block is the level's text in the card's order, then other quality, score and
  aesthetic tags. Words of the level count as its part wherever the user wrote them (`absurdres`).
- A series written right behind its own character stays there, even if more characters follow.
- BREAK and AND are walls: nothing crosses them. What stands before the general tags is added to
  the first part, what stands behind them to the last.
- A level's suffix ends the prompt, and a style wraps all of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from ..preset.model import Level, LevelName, Preset, QualityPosition, RatingName, Role, Style
from .duplicates import without_duplicates
from .edit import first_identity, identity, prune
from .grammar import Item, leaves, preset_items
from .mend import Mender
from .names import Vocabulary, look_up, normal
from .negative import asked_for, check_clash, preset_part
from .prose import is_prose, join_sentences
from .report import Note, Placed, Report, Tokens, Where
from .roles import Known, Roles
from .special import RATING_WORDS, foreign_role, grade, words, year_tag
from .tokens import estimate

_BLOCK: tuple[Role, ...] = ("quality", "score", "aesthetic")
_FIELDS: tuple[Role, ...] = ("count", "character", "series", "artist")
_NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a user asks for. Words that the preset does not know are reported, never guessed.

    `count`, `character`, `series` and `artist` take that role by the user's word. `year` is a
    year (`2023`, `year 2023`) or any preset's word for one, mapped by meaning. Known tags are
    written with spaces unless `keep_underscores`.
    """

    text: str = ""
    negative: str = ""
    count: str = ""
    character: str = ""
    series: str = ""
    artist: str = ""
    level: LevelName | str = "standard"
    quality_position: Literal["auto"] | QualityPosition | str = "auto"
    rating: Literal["none"] | RatingName | str = _NONE
    year: str = _NONE
    aesthetic: str = _NONE
    score: str = _NONE
    style: str = _NONE
    drop_implied: bool = False
    keep_underscores: bool = False


@dataclass(frozen=True, slots=True)
class Assembled:
    """`items` are those of the positive prompt."""

    positive: str
    negative: str
    report: Report
    items: tuple[Item, ...]


def assemble(request: Request, preset: Preset, vocabulary: Vocabulary) -> Assembled:
    """Assemble both prompts. Never raises for any text; linear in its length."""
    return _Assembly(request, preset, vocabulary).run()


def join(items: Sequence[Item]) -> str:
    """Items as text: commas between them, a line's end behind a line comment."""
    parts: list[str] = []
    before: Item | None = None
    for item in items:
        if before is not None:
            if before.kind == "comment" and before.text.startswith("//"):
                parts.append("\n")
            else:
                parts.append(" " if "wall" in (before.kind, item.kind) else ", ")
        parts.append(item.text)
        before = item
    return "".join(parts)


@dataclass(slots=True)
class _Placed:
    """An item on its way to its place: `rank` sorts, `origin` is its number in the user's text or
    -1 for what was added."""

    item: Item
    known: Known
    rank: tuple[int, int]
    origin: int


class _Ranks(NamedTuple):
    """`named` for the tags of the preset's own texts, `roles` for all others."""

    named: dict[str, tuple[int, int]]
    roles: dict[Role, tuple[int, int]]


class _Assembly:
    def __init__(self, request: Request, preset: Preset, vocabulary: Vocabulary) -> None:
        self.request = request
        self.preset = preset
        self.vocabulary = vocabulary
        self.report = Report()
        self.roles = Roles(preset, vocabulary)
        self.own = words(preset)
        self.level = self._level()
        self.style = self._style()
        self.order = self._order()
        self.ranks = self._ranks()

    def run(self) -> Assembled:
        parts, walls = self._segments()
        self._check_contradictions(parts)
        self._add(parts)
        final: list[Item] = []
        for number, part in enumerate(parts):
            if number:
                final.append(walls[number - 1])
            final += self._sorted(part)
        negative = self._negative(final)
        self.report.tokens = Tokens(estimate(final), estimate(negative), "estimate")
        self._check_length()
        return Assembled(join(final), join(negative), self.report, tuple(final))

    def _check_length(self) -> None:
        trained, tokens = self.preset.prompt.tokens, self.report.tokens
        if trained and tokens and sum(tokens.positive) > trained:
            self.report.warn(
                "too-long",
                f"about {sum(tokens.positive)} tokens; {self.preset.name} was trained with "
                f"{trained} at most",
            )

    # What was chosen, as far as the preset knows it.

    def _level(self) -> Level:
        levels, name = self.preset.levels, self.request.level
        for known, level in levels.items():
            if known == name:
                return level
        if name == _NONE:
            return Level("", "", "ours")
        self.report.warn(
            "level-missing",
            f"{self.preset.name} has no quality level {name!r}; standard is used "
            f"(it has {', '.join(levels)})",
        )
        return levels["standard"]

    def _style(self) -> Style:
        name = self.request.style
        style = self.preset.styles.get(name)
        if style is None and name != _NONE:
            known = ", ".join(self.preset.styles) or "none"
            self.report.warn(
                "style-missing", f"{self.preset.name} has no style {name!r}; it has: {known}"
            )
        return style or Style()

    def _order(self) -> dict[Role, int]:
        """The rank of each role. Quality, score and aesthetic share one: they are one block."""
        order: list[Role] = list(self.preset.prompt.order)
        position = self.request.quality_position
        documented = self.preset.prompt.quality_positions
        if position != "auto":
            if position not in documented:
                self.report.warn(
                    "position-undocumented",
                    f"the card of {self.preset.name} puts quality tags at: {', '.join(documented)}",
                )
            order = [role for role in order if role not in _BLOCK]
            places = {"start": 0, "before general": order.index("general"), "end": len(order)}
            place = places.get(position, 0)
            order[place:place] = _BLOCK
        first = min(order.index(role) for role in _BLOCK)
        return {
            role: 2 * (first if role in _BLOCK else place) + 2 for place, role in enumerate(order)
        }

    def _ranks(self) -> _Ranks:
        """Where the preset's own texts and each role stand."""
        last = 2 * len(self.order) + 4
        block = self.level.positive or self.preset.levels["standard"].positive
        named: dict[str, tuple[int, int]] = {}
        for text, first in (
            (block, self.order["quality"]),
            (self.level.suffix, last),
            (self.style.suffix, last + 2),
            (self.style.prefix, 0),
        ):
            for name, place in _places(text).items():
                if name:
                    named.setdefault(name, (first, place))
        order, behind = self.preset.prompt.order, len(_places(block))
        roles = {
            role: (rank, behind + order.index(role) if role in _BLOCK else 0)
            for role, rank in self.order.items()
        }
        return _Ranks(named, roles)

    # What the user wrote.

    def _mender(self, where: Where) -> Mender:
        spaced = not self.request.keep_underscores
        return Mender(self.vocabulary, self.own.roles, self.report, where, spaced)

    def _segments(self) -> tuple[list[list[_Placed]], list[Item]]:
        """The user's items between walls, each with its rank, duplicates gone; and the walls."""
        mender = self._mender("positive")
        groups: list[list[Item]] = [[]]
        walls: list[Item] = []
        for item in mender.items(self.request.text):
            if item.kind == "wall":
                walls.append(item)
                groups.append([])
            else:
                groups[-1].append(item)
        fields = self._fields(mender)
        parts: list[list[_Placed]] = []
        origin = 0
        for number, items in enumerate(groups):
            forced = fields if number == 0 else []
            part = self._part(items, forced, origin)
            origin += len(part)
            parts.append(part)
        return parts, walls

    def _fields(self, mender: Mender) -> list[tuple[Item, Role]]:
        fields: list[tuple[Item, Role]] = []
        for role in _FIELDS:
            text: str = getattr(self.request, role)
            for item in mender.items(text):
                if item.kind == "wall":
                    self.report.warn("wall-in-field", f"{item.text} has no meaning in {role}")
                    self.report.dropped.append(Note(item.text, f"it stood in {role}"))
                else:
                    fields.append((item, role))
        return fields

    def _part(
        self, items: list[Item], fields: list[tuple[Item, Role]], origin: int
    ) -> list[_Placed]:
        known = {id(item): self.roles.of(item) for item in items}
        general = self.order["general"]

        def may_hold(item: Item) -> bool:
            # Only what would stand before or among the general tags: so the joined sentence can
            # never swallow a tag that the first assembly put behind it.
            return self._rank(item, known[id(item)].role)[0] <= general

        joined = join_sentences(items, may_hold)
        forced = {id(item): role for item, role in fields}
        kept, gone = without_duplicates([*(item for item, _ in fields), *joined])
        self.report.dropped += [Note(text, "written twice") for text in gone]
        if self.request.drop_implied:
            kept = self._without_implied(kept)
        part: list[_Placed] = []
        for item in kept:
            role = forced.get(id(item))
            if role is not None:
                found = Known(role, f"written in {role}")
            else:
                found = known.get(id(item)) or self.roles.of(item)
            rank = (self.order[role], 0) if role else self._rank(item, found.role)
            self._remark(item, found)
            part.append(_Placed(item, found, rank, origin + len(part)))
        self._keep_casts(part)
        return part

    def _rank(self, item: Item, role: Role) -> tuple[int, int]:
        """Where an item stands: by the preset's own texts first, then by its role."""
        return self.ranks.named.get(first_identity(item)) or self.ranks.roles[role]

    def _keep_casts(self, part: list[_Placed]) -> None:
        """A series right behind its own character takes that character's rank.

        What is neither may stand between them: it goes elsewhere.
        """
        character, series = self.order["character"], self.order["series"]
        if series <= character:
            return
        cast = [placed for placed in part if placed.rank in ((character, 0), (series, 0))]
        for before, placed in pairwise(cast):
            if placed.rank != (series, 0) or before.rank != (character, 0):
                continue
            if before.item.kind != "tag" or before.known.role != "character":
                continue
            tag = look_up(before.item.text, self.vocabulary)
            if tag is not None and tag.series and normal(tag.series) == first_identity(placed.item):
                placed.rank = before.rank

    def _without_implied(self, items: list[Item]) -> list[Item]:
        implied: dict[str, str] = {}
        for item in items:
            for leaf, _ in leaves(item):
                if leaf.kind == "tag":
                    for name in self.vocabulary.implied(leaf.text):
                        implied.setdefault(normal(name), leaf.text)
        kept: list[Item] = []
        for item in items:
            narrow = implied.get(normal(item.text)) if item.kind == "tag" else None
            if narrow is None:
                kept.append(item)
            else:
                self.report.dropped.append(Note(item.text, f"{narrow} implies it"))
        return kept

    def _remark(self, item: Item, known: Known) -> None:
        report = self.report
        report.roles.append(Placed(item.text, known.role, known.reason))
        prose = item.kind == "prose"
        if item.kind == "tag" and not known.listed:
            prose = is_prose(item.text)
            if not prose:
                report.unknown.append(item.text)
        if prose and not self.preset.prompt.prose:
            report.warn("prose", f"{self.preset.name} was trained on tags, not on sentences")
        if known.reason == "special tag of another model":
            report.warn(
                "foreign-tag",
                f"{self.preset.name} was not trained on {item.text!r}{self._knows(known.role)}",
            )

    def _knows(self, role: Role) -> str:
        listed = [name for name, own in self.own.roles.items() if own == role]
        if not listed:
            return f"; it has no {role} tags"
        shown = listed if len(listed) < 9 else [listed[0], "...", listed[-1]]
        return f"; its {role} tags: {', '.join(shown)}"

    def _check_contradictions(self, parts: Sequence[Sequence[_Placed]]) -> None:
        for part in parts:
            names = [
                name
                for name in _names(placed.item for placed in part)
                if self._special_role(name) is not None
            ]
            ratings = {RATING_WORDS.get(name) for name in names} - {None}
            if len(ratings - {"explicit"} if "nsfw" in ratings else ratings) > 1:
                told = ", ".join(name for name in names if name in RATING_WORDS)
                self.report.warn("contradiction", f"two ratings: {told}")
            years = [name for name in names if self._special_role(name) == "year"]
            if len(years) > 1:
                self.report.warn("contradiction", f"two years: {', '.join(years)}")
            good = [name for name in names if (grade(name) or 0) >= 2]
            bad = [name for name in names if (grade(name) or 0) < 0]
            if good and bad:
                self.report.warn("contradiction", f"good and bad: {good[0]}, {bad[0]}")

    # What the preset adds.

    def _add(self, parts: list[list[_Placed]]) -> None:
        self._present = _names(placed.item for part in parts for placed in part)
        before = self.order["quality"] < self.order["general"]
        chosen = self._add_options(parts)
        self._add_level(parts[0] if before else parts[-1], chosen)
        for text, why in ((self.level.suffix, "level"), (self.style.suffix, "style")):
            for item in preset_items(text):
                self._put(parts[-1], item, why)
        for item in preset_items(self.style.prefix):
            self._put(parts[0], item, "style")

    def _add_options(self, parts: list[list[_Placed]]) -> set[Role]:
        """Rating, year, aesthetic and score; returns the kinds that were put in."""
        chosen: set[Role] = set()
        for kind, tags in (
            ("rating", self._rating()),
            ("year", self._year()),
            ("aesthetic", self._option("aesthetic", self.request.aesthetic)),
            ("score", self._option("score", self.request.score)),
        ):
            role: Role = kind  # type: ignore[assignment]
            if not tags:
                continue
            if against := self._against(role, tags):
                self.report.warn(
                    "option-against-text",
                    f"{', '.join(tags)} was chosen, but the text says {against}; the text stays",
                )
                continue
            part = parts[0] if self.order[role] < self.order["general"] else parts[-1]
            for tag in tags:
                self._put(part, Item("tag", tag), "chosen", role)
            chosen.add(role)
        return chosen

    def _rating(self) -> tuple[str, ...]:
        wish = self.request.rating
        if wish == _NONE:
            return ()
        for name, tags in self.own.ratings.items():
            if name == wish and tags:
                return tags
        self.report.warn("option-missing", f"{self.preset.name} has no tag for rating {wish!r}")
        return ()

    def _year(self) -> tuple[str, ...]:
        wish = self.request.year
        if wish == _NONE:
            return ()
        choice = year_tag(wish, self.preset)
        if not choice.tag:
            self.report.warn("option-missing", f"{self.preset.name} has no tag for year {wish!r}")
            return ()
        if choice.fit == "near":
            self.report.warn(
                "option-near", f"{self.preset.name} has no tag {wish!r}; {choice.tag!r} is used"
            )
        return (choice.tag,)

    def _option(self, role: Role, wish: str) -> tuple[str, ...]:
        if wish == _NONE:
            return ()
        if self.own.roles.get(normal(wish)) == role:
            return (wish,)
        self.report.warn(
            "option-missing", f"{self.preset.name} has no {role} tag {wish!r}{self._knows(role)}"
        )
        return ()

    def _against(self, role: Role, tags: Sequence[str]) -> str:
        """The word of the text that a chosen tag contradicts, if any."""
        chosen = {normal(tag) for tag in tags}
        for name in self._present:
            if name in chosen or self._special_role(name) != role:
                continue
            if role != "score" or (grade(name) or 0) * (grade(normal(tags[0])) or 0) < 0:
                return name
        return ""

    def _special_role(self, name: str) -> Role | None:
        return self.own.roles.get(name) or foreign_role(name)

    def _add_level(self, part: list[_Placed], chosen: set[Role]) -> None:
        bad = any((grade(name) or 0) < 0 for name in self._present)
        said = {self._special_role(name) for name in self._present}
        # One word of these kinds is enough; a score level may hold several, unless one was chosen.
        single = said & {"rating", "year", "aesthetic"} | chosen & {"score"}
        left: list[str] = []

        def contradicts(leaf: Item) -> bool:
            name = identity(leaf)
            against = (bad and (grade(name) or 0) > 0) or (
                name not in self._present and self._special_role(name) in single
            )
            if against:
                left.append(leaf.text)
            return against

        for item in preset_items(self.level.positive):
            pruned = prune(item, contradicts)
            if pruned is not None:
                self._put(part, pruned, "level")
        if left := [text for text in left if normal(text) not in self._present]:
            self.report.warn(
                "level-against-text",
                f"left out, because of what you wrote or chose: {', '.join(left)}",
            )

    def _put(self, part: list[_Placed], item: Item, why: str, role: Role | None = None) -> None:
        """Add an item of the preset, without what is in the prompt already."""
        new = prune(item, lambda leaf: identity(leaf) in self._present)
        if new is None:
            return
        known = Known(role, why) if role else self.roles.of(new)
        part.append(_Placed(new, known, self._rank(new, known.role), -1))
        self._present.update(_names([new]))
        self.report.added.append(Note(new.text, why))

    def _sorted(self, part: list[_Placed]) -> list[Item]:
        ordered = sorted(part, key=lambda placed: placed.rank)
        self.report.moved += _moved(ordered)
        return [placed.item for placed in ordered]

    def _negative(self, positive: Sequence[Item]) -> list[Item]:
        asked = asked_for(positive)
        items = preset_part((self.style.negative, self.level.negative), asked, self.report)
        user = list(self._mender("negative").items(self.request.negative))
        check_clash(user, asked, self.report)
        final: list[Item] = []
        for item in [*user, None]:
            if item is None or item.kind == "wall":
                kept, gone = without_duplicates(items)
                self.report.dropped += [Note(text, "written twice", "negative") for text in gone]
                final += kept
                if item is not None:
                    final.append(item)
                items = []
            else:
                items.append(item)
        return final


@lru_cache(maxsize=256)
def _places(text: str) -> dict[str, int]:
    """Where each tag of a preset's own text stands in it."""
    return {first_identity(item): place for place, item in enumerate(preset_items(text))}


def _names(items: Iterable[Item]) -> dict[str, None]:
    """The identities of all tags in these items, in order."""
    return {name: None for item in items for leaf, _ in leaves(item) if (name := identity(leaf))}


def _moved(ordered: Sequence[_Placed]) -> list[str]:
    """The fewest items that must have moved: those outside the longest run in the old order."""
    mine = [placed for placed in ordered if placed.origin >= 0]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, placed in enumerate(mine):
        place = bisect_left(tails, placed.origin)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [placed.origin]
        ends[place : place + 1] = [number]
    stayed: set[int] = set()
    number = ends[-1] if ends else -1
    while number >= 0:
        stayed.add(number)
        number = before[number]
    return [placed.item.text for number, placed in enumerate(mine) if number not in stayed]
