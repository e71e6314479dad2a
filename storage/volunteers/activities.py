"""Activities and their shifts, with the counts of who signed up and who came."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import bindparam, distinct, func, insert, select, update

from bot.domain.call import Call, CallId, State
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant, Stretch
from bot.domain.shift import Planned
from bot.domain.volunteer import Activity, ActivityId, Shift, ShiftId, Standing
from storage.calls import Calls, call_values, in_main
from storage.repeating import statement
from storage.schema import UtcTime
from storage.volunteers.tables import (
    activity_room,
    activity_table,
    attendance,
    shift_table,
    sign_up,
)

HOLD: Final = statement(
    lambda: (
        select(activity_table)
        .join(shift_table, shift_table.c.activity == activity_table.c.id)
        .where(shift_table.c.id == bindparam("shift"))
        # Closing waits for those who are signing up: none does once it has been counted.
        .with_for_update(read=True, of=activity_table)
    )
)
"""Reads the activity of a shift, which nobody closes until we are done."""
_SHIFTS: Final = statement(
    lambda: (
        select(shift_table)
        .where(shift_table.c.activity == bindparam("call"))
        .order_by(shift_table.c.number)
    )
)
_SHIFT: Final = statement(lambda: select(shift_table).where(shift_table.c.id == bindparam("shift")))
_COUNTS: Final = statement(
    lambda: (
        select(sign_up.c.shift, sign_up.c.standing, func.count())
        .join(shift_table, shift_table.c.id == sign_up.c.shift)
        .where(shift_table.c.activity == bindparam("call"))
        .group_by(sign_up.c.shift, sign_up.c.standing)
    )
)
_PRESENT: Final = statement(
    lambda: (
        select(attendance.c.shift, func.count().label("people"))
        .join(shift_table, shift_table.c.id == attendance.c.shift)
        .where(shift_table.c.activity == bindparam("call"))
        .group_by(attendance.c.shift)
    )
)
_PEOPLE: Final = statement(
    lambda: (
        select(func.count(distinct(sign_up.c.person)))
        .join(shift_table, shift_table.c.id == sign_up.c.shift)
        .where(
            shift_table.c.activity == bindparam("call"),
            shift_table.c.cancelled_at.is_(None),
            sign_up.c.standing == Standing.BOOKED.value,
        )
    )
)
_BOOKED: Final = (
    select(func.count())
    .where(sign_up.c.shift == shift_table.c.id, sign_up.c.standing == Standing.BOOKED.value)
    .scalar_subquery()
)
_COMING: Final = statement(lambda: (
    select(activity_table.c.title, shift_table, _BOOKED.label("booked"))
    .join(shift_table, shift_table.c.activity == activity_table.c.id)
    .where(
        activity_table.c.team == bindparam("team"), activity_table.c.state == State.OPEN.value,
        shift_table.c.cancelled_at.is_(None),
        shift_table.c.starts >= bindparam("since", type_=UtcTime),
        shift_table.c.starts < bindparam("until", type_=UtcTime),
        in_main(activity_table, activity_room),
    )
    .order_by(shift_table.c.starts, shift_table.c.id)
))  # fmt: skip


class Activities(Calls[Activity]):
    """Keep activities and their shifts."""

    TABLE = activity_table
    ROOMS = activity_room
    MERGES = frozenset({activity_table.c.author})

    def open(
        self, team: TeamId, author: PersonId, now: Instant, *, title: str, place: str,
        waitlist: bool, cutoff: timedelta, shifts: Sequence[Planned], rooms: Sequence[int],
        by_code: bool = False,
    ) -> Activity:  # fmt: skip
        """Open an activity in rooms, until its last shift is over."""
        made = self._insert(
            team, author, now, rooms=rooms, everyone=False, title=title, place=place,
            waitlist=waitlist, cutoff=_seconds(cutoff), by_code=by_code,
            closes=max(each.ends for each in shifts),
        )  # fmt: skip
        for each in shifts:
            self.add(made, each)
        found = self.find(made.id)
        assert found is not None
        return found

    def add(self, activity: Activity, planned: Planned) -> ShiftId:
        """Add a shift to an activity, and return its id."""
        last = select(func.coalesce(func.max(shift_table.c.number), 0) + 1).where(
            shift_table.c.activity == activity.id
        )
        made: int = self._connection.execute(
            insert(shift_table)
            .values(
                team=activity.team, activity=activity.id, number=last.scalar_subquery(),
                **_planned(planned),
            )
            .returning(shift_table.c.id)
        ).scalar_one()  # fmt: skip
        return ShiftId(made)

    def change(self, shift: ShiftId, planned: Planned) -> None:
        """Give a shift other values; those who have a place keep it."""
        mine = shift_table.c.id == shift
        self._connection.execute(update(shift_table).where(mine).values(**_planned(planned)))

    def cancel(self, shift: ShiftId, at: Instant) -> bool:
        """Cancel a shift, once; False where it was."""
        mine = (shift_table.c.id == shift, shift_table.c.cancelled_at.is_(None))
        changed = self._connection.execute(update(shift_table).where(*mine).values(cancelled_at=at))
        return changed.rowcount == 1

    def find(self, call: CallId) -> Activity | None:
        """Return an activity with its shifts and their counts."""
        run = self._connection.execute
        row = self._row(call)
        if row is None:
            return None
        counts: dict[int, dict[Standing, int]] = {}
        for shift, standing, count in run(_COUNTS, {"call": call}):
            counts.setdefault(shift, {})[Standing(standing)] = count
        present = {row.shift: row.people for row in run(_PRESENT, {"call": call})}
        shifts = tuple(
            _shift(each, counts.get(each.id, {}), present.get(each.id, 0))
            for each in run(_SHIFTS, {"call": call})
        )
        people = self._connection.scalar(_PEOPLE, {"call": call}) or 0
        return _activity(row, people, shifts)

    def brief(self, shift: ShiftId) -> tuple[Activity, Shift] | None:
        """Return a shift and its activity without counts: what a tap needs, however many signed up.

        The activity has no other shift then.
        """
        row = self._connection.execute(_SHIFT, {"shift": shift}).one_or_none()
        if row is None:
            return None
        return _alone(self._row(row.activity), row)

    def held(self, shift: ShiftId) -> tuple[Activity, Shift] | None:
        """Return what `brief` does; nobody closes the activity until we are done."""
        whole = self._connection.execute(HOLD, {"shift": shift}).one_or_none()
        if whole is None:
            return None
        # Read once nobody changes it any more.
        return _alone(whole, self._connection.execute(_SHIFT, {"shift": shift}).one())

    def of(self, shift: ShiftId) -> tuple[Activity, Shift] | None:
        """Return a shift and the activity that it belongs to."""
        whole = self._connection.scalar(
            select(shift_table.c.activity).where(shift_table.c.id == shift)
        )
        found = None if whole is None else self.find(CallId(whole))
        known = None if found is None else found.shift(shift)
        return None if found is None or known is None else (found, known)

    def has_answered(self, call: CallId, person: PersonId) -> bool:
        """Say whether a person has a place in it, waits for one, or is offered one."""
        mine = _theirs(person).where(shift_table.c.activity == call)
        return self._connection.scalar(mine.limit(1)) is not None

    def answered(self, person: PersonId) -> Sequence[CallId]:
        """List the activities that a person signed up for, the newest first; withdrawn aside."""
        mine = (
            _theirs(person)
            .join(activity_table, activity_table.c.id == shift_table.c.activity)
            .where(activity_table.c.state != State.WITHDRAWN.value)
            .distinct()
            .order_by(shift_table.c.activity.desc())
        )
        return [ActivityId(CallId(call)) for call in self._connection.scalars(mine)]

    def ahead(self, team: TeamId, now: Instant) -> Sequence[Activity]:
        """List a team's activities that are not over, the soonest to end first; withdrawn aside."""
        mine = (
            select(activity_table.c.id)
            .where(
                activity_table.c.team == team,
                activity_table.c.state != State.WITHDRAWN.value,
                activity_table.c.closes > now,
            )
            .order_by(activity_table.c.closes)
        )
        found = [self.find(CallId(call)) for call in self._connection.scalars(mine)]
        return [each for each in found if each is not None]

    def shifts_within(self, team: TeamId, within: Stretch) -> Sequence[tuple[str, Shift]]:
        """List the shifts that begin in a stretch of time with what they are for, and the booked.

        Only of activities that a main room sees.
        """
        values = {"team": team, "since": within.start, "until": within.end}
        rows = self._connection.execute(_COMING, values)
        return [(row.title, _shift(row, {Standing.BOOKED: row.booked}, 0)) for row in rows]

    def missing(self, call: Call) -> Sequence[PersonId]:
        """List who is expected: nobody has to volunteer."""
        del call
        return ()

    def count(self, call: CallId, person: PersonId) -> None:
        """Let somebody count who was admitted: an activity has no roll, so all count."""

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Let the activities of one person be another's."""
        self._merge_authors(keep, drop)

    def _made(self, row: Any) -> Activity:
        return _activity(row, 0, ())


