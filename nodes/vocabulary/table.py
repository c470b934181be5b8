"""The rows of a user's CSV file: what is malformed is skipped and counted, and nothing raises."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from .rows import Problem, Result
from .text_file import Unreadable, read_lines

HEADINGS = {"category", "type", "consequent_name", "consequent"}
"""What the second column of a header is called; a tag list's has a number there otherwise."""

LONGEST_NAME = 255
"""Characters of a name; Danbooru's own limit is 170 bytes."""

Fields = list[str]
Made = TypeVar("Made")
Table = tuple[list[Made], Result]
"""The rows that can be used, and how the reading went."""


class Malformed(ValueError):
    """A row that cannot be used. The message gives the bad value and what is allowed."""


def read(path: Path, parse: Callable[[str, Sequence[str]], Table[Made]]) -> Table[Made]:
    """What `parse` makes of a file's name and lines; nothing, and why, where it has none."""
    try:
        return parse(path.name, read_lines(path))
    except Unreadable as error:
        return [], Result(path.name, 0, 0, Problem(path.name, None, str(error)))


def rows(file: str, lines: Sequence[str], make: Callable[[Fields], Made]) -> Table[Made]:
    """What `make` makes of the fields of each line that is not empty, nor a header.

    A row is one line: a quote that is never closed spoils its own row, not the rest of the file.
    """
    made: list[Made] = []
    skipped = 0
    first: Problem | None = None
    for number, line in enumerate(lines, 1):
        if not line or line.isspace():
            continue
        try:
            fields = _split(line)
            if number > 1 or len(fields) < 2 or fields[1].lower() not in HEADINGS:
                made.append(make(fields))
        except Malformed as error:
            skipped += 1
            first = first or Problem(file, number, str(error))
    return made, Result(file, len(made), skipped, first)


def name(text: str) -> str:
    """A tag's name as a field gives it. Raises Malformed."""
    if not text:
        raise Malformed("no name; allowed: a tag")
    if len(text) > LONGEST_NAME:
        raise Malformed(f"a name of {len(text)} characters; allowed: up to {LONGEST_NAME}")
    if not text.isprintable():
        raise Malformed(f"name {quoted(text)} has control characters")
    return text


def quoted(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


def _split(line: str) -> Fields:
    if '"' not in line:
        return [field.strip() for field in line.split(",")]
    try:
        return [field.strip() for field in next(csv.reader([line], strict=True))]
    except csv.Error as error:
        raise Malformed(f"{quoted(line)} is not CSV: {error}") from error
