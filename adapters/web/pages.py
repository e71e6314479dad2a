"""What the browser chat answers over HTTP: the page, its words, its socket, and files."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from aiohttp import web

from adapters.web.read import MOST_BYTES
from bot.clock import Clock
from bot.errors import FileTooLargeError
from bot.ports import FileStore
from bot.server import same_origin

Attend = Callable[[web.WebSocketResponse, Callable[[], None]], Awaitable[None]]

STATIC: Final = Path(__file__).parent / "static"

_HARMLESS: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Kinds that a browser may show instead of saving: pictures that run nothing."""
_KIND: Final = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}")
_UNNAMABLE: Final = re.compile(r"[\x00-\x1f\x7f/\\\ud800-\udfff]")
_MOST_NAME: Final = 200
_HEARTBEAT: Final = 20.0
"""Seconds of silence after which a window is asked whether it is still there."""
_CHUNK: Final = 64 * 1024
_UPLOAD: Final = 120.0
"""Seconds in which an upload must have come."""


class Pages:
    """Answer requests. Nothing here knows what is talked about."""

    def __init__(
        self, files: FileStore, words: Mapping[str, bytes], clock: Clock, keep: timedelta,
        attend: Attend,
    ) -> None:  # fmt: skip
        """Take the files, the page's words by language, and who attends to a window."""
        self._files = files
        self._words = words
        self._clock = clock
        self._keep = keep
        self._attend = attend

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return all routes."""
        return [
            web.get("/", _to_the_page),
            web.get("/chat", _to_the_page),
            web.get("/chat/", _page),
            web.static("/chat/static", STATIC),
            web.get("/chat/words/{language}.json", self._say),
            web.get("/chat/socket", self._socket),
            web.post("/chat/files", self._receive),
            web.get("/files/{hash}/{name}", self._hand_out),
        ]

    async def _say(self, request: web.Request) -> web.Response:
        words = self._words.get(request.match_info["language"])
        if words is None:
            raise web.HTTPNotFound
        return web.Response(body=words, content_type="application/json", charset="utf-8")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        _refuse_strangers(request)
        # Larger frames than are read are still taken, so that they can be refused in words.
        socket = web.WebSocketResponse(
            heartbeat=_HEARTBEAT, max_msg_size=4 * MOST_BYTES, compress=False, timeout=0.3
        )
        await socket.prepare(request)
        transport = request.transport
        if transport is not None:
            await self._attend(socket, transport.abort)
        return socket

    async def _receive(self, request: web.Request) -> web.Response:
        """Keep a file that somebody is about to send."""
        _refuse_strangers(request)
        name = _UNNAMABLE.sub("_", unquote(request.headers.get("X-File-Name", ""))).strip()
        kind = request.content_type.lower()
        if not name or len(name) > _MOST_NAME or not request.body_exists:
            return web.json_response({"why": "unreadable"}, status=400)
        kind = kind if _KIND.fullmatch(kind) else "application/octet-stream"
        now = self._clock.now()
        try:
            async with asyncio.timeout(_UPLOAD):
                key = await self._files.put(
                    request.content.iter_chunked(_CHUNK),
                    name=name, kind=kind, keep_until=now + self._keep, now=now,
                )  # fmt: skip
        except FileTooLargeError:
            return web.json_response({"why": "too-large"}, status=413)
        except TimeoutError:
            return web.json_response({"why": "unreadable"}, status=400)
        kept = await self._files.open(key)
        assert kept is not None
        return web.json_response({"key": key, "name": name, "size": kept.size, "kind": kept.kind})

    async def _hand_out(self, request: web.Request) -> web.StreamResponse:
        """Hand a file out: shown if it is a harmless picture, else to be saved."""
        kept = await self._files.open(request.match_info["hash"])
        if kept is None:
            raise web.HTTPNotFound
        name = _UNNAMABLE.sub("_", request.match_info["name"])[:_MOST_NAME]
        how = "inline" if kept.kind in _HARMLESS else "attachment"
        return web.FileResponse(
            kept.path,
            headers={
                "Content-Type": kept.kind,
                "Content-Disposition": f"{how}; filename*=UTF-8''{quote(name, safe='')}",
                "Content-Security-Policy": "default-src 'none'; sandbox",
                # A file is called by what stands in it, so it never changes.
                "Cache-Control": "private, max-age=31536000, immutable",
            },
        )


async def _to_the_page(request: web.Request) -> web.Response:
    # Who somebody is may stand behind the address.
    raise web.HTTPFound(request.rel_url.with_path("/chat/", keep_query=True))


async def _page(request: web.Request) -> web.FileResponse:
    del request
    return web.FileResponse(STATIC / "index.html")


def _refuse_strangers(request: web.Request) -> None:
    """Let no other site's page act for the one who happens to read it."""
    if not same_origin(request):
        raise web.HTTPForbidden(text="Only the page of this address may do this.")
