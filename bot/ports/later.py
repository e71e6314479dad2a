"""What happens later: timers, schedules, jobs."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

from msgspec import Struct

from bot.action import Action, Open
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant
from bot.ports.store import Connection


class Due(Struct, frozen=True):
    """Hold one thing that falls due: an action of the house, in a team, at a time."""

    id: int
    at: Instant
    action: Action
    team: TeamId | None
    attempt: int
    schedule: int | None = None


class Which(Struct, frozen=True):
    """Choose among what falls due: what carries one of these steps, or all but those."""

    steps: frozenset[str] = frozenset()
    others: bool = True


ANY: Final = Which()


class CatchUp(StrEnum):
    """Say what becomes of occurrences that fell due while nothing ran."""

    LATEST = "latest"
    ALL = "all"
    SKIP = "skip"


class Schedule(Struct, frozen=True):
    """Hold a recurring action: a cron line in a zone, by which its next times are reckoned."""

    id: int
    action: Action
    team: TeamId | None
    cron: str
    zone: str
    catch_up: CatchUp


class Later(Protocol):
    """Keep what happens later: timers, recurring schedules, jobs."""

    def __init__(self, connection: Connection) -> None: ...

    def put_due(self, at: Instant, action: Action, team: TeamId | None) -> None:
        """Set the timer of an action; the same action has one open timer, the latest set."""
        ...

    def cancel_due(self, action: Action) -> None:
        """Take the open timer of an action away."""
        ...

    def next_due(self, which: Which = ANY) -> Instant | None:
        """Return when the next timer falls due."""
        ...

    def claim_due(self, now: Instant, limit: int, which: Which = ANY) -> Sequence[int]:
        """Count an attempt on timers that are due and return their ids, the earliest first.

        One that was attempted before comes alone and after the rest: if it is what kills the
        process, it takes no other along.
        """
        ...

    def take_due(self, due: int) -> Due | None:
        """Lock a timer for the transaction that does its work; None where another has done it."""
        ...

    def close_due(self, due: int) -> None:
        """Take a timer away in the transaction that did its work."""
        ...

    def fail_due(self, due: int, error: str, retry_at: Instant | None) -> None:
        """Set a failed timer for another time, or for none: it is dead."""
        ...

    def put_schedule(self, key: str, schedule: Schedule, first: tuple[str, Instant]) -> None:
        """Record a recurring action and its next occurrence (nominal local time, instant)."""
        ...

    def drop_schedule(self, key: str) -> None:
        """Take a recurring action and its next occurrence away."""
        ...

    def schedule(self, schedule: int) -> Schedule | None:
        """Return a recurring action."""
        ...

    def detach_due(self, due: int) -> None:
        """Let a failed occurrence be retried by itself, apart from its schedule."""
        ...

    def put_occurrence(self, schedule: int, nominal: str, at: Instant) -> None:
        """Insert the next occurrence under its nominal time, which no replica can double."""
        ...

    def put_job(self, name: str, args: Sequence[object], then: Open[Any], now: Instant,
                team: TeamId | None, asker: PersonId | None) -> int:  # fmt: skip
        """Record work to be done outside transactions."""
        ...

    def claim_job(self, owner: str, now: Instant, lease: timedelta) -> "JobRow | None":
        """Lease the oldest free job; one whose holder died is free when its lease has run out."""
        ...

    def extend_job(self, job_id: int, owner: str, until: Instant) -> bool:
        """Prolong a lease; False where the lease is lost."""
        ...

    def close_job(self, job_id: int, owner: str) -> bool:
        """Finish a job in the transaction that uses its result; False where the lease is lost."""
        ...

    def fail_job(self, job_id: int, owner: str, error: str, retry_at: Instant | None) -> bool:
        """Set a failed job for another time, or for none; False where the lease is lost."""
        ...

    def return_job(self, job_id: int, owner: str) -> None:
        """Give a job back that was not brought to its end, as if it had not been begun."""
        ...

    def next_job(self) -> Instant | None:
        """Return when the next job can be claimed."""
        ...

    def free_jobs(self, living: Collection[str]) -> None:
        """Free all leases but those of the living."""
        ...


class JobRow(Struct, frozen=True):
    """Hold a leased job."""

    id: int
    name: str
    args: tuple[Any, ...]
    then: Open[Any]
    team: TeamId | None
    asker: PersonId | None
    attempt: int


class JobState(StrEnum):
    """Say how a job stands."""

    OPEN = "open"
    DONE = "done"
    DEAD = "dead"
