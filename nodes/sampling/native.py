"""The host's own sampling, called as its KSampler calls it."""

from __future__ import annotations

import difflib
from typing import Any

import comfy.samplers

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
    import nodes as host_nodes  # The host's nodes.py: inside the pack, ours is only ever `..nodes`.

    answer = check(settings.sampler, settings.scheduler)
    if isinstance(answer, str):
        raise SettingsError(answer)
    return host_nodes.common_ksampler(
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
