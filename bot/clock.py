"""The one clock and the one source of chance.

No other file may ask the time or throw a die. Rules and steps are given `now` and a seeded
`Random`, so that a retry repeats itself and a test needs no waiting.
"""

import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from random import Random
from typing import Protocol, TypeAlias

from bot.domain.phrase import Instant

__all__ = ["Chance", "Clock", "Part", "Random", "ShiftedClock", "SystemClock", "VirtualClock"]

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


@dataclass(frozen=True, slots=True)
class Chance:
    """Give out random numbers: repeatable ones by seed, unguessable ones by the byte.

    `key` (at most 64 bytes) keeps the repeatable ones from being foretold by whoever knows their
    seed, say the id of a message of one's own that draws a lot.
    """

    key: bytes = field(default=b"", repr=False)

    def seeded(self, *parts: Part) -> Random:
        """Return a stream of numbers that depends on the parts, their types and order alone.

        The same parts give the same numbers in every process and after every restart. Never for
        secrets: a Mersenne twister can be computed onward from what it has shown.
        """
        # A repr says where each part ends and of what type it is, so ("ab",) is not ("a", "b").
        digest = blake2b(repr(parts).encode(), digest_size=32, key=self.key).digest()
        return Random(int.from_bytes(digest))  # noqa: S311 - repeatable is the point

    def digest(self, *parts: Part) -> bytes:
        """Return 32 bytes that whoever has the key can work out of the parts, and nobody else."""
        return blake2b(
            repr(parts).encode(), digest_size=32, key=self.key, person=b"muster.digest"
        ).digest()

    def secret_bytes(self, n: int) -> bytes:
        """Return `n` bytes that nobody can guess or repeat."""
        return secrets.token_bytes(n)


def _utc(instant: Instant) -> Instant:
    """Refuse a naive instant, turn any other into UTC."""
    if instant.tzinfo is None:
        raise ValueError(f"an instant has a zone, {instant} has none")
    return instant.astimezone(UTC)
