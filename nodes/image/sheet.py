"""A contact sheet: pictures in a grid, each with its label, and a title above.

The sheet never exceeds a side in pixels that the user sets, so its memory is known beforehand:
pictures are scaled down until all of them fit.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

PAPER, INK, FRAME = (255, 255, 255), (24, 24, 24), (160, 160, 160)
GAP = 12
"""Pixels between cells and around the sheet."""
SMALLEST = 32
"""Pixels of a cell's longer side below which a picture says nothing; ours."""
ONE_ROW = 5
"""The columns of the Animagine XL 2.0 card's comparison."""
LABEL_LINES = 8
TITLE_LINES = 6
DOTS = "..."


class SheetError(ValueError):
    """A sheet that cannot be drawn. The message says what is given and what is allowed."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things go, in pixels. A cell is a picture's place, without its label."""

    columns: int
    rows: int
    cell: tuple[int, int]
    label: int
    title: int

    @property
    def size(self) -> tuple[int, int]:
        width = self.columns * (self.cell[0] + GAP) + GAP
        return width, self.rows * (self.cell[1] + self.label + GAP) + GAP + self.title

    def corner(self, number: int) -> tuple[int, int]:
        """The upper left corner of a cell, counted from 0 by rows."""
        row, column = divmod(number, self.columns)
        left = GAP + column * (self.cell[0] + GAP)
        return left, self.title + GAP + row * (self.cell[1] + self.label + GAP)


def lay_out(
    count: int, picture: tuple[int, int], columns: int, largest: int, label: int, title: int
) -> Layout:
    """The grid for `count` pictures no larger than `picture`; `largest` is the sheet's side.

    0 columns: up to five pictures stay in one row, more are put as near to a square as can be.
    `label` and `title` are heights. Raises SheetError when a cell would become too small.
    """
    across = columns or (count if count <= ONE_ROW else _square(count, picture, label))
    across = min(across, count)
    rows = math.ceil(count / across)
    width = (largest - GAP) / across - GAP
    height = (largest - GAP - title) / rows - GAP - label
    scale = min(1.0, width / picture[0], height / picture[1])
    cell = int(picture[0] * scale), int(picture[1] * scale)
    if scale <= 0 or max(cell) < SMALLEST or min(cell) < 1:
        raise SheetError(
            f"{count} pictures in {across} columns on a sheet of {largest} pixels a side: cells "
            f"would be smaller than {SMALLEST} pixels; use a larger sheet or fewer pictures"
        )
    return Layout(across, rows, cell, label, title)


def draw(
    pictures: Iterable[Image.Image],
    labels: Sequence[str],
    largest_picture: tuple[int, int],
    *,
    title: str = "",
    columns: int = 0,
    largest: int = 4096,
    text_size: int = 20,
) -> Image.Image:
    """The sheet, RGB. There are as many pictures as labels; they are taken one at a time.

    `largest_picture` is the width and height that all of them fit into. Raises SheetError.
    """
    if not labels:
        raise SheetError("no pictures; allowed: 1 and more")
    font = _font(text_size)
    line = _line_height(text_size)
    plain = lay_out(len(labels), largest_picture, columns, largest, line, 0)
    under = max(len(wrap(label, font, plain.cell[0], LABEL_LINES)) for label in labels)
    above = len(wrap(title, font, plain.size[0] - 2 * GAP, TITLE_LINES))
    # The room for text may leave narrower cells than it was measured for: then text ends in dots.
    head = above * line + GAP if above else 0
    layout = lay_out(len(labels), largest_picture, plain.columns, largest, under * line, head)
    sheet = Image.new("RGB", layout.size, PAPER)
    pen = ImageDraw.Draw(sheet)
    _write(pen, (GAP, GAP), wrap(title, font, sheet.width - 2 * GAP, above), font, line)
    for number, (picture, label) in enumerate(zip(pictures, labels, strict=True)):
        left, top = layout.corner(number)
        picture.thumbnail(layout.cell, Image.Resampling.LANCZOS)
        at = left + (layout.cell[0] - picture.width) // 2, top + layout.cell[1] - picture.height
        sheet.paste(picture, at)
        frame = at[0] - 1, at[1] - 1, at[0] + picture.width, at[1] + picture.height
        pen.rectangle(frame, None, FRAME)
        lines = wrap(label, font, layout.cell[0], under)
        _write(pen, (left, top + layout.cell[1] + 2), lines, font, line)
    return sheet


def wrap(text: str, font: ImageFont.FreeTypeFont, width: int, lines: int) -> list[str]:
    """`text` in at most so many lines of a width in pixels; what is cut off ends in dots.

    Breaks at spaces, and inside a word that is too long for a line.
    """
    found: list[str] = []
    for paragraph in drawable(text).split("\n"):
        current = ""
        for word in paragraph.split():
            joined = f"{current} {word}" if current else word
            if font.getlength(joined) <= width:
                current = joined
                continue
            if current:
                found.append(current)
            while font.getlength(word) > width and len(word) > 1 and len(found) <= lines:
                cut = _fitting(word, font, width)
                found.append(word[:cut])
                word = word[cut:]
            current = word
            if len(found) > lines:
                break
        if current:
            found.append(current)
        if len(found) > lines:
            break
    if len(found) > lines > 0:
        last = found[lines - 1]
        while last and font.getlength(last + DOTS) > width:
            last = last[:-1]
        found[lines - 1 :] = [last + DOTS]
    return found


def drawable(text: str) -> str:
    """`text` in characters that the font has: accents are dropped where only the letter is there,
    anything else is written as its code point, so that two labels never look the same."""
    return "".join(_drawable(character) for character in text)


@lru_cache(maxsize=4096)
def _drawable(character: str) -> str:
    if character in "\n " or _has(character):
        return character
    if character.isspace() or unicodedata.category(character).startswith("C"):
        return " "
    letters = unicodedata.normalize("NFKD", character)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    if plain and all(_has(letter) for letter in plain):
        return plain
    return f"\\u{ord(character):04x}"


def _has(character: str) -> bool:
    """Whether the font has a glyph: what it lacks looks like a code point that nobody has."""
    font = _font(20)
    return font.getmask(character).getbbox() is not None and bytes(
        font.getmask(character)
    ) != bytes(font.getmask("\U0010ffff"))


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise SheetError("this Pillow was built without FreeType, which labels need")
    return font


def _line_height(size: int) -> int:
    ascent, descent = _font(size).getmetrics()
    return ascent + descent + 2


def _square(count: int, picture: tuple[int, int], label: int) -> int:
    def longer_side(across: int) -> int:
        down = math.ceil(count / across)
        return max(across * (picture[0] + GAP), down * (picture[1] + label + GAP))

    return min(range(1, count + 1), key=longer_side)


def _fitting(word: str, font: ImageFont.FreeTypeFont, width: int) -> int:
    """How many letters of a word fit, at least one."""
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if font.getlength(word[:middle]) <= width else (low, middle - 1)
    return low


def _write(
    pen: ImageDraw.ImageDraw,
    at: tuple[int, int],
    lines: list[str],
    font: ImageFont.FreeTypeFont,
    height: int,
) -> None:
    for number, text in enumerate(lines):
        pen.text((at[0], at[1] + number * height), text, INK, font)
