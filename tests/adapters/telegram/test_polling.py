"""When what a poll brings was done, which Telegram does not tell of a press."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, Final, cast

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

    poller = Poller(
        "telegram-main", cast("Any", SimpleNamespace(updates=updates)),
        cast("Any", SimpleNamespace(clock=clock, backlog=backlog)),
        Troubles("telegram-main", logging.getLogger(__name__)), cast("Any", None), asyncio.sleep,
    )  # fmt: skip
    polling = asyncio.create_task(poller._poll(take, START))
    await over.wait()
    polling.cancel()
    assert {taken.pop(each) for each in MANY} == {(None, 11)}
    assert taken == {1: (None, 9), 2: (9, 11), 3: (11, 14), 4: (None, 23)}
    assert backlog.cleared(clock.now()) == clock.now()
