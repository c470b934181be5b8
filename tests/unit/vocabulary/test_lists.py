"""Which tags a user's list gives, what is skipped of it, and how the skipping is told."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tag_atelier.nodes.vocabulary import lists, text_file
from tag_atelier.nodes.vocabulary.rows import Row

ROWS = {
    "a usual row": ('miku,4,90123,"mikuo,39"', ("miku", "character", 90123, ("mikuo", "39"))),
    "one alias needs no quotes": ("solo,0,5,alone", ("solo", "general", 5, ("alone",))),
    "aliases without quotes": ("solo,0,5,alone,only", ("solo", "general", 5, ("alone", "only"))),
    "no alias": ("solo,0,5,", ("solo", "general", 5, ())),
    "an artist": ("kantoku,1,5,", ("kantoku", "artist", 5, ())),
    "a series": ("touhou,3,5,", ("touhou", "series", 5, ())),
    "a character": ("reimu,4,5,", ("reimu", "character", 5, ())),
    "a meta tag": ("highres,5,5,", ("highres", "meta", 5, ())),
    "no count": ("solo,0,,", ("solo", "general", None, ())),
    "no category": ("solo,,7,", ("solo", None, 7, ())),
    "two columns": ("solo,0", ("solo", "general", None, ())),
    "only a word": ("silver fox", ("silver fox", None, None, ())),
    "a text for the count": ("masterpiece,5,Quality tag,", ("masterpiece", "meta", None, ())),
    "a quoted name": ('"a,b",0,1,', ("a,b", "general", 1, ())),
    "a doubled quote": ('"say ""hi""",0,1,', ('say "hi"', "general", 1, ())),
    "a quote inside": ('5" heels,0,1,', ('5" heels', "general", 1, ())),
    "spaces around": (" solo , 0 , 5 , alone ", ("solo", "general", 5, ("alone",))),
    "empty aliases": ('solo,0,5,"a,,b,"', ("solo", "general", 5, ("a", "b"))),
    "a number sign is a name": ("#compass,3,5,", ("#compass", "series", 5, ())),
    "more than the index holds": ("solo,0,99999999999,", ("solo", "general", 2**31 - 1, ())),
    "kanji": ("\u5de8\u4e73,0,5,", ("\u5de8\u4e73", "general", 5, ())),
}  # fmt: skip


@pytest.mark.parametrize("case", ROWS)
def test_row(case: str) -> None:
    line, expected = ROWS[case]
    found, result = lists.parse("x.csv", [line])
    assert found == [Row(*expected)]
    assert (result.given, result.skipped, result.problem) == (1, 0, None)


SKIPPED = {
    "solo,9,5,": "category '9'; allowed: 0, 1, 3, 4, 5",
    "solo,2,5,": "category '2'; allowed: 0, 1, 3, 4, 5",
    "solo,-1,5,": "category '-1'; allowed: 0, 1, 3, 4, 5",
    "solo,character,5,": "category 'character'; allowed: 0, 1, 3, 4, 5",
    "long hair, blue eyes, smile": "category 'blue eyes'; allowed: 0, 1, 3, 4, 5",
    "solo,0,-5,": "post count '-5'; allowed: a whole number",
    "solo,0,1.5,": "post count '1.5'; allowed: a whole number",
    "solo,0,12x,": "post count '12x'; allowed: a whole number",
    "solo,0," + "9" * 30 + ",": "post count '" + "9" * 30 + "'; allowed: a whole number",
    ",0,5,": "no name; allowed: a tag",
    "x" * 256: "a name of 256 characters; allowed: up to 255",
    "so\x07lo,0,5,": "name 'so\\x07lo' has control characters",
    '"solo,0,5,': "'\"solo,0,5,' is not CSV: unexpected end of data",
    '"solo"x,0,5,': "'\"solo\"x,0,5,' is not CSV: ',' expected after '\"'",
}


@pytest.mark.parametrize("line", SKIPPED)
def test_a_malformed_row_is_skipped_counted_and_the_first_is_named(line: str) -> None:
    found, result = lists.parse("mine.csv", ["a,0,1,", "", line, line, "b,0,1,"])
    assert [row.name for row in found] == ["a", "b"]
    assert (result.given, result.skipped) == (2, 2)
    assert str(result.problem) == f"mine.csv, line 3: {SKIPPED[line]}"


@pytest.mark.parametrize(
    "header", ["tag,type,count,aliases", "raw,category,count,similar", '"Tag","Type"']
)
def test_a_header_is_passed_over_in_the_first_line_only(header: str) -> None:
    found, result = lists.parse("x.csv", [header, "a,0,1,"])
    assert ([row.name for row in found], result.skipped) == (["a"], 0)
    _, result = lists.parse("x.csv", ["a,0,1,", header])
    assert result.skipped == 1


NUMBERINGS = {
    "Danbooru's": ("0 1 3 4 5", "general artist series character meta"),
    "e621's, for a 7": ("0 1 3 4 5 7", "general artist series character general meta"),
    "e621's, for an 8": ("0 1 3 4 5 8", "general artist series character general general"),
    "merged, e621's + 7": (
        "0 1 3 4 5 7 8 10 11 12 14 15",
        "general artist series character meta general artist series character general meta general",
    ),
}


