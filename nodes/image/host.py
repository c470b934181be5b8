"""Where this room meets ComfyUI: presets, model files, tensors, interruption."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import comfy.model_management
import comfy.utils
import folder_paths
import numpy as np
import torch
from PIL import Image

from ..notice import Notice
from ..preset import host
from ..preset.detect import detect, detect_file
from ..preset.model import Preset
from ..vocabulary import host as vocabulary
from .hashes import short_hash
from .recipe import Recipe, name_of

if TYPE_CHECKING:
    from .ours import Presets

CATEGORY = "Tag Atelier/image"
CHECKPOINTS, LORAS = ("checkpoints", "diffusion_models"), ("loras",)


def presets() -> Presets:
    from .ours import Presets  # Needs the whole prompt room, which a start has no use for.

    return Presets(host.installed().presets, fitting, vocabulary.active)


def stamp() -> str:
    """Changes when a preset or a tag list does, and with it what our nodes make of a graph."""
    return f"{host.stamp()} {vocabulary.stamp()}"


def fitting(model: str) -> Preset | None:
    """The preset for a checkpoint's name; its metadata is asked too where the file is here."""
    known = host.installed().presets
    path = model_file(model, CHECKPOINTS)
    match = detect_file(path, known.values()) if path else detect(model, {}, known.values())
    return known[match.preset_id] if match else None


def model_file(name: str, kinds: tuple[str, ...]) -> Path | None:
    """The model file of a name, with or without its folder and ending."""
    for kind in kinds:
        for file in folder_paths.get_filename_list(kind):
            if file == name or name_of(file) == name:
                found = folder_paths.get_full_path(kind, file)
                return Path(found) if found else None
    return None


def with_hashes(recipe: Recipe) -> Recipe:
    """The recipe with the hashes of its model and LoRAs, where their files are here."""
    model, unknown = _hash(recipe.model, CHECKPOINTS) if recipe.model else ("", None)
    loras, notices = [], [unknown]
    for lora in recipe.loras:
        digits, fault = _hash(lora.name, LORAS)
        loras.append(replace(lora, hash=digits))
        notices.append(fault)
    found = tuple(notice for notice in notices if notice)
    return replace(
        recipe, model_hash=model or None, loras=tuple(loras), notices=recipe.notices + found
    )


def _hash(name: str, kinds: tuple[str, ...]) -> tuple[str, Notice | None]:
    path = model_file(name, kinds)
    if path is None:
        return "", Notice("model-not-found", f"no hash of {name!r}: its file is not here")
    bar: Any = None

    def progress(done: int, size: int) -> None:
        nonlocal bar
        comfy.model_management.throw_exception_if_processing_interrupted()
        bar = bar or comfy.utils.ProgressBar(size)
        bar.update_absolute(done)

    known = Path(folder_paths.get_user_directory()) / "tag_atelier" / "hashes.json"
    try:
        return short_hash(path, known, progress), None
    except OSError as error:
        return "", Notice("model-not-read", f"no hash of {path.name!r}: {error.strerror}")


def pictures(images: torch.Tensor) -> Iterator[Image.Image]:
    """The pictures of an IMAGE (batch x height x width x channels, 0 to 1), one at a time."""
    for image in images:
        # As the host's own saving does: cut off, not rounded.
        pixels = np.clip(255.0 * image.cpu().numpy(), 0, 255).astype(np.uint8)
        yield Image.fromarray(pixels if pixels.shape[-1] > 1 else pixels[..., 0])


def image_of(picture: Image.Image) -> torch.Tensor:
    """A picture as an IMAGE of one, 1 x height x width x 3."""
    pixels = np.array(picture.convert("RGB"), dtype=np.float32) / 255.0
    return _passed(torch.from_numpy(pixels)[None])


def mask_of(picture: Image.Image) -> torch.Tensor:
    """What is transparent, as the native Load Image gives it: 64 x 64 of nothing without alpha."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return _passed(torch.zeros((1, 64, 64)))
    alpha = np.array(picture.convert("RGBA").getchannel("A"), dtype=np.float32) / 255.0
    return _passed(1.0 - torch.from_numpy(alpha)[None])


def _passed(tensor: torch.Tensor) -> torch.Tensor:
    """On the device and in the type that the host passes images in."""
    device = comfy.model_management.intermediate_device()
    return tensor.to(device=device, dtype=comfy.model_management.intermediate_dtype())
