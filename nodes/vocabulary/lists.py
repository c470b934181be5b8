"""Tag lists that a user brings: CSV files in the form that the field shares.

    1girl,0,6421189,"1girls,sole_female"       tag, category number, post count, aliases
    masterpiece,5,Quality tag,                 an "extra" file: a text in place of the count
    silver_fox_spirit                          only a word

Columns after the first may be empty or missing. A header in the first line is passed over.

Category numbers are Danbooru's or e621's. Which ones is judged from the whole file:

- 10 and above: a merged file, Danbooru's tags as they are and e621's with 7 added;
- else 7 or 8: e621's, since Danbooru's end at 5;
- else Danbooru's.

A number counts for this where at least one row in a thousand has it, so that a slip does not
turn a whole file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from . import table
from .rows import Row
from .table import Fields, Malformed, Table

DANBOORU = {0: "general", 1: "artist", 3: "series", 4: "character", 5: "meta"}
E621 = {**DANBOORU, 5: "general", 7: "meta", 8: "general"}
"""Species (5) and lore (8) say what is shown. -1 and 6 are e621's for tags not to be used."""
MERGED = {**DANBOORU, **{number + 7: role for number, role in E621.items()}}

LARGEST_COUNT = 2**31 - 1
"""Counts above are taken for this, the largest that the browser's index holds."""

_CATEGORY = re.compile(r"[^,\"]*,\s*(\d{1,2})\s*(?:,|$)")


def read(path: Path) -> Table[Row]:
    """The rows of one list, and how its reading went. Never raises."""
    return table.read(path, parse)


def parse(file: str, lines: Sequence[str]) -> Table[Row]:
    """The same for lines at hand; `file` is their name in a problem."""
    return table.rows(file, lines, _maker(lines))


def numbering(lines: Sequence[str]) -> dict[int, str]:
    """Role by category number, as this file numbers them; see the rule above."""
    rows = Counter(int(found[1]) for found in map(_CATEGORY.match, lines) if found)
    enough = rows.total() / 1000
    used = [number for number in MERGED if rows[number] >= enough]
    largest = max(used) if rows else 0
    if largest > 8:
        return MERGED
    return E621 if largest > 5 else DANBOORU


def _maker(lines: Sequence[str]) -> Callable[[Fields], Row]:
    roles = {str(number): role for number, role in numbering(lines).items()}
    allowed = ", ".join(roles)

    def make(fields: Fields) -> Row:
        role: str | None = None
        if len(fields) > 1 and fields[1]:
            role = roles.get(fields[1])
            if role is None:
                raise Malformed(f"category {table.quoted(fields[1])}; allowed: {allowed}")
        count = _count(fields[2]) if len(fields) > 2 else None
        return Row(table.name(fields[0]), role, count, _aliases(fields[3:]))

    return make


def _count(text: str) -> int | None:
    if text.isdecimal() and len(text) < 20:
        return min(int(text), LARGEST_COUNT)
    if text and (text[0].isdecimal() or text[0] in "-+."):
        raise Malformed(f"post count {table.quoted(text)}; allowed: a whole number")
    return None


def _aliases(fields: Fields) -> tuple[str, ...]:
    if not any(fields):
        return ()
    listed = (alias.strip() for alias in ",".join(fields).split(","))
    return tuple(alias for alias in listed if alias and len(alias) <= table.LONGEST_NAME)
