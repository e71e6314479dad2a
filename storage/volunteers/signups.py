"""Who has a place in a shift, who waits for one and whom it is offered: one row a person.

A place is given by one INSERT that counts those given before, under the lock of the shift: whoever
comes at the same moment waits for it, and counts anew.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Connection,
    Exists,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from bot.domain.call import Refused, State
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant, Stretch
from bot.domain.volunteer import (
    ActivityId,
    Booked,
    Lacks,
    Overlaps,
    Shift,
    ShiftId,
    SigningUp,
    SignUp,
    Standing,
    Waits,
    qualifies,
)
from storage.columns import Literal
from storage.identity import LOCK_PERSON, person_table
from storage.repeating import statement
from storage.schema import UtcTime, upsert
from storage.volunteers.activities import HOLD, Activities
from storage.volunteers.profiles import Profiles
from storage.volunteers.tables import activity_table, shift_table, sign_up

_BOOKED: Final[Literal] = literal_column("'booked'")
_WAITING: Final[Literal] = literal_column("'waiting'")
_HELD: Final[tuple[Literal, ...]] = (_BOOKED, literal_column("'offered'"))
"""How those stand who have a place, or for whom one is kept."""

# Of names that are no columns', as an UPDATE wants them.
_mine = and_(sign_up.c.shift == bindparam("which"), sign_up.c.person == bindparam("who"))
_at = bindparam("at", type_=UtcTime)

_LOCK_SHIFT: Final = statement(
    lambda: select(shift_table.c.id).where(shift_table.c.id == bindparam("shift")).with_for_update()
)
_others = sign_up.alias("others")
_other = shift_table.alias("other")
_whole = activity_table.alias("whole")


def _elsewhere(person: Any, *columns: Any) -> Select[Any]:
    """Select of the places of a person those that collide with the shift around it."""
    return (
        select(*columns)
        .select_from(_others)
        .join(_other, _other.c.id == _others.c.shift)
        .join(_whole, _whole.c.id == _other.c.activity)
        .where(
            _others.c.person == person,
            _others.c.standing.in_(_HELD),
            _other.c.id != shift_table.c.id,
            _other.c.cancelled_at.is_(None),
            _whole.c.state != literal_column("'withdrawn'"),
            _other.c.starts < shift_table.c.ends,
            _other.c.ends > shift_table.c.starts,
        )
    )


def _is_elsewhere(person: Any) -> Exists:
    return exists(_elsewhere(person, _others.c.id).correlate(shift_table, sign_up))


_counted = sign_up.alias("counted")
_TAKEN: Final = (
    select(func.count())
    .select_from(_counted)
    .where(_counted.c.shift == shift_table.c.id, _counted.c.standing.in_(_HELD))
    .correlate(shift_table)
    .scalar_subquery()
)
_FREE: Final = or_(shift_table.c.places.is_(None), shift_table.c.places > _TAKEN)
"""Whether the shift of the statement around it has a place left."""
_STANDS: Final = and_(
    shift_table.c.id == bindparam("shift"),
    shift_table.c.cancelled_at.is_(None),
    shift_table.c.starts > _at,
)


_in_line = sign_up.alias("in_line")
_NOBODY_WAITS: Final = ~exists(
    select(_in_line.c.id)
    .where(
        _in_line.c.shift == shift_table.c.id,
        _in_line.c.standing == _WAITING,
        ~exists(_elsewhere(_in_line.c.person, _others.c.id).correlate(shift_table, _in_line)),
    )
    .correlate(shift_table)
)
"""Whether a place that is free is nobody's yet: whoever waits and has time is asked first."""
_BOOKS: Final = and_(_FREE, _NOBODY_WAITS)
_ENTER: Final = statement(
    lambda: (
        upsert(sign_up)
        .from_select(
            ["shift", "person", "standing", "at", "offered_until"],
            select(
                shift_table.c.id, bindparam("person"), case((_BOOKS, _BOOKED), else_=_WAITING),
                _at, literal_column("NULL"),
            ).where(
                _STANDS, ~_is_elsewhere(bindparam("person")),
                or_(bindparam("waitlist", type_=Boolean), _BOOKS),
            ),
        )
        .on_conflict_do_nothing()
        .returning(sign_up.c.id, sign_up.c.standing)
    )
)  # fmt: skip
"""Enters somebody, with a place if there is one at that very moment, or else in the line."""
_OVERLAPS: Final = (
    _elsewhere(bindparam("person"), _whole.c.title, _other.c.starts, _other.c.ends)
    .join(shift_table, shift_table.c.id == bindparam("shift"))
    .order_by(_other.c.starts)
    .limit(1)
)
_COLLIDES: Final = (
    _elsewhere(bindparam("person"), _whole.c.title, _other.c.starts, _other.c.ends)
    .join(shift_table, shift_table.c.id == bindparam("shift"))
    .join(
        sign_up,
        and_(sign_up.c.shift == shift_table.c.id, sign_up.c.person == bindparam("person")),
    )
    .where(sign_up.c.standing.in_(_HELD), or_(_others.c.id < sign_up.c.id, _other.c.starts <= _at))
    .order_by(_others.c.id)
    .limit(1)
)
_OF: Final = statement(
    lambda: (
        select(sign_up, person_table.c.name)
        .join(person_table, person_table.c.id == sign_up.c.person)
        .where(_mine)
    )
)
_HOW: Final = statement(lambda: select(sign_up.c.id, sign_up.c.standing).where(_mine))
_FORGET: Final = statement(lambda: delete(sign_up).where(_mine))
_WITHDRAW: Final = statement(
    lambda: (
        update(sign_up)
        .where(_mine)
        .values(standing=Standing.WITHDRAWN.value, offered_until=literal_column("NULL"))
    )
)
_AHEAD: Final = statement(
    lambda: (
        select(sign_up.c.shift, sign_up.c.standing)
        .join(shift_table, shift_table.c.id == sign_up.c.shift)
        .join(activity_table, activity_table.c.id == shift_table.c.activity)
        .where(
            sign_up.c.person == bindparam("person"),
            sign_up.c.standing.in_((*_HELD, _WAITING)),
            shift_table.c.cancelled_at.is_(None),
            shift_table.c.ends > bindparam("now", type_=UtcTime),
            activity_table.c.state != literal_column("'withdrawn'"),
        )
        .order_by(shift_table.c.starts, shift_table.c.id)
    )
)
_AHEAD_IN: Final = statement(lambda: _AHEAD.where(activity_table.c.id == bindparam("call")))
_NTH: Final = statement(
    lambda: select(func.count()).where(
        sign_up.c.shift == bindparam("shift"),
        sign_up.c.standing == _WAITING,
        sign_up.c.id <= bindparam("id"),
    )
)
_BOOK_WAITING: Final = statement(
    lambda: update(sign_up).where(_mine).values(standing=Standing.BOOKED.value)
)
_NEXT: Final = statement(
    lambda: (
        select(sign_up.c.id, sign_up.c.person)
        .join(shift_table, shift_table.c.id == sign_up.c.shift)
        .where(_STANDS, sign_up.c.standing == _WAITING, _FREE, ~_is_elsewhere(sign_up.c.person))
        .order_by(sign_up.c.id)
        .limit(1)
    )
)
_OFFER: Final = statement(
    lambda: (
        update(sign_up)
        .where(_mine)
        .values(standing=Standing.OFFERED.value, offered_until=bindparam("until", type_=UtcTime))
    )
)
_held = sign_up.alias("held")
_LINES: Final = statement(
    lambda: (
        select(sign_up.c.shift)
        .join(_held, _held.c.person == sign_up.c.person)
        .where(_held.c.shift == bindparam("shift"), sign_up.c.standing == _WAITING)
        .distinct()
    )
)
_LINES_OF: Final = statement(lambda: _LINES.where(_held.c.person == bindparam("person")))


