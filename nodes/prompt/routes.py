"""What the page may ask about a prompt: its tags in a preset's order.

Errors are JSON, {"error": "..."}. The sorting runs in a worker thread.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from aiohttp import web

from ..preset import host
from ..preset.load import PresetError
from ..vocabulary import host as vocabulary

RECEIVED = 256 * 2**10
"""Bytes of a question at most; 10,000 tags are about 150 kB."""

SILENCE = 30.0
"""Seconds after which a sender is given up."""


class _Refused(ValueError):
    """A question that has no answer; the message names the field, its value, what is allowed."""


@dataclass(frozen=True, slots=True)
class _Question:
    text: str
    preset: str
    selection: tuple[int, int] | None


def register(routes: web.RouteTableDef) -> None:
    """POST /tag_atelier/sort: {text, preset, selection?: [from, to]} -> {text, notices: [...]}."""
    routes.post("/tag_atelier/sort")(_sort)


async def _sort(request: web.Request) -> web.Response:
    # No form of another site can send this type.
    if request.content_type != "application/json":
        return _error(415, f"type {request.content_type}; allowed: application/json")
    try:
        body = await asyncio.wait_for(request.content.readexactly(RECEIVED + 1), SILENCE)
    except asyncio.IncompleteReadError as end:
        body = end.partial
    except (asyncio.TimeoutError, web.RequestPayloadError, ConnectionError) as error:
        return _error(400, f"the body ended before its end: {error}")
    if len(body) > RECEIVED:
        return _error(413, f"more than {RECEIVED // 2**10} kB; allowed: up to that")
    try:
        return web.json_response(await asyncio.to_thread(_answer, body))
    except (_Refused, PresetError) as error:
        return _error(400, str(error))


def _answer(body: bytes) -> dict[str, object]:
    """Raises _Refused, PresetError."""
    # Imported when it runs: the host waits for every pack at its start.
    from .sort import sort_tags

    asked = _read(body)
    preset = host.installed().get(asked.preset)
    made = sort_tags(asked.text, preset, vocabulary.active(), asked.selection)
    return {"text": made.text, "notices": made.notices}


def _read(body: bytes) -> _Question:
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _Refused(f"the body is not JSON: {error}") from None
    if not isinstance(asked, dict):
        raise _Refused("the body is no object; allowed: {text, preset, selection}")
    for field in ("text", "preset"):
        if not isinstance(asked.get(field), str):
            raise _Refused(f"{field}: {_short(asked.get(field))}; allowed: a string")
    selection = asked.get("selection")
    if selection is None:
        return _Question(asked["text"], asked["preset"], None)
    # bool is an int to Python, but no place in a text.
    if not (isinstance(selection, list) and [type(end) for end in selection] == [int, int]):
        raise _Refused(f"selection: {_short(selection)}; allowed: [from, to] in characters")
    return _Question(asked["text"], asked["preset"], (selection[0], selection[1]))


def _short(value: object) -> str:
    return json.dumps(value)[:200]


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status)
