"""Draw the shipped workflows anew: one per preset and one per way to work, from one description.

    python tools/draw_workflows.py [--comfyui PATH] [NAME ...]

Sockets, widget order and defaults are asked of a running host, so the files are what its page
would save. Run it after a node gained an input or a preset was added.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import host as hosts
import plan
import workflows
from client import Client
from drawing import Drawing, Place

SEED = 1082676886  # of two samples on the Animagine XL 2.0 card
# Under each node of ours is room for its report, 90 units that it grows by when it has run. A graph
# is no wider than a page of 1400 pixels shows at a zoom of 0.6, below which classic nodes lose
# their text.
PLACES: dict[str, Place] = {
    "checkpoint": (0, 130, 300, 120),
    "preset": (0, 330, 300, 330),
    "note": (0, -130, 300, 200),
    "prompt": (340, 130, 420, 620),
    "positive": (800, 130, 220, 110),
    "negative": (800, 300, 220, 110),
    "latent": (800, 470, 220, 220),
    "sampler": (1060, 130, 280, 400),
    "decode": (1380, 130, 180, 60),
    "save": (1380, 250, 340, 440),
    # left of the prompt, where a workflow begins with something else
    "said": (-460, 130, 420, 160),
    "varied": (-460, 350, 420, 300),
    "joined": (-460, 800, 420, 160),
    "source": (-460, 330, 300, 330),
    "translated": (-460, 830, 420, 300),
    "image": (0, 830, 300, 380),
    "fitted": (340, 930, 300, 330),
    "encoded": (800, 930, 220, 60),
    # right of the sampler, where it goes on after the first picture
    "sheet": (1380, 250, 300, 280),
    "saved sheet": (1380, 590, 640, 420),
    "second": (1380, 130, 280, 430),
    "second decode": (1700, 130, 180, 60),
    "second save": (1700, 250, 340, 440),
}
COMPARED = "animagine-xl-2.0"
"""The card that shows five pictures of one prompt with more and more quality tags, and whose
samples were sampled twice."""
NEWEST = "animagine-xl-4.0"
BEFORE = "animagine-xl-3.1"


@dataclass(frozen=True)
class Scene:
    """What the workflows share: a preset, its checkpoint, and the encoded prompt. Node ids."""

    drawing: Drawing
    checkpoint: int
    card: tuple[int, str]
    positive: int
    negative: int

    def sample(self, latent: tuple[int, str], **settings: Any) -> int:
        return self.drawing.add(
            "sampler", "TagAtelierSampler", latent_image=latent, **self.sampled_with(), **settings
        )

    def sampled_with(self) -> dict[str, Any]:
        return {
            "model": (self.checkpoint, "MODEL"),
            "preset": self.card,
            "positive": (self.positive, "CONDITIONING"),
            "negative": (self.negative, "CONDITIONING"),
            "seed": SEED,
        }

    def empty_latent(self) -> tuple[int, str]:
        return self.drawing.add("latent", "TagAtelierLatent", preset=self.card), "latent"

    def decode(self, sampler: int, place: str = "decode") -> tuple[int, str]:
        vae = (self.checkpoint, "VAE")
        return self.drawing.add(place, "VAEDecode", samples=(sampler, "latent"), vae=vae), "IMAGE"


def scene(drawing: Drawing, preset: Any, **prompt: Any) -> Scene:
    """Native loader, preset, Tag Prompt and native encoders."""
    file = preset.file or f"{preset.id}.safetensors"
    checkpoint = drawing.add("checkpoint", "CheckpointLoaderSimple", ckpt_name=file)
    if preset.file:
        drawing.offer_model(checkpoint, file, f"{preset.card}/resolve/main/{file}")
    card = (drawing.add("preset", "TagAtelierPreset", preset=preset.id), "preset")
    written = drawing.add("prompt", "TagAtelierPrompt", preset=card, **prompt)
    clip = (checkpoint, "CLIP")
    text, refusal = (written, "positive"), (written, "negative")
    positive = drawing.add("positive", "CLIPTextEncode", "Positive", text=text, clip=clip)
    negative = drawing.add("negative", "CLIPTextEncode", "Negative", text=refusal, clip=clip)
    return Scene(drawing, checkpoint, card, positive, negative)


def of_preset(drawing: Drawing, preset: Any) -> None:
    """The workflow of one card: from a line of tags to a picture."""
    shown = scene(drawing, preset, text=content(preset))
    image = shown.decode(shown.sample(shown.empty_latent()))
    drawing.add("save", "SaveImage", images=image, filename_prefix=preset.id)
    drawing.note(
        "note",
        f"### {preset.name}\n\n"
        f"1. {where(preset)}\n"
        "2. Write tags in any order; **Tag Prompt** puts them in the model's.\n"
        "3. Press **Run**. Steps, CFG, sampler and size are the card's.",
    )


def image_to_image(drawing: Drawing, preset: Any) -> None:
    """A picture of one's own, brought to a size of the model, and painted over."""
    shown = scene(drawing, preset, text=content(preset))
    image = drawing.add("image", "LoadImage", image="example.png")
    fitted = drawing.add(
        "fitted", "TagAtelierFitImage", preset=shown.card, image=(image, "IMAGE"), size="nearest"
    )
    vae = (shown.checkpoint, "VAE")
    latent = drawing.add("encoded", "VAEEncode", pixels=(fitted, "image"), vae=vae), "LATENT"
    painted = shown.decode(shown.sample(latent, denoise=0.6))
    drawing.add("save", "SaveImage", images=painted, filename_prefix="image-to-image")
    drawing.note(
        "note",
        "### Image to image\n\n"
        f"1. {where(preset)}\n"
        "2. Choose a picture. **Fit Image to Bucket** crops it to the nearest size of the model.\n"
        "3. Press **Run**. More denoise on the sampler changes more of the picture.",
    )


