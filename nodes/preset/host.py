"""Where this room meets ComfyUI: the user's presets, checkpoint files, and links of presets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import folder_paths
from comfy_api.latest import io

from . import load
from .detect import Match, detect_file
from .load import Library, PresetError
from .load import library as layered
from .model import Preset

AUTO = "auto"
PresetSocket = io.Custom("TAG_ATELIER_PRESET")


def folder() -> Path:
    """The user's own presets: `user/tag_atelier/presets/*.json`, kept when the pack is updated."""
    return Path(folder_paths.get_user_directory()) / "tag_atelier" / "presets"


def installed() -> Library:
    """The shipped presets with the user's own over them."""
    return layered(folder())


def stamp() -> str:
    """Changes when a preset file does; part of a node's fingerprint, so that an edit re-runs it."""
    return load.stamp(folder())


def options() -> list[str]:
    """The values of a preset menu. Stable keys: `auto` and preset ids."""
    return [AUTO, *installed().presets]


def check(preset: str | None) -> bool | str:
    """For `validate_inputs`: True, or what is wrong with a preset id of a shared workflow.

    None is an id that comes through a link; it is known only when the node runs.
    """
    if preset is None or preset == AUTO:
        return True
    try:
        installed().get(preset)
    except PresetError as error:
        return str(error)
    return True


def choose(preset: str, checkpoint: Path | None) -> tuple[Preset, str]:
    """The preset, and how it was chosen. Raises PresetError for an unknown id or checkpoint."""
    known = installed()
    if preset != AUTO:
        return known.get(preset), "chosen by hand"
    if checkpoint is None:
        raise PresetError(
            f"preset {AUTO!r} needs the checkpoint: connect a model that was loaded from a file, "
            f"or choose one of {', '.join(known.presets)}"
        )
    match = detect_file(checkpoint, known.presets.values())
    if match is None:
        raise PresetError(
            f"no preset fits the checkpoint {checkpoint.name!r} by its file name or metadata; "
            f"choose one of {', '.join(known.presets)}"
        )
    return known.get(match.preset_id), _told(match)


def checkpoint_of(model: Any) -> Path | None:
    """The file that a MODEL was loaded from, where the host remembers it.

    ModelPatcher keeps the loader's arguments to reload itself; the path is the first of them.
    """
    origin = getattr(model, "cached_patcher_init", None)
    first = origin[1][0] if origin and origin[1] else None
    return Path(first) if isinstance(first, str) else None


def _told(match: Match) -> str:
    return f"detected from {match.reason}"
