"""Draw the shipped workflows anew: one per preset and a comparison, from one description.

    python tools/draw_workflows.py [--comfyui PATH] [NAME ...]

Sockets, widget order and defaults are asked of a running host, so the files are what its page
would save. Run it after a node gained an input or a preset was added.
"""

from __future__ import annotations

import argparse
import json
import uuid
from pathlib import Path
from typing import Any

import host as hosts
import plan
import workflows
from client import Client

SEED = 1082676886  # of two samples on the Animagine XL 2.0 card
PLACES = {  # x, y, width, height on the canvas, in its units
    "checkpoint": (0, 130, 330, 120),
    "preset": (0, 330, 330, 330),
    "note": (0, -130, 330, 200),
    "prompt": (390, 130, 460, 620),
    "positive": (910, 130, 240, 110),
    "negative": (910, 300, 240, 110),
    "latent": (910, 470, 240, 220),
    "sampler": (1210, 130, 300, 400),
    "decode": (1570, 130, 180, 60),
    "save": (1570, 250, 420, 480),
    "said": (-520, 130, 460, 160),
    "varied": (-520, 350, 460, 300),
    "joined": (-520, 710, 460, 160),
    "sheet": (1570, 250, 300, 280),
    "saved sheet": (1570, 590, 760, 420),
}
COMPARISON = "quality-tags-comparison"
COMPARED = "animagine-xl-2.0"
"""The card that shows five pictures of one prompt with more and more quality tags."""


class Drawing:
    """A graph in the page's format, built node by node."""

    def __init__(self, object_info: dict[str, Any]) -> None:
        self._info = object_info
        self._nodes: list[dict[str, Any]] = []
        self._links: list[list[Any]] = []

    def add(self, place: str, kind: str, title: str = "", /, **inputs: Any) -> int:
        """Add a node and return its id. An input is a widget's value, or (node id, output name)."""
        x, y, width, height = PLACES[place]
        node: dict[str, Any] = {
            "id": len(self._nodes) + 1,
            "type": kind,
            "pos": [x, y],
            "size": [width, height],
            "flags": {},
            "order": len(self._nodes),
            "mode": 0,
            "inputs": [],
            "outputs": [],
            "properties": {"Node name for S&R": kind},
            "widgets_values": [],
        }
        if title:
            node["title"] = title
        self._nodes.append(node)
        info = self._info[kind]
        for group in ("required", "optional"):
            for name in info["input_order"].get(group, []):
                self._add_input(node, name, info["input"][group][name], inputs.pop(name, None))
        for number, name in enumerate(info["output_name"]):
            kinds = info["output"][number]
            node["outputs"].append({"name": name, "type": kinds, "links": None})
        assert not inputs, f"{kind} has no input {sorted(inputs)}"
        return int(node["id"])

    def note(self, place: str, text: str) -> None:
        x, y, width, height = PLACES[place]
        note = {
            "id": len(self._nodes) + 1,
            "type": "MarkdownNote",
            "pos": [x, y],
            "size": [width, height],
        }
        note |= {"flags": {}, "order": len(self._nodes), "mode": 0, "inputs": [], "outputs": []}
        self._nodes.append(note | {"properties": {}, "widgets_values": [text]})

    def offer_model(self, node: int, name: str, url: str) -> None:
        """Let the page offer a missing checkpoint by its address."""
        model = {"name": name, "url": url, "directory": "checkpoints"}
        self._nodes[node - 1]["properties"]["models"] = [model]

    def graph(self, name: str) -> workflows.Graph:
        return {
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
            "revision": 0,
            "last_node_id": len(self._nodes),
            "last_link_id": len(self._links),
            "nodes": self._nodes,
            "links": self._links,
            "groups": [],
            "config": {},
            "extra": {},
            "version": 0.4,
        }

    def _add_input(self, node: dict[str, Any], name: str, spec: list[Any], given: Any) -> None:
        kind, options = spec[0], spec[1] if len(spec) > 1 else {}
        is_menu = isinstance(kind, list) or kind == "COMBO"
        slot: dict[str, Any] = {"name": name, "type": "COMBO" if is_menu else kind, "link": None}
        is_widget = is_menu or kind in ("INT", "FLOAT", "STRING", "BOOLEAN")
        if is_widget and not options.get("forceInput"):
            slot["widget"] = {"name": name}
            menu = kind if isinstance(kind, list) else options.get("options") or []
            default = options.get("default", menu[0] if menu else None)
            linked = isinstance(given, tuple)
            node["widgets_values"].append(default if given is None or linked else given)
            if options.get("control_after_generate"):
                node["widgets_values"].append("fixed")
        if isinstance(given, tuple):
            slot["link"] = self._link(given, node["id"], len(node["inputs"]), slot["type"])
        if not is_menu and kind.startswith("COMFY_"):
            return  # dynamic inputs of the host: left as it sets them
        node["inputs"].append(slot)

    def _link(self, origin: tuple[int, str], target: int, slot: int, kind: str) -> int:
        source = self._nodes[origin[0] - 1]
        number = [output["name"] for output in source["outputs"]].index(origin[1])
        link = len(self._links) + 1
        self._links.append([link, origin[0], number, target, slot, kind])
        source["outputs"][number]["links"] = [*(source["outputs"][number]["links"] or []), link]
        return link


def draw(preset: Any, object_info: dict[str, Any]) -> workflows.Graph:
    """The workflow of one preset: native loader, our nodes, native decode and save."""
    drawing = Drawing(object_info)
    text, negative = content(preset)
    image = picture(drawing, preset, text=text, negative=negative)
    drawing.add("save", "SaveImage", images=(image, "IMAGE"), filename_prefix=preset.id)
    drawing.note("note", note(preset))
    return drawing.graph(preset.id)


