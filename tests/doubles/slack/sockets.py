"""Socket Mode: addresses that work once, envelopes and their acknowledgements, and frozen lines."""

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from aiohttp import WSMsgType, web

from tests.doubles.slack.state import APP, Json
from tests.doubles.slack.webapi import Entry

if TYPE_CHECKING:
    from tests.doubles.slack.ground import Ground

_MOST: Final = 10
"""Sockets of one app."""


@dataclass(slots=True, eq=False)
class Line:
    """Hold one open socket; a `frozen` one reads nothing and says nothing."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport
    frozen: bool = False
    leaving: bool = False
    """Whether the app was asked to open another one in its place."""
    waiting: dict[str, "asyncio.Future[Json | None]"] = field(default_factory=dict)


class Sockets:
    """Hold the sockets of the app."""

    def __init__(self, double: "Ground") -> None:
        """Take the double that it is part of."""
        self._double = double
        self._tickets: set[str] = set()
        self._numbers = itertools.count(1)
        self._turns = itertools.count()
        self.lines: list[Line] = []
        self.opened = 0
        self.silent = False
        """Whether new sockets get no hello."""

    def issue(self) -> str:
        """Return an address for one socket."""
        ticket = str(next(self._numbers))
        self._tickets.add(ticket)
        address = self._double.url.replace("http://", "ws://")
        return f"{address}/link/?ticket={ticket}&app_id={APP}"

    def open_line(self) -> Line | None:
        """Return the newest socket that something can be sent on."""
        alive = [line for line in self.lines if not line.socket.closed]
        return alive[-1] if alive else None

    def _any_line(self) -> Line | None:
        """Return one socket after the other: Slack sends to any of them."""
        staying = [line for line in self.lines if not (line.socket.closed or line.leaving)]
        return staying[next(self._turns) % len(staying)] if staying else self.open_line()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until it goes."""
        ticket = request.query.get("ticket", "")
        fault = self._double.faults.take("link")
        if fault is not None:
            raise web.HTTPServiceUnavailable
        if ticket not in self._tickets:
            self._double.violates("an address of a socket was used twice")
            raise web.HTTPForbidden
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        line = Line(socket, request.transport)
        if len(self.lines) >= _MOST:
            await self._say(line, {"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self.lines.append(line)
        self.opened += 1
        if not self.silent:
            info = {"app_id": APP}
            number = len(self.lines)
            await self._say(
                line, {"type": "hello", "num_connections": number, "connection_info": info}
            )
        self._double.changed()
        try:
            await self._read(line)
        finally:
            self.lines.remove(line)
            for waiting in line.waiting.values():
                if not waiting.done():
                    waiting.set_result(None)
            self._double.changed()
        return socket

    async def deliver(self, kind: str, payload: Json, *, attempt: int = 0) -> Json | None:
        """Send an envelope; return what came back with its acknowledgement, None without one."""
        line = self._any_line()
        assert line is not None, "no socket is open"
        envelope = f"E{next(self._numbers)}"
        frame: Json = {
            "envelope_id": envelope, "type": kind, "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }  # fmt: skip
        if kind == "events_api":
            frame |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        waiting = line.waiting[envelope] = asyncio.get_running_loop().create_future()
        try:
            await self._say(line, frame)
        except ConnectionError:
            return None
        answer: Json | None = await waiting
        return answer

    async def disconnect(self, reason: str) -> None:
        """Ask the app to open another socket, as Slack does now and then."""
        if (line := self.open_line()) is not None:
            line.leaving = True
            await self._say(line, {"type": "disconnect", "reason": reason})
            if reason == "too_many_websockets":
                await line.socket.close()

    def cut(self) -> None:
        """Reset all lines."""
        for line in self.lines:
            line.transport.abort()

    def freeze(self) -> None:
        """Let all lines stay open and say nothing any more."""
        for line in self.lines:
            line.frozen = True

    async def close(self) -> None:
        """Hang up."""
        for line in list(self.lines):
            line.frozen = False
            line.transport.abort()

    async def _say(self, line: Line, frame: Json) -> None:
        if not line.frozen:
            await line.socket.send_str(json.dumps(frame))

    async def _read(self, line: Line) -> None:
        while True:
            message = await line.socket.receive()
            match message.type:
                case WSMsgType.PING if not line.frozen:
                    await line.socket.pong(message.data)
                case WSMsgType.TEXT if not line.frozen:
                    self._acknowledged(line, message.data)
                case WSMsgType.CLOSE | WSMsgType.CLOSING | WSMsgType.CLOSED | WSMsgType.ERROR:
                    return

    def _acknowledged(self, line: Line, text: str) -> None:
        frame: dict[str, Any] = json.loads(text)
        self._double.note(Entry("frame", "ack", frame))
        waiting = line.waiting.pop(frame.get("envelope_id", ""), None)
        if waiting is None:
            # A handshake under way may end on another socket of the same app.
            for other in self.lines:
                waiting = waiting or other.waiting.pop(frame.get("envelope_id", ""), None)
        if waiting is None:
            self._double.violates(f"an acknowledgement of nothing: {frame}")
        elif not waiting.done():
            payload: Json = frame.get("payload", {})
            waiting.set_result(payload)
