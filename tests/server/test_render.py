"""`atelier render` on a running ComfyUI: the picture, what it carries, and what it says."""

from __future__ import annotations

import json
import subprocess
import sys

import pack
import pytest
from PIL import Image
from render import preview_size

IDS = sorted(path.stem for path in (pack.ROOT / "example_workflows").glob("*.json"))
SMALL = (["--size", "128x128", "--steps", "2"], (128, 128), 2)
PREVIEW = (["--size", "832x1216", "--preview"], preview_size(832, 1216), 4)
RENDERS = [
    (IDS[0], *SMALL),
    *(pytest.param(name, *PREVIEW, marks=pytest.mark.long) for name in IDS),
]


def render(server, *arguments):
    command = [sys.executable, pack.ROOT / "tools" / "atelier.py", "render"]
    return subprocess.run(
        [*command, "--server", server.address, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=280,
    )


@pytest.mark.parametrize(("preset", "how", "size", "steps"), RENDERS)
def test_a_picture_is_saved_with_its_workflow(
    server, random_checkpoint, tmp_path, preset, how, size, steps
):
    output = tmp_path / "new" / "picture.png"
    wish = ["--preset", preset, "--text", "1girl, smile", "--seed", "7", *how]
    done = render(server, *wish, "--checkpoint", random_checkpoint, "--output", str(output))
    assert done.returncode == 0, done.stderr
    assert f"preset    {preset}" in done.stdout
    assert done.stdout.splitlines()[-1] == f"saved     {output}"
    assert f"step {steps} of {steps}" in done.stderr
    picture = Image.open(output)
    assert picture.size == size
    graph = json.loads(picture.info["workflow"])
    assert preset in next(
        node["widgets_values"] for node in graph["nodes"] if node["type"] == "TagAtelierPreset"
    )
    prompt = json.loads(picture.info["prompt"]).values()
    sampler = next(node for node in prompt if node["class_type"] == "TagAtelierSampler")
    assert (sampler["inputs"]["seed"], sampler["inputs"]["steps"]) == (7, steps)


FAULTS = [
    (["--preset", "nope"], 2, "unknown preset 'nope'"),
    (["--preset", IDS[0], "--checkpoint", "gone"], 1, "no checkpoint 'gone'; the host has: "),
    (["--preset", IDS[0]], 1, f"has no checkpoint of {IDS[0]}; name one with --checkpoint: "),
]


@pytest.mark.parametrize(("arguments", "code", "message"), FAULTS)
def test_what_is_wrong_is_named(server, arguments, code, message):
    done = render(server, *arguments)
    assert done.returncode == code
    assert message in done.stderr.splitlines()[-1]


def test_without_a_host_the_plan_is_printed_and_what_is_missing(tmp_path):
    command = [sys.executable, pack.ROOT / "tools" / "atelier.py", "render", "--preset", IDS[0]]
    done = subprocess.run(
        [*command, "--comfyui", tmp_path], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 3
    assert done.stdout.startswith(f"preset    {IDS[0]}\n")
    assert f"{tmp_path} is no ComfyUI" in done.stderr
