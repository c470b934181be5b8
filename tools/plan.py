"""What a preset makes of a line of tags: prompt, size and settings, before any image."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pack

pack.load()

from tag_atelier.nodes.latent import buckets  # noqa: E402
from tag_atelier.nodes.preset.load import Library, as_data, library  # noqa: E402
from tag_atelier.nodes.preset.model import Preset  # noqa: E402
from tag_atelier.nodes.prompt.assemble import Request, assemble  # noqa: E402
from tag_atelier.nodes.prompt.translate import assemble_from  # noqa: E402
from tag_atelier.nodes.sampling.settings import settle  # noqa: E402
from tag_atelier.nodes.vocabulary.lookup import starter, with_lists  # noqa: E402

RATING_NAMES = {"general": "safe", "questionable": "nsfw"}
"""Danbooru's names for ratings, beside the cards' own."""


class PlanError(ValueError):
    """An argument that cannot be used. The message is one line for stderr."""


@dataclass(frozen=True)
class Wish:
    """What the command line asks for; empty or zero means as the preset says."""

    preset: str
    text: str
    written_for: str = ""
    negative: str = ""
    quality: str = "standard"
    quality_position: str = "auto"
    rating: str = "none"
    year: str = "none"
    aesthetic: str = "none"
    score: str = "none"
    style: str = "none"
    count: str = ""
    character: str = ""
    series: str = ""
    artist: str = ""
    size: str = ""
    steps: int = 0
    cfg: float = 0.0
    variant: str = "recommended"
    tags: tuple[Path, ...] = ()
    user_presets: tuple[Path, ...] = field(default=())


def presets(user_folders: tuple[Path, ...] = ()) -> Library:
    return library(*user_folders)


def make(wish: Wish) -> dict[str, Any]:
    """The plan as one JSON object. Raises PlanError."""
    try:
        known = presets(wish.user_presets)
        preset = known.get(wish.preset)
        source = known.get(wish.written_for) if wish.written_for else None
        size = _size(preset, wish.size)
        settings = settle(preset, variant=wish.variant, steps=wish.steps, cfg=wish.cfg)
        vocabulary, problems = with_lists(wish.tags) if wish.tags else (starter(), [])
        request = _request(wish)
        made = (
            assemble_from(source, request, preset, vocabulary)
            if source
            else assemble(request, preset, vocabulary)
        )
    except ValueError as error:
        raise PlanError(str(error)) from error
    warnings = [
        notice.as_data() for notice in (*made.report.warnings, *size.notices, *settings.notices)
    ]
    warnings += [{"code": "tag-list", "message": str(problem)} for problem in problems]
    return {
        "preset": preset.id,
        "positive": made.positive,
        "negative": made.negative,
        "width": size.width,
        "height": size.height,
        "steps": settings.steps,
        "cfg": settings.cfg,
        "sampler": settings.sampler,
        "scheduler": settings.scheduler,
        "denoise": settings.denoise,
        "warnings": warnings,
        "report": made.report.as_data(),
    }


def card(preset_id: str) -> dict[str, Any]:
    """The whole preset as data."""
    return as_data(presets().get(preset_id))


def describe(plan: dict[str, Any]) -> str:
    """The plan as a person reads it."""
    lines = [
        f"preset    {plan['preset']}",
        f"positive  {plan['positive']}",
        f"negative  {plan['negative']}",
        f"size      {plan['width']} x {plan['height']}",
        f"sampling  {plan['steps']} steps, CFG {plan['cfg']:g}, "
        f"{plan['sampler']} / {plan['scheduler']}",
    ]
    return "\n".join(lines + [f"warning   {warning['message']}" for warning in plan["warnings"]])


def _size(preset: Preset, text: str) -> buckets.Size:
    if not text:
        return buckets.Size(preset.sizes.default.width, preset.sizes.default.height)
    return buckets.parse(preset.sizes, text)


def _request(wish: Wish) -> Request:
    return Request(
        text=wish.text,
        negative=wish.negative,
        count=wish.count,
        character=wish.character,
        series=wish.series,
        artist=wish.artist,
        level=wish.quality,
        quality_position=wish.quality_position,
        rating=RATING_NAMES.get(wish.rating, wish.rating),
        year=wish.year,
        aesthetic=wish.aesthetic,
        score=wish.score,
        style=wish.style,
    )
