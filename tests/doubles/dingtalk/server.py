"""The double of DingTalk: one server on loopback that is its three hosts at once."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random
from typing import Any, Final, TypeAlias

from aiohttp import ClientSession, web

from bot.clock import Clock, VirtualClock
from tests.doubles.dingtalk.directory import Directory
from tests.doubles.dingtalk.faults import CANNED, Fault, Faults
from tests.doubles.dingtalk.gateway import Gateway
from tests.doubles.dingtalk.journal import BODY, Journal, Request
from tests.doubles.dingtalk.old_api import OldApi
from tests.doubles.dingtalk.people import People
from tests.doubles.dingtalk.robot_api import RobotApi
from tests.doubles.dingtalk.state import Conversation, Person, Robot, Seen, Tenant

START: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
PER_SECOND: Final = 20
"""Calls of one application to one interface."""

_Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class DingTalk:
    """Be the platform: `tenant` is what it holds, `people` what is done there, `journal` the log.

    Every test that uses it must find `violations` empty at its end.
    """

    def __init__(self, clock: Clock | None = None, *, seed: int = 1) -> None:
        """Take the clock by which everything runs out."""
        self.clock = clock or VirtualClock(START)
        self.tenant = Tenant()
        self.journal = Journal()
        self.faults = Faults()
        self.gateway = Gateway(self.tenant, self.journal, self.clock, Random(seed))
        self.api = RobotApi(self.tenant, self.journal, self.clock)
        self._recent: dict[str, list[datetime]] = {}
        self._runner: web.AppRunner | None = None
        self._http: ClientSession | None = None
        self._people: People | None = None
        self.behind = timedelta()
        """How far its own clock is behind the one by which everything runs out."""
        self.unpaced: set[str] = set()
        """Routes whose calls are not counted by the second."""

    @property
    def violations(self) -> list[str]:
        """What was done that the platform forbids, or does nothing useful with."""
        return self.journal.violations

    @property
    def people(self) -> People:
        """What people do."""
        assert self._people is not None, "start the double first"
        return self._people

    @property
    def url(self) -> str:
        """Where all three hosts are."""
        return self.gateway.origin

    # For tests, in short

    def robot(self, client_id: str = "dingrobot", **more: Any) -> Robot:
        """Let an application appear."""
        return self.tenant.robot(client_id, **more)

    def person(self, name: str, *, external: bool = False) -> Person:
        """Return the person of a name, who appears on first use."""
        return self.tenant.person(name, external=external)

    def group(self, title: str, *members: Person, internal: bool = True) -> Conversation:
        """Open a group."""
        return self.tenant.group(title, *members, internal=internal)

    def seen(self, person: Person, conversation: Conversation) -> list[Seen]:
        """Return what somebody sees of robots in a conversation, the oldest first."""
        return self.tenant.seen(person, conversation)

    def fail(self, path: str, canned: str | None = None, *, times: int = 1, **fault: Any) -> None:
        """Let the next calls of a route fail, as the platform is known to or in any way."""
        self.faults.add(path, Fault(times, **(CANNED[canned] if canned else {}), **fault))

    def expire_token(self, robot: Robot) -> None:
        """Let a token be forgotten before its time."""
        robot.token = None

    # Serving

    async def start(self, port: int = 0) -> None:
        """Begin to serve, on any free port."""
        app = web.Application(middlewares=[self._middle], client_max_size=64 * 1024 * 1024)
        app.router.add_post("/v1.0/gateway/connections/open", self.gateway.open)
        app.router.add_get("/connect", self.gateway.connect)
        old = OldApi(self.tenant, self.journal, self.clock, self.api)
        directory = Directory(self.tenant, self.api)
        app.router.add_routes([*self.api.routes(), *old.routes(), *directory.routes()])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.gateway.origin = self.tenant.origin = origin
        self._http = ClientSession()
        self._people = People(self.tenant, self.journal, self.clock, self.gateway, self._http)

    async def stop(self) -> None:
        """Stop serving."""
        await self.gateway.stop()
        if self._http is not None:
            await self._http.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _middle(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Read, journal, and let fail what is to fail."""
        path = request.path
        request[BODY] = body = await self._body(request)
        fault = self.faults.take(path)
        if fault is not None and fault.hold is not None:
            await fault.hold.wait()
        status = 0
        try:
            if fault is not None and not fault.drop and fault.hold is None:
                answer: web.StreamResponse = _as_answer(fault)
            elif self._too_many(request):
                answer = _as_answer(Fault(1, **CANNED["qps"]))
            else:
                answer = await handler(request)
            status = answer.status
        except web.HTTPNotFound:
            self.journal.violated("an unknown route", f"{request.method} {path}")
            raise
        finally:
            self.journal.requests.append(
                Request(self.clock.now(), request.method, path, body, status)
            )
        if not answer.prepared:
            answer.headers["Date"] = format_datetime(self.clock.now() - self.behind, usegmt=True)
        if fault is not None and fault.drop and request.transport is not None:
            request.transport.abort()
        return answer

    async def _body(self, request: web.Request) -> Any:
        if request.content_type != "application/json":
            return None
        try:
            found = json.loads(await request.text())
        except ValueError:
            found = None
        if not isinstance(found, dict):
            self.journal.violated("a body that is no JSON object", request.path)
            return {}
        return found

    def _too_many(self, request: web.Request) -> bool:
        """Count calls by the second, for each token and interface."""
        token = request.headers.get("x-acs-dingtalk-access-token")
        if token is None or request.path in self.unpaced or not request.path.startswith("/v1.0/"):
            return False
        now = self.clock.now()
        key = f"{token} {request.method} {request.path}"
        recent = [at for at in self._recent.get(key, []) if (now - at).total_seconds() < 1]
        self._recent[key] = [*recent, now]
        if len(recent) < PER_SECOND:
            return False
        self.journal.violated("more than 20 calls a second", request.path)
        return True


def _as_answer(fault: Fault) -> web.Response:
    if fault.text is not None:
        return web.Response(text=fault.text, status=fault.status, content_type="text/html")
    return web.json_response(fault.body, status=fault.status)


@asynccontextmanager
async def running(clock: Clock | None = None) -> AsyncIterator[DingTalk]:
    """Run a double for as long as it is needed."""
    double = DingTalk(clock)
    await double.start()
    try:
        yield double
    finally:
        await double.stop()
