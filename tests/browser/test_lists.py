"""Tag lists in the settings: what is shown, and a full list that is fetched on a click, or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

pytestmark = pytest.mark.own_page

LIST = "zyxwv_fetched_tag,0,70000,zyxwv_alias\n" + "".join(
    f"zyxwv_{number},0,{number},\n" for number in range(1, 5000)
)
STANDARD = "https://cdn.statically.io/**"
EMPTY = "() => { window.app.graph.clear(); window.app.canvas.ds.reset() }"
LOADED = "() => Boolean(window.app?.extensionManager?.workflow?.activeWorkflow?.isLoaded)"


class Elsewhere(ThreadingHTTPServer):
    """Another site on this machine. `/slow` sends half a list, and the rest after `go_on`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.asked: list[str] = []
        self.go_on = Event()
        self.root = f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        body = b"<html>no list\nnor a row\n</html>" if self.path == "/page.html" else LIST.encode()
        self.send_response(404 if self.path == "/missing.csv" else 200)
        self.send_header("Content-Length", str(len(body)))
        if self.path != "/closed.csv":
            self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        half = len(body) // 2
        self.wfile.write(body[:half])
        if self.path == "/slow.csv":
            self.wfile.flush()
            self.server.go_on.wait(20)
        with suppress(ConnectionError):  # The page may have gone.
            self.wfile.write(body[half:])

    def log_message(self, *_: object) -> None:
        pass


