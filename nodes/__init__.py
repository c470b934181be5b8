"""All rooms of the house. Only `extension` meets the host, and only when the host calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from comfy_api.latest import ComfyExtension


def extension() -> ComfyExtension:
    """The pack as ComfyUI sees it: every room's nodes."""
    from comfy_api.latest import ComfyExtension, io

    from .latent.nodes import NODES as latent
    from .preset.nodes import NODES as preset
    from .prompt.nodes import NODES as prompt
    from .sampling.nodes import NODES as sampling

    class TagAtelier(ComfyExtension):
        async def get_node_list(self) -> list[type[io.ComfyNode]]:
            return [*preset, *prompt, *latent, *sampling]

    return TagAtelier()
