"""The text block of A1111's web UI, which Civitai and most galleries read.

    positive prompt, over any number of lines
    Negative prompt: the negative
    Steps: 28, Sampler: Euler a, Schedule type: Automatic, CFG scale: 7, Seed: 1, Size: 832x1216

A value that holds a comma, a colon or a line break is written as a JSON string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from . import recipe as read_as
from .recipe import Lora, Recipe, SecondPass
from .samplers import from_a1111, to_a1111

NEGATIVE = "Negative prompt:"
SETTINGS = "Steps:"
SHORT_HASH = 10
"""Digits of a file's SHA-256 in "Model hash": Civitai's AutoV2."""
QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"')
LORA = re.compile(r"<lora:([^:<>\n]{1,300})(?::([^:<>\n]{1,40}))?(?::[^<>\n]{0,100})?>")


def write(recipe: Recipe) -> str:
    """The block for a recipe. LoRAs that the prompt does not name are named at its end."""
    positive = recipe.positive or ""
    named = {lora.name for lora in loras_of(positive)}
    unnamed = [lora for lora in recipe.loras if lora.name not in named]
    tags = [f"<lora:{lora.name}:{lora.weight:g}>" for lora in unnamed]
    parts = [" ".join([positive, *tags]) if tags else positive]
    if recipe.negative:
        parts.append(f"{NEGATIVE} {recipe.negative}")
    parts.append(", ".join(f"{name}: {_quoted(value)}" for name, value in _settings(recipe)))
    return "\n".join(parts)


def read(text: str) -> Recipe:
    """The recipe in a block. What cannot be read is left unknown."""
    prompts, settings = _split(text)
    positive, negative = _prompts(prompts)
    found = dict(pairs(settings))
    sampler, scheduler = None, None
    if "Sampler" in found:
        # Fooocus and some others say Scheduler where A1111 says Schedule type.
        schedule = found.get("Schedule type") or found.get("Scheduler")
        sampler, scheduler = from_a1111(found["Sampler"], schedule)
    width, _, height = found.get("Size", "").partition("x")
    is_hires = any(name.startswith("Hires") for name in found)
    denoise = read_as.share(found.get("Denoising strength"))
    return Recipe(
        positive=positive,
        negative=negative,
        seed=read_as.seed(found.get("Seed")),
        steps=read_as.steps(found.get("Steps")),
        cfg=read_as.cfg(found.get("CFG scale")),
        sampler=sampler,
        scheduler=scheduler,
        denoise=None if is_hires else denoise,
        width=read_as.side(width),
        height=read_as.side(height),
        model=read_as.name_of(found.get("Model")),
        model_hash=found.get("Model hash") or None,
        loras=tuple(_hashed(loras_of(positive), found.get("Lora hashes", ""))),
        second_pass=_second_pass(found, denoise) if is_hires else None,
        source=_source(found.get("Version", "")),
    )


def loras_of(prompt: str) -> list[Lora]:
    """The `<lora:name:weight>` tags of a prompt."""
    found = ((tag[1], read_as.real(tag[2] or 1, -100, 100)) for tag in LORA.finditer(prompt))
    return [Lora(name, 1.0 if weight is None else weight) for name, weight in found]


def without_loras(prompt: str, names: set[str]) -> str:
    """The prompt without the tags of these LoRAs at its end, where `write` puts them."""
    end = len(prompt)
    for found in reversed(list(LORA.finditer(prompt))):
        if found.end() != end or found[1] not in names:
            break
        end = found.start() - prompt.startswith(" ", found.start() - 1)
    return prompt[:end]


def pairs(line: str) -> Iterator[tuple[str, str]]:
    """The "name: value" pairs of a settings line. Linear in its length."""
    place = 0
    while (colon := line.find(":", place)) >= 0:
        name = line[place:colon].rsplit(",", 1)[-1].strip()
        start = colon + 1
        while start < len(line) and line[start] == " ":
            start += 1
        value, place = _value(line, start)
        yield name, value


def _value(line: str, start: int) -> tuple[str, int]:
    """The value that begins at a place, and the place behind it."""
    if quoted := QUOTED.match(line, start):
        try:
            return json.loads(quoted[0]), quoted.end()
        except ValueError:
            pass  # Quotation marks around what is no JSON string are part of the value.
    comma = line.find(",", start)
    end = len(line) if comma < 0 else comma
    return line[start:end].strip(), end


def _split(text: str) -> tuple[list[str], str]:
    """The lines of the prompts, and the settings: from the last line that starts with Steps."""
    lines = text.replace("\r\n", "\n").split("\n")
    for number in range(len(lines) - 1, -1, -1):
        if lines[number].lstrip().startswith(SETTINGS):
            return lines[:number], "\n".join(lines[number:])
    return lines, ""


def _prompts(lines: list[str]) -> tuple[str, str]:
    for number, line in enumerate(lines):
        if line.lstrip().startswith(NEGATIVE):
            first = line.lstrip().removeprefix(NEGATIVE).removeprefix(" ")
            return "\n".join(lines[:number]), "\n".join([first, *lines[number + 1 :]])
    return "\n".join(lines), ""


def _settings(recipe: Recipe) -> Iterator[tuple[str, str]]:
    """In A1111's order. The first is always Steps, by which readers find the line."""
    yield "Steps", f"{recipe.steps or 0}"
    if recipe.sampler:
        sampler, schedule = to_a1111(recipe.sampler, recipe.scheduler or "normal")
        yield "Sampler", sampler
        yield "Schedule type", schedule
    if recipe.cfg is not None:
        yield "CFG scale", f"{recipe.cfg:.10g}"
    if recipe.seed is not None:
        yield "Seed", f"{recipe.seed}"
    if recipe.width and recipe.height:
        yield "Size", f"{recipe.width}x{recipe.height}"
    if recipe.model_hash:
        yield "Model hash", recipe.model_hash
    if recipe.model:
        yield "Model", recipe.model
    if recipe.second_pass:
        yield from _hires(recipe.second_pass)
    elif recipe.denoise not in (None, 1):
        yield "Denoising strength", f"{recipe.denoise:.10g}"
    hashes = ", ".join(f"{lora.name}: {lora.hash}" for lora in recipe.loras if lora.hash)
    if hashes:
        yield "Lora hashes", hashes
    yield "Version", "ComfyUI"


def _hires(second: SecondPass) -> Iterator[tuple[str, str]]:
    if second.denoise is not None:
        yield "Denoising strength", f"{second.denoise:.10g}"
    if second.upscale is not None:
        yield "Hires upscale", f"{second.upscale:.10g}"
    if second.steps is not None:
        yield "Hires steps", f"{second.steps}"


def _second_pass(found: dict[str, str], denoise: float | None) -> SecondPass:
    upscale = read_as.real(found.get("Hires upscale"), 0, 100)
    return SecondPass(denoise, read_as.steps(found.get("Hires steps")), upscale)


def _hashed(loras: list[Lora], hashes: str) -> Iterator[Lora]:
    by_name = dict(pairs(hashes))
    for lora in loras:
        yield Lora(lora.name, lora.weight, by_name.pop(lora.name, ""))
    for name, digits in by_name.items():
        yield Lora(name, hash=digits)


def _source(version: str) -> str:
    """Who wrote the block: programs that borrow it say so in Version."""
    for program in ("ComfyUI", "Fooocus", "Forge"):
        if version.lower().startswith(program.lower()):
            return program
    return "A1111"


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False) if re.search(r"[,:\n\"]", value) else value