_RANK: Final = (
    Standing.BOOKED, Standing.OFFERED, Standing.WAITING, Standing.LAPSED, Standing.WITHDRAWN,
)  # fmt: skip
"""How people stand to a shift, what is worth most first."""


class SignUps:
    """Keep who has signed up for a shift."""

    MERGES = frozenset({sign_up.c.person})

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    # Signing up

    def take(self, team: TeamId, shift: ShiftId, person: PersonId, at: Instant) -> SigningUp:
        """Give somebody a place, or let them wait where there is none; say why if neither.

        Whoever is offered a place takes it so.
        """
        # Nothing is asked under the lock of the shift that can be known before: where all want one,
        # each waits for all that is asked under it by those who came earlier.
        self._connection.execute(LOCK_PERSON, {"person": person})
        known = Activities(self._connection).held(shift)
        if known is None:
            return Refused("gone")
        activity, mine = known
        if not activity.takes_answers(at):
            over = activity.state is State.WITHDRAWN
            return Refused(State.WITHDRAWN if over else State.CLOSED)
        if (barred := mine.barred(at)) is not None:
            return barred
        row = self._connection.execute(_HOW, _key(shift, person)).one_or_none()
        before = None if row is None else Standing(row.standing)
        if before is Standing.BOOKED:
            return Booked(again=True)
        if not self._qualifies(team, mine, person):
            return Lacks(mine.needs)
        if before in {Standing.WITHDRAWN, Standing.LAPSED}:
            # They come anew, behind all others.
            self._connection.execute(_FORGET, _key(shift, person))
        self._connection.execute(_LOCK_SHIFT, {"shift": shift})
        if before is Standing.OFFERED:
            return self._accept(shift, person, at)
        waits = before is Standing.WAITING
        return self._enter(shift, person, at, waits=waits, waitlist=activity.waitlist)

    def _enter(
        self, shift: ShiftId, person: PersonId, at: Instant, *, waits: bool, waitlist: bool
    ) -> SigningUp:
        run, mine = self._connection.execute, _key(shift, person)
        if waits:
            if self.next_in_line(shift, at) == person:
                run(_BOOK_WAITING, mine)
                return Booked()
            return Waits(self._nth(shift, run(_HOW, mine).one().id))
        entered = run(
            _ENTER, {"shift": shift, "person": person, "at": at, "waitlist": waitlist}
        ).first()
        if entered is not None:
            booked = entered.standing == Standing.BOOKED.value
            return Booked() if booked else Waits(self._nth(shift, entered.id))
        # Asked last: just now it may have been cancelled, or a place at that time offered to them.
        known = Activities(self._connection).brief(shift)
        barred = Refused("gone") if known is None else known[1].barred(at)
        return barred or self.overlaps(shift, person) or Refused("full")

    def _accept(self, shift: ShiftId, person: PersonId, at: Instant) -> SigningUp:
        if (overlaps := self.overlaps(shift, person)) is not None:
            return overlaps
        in_time = or_(sign_up.c.offered_until > at, sign_up.c.offered_until.is_(None))
        taken = self._connection.execute(
            update(sign_up)
            .where(_mine, sign_up.c.standing == Standing.OFFERED.value, in_time)
            .values(standing=Standing.BOOKED.value, offered_until=None),
            _key(shift, person),
        )
        return Booked() if taken.rowcount else Refused("lapsed")

    def walk_in(self, shift: ShiftId, person: PersonId, at: Instant) -> SigningUp:
        """Give somebody a place who comes while the shift is on, if there is one."""
        self._lock(shift, person)
        known = Activities(self._connection).brief(shift)
        if known is None:
            return Refused("gone")
        activity, mine = known
        if not self._qualifies(activity.team, mine, person):
            return Lacks(mine.needs)
        if (overlaps := self.overlaps(shift, person)) is not None:
            return overlaps
        free = select(shift_table.c.id).where(shift_table.c.id == bindparam("shift"), _FREE)
        if self._connection.scalar(free, {"shift": shift}) is None:
            return Refused("full")
        self._connection.execute(_FORGET, _key(shift, person))
        self._connection.execute(
            insert(sign_up).values(
                shift=shift, person=person, standing=Standing.BOOKED.value, at=at
            )
        )
        return Booked()

    def _qualifies(self, team: TeamId, shift: Shift, person: PersonId) -> bool:
        # Mostly nothing is needed, and nobody looked up.
        has = Profiles(self._connection).has(team, person) if shift.needs else ()
        return qualifies(shift.needs, has)

    def _lock(self, shift: ShiftId, person: PersonId | None) -> None:
        """Let nobody else sign up for a shift, nor this person for another one, until we are done.

        Always in this order, so that none waits for each other.
        """
        if person is not None:
            self._connection.execute(LOCK_PERSON, {"person": person})
        self._connection.execute(HOLD, {"shift": shift})
        self._connection.execute(_LOCK_SHIFT, {"shift": shift})

    # Leaving

    def withdraw(self, shift: ShiftId, person: PersonId) -> Standing | None:
        """Let somebody leave a shift, or the line for it; return how they stood, None if not."""
        self._lock(shift, person)
        row = self._connection.execute(_HOW, _key(shift, person)).one_or_none()
        before = None if row is None else Standing(row.standing)
        if before in {None, Standing.WITHDRAWN, Standing.LAPSED}:
            return None
        self._connection.execute(_WITHDRAW, _key(shift, person))
        return before

    # Offering

    def next_in_line(self, shift: ShiftId, at: Instant) -> PersonId | None:
        """Return to whom a free place is offered next: who waits longest and is free then.

        None where there is no place, or nobody who could take it.
        """
        row = self._connection.execute(_NEXT, {"shift": shift, "at": at}).one_or_none()
        return None if row is None else PersonId(row.person)

    def offer(self, shift: ShiftId, person: PersonId, until: Instant, at: Instant) -> bool:
        """Keep a place for somebody until they answer; False where it is not their turn any more.

        Neither they nor anybody else can take a place meanwhile.
        """
        self._lock(shift, person)
        if self.next_in_line(shift, at) != person:
            return False
        self._connection.execute(_OFFER, {**_key(shift, person), "until": until})
        return True

    def lines_of(self, shift: ShiftId, person: PersonId | None = None) -> Sequence[ShiftId]:
        """List for which shifts those wait who signed up for this one; or one of them does.

        Whose place in it is gone may have the time for another one now.
        """
        asked = _LINES if person is None else _LINES_OF
        rows = self._connection.scalars(asked, {"shift": shift, "person": person})
        return [ShiftId(each) for each in rows]

    def lapse(self, shift: ShiftId, person: PersonId, at: Instant) -> bool:
        """End an offer whose time is over; False where it was answered, or is not over."""
        self._lock(shift, None)
        changed = self._connection.execute(
            update(sign_up)
            .where(
                _mine,
                sign_up.c.standing == Standing.OFFERED.value,
                sign_up.c.offered_until <= at,
            )
            .values(standing=Standing.LAPSED.value),
            _key(shift, person),
        )
        return changed.rowcount == 1

    # Reading

    def of(self, shift: ShiftId, person: PersonId) -> SignUp | None:
        """Return how somebody stands to a shift."""
        row = self._connection.execute(_OF, _key(shift, person)).one_or_none()
        if row is None:
            return None
        nth = self._nth(shift, row.id) if row.standing == Standing.WAITING.value else 0
        return SignUp(person, row.name, Standing(row.standing), nth, row.offered_until)

    def _nth(self, shift: ShiftId, waiting: int) -> int:
        """Count a line up to a row of it: what takes the longer, the longer it is."""
        return self._connection.scalar(_NTH, {"shift": shift, "id": waiting}) or 0

    def list(self, shift: ShiftId) -> Sequence[SignUp]:
        """List who has a place in a shift, is offered one or waits for one, in their order."""
        rows = self._connection.execute(
            select(sign_up, person_table.c.name)
            .join(person_table, person_table.c.id == sign_up.c.person)
            .where(sign_up.c.shift == shift, sign_up.c.standing.in_([*_HELD, _WAITING]))
            .order_by(sign_up.c.id)
        ).all()
        found, nth = [], 0
        for row in rows:
            waits = row.standing == Standing.WAITING.value
            nth += waits
            found.append(
                SignUp(
                    PersonId(row.person), row.name, Standing(row.standing),
                    nth if waits else 0, row.offered_until,
                )
            )  # fmt: skip
        return found

    def overlaps(self, shift: ShiftId, person: PersonId) -> Overlaps | None:
        """Return with what of somebody's own a shift collides."""
        row = self._connection.execute(_OVERLAPS, {"shift": shift, "person": person}).one_or_none()
        return None if row is None else Overlaps(row.title, Stretch(row.starts, row.ends))

    def collides(self, shift: ShiftId, person: PersonId, at: Instant) -> Overlaps | None:
        """Return with what a place of somebody's collides that they took earlier, or that is on.

        Only who was found to be two accounts of one person has such places.
        """
        values = {"shift": shift, "person": person, "at": at}
        row = self._connection.execute(_COLLIDES, values).one_or_none()
        return None if row is None else Overlaps(row.title, Stretch(row.starts, row.ends))

    def ahead(
        self, person: PersonId, now: Instant, call: ActivityId | None = None
    ) -> Sequence[tuple[ShiftId, Standing]]:
        """List the shifts that are not over in which somebody has a place, or waits for one.

        Of one activity, or of all.
        """
        wanted = {"person": person, "now": now, "call": call}
        rows = self._connection.execute(_AHEAD if call is None else _AHEAD_IN, wanted)
        return [(ShiftId(row.shift), Standing(row.standing)) for row in rows]

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Make one person's places another's: of two in one shift the better, or the earlier."""
        run = self._connection.execute
        twice = sign_up.alias("twice")
        for row in run(
            select(
                sign_up.c.id,
                sign_up.c.standing,
                twice.c.id.label("second"),
                twice.c.standing.label("theirs"),
            )
            .join(twice, and_(twice.c.shift == sign_up.c.shift, twice.c.person == drop))
            .where(sign_up.c.person == keep)
        ).all():
            mine, theirs = (_RANK.index(Standing(each)) for each in (row.standing, row.theirs))
            better = (mine, row.id) < (theirs, row.second)
            run(delete(sign_up).where(sign_up.c.id == (row.second if better else row.id)))
        run(update(sign_up).where(sign_up.c.person == drop).values(person=keep))


def _key(shift: ShiftId, person: PersonId) -> dict[str, int]:
    """Name a person in a shift, as `_mine` wants it."""
    return {"which": shift, "who": person}
