"""A fortnight of that year over the wire of all three platforms at once.

It holds the day on which papers are due, with six hours in which nothing runs, and the night on
which the clocks of those abroad go back.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import pytest
from sqlalchemy import Connection, update

from bot.domain.identity import Role
from storage.identity import person_table
from tests.wire.dingtalk import CARDS, DingTalkDriver
from tests.wire.driver import Driver, Spot
from tests.wire.house import House, opened
from tests.wire.people import PEOPLE, Member
from tests.wire.play import Actor, Play
from tests.wire.slack import SlackDriver
from tests.wire.telegram import TelegramDriver
from tests.year.group import ABROAD, SILENT, ZONE, ask
from tests.year.rules import Span, expected, things

BEGINS: Final = datetime(2025, 10, 20, 9, tzinfo=ZONE)
DIES: Final = datetime(2025, 10, 31, 11, tzinfo=ZONE)
ENDS: Final = datetime(2025, 11, 2, 21, tzinfo=ZONE)
MUTES: Final = ("别再提醒", "不想再收到提醒")
EACH: Final = 19
"""How many are on one platform alone; with those three who are on all they are sixty."""
LETTERS: Final = ("T", "S", "D")
"""What their names begin with, by platform."""
GUESTS: Final = [f"{letter}{number}" for letter in LETTERS for number in range(3)]
CALLS: Final = (
    "征文 师德师风 10月31日18点截止 不少于5字",
    "投票 主题？读书／参观 截止10月30日18点 全员",
)
PACE: Final = timedelta(minutes=2)
"""Within which all get what is due at one moment: platforms take so many messages a second."""


class Fortnight:
    """Let people live through it, and note when each was reminded."""

    def __init__(self, house: House, drivers: Sequence[Driver]) -> None:
        """Take the house, and the platforms that they are on."""
        self.house = house
        self._chance = Random("a fortnight")
        self.everyone = {
            name: Actor(Play(house, driver), name)
            for driver, letter in zip(drivers, LETTERS, strict=True)
            for name in (f"{letter}{number}" for number in range(EACH))
        }
        self._secretary = Actor(Play(house, drivers[0]), PEOPLE["zh"][0].name)
        self._standing = [
            Actor(Play(house, d), each.name) for d in drivers for each in PEOPLE["zh"]
        ]
        self.reminded: dict[str, list[datetime]] = defaultdict(list)
        self._known: set[tuple[str, str]] = set()

    async def begin(self) -> None:
        """Let all say something to the bot, which may then write to them, and call for two things.

        Later most vote, and most hand in a paper, more than half of them in the first week.
        """
        for actor in self.everyone.values():
            await actor.says("我的", Spot.PRIVATE)
        await self.until(BEGINS + timedelta(minutes=30))
        for line in CALLS:
            await self._secretary.says(line)
            await self._secretary.picks("发布")

    async def play(self) -> Span:
        """Let them act, each at a time of their own; return from when to when nothing ran."""
        begins = self.house.clock.now()
        acts = [
            (begins + timedelta(days=self._chance.uniform(0.1, days)), actor, does)
            for actor in self.everyone.values()
            for days, does in ((10, self._votes), (7, self._hands_in))
            if self._chance.random() > SILENT
        ]
        for when, actor, does in sorted(acts, key=lambda each: each[0]):
            await self.until(when)
            await does(actor)
            self.look()
        down = await self._dies()
        await self.until(ENDS)
        return down

    async def _votes(self, actor: Actor) -> None:
        await actor.picks(self._chance.choice(("读书", "参观")))

    async def _hands_in(self, actor: Actor) -> None:
        await actor.says(f"交稿 {actor.name} 的学习心得体会", Spot.PRIVATE)

    async def _dies(self) -> Span:
        await self.until(DIES)
        await self.house.close()
        self.house.clock.advance(timedelta(hours=6))
        await self.house.open()
        self.look()
        return DIES, self.house.clock.now()

    async def until(self, when: datetime) -> None:
        """Let it become a time, looking into every private chat whenever something was due."""
        while (at := await self.house.muster.next_at()) is not None and at <= when:
            now = self.house.clock.now()
            await self.house.pass_time(seconds=max((at - now).total_seconds(), 0))
            self.look()
        await self.house.pass_time(seconds=max((when - self.house.clock.now()).total_seconds(), 0))
        self.look()

    def look(self) -> None:
        """Note who has got a new reminder."""
        for actor in (*self.everyone.values(), *self._standing):
            for shown in actor.reads(Spot.PRIVATE):
                key = (actor.play.driver.name + actor.name, shown.ref)
                offers = " ".join((shown.text, *shown.labels, *shown.codes))
                if key not in self._known and any(each in offers for each in MUTES):
                    self._known.add(key)
                    self.reminded[actor.name].append(self.house.clock.now())


def _move_abroad(connection: Connection) -> None:
    theirs = update(person_table).where(person_table.c.name.in_(GUESTS))
    connection.execute(theirs.values(zone=ABROAD.key, quiet_from="22:00", quiet_to="08:00"))


@pytest.mark.slow
async def test_a_fortnight_on_three_platforms(sqlite_url: str, tmp_path: Path) -> None:
    """Each reminder comes once and in time, on whichever platform; what was missed is caught up."""
    crowds = [[Member(f"{a}{n}", Role.MEMBER) for n in range(EACH)] for a in LETTERS]
    drivers: Sequence[Driver] = (
        TelegramDriver(crowd=crowds[0]), SlackDriver(crowd=crowds[1]),
        DingTalkDriver(has=CARDS, crowd=crowds[2]),
    )  # fmt: skip
    names = [each.name for each in drivers]
    twins = [
        (names[n], each.name, names[n + 1], each.name) for each in PEOPLE["zh"] for n in range(2)
    ]
    folder = tmp_path / "files"
    async with opened(sqlite_url, folder, drivers, "zh", linked=twins, now=BEGINS) as house:
        fortnight = Fortnight(house, drivers)
        await house.run(_move_abroad)
        await fortnight.begin()
        down = await fortnight.play()
    facts = partial(ask, tmp_path / "muster.db")
    everybody = [
        name
        for (name,) in facts(
            "SELECT DISTINCT name FROM roll_entry JOIN person ON person.id = roll_entry.person"
        )
    ]
    assert len(everybody) == 3 * EACH + len(PEOPLE["zh"])
    zones = {name: ABROAD if name in GUESTS else ZONE for name in everybody}
    wanted: dict[str, list[datetime]] = defaultdict(list)
    for name, at in sorted(expected(things(facts), zones, [down], ENDS), key=lambda each: each[1]):
        wanted[name].append(at)
    for name in everybody:
        seen = fortnight.reminded[name]
        assert len(seen) == len(wanted[name]), name
        assert all(at <= each < at + PACE for at, each in zip(wanted[name], seen, strict=True))
    assert [at for each in wanted.values() for at in each if at == down[1]], "something was missed"
