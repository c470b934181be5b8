"""The node that fits an image to a bucket."""

from __future__ import annotations

import torch
from comfy_api.latest import io

from ..notice import shown
from ..preset import host
from ..preset.model import Preset
from . import buckets, inputs
from .buckets import NEAREST
from .fit import FILLS, fit_image, fit_mask, padding_mask
from .placement import ANCHORS, METHODS, place


class TagAtelierFitImage(io.ComfyNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierFitImage",
            display_name="Fit Image to Bucket",
            category="Tag Atelier/latent",
            description=(
                "Crops, pads or stretches an image to a size that the model was trained on, with "
                "its mask, and tells what was cut as SDXL's size conditioning wants to know it."
            ),
            search_aliases=[
                "resize image",
                "crop to aspect ratio",
                "pad image",
                "image to sdxl resolution",
                "img2img size",
                "outpaint padding",
                "scale image to bucket",
            ],
            inputs=[
                host.PresetSocket.Input("preset", tooltip="The model card whose sizes to use."),
                io.Image.Input("image", tooltip="One image or a batch; alpha is kept."),
                io.Mask.Input(
                    "mask", optional=True, tooltip="The image's mask, to be carried along."
                ),
                inputs.size(NEAREST, "the image"),
                io.Combo.Input(
                    "method",
                    options=list(METHODS),
                    default="crop",
                    tooltip=(
                        "crop: fill the size and cut what stands out. pad: show the whole image "
                        "and add a margin. stretch: change the image's ratio."
                    ),
                ),
                io.Combo.Input(
                    "anchor",
                    options=list(ANCHORS),
                    default="center",
                    tooltip="The side that crop keeps, or that pad lays the image against.",
                ),
                inputs.side("width", "Pixels; read by custom.", advanced=True),
                inputs.side("height", "Pixels; read by custom.", advanced=True),
                inputs.multiplier(),
                io.Combo.Input(
                    "fill",
                    options=list(FILLS),
                    default="edge",
                    optional=True,
                    advanced=True,
                    tooltip="What pad puts in the margin. edge: the image's border, repeated.",
                ),
            ],
            outputs=[
                io.Image.Output("image", display_name="image", tooltip="The fitted image."),
                io.Mask.Output(
                    "mask",
                    display_name="mask",
                    tooltip="The fitted mask, or an empty one; 1 where pad added a margin.",
                ),
                io.Int.Output("width", display_name="width", tooltip="New width in pixels."),
                io.Int.Output("height", display_name="height", tooltip="New height in pixels."),
                io.Int.Output(
                    "crop_w",
                    display_name="crop_w",
                    tooltip="Pixels cut from the left after scaling, for size conditioning.",
                ),
                io.Int.Output(
                    "crop_h",
                    display_name="crop_h",
                    tooltip="Pixels cut from the top after scaling, for size conditioning.",
                ),
                io.Int.Output(
                    "original_width",
                    display_name="original width",
                    tooltip="Width of the image as it came, for size conditioning.",
                ),
                io.Int.Output(
                    "original_height",
                    display_name="original height",
                    tooltip="Height of the image as it came, for size conditioning.",
                ),
            ],
        )

    @classmethod
    def validate_inputs(cls, size: str | None) -> bool | str:
        return inputs.check_size(size)

    @classmethod
    def execute(
        cls,
        preset: Preset,
        image: torch.Tensor,
        size: str,
        method: str,
        anchor: str,
        mask: torch.Tensor | None = None,
        width: int = 1024,
        height: int = 1024,
        multiplier: float = 1.0,
        fill: str = "edge",
    ) -> io.NodeOutput:
        from_height, from_width = image.shape[1:3]
        if size == NEAREST:
            width, height = from_width, from_height
        chosen = buckets.choose(preset.sizes, size, width, height, multiplier=multiplier)
        placement = place(from_width, from_height, chosen.width, chosen.height, method, anchor)
        fitted_mask = (
            padding_mask(placement, image.shape[0]).to(image.device)
            if mask is None
            else fit_mask(mask, placement, from_width, from_height)
        )
        line = f"{from_width} x {from_height} to {buckets.describe(preset.sizes, chosen)}"
        return io.NodeOutput(
            fit_image(image, placement, fill),
            fitted_mask,
            chosen.width,
            chosen.height,
            placement.crop_w,
            placement.crop_h,
            from_width,
            from_height,
            ui=shown(line, chosen.notices),
        )
