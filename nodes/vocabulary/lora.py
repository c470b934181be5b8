"""What a LoRA was trained on, as its own header tells: tags with their frequency, and triggers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..header import HeaderError, metadata

LONGEST = 16 * 2**20
"""Characters of ss_tag_frequency that are read; 10,000 tags of 20 letters take 0.3 million."""

LARGEST = 2**31 - 1
"""How often a tag may be counted in one data set."""

MOST = 1_000
"""Tags that are told, the most frequent ones."""


@dataclass(frozen=True, slots=True)
class LoraTags:
    """`tags` are (tag, how many training pictures had it), most frequent first."""

    triggers: tuple[str, ...]
    tags: tuple[tuple[str, int], ...]


def read(path: Path) -> LoraTags:
    """From the header of a safetensors file; empty where it tells nothing. Raises HeaderError."""
    told = metadata(path)
    try:
        counts = frequency(told.get("ss_tag_frequency", "{}"))
    except ValueError as error:
        raise HeaderError(f"{path.name}: ss_tag_frequency {error}") from error
    phrase = told.get("modelspec.trigger_phrase", "")
    triggers = dict.fromkeys(word.strip() for word in phrase.split(",") if word.strip())
    return LoraTags(tuple(triggers), tuple(counts.most_common(MOST)))


def frequency(text: str) -> Counter[str]:
    """The tags of all data sets together. ValueError says what is wrong, for after a name.

    `text` is JSON: {"10_name": {"1girl": 20, " smile": 3}, "5_other": {"1girl": 4}}
    """
    if len(text) > LONGEST:
        raise ValueError(f"has {len(text)} characters; allowed: up to {LONGEST}")
    try:
        sets = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"is not JSON: {error}") from error
    if not isinstance(sets, dict) or not all(isinstance(each, dict) for each in sets.values()):
        raise ValueError("is not an object of data sets, each an object of tags")
    counts: Counter[str] = Counter()
    for tags in sets.values():
        for tag, count in tags.items():
            if type(count) is not int or not 0 <= count <= LARGEST:
                allowed = f"allowed: 0 to {LARGEST}"
                raise ValueError(f"counts {tag[:60]!r} as {str(count)[:60]}; {allowed}")
            if tag.strip():
                counts[tag.strip()] += count
    return counts


def resolve(name: str, known: Iterable[str]) -> str | None:
    """Which of the host's LoRA names a prompt means: in full, without its ending, or the file's
    name alone; the first in the host's order. Never anything but one of `known`."""
    wanted = name.replace("\\", "/")
    ways: dict[str, str] = {}
    alone: dict[str, str] = {}
    for each in known:
        path = PurePosixPath(each.replace("\\", "/"))
        for way in (str(path), str(path.with_suffix(""))):
            ways.setdefault(way, each)
        for way in (path.name, path.stem):
            alone.setdefault(way, each)
    return ways.get(wanted) or alone.get(wanted)
