"""A Muster in an organisation of DingTalk's."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from adapters.dingtalk import Endpoints, Settings
from adapters.dingtalk.wire import DingTalk
from bot.adapter import Adapter
from bot.clock import VirtualClock
from bot.config import Secret
from bot.domain.identity import Role
from bot.event import Origin
from bot.site import Site
from bot.words import without_isolates
from storage.identity import account_table, person_table
from tests.adapters import world
from tests.adapters.pauses import Pauses
from tests.doubles.dingtalk import Conversation, Person, Robot
from tests.doubles.dingtalk import DingTalk as Double
from tests.doubles.dingtalk.gateway import Push
from tests.doubles.dingtalk.state import CARDS

ZONE: Final = world.ZONE
NAME: Final = "dingtalk-main"
MODES: Final = ("card", "text", "callback")
"""By stream with cards, by stream without, and by callbacks with cards."""
POLL: Final = {
    "en": "poll Where to meet? Library / Online until tomorrow 18:00",
    "zh": "投票 下周在哪开会？图书馆／线上 截止明天18点",
}
FIRST: Final = {"en": "Library", "zh": "图书馆"}
SECOND: Final = {"en": "Online", "zh": "线上"}


@dataclass(slots=True, kw_only=True)
class World(world.World):
    """Hold an organisation, its people, and the Muster that listens there."""

    double: Double
    mode: str
    robot: Robot
    ana: Person
    ben: Person
    room: Conversation
    pauses: Pauses = field(default_factory=Pauses)
    ding: DingTalk = field(init=False)

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

    async def chooses(
        self, who: Person, label: str, where: Conversation | None = None
    ) -> Push | None:
        """Let somebody press what stands on a message, or type the code that stands before it."""
        place = where or self.room
        for seen in reversed(self.double.seen(who, place)):
            if label in map(without_isolates, seen.labels):
                push = await self.double.people.presses(who, place, label, robot=self.robot)
                await self.settle()
                return push
            if (code := codes_in(str(seen)).get(label)) is not None:
                return await self.says(who, code, place)
        raise AssertionError(f"no {label!r} among {self.reads(who, place)}")

    async def opens_poll(self) -> None:
        """Let Ana draft a poll in the group and post it from her private chat."""
        await self.says(self.ana, POLL[self.language])
        await self.chooses(self.ana, self.say("draft", "post"), self.chat(self.ana))

    def chat(self, who: Person) -> Conversation:
        """Return somebody's private chat with the robot."""
        return self.double.tenant.chat(who, self.robot)

    async def again(self, push: Push, *, same: bool) -> None:
        """Let DingTalk deliver something once more, as the same delivery or another."""
        if self.mode == "callback":
            await self.double.people.post_again(push, skew=int(not same))
        else:
            await self.double.gateway.again(push, same=same)
            await push.acknowledged()
        await self.settle()

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

    async def pass_time(self, **by: float) -> None:
        """Let time pass, for DingTalk too."""
        await world.World.pass_time(self, **by)
        await self.double.gateway.tick()
        await self.settle()

    async def names(self) -> list[str]:
        """Return how all accounts are called."""
        query = select(account_table.c.shown_name).order_by(account_table.c.id)
        return await self.query(lambda c: list(c.scalars(query)))

    async def persons(self) -> list[str]:
        """Return how all people are called."""
        query = select(person_table.c.name).order_by(person_table.c.id)
        return await self.query(lambda c: list(c.scalars(query)))

    # How it runs

    def settings(self, **more: Any) -> Settings:
        """Return the settings of the connection."""
        chosen: dict[str, Any] = {
            "client_id": Secret("env:TEST_DINGTALK_ID"),
            "client_secret": Secret("env:TEST_DINGTALK_SECRET"),
            "receive": "callback" if self.mode == "callback" else "stream",
            "corp_id": self.robot.corp,
            "endpoints": Endpoints(api=self.double.url, oapi=self.double.url),
        }
        return Settings(**(chosen | more))

    async def make(self, site: Site, **settings: Any) -> Adapter:
        """Make the adapter."""
        self.ding = DingTalk(NAME, self.settings(**settings), site, pause=self.pauses)
        return self.ding

    async def heard(self) -> None:
        """Wait until the robot listens, or is known where it is posted to."""
        if self.mode != "callback":
            await self.double.gateway.connected(self.robot)
        else:
            self.robot.callback_url = f"{self.public_url}/dingtalk/{NAME}"
            await self.ding.known()

    def cast(self) -> tuple[tuple[str, str], Sequence[tuple[Origin, Role]]]:
        """Say who is here."""
        people = [
            (Origin(NAME, self.room.id, each.key, each.name, direct=f"user:{each.staff}"), role)
            for each, role in ((self.ana, Role.ORGANISER), (self.ben, Role.MEMBER))
        ]
        return (self.room.id, self.room.title), people


@asynccontextmanager
async def opened(
    url: str, folder: Path, mode: str = "card", language: str = "en"
) -> AsyncIterator[World]:
    """Lend a world in which nothing runs yet; fails for what DingTalk would not have let pass."""
    clock = VirtualClock(world.MORNING)
    double = Double(clock)
    robot = double.robot()
    if mode == "text":
        robot.granted.discard(CARDS)
    await double.start()
    ana, ben = double.person("Ana"), double.person("Ben")
    lent = World(
        name=NAME, language=language, url=url, folder=folder, clock=clock, double=double,
        mode=mode, robot=robot, ana=ana, ben=ben, room=double.group("Lobby", ana, ben),
    )  # fmt: skip
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TEST_DINGTALK_ID", f" {robot.client_id}\n")
            patch.setenv("TEST_DINGTALK_SECRET", robot.secret)
            yield lent
    finally:
        await lent.stop()
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
