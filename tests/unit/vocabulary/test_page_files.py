"""The files for the page: built once for a content, and in one order."""

from __future__ import annotations

import gzip
import os
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

pytest.importorskip("numpy")

from tag_atelier.nodes.vocabulary import page_files as module
from tag_atelier.nodes.vocabulary.lookup import Vocabulary, merged
from tag_atelier.nodes.vocabulary.page_files import index_bytes, page_files


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text("zz_fox,0,2000000001,\nzz_cat,0,2000000002,\n", encoding="utf-8")
    return path


def test_built_once_and_again_for_other_content(tmp_path: Path, mine: Path) -> None:
    cache = tmp_path / "cache"
    first = page_files(cache, [mine], [])
    written = first.index.stat().st_mtime_ns
    os.utime(mine)
    assert page_files(cache, [mine], []) == first
    assert first.index.stat().st_mtime_ns == written
    mine.write_text("zz_dog,0,5,\n", encoding="utf-8")
    second = page_files(cache, [mine], [])
    assert second.digest != first.digest
    assert sorted(cache.iterdir()) == sorted([second.index, second.implications])


def test_a_file_that_is_gone_is_built_anew(tmp_path: Path, mine: Path) -> None:
    cache = tmp_path / "cache"
    made = page_files(cache, [mine], [])
    content = made.index.read_bytes()
    made.index.unlink()
    assert page_files(cache, [mine], []).index.read_bytes() == content


def test_a_list_that_cannot_be_read_gives_nothing(tmp_path: Path, mine: Path) -> None:
    made = page_files(tmp_path / "cache", [mine, tmp_path / "absent.csv"], [])
    assert b"zz cat\0zz fox\0" in gzip.decompress(made.index.read_bytes())


def test_two_that_ask_at_once_wait_for_one_building(tmp_path: Path, mine: Path) -> None:
    built: list[Vocabulary] = []

    def counted(vocabulary: Vocabulary) -> bytes:
        built.append(vocabulary)
        return b"index"

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor() as threads:
        patch.setattr(module, "index_bytes", counted)
        asked = [threads.submit(page_files, tmp_path / "cache", [mine], []) for _ in range(4)]
        assert len({each.result() for each in asked}) == 1
    assert len(built) == 1


def test_implications_name_rows_of_the_index(tmp_path: Path, mine: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("zz_fox,zz_cat\n", encoding="utf-8")
    made = page_files(tmp_path / "cache", [mine], [pairs])
    assert gzip.decompress(made.implications.read_bytes()) == struct.pack("<2I", 1, 0)
    assert b"zz cat\0zz fox\0" in gzip.decompress(made.index.read_bytes())


def test_the_index_keeps_the_order_of_rows(mine: Path) -> None:
    """On which the numbers in the implications rest."""
    vocabulary = merged([mine]).vocabulary
    index = index_bytes(vocabulary)
    uses = [count or -tier for _, _, count, _, tier in vocabulary.rows()]
    assert list(struct.unpack_from(f"<{len(uses)}i", index, 40)) == uses
    assert len(uses) > 1000
