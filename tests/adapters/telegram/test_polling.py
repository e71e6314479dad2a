"""When what a poll brings was done, which Telegram does not tell of a press; what it confirms."""

import asyncio
import itertools
import logging
import random
from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, Final, cast

import pytest

from adapters.telegram import polling
from adapters.telegram.polling import Poller
from bot.backlog import Backlog
from bot.clock import VirtualClock
from bot.domain.phrase import Instant
from bot.listening import Troubles
from tests.adapters.telegram.house import START

MANY: Final = range(100, 200)
"""As many as come at once, so that more may wait."""
SLOW: Final = {1: 2, 199: 3}
"""How many seconds some take."""


async def test_what_may_have_waited_counts_as_done_since_it_could_not_come() -> None:
    """While nobody polled, or more waited than come at once; all else counts as it comes."""
    clock, backlog, over = VirtualClock(START), Backlog(), asyncio.Event()
    polls = [(9, [1]), (0, [2]), (0, MANY), (0, [3]), (9, [4])]
    taken: dict[int, tuple[float | None, float]] = {}

    def seconds(at: Instant) -> float:
        return (at - START).total_seconds()

    async def updates(offset: int | None, longest: int) -> Sequence[Any]:
        del offset, longest
        if not polls:
            over.set()
            await asyncio.Event().wait()
        after, numbers = polls.pop(0)
        clock.advance(timedelta(seconds=after))
        return [{"update_id": each} for each in numbers]

    async def take(update: Any, since: Instant | None) -> bool:
        number = update["update_id"]
        cleared = seconds(backlog.cleared(clock.now()))
        taken[number] = (None if since is None else seconds(since), cleared)
        clock.advance(timedelta(seconds=SLOW.get(number, 0)))
        return True

    poller = _poller(updates, clock, backlog)
    polls_on = asyncio.create_task(poller._poll(take, START))
    await over.wait()
    polls_on.cancel()
    assert {taken.pop(each) for each in MANY} == {(None, 11)}
    assert taken == {1: (None, 9), 2: (9, 11), 3: (11, 14), 4: (None, 23)}
    assert backlog.cleared(clock.now()) == clock.now()


async def test_one_that_takes_long_holds_up_nobody_and_is_not_confirmed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Others come meanwhile, each is taken once; what was not kept is taken again, in its place."""
    monkeypatch.setattr(polling, "_MOMENT", 0)
    monkeypatch.setattr(polling, "_STUCK", 0)
    waiting, later = [1, 2], [3, 4]
    taken: list[int] = []
    asked: list[tuple[int | None, bool]] = []
    slow = {1: asyncio.Event(), 3: asyncio.Event()}
    over = asyncio.Event()

    async def updates(offset: int | None, longest: int) -> Sequence[Any]:
        waiting[:] = [each for each in waiting if each >= (offset or 0)]
        for number, ends in slow.items():
            if asked[-1:] == [(offset, False)] and [number] == waiting[:1]:
                ends.set()  # it was asked for twice
        asked.append((offset, longest > 0))
        if not waiting:
            over.set()
            await asyncio.Event().wait()
        if len(asked) > 1:
            waiting.extend(later)
            later.clear()
        return [{"update_id": each} for each in waiting]

    async def take(update: Any, since: Instant | None) -> bool:
        del since
        number = update["update_id"]
        taken.append(number)
        if taken == [1, 2, 3]:
            return False
        if number in slow:
            await slow[number].wait()
        return True

    poller = _poller(updates, VirtualClock(START), Backlog())
    polls_on = asyncio.create_task(poller._poll(take, START))
    await over.wait()
    polls_on.cancel()
    assert taken == [1, 2, 3, 4, 3]
    assert [offset for offset, _ in itertools.groupby(each for each, _ in asked)] == [None, 3, 5]
    assert [long for _, long in asked] == [False] * (len(asked) - 1) + [True]


async def test_numbers_that_begin_anew_are_not_confirmed_by_those_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After a week of silence they may be lower: one of them that takes long comes again."""
    monkeypatch.setattr(polling, "_MOMENT", 0)
    monkeypatch.setattr(polling, "_STUCK", 0)
    polls, asked, over = [[50], [], [7], [7]], [], asyncio.Event()

    async def updates(offset: int | None, longest: int) -> Sequence[Any]:
        del longest
        asked.append(offset)
        if not polls:
            over.set()
            await asyncio.Event().wait()
        return [{"update_id": each} for each in polls.pop(0)]

    async def take(update: Any, since: Instant | None) -> bool:
        del since
        if update["update_id"] == 7:
            await asyncio.Event().wait()
        return True

    polls_on = asyncio.create_task(
        _poller(updates, VirtualClock(START), Backlog())._poll(take, START)
    )
    await over.wait()
    polls_on.cancel()
    assert asked == [None, 51, None, None, None]


async def _at_once(seconds: float) -> None:
    del seconds
    await asyncio.sleep(0)


def _poller(updates: Any, clock: VirtualClock, backlog: Backlog) -> Poller:
    return Poller(
        "telegram-main", cast("Any", SimpleNamespace(updates=updates)),
        cast("Any", SimpleNamespace(clock=clock, backlog=backlog)),
        Troubles("telegram-main", logging.getLogger(__name__)), random.Random(1), _at_once,
    )  # fmt: skip
