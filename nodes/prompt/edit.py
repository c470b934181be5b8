"""Changing single tags of an item, also in the middle of a group."""

from __future__ import annotations

from collections.abc import Callable
from operator import is_

from .grammar import Item, group, leaves
from .names import normal

_BY_TEXT = frozenset(("embedding", "down", "edit", "prose"))


def identity(leaf: Item) -> str:
    """What makes two items the same; empty for those that mean something each time they appear
    (wildcards and choices draw again, LoRAs add up)."""
    if leaf.kind == "tag":
        return normal(leaf.text)
    return leaf.text if leaf.kind in _BY_TEXT else ""


def first_identity(item: Item) -> str:
    """The identity of the item's first tag."""
    for leaf, _ in leaves(item):
        return identity(leaf)
    return ""


def rewrite(item: Item, change: Callable[[Item], Item | None]) -> Item | None:
    """The item with each leaf replaced by what `change` makes of it; None when none is left.

    `change` is asked once per leaf, in reading order. The inside of a mixed item is asked for too,
    but stays: its text is the user's phrase.
    """
    if item.kind == "mixed":
        for leaf, _ in leaves(item):
            change(leaf)
        return item
    if item.kind != "group":
        return change(item)
    kept = [new for member in item.members if (new := rewrite(member, change)) is not None]
    if len(kept) == len(item.members) and all(map(is_, kept, item.members)):
        return item
    return group(kept, item.tail, item.lead, item.weight) if kept else None


def prune(item: Item, drops: Callable[[Item], bool]) -> Item | None:
    """The item without the leaves that `drops` names; None when none is left."""
    return rewrite(item, lambda leaf: None if drops(leaf) else leaf)
