"""Taking tags out of a list of items, also out of the middle of a group."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf, isnan

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


def prune(item: Item, drops: Callable[[Item], bool]) -> Item | None:
    """The item without the leaves that `drops` names, None when none is left.

    `drops` is asked once per leaf, in reading order. The inside of a mixed item is asked for too,
    but stays: its text is the user's phrase.
    """
    if item.kind == "mixed":
        for leaf, _ in leaves(item):
            drops(leaf)
        return item
    if item.kind != "group":
        return None if drops(item) else item
    kept: list[Item] = []
    changed = False
    for member in item.members:
        pruned = prune(member, drops)
        changed |= pruned is not member
        if pruned is not None:
            kept.append(pruned)
    if not changed:
        return item
    return group(kept, item.tail, item.lead, item.weight) if kept else None


def without_duplicates(items: Iterable[Item]) -> tuple[list[Item], list[str]]:
    """The items with each tag once, and the texts that went. The strongest weight stays; of equal
    ones the first."""
    listed = list(items)
    best: dict[str, tuple[float, int]] = {}
    number = repeated = 0
    for item in listed:
        fixed = item.kind == "mixed"
        for leaf, weight in leaves(item):
            name = identity(leaf)
            strength = inf if fixed else -inf if isnan(weight) else weight
            if name:
                held = best.get(name)
                repeated += held is not None
                if held is None or strength > held[0]:
                    best[name] = (strength, number)
            number += 1
    if not repeated:
        return listed, []
    gone: list[str] = []
    asked = -1

    def drops(leaf: Item) -> bool:
        nonlocal asked
        asked += 1
        name = identity(leaf)
        if not name or best[name][1] == asked:
            return False
        gone.append(leaf.text)
        return True

    kept: list[Item] = []
    for item in listed:
        before = len(gone)
        pruned = prune(item, drops)
        if item.kind == "mixed":
            del gone[before:]
        if pruned is not None:
            kept.append(pruned)
    return kept, gone
