"""Which preset fits a checkpoint: by what its metadata and its file name call it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..header import HeaderError, metadata
from .model import Preset

NAMES = ("modelspec.title", "ss_output_name")
"""Metadata that names a model, most telling first: SAI ModelSpec 1.0 and sd-scripts."""

ORIGINS = ("ss_sd_model_name",)
"""Metadata that names the model it was trained from; asked last, as a fine-tune keeps its words."""


@dataclass(frozen=True, slots=True)
class Match:
    """The preset that fits, and the words that told so."""

    preset_id: str
    reason: str


def detect_file(path: Path, presets: Iterable[Preset]) -> Match | None:
    """As `detect`, for a checkpoint on disk; only its header is read, and only a safetensors'."""
    try:
        found = metadata(path) if path.suffix.lower() in {".safetensors", ".sft"} else {}
    except HeaderError:
        found = {}  # The host will say what is wrong with the file when it loads it.
    return detect(path.name, found, presets)


def detect(name: str, found: Mapping[str, str], presets: Iterable[Preset]) -> Match | None:
    """The preset that the metadata names, else the file name, else what it was trained from.

    Names are compared by letters and digits alone, so `animagineXLV31_v31.safetensors` is
    `animagine-xl-v3.1`; of several that fit, the longest name decides.
    """
    known = [(_plain(name), preset.id) for preset in presets for name in preset.names]
    clues = [
        *_clues(NAMES, found),
        (f"file name {name!r}", name),
        *_clues(ORIGINS, found),
    ]
    for reason, text in clues:
        plain = _plain(text)
        fitting = [(len(word), preset_id) for word, preset_id in known if word in plain]
        if fitting:
            return Match(max(fitting)[1], reason)
    return None


def _clues(fields: Iterable[str], found: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (f"metadata {field} {found[field]!r}", found[field]) for field in fields if field in found
    ]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
