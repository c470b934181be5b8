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
  document.activeElement?.blur()
  window.app.extensionManager.toast.removeAll?.()  // 1.58 gives extensions no such way
  window.app.graph.clear()
  window.app.canvas.ds.reset()
}"""

FAILED = pytest.StashKey[bool]()


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


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "own_page: leaves more behind than `Pages` can clear away")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: Any = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


class Pages:
    """The one page that is open. Tests share it, since to open one takes seconds."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.page: Page | None = None
        self.renderer = ""
        self.console: list[Line] = []
        self.fetched: list[str] = []

    def take(self, renderer: str) -> Page:
        """The open page, emptied, if `renderer` draws it; else a new one."""
        if self.renderer != renderer:
            self.close()
        self.renderer = renderer
        self.console.clear()
        if self.page is None:
            self.fetched.clear()
            self.page = self._open()
        self.page.evaluate(EMPTY)
        return self.page

    def close(self) -> None:
        if self.page is not None:
            self.page.context.close()
            self.page = None

    def _open(self) -> Page:
        settings = {
            "Comfy.VueNodes.Enabled": self.renderer == "vue",
            "Comfy.TutorialCompleted": True,  # else a first visit opens the templates
            "Comfy.RightSidePanel.IsOpen": False,  # stays open from the page before
        }
        Client(self.address).post("/settings", settings)
        context = self.browser.new_context(viewport={"width": 1400, "height": 900})
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.console.append(Line("uncaught", str(error), "")))
        page.on("requestfinished", lambda request: self.fetched.append(request.url))
        page.goto(self.address)
        page.wait_for_function(READY, timeout=PAGE_SECONDS * 1000)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("warning", "error"):
            line = Line(message.type, message.text, message.location.get("url", ""))
            self.console.append(line)


@pytest.fixture(scope="session")
def pages(server: Any, browser: Browser) -> Iterator[Pages]:
    pages = Pages(browser, server.address)
    yield pages
    pages.close()


@pytest.fixture(scope="session", params=["classic", "vue"])
def renderer(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def page(pages: Pages, renderer: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The host's page, drawn by `renderer`, with an empty graph at zoom 1 and no dialog."""
    node = request.node
    again = getattr(node, "execution_count", 1) > 1
    own = node.get_closest_marker("own_page") is not None
    if own or again:
        pages.close()
    page = pages.take(renderer)
    yield page
    page.unroute_all()
    page.context.unroute_all()
    if own or node.stash.get(FAILED, False):
        pages.close()


@pytest.fixture
def console(page: Page, pages: Pages) -> list[Line]:
    """Warnings and errors of the test's page so far, uncaught ones as level `uncaught`."""
    return pages.console


class Desk:
    """Prompt boxes on the page and the list of suggestions, as a user handles them."""

    def __init__(self, page: Page, fetched: list[str]) -> None:
        self.page = page
        self.fetched = fetched
        self.keyboard = page.keyboard
        self.list = page.locator("#tag-atelier-list")

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
    "TagAtelier.Completion.Learn": False,
    "TagAtelier.Completion.Next": False,
    "TagAtelier.Writing.Underscores": False,
    "TagAtelier.Writing.Comma": True,
    "TagAtelier.Keys.Accept": "Tab",
    "TagAtelier.Weights.Where": "own",
}


SETTLE = """async settings => {
  const { setting } = window.app.extensionManager
  for (const [id, value] of Object.entries(settings)) {
    if (setting.get(id) !== value) await setting.set(id, value)
  }
}"""


@pytest.fixture
def desk(page: Page, pages: Pages, console: list[Line]) -> Iterator[Desk]:
    """The page with default settings; in the end the pack must have warned of nothing."""
    desk = Desk(page, pages.fetched)
    page.evaluate(SETTLE, DEFAULTS)
    yield desk
    assert [line for line in console if "tag-atelier" in line.source + line.text] == []
