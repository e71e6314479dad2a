"""Sixty people and what they do in a year, planned beforehand and played in the order of time.

A feature joins by planning: `group.at(when, do)` lets something happen at a time, and what happens
may plan more. What came of it is asked of the file with SQL of one's own (`group.facts`): neither
the engine's words nor its stores have a part in the judgement.
"""

import heapq
import itertools
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, update

from bot.action import Action
from bot.domain.identity import Role
from bot.event import Pressed
from storage.identity import person_table
from storage.talk import Talk
from tests.actor import Actor
from tests.stage import Stage

ZONE: Final = ZoneInfo("Asia/Shanghai")
ABROAD: Final = ZoneInfo("Europe/Berlin")
BEGINS: Final = datetime(2025, 8, 1, 9, tzinfo=ZONE).astimezone(UTC)
ENDS: Final = datetime(2026, 7, 31, 18, tzinfo=ZONE).astimezone(UTC)
PEOPLE: Final = 60
GUESTS: Final = 10
"""How many of them are abroad for the year, where clocks change."""

Do = Callable[[], Awaitable[None]]


class Group:
    """Hold the people, and what is still to happen."""

    def __init__(self, stage: Stage, file: Path) -> None:
        """Take the stage, and where its database lies."""
        self.stage = stage
        self.random = Random("a school year")
        self.people: list[Actor] = []
        self.downtimes: list[tuple[datetime, datetime]] = []
        self._file = file
        self._plan: list[tuple[datetime, int, Do]] = []
        self._numbers = itertools.count()

    @property
    def secretary(self) -> Actor:
        """The one who organises."""
        return self.people[0]

    async def gather(self) -> None:
        """Let all appear; some live abroad."""
        self.people = [
            self.stage.actor(f"P{number:02}", Role.MEMBER if number else Role.ORGANISER)
            for number in range(PEOPLE)
        ]
        abroad = [actor.name for actor in self.people[-GUESTS:]]

        def move(connection: Connection) -> None:
            theirs = update(person_table).where(person_table.c.name.in_(abroad))
            connection.execute(theirs.values(zone=ABROAD.key, quiet_from="22:00", quiet_to="08:00"))

        self.stage.before_next(move)
        await self.stage.set_up()

    # What happens

    def at(self, when: datetime, do: Do) -> None:
        """Let something happen at a time of the year."""
        if when <= ENDS:
            heapq.heappush(self._plan, (when, next(self._numbers), do))

    async def play(self) -> None:
        """Play the year to its end, ringing what falls due on the way."""
        while self._plan:
            when, _, do = heapq.heappop(self._plan)
            await self._pass(when)
            await do()
        await self._pass(ENDS)

    async def _pass(self, when: datetime) -> None:
        seconds = (when - self.stage.clock.now()).total_seconds()
        if seconds > 0:
            await self.stage.pass_time(seconds=seconds)

    async def down(self, hours: float) -> None:
        """Let nothing run for some hours: the process has died, and is started later."""
        begins = self.stage.clock.now()
        self.stage.clock.advance(timedelta(hours=hours))
        await self.stage.restart()
        self.downtimes.append((begins, self.stage.clock.now()))

    async def presses(self, actor: Actor, action: Action) -> None:
        """Let somebody press a button, whichever message it stands on."""
        stage = self.stage
        runtime = stage.running.muster.runtime
        token = runtime.seal.token(action, 0, 255)
        if token is None:
            token = key = runtime.seal.row_key(action, 0, 255)
            now = stage.clock.now()
            await stage.running.database.run(lambda c: Talk(c).put_tokens({key: action}, now))
        event = Pressed(
            id=stage.event_id(), origin=actor.origin(), received_at=stage.clock.now(), token=token
        )
        await stage.deliver(event)

    # What came of it

    def facts(self, sql: str, *values: Any) -> Sequence[tuple[Any, ...]]:
        """Ask the file itself; times in it are microseconds since 1970."""
        with sqlite3.connect(f"file:{self._file}?mode=ro", uri=True) as connection:
            return connection.execute(sql, values).fetchall()


def moment(microseconds: int) -> datetime:
    """Read a time as the file keeps it."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
