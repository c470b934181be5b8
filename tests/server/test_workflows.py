"""The shipped workflows on a running ComfyUI: queued, finished, saved, cached, and gone wrong."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import workflows
from client import Client, Result
from PIL import Image

from tag_atelier.nodes.preset.load import SHIPPED

CARDS = [
    "animagine-xl-2.0",
    "animagine-xl-3.1",
    "animagine-xl-4.0",
    "kivotos-xl-2.0",
    "kohaku-xl-zeta",
]
SMALL: dict[str, Any] = {"size": "custom", "width": 128, "height": 192}
PROMPT = "TagAtelierPrompt"


@pytest.fixture
def quick(random_checkpoint: str) -> workflows.Changes:
    """The values that let a CPU finish a shipped workflow in seconds."""
    return {
        "CheckpointLoaderSimple": {"ckpt_name": random_checkpoint},
        "TagAtelierLatent": SMALL,
        "TagAtelierSampler": {"steps": 1},
    }


def nodes_of(prompt: workflows.Prompt, kind: str) -> set[str]:
    return {node for node, body in prompt.items() if body["class_type"] == kind}


def told(result: Result, prompt: workflows.Prompt, kind: str) -> dict[str, Any]:
    """What a node of this kind said on itself."""
    (node,) = nodes_of(prompt, kind)
    return result.outputs[node]["tag_atelier"][0]


def codes(report: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in report["warnings"]]


@pytest.mark.parametrize("card", CARDS)
def test_a_shipped_workflow_makes_a_picture_that_carries_it(
    client: Client, quick: workflows.Changes, card: str
) -> None:
    graph = workflows.changed(workflows.read(card), quick)
    prompt = workflows.api(graph)
    result = client.run(prompt, graph)
    assert result.errors == []

    picture = Image.open(io.BytesIO(client.image(result.images[0])))
    assert picture.size == (128, 192)
    assert json.loads(picture.info["workflow"]) == graph
    saved = json.loads(picture.info["prompt"])
    # The host notes each fingerprint beside the inputs that were queued.
    assert {node: body["inputs"] for node, body in saved.items()} == {
        node: body["inputs"] for node, body in prompt.items()
    }
    colours = picture.convert("RGB").getcolors(maxcolors=picture.width * picture.height)
    assert len(colours) > 100, "a flat picture: the weights are broken"

    assert "size-off-bucket" in codes(told(result, prompt, "TagAtelierLatent"))
    preset = json.loads((SHIPPED / f"{card}.json").read_text(encoding="utf-8"))
    settings = told(result, prompt, "TagAtelierSampler")["text"]
    assert settings.startswith(
        f"1 steps, CFG {preset['sampling']['cfg']['value']:g}, euler_ancestral"
    )

    again = client.run(prompt, graph)
    assert again.errors == [] and again.executed == set(), (
        "nothing changed, all comes from the cache"
    )


WAYS: dict[str, workflows.Changes] = {
    "translation": {},
    "second-pass": {"TagAtelierSecondPass": {"steps": 1}},
    "image-to-image": {
        "TagAtelierLatent": {},
        "TagAtelierFitImage": {"size": "custom", "width": 128, "height": 192},
    },
}


@pytest.mark.parametrize("way", WAYS)
def test_the_other_workflows_end_with_a_picture(
    client: Client, quick: workflows.Changes, way: str, tmp_path: Path
) -> None:
    changes = {kind: values for kind, values in {**quick, **WAYS[way]}.items() if values}
    picture = tmp_path / "example.png"
    Image.new("RGB", (300, 400), "plum").save(picture)
    client.upload_image(picture)
    graph = workflows.changed(workflows.read(way), changes)
    result = client.run(workflows.api(graph), graph)
    assert result.errors == []
    made = Image.open(io.BytesIO(client.image(result.images[0])))
    assert made.size == ((192, 288) if way == "second-pass" else (128, 192))


def test_a_changed_seed_runs_the_sampler_and_what_follows_it_only(
    client: Client, quick: workflows.Changes
) -> None:
    graph = workflows.changed(workflows.read(CARDS[0]), quick)
    client.run(workflows.api(graph))
    quick["TagAtelierSampler"] = {"steps": 1, "seed": 7}
    prompt = workflows.api(workflows.changed(graph, quick))
    ran = {prompt[node]["class_type"] for node in client.run(prompt).executed}
    assert ran == {"TagAtelierSampler", "VAEDecode", "SaveImage"}


def only_prompt(preset: str, **inputs: Any) -> workflows.Prompt:
    """A prompt that needs no checkpoint: a preset, the prompt node, and its texts shown."""
    return {
        "1": {"class_type": "TagAtelierPreset", "inputs": {"preset": preset}},
        "2": {
            "class_type": PROMPT,
            "inputs": {
                "preset": ["1", 0],
                "text": "smile, 1girl",
                "negative": "",
                "quality": "standard",
                "rating": "none",
                "year": "none",
                **inputs,
            },
        },
        "3": {"class_type": "PreviewAny", "inputs": {"source": ["2", 0]}},
        "4": {"class_type": "PreviewAny", "inputs": {"source": ["2", 1]}},
    }


def texts(result: Result) -> tuple[str, str]:
    return result.outputs["3"]["text"][0], result.outputs["4"]["text"][0]


def test_inputs_that_a_shared_workflow_lacks_have_defaults(client: Client) -> None:
    result = client.run(only_prompt("kivotos-xl-2.0"))
    assert result.errors == []
    positive, negative = texts(result)
    assert positive == "1girl, smile, masterpiece, best quality, very aesthetic, absurdres"
    assert negative.startswith("nsfw, (low quality, worst quality:1.2), very displeasing")


def test_editing_a_users_preset_runs_it_again(server: Any, client: Client) -> None:
    own = json.loads((SHIPPED / "animagine-xl-4.0.json").read_text(encoding="utf-8"))
    own |= {"id": "my-model", "names": ["my model"]}
    server.presets.mkdir(parents=True, exist_ok=True)
    path = server.presets / "my-model.json"
    try:
        for words in ("first words", "other words, longer"):
            own["levels"]["standard"]["positive"] = words
            path.write_text(json.dumps(own), encoding="utf-8")
            result = client.run(only_prompt("my-model"))
            assert result.errors == []
            assert texts(result)[0].startswith(f"{words}, 1girl")
        assert client.run(only_prompt("my-model")).executed == set()
    finally:
        path.unlink()


def test_a_broken_preset_is_named_and_the_others_work(server: Any, client: Client) -> None:
    server.presets.mkdir(parents=True, exist_ok=True)
    path = server.presets / "broken.json"
    path.write_text('{"format": 1, "id": "broken"}', encoding="utf-8")
    try:
        prompt = only_prompt("animagine-xl-3.1")
        result = client.run(prompt)
        assert result.errors == []
        report = told(result, prompt, "TagAtelierPreset")
        assert codes(report) == ["preset-broken"]
        assert "broken.json: name" in report["warnings"][0]["message"]
        assert texts(result)[0].startswith("masterpiece, best quality, very aesthetic")
    finally:
        path.unlink()


def test_an_unknown_preset_of_an_old_workflow_is_named(client: Client) -> None:
    result = client.run(only_prompt("animagine-xl-9"))
    (error,) = result.errors
    assert error.class_type == "TagAtelierPreset"
    assert "'animagine-xl-9'" in error.message and "kohaku-xl-zeta" in error.message


def test_auto_without_a_checkpoint_says_what_to_do(client: Client) -> None:
    (error,) = client.run(only_prompt("auto")).errors
    assert "connect a model" in error.message and "animagine-xl-4.0" in error.message


def test_a_checkpoint_that_no_preset_fits_is_named(client: Client, random_checkpoint: str) -> None:
    loader = {"class_type": "TagAtelierCheckpoint", "inputs": {"preset": "auto"}}
    loader["inputs"]["ckpt_name"] = random_checkpoint
    (error,) = client.run({"1": loader, "2": _shown(["1", 3])}).errors
    assert random_checkpoint in error.message and "choose one of" in error.message


def test_the_preset_is_detected_from_the_model(
    server: Any, client: Client, random_checkpoint: str
) -> None:
    import checkpoint

    named = checkpoint.checkpoint_folder() / "kivotosXL_v20.safetensors"
    named.symlink_to(checkpoint.checkpoint_folder() / random_checkpoint)
    try:
        prompt: workflows.Prompt = {
            "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": named.name}},
            "2": {
                "class_type": "TagAtelierPreset",
                "inputs": {"preset": "auto", "model": ["1", 0]},
            },
            "3": _shown(["2", 7]),
        }
        result = client.run(prompt)
        assert result.errors == []
        report = told(result, prompt, "TagAtelierPreset")
        assert report["text"].startswith("detected from file name 'kivotosXL_v20.safetensors'")
        assert result.outputs["3"]["text"][0].startswith("Kivotos XL 2.0")
    finally:
        named.unlink()


def test_a_missing_checkpoint_is_named(client: Client) -> None:
    loader = {
        "class_type": "TagAtelierCheckpoint",
        "inputs": {"ckpt_name": "gone.safetensors", "preset": "auto"},
    }
    (error,) = client.run({"1": loader, "2": _shown(["1", 3])}).errors
    assert "gone.safetensors" in error.message


@pytest.mark.parametrize(
    ("size", "width", "height", "made", "warned"),
    [
        ("preset", 64, 64, (832, 1216), []),
        ("landscape", 64, 64, (1216, 832), []),
        ("square", 64, 64, (1024, 1024), []),
        ("1536x640", 64, 64, (1536, 640), []),
        ("nearest", 1920, 1080, (1344, 768), []),
        ("custom", 1000, 1000, (1000, 1000), ["size-off-bucket"]),
        ("1280x720", 64, 64, (1280, 720), ["size-off-bucket"]),
    ],
)
def test_sizes(
    client: Client, size: str, width: int, height: int, made: tuple[int, int], warned: list[str]
) -> None:
    inputs = {"preset": ["1", 0], "size": size, "width": width, "height": height}
    prompt: workflows.Prompt = {
        "1": {"class_type": "TagAtelierPreset", "inputs": {"preset": "animagine-xl-4.0"}},
        "2": {
            "class_type": "TagAtelierLatent",
            "inputs": {**inputs, "swap": False, "batch_size": 1},
        },
        "3": _shown(["2", 1]),
        "4": _shown(["2", 2]),
    }
    result = client.run(prompt)
    assert result.errors == []
    assert tuple(int(result.outputs[node]["text"][0]) for node in "34") == made
    report = told(result, prompt, "TagAtelierLatent")
    assert codes(report) == warned
    if warned:
        assert f"{width}x{height}" in report["warnings"][0]["message"] or size in str(report)


def test_a_size_that_cannot_be_read_is_named(client: Client) -> None:
    inputs = {"preset": ["1", 0], "size": "huge", "width": 64, "height": 64}
    prompt: workflows.Prompt = {
        "1": {"class_type": "TagAtelierPreset", "inputs": {"preset": "animagine-xl-4.0"}},
        "2": {
            "class_type": "TagAtelierLatent",
            "inputs": {**inputs, "swap": False, "batch_size": 1},
        },
        "3": _shown(["2", 1]),
    }
    (error,) = client.run(prompt).errors
    assert "'huge'" in error.message and "portrait" in error.message


def _shown(link: list[Any]) -> dict[str, Any]:
    return {"class_type": "PreviewAny", "inputs": {"source": link}}


def test_every_shipped_workflow_names_its_own_preset() -> None:
    for card in CARDS:
        prompt = workflows.api(workflows.read(card))
        (node,) = nodes_of(prompt, "TagAtelierPreset")
        assert prompt[node]["inputs"]["preset"] == card
        (loader,) = nodes_of(prompt, "CheckpointLoaderSimple")
        assert Path(prompt[loader]["inputs"]["ckpt_name"]).stem == card
