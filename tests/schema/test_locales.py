"""Every node in every language: names, tooltips and help pages, against each host's own schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pack
import pytest

LANGUAGES = sorted(folder.name for folder in (pack.ROOT / "locales").iterdir())

READ = """
result = {}
for name, node in sorted(classes.items()):
    schema = node.GET_SCHEMA()
    result[name] = {
        "category": schema.category.split("/"),
        "inputs": [item.id for item in schema.inputs],
        "outputs": [item.as_dict().get("display_name") or item.id for item in schema.outputs],
    }
"""


@pytest.fixture
def nodes(in_host: Callable[[str], Any]) -> dict[str, dict[str, Any]]:
    return in_host(READ)


def translated(language: str, name: str) -> Any:
    path = pack.ROOT / "locales" / language / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def help_page(node: str, language: str) -> str:
    """The page that the host shows; English is the one it falls back to."""
    name = f"{node}.md" if language == "en" else f"{node}/{language}.md"
    path = pack.ROOT / "web" / "docs" / name
    assert path.is_file(), f"write web/docs/{name}"
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_node_is_translated(language: str, nodes: dict[str, Any]) -> None:
    found = translated(language, "nodeDefs")
    assert set(found) == set(nodes), f"locales/{language}/nodeDefs.json"
    for name, node in nodes.items():
        entry, where = found[name], f"locales/{language}/nodeDefs.json {name}"
        assert entry["display_name"] and entry["description"], where
        assert list(entry["inputs"]) == node["inputs"], f"{where}: the inputs in their order"
        numbers = [str(number) for number in range(len(node["outputs"]))]
        assert list(entry["outputs"]) == numbers, f"{where}: the outputs by number"
        for slot in (*entry["inputs"].values(), *entry["outputs"].values()):
            assert set(slot) == {"name", "tooltip"} and all(slot.values()), f"{where}: {slot}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_categories_are_those_of_nodes(language: str, nodes: dict[str, Any]) -> None:
    parts = {part for node in nodes.values() for part in node["category"]}
    assert set(translated(language, "main")["nodeCategories"]) <= parts


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_a_help_page_lists_every_input_and_output(language: str, nodes: dict[str, Any]) -> None:
    for name, node in nodes.items():
        page = help_page(name, language)
        if language == "en":
            shown = [*node["inputs"], *node["outputs"]]
        else:
            entry = translated(language, "nodeDefs")[name]
            slots = (*entry["inputs"].values(), *entry["outputs"].values())
            shown = [slot["name"] for slot in slots]
        missing = [slot for slot in shown if f"- **{slot}**" not in page]
        assert not missing, f"help page of {name} in {language}: say what {missing} are"
        assert page.count("\n## ") >= 3, f"help page of {name} in {language}: give an example"


def test_every_help_page_belongs_to_a_node(nodes: dict[str, Any]) -> None:
    docs = pack.ROOT / "web" / "docs"
    wanted = {docs / f"{name}.md" for name in nodes}
    wanted |= {docs / name / f"{language}.md" for name in nodes for language in LANGUAGES}
    assert set(docs.rglob("*.md")) == wanted
