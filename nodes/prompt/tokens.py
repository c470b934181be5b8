"""How many CLIP tokens a prompt has, about, where no tokenizer is at hand.

Measured against CLIP's tokenizer on 300 prompts of 40 Danbooru tags drawn by popularity: 1.4 %
too low on average, 13 % off at worst.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from .chunks import LIMIT
from .grammar import Item, leaves

_PARTS = re.compile(r"[a-z]+|\d|[^\sa-z\d]+")
_ONE_TOKEN, _PER_TOKEN = 7, 3
"""A word of up to 7 letters is about one token; each 3 letters more are another."""


def estimate(items: Iterable[Item]) -> tuple[int, ...]:
    """Tokens in each chunk of 75, cut between items as Tag Encode cuts; at least one chunk."""
    chunks = [0]
    for item in items:
        if item.kind == "wall":
            chunks.append(0)
            continue
        size = sum(1 + _size(leaf.text) for leaf, _ in leaves(item)) - 1
        if chunks[-1] and chunks[-1] + 1 + size > LIMIT:
            chunks.append(0)
        chunks[-1] += size + bool(chunks[-1])
        while chunks[-1] > LIMIT:
            chunks.append(chunks[-1] - LIMIT)
            chunks[-2] = LIMIT
    return tuple(chunks)


@lru_cache(maxsize=16384)
def _size(text: str) -> int:
    return sum(map(_tokens, _PARTS.findall(text.lower())))


def _tokens(part: str) -> int:
    over = len(part) - _ONE_TOKEN if part.isalpha() and part.isascii() else 0
    return 1 - (-over // _PER_TOKEN) if over > 0 else 1