def second_pass(drawing: Drawing, preset: Any) -> None:
    """The card's samples: sampled, enlarged by 1.5 and sampled again."""
    shown = scene(drawing, preset, text=content(preset))
    first = shown.sample(shown.empty_latent())
    second = drawing.add(
        "second",
        "TagAtelierSecondPass",
        latent_image=(first, "latent"),
        **shown.sampled_with(),
    )
    image = shown.decode(second, "second decode")
    drawing.add("second save", "SaveImage", images=image, filename_prefix="second-pass")
    drawing.note(
        "note",
        "### Second pass\n\n"
        f"1. {where(preset)}\n"
        "2. Press **Run**: the latent is enlarged by 1.5 and sampled again at denoise 0.55, as the "
        "samples on the card were.",
    )


def translation(drawing: Drawing, preset: Any) -> None:
    """A prompt that was written for another model."""
    source = drawing.add("source", "TagAtelierPreset", "Written for", preset=BEFORE)
    text = "masterpiece, best quality, very aesthetic, 1girl, hatsune miku, vocaloid, newest, smile"
    translated = drawing.add(
        "translated",
        "TagAtelierTranslate",
        source=(source, "preset"),
        text=text,
    )
    shown = scene(drawing, preset, text=(translated, "text"), negative=(translated, "negative"))
    drawing.connect(translated, "target", shown.card)
    image = shown.decode(shown.sample(shown.empty_latent()))
    drawing.add("save", "SaveImage", images=image, filename_prefix="translation")
    drawing.note(
        "note",
        "### A prompt for another model\n\n"
        f"1. {where(preset)}\n"
        "2. **Translate Tags** carries quality, score, rating and year tags over by their "
        "meaning: `newest` becomes `year 2023`.\n"
        "3. **Tag Prompt** puts the result in the new model's order.",
    )


def comparison(drawing: Drawing, preset: Any) -> None:
    """The quality tags comparison of a card: one prompt and seed, five pictures, one sheet."""
    name = "quality-tags-comparison"
    text = next(sample.prompt for sample in preset.samples if "comparison" in sample.name)
    said = drawing.add("said", "PrimitiveStringMultiline", "What the pictures show", value=text)
    varied = drawing.add(
        "varied",
        "TagAtelierVariations",
        axis="pairs",
        values=quality_pairs(preset),
    )
    joined = drawing.add(
        "joined",
        "StringConcatenate",
        string_a=(varied, "value"),
        string_b=(said, "STRING"),
        delimiter=", ",
    )
    shown = scene(
        drawing,
        preset,
        text=(joined, "STRING"),
        negative=(varied, "negative"),
        quality="none",
    )
    sheet = drawing.add(
        "sheet",
        "TagAtelierContactSheet",
        images=shown.decode(shown.sample(shown.empty_latent())),
        labels=(varied, "label"),
        title=(said, "STRING"),
    )
    drawing.add("saved sheet", "SaveImage", images=(sheet, "sheet"), filename_prefix=name)
    drawing.note(
        "note",
        "### Quality tags comparison\n\n"
        f"1. {where(preset)}\n"
        "2. Press **Run**: one prompt and seed, once for each line of **Variations**, on one "
        "sheet.\n"
        "3. Compare what you like: levels, presets, CFG, seeds or texts.",
    )


WAYS = {
    "image-to-image": (image_to_image, NEWEST),
    "second-pass": (second_pass, COMPARED),
    "translation": (translation, NEWEST),
    "quality-tags-comparison": (comparison, COMPARED),
}
"""Workflows that show a way to work, and the preset that they are drawn with."""


def quality_pairs(preset: Any) -> str:
    """The card's five columns, for the node's axis `pairs`."""
    tags = preset.levels["light"].positive
    few, many = (preset.levels[level].negative for level in ("light", "standard"))
    return "\n".join(["|", f"{tags} |", f"| {few}", f"{tags} | {few}", f"{tags} | {many}"])


def content(preset: Any) -> str:
    """The text to start with: a sample of the card without the tags that the preset adds."""
    if not preset.samples:
        return "1girl, hatsune miku, vocaloid, solo, upper body, smile, looking at viewer, night"
    added = set(preset.levels["standard"].positive.split(", "))
    return ", ".join(tag for tag in preset.samples[0].prompt.split(", ") if tag not in added)


def where(preset: Any) -> str:
    if preset.file:
        return (
            f"Put `{preset.file}` from [its page]({preset.card}) into `models/checkpoints`, "
            "or choose a merge of it in **Load Checkpoint**."
        )
    return (
        f"Put the checkpoint from [its page]({preset.card}) into `models/checkpoints` "
        "and choose it in **Load Checkpoint**."
    )


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
    for name in chosen.names or [*presets, *WAYS]:
        draw, preset = WAYS.get(name, (of_preset, name))
        drawing = Drawing(object_info, PLACES)
        draw(drawing, presets[preset])
        path = workflows.FOLDER / f"{name}.json"
        path.write_text(json.dumps(drawing.graph(name), indent=1) + "\n", encoding="utf-8")
        print(path.name)


if __name__ == "__main__":
    main()
