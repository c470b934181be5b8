"""Nodes that choose a size."""

from __future__ import annotations

import comfy.model_management
import torch
from comfy_api.latest import io

from ..notice import shown
from ..preset import host
from ..preset.model import Preset
from . import buckets, inputs
from .buckets import DEFAULT, STEP
from .fit_node import TagAtelierFitImage


class TagAtelierLatent(io.ComfyNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierLatent",
            display_name="Aspect Bucket Latent",
            category="Tag Atelier/latent",
            description=(
                "An empty latent at a size that the model was trained on: one of the card's, or "
                "the nearest to a ratio, to a width and height, or to an image."
            ),
            search_aliases=[
                "empty latent image",
                "aspect ratio",
                "resolution selector",
                "sdxl resolution",
                "image size",
                "size from image",
                "bucket",
            ],
            inputs=[
                host.PresetSocket.Input("preset", tooltip="The model card whose sizes to use."),
                inputs.size(DEFAULT, "the image, or without one to width x height"),
                inputs.side("width", "Pixels; read by nearest and custom."),
                inputs.side("height", "Pixels; read by nearest and custom."),
                io.Boolean.Input(
                    "swap", default=False, tooltip="Turn the size: width becomes height."
                ),
                io.Int.Input(
                    "batch_size",
                    default=1,
                    min=1,
                    max=4096,
                    tooltip="How many pictures to make at once.",
                ),
                inputs.multiplier(),
                io.Image.Input(
                    "image",
                    optional=True,
                    tooltip="nearest looks for the bucket nearest to this image.",
                ),
            ],
            outputs=[
                io.Latent.Output(
                    "latent",
                    display_name="latent",
                    tooltip="Empty latents, batch x 4 x height/8 x width/8.",
                ),
                io.Int.Output("width", display_name="width", tooltip="Width in pixels."),
                io.Int.Output("height", display_name="height", tooltip="Height in pixels."),
            ],
        )

    @classmethod
    def validate_inputs(cls, size: str | None) -> bool | str:
        return inputs.check_size(size)

    @classmethod
    def execute(
        cls,
        preset: Preset,
        size: str,
        width: int,
        height: int,
        swap: bool,
        batch_size: int,
        multiplier: float = 1.0,
        image: torch.Tensor | None = None,
    ) -> io.NodeOutput:
        if image is not None and size == buckets.NEAREST:
            height, width = image.shape[1:3]
        chosen = buckets.choose(preset.sizes, size, width, height, multiplier=multiplier, swap=swap)
        samples = torch.zeros(
            [batch_size, 4, chosen.height // STEP, chosen.width // STEP],
            device=comfy.model_management.intermediate_device(),
            dtype=comfy.model_management.intermediate_dtype(),
        )
        latent = {"samples": samples, "downscale_ratio_spacial": STEP}
        told = shown(buckets.describe(preset.sizes, chosen), chosen.notices)
        return io.NodeOutput(latent, chosen.width, chosen.height, ui=told)


NODES = [TagAtelierLatent, TagAtelierFitImage]
