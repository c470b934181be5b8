"""Tag lists that other packs put on this machine. They are shown to the user, never just taken."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ENTRIES = 20_000
"""Folder entries that are looked at, in all packs together."""

DEPTH = 4
"""Folders below a pack's own that are looked into."""

_LIST = re.compile(
    r"(?!.*(?:cooccurrence|implication|alias|translat))"
    r"(?:danbooru|e621|gelbooru|derpibooru)[^/]*\.csv(?:\.gz)?",
    re.IGNORECASE,
)
_NEVER = {"node_modules", "__pycache__", "venv", "site-packages"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A list; `name` is its path from the folder of all packs, with slashes."""

    name: str
    path: Path
    bytes: int


def offered(custom_nodes: Iterable[Path]) -> list[Offer]:
    """The lists in these folders of packs, as many as the bounds let us see."""
    found: list[Offer] = []
    left = ENTRIES
    for folder in custom_nodes:
        for pack in _folders(folder):
            for path, seen in _walk(pack):
                left -= seen
                if left < 0:
                    return found
                if path is not None:
                    name = path.relative_to(folder).as_posix()
                    found.append(Offer(name, path, path.stat().st_size))
    return found


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError:
        return []


def _walk(pack: Path) -> Iterator[tuple[Path | None, int]]:
    """Lists in a pack; and None for each folder, with the number of entries that it has."""
    for place, folders, files in os.walk(pack):
        yield None, len(folders) + len(files)
        depth = len(Path(place).relative_to(pack).parts)
        visible = (name for name in folders if name not in _NEVER and not name.startswith("."))
        folders[:] = sorted(visible) if depth < DEPTH else []
        paths = (Path(place, name) for name in sorted(files) if _LIST.fullmatch(name))
        yield from ((path, 0) for path in paths if path.is_file())
