"""A Muster with its adapters, its server and a clock that stands still, between real sockets.

Nothing pumps by itself: what is due is done by `settle`, at the virtual time. So a test never waits
for a while, and every deadline, pace and retry happens at the moment at which it should.
"""

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from sqlalchemy import Connection

from bot.adapter import Adapter, Capabilities, Serves
from bot.app import Muster
from bot.clock import VirtualClock
from bot.composition import HOME
from bot.composition.assembly import Assembly, Base, assemble
from bot.composition.connections import client, site_of
from bot.composition.platforms import Making
from bot.config.settings import Files, Organisation, Server, Settings
from bot.domain.identity import PersonId
from bot.domain.phrase import Phrase, Value
from bot.live import ready
from bot.server import Server as WebServer
from bot.words import Catalogues, Voice, without_isolates
from storage.people import People
from tests.bugs import Bugs
from tests.wire.driver import Driver

if TYPE_CHECKING:
    from aiohttp import ClientSession

T = TypeVar("T")

ZONE: Final = ZoneInfo("Asia/Shanghai")
MORNING: Final = datetime(2026, 11, 26, 9, tzinfo=ZONE).astimezone(UTC)
"""When a play begins: a Thursday."""

_KEY: Final = bytes(range(32))
_PORTS: Final = range(20_000, 32_000)
"""Below those that the system hands out by itself: else somebody else could sit on the house's
while it is closed and starts again."""

_GREETINGS: Final = 5
"""Seconds after which the people who begin a play have been answered."""

Linked: TypeAlias = tuple[str, str, str, str]
"""Two accounts of one person: a driver and the name there, another driver and the name there."""


@dataclass(slots=True)
class _Running:
    """Hold what one start has made."""

    assembly: Assembly
    server: WebServer
    http: "ClientSession"
    listening: Sequence["asyncio.Task[None]"]


class House:
    """Hold one Muster that can be closed and started again on the same database."""

    def __init__(
        self, url: str, folder: Path, drivers: Sequence[Driver], language: str, *,
        linked: Sequence[Linked] = (), strangers: Collection[Driver] = (),
        now: datetime = MORNING,
    ) -> None:  # fmt: skip
        """Take the database, a folder for files, and the platforms that people are on.

        Those of `strangers` belong to no team yet.
        """
        self.clock = VirtualClock(now)
        self.language = language
        self.drivers = {each.name: each for each in drivers}
        self.words = Catalogues.load(HOME / "words")
        self._url = url
        self._folder = folder
        self._linked = linked
        self._strangers = strangers
        self._port = free_port()
        self._running: _Running | None = None
        self.bugs = Bugs()

    # What runs

    @property
    def muster(self) -> Muster:
        """The Muster that runs."""
        return self._now.assembly.muster

    @property
    def _now(self) -> _Running:
        assert self._running is not None, "the house is closed"
        return self._running

    def can(self, driver: Driver) -> Capabilities:
        """Return what a connection can, as its adapter has found."""
        return self.muster.runtime.adapters[driver.name].can

    async def query(self, fn: Callable[[Connection], T]) -> T:
        """Read something that no person sees."""
        return await self._now.assembly.database.read(fn)

    async def run(self, fn: Callable[[Connection], T]) -> T:
        """Record something that nobody says."""
        return await self._now.assembly.database.run(fn)

    async def open(self) -> None:
        """Start Muster, and wait until it listens everywhere."""
        settings = self._settings()
        http = client()
        try:
            assembly = await assemble(
                self._url, partial(self._connect, settings, http), self.clock, [_KEY],
                words=self.words, width=1, files=settings.files,
            )  # fmt: skip
        except BaseException:
            await http.close()
            raise
        muster = assembly.muster
        adapters = list(muster.runtime.adapters.values())
        realms = {each.name: each.realm for each in adapters}
        await assembly.database.run(partial(self._enrol, realms))
        serving = [each for each in adapters if isinstance(each, Serves)]
        server = WebServer(settings.server, serving, partial(ready, muster))
        await server.start()
        listening = [asyncio.create_task(each.listen(muster.handle)) for each in adapters]
        self._running = _Running(assembly, server, http, listening)
        for driver in self.drivers.values():
            await driver.ready(self._port)
        await self.settle()

    async def close(self) -> None:
        """Stop it as a living one stops: first nobody is heard any more."""
        if (running := self._running) is None:
            return
        self._running = None
        for each in running.listening:
            each.cancel()
        ended = await asyncio.gather(*running.listening, return_exceptions=True)
        await running.server.stop()
        await running.assembly.close()
        await running.http.close()
        for error in ended:
            if isinstance(error, Exception):
                raise error

    async def restart(self) -> None:
        """Close everything and start again on the same database; the platforms stay up."""
        await self.close()
        await self.open()

    # Time

    async def settle(self) -> None:
        """Let all happen that is due, and fail for a bug of which people only see an apology."""
        await self.muster.settle()
        for driver in self.drivers.values():
            await driver.settled()
        self.bugs.fail()

    async def pass_time(self, **by: float) -> None:
        """Let time pass (`hours=30`), doing what falls due on the way, each at its time."""
        until = self.clock.now() + timedelta(**by)
        await self.settle()
        while (at := await self.muster.next_at()) is not None and at <= until:
            self.clock.set(max(at, self.clock.now()))
            await self.settle()
        self.clock.set(max(until, self.clock.now()))
        await self.settle()

    # Words

    def say(self, feature: str, key: str, **args: Value) -> str:
        """Return a phrase in the language of the house."""
        voice = Voice(self.language, ZONE, self.clock.now())
        phrase = Phrase(feature, key, tuple(args.items()))
        return without_isolates(self.words.say(phrase, voice))

    # How it is made

    def _settings(self) -> Settings:
        public_url = f"http://127.0.0.1:{self._port}"
        connections = {name: each.connection(public_url) for name, each in self.drivers.items()}
        home = Organisation(name="Stage", language=self.language, zone=ZONE)  # type: ignore[arg-type]  # one of the two
        settings = Settings(
            organisation=home,
            files=Files(path=self._folder),
            server=Server(port=self._port, public_url=public_url),
        )
        return replace(settings, connections=connections)

    async def _connect(
        self, settings: Settings, http: "ClientSession", base: Base
    ) -> Sequence[Adapter]:
        site = site_of(settings, self.clock, self.words, http, base)
        making = Making(settings, base.database, site)
        return [
            await driver.connect(settings.connections[name], making)
            for name, driver in self.drivers.items()
        ]

    def _enrol(self, realms: Mapping[str, str], connection: Connection) -> None:
        """Let the people and the rooms of all platforms be those of one team."""
        team = self.say("demo", "team")
        drivers = [each for each in self.drivers.values() if each not in self._strangers]
        enrol(connection, drivers, realms, team, self.language, self.clock.now(), self._linked)


