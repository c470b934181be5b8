"""Nodes that choose a preset."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import comfy.sd
import folder_paths
from comfy_api.latest import io

from ..notice import shown
from . import host
from .describe import broken, describe

CATEGORY = "Tag Atelier/model"


def _preset_input() -> io.Combo.Input:
    return io.Combo.Input(
        "preset",
        options=host.options(),
        default=host.AUTO,
        tooltip=(
            "The model card to follow. "
            "auto: the one that fits the checkpoint's metadata or file name."
        ),
    )


class TagAtelierPreset(io.ComfyNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierPreset",
            display_name="Model Preset",
            category=CATEGORY,
            description=(
                "What a model card says, as data: tag order, special tags, sizes and sampler. "
                "Plug it into the other Tag Atelier nodes, or take its numbers to native ones."
            ),
            search_aliases=[
                "model card",
                "animagine",
                "kivotos",
                "kohaku",
                "illustrious",
                "noobai",
                "pony",
                "recommended settings",
                "checkpoint settings",
                "steps and cfg for model",
            ],
            inputs=[
                _preset_input(),
                io.Model.Input(
                    "model",
                    optional=True,
                    tooltip="Read by auto alone: the file it was loaded from tells the preset.",
                ),
            ],
            outputs=[
                host.PresetSocket.Output(
                    "preset", display_name="preset", tooltip="For the other Tag Atelier nodes."
                ),
                io.String.Output(
                    "quality_tags",
                    display_name="quality tags",
                    tooltip="The recommended positive tags, for a native text node.",
                ),
                io.String.Output(
                    "negative",
                    display_name="negative",
                    tooltip="The recommended negative prompt, for a native text node.",
                ),
                io.Int.Output(
                    "steps", display_name="steps", tooltip="Sampling steps, for a native sampler."
                ),
                io.Float.Output(
                    "cfg", display_name="cfg", tooltip="CFG scale, for a native sampler."
                ),
                io.Int.Output(
                    "width", display_name="width", tooltip="The preset's usual width in pixels."
                ),
                io.Int.Output(
                    "height", display_name="height", tooltip="The preset's usual height in pixels."
                ),
                io.String.Output(
                    "card",
                    display_name="card",
                    tooltip="The card in a few lines, with its remarks.",
                ),
            ],
        )

    @classmethod
    def validate_inputs(cls, preset: str | None) -> bool | str:
        return host.check(preset)

    @classmethod
    def fingerprint_inputs(cls, preset: str | None, **_: Any) -> str:
        return host.stamp()

    @classmethod
    def execute(cls, preset: str, model: Any = None) -> io.NodeOutput:
        chosen, how = host.choose(preset, host.checkpoint_of(model))
        card = describe(chosen)
        level = chosen.levels["standard"]
        return io.NodeOutput(
            chosen,
            level.positive,
            level.negative,
            int(chosen.sampling.steps.value),
            float(chosen.sampling.cfg.value),
            chosen.sizes.default.width,
            chosen.sizes.default.height,
            card,
            ui=shown(f"{how}\n{card}", broken(host.installed())),
        )


class TagAtelierCheckpoint(io.ComfyNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierCheckpoint",
            display_name="Load Checkpoint with Preset",
            category=CATEGORY,
            description=(
                "Loads a checkpoint as the native loader does, together with the preset that fits."
            ),
            search_aliases=[
                "checkpoint loader",
                "load model with settings",
                "checkpoint with recommended settings",
                "detect model",
                "animagine loader",
            ],
            inputs=[
                io.Combo.Input(
                    "ckpt_name",
                    options=folder_paths.get_filename_list("checkpoints"),
                    tooltip="The checkpoint file to load.",
                ),
                _preset_input(),
            ],
            outputs=[
                io.Model.Output("model", display_name="model", tooltip="The diffusion model."),
                io.Clip.Output("clip", display_name="clip", tooltip="Both SDXL text encoders."),
                io.Vae.Output("vae", display_name="vae", tooltip="The VAE inside the checkpoint."),
                host.PresetSocket.Output(
                    "preset", display_name="preset", tooltip="For the other Tag Atelier nodes."
                ),
            ],
        )

    @classmethod
    def validate_inputs(cls, preset: str | None) -> bool | str:
        return host.check(preset)

    @classmethod
    def fingerprint_inputs(cls, preset: str | None, **_: Any) -> str:
        return host.stamp()

    @classmethod
    def execute(cls, ckpt_name: str, preset: str) -> io.NodeOutput:
        path = folder_paths.get_full_path_or_raise("checkpoints", ckpt_name)
        chosen, how = host.choose(preset, Path(path))
        embeddings = folder_paths.get_folder_paths("embeddings")
        model, clip, vae = comfy.sd.load_checkpoint_guess_config(
            path, embedding_directory=embeddings
        )[:3]
        told = shown(f"{how}\n{describe(chosen)}", broken(host.installed()))
        return io.NodeOutput(model, clip, vae, chosen, ui=told)


NODES = [TagAtelierPreset, TagAtelierCheckpoint]
