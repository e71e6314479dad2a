"""One socket of Socket Mode, by Slack's library."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

from slack_sdk.socket_mode.aiohttp import SocketModeClient

from adapters.slack.api import QUIET, Api
from adapters.slack.line import Patience
from bot.listening import Tasks

if TYPE_CHECKING:
    from aiohttp import WSMessage
    from slack_sdk.socket_mode.request import SocketModeRequest

    from adapters.slack.bolt import Bolt

_GOODBYE: Final = 0.3
"""Seconds in which a socket may be closed politely."""


class Socket(SocketModeClient):
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
