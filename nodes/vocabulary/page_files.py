"""The two files that the page opens, built once for a set of lists and kept on disk by content.

`index` is the compact tag index (web/js/index_file.js describes it). `implications` is a row of
little-endian uint32 pairs: the narrow tag's and the wide tag's row in the index, in rising order.
"""

from __future__ import annotations

import gzip
import sys
import threading
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from . import lookup, starter_list, text_file
from .index import IndexRow, write_index
from .lookup import Versions, Vocabulary

COMPRESSION = 4
"""gzip level: of 150,000 tags, 6 saves 1 % more and takes twice as long."""

_building = threading.Lock()


@dataclass(frozen=True, slots=True)
class PageFiles:
    """Both files, compressed with gzip, and the digest of what they were made from."""

    digest: str
    index: Path
    implications: Path


def page_files(folder: Path, lists: Sequence[Path], implications: Sequence[Path]) -> PageFiles:
    """The files for these lists, from `folder` where they are there already. Raises OSError."""
    with _building:
        while True:
            before = lookup.versions(lists), lookup.versions(implications)
            digest = _digest(*before)
            made = PageFiles(
                digest, folder / f"index-{digest}.gz", folder / f"implications-{digest}.gz"
            )
            if made.index.is_file() and made.implications.is_file():
                return made
            vocabulary = lookup.merged(lists, implications).vocabulary
            if before == (lookup.versions(lists), lookup.versions(implications)):
                break  # What was read is what the digest was made of.
        _keep(made.implications, implication_bytes(vocabulary))
        _keep(made.index, index_bytes(vocabulary))
        return made


def index_bytes(vocabulary: Vocabulary) -> bytes:
    return write_index(IndexRow(*row) for row in vocabulary.rows())


def implication_bytes(vocabulary: Vocabulary) -> bytes:
    numbers = array("I", (row for pair in vocabulary.implied_rows() for row in pair))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


@lru_cache(maxsize=1)
def _digest(lists: Versions, implications: Versions) -> str:
    """Of the user's files, the shipped list and this room's code, which decides what they mean."""
    code = sorted(Path(__file__).parent.glob("*.py"))
    shipped = sorted(starter_list.FOLDER.glob("*.txt"))
    total = sha256()
    for path in (*code, *shipped, *(path for path, *_ in (*lists, *implications))):
        try:
            content = text_file.read_bytes(path)
        except OSError:
            content = b""  # It gives no tag either; `Merged.lists` says why.
        total.update(f"{path.name} {len(content)} ".encode())
        total.update(content)
    return total.hexdigest()[:16]


def _keep(path: Path, content: bytes) -> None:
    """Writes the file whole or not at all, and removes those that it replaces."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(gzip.compress(content, COMPRESSION, mtime=0))
    part.replace(path)
    kind, _, _ = path.name.partition("-")
    for other in path.parent.glob(f"{kind}-*"):
        if other != path:
            other.unlink(missing_ok=True)
