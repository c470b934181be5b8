"""The node that samples with a preset's settings, and the list of this room's nodes."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ..notice import shown
from ..preset.model import Preset
from . import inputs
from .native import check, prepare, sample
from .prediction import AS_LOADED
from .second_pass_node import TagAtelierSecondPass
from .settings import settle
from .settings_node import TagAtelierSamplingSettings


class TagAtelierSampler(io.ComfyNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierSampler",
            display_name="Preset Sampler",
            category=inputs.CATEGORY,
            description=(
                "Samples as the native KSampler does, with the steps, CFG, sampler and scheduler "
                "of the model's card. Change what you like; leaving the card's range is said on "
                "the node, in the card's words."
            ),
            search_aliases=[
                "ksampler",
                "sample with recommended settings",
                "animagine sampler",
                "generate image",
                "denoise latent",
                "euler a",
                "v-prediction",
            ],
            inputs=[
                inputs.model(),
                inputs.preset(),
                inputs.positive(),
                inputs.negative(),
                io.Latent.Input(
                    "latent_image", tooltip="The latent to denoise, empty or of an image."
                ),
                inputs.seed(),
                inputs.variant(),
                inputs.steps(),
                inputs.cfg(),
                inputs.sampler_name(),
                inputs.scheduler(),
                inputs.denoise(
                    tooltip="How much of the latent to make anew: 1 for an empty latent, less for "
                    "an image."
                ),
                inputs.prediction(),
            ],
            outputs=[
                io.Latent.Output("latent", display_name="latent", tooltip="The sampled latent."),
                io.String.Output(
                    "settings",
                    display_name="settings",
                    tooltip="The settings used, as one line of text.",
                ),
            ],
        )

    @classmethod
    def validate_inputs(
        cls,
        variant: str | None = None,
        sampler_name: str | None = None,
        scheduler: str | None = None,
    ) -> bool | str:
        # A variant of a preset that is not installed here is left out, and the node says so.
        return check(sampler_name, scheduler)

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
        steps: int,
        cfg: float,
        sampler_name: str,
        scheduler: str,
        denoise: float,
        prediction: str = AS_LOADED,
    ) -> io.NodeOutput:
        settings = settle(
            preset,
            variant=variant,
            steps=steps,
            cfg=cfg,
            sampler=sampler_name,
            scheduler=scheduler,
            denoise=denoise,
        )
        prepared, doubts = prepare(model, preset, prediction)
        latent = sample(prepared, seed, settings, positive, negative, latent_image)
        told = shown(settings.as_text(), (*settings.notices, *doubts))
        return io.NodeOutput(latent, settings.as_text(), ui=told)


NODES = [TagAtelierSampler, TagAtelierSamplingSettings, TagAtelierSecondPass]
