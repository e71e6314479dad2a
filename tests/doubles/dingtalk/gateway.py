"""The stream: tickets, sockets, pushes and their acknowledgements."""

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from aiohttp import WSMsgType, web

from bot.clock import Clock
from tests.doubles.dingtalk.journal import BODY, Frame, Journal
from tests.doubles.dingtalk.limits import bad_params
from tests.doubles.dingtalk.state import Json, Robot, Tenant

MESSAGES: Final = "/v1.0/im/bot/messages/get"
CLICKS: Final = "/v1.0/card/instances/callback"
PATIENCE: Final = 20.0
"""Seconds after which what is waited for will not come: long, as machines may be busy."""
_TICKET: Final = timedelta(seconds=90)
_SILENCE: Final = timedelta(seconds=10)
"""How long a socket that was told to go still stands."""
_CLICK: Final = timedelta(seconds=2)


@dataclass(slots=True)
class Ticket:
    """Be a ticket: for one connection, for ninety seconds."""

    robot: Robot
    topics: frozenset[str]
    until: datetime


@dataclass(slots=True)
class Socket:
    """Be one connection of a robot."""

    id: str
    robot: Robot
    topics: frozenset[str]
    line: web.WebSocketResponse
    transport: Any
    frozen: asyncio.Event | None = None
    zombie: bool = False
    closes_at: datetime | None = None

    @property
    def listening(self) -> bool:
        """Whether pushes are sent here: the platform does not know that a line is half dead."""
        return self.closes_at is None and not self.line.closed


@dataclass(slots=True, eq=False)
class Push:
    """Be one thing that the platform tells a robot, however often it must."""

    robot: Robot
    topic: str
    data: Json
    message_id: str
    at: datetime
    sent: int = 0
    ack: Json | None = None
    failed: bool = False
    """Whether whoever clicked was shown that it failed."""
    _done: asyncio.Event = field(default_factory=asyncio.Event)

    async def acknowledged(self) -> Json:
        """Wait until the robot has acknowledged, and return with what."""
        async with asyncio.timeout(PATIENCE):
            await self._done.wait()
        assert self.ack is not None
        return self.ack

    def settle(self, ack: Json) -> None:
        """Take the acknowledgement."""
        if self.ack is None:
            self.ack = ack
        self._done.set()


