"""The page in other languages: node names, labels and help pages are in that language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pack
import pytest
from client import Client

pytestmark = pytest.mark.own_page

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


def lists_panel(page: Any) -> Any:
    page.evaluate(
        "() => { window.app.extensionManager.command.execute('Comfy.ShowSettingsDialog') }"
    )
    page.locator("[role=dialog]").get_by_text("Tag Atelier", exact=True).first.click()
    return page.locator(".tag-atelier-lists")


def test_the_page_speaks_the_language(page: Any, desk: Any, language: str) -> None:
    said = translated(language, "main")["tagAtelier"]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))

    page.evaluate("() => window.app.extensionManager.command.execute('TagAtelier.ForgetUsage')")
    page.locator(".p-toast-message").filter(has_text=said["forgotten"]).wait_for()

    panel = lists_panel(page)
    panel.get_by_role("button", name=said["fetch"], exact=True).wait_for()
    shown = panel.inner_text()
    for key in ("starter", "get", "publisher", "standardList", "fetchNote", "ownLists"):
        assert said[key] in shown, key
    for setting in ("TagAtelier.Completion.Where", "TagAtelier.Weights.Where"):
        options = translated(language, "settings")[setting.replace(".", "_")]["options"]
        assert page.locator(f"[data-setting-id='{setting}']").inner_text().splitlines()[-1] in (
            options.values()
        )
    panel.locator("input").fill("danbooru.csv")
    panel.get_by_role("button", name=said["fetch"], exact=True).click()
    panel.get_by_text(said["badAddress"].replace("{address}", "danbooru.csv")).wait_for()
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")

    desk.add()
    desk.enter()
    desk.type("hatsune m")
    first = desk.list.locator(".row").first
    assert first.locator(".label").inner_text() == said["character"]
    assert first.locator(".wiki").get_attribute("title") == said["wiki"].format(name="hatsune miku")
    assert desk.list.get_attribute("aria-label") == said["suggestions"]
    assert asked.count("i18n") == 1
