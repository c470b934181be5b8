"""The values that a contact sheet compares, one for each picture."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from . import recipe as read_as

Axis = Literal["quality", "preset", "cfg", "steps", "seed", "text", "pairs"]
AXES: tuple[Axis, ...] = get_args(Axis)
SEPARATOR = "|"
MOST = 1000
"""Pictures of one comparison; each is kept until the sheet is drawn. Ours."""
ALLOWED = {
    "cfg": "numbers from 0 to 100",
    "steps": "whole numbers from 1 to 10000",
    "seed": f"whole numbers from 0 to {read_as.LARGEST_SEED}",
}
NUMBERS: dict[str, Callable[[Any], float | int | None]] = {
    "cfg": read_as.cfg,
    "steps": read_as.steps,
    "seed": read_as.seed,
}


class VariationError(ValueError):
    """A value that cannot be varied. The message names it and what is allowed."""


@dataclass(frozen=True, slots=True)
class Variation:
    """One picture's value, a second one where the axis has pairs, and what to write under it."""

    value: str | int | float
    second: str
    label: str


def variations(axis: Axis, text: str, menus: Mapping[str, Sequence[str]]) -> list[Variation]:
    """The variations that `text` asks for.

    Words and numbers are separated by commas or line breaks, texts by line breaks alone. A pair is
    `positive | negative` or `label | positive | negative`; either may be empty. For an axis in
    `menus` an empty text asks for its whole menu. Raises VariationError.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if axis == "pairs":
        found = [_pair(line) for line in lines]
    elif axis == "text":
        found = [Variation(line, "", line) for line in lines]
    else:
        written = [word.strip() for word in re.split(r"[,\n]", text) if word.strip()]
        words = written or list(menus.get(axis, ()))
        found = [_single(axis, word, menus) for word in words]
    if not 1 <= len(found) <= MOST:
        raise VariationError(f"{len(found)} values for {axis}; allowed: 1 to {MOST}")
    return found


def _pair(line: str) -> Variation:
    cells = [cell.strip() for cell in line.split(SEPARATOR)]
    if len(cells) == 2:
        signed = [f"{sign} {cell}" for sign, cell in zip("+-", cells, strict=True) if cell]
        return Variation(cells[0], cells[1], "\n".join(signed) or "nothing")
    if len(cells) == 3:
        return Variation(cells[1], cells[2], cells[0])
    raise VariationError(
        f"{line!r} has {len(cells)} parts; allowed: positive | negative, or "
        "label | positive | negative"
    )


def _single(axis: str, word: str, menus: Mapping[str, Sequence[str]]) -> Variation:
    if axis in NUMBERS:
        number = NUMBERS[axis](word)
        if number is None:
            raise VariationError(f"{axis} {word!r}; allowed: {ALLOWED[axis]}")
        return Variation(number, "", f"{axis} {word}")
    if word not in menus[axis]:
        raise VariationError(f"{axis} {word!r}; allowed: {', '.join(menus[axis])}")
    return Variation(word, "", f"{axis}: {word}")
