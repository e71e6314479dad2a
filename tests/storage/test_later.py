"""What happens later, when several look at once: on both databases."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

import pytest
from sqlalchemy import Connection, func, select

from bot.action import Action, Open
from bot.ports import CatchUp, JobRow, Schedule, Which
from storage.database import Database
from storage.inbox import Inbox
from storage.later import Later, due
from storage.talk import Talk
from tests.storage.world import World

NOW: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
MINUTE: Final = timedelta(minutes=1)
MANY: Final = 50
THEN: Final[Open[Any]] = Open("probe.done", (1,))


def put_due(connection: Connection, action: Action, at: datetime = NOW) -> None:
    """Set a timer."""
    Later(connection).put_due(at, action, None)


def put_job(connection: Connection, number: int) -> None:
    """Record a job."""
    Later(connection).put_job("probe.work", [number], THEN, NOW, None, None)


async def timers(database: Database) -> int:
    """Count the timers that are kept."""
    return await database.read(lambda c: c.scalar(select(func.count()).select_from(due)) or 0)


async def test_setting_a_timer_again_moves_it(database: Database) -> None:
    """The same action has one timer, the time last set; another action has its own."""
    for minutes in (5, 9, 2):
        at = NOW + minutes * MINUTE
        await database.run(partial(put_due, action=Action("a.b", (1,)), at=at))
    await database.run(lambda c: Later(c).put_due(NOW + MINUTE, Action("a.b", (2,)), None))
    assert await timers(database) == 2
    assert await database.read(lambda c: Later(c).next_due()) == NOW + MINUTE
    await database.run(lambda c: Later(c).cancel_due(Action("a.b", (2,))))
    assert await database.read(lambda c: Later(c).next_due()) == NOW + 2 * MINUTE


async def test_a_timer_rings_once_however_many_look(database: Database) -> None:
    """Ten look at the same twenty timers at once: the work of each is done exactly once."""
    for number in range(20):
        action = Action("a.b", (number,))
        await database.run(partial(put_due, action=action))
    done: list[int] = []

    def ring(connection: Connection, one: int) -> int | None:
        later = Later(connection)
        taken = later.take_due(one)
        if taken is None:
            return None
        later.close_due(one)
        number = taken.action.args[0]
        assert isinstance(number, int)
        return number

    async def look() -> None:
        ids = await database.run(lambda c: Later(c).claim_due(NOW, 20))
        for one in ids:
            number = await database.run(partial(ring, one=one))
            if number is not None:
                done.append(number)

    await asyncio.gather(*(look() for _ in range(10)))
    assert sorted(done) == list(range(20))
    assert await timers(database) == 0


async def test_some_timers_are_rung_apart_from_the_others(database: Database) -> None:
    """What people watch the clock for waits for nothing else, nor anything else for it."""
    watched = frozenset({"a.tick", "a.next"})

    def put(connection: Connection) -> None:
        for number, step in enumerate(("a.bulk", "a.tick", "a.other", "a.next")):
            Later(connection).put_due(NOW + number * MINUTE, Action(step), None)

    def claim(connection: Connection, which: Which) -> Sequence[object]:
        later, now = Later(connection), NOW + 2 * MINUTE
        claimed = [later.take_due(each) for each in later.claim_due(now, 9, which)]
        for each in claimed:
            assert each is not None
            later.close_due(each.id)
        steps = [each.action.step for each in claimed if each is not None]
        return [*steps, later.next_due(which)]

    await database.run(put)
    clocks, others = Which(watched, others=False), Which(watched)
    assert await database.run(partial(claim, which=clocks)) == ["a.tick", NOW + 3 * MINUTE]
    assert await database.run(partial(claim, which=others)) == ["a.bulk", "a.other", None]


async def test_a_timer_whose_work_fails_is_still_there(database: Database) -> None:
    """Work that raises leaves its timer as it was; one that is given up rings no more."""
    await database.run(lambda c: Later(c).put_due(NOW, Action("a.b"), None))
    (one,) = await database.run(lambda c: Later(c).claim_due(NOW, 5))

    def fail(connection: Connection) -> None:
        assert Later(connection).take_due(one) is not None
        Later(connection).close_due(one)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.run(fail)
    assert await timers(database) == 1
    await database.run(lambda c: Later(c).fail_due(one, "why", NOW + MINUTE))
    assert await database.run(lambda c: Later(c).claim_due(NOW, 5)) == []
    assert await database.run(lambda c: Later(c).claim_due(NOW + MINUTE, 5)) == [one]
    await database.run(lambda c: Later(c).fail_due(one, "why", None))
    assert await database.read(lambda c: Later(c).next_due()) is None
    await database.run(lambda c: Later(c).put_due(NOW, Action("a.b"), None))
    assert await database.read(lambda c: Later(c).next_due()) == NOW


async def test_an_occurrence_cannot_be_doubled(database: Database) -> None:
    """Two replicas that fire the same occurrence insert the next one once."""
    schedule = Schedule(0, Action("a.b"), None, "0 8 * * *", "UTC", CatchUp.LATEST)
    first = ("2026-11-27T08:00", NOW + MINUTE)
    await database.run(lambda c: Later(c).put_schedule("daily", schedule, first))

    def again(connection: Connection) -> None:
        Later(connection).put_occurrence(1, "2026-11-28T08:00", NOW + 2 * MINUTE)

    await asyncio.gather(*(database.run(again) for _ in range(10)))
    assert await timers(database) == 2
    await database.run(lambda c: Later(c).drop_schedule("daily"))
    assert await timers(database) == 0


async def test_a_job_is_leased_to_one(database: Database) -> None:
    """Fifty look for work at once: each of the ten jobs has one holder, and nobody has two."""
    for number in range(10):
        await database.run(partial(put_job, number=number))

    async def claim(owner: str) -> JobRow | None:
        return await database.run(lambda c: Later(c).claim_job(owner, NOW, MINUTE))

    found = await asyncio.gather(*(claim(f"w{n}") for n in range(MANY)))
    jobs = [each for each in found if each is not None]
    assert sorted(each.args[0] for each in jobs) == list(range(10))
    assert {each.attempt for each in jobs} == {1}
    assert await claim("late") is None


async def test_a_job_whose_holder_died_goes_to_another(database: Database) -> None:
    """When a lease has run out another takes the work over, and the first can finish no more."""
    job = await database.run(lambda c: Later(c).put_job("probe.work", [], THEN, NOW, None, None))
    first = await database.run(lambda c: Later(c).claim_job("first", NOW, MINUTE))
    assert first is not None
    later = NOW + MINUTE
    second = await database.run(lambda c: Later(c).claim_job("second", later, MINUTE))
    assert second is not None
    assert (second.id, second.attempt) == (job, 2)
    until = later + MINUTE
    assert not await database.run(lambda c: Later(c).extend_job(job, "first", until))
    assert not await database.run(lambda c: Later(c).close_job(job, "first"))
    assert await database.run(lambda c: Later(c).extend_job(job, "second", until))
    assert await database.run(lambda c: Later(c).close_job(job, "second"))
    assert not await database.run(lambda c: Later(c).close_job(job, "second"))


async def test_a_delivery_is_first_once(database: Database) -> None:
    """Of fifty redeliveries at once one is the first; another connection's id is another event."""
    first = await asyncio.gather(
        *(database.run(lambda c: Inbox(c).first("chat", "e1", NOW)) for _ in range(MANY))
    )
    assert sorted(first) == [False] * (MANY - 1) + [True]
    assert await database.run(lambda c: Inbox(c).first("other", "e1", NOW))


async def test_a_draft_and_an_undo_are_taken_once(database: Database) -> None:
    """Of ten presses at once on [Post], or on [Undo], one does it."""

    def make(connection: Connection) -> tuple[int, int, Any]:
        world = World(connection)
        person = world.settler("Ana")
        undo = Talk(connection).put_undo(Action("a.b"), person, None, NOW + MINUTE)
        return world.id_of("draft"), undo, person

    draft, undo, person = await database.run(make)
    posted = await asyncio.gather(
        *(database.run(lambda c: Talk(c).take_draft(draft)) for _ in range(10))
    )
    assert sorted(posted) == [False] * 9 + [True]
    undone = await asyncio.gather(
        *(database.run(lambda c: Talk(c).take_undo(undo, person, NOW)) for _ in range(10))
    )
    assert len([each for each in undone if each is not None]) == 1
