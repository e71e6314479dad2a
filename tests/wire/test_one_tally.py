"""One poll on three platforms at once, in the worst of minutes: one tally, exact everywhere."""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from adapters.slack.line import Patience
from bot.domain.identity import Role
from tests.wire.dingtalk import CARDS, DingTalkDriver
from tests.wire.driver import Driver
from tests.wire.house import House, opened
from tests.wire.people import Member
from tests.wire.play import Actor, Play, counted
from tests.wire.slack import SlackDriver
from tests.wire.telegram import TelegramDriver

LINE: Final = "poll Where to meet? Library / Room 204 / Online until Fri 18:00"
OPTIONS: Final = ("Library", "Room 204", "Online")
CROWDS: Final = {"telegram-main": ("T", 80), "slack-main": ("S", 70), "dingtalk-main": ("D", 70)}
"""What the accounts on each platform are called, and how many there are: 220 of 200 people."""
LINKED: Final = (
    *(("telegram-main", f"T{number}", "slack-main", f"S{number}") for number in range(10)),
    *(("slack-main", f"S{number}", "dingtalk-main", f"D{number}") for number in range(10, 20)),
)
"""Twenty people have two accounts; what they say last, on either, is their answer."""
BETWEEN: Final = 0.3
"""Seconds between two answers on one platform."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """Hold one press: on which platform, by which account, of what, and whether it comes again."""

    driver: str
    name: str
    option: str
    again: bool | None = None
    """None: it is delivered once; else again, True under a fresh id."""


def ballots() -> Sequence[Mapping[str, Ballot]]:
    """Return what everybody presses, round by round: at most one on each platform at a time."""
    chance = random.Random(4)
    rounds: list[dict[str, Ballot]] = []
    for driver, (letter, count) in CROWDS.items():
        names = [f"{letter}{number}" for number in range(count)]
        chance.shuffle(names)
        for number, name in enumerate(names):
            again = chance.choice((False, True)) if chance.random() < 0.1 else None
            if number == len(rounds):
                rounds.append({})
            rounds[number][driver] = Ballot(driver, name, chance.choice(OPTIONS), again)
    return rounds


def tally(rounds: Sequence[Mapping[str, Ballot]]) -> dict[str, int]:
    """Return how it must end: one answer a person, the last of theirs."""
    twins = {(b, there): (a, here) for a, here, b, there in LINKED}
    answers: dict[tuple[str, str], str] = {}
    for each in rounds:
        who = {(ballot.driver, ballot.name): ballot.option for ballot in each.values()}
        persons = {twins.get(account, account): option for account, option in who.items()}
        assert len(persons) == len(who), "nobody presses on two platforms at the same moment"
        answers |= persons
    assert len(answers) == 200
    return dict(Counter(answers.values()))


def crowd(name: str) -> Sequence[Member]:
    """Return who is there on a platform."""
    letter, count = CROWDS[name]
    return [Member(f"{letter}{number}", Role.MEMBER) for number in range(count)]


def read(house: House, driver: Driver) -> dict[str, int]:
    """Return what somebody on a platform reads as the newest counts."""
    ana = Actor(Play(house, driver), "Ana")
    found = [counted(each.text, OPTIONS) for each in ana.reads()]
    return [each for each in found if each][-1]


async def answered(house: House, rounds: Sequence[Mapping[str, Ballot]]) -> None:
    """Let people press, on all platforms at once."""
    for each in rounds:
        await asyncio.gather(*(press(house, ballot) for ballot in each.values()))
        await house.pass_time(seconds=BETWEEN)


async def press(house: House, ballot: Ballot) -> None:
    """Let somebody answer, and let the platform tell of it again where it does."""
    driver = house.drivers[ballot.driver]
    card = Actor(Play(house, driver), ballot.name).offered(ballot.option)
    await driver.presses(ballot.name, card, ballot.option)
    if ballot.again is not None:
        await driver.again(fresh=ballot.again)


@pytest.mark.slow
async def test_two_hundred_people_on_three_platforms_are_one_tally(
    database_url: str, tmp_path: Path
) -> None:
    """Twins count once, what comes twice counts once, and every card is exact within 8 seconds.

    Meanwhile one platform wants nothing for half a minute, the line to another goes dead, and a
    third asks for a fresh one.
    """
    telegram = TelegramDriver(crowd=crowd("telegram-main"))
    # Longer than a busy machine is silent by itself, shorter than somebody likes to wait for it.
    quick = Patience(ping=0.2, silence=2.0)
    slack = SlackDriver(crowd=crowd("slack-main"), patience=quick)
    dingtalk = DingTalkDriver(has=CARDS, crowd=crowd("dingtalk-main"))
    drivers: Sequence[Driver] = (telegram, slack, dingtalk)
    rounds = ballots()
    wanted = tally(rounds)
    async with opened(database_url, tmp_path / "files", drivers, "en", linked=LINKED) as house:
        ana = Actor(Play(house, telegram), "Ana")
        await ana.says(LINE)
        await ana.picks("Post")
        await house.pass_time(seconds=8)
        assert [read(house, each) for each in drivers] == [dict.fromkeys(OPTIONS, 0)] * 3

        await answered(house, rounds[:20])
        await dingtalk.double.gateway.disconnect()
        await answered(house, rounds[20:40])
        slack.double.freezes()
        await answered(house, rounds[40:60])
        throttled = telegram.double.throttles("editMessageText", 30, times=1_000)
        until = house.clock.now() + timedelta(seconds=30)
        await answered(house, rounds[60:])

        await house.pass_time(seconds=8)
        assert read(house, slack) == read(house, dingtalk) == wanted
        assert read(house, telegram) != wanted
        await house.pass_time(seconds=(until - house.clock.now()).total_seconds())
        telegram.double.faults.remove(throttled)
        await house.pass_time(seconds=8)
        assert read(house, telegram) == wanted
        assert sum(wanted.values()) == 200
        assert throttled.met <= 3

        await ana.picks("More…")
        await ana.picks("Close now")
        await house.pass_time(seconds=8)
        for driver in drivers:
            reader = Actor(Play(house, driver), "Ana")
            closing = [each.text for each in reader.reads() if "Poll closed:" in each.text]
            assert len(closing) == 1
            assert all(f"{option}: {wanted[option]}" in closing[0] for option in OPTIONS)
        assert 2 <= len(dingtalk.double.gateway.opens) <= 4
        assert 2 <= slack.double.sockets.opened <= 4


async def test_one_person_on_two_platforms_at_once_is_one_answer(
    database_url: str, tmp_path: Path
) -> None:
    """Whoever taps on both in the same moment has one answer, and both cards say the same."""
    telegram = TelegramDriver(crowd=[Member("T0", Role.MEMBER)])
    slack = SlackDriver(crowd=[Member("S0", Role.MEMBER)])
    drivers: Sequence[Driver] = (telegram, slack)
    twins = [("telegram-main", "T0", "slack-main", "S0")]
    async with opened(database_url, tmp_path / "files", drivers, "en", linked=twins) as house:
        ana = Actor(Play(house, telegram), "Ana")
        await ana.says(LINE)
        await ana.picks("Post")
        await house.pass_time(seconds=8)
        for _ in range(5):
            await asyncio.gather(
                press(house, Ballot("telegram-main", "T0", "Library")),
                press(house, Ballot("slack-main", "S0", "Online")),
            )
            await house.pass_time(seconds=8)
            counts = read(house, telegram)
            assert counts == read(house, slack)
            assert sum(counts.values()) == 1
