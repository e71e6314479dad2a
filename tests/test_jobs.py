"""Jobs: long work under a lease, which ends once, whoever dies on the way."""

import asyncio
import logging
import sys
import threading
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.clock import VirtualClock
from bot.command import JobCall
from bot.computing import TURN, compute, later
from bot.context import Context, Work
from bot.domain.identity import Role
from bot.ports import JobState
from storage.later import Later, job
from storage.setup import given_up
from tests.probe import START, House, Notes, Worth, done, open_house
from tests.recording import PRIVATE, Recorder


@pytest.fixture
def clock() -> VirtualClock:
    """Lend a clock that stands still."""
    return VirtualClock(START)


@pytest.fixture
def recorder(clock: VirtualClock) -> Recorder:
    """Lend a platform."""
    return Recorder(clock)


def work(name: str) -> JobCall[Worth]:
    """Name the work of the bench."""
    return JobCall("bench.work", (name,))


async def begin(house: House, name: str) -> int:
    """Record work to be done."""
    return await house.act(lambda ctx: ctx.start(work(name), then=done(name)))


async def state(house: House, number: int) -> JobState:
    """Return how a job stands."""
    wanted = select(job.c.state).where(job.c.id == number)
    return JobState(await house.assembly.database.read(lambda c: c.execute(wanted).scalar_one()))


async def counts(held: Work, name: str) -> Worth:
    """Read something."""
    found = await held.read(lambda read: read.use(Notes).get(name))
    return Worth(found or "nothing")


