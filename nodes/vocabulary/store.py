"""Puts a list in its place, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from . import lists
from .rows import Result
from .text_file import Unreadable, read_lines


class Refused(ValueError):
    """What was given is no tag list. The message says why."""


def store(given: Path, target: Path) -> Result:
    """Checks the file `given`, plain or gzip, and makes it `target`, as plain text. Raises Refused.

    In a tag list nine rows in ten say what their tag is; in the page of an error, none does.
    """
    try:
        lines = read_lines(given)
    except Unreadable as error:
        raise Refused(str(error)) from error
    rows, result = lists.parse(target.name, lines)
    total = result.given + result.skipped
    stating = sum(row.role is not None for row in rows)
    if total == 0:
        raise Refused("it is empty")
    if stating * 10 < total * 9:
        first = f"; {result.problem}" if result.problem else ""
        raise Refused(f"only {stating:,} of {total:,} rows are a tag with its category{first}")
    given.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    given.replace(target)
    return result
