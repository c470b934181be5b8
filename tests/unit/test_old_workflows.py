"""Workflows of every released version still fit the nodes as they are now.

A page reads a node's values by their place. So the widgets of an old file have to be the first of
today's, each with a value that today's menu still has. Copied at a release, never changed after:

    mkdir -p tests/fixtures/workflows/X.Y.Z
    cp example_workflows/*.json tests/fixtures/workflows/X.Y.Z
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import workflows

TESTS = Path(__file__).parents[1]
GOLDEN = json.loads((TESTS / "schema" / "object_info.json").read_text(encoding="utf-8"))
RELEASED = sorted((TESTS / "fixtures" / "workflows").glob("*/*.json"))
WIDGETS = {"INT", "FLOAT", "STRING", "BOOLEAN", "COMBO"}

Slots = list[dict[str, Any]]


def test_a_release_has_left_its_workflows() -> None:
    assert RELEASED, "copy the shipped ones, see the first lines of this file"


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_released_workflow_fits(path: Path) -> None:
    graph = json.loads(path.read_text(encoding="utf-8"))
    inputs = {node: body["inputs"] for node, body in workflows.api(graph).items()}
    nodes = [node for node in graph["nodes"] if node["type"].startswith("TagAtelier")]
    assert nodes
    for node in nodes:
        problems = misfits(node, inputs[str(node["id"])])
        assert not problems, f"{node['type']}: {problems}: files that people have stay as they are"


def misfits(node: dict[str, Any], values: dict[str, Any]) -> list[str]:
    """What an old node asks for that the golden description of today's does not offer."""
    today = GOLDEN.get(node["type"])
    if today is None:
        return ["the node is gone"]
    found = []
    outputs = [slot["type"] for slot in node["outputs"]]
    if outputs != [slot["kind"] for slot in today["outputs"]][: len(outputs)]:
        found.append(f"its outputs were {outputs}")
    known = {slot["id"]: slot for slot in today["inputs"]}
    asked = {slot["name"]: slot["type"] for slot in node["inputs"]}
    for name, kind in asked.items():
        if name not in known or known[name]["kind"] != kind:
            found.append(f"no input {name} of type {kind}")
        elif isinstance(values.get(name), str) and values[name] not in known[name].get(
            "options", [values[name]]
        ):
            found.append(f"{name} may not be {values[name]}")
    for name, slot in known.items():
        if name not in asked and not slot["optional"]:
            found.append(f"the new input {name} has to be optional")
    old = [slot["name"] for slot in node["inputs"] if "widget" in slot]
    linked = asked.keys() - set(old)  # also what has a widget's type and is an input alone
    new = [name for name, slot in known.items() if slot["kind"] in WIDGETS and name not in linked]
    if new[: len(old)] != old:
        found.append(f"its first widgets were {old} and are {new}: a new one goes to the end")
    return found
