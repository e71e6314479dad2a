"""A Muster in an organisation: the real adapter on the real wire, and a clock that stands still."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection as Database
from sqlalchemy import select

from adapters.dingtalk import Endpoints, Settings
from adapters.dingtalk.wire import DingTalk
from bot.__main__ import HOME, STORES, Assembly, Base, assemble, client
from bot.adapter import Adapter
from bot.clock import Chance, VirtualClock
from bot.config.settings import Files, Server
from bot.domain.identity import Purpose, Role
from bot.domain.phrase import Phrase, Value
from bot.event import Origin
from bot.server import Server as WebServer
from bot.site import Site, offers
from bot.words import Catalogues, Voice, without_isolates
from storage.identity import (
    account_table,
    room_key,
    room_table,
)
from storage.inbox import quarantine
from storage.people import People
from tests.adapters.dingtalk.pauses import Pauses
from tests.doubles.dingtalk import Conversation, Person, Robot
from tests.doubles.dingtalk import DingTalk as Double
from tests.doubles.dingtalk.gateway import Push
from tests.doubles.dingtalk.server import START
from tests.doubles.dingtalk.state import CARDS

if TYPE_CHECKING:
    from aiohttp import ClientSession

ZONE: Final = ZoneInfo("Asia/Shanghai")
NAME: Final = "dingtalk-main"
MODES: Final = ("card", "text", "callback")
"""By stream with cards, by stream without, and by callback."""
POLL: Final = {
    "en": "poll Where to meet? Library / Online until tomorrow 18:00",
    "zh": "投票 下周在哪开会？图书馆／线上 截止明天18点",
}
FIRST: Final = {"en": "Library", "zh": "图书馆"}
SECOND: Final = {"en": "Online", "zh": "线上"}

_KEY: Final = bytes(range(32))


@dataclass(slots=True)
class World:
    """Hold an organisation, its people, and the Muster that listens there."""

    double: Double
    clock: VirtualClock
    mode: str
    language: str
    url: str
    folder: Path
    words: Catalogues
    robot: Robot
    ana: Person
    ben: Person
    room: Conversation
    pauses: Pauses = field(default_factory=Pauses)
    ding: DingTalk = field(init=False)
    http: "ClientSession | None" = None
    assembly: Assembly | None = None
    server: WebServer | None = None
    listening: "asyncio.Task[None] | None" = None

    @property
    def running(self) -> Assembly:
        """What runs."""
        assert self.assembly is not None
        return self.assembly

    def say(self, feature: str, key: str, **args: Value) -> str:
        """Return a phrase in the language of the world."""
        voice = Voice(self.language, ZONE, self.clock.now())
        return without_isolates(self.words.say(Phrase(feature, key, tuple(args.items())), voice))

    # What people do

    async def says(
        self, who: Person, text: str, where: Conversation | None = None, **how: Any
    ) -> Push | None:
        """Let somebody speak to the robot, in the main group unless elsewhere."""
        place = where or self.room
        push = await self.double.people.user_says(who, place, text, robot=self.robot, **how)
        await self.settle()
        return push

    async def writes(self, who: Person, text: str, **how: Any) -> Push | None:
        """Let somebody write to the robot in private."""
        return await self.says(who, text, self.chat(who), **how)

    async def chooses(self, who: Person, label: str, where: Conversation | None = None) -> None:
        """Let somebody press what stands on a message, or type the code that stands before it."""
        place = where or self.room
        for seen in reversed(self.double.seen(who, place)):
            if label in map(without_isolates, seen.labels):
                await self.double.people.presses(who, place, label, robot=self.robot)
                await self.settle()
                return
            if (code := codes_in(str(seen)).get(label)) is not None:
                await self.says(who, code, place)
                return
        raise AssertionError(f"no {label!r} among {self.reads(who, place)}")

    async def opens_poll(self) -> None:
        """Let Ana draft a poll in the group and post it from her private chat."""
        await self.says(self.ana, POLL[self.language])
        await self.chooses(self.ana, self.say("draft", "post"), self.chat(self.ana))

    def chat(self, who: Person) -> Conversation:
        """Return somebody's private chat with the robot."""
        return self.double.tenant.chat(who, self.robot)

    # What they see

    def reads(self, who: Person, where: Conversation | None = None) -> list[str]:
        """Return what somebody reads, the oldest first."""
        return self.double.people.reads(who, where or self.room)

    def last(self, who: Person, where: Conversation | None = None) -> str:
        """Return the newest that somebody reads."""
        return self.reads(who, where)[-1]

    def private(self, who: Person) -> str:
        """Return the newest that somebody reads in private."""
        return self.last(who, self.chat(who))

    # What happens

    async def settle(self) -> None:
        """Let all happen that is due."""
        await self.running.muster.settle()

    async def pass_time(self, **by: float) -> None:
        """Let time pass, doing what falls due on the way."""
        until = self.clock.now() + timedelta(**by)
        muster = self.running.muster
        await self.settle()
        while (at := await muster.next_at()) is not None and at <= until:
            self.clock.set(max(at, self.clock.now()))
            await self.settle()
        self.clock.set(until)
        await self.double.gateway.tick()
        await self.settle()

    # What is kept

    async def query(self, read: Any) -> Any:
        """Read something that no person sees."""
        return await self.running.database.read(read)

    async def left(self, where: str) -> bool:
        """Say whether nothing is sent to a room any more."""
        query = (
            select(room_table.c.left_at)
            .join(room_key, room_key.c.room == room_table.c.id)
            .where(room_key.c.key == where)
        )
        return await self.query(lambda c: c.scalar(query)) is not None

    async def names(self) -> list[str]:
        """Return how all accounts are called."""
        query = select(account_table.c.shown_name).order_by(account_table.c.id)
        found: list[str] = await self.query(lambda c: list(c.scalars(query)))
        return found

    async def set_aside(self) -> list[str]:
        """Return why things could not be read."""
        found: list[str] = await self.query(lambda c: list(c.scalars(select(quarantine.c.error))))
        return found

    # How it runs

    def settings(self, **more: Any) -> Settings:
        """Return the settings of the connection."""
        endpoints = Endpoints(api=self.double.url, oapi=self.double.url)
        chosen: dict[str, Any] = {
            "client_id": "env:TEST_DINGTALK_ID",
            "client_secret": "env:TEST_DINGTALK_SECRET",
            "receive": "callback" if self.mode == "callback" else "stream",
            "corp_id": self.robot.corp,
        }
        return Settings(**(chosen | more), endpoints=endpoints)

    async def start(self, **settings: Any) -> None:
        """Start Muster, and wait until it listens."""
        await self.begin(**settings)
        if self.mode != "callback":
            await self.double.gateway.connected(self.robot)
        else:
            assert self.server is not None
            self.robot.callback_url = f"{self.server.url}dingtalk/{NAME}"
        await self.settle()

    async def begin(self, **settings: Any) -> None:
        """Start Muster."""
        self.http = client()
        connect = partial(self._connect, self.http, settings)
        self.assembly = await assemble(
            self.url, connect, self.clock, [_KEY], words=self.words, width=1,
            files=Files(path=self.folder),
        )  # fmt: skip
        await self.assembly.database.run(self._enrol)
        self.server = WebServer(Server(port=0), [self.ding], _ready)
        await self.server.start()
        self.listening = asyncio.create_task(self.ding.listen(self.assembly.muster.handle))

    async def _connect(
        self, http: "ClientSession", settings: dict[str, Any], base: Base
    ) -> Sequence[Adapter]:
        site = Site(
            http=http, clock=self.clock, chance=base.chance, words=self.words, store=base.database,
            stores=STORES, files=base.files, offers=offers(base.registry), owner=base.owner,
            language=self.language, public_url="https://muster.example.org",
        )  # fmt: skip
        self.ding = DingTalk(NAME, self.settings(**settings), site, pause=self.pauses)
        return [self.ding]

    def made(self, http: "ClientSession", store: Any, **settings: Any) -> DingTalk:
        """Make the connection by itself, on whatever store, as a check does."""
        site = Site(
            http=http, clock=self.clock, chance=Chance(), words=self.words, store=store,
            stores=STORES, files=store, offers=(), owner="check", language=self.language,
            public_url="https://muster.example.org",
        )  # fmt: skip
        return DingTalk(NAME, self.settings(**settings), site, pause=self.pauses)

    def _enrol(self, connection: Database) -> None:
        people, now = People(connection), self.clock.now()
        home = people.found("Stage", self.language, ZONE.key, "stage")
        team = people.team_called("Club", home, self.language, ZONE.key)
        people.room_for(NAME, self.room.id, self.room.title, team=team, purpose=Purpose.MAIN)
        for person, role in ((self.ana, Role.ORGANISER), (self.ben, Role.MEMBER)):
            origin = Origin(
                NAME, self.room.id, person.key, person.name, direct=f"user:{person.staff}"
            )
            realm = f"dingtalk:{self.robot.corp}"
            who = people.join(people.account_for(origin, realm, now), team, person.name, now)
            people.set_language(who, self.language)
            people.set_role(who, team, role, now, source="test")

    async def stop(self) -> None:
        """Stop whatever runs of Muster."""
        if self.listening is not None:
            self.listening.cancel()
            (ended,) = await asyncio.gather(self.listening, return_exceptions=True)
            assert isinstance(ended, asyncio.CancelledError), ended
        if self.server is not None:
            await self.server.stop()
        if self.assembly is not None:
            await self.assembly.close()
        if self.http is not None:
            await self.http.close()
        self.listening = self.server = self.assembly = self.http = None

    async def restart(self) -> None:
        """Stop, and start again on the same database."""
        await self.stop()
        await self.start()


