"""Muster is killed at any time while all its features are busy: nothing is lost, nothing double.

CRASH_KILLS says how many deaths a test has; each prints what it came to so far (`-s` shows it).
"""

import math
import os
from typing import Final

import pytest

from tests.crash.house import House
from tests.crash.load import Busy, Round, Tally

pytestmark = [
    pytest.mark.crash,
    pytest.mark.skipif(
        "CRASH_KILLS" not in os.environ,
        reason="minutes of deaths under load: `make crash` runs it, or CRASH_KILLS=3",
    ),
]

KILLS: Final = int(os.environ.get("CRASH_KILLS", "3"))
MOST: Final = 5
"""Deaths of one round."""


@pytest.fixture
def built() -> type[House]:
    """Say which house is lent here."""
    return Busy


async def play(house: House) -> None:
    """Play as many rounds as it takes."""
    tally, rounds = Tally(), math.ceil(KILLS / MOST)
    for number in range(1, rounds + 1):
        await Round(house, number, tally).play(math.ceil(KILLS / rounds))
        print(tally)  # noqa: T201  (the figures)
    assert tally.deaths >= KILLS


async def test_nothing_is_lost_or_doubled_under_load(house: House) -> None:
    """Votes, sign-ups and answers stand as their people were told, however often it died."""
    await play(house)


async def test_two_share_the_load_and_die_in_turns(two: House) -> None:
    """Two processes on one database keep the order, and ring each timer once."""
    await play(two)
