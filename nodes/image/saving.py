"""Pictures as files with their recipe inside. A file that is there is never written over."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ..notice import Notice
from .exif import COMMENT, DIRECTORY, MAKE, MODEL, user_comment

Format = Literal["png", "webp", "jpeg"]
FORMATS: tuple[Format, ...] = get_args(Format)
ENDINGS: dict[Format, str] = {"png": "png", "webp": "webp", "jpeg": "jpg"}
LOSSLESS = 100
"""The quality at which WebP keeps every pixel."""
COMPRESSION = 4
"""PNG's, as ComfyUI saves."""
JPEG_LIMIT = 65_533
"""Bytes of EXIF that fit into a JPEG segment, its own mark included."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a picture carries: A1111's block, the prompt that ran and what the page sent along."""

    parameters: str = ""
    prompt: Mapping[str, Any] | None = None
    extra: Mapping[str, Any] | None = None

    def comfy_texts(self) -> dict[str, str]:
        """ComfyUI's texts by their keywords, prompt first, then workflow."""
        parts = {"prompt": self.prompt} if self.prompt is not None else {}
        return {name: json.dumps(part) for name, part in {**parts, **(self.extra or {})}.items()}


def save(
    image: Image.Image,
    folder: Path,
    stem: str,
    counter: int,
    kind: Format,
    quality: int,
    carried: Carried,
) -> tuple[Path, int, tuple[Notice, ...]]:
    """Write a picture as `stem_00001_.png`, at `counter` or the next free number.

    `quality` (1 to 100) is read by WebP and JPEG. Returns the file, its number, and what could not
    be carried. Raises OSError.
    """
    data, notices = _encoded(image, kind, quality, carried)
    while True:
        path = folder / f"{stem}_{counter:05}_.{ENDINGS[kind]}"
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            counter += 1
            continue
        return path, counter, notices


def _encoded(
    image: Image.Image, kind: Format, quality: int, carried: Carried
) -> tuple[bytes, tuple[Notice, ...]]:
    buffer = io.BytesIO()
    notices: tuple[Notice, ...] = ()
    if kind == "png":
        image.save(buffer, "PNG", pnginfo=_png_texts(carried), compress_level=COMPRESSION)
    elif kind == "webp":
        exif = _exif(carried.parameters, carried.comfy_texts())
        image.save(buffer, "WEBP", exif=exif, quality=quality, lossless=quality == LOSSLESS)
    else:
        exif, notices = _small_exif(carried)
        image.convert("RGB").save(buffer, "JPEG", exif=exif, quality=quality, subsampling=0)
    return buffer.getvalue(), notices


def _png_texts(carried: Carried) -> PngInfo:
    texts = PngInfo()
    for name, text in carried.comfy_texts().items():
        texts.add_text(name, text)
    if carried.parameters.isascii():
        texts.add_text("parameters", carried.parameters)
    else:  # Pillow would write Latin-1 where it can, and ComfyUI's page reads UTF-8 alone.
        texts.add_itxt("parameters", carried.parameters)
    return texts


def _exif(parameters: str, comfy: Mapping[str, str]) -> bytes:
    """ComfyUI's texts where its page looks for them in a WebP, and A1111's where A1111 looks."""
    exif = Image.Exif()
    tag = MAKE
    for name, text in comfy.items():
        if name == "prompt":
            exif[MODEL] = f"prompt:{text}"
        else:
            exif[tag] = f"{name}:{text}"
            tag -= 1
    if parameters:
        exif.get_ifd(DIRECTORY)[COMMENT] = user_comment(parameters)
    return exif.tobytes()


def _small_exif(carried: Carried) -> tuple[bytes, tuple[Notice, ...]]:
    """What fits into a JPEG: the block first, then the prompt, then the workflow."""
    comfy, parameters, lost = carried.comfy_texts(), carried.parameters, []
    while len(exif := _exif(parameters, comfy)) > JPEG_LIMIT:
        if comfy:
            lost.append(comfy.popitem()[0])
        else:
            lost.append("parameters")
            parameters = ""
    if not lost:
        return exif, ()
    message = (
        f"JPEG holds {JPEG_LIMIT} bytes beside the picture; left out: {', '.join(lost)}. "
        "PNG and WebP hold all"
    )
    return exif, (Notice("jpeg-too-small", message),)
