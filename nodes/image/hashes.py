"""By which hash Civitai knows a model file: the start of the whole file's SHA-256 (AutoV2).

Hashing reads the file once, several gigabytes for a checkpoint; the digest is kept by path, size
and time, so a file is read again only when it changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from .a1111 import SHORT_HASH

BLOCK = 4 * 1024 * 1024
"""Bytes between two looks at whether the user stopped."""

Progress = Callable[[int, int], None]
"""Told bytes done and bytes in all; raises to stop."""


def short_hash(path: Path, known: Path, progress: Progress) -> str:
    """The first ten digits of a file's SHA-256, from the store `known` or computed and kept there.

    Raises OSError when the file cannot be read, and what `progress` raises.
    """
    status = path.stat()
    facts = [status.st_size, status.st_mtime_ns]
    store = _load(known)
    entry = store.get(str(path))
    if isinstance(entry, list) and entry[:2] == facts and isinstance(entry[-1], str):
        return entry[-1][:SHORT_HASH]
    digest = _digest(path, status.st_size, progress)
    store = {name: entry for name, entry in _load(known).items() if Path(name).exists()}
    _save(known, store | {str(path): [*facts, digest]})
    return digest[:SHORT_HASH]


def _digest(path: Path, size: int, progress: Progress) -> str:
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            done += len(block)
            progress(done, size)
    return digest.hexdigest()


def _load(known: Path) -> dict[str, list[object]]:
    try:
        found = json.loads(known.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}  # A lost store costs time, nothing else.
    return found if isinstance(found, dict) else {}


def _save(known: Path, store: dict[str, list[object]]) -> None:
    known.parent.mkdir(parents=True, exist_ok=True)
    draft = known.with_suffix(".new")
    draft.write_text(json.dumps(store, indent=1), encoding="utf-8")
    draft.replace(known)
