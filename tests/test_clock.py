"""The one clock and the one source of chance."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import (
    Chance,
    Clock,
    Part,
    SystemClock,
    VirtualClock,
    at_leisure,
    unhurried,
)

START = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("clock", [SystemClock(), VirtualClock(START)])
def test_every_clock_tells_utc(clock: Clock) -> None:
    """Both clocks speak of aware instants in UTC, and their seconds never run backwards."""
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


def test_a_virtual_clock_stands_still_until_moved() -> None:
    """Time passes only where somebody says so, for both readings alike."""
    clock = VirtualClock(START)
    assert (clock.now(), clock.monotonic()) == (START, 0)
    clock.advance(timedelta(minutes=1))
    clock.set(START + timedelta(minutes=3))
    assert (clock.now(), clock.monotonic()) == (START + timedelta(minutes=3), 180)


def test_a_virtual_clock_turns_zones_into_utc() -> None:
    """An instant given in Beijing time is the same instant in UTC."""
    clock = VirtualClock(datetime(2026, 11, 20, 18, 0, tzinfo=timezone(timedelta(hours=8))))
    assert clock.now() == START
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    "instant",
    [START - timedelta(microseconds=1), datetime(2026, 11, 21)],  # noqa: DTZ001 - to be refused
    ids=["passed", "naive"],
)
def test_a_virtual_clock_refuses_the_past_and_the_naive(instant: datetime) -> None:
    """A refused instant leaves the clock where it was."""
    clock = VirtualClock(START)
    with pytest.raises(ValueError, match=r"never goes back|has a zone"):
        clock.set(instant)
    assert clock.now() == START


parts = st.lists(st.one_of(st.text(max_size=8), st.integers(), st.binary(max_size=8)), max_size=4)


@given(parts, parts)
def test_seeds_repeat_and_differ(one: list[Part], other: list[Part]) -> None:
    """Equal parts give equal numbers, different parts different ones."""
    chance = Chance()
    drawn = chance.seeded(*one).getrandbits(128)
    assert drawn == chance.seeded(*one).getrandbits(128)
    assert (drawn == chance.seeded(*other).getrandbits(128)) == (one == other)


def test_seeds_are_the_same_in_another_process() -> None:
    """A restart with another hash seed throws the same dice."""
    program = "from bot.clock import Chance; print(Chance().seeded('event', 7).random())"
    drawn = subprocess.check_output(
        [sys.executable, "-c", program], env={"PYTHONHASHSEED": "99"}, text=True
    )
    assert float(drawn) == Chance().seeded("event", 7).random()


def test_a_key_keeps_seeds_from_being_foretold() -> None:
    """The same parts under another key give other numbers, and the key is not shown."""
    keyed = Chance(b"a key of this deployment")
    assert keyed.seeded("raffle").random() != Chance().seeded("raffle").random()
    assert "deployment" not in repr(keyed)


def test_secret_bytes_are_as_many_as_asked_and_never_twice() -> None:
    """Two draws of sixteen bytes differ."""
    chance = Chance()
    one, other = chance.secret_bytes(16), chance.secret_bytes(16)
    assert len(one) == len(other) == 16
    assert one != other


def test_only_what_has_leisure_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are all there, in order; who computes them rests now and then, the loop never."""
    rests: list[float] = []
    monkeypatch.setattr("time.sleep", rests.append)
    monkeypatch.setattr("bot.clock._STRETCH", 0.0)
    assert list(at_leisure("abc")) == ["a", "b", "c"]
    assert rests == []
    assert unhurried(lambda: list(at_leisure("abc"))) == ["a", "b", "c"]
    assert len(rests) == 3
    kept = unhurried(lambda: at_leisure("abc"))
    assert list(kept) == ["a", "b", "c"]
    assert len(rests) == 3
