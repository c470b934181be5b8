"""The header of a safetensors file: its metadata, without reading a tensor.

The format is 8 bytes of little-endian length, then that many bytes of JSON
(https://github.com/huggingface/safetensors#format).
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

LIMIT = 100_000_000
"""Bytes of header that are read at most; the safetensors library refuses more as well."""


class HeaderError(ValueError):
    """Not a safetensors file. The message names the file and what is wrong."""


def metadata(path: Path) -> dict[str, str]:
    """The `__metadata__` strings of a safetensors file, empty where it has none.

    Read again when the file's time or size changes. Raises HeaderError.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise HeaderError(f"{path.name}: cannot be read: {error.strerror}") from error
    return dict(_metadata(path, status.st_mtime_ns, status.st_size))


@lru_cache(maxsize=64)
def _metadata(path: Path, _mtime_ns: int, size: int) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if not 2 <= length <= min(LIMIT, size - 8):
                claim = f"a header of {length} bytes in a file of {size}"
                raise HeaderError(
                    f"{path.name}: {claim}; allowed: up to {LIMIT} and the file's end"
                )
            found = json.loads(file.read(length).decode("utf-8")).get("__metadata__") or {}
    except OSError as error:
        raise HeaderError(f"{path.name}: cannot be read: {error.strerror}") from error
    except (ValueError, AttributeError, RecursionError) as error:
        if isinstance(error, HeaderError):
            raise
        raise HeaderError(f"{path.name}: the header is not a JSON object: {error}") from error
    if not isinstance(found, dict):
        raise HeaderError(
            f"{path.name}: __metadata__ is {type(found).__name__}; allowed: an object"
        )
    return {name: text for name, text in found.items() if isinstance(text, str)}
