"""What a tag list says of one tag, before lists are merged; and the words for what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

ROLES = ("general", "artist", "series", "character", "meta")
"""Roles in the order that Vocabulary stores them; `series` is Danbooru's `copyright`."""

CATEGORY_OF_ROLE = {"general": 0, "artist": 1, "series": 3, "character": 4, "meta": 5}
"""Danbooru's category numbers, as its API and the usual CSV files write them."""


class Row(NamedTuple):
    """One tag as one list knows it. `None` means that the list does not say.

    `tier` is 1 to 5 where nobody counted, and `popularity` then stands in for a post count.
    """

    name: str
    role: str | None
    popularity: int | None
    aliases: tuple[str, ...] = ()
    series: str | None = None
    tier: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a user's file that could not be used; `line` counts from 1."""

    file: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Result:
    """What a user's file gave: rows taken, rows skipped, and the first thing wrong with it."""

    file: str
    given: int
    skipped: int = 0
    problem: Problem | None = None
