"""Pictures opened within bounds."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageOps

from .texts import FILES, ImageError

PIXELS = 80_000_000
"""Decoded at most: 1 GB as an IMAGE."""


def open_picture(path: Path) -> Image.Image:
    """The picture, turned as its EXIF says; of an animation the first frame.

    `texts.read` has to have passed the file: Pillow reads EXIF without bounds. Raises ImageError
    for anything but a whole PNG, JPEG or WebP of up to `PIXELS`.
    """
    try:
        # Only these three decoders: what can be opened is what can carry a recipe.
        with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as picture:
            pixels = picture.width * picture.height
            if pixels > PIXELS:
                size = f"{picture.width} x {picture.height}"
                raise ImageError(f"{path.name}: {size} pixels; allowed: {PIXELS} in all")
            picture.load()
            # In a PNG Pillow would also look into a text chunk that `texts` does not check.
            return picture.copy() if picture.format == "PNG" else ImageOps.exif_transpose(picture)
    except ImageError:
        raise
    except Image.DecompressionBombError as error:
        raise ImageError(f"{path.name}: too large: {error}; allowed: {PIXELS} pixels") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ImageError(f"{path.name}: cannot be decoded as {FILES}: {error}") from error
