"""Our sampler against the native one: `python tests/bench/sampling.py [--pairs N] [--side PX]`.

Boots a host, loads the random checkpoint once, and samples the same thing with KSampler and with
Preset Sampler, pair by pair in turn, so that both meet the same machine. Prints the time of each,
as the host reports it, and the ratio. Never fails on time.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import checkpoint  # noqa: E402
import host as hosts  # noqa: E402
from client import Client, Prompt  # noqa: E402

PRESET, STEPS = "animagine-xl-4.0", 4
LINKS = {"model": ["checkpoint", 0], "positive": ["text", 0], "negative": ["text", 0]}


def graph(name: str, kind: str, seed: int, side: int) -> Prompt:
    """Everything that a sampler needs, and one sampler of `kind`."""
    common = {**LINKS, "latent_image": ["empty", 0], "seed": seed, "steps": STEPS, "denoise": 1.0}
    own: dict[str, Any] = {
        "KSampler": {"cfg": 6.0, "sampler_name": "euler_ancestral", "scheduler": "normal"},
        "TagAtelierSampler": {
            "preset": ["preset", 0],
            "variant": "recommended",
            "cfg": 0.0,
            "sampler_name": "preset",
            "scheduler": "preset",
        },
    }[kind]
    return {
        "checkpoint": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": name}},
        "text": {
            "class_type": "CLIPTextEncode",
            "inputs": {"clip": ["checkpoint", 1], "text": "1girl"},
        },
        "preset": {"class_type": "TagAtelierPreset", "inputs": {"preset": PRESET}},
        "empty": {
            "class_type": "EmptyLatentImage",
            "inputs": {"width": side, "height": side, "batch_size": 1},
        },
        "sampler": {"class_type": kind, "inputs": {**common, **own}},
        "save": {
            "class_type": "SaveLatent",
            "inputs": {"samples": ["sampler", 0], "filename_prefix": kind},
        },
    }


def seconds(client: Client, prompt: Prompt) -> float:
    """How long the host says that the prompt took, by its own clock."""
    result = client.run(prompt)
    if result.errors:
        raise SystemExit(str(result.errors[0]))
    messages = client.get(f"/history/{result.prompt_id}")[result.prompt_id]["status"]["messages"]
    at = {name: data["timestamp"] for name, data in messages}
    return (at["execution_success"] - at["execution_start"]) / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comfyui", type=Path, help="the ComfyUI to run")
    parser.add_argument("--pairs", type=int, default=6, help="how often each samples")
    parser.add_argument("--side", type=int, default=128, help="pixels of the square picture")
    parser.add_argument("--device", choices=("cpu", "gpu"), default="cpu")
    given = parser.parse_args()
    folder = checkpoint.checkpoint_folder()
    name = checkpoint.write(folder).name
    with hosts.workbench() as bench:
        base = Path(bench)
        pack = hosts.link_pack(base / "custom_nodes")
        models = hosts.models_config(base, folder)
        arguments = [f"--base-directory={base}", f"--extra-model-paths-config={models}"]
        arguments += ["--cpu"] if given.device == "cpu" else []
        with hosts.Server(
            hosts.find(given.comfyui), pack, arguments, base / "server.log"
        ) as server:
            report(Client(server.address), name, given.pairs, given.side)


def report(client: Client, name: str, pairs: int, side: int) -> None:
    kinds = ("KSampler", "TagAtelierSampler")
    for kind in kinds:
        seconds(client, graph(name, kind, 0, side))  # loads the checkpoint, warms both up
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    for seed in range(1, pairs + 1):
        for kind in kinds if seed % 2 else reversed(kinds):
            times[kind].append(seconds(client, graph(name, kind, seed, side)))
        pair = ", ".join(f"{kind} {taken[-1]:.3f} s" for kind, taken in times.items())
        print(f"pair {seed}: {pair}", flush=True)
    print(f"{side}x{side}, {STEPS} steps, {pairs} pairs")
    for kind, taken in times.items():
        print(f"{kind:20}median {statistics.median(taken):.3f} s, fastest {min(taken):.3f} s")
    ratios = [ours / native for native, ours in zip(*times.values(), strict=True)]
    print(
        f"ratio ours / native  median of pairs {statistics.median(ratios):.3f}, "
        f"fastest by fastest {min(times[kinds[1]]) / min(times[kinds[0]]):.3f}"
    )


if __name__ == "__main__":
    main()