def compare(preset: Any, object_info: dict[str, Any]) -> workflows.Graph:
    """The quality tags comparison of a card: one prompt and seed, five pictures, one sheet."""
    drawing = Drawing(object_info)
    said = drawing.add(
        "said", "PrimitiveStringMultiline", "What the pictures show", value=compared_text(preset)
    )
    varied = drawing.add(
        "varied",
        "TagAtelierVariations",
        axis="positive | negative",
        values=quality_pairs(preset),
    )
    joined = drawing.add(
        "joined",
        "StringConcatenate",
        string_a=(varied, "value"),
        string_b=(said, "STRING"),
        delimiter=", ",
    )
    text, negative = (joined, "STRING"), (varied, "negative")
    image = picture(drawing, preset, text=text, negative=negative, quality="none")
    sheet = drawing.add(
        "sheet",
        "TagAtelierContactSheet",
        images=(image, "IMAGE"),
        labels=(varied, "label"),
        title=(said, "STRING"),
    )
    drawing.add("saved sheet", "SaveImage", images=(sheet, "sheet"), filename_prefix=COMPARISON)
    drawing.note("note", comparison_note(preset))
    return drawing.graph(COMPARISON)


def picture(drawing: Drawing, preset: Any, **prompt: Any) -> int:
    """From the checkpoint to the decoded image, whose node is returned."""
    file = file_of(preset)
    checkpoint = drawing.add("checkpoint", "CheckpointLoaderSimple", ckpt_name=file)
    drawing.offer_model(checkpoint, file, f"{preset.card}/resolve/main/{file}")
    chosen = drawing.add("preset", "TagAtelierPreset", preset=preset.id)
    card = (chosen, "preset")
    written = drawing.add("prompt", "TagAtelierPrompt", preset=card, **prompt)
    clip = (checkpoint, "CLIP")
    text, refusal = (written, "positive"), (written, "negative")
    positive = drawing.add("positive", "CLIPTextEncode", "Positive", text=text, clip=clip)
    refused = drawing.add("negative", "CLIPTextEncode", "Negative", text=refusal, clip=clip)
    latent = drawing.add("latent", "TagAtelierLatent", preset=card)
    sampler = drawing.add(
        "sampler",
        "TagAtelierSampler",
        model=(checkpoint, "MODEL"),
        preset=card,
        positive=(positive, "CONDITIONING"),
        negative=(refused, "CONDITIONING"),
        latent_image=(latent, "latent"),
        seed=SEED,
    )
    return drawing.add("decode", "VAEDecode", samples=(sampler, "latent"), vae=(checkpoint, "VAE"))


def file_of(preset: Any) -> str:
    return f"{preset.id}.safetensors"


def compared_text(preset: Any) -> str:
    """The prompt that the card compares quality tags on."""
    return next(sample.prompt for sample in preset.samples if "comparison" in sample.name)


def quality_pairs(preset: Any) -> str:
    """The card's five columns, for the node's axis `positive | negative`."""
    tags = preset.levels["light"].positive
    few, many = (preset.levels[level].negative for level in ("light", "standard"))
    return "\n".join(["|", f"{tags} |", f"| {few}", f"{tags} | {few}", f"{tags} | {many}"])


def content(preset: Any) -> tuple[str, str]:
    """The text to start with: a sample of the card without the tags that the preset adds."""
    if not preset.samples:
        return (
            "1girl, hatsune miku, vocaloid, solo, upper body, smile, looking at viewer, outdoors, night",
            "",
        )
    level = preset.levels["standard"]
    added = set(level.positive.split(", "))
    return ", ".join(tag for tag in preset.samples[0].prompt.split(", ") if tag not in added), ""


def note(preset: Any) -> str:
    return (
        f"### {preset.name}\n\n"
        f"1. {where(preset)}\n"
        "2. Write tags in any order; **Tag Prompt** puts them in the model's.\n"
        "3. Queue. Steps, CFG, sampler and size are the card's."
    )


def comparison_note(preset: Any) -> str:
    return (
        "### Quality tags comparison\n\n"
        f"1. {where(preset)}\n"
        "2. Queue: one prompt and seed, once for each line of **Variations**, on one sheet.\n"
        "3. Compare what you like: levels, presets, CFG, seeds or texts."
    )


def where(preset: Any) -> str:
    repository = preset.card.removeprefix("https://huggingface.co/")
    return f"Put `{file_of(preset)}` from [{repository}]({preset.card}) into `models/checkpoints`."


def main() -> None:
    presets = plan.presets().presets
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comfyui", type=Path, help="the ComfyUI to ask")
    parser.add_argument("names", nargs="*", metavar="NAME", help="the workflows to draw; all")
    chosen = parser.parse_args()
    found = hosts.find(chosen.comfyui)
    with hosts.workbench() as folder:
        base = Path(folder)
        pack = hosts.link_pack(base / "custom_nodes")
        arguments = ["--cpu", f"--base-directory={base}"]
        with hosts.Server(found, pack, arguments, base / "server.log") as server:
            object_info = Client(server.address).get("/object_info")
    for name in chosen.names or [*presets, COMPARISON]:
        if name == COMPARISON:
            graph = compare(presets[COMPARED], object_info)
        else:
            graph = draw(presets[name], object_info)
        path = workflows.FOLDER / f"{name}.json"
        path.write_text(json.dumps(graph, indent=1) + "\n", encoding="utf-8")
        print(path.name)


if __name__ == "__main__":
    main()
