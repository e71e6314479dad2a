"""Meetings, as rules: who comes, who is there and since when, and whether that is a quorum.

A roll call is a meeting without a kind: it asks who comes, and no more.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final, NewType

from msgspec import Struct, field

from bot.domain.call import Asked, Call, CallId, Refused, State
from bot.domain.identity import PersonId
from bot.domain.phrase import Instant

MeetingId = NewType("MeetingId", CallId)

SIGN_IN: Final = timedelta(minutes=15)
"""How long before the start people may sign in."""
USUAL_LENGTH: Final = timedelta(hours=2)
OVERTIME: Final = timedelta(hours=1)
"""How long after its planned end a meeting that nobody ended ends by itself."""


class Says(StrEnum):
    """Say what somebody answers, before it starts."""

    COMING = "coming"
    ONLINE = "online"
    LATE = "late"
    LEAVE = "leave"


class Permit(StrEnum):
    """Say how leave stands that an organiser must approve."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class Office(StrEnum):
    """Say what somebody does at a meeting."""

    CHAIR = "chair"
    SPEAKER = "speaker"
    RECORDER = "recorder"


class How(StrEnum):
    """Say how somebody was signed in."""

    TAP = "tap"
    CODE = "code"
    MARKED = "marked"


class Clash(StrEnum):
    """Say why a time cannot be, though it can be read."""

    PAST = "past"
    AFTER_START = "after-start"


