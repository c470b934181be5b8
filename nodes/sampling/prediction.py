"""What a model predicts, noise or velocity, against what its card says it was trained for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..notice import Notice
from ..preset.model import Preset

AS_LOADED, FROM_PRESET = "model", "preset"
CHOICES = (AS_LOADED, FROM_PRESET)

NAMES = {"eps": "noise prediction (eps)", "v": "v-prediction", "other": "neither eps nor v"}


@dataclass(frozen=True, slots=True)
class Setup:
    """How the host samples a model: "other" is a model that is no SDXL model at all."""

    prediction: Literal["eps", "v", "other"]
    zero_terminal_snr: bool = False


def wanted(preset: Preset) -> Setup:
    """How the preset's model is to be sampled."""
    return Setup(preset.sampling.prediction, preset.sampling.zero_terminal_snr)


def contradictions(preset: Preset, found: Setup) -> tuple[Notice, ...]:
    """What to say when the host samples the model otherwise than its card wants."""
    card = wanted(preset)
    remedy = f"choose another preset, or set prediction to {FROM_PRESET!r}"
    if found.prediction != card.prediction:
        message = (
            f"the model is set up for {NAMES[found.prediction]}, but {preset.name} was trained "
            f"for {NAMES[card.prediction]}: {remedy}"
        )
        return (Notice("prediction-differs", message),)
    if found.zero_terminal_snr != card.zero_terminal_snr:
        have, has = ("with", "without") if found.zero_terminal_snr else ("without", "with")
        message = (
            f"the model is set up {have} a zero-terminal-SNR schedule, but {preset.name} was "
            f"trained {has} one: {remedy}"
        )
        return (Notice("zero-terminal-snr-differs", message),)
    return ()
