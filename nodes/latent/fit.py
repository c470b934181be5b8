"""Fit pictures to a size by cropping, padding or stretching, with their masks.

The geometry (`place`) is separate from the pixels (`fit_image`, `fit_mask`). Pixels go through
Pillow's resampling, a 32-bit float channel at a time: it has Lanczos and reads a fractional crop
and a change of scale in one pass. torch has no Lanczos, and the host's own goes through 8 bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import torch
from PIL import Image
from torch.nn.functional import pad as torch_pad

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

FILLS: dict[str, float | None] = {"edge": None, "black": 0.0, "gray": 0.5, "white": 1.0}
"""The value of padded pixels; None repeats the picture's border."""


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
        source = (left, top, left + kept_width, top + kept_height)
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


def fit_image(image: torch.Tensor, placement: Placement, fill: str = "edge") -> torch.Tensor:
    """Pictures in their new frame, on the same device and of the same type.

    `image` is batch x height x width x channels, 0 to 1; the result has the placement's height
    and width. With four channels the last is alpha: colour is weighed by it, so that what is
    transparent does not bleed into what is not. Raises FitError for another shape or fill.
    """
    if image.ndim != 4 or fill not in FILLS:
        raise FitError(
            f"image of shape {tuple(image.shape)}, fill {fill!r}: "
            f"allowed: batch x height x width x channels; {', '.join(FILLS)}"
        )
    if image.shape[-1] == 4:
        alpha = image[..., 3:]
        scaled = _resize(torch.cat((image[..., :3] * alpha, alpha), -1), placement, LANCZOS)
        opacity = scaled[..., 3:]
        colour = torch.where(opacity > 0, scaled[..., :3] / opacity.clamp(min=1e-6), 0.0)
        scaled = torch.cat((colour.clamp(0, 1), opacity), -1)
    else:
        scaled = _resize(image, placement, LANCZOS)
    return _pad(scaled, placement, FILLS[fill])


def fit_mask(mask: torch.Tensor, placement: Placement, width: int, height: int) -> torch.Tensor:
    """Masks in the new frame: batch x height x width, 0 to 1, padded with 1 (to be painted).

    The mask belongs to a picture of `width` x `height` pixels and may itself be of another size,
    as the host's empty ones are. Linear, because Lanczos would ring around a mask's edge.
    """
    masks = mask.reshape(-1, *mask.shape[-2:])
    across, down = masks.shape[-1] / width, masks.shape[-2] / height
    left, top, right, bottom = placement.source
    source = (left * across, top * down, right * across, bottom * down)
    own = Placement(placement.width, placement.height, source, placement.target)
    return _pad(_resize(masks[..., None], own, LINEAR), placement, 1.0)[..., 0]


def padding_mask(placement: Placement, batch: int) -> torch.Tensor:
    """A mask of what padding added: batch x height x width, 1 in the margin and 0 within."""
    left, top, right, bottom = placement.target
    mask = torch.ones(batch, placement.height, placement.width)
    mask[:, top:bottom, left:right] = 0
    return mask


LANCZOS, LINEAR = Image.Resampling.LANCZOS, Image.Resampling.BILINEAR


def _resize(image: torch.Tensor, placement: Placement, filter: Image.Resampling) -> torch.Tensor:
    """The kept part at its new size, batch x height x width x channels, before padding."""
    left, top, right, bottom = placement.target
    size = (right - left, bottom - top)
    height, width = image.shape[1:3]
    if size == (width, height) and placement.source == (0.0, 0.0, width, height):
        return image
    frames = [
        np.stack(
            [
                np.asarray(Image.fromarray(channel).resize(size, filter, box=placement.source))
                for channel in np.ascontiguousarray(np.moveaxis(frame, -1, 0))
            ],
            axis=-1,
        )
        for frame in image.detach().to(device="cpu", dtype=torch.float32).numpy()
    ]
    # Lanczos overshoots beside an edge: stay within the picture's own range.
    return torch.from_numpy(np.stack(frames)).to(image).clamp(image.min(), image.max())


def _pad(image: torch.Tensor, placement: Placement, value: float | None) -> torch.Tensor:
    if not any(placement.margins):
        return image
    channels_first = image.movedim(-1, 1)
    if value is None:
        padded = torch_pad(channels_first, placement.margins, mode="replicate")
    else:
        padded = torch_pad(channels_first, placement.margins, value=value)
        if image.shape[-1] == 4:
            padded[:, 3:] = torch_pad(channels_first[:, 3:], placement.margins, value=1.0)
    return padded.movedim(1, -1).contiguous()
