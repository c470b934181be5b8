"""A list is put in its place whole, or not at all."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tag_atelier.nodes.vocabulary.rows import Result
from tag_atelier.nodes.vocabulary.store import Refused, store

LIST = "1girl,0,5,\nsolo,0,4,\n"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "fetched.csv"
    path.write_text("old,0,1,\n", encoding="utf-8")
    return path


def put(target: Path, content: bytes) -> Result:
    given = target.with_suffix(".part")
    given.write_bytes(content)
    return store(given, target)


@pytest.mark.parametrize(
    "content",
    [LIST.encode(), gzip.compress(LIST.encode()), LIST.replace("\n", "\r\n").encode("utf-8-sig")],
)
def test_a_list_is_stored_as_plain_text(target: Path, content: bytes) -> None:
    assert put(target, content) == Result("fetched.csv", 2)
    assert target.read_bytes() == LIST.encode()
    assert not target.with_suffix(".part").exists()


REFUSED = {
    b"": "it is empty",
    b"\n \n": "it is empty",
    b"<html>\n<body>Not found</body>\n</html>\n": "only 0 of 3 rows are a tag with its category",
    b'{"message": "Not Found", "status": "404"}': "only 0 of 1 rows are a tag with its category; "
    'fetched.csv, line 1: category \'"status": "404"}\'; allowed: 0, 1, 3, 4, 5',
    b"long_hair\nsmile\n": "only 0 of 2 rows are a tag with its category",
    b"a,0,1,\n" * 8 + b"b,x,1,\n" * 2: "only 8 of 10 rows are a tag with its category; "
    "fetched.csv, line 9: category 'x'; allowed: 0, 1, 3, 4, 5",
    b"\x1f\x8bjunk": "broken gzip: ",
    b"caf\xe9": "line 1 is not UTF-8: byte 0xe9",
}


@pytest.mark.parametrize("content", REFUSED)
def test_anything_else_is_refused_and_the_old_list_stays(target: Path, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        put(target, content)
    assert str(refused.value).startswith(REFUSED[content])
    assert target.read_text(encoding="utf-8") == "old,0,1,\n"


def test_one_bad_row_in_ten_is_told_and_the_rest_stored(target: Path) -> None:
    result = put(target, b"a,0,1,\n" * 9 + b"b,x,1,\n")
    assert (result.given, result.skipped) == (9, 1)
    assert str(result.problem) == "fetched.csv, line 10: category 'x'; allowed: 0, 1, 3, 4, 5"
