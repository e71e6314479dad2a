"""Pacing: GCRA, one theoretical arrival time a limit (ITU-T I.371, generic cell rate algorithm)."""

from datetime import timedelta

from msgspec import Struct

from bot.domain.phrase import Instant


class Limit(Struct, frozen=True):
    """Allow one send each `every`, and up to `burst` at once after a rest.

    In any window T at most `burst + T / every` sends pass.
    """

    every: timedelta
    burst: int = 1


def admitted(limit: Limit, arrival: Instant | None, now: Instant) -> tuple[Instant, Instant | None]:
    """Decide one send: return the new arrival time, and until when to wait if it may not go.

    `arrival` is the theoretical arrival time kept from the send before, None for the first. It is
    never further ahead than a burst, unless the clock was set back: then it counts as just that.
    """
    due = min(max(arrival or now, now), now + limit.every * limit.burst)
    earliest = due - limit.every * (limit.burst - 1)
    if earliest > now:
        return due, earliest
    return due + limit.every, None
