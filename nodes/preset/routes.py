"""What the page may ask about presets."""

from __future__ import annotations

from aiohttp import web

from .host import installed
from .load import as_data


def register(routes: web.RouteTableDef) -> None:
    """GET /tag_atelier/presets: every preset as its file would hold it."""

    @routes.get("/tag_atelier/presets")
    async def presets(_: web.Request) -> web.Response:
        return web.json_response([as_data(preset) for preset in installed().presets.values()])
