"""The tags of a text box in a preset's order, where they stand.

    sort_tags("smile, 1girl BREAK wlop", preset, vocabulary).text == "1girl, smile BREAK wlop"

The order is the prompt node's own (assemble.py), with nothing added. What a person laid out stays:

- BREAK, AND, comments and blank lines are walls. Each stretch between two is sorted by itself.
- Line breaks keep their places: each line gets as many tags as it had, so that a list of one tag
  per line stays one.
- Underscores stay as they are written.
- A stretch that is in order already comes back letter for letter.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..preset.model import Preset
from .assemble import Request, assemble, join
from .grammar import Item, parse
from .names import Vocabulary


@dataclass(frozen=True, slots=True)
class Sorted:
    """`notices` tell, in sentences, what happened besides sorting."""

    text: str
    notices: tuple[str, ...]


def sort_tags(
    text: str,
    preset: Preset,
    vocabulary: Vocabulary,
    selection: tuple[int, int] | None = None,
) -> Sorted:
    """Sort all tags, or those that `selection` (from, to, in characters) touches. Never raises for
    any text."""
    parts: list[str] = []
    notices: dict[str, None] = {}
    place = 0
    for stretch in _stretches(text, selection):
        parts.append(text[place : stretch.start])
        parts.append(_sorted(stretch, preset, vocabulary, notices))
        place = stretch.start + len(stretch.text)
    return Sorted("".join(parts) + text[place:], tuple(notices))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Items without a wall between them; `start` is where the first one's text begins."""

    start: int
    items: list[Item]

    @property
    def text(self) -> str:
        return "".join(item.lead + item.text for item in self.items)[len(self.items[0].lead) :]


def _stretches(text: str, selection: tuple[int, int] | None) -> Iterator[_Stretch]:
    """Every stretch of two items or more; fewer have no order."""
    items: list[Item] = []
    start = end = 0
    for item in parse(text).items:
        begin = end + len(item.lead)
        end = begin + len(item.text)
        chosen = selection is None or (begin < selection[1] and selection[0] < end)
        wall = not chosen or item.kind in ("wall", "comment")
        if wall or _has_blank_line(item.lead):
            if len(items) > 1:
                yield _Stretch(start, items)
            items = []
        if not wall:
            start = start if items else begin
            items.append(item)
    if len(items) > 1:
        yield _Stretch(start, items)


def _has_blank_line(lead: str) -> bool:
    return any(not line.strip() for line in lead.split("\n")[1:-1])


def _sorted(
    stretch: _Stretch, preset: Preset, vocabulary: Vocabulary, notices: dict[str, None]
) -> str:
    request = Request(text=stretch.text, level="none", keep_underscores=True)
    made = assemble(request, preset, vocabulary)
    if not (made.report.moved or made.report.dropped):
        return stretch.text
    for note in made.report.dropped:
        notices[f"{note.text} was {note.reason}."] = None
    for note in made.report.mended:
        notices[f"{note.text} is {note.to} now: {note.reason}."] = None
    return _in_lines(made.items, stretch.items)


def _in_lines(items: Sequence[Item], before: Sequence[Item]) -> str:
    """The items with line breaks after as many as before. A line that got none is gone."""
    breaks = deque((i, item.lead) for i, item in enumerate(before) if i and "\n" in item.lead)
    parts: list[str] = []
    line: list[Item] = []
    done = 0
    for item in items:
        if breaks and done >= breaks[0][0]:
            parts += (join(line), breaks.popleft()[1])
            line = []
        line.append(item)
        # A sentence with commas was several items before it was known to be one.
        done += len(parse(item.text).items) if item.kind == "prose" else 1
    return "".join((*parts, join(line)))
