"""ComfyUI's own page with this pack alone in it, for the tools that take pictures of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import host as hosts
from client import Client

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

SETTINGS = {
    "Comfy.TutorialCompleted": True,  # else a first visit opens the templates
    "Comfy.RightSidePanel.IsOpen": False,
    "Comfy.Workflow.ShowMissingModelsWarning": False,
}

READY = """() => Boolean(
  window.app?.graph && window.LiteGraph?.registered_node_types?.TagAtelierPrompt
  && window.app.extensionManager?.workflow?.activeWorkflow?.isLoaded
)"""

OPEN = "graph => window.app.loadGraphData(graph)"

# Put a rectangle of the graph into a rectangle of the page, as large as it fits.
LOOK_AT = """([[left, top, width, height], view]) => {
  const { canvas } = window.app
  const scale = Math.min(view.width / width, view.height / height)
  const { x, y } = canvas.canvas.getBoundingClientRect()
  canvas.ds.scale = scale
  canvas.ds.offset[0] = (view.x + view.width / 2 - x) / scale - left - width / 2
  canvas.ds.offset[1] = (view.y + view.height / 2 - y) / scale - top - height / 2
  canvas.setDirty(true, true)
}"""


@contextmanager
def live_page(
    comfyui: Path | None,
    window: ViewportSize,
    settings: Mapping[str, Any],
    checkpoints: Path | None = None,
) -> Iterator[Page]:
    """The page of a host that is started for it. `settings` go over `SETTINGS`.

    `checkpoints` is the folder of those that the host is to have. Raises hosts.HostError.
    """
    from playwright.sync_api import sync_playwright

    with hosts.workbench() as folder, sync_playwright() as playwright:
        base = Path(folder)
        pack = hosts.link_pack(base / "custom_nodes")
        arguments = ["--cpu", f"--base-directory={base}", "--preview-method=latent2rgb"]
        if checkpoints is not None:
            config = hosts.models_config(base, checkpoints)
            arguments.append(f"--extra-model-paths-config={config}")
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        with hosts.Server(hosts.find(comfyui), pack, arguments, base / "server.log") as server:
            Client(server.address).post("/settings", {**SETTINGS, **settings})
            page = chromium.new_page(viewport=window)
            page.goto(server.address)
            page.wait_for_function(READY, timeout=90_000)
            yield page
        chromium.close()
