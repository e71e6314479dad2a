"""Socket Mode: one socket at a time, and another as soon as it ends, falls silent or is to end.

Each socket has a client of Slack's library of its own, with the session that this brings along: it
cannot share the one of the house, as it closes what it was given. The library would connect again
by itself, for ever and by an address that works once; all of its ways there lead through one
method, and here that only says that the socket is over. What follows is decided in `run`.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

from msgspec import Struct
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from adapters.slack.api import QUIET, Api, Locked
from bot.clock import Random
from bot.errors import AdapterError, TryLater
from bot.listening import Tasks, Troubles, backoff

if TYPE_CHECKING:
    from aiohttp import WSMessage
    from slack_sdk.socket_mode.request import SocketModeRequest

    from adapters.slack.bolt import Bolt

log = logging.getLogger(__name__)

SOCKET: Final = "socket"
OPENED: Final = "apps.connections.open"
"""The one method that is called by the app-level token."""
APP_TOKEN: Final = "the app token"  # noqa: S105  (what goes wrong with it)
_GOODBYE: Final = 0.3
"""Seconds in which a socket may be closed politely."""
_LAST_WORDS: Final = 5.0
"""Seconds in which an old socket still acknowledges what came by it."""
_REFRESH: Final = {"refresh_requested", "warning"}


class Patience(Struct, frozen=True):
    """Hold how long a socket may take, in seconds: a ping goes each `ping`.

    One that has lasted for a `steady` while ended for no fault of ours; else there is a rest before
    the next, the `first` of them so long.
    """

    ping: float = 5.0
    connect: float = 10.0
    hello: float = 10.0
    silence: float = 30.0
    steady: float = 10.0
    first: float = 1.0


class Line:
    """Keep the line to Slack up."""

    def __init__(
        self, bolt: Callable[[], "Bolt"], api: Api, app_token: str, chance: Random, *,
        troubles: Troubles, patience: Patience,
    ) -> None:  # fmt: skip
        """Take what is fed, and who names it when the line is down."""
        self._bolt = bolt
        self._api = api
        self._token = app_token
        self._chance = chance
        self._troubles = troubles
        self._patience = patience
        self._tasks = Tasks()
        self._failed = 0

    async def run(self) -> None:
        """Stay connected until cancelled; then hang up within a moment."""
        old: _Socket | None = None
        try:
            while True:
                socket = await self._open()
                if old is not None:
                    # Slack still hears what is acknowledged on it.
                    self._tasks.start(old.finish(_LAST_WORDS))
                    old = None
                if socket is None:
                    continue
                old, began = socket, self._now()
                why = await socket.over
                if self._now() - began >= self._patience.steady:
                    self._failed = 0
                    if why in _REFRESH:
                        continue
                if why not in _REFRESH:
                    await old.finish(0)
                    old = None
                    self._troubles.name(SOCKET, why)
                await self._rest()
        finally:
            if old is not None:
                await old.finish(0)
            await self._tasks.end(0)

    async def _open(self) -> "_Socket | None":
        """Open a socket; None where it cannot be, after a rest."""
        socket = None
        try:
            answer = await self._api.ask(OPENED, self._token)
            socket = _Socket(self._bolt, self._api, self._token, self._patience)
            await socket.open(str(answer["url"]))
        except TryLater as error:
            if not isinstance(error, Locked):  # which is named already
                self._troubles.name(SOCKET, error.message)
            await self._rest(error.after.total_seconds() if error.after else 0)
        except (AdapterError, TimeoutError, OSError, KeyError) as error:
            self._troubles.name(SOCKET, str(error) or type(error).__name__)
            await self._rest()
        else:
            opened, socket = socket, None
            self._troubles.over(SOCKET)
            self._troubles.over(APP_TOKEN)
            return opened
        finally:
            if socket is not None:
                await socket.finish(0)
        return None

    async def _rest(self, least: float = 0.0) -> None:
        """Wait before the next attempt, longer each time, and not just as long as others do."""
        wait = backoff(self._failed, self._chance, first=self._patience.first)
        self._failed += 1
        await asyncio.sleep(max(wait, least))

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


class _Socket(SocketModeClient):
    """Be the library's client for one socket, which ends where that would begin anew."""

    def __init__(
        self, bolt: Callable[[], "Bolt"], api: Api, token: str, patience: Patience
    ) -> None:
        super().__init__(
            token, logger=QUIET, web_client=api.client, ping_interval=patience.ping,
            on_message_listeners=[self._heard], on_close_listeners=[self._closed],
            on_error_listeners=[self._closed],
        )  # fmt: skip
        self.over: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._bolt = bolt
        self._patience = patience
        self._turns = Tasks()
        self._greeted = asyncio.Event()
        self._heard_at = 0.0
        self._watching: asyncio.Task[None] | None = None
        self.socket_mode_request_listeners.append(self._handle)

    async def open(self, address: str) -> None:
        """Connect, and wait to be greeted. Raises `TimeoutError` or what the network says."""
        self.wss_uri = address
        if proxy_bypass(urlsplit(address).hostname or ""):
            self.proxy = None
        async with asyncio.timeout(self._patience.connect):
            await self.connect()  # type: ignore[no-untyped-call]  # the library's own
        async with asyncio.timeout(self._patience.hello):
            await self._greeted.wait()
        self._watching = asyncio.create_task(self._watch())

    async def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - the library's
        """Say that this socket is over, where the library would begin anew."""
        self._end("asked to reconnect" if force else "the socket was lost")

    async def finish(self, seconds: float) -> None:
        """Let what came by this socket be acknowledged, then hang up and leave nothing behind."""
        try:
            await self._turns.end(seconds)
        finally:  # also where there is no time for that any more
            await self._hang_up()

    async def _hang_up(self) -> None:
        self.closed, self.auto_reconnect_enabled = True, False
        if not self.over.done():
            self.over.cancel()
        tasks = [self._watching, self.message_receiver, self.current_session_monitor,
                 self.message_processor]  # fmt: skip
        running: list[Any] = [each for each in tasks if each is not None]
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        if self.current_session is not None:
            # A frozen peer would not answer for long.
            with suppress(Exception):
                async with asyncio.timeout(_GOODBYE):
                    await self.current_session.close()
        await self.aiohttp_client_session.close()

    def _end(self, why: str) -> None:
        if not self.over.done():
            self.over.set_result(why)

    async def _heard(self, message: "WSMessage") -> None:
        self._heard_at = asyncio.get_running_loop().time()
        if '"hello"' in message.data[:200]:
            self._greeted.set()
        elif '"disconnect"' in message.data[:200]:
            with suppress(ValueError, AttributeError):
                self._end(str(json.loads(message.data).get("reason")))

    async def _closed(self, message: "WSMessage") -> None:
        del message
        self._end("the socket was closed")

    async def _handle(self, client: Any, request: "SocketModeRequest") -> None:
        """Hand one envelope in, and acknowledge it when that is done."""
        del client
        turn = self._turns.start(self._turn(request))
        await asyncio.shield(turn)

    async def _turn(self, request: "SocketModeRequest") -> None:
        await self._bolt().acknowledge(self, request)

    async def _watch(self) -> None:
        """Give up a socket that stays open and says nothing: no event, and no answer to a ping."""
        loop, pong = asyncio.get_running_loop(), self.last_ping_pong_time
        self._heard_at = loop.time()
        while True:
            await asyncio.sleep(self._patience.ping)
            session = self.current_session
            if session is None or session.closed:
                self._end("the socket was lost")
            if pong != self.last_ping_pong_time:
                pong, self._heard_at = self.last_ping_pong_time, loop.time()
            if loop.time() - self._heard_at > self._patience.silence:
                self._end("the socket fell silent")
