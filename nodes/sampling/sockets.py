"""What several nodes of this room share: the preset decides, the user may override."""

from __future__ import annotations

from comfy_api.latest import io

from ..preset import host
from .native import SAMPLERS, SCHEDULERS, check
from .prediction import AS_LOADED, CHOICES
from .settings import FROM_PRESET, RECOMMENDED

CATEGORY = "Tag Atelier/sampling"


class SamplingNode(io.ComfyNode):
    """A node with `variant`, `sampler_name` and `scheduler`."""

    @classmethod
    def validate_inputs(
        cls,
        variant: str | None = None,
        sampler_name: str | None = None,
        scheduler: str | None = None,
    ) -> bool | str:
        # To name an input here lets any value of it pass the host: a variant of a preset that is
        # not installed here is left out, and the node says so.
        return check(sampler_name, scheduler)


def model() -> io.Model.Input:
    return io.Model.Input("model", tooltip="The model that removes the noise.")


def preset() -> io.Input:
    return host.PresetSocket.Input("preset", tooltip="The model card whose settings to use.")


def positive(*, optional: bool = False) -> io.Conditioning.Input:
    return io.Conditioning.Input(
        "positive", optional=optional, tooltip="What the picture should show."
    )


def negative(*, optional: bool = False) -> io.Conditioning.Input:
    return io.Conditioning.Input(
        "negative", optional=optional, tooltip="What the picture should not show."
    )


def seed() -> io.Int.Input:
    return io.Int.Input(
        "seed",
        default=0,
        min=0,
        max=0xFFFFFFFFFFFFFFFF,
        control_after_generate=True,
        tooltip="Picks the noise: the same seed makes the same picture.",
    )


def variant() -> io.Combo.Input:
    presets = host.installed().presets.values()
    keys = {key: None for preset in presets for key in preset.sampling.variants}
    return io.Combo.Input(
        "variant",
        options=[RECOMMENDED, *keys],
        default=RECOMMENDED,
        tooltip=(
            "Another way to sample that the card documents, such as fast or many steps. Without "
            "one of that name, the node samples as recommended and says so."
        ),
    )


def steps(of_preset: str = "the preset's") -> io.Int.Input:
    return io.Int.Input(
        "steps", default=0, min=0, max=10000, tooltip=f"Sampling steps. 0: {of_preset}."
    )


def cfg() -> io.Float.Input:
    return io.Float.Input(
        "cfg",
        default=0.0,
        min=0.0,
        max=100.0,
        step=0.1,
        round=0.01,
        tooltip="How closely to follow the prompt. 0: the preset's.",
    )


def sampler_name(*, advanced: bool = False) -> io.Combo.Input:
    return io.Combo.Input(
        "sampler_name",
        options=[FROM_PRESET, *SAMPLERS],
        default=FROM_PRESET,
        optional=advanced,
        advanced=advanced,
        tooltip="preset: the card's sampler.",
    )


def scheduler(*, advanced: bool = False) -> io.Combo.Input:
    return io.Combo.Input(
        "scheduler",
        options=[FROM_PRESET, *SCHEDULERS],
        default=FROM_PRESET,
        optional=advanced,
        advanced=advanced,
        tooltip="preset: the scheduler that the card pairs with the sampler.",
    )


def denoise(
    default: float = 1.0,
    *,
    tooltip: str = (
        "How much of the latent to make anew: 1 for an empty latent, less for an image."
    ),
) -> io.Float.Input:
    return io.Float.Input("denoise", default=default, min=0.0, max=1.0, step=0.01, tooltip=tooltip)


def prediction() -> io.Combo.Input:
    return io.Combo.Input(
        "prediction",
        options=list(CHOICES),
        default=AS_LOADED,
        optional=True,
        advanced=True,
        tooltip=(
            "model: sample as the checkpoint says it was trained, and tell where the card says "
            "otherwise. preset: set the model up for the card's eps or v-prediction and "
            "zero-terminal SNR."
        ),
    )


def latent_output() -> io.Latent.Output:
    return io.Latent.Output("latent", display_name="latent", tooltip="The sampled latent.")


def settings_output() -> io.String.Output:
    return io.String.Output(
        "settings", display_name="settings", tooltip="The settings used, as one line of text."
    )
