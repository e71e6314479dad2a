"""What happens at a time: timers rung exactly once, and the calendar of what repeats.

APScheduler is the clock that wakes us and the calculator of cron lines. It holds no truth: timers
are rows, and ringing one runs its step and takes its row away in one transaction.
"""

import logging
import re
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from bot.domain.phrase import Instant
from bot.ports import CatchUp, Connection, Due, Schedule

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
    """Ring what is due."""

    def __init__(self, runtime: "Runtime", engine: "Engine") -> None:
        """Take the running Muster and the engine that performs what timers hold."""
        self._runtime = runtime
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

    async def _claim(self) -> list[int]:
        now = self._runtime.clock.now()
        later = self._runtime.stores.later
        # The attempt is counted in a transaction of its own: what kills the process ends as dead.
        return list(await self._runtime.store.run(lambda c: later(c).claim_due(now, _BATCH)))

    async def _ring(self, due: int) -> None:
        now = self._runtime.clock.now()
        later = self._runtime.stores.later

        def ring(connection: Connection) -> "Effects | None":
            store = later(connection)
            row = store.take_due(due)
            if row is None:
                return None
            effects = None
            if row.schedule is None or self._next(connection, row, now):
                effects = self._engine.perform(
                    connection, row.action, team=row.team, now=now, seed=("due", row.id)
                )
            store.close_due(due)
            self._runtime.checkpoint("step")
            return effects

        try:
            effects = await self._runtime.store.run(ring)
        except Exception as error:
            log.exception("timer %s failed", due)
            text = f"{type(error).__name__}: {error}"
            await self._runtime.store.run(lambda c: self._failed(c, due, text, now))
            return
        self._runtime.checkpoint("committed")
        if effects is not None:
            self._engine.after(effects)

    def _failed(self, connection: Connection, due: int, error: str, now: Instant) -> None:
        store = self._runtime.stores.later(connection)
        row = store.take_due(due)
        if row is not None:
            again = now + timedelta(seconds=min(2**row.attempt, 600))
            store.fail_due(due, error, again if row.attempt < _ATTEMPTS else None)

    def _next(self, connection: Connection, row: Due, now: Instant) -> bool:
        """Insert the occurrence after this one; return whether this one is to be carried out."""
        assert row.schedule is not None
        store = self._runtime.stores.later(connection)
        schedule = store.schedule(row.schedule)
        if schedule is None:
            return False
        late = now - row.at > _LATE
        nominal, instant = self._after(schedule, row.at, now)
        store.put_occurrence(schedule.id, nominal, instant)
        return not (late and schedule.catch_up is CatchUp.SKIP)

    def _after(self, schedule: Schedule, this: Instant, now: Instant) -> tuple[str, Instant]:
        start = this if schedule.catch_up is CatchUp.ALL else max(this, now)
        return self._calendar.next(schedule.cron, schedule.zone, start)
