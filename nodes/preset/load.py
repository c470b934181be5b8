"""Read presets from JSON: the shipped ones first, then the user's own over them.

A file that cannot be read is left out with a `PresetError` that names file, field and value; the
others load. Nothing is cached beyond a file's time and size, so an edit is seen at the next look.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from .model import Preset

FORMAT = 1
SHIPPED = Path(__file__).parents[2] / "presets"


class PresetError(ValueError):
    """A preset file that cannot be used; the message names file, field, value, what is allowed."""


@dataclass(frozen=True, slots=True)
class Library:
    """All presets by id, in file-name order, shipped ones first, and what could not be read."""

    presets: dict[str, Preset]
    errors: tuple[str, ...]

    def get(self, preset_id: str) -> Preset:
        """The preset of that id. Raises PresetError that lists the ids there are."""
        if preset_id not in self.presets:
            known = ", ".join(self.presets)
            broken = "".join(f"; not loaded: {error}" for error in self.errors)
            raise PresetError(f"unknown preset {preset_id!r}; installed: {known}{broken}")
        return self.presets[preset_id]


def library(*user_folders: Path) -> Library:
    """The shipped presets with those of `user_folders` over them; a later folder wins by id."""
    presets: dict[str, Preset] = {}
    errors: list[str] = []
    for path in _files((SHIPPED, *user_folders)):
        try:
            preset = read(path)
            presets[preset.id] = preset
        except PresetError as error:
            errors.append(str(error))
    return Library(presets, tuple(errors))


def stamp(*user_folders: Path) -> str:
    """A short digest that changes when any preset file is added, edited or removed."""
    facts = [(path.name, *_version(path)) for path in _files((SHIPPED, *user_folders))]
    return sha256(repr(facts).encode()).hexdigest()[:16]


def read(path: Path) -> Preset:
    """One preset file. Raises PresetError."""
    return _read(path, *_version(path))


def as_data(preset: Preset) -> dict[str, Any]:
    """The preset as its JSON file would hold it, with every default written out."""
    return {"format": FORMAT, **asdict(preset)}


def _files(folders: Iterable[Path]) -> Iterable[Path]:
    for folder in folders:
        if folder.is_dir():
            yield from sorted(folder.glob("*.json"))


def _version(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError as error:
        raise PresetError(f"{path.name}: cannot be read: {error.strerror}") from error
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=256)
def _read(path: Path, _mtime_ns: int, _size: int) -> Preset:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise PresetError(f"{path.name}: not readable as JSON: {error}") from error
    if not isinstance(data, dict):
        raise PresetError(f"{path.name}: {type(data).__name__} at the top; allowed: an object")
    if data.get("format") != FORMAT:
        found = data.get("format")
        raise PresetError(f"{path.name}: format: {found!r} is not allowed; allowed: {FORMAT}")
    body = {name: value for name, value in data.items() if name != "format"}
    try:
        return _decode(Preset, body, "")
    except ValueError as error:
        raise PresetError(f"{path.name}: {error}") from error


def _decode(kind: Any, value: Any, where: str) -> Any:
    """`value` as `kind`: a dataclass, a tuple, a dict, a Literal, an optional or a plain type."""
    if is_dataclass(kind):
        return _decode_object(kind, value, where)
    if kind in (str, bool):
        if not isinstance(value, kind):
            raise _misfit(value, where, kind.__name__)
        return value
    if kind in (int, float):
        allowed = int if kind is int else (int, float)
        if not isinstance(value, allowed) or isinstance(value, bool):
            raise _misfit(value, where, f"a number ({kind.__name__})")
        return value
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        if value not in parts:
            raise _misfit(value, where, " | ".join(map(str, parts)))
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise _misfit(value, where, "a list")
        return tuple(_decode(parts[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            raise _misfit(value, where, "an object")
        return {
            _decode(parts[0], name, where): _decode(parts[1], item, f"{where}.{name}")
            for name, item in value.items()
        }
    inner = next(part for part in parts if part is not type(None))  # an optional
    return None if value is None else _decode(inner, value, where)


def _decode_object(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise _misfit(value, where, "an object")
    hints, required = _shape(kind)
    prefix = f"{where}." if where else ""
    for name in value:
        if name not in hints:
            raise _misfit(value[name], prefix + name, f"the fields {', '.join(hints)}")
    for name in required:
        if name not in value:
            raise _misfit(None, prefix + name, "a value, it is required")
    found = {name: _decode(hints[name], value[name], prefix + name) for name in value}
    try:
        return kind(**found)
    except ValueError as error:
        raise ValueError(f"{prefix}{error}") from error


@cache
def _shape(kind: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A dataclass's field types by name, and the names without a default."""
    hints = get_type_hints(kind)
    required = tuple(
        item.name
        for item in fields(kind)
        if item.default is MISSING and item.default_factory is MISSING
    )
    return hints, required


def _misfit(value: Any, where: str, allowed: str) -> ValueError:
    shown = repr(value) if len(repr(value)) <= 80 else repr(value)[:77] + "..."
    return ValueError(f"{where or 'preset'}: {shown} is not allowed; allowed: {allowed}")
