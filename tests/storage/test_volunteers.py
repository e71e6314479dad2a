"""Volunteers when many come at once, and what becomes of places and hours: on both databases."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Table, func, insert, select, update

from bot.domain.call import Refused
from bot.domain.identity import PersonId, Purpose, TeamId
from bot.domain.phrase import Instant
from bot.domain.shift import Planned
from bot.domain.volunteer import (
    Activity,
    Booked,
    Certificate,
    EntryId,
    How,
    Lacks,
    Origin,
    Overlaps,
    Profile,
    ShiftId,
    SigningUp,
    Standing,
    Waits,
)
from bot.event import Origin as From
from storage.database import Database
from storage.groups import Groups
from storage.identity import membership, person_table
from storage.merging import Merging
from storage.people import People
from storage.volunteers import (
    Activities,
    Attendances,
    Certificates,
    Ledger,
    Profiles,
    SignUps,
)
from storage.volunteers.tables import hours_entry
from tests.storage.world import migrated

T = TypeVar("T")

NOW: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
STARTS: Final = NOW + timedelta(days=2)
HOUR: Final = timedelta(hours=1)
SOON: Final = NOW + timedelta(hours=4)
_ESTIMATED: Final = 4
"""The hour at which a shift ends whoever forgot to sign out."""


class Helpers:
    """Hold a team on a database, its people, and the one room."""

    def __init__(self, database: Database) -> None:
        """Take the database; `gather` fills it."""
        self.database = database
        self.team = TeamId(0)
        self.people: list[PersonId] = []
        self.room = 0

    async def gather(self, many: int) -> None:
        """Make the team and its people."""

        def work(connection: Connection) -> None:
            people = People(connection)
            home = people.found("School", "zh", "Asia/Shanghai", "test")
            self.team = people.team_called("Team", home, "zh", "Asia/Shanghai")
            self.room = people.room_for(
                "chat", "main", "Lobby", team=self.team, purpose=Purpose.MAIN
            )
            where = From("chat", "main", "P0", "P0")
            account = people.account_for(where, "realm", NOW)
            self.people = [people.join(account, self.team, "P0", NOW)]
            home_of = select(person_table.c.organisation).where(person_table.c.id == self.people[0])
            organisation = connection.scalar(home_of)
            rows = [{"organisation": organisation, "name": f"P{n}"} for n in range(1, many)]
            made = insert(person_table).returning(person_table.c.id, sort_by_parameter_order=True)
            self.people += [PersonId(each) for each in connection.scalars(made, rows)]
            members = [
                {"team": self.team, "person": each, "role": "member", "joined_on": NOW,
                 "source": "test"}
                for each in self.people[1:]
            ]  # fmt: skip
            connection.execute(insert(membership), members)

        await self.database.run(work)

    async def do(self, fn: Callable[[Connection], T]) -> T:
        """Write something."""
        return await self.database.run(fn)

    async def call(self, *shifts: Planned, waitlist: bool = True) -> Activity:
        """Open an activity."""
        return await self.do(
            lambda c: Activities(c).open(
                self.team, self.people[0], NOW, title="Book fair", place="Yard",
                waitlist=waitlist, cutoff=timedelta(hours=24), shifts=shifts, rooms=[self.room],
            )
        )  # fmt: skip

    async def takes(self, shift: ShiftId, who: int, at: Instant = NOW) -> SigningUp:
        """Let somebody sign up."""
        person = self.people[who]
        return await self.do(lambda c: SignUps(c).take(self.team, shift, person, at))

    async def leaves(self, shift: ShiftId, who: int) -> bool:
        """Let somebody leave a shift; say whether they were in it."""
        person = self.people[who]
        return await self.do(lambda c: SignUps(c).withdraw(shift, person)) is not None

    async def offers(self, shift: ShiftId, until: Instant = SOON) -> int | None:
        """Offer a free place to the next in line; return who that is."""

        def work(connection: Connection) -> PersonId | None:
            found = SignUps(connection).next_in_line(shift, NOW)
            if found is None or not SignUps(connection).offer(shift, found, until, NOW):
                return None
            return found

        found = await self.do(work)
        return None if found is None else self.people.index(found)

    async def now(self, activity: Activity) -> Activity:
        """Return an activity as it now stands."""
        found = await self.database.read(lambda c: Activities(c).find(activity.id))
        assert found is not None
        return found

    async def line(self, shift: ShiftId) -> Sequence[tuple[int, Standing]]:
        """Return who is in a shift, in their order, and how they stand."""
        found = await self.database.read(lambda c: SignUps(c).list(shift))
        return [(self.people.index(each.person), each.standing) for each in found]


@pytest.fixture
async def helpers(database_url: str) -> AsyncIterator[Helpers]:
    """Lend a team of twelve."""
    database = await migrated(database_url)
    made = Helpers(database)
    await made.gather(12)
    yield made
    await database.close()


def shift(hour: int = 0, *, hours: int = 3, places: int | None = 2, needs: str = "") -> Planned:
    """Plan a shift on the first day, so many hours after the first."""
    starts = STARTS + hour * HOUR
    return Planned(starts, starts + hours * HOUR, places, "till", needs)


# Places


async def test_a_thousand_writers_for_forty_places(database_url: str) -> None:
    """Forty have a place, all others wait, each once, in the order in which they were told."""
    database = await migrated(database_url)
    helpers = Helpers(database)
    await helpers.gather(1000)
    made = await helpers.call(shift(places=40))
    wanted = made.shifts[0].id
    told = await asyncio.gather(*(helpers.takes(wanted, who) for who in range(1000)))
    # Everybody taps a second time, at once: nobody has two places, or moves up.
    again = await asyncio.gather(*(helpers.takes(wanted, who) for who in range(0, 1000, 7)))
    now, line = await helpers.now(made), await helpers.line(wanted)
    await database.close()
    assert Counter(map(type, told)) == {Booked: 40, Waits: 960}
    assert (now.shifts[0].booked, now.shifts[0].waiting, now.answered) == (40, 960, 40)
    assert len({who for who, _ in line}) == len(line) == 1000
    assert [standing for _, standing in line[:40]] == [Standing.BOOKED] * 40
    nths = [told[who].nth for who, _ in line[40:] if isinstance(told[who], Waits)]  # type: ignore[union-attr]  # just asked
    assert nths == list(range(1, 961))
    before = [told[who] for who in range(0, 1000, 7)]
    assert again == [Booked(again=True) if each == Booked() else each for each in before]


async def test_nobody_is_in_two_places_at_once(helpers: Helpers) -> None:
    """Of two shifts at one time a person has one, however fast they tap on both."""
    one = await helpers.call(shift(places=100), shift(2, places=100))
    other = await helpers.call(shift(1, places=100))
    shifts = [each.id for each in (*one.shifts, *other.shifts)]
    told = await asyncio.gather(*(helpers.takes(each, who) for who in range(12) for each in shifts))
    assert Counter(map(type, told)) == {Booked: 12, Overlaps: 24}
    assert next(each for each in told if isinstance(each, Overlaps)).title == "Book fair"


async def test_a_free_place_is_theirs_who_wait_before_it_is_anybodys(helpers: Helpers) -> None:
    """Who comes anew between a leave and the offer stands behind all who have time for it."""
    made = await helpers.call(shift(places=1), shift(1))
    first, second = (each.id for each in made.shifts)
    await helpers.takes(first, 1)
    assert await helpers.takes(first, 2) == Waits(1)
    assert await helpers.takes(first, 3) == Waits(2)
    assert await helpers.takes(second, 2) == Booked()  # and has no time for the first any more
    assert await helpers.leaves(first, 1)
    assert await helpers.takes(first, 4) == Waits(3)
    assert await helpers.takes(first, 3) == Booked()


async def test_who_leaves_is_free_for_what_they_wait_for(helpers: Helpers) -> None:
    """A place elsewhere kept them from one that is free: without it they are next."""
    made = await helpers.call(shift(places=1), shift(1))
    first, second = (each.id for each in made.shifts)
    await helpers.takes(first, 1)
    await helpers.takes(first, 2)
    await helpers.takes(second, 2)
    assert await helpers.leaves(first, 1)
    assert await helpers.offers(first) is None
    assert await helpers.leaves(second, 2)
    person = helpers.people[2]
    assert await helpers.do(lambda c: SignUps(c).lines_of(second, person)) == [first]
    assert await helpers.offers(first) == 2


async def test_one_shift_after_the_other_is_no_overlap(helpers: Helpers) -> None:
    """Who has a place until noon may have another one from noon on."""
    made = await helpers.call(shift(0), shift(3))
    assert [await helpers.takes(each.id, 1) for each in made.shifts] == [Booked(), Booked()]


async def test_a_cancelled_shift_stands_in_nobodys_way(helpers: Helpers) -> None:
    """A place in a shift that is cancelled collides with nothing, and is no place any more."""
    made = await helpers.call(shift(), shift(1))
    first, second = made.shifts
    await helpers.takes(first.id, 1)
    assert await helpers.do(lambda c: Activities(c).cancel(first.id, NOW))
    assert not await helpers.do(lambda c: Activities(c).cancel(first.id, NOW))
    assert await helpers.takes(second.id, 1) == Booked()
    assert await helpers.takes(first.id, 2) == Refused("cancelled")
    assert (await helpers.now(made)).answered == 1


@pytest.mark.parametrize(("after", "why"), [(timedelta(), "begun"), (3 * HOUR, "past")])
async def test_a_shift_that_has_begun_takes_nobody(
    helpers: Helpers, after: timedelta, why: str
) -> None:
    """Whoever comes too late is told which: it has begun, or it is over."""
    made = await helpers.call(shift(), shift(9))
    assert await helpers.takes(made.shifts[0].id, 1, STARTS + after) == Refused(why)


async def test_closed_and_withdrawn_are_two_things(helpers: Helpers) -> None:
    """An activity that is closed or withdrawn takes nobody, and says which it is."""
    closed, gone = await helpers.call(shift()), await helpers.call(shift())
    await helpers.do(lambda c: Activities(c).close(closed.id, NOW))
    await helpers.do(lambda c: Activities(c).withdraw(gone.id))
    assert await helpers.takes(closed.shifts[0].id, 1) == Refused("closed")
    assert await helpers.takes(gone.shifts[0].id, 1) == Refused("withdrawn")
    assert await helpers.takes(ShiftId(999), 1) == Refused("gone")


async def test_without_a_waitlist_who_comes_too_late_is_refused(helpers: Helpers) -> None:
    """Full is full, and nothing is kept of who asked."""
    made = await helpers.call(shift(places=1), waitlist=False)
    assert await helpers.takes(made.shifts[0].id, 1) == Booked()
    assert await helpers.takes(made.shifts[0].id, 2) == Refused("full")
    assert await helpers.line(made.shifts[0].id) == [(1, Standing.BOOKED)]


async def test_a_shift_without_a_limit_takes_all(helpers: Helpers) -> None:
    """As many are welcome as come."""
    made = await helpers.call(shift(places=None))
    told = await asyncio.gather(*(helpers.takes(made.shifts[0].id, who) for who in range(12)))
    assert set(told) == {Booked()}


async def test_what_a_shift_needs_is_a_skill_a_category_or_a_tag(helpers: Helpers) -> None:
    """Who lacks it is told what; who has said that they can do it has a place."""
    made = await helpers.call(shift(needs="first aid"))
    wanted = made.shifts[0].id
    assert await helpers.takes(wanted, 1) == Lacks("first aid")
    skilled = Profile(("Driving", "First Aid"), "weekends")
    await helpers.do(lambda c: Profiles(c).put(helpers.team, helpers.people[1], skilled))
    assert await helpers.takes(wanted, 1) == Booked()

    def categorise(connection: Connection) -> None:
        of = Groups(connection).set_category(helpers.team, "First aid", votes=True)
        mine = membership.c.person == helpers.people[2]
        connection.execute(update(membership).where(mine).values(category=of))

    await helpers.do(categorise)
    assert await helpers.takes(wanted, 2) == Booked()
    assert await helpers.do(lambda c: Profiles(c).all(helpers.team)) == {helpers.people[1]: skilled}


# The line


async def test_a_freed_place_is_offered_in_the_order_of_the_line(helpers: Helpers) -> None:
    """It is kept for whoever waits longest; nobody else can have it meanwhile."""
    made = await helpers.call(shift(places=1))
    wanted = made.shifts[0].id
    for who in (1, 2, 3):
        await helpers.takes(wanted, who)
    assert await helpers.offers(wanted) is None
    assert await helpers.leaves(wanted, 1)
    assert await helpers.offers(wanted) == 2
    assert await helpers.takes(wanted, 4) == Waits(2)
    assert await helpers.takes(wanted, 3) == Waits(1)
    assert await helpers.offers(wanted) is None
    assert await helpers.takes(wanted, 2) == Booked()
    assert not await helpers.leaves(wanted, 1)


async def test_an_offer_that_lapses_goes_to_the_next(helpers: Helpers) -> None:
    """Once its time is over nobody can take it any more; whoever comes back stands last."""
    made = await helpers.call(shift(places=1))
    wanted, people = made.shifts[0].id, helpers.people
    for who in (1, 2, 3):
        await helpers.takes(wanted, who)
    await helpers.leaves(wanted, 1)
    await helpers.offers(wanted)
    assert not await helpers.do(lambda c: SignUps(c).lapse(wanted, people[2], NOW))
    assert await helpers.takes(wanted, 2, SOON) == Refused("lapsed")
    assert await helpers.do(lambda c: SignUps(c).lapse(wanted, people[2], SOON))
    assert not await helpers.do(lambda c: SignUps(c).lapse(wanted, people[2], SOON))
    assert await helpers.offers(wanted) == 3
    assert await helpers.takes(wanted, 2) == Waits(1)
    assert await helpers.takes(wanted, 1) == Waits(2)


async def test_an_offer_is_taken_or_lapses_and_never_both(helpers: Helpers) -> None:
    """The tap and the clock at one moment: one of them counts, and there is one place."""
    made = await helpers.call(shift(places=1))
    wanted, people = made.shifts[0].id, helpers.people
    await helpers.takes(wanted, 1)
    await helpers.takes(wanted, 2)
    await helpers.leaves(wanted, 1)
    await helpers.offers(wanted, NOW + HOUR)
    just_before = NOW + HOUR - timedelta(microseconds=1)
    taken, lapsed = await asyncio.gather(
        helpers.takes(wanted, 2, just_before),
        helpers.do(lambda c: SignUps(c).lapse(wanted, people[2], NOW + HOUR)),
    )
    assert (taken == Booked()) is not lapsed
    assert (await helpers.now(made)).shifts[0].booked == (0 if lapsed else 1)


async def test_who_cannot_come_is_not_offered_a_place(helpers: Helpers) -> None:
    """Somebody who found another shift meanwhile is passed over, and keeps their turn."""
    made = await helpers.call(shift(places=1), shift(1, places=1))
    wanted, other = made.shifts[0].id, made.shifts[1].id
    for who in (1, 2, 3):
        await helpers.takes(wanted, who)
    assert await helpers.takes(other, 2) == Booked()
    await helpers.leaves(wanted, 1)
    assert await helpers.offers(wanted) == 3
    await helpers.leaves(other, 2)
    assert (await helpers.line(wanted))[0] == (2, Standing.WAITING)


async def test_many_leave_and_many_are_asked_at_once(helpers: Helpers) -> None:
    """However they collide, there are never more places taken than there are."""
    made = await helpers.call(shift(places=3))
    wanted = made.shifts[0].id
    for who in range(12):
        await helpers.takes(wanted, who)
    await asyncio.gather(
        *(helpers.leaves(wanted, who) for who in range(3)),
        *(helpers.offers(wanted) for _ in range(12)),
        *(helpers.takes(wanted, who) for who in range(12)),
    )
    while await helpers.offers(wanted) is not None:
        pass
    now = (await helpers.now(made)).shifts[0]
    assert now.taken == 3


# Hours


async def entered(helpers: Helpers, wanted: ShiftId, who: int, minutes: int) -> EntryId:
    """Enter minutes for somebody."""
    person = helpers.people[who]
    return await helpers.do(
        lambda c: Ledger(c).enter(
            helpers.team, wanted, person, minutes, Origin.SIGNED_OUT, NOW, by=person
        )
    )


async def total(helpers: Helpers) -> dict[int, int]:
    """Return the confirmed minutes of everybody."""
    found = await helpers.database.read(lambda c: Ledger(c).totals(helpers.team))
    return {helpers.people.index(who): minutes for who, minutes in found.items()}


def confirms(connection: Connection, entry: EntryId, by: PersonId, *, admin: bool = False) -> bool:
    """Let somebody find an entry right; say whether that confirms it."""
    return Ledger(connection).confirm(entry, by, NOW, ZoneInfo("UTC"), as_admin=admin)


async def test_hours_count_once_they_are_confirmed(helpers: Helpers) -> None:
    """Two leaders who confirm at once confirm one time."""
    made = await helpers.call(shift())
    leader = helpers.people[0]
    entry = await entered(helpers, made.shifts[0].id, 1, 180)
    assert await total(helpers) == {}
    done = await asyncio.gather(
        *(helpers.do(lambda c: confirms(c, entry, leader)) for _ in range(5))
    )
    assert sorted(done) == [False] * 4 + [True]
    assert await total(helpers) == {1: 180}


async def test_long_days_need_a_second_one_and_very_long_ones_an_admin(helpers: Helpers) -> None:
    """All that is entered of one person's day is summed up; one person's word counts once."""
    made = await helpers.call(shift())
    wanted, (leader, _, second, *_) = made.shifts[0].id, helpers.people

    async def right(entry: EntryId, *by: PersonId, admin: bool = False) -> list[bool]:
        return [
            await helpers.do(partial(confirms, entry=entry, by=each, admin=admin)) for each in by
        ]

    first, other = [await entered(helpers, wanted, 1, 60 * hours) for hours in (5, 4)]
    assert await right(first, leader, leader, second) == [False, False, True]
    assert await right(other, second, leader) == [False, True]
    longest = await entered(helpers, wanted, 3, 13 * 60)
    assert await right(longest, leader, second) == [False, False]
    assert await right(longest, helpers.people[4], admin=True) == [True]
    assert await total(helpers) == {1: 9 * 60, 3: 13 * 60}


async def test_what_is_filled_in_twice_at_once_stands_once(helpers: Helpers) -> None:
    """Several leaders remember the same at one moment; it is one entry, with a day of its own."""
    person, leader = helpers.people[1], helpers.people[0]
    day = NOW - timedelta(days=14)
    made = await asyncio.gather(
        *(
            helpers.do(
                lambda c: Ledger(c).fill_in(
                    helpers.team, None, person, 150, NOW, by=leader, day=day, what="Shelves"
                )
            )
            for _ in range(5)
        )
    )
    assert sum(isinstance(each, int) for each in made) == 1
    (entry,) = await helpers.database.read(lambda c: Ledger(c).of_person(person))
    assert (entry.title, entry.when.start, entry.origin) == ("Shelves", day, Origin.FILLED_IN)
    await helpers.do(lambda c: Ledger(c).correct(entry.id, 60, NOW, by=leader, reason="less"))
    found = await helpers.database.read(lambda c: Ledger(c).of_person(person))
    assert {(each.title, each.when.start) for each in found} == {("Shelves", day)}


async def test_the_same_hours_are_certified_once(helpers: Helpers) -> None:
    """Whoever asks at once gets one number; other hours get another, and teams know their own."""
    person = helpers.people[1]

    def wanted(serial: str, *entries: int) -> Certificate:
        return Certificate(
            serial, person, 0, NOW, NOW, 60, NOW, tuple(EntryId(each) for each in entries)
        )

    async def issued(serial: str, *entries: int) -> str:
        known = wanted(serial, *entries)
        return (await helpers.do(lambda c: Certificates(c).issue(helpers.team, known))).serial

    serials = await asyncio.gather(*(issued(f"A{number}", 1, 2) for number in range(5)))
    assert len(set(serials)) == 1
    assert await issued("B", 1, 2, 3) == "B"
    found = await helpers.database.read(lambda c: Certificates(c).find(helpers.team, "B"))
    assert found is not None
    assert found.entries == (1, 2, 3)
    other = TeamId(helpers.team + 1)
    assert await helpers.database.read(lambda c: Certificates(c).find(other, "B")) is None


@pytest.mark.parametrize("confirmed", [True, False])
async def test_a_correction_reverses_and_never_changes(
    helpers: Helpers,
    confirmed: bool,  # noqa: FBT001  (a table)
) -> None:
    """What was entered stays as it was; what counts is what is right."""
    made = await helpers.call(shift())
    leader, who = helpers.people[0], helpers.people[1]
    entry = await entered(helpers, made.shifts[0].id, 1, 180)
    if confirmed:
        await helpers.do(lambda c: confirms(c, entry, leader))

    def correct(connection: Connection) -> EntryId | None:
        return Ledger(connection).correct(entry, 150, NOW, by=leader, reason="left at half past")

    made_new = await helpers.do(correct)
    assert made_new is not None
    assert await helpers.do(correct) is None  # it does not stand any more
    assert not await helpers.do(lambda c: confirms(c, entry, leader))
    assert await total(helpers) == {}  # what was reversed counts no more
    assert await helpers.do(lambda c: confirms(c, made_new, leader))
    assert await total(helpers) == {1: 150}
    found = await helpers.database.read(lambda c: Ledger(c).of_person(who))
    assert [(each.minutes, each.stands) for each in found] == [
        (180, False), (-180, False), (150, True),
    ]  # fmt: skip
    assert not any(each.open for each in found)
    standing = await helpers.database.read(lambda c: Ledger(c).standing(made.shifts[0].id, who))
    assert standing is not None
    assert standing.id == made_new


async def test_who_comes_and_goes_does_so_once(helpers: Helpers) -> None:
    """The first sign-in and the first sign-out count, whoever presses again."""
    made = await helpers.call(shift())
    wanted, who = made.shifts[0].id, helpers.people[1]
    come, leave = STARTS, STARTS + 2 * HOUR
    assert not await helpers.do(lambda c: Attendances(c).leave(wanted, who, leave))
    assert await helpers.do(lambda c: Attendances(c).come(wanted, who, come, How.TAP))
    assert not await helpers.do(lambda c: Attendances(c).come(wanted, who, leave, How.TAP))
    assert await helpers.do(lambda c: Attendances(c).leave(wanted, who, leave))
    assert not await helpers.do(lambda c: Attendances(c).leave(wanted, who, leave + HOUR))
    assert not await helpers.do(lambda c: Attendances(c).undo(wanted, who))
    found = await helpers.database.read(lambda c: Attendances(c).of(wanted, who))
    assert found is not None
    assert (found.since, found.until) == (come, leave)


async def test_two_who_are_one_have_one_place_and_all_hours(helpers: Helpers) -> None:
    """Linked accounts keep the place that counts; hours of both are theirs."""
    made = await helpers.call(shift(places=1), shift(5))
    first, second = (each.id for each in made.shifts)
    await helpers.takes(first, 1)
    await helpers.takes(first, 2)
    await helpers.takes(second, 2)
    await entered(helpers, first, 1, 60)
    await entered(helpers, second, 2, 30)
    keep, drop = helpers.people[1], helpers.people[2]
    await helpers.do(lambda c: Merging(c).merge(keep, drop))
    assert await helpers.line(first) == [(1, Standing.BOOKED)]
    assert await helpers.line(second) == [(1, Standing.BOOKED)]
    mine = await helpers.database.read(lambda c: Ledger(c).of_person(keep))
    assert [each.minutes for each in mine] == [60, 30]


async def test_two_who_are_one_came_with_the_first_and_left_with_the_last(helpers: Helpers) -> None:
    """Of two accounts at one shift neither the sign-in nor the sign-out is lost."""
    cases = (
        # Hours of one account, of the other, and of who both are.
        ((0, None), (1, 3), (0, 3)),
        ((1, 3), (0, None), (0, 3)),
        ((0, 1), (2, 3), (0, 3)),
        ((0, None), (1, None), (0, None)),
        ((0, _ESTIMATED), (1, 3), (0, 3)),
    )
    made = await helpers.call(*(shift() for _ in cases))
    keep, drop = helpers.people[1:3]

    def come(connection: Connection) -> list[tuple[float, float | None]]:
        store, found = Attendances(connection), []
        for each, (*both, _) in zip(made.shifts, cases, strict=True):
            for who, (since, until) in zip((keep, drop), both, strict=True):
                store.come(each.id, who, STARTS + since * HOUR, How.TAP)
                if until is not None:
                    at, estimated = STARTS + until * HOUR, until == _ESTIMATED
                    store.leave(each.id, who, at, estimated=estimated)
        store.merge(keep, drop)
        for each in made.shifts:
            came = store.of(each.id, keep)
            assert came is not None
            assert not came.estimated
            assert store.of(each.id, drop) is None
            left = None if came.until is None else (came.until - STARTS) / HOUR
            found.append(((came.since - STARTS) / HOUR, left))
        return found

    assert await helpers.do(come) == [together for *_, together in cases]


async def test_of_two_who_are_one_the_place_outweighs_what_is_over(helpers: Helpers) -> None:
    """Who had left with one account and has a place with the other has a place."""
    made = await helpers.call(shift(places=1))
    wanted = made.shifts[0].id
    await helpers.takes(wanted, 1)
    await helpers.leaves(wanted, 1)
    await helpers.takes(wanted, 2)
    keep, drop = helpers.people[1], helpers.people[2]
    await helpers.do(lambda c: Merging(c).merge(keep, drop))
    assert await helpers.line(wanted) == [(1, Standing.BOOKED)]


async def corrected(helpers: Helpers, entry: EntryId, minutes: int, leader: PersonId) -> EntryId:
    """Correct an entry, and return the one that stands now."""
    made = await helpers.do(lambda c: Ledger(c).correct(entry, minutes, NOW, by=leader, reason=""))
    assert made is not None
    return made


async def rows(helpers: Helpers, table: Table) -> int:
    """Count the rows of a table."""
    counted = select(func.count()).select_from(table)
    return await helpers.database.read(lambda c: c.scalar(counted) or 0)


async def test_no_row_of_the_ledger_is_ever_gone(helpers: Helpers) -> None:
    """Whatever is confirmed, corrected and corrected again, entries only become more."""
    made = await helpers.call(shift())
    entry = await entered(helpers, made.shifts[0].id, 1, 180)
    counts, leader = [], helpers.people[0]
    for minutes in (100, 90, 80):
        entry = await corrected(helpers, entry, minutes, leader)
        counts.append(await rows(helpers, hours_entry))
    assert counts == [3, 5, 7]
    assert await helpers.do(lambda c: confirms(c, entry, leader))
    assert await total(helpers) == {1: 80}