def enrol(
    connection: Connection, drivers: Sequence[Driver], realms: Mapping[str, str], name: str,
    language: str, now: datetime, linked: Sequence[Linked] = (),
) -> None:  # fmt: skip
    """Let the people and the rooms of all platforms be those of one team, called `name`."""
    people = People(connection)
    home = people.found("Stage", language, ZONE.key, "stage")
    persons: dict[tuple[str, str], PersonId] = {}
    twins = {(b, there): (a, here) for a, here, b, there in linked}
    for driver in drivers:
        cast = driver.cast()
        if cast is None:
            continue
        team = people.team_called(name, home, language, ZONE.key)
        for key, title, purpose in cast.rooms:
            people.room_for(driver.name, key, title, team=team, purpose=purpose)
        for origin, role in cast.people:
            account = people.account_for(origin, realms[driver.name], now)
            twin = twins.get((driver.name, origin.name))
            if twin is not None:
                people.give(account, persons[twin])
            person = people.join(account, team, origin.name, now)
            people.set_language(person, language)
            if twin is None:
                people.set_role(person, team, role, now, source="stage")
            persons[driver.name, origin.name] = person


@asynccontextmanager
async def opened(
    url: str, folder: Path, drivers: Sequence[Driver], language: str, *,
    linked: Sequence[Linked] = (), strangers: Collection[Driver] = (),
    now: datetime = MORNING,
) -> AsyncIterator[House]:  # fmt: skip
    """Lend a house in which Muster runs, between platforms that were opened before it."""
    house = House(url, folder, drivers, language, linked=linked, strangers=strangers, now=now)
    async with AsyncExitStack() as stack:
        stack.enter_context(house.bugs.listening())
        for driver in drivers:
            stack.push_async_callback(driver.close)
            await driver.open(language, house.clock)
        stack.push_async_callback(house.close)
        await house.open()
        await house.pass_time(seconds=_GREETINGS)
        yield house
        house.bugs.fail()


def free_port() -> int:
    """Return a port on which nobody listens."""
    for port in random.sample(_PORTS, 100):
        with socket.socket() as found:
            try:
                found.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("no port is free")