@pytest.mark.parametrize("case", NUMBERINGS)
def test_numbering_is_judged_from_the_whole_file(case: str) -> None:
    numbers, roles = NUMBERINGS[case]
    found, result = lists.parse("x.csv", [f"tag{number},{number},1," for number in numbers.split()])
    assert [row.role for row in found] == roles.split()
    assert result.skipped == 0


def test_one_slip_does_not_turn_a_whole_file() -> None:
    lines = [f"tag{number},5,1," for number in range(2000)]
    found, result = lists.parse("x.csv", [*lines, "slip,7,1,"])
    assert {row.role for row in found} == {"meta"}
    assert str(result.problem) == "x.csv, line 2001: category '7'; allowed: 0, 1, 3, 4, 5"


LINES = "caf\u00e9,0,5,\r\nsolo,0,4,\n"
ENCODED = {
    "UTF-8": LINES.encode(),
    "with a BOM": LINES.encode("utf-8-sig"),
    "old Mac line ends": LINES.replace("\r\n", "\r").replace("\n", "\r").encode(),
    "gzip": gzip.compress(LINES.encode()),
    "gzip with a BOM": gzip.compress(LINES.encode("utf-8-sig")),
    "two gzip parts": gzip.compress(LINES[:4].encode()) + gzip.compress(LINES[4:].encode()),
    "line ends of Unicode are no line ends": LINES.replace(
        "solo,0,4,", "solo,0,4,a\u2028b"
    ).encode(),
}


@pytest.mark.parametrize("case", ENCODED)
def test_file(case: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(ENCODED[case])
    found, result = lists.read(path)
    assert [(row.name, row.popularity) for row in found] == [("caf\u00e9", 5), ("solo", 4)]
    assert (result.file, result.given, result.problem) == ("x.csv", 2, None)


REFUSED = {
    "Latin-1": ("a,0,1,\ncaf\u00e9,0,5,".encode("latin-1"), "line 2 is not UTF-8: byte 0xe9"),
    "UTF-16": (LINES.encode("utf-16"), "UTF-16 text; allowed: UTF-8"),
    "UTF-16 without a BOM": ("solo,0,4,".encode("utf-16-le"), "not a text file: byte 1 is zero"),
    "an image": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file: byte 8 is zero"),
    "gzip cut short": (
        gzip.compress(LINES.encode())[:-8],
        "broken gzip: Compressed file ended before the end-of-stream marker was reached",
    ),
    "only gzip's first bytes": (b"\x1f\x8b", "broken gzip: "),
    "gzip with a wrong sum": (
        gzip.compress(LINES.encode())[:-8] + bytes(8),
        "broken gzip: CRC check",
    ),
    "gzip of a gzip": (gzip.compress(gzip.compress(LINES.encode())), ""),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_read_gives_a_problem_and_no_row(case: str, tmp_path: Path) -> None:
    content, reason = REFUSED[case]
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    found, result = lists.read(path)
    assert (found, result.given, result.skipped) == ([], 0, 0)
    assert str(result.problem).startswith(f"x.csv: {reason}")


def test_a_gzip_bomb_ends_at_the_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_file, "BYTES", 2**20)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a" * 2**20))
    assert str(lists.read(path)[1].problem).startswith("bomb.csv.gz, line 1: a name of 1048576")
    path.write_bytes(gzip.compress(b"a" * (2**20 + 1)))
    assert (
        str(lists.read(path)[1].problem)
        == "bomb.csv.gz: more than 1 MB of text; allowed: up to that"
    )


def test_too_many_lines_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_file, "LINES", 3)
    path = tmp_path / "x.csv"
    path.write_text("a\nb\nc\n", encoding="utf-8")
    assert lists.read(path)[1].given == 3
    path.write_text("a\nb\nc\n\n", encoding="utf-8")
    assert str(lists.read(path)[1].problem) == "x.csv: more than 3 lines; allowed: up to that"


def test_a_missing_file_and_a_folder_give_a_problem(tmp_path: Path) -> None:
    assert "cannot be read" in str(lists.read(tmp_path / "absent.csv")[1].problem)
    assert "cannot be read" in str(lists.read(tmp_path)[1].problem)


@settings(deadline=None)
@given(content=st.binary(max_size=300))
def test_nothing_raises(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "junk.csv"
    for written in (content, b"\x1f\x8b\x08" + content):
        path.write_bytes(written)
        found, result = lists.read(path)
        assert result.given == len(found)


@settings(deadline=None)
@given(line=st.text(alphabet=st.sampled_from('ab,"01-. \t\u00e9'), max_size=30))
def test_every_line_is_a_row_or_skipped_or_empty(line: str) -> None:
    _, result = lists.parse("x.csv", [line])
    assert result.given + result.skipped == (1 if line.strip() else 0)
    assert (result.problem is None) == (result.skipped == 0)
