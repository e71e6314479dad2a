"""How long a step may take, and a line in the log where one takes longer."""

import logging
from typing import TYPE_CHECKING, Any, Final

from bot.clock import Clock
from bot.command import StepBase

if TYPE_CHECKING:
    from bot.context import Reply

log = logging.getLogger(__name__)

BUDGET: Final = 0.05
"""Seconds. While a step runs, nobody else's answer is written to a database that is a file."""


def run_step(clock: Clock, step: StepBase, *args: Any) -> "Reply":
    """Run a step on its arguments; one over the budget is logged: its work belongs into a job."""
    started = clock.monotonic()
    reply: Reply = step.fn(*args)
    took = clock.monotonic() - started
    if took > BUDGET:
        log.warning(
            "step %s took %.0f ms, its budget is %.0f", step.name, took * 1000, BUDGET * 1000
        )
    return reply
