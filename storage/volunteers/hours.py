"""Who came to a shift and when they left, and the hours that are entered for it.

The ledger only grows: an entry is confirmed by a row of its own, and taken back by another entry of
as many minutes less. What counts is the sum of what is confirmed.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    distinct,
    func,
    insert,
    select,
    update,
)

from bot.domain.call import State
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant, Stretch
from bot.domain.volunteer import ActivityId, Attendance, EntryId, HoursEntry, How, Origin, ShiftId
from storage.calls import in_main
from storage.identity import person_table
from storage.schema import UtcTime, upsert
from storage.volunteers.tables import (
    activity_room,
    activity_table,
    attendance,
    hours_confirmation,
    hours_entry,
    shift_table,
)

_MINE: Final = and_(
    # Of names that are no columns', as an UPDATE wants them.
    attendance.c.shift == bindparam("which"),
    attendance.c.person == bindparam("who"),
)
_back = hours_entry.alias("back")
_ENTRIES: Final = (
    select(
        hours_entry, person_table.c.name, activity_table.c.id.label("activity"),
        activity_table.c.title, shift_table.c.starts, shift_table.c.ends,
        hours_confirmation.c.at.label("confirmed_at"), _back.c.id.label("back"),
    )
    .join(person_table, person_table.c.id == hours_entry.c.person)
    .join(shift_table, shift_table.c.id == hours_entry.c.shift)
    .join(activity_table, activity_table.c.id == shift_table.c.activity)
    .outerjoin(hours_confirmation, hours_confirmation.c.hours_entry == hours_entry.c.id)
    .outerjoin(_back, _back.c.reverses == hours_entry.c.id)
)  # fmt: skip
_CONFIRM: Final = (
    upsert(hours_confirmation)
    .values(hours_entry=bindparam("entry"), by=bindparam("by"), at=bindparam("at"))
    .on_conflict_do_nothing()
)
_counted = (
    # What somebody gave at a shift counts from when it was first confirmed: what corrects it later
    # changes what was given then.
    select(
        hours_entry.c.shift, hours_entry.c.person,
        func.min(hours_confirmation.c.at).label("at"),
        func.sum(hours_entry.c.minutes).label("minutes"),
    )
    .join(hours_confirmation, hours_confirmation.c.hours_entry == hours_entry.c.id)
    .where(hours_entry.c.team == bindparam("team"))
    .group_by(hours_entry.c.shift, hours_entry.c.person)
    .subquery()
)  # fmt: skip
_GIVEN: Final = (
    select(
        func.coalesce(func.sum(_counted.c.minutes), 0).label("minutes"),
        func.count(distinct(_counted.c.person)).label("people"),
    )
    .join(shift_table, shift_table.c.id == _counted.c.shift)
    .join(activity_table, activity_table.c.id == shift_table.c.activity)
    .where(
        _counted.c.minutes > 0,
        activity_table.c.state != State.WITHDRAWN.value,
        in_main(activity_table, activity_room),
        _counted.c.at >= bindparam("since", type_=UtcTime),
        _counted.c.at < bindparam("until", type_=UtcTime),
    )
)


class Attendances:
    """Keep who came to a shift: one row a person; the first sign-in and sign-out count."""

    MERGES = frozenset({attendance.c.person, attendance.c.marked_by})

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def come(
        self, shift: ShiftId, person: PersonId, at: Instant, how: How, by: PersonId | None = None
    ) -> bool:
        """Note since when somebody is there; False where that is known already."""
        came = self._connection.execute(
            upsert(attendance)
            .values(shift=shift, person=person, since=at, how=how.value, marked_by=by)
            .on_conflict_do_nothing()
        )
        return came.rowcount == 1

    def leave(
        self, shift: ShiftId, person: PersonId, at: Instant, *, estimated: bool = False
    ) -> bool:
        """Note until when somebody was there; False where they have not come, or have left."""
        left = self._connection.execute(
            update(attendance)
            .where(_MINE, attendance.c.until.is_(None))
            .values(until=at, estimated=estimated),
            {"which": shift, "who": person},
        )
        return left.rowcount == 1

    def retell(self, shift: ShiftId, person: PersonId, until: Instant) -> None:
        """Note when somebody left who forgot to sign out, as they say."""
        self._connection.execute(
            update(attendance).where(_MINE, attendance.c.estimated).values(until=until),
            {"which": shift, "who": person},
        )

    def undo(self, shift: ShiftId, person: PersonId) -> bool:
        """Take back that somebody came; False where they have not, or have left since."""
        gone = self._connection.execute(
            delete(attendance).where(_MINE, attendance.c.until.is_(None)),
            {"which": shift, "who": person},
        )
        return gone.rowcount == 1

    def of(self, shift: ShiftId, person: PersonId) -> Attendance | None:
        """Return from when to when somebody was there."""
        found = self._list(attendance.c.shift == shift, attendance.c.person == person)
        return found[0] if found else None

    def list(self, shift: ShiftId) -> Sequence[Attendance]:
        """List who came to a shift, in that order."""
        return self._list(attendance.c.shift == shift)

    def _list(self, *wanted: ColumnElement[bool]) -> Sequence[Attendance]:
        rows = self._connection.execute(
            select(attendance, person_table.c.name)
            .join(person_table, person_table.c.id == attendance.c.person)
            .where(*wanted)
            .order_by(attendance.c.since, attendance.c.person)
        )
        return [
            Attendance(
                PersonId(row.person), row.name, row.since, row.until, How(row.how), row.estimated
            )
            for row in rows
        ]

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Make one person's presence another's: of two at one shift the longer known counts."""
        run = self._connection.execute
        twice = attendance.alias("twice")
        both = (
            select(attendance.c.shift, attendance.c.since, twice.c.since.label("second"))
            .join(twice, and_(twice.c.shift == attendance.c.shift, twice.c.person == drop))
            .where(attendance.c.person == keep)
        )
        for row in run(both).all():
            loser = drop if row.since <= row.second else keep
            run(
                delete(attendance).where(
                    attendance.c.shift == row.shift, attendance.c.person == loser
                )
            )
        run(update(attendance).where(attendance.c.person == drop).values(person=keep))
        run(update(attendance).where(attendance.c.marked_by == drop).values(marked_by=keep))


