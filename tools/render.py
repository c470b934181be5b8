"""The main job: from a line of tags to a PNG through a real ComfyUI.

Returns 0 with the picture saved, 1 when the host or a node failed, 3 when no host can be had.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import checkpoint
import host as hosts
import plan
import workflows
from client import Client, Progress

from tag_atelier.nodes.preset.detect import detect

USUAL_ADDRESS = "http://127.0.0.1:8188"
PREVIEW_PIXELS = 256 * 320  # of image, at the wanted ratio; 4 steps of it take a CPU seconds each
PREVIEW_STEPS = 4
SECONDS = 4 * 3600  # a CPU needs about an hour for a card's own size and steps


class RenderError(Exception):
    """The picture cannot be made; the message names what is wrong and what is allowed."""


def render(wish: plan.Wish, options: argparse.Namespace) -> int:
    """Make the picture that `wish` asks for.

    `options`: preview, seed, output, checkpoint, comfyui, server and no_install, as the command
    line has them. Raises plan.PlanError for a wish that cannot be planned.
    """
    try:
        host = None if options.server else hosts.find(options.comfyui)
        missing = ""
    except hosts.HostError as error:
        host, missing = None, str(error)
    if host is not None:
        wish = replace(wish, user_presets=(host.root / "user" / "tag_atelier" / "presets",))
    planned = plan.make(wish)
    print(plan.describe(planned), flush=True)
    size, steps = (planned["width"], planned["height"]), wish.steps
    if options.preview:
        size, steps = preview_size(*size), min(PREVIEW_STEPS, planned["steps"])
        print(f"preview   {size[0]} x {size[1]}, {steps} steps", flush=True)
    custom_size = size if options.preview or wish.size else None
    try:
        with _connected(host, missing, wish, options) as (client, name):
            changes = _changes(wish, options.seed, name, custom_size, steps)
            _run(client, _workflow(wish.preset, changes), _output(wish, options))
    except hosts.HostError as error:
        say(str(error))
        return 3
    except (RenderError, OSError) as error:
        say(str(error))
        return 1
    return 0


def preview_size(width: int, height: int) -> tuple[int, int]:
    """The size of about `PREVIEW_PIXELS` nearest to the ratio, in steps of 64 pixels."""
    scale = math.sqrt(PREVIEW_PIXELS / (width * height))
    return max(128, round(width * scale / 64) * 64), max(128, round(height * scale / 64) * 64)


def say(text: str) -> None:
    print(f"atelier: {text}", file=sys.stderr, flush=True)


@contextmanager
def _connected(
    host: hosts.Host | None, missing: str, wish: plan.Wish, options: argparse.Namespace
) -> Iterator[tuple[Client, str]]:
    """A client of a host that has the pack, and the name of the checkpoint to use there.

    A running server is used where it has all that is needed; else one is started, and stopped at
    the end.
    """
    running = Client(_address(options.server) if options.server else USUAL_ADDRESS)
    if hosts.answers(running.address) and running.knows(_class_types()):
        name = _fitting_checkpoint(running, wish, options)
        if name is not None or options.server:
            say(f"using the ComfyUI at {running.address}")
            yield running, name or _no_checkpoint(running, wish)
            return
    elif options.server:
        raise RenderError(f"no ComfyUI with this pack's nodes answers at {running.address}")
    if host is None:
        host = _installed(missing, options)
    with _started(host) as client:
        yield client, _fitting_checkpoint(client, wish, options) or _random_checkpoint(wish)


def _address(server: str) -> str:
    return server if "://" in server else f"http://{server}"


def _class_types() -> set[str]:
    return {node["class_type"] for node in workflows.api(_shipped("")).values()}


def _installed(missing: str, options: argparse.Namespace) -> hosts.Host:
    if options.no_install or options.comfyui:
        raise hosts.HostError(missing)
    target = hosts.default_workspace()
    say(f"{missing}\nInstalling it now into {target} with comfy-cli: several GB, some minutes.")
    say("Ctrl-C stops this; --no-install prevents it.")
    return hosts.install(target)


@contextmanager
def _started(host: hosts.Host) -> Iterator[Client]:
    folder_name = hosts.link_pack(host.root / "custom_nodes")
    say(f"starting ComfyUI {'.'.join(map(str, host.version))} in {host.root}")
    with hosts.workbench() as bench_name:
        bench = Path(bench_name)
        checkpoint.checkpoint_folder().mkdir(parents=True, exist_ok=True)
        models = hosts.models_config(bench, checkpoint.checkpoint_folder())
        arguments = [] if host.has_accelerator() else ["--cpu"]
        arguments.append(f"--extra-model-paths-config={models}")
        for kind in ("output", "temp"):
            (bench / kind).mkdir()
            arguments.append(f"--{kind}-directory={bench / kind}")
        with hosts.Server(host, folder_name, arguments, bench / "server.log") as server:
            client = Client(server.address)
            if not client.knows(_class_types()):
                raise RenderError(f"the pack did not load:\n{server.last_lines()}")
            yield client


def _fitting_checkpoint(client: Client, wish: plan.Wish, options: argparse.Namespace) -> str | None:
    """The checkpoint asked for, or the first one that is known to be the preset's."""
    names = client.checkpoints()
    if options.checkpoint:
        if options.checkpoint in names:
            return options.checkpoint
        known = ", ".join(names) or "none"
        raise RenderError(f"no checkpoint {options.checkpoint!r}; the host has: {known}")
    presets = plan.presets(wish.user_presets).presets.values()
    for name in names:
        match = detect(name, client.checkpoint_metadata(name), presets)
        if match is not None and match.preset_id == wish.preset:
            return name
    return None


