"""What happens later: timers, recurring schedules, jobs."""

import json
from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Index,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    false,
    func,
    insert,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.sql.base import Executable

from bot.action import Action, Open
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant
from bot.ports import ANY, CatchUp, Due, JobRow, JobState, Schedule, Which
from storage.columns import (
    Literal,
    instant,
    number,
    partial_index,
    person_reference,
    reference,
    text,
)
from storage.leases import left
from storage.repeating import statement
from storage.schema import Retention, UtcTime, identity, json_column, metadata, upsert
from storage.spent import MONTH, WEEK, spent

_OCCURRENCE = "sched"
"""What the keys of occurrences start with; those of timers are JSON."""

# Literals, because PostgreSQL stops using a partial index for a bound predicate once the plan is
# generic.
_OPEN: Literal = literal_column("0")
DEAD: Literal = literal_column("9")

schedule = Table(
    "schedule", metadata,
    identity(), text("key"), text("step"), json_column("args", kept=Retention.NONE),
    reference("team", "team.id", nullable=True), text("cron"), text("zone"), text("catch_up"),
    number("version", default=1),
    Index("uq_schedule_key", "key", unique=True),
    sqlite_autoincrement=True,
)  # fmt: skip
due = Table(
    "due", metadata,
    identity(), instant("at"), text("step"), json_column("args", kept=Retention.TRANSIENT),
    reference("team", "team.id", nullable=True), text("key", nullable=True),
    reference("schedule", "schedule.id", nullable=True), number("state", default=0),
    number("claims", default=0), text("last_error", nullable=True),
    Index("uq_due_key", "key", unique=True),
    partial_index("ix_due_at", "at", "id", where=literal_column("state") == _OPEN),
    sqlite_autoincrement=True,
)  # fmt: skip
job = Table(
    "job", metadata,
    identity(), text("name"), json_column("args", kept=Retention.TRANSIENT),
    text("then_step"), json_column("then_args", kept=Retention.TRANSIENT),
    reference("team", "team.id", nullable=True), person_reference("asker", nullable=True),
    text("state", default="open"), instant("not_before"), instant("created_at"),
    text("lease_owner", nullable=True), instant("lease_until", nullable=True),
    number("attempt", default=0), text("last_error", nullable=True),
    partial_index("ix_job_open", "not_before", "id",
                  where=literal_column("state") == literal_column("'open'")),
    sqlite_autoincrement=True,
)  # fmt: skip

spent(due, due.c.at, MONTH, of=due.c.state == DEAD)
# The lease under which it was done says when that was.
spent(job, job.c.lease_until, WEEK, of=job.c.state == JobState.DONE.value)
spent(job, job.c.not_before, MONTH, of=job.c.state == JobState.DEAD.value)

