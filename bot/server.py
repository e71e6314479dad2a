"""The one web server: what adapters answer over HTTP, and whether the house lives and is ready."""

import errno
import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import lru_cache
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from bot.adapter import Serves
from bot.config.settings import Server as Settings
from bot.errors import ConfigError

log = logging.getLogger(__name__)

Ready = Callable[[], Awaitable[str | None]]
"""Says why requests cannot be answered now; None: they can."""

_MOST_BODY: Final = 1024 * 1024
"""Bytes of a request; what may be larger is received piece by piece, and counted."""
_GOODBYE: Final = 0.3
"""Seconds in which requests may be finished when the house closes."""
_NEIGHBOURS: Final = 20
"""How many ports after a busy one are tried."""
_REMEMBERED: Final = 100
"""Of how many hosts is remembered whether they are ours."""

_HEADERS: Final = {
    # Whatever a card may say: the page runs, shows and asks for only what comes from here.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class Server:
    """Serve until stopped. On loopback it answers only to names of this machine."""

    def __init__(
        self, settings: Settings, serving: Iterable[Serves], ready: Ready, *,
        neighbours: bool = False,
    ) -> None:  # fmt: skip
        """Take who serves; with `neighbours` a busy port makes way for the next free one."""
        self._settings = settings
        self._ready = ready
        self._tries = _NEIGHBOURS if neighbours and settings.port else 0
        self._names = _own_names(settings)
        # Each request names the host, and nearly all name the same.
        self._is_ours = lru_cache(_REMEMBERED)(self._has_our_name)
        guards = [self._guard] if settings.on_loopback else []
        app = web.Application(middlewares=guards, client_max_size=_MOST_BODY)
        app.on_response_prepare.append(_protect)
        app.router.add_get("/healthz", _alive)
        app.router.add_get("/readyz", self._say_ready)
        for each in serving:
            app.router.add_routes(each.routes())
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=_GOODBYE, handle_signals=False
        )
        self.port = settings.port

    @property
    def url(self) -> str:
        """Where the server is reached from this machine, or as it is known to people."""
        return f"{self._settings.public_url or self._settings.local_url(self.port)}/"

    async def start(self) -> None:
        """Begin to serve. Raises `ConfigError` where the address cannot be taken."""
        await self._runner.setup()
        for port in range(self._settings.port, self._settings.port + self._tries + 1):
            try:
                await web.TCPSite(self._runner, self._settings.host, port).start()
            except OSError as error:
                last = port == self._settings.port + self._tries
                if last or error.errno != errno.EADDRINUSE:
                    await self._runner.cleanup()
                    raise self._unusable(error) from None
            else:
                break
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Finish what is being answered, within a moment, and close."""
        await self._runner.cleanup()

    def _unusable(self, error: OSError) -> ConfigError:
        settings = self._settings
        if error.errno == errno.EADDRINUSE:
            message = (
                f"server.port: another program listens on {settings.host}:{settings.port}:"
                " stop it, or write another port"
            )
            return ConfigError(None, None, "server.port", message)
        message = (
            f"server.host: {settings.host}:{settings.port} cannot be listened on ({error.strerror})"
        )
        return ConfigError(None, None, "server.host", message)

    @web.middleware
    def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Awaitable[web.StreamResponse]:
        """Refuse names that are not ours: a foreign page may point its own name to this machine."""
        if not self._is_ours(request.host):
            raise web.HTTPMisdirectedRequest(text="This address is not served here.")
        return handler(request)

    def _has_our_name(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname
            return name in self._names or ip_address(name or "").is_loopback
        except ValueError:
            return False

    async def _say_ready(self, request: web.Request) -> web.Response:
        del request
        why = await self._ready()
        return web.Response(text=f"{why or 'ready'}\n", status=503 if why else 200)


def same_origin(request: web.Request) -> bool:
    """Say whether a page of this very address asks; what names no page of origin is refused."""
    origin = urlsplit(request.headers.get("Origin", ""))
    return origin.scheme in {"http", "https"} and origin.netloc == request.host


def _own_names(settings: Settings) -> set[str]:
    known = urlsplit(settings.public_url).hostname if settings.public_url else None
    return {"localhost", *([known] if known else [])}


async def _alive(request: web.Request) -> web.Response:
    del request
    return web.Response(text="alive\n")


async def _protect(request: web.Request, response: web.StreamResponse) -> None:
    del request
    headers = response.headers
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    headers["Server"] = "Muster"  # and nothing of what it is made of
