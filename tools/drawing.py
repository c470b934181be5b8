"""A workflow in the page's format, built node by node from what a host says of its nodes."""

from __future__ import annotations

import uuid
from typing import Any

import workflows

Place = tuple[int, int, int, int]
"""x, y, width and height on the canvas, in its units."""


class Drawing:
    """One graph. `object_info` is the host's answer of that name; `places` says what goes where."""

    def __init__(self, object_info: dict[str, Any], places: dict[str, Place]) -> None:
        self._info = object_info
        self._places = places
        self._nodes: list[dict[str, Any]] = []
        self._links: list[list[Any]] = []

    def add(self, place: str, kind: str, title: str = "", /, **inputs: Any) -> int:
        """Add a node and return its id. An input is a widget's value, or (node id, output name)."""
        x, y, width, height = self._places[place]
        node: dict[str, Any] = {
            "id": len(self._nodes) + 1,
            "type": kind,
            "pos": [x, y],
            "size": [width, height],
            "flags": {},
            "order": len(self._nodes),
            "mode": 0,
            "inputs": [],
            "outputs": [],
            "properties": {"Node name for S&R": kind},
            "widgets_values": [],
        }
        if title:
            node["title"] = title
        self._nodes.append(node)
        info = self._info[kind]
        for group in ("required", "optional"):
            for name in info["input_order"].get(group, []):
                self._add_input(node, name, info["input"][group][name], inputs.pop(name, None))
        for number, name in enumerate(info["output_name"]):
            kinds = info["output"][number]
            node["outputs"].append({"name": name, "type": kinds, "links": None})
        assert not inputs, f"{kind} has no input {sorted(inputs)}"
        return int(node["id"])

    def connect(self, node: int, name: str, origin: tuple[int, str]) -> None:
        """Link an input that was left open, because what it needs was added later."""
        slots = self._nodes[node - 1]["inputs"]
        number = [slot["name"] for slot in slots].index(name)
        slots[number]["link"] = self._link(origin, node, number, slots[number]["type"])

    def note(self, place: str, text: str) -> None:
        x, y, width, height = self._places[place]
        note = {
            "id": len(self._nodes) + 1,
            "type": "MarkdownNote",
            "pos": [x, y],
            "size": [width, height],
        }
        note |= {"flags": {}, "order": len(self._nodes), "mode": 0, "inputs": [], "outputs": []}
        self._nodes.append(note | {"properties": {}, "widgets_values": [text]})

    def offer_model(self, node: int, name: str, url: str) -> None:
        """Let the page offer a missing checkpoint by its address."""
        model = {"name": name, "url": url, "directory": "checkpoints"}
        self._nodes[node - 1]["properties"]["models"] = [model]

    def graph(self, name: str) -> workflows.Graph:
        return {
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
            "revision": 0,
            "last_node_id": len(self._nodes),
            "last_link_id": len(self._links),
            "nodes": self._nodes,
            "links": self._links,
            "groups": [],
            "config": {},
            "extra": {},
            "version": 0.4,
        }

    def _add_input(self, node: dict[str, Any], name: str, spec: list[Any], given: Any) -> None:
        kind, options = spec[0], spec[1] if len(spec) > 1 else {}
        is_menu = isinstance(kind, list) or kind == "COMBO"
        slot: dict[str, Any] = {"name": name, "type": "COMBO" if is_menu else kind, "link": None}
        is_widget = is_menu or kind in ("INT", "FLOAT", "STRING", "BOOLEAN")
        if is_widget and not options.get("forceInput"):
            slot["widget"] = {"name": name}
            menu = kind if isinstance(kind, list) else options.get("options") or []
            default = options.get("default", menu[0] if menu else None)
            linked = isinstance(given, tuple)
            node["widgets_values"].append(default if given is None or linked else given)
            if options.get("control_after_generate"):
                node["widgets_values"].append("fixed")
        if isinstance(given, tuple):
            slot["link"] = self._link(given, node["id"], len(node["inputs"]), slot["type"])
        if not is_menu and kind.startswith("COMFY_"):
            return  # dynamic inputs of the host: left as it sets them
        node["inputs"].append(slot)

    def _link(self, origin: tuple[int, str], target: int, slot: int, kind: str) -> int:
        source = self._nodes[origin[0] - 1]
        number = [output["name"] for output in source["outputs"]].index(origin[1])
        link = len(self._links) + 1
        self._links.append([link, origin[0], number, target, slot, kind])
        source["outputs"][number]["links"] = [*(source["outputs"][number]["links"] or []), link]
        return link