class Panel:
    """The panel of tag lists, as a user handles it."""

    def __init__(self, page: Any, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.root = page.locator(".tag-atelier-lists")
        self.rows = self.root.locator("ul").first.locator("li")
        self.message = self.root.locator(".message")
        self.address = self.root.locator("input")

    def open(self) -> None:
        self.page.evaluate(
            "() => { window.app.extensionManager.command.execute('Comfy.ShowSettingsDialog') }"
        )
        self.page.locator("[role=dialog]").get_by_text("Tag Atelier", exact=True).first.click()
        self.rows.first.wait_for()

    def close(self) -> None:
        self.page.keyboard.press("Escape")
        self.root.wait_for(state="hidden")

    def click(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=True).click()

    def fetch(self, address: str) -> None:
        self.address.fill(address)
        self.click("Fetch")

    def says(self, text: str) -> str:
        """Wait until the panel says this, and return all that it says."""
        self.message.filter(has_text=text).wait_for()
        return self.message.inner_text()

    def listed(self) -> list[str]:
        return [" ".join(text.split()) for text in self.rows.all_inner_texts()]

    def on_disk(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def renderer() -> str:
    """The settings page does not depend on it."""
    return "classic"


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    with Elsewhere() as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield site
        site.go_on.set()
        site.shutdown()


@pytest.fixture
def lists(server: Any) -> Iterator[Path]:
    """The folder of the user's lists, empty before and after."""
    folder = server.base / "user" / "tag_atelier" / "lists"
    folder.mkdir(parents=True, exist_ok=True)
    yield folder
    for path in folder.iterdir():
        path.unlink()


@pytest.fixture
def panel(page: Any, lists: Path) -> Panel:
    """The panel on a page that may reach other sites, as a host with default options lets it."""
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.reload()
    page.wait_for_function(LOADED)
    page.evaluate(EMPTY)
    return Panel(page, lists)


def answer_standard(panel: Panel, content: bytes) -> list[str]:
    """Stand in for the standard list's publisher; the addresses asked for, as they come."""
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(body=content, headers={"Access-Control-Allow-Origin": "*"})

    panel.page.context.route(STANDARD, answer)
    return asked


def test_what_is_shown_and_nothing_fetched(page: Any, server: Any, lists: Path) -> None:
    (lists / "mine.csv").write_text("a_tag,0,5,\nodd_tag,99,5,\n", encoding="utf-8")
    listed = server.base / "custom_nodes" / "some-pack" / "danbooru.csv"
    listed.parent.mkdir(exist_ok=True)
    listed.write_text(LIST, encoding="utf-8")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    panel = Panel(page, lists)
    try:
        panel.open()
        starter, mine = panel.listed()
        assert re.fullmatch(r"Starter list, part of Tag Atelier [\d,]{5,} tags", starter)
        assert mine.startswith("mine.csv 1 tag 1 row skipped; mine.csv, line 2: category '99'")

        offered = panel.root.locator("section li")
        size = round(len(LIST) / 1000)
        assert " ".join(offered.inner_text().split()) == f"some-pack/danbooru.csv {size} kB Use"
        assert panel.on_disk() == ["mine.csv"]
        panel.click("Use")
        panel.says("Stored 5,000 tags.")
        assert panel.on_disk() == ["fetched.csv", "mine.csv"]
    finally:
        listed.unlink()
        listed.parent.rmdir()

    for fact in ("Danbooru tags (May 2025, 25 or more posts)", "Unlicense", "3.8 MB"):
        assert panel.root.get_by_text(fact, exact=True).is_visible()
    standard = panel.address.input_value()
    panel.address.fill("https://example.org/list.csv")
    assert panel.root.locator("dd").all_inner_texts() == ["not known"] * 4
    panel.click("Standard address")
    assert panel.address.input_value() == standard
    assert panel.root.locator("dd").first.inner_text().startswith("Danbooru tags")
    assert [url for url in asked if not url.startswith((server.address, "data:", "blob:"))] == []


def test_a_host_that_keeps_its_page_to_itself(page: Any, lists: Path, elsewhere: Elsewhere) -> None:
    panel = Panel(page, lists)
    panel.open()
    panel.fetch(f"{elsewhere.root}/list.csv")
    panel.says("as it does when it is started with --disable-api-nodes")
    assert elsewhere.asked == []


def test_a_fetched_list_completes_at_once_and_is_removed_again(
    panel: Panel, desk: Any, elsewhere: Elsewhere
) -> None:
    desk.add()
    desk.enter()
    desk.type("zyxwv")
    assert desk.names() == []
    panel.open()
    assert elsewhere.asked == []
    panel.fetch(f"{elsewhere.root}/list.csv")
    said = panel.says("Stored 5,000 tags.")
    assert sha256(LIST.encode()).hexdigest() in said
    assert "none is known for this address" in said
    assert elsewhere.asked == ["/list.csv"]
    assert panel.listed()[1] == "Fetched list (fetched.csv) 5,000 tags Remove"
    panel.close()
    desk.enter()
    desk.type("zyxwv")
    assert desk.names()[0] == "zyxwv fetched tag"
    desk.write("")
    panel.open()
    panel.click("Remove")
    panel.says("The fetched list is removed.")
    assert len(panel.listed()) == 1
    assert panel.on_disk() == []
    panel.close()
    desk.enter()
    desk.type("zyxwv")
    assert desk.names() == []


def test_progress_cancel_and_closed_settings(panel: Panel, elsewhere: Elsewhere) -> None:
    panel.open()
    panel.fetch(f"{elsewhere.root}/slow.csv")
    panel.root.locator(".controls .figure").filter(has_text="of").wait_for()
    assert 0.4 < panel.root.locator("progress").evaluate("bar => bar.value") < 0.6
    assert panel.address.is_disabled()
    panel.click("Cancel")
    assert panel.says("Cancelled") == "Cancelled. Nothing was stored."
    assert panel.on_disk() == []
    assert len(panel.listed()) == 1

    # A fetch goes on while the settings are closed.
    panel.fetch(f"{elsewhere.root}/slow.csv")
    panel.root.locator("progress").wait_for()
    panel.close()
    panel.open()
    assert panel.root.locator("progress").is_visible()
    elsewhere.go_on.set()
    panel.says("Stored 5,000 tags.")
    assert panel.on_disk() == ["fetched.csv"]


FAILURES = [
    ("page.html", "not stored: only 0 of 3 rows are a tag with its category"),
    ("missing.csv", "The server answers with status 404, not with a list. Change the address"),
    ("closed.csv", "No answer that this page may read"),
]


def test_what_fails_says_why_and_stores_nothing(panel: Panel, elsewhere: Elsewhere) -> None:
    (panel.folder / "fetched.csv").write_text("kept_tag,0,5,\n", encoding="utf-8")
    panel.open()
    panel.root.locator("summary").click()
    for path, said in FAILURES:
        panel.fetch(f"{elsewhere.root}/{path}")
        panel.says(said)
        assert panel.on_disk() == ["fetched.csv"]
        assert panel.listed()[1] == "Fetched list (fetched.csv) 1 tag Remove"
    panel.fetch("danbooru.csv")
    panel.says("danbooru.csv is no address; allowed: https://")


def test_checksums(panel: Panel, elsewhere: Elsewhere) -> None:
    answer_standard(panel, LIST.encode())
    panel.open()
    panel.click("Fetch")
    panel.says("Not the known list")
    panel.click("Discard")
    panel.says("Discarded. Nothing was stored.")
    assert panel.on_disk() == []
    panel.click("Fetch")
    panel.click("Store it anyway")
    panel.says("Stored 5,000 tags.")
    # What a browser has on a page that is neither https nor local.
    panel.page.evaluate("() => Object.defineProperty(crypto, 'subtle', { value: undefined })")
    panel.fetch(f"{elsewhere.root}/list.csv")
    panel.says("There is no checksum: browsers compute one only over https or on localhost.")


def test_the_standard_list_is_known_by_its_checksum(panel: Panel, tag_data: Path) -> None:
    asked = answer_standard(panel, (tag_data / "danbooru.csv").read_bytes())
    panel.open()
    panel.click("Fetch")
    panel.says("The checksum is the known one")
    assert asked == [panel.address.input_value()]
