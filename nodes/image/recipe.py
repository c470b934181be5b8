"""How a picture was made, whichever program wrote it down."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields, replace
from typing import Any

from ..notice import Notice

LARGEST_SEED = 2**64 - 1
LONGEST_NUMBER = 400
"""Digits. Longer ones are no setting, and reading them takes Python quadratic time."""


class RecipeError(ValueError):
    """Text that is no recipe. The message says which text and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Lora:
    """A LoRA that was applied; `hash` is as Civitai knows it, empty where unknown."""

    name: str
    weight: float = 1.0
    hash: str = ""


@dataclass(frozen=True, slots=True)
class SecondPass:
    """What the picture went through after the first sampling; null where unknown."""

    denoise: float | None = None
    steps: int | None = None
    upscale: float | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is known of how a picture was made; None is unknown.

    `sampler` and `scheduler` are ComfyUI's names, or the writer's own where ComfyUI has none.
    `width` and `height` are pixels of the first sampling. `model` is a file name without folder
    and ending, `model_hash` the first ten digits of the file's SHA-256. `source` names the writer.
    """

    positive: str | None = None
    negative: str | None = None
    seed: int | None = None
    steps: int | None = None
    cfg: float | None = None
    sampler: str | None = None
    scheduler: str | None = None
    denoise: float | None = None
    width: int | None = None
    height: int | None = None
    model: str | None = None
    model_hash: str | None = None
    loras: tuple[Lora, ...] = ()
    second_pass: SecondPass | None = None
    source: str = ""
    notices: tuple[Notice, ...] = ()

    def over(self, other: Recipe) -> Recipe:
        """This recipe, and what only the other one knows. Notices are joined."""
        known = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) not in (None, (), "")
        }
        notices = tuple(dict.fromkeys(self.notices + other.notices))
        return replace(other, **known | {"notices": notices})

    def as_text(self) -> str:
        """One line for each thing known, without the prompts."""
        size = f"{self.width} x {self.height}" if self.width and self.height else None
        sampling = " / ".join(name for name in (self.sampler, self.scheduler) if name)
        model = " ".join(filter(None, (self.model, self.model_hash)))
        lines = [
            ("from", self.source),
            ("model", model),
            ("LoRAs", ", ".join(f"{lora.name} {lora.weight:g}" for lora in self.loras)),
            ("seed", self.seed),
            ("steps", self.steps),
            ("CFG", None if self.cfg is None else f"{self.cfg:g}"),
            ("sampler", sampling),
            ("denoise", None if self.denoise in (None, 1) else f"{self.denoise:g}"),
            ("size", size),
        ]
        return "\n".join(f"{name}: {value}" for name, value in lines if value not in (None, ""))


def whole(value: Any, low: int, high: int) -> int | None:
    """`value` as a whole number within the bounds, else None. Text that reads as one counts."""
    number = real(value, low, high) if not isinstance(value, int) else None
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value) if len(value) <= LONGEST_NUMBER else None  # exact where a float is not
    elif number is not None and number.is_integer():
        value = int(number)
    ok = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    return value if ok else None


def real(value: Any, low: float, high: float) -> float | None:
    """`value` as a finite number within the bounds, else None. Text that reads as one counts."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if isinstance(value, str) and len(value) > LONGEST_NUMBER:
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and low <= number <= high else None


def seed(value: Any) -> int | None:
    return whole(value, 0, LARGEST_SEED)


def steps(value: Any) -> int | None:
    return whole(value, 1, 10_000)


def cfg(value: Any) -> float | None:
    return real(value, 0, 100)


def share(value: Any) -> float | None:
    """A denoising strength."""
    return real(value, 0, 1)


def side(value: Any) -> int | None:
    """Width or height in pixels."""
    return whole(value, 1, 65_536)


def words(value: Any) -> str | None:
    """`value` when it is text, else None."""
    return value if isinstance(value, str) else None


def name_of(value: Any) -> str | None:
    """The name in a model's file name: without folder, of either system, and ending."""
    if not isinstance(value, str) or not value:
        return None
    name = value.replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, ending = name.rpartition(".")
    return stem if dot and ending.lower() in {"safetensors", "sft", "ckpt", "pt", "pth"} else name


def load_json(text: str, what: str) -> dict[str, Any]:
    """The JSON object in `text`. Raises RecipeError that says `what` it was meant to be."""
    try:
        found = json.loads(text, parse_int=_parse_int)
    except (ValueError, RecursionError) as error:
        raise RecipeError(f"{what} is not readable as JSON: {error}") from error
    if not isinstance(found, dict):
        raise RecipeError(f"{what} is {type(found).__name__}; allowed: an object")
    return found


def _parse_int(digits: str) -> int | None:
    return int(digits) if len(digits) <= LONGEST_NUMBER else None
