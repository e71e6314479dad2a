"""Who came to a shift and when they left, and the hours that are entered for it.

The ledger only grows: an entry is confirmed by a row of its own, and taken back by another entry of
as many minutes less. What counts is the sum of what is confirmed.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    distinct,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.domain.call import CallId, State
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant, Stretch
from bot.domain.volunteer import (
    ActivityId,
    Approval,
    Attendance,
    EntryId,
    HoursEntry,
    How,
    Origin,
    ShiftId,
)
from storage.calls import in_main
from storage.identity import LOCK_PERSON, person_table
from storage.repeating import statement
from storage.schema import UtcTime, upsert
from storage.volunteers.tables import (
    activity_room,
    activity_table,
    attendance,
    hours_approval,
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
_ENTRIES: Final = statement(lambda: (
    select(
        hours_entry, person_table.c.name, activity_table.c.id.label("activity"),
        activity_table.c.title, shift_table.c.role, shift_table.c.starts, shift_table.c.ends,
        hours_confirmation.c.at.label("confirmed_at"), _back.c.id.label("back"),
    )
    .join(person_table, person_table.c.id == hours_entry.c.person)
    .outerjoin(shift_table, shift_table.c.id == hours_entry.c.shift)
    .outerjoin(activity_table, activity_table.c.id == shift_table.c.activity)
    .outerjoin(hours_confirmation, hours_confirmation.c.hours_entry == hours_entry.c.id)
    .outerjoin(_back, _back.c.reverses == hours_entry.c.id)
))  # fmt: skip
_APPROVALS: Final = statement(
    lambda: (
        select(hours_approval.c.hours_entry, hours_approval.c.by)
        .join(hours_entry, hours_entry.c.id == hours_approval.c.hours_entry)
        .outerjoin(shift_table, shift_table.c.id == hours_entry.c.shift)
        .outerjoin(hours_confirmation, hours_confirmation.c.hours_entry == hours_entry.c.id)
        .order_by(hours_approval.c.at, hours_approval.c.by)
    )
)
_CONFIRM: Final = statement(
    lambda: (
        upsert(hours_confirmation)
        .values(hours_entry=bindparam("entry"), by=bindparam("by"), at=bindparam("at"))
        .on_conflict_do_nothing()
    )
)
_counted = (
    # What somebody gave at a shift, or to one matter on a day without, counts from when it was
    # first confirmed: what corrects it later changes what was given then.
    select(
        hours_entry.c.shift, hours_entry.c.person, hours_entry.c.day, hours_entry.c.what,
        func.min(hours_confirmation.c.at).label("at"),
        func.sum(hours_entry.c.minutes).label("minutes"),
    )
    .join(hours_confirmation, hours_confirmation.c.hours_entry == hours_entry.c.id)
    .where(hours_entry.c.team == bindparam("team"))
    .group_by(
        hours_entry.c.shift, hours_entry.c.person, hours_entry.c.day, hours_entry.c.what
    )
    .subquery()
)  # fmt: skip
_GIVEN: Final = statement(
    lambda: (
        select(
            func.coalesce(func.sum(_counted.c.minutes), 0).label("minutes"),
            func.count(distinct(_counted.c.person)).label("people"),
        )
        .outerjoin(shift_table, shift_table.c.id == _counted.c.shift)
        .outerjoin(activity_table, activity_table.c.id == shift_table.c.activity)
        .where(
            _counted.c.minutes > 0,
            or_(
                _counted.c.shift.is_(None),
                and_(
                    activity_table.c.state != State.WITHDRAWN.value,
                    in_main(activity_table, activity_room),
                ),
            ),
            _counted.c.at >= bindparam("since", type_=UtcTime),
            _counted.c.at < bindparam("until", type_=UtcTime),
        )
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
        """Make one person's presence another's: of two at one shift the first sign-in counts.

        Of two sign-outs the later does, and before any estimate what was said.
        """
        run = self._connection.execute
        theirs = select(attendance).where(attendance.c.person.in_((keep, drop)))
        rows = run(theirs.order_by(attendance.c.shift, attendance.c.since)).all()
        for shift, came in groupby(rows, key=lambda row: row.shift):
            first, *others = came
            for second in others:
                run(delete(attendance).where(_MINE), {"which": shift, "who": second.person})
                run(update(attendance).where(_MINE).values(_left(first, second)),
                    {"which": shift, "who": first.person})  # fmt: skip
        run(update(attendance).where(attendance.c.person == drop).values(person=keep))
        run(update(attendance).where(attendance.c.marked_by == drop).values(marked_by=keep))


def _left(*rows: Any) -> Mapping[str, Any]:
    """Return until when somebody was there of whom several accounts were."""
    left = [row for row in rows if row.until is not None]
    last = max(left, key=lambda row: (not row.estimated, row.until), default=rows[0])
    return {"until": last.until, "estimated": last.estimated}


class Ledger:
    """Keep hours: entries that are never changed, only confirmed or reversed."""

    MERGES = frozenset({
        hours_entry.c.person, hours_entry.c.entered_by, hours_confirmation.c.by,
        hours_approval.c.by,
    })  # fmt: skip

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def enter(
        self, team: TeamId, shift: ShiftId | None, person: PersonId, minutes: int, origin: Origin,
        at: Instant, *, by: PersonId | None = None, reason: str = "", day: Instant | None = None,
        what: str = "",
    ) -> EntryId:  # fmt: skip
        """Enter minutes for somebody; they count once they are confirmed.

        Without a shift `what` says of what, and `day`, an instant in it, of which day.
        """
        return self._add(
            team=team, shift=shift, person=person, minutes=minutes, origin=origin.value,
            reason=reason, entered_by=by, entered_at=at, day=day,
            what=what,
        )  # fmt: skip

    def fill_in(
        self, team: TeamId, shift: ShiftId | None, person: PersonId, minutes: int, at: Instant,
        *, by: PersonId, reason: str = "", day: Instant | None = None, what: str = "",
    ) -> EntryId | HoursEntry:  # fmt: skip
        """Enter minutes for somebody afterwards; where those stand already, return that entry.

        Somebody has one entry in a shift; without one, one of the same length, day and matter.
        """
        self._connection.execute(LOCK_PERSON, {"person": person})
        for each in self.of_person(person, team):
            alike = (each.minutes, each.when.start, each.title) == (minutes, day, what)
            if each.stands and each.shift == shift and (shift is not None or alike):
                return each
        return self.enter(
            team, shift, person, minutes, Origin.FILLED_IN, at, by=by, reason=reason, day=day,
            what=what,
        )  # fmt: skip

    def _add(self, **values: Any) -> EntryId:
        made: int = self._connection.execute(
            insert(hours_entry).values(**values).returning(hours_entry.c.id)
        ).scalar_one()
        return EntryId(made)

    def confirm(
        self, entry: EntryId, by: PersonId, at: Instant, zone: ZoneInfo, *, as_admin: bool
    ) -> bool:
        """Let somebody find an entry right; True where that confirms it, which is once.

        What does not wait to be confirmed is left as it is. What `needs` says may want others.
        """
        self._lock(entry)
        known = self.find(entry)
        if known is None or not known.open:
            return False
        self._connection.execute(
            upsert(hours_approval)
            .values(hours_entry=entry, by=by, as_admin=as_admin, at=at)
            .on_conflict_do_nothing()
        )
        rows = self._connection.execute(
            select(hours_approval.c.as_admin).where(hours_approval.c.hours_entry == entry)
        ).all()
        by_admin = any(row.as_admin for row in rows)
        if not self.needs(known, zone).given(len(rows), by_admin=by_admin):
            return False
        self._connection.execute(_CONFIRM, {"entry": entry, "by": by, "at": at})
        return True

    def needs(self, entry: HoursEntry, zone: ZoneInfo) -> Approval:
        """Say who has to find an entry right, by all that is entered of that person's day."""
        day = entry.day(zone)
        return Approval.for_day(
            sum(
                each.minutes
                for each in self.of_person(entry.person, entry.team)
                if each.stands and each.day(zone) == day
            )
        )

    def reverse(self, entry: EntryId, at: Instant, by: PersonId, reason: str) -> bool:
        """Take an entry back by another one; False where it does not stand any more.

        The reversal is confirmed if the entry was: what counts goes down by what it was.
        """
        self._lock(entry)
        known = self.find(entry)
        if known is None or not known.stands:
            return False
        back = self._add(
            team=known.team, shift=known.shift, person=known.person, minutes=-known.minutes,
            origin=Origin.REVERSAL.value, reason=reason, entered_by=by, entered_at=at,
            reverses=entry, **_of_itself(known),
        )  # fmt: skip
        if known.confirmed:
            self._connection.execute(_CONFIRM, {"entry": back, "by": by, "at": at})
        return True

    def correct(
        self, entry: EntryId, minutes: int, at: Instant, *, by: PersonId, reason: str,
        origin: Origin = Origin.CORRECTED,
    ) -> EntryId | None:  # fmt: skip
        """Reverse an entry and enter what is right instead; None where it does not stand any more.

        What is entered waits to be confirmed.
        """
        known = self.find(entry)
        if known is None or not self.reverse(entry, at, by, reason):
            return None
        return self.enter(
            known.team, known.shift, known.person, minutes, origin, at, by=by, reason=reason,
            **_of_itself(known),
        )  # fmt: skip

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

    def open_of(self, team: TeamId) -> Sequence[HoursEntry]:
        """List the entries of a team that wait to be confirmed, the oldest first."""
        waits = hours_confirmation.c.hours_entry.is_(None)
        return [each for each in self._list(hours_entry.c.team == team, waits) if each.open]

    def standing(self, shift: ShiftId, person: PersonId) -> HoursEntry | None:
        """Return the entry that is held to be true of somebody's shift."""
        mine = (hours_entry.c.shift == shift, hours_entry.c.person == person)
        return next((each for each in self._list(*mine) if each.stands), None)

    def totals(self, team: TeamId, since: Instant | None = None) -> Mapping[PersonId, int]:
        """Return the confirmed minutes of everybody in a team who has some, the most first.

        Of all time, or of what has begun since an instant.
        """
        total = func.sum(hours_entry.c.minutes)
        wanted = [hours_entry.c.team == team]
        if since is not None:
            wanted.append(func.coalesce(shift_table.c.starts, hours_entry.c.day) >= since)
        rows = self._connection.execute(
            select(hours_entry.c.person, total)
            .join(hours_confirmation, hours_confirmation.c.hours_entry == hours_entry.c.id)
            .outerjoin(shift_table, shift_table.c.id == hours_entry.c.shift)
            .where(*wanted)
            .group_by(hours_entry.c.person)
            .having(total > 0)
            .order_by(total.desc(), hours_entry.c.person)
        )
        return {PersonId(person): int(minutes) for person, minutes in rows}

    def given(self, team: TeamId, within: Stretch) -> tuple[int, int]:
        """Return how many minutes were confirmed in a stretch of time, and of how many people.

        Only of activities that a main room sees, and of what was filled in without one.
        """
        values = {"team": team, "since": within.start, "until": within.end}
        row = self._connection.execute(_GIVEN, values).one()
        return int(row.minutes), int(row.people)

    def _list(self, *wanted: ColumnElement[bool]) -> Sequence[HoursEntry]:
        run = self._connection.execute
        rows = run(_ENTRIES.where(*wanted).order_by(hours_entry.c.id)).all()
        approvals: dict[int, list[PersonId]] = {}
        if any(row.confirmed_at is None for row in rows):  # who approved matters only before
            for row in run(_APPROVALS.where(*wanted)):
                approvals.setdefault(row.hours_entry, []).append(PersonId(row.by))
        return [_entry(row, tuple(approvals.get(row.id, ()))) for row in rows]

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Let one person's hours be another's: they were two accounts of one."""
        run = self._connection.execute
        both = select(hours_approval.c.hours_entry).where(hours_approval.c.by == keep)
        twice = hours_approval.c.hours_entry.in_(both.scalar_subquery())
        run(delete(hours_approval).where(hours_approval.c.by == drop, twice))
        for column in sorted(self.MERGES, key=str):
            run(update(column.table).where(column == drop).values({column.name: keep}))


def _of_itself(known: HoursEntry) -> dict[str, Any]:
    """Return what an entry says where no shift says it."""
    return {} if known.shift else {"day": known.when.start, "what": known.title}


def _entry(row: Any, approved_by: tuple[PersonId, ...]) -> HoursEntry:
    when = Stretch(row.starts, row.ends) if row.shift else Stretch(row.day, row.day)
    return HoursEntry(
        id=EntryId(row.id), team=TeamId(row.team), person=PersonId(row.person), name=row.name,
        activity=None if row.activity is None else ActivityId(CallId(row.activity)),
        title=row.title or row.what, role=row.role or "",
        shift=None if row.shift is None else ShiftId(row.shift), when=when,
        minutes=row.minutes, origin=Origin(row.origin), reason=row.reason,
        entered_at=row.entered_at, confirmed=row.confirmed_at is not None,
        reversed=row.back is not None,
        reverses=None if row.reverses is None else EntryId(row.reverses), approved_by=approved_by,
    )  # fmt: skip
