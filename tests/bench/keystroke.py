"""From keydown to the list on a live page: `python tests/bench/keystroke.py`.

Types ten tags key by key on the host's own page, in both renderers, and prints one table: the time
from the keydown event to the last change of the list (p50, p95, worst); the same in the same run
for a naive scan of the same rows, and for a bare line that repeats what was typed, which is what
the browser and the host's page take by themselves; heap added over the page without the pack; and
the longest task of the main thread while the page loads and when a first box is clicked, with the
pack and without. Needs playwright, a Chromium, a ComfyUI, and danbooru.csv in ../shared/data or
--tag-data. Never fails on time.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import host as hosts  # noqa: E402
from client import Client  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

TAGS = [
    "1girl",
    "long hair",
    "looking at viewer",
    "blue eyes",
    "school uniform",
    "smile",
    "hatsune miku",
    "thighhighs",
    "cherry blossoms",
    "outdoors",
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
MILLION = 7  # times 150,661 rows

READY = """() => Boolean(
  window.app?.graph && window.LiteGraph?.registered_node_types?.KSampler
  && window.app.extensionManager?.workflow?.activeWorkflow?.isLoaded
)"""

# A box on an empty graph.
PREPARE = """() => {
  window.app.graph.clear()
  window.app.canvas.ds.reset()
  const node = window.LiteGraph.createNode('CLIPTextEncode')
  node.pos = [300, 200]
  window.app.graph.add(node)
  node.setSize([400, 200])
  window.app.canvas.setDirty(true, true)
}"""

# Every keydown's time, and that of the last change of a list that can be seen after it.
WATCH = """selector => {
  window.keys = []
  addEventListener('keydown', event => keys.push({ down: event.timeStamp, shown: 0 }), true)
  const note = () => {
    const now = performance.now()
    const seen = document.querySelector(selector).checkVisibility({ visibilityProperty: true })
    if (keys.length && seen) keys.at(-1).shown = now
  }
  const all = { childList: true, subtree: true, characterData: true, attributes: true }
  const wait = () => {
    const list = document.querySelector(selector)
    if (list) new MutationObserver(note).observe(list, all)
    else requestAnimationFrame(wait)
  }
  wait()
}"""

# What the simplest pack would do: scan all rows at each key, sort, draw twenty.
NAIVE = """async url => {
  const rows = await (await fetch(url)).json()
  const list = document.createElement('div')
  list.id = 'naive-list'
  list.style.cssText = 'position:fixed;left:900px;top:200px;width:300px;overflow:hidden'
  document.body.append(list)
  document.addEventListener('input', event => {
    const word = event.target.value.split(',').pop().trim().replaceAll(' ', '_')
    const found = rows.filter(row => row[0].includes(word)).sort((a, b) => b[1] - a[1]).slice(0, 20)
    list.replaceChildren(...found.map(([tag, count]) => {
      const line = document.createElement('div')
      line.textContent = `${tag} ${count}`
      return line
    }))
  })
}"""

# The least that a page can do at a key.
BARE = """() => {
  const line = document.createElement('div')
  line.id = 'bare-list'
  line.style.cssText = 'position:fixed;left:900px;top:600px'
  document.body.append(line)
  document.addEventListener('input', event => { line.textContent = event.target.value }, true)
}"""

SWITCH = """on =>
  window.app.extensionManager.setting.set('TagAtelier.Completion.Enabled', on)"""

LONG_TASKS = """() => {
  window.longTasks = []
  new PerformanceObserver(list => longTasks.push(...list.getEntries().map(
    ({ startTime, duration }) => [startTime, duration]))).observe({ type: 'longtask' })
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tags", nargs="+", choices=("140k", "1m"), default=["140k", "1m"])
    parser.add_argument(
        "--renderers", nargs="+", choices=("classic", "vue"), default=["classic", "vue"]
    )
    parser.add_argument("--tag-data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--comfyui", type=Path, help="the ComfyUI to measure in")
    arguments = parser.parse_args()
    host = hosts.find(arguments.comfyui)
    with sync_playwright() as playwright:
        chromium = next(filter(None, map(shutil.which, CHROMIUMS)), None)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for size in arguments.tags:
            with hosts.workbench() as folder, _server(host, Path(folder)) as address:
                rows = _lists(Path(folder), arguments.tag_data, MILLION if size == "1m" else 1)
                for renderer in arguments.renderers:
                    found = _measure(browser, address, renderer, rows)
                    _report(f"{len(rows):,} tags, {renderer}", found)
        browser.close()


@contextmanager
def _server(host: hosts.Host, base: Path) -> Iterator[str]:
    name = hosts.link_pack(base / "custom_nodes")
    for folder in ("input", "models", "output", "temp", "user"):
        (base / folder).mkdir()
    arguments = ["--cpu", f"--base-directory={base}"]
    with hosts.Server(host, name, arguments, base / "server.log") as server:
        yield server.address


def _lists(base: Path, data: Path, times: int) -> list[tuple[str, int]]:
    """Write the user's lists of this server: the real tags, `times` over under other names."""
    with (data / "danbooru.csv").open(encoding="utf-8", newline="") as file:
        read = [row for row in csv.reader(file) if len(row) > 2 and row[2].isdigit()]
    rows = [
        (f"{tag}_{time}" if time else tag, category, str(int(count) // (time + 1)), aliases)
        for time in range(times)
        for tag, category, count, aliases in (row[:4] + [""] * (4 - len(row)) for row in read)
    ]
    lists = base / "user" / "tag_atelier" / "lists"
    lists.mkdir(parents=True)
    with (lists / "bench.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    implications = lists.with_name("implications")
    implications.mkdir()
    if times == 1:
        shutil.copy(data / "danbooru_implications.csv", implications)
    return [(tag, int(count)) for tag, _, count, _ in rows]


def _measure(
    browser: Browser, address: str, renderer: str, rows: list[tuple[str, int]]
) -> dict[str, Any]:
    plain, before = _open(browser, address, renderer, pack=False)
    heap_plain = _heap(plain)
    plain_click = _click(plain)
    plain.context.close()
    page, after = _open(browser, address, renderer, pack=True)
    heap_unused = _heap(page)
    page.evaluate(WATCH, "#tag-atelier-list")
    with page.expect_response("**/tag_atelier/index", timeout=120_000):
        click = _click(page)
    box = page.locator("textarea:visible").first
    # The first list of a page compiles code and makes the rows; it is typed, and counted, too.
    ours = _type(page)
    heap = _heap(page)
    box.fill("")
    page.route("**/naive.json", lambda route: route.fulfill(json=rows))
    page.evaluate(SWITCH, False)
    page.evaluate(BARE)
    page.evaluate(WATCH, "#bare-list")
    bare = _type(page)
    box.fill("")
    page.evaluate(NAIVE, "/naive.json")
    page.evaluate(WATCH, "#naive-list")
    naive = _type(page)
    page.context.close()
    return {
        "ours": ours,
        "naive": naive,
        "bare": bare,
        "heap": (heap_unused - heap_plain, heap - heap_plain),
        "load": (before, after),
        "click": (plain_click, click),
    }


def _open(browser: Browser, address: str, renderer: str, pack: bool) -> tuple[Page, float]:
    """The page, and the longest task of its main thread while it loaded, in ms."""
    settings = {
        "Comfy.VueNodes.Enabled": renderer == "vue",
        "Comfy.TutorialCompleted": True,
        "TagAtelier.Completion.Enabled": True,
    }
    Client(address).post("/settings", settings)
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    if not pack:
        page.route("**/extensions/tag-atelier/**", lambda route: route.abort())
    page.add_init_script(f"({LONG_TASKS})()")
    page.goto(address)
    page.wait_for_function(READY, timeout=120_000)
    page.evaluate(PREPARE)
    page.wait_for_timeout(3000)
    longest = max((duration for _, duration in page.evaluate("longTasks")), default=0.0)
    return page, longest


def _click(page: Page) -> float:
    """Click into the box, which opens the index; the longest task after that, in ms."""
    clicked = page.evaluate("() => performance.now()")
    page.locator("textarea:visible").first.click()
    page.wait_for_timeout(4000)
    tasks = [duration for start, duration in page.evaluate("longTasks") if start >= clicked]
    return max(tasks, default=0.0)


def _heap(page: Page) -> float:
    """Bytes of the page's JavaScript heap and of the buffers behind typed arrays."""
    session = page.context.new_cdp_session(page)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
        time.sleep(0.3)
    usage = session.send("Runtime.getHeapUsage")
    session.detach()
    return usage["usedSize"] + usage.get("backingStorageSize", 0)


def _type(page: Page) -> list[float]:
    """Type all tags; ms from keydown to the last change, of every key that changed the list."""
    page.evaluate("() => { keys.length = 0 }")
    for tag in TAGS:
        for key in tag:
            page.keyboard.type(key)
            page.wait_for_timeout(60)
        page.keyboard.type(", ")
        page.wait_for_timeout(60)
    return [key["shown"] - key["down"] for key in page.evaluate("keys") if key["shown"]]


def _report(title: str, found: dict[str, Any]) -> None:
    print(f"\n{title}")
    for name in ("ours", "naive", "bare"):
        times = sorted(found[name])
        p95 = times[int(len(times) * 0.95) - 1] if times else float("nan")
        p50 = statistics.median(times) if times else float("nan")
        worst = times[-1] if times else float("nan")
        figures = f"p50 {p50:7.1f} ms  p95 {p95:7.1f} ms  worst {worst:7.1f} ms"
        print(f"  {name:5} {figures}  keys {len(times)}")
    unused, used = (size / 2**20 for size in found["heap"])
    print(f"  heap added: {unused:.1f} MB before the first box is used, {used:.1f} MB after")
    for when, name in (("the page loads", "load"), ("the box is clicked", "click")):
        before, after = found[name]
        tasks = f"{before:.0f} ms without the pack, {after:.0f} ms with it"
        print(f"  longest task over 50 ms when {when}: {tasks}")


if __name__ == "__main__":
    main()
