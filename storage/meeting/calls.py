"""Meetings and roll calls, and what is answered to them: one row a person, whatever account."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import and_, bindparam, case, delete, func, insert, or_, select, update

from bot.domain.call import Call, CallId, Refused, State
from bot.domain.identity import PersonId, TeamId
from bot.domain.meeting import (
    SIGN_IN,
    Entry,
    Holder,
    How,
    Meeting,
    MeetingId,
    Noted,
    Office,
    Outcome,
    Permit,
    Presence,
    Quorum,
    Report,
    Says,
    Turnout,
    Votes,
)
from bot.domain.phrase import Instant, Stretch
from bot.domain.series import SeriesId
from storage.calls import Calls, call_values, in_main
from storage.identity import person_table
from storage.meeting.tables import (
    meeting_answer,
    meeting_office,
    meeting_presence,
    meeting_room,
    meeting_table,
)
from storage.repeating import statement
from storage.rolls import COUNTED, Rolls, Standing, roll_entry
from storage.schema import UtcTime, upsert

_LOOKED_BACK: Final = timedelta(days=14)
"""For how long after its end the minutes of a meeting can be found without its number."""

_ANSWERED = meeting_answer.c.waiting.is_(False)
_MINE = meeting_answer.c.meeting == bindparam("call")
_CAME = meeting_presence.c.meeting == bindparam("call")

_FOR_ANSWER = statement(
    lambda: (
        select(meeting_table, roll_entry.c.state.label("standing"))
        .outerjoin(
            roll_entry,
            and_(
                roll_entry.c.roll == meeting_table.c.roll,
                roll_entry.c.person == bindparam("person"),
            ),
        )
        .where(meeting_table.c.id == bindparam("call"))
        # Closing waits for answers that are under way: none is written once it has been counted.
        .with_for_update(read=True, of=meeting_table)
    )
)
_PUT = upsert(meeting_answer).values(
    meeting=bindparam("call"), person=bindparam("person"), says=bindparam("says"),
    remark=bindparam("remark"), at=bindparam("at", type_=UtcTime), waiting=bindparam("waiting"),
    permit=bindparam("permit"),
)  # fmt: skip
_NEW = {name: _PUT.excluded[name] for name in ("says", "remark", "at", "waiting", "permit")}
_REPLACE = statement(
    lambda: _PUT.on_conflict_do_update(index_elements=["meeting", "person"], set_=_NEW)
)
_AGAIN = case(
    (meeting_answer.c.says == _PUT.excluded.says, meeting_answer.c.remark),
    else_=_PUT.excluded.remark,
)
_TAP = statement(
    lambda: _PUT.on_conflict_do_update(
        index_elements=["meeting", "person"], set_={**_NEW, "remark": _AGAIN}
    ).returning(meeting_answer.c.remark)
)
_GIVEN = statement(
    lambda: select(meeting_answer.c.says, meeting_answer.c.remark, meeting_answer.c.permit).where(
        _MINE, meeting_answer.c.person == bindparam("person")
    )
)
_TALLY = statement(
    lambda: (
        select(meeting_answer.c.says, func.count())
        .where(_MINE, _ANSWERED)
        .group_by(meeting_answer.c.says)
    )
)
_ENTRIES = statement(
    lambda: (
        select(meeting_answer, person_table.c.name)
        .join(person_table, person_table.c.id == meeting_answer.c.person)
        .where(_MINE)
        .order_by(meeting_answer.c.at, person_table.c.id)
    )
)
_CONCERNED = statement(
    lambda: (
        select(person_table.c.id, person_table.c.name, person_table.c.forgotten_at)
        .where(
            or_(
                person_table.c.id.in_(
                    select(roll_entry.c.person).where(roll_entry.c.roll == bindparam("roll"))
                ),
                person_table.c.id.in_(select(meeting_presence.c.person).where(_CAME)),
            )
        )
        .order_by(person_table.c.id)
    )
)
"""Who stands on a meeting's roll, or has come."""
_PLACES = statement(
    lambda: select(roll_entry.c.person, roll_entry.c.state, roll_entry.c.votes).where(
        roll_entry.c.roll == bindparam("roll")
    )
)
_PRESENCES = statement(
    lambda: (
        select(meeting_presence)
        .where(_CAME)
        .order_by(meeting_presence.c.at, meeting_presence.c.person)
    )
)
_ANSWERED_BY = statement(
    lambda: (
        select(
            meeting_table, meeting_answer.c.says, meeting_answer.c.remark, meeting_answer.c.permit
        )
        .join(meeting_answer, meeting_answer.c.meeting == meeting_table.c.id)
        .where(
            meeting_answer.c.person == bindparam("person"),
            meeting_table.c.state != State.WITHDRAWN.value,
        )
        .order_by(meeting_answer.c.at.desc())
        .limit(bindparam("most"))
    )
)
_ATTENDING = statement(lambda: (
    select(meeting_table)
    .join(meeting_answer, meeting_answer.c.meeting == meeting_table.c.id)
    .where(
        meeting_answer.c.person == bindparam("person"), meeting_answer.c.says != Says.LEAVE.value,
        _ANSWERED, meeting_table.c.kind.is_not(None), meeting_table.c.starts > bindparam("now"),
        meeting_table.c.state == State.OPEN.value,
    )
    .order_by(meeting_table.c.starts)
))  # fmt: skip
_DUE = statement(lambda: (
    select(meeting_table)
    .where(
        meeting_table.c.reporter.is_not(None), meeting_table.c.report_due.is_not(None),
        meeting_table.c.report.is_(None), meeting_table.c.state == State.CLOSED.value,
    )
    .order_by(meeting_table.c.report_due)
))  # fmt: skip
_DUE_OF = statement(lambda: _DUE.where(meeting_table.c.reporter == bindparam("person")))
_OFFICES = statement(
    lambda: select(meeting_office).where(meeting_office.c.meeting == bindparam("call"))
)
_HERE = and_(
    meeting_presence.c.meeting == bindparam("call"),
    meeting_presence.c.person == roll_entry.c.person,
)
_EXCUSED = and_(
    meeting_answer.c.meeting == bindparam("call"),
    meeting_answer.c.person == roll_entry.c.person,
    meeting_answer.c.says == Says.LEAVE.value,
    meeting_answer.c.permit == Permit.APPROVED.value,
)
_ROLL = statement(
    lambda: (
        select(
            func.count().label("expected"),
            func.count(meeting_presence.c.person).label("present"),
            func.count().filter(roll_entry.c.votes).label("voters"),
            func.count(meeting_presence.c.person)
            .filter(roll_entry.c.votes)
            .label("voters_present"),
            func.count(meeting_answer.c.person)
            .filter(roll_entry.c.votes, meeting_presence.c.person.is_(None))
            .label("voters_excused"),
        )
        .select_from(roll_entry)
        .outerjoin(meeting_presence, _HERE)
        .outerjoin(meeting_answer, _EXCUSED)
        .where(roll_entry.c.roll == bindparam("roll"), roll_entry.c.state.in_(COUNTED))
    )
)
_of_meeting = meeting_presence.c.meeting == meeting_table.c.id
_TURNOUTS = statement(lambda: (
    select(
        meeting_table.c.id, meeting_table.c.title, meeting_table.c.closed_at, meeting_table.c.roll,
        # Of a roll those who are on it, as its card says.
        select(func.count())
        .where(
            _of_meeting,
            or_(
                meeting_table.c.roll.is_(None),
                select(roll_entry.c.person)
                .where(
                    roll_entry.c.roll == meeting_table.c.roll,
                    roll_entry.c.person == meeting_presence.c.person,
                    roll_entry.c.state.in_(COUNTED),
                )
                .exists(),
            ),
        )
        .scalar_subquery()
        .label("present"),
        select(func.count())
        .where(roll_entry.c.roll == meeting_table.c.roll, roll_entry.c.state.in_(COUNTED))
        .scalar_subquery()
        .label("expected"),
    )
    .where(
        meeting_table.c.team == bindparam("team"), meeting_table.c.kind.is_not(None),
        meeting_table.c.state == State.CLOSED.value,
        meeting_table.c.closed_at >= bindparam("since", type_=UtcTime),
        meeting_table.c.closed_at < bindparam("until", type_=UtcTime),
        in_main(meeting_table, meeting_room),
    )
    .order_by(meeting_table.c.starts, meeting_table.c.id)
))  # fmt: skip
_PRESENT = statement(
    lambda: select(func.count()).where(meeting_presence.c.meeting == bindparam("call"))
)


