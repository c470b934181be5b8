"""Where this room meets ComfyUI: the user's tag lists and implications."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import folder_paths

from . import lookup
from .lookup import Merged, Vocabulary

FETCHED = "fetched.csv"
"""The list that the settings page fetched. It comes first, so the user's own lists override it."""


def folder() -> Path:
    """What the user keeps for this room: `lists/*.csv` or `*.csv.gz`, `implications/*.csv`."""
    return Path(folder_paths.get_user_directory()) / "tag_atelier"


def list_files() -> list[Path]:
    """The user's lists in order of precedence, the last wins."""
    return sorted(_files("lists"), key=lambda path: (path.name != FETCHED, path.name))


def implication_files() -> list[Path]:
    return sorted(_files("implications"))


def merged() -> Merged:
    return lookup.merged(list_files(), implication_files())


def active() -> Vocabulary:
    """Every tag that is known here. The first call after a change of the files takes a second."""
    return merged().vocabulary


def stamp() -> str:
    """Changes when a list does; part of a node's fingerprint, so that an edit re-runs it."""
    facts = repr(lookup.versions([*list_files(), *implication_files()]))
    return sha256(facts.encode()).hexdigest()[:16]


def _files(kind: str) -> list[Path]:
    names = ("*.csv", "*.csv.gz")
    found = [path for name in names for path in (folder() / kind).glob(name)]
    return [path for path in found if path.is_file()]
