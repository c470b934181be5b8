"""Which preset a checkpoint's name or metadata stands for."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest

from tag_atelier.nodes.header import HeaderError, metadata
from tag_atelier.nodes.preset.detect import detect, detect_file
from tag_atelier.nodes.preset.load import library

PRESETS = list(library().presets.values())


@pytest.mark.parametrize(
    ("name", "preset_id"),
    [
        ("animagine-xl-2.0.safetensors", "animagine-xl-2.0"),
        ("animagineXL_v20.safetensors", "animagine-xl-2.0"),
        ("Animagine XL 3.1.safetensors", "animagine-xl-3.1"),
        ("animagineXLV31_v31.safetensors", "animagine-xl-3.1"),
        ("animagine-xl-3.1_fp16.safetensors", "animagine-xl-3.1"),
        ("animagine-xl-4.0-opt.safetensors", "animagine-xl-4.0"),
        ("animagineXL40_v4Opt.safetensors", "animagine-xl-4.0"),
        ("anim4gine_zero.safetensors", "animagine-xl-4.0"),
        ("kivotos-xl-2.0.safetensors", "kivotos-xl-2.0"),
        ("kivotosXL_v20.safetensors", "kivotos-xl-2.0"),
        ("Kohaku-XL-Zeta.safetensors", "kohaku-xl-zeta"),
        ("kohakuXLZeta_rev1.safetensors", "kohaku-xl-zeta"),
        ("sd_xl_base_1.0.safetensors", None),
        ("my-merge.safetensors", None),
        ("", None),
    ],
)
def test_file_names(name: str, preset_id: str | None) -> None:
    match = detect(name, {}, PRESETS)
    assert (match and match.preset_id) == preset_id


def test_metadata_comes_before_the_file_name() -> None:
    match = detect("animagine-xl-3.1.safetensors", {"modelspec.title": "Kivotos XL 2.0"}, PRESETS)
    assert match and match.preset_id == "kivotos-xl-2.0"
    assert "modelspec.title" in match.reason and "Kivotos XL 2.0" in match.reason


def test_metadata_that_names_no_model_leaves_it_to_the_file_name() -> None:
    match = detect("kohaku-xl-zeta.safetensors", {"ss_output_name": "last"}, PRESETS)
    assert match and match.preset_id == "kohaku-xl-zeta" and "file name" in match.reason


def test_what_a_model_was_trained_from_is_asked_last() -> None:
    origin = {"ss_sd_model_name": "animagine-xl-3.1.safetensors"}
    match = detect("kivotos-xl-2.0.safetensors", origin, PRESETS)
    assert match and match.preset_id == "kivotos-xl-2.0"
    match = detect("my-fine-tune.safetensors", origin, PRESETS)
    assert match and match.preset_id == "animagine-xl-3.1"


def write(path: Path, header: Any, claim: int | None = None, tail: bytes = b"") -> Path:
    body = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(body) if claim is None else claim) + body + tail)
    return path


def test_only_the_header_of_a_checkpoint_is_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "model.safetensors", {"__metadata__": {"ss_output_name": "animagine-xl-4.0"}}
    )
    with path.open("ab") as file:
        file.truncate(8 << 30)  # a sparse file: reading it whole would take minutes
    match = detect_file(path, PRESETS)
    assert match and match.preset_id == "animagine-xl-4.0"


@pytest.mark.parametrize(
    ("header", "claim"),
    [
        (b"{}", 1 << 30),
        (b"{}", (1 << 64) - 1),
        (b"{}", 0),
        (b"{", None),
        (b"[]", None),
        (b"\xff\xff", None),
        ({"__metadata__": [1]}, None),
        (b"[" * 100_000, None),
    ],
)
def test_a_hostile_header_is_refused_by_name(
    tmp_path: Path, header: Any, claim: int | None
) -> None:
    path = write(tmp_path / "odd.safetensors", header, claim)
    with pytest.raises(HeaderError, match=r"odd\.safetensors"):
        metadata(path)
    assert detect_file(path, PRESETS) is None


def test_values_that_are_no_text_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "model.safetensors", {"__metadata__": {"a": "text", "b": 1}})
    assert metadata(path) == {"a": "text"}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(HeaderError, match=r"gone\.safetensors"):
        metadata(tmp_path / "gone.safetensors")
