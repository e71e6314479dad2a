"""The one clock and the one source of chance.

No other file may ask the time or throw a die. Rules and steps are given `now` and a seeded
`Random`, so that a retry repeats itself and a test needs no waiting.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from random import Random
from typing import Final, Protocol, TypeAlias, TypeVar

from bot.domain.phrase import Instant

__all__ = [
    "Chance", "Clock", "Part", "Random", "ShiftedClock", "SystemClock", "VirtualClock",
    "at_leisure", "has_leisure", "unhurried",
]  # fmt: skip

T = TypeVar("T")

Part: TypeAlias = str | int | bytes
"""What seeds a stream of numbers: names, ids and digests."""


class Clock(Protocol):
    """Tell the time, in the two senses of the word."""

    def now(self) -> Instant:
        """Return the present instant, aware and in UTC. It may jump when the host is corrected."""

    def monotonic(self) -> float:
        """Return seconds since some fixed moment: never backwards, good for lengths of time."""


class SystemClock:
    """Read the clock of the host."""

    def now(self) -> Instant:
        """Return the host's time."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the seconds that the process counts."""
        return time.monotonic()


class VirtualClock:
    """Stand still until told to move, and then only forward."""

    def __init__(self, start: Instant) -> None:
        self._start = self._now = _utc(start)

    def now(self) -> Instant:
        """Return the instant that the clock was last set to."""
        return self._now

    def monotonic(self) -> float:
        """Return the seconds that this clock has been moved by."""
        return (self._now - self._start).total_seconds()

    def advance(self, by: timedelta) -> None:
        """Move forward by a length of time; ValueError where it is negative."""
        self.set(self._now + by)

    def set(self, instant: Instant) -> None:
        """Move forward to an instant; ValueError where it is naive or has passed."""
        if (later := _utc(instant)) < self._now:
            raise ValueError(f"a clock never goes back: {later} is before {self._now}")
        self._now = later


class ShiftedClock(SystemClock):
    """Read the clock of the host, moved ahead: for trying out what tomorrow brings."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> Instant:
        """Return the host's time, moved ahead."""
        return super().now() + self._ahead

    def advance(self, by: timedelta) -> None:
        """Move further ahead; ValueError where the length is negative."""
        if by < timedelta():
            raise ValueError(f"a clock never goes back: {by} is negative")
        self._ahead += by


class Chance:
    """Give out random numbers: repeatable ones by seed, unguessable ones by the byte.

    `key` (at most 64 bytes) keeps the repeatable ones from being foretold by whoever knows their
    seed, say the id of a message of one's own that draws a lot.
    """

    def __init__(self, key: bytes = b"") -> None:
        self._key = key

    def seeded(self, *parts: Part) -> Random:
        """Return a stream of numbers that depends on the parts, their types and order alone.

        The same parts give the same numbers in every process and after every restart. Never for
        secrets: a Mersenne twister can be computed onward from what it has shown.
        """
        # A repr says where each part ends and of what type it is, so ("ab",) is not ("a", "b").
        digest = blake2b(repr(parts).encode(), digest_size=32, key=self._key).digest()
        return Random(int.from_bytes(digest))  # noqa: S311 - repeatable is the point

    def digest(self, *parts: Part) -> bytes:
        """Return 32 bytes that whoever has the key can work out of the parts, and nobody else."""
        return blake2b(
            repr(parts).encode(), digest_size=32, key=self._key, person=b"muster.digest"
        ).digest()

    def secret_bytes(self, n: int) -> bytes:
        """Return `n` bytes that nobody can guess or repeat."""
        return secrets.token_bytes(n)


def _utc(instant: Instant) -> Instant:
    """Refuse a naive instant, turn any other into UTC."""
    if instant.tzinfo is None:
        raise ValueError(f"an instant has a zone, {instant} has none")
    return instant.astimezone(UTC)


# Leisure: a thread that computes something long has Python's lock again each time that another
# lets go of it, and whoever answers a press lets go of it some fifty times.

_STRETCH: Final = 0.0002
"""Seconds of work after which a thread that has leisure rests."""
_REST: Final = 0.0002


class _Here(threading.local):
    """What holds in this thread alone."""

    rests_at: float | None = None
    """When the next rest is due, on the clock of the process; None: there is no leisure here."""


_here: Final = _Here()


def unhurried(fn: Callable[[], T]) -> T:
    """Call a function that has leisure: it takes as long again, and those who are served do not.

    Never in the thread of the loop, which would rest as well.
    """
    _here.rests_at = 0.0
    try:
        return fn()
    finally:
        _here.rests_at = None


def has_leisure() -> bool:
    """Say whether this thread computes something long, and may take its time."""
    return _here.rests_at is not None


def at_leisure(rows: Iterable[T]) -> Iterable[T]:
    """Go through rows, resting now and then between two of them where there is leisure.

    Elsewhere these are just the rows. For whatever goes through thousands.
    """
    return _resting(rows) if has_leisure() else rows


def _resting(rows: Iterable[T]) -> Iterator[T]:
    for row in rows:
        due = _here.rests_at
        if due is not None and time.perf_counter() >= due:
            time.sleep(_REST)
            _here.rests_at = time.perf_counter() + _STRETCH
        yield row
