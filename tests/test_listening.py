"""What adapters that listen share: turns, tasks, troubles, and patience."""

import asyncio
import logging
from random import Random

import pytest

from bot.errors import TryLater
from bot.listening import Tasks, Troubles, Turns, Twins, backoff


async def test_one_person_waits_for_their_turn_and_nobody_elses() -> None:
    """Of one key all goes in order, however long it takes; another key is not held up."""
    turns, said, gate = Turns(), list[str](), asyncio.Event()

    async def say(key: str, what: str, *, wait: bool = False) -> None:
        async with turns.of(key):
            if wait:
                await gate.wait()
            said.append(what)

    first = asyncio.create_task(say("ana", "first", wait=True))
    await asyncio.sleep(0)
    second = asyncio.create_task(say("ana", "second"))
    await say("ben", "meanwhile")
    assert said == ["meanwhile"]
    gate.set()
    await asyncio.gather(first, second)
    assert said == ["meanwhile", "first", "second"]


async def test_who_asked_first_is_let_in_first() -> None:
    """Nobody comes in between who asks just when a turn is over."""
    turns, said = Turns(), list[str]()

    async def say(what: str) -> None:
        async with turns.of("ana"):
            await asyncio.sleep(0)
            said.append(what)

    async with turns.of("ana"):
        waiting = [asyncio.create_task(say(what)) for what in ("one", "two", "three")]
        await asyncio.sleep(0)
    await say("late")
    assert said == ["one", "two", "three", "late"]
    await asyncio.gather(*waiting)


async def test_a_turn_that_fails_is_over() -> None:
    """Whoever waits is let in, whatever became of what was before."""
    turns = Turns()

    async def fail() -> None:
        async with turns.of("ana"):
            await asyncio.sleep(0)
            raise ValueError

    found = await asyncio.gather(fail(), fail(), return_exceptions=True)
    assert [type(each) for each in found] == [ValueError, ValueError]
    assert not turns._waiting


@pytest.mark.parametrize("as_it_comes", [False, True])
async def test_who_gives_up_waiting_leaves_nothing_behind(
    as_it_comes: bool,  # noqa: FBT001  (a table)
) -> None:
    """A turn that is cancelled, even as it comes, passes on to the next; no key is remembered."""
    turns, said = Turns(), list[str]()

    async def say(what: str) -> None:
        async with turns.of("ana"):
            said.append(what)

    async with turns.of("ana"):
        second, third = (asyncio.create_task(say(each)) for each in ("second", "third"))
        await asyncio.sleep(0)
        if not as_it_comes:
            second.cancel()
    second.cancel()
    await asyncio.gather(second, third, return_exceptions=True)
    assert second.cancelled()
    assert said == ["third"]
    assert not turns._waiting


async def test_what_is_asked_for_again_before_it_is_done_is_done_once() -> None:
    """Whoever presses again reads the same; after another press, or the end of it, it is anew."""
    twins, done, gate = Twins[int](), list[str](), asyncio.Event()

    async def press(what: str) -> int:
        async def work() -> int:
            done.append(what)
            await gate.wait()
            return len(done)

        return await twins.once("ana", what, work)

    pressed = [asyncio.create_task(press(what)) for what in ("sea", "sea", "hills", "sea", "sea")]
    for _ in range(3):
        await asyncio.sleep(0)
    assert done == ["sea", "hills", "sea"]
    gate.set()
    assert await asyncio.gather(*pressed) == [3] * 5
    assert await press("sea") == 4
    assert not twins._newest


async def test_tasks_end_within_their_moment() -> None:
    """What can finish does; what cannot is cut short."""
    tasks, done, gate = Tasks(), list[str](), asyncio.Event()

    async def finish() -> None:
        done.append("finished")

    async def linger() -> None:
        try:
            await gate.wait()
        except asyncio.CancelledError:
            done.append("cut short")
            raise

    tasks.start(finish())
    tasks.start(linger())
    await tasks.end(0)
    assert sorted(done) == ["cut short", "finished"]


async def test_idle_waits_for_what_tasks_begin() -> None:
    """What a task begins is waited for as well."""
    tasks, done = Tasks(), list[str]()

    async def inner() -> None:
        done.append("inner")

    async def outer() -> None:
        tasks.start(inner())

    tasks.start(outer())
    await tasks.idle()
    assert done == ["inner"]


async def test_what_a_task_fails_of_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Nobody waits for it, so nobody else would hear of it; what is expected is no news."""
    tasks = Tasks()

    async def fail(error: Exception) -> None:
        raise error

    tasks.start(fail(RuntimeError("a bug")))
    tasks.start(fail(TryLater()))
    await tasks.idle()
    await asyncio.sleep(0)
    (record,) = caplog.records
    assert record.getMessage() == "something that was begun failed"
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == "a bug"


def test_what_is_named_already_is_not_named_again(caplog: pytest.LogCaptureFixture) -> None:
    """Under whatever topic it is met; once that is over, and is met anew, it is news."""
    caplog.set_level(logging.WARNING)
    troubles = Troubles("main", logging.getLogger("test"))
    troubles.name("hearing", "it is refused")
    troubles.name("speaking", "it is refused")
    assert caplog.messages == ["main: it is refused"]
    assert troubles.has("speaking")
    troubles.over("speaking")
    troubles.over("hearing")
    troubles.name("speaking", "it is refused")
    assert caplog.messages == ["main: it is refused"] * 2


def test_a_trouble_is_named_once(caplog: pytest.LogCaptureFixture) -> None:
    """The same again is not news; something else is, and that it is over."""
    caplog.set_level(logging.INFO)
    troubles = Troubles("main", logging.getLogger("test"))
    for what in ("it is away", "it is away", "it is refused"):
        troubles.name("the line", what)
    troubles.over("the line")
    troubles.over("the line")
    assert caplog.messages == [
        "main: it is away",
        "main: it is refused",
        "main: the line well again",
    ]


def test_waiting_grows_up_to_its_end() -> None:
    """Each wait lies between half and the whole of one that doubles."""
    chance = Random(1)
    for failures, most in enumerate((1, 2, 4, 8, 16, 32, 60, 60)):
        assert most / 2 <= backoff(failures, chance) <= most
    assert backoff(1_000_000, chance) <= 60
