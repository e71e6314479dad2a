"""What happens at a time: timers rung exactly once, and the calendar of what repeats.

APScheduler is the clock that wakes us and the calculator of cron lines. It holds no truth: timers
are rows, and ringing one runs its step and takes its row away in one transaction.
"""

import logging
import re
from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.phrase import Instant
from bot.errors import Declined, described
from bot.ports import ANY, CatchUp, Connection, Due, Schedule, Which

if TYPE_CHECKING:
    from bot.context import Effects
    from bot.engine import Engine
    from bot.runtime import Runtime

log = logging.getLogger(__name__)

_BATCH = 50
_ATTEMPTS = 8
_LATE = timedelta(minutes=5)
"""An occurrence that rings later than this was missed, not merely slow."""


class Calendar:
    """Calculate when cron lines fall due."""

    def next(self, cron: str, zone: str, after: Instant) -> tuple[str, Instant]:
        """Return the next occurrence after an instant: its nominal time, and the instant.

        The nominal time is what makes an occurrence unique. For what happens at set hours it is
        the local wall clock, so that the hour that autumn repeats counts once; for what happens
        through the day it is the instant itself.
        """
        from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415  (not of every start)

        trigger = CronTrigger.from_crontab(cron, timezone=ZoneInfo(zone))
        through_the_day = not re.fullmatch(r"\d+", cron.split()[1])
        before = _nominal(after, zone)
        moment = after
        while True:
            # Always asked from UTC: local arithmetic would lose the fold and stand still.
            found = trigger.get_next_fire_time(
                None, moment.astimezone(UTC) + timedelta(microseconds=1)
            )
            if found is None:
                raise ValueError(f"{cron!r} never falls due")
            instant = found.astimezone(UTC)
            if through_the_day:
                return instant.isoformat(), instant
            nominal = _nominal(instant, zone)
            if nominal != before:
                return nominal, instant
            moment = instant


def _nominal(instant: Instant, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat(timespec="minutes")


class Timers:
    """Ring what is due, one after the other."""

    def __init__(self, runtime: "Runtime", engine: "Engine", which: Which = ANY) -> None:
        """Take the running Muster, the engine that performs what timers hold, and which to ring."""
        self._runtime = runtime
        self._which = which
        self._engine = engine
        self._calendar = runtime.registry.calendar

    async def drain(self) -> bool:
        """Ring everything that is due by now; return whether anything was."""
        rang = False
        while due := await self._claim():
            for each in due:
                await self._ring(each)
            rang = True
        return rang

    async def next_at(self) -> Instant | None:
        """Return when the next timer falls due."""
        later = self._runtime.stores.later
        return await self._runtime.store.read(lambda c: later(c).next_due(self._which))

    async def _claim(self) -> Sequence[int]:
        now = self._runtime.clock.now()
        later = self._runtime.stores.later
        # The attempt is counted in a transaction of its own: what kills the process ends as dead.
        return await self._runtime.store.run(lambda c: later(c).claim_due(now, _BATCH, self._which))

    async def _ring(self, due: int) -> None:
        runtime = self._runtime
        now = runtime.clock.now()
        try:
            effects = await runtime.store.run(lambda c: self._perform(c, due, now))
        except Declined:
            # It has nothing to do any more; what it wrote before saying so is undone.
            await runtime.store.run(lambda c: self._pass_over(c, due, now))
            return
        except Exception as error:
            log.exception("timer %s failed", due)
            text = described(error)
            effects = await runtime.store.run(lambda c: self._failed(c, due, text, now))
        runtime.checkpoint("committed")
        if effects is not None:
            self._engine.after(effects)

    def _perform(self, connection: Connection, due: int, now: Instant) -> "Effects | None":
        """Do a timer's work in the transaction that takes it away."""
        row = self._runtime.stores.later(connection).take_due(due)
        if row is None:
            return None
        if row.attempt > _ATTEMPTS:
            return self._give_up(connection, row, "each attempt ended the process", now)
        # Taken away first, so that its work may set the same timer again.
        if not self._close(connection, row, now):
            return None
        effects = self._engine.perform(
            connection, row.action, team=row.team, now=now, seed=("due", row.id)
        )
        self._runtime.checkpoint("step")
        return effects

    def _pass_over(self, connection: Connection, due: int, now: Instant) -> None:
        row = self._runtime.stores.later(connection).take_due(due)
        if row is not None:
            self._close(connection, row, now)

    def _close(self, connection: Connection, row: Due, now: Instant) -> bool:
        """Take a timer away, setting the next of its schedule; return whether to carry it out."""
        self._runtime.stores.later(connection).close_due(row.id)
        return row.schedule is None or self._next(connection, row, row.schedule, now)

    def _failed(
        self, connection: Connection, due: int, error: str, now: Instant
    ) -> "Effects | None":
        store = self._runtime.stores.later(connection)
        row = store.take_due(due)
        if row is None:
            return None
        if row.attempt >= _ATTEMPTS:
            return self._give_up(connection, row, error, now)
        self._detach(connection, row, now)
        store.fail_due(due, error, now + timedelta(seconds=2**row.attempt))
        return None

    def _give_up(self, connection: Connection, row: Due, error: str, now: Instant) -> "Effects":
        """Try a timer no more; the organisers of its team hear of it once."""
        log.error("timer %s (%s) is given up: %s", row.id, row.action.step, error)
        self._detach(connection, row, now)
        self._runtime.stores.later(connection).fail_due(row.id, error, None)
        return self._engine.report_undone(connection, f"T{row.id}", row.team, now)

    def _detach(self, connection: Connection, row: Due, now: Instant) -> None:
        """Let the schedule of a failed occurrence go on, whatever becomes of this one."""
        if row.schedule is not None:
            self._runtime.stores.later(connection).detach_due(row.id)
            self._next(connection, row, row.schedule, now)

    def _next(self, connection: Connection, row: Due, schedule_id: int, now: Instant) -> bool:
        """Insert the occurrence after this one; return whether this one is to be carried out."""
        store = self._runtime.stores.later(connection)
        schedule = store.schedule(schedule_id)
        if schedule is None:
            return False
        nominal, instant = self._after(schedule, row.at, now)
        store.put_occurrence(schedule.id, nominal, instant)
        return schedule.catch_up is not CatchUp.SKIP or now - row.at <= _LATE

    def _after(self, schedule: Schedule, this: Instant, now: Instant) -> tuple[str, Instant]:
        """Return the occurrence after this one that is still to be carried out."""
        passed = {CatchUp.ALL: this, CatchUp.LATEST: now, CatchUp.SKIP: now - _LATE}
        start = max(this, passed[schedule.catch_up])
        return self._calendar.next(schedule.cron, schedule.zone, start)
