"""All rooms of the house. Only `extension` meets the host, and only when the host calls it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from comfy_api.latest import ComfyExtension

log = logging.getLogger("tag_atelier")


def extension() -> ComfyExtension:
    """The pack as ComfyUI sees it: every room's nodes, and the routes that its page asks."""
    from comfy_api.latest import ComfyExtension, io

    from .image.nodes import NODES as image
    from .latent.nodes import NODES as latent
    from .preset.nodes import NODES as preset
    from .prompt.nodes import NODES as prompt
    from .sampling.nodes import NODES as sampling

    class TagAtelier(ComfyExtension):
        async def on_load(self) -> None:
            try:
                _register_routes()
            except (
                Exception
            ):  # The host would drop the whole pack; the nodes work without the page.
                log.exception("The page's routes are not available; nodes work without them.")

        async def get_node_list(self) -> list[type[io.ComfyNode]]:
            return [*preset, *prompt, *latent, *sampling, *image]

    return TagAtelier()


def _register_routes() -> None:
    from server import PromptServer

    from .preset import routes as preset
    from .prompt import routes as prompt
    from .vocabulary import routes as vocabulary

    for room in (preset, prompt, vocabulary):
        room.register(PromptServer.instance.routes)