def _no_checkpoint(client: Client, wish: plan.Wish) -> str:
    known = ", ".join(client.checkpoints()) or "none"
    raise RenderError(
        f"{client.address} has no checkpoint of {wish.preset}; name one with --checkpoint: {known}"
    )


def _random_checkpoint(wish: plan.Wish) -> str:
    folder = checkpoint.checkpoint_folder()
    say(
        f"the host has no checkpoint of {wish.preset}: using random weights, "
        "so the picture will be noise"
    )
    say(f"weights: {folder / checkpoint.NAME} ({checkpoint.size() / 1e9:.1f} GB, written once)")
    return checkpoint.write(folder).name


def _shipped(preset: str) -> workflows.Graph:
    """The workflow shipped for the preset; the user's own presets borrow the first one."""
    names = sorted(path.stem for path in workflows.FOLDER.glob("*.json"))
    return workflows.read(preset if preset in names else names[0])


def _workflow(preset: str, changes: workflows.Changes) -> workflows.Graph:
    return workflows.changed(_shipped(preset), changes)


def _changes(
    wish: plan.Wish, seed: int, name: str, size: tuple[int, int] | None, steps: int
) -> workflows.Changes:
    """What the wish says, as values of the workflow's widgets."""
    prompt = {
        "text": wish.text,
        "negative": wish.negative,
        "quality": wish.quality,
        "quality_position": wish.quality_position,
        "rating": plan.RATING_NAMES.get(wish.rating, wish.rating),
        "year": wish.year,
        "aesthetic": wish.aesthetic,
        "score": wish.score,
        "style": wish.style,
        "count": wish.count,
        "character": wish.character,
        "series": wish.series,
        "artist": wish.artist,
    }
    changes: workflows.Changes = {
        "CheckpointLoaderSimple": {"ckpt_name": name},
        "TagAtelierPreset": {"preset": wish.preset},
        "TagAtelierPrompt": prompt,
        "TagAtelierSampler": {
            "seed": seed,
            "variant": wish.variant,
            "steps": steps,
            "cfg": wish.cfg,
        },
        "SaveImage": {"filename_prefix": wish.preset},
    }
    if size is not None:
        width, height = size
        changes["TagAtelierLatent"] = {"size": "custom", "width": width, "height": height}
    return changes


def _output(wish: plan.Wish, options: argparse.Namespace) -> Path:
    return options.output or Path(f"{wish.preset}-{options.seed}.png")


def _run(client: Client, graph: workflows.Graph, output: Path) -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    say("queued; the first step also loads the model")
    try:
        result = client.run(workflows.api(graph), graph, _show, SECONDS)
    except KeyboardInterrupt:
        client.interrupt()
        raise
    if result.errors:
        raise RenderError("\n".join(str(error) for error in result.errors))
    saved = [image for image in result.images if image["type"] == "output"]
    if not saved:
        raise RenderError("the workflow ended without a saved picture")
    output.write_bytes(client.image(saved[0]))
    print(f"saved     {output}", flush=True)


def _show(progress: Progress) -> None:
    left = "" if progress.left is None else f", {math.ceil(progress.left)} s left"
    text = f"step {progress.step} of {progress.steps}{left}"
    is_last = progress.step == progress.steps
    if sys.stderr.isatty():
        print(f"\r{text:40}", end="\n" if is_last else "", file=sys.stderr, flush=True)
    else:
        print(text, file=sys.stderr, flush=True)
