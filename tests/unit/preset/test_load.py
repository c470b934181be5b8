"""A preset file that does not fit is named with file, field and value; the others load."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tag_atelier.nodes.preset.load import SHIPPED, PresetError, as_data, library, read, stamp


@pytest.fixture
def own(tmp_path: Path) -> Any:
    """Write a preset of the user's own: a shipped one with some fields set, by dotted path."""

    def write(file: str = "mine.json", base: str = "animagine-xl-4.0", /, **changes: Any) -> Path:
        data = json.loads((SHIPPED / f"{base}.json").read_text(encoding="utf-8"))
        for dotted, value in changes.items():
            *parents, last = dotted.split("__")
            place = data
            for parent in parents:
                place = place[int(parent) if isinstance(place, list) else parent]
            if value is ...:
                del place[last]
            else:
                place[last] = value
        path = tmp_path / file
        path.write_text(json.dumps(data), encoding="utf-8")
        return path

    return write


def test_every_shipped_file_loads_under_its_own_name() -> None:
    found = library()
    assert found.errors == ()
    assert set(found.presets) == {path.stem for path in SHIPPED.glob("*.json")}


def test_a_preset_written_out_reads_back_the_same(tmp_path: Path) -> None:
    for preset in library().presets.values():
        path = tmp_path / f"{preset.id}.json"
        path.write_text(json.dumps(as_data(preset)), encoding="utf-8")
        assert read(path) == preset


BROKEN: dict[str, tuple[dict[str, Any], list[str]]] = {
    "newer format": ({"format": 2}, ["format", "2", "allowed: 1"]),
    "missing field": ({"sampling__cfg": ...}, ["sampling.cfg", "required"]),
    "misspelled field": ({"sampling__stepz": 3}, ["sampling.stepz", "3", "steps"]),
    "text for a number": (
        {"sampling__steps__value": "25"},
        ["sampling.steps.value", "'25'", "number"],
    ),
    "true for a number": ({"sampling__cfg__value": True}, ["sampling.cfg.value", "True"]),
    "value outside its range": (
        {"sampling__cfg__value": 99},
        ["sampling.cfg.value", "99", "5 to 7"],
    ),
    "unknown word": ({"prompt__source": "rumour"}, ["prompt.source", "'rumour'", "card example"]),
    "role missing in the order": (
        {"prompt__order": ["count"]},
        ["prompt.order", "['count']", "general"],
    ),
    "unknown level": ({"levels__huge": {}}, ["levels", "'huge'", "heavy"]),
    "no standard level": ({"levels": {}}, ["levels", "standard"]),
    "odd size": (
        {"sizes__buckets__0__width": 1001},
        ["sizes.buckets[0].width", "1001", "steps of 8"],
    ),
    "default that is no bucket": (
        {"sizes__default__width": 64},
        ["sizes.default", "64x1216", "832x1216"],
    ),
    "no names": ({"names": []}, ["names", "checkpoint"]),
    "list for an object": ({"license": []}, ["license", "[]", "an object"]),
    "object for a list": ({"names": {}}, ["names", "{}", "a list"]),
}


@pytest.mark.parametrize(("changes", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_what_does_not_fit_is_named(own: Any, changes: dict[str, Any], words: list[str]) -> None:
    path = own(**changes)
    with pytest.raises(PresetError) as caught:
        read(path)
    for word in ["mine.json", *words]:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"[]", "list at the top"),
        (b"\xff\xfe{}", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"\x00" * 4096, "JSON"),
    ],
)
def test_what_is_no_json_is_named(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(content)
    with pytest.raises(PresetError, match="mine.json.*" + word):
        read(path)


def test_a_broken_file_leaves_the_others_alone(own: Any) -> None:
    folder = own(sampling__cfg=...).parent
    own("good.json", id="my-model", name="My model")
    found = library(folder)
    assert found.get("my-model").name == "My model"
    assert found.get("animagine-xl-4.0").sampling.cfg.value == 6
    assert len(found.errors) == 1 and "mine.json: sampling.cfg" in found.errors[0]


def test_the_users_preset_overrides_the_shipped_one_by_id(own: Any) -> None:
    folder = own(sampling__steps__value=27).parent
    assert library(folder).get("animagine-xl-4.0").sampling.steps.value == 27
    assert library().get("animagine-xl-4.0").sampling.steps.value == 25


def test_an_unknown_id_lists_the_known_ones(own: Any) -> None:
    folder = own(sampling__cfg=...).parent
    with pytest.raises(PresetError) as caught:
        library(folder).get("animagine-xl-9")
    for words in ("'animagine-xl-9'", "kohaku-xl-zeta", "not loaded: mine.json"):
        assert words in str(caught.value)


def test_an_edit_changes_the_stamp_and_is_read(own: Any) -> None:
    path = own(sampling__steps__value=26)
    before = stamp(path.parent)
    assert library(path.parent).get("animagine-xl-4.0").sampling.steps.value == 26
    own(sampling__steps__value=28, remarks=["one more"])
    assert stamp(path.parent) != before
    assert library(path.parent).get("animagine-xl-4.0").sampling.steps.value == 28


def test_a_file_with_a_byte_order_mark_is_read(own: Any) -> None:
    path = own(id="marked")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read(path).id == "marked"