class Ledger:
    """Keep hours: entries that are never changed, only confirmed or reversed."""

    MERGES = frozenset({
        hours_entry.c.person, hours_entry.c.entered_by, hours_confirmation.c.by,
    })  # fmt: skip

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def enter(
        self, team: TeamId, shift: ShiftId, person: PersonId, minutes: int, origin: Origin,
        at: Instant, *, by: PersonId | None = None, reason: str = "",
    ) -> EntryId:  # fmt: skip
        """Enter minutes for somebody; they count once they are confirmed."""
        return self._add(
            team=team, shift=shift, person=person, minutes=minutes, origin=origin.value,
            reason=reason, entered_by=by, entered_at=at,
        )  # fmt: skip

    def _add(self, **values: Any) -> EntryId:
        made = self._connection.scalar(
            insert(hours_entry).values(**values).returning(hours_entry.c.id)
        )
        assert made is not None
        return EntryId(made)

    def confirm(self, entry: EntryId, by: PersonId, at: Instant) -> bool:
        """Confirm an entry, once; False where it was, or does not stand any more."""
        self._lock(entry)
        known = self.find(entry)
        if known is None or not known.open:
            return False
        self._connection.execute(_CONFIRM, {"entry": entry, "by": by, "at": at})
        return True

    def correct(
        self, entry: EntryId, minutes: int, at: Instant, *, by: PersonId, reason: str,
        origin: Origin = Origin.CORRECTED, confirmed: bool,
    ) -> EntryId | None:  # fmt: skip
        """Reverse an entry and enter what is right instead; None where it does not stand any more.

        The reversal is confirmed if the entry was: what counts goes down by what it was. The new
        entry counts at once if it is `confirmed`.
        """
        self._lock(entry)
        known = self.find(entry)
        if known is None or not known.stands:
            return None
        back = self._add(
            team=known.team, shift=known.shift, person=known.person, minutes=-known.minutes,
            origin=Origin.REVERSAL.value, reason=reason, entered_by=by, entered_at=at,
            reverses=entry,
        )  # fmt: skip
        made = self.enter(
            known.team, known.shift, known.person, minutes, origin, at, by=by, reason=reason
        )
        confirms = [*([back] if known.confirmed else []), *([made] if confirmed else [])]
        for each in confirms:
            self._connection.execute(_CONFIRM, {"entry": each, "by": by, "at": at})
        return made

    def _lock(self, entry: EntryId) -> None:
        mine = select(hours_entry.c.id).where(hours_entry.c.id == entry)
        self._connection.execute(mine.with_for_update())

    def find(self, entry: EntryId) -> HoursEntry | None:
        """Return an entry."""
        found = self._list(hours_entry.c.id == entry)
        return found[0] if found else None

    def of_activity(self, activity: ActivityId) -> Sequence[HoursEntry]:
        """List all entries of an activity, the oldest first."""
        return self._list(shift_table.c.activity == activity)

    def of_person(self, person: PersonId, team: TeamId | None = None) -> Sequence[HoursEntry]:
        """List all entries of somebody, the oldest first; in one team or in all."""
        mine = [hours_entry.c.person == person]
        if team is not None:
            mine.append(hours_entry.c.team == team)
        return self._list(*mine)

    def of_team(self, team: TeamId) -> Sequence[HoursEntry]:
        """List all entries of a team, the oldest first."""
        return self._list(hours_entry.c.team == team)

    def standing(self, shift: ShiftId, person: PersonId) -> HoursEntry | None:
        """Return the entry that is held to be true of somebody's shift."""
        mine = (hours_entry.c.shift == shift, hours_entry.c.person == person)
        return next((each for each in self._list(*mine) if each.stands), None)

    def totals(self, team: TeamId) -> Mapping[PersonId, int]:
        """Return the confirmed minutes of everybody in a team who has some, the most first."""
        total = func.sum(hours_entry.c.minutes)
        rows = self._connection.execute(
            select(hours_entry.c.person, total)
            .join(hours_confirmation, hours_confirmation.c.hours_entry == hours_entry.c.id)
            .where(hours_entry.c.team == team)
            .group_by(hours_entry.c.person)
            .order_by(total.desc(), hours_entry.c.person)
        )
        return {PersonId(person): int(minutes) for person, minutes in rows}

    def given(self, team: TeamId, within: Stretch) -> tuple[int, int]:
        """Return how many minutes were confirmed in a stretch of time, and of how many people.

        Only of activities that a main room sees.
        """
        values = {"team": team, "since": within.start, "until": within.end}
        row = self._connection.execute(_GIVEN, values).one()
        return int(row.minutes), int(row.people)

    def _list(self, *wanted: ColumnElement[bool]) -> Sequence[HoursEntry]:
        rows = self._connection.execute(_ENTRIES.where(*wanted).order_by(hours_entry.c.id))
        return [_entry(row) for row in rows]

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Let one person's hours be another's: they were two accounts of one."""
        run = self._connection.execute
        for column in sorted(self.MERGES, key=str):
            run(update(column.table).where(column == drop).values({column.name: keep}))


def _entry(row: Any) -> HoursEntry:
    return HoursEntry(
        id=EntryId(row.id), team=TeamId(row.team), person=PersonId(row.person), name=row.name,
        activity=ActivityId(row.activity), title=row.title, shift=ShiftId(row.shift),
        when=Stretch(row.starts, row.ends), minutes=row.minutes, origin=Origin(row.origin),
        reason=row.reason, entered_at=row.entered_at, confirmed=row.confirmed_at is not None,
        reversed=row.back is not None,
        reverses=None if row.reverses is None else EntryId(row.reverses),
    )  # fmt: skip
