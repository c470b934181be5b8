"""Hashes of model files, computed once for each state of a file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tag_atelier.nodes.image.hashes import BLOCK, short_hash


class Stopped(Exception):
    """The user interrupted."""


def test_a_file_is_read_once_until_it_changes(tmp_path: Path) -> None:
    model, known = tmp_path / "m.safetensors", tmp_path / "user" / "hashes.json"
    model.write_bytes(b"x" * (BLOCK + 1))
    seen: list[tuple[int, int]] = []

    def progress(done: int, size: int) -> None:
        seen.append((done, size))

    expected = hashlib.sha256(b"x" * (BLOCK + 1)).hexdigest()[:10]
    assert short_hash(model, known, progress) == expected
    assert seen == [(BLOCK, BLOCK + 1), (BLOCK + 1, BLOCK + 1)]
    assert short_hash(model, known, progress) == expected
    assert len(seen) == 2
    model.write_bytes(b"y")
    assert short_hash(model, known, progress) == hashlib.sha256(b"y").hexdigest()[:10]
    assert len(seen) == 3


def test_a_stopped_hash_is_not_kept(tmp_path: Path) -> None:
    model, known = tmp_path / "m.safetensors", tmp_path / "hashes.json"
    model.write_bytes(b"x")

    def progress(done: int, size: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        short_hash(model, known, progress)
    assert not known.exists()


@pytest.mark.parametrize("store", ["", "[1]", "{cut", '{"%s": 7}', '{"%s": ["a"]}'])
def test_a_broken_store_is_written_anew(tmp_path: Path, store: str) -> None:
    model, known = tmp_path / "m.safetensors", tmp_path / "hashes.json"
    model.write_bytes(b"x")
    known.write_text(store.replace("%s", str(model)), encoding="utf-8")
    digest = hashlib.sha256(b"x").hexdigest()
    assert short_hash(model, known, lambda done, size: None) == digest[:10]
    assert json.loads(known.read_text(encoding="utf-8"))[str(model)][-1] == digest


def test_the_store_forgets_files_that_are_gone(tmp_path: Path) -> None:
    known = tmp_path / "hashes.json"
    for name in ("a", "b"):
        model = tmp_path / name
        model.write_bytes(b"x")
        short_hash(model, known, lambda done, size: None)
        if name == "a":
            model.unlink()
    assert list(json.loads(known.read_text(encoding="utf-8"))) == [str(tmp_path / "b")]