async def _ready() -> None:
    return None


@asynccontextmanager
async def opened(
    url: str, folder: Path, mode: str = "card", language: str = "en"
) -> AsyncIterator[World]:
    """Lend a world in which nothing runs yet; fails for what DingTalk would not have let pass."""
    clock = VirtualClock(START)
    double = Double(clock)
    robot = double.robot()
    if mode == "text":
        robot.granted.discard(CARDS)
    await double.start()
    ana, ben = double.person("Ana"), double.person("Ben")
    world = World(
        double, clock, mode, language, url, folder, Catalogues.load(HOME / "words"), robot,
        ana, ben, double.group("Lobby", ana, ben),
    )  # fmt: skip
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TEST_DINGTALK_ID", f" {robot.client_id}\n")
            patch.setenv("TEST_DINGTALK_SECRET", robot.secret)
            yield world
    finally:
        await world.stop()
        await double.stop()
    assert double.violations == []


def codes_in(text: str) -> dict[str, str]:
    """Return what is typed for each entry of a coded menu, by what it stands before."""
    found = {}
    for line in text.splitlines():
        code, _, label = without_isolates(line).strip("[]").partition(" ")
        if len(code) in {2, 3} and code[0].isupper() and code[1:].isdigit():
            found[label] = code
    return found


def logged(caplog: pytest.LogCaptureFixture, words: str) -> list[str]:
    """Return what was logged that holds some words, at warning or above."""
    found = (each for each in caplog.records if each.levelno >= logging.WARNING)
    return [each.getMessage() for each in found if words in each.getMessage()]
