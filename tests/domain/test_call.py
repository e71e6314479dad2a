"""The rules of calls: until when an answer counts."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from msgspec.structs import replace

from bot.domain.call import Call, CallId, State
from bot.domain.identity import PersonId, TeamId

CLOSES: Final = datetime(2026, 11, 26, 10, tzinfo=UTC)
TICK: Final = timedelta(microseconds=1)
CALL: Final = Call(
    id=CallId(1), team=TeamId(1), number=1, author=PersonId(1), title="Where?", state=State.OPEN,
    closes=CLOSES, closed_at=None, roll=None, answered=0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("call", "at", "counts"),
    [
        (CALL, CLOSES - TICK, True),
        (CALL, CLOSES, False),
        (CALL, CLOSES + TICK, False),
        (replace(CALL, closes=None), CLOSES + TICK, True),
        (replace(CALL, state=State.CLOSED), CLOSES - TICK, False),
        (replace(CALL, state=State.WITHDRAWN), CLOSES - TICK, False),
    ],
)
def test_an_answer_counts_before_the_close_and_not_at_it(
    call: Call, at: datetime, *, counts: bool
) -> None:
    """However late the timer comes that closes it."""
    assert call.takes_answers(at) is counts
    assert call.awaits_answers(at) is counts
