"""The index file against its second implementation, the one in the page."""

from __future__ import annotations

import csv
import gzip
import json
import random
import shutil
import struct
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tag_atelier.nodes.vocabulary.index import FORMAT, MAGIC, IndexRow, fold_all, write_index
from tag_atelier.nodes.vocabulary.starter_list import STAND_IN

Compare = Callable[[Sequence[IndexRow]], dict[str, Any]]

FOLDED = [
    ("Long_Hair", "long hair"),
    ("saber_\\(fate\\)", "saber (fate)"),
    ("  a __ b\t", "a b"),
    ("d'arc", "darc"),
    ("it\u2019s", "its"),
    ("Pok\u00e9mon", "pokemon"),
    ("\u00d8stergade", "ostergade"),
    ("\u0141\u00f3d\u017a", "lodz"),
    ("\uff21\uff22", "ab"),
    ("\u2468", "9"),
    ("\u30ac\u30f3", "\u30ac\u30f3"),
    ("\ud558\uce20\ub124", "\ud558\uce20\ub124"),
    ("^_^", "^ ^"),
    ("_", "_"),
    ("\\||/", "\\||/"),
]

HARD_ROWS = [
    IndexRow("long_hair", 0, 100, ("/lh", "long hair", "", " ")),
    IndexRow("hair", 0, 100),
    IndexRow("hair_hair", 0, 90, ("hair",)),
    IndexRow("1girl", 0, 500, ("1girls", "sole_female")),
    IndexRow("hatsune_miku", 4, 50, ("\u521d\u97f3\u30df\u30af", "Miku")),
    IndexRow("Pok\u00e9mon", 3, 0, (), 4),
    IndexRow("unknown", 0, 0),
    IndexRow("special one", 2, 0, (), 5),
    IndexRow("_", 0, 3, ("_",)),
    IndexRow("^_^", 0, 2, (":)",)),
    IndexRow("aaaaaaaabbbbbbbbcccc", 0, 2),
    IndexRow("aaaaaaaabbbbbbbbcccc_d", 0, 2),
    IndexRow("aaaaaaaa", 0, 2, ("aaaaaaaabbbbbbbb",)),
    IndexRow("w " * 300 + "end", 0, 1),
    IndexRow("many", 0, 2**40),
]


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    """Write an index of rows, and let the page's code open it and build its own from the rows."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node")

    def run(rows: Sequence[IndexRow]) -> dict[str, Any]:
        index, listed = tmp_path / "tags.index", tmp_path / "rows.json"
        index.write_bytes(write_index(rows))
        keys = ("tag", "category", "count", "aliases", "tier")
        as_dicts = [dict(zip(keys, row, strict=True)) for row in rows]
        listed.write_text(json.dumps(as_dicts), encoding="utf-8")
        script = Path(__file__).with_name("same_index.mjs")
        command = [node, str(script), str(index), str(listed)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
        return json.loads(done.stdout)

    return run


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_folding(text: str, folded: str) -> None:
    assert fold_all([text]) == [folded]


def test_folding_is_the_same_in_the_page(compare: Compare) -> None:
    texts = [text for text, _ in FOLDED]
    assert compare([IndexRow(text, 0, 1) for text in texts])["folded"] == fold_all(texts)


@pytest.mark.parametrize("rows", [[], HARD_ROWS[:1], HARD_ROWS, HARD_ROWS[::-1]], ids=len)
def test_the_page_builds_the_same(compare: Compare, rows: list[IndexRow]) -> None:
    assert compare(rows)["different"] == []


def test_folding_twice_changes_nothing() -> None:
    once = fold_all([row.name for row in random_rows(500)])
    assert fold_all(once) == once


@pytest.mark.parametrize("seed", range(3))
def test_the_page_builds_the_same_of_anything(compare: Compare, seed: int) -> None:
    assert compare(random_rows(2000, seed))["different"] == []


def random_rows(number: int, seed: int = 0) -> list[IndexRow]:
    """Rows of few letters and many signs, so that everything collides with everything."""
    draw = random.Random(seed)

    def text() -> str:
        return "".join(draw.choices("aAbB01 _-:()'\\!\0\u00e9\u30df\u521d", k=draw.randrange(9)))

    return [
        IndexRow(text(), draw.randrange(6), draw.randrange(9), (text(), text()), draw.randrange(6))
        for _ in range(number)
    ]


def test_the_real_list(compare: Compare, tag_data: Path) -> None:
    with (tag_data / "danbooru.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            IndexRow(name, int(category), int(count), tuple(filter(None, aliases.split(","))))
            for name, category, count, aliases in csv.reader(file)
        ]
    assert compare(rows)["different"] == []
    assert len(gzip.compress(write_index(rows), 6)) < 3_000_000


def test_head() -> None:
    head = struct.unpack_from("<10I", write_index(HARD_ROWS))
    assert head[:3] == (MAGIC, FORMAT, len(HARD_ROWS))


@pytest.mark.parametrize("row", [IndexRow("a", 300, 1), IndexRow("a", 0, 0, (), max(STAND_IN) + 1)])
def test_rows_out_of_range_are_named(row: IndexRow) -> None:
    with pytest.raises(ValueError, match="'a': category"):
        write_index([row])
