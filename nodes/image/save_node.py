"""The node that saves pictures with their recipe."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import folder_paths
from comfy.cli_args import args
from comfy_api.latest import io

from ..notice import Notice, shown
from . import host
from . import recipe as read_as
from .recipe import Recipe, RecipeError, SecondPass
from .saving import FORMATS, LOSSLESS, Carried, Format, save

NEEDED = ("positive", "seed", "steps", "cfg", "sampler", "model")


class TagAtelierSaveImage(io.ComfyNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierSaveImage",
            display_name="Save Image with Recipe",
            category=host.CATEGORY,
            description=(
                "Saves images with ComfyUI's workflow and with the text block that A1111 and "
                "Civitai read. Prompts and settings are found in the graph; connect what it "
                "cannot tell."
            ),
            search_aliases=[
                "save image",
                "save image with metadata",
                "image saver",
                "civitai metadata",
                "a1111 parameters",
                "save webp",
                "save jpeg",
            ],
            inputs=[
                io.Image.Input("images", tooltip="The images to save."),
                io.String.Input(
                    "filename_prefix",
                    default="ComfyUI",
                    tooltip=(
                        "Folder and start of the file name in the output folder. %year%, %month%, "
                        "%day%, %hour%, %minute%, %second%, %width% and %height% are filled in."
                    ),
                ),
                io.Combo.Input(
                    "format",
                    options=list(FORMATS),
                    default="png",
                    tooltip=(
                        "png and webp bring the workflow back when dropped on the page; the page "
                        "reads none from a jpeg, which keeps it for other programs."
                    ),
                ),
                io.Int.Input(
                    "quality",
                    default=95,
                    min=1,
                    max=100,
                    tooltip=f"Of webp and jpeg. {LOSSLESS}: webp loses nothing, as png never does.",
                ),
                io.Boolean.Input(
                    "hashes",
                    default=True,
                    tooltip=(
                        "Write the hashes by which Civitai finds model and LoRAs. Each file is "
                        "read whole once, about 10 seconds for 6 GB, and again when it changes."
                    ),
                ),
                io.String.Input(
                    "positive",
                    optional=True,
                    force_input=True,
                    tooltip="The prompt to write down. Not connected: what the graph tells.",
                ),
                io.String.Input(
                    "negative",
                    optional=True,
                    force_input=True,
                    tooltip="The negative to write down. Not connected: what the graph tells.",
                ),
                io.Int.Input(
                    "seed",
                    optional=True,
                    min=0,
                    max=read_as.LARGEST_SEED,
                    force_input=True,
                    tooltip="The seed to write down, where another node makes it.",
                ),
                io.Int.Input(
                    "steps",
                    optional=True,
                    min=1,
                    max=10_000,
                    force_input=True,
                    tooltip="The steps to write down, where another node makes them.",
                ),
                io.Float.Input(
                    "cfg",
                    optional=True,
                    min=0.0,
                    max=100.0,
                    force_input=True,
                    tooltip="The CFG to write down, where another node makes it.",
                ),
                io.String.Input(
                    "sampler_name",
                    optional=True,
                    force_input=True,
                    tooltip="ComfyUI's name of the sampler, where another node makes it.",
                ),
                io.String.Input(
                    "scheduler",
                    optional=True,
                    force_input=True,
                    tooltip="ComfyUI's name of the scheduler, where another node makes it.",
                ),
                io.String.Input(
                    "model_name",
                    optional=True,
                    force_input=True,
                    tooltip="The checkpoint's file name, where another node makes it.",
                ),
            ],
            outputs=[
                io.String.Output(
                    "parameters",
                    display_name="parameters",
                    tooltip="The text block as it was written into the file.",
                ),
            ],
            hidden=[io.Hidden.unique_id],
            is_output_node=True,
        )

    @classmethod
    def execute(
        cls,
        images: Any,
        filename_prefix: str,
        format: Format,
        quality: int,
        hashes: bool,
        positive: str | None = None,
        negative: str | None = None,
        seed: int | None = None,
        steps: int | None = None,
        cfg: float | None = None,
        sampler_name: str | None = None,
        scheduler: str | None = None,
        model_name: str | None = None,
    ) -> io.NodeOutput:
        from . import a1111  # Not needed to start.

        given = Recipe(
            positive=positive,
            negative=negative,
            seed=seed,
            steps=steps,
            cfg=cfg,
            sampler=sampler_name,
            scheduler=scheduler,
            model=read_as.name_of(model_name),
        )
        recipe = _completed(given.over(_of_graph(cls.hidden)), images.shape[2], images.shape[1])
        recipe = host.with_hashes(recipe) if hashes else recipe
        block = a1111.write(recipe)
        carried = _carried(cls.hidden, block)
        folder, stem, counter, subfolder, _ = folder_paths.get_save_image_path(
            filename_prefix, folder_paths.get_output_directory(), images.shape[2], images.shape[1]
        )
        saved, notices = [], recipe.notices + _gaps(recipe)
        for number, picture in enumerate(host.pictures(images)):
            name = stem.replace("%batch_num%", str(number))
            path, counter, lost = save(
                picture, Path(folder), name, counter, format, quality, carried
            )
            saved.append({"filename": path.name, "subfolder": subfolder, "type": "output"})
            notices += tuple(notice for notice in lost if notice not in notices)
            counter += 1
        return io.NodeOutput(block, ui={"images": saved, **shown(block, notices)})


def _of_graph(hidden: Any) -> Recipe:
    from . import comfy_graph  # Not needed to start.

    try:
        return comfy_graph.read(hidden.prompt or {}, host.presets(), str(hidden.unique_id))
    except RecipeError:
        return Recipe()  # Nothing sampled the picture; what is connected is written all the same.


def _completed(recipe: Recipe, width: int, height: int) -> Recipe:
    """The recipe with the sizes: of the picture, or of the first pass and how much it grew."""
    second = recipe.second_pass
    if second is None or not recipe.width or not recipe.height:
        return replace(recipe, width=width, height=height, second_pass=None)
    upscale = round(width / recipe.width, 4)
    return replace(recipe, second_pass=SecondPass(second.denoise, second.steps, upscale))


def _gaps(recipe: Recipe) -> tuple[Notice, ...]:
    missing = [name for name in NEEDED if getattr(recipe, name) is None]
    if not missing:
        return ()
    message = f"the graph does not tell {', '.join(missing)}: connect it to have it written"
    return (Notice("recipe-incomplete", message),)


def _carried(hidden: Any, block: str) -> Carried:
    """Nothing where the host was started with --disable-metadata."""
    if args.disable_metadata:
        return Carried()
    return Carried(block, hidden.prompt, hidden.extra_pnginfo)
