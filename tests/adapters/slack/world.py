"""A Muster in a workspace of Slack's."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection as Database
from sqlalchemy import select

from adapters.slack import Endpoints, Settings
from adapters.slack.line import Patience
from adapters.slack.wire import Slack
from bot.adapter import Adapter
from bot.clock import VirtualClock
from bot.config import Secret
from bot.domain.identity import Role
from bot.event import Origin
from bot.site import Site
from storage.identity import account_key, account_table, room_key
from tests.adapters import world
from tests.doubles.slack import Ack, Channel, Person, SlackDouble

ZONE: Final = world.ZONE
MORNING: Final = world.MORNING
NAME: Final = "slack-main"
MODES: Final = ("socket", "events")
POLL: Final = {
    "en": "poll Where to meet? Library / Online", "zh": "投票 下周在哪开会？图书馆／线上",
}  # fmt: skip
QUICK: Final = Patience(ping=0.1, connect=5, hello=5, silence=0.4, steady=0.2, first=0.05)
"""How long a socket may take where a test is about just that."""


@dataclass(slots=True, kw_only=True)
class World(world.World):
    """Hold a workspace, its people, and the Muster that listens there."""

    double: SlackDouble
    mode: str
    patience: Patience
    room: Channel
    ana: Person
    ben: Person
    slack: Slack = field(init=False)

    # What happens

    async def settle(self) -> None:
        """Let all happen that is due, and all that was begun be seen."""
        for _ in range(2):
            await self.slack.idle()
            await self.muster.settle()

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

        return await self.query(read)

    # How it runs

    def settings(self, **more: Any) -> Settings:
        """Return the settings of the connection."""
        chosen: dict[str, Any] = {
            "receive": self.mode,
            "bot_token": Secret("env:TEST_SLACK_BOT"),
            "app_token": Secret("env:TEST_SLACK_APP"),
            "signing_secret": Secret("env:TEST_SLACK_SIGNING"),
            "endpoints": Endpoints(api=self.double.api.rstrip("/")),
        }
        return Settings(**(chosen | more))

    async def make(self, site: Site, **settings: Any) -> Adapter:
        """Make the adapter."""
        self.slack = Slack(NAME, self.settings(**settings), site, self.patience)
        await self.slack.greet()
        return self.slack

    async def heard(self) -> None:
        """Wait until a socket stands, or let Slack know where it calls."""
        if self.mode == "socket":
            await self.double.connected(self.double.sockets.opened + 1)
        else:
            self.point()
            await self.slack.listening()

    def point(self) -> None:
        """Let Slack know where Muster is called."""
        self.double.request_url = f"http://127.0.0.1:{self.port}/slack/{NAME}/events"

    def cast(self) -> tuple[tuple[str, str], Sequence[tuple[Origin, Role]]]:
        """Say who is here."""
        people = [
            (Origin(NAME, self.room.id, each.id, each.name, direct=self.double.direct(each).id),
             role)
            for each, role in ((self.ana, Role.ORGANISER), (self.ben, Role.MEMBER))
        ]  # fmt: skip
        return (self.room.id, self.room.name), people


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
    lent = World(
        name=NAME, language=language, url=url, folder=folder, clock=clock, double=double,
        mode=mode, patience=patience or Patience(), room=double.channel("general"), ana=ana,
        ben=ben, public_url="https://muster.example.org",
    )  # fmt: skip
    try:
        yield lent
    finally:
        await lent.stop()
        await double.close()
    assert double.violations == []