class Gateway:
    """Serve sockets, and push to them."""

    def __init__(self, tenant: Tenant, journal: Journal, clock: Clock, random: Random) -> None:
        """Take what the tenant holds and the clock by which tickets run out."""
        self._tenant = tenant
        self._journal = journal
        self._clock = clock
        self._random = random
        self._tickets: dict[str, Ticket] = {}
        self._used: set[str] = set()
        self._pushes: dict[str, Push] = {}
        self._changed = asyncio.Condition()
        self.sockets: list[Socket] = []
        self.opens: list[datetime] = []
        self.origin = ""
        self.redeliver_after: timedelta | None = timedelta(seconds=60)
        self.redeliver_same = True
        """Whether what is delivered again carries the same id of delivery."""

    # HTTP

    async def open(self, request: web.Request) -> web.StreamResponse:
        """Give out where to connect, and a ticket."""
        self.opens.append(self._clock.now())
        body = request[BODY]
        if "application/json" not in request.headers.get("Accept", ""):
            self._journal.violated("opened without Accept: application/json: the answer is XML")
        robot = self._tenant.robots.get(body.get("clientId", "")) if body else None
        if robot is None or robot.secret != body.get("clientSecret"):
            return web.json_response(
                {"requestid": "r-1", "code": "authFailed", "message": "鉴权失败"}, status=401
            )
        topics = _topics(body.get("subscriptions"))
        if not topics:
            self._journal.violated("opened without subscriptions", body.get("subscriptions"))
            return web.json_response({"code": "invalidSubscriptions", "message": "x"}, status=400)
        ticket = f"7724+/{self._tenant.number()}=="
        self._tickets[ticket] = Ticket(robot, topics, self._clock.now() + _TICKET)
        return web.json_response({"endpoint": f"ws{self.origin[4:]}/connect", "ticket": ticket})

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until it ends."""
        name = request.query.get("ticket", "")
        ticket = self._tickets.pop(name, None)
        if ticket is None or ticket.until <= self._clock.now():
            rule = "a ticket was used twice" if name in self._used else "an unknown ticket was used"
            self._journal.violated("an old ticket was used" if ticket else rule, name)
            return web.Response(status=401)
        self._used.add(name)
        line = web.WebSocketResponse(autoping=False)
        await line.prepare(request)
        key = f"c-{self._tenant.number()}"
        socket = Socket(key, ticket.robot, ticket.topics, line, request.transport)
        self.sockets.append(socket)
        await self._notify()
        try:
            await self._serve(socket)
        finally:
            self.sockets.remove(socket)
            await self._notify()
        return line

    async def _serve(self, socket: Socket) -> None:
        while True:
            message = await socket.line.receive()
            if socket.frozen is not None:
                await socket.frozen.wait()
                return
            match message.type:
                case WSMsgType.PING:
                    with contextlib.suppress(ConnectionError):
                        await socket.line.pong(message.data)
                case WSMsgType.TEXT:
                    await self._received(socket, message.data)
                case WSMsgType.CLOSE | WSMsgType.CLOSED | WSMsgType.CLOSING | WSMsgType.ERROR:
                    return
                case _:
                    self._journal.violated("a frame that is no text", message.type)

    async def _received(self, socket: Socket, text: str) -> None:
        try:
            frame = json.loads(text)
        except ValueError:
            self._journal.violated("a frame that is no JSON", text)
            return
        self._journal.frames.append(Frame(self._clock.now(), socket.id, sent=False, body=frame))
        headers = frame.get("headers") or {}
        push = self._pushes.get(str(headers.get("messageId")))
        if push is None:
            self._journal.violated("an acknowledgement of nothing", frame)
            return
        if headers.get("contentType") != "application/json":
            self._journal.violated("an acknowledgement without contentType", frame)
        data = frame.get("data")
        if not isinstance(data, str):
            self._journal.violated("an acknowledgement whose data is no text", frame)
            return
        if frame.get("code") == 200:
            self._check(push, json.loads(data))
        push.settle(frame)
        await self._notify()

    def _check(self, push: Push, data: Mapping[str, Any]) -> None:
        """Check what was answered, and show it: to whoever clicked what is theirs alone."""
        match push.topic:
            case "ping":
                if data != push.data:
                    self._journal.violated("a ping is echoed", data)
            case "*":
                if data.get("status") not in {"SUCCESS", "LATER"}:
                    self._journal.violated("an event is acknowledged with a status", data)
            case _:
                answer = data.get("response", "none")
                if answer is not None and not isinstance(answer, dict):
                    self._journal.violated("an answer without a response", data)
                elif push.topic == CLICKS and answer and not push.failed:
                    self.show(push, answer)

    def show(self, push: Push, answer: Mapping[str, Any]) -> None:
        """Show what a click was answered with, to whoever clicked what is theirs alone."""
        if set(answer) - {"cardData", "userPrivateData", "cardUpdateOptions"}:
            self._journal.violated("unknown keys in the answer to a click", answer)
        card = self._tenant.cards[push.data["outTrackId"]]
        options = answer.get("cardUpdateOptions", {})
        for key, option in (
            ("cardData", "updateCardDataByKey"), ("userPrivateData", "updatePrivateDataByKey"),
        ):  # fmt: skip
            if key not in answer:
                continue
            params = answer[key].get("cardParamMap")
            if bad_params(params) is not None:
                self._journal.violated("malformed values in the answer to a click", params)
                continue
            kept = card.data if key == "cardData" else card.private.setdefault(
                push.data["userId"], {}
            )  # fmt: skip
            if options.get(option) is not True:
                self._journal.violated(f"a card is overwritten without {option}", answer)
                kept.clear()
            kept.update(params)

    # Pushes

    async def push(self, robot: Robot, kind: str, topic: str, data: Json) -> Push:
        """Push something to one of a robot's sockets, whichever; to none it is lost."""
        push = Push(robot, topic, data, f"m_{self._tenant.number()}_x", self._clock.now())
        await self.send(push, kind)
        return push

    async def send(self, push: Push, kind: str = "CALLBACK") -> None:
        """Send a push, perhaps again."""
        self._pushes[push.message_id] = push
        able = [
            each
            for each in self.sockets
            if each.robot is push.robot and each.listening and push.topic in each.topics
        ]
        push.at, push.sent = self._clock.now(), push.sent + 1
        if not able:
            return
        headers = {"messageId": push.message_id, "topic": push.topic}
        if push.topic == "*":
            headers |= {
                "eventType": push.data.get("type", "x"), "eventId": push.message_id,
                "eventCorpId": push.robot.corp,
            }  # fmt: skip
        await self.frame(self._random.choice(able), kind, headers, push.data)

    async def frame(
        self, socket: Socket, kind: str, headers: Mapping[str, str], data: Mapping[str, Any]
    ) -> None:
        """Write one frame as the platform writes them; nothing where the line is half dead."""
        full = {
            "appId": "765e", "connectionId": socket.id, "contentType": "application/json",
            "time": str(int(self._clock.now().timestamp() * 1000)), **headers,
        }  # fmt: skip
        text = json.dumps(data, ensure_ascii=False)
        body = {"specVersion": "1.0", "type": kind, "headers": full, "data": text}
        if socket.frozen is not None or socket.zombie:
            return
        self._journal.frames.append(Frame(self._clock.now(), socket.id, sent=True, body=body))
        with contextlib.suppress(ConnectionError):
            await socket.line.send_str(json.dumps(body, ensure_ascii=False))

    async def ping(self, opaque: str = "123-dsfs") -> list[Push]:
        """Ping all sockets; the echoes can be waited for."""
        found = []
        for socket in self.sockets:
            push = Push(socket.robot, "ping", {"opaque": opaque}, f"p_{self._tenant.number()}",
                        self._clock.now())  # fmt: skip
            self._pushes[push.message_id] = push
            headers = {"messageId": push.message_id, "topic": "ping"}
            await self.frame(socket, "SYSTEM", headers, push.data)
            found.append(push)
        return found

    async def disconnect(self, reason: str = "connection is expired") -> None:
        """Tell all sockets to go: nothing more comes there, and in ten seconds they are closed."""
        for socket in self.sockets:
            if socket.closes_at is None:
                await self.frame(socket, "SYSTEM", {"topic": "disconnect"}, {"reason": reason})
                socket.closes_at = self._clock.now() + _SILENCE

    async def raw(self, text: str | bytes) -> None:
        """Send anything at all to every socket."""
        for socket in self.sockets:
            if isinstance(text, bytes):
                await socket.line.send_bytes(text)
            else:
                await socket.line.send_str(text)

    def drop(self) -> None:
        """Cut all lines."""
        for socket in self.sockets:
            socket.transport.abort()

    async def close(self, code: int = 1000) -> None:
        """Close all lines; 1006 is what is not said: the line just ends."""
        for socket in tuple(self.sockets):
            if code == 1006:
                socket.transport.close()
            else:
                with contextlib.suppress(ConnectionError):
                    await socket.line.close(code=code)

    def freeze(self) -> None:
        """Let all lines of now go dead while they stand: no frames, no answer to pings."""
        for socket in self.sockets:
            socket.frozen = asyncio.Event()

    def zombie(self) -> None:
        """Let all lines of now go half dead: pings are answered, and nothing comes."""
        for socket in self.sockets:
            socket.zombie = True

    # Time, and waiting without it

    async def tick(self) -> None:
        """Do what time brings: deliver again, close what was told to go, give up on clicks."""
        now = self._clock.now()
        for socket in self.sockets:
            if socket.closes_at is not None and socket.closes_at <= now:
                socket.transport.close()
        for push in list(self._pushes.values()):
            if push.ack is not None or push.topic == "ping":
                continue
            if push.topic == CLICKS:
                push.failed = push.failed or now - push.at > _CLICK
            elif self.redeliver_after is not None and now - push.at >= self.redeliver_after:
                await self.again(push)

    async def again(self, push: Push, *, same: bool | None = None) -> None:
        """Deliver something again, under the same id of delivery or a new one."""
        if not (self.redeliver_same if same is None else same):
            push.message_id = f"m_{self._tenant.number()}_again"
        push.ack, push._done = None, asyncio.Event()
        await self.send(push)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds of sockets and acknowledgements."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(holds)

    async def connected(self, robot: Robot, count: int = 1) -> None:
        """Wait until a robot listens on so many sockets that are alive."""
        await self.until(lambda: len(self.alive(robot)) >= count)

    def alive(self, robot: Robot) -> list[Socket]:
        """Return the sockets of a robot on which it would hear."""
        return [
            each
            for each in self.sockets
            if each.robot is robot and each.listening and not each.zombie and each.frozen is None
        ]

    async def stop(self) -> None:
        """Let go of whatever still hangs."""
        for socket in self.sockets:
            if socket.frozen is not None:
                socket.frozen.set()
            socket.transport.abort()

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def _topics(given: object) -> frozenset[str]:
    """Return what is subscribed to; of events there is only all."""
    if not isinstance(given, list):
        return frozenset()
    found = set()
    for each in given:
        match each:
            case {"type": "CALLBACK", "topic": str(topic)} | {
                "type": "EVENT",
                "topic": "*" as topic,
            }:
                found.add(topic)
            case _:
                return frozenset()
    return frozenset(found)
