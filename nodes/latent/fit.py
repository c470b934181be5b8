"""Fit pictures and their masks to a size: the pixels of what `placement.py` works out.

Pixels go through Pillow's resampling, a 32-bit float channel at a time: it has Lanczos, and reads
a fractional crop and a change of scale in one pass. torch has no Lanczos, and the host's own goes
through 8 bits.
"""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image
from torch.nn.functional import pad as torch_pad

from .placement import FitError, Placement

LANCZOS, LINEAR = Image.Resampling.LANCZOS, Image.Resampling.BILINEAR

FILLS: dict[str, float | None] = {"edge": None, "black": 0.0, "gray": 0.5, "white": 1.0}
"""The value of padded pixels; None repeats the picture's border."""


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
    mask_height, mask_width = masks.shape[1:]
    across, down = mask_width / width, mask_height / height
    left, top, right, bottom = placement.source
    source = (
        left * across,
        top * down,
        min(right * across, mask_width),
        min(bottom * down, mask_height),
    )
    own = Placement(placement.width, placement.height, source, placement.target)
    return _pad(_resize(masks[..., None], own, LINEAR), placement, 1.0)[..., 0]


def padding_mask(placement: Placement, batch: int) -> torch.Tensor:
    """A mask of what padding added: batch x height x width, 1 in the margin and 0 within."""
    left, top, right, bottom = placement.target
    mask = torch.ones(batch, placement.height, placement.width)
    mask[:, top:bottom, left:right] = 0
    return mask


def _resize(
    image: torch.Tensor, placement: Placement, resampling: Image.Resampling
) -> torch.Tensor:
    """The kept part at its new size, batch x height x width x channels, before padding."""
    left, top, right, bottom = placement.target
    size = (right - left, bottom - top)
    height, width = image.shape[1:3]
    if size == (width, height) and placement.source == (0.0, 0.0, width, height):
        return image
    frames = [
        np.stack(
            [
                np.asarray(Image.fromarray(channel).resize(size, resampling, box=placement.source))
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
