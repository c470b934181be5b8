"""Sizes, latents and fitted pixels in a host."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from client import Client
from PIL import Image

IN_HOST = Path(__file__).with_name("latent_in_host.py")


@pytest.fixture(scope="module")
def answers(in_host: Callable[[str], Any]) -> dict[str, Any]:
    """What one visit to the host found out, by subject."""
    subjects = ("latents", "exactness", "methods", "alpha", "masks")
    asked = ", ".join(f"{name!r}: visit.{name}()" for name in subjects)
    code = IN_HOST.read_text(encoding="utf-8")
    return in_host(f"{code}\nvisit = Visit(classes, ours)\nresult = {{{asked}}}\n")


def test_the_latent_is_the_one_that_the_native_node_makes(answers: dict[str, Any]) -> None:
    assert answers["latents"]["as native"]
    assert answers["latents"]["sides"] == [832, 1216]


@pytest.mark.parametrize(
    ("case", "sides"),
    [
        ("nearest to the image", [1344, 768]),
        ("image, but another size", [832, 1216]),
        ("custom", [1200, 1000]),
        ("tier", [1248, 1824]),
    ],
)
def test_sizes_of_the_latent_node(answers: dict[str, Any], case: str, sides: list[int]) -> None:
    assert answers["latents"][case] == sides


def test_a_size_outside_the_buckets_is_told_on_the_node(answers: dict[str, Any]) -> None:
    (report,) = answers["latents"]["told"]
    assert report["text"] == "1000 x 1200, 5:6, 1.14 MP"
    (warning,) = report["warnings"]
    assert warning["code"] == "size-off-bucket"
    assert "the nearest is 896x1152" in warning["message"]


def test_pixels_are_lanczos_in_float(answers: dict[str, Any]) -> None:
    exact = answers["exactness"]
    assert exact["shape"] == [2, 1216, 832, 3]
    assert exact["against Pillow"] == 0
    assert exact["frame by frame"] and exact["same size"]
    assert exact["levels"] > 100_000  # 8 bits have 256
    assert min(exact["range"]) >= 0


@pytest.mark.parametrize(
    ("case", "ends", "painted", "cropped"),
    [
        ("crop top edge", [1.0, 1.0], 0.0, [0, 0]),
        ("pad center black", [0.0, 0.0], 0.52, [0, 0]),
        ("pad left gray", [1.0, 0.5], 0.52, [0, 0]),
        ("pad right edge", [1.0, 1.0], 0.52, [0, 0]),
        ("stretch center edge", [1.0, 1.0], 0.0, [0, 0]),
    ],
)
def test_methods_anchors_and_fills(
    answers: dict[str, Any], case: str, ends: list[float], painted: float, cropped: list[int]
) -> None:
    assert answers["methods"][case] == {
        "shape": [1, 96, 200, 3],
        "left and right": ends,
        "to be painted": painted,
        "sides": [200, 96],
        "cropped": cropped,
        "original": [100, 100],
    }


def test_what_is_transparent_does_not_bleed(answers: dict[str, Any]) -> None:
    alpha = answers["alpha"]
    assert alpha["shape"] == [1, 1024, 1024, 4]
    assert alpha["green seen"] < 0.01 and alpha["red seen"] > 0.99
    assert alpha["margin"] == [0.5, 0.5, 0.5, 1.0]


def test_the_mask_goes_where_the_picture_goes(answers: dict[str, Any]) -> None:
    masks = answers["masks"]
    assert masks["cropped"] == [0.5, [1, 96, 96]]
    assert masks["right"] == 1.0
    assert masks["padded"] == [0.75, 1.0]
    assert masks["empty of another size"] == [0.0, [1, 96, 96]]
    assert masks["without a batch"] == [1, 96, 96]
    assert masks["none"] == [2, 96, 96]
    assert masks["range"] == [0.0, 1.0]


def test_through_a_graph_an_image_finds_its_bucket(client: Client) -> None:
    prompt = {
        "preset": {"class_type": "TagAtelierPreset", "inputs": {"preset": "animagine-xl-4.0"}},
        "photo": {
            "class_type": "EmptyImage",
            "inputs": {"width": 300, "height": 200, "batch_size": 1, "color": 0x336699},
        },
        "fit": {
            "class_type": "TagAtelierFitImage",
            "inputs": {
                "preset": ["preset", 0],
                "image": ["photo", 0],
                "size": "nearest",
                "method": "crop",
                "anchor": "center",
            },
        },
        "latent": {
            "class_type": "TagAtelierLatent",
            "inputs": {
                "preset": ["preset", 0],
                "size": "nearest",
                "width": 1024,
                "height": 1024,
                "swap": False,
                "batch_size": 2,
                "image": ["photo", 0],
            },
        },
        "see": {"class_type": "PreviewImage", "inputs": {"images": ["fit", 0]}},
        "keep": {
            "class_type": "SaveLatent",
            "inputs": {"samples": ["latent", 0], "filename_prefix": "bucket"},
        },
    }
    result = client.run(prompt)
    assert result.errors == []
    picture = Image.open(io.BytesIO(client.image(result.images[0])))
    assert picture.size == (1216, 832)
    assert picture.convert("RGB").getpixel((600, 400)) == (0x33, 0x66, 0x99)
    assert (
        result.outputs["latent"]["tag_atelier"][0]["text"] == "1216 x 832, 3:2 Landscape, 0.96 MP"
    )


def test_through_a_graph_a_size_that_cannot_be_read_is_refused(client: Client) -> None:
    prompt = {
        "preset": {"class_type": "TagAtelierPreset", "inputs": {"preset": "animagine-xl-4.0"}},
        "latent": {
            "class_type": "TagAtelierLatent",
            "inputs": {
                "preset": ["preset", 0],
                "size": "1:1 (Square)",
                "width": 1024,
                "height": 1024,
                "swap": False,
                "batch_size": 1,
            },
        },
        "keep": {
            "class_type": "SaveLatent",
            "inputs": {"samples": ["latent", 0], "filename_prefix": "bucket"},
        },
    }
    (error,) = client.run(prompt).errors
    assert (error.node, error.class_type) == ("latent", "TagAtelierLatent")
    assert "size '1:1 (Square)': allowed: preset, portrait" in str(error)
