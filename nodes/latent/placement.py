"""How a picture comes to lie in a frame of another size: cropped, padded or stretched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Method = Literal["crop", "pad", "stretch"]
METHODS: tuple[Method, ...] = get_args(Method)

ANCHORS: dict[str, tuple[float, float]] = {
    "center": (0.5, 0.5),
    "top": (0.5, 0.0),
    "bottom": (0.5, 1.0),
    "left": (0.0, 0.5),
    "right": (1.0, 0.5),
}
"""The share of what is cut or added that falls to the left and to the top."""


class FitError(ValueError):
    """A picture or a wish that cannot be fitted. The message names it and what is allowed."""


@dataclass(frozen=True, slots=True)
class Placement:
    """How a picture comes to lie in its new frame of `width` x `height` pixels.

    `source` is the part of the picture that is kept, in its pixels, and may be fractional;
    `target` is where that part goes in the frame. Both are left, top, right, bottom. `crop_w` and
    `crop_h` are the pixels cut from the left and the top, counted after scaling, as SDXL's size
    conditioning counts them (arXiv 2307.01952, section 2.2); 0 where nothing is cut.
    """

    width: int
    height: int
    source: tuple[float, float, float, float]
    target: tuple[int, int, int, int]
    crop_w: int = 0
    crop_h: int = 0

    @property
    def margins(self) -> tuple[int, int, int, int]:
        """Padding at the left, right, top and bottom, in pixels."""
        left, top, right, bottom = self.target
        return left, self.width - right, top, self.height - bottom


def place(
    width: int, height: int, to_width: int, to_height: int, method: str, anchor: str = "center"
) -> Placement:
    """How a picture of `width` x `height` pixels fits one of `to_width` x `to_height`.

    crop fills the frame and cuts what stands out, pad shows the whole picture and leaves a margin,
    stretch does neither and changes the ratio. `anchor` is the side that stays (crop) or that the
    picture lies against (pad). Raises FitError.
    """
    if method not in METHODS or anchor not in ANCHORS:
        raise FitError(
            f"method {method!r}, anchor {anchor!r}: "
            f"allowed: {', '.join(METHODS)}; {', '.join(ANCHORS)}"
        )
    if min(width, height, to_width, to_height) < 1:
        raise FitError(f"{width}x{height} to {to_width}x{to_height}: allowed: sides of 1 or more")
    whole, frame = (0.0, 0.0, float(width), float(height)), (0, 0, to_width, to_height)
    to_left, to_top = ANCHORS[anchor]
    if method == "crop":
        scale = max(to_width / width, to_height / height)
        kept_width, kept_height = min(to_width / scale, width), min(to_height / scale, height)
        left, top = (width - kept_width) * to_left, (height - kept_height) * to_top
        # The sums may overshoot by a rounding, and Pillow refuses a box outside the picture.
        source = (left, top, min(left + kept_width, width), min(top + kept_height, height))
        return Placement(
            to_width, to_height, source, frame, round(left * scale), round(top * scale)
        )
    if method == "pad":
        scale = min(to_width / width, to_height / height)
        inner_width = min(max(round(width * scale), 1), to_width)
        inner_height = min(max(round(height * scale), 1), to_height)
        x, y = round((to_width - inner_width) * to_left), round((to_height - inner_height) * to_top)
        target = (x, y, x + inner_width, y + inner_height)
        return Placement(to_width, to_height, whole, target)
    return Placement(to_width, to_height, whole, frame)
