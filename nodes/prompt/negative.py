"""The negative prompt: the style's, the level's, then the user's own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .edit import identity, prune
from .grammar import Item, leaves, preset_items
from .names import normal
from .report import Note, Report

_UNSAFE = frozenset(("nsfw", "explicit"))


def asked_for(items: Sequence[Item]) -> set[str]:
    """The tags that a positive prompt asks for. Whoever asks for `explicit` asks for `nsfw`."""
    asked = {identity(leaf) for item in items for leaf, weight in leaves(item) if weight > 0} - {""}
    return asked | _UNSAFE if asked & _UNSAFE else asked


def preset_part(texts: Sequence[str], asked: Collection[str], report: Report) -> list[Item]:
    """The preset's own negatives without what the positive asks for, also inside of groups."""
    kept: list[Item] = []
    for text in texts:
        for item in preset_items(text):
            gone: list[str] = []

            def drops(leaf: Item, gone: list[str] = gone) -> bool:
                name = normal(leaf.text.strip("[]")) if leaf.kind == "down" else identity(leaf)
                if name in asked:
                    gone.append(leaf.text)
                    return True
                return False

            pruned = prune(item, drops)
            report.dropped += [Note(name, "the prompt asks for it", "negative") for name in gone]
            if pruned is not None:
                kept.append(pruned)
    return kept


def check_clash(items: Sequence[Item], asked: Collection[str], report: Report) -> None:
    """Report tags of the user's own negative that the positive asks for; both stay."""
    for item in items:
        for leaf, _ in leaves(item):
            if identity(leaf) in asked:
                report.warn(
                    "negative-clash", f"{leaf.text!r} is asked for and in your negative prompt"
                )
