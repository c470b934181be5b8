"""The text block of A1111 and Civitai, both ways."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tag_atelier.nodes.image import a1111
from tag_atelier.nodes.image.a1111 import read, without_loras, write
from tag_atelier.nodes.image.recipe import Lora, Recipe, SecondPass
from tag_atelier.nodes.image.samplers import (
    AUTOMATIC,
    JOINED,
    SAMPLERS,
    SCHEDULERS,
    from_a1111,
    to_a1111,
)

MADE = Recipe(
    positive="1girl, smile",
    negative="worst quality",
    seed=7,
    steps=28,
    cfg=7.0,
    sampler="euler_ancestral",
    scheduler="normal",
    width=832,
    height=1216,
    model="animagine-xl-4.0",
    model_hash="0123456789",
)
BLOCK = """1girl, smile
Negative prompt: worst quality
Steps: 28, Sampler: Euler a, Schedule type: Automatic, CFG scale: 7, Seed: 7, Size: 832x1216, \
Model hash: 0123456789, Model: animagine-xl-4.0, Version: ComfyUI"""


def test_the_block_is_written_as_a1111_writes_it() -> None:
    assert write(MADE) == BLOCK


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"denoise": 0.5}, "Denoising strength: 0.5, Version"),
        (
            {"second_pass": SecondPass(0.55, 15, 1.5)},
            "Denoising strength: 0.55, Hires upscale: 1.5, Hires steps: 15, Version",
        ),
        (
            {"loras": (Lora("detail", 0.8, "abcdef0123"), Lora("ink", 1.0, "99"))},
            'Lora hashes: "detail: abcdef0123, ink: 99", Version',
        ),
        ({"model": "a, b: c"}, 'Model: "a, b: c", Version'),
    ],
)
def test_what_a_picture_went_through_is_in_the_settings(
    changes: dict[str, object], line: str
) -> None:
    from dataclasses import replace

    assert line in write(replace(MADE, **changes))


def test_loras_that_the_prompt_does_not_name_are_named_at_its_end() -> None:
    recipe = Recipe(positive="1girl, <lora:a:1>", loras=(Lora("a"), Lora("b", 0.5)))
    assert write(recipe).splitlines()[0] == "1girl, <lora:a:1> <lora:b:0.5>"


@pytest.mark.parametrize(
    ("prompt", "names", "left"),
    [
        ("1girl <lora:a:1> <lora:b:0.5>", {"a", "b"}, "1girl"),
        ("1girl <lora:a:1> <lora:b:0.5>", {"b"}, "1girl <lora:a:1>"),
        ("<lora:a:1> 1girl", {"a"}, "<lora:a:1> 1girl"),
        ("<lora:a:1>", {"a"}, ""),
        ("1girl", {"a"}, "1girl"),
    ],
)
def test_tags_that_stand_for_nodes_are_taken_off_again(
    prompt: str, names: set[str], left: str
) -> None:
    assert without_loras(prompt, names) == left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(BLOCK, {"seed": 7, "sampler": "euler_ancestral", "cfg": 7.0}, id="ours"),
        pytest.param(
            "a\nb\nNegative prompt: c\nd\nSteps: 20, Sampler: DPM++ 2M Karras, CFG scale: 7, "
            "Seed: 965400086, Size: 512x768, Model hash: 6ce0161689, Model: v1-5, Clip skip: 2",
            {
                "positive": "a\nb",
                "negative": "c\nd",
                "steps": 20,
                "sampler": "dpmpp_2m",
                "scheduler": "karras",
                "width": 512,
                "height": 768,
                "model": "v1-5",
                "model_hash": "6ce0161689",
                "source": "A1111",
            },
            id="A1111 1.6",
        ),
        pytest.param(
            "x <lora:detail:0.8>\nSteps: 24, Sampler: DPM++ 2M SDE, Schedule type: SGM Uniform, "
            'CFG scale: 6.5, Seed: 1, Size: 832x1216, Lora hashes: "detail: 0a1b2c", '
            "Denoising strength: 0.4, Hires upscale: 2, Hires steps: 10, Version: v1.10.1",
            {
                "negative": "",
                "scheduler": "sgm_uniform",
                "loras": (Lora("detail", 0.8, "0a1b2c"),),
                "second_pass": SecondPass(0.4, 10, 2.0),
                "denoise": None,
            },
            id="A1111 1.10 with hires fix",
        ),
        pytest.param(
            'x\nSteps: 8, Sampler: Euler, ADetailer prompt: "a, Seed: 5, b", Seed: 9',
            {"seed": 9, "steps": 8},
            id="a quoted value that looks like settings",
        ),
        pytest.param("only a prompt", {"positive": "only a prompt", "steps": None}, id="no line"),
        pytest.param(
            "p\r\nNegative prompt: n\r\nSteps: 5, Seed: 1",
            {"positive": "p", "negative": "n", "seed": 1},
            id="line ends of Windows",
        ),
        pytest.param(
            "Steps: many, Seed: -1, CFG scale: nan, Size: 0x99999999, Sampler: Restart",
            {"steps": None, "seed": None, "cfg": None, "width": None, "sampler": "Restart"},
            id="values that are none",
        ),
        pytest.param(
            f"x\nSteps: 5, Seed: {'9' * 100_000}", {"seed": None}, id="a number of 100,000 digits"
        ),
    ],
)
def test_blocks_of_others_are_read(text: str, expected: dict[str, object]) -> None:
    found = read(text)
    assert {name: getattr(found, name) for name in expected} == expected


PROMPTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80).filter(
    lambda text: not text.lstrip().startswith(("Steps:", a1111.NEGATIVE)) and "<lora" not in text
)
RECIPES = st.builds(
    Recipe,
    positive=PROMPTS,
    negative=PROMPTS,
    seed=st.integers(0, 2**64 - 1),
    steps=st.integers(1, 10_000),
    cfg=st.integers(0, 1000).map(lambda tenths: tenths / 10),
    sampler=st.sampled_from(sorted(SAMPLERS)),
    scheduler=st.sampled_from(sorted(SCHEDULERS)),
    width=st.integers(64, 4096),
    height=st.integers(64, 4096),
    model=st.text("abcXYZ019 ,:\"'[](){}_-", min_size=1).filter(lambda name: name == name.strip()),
)


@given(RECIPES)
def test_what_is_written_is_read_again(recipe: Recipe) -> None:
    found = read(write(recipe))
    for name in ("positive", "negative", "seed", "steps", "cfg", "sampler", "width", "height"):
        assert getattr(found, name) == getattr(recipe, name), name
    assert found.scheduler == recipe.scheduler
    assert found.model == recipe.model


@given(st.text(max_size=300))
def test_any_text_is_read_without_failing(text: str) -> None:
    assert isinstance(read(text), Recipe)


@given(st.lists(st.tuples(st.text("abc ", min_size=1), st.text(max_size=20)), max_size=5))
def test_quoted_values_hold_anything(items: list[tuple[str, str]]) -> None:
    named = [(name.strip() or "x", value) for name, value in items]
    line = ", ".join(f"{name}: {json.dumps(value)}" for name, value in named)
    assert list(a1111.pairs(line)) == named


def test_the_settings_line_is_read_in_linear_time() -> None:
    hostile = "x\nSteps: 1, " + ':"\\q, ' * 100_000 + '"' * 100_000
    assert read(hostile).steps == 1


@pytest.mark.parametrize(
    ("sampler", "scheduler", "name", "schedule"),
    [
        ("euler_ancestral", "normal", "Euler a", "Automatic"),
        ("euler_ancestral", "karras", "Euler a", "Karras"),
        ("dpmpp_2m", "karras", "DPM++ 2M Karras", "Karras"),
        ("dpmpp_2m", "exponential", "DPM++ 2M", "Exponential"),
        ("dpmpp_2m_sde_gpu", "karras", "DPM++ 2M SDE Karras", "Karras"),
        ("dpmpp_2m_sde", "exponential", "DPM++ 2M SDE", "Automatic"),
        ("ddim", "ddim_uniform", "DDIM", "Automatic"),
        ("uni_pc_bh2", "normal", "UniPC", "Automatic"),
        ("res_multistep", "linear_quadratic", "res_multistep", "linear_quadratic"),
    ],
)
def test_names_for_a1111(sampler: str, scheduler: str, name: str, schedule: str) -> None:
    assert to_a1111(sampler, scheduler) == (name, schedule)


@pytest.mark.parametrize(
    ("name", "schedule", "sampler", "scheduler"),
    [
        ("Euler a", None, "euler_ancestral", "normal"),
        ("euler A", "automatic", "euler_ancestral", "normal"),
        ("DPM++ 2M", "Automatic", "dpmpp_2m", "karras"),
        ("DPM++ 2M Karras", None, "dpmpp_2m", "karras"),
        ("DPM++ 2M SDE Exponential", None, "dpmpp_2m_sde", "exponential"),
        ("DPM++ 2M", "SGM Uniform", "dpmpp_2m", "sgm_uniform"),
        ("DDIM", None, "ddim", "ddim_uniform"),
        ("Euler", "Uniform", "euler", "normal"),
        ("Restart", None, "Restart", None),
        ("res_multistep", "linear_quadratic", "res_multistep", "linear_quadratic"),
    ],
)
def test_names_of_a1111(name: str, schedule: str | None, sampler: str, scheduler: str) -> None:
    assert from_a1111(name, schedule) == (sampler, scheduler)


def test_every_pair_of_names_comes_back() -> None:
    pairs = [(sampler, scheduler) for sampler in SAMPLERS for scheduler in SCHEDULERS]
    assert [from_a1111(*to_a1111(*pair)) for pair in pairs] == pairs


def test_no_joined_name_is_written_that_civitai_does_not_know() -> None:
    written = {to_a1111(sampler, scheduler)[0] for sampler in SAMPLERS for scheduler in SCHEDULERS}
    assert written <= {*SAMPLERS.values(), *JOINED}
    assert set(AUTOMATIC) <= set(SAMPLERS)
