"""What a tag is, by any of its spellings, when several lists speak of it."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import pytest

from tag_atelier.nodes.vocabulary.lookup import Tag, Vocabulary, key, merged, starter, with_lists
from tag_atelier.nodes.vocabulary.rows import Row

SHIPPED = [
    Row("long_hair", "general", 80_000, ("longhair",), None, 4),
    Row("genshin_impact", "series", 80_000, (), None, 4),
    Row("ganyu_(genshin_impact)", "character", 12_000, ("ganyu",), "genshin_impact", 3),
]

KEYS = {
    "Long_Hair": "long hair",
    "  long   hair ": "long hair",
    r"ganyu \(genshin impact\)": "ganyu (genshin impact)",
    "GANYU_(GENSHIN_IMPACT)": "ganyu (genshin impact)",
    "^_^": "^ ^",
    "": "",
}


@pytest.mark.parametrize("name", KEYS)
def test_key(name: str) -> None:
    assert key(name) == KEYS[name]


@pytest.mark.parametrize(
    "name", ["ganyu", "Ganyu (Genshin Impact)", r"ganyu_\(genshin_impact\)", "GANYU"]
)
def test_any_spelling_finds_the_tag(name: str) -> None:
    tag = Vocabulary([SHIPPED]).find(name)
    assert tag == Tag("ganyu_(genshin_impact)", "character", 12_000, "genshin_impact")


def test_an_unknown_tag_is_none() -> None:
    assert Vocabulary([SHIPPED]).find("zzz") is None
    assert Vocabulary([]).find("") is None


MERGES = {
    "a later list overrides role and popularity": (
        [Row("long_hair", "meta", 7)],
        ("long_hair", "meta", 7),
    ),
    "but not with what it does not state": (
        [Row("long_hair", None, None, ("lh",))],
        ("long_hair", "general", 80_000),
    ),
    "a count of zero is stated": ([Row("long_hair", None, 0)], ("long_hair", "general", 0)),
    "aliases join": (
        [Row("short_hair", None, 1, ("longhair_2",))],
        ("long_hair", "general", 80_000),
    ),
    "a name beats an alias of an earlier list": (
        [Row("longhair", "artist", 3)],
        ("long_hair", "general", 80_000),
    ),
}


@pytest.mark.parametrize("case", MERGES)
def test_merging(case: str) -> None:
    rows, expected = MERGES[case]
    tag = Vocabulary([SHIPPED, rows]).find("long hair")
    assert tag is not None
    assert (tag.name, tag.role, tag.popularity) == expected


def test_an_alias_stays_with_the_tag_of_that_name_in_whichever_list() -> None:
    for order in (
        [SHIPPED, [Row("longhair", "artist", 3)]],
        [[Row("longhair", "artist", 3)], SHIPPED],
    ):
        tag = Vocabulary(order).find("longhair")
        assert tag is not None and tag.role == "artist"


def test_an_alias_of_two_tags_goes_to_the_later_list_and_the_earlier_row() -> None:
    other = [Row("first", None, None, ("longhair",)), Row("second", None, None, ("longhair",))]
    tag = Vocabulary([SHIPPED, other]).find("longhair")
    assert tag is not None and tag.name == "first"


def test_what_no_list_says_is_general_and_unused() -> None:
    assert Vocabulary([[Row("fox", None, None)]]).find("fox") == Tag("fox", "general", 0, None)


SERIES = {
    "stated": ("ganyu", "genshin_impact"),
    "in parentheses": ("keqing_(genshin_impact)", "genshin_impact"),
    "in the last parentheses": ("keqing_(opulent)_(genshin_impact)", "genshin_impact"),
    "implied": ("paimon", "genshin_impact"),
    "implied through another": ("chibi_paimon", "genshin_impact"),
    "not a series": ("amber_(long_hair)", None),
    "unknown": ("someone", None),
}


@pytest.mark.parametrize("case", SERIES)
def test_series_of_a_character(case: str) -> None:
    name, series = SERIES[case]
    people = [Row(each, "character", 1) for each, _ in SERIES.values() if each != "ganyu"]
    implied = [("chibi_paimon", "paimon"), ("paimon", "genshin_impact")]
    tag = Vocabulary([SHIPPED, people], implied).find(name)
    assert tag is not None and tag.series == series


IMPLIED = {
    "through several": ([("a", "b"), ("b", "c"), ("c", "d")], ("b", "c", "d")),
    "nearest first": ([("a", "b"), ("b", "c"), ("a", "d")], ("b", "d", "c")),
    "a cycle ends": ([("a", "b"), ("b", "a")], ("b",)),
    "itself": ([("a", "a")], ()),
    "twice is once": ([("a", "b"), ("A", "B")], ("b",)),
    "by alias": ([("first", "second"), ("second", "third")], ("b", "c")),
    "not listed": ([("a", "Zebra_Ears")], ("Zebra_Ears",)),
    "none": ([], ()),
}


@pytest.mark.parametrize("case", IMPLIED)
def test_implied(case: str) -> None:
    pairs, expected = IMPLIED[case]
    aliases = zip("abcd", ("first", "second", "third", "fourth"), strict=True)
    rows = [Row(name, "general", 1, (alias,)) for name, alias in aliases]
    assert Vocabulary([rows], pairs).implied("A") == expected


def test_rows_tell_counts_from_tiers_most_used_first() -> None:
    counted = [
        Row("blue_sky", "general", 90_000),
        Row("old_count", None, 100),
        Row("never", None, 0),
    ]
    rows = list(Vocabulary([SHIPPED, counted]).rows())
    assert rows == [
        ("blue_sky", 0, 90_000, (), 0),
        ("long_hair", 0, 0, ("longhair",), 4),
        ("genshin_impact", 3, 0, (), 4),
        ("ganyu_(genshin_impact)", 4, 0, ("ganyu",), 3),
        ("old_count", 0, 100, (), 0),
        ("never", 0, 0, (), 0),
    ]
    recounted = Vocabulary([SHIPPED, [Row("long_hair", None, 5)]]).rows()
    assert ("long_hair", 0, 5, ("longhair",), 0) in recounted


def test_implied_rows_are_places_in_rows() -> None:
    pairs = [("long_hair", "blue_sky"), ("unlisted", "blue_sky"), ("ganyu", "genshin_impact")]
    vocabulary = Vocabulary([SHIPPED, [Row("blue_sky", "general", 90_000)]], pairs)
    names = [name for name, *_ in vocabulary.rows()]
    found = [(names[narrow], names[wide]) for narrow, wide in vocabulary.implied_rows()]
    assert found == [("long_hair", "blue_sky"), ("ganyu_(genshin_impact)", "genshin_impact")]


# Files


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_files_are_merged_over_the_starter_list_in_the_order_given(tmp_path: Path) -> None:
    one = write(tmp_path / "1.csv", "1girl,5,11,\nfox_of_mine,0,5,\nbad,x,1,\n")
    two = write(tmp_path / "2.csv", "1girl,0,22,lone_girl\n")
    implied = write(tmp_path / "i.csv", "fox_of_mine,1girl\nalone\n")
    vocabulary, problems = with_lists([one, two], [implied])
    assert vocabulary.find("lone girl") == Tag("1girl", "general", 22, None)
    assert vocabulary.implied("fox of mine") == ("1girl",)
    assert len(vocabulary) == len(starter()) + 1
    assert [str(problem) for problem in problems] == [
        "1.csv, line 3: category 'x'; allowed: 0, 1, 3, 4, 5",
        "i.csv, line 2: 'alone' alone; allowed: two tags",
    ]


def test_without_files_it_is_the_starter_list() -> None:
    found = merged([])
    assert len(found.vocabulary) == len(starter())
    assert (found.lists, found.implications, found.problems) == ((), (), [])


def test_a_missing_file_is_a_problem_and_the_rest_stands(tmp_path: Path) -> None:
    vocabulary, problems = with_lists([tmp_path / "absent.csv"])
    assert len(vocabulary) == len(starter())
    assert [problem.file for problem in problems] == ["absent.csv"]


def test_files_are_read_again_only_when_they_change(tmp_path: Path) -> None:
    path = write(tmp_path / "1.csv", "fox_of_mine,0,5,\n")
    first = merged([path])
    assert merged([path]) is first
    write(path, "fox_of_yours,0,5,\n")
    os.utime(path, ns=(1, 1))
    assert merged([path]).vocabulary.find("fox of yours") is not None


def test_memory_of_a_tag(tmp_path: Path) -> None:
    """The goal is 60 MB for 150,000 tags; tests/bench/vocabulary.py measures a real list."""
    rows = "".join(f'tag_{number}_of_many,0,{number},"t{number}"\n' for number in range(20_000))
    path = write(tmp_path / "many.csv", rows)
    tracemalloc.start()
    try:
        found = merged([path])
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found.vocabulary) > 20_000
    assert held / len(found.vocabulary) < 60 * 2**20 / 150_000
