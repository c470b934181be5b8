"""Draw the pack's icon and banner for the Registry: tags on an easel.

    python tools/draw_icon.py

Needs Pillow. The colours and the places below are all there is to change.
"""

from __future__ import annotations

import pack
from PIL import Image, ImageDraw, ImageFont

FOLDER = pack.ROOT / "docs"
ICON = (400, 400)
BANNER = (1260, 540)
FINE = 4
"""Everything is drawn so many times larger and scaled down, for smooth edges."""

NIGHT = (32, 24, 54)
DUSK = (98, 58, 122)
WOOD = "#c58a58"
SHADE = "#94623c"
PAPER = "#fff7ea"
HOLE = "#3b2a55"
ROSE, AMBER, MINT, SKY, LILAC = "#ff8399", "#ffbf5e", "#6fd3b5", "#74abff", "#c296ff"
ON_EASEL = ((ROSE, 0.92), (AMBER, 0.62), (MINT, 0.80), (SKY, 0.52))
"""Colour and length of the tags, as a part of the canvas."""
IN_ROW = ((ROSE, 122), (AMBER, 88), (MINT, 140), (SKY, 80), (LILAC, 98))
"""Colour and length of the tags under the name."""

Point = tuple[float, float]


class Sheet:
    """A picture in the units of its final size."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self.image = dusk((size[0] * FINE, size[1] * FINE))
        self._draw = ImageDraw.Draw(self.image)

    def line(self, points: list[Point], color: str, width: float) -> None:
        fine = [(x * FINE, y * FINE) for x, y in points]
        self._draw.line(fine, fill=color, width=round(width * FINE), joint="curve")
        for point in fine:
            self._dot(point, width * FINE / 2, color)

    def box(self, x: float, y: float, width: float, height: float, color: str, r: float) -> None:
        corners = [part * FINE for part in (x, y, x + width, y + height)]
        self._draw.rounded_rectangle(corners, radius=r * FINE, fill=color)

    def tag(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """A luggage tag with its hole at the left."""
        cut = height * 0.34
        self.box(x + cut, y, width - cut, height, color, height * 0.16)
        point = [(x + 2 * cut, y), (x + cut, y), (x, y + cut)]
        point += [(px, 2 * y + height - py) for px, py in reversed(point)]
        self._draw.polygon([(px * FINE, py * FINE) for px, py in point], fill=color)
        middle = y + height / 2
        self._dot(((x + height * 0.42) * FINE, middle * FINE), height * 0.13 * FINE, HOLE)
        ends = [(x + height * 0.86, middle), (x + width - height * 0.45, middle)]
        self.line(ends, PAPER, height * 0.17)

    def write(self, x: float, y: float, text: str, size: float, color: str) -> None:
        """`y` is the line that the letters stand on."""
        font = ImageFont.load_default(size * FINE)
        self._draw.text((x * FINE, y * FINE), text, font=font, fill=color, anchor="ls")

    def save(self, name: str) -> None:
        small = self.image.resize(self.size, Image.Resampling.LANCZOS)
        small.save(FOLDER / name, optimize=True)
        print(name)

    def _dot(self, center: Point, radius: float, color: str) -> None:
        x, y = center
        self._draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=color)


def dusk(size: tuple[int, int]) -> Image.Image:
    """The background: night above, dusk below."""
    bands = Image.new("RGB", (1, 64))
    for y in range(64):
        part = y / 63
        color = tuple(round(a + (b - a) * part) for a, b in zip(NIGHT, DUSK, strict=True))
        bands.putpixel((0, y), color)
    return bands.resize(size, Image.Resampling.BICUBIC)


def easel(sheet: Sheet, x: float, y: float, scale: float) -> None:
    """An easel 300 wide and 340 high at scale 1, whose upper left corner is at x, y."""

    def at(px: float, py: float) -> Point:
        return x + px * scale, y + py * scale

    def size(width: float, height: float) -> Point:
        return width * scale, height * scale

    sheet.line([at(150, 20), at(150, 318)], SHADE, 15 * scale)
    sheet.line([at(138, 6), at(52, 332)], WOOD, 17 * scale)
    sheet.line([at(162, 6), at(248, 332)], WOOD, 17 * scale)
    sheet.box(*at(25, 42), *size(250, 200), PAPER, 12 * scale)
    for row, (color, length) in enumerate(ON_EASEL):
        sheet.tag(*at(43, 58 + 43.5 * row), *size(214 * length, 36), color)
    sheet.box(*at(15, 240), *size(270, 20), WOOD, 8 * scale)
    sheet.box(*at(15, 255), *size(270, 7), SHADE, 3.5 * scale)


def row(sheet: Sheet, x: float, y: float, gap: float) -> None:
    """Tags side by side, as in a prompt."""
    for color, length in IN_ROW:
        sheet.tag(x, y, length, 44, color)
        x += length + gap


def icon() -> None:
    sheet = Sheet(ICON)
    easel(sheet, 50, 30, 1)
    sheet.save("icon.png")


def banner() -> None:
    sheet = Sheet(BANNER)
    easel(sheet, 90, 80, 1.12)
    sheet.write(505, 275, "Tag Atelier", 122, PAPER)
    row(sheet, 511, 328, 14)
    sheet.save("banner.png")


if __name__ == "__main__":
    icon()
    banner()
