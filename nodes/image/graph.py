"""A prompt in ComfyUI's API format, walked from a node back to where its values come from."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from .recipe import RecipeError

NODES = 5000
"""Nodes of a graph that is read; the largest that people share have some hundreds."""
LONGEST_CHAIN = 64
"""Links that one value is followed through; loops end there too."""
HOLDERS = ("value", "text", "string", "seed", "noise_seed", "int", "float", "number")
"""The one input of a node that only holds a value: native primitives and other packs'."""


class Link(NamedTuple):
    """A link's origin."""

    node: str
    output: int


class Graph:
    """Nodes by id. Whatever is not a node is left out, so the rest of a strange graph still reads.

    `computed` is asked once for each value that a node makes: it gets the link and returns None
    when it does not know. Raises RecipeError for more than `NODES`.
    """

    def __init__(
        self, prompt: Mapping[str, Any], computed: Callable[[Graph, Link], Any] | None = None
    ) -> None:
        if len(prompt) > NODES:
            raise RecipeError(f"a graph of {len(prompt)} nodes; allowed: up to {NODES}")
        self._computed = computed
        self._made: dict[Link, Any] = {}
        self.nodes: dict[str, dict[str, Any]] = {
            str(key): node["inputs"]
            for key, node in prompt.items()
            if isinstance(node, dict) and isinstance(node.get("inputs"), dict)
        }
        self.kinds = {key: str(prompt[key].get("class_type", "")) for key in self.nodes}

    def link(self, node: str, name: str) -> Link | None:
        """Where an input is linked to, or None for a value or nothing."""
        found = self.nodes[node].get(name)
        if isinstance(found, list) and len(found) == 2 and str(found[0]) in self.nodes:
            return Link(str(found[0]), found[1] if isinstance(found[1], int) else 0)
        return None

    def value(self, node: str, name: str) -> Any:
        """An input's value, through links to nodes that hold one; None where it is unknown."""
        for _ in range(LONGEST_CHAIN):
            link = self.link(node, name)
            if link is None:
                found = self.nodes[node].get(name)
                return None if isinstance(found, list | dict) else found
            made = self._value_made(link)
            if made is not None:
                return made
            node = link.node
            if len(self.nodes[node]) != 1 or not self.nodes[node].keys() <= set(HOLDERS):
                return None
            (name,) = self.nodes[node]
        return None

    def _value_made(self, link: Link) -> Any:
        if self._computed and link not in self._made:
            self._made[link] = None  # What a value needs to know of itself, nobody knows.
            self._made[link] = self._computed(self, link)
        return self._made.get(link)

    def upstream(
        self, link: Link | None, follow: Callable[[str, str], bool] | None = None
    ) -> Iterator[str]:
        """The nodes behind a link, nearest first, each once.

        `follow` is asked about each input, by node and name.
        """
        pending = deque([link.node] if link else [])
        seen = set(pending)
        while pending:
            node = pending.popleft()
            yield node
            for name in self.nodes[node]:
                origin = self.link(node, name)
                if origin and origin.node not in seen and (not follow or follow(node, name)):
                    seen.add(origin.node)
                    pending.append(origin.node)

    def ends(self) -> list[str]:
        """The nodes that nothing is linked from, in the prompt's order."""
        linked = {
            link.node
            for node, inputs in self.nodes.items()
            for name in inputs
            if (link := self.link(node, name))
        }
        return [node for node in self.nodes if node not in linked]
