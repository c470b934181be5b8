"""The node that enlarges what was sampled and samples it again."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ..latent.fit import fit_image
from ..latent.placement import place
from ..notice import shown
from ..preset.model import Preset
from . import sockets
from .native import prepare, sample, upscale
from .prediction import AS_LOADED
from .second_pass import METHODS, Pass, plan
from .settings import FROM_PRESET, SettingsError


class TagAtelierSecondPass(sockets.SamplingNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierSecondPass",
            display_name="Preset Second Pass",
            category=sockets.CATEGORY,
            description=(
                "Enlarges a sampled latent and samples it again, as the model's card or the "
                "official demo does. With image and vae it enlarges the image instead, for "
                "example one from an upscale model."
            ),
            search_aliases=[
                "hires fix",
                "highres fix",
                "upscale latent and sample",
                "second pass",
                "refine image",
                "img2img upscale",
            ],
            inputs=[
                sockets.model(),
                sockets.preset(),
                sockets.positive(),
                sockets.negative(),
                io.Latent.Input("latent_image", tooltip="The latent of the first pass."),
                io.Image.Input(
                    "image",
                    optional=True,
                    tooltip=(
                        "The first pass's picture, enlarged by other means and of any size: it is "
                        "brought to the second pass's size and replaces the latent's content."
                    ),
                ),
                io.Vae.Input("vae", optional=True, tooltip="Encodes the image."),
                sockets.seed(),
                sockets.variant(),
                io.Float.Input(
                    "scale",
                    default=0.0,
                    min=0.0,
                    max=8.0,
                    step=0.05,
                    round=0.01,
                    tooltip="Sides of the result over those of the latent. 0: the preset's.",
                ),
                sockets.denoise(
                    0.0, tooltip="How much to make anew. 0: the preset's; more changes more."
                ),
                sockets.steps("the share of the first pass's that denoise leaves"),
                sockets.cfg(),
                sockets.sampler_name(advanced=True),
                sockets.scheduler(advanced=True),
                io.Combo.Input(
                    "method",
                    options=[FROM_PRESET, *METHODS],
                    default=FROM_PRESET,
                    optional=True,
                    advanced=True,
                    tooltip="How to enlarge the latent. preset: as the card does.",
                ),
                sockets.prediction(),
            ],
            outputs=[sockets.latent_output(), sockets.settings_output()],
        )

    @classmethod
    def execute(
        cls,
        model: Any,
        preset: Preset,
        positive: Any,
        negative: Any,
        latent_image: dict[str, Any],
        seed: int,
        variant: str,
        scale: float,
        denoise: float,
        steps: int,
        cfg: float,
        image: Any = None,
        vae: Any = None,
        sampler_name: str = FROM_PRESET,
        scheduler: str = FROM_PRESET,
        method: str = FROM_PRESET,
        prediction: str = AS_LOADED,
    ) -> io.NodeOutput:
        second = plan(
            preset,
            scale=scale,
            method=method,
            denoise=denoise,
            steps=steps,
            variant=variant,
            cfg=cfg,
            sampler=sampler_name,
            scheduler=scheduler,
        )
        prepared, doubts = prepare(model, preset, prediction)
        enlarged = _enlarged(second, latent_image, image, vae)
        latent = sample(prepared, seed, second.settings, positive, negative, enlarged)
        height, width = (8 * side for side in latent["samples"].shape[-2:])
        line = f"{width} x {height}, {second.settings.as_text()}"
        told = shown(line, (*second.settings.notices, *doubts))
        return io.NodeOutput(latent, line, ui=told)


def _enlarged(second: Pass, latent: dict[str, Any], image: Any, vae: Any) -> dict[str, Any]:
    """The latent of the second pass's size, its mask and batch numbers kept."""
    samples = latent["samples"]
    width, height = second.size(samples.shape[-1], samples.shape[-2])
    if image is None:
        return {**latent, "samples": upscale(samples, width, height, second.method)}
    if vae is None or image.shape[0] != samples.shape[0]:
        raise SettingsError(
            f"image: {image.shape[0]} in the batch, {samples.shape[0]} in the latent's, "
            f"{'no vae' if vae is None else 'with a vae'}: "
            "allowed: as many images as latents, and a vae to encode them"
        )
    placement = place(image.shape[2], image.shape[1], 8 * width, 8 * height, "stretch")
    return {**latent, "samples": vae.encode(fit_image(image[..., :3], placement))}
