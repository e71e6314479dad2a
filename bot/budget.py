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

_warm: set[str] = set()
"""The steps that this process has run: the first time their statements are compiled as well."""


def run_step(clock: Clock, step: StepBase, *args: Any) -> "Reply":
    """Run a step on its arguments; one over the budget is logged: its work belongs into a job.

    The first time that a process runs a step is not counted.
    """
    started = clock.monotonic()
    reply: Reply = step.fn(*args)
    took = clock.monotonic() - started
    if step.name not in _warm:
        _warm.add(step.name)
    elif took > BUDGET:
        log.warning(
            "step %s took %.0f ms, its budget is %.0f", step.name, took * 1000, BUDGET * 1000
        )
    return reply