class Quorum(StrEnum):
    """Name how many of those with a vote must be there."""

    HALF = "half"
    TWO_THIRDS = "two-thirds"
    FOUR_FIFTHS = "four-fifths"

    def needed(self, base: int) -> int:
        """Count how many of `base` people must be there: more than half, at least 2/3 or 4/5."""
        match self:
            case Quorum.HALF:
                return base // 2 + 1
            case Quorum.TWO_THIRDS:
                return -(-base * 2 // 3)
            case Quorum.FOUR_FIFTHS:
                return -(-base * 4 // 5)


class Holder(Struct, frozen=True):
    """Name who holds an office: a member, or a guest of whom only the name is known."""

    name: str
    person: PersonId | None = None


class Report(Struct, frozen=True):
    """Hold the report that one person is asked for: due once the meeting is over."""

    by: PersonId
    due: Instant | None
    text: str


class Votes(Struct, frozen=True):
    """Count those with a vote: who is there, of how many, and how many are needed."""

    present: int
    base: int
    needed: int

    @property
    def reached(self) -> bool:
        """Whether those who are there may decide."""
        return self.base > 0 and self.present >= self.needed


class Meeting(Call, frozen=True, kw_only=True):
    """Hold a meeting as it now stands; `expected` counts a fixed roll, `counts` who counts.

    `kind` is None of a roll call. `present` counts who has signed in, `votes` those with a vote.
    """

    id: MeetingId
    starts: Instant
    place: str
    counts: Mapping[Says, int]
    expected: int | None
    kind: str | None = None
    length: timedelta | None = None
    topics: tuple[str, ...] = ()
    quorum: Quorum | None = None
    leave_aside: bool = False
    by_code: bool = False
    offices: Mapping[Office, Holder] = field(default_factory=dict)
    present: int = 0
    votes: Votes | None = None
    approved_at: Instant | None = None

    @property
    def until(self) -> Instant | None:
        """Until when answers are taken, where that is not simply until it starts."""
        return None if self.kind is not None or self.closes == self.starts else self.closes

    @property
    def names_missing(self) -> bool:
        """Whether it may be said who has not answered: once a meeting is over, who came counts."""
        return self.roll is not None and (self.open or self.kind is None)

    @property
    def answer_by(self) -> Instant | None:
        """Until when an answer is owed: until it starts, however long late comers are noted."""
        return self.closes if self.kind is None else self.starts

    def can_call_off(self, now: Instant) -> bool:
        """Say whether it can still be called off: until it begins, answered or not."""
        stands = self.open or (self.kind is None and self.state is State.CLOSED)
        return stands and now < self.starts

    @property
    def choices(self) -> tuple[Says, ...]:
        """What can be answered."""
        return tuple(each for each in Says if self.kind is not None or each is not Says.ONLINE)

    @property
    def ends(self) -> Instant:
        """When it is planned to end."""
        return self.starts + (self.length or USUAL_LENGTH)

    def signs_in(self, now: Instant) -> bool:
        """Say whether people sign in now."""
        return self.kind is not None and self.takes_answers(now) and now >= self.starts - SIGN_IN

    def led_by(self, person: PersonId | None) -> bool:
        """Say whether a person leads it: its author and whoever chairs it."""
        return person is not None and person in {self.author, self.holder(Office.CHAIR)}

    def recorded_by(self, person: PersonId | None) -> bool:
        """Say whether a person keeps its minutes: the recorder, and whoever leads it."""
        return self.led_by(person) or (
            person is not None and person == self.holder(Office.RECORDER)
        )

    def holder(self, office: Office) -> PersonId | None:
        """Return the member who holds an office."""
        held = self.offices.get(office)
        return None if held is None else held.person


class Noted(Struct, frozen=True):
    """The answer stands; `remark` is the reason, or how late, as far as one was given."""

    says: Says
    remark: str
    permit: Permit | None = None


class Turnout(Struct, frozen=True):
    """Say how many came to a meeting that is over; of how many, where that is known."""

    id: "MeetingId"
    title: str
    closed_at: Instant
    present: int
    expected: int | None


class Presence(Struct, frozen=True):
    """Say since when somebody is there, how many minutes late, and how that is known."""

    at: Instant
    late: int
    how: How


class Entry(Struct, frozen=True):
    """Hold one line of a list; `says` is None for who was expected and is silent.

    `waiting` is who is not on the roll and not admitted yet; `guest` who was admitted to it.
    """

    person: PersonId
    name: str
    says: Says | None
    remark: str = ""
    at: Instant | None = None
    waiting: bool = False
    permit: Permit | None = None
    presence: Presence | None = None
    guest: bool = False
    votes: bool = True

    @property
    def on_leave(self) -> bool:
        """Whether they are excused: leave that was not refused, of somebody who did not come."""
        asked = self.says is Says.LEAVE and self.permit is not Permit.REFUSED
        return asked and self.presence is None


Outcome = Noted | Refused | Asked


class Attendance(Struct, frozen=True):
    """Sort the people of a meeting as minutes name them.

    Who is on the roll came, is on leave or is absent; guests are those admitted who came.
    """

    present: tuple[Entry, ...]
    leave: tuple[Entry, ...]
    absent: tuple[Entry, ...]
    guests: tuple[Entry, ...]

    @property
    def expected(self) -> int:
        """How many were expected."""
        return len(self.present) + len(self.leave) + len(self.absent)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Attendance":
        """Sort entries; who waits to be admitted is none of them."""
        known = [each for each in entries if not each.waiting]
        members = [each for each in known if not each.guest]
        return cls(
            present=tuple(each for each in members if each.presence),
            leave=tuple(each for each in members if each.on_leave),
            absent=tuple(each for each in members if not each.presence and not each.on_leave),
            guests=tuple(each for each in known if each.guest and each.presence),
        )


def clashes(starts: Instant, until: Instant | None, now: Instant) -> Mapping[str, Clash]:
    """Find which times cannot be, by field: the start must lie ahead, the deadline before it."""
    found = {}
    if starts <= now:
        found["starts"] = Clash.PAST
    if until is not None and until <= now:
        found["until"] = Clash.PAST
    elif until is not None and until > starts:
        found["until"] = Clash.AFTER_START
    return found


def late_minutes(starts: Instant, at: Instant) -> int:
    """Count the whole minutes by which somebody came late; nobody is late before the start."""
    return max(0, (at - starts) // timedelta(minutes=1))


def present_at(call: Meeting, now: Instant) -> Refused | None:
    """Say why nobody can sign in now; None where they can."""
    if call.signs_in(now):
        return None
    if call.state is State.WITHDRAWN:
        return Refused("withdrawn")
    return Refused("closed" if not call.takes_answers(now) else "early")
