"""A Muster that runs: what it does by itself, and what a bad minute does to it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Connection, func, select

from bot.adapter import NOTHING, Answer
from bot.clock import VirtualClock
from bot.composition.assembly import assemble
from bot.event import Event, Heard, Left
from bot.words import without_isolates
from storage.errors import ClosedDatabaseError, UncertainCommitError, UnusableDatabaseError
from storage.inbox import inbox
from storage.outgoing import outbox, posted
from storage.people import People
from storage.talk import draft
from tests.probe import START, House, badge, open_house
from tests.recording import Recorder

LONG = "poll Where to meet? " + " / ".join(f"{number:02} {'x' * 400}" for number in range(30))
"""What takes more room than a full page has left."""


@pytest.fixture
def clock() -> VirtualClock:
    """Lend a clock that stands still."""
    return VirtualClock(START)


@pytest.fixture
def recorder(clock: VirtualClock) -> Recorder:
    """Lend a platform."""
    return Recorder(clock)


@pytest.fixture
async def house(database_url: str, clock: VirtualClock, recorder: Recorder) -> AsyncIterator[House]:
    """Lend a house, on each database."""
    async with open_house(database_url, clock, recorder) as opened:
        yield opened


# By itself


@pytest.mark.parametrize("alone", [True, False])
async def test_a_file_is_left_alone_while_nothing_happens(
    house: House, sqlite_url: str, *, alone: bool
) -> None:
    """Where no other process can be, nothing is written more often than once a minute."""
    house.muster._alone = alone
    over = asyncio.Event()
    running = asyncio.create_task(house.muster.run(until=over))
    while (scheduler := house.muster._scheduler) is None:
        await house.moment()
    every = [
        job.trigger.interval
        for job in scheduler.get_jobs()
        if isinstance(job.trigger, IntervalTrigger)
    ]
    assert (min(every) >= timedelta(minutes=1)) is alone
    over.set()
    await running


async def test_what_is_over_is_not_kept_for_ever(
    house: House, recorder: Recorder, clock: VirtualClock
) -> None:
    """After a month and a half only what stands is left, and is kept up to date as before."""
    await house.says("ben", "poll Where? Here / There")
    await house.put_up("board", "0")
    await house.settle()
    await house.post("over")
    await house.settle()
    clock.advance(timedelta(days=45))
    await house.muster._housekeeping()

    def left(connection: Connection) -> list[int]:
        tables = (outbox, inbox, draft, posted)
        return [connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables]

    assert await house.assembly.database.read(left) == [0, 0, 0, 1]
    await house.note("board", "1")
    await house.settle()
    assert recorder.stands() == ["board\n1", "Line over"]


# Persons who were found to be one


async def test_what_names_a_merged_person_means_who_they_are_now(
    house: House, recorder: Recorder
) -> None:
    """Cards and buttons from before show and greet the one whom the other was merged into."""
    drop, keep = await house.person("earlier"), await house.person("later")
    main = await house.room("main")
    await house.act(lambda ctx: ctx.show(badge(drop), [main]))
    await house.settle()
    await house.assembly.database.run(lambda c: People(c).merge(keep, drop))
    await house.presses("later", "Press")
    await house.muster.outbox.sweep()
    await house.settle()
    assert recorder.texts() == ["earlier", "later"]
    assert await house.logged() == ["hello later"]


# A bad minute


def said(house: House, text: str) -> Heard:
    """Return what somebody says; handed in twice, it is the same delivery."""
    origin = house.origin("ben")
    return Heard(id="once", origin=origin, received_at=house.clock.now(), text=text, addressed=True)


async def test_a_full_disk_loses_nothing_that_was_promised(
    sqlite_url: str, clock: VirtualClock, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is kept and whoever asked is told; once there is room the same delivery counts."""
    caplog.set_level(logging.CRITICAL)
    async with open_house(sqlite_url, clock, recorder) as house:
        await house.person("ben")
        run, read = house.assembly.database.run, house.assembly.database.read
        await house.remember("what", "takes all pages that are free" * 100_000)
        pages = await read(lambda c: c.exec_driver_sql("PRAGMA page_count").scalar_one())
        await run(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count = {pages}"))
        answer = await house.muster.handle(said(house, LONG))
        assert answer.note is not None
        assert not answer.kept
        assert "nothing was changed" in without_isolates(str(answer.note.card.title))
        assert await read(lambda c: c.scalar(select(func.count()).select_from(inbox))) == 0
        await run(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 100000"))
        assert (await house.muster.handle(said(house, LONG))).own
        assert await read(lambda c: c.scalar(select(func.count()).select_from(draft))) == 1


async def test_a_database_that_was_away_is_taken_up_again(
    house: House, recorder: Recorder, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """While it is away people are told so, and nothing stops; after that all goes on."""
    caplog.set_level(logging.CRITICAL)
    await house.person("ben")
    over, tried = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(house.muster.run(until=over))
    database = house.assembly.database

    async def fails(fn: Any) -> Any:
        del fn
        tried.set()
        raise OSError("the server is away")

    async with asyncio.timeout(20):
        await house.post("before")
        while recorder.texts() != ["Line before"]:
            await house.moment()
        with monkeypatch.context() as away:
            away.setattr(database, "run", fails)
            away.setattr(database, "read", fails)
            house.muster.wake()
            answer = await house.muster.handle(said(house, "probe hello"))
            await tried.wait()
        assert answer.note is not None
        assert "Something went wrong" in str(answer.note.card.title)
        assert not running.done()
        assert await house.says("ben", "probe hello") == "Heard: hello"
        await house.post("after")
        while recorder.texts() != ["Line before", "Line after"]:
            house.muster.wake()
            await house.moment()
        over.set()
        await running


async def fails_once(
    house: House, monkeypatch: pytest.MonkeyPatch, error: Exception, event: Event
) -> Answer:
    """Hand an event in while the database fails, once the work is done."""

    async def fails(fn: Any, **how: Any) -> Any:
        raise error

    with monkeypatch.context() as away:
        away.setattr(house.assembly.database, "run", fails)
        return await house.muster.handle(event)


AWAY = UnusableDatabaseError("It is away.", kept="Nothing was kept.", todo="Wait.")
UNCERTAIN = UncertainCommitError("It broke.", kept="Nobody knows.", todo="Look.")


@pytest.mark.parametrize("error", [AWAY, UNCERTAIN])
async def test_what_a_platform_tells_of_a_room_is_not_lost(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:  # fmt: skip
    """While the database is away the news is not taken, nor anybody told; next time it counts."""
    caplog.set_level(logging.CRITICAL)
    await house.says("ben", "probe hello")
    left = Left(id="left", origin=house.origin("ben"), received_at=house.clock.now(), bot=True)
    answer = await fails_once(house, monkeypatch, error, left)
    assert (answer.kept, answer.note) == (False, None)
    assert await house.muster.handle(left) == NOTHING
    rooms = await house.assembly.database.read(lambda c: People(c).rooms_of(house.team))
    assert rooms == []


async def test_who_may_have_been_heard_is_not_told_otherwise(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the line broke at the commit, nobody is told that nothing was changed."""
    caplog.set_level(logging.CRITICAL)
    answer = await fails_once(house, monkeypatch, UNCERTAIN, said(house, "probe hello"))
    assert answer.note is not None
    assert not answer.kept
    assert "may have been kept or not" in without_isolates(str(answer.note.card.title))


async def test_what_was_kept_and_cannot_be_answered_is_settled(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where only the answer fails, what was done stays done, and the person is told to look."""
    caplog.set_level(logging.CRITICAL)
    await house.person("ben")

    async def fails(fn: Any) -> Any:
        raise AWAY

    with monkeypatch.context() as away:
        away.setattr(house.assembly.database, "read", fails)
        answer = await house.muster.handle(said(house, LONG))
    assert answer.kept
    assert answer.note is not None
    assert "look before you do it again" in without_isolates(str(answer.note.card.title))
    drafts = select(func.count()).select_from(draft)
    assert await house.assembly.database.read(lambda c: c.scalar(drafts)) == 1


async def test_a_bug_is_told_and_does_not_come_again(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What fails by itself would fail each time: it is settled, and the person is told so."""
    caplog.set_level(logging.CRITICAL)
    answer = await fails_once(house, monkeypatch, ValueError(), said(house, "probe hello"))
    assert answer.kept
    assert answer.note is not None
    assert "nothing was changed" in without_isolates(str(answer.note.card.title))


async def test_a_house_closes_though_its_database_has_failed(
    sqlite_url: str, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That it was alive cannot be noted then; but no thread keeps the process from ending."""
    assembly = await assemble(sqlite_url, [], clock, [bytes(32)])

    async def fails(*_: object) -> None:
        raise UnusableDatabaseError("The disk is full.", kept="", todo="")

    monkeypatch.setattr(assembly.database, "run", fails)
    with pytest.raises(UnusableDatabaseError):
        await assembly.close()
    with pytest.raises(ClosedDatabaseError):
        await assembly.database.read(lambda _: None)
