"""Which tags imply which: CSV files of two columns, the narrow tag and the wide one.

    cat_ears,animal_ears
    animal_ears,kemonomimi

What follows through several steps need not be listed, and a cycle does no harm.
"""

from __future__ import annotations

from pathlib import Path

from . import table
from .rows import Result
from .table import Fields, Malformed


def read(path: Path) -> tuple[list[tuple[str, str]], Result]:
    """The pairs of one file, and how its reading went. Never raises."""
    return table.read(path, lambda _: _pair)


def _pair(fields: Fields) -> tuple[str, str]:
    if len(fields) < 2:
        raise Malformed(f"{table.quoted(fields[0])} alone; allowed: two tags")
    return table.name(fields[0]), table.name(fields[1])
