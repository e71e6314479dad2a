"""What the double stands on: one server, the workspace, and how a test learns of either."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import aiohttp
from aiohttp import web

from tests.doubles.slack.delivery import Ack, Delivery
from tests.doubles.slack.faults import Fault, Faults
from tests.doubles.slack.sockets import Sockets
from tests.doubles.slack.state import BOT, Channel, File, Json, Person, Seen, View, Workspace
from tests.doubles.slack.webapi import Entry, WebApi

PATIENCE: Final = 30.0
"""Seconds after which what should happen will not: long, as machines may be busy."""


def _system_now() -> datetime:
    return datetime.now(UTC)


class Ground:
    """Be Slack, on loopback; people act in `verbs.SlackDouble`."""

    bot_token = "xoxb-double"
    app_token = "xapp-double"
    signing_secret = "8f742231b10e8888abcd99yyyzzz85a5"

    def __init__(self, now: Callable[[], datetime] = _system_now) -> None:
        """Take the clock by which triggers and response urls grow old."""
        self._clock = now
        self._ahead = timedelta()
        self.space = Workspace(self.now)
        self.faults = Faults()
        self.api_methods = WebApi(self)
        self.sockets = Sockets(self)
        self.delivery = Delivery(self)
        self.journal: list[Entry] = []
        self.violations: list[str] = []
        self.lenient = False
        """Only refuse what comes too often: several processes keep a pace each."""
        self.revoked: str | None = None
        """What is gone, if anything: the token, or the app."""
        self.request_url = ""
        self.url = ""
        self._changes = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.http: aiohttp.ClientSession

    def now(self) -> datetime:
        """Return the time by which triggers and response urls grow old."""
        return self._clock() + self._ahead

    @property
    def api(self) -> str:
        """What belongs into `endpoints.api`."""
        return f"{self.url}/api/"

    @property
    def tokens(self) -> set[str]:
        """All tokens of the app."""
        return {self.bot_token, self.app_token}

    async def start(self, port: int = 0) -> None:
        """Begin to serve on 127.0.0.1."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_routes([*self.api_methods.routes(), web.get("/link/", self.sockets.serve)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        host, found = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{found}"
        self.http = aiohttp.ClientSession()

    async def close(self) -> None:
        """End, cutting all lines."""
        self.faults.end()
        await self.sockets.close()
        await self.http.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # Who is there

    def person(
        self, name: str, locale: str = "en-US", zone: str = "Europe/Amsterdam", *,
        bot: bool = False,
    ) -> Person:  # fmt: skip
        """Let somebody be of the workspace, and of every room that is there."""
        person = self.space.add_person(name, locale, zone, bot=bot)
        for channel in self.space.channels.values():
            if channel.kind != "im":
                channel.members.add(person.id)
        return person

    def channel(self, name: str, kind: str = "channel", *, with_bot: bool = True) -> Channel:
        """Make a room with everybody in it."""
        people = {each.id for each in self.space.people.values() if each.id != BOT}
        return self.space.add_channel(name, kind, people | ({BOT} if with_bot else set()))

    def direct(self, person: Person) -> Channel:
        """Return the chat of somebody with the app."""
        return self.space.direct(person.id)

    def add_file(self, name: str, content: bytes) -> File:
        """Let a file lie with Slack."""
        kind = "text/plain" if name.endswith(".txt") else "application/octet-stream"
        file = File(f"F{next(self.space.numbers):08d}", name, len(content), content, kind)
        self.space.files[file.id] = file
        return file

    # What they see

    def sees(self, person: Person, where: Channel | None = None) -> list[Seen]:
        """Return what a person sees of the app, in a room or anywhere, oldest first."""
        return self.space.sees(person.id, None if where is None else where.id)

    def last(self, person: Person, where: Channel | None = None) -> str:
        """Return the newest of it as text; empty where there is none."""
        seen = self.sees(person, where)
        return _plain(seen[-1].text) if seen else ""

    def texts(self, person: Person, where: Channel | None = None) -> list[str]:
        """Return all of it as texts."""
        return [_plain(each.text) for each in self.sees(person, where)]

    def labels(self, person: Person, where: Channel | None = None) -> list[str]:
        """Return what the newest message offers."""
        seen = self.sees(person, where)
        return [_plain(each) for each in seen[-1].labels] if seen else []

    def modal(self, person: Person) -> View | None:
        """Return the modal that lies on top before a person."""
        modals = self.space.modals.get(person.id)
        return modals[-1] if modals else None

    def modal_by_id(self, view: str) -> View | None:
        """Return an open modal."""
        for modals in self.space.modals.values():
            for each in modals:
                if each.id == view:
                    return each
        return None

    def put_view(self, person: str, content: Json, *, replacing: View | None = None) -> View:
        """Open a modal, or let one show something else."""
        if replacing is not None:
            replacing.content, replacing.errors = content, {}
            return replacing
        view = View(f"V{next(self.space.numbers)}", self.space.stamp(), content)
        self.space.modals.setdefault(person, []).append(view)
        return view

    def trigger(self, person: Person) -> str:
        """Return a trigger id of something that a person does."""
        trigger = f"{next(self.space.numbers)}.1.trigger"
        self.api_methods.triggers[trigger] = (person.id, self.now())
        return trigger

    # What goes wrong

    def fails(self, method: str, **how: Any) -> Fault:
        """Order a fault: see `faults.Fault`; also of response_url, upload, file and link."""
        return self.faults.order(method, **how)

    async def disconnects(self, reason: str = "refresh_requested") -> None:
        """Ask the app to open another socket."""
        await self.sockets.disconnect(reason)

    def cuts(self) -> None:
        """Reset all sockets."""
        self.sockets.cut()

    def freezes(self) -> None:
        """Let all sockets fall silent, though they stay open."""
        self.sockets.freeze()

    def passes(self, **by: float) -> None:
        """Let triggers and response urls grow older."""
        self._ahead += timedelta(**by)

    async def verifies_url(self) -> Ack:
        """Ask the request url to prove itself, as Slack does when it is entered."""
        return await self.delivery.deliver(
            "events_api", {"type": "url_verification", "challenge": "echo me", "token": "x"}
        )

    # How a test learns of it

    def note(self, entry: Entry) -> None:
        """Write down a request or a frame."""
        self.journal.append(entry)
        self.changed()

    def calls(self, method: str) -> list[Entry]:
        """Return the calls of a method, or what was posted to response urls ("response_url")."""
        if method == "response_url":
            return [each for each in self.journal if each.kind == "hook"]
        return [each for each in self.journal if each.kind == "api" and each.name == method]

    def violates(self, what: str) -> None:
        """Write down what Slack would not have let pass, or should not."""
        self.violations.append(what)
        self.changed()

    def changed(self) -> None:
        """Let whoever waits look again."""
        self._changes.set()
        self._changes = asyncio.Event()

    async def until(self, seen: Callable[[], object]) -> None:
        """Wait until something is so; ends the test after `PATIENCE`."""
        async with asyncio.timeout(PATIENCE):
            while not seen():
                await self._changes.wait()

    async def connected(self, opened: int = 1) -> None:
        """Wait until so many sockets were opened since the beginning, and one is open."""
        await self.until(
            lambda: self.sockets.opened >= opened and self.sockets.open_line() is not None
        )


def _plain(text: str) -> str:
    """Take out the marks that keep writing directions apart, and nobody sees."""
    return text.replace("\u2068", "").replace("\u2069", "")
