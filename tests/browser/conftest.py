"""A real Chromium on a live host's page, in both renderers and every frontend."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from client import Client

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

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
