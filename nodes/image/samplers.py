"""Sampler and scheduler names: ComfyUI's, and those that A1111 and Civitai write and read.

A1111 wrote "DPM++ 2M Karras" until 1.8 and writes "DPM++ 2M" with "Schedule type: Karras" since
1.9, which still reads the joined name. Civitai knows the joined names of old A1111 and no others,
so "Euler a Karras" must never be written.
"""

from __future__ import annotations

SAMPLERS = {
    "euler": "Euler",
    "euler_ancestral": "Euler a",
    "lms": "LMS",
    "heun": "Heun",
    "dpm_2": "DPM2",
    "dpm_2_ancestral": "DPM2 a",
    "dpm_fast": "DPM fast",
    "dpm_adaptive": "DPM adaptive",
    "dpmpp_2s_ancestral": "DPM++ 2S a",
    "dpmpp_sde": "DPM++ SDE",
    "dpmpp_2m": "DPM++ 2M",
    "dpmpp_2m_sde": "DPM++ 2M SDE",
    "dpmpp_2m_sde_heun": "DPM++ 2M SDE Heun",
    "dpmpp_3m_sde": "DPM++ 3M SDE",
    "lcm": "LCM",
    "ddim": "DDIM",
    "uni_pc": "UniPC",
}
"""ComfyUI's name -> A1111's. What is not here has no counterpart and is written as it is."""

ALSO = {"uni_pc_bh2": "uni_pc"}
"""Samplers that A1111 has one name for, besides those that end in `_gpu`."""

SCHEDULERS = {
    "normal": "Normal",
    "karras": "Karras",
    "exponential": "Exponential",
    "sgm_uniform": "SGM Uniform",
    "kl_optimal": "KL Optimal",
    "simple": "Simple",
    "ddim_uniform": "DDIM",
    "beta": "Beta",
}

AUTOMATIC = {
    "dpm_2": "karras",
    "dpm_2_ancestral": "karras",
    "dpmpp_2s_ancestral": "karras",
    "dpmpp_sde": "karras",
    "dpmpp_2m": "karras",
    "dpmpp_2m_sde": "exponential",
    "dpmpp_2m_sde_heun": "exponential",
    "dpmpp_3m_sde": "exponential",
    "lcm": "sgm_uniform",
    "ddim": "ddim_uniform",
}
"""What A1111's schedule type Automatic means by sampler; `normal` for the others."""

JOINED = {
    "LMS Karras": ("lms", "karras"),
    "DPM2 Karras": ("dpm_2", "karras"),
    "DPM2 a Karras": ("dpm_2_ancestral", "karras"),
    "DPM++ 2S a Karras": ("dpmpp_2s_ancestral", "karras"),
    "DPM++ 2M Karras": ("dpmpp_2m", "karras"),
    "DPM++ SDE Karras": ("dpmpp_sde", "karras"),
    "DPM++ 2M SDE Karras": ("dpmpp_2m_sde", "karras"),
    "DPM++ 3M SDE Karras": ("dpmpp_3m_sde", "karras"),
    "DPM++ 3M SDE Exponential": ("dpmpp_3m_sde", "exponential"),
}
"""The joined names that both old A1111 and Civitai know."""

_COMFY_SAMPLERS = {name.lower(): sampler for sampler, name in SAMPLERS.items()}
_COMFY_SCHEDULERS = {name.lower(): scheduler for scheduler, name in SCHEDULERS.items()}
_COMFY_SCHEDULERS["uniform"] = "normal"
_JOINED_NAMES = {pair: name for name, pair in JOINED.items()}


def to_a1111(sampler: str, scheduler: str) -> tuple[str, str]:
    """A1111's "Sampler" and "Schedule type" for ComfyUI's names."""
    plain = sampler.removesuffix("_gpu")
    plain = ALSO.get(plain, plain)
    if (plain, scheduler) in _JOINED_NAMES:
        return _JOINED_NAMES[plain, scheduler], SCHEDULERS[scheduler]
    if plain in SAMPLERS and scheduler == AUTOMATIC.get(plain, "normal"):
        return SAMPLERS[plain], "Automatic"
    return SAMPLERS.get(plain, sampler), SCHEDULERS.get(scheduler, scheduler)


def from_a1111(sampler: str, schedule: str | None) -> tuple[str, str | None]:
    """ComfyUI's sampler and scheduler for A1111's; a name without a counterpart stays as it is.

    The scheduler is None where the sampler is unknown and no schedule is given.
    """
    name, joined = sampler.strip().lower(), None
    for ending, scheduler in _COMFY_SCHEDULERS.items():
        if name.endswith(f" {ending}") and name not in _COMFY_SAMPLERS:
            name, joined = name[: -len(ending) - 1], scheduler
    known = _COMFY_SAMPLERS.get(name)
    if known is None and joined is None and schedule is None:
        return sampler.strip(), None
    found = known or (name if joined else sampler.strip())
    given = (schedule or "").strip().lower()
    if given and given != "automatic":
        return found, _COMFY_SCHEDULERS.get(given, given)
    return found, joined or AUTOMATIC.get(found, "normal")
