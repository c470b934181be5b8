"""Sentences. They hold commas, so a sentence is first read as several items and joined here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .grammar import Item

_ENDS = (".", "!", "?")
_WORDS = 6
"""An unknown item of this many words is taken for prose; the longest common tags have five."""


def join_sentences(items: Sequence[Item], may_hold: Callable[[Item], bool]) -> list[Item]:
    """Each sentence as one item of kind prose, whatever commas it holds.

    A sentence starts at an item with a capital letter and at least three words, and ends on the
    same line at the next item with a full stop. `may_hold` says whether an item may be a part of
    one; an item that may not ends the search.
    """
    if not any(item.text.endswith(_ENDS) for item in items):
        return list(items)
    ends = _next_end(items, may_hold)
    joined: list[Item] = []
    place = 0
    while place < len(items):
        item = items[place]
        last = ends[place]
        if last > place and _starts(item) and _starts_open(item):
            parts = items[place : last + 1]
            text = "".join(part.lead + part.text for part in parts)[len(item.lead) :]
            joined.append(Item("prose", text, item.lead))
            place = last + 1
        else:
            joined.append(item)
            place += 1
    return joined


def is_prose(text: str) -> bool:
    """Whether a text that no list knows reads as a sentence."""
    words = text.count(" ") + 1
    return words >= _WORDS or (words >= 4 and text.endswith(_ENDS))


def _starts(item: Item) -> bool:
    text = item.text
    return item.kind in ("tag", "mixed") and text[0].isupper() and text.count(" ") >= 2


def _starts_open(item: Item) -> bool:
    return not item.text.endswith(_ENDS)


def _next_end(items: Sequence[Item], may_hold: Callable[[Item], bool]) -> list[int]:
    """For each item the place of the sentence end behind it, -1 where something is in between."""
    ends = [-1] * len(items)
    end = -1
    for place in range(len(items) - 1, -1, -1):
        item = items[place]
        if item.kind not in ("tag", "mixed") or not may_hold(item):
            end = -1
        elif item.text.endswith(_ENDS):
            end = place
        ends[place] = end
        if "\n" in item.lead:
            end = -1
    return ends
