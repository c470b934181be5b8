"""Reads the list that ships with the pack: plain text files in `starter/`, one subject each.

The grammar, line by line:

    # a comment
    [general 4]                       the role and tier of the lines below
    long hair, short hair             tags, separated by commas
    breasts = bust                    one tag and, after " = ", its aliases
    [series 5]
    genshin impact = yuanshen
    [character 4: genshin impact]     characters of one series
    ganyu ~                           ganyu (genshin impact), and plain `ganyu` finds it too
    amber ()                          amber (genshin impact), and plain `amber` does not

Spaces stand for underscores. A tier is a judgement of how often a tag is used, from 1 (seldom) to
5 (everywhere); nobody counted. `STAND_IN` turns it into a number that sorts with real counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .rows import ROLES, Row

FOLDER = Path(__file__).with_name("starter")

STAND_IN = {1: 300, 2: 2_000, 3: 12_000, 4: 80_000, 5: 600_000}
"""Tier -> popularity, in posts: the order of magnitude such tags have on a large tagged board."""


def read_folder(folder: Path = FOLDER) -> Iterator[Row]:
    """Rows of every `*.txt` in the folder, files in name order. ValueError names file and line."""
    for path in sorted(folder.glob("*.txt")):
        yield from read_text(path.read_text(encoding="utf-8"), path.name)


def read_text(text: str, source: str) -> Iterator[Row]:
    """Rows of one file in the grammar above. ValueError names `source` and the line."""
    role, tier, series = "", 0, None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("# "):
            continue
        if line.startswith("["):
            role, tier, series = _heading(line, f"{source}, line {number}")
            continue
        if not role:
            raise ValueError(f"{source}, line {number}: a tag before the first [role tier] heading")
        names, equals, aliases = line.partition(" = ")
        listed = [names] if equals else names.split(",")
        for name in filter(None, map(str.strip, listed)):
            yield _row(name, role, tier, series, aliases)


def _heading(line: str, place: str) -> tuple[str, int, str | None]:
    head, _, series = line.removeprefix("[").removesuffix("]").partition(": ")
    role, _, tier = head.partition(" ")
    if role not in ROLES or not tier.isdigit() or int(tier) not in STAND_IN:
        raise ValueError(f"{place}: expected [role tier], such as [general 3], found {line}")
    if bool(series) != (role == "character"):
        raise ValueError(f"{place}: characters need a series and nothing else has one: {line}")
    return role, int(tier), _canonical(series) if series else None


def _row(name: str, role: str, tier: int, series: str | None, aliases: str) -> Row:
    other = tuple(alias.strip() for alias in aliases.split(",") if alias.strip())
    if series and name.endswith(" ~"):
        bare = name.removesuffix(" ~")
        other = (_canonical(bare), *other)
        name = f"{bare} ({series})"
    elif series and name.endswith(" ()"):
        name = f"{name.removesuffix(' ()')} ({series})"
    return Row(_canonical(name), role, STAND_IN[tier], tuple(map(_canonical, other)), series, tier)


def _canonical(name: str) -> str:
    return name.replace(" ", "_")
