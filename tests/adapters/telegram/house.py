"""A Muster between a double of Telegram and a clock that stands still."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from adapters.telegram import Endpoints, Settings
from adapters.telegram.wire import Telegram
from bot.adapter import Adapter
from bot.app import Muster
from bot.clock import VirtualClock
from bot.composition import HOME
from bot.composition.assembly import STORES, Assembly, Base, assemble
from bot.composition.connections import client
from bot.config import Secret
from bot.config.settings import Files
from bot.config.settings import Server as ServerSettings
from bot.domain.identity import Entry, Purpose, Role
from bot.event import Origin
from bot.live import ready
from bot.server import Server
from bot.site import Site, offers
from bot.words import Catalogues
from storage.people import People
from tests.doubles.telegram import Double, Group, Person, opened
from tests.doubles.telegram.double import PATIENCE

START: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
"""When a play begins: nine in the morning, where its team lives."""
NAME: Final = "telegram-main"
SECRET: Final = "s-3_cret"
ZONE: Final = "Asia/Shanghai"
RENEW: Final = 3.0
"""After how many seconds a lease is prolonged, or asked for again."""
LOOK: Final = 600.0
"""After how many seconds is looked whether the webhook stands."""


@dataclass(slots=True)
class Pauses:
    """Stand for the passing of time: whoever waits does so until a test says that it is over."""

    asked: list[float] = field(default_factory=list)
    _waiting: "list[tuple[float, asyncio.Future[None]]]" = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, seconds: float) -> None:
        """Wait."""
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.asked.append(seconds)
        self._waiting.append((seconds, over))
        self._changed.set()
        await over

    async def over(self, seconds: float | None = None) -> float:
        """Let a wait be over as soon as somebody waits so long; else any after a failure."""
        async with asyncio.timeout(PATIENCE):
            while True:
                self._waiting = [each for each in self._waiting if not each[1].done()]
                for asked, future in self._waiting:
                    if asked == seconds or (seconds is None and asked not in {RENEW, LOOK}):
                        future.set_result(None)
                        return asked
                self._changed.clear()
                await self._changed.wait()


@dataclass(slots=True)
class House:
    """Hold one Muster on one connection; it can be closed and opened again."""

    url: str
    folder: Path
    telegram: Double
    clock: VirtualClock
    receive: str
    language: str = "en"
    settings: dict[str, Any] = field(default_factory=dict)
    pauses: Pauses = field(default_factory=Pauses)
    _running: "tuple[Assembly, Server, Any, asyncio.Task[None]] | None" = None
    _port: int = 0

    @property
    def assembly(self) -> Assembly:
        """What runs."""
        assert self._running is not None
        return self._running[0]

    @property
    def muster(self) -> Muster:
        """The Muster that runs."""
        return self.assembly.muster

    @property
    def adapter(self) -> Telegram:
        """The connection."""
        found = self.muster.runtime.adapters[NAME]
        assert isinstance(found, Telegram)
        return found

    @property
    def hook_url(self) -> str:
        """Where Telegram delivers, with a webhook."""
        return f"http://127.0.0.1:{self._port}/telegram/{NAME}"

    @property
    def listening(self) -> "asyncio.Task[None]":
        """The task that listens."""
        assert self._running is not None
        return self._running[3]

    async def open(self, *, heard: bool = True) -> None:
        """Start, and unless it cannot be, wait until it listens."""
        http, looks = client(), len(self.telegram.calls("getWebhookInfo"))
        server = Server(ServerSettings(port=self._port), (), partial(_fine))
        await server.start()
        self._port = server.port
        await server.stop()
        assembly = await assemble(
            self.url, partial(self._connect, http), self.clock, [bytes(range(32))], width=1,
            files=Files(path=self.folder / "files"),
        )  # fmt: skip
        adapter = assembly.muster.runtime.adapters[NAME]
        assert isinstance(adapter, Telegram)
        server = Server(ServerSettings(port=self._port), [adapter], partial(ready, assembly.muster))
        await server.start()
        listening = asyncio.create_task(adapter.listen(assembly.muster.handle))
        self._running = (assembly, server, http, listening)
        if heard:
            await self.telegram.listened()
        if heard and self.receive == "webhook":
            # It looks where updates go once it takes them.
            await self.telegram.called("getWebhookInfo", looks + 1)

    async def close(self) -> None:
        """Stop, in the order in which a living one does."""
        if self._running is None:
            return
        assembly, server, http, listening = self._running
        self._running = None
        listening.cancel()
        (ended,) = await asyncio.gather(listening, return_exceptions=True)
        await server.stop()
        await assembly.close()
        await http.close()
        if isinstance(ended, Exception):
            raise ended

    async def restart(self) -> None:
        """Stop and start again on the same database."""
        await self.close()
        await self.open()

    async def settle(self) -> None:
        """Let all that is due be done."""
        await self.muster.settle()

    async def pass_time(self, **by: float) -> None:
        """Let time pass, doing what falls due on the way."""
        await self.settle()
        await self.muster.live_until(self.clock, self.clock.now() + timedelta(**by))

    async def enrol(self, lobby: Group, *people: Person, entry: Entry = Entry.OPEN) -> None:
        """Make a group the main room of a team, and the first of the people its organiser."""

        def enrol(connection: Connection) -> None:
            found, now = People(connection), self.clock.now()
            home = found.found("School", self.language, ZONE, "test")
            team = found.team_called("Team", home, self.language, ZONE, entry)
            found.room_for(NAME, lobby.key, lobby.chat.title, team=team, purpose=Purpose.MAIN)
            for number, each in enumerate(people):
                direct = each.key if each.chat.bot == "member" else None
                origin = Origin(NAME, lobby.key, each.key, each.name, direct=direct)
                account = found.account_for(origin, Telegram.realm, now)
                person = found.join(account, team, each.name, now)
                role = Role.MEMBER if number else Role.ORGANISER
                found.set_language(person, self.language)
                found.set_role(person, team, role, now, source="test")

        await self.assembly.database.run(enrol)

    async def _connect(self, http: Any, base: Base) -> list[Adapter]:
        site = Site(
            http=http, clock=self.clock, chance=base.chance,
            words=Catalogues.load(HOME / "words"), store=base.database, stores=STORES,
            files=base.files, offers=offers(base.registry), owner=base.owner,
            language=self.language, public_url=f"http://127.0.0.1:{self._port}",
        )  # fmt: skip
        (self.folder / "token").write_text(self.telegram.token)
        (self.folder / "secret").write_text(SECRET)
        chosen = {
            "token": Secret(f"file:{self.folder / 'token'}"),
            "receive": self.receive,
            "webhook_secret": Secret(f"file:{self.folder / 'secret'}"),
            "endpoints": Endpoints(api=self.telegram.api, files=self.telegram.files_api),
        }
        settings = Settings.model_validate(chosen | self.settings)
        return [Telegram(NAME, settings, site, pause=self.pauses)]


async def _fine() -> str | None:
    return None


@asynccontextmanager
async def house_on(
    url: str, folder: Path, receive: str, language: str = "en", *, heard: bool = True,
    prepare: Any = None, **settings: Any,
) -> AsyncIterator[House]:  # fmt: skip
    """Lend a house, and a Telegram that must not have been asked for what it does not take."""
    clock = VirtualClock(START)
    async with opened(clock) as telegram:
        if prepare is not None:
            prepare(telegram)
        house = House(url, folder, telegram, clock, receive, language, settings)
        await house.open(heard=heard)
        try:
            yield house
        finally:
            await house.close()
        assert telegram.violations == []
