"""Nodes that choose a size."""

from __future__ import annotations

import comfy.model_management
import torch
from comfy_api.latest import io

from ..notice import shown
from ..preset import host
from ..preset.model import Preset
from . import buckets
from .buckets import SHAPES, STEP, Size

CATEGORY = "Tag Atelier/latent"
DEFAULT, NEAREST, CUSTOM = "preset", "nearest", "custom"
LARGEST = 16384
"""Pixels a side: the host's own MAX_RESOLUTION."""


def _sizes() -> list[str]:
    """The values of the size menu. Stable keys: words, and every bucket of every preset."""
    keys = {bucket.key: None for preset in host.library().presets.values() for bucket in preset.sizes.buckets}
    return [DEFAULT, *SHAPES, *keys, NEAREST, CUSTOM]


class TagAtelierLatent(io.ComfyNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierLatent",
            display_name="Aspect Bucket Latent",
            category=CATEGORY,
            description="An empty latent at a size that the model was trained on.",
            search_aliases=[
                "empty latent image",
                "aspect ratio",
                "resolution selector",
                "sdxl resolution",
                "image size",
                "bucket",
            ],
            inputs=[
                host.PresetSocket.Input("preset", tooltip="The model card whose sizes to use."),
                io.Combo.Input(
                    "size",
                    options=_sizes(),
                    default=DEFAULT,
                    tooltip=(
                        "preset: the card's usual size. portrait, landscape, square: the usual one of that shape. "
                        "nearest: the bucket nearest to width x height. custom: width x height as they are."
                    ),
                ),
                io.Int.Input(
                    "width",
                    default=1024,
                    min=64,
                    max=LARGEST,
                    step=STEP,
                    tooltip="Pixels; read by nearest and custom.",
                ),
                io.Int.Input(
                    "height",
                    default=1024,
                    min=64,
                    max=LARGEST,
                    step=STEP,
                    tooltip="Pixels; read by nearest and custom.",
                ),
                io.Boolean.Input("swap", default=False, tooltip="Turn the size: width becomes height."),
                io.Int.Input(
                    "batch_size", default=1, min=1, max=4096, tooltip="How many pictures to make at once."
                ),
            ],
            outputs=[
                io.Latent.Output(
                    "latent", display_name="latent", tooltip="Empty latents, batch x 4 x height/8 x width/8."
                ),
                io.Int.Output("width", display_name="width", tooltip="Width in pixels."),
                io.Int.Output("height", display_name="height", tooltip="Height in pixels."),
            ],
        )

    @classmethod
    def validate_inputs(cls, size: str | None) -> bool | str:
        if size is None or size in (DEFAULT, NEAREST, CUSTOM, *SHAPES):
            return True
        return buckets.is_size(size) or f"size {size!r}: allowed: {', '.join(_sizes())}"

    @classmethod
    def execute(
        cls, preset: Preset, size: str, width: int, height: int, swap: bool, batch_size: int
    ) -> io.NodeOutput:
        chosen = _chosen(preset, size, width, height)
        chosen = chosen.swapped() if swap else chosen
        samples = torch.zeros(
            [batch_size, 4, chosen.height // STEP, chosen.width // STEP],
            device=comfy.model_management.intermediate_device(),
            dtype=comfy.model_management.intermediate_dtype(),
        )
        latent = {"samples": samples, "downscale_ratio_spacial": STEP}
        told = shown(f"{chosen.width} x {chosen.height}", chosen.notices)
        return io.NodeOutput(latent, chosen.width, chosen.height, ui=told)


def _chosen(preset: Preset, size: str, width: int, height: int) -> Size:
    if size == DEFAULT:
        return Size(preset.sizes.default.width, preset.sizes.default.height)
    if size == CUSTOM:
        return buckets.checked(preset.sizes, width, height)
    if size == NEAREST:
        bucket = buckets.nearest(preset.sizes, width, height)
        return Size(bucket.width, bucket.height)
    return buckets.parse(preset.sizes, size)


NODES = [TagAtelierLatent]
