"""Changing single tags of an item, also in the middle of a group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import is_

from .grammar import Item, group, leaves
from .names import PLAUSIBLE, normal

_BY_TEXT = frozenset(("embedding", "down", "edit", "prose"))


def identity(leaf: Item) -> str:
    """What makes two items the same; empty for those that mean something each time they appear
    (wildcards and choices draw again, LoRAs add up)."""
    if leaf.kind == "tag":
        return normal(leaf.text)
    return leaf.text if leaf.kind in _BY_TEXT else ""


def first_identity(item: Item) -> str:
    """The identity of the item's first tag."""
    if item.kind == "tag":
        return normal(item.text)
    for leaf, _ in leaves(item):
        return identity(leaf)
    return ""


def is_whole(item: Item) -> bool:
    """Whether nothing inside of the item can be changed: a phrase around a weight, and a group
    whose number is no weight anyone means."""
    if item.kind == "mixed":
        return True
    return item.weight is not None and abs(item.weight) > PLAUSIBLE


def loose_leaves(item: Item, weight: float = 1.0) -> Iterator[tuple[Item, float, bool]]:
    """The leaves with their weights, and whether `rewrite` may change them."""
    if item.kind == "tag":
        yield item, weight, True
        return
    if item.kind != "group" or is_whole(item):
        loose = item.kind not in ("group", "mixed")
        for leaf, found in leaves(item, weight):
            yield leaf, found, loose
        return
    weight = weight * 1.1 if item.weight is None else item.weight
    for member in item.members:
        yield from loose_leaves(member, weight)


def rewrite(item: Item, change: Callable[[Item], Item | None]) -> Item | None:
    """The item with each loose leaf replaced by what `change` makes of it; None when none is left.

    `change` is asked once per loose leaf, in reading order.
    """
    if is_whole(item):
        return item
    if item.kind != "group":
        return change(item)
    kept = [new for member in item.members if (new := rewrite(member, change)) is not None]
    if len(kept) == len(item.members) and all(map(is_, kept, item.members)):
        return item
    return group(kept, item.tail, item.lead, item.weight) if kept else None


def prune(item: Item, drops: Callable[[Item], bool]) -> Item | None:
    """The item without the loose leaves that `drops` names; None when none is left."""
    return rewrite(item, lambda leaf: None if drops(leaf) else leaf)
