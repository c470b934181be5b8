"""Which tags imply which: CSV files of two columns, the narrow tag and the wide one.

    cat_ears,animal_ears
    animal_ears,kemonomimi

What follows through several steps need not be listed, and a cycle does no harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from . import table
from .table import Fields, Malformed, Table


def read(path: Path) -> Table[tuple[str, str]]:
    """The pairs of one file, and how its reading went. Never raises."""
    return table.read(path, parse)


def parse(file: str, lines: Sequence[str]) -> Table[tuple[str, str]]:
    """The same for lines at hand; `file` is their name in a problem."""
    return table.rows(file, lines, _pair)


def _pair(fields: Fields) -> tuple[str, str]:
    if len(fields) < 2:
        raise Malformed(f"{table.quoted(fields[0])} alone; allowed: two tags")
    return table.name(fields[0]), table.name(fields[1])
