"""The shipped workflows: read as the page reads them, turned into what the API takes.

A workflow file holds the graph that the page draws. `api` makes the prompt that the page would
queue from it, so a render and the page run the same thing.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "example_workflows"
AFTER_SEED = ("fixed", "increment", "decrement", "randomize")
"""The page's own widget behind a seed. It has no input, but holds a place among the values."""

Graph = dict[str, Any]
Prompt = dict[str, dict[str, Any]]
Changes = dict[str, dict[str, Any]]
"""New values of widgets by node class: {"SaveImage": {"filename_prefix": "mine"}}."""


def read(name: str) -> Graph:
    """The shipped workflow `name`, a file name without its ending."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def changed(graph: Graph, changes: Changes) -> Graph:
    """A copy of the graph with other values in its widgets.

    Raises KeyError for a node class or a widget that the graph does not have.
    """
    new = copy.deepcopy(graph)
    left = {(kind, widget) for kind, widgets in changes.items() for widget in widgets}
    for node in new["nodes"]:
        places = _places(node)
        for widget, value in changes.get(node["type"], {}).items():
            node["widgets_values"][places[widget]] = value
            left.discard((node["type"], widget))
    if left:
        raise KeyError(f"no such widget in the workflow: {sorted(left)}")
    return new


def api(graph: Graph) -> Prompt:
    """The graph as a prompt: node id -> class and inputs, links as [node id, output number]."""
    origin = {link[0]: [str(link[1]), link[2]] for link in graph["links"]}
    prompt: Prompt = {}
    for node in graph["nodes"]:
        if not node.get("inputs") and not node.get("outputs"):
            continue  # a note
        values = node.get("widgets_values", [])
        inputs = {widget: values[place] for widget, place in _places(node).items()}
        for slot in node.get("inputs", []):
            if slot.get("link") is not None:
                inputs[slot["name"]] = origin[slot["link"]]
        prompt[str(node["id"])] = {"class_type": node["type"], "inputs": inputs}
    return prompt


def _places(node: dict[str, Any]) -> dict[str, int]:
    """Where each widget's value stands in the node's `widgets_values`."""
    values = node.get("widgets_values", [])
    places: dict[str, int] = {}
    place = 0
    for slot in node.get("inputs", []):
        if "widget" not in slot:
            continue
        places[slot["name"]] = place
        place += 1
        if slot["name"] == "seed" and place < len(values) and values[place] in AFTER_SEED:
            place += 1
    return places
