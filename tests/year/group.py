"""Sixty people and what they do in a year, planned beforehand and played in the order of time.

They are on three platforms at once; some are abroad, some have accounts on two. What comes of a
year is judged from the outside: by what people saw and when (`group.seen`), and by SQL of one's own
that is asked of the file (`group.facts`). Neither the engine's words nor its stores have a part in
the judgement.
"""

import heapq
import itertools
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, update

from bot.action import Action
from bot.domain.identity import Role
from storage.identity import person_table
from tests.actor import Actor
from tests.pretend import BARE, NARROW, RICH, Came, Sight
from tests.stage import Stage

ZONE: Final = ZoneInfo("Asia/Shanghai")
ABROAD: Final = ZoneInfo("Europe/Berlin")
PROFILES: Final = (RICH, NARROW, BARE)
BEGINS: Final = datetime(2025, 8, 1, 8, 30, tzinfo=ZONE).astimezone(UTC)
ENDS: Final = datetime(2026, 7, 31, 22, tzinfo=ZONE).astimezone(UTC)
PEOPLE: Final = 60
GUESTS: Final = 10
"""How many of them are abroad for the year, where clocks change."""
OBSERVERS: Final = 6
"""How many, of those at home, have no vote."""
TWICE: Final = 6
"""How many have a second account, on the next platform."""
SILENT: Final = 0.2
"""The share of people who leave a thing unanswered."""
WAVES: Final = {0.004: 30, 0.06: 20, 0.3: 12, 0.55: 12, 0.8: 8, 0.95: 6}
"""When people answer, as shares of the time that they have, and how many of them do so then."""

Do = Callable[[], Awaitable[object]]


class Group:
    """Hold the people, and what is still to happen."""

    def __init__(self, stage: Stage, file: Path) -> None:
        """Take the stage, and where its database lies."""
        self.stage = stage
        self.random = Random("a school year")
        self.people: list[Actor] = []
        self.downtimes: list[tuple[datetime, datetime]] = []
        self._second: dict[str, Actor] = {}
        self._file = file
        self._plan: list[tuple[datetime, int, Do]] = []
        self._numbers = itertools.count()

    @property
    def secretary(self) -> Actor:
        """The one who organises."""
        return self.people[0]

    @property
    def now(self) -> datetime:
        """What time it is in the year."""
        return self.stage.clock.now()

    async def gather(self) -> None:
        """Let all appear: one after the other on the platforms, the last of them abroad."""
        at_home = PEOPLE - GUESTS
        self.people = [
            self.stage.actor(
                f"P{number:02}", Role.MEMBER if number else Role.ORGANISER,
                on=PROFILES[number % 3].name, votes=not at_home - OBSERVERS <= number < at_home,
            )
            for number in range(PEOPLE)
        ]  # fmt: skip
        for number in range(6, 6 + TWICE):
            self._second[self.people[number].name] = self.people[number].elsewhere(
                PROFILES[(number + 1) % 3].name
            )
        abroad = [actor.name for actor in self.people[-GUESTS:]]

        def move(connection: Connection) -> None:
            theirs = update(person_table).where(person_table.c.name.in_(abroad))
            connection.execute(theirs.values(zone=ABROAD.key, quiet_from="22:00", quiet_to="08:00"))

        self.stage.before_next(move)
        await self.stage.set_up()
        # What somebody owes is told in a digest, too, by rules that are not those of reminders.
        await self.secretary.says_in_private("digest off")

    # What happens

    def at(self, when: datetime, do: Do) -> None:
        """Let something happen at a time of the year."""
        if when <= ENDS:
            heapq.heappush(self._plan, (when.astimezone(UTC), next(self._numbers), do))

    async def play(self) -> None:
        """Play the year to its end, ringing what falls due on the way."""
        while self._plan:
            when, _, do = heapq.heappop(self._plan)
            await self.wait(when)
            await do()
        await self.wait(ENDS)

    async def wait(self, until: datetime) -> None:
        """Let it become a time, if it is not later already: while nothing ran, nobody could act."""
        seconds = (until - self.now).total_seconds()
        if seconds > 0:
            await self.stage.pass_time(seconds=seconds)

    async def down(self, hours: float) -> None:
        """Let nothing run for some hours: the process has died, and is started later.

        Whoever wanted something meanwhile comes a minute after that.
        """
        begins = self.now
        self.stage.clock.advance(timedelta(hours=hours))
        await self.stage.restart()
        self.downtimes.append((begins, self.now))
        await self.stage.pass_time(minutes=1)

    def waves(self, until: datetime, choose: Callable[[Actor], Action | None]) -> None:
        """Let most answer something until a time, in waves; `choose` is asked what by each then."""
        begins, crowds = self.now, dict[float, list[Actor]]()
        for actor in self.people:
            if self.random.random() > SILENT:
                (share,) = self.random.choices(list(WAVES), list(WAVES.values()))
                crowds.setdefault(share, []).append(actor)
        for share, crowd in crowds.items():
            self.at(begins + (until - begins) * share, partial(self._answer, crowd, until, choose))

    async def _answer(
        self, crowd: Iterable[Actor], until: datetime, choose: Callable[[Actor], Action | None]
    ) -> None:
        if self.now < until:  # else nothing ran meanwhile, and they are too late
            await self.act(crowd, choose)

    async def act(self, crowd: Iterable[Actor], choose: Callable[[Actor], Action | None]) -> None:
        """Let some people press their buttons in the same moment, on either of their platforms."""
        async with self.stage.at_once():
            for actor in crowd:
                if (wanted := choose(actor)) is not None:
                    await self._on_a_platform(actor, wanted).picks(wanted)

    def _on_a_platform(self, actor: Actor, wanted: Action) -> Actor:
        """Choose on which of somebody's platforms they press: what is private stands on one."""
        if (second := self._second.get(actor.name)) is None:
            return actor
        offered = [each for each in (actor, second) if each.is_offered(wanted)]
        return self.random.choice(offered or [actor])

    # What came of it

    @property
    def seen(self) -> Sequence[Sight]:
        """All that anybody saw, on whichever platform."""
        platforms = self.stage.platforms.values()
        return [each for platform in platforms for each in platform.sights]

    def unasked(self) -> Sequence[Sight]:
        """All that came to somebody in private without their doing."""
        return [each for each in self.seen if each.reader is not None and each.came is Came.SENT]

    def facts(self, sql: str, *values: Any) -> Sequence[tuple[Any, ...]]:
        """Ask the file itself; times in it are microseconds since 1970."""
        return ask(self._file, sql, *values)


def ask(file: Path, sql: str, *values: Any) -> Sequence[tuple[Any, ...]]:
    """Ask a database's file with SQL of one's own."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return connection.execute(sql, values).fetchall()


def moment(microseconds: int) -> datetime:
    """Read a time as the file keeps it."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
