"""Timers and schedules: each rings once at its time, whatever fails, dies or changes meanwhile."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.clock import ShiftedClock, VirtualClock
from bot.domain.identity import Role
from bot.ports import CatchUp
from bot.schedule import Calendar
from storage.later import Later, due
from storage.setup import given_up
from tests.probe import START, House, Notes, open_house, ring
from tests.recording import PRIVATE, Recorder

NEW_YORK = "America/New_York"


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


def at(seconds: float) -> datetime:
    """Return a time by the seconds since the beginning."""
    return START + timedelta(seconds=seconds)


# Timers


async def test_timers_ring_in_order_each_once(house: House) -> None:
    """Three timers ring at their times, the earliest first, and never again."""
    for name, when in (("late", 30), ("early", 10), ("middle", 20)):
        await house.act(lambda ctx, name=name, when=when: ctx.at(at(when), ring(name)))  # type: ignore[misc]  # mypy cannot infer a default
    await house.pass_time(hours=1)
    assert await house.logged() == [
        "early rang at 10", "middle rang at 20", "late rang at 30",
    ]  # fmt: skip
    assert await house.muster.next_at() is None


async def test_a_timer_that_is_set_again_has_moved(house: House) -> None:
    """It rings at the later time only."""
    await house.act(lambda ctx: ctx.at(at(10), ring("one")))
    await house.act(lambda ctx: ctx.at(at(50), ring("one")))
    await house.pass_time(hours=1)
    assert await house.logged() == ["one rang at 50"]


async def test_a_cancelled_timer_is_silent(house: House) -> None:
    """It does not ring, and cancelling it once more does no harm."""
    await house.act(lambda ctx: ctx.at(at(10), ring("one")))
    for _ in range(2):
        await house.act(lambda ctx: ctx.cancel(ring("one")))
    await house.pass_time(hours=1)
    assert await house.logged() == []


async def test_a_timer_may_set_itself_again(house: House) -> None:
    """A step that asks for its own timer is rung a minute later, and again."""
    await house.act(lambda ctx: ctx.at(at(10), ring("again")))
    await house.pass_time(seconds=135)
    assert await house.logged() == [
        "again rang at 10", "again rang at 70", "again rang at 130",
    ]  # fmt: skip


async def test_timers_outlive_a_restart(
    database_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """What fell due while nothing ran rings at the start, what did not at its time."""
    async with open_house(database_url, clock, recorder) as house:
        await house.act(lambda ctx: ctx.at(at(10), ring("missed")))
        await house.act(lambda ctx: ctx.at(at(100), ring("to come")))
    clock.advance(timedelta(seconds=60))
    async with open_house(database_url, clock, recorder) as house:
        await house.pass_time(minutes=5)
        assert await house.logged() == ["missed rang at 60", "to come rang at 100"]


async def test_what_a_declining_timer_wrote_is_undone(house: House) -> None:
    """A timer that has nothing to do any more is gone, and nothing of it stays."""
    await house.act(lambda ctx: ctx.at(at(10), ring("declines")))
    await house.pass_time(hours=1)
    assert await house.logged() == []
    assert await kept(house) == []


async def kept(house: House) -> list[tuple[str, int]]:
    """Return the timers that are still there: what they hold and their state, 9 is dead."""
    rows = await house.assembly.database.read(
        lambda c: c.execute(select(due.c.args, due.c.state).order_by(due.c.id)).all()
    )
    return [(str(row.args[0]), row.state) for row in rows]


async def test_a_broken_timer_is_tried_eight_times_and_blocks_no_other(
    house: House, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """It ends as dead, which organisers hear once; the good one beside it rings at its time."""
    caplog.set_level(logging.CRITICAL)
    await house.person("ana", Role.ORGANISER)
    await house.act(lambda ctx: ctx.at(at(10), ring("bad")))
    await house.act(lambda ctx: ctx.at(at(10), ring("good")))
    await house.pass_time(hours=1)
    assert await house.logged() == ["good rang at 10"]
    assert await kept(house) == [("bad", 9)]
    assert await house.muster.next_at() is None
    (told,) = recorder.texts(PRIVATE + "ana")
    assert told.endswith("Please tell whoever runs me the number T1.")
    assert await house.assembly.database.read(given_up) == [
        "T1 probe.ring: RuntimeError: bad is broken"
    ]


async def test_a_broken_timer_that_is_mended_rings(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Mended within its attempts it does its work once."""
    caplog.set_level(logging.CRITICAL)
    await house.act(lambda ctx: ctx.at(at(10), ring("bad")))
    await house.pass_time(seconds=30)
    await house.remember("mended", "yes")
    await house.pass_time(hours=1)
    assert await house.logged() == ["bad rang at 40"]


