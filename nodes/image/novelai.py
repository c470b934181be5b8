"""The texts of a NovelAI picture: Software, Description, and settings as JSON in Comment.

Field names as the pictures of NovelAI Diffusion 1 to 4.5 carry them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..notice import Notice
from . import recipe as read_as
from .recipe import Recipe

SOFTWARE = "NovelAI"
SAMPLERS = {
    "k_euler": "euler",
    "k_euler_ancestral": "euler_ancestral",
    "k_heun": "heun",
    "k_lms": "lms",
    "k_dpm_2": "dpm_2",
    "k_dpm_2_ancestral": "dpm_2_ancestral",
    "k_dpm_fast": "dpm_fast",
    "k_dpm_adaptive": "dpm_adaptive",
    "k_dpmpp_2s_ancestral": "dpmpp_2s_ancestral",
    "k_dpmpp_2m": "dpmpp_2m",
    "k_dpmpp_2m_sde": "dpmpp_2m_sde",
    "k_dpmpp_3m_sde": "dpmpp_3m_sde",
    "k_dpmpp_sde": "dpmpp_sde",
    "ddim": "ddim",
    "ddim_v3": "ddim",
}
SCHEDULERS = {"native": "normal", "karras": "karras", "exponential": "exponential"}
WEIGHTS = Notice(
    "novelai-weights",
    "NovelAI writes {tag} for 1.05 and [tag] for 1/1.05; the prompt is given as it was written",
)


def is_novelai(texts: Mapping[str, str]) -> bool:
    return texts.get("Software", "").startswith(SOFTWARE) and "Comment" in texts


def read(texts: Mapping[str, str]) -> Recipe:
    """The recipe of a NovelAI picture. Raises RecipeError."""
    comment = read_as.load_json(texts["Comment"], "NovelAI's Comment")
    sampler, schedule = comment.get("sampler"), comment.get("noise_schedule")
    positive = _caption(comment, "v4_prompt") or read_as.words(comment.get("prompt"))
    negative = _caption(comment, "v4_negative_prompt") or read_as.words(comment.get("uc"))
    positive = positive or texts.get("Description")
    return Recipe(
        positive=positive,
        negative=negative,
        seed=read_as.seed(comment.get("seed")),
        steps=read_as.steps(comment.get("steps")),
        cfg=read_as.cfg(comment.get("scale")),
        sampler=SAMPLERS.get(sampler, sampler) if isinstance(sampler, str) else None,
        scheduler=SCHEDULERS.get(schedule, schedule) if isinstance(schedule, str) else None,
        width=read_as.side(comment.get("width")),
        height=read_as.side(comment.get("height")),
        model=texts.get("Source") or None,
        source=SOFTWARE,
        notices=(WEIGHTS,) if any(mark in (positive or "") for mark in "{[") else (),
    )


def _caption(comment: Mapping[str, Any], name: str) -> str | None:
    """A version 4 prompt: the picture's, then one for each character."""
    caption = _object(_object(comment.get(name)).get("caption"))
    characters = caption.get("char_captions")
    parts = [caption.get("base_caption")]
    for character in characters if isinstance(characters, list) else []:
        parts.append(_object(character).get("char_caption"))
    return ", ".join(part for part in parts if isinstance(part, str) and part) or None


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
