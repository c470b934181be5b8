"""Encoding, judged by the host: its tokenizer counts, its text encoder compares."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

IN_HOST = Path(__file__).with_name("prompt_in_host.py")
SHORT = [
    "",
    "1girl, solo",
    "(red eyes:1.2), ((smile)), night",
    "ganyu \\(genshin impact\\), (genshin impact)",
    "1girl, :), (red eyes:1.2)",
    "late[st], [a:b:0.5], {a|b}, __wild__, <lora:a_b:0.8>",
    "embedding:missing, solo",
    "a photo\nof a girl",
    "初音ミク, ^_^",
    ", ".join(["tag"] * 38),
]


def answer(in_host):
    return in_host(f"SHORT = {SHORT!r}\n{IN_HOST.read_text(encoding='utf-8')}")


def test_one_chunk_is_what_the_host_gives(in_host) -> None:
    assert answer(in_host)["short"] == dict.fromkeys(SHORT, True)


def test_no_tag_is_torn_and_no_chunk_is_too_long(in_host) -> None:
    told = answer(in_host)
    assert len(told["long"]) > 3
    for text in told["long"]:
        assert all(tag.strip().endswith("of many") for tag in text.split(","))
    assert any(not text.strip(" ,").endswith("of many") for text in told["torn natively"])
    assert max(told["long counts"]) <= 75
    assert min(told["long counts"][:-1]) > 60
    assert max(told["group counts"]) <= 75
    assert told["group weights"] == [1.3]


def test_a_word_longer_than_a_chunk_is_left_to_the_host(in_host) -> None:
    counts = answer(in_host)["one word"]
    assert len(counts) > 1
    assert max(counts) <= 75


def test_break_starts_a_chunk(in_host) -> None:
    assert [text.strip() for text in answer(in_host)["break"]] == ["solo", "smile"]


def test_square_brackets_weigh_less(in_host) -> None:
    (weights,) = answer(in_host)["weights"]
    assert weights == [1.2, 1 / 1.1]


def test_both_encoders_get_as_many_whole_chunks(in_host) -> None:
    told = answer(in_host)
    assert told["chunks"]["l"] == told["chunks"]["g"] > 3
    assert told["lengths"] == [77]


def test_size_conditioning_is_the_hosts_unless_asked_for(in_host) -> None:
    told = answer(in_host)
    assert told["plain"] == {}
    assert told["crop"] == {"crop_w": 8, "crop_h": 0}
    assert told["scale"] == {
        "width": 1248,
        "height": 1824,
        "target_width": 832,
        "target_height": 1216,
        "crop_w": 0,
        "crop_h": 0,
    }
    assert told["no latent"].startswith("Tag Encode: original_scale is 1.5")


def picture(number: int, encoding: list) -> dict:
    """A graph that samples one step with this conditioning; the picture shows every bit of it."""
    first = 10 * number
    return {
        f"{first}": {
            "class_type": "KSampler",
            "inputs": {
                "model": ["1", 0],
                "positive": encoding,
                "negative": ["2", 0],
                "latent_image": ["3", 0],
                "seed": 1,
                "steps": 1,
                "cfg": 1.0,  # the positive alone: half the work
                "sampler_name": "euler",
                "scheduler": "normal",
                "denoise": 1.0,
            },
        },
        f"{first + 1}": {
            "class_type": "VAEDecode",
            "inputs": {"samples": [f"{first}", 0], "vae": ["1", 2]},
        },
        f"{first + 2}": {"class_type": "PreviewImage", "inputs": {"images": [f"{first + 1}", 0]}},
    }


def native(text: str) -> dict:
    return {"class_type": "CLIPTextEncode", "inputs": {"clip": ["1", 1], "text": text}}


def ours(text: str) -> dict:
    inputs = {"clip": ["1", 1], "positive": text, "negative": ""}
    return {"class_type": "TagAtelierEncode", "inputs": inputs}


@pytest.mark.timeout(900)  # the text encoders take their time where cores are few
def test_the_pictures_are_the_hosts(server, client, random_checkpoint) -> None:
    """A short prompt is the native encoder's picture; BREAK is its conditioning, concatenated."""
    text = "1girl, (red eyes:1.2), ganyu \\(genshin impact\\)"
    graph = {
        "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": random_checkpoint}},
        "2": native(""),
        "3": {
            "class_type": "EmptyLatentImage",
            "inputs": {"width": 64, "height": 64, "batch_size": 1},
        },
        "4": native(text),
        "5": ours(text),
        "6": native("(smile:1.3)"),
        "7": {
            "class_type": "ConditioningConcat",
            "inputs": {"conditioning_to": ["4", 0], "conditioning_from": ["6", 0]},
        },
        "8": ours(f"{text} BREAK (smile:1.3)"),
        **picture(1, ["4", 0]),
        **picture(2, ["5", 0]),
        **picture(3, ["7", 0]),
        **picture(4, ["8", 0]),
    }
    result = client.run(graph)
    assert result.errors == []
    short, short_ours, joined, joined_ours = (
        Image.open(io.BytesIO(client.image(result.outputs[node]["images"][0]))).tobytes()
        for node in ("12", "22", "32", "42")
    )
    assert short_ours == short
    assert joined_ours == joined
    assert joined != short
