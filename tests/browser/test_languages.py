"""The page in other languages: node names, labels and help pages are in that language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pack
import pytest
from client import Client

ADD = """name => {
  const node = window.LiteGraph.createNode(name)
  node.pos = [400, 250]
  window.app.graph.add(node)
  window.app.canvas.selectItems([node])
  const shown = slot => [slot.name, slot.localized_name ?? slot.label]
  return {
    title: node.title,
    widgets: node.widgets.map(widget => [widget.name, widget.label]),
    inputs: node.inputs.map(shown),
    outputs: node.outputs.map(shown),
  }
}"""

REGISTERED = """() => {
  const { settings, commands } = window.app.extensions.find(({ name }) => name === 'TagAtelier')
  const keys = list => list.map(({ id }) => id.replaceAll('.', '_')).sort()
  return { settings: keys(settings), commands: keys(commands) }
}"""


@pytest.fixture(params=["ja", "ko", "zh"])
def language(request: pytest.FixtureRequest, server: Any) -> Iterator[str]:
    """The page's language. Other tests use the same server, so it goes back to English."""
    Client(server.address).post("/settings", {"Comfy.Locale": request.param})
    yield request.param
    Client(server.address).post("/settings", {"Comfy.Locale": "en"})


@pytest.fixture
def renderer(language: str) -> str:
    """One is enough for texts. It takes `language`, which is to be set before the page opens."""
    return "classic"


def translated(language: str, name: str) -> dict[str, Any]:
    path = pack.ROOT / "locales" / language / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_nodes_and_help_are_in_the_language(page: Any, language: str) -> None:
    texts = translated(language, "nodeDefs")["TagAtelierPrompt"]
    node = page.evaluate(ADD, "TagAtelierPrompt")
    assert node["title"] == texts["display_name"]
    for name, label in [*node["widgets"], *node["inputs"]]:
        if name in texts["inputs"]:  # reports and buttons have no input
            assert label == texts["inputs"][name]["name"], name
    names = [slot["name"] for slot in texts["outputs"].values()]
    assert [label for _, label in node["outputs"]] == names

    page.locator("[data-testid=info-button]").click()
    help_page = page.locator(".node-help-content")
    help_page.get_by_text("masterpiece, high score").wait_for()
    shown = help_page.inner_text()
    for slot in texts["inputs"].values():
        assert slot["name"] in shown and slot["tooltip"] in shown

    for name, keys in page.evaluate(REGISTERED).items():
        assert keys == sorted(translated(language, name)), f"locales/{language}/{name}.json"
