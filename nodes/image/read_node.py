"""The node that reads a picture and how it was made."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import folder_paths
from comfy_api.latest import io
from comfy_execution.graph_utils import ExecutionBlocker  # type: ignore[import-not-found]

from ..notice import Notice, shown
from ..preset.host import PresetSocket
from ..sampling.native import check
from ..sampling.settings import FROM_PRESET
from . import host
from .opening import open_picture
from .recipe import Recipe, RecipeError


class TagAtelierReadImage(io.ComfyNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierReadImage",
            display_name="Read Image Recipe",
            category=host.CATEGORY,
            description=(
                "Loads a PNG, JPEG or WebP and reads how it was made, as A1111, ComfyUI, NovelAI, "
                "Fooocus and InvokeAI write it. What the picture does not tell is left to the "
                "preset: 0 or the word preset, which the Preset Sampler understands."
            ),
            search_aliases=[
                "png info",
                "load image metadata",
                "prompt from image",
                "read parameters",
                "extract workflow",
                "civitai image",
                "load image",
            ],
            inputs=[
                io.Combo.Input(
                    "image",
                    options=_files(),
                    upload=io.UploadType.image,
                    image_folder=io.FolderType.input,
                    tooltip="A picture of the input folder.",
                ),
            ],
            outputs=[
                io.Image.Output("image", display_name="image", tooltip="The picture."),
                io.Mask.Output("mask", display_name="mask", tooltip="What is transparent in it."),
                io.String.Output(
                    "positive", display_name="positive", tooltip="Its prompt, empty if unknown."
                ),
                io.String.Output(
                    "negative",
                    display_name="negative",
                    tooltip="Its negative prompt, empty if unknown.",
                ),
                io.Int.Output("seed", display_name="seed", tooltip="Its seed, 0 if unknown."),
                io.Int.Output("steps", display_name="steps", tooltip="Its steps, 0 if unknown."),
                io.Float.Output("cfg", display_name="cfg", tooltip="Its CFG, 0 if unknown."),
                # No COMBO: native samplers declare their menus as lists and refuse such a link.
                io.AnyType.Output(
                    "sampler_name",
                    display_name="sampler_name",
                    tooltip="Its sampler, for any sampler_name input; preset if unknown.",
                ),
                io.AnyType.Output(
                    "scheduler",
                    display_name="scheduler",
                    tooltip="Its scheduler, for any scheduler input; preset if unknown.",
                ),
                io.String.Output(
                    "model_name",
                    display_name="model_name",
                    tooltip="The name of its checkpoint, without folder and ending.",
                ),
                PresetSocket.Output(
                    "preset",
                    display_name="preset",
                    tooltip="The preset of its checkpoint. Where none fits, what uses it fails.",
                ),
                io.Int.Output("width", display_name="width", tooltip="Pixels of the first pass."),
                io.Int.Output("height", display_name="height", tooltip="Pixels of the first pass."),
                io.String.Output(
                    "report", display_name="report", tooltip="All that was read, and what was not."
                ),
            ],
        )

    @classmethod
    def validate_inputs(cls, image: str | None) -> bool | str:
        if image is None or folder_paths.exists_annotated_filepath(image):
            return True
        return f"image {image!r} is not there; allowed: a file of the input folder"

    @classmethod
    def fingerprint_inputs(cls, image: str | None) -> str:
        if image is None:
            return host.stamp()
        status = Path(folder_paths.get_annotated_filepath(image)).stat()
        return f"{status.st_mtime_ns} {status.st_size} {host.stamp()}"

    @classmethod
    def execute(cls, image: str) -> io.NodeOutput:
        path = Path(folder_paths.get_annotated_filepath(image))
        recipe, notices = _recipe(path)
        picture = open_picture(path)
        preset = host.fitting(recipe.model) if recipe.model else None
        if preset is None:
            model = f"the checkpoint {recipe.model!r}" if recipe.model else "an unknown checkpoint"
            unfit = f"Read Image Recipe: no preset fits {model} of {path.name}; choose one by hand"
            notices += (Notice("preset-unknown", unfit),)
        text = recipe.as_text() + (f"\npreset: {preset.name}" if preset else "")
        return io.NodeOutput(
            host.image_of(picture),
            host.mask_of(picture),
            recipe.positive or "",
            recipe.negative or "",
            recipe.seed or 0,
            recipe.steps or 0,
            recipe.cfg or 0.0,
            recipe.sampler or FROM_PRESET,
            recipe.scheduler or FROM_PRESET,
            recipe.model or "",
            preset or ExecutionBlocker(unfit),
            recipe.width or picture.width,
            recipe.height or picture.height,
            "\n".join([text, *(notice.message for notice in notices)]),
            ui=shown(text, notices),
        )


def _recipe(path: Path) -> tuple[Recipe, tuple[Notice, ...]]:
    """The recipe, and what to say of it; an empty one for a picture that carries none."""
    from . import reading, texts  # Every program's format: not needed to start.

    try:
        recipe = reading.read(texts.read(path), host.presets())
    except RecipeError as error:
        return Recipe(), (Notice("no-recipe", f"{path.name}: {error}"),)
    known: Any = check(recipe.sampler, recipe.scheduler)
    strange = () if known is True else (Notice("name-unknown", f"{path.name}: {known}"),)
    return recipe, recipe.notices + strange


def _files() -> list[str]:
    folder = folder_paths.get_input_directory()
    with os.scandir(folder) as entries:
        files = [entry.name for entry in entries if entry.is_file()]
    return sorted(folder_paths.filter_files_content_types(files, ["image"]))
