"""Take the templates' thumbnails anew: each workflow in ComfyUI's own page, after its prompt ran.

    python tools/draw_thumbnails.py [--comfyui PATH] [NAME ...]

What needs no checkpoint runs first, so the nodes show what they did. Needs Pillow, Playwright and
a Chromium. Run it after tools/draw_workflows.py.
"""

from __future__ import annotations

import argparse
import io
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import host as hosts
import workflows
from client import Client
from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Page, ViewportSize

SIDE = 400
"""Pixels of a thumbnail; the template browser shows it in a square."""

LARGEST = 40_000
"""Bytes of a thumbnail."""

WINDOW: ViewportSize = {"width": 1400, "height": 1100}
VIEW: FloatRect = {"x": 300, "y": 150, "width": 800, "height": 800}
"""The part of the page that is taken: nothing but the graph."""

SETTINGS = {
    "Comfy.TutorialCompleted": True,  # else a first visit opens the templates
    "Comfy.Workflow.ShowMissingModelsWarning": False,
}

SHOWN = (
    "TagAtelierVariations",
    "TagAtelierTranslate",
    "TagAtelierFitImage",
    "TagAtelierSecondPass",
    "TagAtelierPreset",
)
"""What a thumbnail shows: the first of these nodes that the workflow has."""

READY = """() => Boolean(
  window.app?.graph && window.LiteGraph?.registered_node_types?.TagAtelierPrompt
  && window.app.extensionManager?.workflow?.activeWorkflow?.isLoaded
)"""

OPEN = "graph => window.app.loadGraphData(graph)"

# Tag Prompt and what it needs can run without a checkpoint; a preview makes the host run it.
RUN = """async () => {
  const { api } = await import('/scripts/api.js')
  const { output, workflow } = await window.app.graphToPrompt()
  const id = Object.keys(output).find(id => output[id].class_type === 'TagAtelierPrompt')
  output.preview = { class_type: 'PreviewAny', inputs: { source: [id, 0] } }
  await api.queuePrompt(0, { output, workflow })
  return id
}"""

TOLD = """id => window.app.graph.getNodeById(id).widgets
  .some(widget => widget.type === 'TAG_ATELIER_REPORT')"""

LOOK_AT = """([kind, view]) => {
  const { graph, canvas } = window.app
  const node = graph.nodes.find(node => node.type === kind)
  const [left, below] = node.pos
  const [width, height] = node.size
  const title = window.LiteGraph.NODE_TITLE_HEIGHT
  const scale = 0.94 * view.width / Math.max(width, height + title)
  const { x, y } = canvas.canvas.getBoundingClientRect()
  canvas.ds.scale = scale
  canvas.ds.offset[0] = (view.x + view.width / 2 - x) / scale - left - width / 2
  canvas.ds.offset[1] = (view.y + view.height / 2 - y) / scale - below - (height - title) / 2
  canvas.setDirty(true, true)
}"""


def take(page: Page, graph: workflows.Graph) -> Image.Image:
    """A picture of a workflow's most telling node."""
    page.evaluate(OPEN, graph)
    page.wait_for_function(TOLD, arg=page.evaluate(RUN))
    kinds = {node["type"] for node in graph["nodes"]}
    page.evaluate(LOOK_AT, [next(kind for kind in SHOWN if kind in kinds), VIEW])
    page.wait_for_timeout(500)  # text boxes follow the canvas a frame or two later
    with Image.open(io.BytesIO(page.screenshot(clip=VIEW))) as picture:
        return picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def save(picture: Image.Image, path: Path) -> None:
    """As a JPEG of the best quality that is small enough."""
    for quality in range(90, 30, -5):
        picture.save(path, quality=quality, optimize=True, progressive=True)
        if path.stat().st_size < LARGEST:
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comfyui", type=Path, help="the ComfyUI to show")
    parser.add_argument("names", nargs="*", metavar="NAME", help="the workflows to show; all")
    chosen = parser.parse_args()
    names = chosen.names or sorted(path.stem for path in workflows.FOLDER.glob("*.json"))
    found = hosts.find(chosen.comfyui)

    from playwright.sync_api import sync_playwright

    with hosts.workbench() as folder, sync_playwright() as playwright:
        base = Path(folder)
        pack = hosts.link_pack(base / "custom_nodes")
        arguments = ["--cpu", f"--base-directory={base}"]
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        with hosts.Server(found, pack, arguments, base / "server.log") as server:
            Client(server.address).post("/settings", SETTINGS)
            page = chromium.new_page(viewport=WINDOW)
            page.goto(server.address)
            page.wait_for_function(READY, timeout=90_000)
            for name in names:
                save(take(page, workflows.read(name)), workflows.FOLDER / f"{name}.jpg")
                print(f"{name}.jpg")
        chromium.close()


if __name__ == "__main__":
    main()