class Stuck:
    """Be a worker that waits until it is let go."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self.begun = asyncio.Event()
        self.go = asyncio.Event()

    async def __call__(self, held: Work, name: str) -> Worth:  # noqa: ARG002  (a job is given it)
        """Wait."""
        self.begun.set()
        await self.go.wait()
        return Worth(f"{name} of the dead")


async def breaks(held: Work, name: str) -> Worth:
    """Fail while nothing is mended."""
    if await held.read(lambda read: read.use(Notes).get("mended")) is None:
        raise RuntimeError(f"{name} is broken")
    return Worth("whole")


@pytest.fixture
async def house(database_url: str, clock: VirtualClock, recorder: Recorder) -> AsyncIterator[House]:
    """Lend a house whose bench counts."""
    async with open_house(database_url, clock, recorder, worker=counts) as opened:
        yield opened


async def test_a_job_reads_and_ends_in_its_action(house: House) -> None:
    """What it found comes to the step that waits for it."""
    await house.remember("one", "treasure")
    number = await begin(house, "one")
    assert await state(house, number) is JobState.OPEN
    await house.settle()
    assert await house.logged() == ["one came to treasure"]
    assert await state(house, number) is JobState.DONE
    assert await house.muster.next_at() is None


async def test_a_result_that_nobody_wants_ends_the_job(house: House) -> None:
    """A step that declines the result leaves nothing behind, and the job is not done again."""
    number = await begin(house, "declines")
    await house.pass_time(hours=1)
    assert await house.logged() == []
    assert await state(house, number) is JobState.DONE


async def test_a_dead_worker_is_followed_and_its_result_does_not_count(
    postgres_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """One stops in the middle; when its lease has run out the other does the work, once."""
    stuck = Stuck()
    async with (
        open_house(postgres_url, clock, recorder, worker=stuck) as dead,
        open_house(postgres_url, clock, recorder, worker=counts) as alive,
    ):
        await begin(dead, "one")
        working = asyncio.create_task(dead.settle())
        await stuck.begun.wait()
        await alive.pass_time(seconds=59)
        assert await alive.logged() == []
        await alive.pass_time(seconds=2)
        assert await alive.logged() == ["one came to nothing"]
        stuck.go.set()
        await working
        assert await alive.logged() == ["one came to nothing"]


async def test_who_lost_a_job_and_took_it_again_ends_it_once(
    sqlite_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """The same process takes its own lapsed work up anew: only the second time counts."""
    stuck = Stuck()
    async with open_house(sqlite_url, clock, recorder, worker=stuck) as house:
        await begin(house, "one")
        first = asyncio.create_task(house.muster._jobs.drain())
        await stuck.begun.wait()
        clock.advance(timedelta(seconds=61))
        second = asyncio.create_task(house.muster._jobs.drain())
        while True:
            await house.moment()
            waiting = await house.assembly.database.read(lambda c: Later(c).next_job())
            if waiting is not None and waiting > clock.now():
                break
        stuck.go.set()
        await asyncio.gather(first, second)
        assert await house.logged() == ["one came to one of the dead"]


async def test_a_job_that_breaks_is_tried_again_until_it_is_mended(
    database_url: str, clock: VirtualClock, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """It waits between its attempts, and is done once it can be."""
    caplog.set_level(logging.CRITICAL)
    async with open_house(database_url, clock, recorder, worker=breaks) as house:
        await begin(house, "one")
        await house.pass_time(seconds=5)
        await house.remember("mended", "yes")
        await house.pass_time(minutes=1)
        assert await house.logged() == ["one came to whole"]


async def test_a_job_that_stays_broken_is_given_up_and_told_of(
    database_url: str, clock: VirtualClock, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """After five attempts the organisers hear of it, once; whoever asked would hear instead."""
    caplog.set_level(logging.CRITICAL)
    async with open_house(database_url, clock, recorder, worker=breaks) as house:
        await house.person("ana", Role.ORGANISER)
        ben = await house.person("ben")
        number = await begin(house, "one")
        later = house.muster.runtime.stores.later

        def ask(ctx: Context) -> None:
            asked, then = work("two"), done("two")
            ctx.use(later).put_job(asked.job, asked.args, then, ctx.now, ctx.team.id, ben)

        await house.act(ask)
        await house.pass_time(hours=1)
        assert await state(house, number) is JobState.DEAD
        assert await house.muster.next_at() is None
    (anas,), (bens,) = recorder.texts(PRIVATE + "ana"), recorder.texts(PRIVATE + "ben")
    assert anas.startswith("[Team] Something of this team should have happened by itself.")
    assert bens.startswith("[Team] I tried several times to do what you asked for")


async def test_a_job_that_kills_its_process_is_given_up(
    database_url: str, clock: VirtualClock, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """Five leases run out unfinished: the sixth worker does not touch it."""
    caplog.set_level(logging.CRITICAL)
    async with open_house(database_url, clock, recorder, worker=counts) as house:
        number, minute = await begin(house, "one"), timedelta(minutes=1)
        for _ in range(5):
            now = clock.now()
            await house.assembly.database.run(
                lambda c, now=now: Later(c).claim_job("the dead", now, minute)  # type: ignore[misc]  # mypy cannot infer a default
            )
            clock.advance(minute)
        await house.settle()
        assert await house.logged() == []
        assert await state(house, number) is JobState.DEAD


async def test_a_job_that_is_interrupted_is_given_back(
    sqlite_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """Muster stops in the middle of it: whoever comes next begins at once, as the first."""
    stuck = Stuck()
    async with open_house(sqlite_url, clock, recorder, worker=stuck) as house:
        await begin(house, "one")
        working = asyncio.create_task(house.settle())
        await stuck.begun.wait()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        row = await house.assembly.database.run(
            lambda c: Later(c).claim_job("next", clock.now(), timedelta(minutes=1))
        )
        assert row is not None
        assert row.attempt == 1


async def test_a_job_that_hangs_is_broken_off(
    sqlite_url: str, clock: VirtualClock, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """What takes longer than its kind may counts as failed, and whoever asked hears in the end."""
    caplog.set_level(logging.CRITICAL)
    stuck = Stuck()
    async with open_house(sqlite_url, clock, recorder, worker=stuck, limit=timedelta(0)) as house:
        await house.person("ana", Role.ORGANISER)
        number = await begin(house, "one")
        await house.pass_time(hours=1)
        assert await state(house, number) is JobState.DEAD
        assert "J1 bench.work: TooLongError" in "".join(
            await house.assembly.database.read(given_up)
        )
    (told,) = recorder.texts(PRIVATE + "ana")
    assert told.endswith("Please tell whoever runs me the number J1.")


async def test_a_job_that_hangs_blocks_no_other(
    sqlite_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """While one waits for ever the next is done; at the end the first is given back."""
    stuck = Stuck()

    async def work_of(held: Work, name: str) -> Worth:
        return await (stuck if name == "stuck" else counts)(held, name)

    async with open_house(sqlite_url, clock, recorder, worker=work_of) as house:
        first = await begin(house, "stuck")
        await begin(house, "next")
        over = asyncio.Event()
        running = asyncio.create_task(house.muster.run(until=over))
        async with asyncio.timeout(20):
            while await house.logged() != ["next came to nothing"]:
                await house.moment()
            over.set()
            await running
        assert await state(house, first) is JobState.OPEN
        row = await house.assembly.database.run(
            lambda c: Later(c).claim_job("whoever comes", clock.now(), timedelta(minutes=1))
        )
        assert row is not None
        assert (row.id, row.attempt) == (first, 1)


async def test_threads_take_short_turns_while_something_is_computed() -> None:
    """Of two computations the first to begin may be the first to end; then all is as it was."""
    usual, go = sys.getswitchinterval(), [threading.Event(), threading.Event()]
    under_way = [asyncio.create_task(compute(each.wait)) for each in go]
    for each, work in zip(go, under_way, strict=True):
        await asyncio.sleep(0)
        assert sys.getswitchinterval() == pytest.approx(TURN)
        each.set()
        assert await work
    assert sys.getswitchinterval() == pytest.approx(usual)


async def test_what_a_start_leaves_is_loaded_beside_the_loop_one_thing_after_the_other() -> None:
    """One that cannot be loaded says so to whoever wanted it, and keeps nothing from the others."""
    go, loaded = threading.Event(), list[str]()

    def slow() -> None:
        assert go.wait()
        loaded.append("slow")

    def missing() -> None:
        raise ImportError("missing")

    under_way = [asyncio.create_task(later(each)) for each in (slow, missing)]
    under_way.append(asyncio.create_task(later(lambda: loaded.append("quick"))))
    await asyncio.sleep(0)
    assert not loaded
    go.set()
    found = await asyncio.gather(*under_way, return_exceptions=True)
    assert [type(each) for each in found] == [type(None), ImportError, type(None)]
    assert loaded == ["slow", "quick"]


async def test_a_long_silence_is_no_death(
    sqlite_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """The lease of a job that says nothing is prolonged as long as its process lives."""
    stuck = Stuck()
    short = {"lease": timedelta(milliseconds=3)}
    async with open_house(sqlite_url, clock, recorder, worker=stuck, settings=short) as house:
        await begin(house, "one")
        working = asyncio.create_task(house.settle())
        await stuck.begun.wait()
        clock.advance(timedelta(hours=1))
        while True:
            at = await house.assembly.database.read(lambda c: Later(c).next_job())
            if at is not None and at > clock.now():
                break
        stuck.go.set()
        await working
        assert await house.logged() == ["one came to one of the dead"]
