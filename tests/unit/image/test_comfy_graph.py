"""Recipes in prompts that ComfyUI ran."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tag_atelier.nodes.image.comfy_graph import read
from tag_atelier.nodes.image.ours import Presets
from tag_atelier.nodes.image.recipe import Lora, Recipe, RecipeError, SecondPass
from tag_atelier.nodes.preset.detect import detect
from tag_atelier.nodes.preset.load import library
from tag_atelier.nodes.prompt.assemble import Request, assemble
from tag_atelier.nodes.sampling.second_pass import plan
from tag_atelier.nodes.vocabulary.lookup import starter

LIBRARY = library().presets


def fit(name: str) -> Any:
    match = detect(name, {}, LIBRARY.values())
    return LIBRARY[match.preset_id] if match else None


PRESETS = Presets(LIBRARY, fit, starter)


def node(class_type: str, /, **inputs: Any) -> dict[str, Any]:
    return {"class_type": class_type, "inputs": inputs}


NATIVE = {
    "4": node("CheckpointLoaderSimple", ckpt_name="xl/animagine-xl-3.1.safetensors"),
    "5": node("EmptyLatentImage", width=832, height=1216, batch_size=1),
    "6": node("CLIPTextEncode", text="1girl", clip=["4", 1]),
    "7": node("CLIPTextEncode", text="bad", clip=["4", 1]),
    "3": node(
        "KSampler",
        seed=11,
        steps=28,
        cfg=7,
        sampler_name="euler_ancestral",
        scheduler="normal",
        denoise=1,
        model=["4", 0],
        positive=["6", 0],
        negative=["7", 0],
        latent_image=["5", 0],
    ),
    "8": node("VAEDecode", samples=["3", 0], vae=["4", 2]),
    "9": node("SaveImage", images=["8", 0], filename_prefix="x"),
}
MADE = {
    "positive": "1girl",
    "negative": "bad",
    "seed": 11,
    "steps": 28,
    "cfg": 7.0,
    "sampler": "euler_ancestral",
    "scheduler": "normal",
    "denoise": 1.0,
    "width": 832,
    "height": 1216,
    "model": "animagine-xl-3.1",
    "loras": (),
    "second_pass": None,
}


def changed(**nodes: dict[str, Any]) -> dict[str, Any]:
    """The native graph with other inputs or other nodes; keys start with n."""
    graph = {key: {**body, "inputs": dict(body["inputs"])} for key, body in NATIVE.items()}
    for key, body in nodes.items():
        if "class_type" in body:
            graph[key[1:]] = body
        else:
            graph[key[1:]]["inputs"] |= body
    return graph


PARTS = {
    "n3": node(
        "SamplerCustomAdvanced",
        noise=["20", 0],
        guider=["21", 0],
        sampler=["22", 0],
        sigmas=["23", 0],
        latent_image=["5", 0],
    ),
    "n20": node("RandomNoise", noise_seed=12),
    "n21": node("CFGGuider", cfg=6.0, model=["4", 0], positive=["6", 0], negative=["7", 0]),
    "n22": node("KSamplerSelect", sampler_name="dpmpp_2m"),
    "n23": node("BasicScheduler", scheduler="karras", steps=30, denoise=0.8, model=["4", 0]),
}
LORA = {
    "n30": node("LoraLoader", lora_name="a\\detail.safetensors", strength_model=0.7,
                strength_clip=1, model=["4", 0], clip=["4", 1]),
    "n31": node("LoraLoaderModelOnly", lora_name="ink.safetensors", strength_model=1,
                model=["30", 0]),
    "n32": node("LoraLoaderModelOnly", lora_name="off.safetensors", strength_model=0,
                model=["31", 0]),
}  # fmt: skip
HIRES = {
    "n40": node("LatentUpscaleBy", samples=["3", 0], scale_by=1.5, upscale_method="nearest-exact"),
    "n41": {**NATIVE["3"], "inputs": {**NATIVE["3"]["inputs"], "latent_image": ["40", 0],
            "denoise": 0.55, "steps": 15, "seed": 99}},
    "n8": {"samples": ["41", 0]},
}  # fmt: skip
CONTROL = {
    "n50": node("ControlNetApplyAdvanced", positive=["6", 0], negative=["7", 0], strength=1),
    "n3": {"positive": ["50", 0], "negative": ["50", 1]},
}


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        pytest.param(NATIVE, MADE, id="the default graph"),
        pytest.param(
            changed(n3={"seed": ["60", 0]}, n60=node("PrimitiveInt", value=5)),
            MADE | {"seed": 5},
            id="a seed from a primitive",
        ),
        pytest.param(
            changed(n3={"seed": ["60", 0]}, n60=node("Strange", a=1, b=2)),
            MADE | {"seed": None},
            id="a seed that only a strange node knows",
        ),
        pytest.param(
            changed(**PARTS),
            MADE
            | {"seed": 12, "cfg": 6.0, "sampler": "dpmpp_2m", "scheduler": "karras"}
            | {"steps": 30, "denoise": 0.8},
            id="a sampler in parts",
        ),
        pytest.param(
            changed(
                n3=node(
                    "KSamplerAdvanced", add_noise="enable", noise_seed=3, steps=20, cfg=5.0,
                    sampler_name="euler", scheduler="simple", start_at_step=5, end_at_step=10000,
                    model=["4", 0], positive=["6", 0], negative=["7", 0], latent_image=["5", 0],
                )
            ),
            MADE
            | {"seed": 3, "steps": 20, "cfg": 5.0, "sampler": "euler", "scheduler": "simple"}
            | {"denoise": 0.75},
            id="KSamplerAdvanced",
        ),
        pytest.param(
            changed(n3={"model": ["32", 0]}, **LORA),
            MADE | {"loras": (Lora("detail", 0.7), Lora("ink", 1.0))},
            id="LoRAs in the order they are applied",
        ),
        pytest.param(
            changed(**HIRES), MADE | {"second_pass": SecondPass(0.55, 15)}, id="two passes"
        ),
        pytest.param(changed(**CONTROL), MADE, id="both prompts through one node"),
        pytest.param(
            changed(n6=node("CLIPTextEncodeSDXL", text_g="g", text_l="l", clip=["4", 1])),
            MADE | {"positive": "g"},
            id="two texts",
        ),
    ],
)  # fmt: skip
def test_native_graphs(graph: dict[str, Any], expected: dict[str, Any]) -> None:
    found = read(graph, PRESETS)
    assert {name: getattr(found, name) for name in expected} == expected


OURS = {
    "1": node("TagAtelierCheckpoint", ckpt_name="animagine-xl-4.0-opt.safetensors", preset="auto"),
    "2": node(
        "TagAtelierPrompt", preset=["1", 3], text="smile, 1girl", negative="", quality="standard",
        rating="none", year="none",
    ),
    "3": node("CLIPTextEncode", text=["2", 0], clip=["1", 1]),
    "4": node("CLIPTextEncode", text=["2", 1], clip=["1", 1]),
    "5": node("TagAtelierLatent", preset=["1", 3], size="landscape", width=64, height=64,
              swap=False, batch_size=1),
    "6": node(
        "TagAtelierSampler", model=["1", 0], preset=["1", 3], positive=["3", 0], negative=["4", 0],
        latent_image=["5", 0], seed=4, variant="recommended", steps=0, cfg=0.0,
        sampler_name="preset", scheduler="preset", denoise=1.0,
    ),
    "7": node("VAEDecode", samples=["6", 0], vae=["1", 2]),
    "8": node("TagAtelierSaveImage", images=["7", 0]),
}  # fmt: skip


def test_our_graph_tells_what_its_preset_makes_of_it() -> None:
    card = LIBRARY["animagine-xl-4.0"]
    found = read(OURS, PRESETS)
    written = assemble(Request(text="smile, 1girl"), card, starter())
    assert (found.positive, found.negative) == (written.positive, written.negative)
    assert "1girl, smile" in written.positive
    assert (found.steps, found.cfg) == (card.sampling.steps.value, card.sampling.cfg.value)
    assert (found.sampler, found.scheduler) == (card.sampling.sampler, card.sampling.scheduler)
    assert (found.seed, found.width, found.height) == (4, 1216, 832)
    assert found.model == "animagine-xl-4.0-opt"


def test_our_second_pass_is_the_later_one() -> None:
    graph = OURS | {
        "16": node(
            "TagAtelierSecondPass", model=["1", 0], preset=["1", 3], positive=["3", 0],
            negative=["4", 0], latent_image=["6", 0], seed=9, variant="recommended", scale=0.0,
            denoise=0.0, steps=0, cfg=0.0,
        ),
        "7": node("VAEDecode", samples=["16", 0], vae=["1", 2]),
    }  # fmt: skip
    found = read(graph, PRESETS)
    settings = plan(LIBRARY["animagine-xl-4.0"], variant="recommended").settings
    assert found.seed == 4
    assert found.second_pass == SecondPass(settings.denoise, settings.steps)


def test_our_settings_in_a_native_sampler() -> None:
    parts = {
        "20": node("RandomNoise", noise_seed=12),
        "21": node(
            "TagAtelierSamplingSettings", model=["1", 0], preset=["1", 3], positive=["3", 0],
            negative=["4", 0], variant="recommended", steps=9, cfg=0.0, sampler_name="preset",
            scheduler="preset", denoise=1.0,
        ),
        "6": node("SamplerCustomAdvanced", noise=["20", 0], guider=["21", 0], sampler=["21", 1],
                  sigmas=["21", 2], latent_image=["5", 0]),
    }  # fmt: skip
    found = read(OURS | parts, PRESETS)
    card = LIBRARY["animagine-xl-4.0"].sampling
    assert (found.seed, found.steps) == (12, 9)
    assert (found.cfg, found.sampler) == (card.cfg.value, card.sampler)
    assert found.positive is not None and "smile" in found.positive


def test_without_presets_only_what_the_graph_says_is_told() -> None:
    found = read(OURS)
    assert (found.positive, found.steps, found.sampler) == (None, None, None)
    assert (found.seed, found.model) == (4, "animagine-xl-4.0-opt")


def test_a_preset_that_is_not_installed_is_noticed() -> None:
    graph = OURS | {"1": node("TagAtelierCheckpoint", ckpt_name="x.safetensors", preset="gone")}
    found = read(graph, PRESETS)
    assert [notice.code for notice in found.notices] == ["recipe-incomplete"]
    assert found.seed == 4


def test_of_several_pictures_the_one_that_is_saved_counts() -> None:
    second = changed()
    other = {f"2{key}": body for key, body in changed(n3={"seed": 77}).items()}
    for body in other.values():
        body["inputs"] = {
            name: [f"2{value[0]}", value[1]] if isinstance(value, list) else value
            for name, value in body["inputs"].items()
        }
    assert read(second | other, PRESETS, "29").seed == 77
    assert read(second | other, PRESETS, "9").seed == 11


@pytest.mark.parametrize(
    "graph",
    [
        {},
        {"1": node("SaveImage", images=["2", 0])},
        {"1": node("A", x=["1", 0])},
        {"1": "text", "2": {"inputs": []}, "3": None},
    ],
    ids=["empty", "dangling", "a loop", "no nodes"],
)
def test_a_graph_that_samples_nothing_is_refused(graph: dict[str, Any]) -> None:
    with pytest.raises(RecipeError, match="no node that samples"):
        read(graph, PRESETS)


def test_loops_end() -> None:
    graph = changed(n3={"seed": ["3", 0], "positive": ["3", 0], "latent_image": ["3", 0]})
    found = read(graph, PRESETS)
    assert (found.seed, found.positive, found.steps) == (None, None, 28)


def test_our_nodes_in_circles_end() -> None:
    many = {name: ["2", 0] for name in ("text", "negative", "character", "series", "artist")}
    graph = OURS | {"2": node("TagAtelierPrompt", preset=["1", 3], **many)}
    assert read(graph, PRESETS).positive is None


def test_links_that_fan_out_are_followed_once() -> None:
    names = ("text", "negative", "character", "series", "artist", "count")
    fans = {
        f"f{level}": node(
            "TagAtelierPrompt", preset=["1", 3], **{name: [f"f{level + 1}", 0] for name in names}
        )
        for level in range(60)
    }
    graph = OURS | fans | {"3": node("CLIPTextEncode", text=["f0", 0], clip=["1", 1])}
    assert read(graph, PRESETS).positive is None


@pytest.mark.parametrize("length", [4000, 100_000])
def test_long_chains_are_followed_or_refused(length: int) -> None:
    chain = {
        f"c{place}": node("TagAtelierPrompt", preset=["1", 3], text=[f"c{place + 1}", 0])
        for place in range(length)
    }
    graph = OURS | chain | {"3": node("CLIPTextEncode", text=["c0", 0], clip=["1", 1])}
    with pytest.raises(RecipeError, match=r"too long to follow|allowed: up to 5000"):
        read(graph, PRESETS)


LINKS = st.tuples(st.sampled_from("123456789"), st.integers(-1, 9)).map(list)
VALUES = LINKS | st.none() | st.integers() | st.floats() | st.text(max_size=9) | st.lists(LINKS)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            key: st.fixed_dictionaries(
                {"class_type": st.just(body["class_type"])},
                optional={
                    "inputs": st.fixed_dictionaries(
                        {}, optional={name: VALUES for name in body["inputs"]}
                    )
                },
            )
            for key, body in (NATIVE | OURS).items()
        },
    )
)
def test_any_graph_is_read_or_refused(graph: dict[str, Any]) -> None:
    try:
        assert isinstance(read(graph, PRESETS), Recipe)
    except RecipeError as error:
        assert "samples" in str(error)
