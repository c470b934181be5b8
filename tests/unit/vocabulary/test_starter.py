"""The list that ships with the pack: its grammar, its size, and that boards know its tags."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from tag_atelier.nodes.preset.load import library
from tag_atelier.nodes.preset.model import SpecialTags
from tag_atelier.nodes.vocabulary.lookup import key, starter
from tag_atelier.nodes.vocabulary.rows import CATEGORY_OF_ROLE, Row
from tag_atelier.nodes.vocabulary.starter_list import (
    FOLDER,
    STAND_IN,
    read_folder,
    read_text,
)

ROWS = list(read_folder())
NAMES = {key(row.name) for row in ROWS}
SERIES = {row.name for row in ROWS if row.role == "series"}


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("[general 4]\nlong hair", Row("long_hair", "general", STAND_IN[4], tier=4)),
        (
            "[meta 1]\nhighres = high res",
            Row("highres", "meta", STAND_IN[1], ("high_res",), tier=1),
        ),
        (
            "[character 3: honkai: star rail]\nkafka ~ = spider",
            Row(
                "kafka_(honkai:_star_rail)",
                "character",
                STAND_IN[3],
                ("kafka", "spider"),
                "honkai:_star_rail",
                tier=3,
            ),
        ),
        (
            "[character 2: genshin impact]\namber ()",
            Row("amber_(genshin_impact)", "character", STAND_IN[2], (), "genshin_impact", 2),
        ),
        ("# a comment\n\n[general 1]\n= =", Row("=_=", "general", STAND_IN[1], tier=1)),
    ],
)
def test_grammar(text: str, row: Row) -> None:
    assert list(read_text(text, "list.txt")) == [row]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("long hair", r"list\.txt, line 1: a tag before"),
        ("[general 3]\nsmile\n[hair 3]", r"list\.txt, line 3: expected \[role tier\].*\[hair 3\]"),
        ("[general 6]\nsmile", r"list\.txt, line 1: expected \[role tier\].*\[general 6\]"),
        ("[character 3]\nganyu", r"list\.txt, line 1: characters need a series"),
        ("[artist 3: touhou]\nzun", r"list\.txt, line 1: characters need a series"),
    ],
)
def test_grammar_names_the_bad_line(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        list(read_text(text, "list.txt"))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_every_file_parses_and_says_what_it_holds(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert list(read_text(text, path.name))


def test_no_tag_twice() -> None:
    counted = Counter(key(row.name) for row in ROWS)
    assert [name for name, times in counted.items() if times > 1] == []


def test_no_alias_is_claimed_twice_or_hidden_by_a_name() -> None:
    claims = [(key(alias), row.name) for row in ROWS for alias in row.aliases]
    counted = Counter(alias for alias, _ in claims)
    lost = [pair for pair in claims if pair[0] in NAMES or counted[pair[0]] > 1]
    assert lost == []


def test_size() -> None:
    roles = Counter(row.role for row in ROWS)
    assert len(ROWS) >= 4_000
    assert roles["series"] >= 300
    assert roles["character"] >= 1_000
    assert roles["artist"] >= 80
    assert roles["meta"] >= 60


def test_disk_size() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.txt")) < 200_000


def test_every_character_has_a_series_of_the_list() -> None:
    assert {row.series for row in ROWS if row.role == "character"} - SERIES == set()


def words(tags: SpecialTags) -> set[str]:
    """What a preset owns: quality, score, aesthetic, year, rating and other words of its model."""
    kinds = (tags.quality, tags.score, tags.aesthetic, tags.years(), tags.other)
    special = {key(tag.tag) for kind in kinds for tag in kind}
    return special | {key(tag) for rating in tags.rating for tag in rating.tags}


def test_special_tags_are_left_to_the_presets() -> None:
    owned = set().union(*(words(preset.tags) for preset in library().presets.values()))
    aliases = {key(alias) for row in ROWS for alias in row.aliases}
    assert "masterpiece" in owned
    assert (NAMES | aliases) & owned == set()


def test_boards_know_nearly_every_tag_by_the_same_category(tag_data: Path) -> None:
    with (tag_data / "danbooru.csv").open(encoding="utf-8", newline="") as file:
        board = {name: int(category) for name, category, *_ in csv.reader(file)}
    missing = [row for row in ROWS if board.get(row.name) != CATEGORY_OF_ROLE[row.role or ""]]
    share = 1 - len(missing) / len(ROWS)
    named = ", ".join(f"{row.role} {row.name}" for row in missing)
    assert share >= 0.98, f"{share:.2%} exist; these do not: {named}"


@pytest.mark.parametrize(
    ("written", "name", "role", "series"),
    [
        (
            "firefly \\(honkai: star rail\\)",
            "firefly_(honkai:_star_rail)",
            "character",
            "honkai:_star_rail",
        ),
        ("honkai: star rail", "honkai:_star_rail", "series", None),
        ("honkai:star rail", "honkai:_star_rail", "series", None),
        ("honkai \\(series\\)", "honkai_(series)", "series", None),
        ("stelle", "stelle_(honkai:_star_rail)", "character", "honkai:_star_rail"),
        (
            "stelle (honkai: star rail)",
            "stelle_(honkai:_star_rail)",
            "character",
            "honkai:_star_rail",
        ),
        ("caelus", "caelus_(honkai:_star_rail)", "character", "honkai:_star_rail"),
        (
            "caelus (honkai: star rail)",
            "caelus_(honkai:_star_rail)",
            "character",
            "honkai:_star_rail",
        ),
        ("kafka", "kafka_(honkai:_star_rail)", "character", "honkai:_star_rail"),
        (
            "kafka (honkai: star rail)",
            "kafka_(honkai:_star_rail)",
            "character",
            "honkai:_star_rail",
        ),
        ("fu xuan", "fu_xuan_(honkai:_star_rail)", "character", "honkai:_star_rail"),
        (
            "fu xuan (honkai: star rail)",
            "fu_xuan_(honkai:_star_rail)",
            "character",
            "honkai:_star_rail",
        ),
        ("arima kana", "arima_kana", "character", "oshi_no_ko"),
        ("oshi no ko", "oshi_no_ko", "series", None),
        ("hoshimachi suisei", "hoshimachi_suisei", "character", "hololive"),
        (
            "hoshimachi suisei \\(1st costume\\)",
            "hoshimachi_suisei_(1st_costume)",
            "character",
            "hololive",
        ),
        ("hololive", "hololive", "series", None),
        ("souryuu asuka langley", "souryuu_asuka_langley", "character", "neon_genesis_evangelion"),
        ("neon genesis evangelion", "neon_genesis_evangelion", "series", None),
        ("kazusa \\(blue archive\\)", "kazusa_(blue_archive)", "character", "blue_archive"),
        ("blue archive", "blue_archive", "series", None),
        ("hatsune miku", "hatsune_miku", "character", "vocaloid"),
        ("vocaloid", "vocaloid", "series", None),
        ("absurdres", "absurdres", "meta", None),
        ("gouache", "gouache_(medium)", "meta", None),
        ("1girl", "1girl", "general", None),
        ("night", "night", "general", None),
        ("v", "v", "general", None),
    ],
)
def test_words_of_the_cards(written: str, name: str, role: str, series: str | None) -> None:
    tag = starter().find(written)
    assert tag is not None
    assert (tag.name, tag.role, tag.series) == (name, role, series)