class Meetings(Calls[Meeting]):
    """Keep meetings and roll calls, and what is answered to them."""

    TABLE = meeting_table
    ROOMS = meeting_room
    MERGES = frozenset({
        meeting_table.c.author, meeting_table.c.approved_by, meeting_table.c.reporter,
        meeting_answer.c.person, meeting_office.c.person,
    })  # fmt: skip

    def open(
        self, team: TeamId, author: PersonId, now: Instant, *, title: str, starts: Instant,
        place: str, closes: Instant, everyone: bool, rooms: Sequence[int],
        offices: Mapping[Office, Holder] | None = None, length: timedelta | None = None,
        topics: Sequence[str] = (), quorum: Quorum | None = None, **values: Any,
    ) -> Meeting:  # fmt: skip
        """Open a meeting in rooms; one without a `kind` is a roll call."""
        made = self._insert(
            team, author, now, rooms=rooms, everyone=everyone, title=title, starts=starts,
            place=place, closes=closes, length=_seconds(length), topics=list(topics),
            quorum=quorum, **values,
        )  # fmt: skip
        self.appoint(made.id, offices or {})
        return made

    def appoint(self, call: CallId, offices: Mapping[Office, Holder]) -> None:
        """Give the offices of a meeting to people; what is not named is nobody's."""
        self._connection.execute(delete(meeting_office).where(meeting_office.c.meeting == call))
        rows = [
            {"meeting": call, "office": office.value, "person": held.person, "name": held.name}
            for office, held in offices.items()
        ]
        if rows:
            self._connection.execute(insert(meeting_office), rows)

    def find(self, call: CallId) -> Meeting | None:
        """Return a meeting with its counts."""
        run = self._connection.execute
        row = self._row(call)
        if row is None:
            return None
        counts = {Says(says): count for says, count in run(_TALLY, {"call": call})}
        values: dict[str, Any] = {"counts": counts, "answered": sum(counts.values())}
        if row.roll is not None:
            found = run(_ROLL, {"call": call, "roll": row.roll}).one()
            values |= {"expected": found.expected, "present": found.present}
            if row.quorum is not None:
                base = found.voters - (found.voters_excused if row.leave_aside else 0)
                needed = Quorum(row.quorum).needed(base)
                values["votes"] = Votes(found.voters_present, base, needed)
        elif row.kind is not None:
            values["present"] = run(_PRESENT, {"call": call}).scalar_one()
        return _meeting(row, self._offices(row), **values)

    def _offices(self, row: Any) -> Mapping[Office, Holder]:
        if row.kind is None:
            return {}
        rows = self._connection.execute(_OFFICES, {"call": row.id})
        return {Office(each.office): Holder(each.name, each.person) for each in rows}

    def answer(
        self, call: CallId, person: PersonId, says: Says, at: Instant, *,
        remark: str | None = None, permit: Permit | None = None,
    ) -> Outcome:  # fmt: skip
        """Record what a person answers, in place of what they answered before.

        Without a `remark` the one of an equal answer before it stays. `permit` is how leave stands.
        """
        held = self.kept_open(call, person)
        if held is None:
            return Refused("gone")
        barred = self._barred(*held, person, at)
        if isinstance(barred, Refused):
            return barred
        values: dict[str, Any] = {
            "call": call, "person": person, "says": says.value, "remark": remark or "", "at": at,
            "waiting": barred is not None, "permit": permit,
        }  # fmt: skip
        if remark is None:
            remark = self._connection.execute(_TAP, values).scalar_one() or ""
        else:
            self._connection.execute(_REPLACE, values)
        return barred or Noted(says, remark, permit)

    def kept_open(self, call: CallId, person: PersonId) -> tuple[Meeting, str | None] | None:
        """Return a meeting that nobody ends until we are done, and how somebody is on its roll."""
        row = self._connection.execute(_FOR_ANSWER, {"call": call, "person": person}).one_or_none()
        return None if row is None else (self._made(row), row.standing)

    def permit(self, call: CallId, person: PersonId, permit: Permit) -> bool:
        """Approve or refuse leave that was asked for; False where that was settled already."""
        theirs = (meeting_answer.c.meeting == call, meeting_answer.c.person == person)
        asked = (meeting_answer.c.says == Says.LEAVE.value, meeting_answer.c.permit.is_not(None))
        changed = self._connection.execute(
            update(meeting_answer)
            .where(*theirs, *asked, meeting_answer.c.permit != permit.value)
            .values(permit=permit.value)
        )
        return changed.rowcount == 1

    def given(self, call: CallId, person: PersonId) -> Noted | None:
        """Return what a person has answered."""
        row = self._connection.execute(_GIVEN, {"call": call, "person": person}).one_or_none()
        return None if row is None else _noted(row)

    def entries(self, call: Meeting) -> Sequence[Entry]:
        """List who answered what, in that order, and then who of a fixed roll is silent."""
        here = self._presences(call)
        roll = self._roll(call)
        rows = self._connection.execute(_ENTRIES, {"call": call.id})
        found = [
            Entry(
                person=row.person, name=row.name, says=Says(row.says), remark=row.remark or "",
                at=row.at, waiting=row.waiting, permit=_permit(row.permit),
                presence=here.get(row.person), **_place(roll, row.person),
            )
            for row in rows
        ]  # fmt: skip
        answered = {each.person for each in found}
        concerned = {"call": call.id, "roll": call.roll}
        for row in self._connection.execute(_CONCERNED, concerned):
            standing = roll[row.id].state if row.id in roll else None
            if row.id in answered or (
                row.id not in here and (standing not in COUNTED or row.forgotten_at is not None)
            ):
                continue
            waiting = call.roll is not None and standing not in COUNTED
            found.append(
                Entry(
                    row.id, row.name, None, waiting=waiting, presence=here.get(row.id),
                    **_place(roll, row.id),
                )
            )  # fmt: skip
        return found

    def _presences(self, call: Meeting) -> Mapping[PersonId, Presence]:
        if call.kind is None:
            return {}
        rows = self._connection.execute(_PRESENCES, {"call": call.id})
        return {PersonId(row.person): Presence(row.at, row.late, How(row.how)) for row in rows}

    def _roll(self, call: Meeting) -> Mapping[PersonId, Any]:
        if call.roll is None:
            return {}
        rows = self._connection.execute(_PLACES, {"roll": call.roll})
        return {PersonId(row.person): row for row in rows}

    def has_answered(self, call: CallId, person: PersonId) -> bool:
        """Say whether a person has answered, or has come."""
        came = (meeting_presence.c.meeting == call, meeting_presence.c.person == person)
        if self.given(call, person) is not None:
            return True
        return self._connection.scalar(select(meeting_presence.c.person).where(*came)) is not None

    def answered(self, person: PersonId) -> Sequence[CallId]:
        """List the meetings that a person answered, the newest first; withdrawn ones aside."""
        calls = meeting_answer.c.meeting
        theirs = (
            select(calls)
            .join(meeting_table, meeting_table.c.id == calls)
            .where(
                meeting_answer.c.person == person, meeting_table.c.state != State.WITHDRAWN.value
            )
            .order_by(calls.desc())
        )
        return [MeetingId(CallId(call)) for call in self._connection.scalars(theirs)]

    def missing(self, call: Call) -> Sequence[PersonId]:
        """List who is expected and has neither answered nor come; nobody is on an open roll."""
        if call.roll is None:
            return ()
        answered = select(meeting_answer.c.person).where(meeting_answer.c.meeting == call.id)
        came = select(meeting_presence.c.person).where(meeting_presence.c.meeting == call.id)
        known = set(self._connection.scalars(answered.union(came)))
        expected = Rolls(self._connection).expected(call.roll)
        return [person for person in expected if person not in known]

    def count(self, call: CallId, person: PersonId) -> None:
        """Let the waiting answer of somebody who was admitted count."""
        theirs = (meeting_answer.c.meeting == call, meeting_answer.c.person == person)
        self._connection.execute(update(meeting_answer).where(*theirs).values(waiting=False))

    def answered_by(self, person: PersonId, most: int) -> Sequence[tuple[Meeting, Noted]]:
        """List what a person answered last."""
        rows = self._connection.execute(_ANSWERED_BY, {"person": person, "most": most})
        return [(self._made(row), _noted(row)) for row in rows]

    def attending(self, person: PersonId, now: Instant) -> Sequence[Meeting]:
        """List the meetings still to start to which a person said that they come."""
        rows = self._connection.execute(_ATTENDING, {"person": person, "now": now})
        return [self._made(row) for row in rows]

    # The report that one person is asked for

    def report(self, call: CallId) -> Report | None:
        """Return the report about a meeting; None where nobody was named for it."""
        row = self._row(call)
        return None if row is None or row.reporter is None else _report(row)

    def reports_due(self, person: PersonId | None) -> Sequence[tuple[Meeting, Report]]:
        """List the reports that a person, or anybody, still owes."""
        run = self._connection.execute
        rows = run(_DUE) if person is None else run(_DUE_OF, {"person": person})
        return [(self._made(row), _report(row)) for row in rows]

    # Which of a team's meetings is meant

    def ahead(self, team: TeamId, now: Instant) -> Sequence[Meeting]:
        """List the open meetings and roll calls of a team, the soonest first."""
        return self._of(
            team, meeting_table.c.state == State.OPEN.value, meeting_table.c.closes > now
        )

    def begun(self, team: TeamId, since: Instant, now: Instant) -> Sequence[Meeting]:
        """List the meetings and roll calls of a team that began since then, the last one first."""
        starts = meeting_table.c.starts
        not_withdrawn = meeting_table.c.state != State.WITHDRAWN.value
        return self._of(team, starts >= since, starts <= now, not_withdrawn)[::-1]

    def held(self, team: TeamId, since: Instant, until: Instant) -> Sequence[Meeting]:
        """List a team's meetings that began in a stretch of time, the earliest first."""
        starts = meeting_table.c.starts
        return self._of(
            team, meeting_table.c.kind.is_not(None), starts >= since, starts < until,
            meeting_table.c.state != State.WITHDRAWN.value,
        )  # fmt: skip

    def turnouts(self, team: TeamId, within: Stretch) -> Sequence[Turnout]:
        """Say of a team's meetings that ended in a stretch of time how many came, by their start.

        Only of those that a main room sees.
        """
        values = {"team": team, "since": within.start, "until": within.end}
        return [
            Turnout(
                MeetingId(CallId(row.id)), row.title, row.closed_at, row.present,
                None if row.roll is None else row.expected,
            )
            for row in self._connection.execute(_TURNOUTS, values)
        ]  # fmt: skip

    def begin_within(self, team: TeamId, within: Stretch) -> Sequence[Meeting]:
        """List the open meetings and roll calls that begin in a stretch, if a main room sees."""
        return self.public(team, State.OPEN, meeting_table.c.starts, within)

    def called(self, series: SeriesId) -> Mapping[MeetingId, str]:
        """Return which meetings were called of a series, each with its nominal time."""
        rows = self._connection.execute(
            select(meeting_table.c.id, meeting_table.c.nominal).where(
                meeting_table.c.series == series
            )
        )
        return {MeetingId(row.id): row.nominal for row in rows}

    def to_begin(self, series: SeriesId, now: Instant) -> Mapping[MeetingId, str]:
        """Return those that were called of a series, stand, and have not begun."""
        rows = self._connection.execute(
            select(meeting_table.c.id, meeting_table.c.nominal)
            .where(
                meeting_table.c.series == series, meeting_table.c.starts > now,
                meeting_table.c.state == State.OPEN.value,
            )
            .order_by(meeting_table.c.starts)
        )  # fmt: skip
        return {MeetingId(row.id): row.nominal for row in rows}

    def series_of(self, call: CallId) -> tuple[SeriesId, str] | None:
        """Return of which series a meeting is, and its nominal time there; None of any other."""
        row = self._row(call)
        return None if row is None or row.series is None else (SeriesId(row.series), row.nominal)

    def kinds_used(self, team: TeamId) -> frozenset[str]:
        """Return the kinds of which a team has ever called a meeting."""
        used = select(meeting_table.c.kind).distinct()
        theirs = used.where(meeting_table.c.team == team, meeting_table.c.kind.is_not(None))
        return frozenset(self._connection.scalars(theirs))

    def to_record(self, team: TeamId, now: Instant) -> Sequence[Meeting]:
        """List the meetings that have begun, their minutes not yet approved, the last first."""
        found = self._of(
            team, meeting_table.c.kind.is_not(None),
            meeting_table.c.state.in_([State.OPEN.value, State.CLOSED.value]),
            meeting_table.c.approved_at.is_(None),
            or_(
                meeting_table.c.closed_at > now - _LOOKED_BACK,
                and_(meeting_table.c.closed_at.is_(None), meeting_table.c.starts <= now + SIGN_IN),
            ),
        )  # fmt: skip
        return found[::-1]

    def _of(self, team: TeamId, *also: Any) -> Sequence[Meeting]:
        rows = self._connection.execute(
            select(meeting_table)
            .where(meeting_table.c.team == team, *also)
            .order_by(meeting_table.c.starts, meeting_table.c.id)
        )
        return [self._made(row) for row in rows]

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Make one person's answers another's: of two to one meeting the later counts."""
        run = self._connection.execute
        self._merge_authors(keep, drop)
        for column in (
            meeting_table.c.approved_by,
            meeting_table.c.reporter,
            meeting_office.c.person,
        ):
            run(update(column.table).where(column == drop).values({column.name: keep}))
        mine, theirs = meeting_answer.alias(), meeting_answer.alias()
        both = select(
            mine.c.meeting, (theirs.c.at > mine.c.at).label("changed"),
            and_(mine.c.waiting, theirs.c.waiting).label("waiting"),
        ).where(
            mine.c.person == keep, theirs.c.person == drop, mine.c.meeting == theirs.c.meeting
        )  # fmt: skip
        for row in run(both).all():
            in_it = meeting_answer.c.meeting == row.meeting
            loser = meeting_answer.c.person == (keep if row.changed else drop)
            run(delete(meeting_answer).where(in_it, loser))
            left = meeting_answer.c.person.in_([keep, drop])
            # Who was expected under either name is expected: their answer waits for nobody.
            run(update(meeting_answer).where(in_it, left).values(waiting=row.waiting))
        run(update(meeting_answer).where(meeting_answer.c.person == drop).values(person=keep))

    def _made(self, row: Any) -> Meeting:
        return _meeting(row, {})


def _report(row: Any) -> Report:
    return Report(PersonId(row.reporter), row.report_due, row.report or "")


def _noted(row: Any) -> Noted:
    # Of somebody who was forgotten the answer stays, and not what they said with it.
    return Noted(Says(row.says), row.remark or "", _permit(row.permit))


def _permit(value: str | None) -> Permit | None:
    return None if value is None else Permit(value)


def _place(roll: Mapping[PersonId, Any], person: PersonId) -> dict[str, Any]:
    """Return how somebody stands on the roll: as a guest, with a vote."""
    entry = roll.get(person)
    if entry is None:
        return {}
    return {"guest": entry.state == Standing.ADMITTED.value, "votes": entry.votes}


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds())


def _meeting(row: Any, offices: Mapping[Office, Holder], **counted: Any) -> Meeting:
    values: dict[str, Any] = {"counts": {}, "answered": 0, "expected": None} | counted
    return Meeting(
        id=MeetingId(row.id), title=row.title, starts=row.starts, place=row.place, kind=row.kind,
        length=None if row.length is None else timedelta(seconds=row.length),
        topics=tuple(row.topics or ()), leave_aside=row.leave_aside, by_code=row.by_code,
        quorum=None if row.quorum is None else Quorum(row.quorum), offices=offices,
        approved_at=row.approved_at, **values, **call_values(row),
    )  # fmt: skip