def _theirs(person: PersonId) -> Any:
    return (
        select(shift_table.c.activity)
        .join(sign_up, sign_up.c.shift == shift_table.c.id)
        .where(
            sign_up.c.person == person,
            sign_up.c.standing.in_([
                Standing.BOOKED.value, Standing.OFFERED.value, Standing.WAITING.value,
            ]),
        )
    )  # fmt: skip


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def _planned(planned: Planned) -> dict[str, Any]:
    return {
        "starts": planned.starts, "ends": planned.ends, "places": planned.places,
        "role": planned.role, "needs": planned.needs,
    }  # fmt: skip


def _activity(row: Any, people: int, shifts: tuple[Shift, ...]) -> Activity:
    return Activity(
        id=ActivityId(row.id), title=row.title, place=row.place, waitlist=row.waitlist,
        cutoff=timedelta(seconds=row.cutoff), by_code=row.by_code, answered=people, shifts=shifts,
        **call_values(row),
    )  # fmt: skip


def _alone(whole: Any, row: Any) -> tuple[Activity, Shift]:
    made = _shift(row, {}, 0)
    return _activity(whole, 0, (made,)), made


def _shift(row: Any, counts: Mapping[Standing, int], present: int) -> Shift:
    return Shift(
        id=ShiftId(row.id), activity=ActivityId(row.activity), number=row.number,
        starts=row.starts, ends=row.ends, places=row.places, role=row.role, needs=row.needs,
        cancelled=row.cancelled_at is not None, booked=counts.get(Standing.BOOKED, 0),
        offered=counts.get(Standing.OFFERED, 0), waiting=counts.get(Standing.WAITING, 0),
        present=present,
    )  # fmt: skip
