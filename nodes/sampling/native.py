"""The host's own sampling, called as its KSampler calls it."""

from __future__ import annotations

import difflib
from typing import Any

import comfy.model_sampling
import comfy.samplers
import comfy.utils

from ..notice import Notice
from ..preset.model import Preset
from . import prediction
from .prediction import Setup
from .settings import FROM_PRESET, Settings, SettingsError

SAMPLERS: list[str] = comfy.samplers.SAMPLER_NAMES
SCHEDULERS: list[str] = comfy.samplers.SCHEDULER_NAMES
"""The host's own lists: other packs add to them, and then they hold more."""


def check(sampler: str | None = None, scheduler: str | None = None) -> bool | str:
    """True, or which name this host does not have, as `validate_inputs` answers.

    None comes through a link and is known only when the node runs.
    """
    for kind, name, known in (
        ("sampler", sampler, SAMPLERS),
        ("scheduler", scheduler, SCHEDULERS),
    ):
        if name is not None and name != FROM_PRESET and name not in known:
            close = difflib.get_close_matches(name, known, n=5, cutoff=0.4) or known
            return f"{kind} {name!r} is unknown to this ComfyUI; close: {', '.join(close)}"
    return True


def sample(
    model: Any, seed: int, settings: Settings, positive: Any, negative: Any, latent: dict[str, Any]
) -> dict[str, Any]:
    """The sampled latent: noise, previews, progress, mask and interruption are the host's.

    Raises SettingsError for a sampler or scheduler that the host does not have.
    """
    # The host's nodes.py: inside the pack, ours is only ever `..nodes`.
    from nodes import common_ksampler  # type: ignore[attr-defined]

    _require(settings)
    return common_ksampler(
        model,
        seed,
        settings.steps,
        settings.cfg,
        settings.sampler,
        settings.scheduler,
        positive,
        negative,
        latent,
        denoise=settings.denoise,
    )[0]


def sampler(settings: Settings) -> Any:
    """The SAMPLER for the host's custom sampling nodes. Raises SettingsError."""
    _require(settings)
    return comfy.samplers.sampler_object(settings.sampler)


def sigmas(model: Any, settings: Settings) -> Any:
    """The SIGMAS that KSampler would use, steps + 1 of them, or none for a denoise of 0.

    They are KSampler's own, because it spaces them differently for some samplers. Raises
    SettingsError.
    """
    _require(settings)
    return comfy.samplers.KSampler(
        model,
        steps=settings.steps,
        device="cpu",
        sampler=settings.sampler,
        scheduler=settings.scheduler,
        denoise=settings.denoise,
    ).sigmas


def guider(model: Any, positive: Any, negative: Any, cfg: float) -> Any:
    """The GUIDER that the host's CFGGuider node makes."""
    made = comfy.samplers.CFGGuider(model)
    made.set_conds(positive, negative)
    made.set_cfg(cfg)
    return made


def upscale(samples: Any, width: int, height: int, method: str) -> Any:
    """A latent of batch x channels x `height` x `width`, as the host's LatentUpscale makes it."""
    return comfy.utils.common_upscale(samples, width, height, method, "disabled")


def prepare(model: Any, preset: Preset, choice: str) -> tuple[Any, tuple[Notice, ...]]:
    """The model to sample with, and what there is to say about it.

    `choice` is "model", which leaves it as the checkpoint sets it up and tells what contradicts
    the card, or "preset", which sets up a clone where needed.
    """
    found = setup_of(model)
    if choice != prediction.FROM_PRESET:
        return model, prediction.contradictions(preset, found)
    card = prediction.wanted(preset)
    return (model if found == card else set_up(model, card)), ()


def setup_of(model: Any) -> Setup:
    """How the host samples this MODEL now, patches included."""
    sampling = model.get_model_object("model_sampling")
    kinds = comfy.model_sampling
    zero_terminal_snr = bool(getattr(sampling, "zsnr", False))
    # The host derives velocity from noise, and EDM from velocity: the narrower class first.
    if isinstance(sampling, kinds.V_PREDICTION) and not isinstance(sampling, kinds.EDM):
        return Setup("v", zero_terminal_snr)
    if isinstance(sampling, kinds.EPS) and not isinstance(sampling, kinds.EDM):
        return Setup("eps", zero_terminal_snr)
    return Setup("other")


def set_up(model: Any, wanted: Setup) -> Any:
    """A clone that is sampled as wanted, as the host's ModelSamplingDiscrete node makes it."""
    kinds = comfy.model_sampling
    kind = kinds.V_PREDICTION if wanted.prediction == "v" else kinds.EPS

    sampling = type("ModelSampling", (kinds.ModelSamplingDiscrete, kind), {})
    clone = model.clone()
    clone.add_object_patch(
        "model_sampling", sampling(model.model.model_config, zsnr=wanted.zero_terminal_snr)
    )
    return clone


def _require(settings: Settings) -> None:
    answer = check(settings.sampler, settings.scheduler)
    if isinstance(answer, str):
        raise SettingsError(answer)
