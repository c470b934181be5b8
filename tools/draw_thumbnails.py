"""Take the templates' thumbnails anew: each workflow in ComfyUI's own page, after its prompt ran.

    python tools/draw_thumbnails.py [--comfyui PATH] [NAME ...]

What needs no checkpoint runs first, so the nodes show what they did. Needs Pillow, Playwright and
a Chromium. Run it after tools/draw_workflows.py.
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path
from typing import TYPE_CHECKING

import workflows
from live_page import LOOK_AT, OPEN, live_page
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Page, ViewportSize

SIDE = 400
"""Pixels of a thumbnail; the template browser shows it in a square."""

CAPTION = 92
"""Pixels of its lower part, which says in large letters what the small ones above are about."""

LARGEST = 40_000
"""Bytes of a thumbnail."""

BACKGROUND = (32, 33, 36)

WINDOW: ViewportSize = {"width": 1400, "height": 1100}
VIEW: FloatRect = {"x": 300, "y": 150, "width": 800, "height": 800 * (SIDE - CAPTION) / SIDE}
"""The part of the page that is taken: nothing but the graph."""

SHOWN = (
    "TagAtelierVariations",
    "TagAtelierTranslate",
    "TagAtelierFitImage",
    "TagAtelierSecondPass",
    "TagAtelierPreset",
)
"""What a thumbnail shows: the first of these nodes that the workflow has."""

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

# A node and its title, in the graph's own pixels.
AROUND = """kind => {
  const node = window.app.graph.nodes.find(node => node.type === kind)
  const title = window.LiteGraph.NODE_TITLE_HEIGHT
  return [node.pos[0] - 10, node.pos[1] - title - 10, node.size[0] + 20, node.size[1] + title + 20]
}"""


def take(page: Page, graph: workflows.Graph) -> Image.Image:
    """A picture of a workflow's most telling node."""
    page.evaluate(OPEN, graph)
    page.wait_for_function(TOLD, arg=page.evaluate(RUN))
    kinds = {node["type"] for node in graph["nodes"]}
    shown = next(kind for kind in SHOWN if kind in kinds)
    page.evaluate(LOOK_AT, [page.evaluate(AROUND, shown), VIEW])
    page.wait_for_timeout(1500)  # text boxes follow the canvas a frame or two later
    with Image.open(io.BytesIO(page.screenshot(clip=VIEW))) as seen:
        node = seen.convert("RGB").resize((SIDE, SIDE - CAPTION), Image.Resampling.LANCZOS)
    thumbnail = Image.new("RGB", (SIDE, SIDE), BACKGROUND)
    thumbnail.paste(node, (0, 0))
    write(thumbnail, heading(graph))
    return thumbnail


def heading(graph: workflows.Graph) -> str:
    """What the workflow's note calls it."""
    note = next(node for node in graph["nodes"] if node["type"] == "MarkdownNote")
    return str(note["widgets_values"][0].splitlines()[0].lstrip("# "))


def write(thumbnail: Image.Image, text: str) -> None:
    """The caption, as large as it fits."""
    pen = ImageDraw.Draw(thumbnail)
    for size in range(44, 12, -2):
        font = ImageFont.load_default(size)
        if pen.textlength(text, font=font) <= 0.92 * SIDE:
            break
    pen.text((SIDE / 2, SIDE - CAPTION / 2), text, font=font, fill="white", anchor="mm")


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
    with live_page(chosen.comfyui, WINDOW, {}) as page:
        for name in names:
            save(take(page, workflows.read(name)), workflows.FOLDER / f"{name}.jpg")
            print(f"{name}.jpg")


if __name__ == "__main__":
    main()