_now = bindparam("now", type_=UtcTime)
_PUT = statement(lambda: upsert(due).values(
    at=bindparam("at", type_=UtcTime), step=bindparam("step"),
    args=bindparam("args", type_=due.c.args.type), team=bindparam("team"), key=bindparam("key"),
    schedule=bindparam("schedule"),
))  # fmt: skip
_PUT_DUE = statement(
    lambda: _PUT.on_conflict_do_update(
        index_elements=["key"], set_={"at": _PUT.excluded.at, "state": 0, "claims": 0}
    )
)
_PUT_OCCURRENCE = statement(lambda: _PUT.on_conflict_do_nothing(index_elements=["key"]))
_CANCEL = statement(lambda: delete(due).where(due.c.key == bindparam("key")))
_TAKE_DUE = statement(
    lambda: (
        select(due)
        .where(due.c.id == bindparam("id"), due.c.state == _OPEN)
        # Waited for, be it only that another process counts its attempt: were it left to that one,
        # and by that one to us, it might be counted as often as what ends the process.
        .with_for_update()
    )
)
_CLOSE_DUE = statement(lambda: delete(due).where(due.c.id == bindparam("id_")))
_free = and_(
    job.c.state == literal_column("'open'"),
    job.c.not_before <= _now,
    or_(job.c.lease_until.is_(None), job.c.lease_until <= _now),
)
_CLAIM_JOB = statement(
    lambda: (
        update(job)
        .where(
            job.c.id
            == select(job.c.id)
            .where(_free)
            .order_by(job.c.not_before, job.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        .values(
            lease_owner=bindparam("owner"),
            lease_until=bindparam("until", type_=UtcTime),
            attempt=job.c.attempt + 1,
        )
        .returning(job)
    )
)
_NEXT_JOB = statement(
    lambda: select(func.min(func.coalesce(job.c.lease_until, job.c.not_before))).where(
        job.c.state == literal_column("'open'")
    )
)


def _is(which: Which) -> ColumnElement[bool]:
    """Say which are meant, in a text that is always the same: the steps are known at the start."""
    named = [due.c.step == each for each in sorted(which.steps)]
    return not_(or_(false(), *named)) if which.others else or_(false(), *named)


@cache
def _next_due(which: Which) -> Select[Any]:
    return select(func.min(due.c.at)).where(due.c.state == _OPEN, _is(which))


@cache
def _claims(which: Which) -> tuple[Executable, Executable]:
    """Return what claims timers that were not attempted yet, and one that was."""
    overdue = (
        select(due.c.id)
        .where(due.c.state == _OPEN, due.c.at <= _now, _is(which))
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )
    fresh = overdue.where(due.c.claims == 0).order_by(due.c.at, due.c.id)
    tried = overdue.where(due.c.claims > 0).order_by(due.c.claims, due.c.at, due.c.id)
    return _claiming(fresh), _claiming(tried)


def _claiming(found: Select[Any]) -> Executable:
    return (
        update(due)
        .where(due.c.id.in_(found.scalar_subquery()))
        .values(claims=due.c.claims + 1)
        .returning(due.c.id, due.c.at)
    )


class Later:
    """Keep what happens later; see `bot.ports.Later`."""

    MERGES = frozenset({job.c.asker})

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def put_due(self, at: Instant, action: Action, team: TeamId | None) -> None:
        """Set the timer of an action; the same action has one open timer, the latest set."""
        self._connection.execute(_PUT_DUE, _due_values(at, action, team, _key(action)))

    def cancel_due(self, action: Action) -> None:
        """Take the open timer of an action away."""
        self._connection.execute(_CANCEL, {"key": _key(action)})

    def next_due(self, which: Which = ANY) -> Instant | None:
        """Return when the next timer falls due."""
        found: Instant | None = self._connection.scalar(_next_due(which))
        return found

    def count_due(self, now: Instant) -> int:
        """Count the timers that have fallen due."""
        counted = select(func.count()).where(due.c.state == _OPEN, due.c.at <= now)
        return self._connection.scalar(counted) or 0

    def claim_due(self, now: Instant, limit: int, which: Which = ANY) -> Sequence[int]:
        """Count an attempt on timers that are due and return their ids, the earliest first.

        One that was attempted before comes alone and after the rest: if it is what kills the
        process, it takes no other along.
        """
        fresh, tried = _claims(which)
        rows = self._connection.execute(fresh, {"now": now, "most": limit}).all()
        rows = rows or self._connection.execute(tried, {"now": now, "most": 1}).all()
        return [row.id for row in sorted(rows, key=lambda row: (row.at, row.id))]

    def take_due(self, due: int) -> Due | None:
        """Lock a timer for the transaction that does its work; None where another has done it."""
        row = self._connection.execute(_TAKE_DUE, {"id": due}).one_or_none()
        if row is None:
            return None
        action = Action(row.step, tuple(row.args))
        return Due(row.id, row.at, action, row.team, row.claims, row.schedule)

    def close_due(self, due: int) -> None:
        """Take a timer away in the transaction that did its work."""
        self._connection.execute(_CLOSE_DUE, {"id_": due})

    def fail_due(self, due_id: int, error: str, retry_at: Instant | None) -> None:
        """Set a failed timer for another time, or for none: it is dead."""
        values: dict[str, Any] = {"last_error": error[:500]}
        if retry_at is None:
            values |= {"state": DEAD, "key": None}
        else:
            values["at"] = retry_at
        self._connection.execute(update(due).where(due.c.id == due_id).values(**values))

    def detach_due(self, due_id: int) -> None:
        """Let a failed occurrence be retried by itself, apart from its schedule."""
        self._connection.execute(update(due).where(due.c.id == due_id).values(schedule=None))

    def put_schedule(self, key: str, row: Schedule, first: tuple[str, Instant]) -> None:
        """Record a recurring action and its next occurrence (nominal local time, instant)."""
        values = {
            "step": row.action.step, "args": list(row.action.args), "team": row.team,
            "cron": row.cron, "zone": row.zone, "catch_up": row.catch_up.value,
        }  # fmt: skip
        made: int = self._connection.execute(
            upsert(schedule)
            .values(key=key, **values)
            .on_conflict_do_update(
                index_elements=["key"], set_={**values, "version": schedule.c.version + 1}
            )
            .returning(schedule.c.id)
        ).scalar_one()
        self._drop_occurrences(made)
        self.put_occurrence(made, *first)

    def drop_schedule(self, key: str) -> None:
        """Take a recurring action and its next occurrence away."""
        found = self._connection.scalar(select(schedule.c.id).where(schedule.c.key == key))
        if found is not None:
            self._drop_occurrences(found)
            self._connection.execute(delete(schedule).where(schedule.c.id == found))

    def _drop_occurrences(self, schedule_id: int) -> None:
        """Take away what is to come, and what failed and waits to be tried again."""
        detached = due.c.key.startswith(f"{_OCCURRENCE}:{schedule_id}:", autoescape=True)
        self._connection.execute(delete(due).where((due.c.schedule == schedule_id) | detached))

    def schedule(self, schedule_id: int) -> Schedule | None:
        """Return a recurring action."""
        row = self._connection.execute(
            select(schedule).where(schedule.c.id == schedule_id)
        ).one_or_none()
        if row is None:
            return None
        action = Action(row.step, tuple(row.args))
        return Schedule(row.id, action, row.team, row.cron, row.zone, CatchUp(row.catch_up))

    def put_occurrence(self, schedule_id: int, nominal: str, at: Instant) -> None:
        """Insert the next occurrence under its nominal time, which no replica can double."""
        row = self._connection.execute(select(schedule).where(schedule.c.id == schedule_id)).one()
        action = Action(row.step, tuple(row.args))
        key = f"{_OCCURRENCE}:{row.id}:{row.version}:{nominal}"
        self._connection.execute(
            _PUT_OCCURRENCE, _due_values(at, action, row.team, key, schedule_id)
        )

    def put_job(
        self, name: str, args: Sequence[object], then: Open[Any], now: Instant,
        team: TeamId | None, asker: PersonId | None,
    ) -> int:  # fmt: skip
        """Record work to be done outside transactions."""
        made: int = self._connection.execute(
            insert(job)
            .values(
                name=name, args=list(args), then_step=then.step, then_args=list(then.args),
                team=team, asker=asker, not_before=now, created_at=now,
            )
            .returning(job.c.id)
        ).scalar_one()  # fmt: skip
        return made

    def claim_job(self, owner: str, now: Instant, lease: timedelta) -> JobRow | None:
        """Lease the oldest free job; one whose holder died is free when its lease has run out."""
        values = {"owner": owner, "now": now, "until": now + lease}
        row = self._connection.execute(_CLAIM_JOB, values).one_or_none()
        if row is None:
            return None
        then: Open[Any] = Open(row.then_step, tuple(row.then_args))
        return JobRow(row.id, row.name, tuple(row.args), then, row.team, row.asker, row.attempt)

    def extend_job(self, job_id: int, owner: str, until: Instant) -> bool:
        """Prolong a lease; False where the lease is lost."""
        held = update(job).where(job.c.id == job_id, job.c.lease_owner == owner)
        changed = self._connection.execute(held.values(lease_until=until))
        return changed.rowcount == 1

    def close_job(self, job_id: int, owner: str) -> bool:
        """Finish a job in the transaction that uses its result; False where the lease is lost."""
        held = update(job).where(
            job.c.id == job_id, job.c.lease_owner == owner, job.c.state == JobState.OPEN.value
        )
        return self._connection.execute(held.values(state=JobState.DONE.value)).rowcount == 1

    def fail_job(self, job_id: int, owner: str, error: str, retry_at: Instant | None) -> bool:
        """Set a failed job for another time, or for none; False where the lease is lost."""
        values: dict[str, Any] = {"last_error": error[:500], "lease_owner": None,
                                  "lease_until": None}  # fmt: skip
        values |= {"state": JobState.DEAD.value} if retry_at is None else {"not_before": retry_at}
        held = update(job).where(job.c.id == job_id, job.c.lease_owner == owner)
        return self._connection.execute(held.values(**values)).rowcount == 1

    def return_job(self, job_id: int, owner: str) -> None:
        """Give a job back that was not brought to its end, as if it had not been begun."""
        held = update(job).where(job.c.id == job_id, job.c.lease_owner == owner)
        self._connection.execute(
            held.values(lease_owner=None, lease_until=None, attempt=job.c.attempt - 1)
        )

    def next_job(self) -> Instant | None:
        """Return when the next job can be claimed."""
        found: Instant | None = self._connection.scalar(_NEXT_JOB)
        return found

    def free_jobs(self, living: Collection[str]) -> None:
        """Free all leases but those of the living."""
        self._connection.execute(
            update(job)
            .where(left(job.c.lease_owner, living), job.c.state == JobState.OPEN.value)
            .values(lease_owner=None, lease_until=None)
        )

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Bring the jobs that one person asked for over to another."""
        self._connection.execute(update(job).where(job.c.asker == drop).values(asker=keep))


def _key(action: Action) -> str:
    return json.dumps([action.step, *action.args], ensure_ascii=False, separators=(",", ":"))


def _due_values(
    at: Instant, action: Action, team: TeamId | None, key: str, schedule_id: int | None = None
) -> dict[str, Any]:
    return {
        "at": at, "step": action.step, "args": list(action.args), "team": team, "key": key,
        "schedule": schedule_id,
    }  # fmt: skip
