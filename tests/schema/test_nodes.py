"""Every node's declaration, read by each host's own API.

`object_info.json` is the promise to shared workflows: node ids, input names and their order,
menus' values and outputs. After a wanted addition, write it anew with
`pytest tests/schema --write-golden` and look at the difference: additions at the end are fine,
anything else breaks workflows that people have shared.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).with_name("object_info.json")
LARGEST_MENU_OF_WIDGETS = 8
OF_THE_HOST = {"sampler_name", "scheduler", "ckpt_name", "image"}
"""Menus whose values the host gives; their first value is ours."""

READ = """
def told(slot):
    return dict(slot.as_dict(), id=slot.id, kind=slot.get_io_type())
result = {}
for name, node in sorted(classes.items()):
    schema = node.GET_SCHEMA()
    schema.validate()
    result[name] = {
        "description": schema.description,
        "category": schema.category,
        "display_name": schema.display_name,
        "search_aliases": schema.search_aliases,
        "inputs": [told(slot) for slot in schema.inputs],
        "outputs": [told(slot) for slot in schema.outputs],
    }
"""


@pytest.fixture
def nodes(in_host: Callable[[str], Any]) -> dict[str, dict[str, Any]]:
    return in_host(READ)


def test_the_host_loads_every_node(nodes: dict[str, Any]) -> None:
    assert nodes and all(name.startswith("TagAtelier") for name in nodes)


def test_a_person_can_find_and_understand_every_node(nodes: dict[str, Any]) -> None:
    for name, node in nodes.items():
        assert node["description"].endswith("."), f"{name}: describe it in sentences"
        assert node["category"].startswith("Tag Atelier/"), name
        assert node["display_name"] and "TagAtelier" not in node["display_name"], name
        assert 5 <= len(node["search_aliases"]) <= 15, f"{name}: 5 to 15 search aliases"


def test_every_input_and_output_says_what_it_is(nodes: dict[str, Any]) -> None:
    for name, node in nodes.items():
        for slot in (*node["inputs"], *node["outputs"]):
            assert slot.get("tooltip"), f"{name}.{slot['id']} has no tooltip"
        for output in node["outputs"]:
            assert output["id"] and output.get("display_name"), f"{name}: name every output"


def test_a_node_fits_on_the_canvas(nodes: dict[str, Any]) -> None:
    for name, node in nodes.items():
        widgets = [
            slot["id"]
            for slot in node["inputs"]
            if slot["kind"] in ("INT", "FLOAT", "STRING", "BOOLEAN", "COMBO")
            and not slot.get("advanced")
            and not slot.get("forceInput")
        ]
        assert len(widgets) <= LARGEST_MENU_OF_WIDGETS, (
            f"{name} shows {widgets}; make some advanced"
        )


def test_names_of_samplers_are_never_an_output(nodes: dict[str, Any]) -> None:
    for name, node in nodes.items():
        for output in node["outputs"]:
            assert output["kind"] != "COMBO", (
                f"{name}.{output['id']}: native nodes refuse a COMBO link"
            )


def test_workflows_that_people_have_shared_still_fit(
    nodes: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    found = {name: promise(node) for name, node in nodes.items()}
    if request.config.getoption("--write-golden"):
        GOLDEN.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert found == golden, "see the first lines of this file"


def promise(node: dict[str, Any]) -> dict[str, Any]:
    """What a workflow relies on, and no more."""
    return {
        "inputs": [promised_input(slot) for slot in node["inputs"]],
        "outputs": [{"id": slot["id"], "kind": slot["kind"]} for slot in node["outputs"]],
    }


def promised_input(slot: dict[str, Any]) -> dict[str, Any]:
    options = slot.get("options")
    kept = {"id": slot["id"], "kind": slot["kind"], "optional": bool(slot.get("optional"))}
    if "default" in slot:
        kept["default"] = slot["default"]
    if options is not None and slot["id"] not in OF_THE_HOST:
        kept["options"] = options
    return kept
