"""Thrift: what still goes out when a month's allowance runs low, on each database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.clock import VirtualClock
from bot.domain.thrift import Thrift, runs_low, thrift
from bot.ports import Priority
from tests.probe import START, House, open_house
from tests.recording import Recorder


@dataclass(slots=True)
class Meted(Recorder):
    """Be a platform on an allowance."""

    left: float = 1.0


@pytest.fixture
def clock() -> VirtualClock:
    """Lend a clock that stands still."""
    return VirtualClock(START)


@pytest.fixture
def platform(clock: VirtualClock) -> Meted:
    """Lend a platform with all of its allowance left."""
    return Meted(clock)


@pytest.fixture
async def house(database_url: str, clock: VirtualClock, platform: Meted) -> AsyncIterator[House]:
    """Lend a house, on each database."""
    async with open_house(database_url, clock, platform) as opened:
        yield opened


@pytest.mark.parametrize(
    ("left", "wanted"),
    [
        (1, Thrift.NONE), (0.2, Thrift.NONE), (0.19, Thrift.EDITS), (0.001, Thrift.EDITS),
        (0, Thrift.URGENT),
    ],
)  # fmt: skip
def test_how_sparing_one_must_be(left: float, wanted: Thrift) -> None:
    """Down to a fifth nothing changes; below, edits are seldom; at nothing only answers go."""
    assert thrift(left) is wanted


def test_it_runs_low_once() -> None:
    """Of all steps up to the limit, one crosses the brink, however large it is."""
    for step in (1, 7, 95):
        counts = range(0, 200, step)
        assert sum(runs_low(100, at, at + step) for at in counts) == 1


async def test_below_a_fifth_cards_are_edited_once_an_hour(house: House, platform: Meted) -> None:
    """Each room's cards are brought up to date once an hour; the last state comes through."""
    await house.put_up("board", "0", "main", "annex")
    await house.settle()
    platform.left = 0.1
    for value in "123":
        await house.note("board", value)
        await house.settle()
    assert platform.times("main", "edit") == platform.times("annex", "edit") == [0]
    await house.pass_time(minutes=59)
    assert len(platform.times("main", "edit")) == 1
    await house.pass_time(minutes=2)
    assert platform.times("main", "edit") == [0, 3600]
    assert "3" in platform.stands("main")[0]


async def test_below_a_fifth_posts_go_at_once(house: House, platform: Meted) -> None:
    """What nobody may miss is not put off."""
    platform.left = 0.1
    for name in "abc":
        await house.post(name)
    await house.settle()
    assert platform.times("main", "send") == [0, 0, 0]


async def test_at_nothing_only_answers_and_deadlines_go(house: House, platform: Meted) -> None:
    """Posts and edits wait for the next month; whoever asks is answered, and deadlines are told."""
    await house.put_up("board", "0")
    await house.settle()
    platform.left = 0
    await house.note("board", "1")
    await house.post("waits")
    await house.put_up("later", "x")
    await house.post("deadline", priority=Priority.DEADLINE)
    await house.person("ana")
    await house.says("ana", "aloud here I am")
    await house.settle()
    sent = platform.texts("main", "send")
    assert any("deadline" in each for each in sent)
    assert not any("waits" in each or "later" in each for each in sent)
    assert platform.times("main", "edit") == []
    await house.pass_time(hours=3)
    assert not any("waits" in each for each in platform.texts("main", "send"))
    platform.left = 1
    await house.pass_time(hours=1)
    assert any("waits" in each for each in platform.texts("main", "send"))
    assert any("later" in each for each in platform.texts("main", "send"))
    assert platform.texts("main", "edit") != []


async def test_waiting_for_a_month_costs_no_work(house: House, platform: Meted) -> None:
    """What waits is looked at once an hour, not all the time."""
    platform.left = 0
    await house.put_up("board", "0")
    await house.post("waits")
    await house.settle()
    at = await house.muster.next_at()
    assert at is not None
    assert (at - house.clock.now()).total_seconds() == 3600
