"""The texts that a PNG, JPEG or WebP file carries, read without decoding the picture.

Only the parts that can hold a recipe are read, each up to a limit, so a hostile file costs no more
memory than `LIMIT`. Formats: PNG chunks tEXt, zTXt, iTXt and eXIf (W3C PNG 3); EXIF in JPEG's APP1
and in RIFF's EXIF chunk (CIPA DC-008).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from .exif import ExifError, exif_texts

LIMIT = 16 * 1024 * 1024
"""Bytes of text that are read from one file, unpacked. Real workflows stay below 2 MB."""
PARTS = 1_000_000
"""Chunks or segments that are looked at in one file."""

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
FILES = "PNG, JPEG and WebP"


class ImageError(ValueError):
    """A picture that cannot be read. The message names the file and what is wrong."""


def read(path: Path) -> dict[str, str]:
    """The texts of a picture by their keyword; of equal keywords the first.

    EXIF's are called as PNG calls them: prompt, workflow, parameters (the user comment), Software,
    fooocus_scheme. Raises ImageError.
    """
    try:
        with path.open("rb") as file:
            return _read(file, path.stat().st_size)
    except OSError as error:
        raise ImageError(f"{path.name}: cannot be read: {error.strerror}") from error
    except (_Fault, ExifError) as error:
        raise ImageError(f"{path.name}: {error}") from error


class _Fault(ValueError):
    """What is wrong with a file, before it is known how the file is called."""


def _read(file: BinaryIO, size: int) -> dict[str, str]:
    start = file.read(12)
    if start.startswith(PNG):
        file.seek(len(PNG))
        found = _png(file, size)
    elif start.startswith(JPEG):
        file.seek(len(JPEG))
        found = _jpeg(file, size)
    elif start[:4] == b"RIFF" and start[8:] == b"WEBP":
        found = _webp(file, size)
    else:
        raise _Fault(f"no picture that carries a recipe; allowed: {FILES}")
    texts: dict[str, str] = {}
    budget = LIMIT
    for keyword, text in found:
        budget -= len(text)
        if budget < 0:
            raise _Fault(f"more than {LIMIT} bytes of text; allowed: up to that")
        texts.setdefault(keyword, text)
    return texts


def _png(file: BinaryIO, size: int) -> Iterator[tuple[str, str]]:
    for _ in range(PARTS):
        head = file.read(8)
        if len(head) < 8 or head[4:] == b"IEND":
            return  # A picture that ends early is told by whoever decodes it.
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if kind in _PNG_TEXTS:
            yield from _PNG_TEXTS[kind](_part(file, length, size, kind.decode()))
            file.seek(4, 1)
        else:
            file.seek(length + 4, 1)
    raise _Fault(f"more than {PARTS} chunks; allowed: up to that")


def _jpeg(file: BinaryIO, size: int) -> Iterator[tuple[str, str]]:
    for _ in range(PARTS):
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF or marker[1] in (0xD9, 0xDA):
            return  # The picture itself begins.
        if marker[1] == 0xFF:
            file.seek(-1, 1)  # fill byte
            continue
        length = int.from_bytes(file.read(2), "big") - 2
        if length < 0:
            raise _Fault(f"a segment of {length + 2} bytes; allowed: 2 and more")
        if marker[1] == 0xE1:
            part = _part(file, length, size, "APP1")
            if part.startswith(b"Exif\0\0"):
                yield from exif_texts(part[6:])
        else:
            file.seek(length, 1)
    raise _Fault(f"more than {PARTS} segments; allowed: up to that")


def _webp(file: BinaryIO, size: int) -> Iterator[tuple[str, str]]:
    for _ in range(PARTS):
        head = file.read(8)
        if len(head) < 8:
            return
        length = int.from_bytes(head[4:], "little")
        if head[:4] == b"EXIF":
            yield from exif_texts(_part(file, length, size, "EXIF").removeprefix(b"Exif\0\0"))
            file.seek(length % 2, 1)
        else:
            file.seek(length + length % 2, 1)
    raise _Fault(f"more than {PARTS} chunks; allowed: up to that")


def _part(file: BinaryIO, length: int, size: int, kind: str) -> bytes:
    """`length` bytes that hold text. Raises _Fault when they are too many or not there."""
    left = size - file.tell()
    if length > left:
        raise _Fault(f"its {kind} says {length} bytes where {left} are left: the file is cut off")
    if length > LIMIT:
        raise _Fault(f"{length} bytes of {kind}; allowed: up to {LIMIT}")
    return file.read(length)


def _plain_text(part: bytes) -> Iterator[tuple[str, str]]:
    keyword, _, text = part.partition(b"\0")
    # PNG says Latin-1, yet ComfyUI's page and others read UTF-8.
    yield keyword.decode("latin-1"), _decoded(text)


def _packed_text(part: bytes) -> Iterator[tuple[str, str]]:
    keyword, _, text = part.partition(b"\0")
    yield keyword.decode("latin-1"), _unpacked(text[1:]).decode("latin-1")


def _unicode_text(part: bytes) -> Iterator[tuple[str, str]]:
    keyword, _, rest = part.partition(b"\0")
    packed, after = rest[:1], rest[2:]
    text = after.partition(b"\0")[2].partition(b"\0")[2]
    text = _unpacked(text) if packed == b"\x01" else text
    yield keyword.decode("latin-1"), text.decode("utf-8", "replace")


_PNG_TEXTS = {
    b"tEXt": _plain_text,
    b"zTXt": _packed_text,
    b"iTXt": _unicode_text,
    b"eXIf": exif_texts,
}


def _unpacked(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, LIMIT)
    except zlib.error as error:
        raise _Fault(f"a packed text is broken: {error}") from error
    if unpacker.unconsumed_tail:
        raise _Fault(f"a packed text of more than {LIMIT} bytes; allowed: up to that")
    return text


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1")
