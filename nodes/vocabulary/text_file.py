"""The text of a user's file, plain or gzip, read within bounds whatever the file holds."""

from __future__ import annotations

import codecs
import gzip
import zlib
from io import BytesIO
from pathlib import Path

BYTES = 128 * 2**20
"""Text that is read at most, counted after decompression. All 1.7 million tags of Danbooru, with
aliases, are about 60 MB; a gzip bomb ends here."""

LINES = 4_000_000
"""Lines that a file has at most, so that short ones cannot fill the memory."""

GZIP = b"\x1f\x8b"


class Unreadable(ValueError):
    """The file holds no text that can be used. The message says why, without the file's name."""


def read_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file, with or without BOM and gzip. Raises Unreadable."""
    try:
        raw = read_bytes(path)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from error
    text = _decode(_unpack(raw) if raw.startswith(GZIP) else raw)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > LINES:
        raise Unreadable(f"more than {LINES:,} lines; allowed: up to that")
    return text.split("\n")


def read_bytes(path: Path) -> bytes:
    """The file as it is, up to one byte more than is allowed. Raises OSError."""
    with path.open("rb") as file:
        return file.read(BYTES + 1)


def _unpack(raw: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=BytesIO(raw)) as file:
            return file.read(BYTES + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise Unreadable(f"broken gzip: {error}") from error


def _decode(data: bytes) -> str:
    if len(data) > BYTES:
        raise Unreadable(f"more than {BYTES // 2**20} MB of text; allowed: up to that")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable("UTF-16 text; allowed: UTF-8")
    if b"\0" in data:
        raise Unreadable(f"not a text file: byte {data.index(0)} is zero")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"line {line} is not UTF-8: byte 0x{data[error.start]:02x}") from error
