"""The few EXIF tags that hold a recipe.

ComfyUI puts "prompt:{json}" into Model and "workflow:{json}" into Make, and its page finds them
there; A1111 puts its block into the user comment, Fooocus too but into the wrong directory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

MAKE, MODEL, SOFTWARE = 0x010F, 0x0110, 0x0131
DIRECTORY, MAKER_NOTE, COMMENT = 0x8769, 0x927C, 0x9286
COMFY = range(0x0100, MODEL + 1)
"""ComfyUI counts down from Make for whatever else the page sent along."""
NAMES = {SOFTWARE: "Software", MAKER_NOTE: "fooocus_scheme", COMMENT: "parameters"}

BYTE, ASCII, LONG, UNDEFINED = 1, 2, 4, 7
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8}
"""Bytes of one value by type; readers skip entries of other types."""
ENTRIES = 1000
Order = Literal["little", "big"]
UNICODE = b"UNICODE\0"


class ExifError(ValueError):
    """EXIF data that cannot be read. The message says what is wrong."""


def user_comment(text: str) -> bytes:
    """The value of the user comment as A1111 writes it, and every reader of its pictures reads."""
    return UNICODE + text.encode("utf-16-be", "surrogatepass")


def exif_texts(data: bytes) -> Iterator[tuple[str, str]]:
    """The texts in an EXIF block (from its byte-order mark), by PNG's keywords.

    Raises ExifError.
    """
    orders: dict[bytes, Order] = {b"II*\0": "little", b"MM\0*": "big"}
    order = orders.get(data[:4])
    if order is None:
        raise ExifError(f"EXIF data starts with {data[:4]!r}; allowed: b'II*\\x00', b'MM\\x00*'")
    pending = [_number(data, 4, 4, order)]
    for directory in pending:
        for tag, kind, value in _entries(data, directory, order):
            if tag == DIRECTORY and kind == LONG and len(pending) == 1:
                pending.append(int.from_bytes(value, order))
            elif tag in COMFY:
                keyword, colon, text = _text(value).partition(":")
                if colon and keyword.isidentifier():
                    yield keyword, text
            elif tag in NAMES:
                yield NAMES[tag], _comment(value) if tag == COMMENT else _text(value)


def _entries(data: bytes, place: int, order: Order) -> Iterator[tuple[int, int, bytes]]:
    """Tag, type and value of the wanted entries of a directory."""
    count = _number(data, place, 2, order)
    if count > ENTRIES:
        raise ExifError(f"{count} EXIF entries in one directory; allowed: up to {ENTRIES}")
    claimed = 0
    for entry in range(place + 2, place + 2 + 12 * count, 12):
        tag, kind = _number(data, entry, 2, order), _number(data, entry + 2, 2, order)
        length = _number(data, entry + 4, 4, order) * SIZES.get(kind, 0)
        claimed += length
        if claimed > len(data):
            # Entries that share bytes cost whoever reads them all (Pillow) their sum in memory.
            raise ExifError(f"EXIF entries claim more than the {len(data)} bytes there are")
        wanted = tag in NAMES or tag in COMFY or tag == DIRECTORY
        if not wanted or kind not in (BYTE, ASCII, LONG, UNDEFINED):
            continue
        start = entry + 8 if length <= 4 else _number(data, entry + 8, 4, order)
        if start + length > len(data):
            raise ExifError(f"EXIF tag {tag:#06x} reaches beyond the data: the file is cut off")
        yield tag, kind, data[start : start + length]


def _number(data: bytes, place: int, size: int, order: Order) -> int:
    if place + size > len(data):
        raise ExifError("EXIF data ends early: the file is cut off")
    return int.from_bytes(data[place : place + size], order)


def _comment(value: bytes) -> str:
    """A user comment: eight bytes name the encoding, unless the writer left them out."""
    if not value.startswith(UNICODE):
        return _text(value.removeprefix(b"ASCII\0\0\0").removeprefix(bytes(8)))
    body = value[len(UNICODE) :]
    # A1111 writes big-endian always; others follow the block's order. Latin text tells them apart.
    zeros_first, zeros_second = body[::2].count(0), body[1::2].count(0)
    encoding = "utf-16-le" if zeros_second > zeros_first else "utf-16-be"
    return body.decode(encoding, "replace").rstrip("\0")


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace").rstrip("\0")
