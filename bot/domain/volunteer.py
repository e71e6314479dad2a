"""Volunteers, as rules: who has a place, who waits for one and until when it is offered, and hours.

An activity is a call with one or several shifts. What people worked is a ledger: an entry is never
changed, it is confirmed, or reversed by another one.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Final, NewType
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.domain.audience import same
from bot.domain.call import Call, CallId, Refused
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant, Stretch
from bot.domain.reminding import Rhythm
from bot.domain.wallclock import at_local

ActivityId = NewType("ActivityId", CallId)
ShiftId = NewType("ShiftId", int)
EntryId = NewType("EntryId", int)

SIGN_IN: Final = timedelta(minutes=30)
"""How long before its start people may sign in to a shift."""
OVERTIME: Final = timedelta(hours=2)
"""How long after its planned end people may still sign out of a shift."""
TO_ANSWER: Final = timedelta(hours=4)
"""How long a freed place is offered to one person: quiet hours do not count."""
MOST_BY_ONE: Final = 8 * 60
"""Minutes of a day that one person alone may confirm of another."""
MOST_BY_TWO: Final = 12 * 60
"""Minutes of a day that two may; of more one has to be an admin."""
MOST_SHIFTS: Final = 12
MOST_PLACES: Final = 10_000
_MORNING: Final = time(9)
MINUTE: Final = timedelta(minutes=1)


class Standing(StrEnum):
    """Say how somebody stands to a shift."""

    BOOKED = "booked"
    OFFERED = "offered"
    """A place is kept for them until they answer."""
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    """They let an offer pass."""


class How(StrEnum):
    """Say how somebody was signed in."""

    TAP = "tap"
    CODE = "code"
    MARKED = "marked"
    WALK_IN = "walk-in"


class Origin(StrEnum):
    """Say where an entry of the ledger comes from."""

    SIGNED_OUT = "signed-out"
    ESTIMATED = "estimated"
    """Nobody signed out: the planned end was taken, or what they said afterwards."""
    CORRECTED = "corrected"
    FILLED_IN = "filled-in"
    """Entered afterwards, with a reason, by somebody who leads."""
    REVERSAL = "reversal"


class Approval(StrEnum):
    """Say who has to find hours right before they count: how much somebody worked that day."""

    ONE = "one"
    """One of those who lead."""
    TWO = "two"
    """Two of them: more than eight hours on one day are easily a slip."""
    ADMIN = "admin"
    """Two of them, one of whom is an admin: more than twelve hours."""

    @classmethod
    def for_day(cls, minutes: int) -> "Approval":
        """Return what the minutes of one person on one day need."""
        if minutes > MOST_BY_TWO:
            return cls.ADMIN
        return cls.TWO if minutes > MOST_BY_ONE else cls.ONE

    def given(self, approvers: int, *, by_admin: bool) -> bool:
        """Say whether so many different people are enough, with or without an admin."""
        enough = approvers >= (1 if self is Approval.ONE else 2)
        return enough and (by_admin or self is not Approval.ADMIN)


class Shift(Struct, frozen=True, kw_only=True):
    """Hold a shift as it now stands, and how many have signed up for it.

    `booked` counts those who have a place, `offered` the places that are kept for somebody.
    """

    id: ShiftId
    activity: ActivityId
    number: int
    starts: Instant
    ends: Instant
    places: int | None
    role: str = ""
    needs: str = ""
    cancelled: bool = False
    booked: int = 0
    offered: int = 0
    waiting: int = 0
    present: int = 0

    @property
    def when(self) -> Stretch:
        """From when to when it lasts."""
        return Stretch(self.starts, self.ends)

    @property
    def taken(self) -> int:
        """How many places nobody else can have."""
        return self.booked + self.offered

    @property
    def full(self) -> bool:
        """Whether there is no place left."""
        return self.places is not None and self.taken >= self.places

    def signs_in(self, now: Instant) -> bool:
        """Say whether people sign in now."""
        return not self.cancelled and self.starts - SIGN_IN <= now < self.ends

    def signs_out(self, now: Instant) -> bool:
        """Say whether people who signed in may sign out now."""
        return not self.cancelled and now < self.ends + OVERTIME

    def barred(self, now: Instant) -> Refused | None:
        """Say why nobody can sign up for it any more; None where they can."""
        if self.cancelled:
            return Refused("cancelled")
        if now >= self.ends:
            return Refused("past")
        return Refused("begun") if now >= self.starts else None


class Activity(Call, frozen=True, kw_only=True):
    """Hold an activity as it now stands; `answered` counts people who have a place.

    Up to `cutoff` before it starts a shift can be left without the organisers being told.
    """

    id: ActivityId
    place: str
    waitlist: bool
    cutoff: timedelta
    by_code: bool = False
    shifts: tuple[Shift, ...] = ()

    @property
    def going_on(self) -> tuple[Shift, ...]:
        """The shifts that were not cancelled."""
        return tuple(each for each in self.shifts if not each.cancelled)

    @property
    def ends(self) -> Instant | None:
        """When its last shift ends; None where all are cancelled."""
        return max((each.ends for each in self.going_on), default=None)

    def over(self, now: Instant) -> bool:
        """Say whether all of it has been."""
        return self.ends is None or now >= self.ends

    def shift(self, shift: ShiftId) -> Shift | None:
        """Return one of its shifts."""
        return next((each for each in self.shifts if each.id == shift), None)


class SignUp(Struct, frozen=True):
    """Say how somebody stands to a shift; `nth` is their place in the line, if they wait."""

    person: PersonId
    name: str
    standing: Standing
    nth: int = 0
    until: Instant | None = None


class Booked(Struct, frozen=True):
    """They have a place; `again` where they had it before."""

    again: bool = False


class Waits(Struct, frozen=True):
    """They wait for a place, as the `nth` in the line."""

    nth: int


class Overlaps(Struct, frozen=True):
    """They have a place in another shift at that time."""

    title: str
    when: Stretch


class Lacks(Struct, frozen=True):
    """They have not said that they can do what the shift needs."""

    needs: str


SigningUp = Booked | Waits | Overlaps | Lacks | Refused


class Attendance(Struct, frozen=True):
    """Say from when to when somebody was there, as far as that is known."""

    person: PersonId
    name: str
    since: Instant
    until: Instant | None
    how: How
    estimated: bool = False


class HoursEntry(Struct, frozen=True, kw_only=True):
    """Hold an entry of the ledger: minutes of somebody, which count once they are confirmed.

    `reversed` says that another entry takes it back. `reverses` is the entry that this one does.
    What was filled in without a shift has neither that nor an activity, and is of a whole day.
    `approved_by` are those who found it right, of whom it may need more than one.
    """

    id: EntryId
    team: TeamId
    person: PersonId
    name: str
    activity: ActivityId | None
    title: str
    role: str
    shift: ShiftId | None
    when: Stretch
    minutes: int
    origin: Origin
    reason: str
    entered_at: Instant
    confirmed: bool = False
    reversed: bool = False
    reverses: EntryId | None = None
    approved_by: tuple[PersonId, ...] = ()

    def day(self, zone: ZoneInfo) -> date:
        """Return the day on which it was, or began."""
        return self.when.start.astimezone(zone).date()

    def settled_for(self, person: PersonId) -> bool:
        """Say whether somebody has found it right already, or may not: what is their own doing."""
        own = self.origin in {Origin.FILLED_IN, Origin.CORRECTED} and self.person == person
        return own or person in self.approved_by

    @property
    def counts(self) -> bool:
        """Whether it is confirmed and stands: what a person has to show for it."""
        return self.confirmed and self.stands and self.minutes > 0

    @property
    def open(self) -> bool:
        """Whether it waits to be confirmed."""
        return not self.confirmed and not self.reversed and self.reverses is None

    @property
    def stands(self) -> bool:
        """Whether it is what is held to be true: neither taken back nor taking back."""
        return not self.reversed and self.reverses is None


class Profile(Struct, frozen=True):
    """Hold what somebody can do and when they have time, in their own words."""

    skills: tuple[str, ...] = ()
    availability: str = ""


def qualifies(needs: str, has: Iterable[str]) -> bool:
    """Say whether somebody has what a shift needs: a skill, a category or a tag of that name."""
    return not needs or same(needs) in {same(each) for each in has}


def offered_until(now: Instant, starts: Instant, rhythm: Rhythm) -> Instant:
    """Return until when a freed place is offered to somebody: four hours in which they are awake.

    Never beyond the start of the shift.
    """
    left, at = TO_ANSWER, now
    while left and at < starts:
        still = rhythm.stillness(at)
        if still is not None:
            at = still[1]
            continue
        sleeps = rhythm.next_still(at)
        awake = left if sleeps is None else min(left, sleeps - at)
        at, left = at + awake, left - awake
    return min(at, starts)


def told_at(now: Instant, until: Instant, rhythm: Rhythm) -> Instant:
    """Return when somebody is told of an offer: not in quiet hours, unless it would be too late."""
    still = rhythm.stillness(now)
    return now if still is None or still[1] >= until else still[1]


def morning_after(ends: Instant, zone: ZoneInfo) -> Instant:
    """Return the morning after a shift, when those are asked who forgot to sign out."""
    day = ends.astimezone(zone).date() + timedelta(days=1)
    return at_local(day, _MORNING, zone)


def worked(shift: Shift, since: Instant, until: Instant) -> int:
    """Count the whole minutes that somebody worked; who comes early begins at the planned start."""
    return max(0, (until - max(since, shift.starts)) // MINUTE)


def capped(shift: Shift, since: Instant, said: Instant | None) -> Instant:
    """Return when somebody left who forgot to sign out: as they say, but within the shift."""
    return max(since, min(said or shift.ends, shift.ends))


_STARS: Final = (100, 300, 600, 1000, 1500)


def stars(minutes: int) -> int:
    """Count the stars of a volunteer, from none to five.

    They are those of the Measures for Recording Voluntary Service (志愿服务记录办法, 2012): for
    100, 300, 600, 1000 and 1500 hours in all.
    """
    return sum(minutes >= 60 * hours for hours in _STARS)


def to_next_star(minutes: int) -> int:
    """Return the minutes that are left to the next star; none after the last one."""
    return next((60 * hours - minutes for hours in _STARS if minutes < 60 * hours), 0)


def carriers(totals: Iterable[int]) -> int:
    """Count the fewest people who gave half of all minutes: how evenly the work is shared."""
    most = sorted(totals, reverse=True)
    half, so_far = sum(most) / 2, 0
    for count, minutes in enumerate(most, start=1):
        so_far += minutes
        if so_far and so_far >= half:
            return count
    return 0


class Certificate(Struct, frozen=True):
    """Hold what a certificate of hours says: whose, of which days, how many minutes in all.

    `year` is the one that it is about; 0 for all.
    """

    serial: str
    person: PersonId
    year: int
    since: Instant
    until: Instant
    minutes: int
    issued_at: Instant
    entries: tuple[EntryId, ...]

    @property
    def covers(self) -> str:
        """A hash of what it lists: who asks again for the same is given the same one."""
        ids = " ".join(str(each) for each in self.entries)
        return hashlib.sha256(ids.encode()).hexdigest()
