"""Nodes that sample with a preset's settings."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ..notice import shown
from ..preset import host
from ..preset.model import Preset
from .native import SAMPLERS, SCHEDULERS, check, sample
from .settings import FROM_PRESET, RECOMMENDED, settle

CATEGORY = "Tag Atelier/sampling"
LARGEST_SEED = 0xFFFFFFFFFFFFFFFF


def _variants() -> list[str]:
    """The values of the variant menu. Stable keys: those of every preset."""
    presets = host.library().presets.values()
    return list({RECOMMENDED: None, **{key: None for preset in presets for key in preset.sampling.variants}})


class TagAtelierSampler(io.ComfyNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierSampler",
            display_name="Preset Sampler",
            category=CATEGORY,
            description=(
                "Samples as the native KSampler does, with the steps, CFG, sampler and scheduler of the model's "
                "card. Change what you like; leaving the card's range is said on the node, in the card's words."
            ),
            search_aliases=[
                "ksampler",
                "sample with recommended settings",
                "animagine sampler",
                "generate image",
                "denoise latent",
                "euler a",
            ],
            inputs=[
                io.Model.Input("model", tooltip="The model that removes the noise."),
                host.PresetSocket.Input("preset", tooltip="The model card whose settings to use."),
                io.Conditioning.Input("positive", tooltip="What the picture should show."),
                io.Conditioning.Input("negative", tooltip="What the picture should not show."),
                io.Latent.Input("latent_image", tooltip="The latent to denoise, empty or of an image."),
                io.Int.Input(
                    "seed",
                    default=0,
                    min=0,
                    max=LARGEST_SEED,
                    control_after_generate=True,
                    tooltip="Picks the noise: the same seed makes the same picture.",
                ),
                io.Combo.Input(
                    "variant",
                    options=_variants(),
                    default=RECOMMENDED,
                    tooltip="Another way to sample that the card documents; what the card lacks is as recommended.",
                ),
                io.Int.Input(
                    "steps", default=0, min=0, max=10000, tooltip="Sampling steps. 0: the preset's."
                ),
                io.Float.Input(
                    "cfg",
                    default=0.0,
                    min=0.0,
                    max=100.0,
                    step=0.1,
                    round=0.01,
                    tooltip="How closely to follow the prompt. 0: the preset's.",
                ),
                io.Combo.Input(
                    "sampler_name",
                    options=[FROM_PRESET, *SAMPLERS],
                    default=FROM_PRESET,
                    tooltip="preset: the card's sampler.",
                ),
                io.Combo.Input(
                    "scheduler",
                    options=[FROM_PRESET, *SCHEDULERS],
                    default=FROM_PRESET,
                    tooltip="preset: the scheduler that the card pairs with the sampler.",
                ),
                io.Float.Input(
                    "denoise",
                    default=1.0,
                    min=0.0,
                    max=1.0,
                    step=0.01,
                    tooltip="How much of the latent to make anew: 1 for an empty latent, less for an image.",
                ),
            ],
            outputs=[
                io.Latent.Output("latent", display_name="latent", tooltip="The sampled latent."),
                io.String.Output(
                    "settings", display_name="settings", tooltip="The settings used, as one line of text."
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
        latent = sample(model, seed, settings, positive, negative, latent_image)
        told = shown(settings.as_text(), settings.notices)
        return io.NodeOutput(latent, settings.as_text(), ui=told)


NODES = [TagAtelierSampler]
