"""The settings that Fooocus writes as JSON into parameters (its scheme "fooocus").

Its other scheme is A1111's block, which `a1111.py` reads.
"""

from __future__ import annotations

import re
from typing import Any

from . import recipe as read_as
from .a1111 import SHORT_HASH
from .recipe import Lora, Recipe

SIZE = re.compile(r"\(\s*(\d{1,5})\s*,\s*(\d{1,5})\s*\)")


def is_fooocus(text: str) -> bool:
    return text.lstrip().startswith("{")


def read(text: str) -> Recipe:
    """The recipe in Fooocus' JSON; the prompts with its styles, as it sampled them.

    Raises RecipeError.
    """
    found = read_as.load_json(text, "Fooocus' parameters")
    size = SIZE.fullmatch(str(found.get("resolution", ""))[:40])
    width, height = size.groups() if size else (None, None)
    digits = found.get("base_model_hash")
    return Recipe(
        positive=_prompt(found, "full_prompt", "prompt"),
        negative=_prompt(found, "full_negative_prompt", "negative_prompt"),
        seed=read_as.seed(found.get("seed")),
        steps=read_as.steps(found.get("steps")),
        cfg=read_as.cfg(found.get("guidance_scale")),
        sampler=read_as.words(found.get("sampler")),  # Fooocus uses ComfyUI's names.
        scheduler=read_as.words(found.get("scheduler")),
        width=read_as.side(width),
        height=read_as.side(height),
        model=read_as.name_of(found.get("base_model")),
        model_hash=digits[:SHORT_HASH] if isinstance(digits, str) else None,
        loras=tuple(_loras(found.get("loras"))),
        source="Fooocus",
    )


def _prompt(found: dict[str, Any], full: str, plain: str) -> str | None:
    parts = found.get(full)
    if isinstance(parts, list) and parts and all(isinstance(part, str) for part in parts):
        return ", ".join(parts)
    return read_as.words(found.get(plain))


def _loras(found: Any) -> list[Lora]:
    loras = []
    for entry in found if isinstance(found, list) else []:
        if not isinstance(entry, list) or len(entry) < 2:
            continue
        name, weight = read_as.name_of(entry[0]), read_as.real(entry[1], -100, 100)
        digits = entry[2] if len(entry) > 2 and isinstance(entry[2], str) else ""
        if name and weight is not None:
            loras.append(Lora(name, weight, digits[:SHORT_HASH]))
    return loras
