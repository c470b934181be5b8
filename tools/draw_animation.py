"""Film the README's animation: a line of tags is typed on ComfyUI's own page and becomes a picture.

    python tools/draw_animation.py [--comfyui PATH]

Needs Pillow, Playwright and a Chromium. The weights are random (tools/checkpoint.py) under the name
of a real checkpoint, so the picture is noise; everything else is what a user sees.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import checkpoint
import workflows
from live_page import LOOK_AT, OPEN, live_page
from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Page, ViewportSize

PRESET = "animagine-xl-3.1"
SIZE = {"size": "custom", "width": 256, "height": 320}
"""Small, so that a step takes a processor seconds."""

TARGET = Path(__file__).resolve().parent.parent / "docs" / "images" / "prompt-to-image.gif"

WINDOW: ViewportSize = {"width": 1400, "height": 900}
VIEW: FloatRect = {"x": 250, "y": 150, "width": 960, "height": 540}
"""The part of the page that is filmed."""

WIDTH = 800
"""Pixels of the animation's width."""

PREVIEWS = 5
"""Steps of sampling from one filmed preview to the next."""

TYPED = ("smile, hats", "\t", "1gi", "\t", "new", "\t", "(blue ey", "\t", ":1.2), voc", "\t")
"""What is typed; the list is open where Tab takes its first row."""

TEXT = "smile, hatsune miku, 1girl, newest, (blue eyes:1.2), vocaloid"

# Places in the graph: left, top, width, height.
PROMPT = (320, 85, 720, 405)
REPORT = (320, 360, 720, 405)
PICTURE = (880, 70, 1100, 690)

TOLD = """() => window.app.graph.nodes.find(node => node.type === 'TagAtelierPrompt')
  .widgets.some(widget => widget.type === 'TAG_ATELIER_REPORT')"""
PROGRESS = """() => {
  const { lastNodeErrors, nodePreviewImages } = window.app
  if (lastNodeErrors) throw new Error(JSON.stringify(lastNodeErrors))
  return document.title
}"""
DONE = """() => {
  const save = window.app.graph.nodes.find(node => node.type === 'SaveImage')
  return Boolean(save.imgs?.length || window.app.nodeOutputs?.[save.id])
}"""


class Film:
    """Pictures of the page, each with how long it stands, in ms."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.frames: list[Image.Image] = []
        self.lengths: list[int] = []

    def take(self, length: int) -> None:
        """Keep what is seen now for `length` ms; a picture like the last only stands longer."""
        with Image.open(io.BytesIO(self.page.screenshot(clip=VIEW))) as seen:
            height = round(WIDTH * VIEW["height"] / VIEW["width"])
            frame = seen.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
        if self.frames and frame.tobytes() == self.frames[-1].tobytes():
            self.lengths[-1] += length
            return
        self.frames.append(frame)
        self.lengths.append(length)

    def look_at(self, place: tuple[int, int, int, int]) -> None:
        self.page.evaluate(LOOK_AT, [place, VIEW])
        self.page.wait_for_timeout(400)  # text boxes follow the canvas a frame or two later

    def save(self, path: Path) -> None:
        first, *rest = (frame.quantize(128, dither=Image.Dither.NONE) for frame in self.frames)
        first.save(path, save_all=True, append_images=rest, duration=self.lengths, loop=0)


def type_prompt(film: Film) -> None:
    """Type the tags, the list's help taken, as a user does."""
    film.look_at(PROMPT)
    box = film.page.locator("textarea:visible").first
    with film.page.expect_response("**/tag_atelier/implications"):
        box.click()
    film.page.mouse.move(WINDOW["width"] - 10, WINDOW["height"] - 10)  # else a tooltip opens
    film.page.wait_for_timeout(1000)
    film.take(600)
    for piece in TYPED:
        if piece == "\t":
            film.page.keyboard.press("Tab")
            film.page.wait_for_timeout(150)
            film.take(500)
            continue
        for key in piece:
            film.page.keyboard.type(key)
            film.page.wait_for_timeout(120)
            film.take(110)
        film.take(700)
    film.page.keyboard.press("Escape")


def run(film: Film) -> None:
    """Queue the workflow and follow it to its picture."""
    film.page.keyboard.press("Control+Enter")
    film.look_at(REPORT)
    film.page.wait_for_function(TOLD, timeout=120_000)
    film.page.wait_for_timeout(500)
    film.take(2800)
    film.look_at(PICTURE)
    seen: list[str] = []
    while not film.page.evaluate(DONE):
        title = film.page.evaluate(PROGRESS)
        if title not in seen:
            seen.append(title)
            if len(seen) % PREVIEWS == 1:
                film.take(500)
        film.page.wait_for_timeout(500)
    film.page.wait_for_timeout(1500)
    film.take(3500)


def empty_workflow() -> workflows.Graph:
    """The shipped workflow, small and with nothing written in it yet."""
    changes: workflows.Changes = {"TagAtelierPrompt": {"text": ""}, "TagAtelierLatent": SIZE}
    return workflows.changed(workflows.read(PRESET), changes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comfyui", type=Path, help="the ComfyUI to film")
    chosen = parser.parse_args()
    weights = checkpoint.write(checkpoint.checkpoint_folder())
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"{PRESET}.safetensors").symlink_to(weights)
        settings: dict[str, Any] = {"Comfy.VueNodes.Enabled": True, "Comfy.Minimap.Visible": False}
        with live_page(chosen.comfyui, WINDOW, settings, Path(folder)) as page:
            page.evaluate(OPEN, empty_workflow())
            film = Film(page)
            type_prompt(film)
            text = page.locator("textarea:visible").first.input_value()
            if text.strip(" ,") != TEXT:
                raise SystemExit(f"typed {text!r} instead of {TEXT!r}")
            run(film)
    film.save(TARGET)
    seconds = sum(film.lengths) / 1000
    print(
        f"{TARGET.name}: {len(film.frames)} frames, {seconds:.0f} s, {TARGET.stat().st_size} bytes"
    )


if __name__ == "__main__":
    main()
