"""The node that samples with a preset's settings, and the list of this room's nodes."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ..notice import shown
from ..preset.model import Preset
from . import sockets
from .native import prepare, sample
from .prediction import AS_LOADED
from .second_pass_node import TagAtelierSecondPass
from .settings import settle
from .settings_node import TagAtelierSamplingSettings


class TagAtelierSampler(sockets.SamplingNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierSampler",
            display_name="Preset Sampler",
            category=sockets.CATEGORY,
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
                sockets.model(),
                sockets.preset(),
                sockets.positive(),
                sockets.negative(),
                io.Latent.Input(
                    "latent_image", tooltip="The latent to denoise, empty or of an image."
                ),
                sockets.seed(),
                sockets.variant(),
                sockets.steps(),
                sockets.cfg(),
                sockets.sampler_name(),
                sockets.scheduler(),
                sockets.denoise(),
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
