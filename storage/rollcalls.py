"""Roll calls and their answers: one row a person, whatever account they use."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    select,
    update,
)

from bot.domain.audience import EVERYBODY
from bot.domain.call import Call, CallId, Refused
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant
from bot.domain.rollcall import Entry, Noted, Outcome, RollCall, RollCallId, Says
from storage.calls import Calls, call_key, call_table, call_values, room_table_of
from storage.columns import flag, instant, text
from storage.identity import (
    person_table,
    scope,
)
from storage.rolls import Rolls, roll_entry
from storage.schema import Retention, UtcTime, metadata, upsert

rollcall_table = call_table(
    "rollcall",
    text("title", kept=Retention.RECORD), text("place", kept=Retention.RECORD), instant("starts"),
)  # fmt: skip
rollcall_room = room_table_of(rollcall_table)
rollcall_answer = Table(
    "rollcall_answer", metadata,
    call_key(rollcall_table),
    Column("person", ForeignKey("person.id"), primary_key=True,
           info={"retention": Retention.RECORD}),
    text("says"), text("remark", kept=Retention.ACCOUNT, nullable=True), instant("at"),
    flag("waiting"),
    Index("ix_rollcall_answer_person", "person"),
)  # fmt: skip

ROLLCALL_TEAM: Final = scope(rollcall_table)
"""How the id of a roll call leads to its team."""

_ANSWERED = rollcall_answer.c.waiting.is_(False)
_MINE = rollcall_answer.c.rollcall == bindparam("call")

_FIND = select(rollcall_table).where(rollcall_table.c.id == bindparam("call"))
_FOR_ANSWER = (
    select(rollcall_table, roll_entry.c.state.label("standing"))
    .outerjoin(
        roll_entry,
        and_(
            roll_entry.c.roll == rollcall_table.c.roll,
            roll_entry.c.person == bindparam("person"),
        ),
    )
    .where(rollcall_table.c.id == bindparam("call"))
    # Closing waits for answers that are under way: none is written once it has been counted.
    .with_for_update(read=True, of=rollcall_table)
)
_PUT = upsert(rollcall_answer).values(
    rollcall=bindparam("call"), person=bindparam("person"), says=bindparam("says"),
    remark=bindparam("remark"), at=bindparam("at", type_=UtcTime), waiting=bindparam("waiting"),
)  # fmt: skip
_NEW = {name: _PUT.excluded[name] for name in ("says", "remark", "at", "waiting")}
_REPLACE = _PUT.on_conflict_do_update(index_elements=["rollcall", "person"], set_=_NEW)
_AGAIN = case(
    (rollcall_answer.c.says == _PUT.excluded.says, rollcall_answer.c.remark),
    else_=_PUT.excluded.remark,
)
_TAP = _PUT.on_conflict_do_update(
    index_elements=["rollcall", "person"], set_={**_NEW, "remark": _AGAIN}
).returning(rollcall_answer.c.remark)
_GIVEN = select(rollcall_answer.c.says, rollcall_answer.c.remark).where(
    _MINE, rollcall_answer.c.person == bindparam("person")
)
_TALLY = (
    select(rollcall_answer.c.says, func.count())
    .where(_MINE, _ANSWERED)
    .group_by(rollcall_answer.c.says)
)
_ENTRIES = (
    select(
        rollcall_answer.c.person, person_table.c.name, rollcall_answer.c.says,
        rollcall_answer.c.remark, rollcall_answer.c.at, rollcall_answer.c.waiting,
    )
    .join(person_table, person_table.c.id == rollcall_answer.c.person)
    .where(_MINE)
    .order_by(rollcall_answer.c.at, person_table.c.id)
)  # fmt: skip


class RollCalls(Calls[RollCall]):
    """Keep roll calls and their answers."""

    TABLE = rollcall_table
    ROOMS = rollcall_room
    MERGES = frozenset({rollcall_table.c.author, rollcall_answer.c.person})

    def open(
        self, team: TeamId, author: PersonId, now: Instant, *, title: str, starts: Instant,
        place: str, closes: Instant, everyone: bool, rooms: Sequence[int],
    ) -> RollCall:  # fmt: skip
        """Open a roll call in rooms."""
        return self._insert(
            team, author, now, rooms=rooms, expected=EVERYBODY if everyone else None,
            title=title, starts=starts, place=place, closes=closes,
        )  # fmt: skip

    def find(self, call: CallId) -> RollCall | None:
        """Return a roll call with its counts."""
        row = self._connection.execute(_FIND, {"call": call}).one_or_none()
        if row is None:
            return None
        tally = self._connection.execute(_TALLY, {"call": call}).all()
        expected = None if row.roll is None else len(Rolls(self._connection).expected(row.roll))
        return _rollcall(row, {Says(says): count for says, count in tally}, expected)

    def answer(
        self, call: CallId, person: PersonId, says: Says, at: Instant, *, remark: str | None = None
    ) -> Outcome:
        """Record what a person answers, in place of what they answered before.

        Without a `remark` the one of an equal answer before it stays.
        """
        row = self._connection.execute(_FOR_ANSWER, {"call": call, "person": person}).one_or_none()
        if row is None:
            return Refused("gone")
        barred = self._barred(self._made(row), row.standing, person, at)
        if isinstance(barred, Refused):
            return barred
        values: dict[str, Any] = {
            "call": call, "person": person, "says": says.value, "remark": remark or "", "at": at,
            "waiting": barred is not None,
        }  # fmt: skip
        if remark is None:
            remark = self._connection.execute(_TAP, values).scalar_one() or ""
        else:
            self._connection.execute(_REPLACE, values)
        return barred or Noted(says, remark)

    def given(self, call: CallId, person: PersonId) -> Noted | None:
        """Return what a person has answered."""
        row = self._connection.execute(_GIVEN, {"call": call, "person": person}).one_or_none()
        return None if row is None else _noted(row)

    def entries(self, call: RollCall) -> Sequence[Entry]:
        """List who answered what, in that order, and then who of a fixed roll is silent."""
        rows = self._connection.execute(_ENTRIES, {"call": call.id}).all()
        found = [
            Entry(row.name, Says(row.says), row.remark or "", row.at, row.waiting) for row in rows
        ]
        silent = select(person_table.c.name).where(person_table.c.id.in_(self.missing(call)))
        silent = silent.order_by(person_table.c.id)
        return [*found, *(Entry(name, None) for name in self._connection.scalars(silent))]

    def has_answered(self, call: CallId, person: PersonId) -> bool:
        """Say whether a person has answered."""
        return self.given(call, person) is not None

    def answered(self, person: PersonId) -> Sequence[CallId]:
        """List the roll calls that a person answered, the newest first; withdrawn ones aside."""
        calls = rollcall_answer.c.rollcall
        theirs = (
            select(calls)
            .join(rollcall_table, rollcall_table.c.id == calls)
            .where(rollcall_answer.c.person == person, rollcall_table.c.state != "withdrawn")
            .order_by(calls.desc())
        )
        return [RollCallId(CallId(call)) for call in self._connection.scalars(theirs)]

    def missing(self, call: Call) -> Sequence[PersonId]:
        """List who is expected and has not answered; nobody is missing on an open roll."""
        if call.roll is None:
            return ()
        answered = select(rollcall_answer.c.person).where(rollcall_answer.c.rollcall == call.id)
        known = set(self._connection.scalars(answered))
        expected = Rolls(self._connection).expected(call.roll, known=True)
        return [person for person in expected if person not in known]

    def count(self, call: CallId, person: PersonId) -> None:
        """Let the waiting answer of somebody who was admitted count."""
        theirs = (rollcall_answer.c.rollcall == call, rollcall_answer.c.person == person)
        self._connection.execute(update(rollcall_answer).where(*theirs).values(waiting=False))

    def answered_by(self, person: PersonId, most: int) -> Sequence[tuple[RollCall, Noted]]:
        """List what a person answered last."""
        rows = self._connection.execute(
            select(rollcall_table, rollcall_answer.c.says, rollcall_answer.c.remark)
            .join(rollcall_answer, rollcall_answer.c.rollcall == rollcall_table.c.id)
            .where(rollcall_answer.c.person == person, rollcall_table.c.state != "withdrawn")
            .order_by(rollcall_answer.c.at.desc())
            .limit(most)
        )
        return [(self._made(row), _noted(row)) for row in rows]

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Make one person's answers another's: of two to one roll call the later counts."""
        run = self._connection.execute
        self._merge_authors(keep, drop)
        mine, theirs = rollcall_answer.alias(), rollcall_answer.alias()
        both = select(
            mine.c.rollcall, (theirs.c.at > mine.c.at).label("changed"),
            and_(mine.c.waiting, theirs.c.waiting).label("waiting"),
        ).where(
            mine.c.person == keep, theirs.c.person == drop, mine.c.rollcall == theirs.c.rollcall
        )  # fmt: skip
        for row in run(both).all():
            in_it = rollcall_answer.c.rollcall == row.rollcall
            loser = rollcall_answer.c.person == (keep if row.changed else drop)
            run(delete(rollcall_answer).where(in_it, loser))
            left = rollcall_answer.c.person.in_([keep, drop])
            # Who was expected under either name is expected: their answer waits for nobody.
            run(update(rollcall_answer).where(in_it, left).values(waiting=row.waiting))
        run(update(rollcall_answer).where(rollcall_answer.c.person == drop).values(person=keep))

    def _made(self, row: Any) -> RollCall:
        return _rollcall(row, {}, None)


def _noted(row: Any) -> Noted:
    # Of somebody who was forgotten the answer stays, and not what they said with it.
    return Noted(Says(row.says), row.remark or "")


def _rollcall(row: Any, counts: Mapping[Says, int], expected: int | None) -> RollCall:
    return RollCall(
        id=RollCallId(row.id), title=row.title, starts=row.starts, place=row.place, counts=counts,
        answered=sum(counts.values()), expected=expected, **call_values(row),
    )  # fmt: skip