class Killed(BaseException):
    """Stand for the end of the process."""


async def test_a_timer_that_kills_its_process_ends_as_dead_alone(
    database_url: str, clock: VirtualClock, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each start is killed by it eight times; the fifty good ones beside it all ring once."""
    notes_log = Notes.log

    def deadly(notes: Notes, line: str) -> None:
        if line.startswith("deadly"):
            raise Killed
        notes_log(notes, line)

    monkeypatch.setattr(Notes, "log", deadly)
    async with open_house(database_url, clock, recorder) as house:
        for name in ("a", "deadly", *(f"good{number:02}" for number in range(20))):
            await house.act(lambda ctx, name=name: ctx.at(at(10), ring(name)))  # type: ignore[misc]  # mypy cannot infer a default
    clock.advance(timedelta(seconds=10))
    deaths, logged, left = 0, list[str](), list[tuple[str, int]]()
    for _ in range(12):
        async with open_house(database_url, clock, recorder) as house:
            try:
                await house.settle()
            except Killed:
                deaths += 1
                continue
            logged, left = await house.logged(), await kept(house)
    assert deaths == 8
    assert sorted(logged) == sorted(
        ["a rang at 10", *(f"good{n:02} rang at 10" for n in range(20))]
    )
    assert left == [("deadly", 9)]


async def test_two_processes_ring_each_timer_once(
    postgres_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """Two Musters on one database ring forty timers and a schedule at the same moment."""
    async with (
        open_house(postgres_url, clock, recorder) as one,
        open_house(postgres_url, clock, recorder) as two,
    ):
        for number in range(40):
            await one.act(lambda ctx, n=number: ctx.at(at(10), ring(f"t{n}")))  # type: ignore[misc]  # mypy cannot infer a default
        await one.act(lambda ctx: ctx.every("each", "* * * * *", ring("each")))
        clock.advance(timedelta(seconds=60))
        await asyncio.gather(one.settle(), two.settle())
        logged = await one.logged()
    assert sorted(logged) == sorted(["each rang at 60", *(f"t{n} rang at 60" for n in range(40))])


# Schedules


@pytest.mark.parametrize(
    ("catch_up", "rung"),
    [
        (CatchUp.LATEST, ["daily rang at 97200", "daily rang at 360000", "daily rang at 442800"]),
        (
            CatchUp.ALL,
            [
                "daily rang at 97200", "daily rang at 360000", "daily rang at 360000",
                "daily rang at 360000", "daily rang at 442800",
            ],
        ),
        (CatchUp.SKIP, ["daily rang at 97200", "daily rang at 442800"]),
    ],
)  # fmt: skip
async def test_what_was_missed_is_caught_up_as_declared(
    database_url: str, clock: VirtualClock, recorder: Recorder, catch_up: CatchUp, rung: list[str]
) -> None:
    """Noon in Beijing, daily; after the first time nothing runs for three days and an hour."""
    async with open_house(database_url, clock, recorder) as house:
        await house.act(lambda ctx: ctx.every("d", "0 12 * * *", ring("daily"), catch_up=catch_up))
        await house.pass_time(hours=4)
        first = await house.logged()
        assert first == ["daily rang at 10800"]
        await house.pass_time(hours=24)
    clock.set(at(360_000))
    async with open_house(database_url, clock, recorder) as house:
        await house.pass_time(hours=24)
        assert (await house.logged())[1:] == rung


async def test_one_that_is_only_late_is_not_skipped(
    database_url: str, clock: VirtualClock, recorder: Recorder
) -> None:
    """Three days were missed, the fourth is two minutes ago: that one is carried out."""
    async with open_house(database_url, clock, recorder) as house:
        await house.act(
            lambda ctx: ctx.every("d", "0 12 * * *", ring("daily"), catch_up=CatchUp.SKIP)
        )
    clock.set(at(10_800 + 3 * 86_400 + 120))
    async with open_house(database_url, clock, recorder) as house:
        await house.settle()
        assert await house.logged() == ["daily rang at 270120"]


async def test_a_schedule_that_is_changed_keeps_its_new_times_only(house: House) -> None:
    """Every minute becomes every two, then never."""
    await house.act(lambda ctx: ctx.every("key", "* * * * *", ring("one")))
    await house.pass_time(seconds=90)
    await house.act(lambda ctx: ctx.every("key", "*/2 * * * *", ring("two")))
    await house.pass_time(seconds=200)
    await house.act(lambda ctx: ctx.never("key"))
    await house.act(lambda ctx: ctx.never("unknown"))
    await house.pass_time(hours=1)
    assert await house.logged() == ["one rang at 60", "two rang at 120", "two rang at 240"]
    assert await house.muster.next_at() is None


async def test_a_schedule_goes_on_after_an_occurrence_that_broke(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """The broken one is tried again by itself and dies; the next ones come at their times."""
    caplog.set_level(logging.CRITICAL)
    await house.act(lambda ctx: ctx.every("key", "*/30 * * * *", ring("bad")))
    await house.pass_time(minutes=45)
    assert ("bad", 9) in await kept(house)
    await house.remember("mended", "yes")
    await house.pass_time(minutes=30)
    assert await house.logged() == ["bad rang at 3600"]


async def test_a_schedule_that_ended_takes_its_broken_occurrence_along(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """What failed and waits to be tried again is not, once its schedule has ended."""
    caplog.set_level(logging.CRITICAL)
    await house.act(lambda ctx: ctx.every("key", "*/30 * * * *", ring("bad")))
    await house.pass_time(minutes=30, seconds=5)
    await house.act(lambda ctx: ctx.never("key"))
    assert await kept(house) == []


async def test_an_occurrence_is_inserted_once(house: House) -> None:
    """Two who insert the same occurrence insert one."""
    await house.act(lambda ctx: ctx.every("key", "0 12 * * *", ring("one")))
    for _ in range(2):
        await house.assembly.database.run(
            lambda c: Later(c).put_occurrence(1, "2026-11-27T12:00", at(97_200))
        )
    assert len(await kept(house)) == 2


# The calendar


def following(cron: str, zone: str, start: str, times: int) -> list[str]:
    """Return the next occurrences after a local time, as local times."""
    moment = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    found = []
    for _ in range(times):
        _, moment = Calendar().next(cron, zone, moment)
        found.append(f"{moment.astimezone(ZoneInfo(zone)):%m-%d %H:%M}")
    return found


def test_the_hour_that_spring_skips_moves_forward() -> None:
    """Half past two happens at half past three on the day that has none."""
    assert following("30 2 * * *", NEW_YORK, "2027-03-13T00:00", 3) == [
        "03-13 02:30", "03-14 03:30", "03-15 02:30",
    ]  # fmt: skip


def test_the_hour_that_autumn_repeats_counts_once() -> None:
    """Half past one happens once on the day that has two of them."""
    assert following("30 1 * * *", NEW_YORK, "2026-10-31T12:00", 3) == [
        "11-01 01:30", "11-02 01:30", "11-03 01:30",
    ]  # fmt: skip


def test_what_happens_through_the_day_happens_in_both_hours() -> None:
    """Every half hour goes on through the repeated hour: no hour of the night is silent."""
    found = following("*/30 * * * *", NEW_YORK, "2026-11-01T00:45", 5)
    assert found == ["11-01 01:00", "11-01 01:30", "11-01 01:00", "11-01 01:30", "11-01 02:00"]


def test_what_never_falls_due_is_refused() -> None:
    """The thirtieth of February is an error of whoever declares it."""
    with pytest.raises(ValueError, match="never falls due"):
        Calendar().next("0 0 30 2 *", "UTC", START)


async def test_the_repeated_hour_rings_once(sqlite_url: str, recorder: Recorder) -> None:
    """A Muster that runs through the autumn night rings at half past one once."""
    night = VirtualClock(datetime(2026, 11, 1, 4, tzinfo=UTC))
    async with open_house(sqlite_url, night, recorder) as house:
        await house.act(lambda ctx: ctx.every("n", "30 1 * * *", ring("night"), zone=NEW_YORK))
        await house.pass_time(hours=12)
        assert len(await house.logged()) == 1


async def test_a_running_muster_rings_at_the_time_itself(
    sqlite_url: str, recorder: Recorder
) -> None:
    """A timer a moment ahead is rung in far less time than the pumps look by themselves."""
    clock = ShiftedClock()
    async with open_house(sqlite_url, clock, recorder) as house:
        over = asyncio.Event()
        running = asyncio.create_task(house.muster.run(until=over))
        started = clock.monotonic()
        soon = clock.now() + timedelta(seconds=0.3)
        await house.act(lambda ctx: ctx.at(soon, ring("soon")))
        async with asyncio.timeout(4):
            while not await house.logged():
                await house.moment()
        assert clock.monotonic() - started >= 0.3
        over.set()
        await running
