"""Each tag once."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, isnan

from .edit import identity, prune
from .grammar import Item, leaves


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
