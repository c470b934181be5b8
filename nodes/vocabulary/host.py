"""Where this room meets ComfyUI: the user's tag lists and implications."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import folder_paths

from . import lookup
from .lookup import Merged, Vocabulary
from .lora import resolve
from .offered import Offer
from .offered import offered as lists_of_packs
from .page_files import PageFiles
from .page_files import page_files as page_files_of

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


def page_files() -> PageFiles:
    """What the page opens, built anew after a change of the lists. Raises OSError."""
    return page_files_of(folder() / "cache", list_files(), implication_files())


def fetched() -> Path:
    """The one file that this room writes for the page."""
    return folder() / "lists" / FETCHED


def offered() -> list[Offer]:
    """Lists of other packs."""
    return lists_of_packs(map(Path, folder_paths.get_folder_paths("custom_nodes")))


def lora(name: str) -> Path | None:
    """The file of a LoRA that the host lists, by the name in a prompt; None for any other."""
    known = resolve(name, folder_paths.get_filename_list("loras"))
    path = known and folder_paths.get_full_path("loras", known)
    return Path(path) if path else None


def _files(kind: str) -> list[Path]:
    names = ("*.csv", "*.csv.gz")
    found = [path for name in names for path in (folder() / kind).glob(name)]
    return [path for path in found if path.is_file()]
