"""A real list, where one lies beside the repository: read whole, and prompts sorted by it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tag_atelier.nodes.preset.load import library
from tag_atelier.nodes.prompt.assemble import Request, assemble
from tag_atelier.nodes.vocabulary import implications, lists
from tag_atelier.nodes.vocabulary.lookup import Vocabulary, merged

RARE = range(50, 500)
"""Posts of a character whom no short list has."""


@pytest.fixture(scope="module")
def vocabulary(tag_data: Path) -> Vocabulary:
    return merged([tag_data / "danbooru.csv"]).vocabulary


def test_every_row_can_be_used(tag_data: Path) -> None:
    found, result = lists.read(tag_data / "danbooru.csv")
    assert (result.skipped, result.problem) == (0, None)
    assert len(found) == result.given > 100_000
    pairs = tag_data / "danbooru_implications.csv"
    if pairs.is_file():
        _, result = implications.read(pairs)
        assert (result.given > 10_000, result.problem) == (True, None)


def test_every_row_is_found_by_name_with_its_role(tag_data: Path, vocabulary: Vocabulary) -> None:
    found, _ = lists.read(tag_data / "danbooru.csv")
    other = [
        row for row in found if (tag := vocabulary.find(row.name)) is None or tag.role != row.role
    ]
    assert other == []


def test_prompts_with_rare_characters_are_ordered(tag_data: Path, vocabulary: Vocabulary) -> None:
    """Twenty of them, each with a series that only the list knows."""
    rows, _ = lists.read(tag_data / "danbooru.csv")
    people = [row.name for row in rows if row.role == "character" and row.popularity in RARE]
    series = {name: tag.series for name in people if (tag := vocabulary.find(name)) and tag.series}
    preset = library().get("animagine-xl-4.0")
    for name in random.Random(4).sample(sorted(series), 20):
        person, work = _as_written(name), _as_written(series[name])
        text = f"smile, {work}, long hair, {person}, outdoors, 1girl"
        made = assemble(Request(text=text, level="none"), preset, vocabulary).positive
        assert made == f"1girl, {person}, {work}, smile, long hair, outdoors"


def _as_written(name: str) -> str:
    return name.replace("_", " ").replace("(", r"\(").replace(")", r"\)")
