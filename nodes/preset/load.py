"""Read presets from JSON: the shipped ones first, then the user's own over them.

A file that cannot be read is left out with a `PresetError` that names file, field and value; the
others load. Nothing is cached beyond a file's time and size, so an edit is seen at the next look.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterable
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from .model import Preset

FORMAT = 1
SHIPPED = Path(__file__).parents[2] / "presets"

_hints = lru_cache(get_type_hints)  # slow, and asked about each object: half of a start


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
    origin, parts = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _decode_object(kind, value, where)
    if origin in (Union, types.UnionType):
        inner = next(part for part in parts if part is not type(None))
        return None if value is None else _decode(inner, value, where)
    if origin is Literal:
        return _expect(value in parts, value, where, " | ".join(map(str, parts)))
    if origin is tuple:
        _expect(isinstance(value, list), value, where, "a list")
        return tuple(_decode(parts[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if origin is dict:
        _expect(isinstance(value, dict), value, where, "an object")
        return {
            _decode(parts[0], name, where): _decode(parts[1], item, f"{where}.{name}")
            for name, item in value.items()
        }
    if kind in (int, float):
        number = isinstance(value, int if kind is int else (int, float))
        _expect(number and not isinstance(value, bool), value, where, f"a number ({kind.__name__})")
        return value
    return _expect(isinstance(value, kind), value, where, kind.__name__)


def _decode_object(kind: Any, value: Any, where: str) -> Any:
    _expect(isinstance(value, dict), value, where, "an object")
    known = {item.name: item for item in fields(kind)}
    hints = _hints(kind)
    prefix = f"{where}." if where else ""
    for name in value:
        _expect(name in known, value[name], prefix + name, f"the fields {', '.join(known)}")
    for name, item in known.items():
        optional = item.default is not MISSING or item.default_factory is not MISSING
        _expect(optional or name in value, None, prefix + name, "a value, it is required")
    found = {name: _decode(hints[name], value[name], prefix + name) for name in value}
    try:
        return kind(**found)
    except ValueError as error:
        raise ValueError(f"{prefix}{error}") from error


def _expect(holds: bool, value: Any, where: str, allowed: str) -> Any:
    if not holds:
        shown = repr(value) if len(repr(value)) <= 80 else repr(value)[:77] + "..."
        raise ValueError(f"{where or 'preset'}: {shown} is not allowed; allowed: {allowed}")
    return value
