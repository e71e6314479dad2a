"""Muster is killed at every line that matters, and nobody can tell from what they see.

A story (see `tests.crash.story`) has three deaths, one in each moment of a poll: CRASH_KILLS says
how many a test should have at least.
"""

import asyncio
import math
import os
from dataclasses import dataclass
from typing import Final

import pytest

from tests.crash.house import Hand, House
from tests.crash.story import Moment, Story

pytestmark = pytest.mark.crash

STORIES: Final = math.ceil(int(os.environ.get("CRASH_KILLS", "3")) / len(Moment))
POINTS: Final = ("step", "committed", "claimed", "sent", "marking", "marked")
IN_TRANSACTION: Final = {"step", "committed"}


@dataclass(frozen=True, slots=True)
class AtPoint:
    """Die at a checkpoint: in the step's transaction, after it, around a send and its mark."""

    point: str

    @property
    def may_double(self) -> bool:
        """Whether the platform has the message and Muster does not yet know it."""
        return self.point in {"sent", "marking"}

    async def arrange(self, house: House, victim: Hand, moment: Moment, at: float) -> None:
        """Arm the victim: for any of several answers or redraws, for the closing line or card."""
        del at  # the line says when
        most = 1
        if moment is Moment.ANSWERING:
            most = 6
        elif moment is Moment.CLOSING and self.point not in IN_TRANSACTION:
            most = 2
        await victim.ask(do="arm", point=self.point, passes=house.random.randint(1, most))


@dataclass(frozen=True, slots=True)
class AnyTime:
    """Die at any time while something goes on."""

    may_double: bool = True

    async def arrange(self, house: House, victim: Hand, moment: Moment, at: float) -> None:
        """Kill the victim some time soon, or around the deadline."""
        around = {Moment.OPENING: (0.0, 0.15), Moment.ANSWERING: (0.0, 0.5)}
        earliest, latest = around.get(moment, (-0.2, 0.3))
        after = house.random.uniform(earliest, latest)
        asyncio.get_running_loop().call_at(at + after, house.kill, victim)


@pytest.mark.parametrize("point", POINTS)
async def test_a_death_at_a_checkpoint_costs_nothing(house: House, point: str) -> None:
    """No answer is lost or doubled, a deadline closes once, and the last state is soon seen."""
    for number in range(STORIES):
        await Story(house, f"Round {number}: which colour?", AtPoint(point)).play()
    assert len(house.deaths) == STORIES * len(Moment)


async def test_a_death_at_any_time_costs_nothing(house: House) -> None:
    """What holds at the known lines holds wherever else the kill falls."""
    for number in range(STORIES):
        await Story(house, f"Round {number}: which colour?", AnyTime()).play()
    assert len(house.deaths) == STORIES * len(Moment)


@pytest.mark.parametrize("point", POINTS)
async def test_the_other_replica_carries_on(two: House, point: str) -> None:
    """One of two dies in the middle of its work; the other one does it, with nobody to help."""
    for number in range(STORIES):
        await Story(two, f"Round {number}: which colour?", AtPoint(point)).play()
    assert len(two.deaths) == STORIES * len(Moment)
