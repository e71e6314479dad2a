"""The stream: one line to DingTalk that is opened anew whenever it ends, without losing a word.

DingTalk says `disconnect` on a line before it goes: the next line is opened first, and the old one
read until its end. A line that is silent for too long is taken for dead, whatever its pings say.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from enum import Enum, auto
from typing import Final
from urllib.parse import quote

import aiohttp

from adapters.dingtalk.api import Api
from adapters.dingtalk.frames import CLICKS, MESSAGES, MOST_BYTES, Frame, ack, read_frame
from adapters.dingtalk.refusals import NOT_LET_IN, BadSecret
from bot.clock import Clock, Random
from bot.errors import AdapterError, described
from bot.listening import Pause, Tasks, Troubles, backoff

log = logging.getLogger(__name__)

Acknowledge = Callable[[object, int], Awaitable[None]]

_PING: Final = 20.0
_GOODBYE: Final = 0.3
_FIRST: Final = 2.0
"""Seconds of the first wait, at most: what ends at once is opened thrice in 5 s, and no more."""
_SLOWLY: Final = 300.0
"""Seconds between attempts that only a person can let succeed."""
_STEADY: Final = 60.0
"""Seconds after which a line that ends is no sign of trouble."""
_AGENT: Final = "muster"


class _End(Enum):
    """Say why a line is read no more."""

    TOLD = auto()
    """It was told that it will be closed; the next one comes first."""
    ENDED = auto()
    SILENT = auto()


class Stream:
    """Listen until cancelled."""

    def __init__(
        self, api: Api, http: aiohttp.ClientSession, clock: Clock, chance: Random, *,
        hear: Callable[[Frame, Acknowledge], None], watchdog: timedelta, troubles: Troubles,
        pause: Pause = asyncio.sleep,
    ) -> None:  # fmt: skip
        """Take who hears of each frame, with the means to acknowledge it.

        `pause` lets time pass, between attempts and for the watchdog.
        """
        self._api = api
        self._http = http
        self._clock = clock
        self._chance = chance
        self._hear = hear
        self._watchdog = watchdog.total_seconds()
        self._troubles = troubles
        self._pause = pause
        self._lines: set[aiohttp.ClientWebSocketResponse] = set()
        self._tasks = Tasks()

    async def listen(self) -> None:
        """Keep a line open until cancelled; what keeps it from that is logged once."""
        failed = 0
        try:
            while True:
                try:
                    line = await self._open()
                except AdapterError as error:
                    failed += 1
                    slowly = isinstance(error, BadSecret)
                    what = f"no line to DingTalk: {described(error)}; trying again"
                    if slowly:
                        self._troubles.name("stream", NOT_LET_IN, logging.ERROR)
                    else:
                        self._troubles.name("stream", what)
                    await self._pause(_SLOWLY if slowly else self._wait(failed))
                    continue
                self._troubles.over("stream")
                opened, end = self._clock.monotonic(), await self._read(line)
                failed = 0 if self._clock.monotonic() - opened >= _STEADY else failed + 1
                if end is _End.TOLD:
                    self._tasks.start(self._drain(line))
                    # The first time at once, because nothing is told us before the next line is.
                    if failed > 1:
                        await self._pause(self._wait(failed - 1))
                    continue
                await self._close(line)
                if failed:
                    await self._pause(self._wait(failed))
        finally:
            closing = map(self._close, tuple(self._lines))
            await asyncio.gather(self._tasks.end(0), *closing, return_exceptions=True)

    def _wait(self, failed: int) -> float:
        return backoff(failed - 1, self._chance, first=_FIRST)

    async def _open(self) -> aiohttp.ClientWebSocketResponse:
        endpoint, ticket = await self._api.gateway((MESSAGES, CLICKS), _AGENT)
        url = f"{endpoint}?ticket={quote(ticket, safe='')}"
        try:
            line = await self._http.ws_connect(
                url, heartbeat=_PING, max_msg_size=MOST_BYTES,
                timeout=aiohttp.ClientWSTimeout(ws_close=_GOODBYE),
            )  # fmt: skip
        except (aiohttp.ClientError, TimeoutError) as error:
            # Not the error itself: it names the address, and with it the ticket.
            raise AdapterError(f"the line was refused ({type(error).__name__})") from None
        self._lines.add(line)
        return line

    async def _read(self, line: aiohttp.ClientWebSocketResponse) -> _End:
        """Read a line until it ends, is told to end, or says nothing for too long."""
        heard = _Heard()
        reading = asyncio.create_task(self._frames(line, heard))
        watching = asyncio.create_task(self._watch(heard))
        try:
            await asyncio.wait([reading, watching], return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                return reading.result()
            self._troubles.name(
                "silent", "nothing came from DingTalk for too long: a fresh line is opened"
            )
            return _End.SILENT
        finally:
            for task in (reading, watching):
                task.cancel()
            await asyncio.gather(reading, watching, return_exceptions=True)

    async def _frames(self, line: aiohttp.ClientWebSocketResponse, heard: "_Heard") -> _End:
        async for message in line:
            heard.frames += 1
            if heard.frames > 1:
                self._troubles.over("silent")
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            frame = read_frame(message.data)
            if frame is None:
                self._troubles.name(
                    "unreadable", "a frame of a shape that is not known was passed over"
                )
            elif frame.kind == "SYSTEM" and frame.topic == "disconnect":
                return _End.TOLD
            else:
                self._take(line, frame)
        return _End.ENDED

    async def _watch(self, heard: "_Heard") -> None:
        """End when nothing has come for as long as the watchdog waits, give or take a half."""
        quiet = 0
        while quiet < 2:
            before = heard.frames
            await self._pause(self._watchdog / 2)
            quiet = quiet + 1 if heard.frames == before else 0

    async def _drain(self, line: aiohttp.ClientWebSocketResponse) -> None:
        """Read what is still under way on a line that was told to end."""
        try:
            await self._frames(line, _Heard())
        finally:
            await self._close(line)

    def _take(self, line: aiohttp.ClientWebSocketResponse, frame: Frame) -> None:
        async def acknowledge(data: object, code: int = 200) -> None:
            # On the line that it came by; where that is gone, it comes again and is recognised.
            with suppress(ConnectionError, aiohttp.ClientError):
                if not line.closed:
                    await line.send_str(ack(frame, data, code))

        match frame.kind:
            case "SYSTEM" if frame.topic == "ping":
                self._tasks.start(acknowledge(frame.data))
            case "SYSTEM":
                pass  # CONNECTED, REGISTERED, KEEPALIVE: signs of life
            case "EVENT":
                self._tasks.start(acknowledge({"status": "SUCCESS", "message": "OK"}))
            case "CALLBACK" if frame.topic in {MESSAGES, CLICKS}:
                self._hear(frame, acknowledge)
            case _ if frame.id:
                self._tasks.start(acknowledge({"response": None}, 404))
            case _:
                pass

    async def _close(self, line: aiohttp.ClientWebSocketResponse) -> None:
        with suppress(aiohttp.ClientError, ConnectionError):
            await line.close()
        self._lines.discard(line)


class _Heard:
    """Count the frames of a line."""

    __slots__ = ("frames",)

    def __init__(self) -> None:
        self.frames = 0
