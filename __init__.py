"""Tag Atelier: anime SDXL model cards, plugged into ComfyUI's own graph.

The host reads two names from this file. Everything they need is imported when the host asks, so
the same package also opens on a bare Python for the command line and the unit tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from comfy_api.latest import ComfyExtension

__all__ = ["WEB_DIRECTORY", "comfy_entrypoint"]

WEB_DIRECTORY = "./web"


async def comfy_entrypoint() -> ComfyExtension:
    from .nodes import extension

    return extension()
