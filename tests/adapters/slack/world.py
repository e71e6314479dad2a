"""A Muster in a workspace: the real adapter on the real wire, and a clock that stands still."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection as Database
from sqlalchemy import select

from adapters.slack import Endpoints, Settings
from adapters.slack.line import Patience
from adapters.slack.wire import Slack
from bot.__main__ import HOME, STORES, Assembly, Base, assemble, client
from bot.adapter import Adapter
from bot.clock import VirtualClock
from bot.config.settings import Files, Server
from bot.domain.identity import Purpose, Role
from bot.domain.phrase import Phrase, Value
from bot.event import Origin
from bot.server import Server as WebServer
from bot.site import Site, offers
from bot.words import Catalogues, Voice, without_isolates
from storage.identity import (
    account_key,
    account_table,
    room_key,
    room_table,
)
from storage.inbox import quarantine
from storage.people import People
from tests.doubles.slack import Ack, Channel, Person, SlackDouble

if TYPE_CHECKING:
    from aiohttp import ClientSession

MORNING: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
ZONE: Final = ZoneInfo("Asia/Shanghai")
NAME: Final = "slack-main"
MODES: Final = ("socket", "events")
POLL: Final = {
    "en": "poll Where to meet? Library / Online", "zh": "投票 下周在哪开会？图书馆／线上",
}  # fmt: skip
QUICK: Final = Patience(ping=0.1, connect=5, hello=5, silence=0.4, steady=0.2, first=0.05)
"""How long a socket may take where a test is about just that."""

_KEY: Final = bytes(range(32))


@dataclass(slots=True)
class World:
    """Hold a workspace, its people, and the Muster that listens there."""

    double: SlackDouble
    clock: VirtualClock
    language: str
    mode: str
    url: str
    folder: Path
    words: Catalogues
    patience: Patience
    room: Channel
    ana: Person
    ben: Person
    http: "ClientSession | None" = None
    assembly: Assembly | None = None
    server: WebServer | None = None
    listening: "asyncio.Task[None] | None" = None
    slack: Slack = field(init=False)

    @property
    def muster(self) -> Assembly:
        """What runs."""
        assert self.assembly is not None
        return self.assembly

    def say(self, feature: str, key: str, **args: Value) -> str:
        """Return a phrase in the language of the world."""
        voice = Voice(self.language, ZONE, self.clock.now())
        phrase = Phrase(feature, key, tuple(args.items()))
        return without_isolates(self.words.say(phrase, voice))

    # What happens

    async def settle(self) -> None:
        """Let all happen that is due, and all that was begun be seen."""
        for _ in range(2):
            await self.slack.idle()
            await self.muster.muster.settle()

    async def pass_time(self, **by: float) -> None:
        """Let time pass, doing what falls due on the way."""
        until = self.clock.now() + timedelta(**by)
        await self.settle()
        muster = self.muster.muster
        while (at := await muster.next_at()) is not None and at <= until:
            self.clock.set(max(at, self.clock.now()))
            await self.settle()
        self.clock.set(until)
        await self.settle()

    async def says(self, who: Person, text: str, **how: Any) -> Ack:
        """Let somebody speak to the app in the main room."""
        ack = await self.double.says(who, text, how.pop("where", self.room), **how)
        await self.settle()
        return ack

    async def writes(self, who: Person, text: str) -> Ack:
        """Let somebody write to the app in private."""
        ack = await self.double.writes(who, text)
        await self.settle()
        return ack

    async def commands(self, who: Person, text: str, where: Channel | None = None) -> Ack:
        """Let somebody type a command."""
        ack = await self.double.commands(who, text, where or self.room)
        await self.settle()
        return ack

    async def presses(self, who: Person, label: str, where: Channel | None = None) -> Ack:
        """Let somebody press a button."""
        ack = await self.double.presses(who, label, where)
        await self.settle()
        return ack

    async def submits(self, who: Person, **values: str) -> Ack:
        """Let somebody send the form before them."""
        ack = await self.double.submits(who, values)
        await self.settle()
        return ack

    async def opens_poll(self) -> None:
        """Let Ana post a poll."""
        await self.commands(self.ana, POLL[self.language])
        await self.presses(self.ana, self.say("draft", "post"))

    async def gather(self, *doing: Coroutine[Any, Any, Ack]) -> list[Ack]:
        """Let many do something at the same time."""
        return list(await asyncio.gather(*doing))

    # What is kept

    async def account(self, who: Person) -> tuple[str, str | None, str | None]:
        """Return how somebody is called, their language, and the key of their private chat."""

        def read(connection: Database) -> tuple[str, str | None, str | None]:
            key, account = account_key.c, account_table.c
            row = connection.execute(
                select(account.shown_name, account.language_hint, room_key.c.key)
                .join(account_key, key.account == account.id)
                .outerjoin(room_key, room_key.c.room == account.private_room)
                .where(key.key == who.id)
            ).one()
            return row.shown_name, row.language_hint, row.key

        return await self.muster.database.read(read)

    async def title(self, room: Channel) -> str:
        """Return what a room is called."""
        found: str = await self._room(room, "title")
        return found

    async def left(self, room: Channel) -> bool:
        """Say whether nothing is sent to a room any more."""
        return await self._room(room, "left_at") is not None

    async def _room(self, room: Channel, column: str) -> Any:
        query = (
            select(room_table.c[column])
            .join(room_key, room_key.c.room == room_table.c.id)
            .where(room_key.c.key == room.id)
        )
        return await self.muster.database.read(lambda c: c.scalar(query))

    async def set_aside(self) -> list[str]:
        """Return what could not be read."""
        return await self.muster.database.read(
            lambda c: list(c.scalars(select(quarantine.c.error)))
        )

    # How it runs

    def settings(self, **more: Any) -> Settings:
        """Return the settings of the connection."""
        chosen: dict[str, Any] = {
            "receive": self.mode,
            "bot_token": "env:TEST_SLACK_BOT",
            "app_token": "env:TEST_SLACK_APP",
            "signing_secret": "env:TEST_SLACK_SIGNING",
        }
        return Settings(**(chosen | more), endpoints=Endpoints(api=self.double.api.rstrip("/")))

    async def start(self, **settings: Any) -> None:
        """Start Muster, and wait until it listens."""
        await self.begin(**settings)
        if self.mode == "socket":
            await self.double.connected(self.double.sockets.opened + 1)
        else:
            self.point()
        await self.settle()

    def point(self) -> None:
        """Let Slack know where Muster is called."""
        assert self.server is not None
        self.double.request_url = f"{self.server.url}slack/{NAME}/events"

    async def begin(self, **settings: Any) -> None:
        """Start Muster."""
        self.http = client()
        connect = partial(self._connect, self.http, settings)
        self.assembly = await assemble(
            self.url, connect, self.clock, [_KEY], words=self.words, width=1,
            files=Files(path=self.folder),
        )  # fmt: skip
        await self.assembly.database.run(self._enrol)
        self.server = WebServer(Server(port=0), [self.slack], _ready)
        await self.server.start()
        self.listening = asyncio.create_task(self.slack.listen(self.assembly.muster.handle))

    async def _connect(
        self, http: "ClientSession", settings: dict[str, Any], base: Base
    ) -> Sequence[Adapter]:
        site = Site(
            http=http, clock=self.clock, chance=base.chance, words=self.words, store=base.database,
            stores=STORES, files=base.files, offers=offers(base.registry), owner=base.owner,
            language=self.language, public_url="https://muster.example.org",
        )  # fmt: skip
        self.slack = Slack(NAME, self.settings(**settings), site, self.patience)
        await self.slack.greet()
        return [self.slack]

    def _enrol(self, connection: Database) -> None:
        people, now = People(connection), self.clock.now()
        home = people.found("Stage", self.language, ZONE.key, "stage")
        team = people.team_called("Club", home, self.language, ZONE.key)
        people.room_for(NAME, self.room.id, self.room.name, team=team, purpose=Purpose.MAIN)
        for person, role in ((self.ana, Role.ORGANISER), (self.ben, Role.MEMBER)):
            direct = self.double.direct(person).id
            origin = Origin(NAME, self.room.id, person.id, person.name, direct=direct)
            who = people.join(people.account_for(origin, self.slack.realm, now), team, "", now)
            people.set_language(who, self.language)
            people.set_role(who, team, role, now, source="test")

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


async def _ready() -> None:
    return None


@asynccontextmanager
async def opened(
    url: str, folder: Path, mode: str = "socket", language: str = "en",
    patience: Patience | None = None,
) -> AsyncIterator[World]:  # fmt: skip
    """Lend a world in which nothing runs yet; fails for whatever Slack would not have let pass."""
    clock = VirtualClock(MORNING)
    double = SlackDouble(clock.now)
    await double.start()
    locale = {"en": "en-US", "zh": "zh-CN"}[language]
    ana, ben = (double.person(name, locale) for name in ("Ana", "Ben"))
    world = World(
        double, clock, language, mode, url, folder, Catalogues.load(HOME / "words"),
        patience or Patience(), double.channel("general"), ana, ben,
    )  # fmt: skip
    try:
        yield world
    finally:
        await world.stop()
        await double.close()
    assert double.violations == []
