"""Sampling in a host makes, bit for bit, what the host's own nodes make.

Every preset and variant runs on a small SDXL of the host's own classes, in the host's Python; a
few runs go the whole way through a served graph and the random checkpoint.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from client import Client, Prompt

from tag_atelier.nodes.preset.load import library
from tag_atelier.nodes.sampling.settings import settle

PRESETS = library().presets
WAYS = [
    (preset.id, variant)
    for preset in PRESETS.values()
    for variant in ("recommended", *preset.sampling.variants)
]
SITUATIONS = {
    "empty": {},
    "batch": {"batch": 3},
    "denoise": {"denoise": 0.6},
    "mask": {"mask": True, "denoise": 0.8},
    "numbered batch": {"batch": 2, "numbers": [4, 1]},
    "all": {"batch": 2, "mask": True, "denoise": 0.6},
}
"""What surrounds the settings: every way runs in "all", one preset in each."""

IN_HOST = Path(__file__).with_name("sampling_in_host.py")

InHost = Callable[[str], Any]


def cases(situations: dict[str, dict[str, Any]], ways: list[tuple[str, str]]) -> list[list[Any]]:
    """preset, variant, situation, and the settings that its card leads to."""
    listed = []
    for preset_id, variant in ways:
        settings = settle(PRESETS[preset_id], variant=variant)
        native = [settings.cfg, settings.sampler, settings.scheduler]
        listed += [[preset_id, variant, name, *native] for name in situations]
    return listed


@pytest.fixture(scope="module")
def answers(in_host: InHost) -> dict[str, Any]:
    """What one visit to the host found out, by subject."""
    listed = cases({"all": SITUATIONS["all"]}, WAYS)
    listed += cases(SITUATIONS, [("animagine-xl-4.0", "recommended")])
    return visit(
        in_host,
        f"{{'cases': visit.cases({listed!r}, {SITUATIONS!r}), 'sigmas': visit.sigmas(), "
        "'prediction': visit.prediction(), 'second pass': visit.second_pass(), "
        "'names': visit.names()}",
    )


def visit(in_host: InHost, question: str) -> Any:
    code = IN_HOST.read_text(encoding="utf-8")
    return in_host(f"{code}\nvisit = Visit(classes, ours)\nresult = {question}\n")


def test_every_preset_and_variant_samples_as_ksampler_and_sampler_custom_advanced(
    answers: dict[str, Any],
) -> None:
    answer = answers["cases"]
    assert len(answer) == len(WAYS) + len(SITUATIONS) - 1
    assert {case: holds for case, holds in answer.items() if holds != [True, True, True]} == {}


@pytest.mark.long
def test_every_preset_and_variant_in_every_situation(in_host: InHost) -> None:
    answer = visit(in_host, f"visit.cases({cases(SITUATIONS, WAYS)!r}, {SITUATIONS!r})")
    assert len(answer) == len(WAYS) * len(SITUATIONS)
    assert {case: holds for case, holds in answer.items() if holds != [True, True, True]} == {}


def test_sigmas_of_samplers_that_ksampler_spaces_differently(answers: dict[str, Any]) -> None:
    answer = answers["sigmas"]
    assert len(answer) == 9
    assert answer == dict.fromkeys(answer, True)


FEW = "steps-out-of-range"  # the two steps that everything here is sampled with


@pytest.mark.parametrize(
    ("case", "as_eps", "as_v", "codes"),
    [
        ("eps, v wanted", True, False, [FEW, "prediction-differs"]),
        ("eps, set up as v", False, True, [FEW]),
        ("v, v wanted", False, True, [FEW]),
        ("v without zero SNR", False, False, [FEW, "zero-terminal-snr-differs"]),
        ("v, eps wanted", False, True, [FEW, "prediction-differs"]),
        ("v, set up as eps", True, False, [FEW]),
    ],
)
def test_v_prediction_is_recognised_warned_about_and_set_up(
    answers: dict[str, Any], case: str, as_eps: bool, as_v: bool, codes: list[str]
) -> None:
    assert answers["prediction"][case] == [as_eps, as_v, codes]


def test_setting_a_model_up_leaves_the_model_itself_alone(answers: dict[str, Any]) -> None:
    assert answers["prediction"]["model untouched"]


def test_the_settings_node_sets_the_model_up_too(answers: dict[str, Any]) -> None:
    assert answers["prediction"]["first sigma"] > 1000  # 14.6 without zero-terminal SNR
    assert "needs positive and negative" in answers["prediction"]["guider"]


def test_the_second_pass_is_latent_upscale_and_ksampler(answers: dict[str, Any]) -> None:
    answer = answers["second pass"]
    assert answer["by the card"] and answer["own values"]
    assert answer["line"] == "96 x 96, 15 steps, CFG 7, euler_ancestral / normal, denoise 0.55"
    assert answer["told"] == [[], ["second-pass-undocumented"]]
    assert answer["first pass untouched"] == [2, 4, 8, 8]
    assert "1 in the batch, 2 in the latent's, no vae" in answer["refused"]


def test_a_name_that_the_host_lacks_is_answered_with_close_ones(answers: dict[str, Any]) -> None:
    answer = answers["names"]
    assert answer["sampler"].startswith(
        "sampler 'euler_ancestrall' is unknown to this ComfyUI; close: euler_ancestral"
    )
    assert "scheduler 'karas'" in answer["scheduler"] and "karras" in answer["scheduler"]
    assert answer["foreign variant"] is True and answer["through a link"] is True
    assert answer["when it runs"] == answer["sampler"]


# Through the served graph, with the random checkpoint. Nodes are named by what they do.

SIDE = 64
LINKS = {"model": ["checkpoint", 0], "positive": ["positive", 0], "negative": ["negative", 0]}


def graph(checkpoint: str, preset: str) -> Prompt:
    """The checkpoint, both texts, a preset, and a masked start with a batch of two."""
    return {
        "checkpoint": {
            "class_type": "CheckpointLoaderSimple",
            "inputs": {"ckpt_name": checkpoint},
        },
        "positive": encode("1girl, solo"),
        "negative": encode("lowres"),
        "preset": {"class_type": "TagAtelierPreset", "inputs": {"preset": preset}},
        "empty": {
            "class_type": "EmptyLatentImage",
            "inputs": {"width": SIDE, "height": SIDE, "batch_size": 2},
        },
        "half": {
            "class_type": "SolidMask",
            "inputs": {"value": 0.5, "width": SIDE, "height": SIDE},
        },
        "masked": {
            "class_type": "SetLatentNoiseMask",
            "inputs": {"samples": ["empty", 0], "mask": ["half", 0]},
        },
    }


def encode(text: str) -> dict[str, Any]:
    inputs = {"clip": ["checkpoint", 1], "text": text}
    return {"class_type": "CLIPTextEncode", "inputs": inputs}


def save(name: str, origin: list[Any]) -> Prompt:
    inputs = {"samples": origin, "filename_prefix": name}
    return {f"save {name}": {"class_type": "SaveLatent", "inputs": inputs}}


def saved(base: Path, result: Any, name: str) -> bytes:
    """The values of a latent that SaveLatent wrote."""
    found = result.outputs[f"save {name}"]["latents"][0]
    content = (base / "output" / found["subfolder"] / found["filename"]).read_bytes()
    length = int.from_bytes(content[:8], "little")
    begin, end = json.loads(content[8 : 8 + length])["latent_tensor"]["data_offsets"]
    return content[8 + length + begin : 8 + length + end]


def preset_sampler(**chosen: Any) -> dict[str, Any]:
    inputs = {
        **LINKS,
        "preset": ["preset", 0],
        "latent_image": ["masked", 0],
        "seed": 20,
        "variant": "recommended",
        "steps": 2,
        "cfg": 0.0,
        "sampler_name": "preset",
        "scheduler": "preset",
        "denoise": 0.7,
    }
    return {"class_type": "TagAtelierSampler", "inputs": {**inputs, **chosen}}


def test_through_a_graph_ours_native_and_custom_make_the_same(
    server: Any, client: Client, random_checkpoint: str
) -> None:
    card = settle(PRESETS["kohaku-xl-zeta"], variant="dpmpp_2m")
    settings = {
        **LINKS,
        "preset": ["preset", 0],
        "variant": "dpmpp_2m",
        "steps": 2,
        "cfg": 0.0,
        "sampler_name": "preset",
        "scheduler": "preset",
        "denoise": 0.7,
    }
    native = {
        **LINKS,
        "latent_image": ["masked", 0],
        "seed": 20,
        "steps": 2,
        "cfg": card.cfg,
        "sampler_name": card.sampler,
        "scheduler": card.scheduler,
        "denoise": 0.7,
    }
    prompt = {
        **graph(random_checkpoint, "kohaku-xl-zeta"),
        "ours": preset_sampler(variant="dpmpp_2m"),
        "native": {"class_type": "KSampler", "inputs": native},
        "settings": {"class_type": "TagAtelierSamplingSettings", "inputs": settings},
        "noise": {"class_type": "RandomNoise", "inputs": {"noise_seed": 20}},
        "custom": {
            "class_type": "SamplerCustomAdvanced",
            "inputs": {
                "noise": ["noise", 0],
                "guider": ["settings", 0],
                "sampler": ["settings", 1],
                "sigmas": ["settings", 2],
                "latent_image": ["masked", 0],
            },
        },
        **save("ours", ["ours", 0]),
        **save("native", ["native", 0]),
        **save("custom", ["custom", 0]),
    }
    steps: list[Any] = []
    result = client.run(prompt, on_progress=steps.append)
    assert result.errors == []
    ours = saved(server.base, result, "ours")
    assert len(ours) == 2 * 4 * 8 * 8 * 4 and any(ours)
    assert ours == saved(server.base, result, "native")
    assert ours == saved(server.base, result, "custom")
    assert [(step.step, step.steps) for step in steps if step.node == "ours"] == [(1, 2), (2, 2)]


def test_through_a_graph_the_second_pass_takes_an_image(
    server: Any, client: Client, random_checkpoint: str
) -> None:
    second = {
        **LINKS,
        "preset": ["preset", 0],
        "latent_image": ["masked", 0],
        "image": ["picture", 0],
        "vae": ["checkpoint", 2],
        "seed": 20,
        "variant": "recommended",
        "scale": 0.0,
        "denoise": 0.0,
        "steps": 1,
        "cfg": 0.0,
    }
    prompt = {
        **graph(random_checkpoint, "animagine-xl-3.1"),
        "picture": {
            "class_type": "EmptyImage",
            "inputs": {"width": 256, "height": 256, "batch_size": 2, "color": 0x336699},
        },
        "second": {"class_type": "TagAtelierSecondPass", "inputs": second},
        **save("second", ["second", 0]),
    }
    result = client.run(prompt)
    assert result.errors == []
    side = SIDE * 3 // 2 // 8
    assert len(saved(server.base, result, "second")) == 2 * 4 * side * side * 4


def test_a_guider_without_conditioning_fails_where_it_is_used(
    client: Client, random_checkpoint: str
) -> None:
    settings = {
        "model": ["checkpoint", 0],
        "preset": ["preset", 0],
        "variant": "recommended",
        "steps": 1,
        "cfg": 0.0,
        "sampler_name": "preset",
        "scheduler": "preset",
        "denoise": 1.0,
    }
    prompt = {
        **graph(random_checkpoint, "animagine-xl-3.1"),
        "settings": {"class_type": "TagAtelierSamplingSettings", "inputs": settings},
        "noise": {"class_type": "RandomNoise", "inputs": {"noise_seed": 20}},
        "custom": {
            "class_type": "SamplerCustomAdvanced",
            "inputs": {
                "noise": ["noise", 0],
                "guider": ["settings", 0],
                "sampler": ["settings", 1],
                "sigmas": ["settings", 2],
                "latent_image": ["empty", 0],
            },
        },
        **save("none", ["custom", 0]),
    }
    result = client.run(prompt)
    assert "guider needs positive and negative conditioning" in "".join(map(str, result.errors))


def test_a_foreign_sampler_in_a_shared_workflow_is_refused_with_close_names(
    client: Client, random_checkpoint: str
) -> None:
    prompt = {
        **graph(random_checkpoint, "animagine-xl-3.1"),
        "ours": preset_sampler(sampler_name="eulera", variant="of another pack"),
        **save("ours", ["ours", 0]),
    }
    errors = client.run(prompt).errors
    # The host repeats the answer for each input that the node checks by itself.
    assert {(error.node, error.class_type) for error in errors} == {("ours", "TagAtelierSampler")}
    assert "sampler 'eulera' is unknown to this ComfyUI; close: euler" in str(errors[0])
