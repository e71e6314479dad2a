"""The month: what is counted, that a restart does not forget it, and who is told that it ends."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import pytest

from adapters.dingtalk import Budget
from bot.adapter import Drawn
from bot.message import Card
from bot.ports import Address
from tests.adapters.dingtalk.world import NAME, World
from tests.doubles.dingtalk.state import Person

HELLO = Drawn(Card("hello"), "test.view")


async def used(world: World) -> Mapping[str, int]:
    """Return what was used this month, as it is written down."""
    stores = world.muster.runtime.stores
    return await world.query(lambda c: stores.budgets(c).used(NAME, "2026-11"))


def low(world: World, who: Person) -> list[str]:
    """Return what somebody was told of the month's end."""
    chat = world.chat(who)
    return [each for each in world.reads(who, chat) if "four fifths" in each]


async def test_every_call_and_every_push_is_counted(world: World) -> None:
    """What is written down is what DingTalk itself has counted, once it is told to stop."""
    await world.start()
    await world.opens_poll()
    for who in (world.ana, world.ben):
        await world.chooses(who, "Library")
    await world.ding.send(Address(NAME, world.room.id, "Lobby", private=False), HELLO)
    free = ("/connect", "/robot/sendBySession")
    calls = [each for each in world.double.journal.requests if not each.path.startswith(free)]
    pushes = [each for each in world.double.journal.frames if each.sent]
    assert await used(world) == {"calls": len(calls), "pushes": len(pushes)}


@pytest.mark.parametrize("world", ["text"], indirect=True)
async def test_answers_by_the_temporary_address_count_as_pushes(world: World) -> None:
    """They use no call."""
    await world.start()
    await world.ding.send(Address(NAME, world.room.id, "Lobby", private=False), HELLO)
    before = await used(world)
    await world.writes(world.ana, "help")
    after = await used(world)
    assert after["pushes"] == before.get("pushes", 0) + 2
    assert after["calls"] == before["calls"]


async def test_a_restart_does_not_forget(world: World) -> None:
    """What was used before a restart counts after it."""
    await world.start(budget=Budget(calls=100, pushes=100))
    await world.opens_poll()
    left = world.ding.left
    assert left < 1
    await world.stop()
    await world.start(budget=Budget(calls=100, pushes=100))
    assert world.ding.left <= left


async def test_a_month_that_begins_while_the_last_one_is_written_down_begins_at_nothing(
    world: World,
) -> None:
    """What is told of the old month then is not taken for the new one's."""
    await world.start(budget=Budget(calls=10, pushes=0))
    meter = world.ding._meter
    meter.count("calls", 9)
    writing = asyncio.create_task(meter.write())
    await asyncio.sleep(0)
    world.clock.advance(timedelta(days=31))
    assert meter.left == 1
    await writing
    assert meter.left == 1


async def test_organisers_are_told_once_when_a_fifth_is_left(world: World) -> None:
    """At four fifths organisers hear of it, once, also across a restart; members do not."""
    await world.start(budget=Budget(calls=20, pushes=0))
    for _ in range(8):
        await world.writes(world.ana, "help")
        await world.pass_time(minutes=1)
    assert world.ding.left < 0.2
    assert len(low(world, world.ana)) == 1
    assert low(world, world.ben) == []
    await world.stop()
    await world.start(budget=Budget(calls=20, pushes=0))
    await world.writes(world.ana, "help")
    await world.pass_time(minutes=1)
    assert len(low(world, world.ana)) == 1


async def test_at_the_end_of_the_month_only_answers_go(world: World) -> None:
    """Used up, whoever asks is still answered; with the next month all goes on."""
    await world.start(budget=Budget(calls=12, pushes=0))
    await world.opens_poll()
    for _ in range(6):
        await world.writes(world.ana, "help")
        await world.pass_time(minutes=1)
    assert world.ding.left == 0
    await world.chooses(world.ben, "Library")
    assert "You chose Library" in world.last(world.ben)
    assert "Library 0" in world.last(world.ana)
    await world.pass_time(days=6)
    assert "Library ██████████ 1 (100%)" in world.last(world.ana) or "closed" in world.last(
        world.ana
    )
    assert world.ding.left > 0


async def test_without_a_limit_nothing_runs_out(world: World) -> None:
    """A tenant with an edition that counts nothing has all of it left for ever."""
    await world.start(budget=Budget(calls=0, pushes=0))
    await world.opens_poll()
    assert world.ding.left == 1


async def test_dingtalks_own_word_counts(world: World) -> None:
    """Told by DingTalk that the month is used up, whatever we counted, we believe it."""
    await world.start()
    world.double.fail("/v1.0/card/instances/createAndDeliver", "month")
    await world.says(world.ana, "help")
    assert world.ding.left == 0
