"""Which preset fits a checkpoint: by what its metadata and its file name call it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..header import HeaderError, metadata
from .model import Preset

TITLES = ("modelspec.title", "ss_output_name", "ss_sd_model_name", "modelspec.description")
"""Metadata that names a model, most telling first: SAI ModelSpec 1.0 and sd-scripts."""


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


def detect(name: str, titles: Mapping[str, str], presets: Iterable[Preset]) -> Match | None:
    """The preset that the metadata names, else the one that the file name names, else None.

    Names are compared by letters and digits alone, so `animagineXLV31_v31.safetensors` is
    `animagine-xl-v3.1`; of several that fit, the longest name decides.
    """
    known = [(_plain(name), preset.id) for preset in presets for name in preset.names]
    clues = [
        (f"metadata {field} {titles[field]!r}", titles[field])
        for field in TITLES
        if field in titles
    ]
    for reason, text in [*clues, (f"file name {name!r}", name)]:
        plain = _plain(text)
        fitting = [
            (len(known_name), preset_id) for known_name, preset_id in known if known_name in plain
        ]
        if fitting:
            return Match(max(fitting)[1], reason)
    return None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
