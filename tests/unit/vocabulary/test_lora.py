"""Tags and triggers from a LoRA's header, and what is refused there."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest

from tag_atelier.nodes.header import HeaderError
from tag_atelier.nodes.vocabulary.lora import LONGEST, MOST, LoraTags, frequency, read, resolve


@pytest.fixture
def lora(tmp_path: Path) -> Any:
    def write(**told: str) -> Path:
        content = json.dumps({"__metadata__": told, "a": {}}).encode()
        path = tmp_path / "fox.safetensors"
        path.write_bytes(struct.pack("<Q", len(content)) + content)
        return path

    return write


def test_tags_of_all_sets_together_most_frequent_first(lora: Any) -> None:
    sets = {"10_a": {"1girl": 20, " smile ": 3, "": 9}, "5_b": {"1girl": 4, "fox ears": 9}}
    assert read(lora(ss_tag_frequency=json.dumps(sets))).tags == (
        ("1girl", 24),
        ("fox ears", 9),
        ("smile", 3),
    )


def test_triggers(lora: Any) -> None:
    path = lora(**{"modelspec.trigger_phrase": " inari, fox shrine,, inari "})
    assert read(path) == LoraTags(("inari", "fox shrine"), ())


def test_a_lora_that_tells_nothing(lora: Any) -> None:
    assert read(lora()) == LoraTags((), ())


def test_only_the_most_frequent_are_told(lora: Any) -> None:
    sets = {"1": {f"tag{number}": number for number in range(MOST + 50)}}
    found = read(lora(ss_tag_frequency=json.dumps(sets))).tags
    assert len(found) == MOST
    assert found[-1] == ("tag50", 50)


HOSTILE = {
    "{": "is not JSON: ",
    "[" * 100_000: "is not JSON: ",
    '{"a":' * 100_000: "is not JSON: ",
    "[]": "is not an object of data sets, each an object of tags",
    '"1girl"': "is not an object of data sets, each an object of tags",
    '{"1_a": ["1girl"]}': "is not an object of data sets, each an object of tags",
    '{"1_a": {"1girl": "20"}}': "counts '1girl' as 20; allowed: 0 to 2147483647",
    '{"1_a": {"1girl": -1}}': "counts '1girl' as -1; allowed: 0 to 2147483647",
    '{"1_a": {"1girl": true}}': "counts '1girl' as True; allowed: 0 to 2147483647",
    '{"1_a": {"1girl": 1e400}}': "counts '1girl' as inf; allowed: 0 to 2147483647",
    '{"1_a": {"1girl": {"deep": 1}}}': "counts '1girl' as {'deep': 1}; allowed: 0 to 2147483647",
    '{"1_a": {"1girl": ' + "9" * 5000 + "}}": "is not JSON: ",
    " " * (LONGEST + 1): f"has {LONGEST + 1} characters; allowed: up to {LONGEST}",
}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:32])
def test_hostile_frequencies_are_refused(text: str, lora: Any) -> None:
    with pytest.raises(ValueError) as refused:
        frequency(text)
    assert str(refused.value).startswith(HOSTILE[text])
    with pytest.raises(HeaderError, match=r"fox\.safetensors: ss_tag_frequency "):
        read(lora(ss_tag_frequency=text))


KNOWN = ["fox.safetensors", "styles/fox.safetensors", "styles\\ink.v2.safetensors", "old.pt"]
NAMES = {
    "fox": "fox.safetensors",
    "fox.safetensors": "fox.safetensors",
    "styles/fox": "styles/fox.safetensors",
    "styles\\fox": "styles/fox.safetensors",
    "ink.v2": "styles\\ink.v2.safetensors",
    "styles/ink.v2": "styles\\ink.v2.safetensors",
    "old": "old.pt",
    "ink": None,
    "../fox": None,
    "/fox": None,
    "styles": None,
    "": None,
    ".": None,
}


@pytest.mark.parametrize("name", NAMES)
def test_name_in_a_prompt(name: str) -> None:
    assert resolve(name, KNOWN) == NAMES[name]
