"""A Muster on one connection: the real adapter on the real wire, and a clock that stands still."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection as Database
from sqlalchemy import select

from bot.adapter import Adapter, Serves
from bot.app import Muster
from bot.clock import Chance, VirtualClock
from bot.composition import HOME
from bot.composition.assembly import STORES, Assembly, Base, assemble
from bot.composition.connections import client
from bot.config.settings import Files, Server
from bot.domain.identity import Purpose, Role
from bot.domain.phrase import Phrase, Value
from bot.event import Origin
from bot.live import ready
from bot.server import Server as WebServer
from bot.site import Site, offers
from bot.words import Catalogues, Voice, without_isolates
from storage.identity import room_key, room_table
from storage.inbox import quarantine
from storage.people import People
from tests.wire.house import free_port

if TYPE_CHECKING:
    from aiohttp import ClientSession

T = TypeVar("T")

MORNING: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
"""When a play begins: nine in the morning, where its team lives."""
ZONE: Final = ZoneInfo("Asia/Shanghai")
_KEY: Final = bytes(range(32))


@dataclass(slots=True, kw_only=True)
class World(ABC):
    """Hold a Muster that listens on one connection; it can be stopped and started again.

    In its one team, Club, are the people of its cast, and its main room, if it has any.
    """

    name: str
    language: str
    url: str
    folder: Path
    clock: VirtualClock
    words: Catalogues = field(default_factory=lambda: Catalogues.load(HOME / "words"))
    port: int = field(default_factory=free_port)
    public_url: str | None = None
    """What the settings say of where its server is reached."""
    http: "ClientSession | None" = None
    assembly: Assembly | None = None
    server: WebServer | None = None
    listening: "asyncio.Task[None] | None" = None

    def __post_init__(self) -> None:
        """Let it be reached on its port, unless it says otherwise."""
        self.public_url = self.public_url or f"http://127.0.0.1:{self.port}"

    def move(self) -> None:
        """Let it be reached at another address after its next start."""
        self.port = free_port()
        self.public_url = f"http://127.0.0.1:{self.port}"

    # What a platform says

    @abstractmethod
    async def make(self, site: Site, **settings: Any) -> Adapter:
        """Make the adapter."""

    @abstractmethod
    async def heard(self) -> None:
        """Wait until the platform knows where it is heard."""

    @abstractmethod
    def cast(self) -> tuple[tuple[str, str], Sequence[tuple[Origin, Role]]] | None:
        """Return the key and the title of the main room, and who is in it; None without a team."""

    # What runs

    @property
    def running(self) -> Assembly:
        """What runs."""
        assert self.assembly is not None
        return self.assembly

    @property
    def muster(self) -> Muster:
        """The Muster that runs."""
        return self.running.muster

    def say(self, feature: str, key: str, **args: Value) -> str:
        """Return a phrase in the language of the world."""
        voice = Voice(self.language, ZONE, self.clock.now())
        return without_isolates(self.words.say(Phrase(feature, key, tuple(args.items())), voice))

    # What happens

    async def settle(self) -> None:
        """Let all happen that is due."""
        await self.muster.settle()

    async def pass_time(self, **by: float) -> None:
        """Let time pass, doing what falls due on the way."""
        await self.settle()
        await self.muster.live_until(self.clock, self.clock.now() + timedelta(**by))

    # What is kept

    async def query(self, read: Callable[[Database], T]) -> T:
        """Read something that no person sees."""
        return await self.running.database.read(read)

    async def left(self, room: str) -> bool:
        """Say whether nothing is sent to a room any more."""
        return await self.room_column(room, "left_at") is not None

    async def room_column(self, room: str, column: str) -> Any:
        """Return what is kept of a room, by the platform's key."""
        query = (
            select(room_table.c[column])
            .join(room_key, room_key.c.room == room_table.c.id)
            .where(room_key.c.key == room)
        )
        return await self.query(lambda c: c.scalar(query))

    async def set_aside(self) -> list[str]:
        """Return why things could not be read."""
        return await self.query(lambda c: list(c.scalars(select(quarantine.c.error))))

    # How it runs

    async def start(self, **settings: Any) -> None:
        """Start Muster, and wait until it listens."""
        await self.begin(**settings)
        await self.heard()
        await self.settle()

    async def begin(self, **settings: Any) -> None:
        """Start Muster."""
        self.http = client()
        self.assembly = await assemble(
            self.url, partial(self._connect, settings), self.clock, [_KEY], words=self.words,
            width=1, files=Files(path=self.folder),
        )  # fmt: skip
        (adapter,) = self.muster.runtime.adapters.values()
        await self.running.database.run(partial(self._enrol, adapter.realm))
        assert isinstance(adapter, Serves)
        self.server = WebServer(Server(port=self.port), [adapter], partial(ready, self.muster))
        await self.server.start()
        self.listening = asyncio.create_task(adapter.listen(self.muster.handle))

    async def stop(self) -> float:
        """Stop whatever runs of Muster; return how many seconds listening took to end."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        if self.listening is not None:
            self.listening.cancel()
            (ended,) = await asyncio.gather(self.listening, return_exceptions=True)
            assert isinstance(ended, asyncio.CancelledError), ended
        took = loop.time() - began
        if self.server is not None:
            await self.server.stop()
        if self.assembly is not None:
            await self.assembly.close()
        if self.http is not None:
            await self.http.close()
        self.listening = self.server = self.assembly = self.http = None
        return took

    async def restart(self) -> None:
        """Stop, and start again on the same database."""
        await self.stop()
        await self.start()

    async def made(self, http: "ClientSession", store: Any, **settings: Any) -> Any:
        """Make the adapter by itself, on whatever store, as a check does."""
        site = Site(
            http=http, clock=self.clock, chance=Chance(), words=self.words, store=store,
            stores=STORES, files=store, offers=(), owner="check", language=self.language,
            public_url=self.public_url,
        )  # fmt: skip
        return await self.make(site, **settings)

    async def _connect(self, settings: dict[str, Any], base: Base) -> Sequence[Adapter]:
        assert self.http is not None
        site = Site(
            http=self.http, clock=self.clock, chance=base.chance, words=self.words,
            store=base.database, stores=STORES, files=base.files, offers=offers(base.registry),
            owner=base.owner, language=self.language, public_url=self.public_url,
        )  # fmt: skip
        return [await self.make(site, **settings)]

    def _enrol(self, realm: str, connection: Database) -> None:
        if (found := self.cast()) is None:
            return
        (key, title), cast = found
        people, now = People(connection), self.clock.now()
        home = people.found("Stage", self.language, ZONE.key, "stage")
        team = people.team_called("Club", home, self.language, ZONE.key)
        people.room_for(self.name, key, title, team=team, purpose=Purpose.MAIN)
        for origin, role in cast:
            who = people.join(people.account_for(origin, realm, now), team, origin.name, now)
            people.set_language(who, self.language)
            people.set_role(who, team, role, now, source="test")
