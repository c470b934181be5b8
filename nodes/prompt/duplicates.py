"""Each tag once."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, isnan

from .edit import identity, loose_leaves, prune
from .grammar import Item


def without_duplicates(items: Iterable[Item]) -> tuple[list[Item], list[str]]:
    """The items with each tag once, and the texts that went. The strongest weight stays; of equal
    ones the first."""
    listed = list(items)
    best: dict[str, tuple[float, int]] = {}
    number = repeated = 0
    for item in listed:
        for leaf, weight, loose in loose_leaves(item):
            name = identity(leaf)
            strength = -inf if isnan(weight) else weight
            if name:
                held = best.get(name)
                repeated += held is not None
                # What cannot be taken out stays in any case, so it wins over its equals.
                if held is None or strength > held[0] or (strength == held[0] and not loose):
                    best[name] = (strength, number if loose else -1)
            number += loose
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

    kept = [new for item in listed if (new := prune(item, drops)) is not None]
    return kept, gone
