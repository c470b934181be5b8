"""What the page may ask about tags, and the one thing that it may store: a tag list.

Errors are JSON, {"error": "..."}. Whatever takes longer than a moment runs in a worker thread.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aiohttp import web

from ..header import HeaderError
from . import host, lora
from .page_files import PageFiles
from .rows import Result
from .store import Refused, store

RECEIVED = 64 * 2**20
"""Bytes that the page may send at most; all 1.7 million tags of Danbooru are about 60 MB."""

SILENCE = 30.0
"""Seconds without a byte after which a sender is given up."""

KINDS = ("text/csv", "application/gzip", "application/json")
"""What a list may be sent as. None of them is open to a form of another site."""

_storing = asyncio.Lock()


class TooLarge(Refused):
    def __init__(self) -> None:
        super().__init__(f"more than {RECEIVED // 2**20} MB; allowed: up to that")


def register(routes: web.RouteTableDef) -> None:
    """Adds the routes below, each under /tag_atelier/."""
    routes.get("/tag_atelier/index")(_index)
    routes.get("/tag_atelier/implications")(_implications)
    routes.get("/tag_atelier/lists")(_lists)
    routes.get("/tag_atelier/lora")(_lora)
    routes.put("/tag_atelier/list")(_put_list)
    routes.delete("/tag_atelier/list")(_delete_list)


async def _index(request: web.Request) -> web.Response:
    """The compact index (web/js/index_file.js)."""
    return await _page_file(request, lambda files: files.index)


async def _implications(request: web.Request) -> web.Response:
    """Pairs of rows of the index that has the same ETag, little-endian uint32: narrow, wide."""
    return await _page_file(request, lambda files: files.implications)


async def _lists(request: web.Request) -> web.Response:
    """What each list gave. `?offered=1` searches for lists of other packs too."""
    merged = await asyncio.to_thread(host.merged)
    answer: dict[str, Any] = {
        "tags": len(merged.vocabulary),
        "fetched": host.FETCHED,
        "lists": [_told(result) for result in (merged.starter, *merged.lists)],
        "implications": [_told(result) for result in merged.implications],
    }
    if request.query.get("offered"):
        found = await asyncio.to_thread(host.offered)
        answer["offered"] = [{"name": offer.name, "bytes": offer.bytes} for offer in found]
    return web.json_response(answer)


async def _lora(request: web.Request) -> web.Response:
    """`?name=` as in a prompt: {name, triggers: [text], tags: [[tag, count]]}."""
    name = request.query.get("name", "")
    path = await asyncio.to_thread(host.lora, name)
    if path is None:
        return _error(404, f"no LoRA {name[:200]!r}")
    try:
        found = await asyncio.to_thread(lora.read, path)
    except HeaderError as error:
        return _error(422, str(error))
    return web.json_response({"name": path.name, **asdict(found)})


async def _put_list(request: web.Request) -> web.Response:
    """Stores a list in place of the one stored before: CSV, gzip, or {"offered": name}."""
    if problem := _foreign(request):
        return _error(403, problem)
    if request.content_type not in KINDS:
        return _error(415, f"type {request.content_type}; allowed: {', '.join(KINDS)}")
    if (request.content_length or 0) > RECEIVED:
        return _error(413, f"not stored: {TooLarge()}")
    if _storing.locked():
        return _error(409, "another list is just being stored")
    target = host.fetched()
    part = target.with_suffix(".part")
    async with _storing:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            await _receive(request, part)
            if request.content_type == "application/json":
                await asyncio.to_thread(_choose, part)
            result = await asyncio.to_thread(store, part, target)
        except TooLarge as error:
            return _error(413, f"not stored: {error}")
        except Refused as error:
            return _error(400, f"not stored: {error}")
        except OSError as error:
            return _error(500, f"not stored: {error.strerror or error}")
        finally:
            part.unlink(missing_ok=True)
    return web.json_response(_told(result))


async def _delete_list(request: web.Request) -> web.Response:
    """Removes the list that was stored, and no other file."""
    if problem := _foreign(request):
        return _error(403, problem)
    async with _storing:
        existed = host.fetched().is_file()
        host.fetched().unlink(missing_ok=True)
    return web.json_response({"removed": existed})


async def _page_file(request: web.Request, kind: Callable[[PageFiles], Path]) -> web.Response:
    try:
        files = await asyncio.to_thread(host.page_files)
        headers = {
            "ETag": f'W/"{files.digest}"',
            "Cache-Control": "no-cache",  # Kept by the browser, and asked about each time.
            "Vary": "Accept-Encoding",
        }
        if any(tag.value == files.digest for tag in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        body = await asyncio.to_thread(kind(files).read_bytes)
    except OSError as error:
        return _error(500, f"the tag index cannot be kept on disk: {error}")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        body = await asyncio.to_thread(gzip.decompress, body)
    return web.Response(body=body, headers=headers, content_type="application/octet-stream")


async def _receive(request: web.Request, part: Path) -> None:
    """Writes the body to a file. Raises Refused."""
    taken = 0
    with part.open("wb") as file:
        try:
            while chunk := await asyncio.wait_for(request.content.readany(), SILENCE):
                taken += len(chunk)
                if taken > RECEIVED:
                    raise TooLarge
                file.write(chunk)
        except asyncio.TimeoutError:
            raise Refused(f"nothing came for {SILENCE:g} seconds") from None
        except (web.RequestPayloadError, ConnectionError) as error:
            raise Refused(f"the body ended before its end: {error}") from error


def _choose(part: Path) -> None:
    """Replaces a choice, {"offered": name}, by the list that it names. Raises Refused, OSError."""
    try:
        name = json.loads(part.read_bytes())["offered"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refused('the JSON is not {"offered": name}') from None
    for offer in host.offered():
        if offer.name == name:
            shutil.copyfile(offer.path, part)
            return
    raise Refused(f"no list {str(name)[:200]!r} is offered")


def _foreign(request: web.Request) -> str | None:
    """Why a request that changes something is refused: another site's page makes it."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    return None if site in ("same-origin", "none") else f"a request from another site ({site})"


def _told(result: Result) -> dict[str, Any]:
    problem = str(result.problem) if result.problem else None
    return {
        "file": result.file,
        "tags": result.given,
        "skipped": result.skipped,
        "problem": problem,
    }


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status)
