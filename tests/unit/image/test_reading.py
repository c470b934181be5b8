"""Which recipe comes out of the texts of a picture, whoever wrote them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tag_atelier.nodes.image import fooocus, invokeai, novelai
from tag_atelier.nodes.image.ours import Presets
from tag_atelier.nodes.image.reading import read
from tag_atelier.nodes.image.recipe import Lora, Recipe, RecipeError
from tag_atelier.nodes.preset.load import library
from tag_atelier.nodes.vocabulary.lookup import starter

PRESETS = Presets(library().presets, lambda _: None, starter)

NOVELAI_3 = {
    "Software": "NovelAI",
    "Source": "Stable Diffusion XL 4BE8C60C",
    "Description": "1girl, {{smile}}",
    "Comment": json.dumps(
        {"prompt": "1girl, {{smile}}", "uc": "lowres", "steps": 28, "seed": 3, "scale": 5.0,
         "sampler": "k_dpmpp_2s_ancestral", "noise_schedule": "karras", "width": 832,
         "height": 1216}
    ),
}  # fmt: skip
NOVELAI_4 = NOVELAI_3 | {
    "Comment": json.dumps(
        {
            "prompt": "2girls", "uc": "bad", "seed": 4,
            "v4_prompt": {"caption": {"base_caption": "2girls, park", "char_captions": [
                {"char_caption": "girl, red hair", "centers": []},
                {"char_caption": "girl, blue hair", "centers": []},
            ]}},
            "v4_negative_prompt": {"caption": {"base_caption": "lowres", "char_captions": []}},
        }
    )
}  # fmt: skip
FOOOCUS = {
    "fooocus_scheme": "fooocus",
    "parameters": json.dumps(
        {"prompt": "cat", "negative_prompt": "", "full_prompt": ["cat", "cinematic still"],
         "full_negative_prompt": ["anime"], "steps": 30, "guidance_scale": 4,
         "seed": "4194567892345678901", "resolution": "(896, 1152)", "scheduler": "karras",
         "sampler": "dpmpp_2m_sde_gpu", "base_model": "juggernautXL_v8",
         "base_model_hash": "aeb7e9e6897a1e58", "loras": [["offset_example", 0.1, "4852686128aa"]],
         "version": "Fooocus v2.5.0"}
    ),
}  # fmt: skip
INVOKE = {
    "invokeai_metadata": json.dumps(
        {"positive_prompt": "fox", "negative_prompt": "bad", "seed": 8, "steps": 25,
         "cfg_scale": 6.5, "scheduler": "dpmpp_2m_k", "width": 1024, "height": 768,
         "model": {"key": "k", "hash": "blake3:00", "name": "animagine-xl-3.1", "base": "sdxl"},
         "loras": [{"model": {"name": "ink"}, "weight": 0.75}]}
    )
}  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(
            NOVELAI_3,
            {
                "positive": "1girl, {{smile}}",
                "negative": "lowres",
                "sampler": "dpmpp_2s_ancestral",
                "scheduler": "karras",
                "cfg": 5.0,
                "notices": (novelai.WEIGHTS,),
                "source": "NovelAI",
            },
            id="NovelAI 3",
        ),
        pytest.param(
            NOVELAI_4,
            {"positive": "2girls, park, girl, red hair, girl, blue hair", "negative": "lowres"},
            id="NovelAI 4",
        ),
        pytest.param(
            FOOOCUS,
            {
                "positive": "cat, cinematic still",
                "negative": "anime",
                "seed": 4194567892345678901,
                "sampler": "dpmpp_2m_sde_gpu",
                "width": 896,
                "height": 1152,
                "model": "juggernautXL_v8",
                "model_hash": "aeb7e9e689",
                "loras": (Lora("offset_example", 0.1, "4852686128"),),
                "source": "Fooocus",
            },
            id="Fooocus",
        ),
        pytest.param(
            {"parameters": "cat\nSteps: 30, Sampler: DPM++ 2M SDE Karras, Scheduler: karras, "
             "Seed: 5, Version: Fooocus v2.5.0", "fooocus_scheme": "a1111"},
            {"sampler": "dpmpp_2m_sde", "scheduler": "karras", "source": "Fooocus"},
            id="Fooocus in A1111's words",
        ),
        pytest.param(
            INVOKE,
            {
                "positive": "fox",
                "sampler": "dpmpp_2m",
                "scheduler": "karras",
                "model": "animagine-xl-3.1",
                "loras": (Lora("ink", 0.75),),
                "source": "InvokeAI",
            },
            id="InvokeAI",
        ),
    ],
)  # fmt: skip
def test_writers(texts: dict[str, str], expected: dict[str, Any]) -> None:
    found = read(texts, PRESETS)
    assert {name: getattr(found, name) for name in expected} == expected


def graph(text: Any) -> str:
    return json.dumps(
        {
            "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.ckpt"}},
            "2": {"class_type": "LoraLoader", "inputs": {
                "lora_name": "ink.safetensors", "strength_model": 1.0, "model": ["1", 0]}},
            "3": {"class_type": "CLIPTextEncode", "inputs": {"text": text, "clip": ["2", 1]}},
            "4": {"class_type": "KSampler", "inputs": {
                "model": ["2", 0], "positive": ["3", 0], "negative": ["3", 0], "steps": 20,
                "cfg": 7.0, "seed": 1, "sampler_name": "dpmpp_2m_sde_gpu", "scheduler": "karras",
                "latent_image": ["9", 0], "denoise": 1.0}},
        }
    )  # fmt: skip


BLOCK = "linked <lora:ink:1>\nSteps: 20, Sampler: DPM++ 2M SDE Karras, Seed: 1, Model hash: abc"


@pytest.mark.parametrize(
    ("text", "positive"), [("typed", "typed"), (["9", 0], "linked")], ids=["typed", "linked"]
)
def test_the_graph_knows_names_and_the_block_what_was_linked(text: Any, positive: str) -> None:
    found = read({"prompt": graph(text), "parameters": BLOCK}, PRESETS)
    assert (found.positive, found.sampler) == (positive, "dpmpp_2m_sde_gpu")
    assert (found.loras, found.model_hash) == ((Lora("ink", 1.0),), "abc")


def test_a_broken_text_beside_a_whole_one_is_noticed() -> None:
    found = read({"prompt": "{cut", "parameters": BLOCK}, PRESETS)
    assert found.steps == 20
    assert [notice.code for notice in found.notices] == ["recipe-broken"]
    assert "prompt is not readable as JSON" in found.notices[0].message


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({}, "none of the texts of A1111, ComfyUI"),
        ({"Software": "GIMP", "Comment": "made by hand"}, "none of the texts"),
        ({"prompt": "[" * 100_000}, "prompt is not readable as JSON"),
        ({"prompt": "[1]"}, "prompt is list; allowed: an object"),
        ({"prompt": "{}"}, "no node that samples"),
        ({"parameters": "{1"}, "Fooocus' parameters is not readable"),
        ({"invokeai_metadata": "3"}, "invokeai_metadata is int"),
    ],
)
def test_what_carries_no_recipe_says_why(texts: dict[str, str], says: str) -> None:
    with pytest.raises(RecipeError, match="no recipe in the picture") as told:
        read(texts, PRESETS)
    assert says in str(told.value)


def test_a_number_of_a_million_digits_is_unknown() -> None:
    assert fooocus.read('{"steps": ' + "9" * 1_000_000 + "}").steps is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["prompt", "uc", "seed", "steps", "scale", "sampler", "v4_prompt", "loras", "model",
     "resolution", "full_prompt", "scheduler", "base_model", "base_model_hash", "width"]
)  # fmt: skip


@given(st.dictionaries(NAMES, JSON))
def test_any_object_is_read(found: dict[str, Any]) -> None:
    text = json.dumps(found)
    assert isinstance(fooocus.read(text), Recipe)
    assert isinstance(invokeai.read(text), Recipe)
    assert isinstance(novelai.read({"Comment": text}), Recipe)
