"""Inputs that several nodes of this room share."""

from __future__ import annotations

from comfy_api.latest import io

from ..preset import host
from .buckets import CUSTOM, DEFAULT, NEAREST, RATIOS, SHAPES, STEP, is_size

LARGEST = 16384
"""Pixels a side: the host's own MAX_RESOLUTION."""


def size(default: str, nearest_to: str) -> io.Combo.Input:
    return io.Combo.Input(
        "size",
        options=_sizes(),
        default=default,
        tooltip=(
            "preset: the card's usual size. portrait, landscape, square: the usual one of that "
            "shape. 832x1216 and the like: that size. 16:9 and the like: the bucket nearest to "
            f"that ratio. nearest: the bucket nearest to {nearest_to}. custom: width x height."
        ),
    )


def side(name: str, tooltip: str, *, advanced: bool = False) -> io.Int.Input:
    return io.Int.Input(
        name,
        default=1024,
        min=64,
        max=LARGEST,
        step=STEP,
        optional=advanced,
        advanced=advanced,
        tooltip=tooltip,
    )


def multiplier() -> io.Float.Input:
    return io.Float.Input(
        "multiplier",
        default=1.0,
        min=0.25,
        max=4.0,
        step=0.05,
        round=0.01,
        optional=True,
        advanced=True,
        tooltip=(
            "Both sides times this, for models that were trained at larger tiers too: 1.5 makes "
            "1248x1824 of 832x1216."
        ),
    )


def check_size(value: str | None) -> bool | str:
    """For `validate_inputs`: True, or what is wrong. None comes through a link.

    A size of a preset that is not installed here is a size all the same.
    """
    if value is None or value in (DEFAULT, NEAREST, CUSTOM, *SHAPES) or is_size(value):
        return True
    return f"size {value!r}: allowed: {', '.join(_sizes())}"


def _sizes() -> list[str]:
    """The values of the size menu. Stable keys: words, ratios, and every preset's buckets."""
    presets = host.installed().presets.values()
    keys = {bucket.key: None for preset in presets for bucket in preset.sizes.buckets}
    return [DEFAULT, *SHAPES, *keys, *RATIOS, NEAREST, CUSTOM]
