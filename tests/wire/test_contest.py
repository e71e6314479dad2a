"""A contest on three platforms at once: throttled, restarted, and marked anew from outside."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from benchmarks.contest import (
    HOST,
    drivers_of,
    fill,
    halls_of,
    opening,
    planned,
    read_clocks,
    sheet_in,
)
from benchmarks.halls import Hall, Post, Press, answered, first
from benchmarks.marking import Seen, Size, best_second, mark
from tests.wire.house import House, opened
from tests.wire.play import Actor, Play

SIZE: Final = Size(people=60, questions=4, seconds=10, in_best=20)
WANTED: Final = 200
"""Answers at least: of four questions, one of which a third of the people are not shown."""
AWAY: Final = 4.0
"""Seconds without Muster, in the middle of the last question."""
TURN: Final = timedelta(seconds=SIZE.seconds + 1.5 + 6)
"""From a question to the next: its time, its grace, and what was right."""


async def asked(house: House, halls: tuple[Hall, ...], seen: Seen, position: int) -> None:
    """Let everybody answer a question, each at their time, and the next one come."""
    away, shown = 0.0, []
    acts: list[tuple[float, Hall, Post, tuple[str, str, str | None]]] = []
    for hall in halls:
        post = first(hall.posts(), f"Question {position} of ")
        if post is None:
            seen.behind.append((hall.name, position))
            continue
        shown.append(post.at)
        for delay, *what in planned(hall.name, SIZE.crowds()[hall.name], post, SIZE):
            acts.append((round(delay, 1), hall, post, tuple(what)))  # type: ignore[arg-type]  # three
    begun = min(shown)
    for delay in sorted({each[0] for each in acts}):
        if position == SIZE.questions and delay > 5 and not away:
            away = AWAY
            await house.close()
            house.clock.set(house.clock.now() + timedelta(seconds=away))
            await house.open()
        due = begun + timedelta(seconds=delay + away)
        await house.pass_time(seconds=(due - house.clock.now()).total_seconds())
        now = [each for each in acts if each[0] == delay]
        await asyncio.gather(*(pressed(house, seen, position, *each[1:]) for each in now))
    due = begun + TURN + timedelta(seconds=away + 2)
    await house.pass_time(seconds=(due - house.clock.now()).total_seconds())


async def pressed(
    house: House, seen: Seen, position: int, hall: Hall, post: Post,
    what: tuple[str, str, str | None],
) -> None:  # fmt: skip
    """Let somebody answer, and some of them try again."""
    who, label, again = what
    press = Press(hall.name, who, position, label, house.clock.now())
    seen.presses.append(await answered(hall, house.clock, press, post))
    if again is not None:
        other = Press(hall.name, who, position, again, house.clock.now())
        seen.second.append(await answered(hall, house.clock, other, post))


@pytest.mark.slow
async def test_a_contest_is_as_whoever_watched_it_would_mark_it(
    sqlite_url: str, tmp_path: Path
) -> None:
    """No answer is lost or double, no phase unseen, and all points and ranks are right.

    Meanwhile Telegram wants no messages for a while, and Muster is away for four seconds.
    """
    drivers, seen = drivers_of(SIZE), Seen(SIZE)
    telegram, *_ = drivers
    async with opened(sqlite_url, tmp_path / "files", drivers, "en", linked=SIZE.linked()) as house:
        halls = tuple(halls_of(*drivers))
        host = Actor(Play(house, telegram), HOST)
        await house.run(lambda c: fill(c, SIZE, house.clock.now()))
        await host.says(opening(SIZE))
        await host.picks("Post")
        for hall in halls:
            lobby = first(hall.posts(), "Quiz 1: ")
            assert lobby is not None
            names = SIZE.crowds()[hall.name]
            await asyncio.gather(*(hall.told(who, lobby, "Join") for who in names))
        await host.picks("Start now")
        faults = [
            telegram.double.throttles(method, 20, times=1_000)
            for method in ("sendMessage", "editMessageText")
        ]
        for position in range(1, SIZE.questions + 1):
            if position == 2:
                for each in faults:  # it has been told to wait until the third
                    telegram.double.faults.remove(each)
            await asked(house, halls, seen, position)
        await house.pass_time(seconds=10)
        await host.picks("More")
        await host.picks("Score sheet")
        await house.pass_time(seconds=30)
        uploads = [each.upload for each in telegram.people[HOST].private.messages if each.upload]
        seen.sheet = sheet_in(uploads[-1].content)
        seen.posts = {each.name: each.posts() for each in halls}
        await house.query(lambda c: read_clocks(c, seen))
    marked = mark(seen)
    assert marked.lost == marked.double == marked.unseen == marked.scores == []
    assert seen.behind == [("telegram", 2)]
    assert len(seen.presses) >= WANTED
    assert best_second(seen) >= SIZE.in_best - 2  # times are whole tenths of a second here
    assert all(
        abs(at - post.at) < timedelta(seconds=1)
        for (hall, position), at in seen.clocks.items()
        if at is not None and position != SIZE.questions and (post := seen.question(hall, position))
    )
