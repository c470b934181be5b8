"""Which lists of other packs are found, and how far the search goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tag_atelier.nodes.vocabulary import offered as module
from tag_atelier.nodes.vocabulary.offered import offered

FOUND = [
    "Autocomplete/data/danbooru_tags.csv",
    "Autocomplete/data/e621_tags.csv.gz",
    "tagcomplete/tags/Danbooru.csv",
    "tagcomplete/tags/danbooru_2025-05-01_pt25-ia-dd.csv",
    "tagcomplete/tags/danbooru_e621_merged.csv",
]
PASSED_OVER = [
    "Autocomplete/.git/danbooru.csv",
    "Autocomplete/data/danbooru_tags_cooccurrence.csv",
    "Autocomplete/node_modules/danbooru.csv",
    "a/b/c/d/e/f/danbooru.csv",
    "tagcomplete/tags/danbooru.csv.part",
    "tagcomplete/tags/danbooru_implications.csv",
    "tagcomplete/tags/notes.csv",
    "danbooru.csv",
]


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    for name in FOUND + PASSED_OVER:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1girl,0,1,\n", encoding="utf-8")
    return tmp_path


def test_lists_are_found_by_name(packs: Path) -> None:
    found = offered([packs, packs / "absent"])
    assert [offer.name for offer in found] == FOUND
    assert {offer.bytes for offer in found} == {11}
    assert all(offer.path == packs / offer.name for offer in found)


def test_the_search_ends(packs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ENTRIES", 5)
    assert len(offered([packs])) < len(FOUND)
