"""The settings that InvokeAI 3 and later writes as JSON into `invokeai_metadata`."""

from __future__ import annotations

from typing import Any

from . import recipe as read_as
from .recipe import Lora, Recipe

KEYWORD = "invokeai_metadata"
SAMPLERS = {
    "euler_a": "euler_ancestral",
    "kdpm_2": "dpm_2",
    "kdpm_2_a": "dpm_2_ancestral",
    "dpmpp_2s": "dpmpp_2s_ancestral",
    "dpmpp_3m": "dpmpp_3m_sde",
    "unipc": "uni_pc",
}
"""Names that differ from ComfyUI's; a final `_k` means Karras sigmas."""


def read(text: str) -> Recipe:
    """The recipe in InvokeAI's JSON. Raises RecipeError."""
    found = read_as.load_json(text, KEYWORD)
    sampler, scheduler = _names(found.get("scheduler"))
    return Recipe(
        positive=read_as.words(found.get("positive_prompt")),
        negative=read_as.words(found.get("negative_prompt")),
        seed=read_as.seed(found.get("seed")),
        steps=read_as.steps(found.get("steps")),
        cfg=read_as.cfg(found.get("cfg_scale")),
        sampler=sampler,
        scheduler=scheduler,
        denoise=read_as.share(found.get("strength")),
        width=read_as.side(found.get("width")),
        height=read_as.side(found.get("height")),
        model=_model_name(found.get("model")),
        loras=tuple(_loras(found.get("loras"))),
        source="InvokeAI",
    )


def _names(scheduler: Any) -> tuple[str | None, str | None]:
    if not isinstance(scheduler, str):
        return None, None
    plain = scheduler.removesuffix("_k")
    return SAMPLERS.get(plain, plain), "karras" if plain != scheduler else "normal"


def _model_name(model: Any) -> str | None:
    """Version 3 says model_name, later ones name."""
    if not isinstance(model, dict):
        return None
    return read_as.name_of(model.get("name") or model.get("model_name"))


def _loras(found: Any) -> list[Lora]:
    loras = []
    for entry in found if isinstance(found, list) else []:
        if isinstance(entry, dict):
            name = _model_name(entry.get("model") or entry.get("lora"))
            weight = read_as.real(entry.get("weight"), -100, 100)
            if name and weight is not None:
                loras.append(Lora(name, weight))
    return loras
