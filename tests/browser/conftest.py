"""A real Chromium on a live host's page, in both renderers and every frontend."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from client import Client

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PAGE_SECONDS = 90

# Node types are registered, and the first workflow, which every page opens by itself, is there.
READY = """() => Boolean(
  window.app?.graph && window.LiteGraph?.registered_node_types?.KSampler
  && window.app.extensionManager?.workflow?.activeWorkflow?.isLoaded
)"""
EMPTY = """() => {
  window.app.graph.clear()
  window.app.canvas.ds.reset()
}"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="browser tests need playwright, which is not installed"
    )
    with playwright.sync_playwright() as run:
        found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
        try:
            chromium = run.chromium.launch(executable_path=found, args=FLAGS)
        except playwright.Error as error:
            pytest.skip(f"no Chromium starts here: {str(error).splitlines()[0]}")
        yield chromium
        chromium.close()


@dataclass(frozen=True)
class Line:
    """What the page wrote to its console; `source` is the script's address."""

    level: str
    text: str
    source: str


@pytest.fixture
def console() -> list[Line]:
    """Warnings and errors of the test's page so far, uncaught ones as level `uncaught`."""
    return []


@pytest.fixture(params=["classic", "vue"])
def renderer(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def page(server: Any, browser: Browser, renderer: str, console: list[Line]) -> Iterator[Page]:
    """The host's page, drawn by `renderer`, with an empty graph at zoom 1 and no dialog."""
    settings = {
        "Comfy.VueNodes.Enabled": renderer == "vue",
        "Comfy.TutorialCompleted": True,  # else a first visit opens the templates
        "Comfy.RightSidePanel.IsOpen": False,  # stays open from the page before
    }
    Client(server.address).post("/settings", settings)
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("warning", "error"):
            console.append(Line(message.type, message.text, message.location.get("url", "")))

    page.on("console", heard)
    page.on("pageerror", lambda error: console.append(Line("uncaught", str(error), "")))
    page.goto(server.address)
    page.wait_for_function(READY, timeout=PAGE_SECONDS * 1000)
    page.evaluate(EMPTY)
    yield page
    context.close()


class Desk:
    """Prompt boxes on the page and the list of suggestions, as a user handles them."""

    def __init__(self, page: Page, renderer: str) -> None:
        self.page = page
        self.renderer = renderer
        self.keyboard = page.keyboard
        self.list = page.locator("#tag-atelier-list")
        self.fetched: list[str] = []
        page.on("requestfinished", lambda request: self.fetched.append(request.url))

    def add(self, kind: str = "CLIPTextEncode", at: tuple[int, int] = (300, 200)) -> Any:
        """Put a node on the canvas and return its id."""
        return self.page.evaluate(
            """([kind, at]) => {
              const node = window.LiteGraph.createNode(kind)
              node.pos = at
              window.app.graph.add(node)
              node.setSize([400, Math.max(node.size[1], 200)])
              window.app.canvas.setDirty(true, true)
              return node.id
            }""",
            [kind, list(at)],
        )

    def box(self, number: int = 0) -> Locator:
        """A text box that can be seen."""
        return self.page.locator("textarea:visible").nth(number)

    def enter(self, text: str = "", number: int = 0) -> Locator:
        """Click into a box and write `text` there at once; `^` is where the caret goes."""
        box = self.box(number)
        box.click()
        self.loaded()
        self.write(text)
        return box

    def loaded(self) -> None:
        """Wait for the tags, which the page fetches when a box is first used."""
        for _ in range(400):
            if any(address.endswith("/tag_atelier/implications") for address in self.fetched):
                break
            self.page.wait_for_timeout(50)
        self.page.wait_for_timeout(50)

    def write(self, text: str) -> None:
        self.keyboard.press("Escape")
        caret = text.find("^")
        plain = text.replace("^", "", 1) if caret >= 0 else text
        self.page.evaluate(
            """([text, caret]) => {
              const box = document.activeElement
              box.select()
              document.execCommand(text ? 'insertText' : 'delete', false, text)
              box.setSelectionRange(caret, caret)
            }""",
            [plain, caret if caret >= 0 else len(plain)],
        )
        self.page.wait_for_timeout(20)
        self.keyboard.press("Escape")

    def type(self, text: str) -> None:
        self.keyboard.type(text, delay=5)

    def text(self) -> str:
        """The focused box's text with `^` at the caret."""
        return self.page.evaluate(
            """() => {
              const { value, selectionStart, selectionEnd } = document.activeElement
              const chosen = value.slice(selectionStart, selectionEnd)
              const middle = chosen === '' ? '^' : `^${chosen}^`
              return value.slice(0, selectionStart) + middle + value.slice(selectionEnd)
            }"""
        )

    def value(self, node: Any, widget: str = "text") -> str:
        """What the graph holds, which is what would be queued."""
        return self.page.evaluate(
            """([id, name]) => window.app.graph.getNodeById(id).widgets
              .find(widget => widget.name === name).value""",
            [node, widget],
        )

    def names(self) -> list[str]:
        """The suggestions in the list; none while it is closed."""
        return self.page.evaluate(
            """async () => {
              const list = document.querySelector('#tag-atelier-list')
              if (!list?.checkVisibility({ visibilityProperty: true })) return []
              const names = () => [...list.querySelectorAll('.row:not([hidden]) .name')]
              // Those below the fold are written at the first pause.
              if (names().length > 10) await new Promise(done => setTimeout(done, 200))
              return names().map(name => name.textContent)
            }"""
        )

    def chosen(self) -> str:
        return self.list.locator("[aria-selected=true] .name").inner_text()

    def set(self, setting: str, value: object) -> None:
        self.page.evaluate(
            "([id, value]) => window.app.extensionManager.setting.set(id, value)", [setting, value]
        )

    def run(self, command: str) -> None:
        self.page.evaluate("id => window.app.extensionManager.command.execute(id)", command)


DEFAULTS = {
    "TagAtelier.Completion.Enabled": True,
    "TagAtelier.Completion.Where": "all",
    "TagAtelier.Completion.Excluded": "",
    "TagAtelier.Completion.Next": False,
    "TagAtelier.Writing.Underscores": False,
    "TagAtelier.Writing.Comma": True,
    "TagAtelier.Keys.Accept": "Tab",
    "TagAtelier.Weights.Where": "own",
}


@pytest.fixture
def desk(page: Page, renderer: str, console: list[Line]) -> Iterator[Desk]:
    """The page with default settings; in the end the pack must have warned of nothing."""
    desk = Desk(page, renderer)
    for setting, value in DEFAULTS.items():
        desk.set(setting, value)
    yield desk
    assert [line for line in console if "tag-atelier" in line.source + line.text] == []
