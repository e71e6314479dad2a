"""Meetings when many act at once, and what becomes of what they say: on both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import Connection, select

from bot.domain.call import Asked, Refused
from bot.domain.identity import PersonId, Purpose, TeamId
from bot.domain.meeting import How, Meeting, Noted, Outcome, Presence, Quorum, Says, Votes
from bot.domain.minutes import Part
from bot.event import Origin
from storage.database import Database
from storage.forget import MARK, forget
from storage.meeting import Meetings, Minutes, Presences
from storage.meeting.tables import meeting_answer
from storage.people import People
from storage.polls import Polls
from storage.rolls import Rolls
from tests.storage.world import migrated

NOW: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
DAY: Final = timedelta(days=1)
MANY: Final = 30


class Club:
    """Hold a team on a database, its people, and the one room."""

    def __init__(self, database: Database) -> None:
        """Take the database; `gather` fills it."""
        self.database = database
        self.team = TeamId(0)
        self.people: list[PersonId] = []
        self.room = 0

    async def gather(self) -> None:
        """Make the team and its people."""

        def work(connection: Connection) -> None:
            people = People(connection)
            home = people.found("School", "zh", "Asia/Shanghai", "test")
            self.team = people.team_called("Team", home, "zh", "Asia/Shanghai")
            self.room = people.room_for(
                "chat", "main", "Lobby", team=self.team, purpose=Purpose.MAIN
            )

        await self.database.run(work)
        for number in range(MANY):
            await self.joins(f"P{number}")

    async def joins(self, name: str) -> int:
        """Let somebody become a member; return their place among the people."""

        def work(connection: Connection) -> PersonId:
            people, where = People(connection), Origin("chat", "main", name, name)
            return people.join(people.account_for(where, "realm", NOW), self.team, name, NOW)

        self.people.append(await self.database.run(work))
        return len(self.people) - 1

    async def call(self, *, everyone: bool = False) -> Meeting:
        """Open a roll call for tomorrow."""
        return await self.database.run(
            lambda c: Meetings(c).open(
                self.team, self.people[0], NOW, title="Chess", starts=NOW + DAY, place="204",
                closes=NOW + DAY, everyone=everyone, rooms=[self.room],
            )
        )  # fmt: skip

    async def answers(
        self, call: Meeting, says: Says, person: int, remark: str | None = None, *,
        seconds: float = 0,
    ) -> Outcome:  # fmt: skip
        """Let somebody answer."""
        who, at = self.people[person], NOW + timedelta(seconds=seconds)
        return await self.database.run(
            lambda c: Meetings(c).answer(call.id, who, says, at, remark=remark)
        )

    async def now(self, call: Meeting) -> Meeting:
        """Return the roll call as it stands."""
        found = await self.database.read(lambda c: Meetings(c).find(call.id))
        assert found is not None
        return found


@pytest.fixture
async def club(database_url: str) -> AsyncIterator[Club]:
    """Lend a team of thirty on a database that has gone through all migrations."""
    database = await migrated(database_url)
    made = Club(database)
    await made.gather()
    yield made
    await database.close()


async def test_thirty_answers_at_once_all_count(club: Club) -> None:
    """Thirty people tap in the same instant: each counts once, where they tapped."""
    call = await club.call()
    every = [Says.COMING, Says.LATE, Says.LEAVE]
    await asyncio.gather(*(club.answers(call, every[n % 3], n) for n in range(MANY)))
    found = await club.now(call)
    assert found.counts == dict.fromkeys(every, MANY // 3)
    assert found.answered == MANY
    assert found.expected is None


async def test_taps_of_one_person_are_one_answer(club: Club) -> None:
    """Whoever taps wildly on two devices has one answer in the end."""
    call = await club.call()
    every = [Says.COMING, Says.LATE, Says.LEAVE]
    await asyncio.gather(*(club.answers(call, every[n % 3], 7) for n in range(MANY)))
    assert (await club.now(call)).answered == 1


async def test_a_remark_belongs_to_its_answer(club: Club) -> None:
    """The same answer again keeps what was said with it; another answer drops it."""
    call = await club.call()
    assert await club.answers(call, Says.LEAVE, 1, "ill") == Noted(Says.LEAVE, "ill")
    assert await club.answers(call, Says.LEAVE, 1) == Noted(Says.LEAVE, "ill")
    assert await club.answers(call, Says.LEAVE, 1, "") == Noted(Says.LEAVE, "")
    await club.answers(call, Says.LATE, 1, "20 min")
    assert await club.answers(call, Says.LEAVE, 1) == Noted(Says.LEAVE, "")


async def test_after_the_end_nothing_counts(club: Club) -> None:
    """Of ten hands one closes it; answers at the deadline or after closing are refused."""
    call = await club.call()
    late = await club.answers(call, Says.COMING, 1, seconds=DAY.total_seconds())
    assert late == Refused("closed")
    closed = await asyncio.gather(
        *(club.database.run(lambda c: Meetings(c).close(call.id, NOW)) for _ in range(10))
    )
    assert sorted(closed) == [False] * 9 + [True]
    assert await club.answers(call, Says.COMING, 1) == Refused("closed")
    assert await club.database.run(lambda c: Meetings(c).reopen(call.id))
    assert isinstance(await club.answers(call, Says.COMING, 1), Noted)
    assert await club.database.run(lambda c: Meetings(c).withdraw(call.id))
    assert await club.answers(call, Says.COMING, 1) == Refused("withdrawn")


async def test_numbers_are_its_own(club: Club) -> None:
    """Roll calls count from one, whatever polls there are, and are found by their number."""
    calls = [await club.call() for _ in range(3)]
    assert [each.number for each in calls] == [1, 2, 3]

    def numbered(connection: Connection) -> tuple[object, ...]:
        return (
            Meetings(connection).numbered(club.team, "2"),
            Meetings(connection).numbered(club.team, "9"),
            Polls(connection).numbered(club.team, "2"),
        )

    assert await club.database.read(numbered) == (calls[1].id, None, None)


async def test_a_fixed_roll_knows_who_is_silent(club: Club) -> None:
    """Everybody is expected; who joins later waits, and once admitted counts and is expected."""
    call = await club.call(everyone=True)
    late = await club.joins("Late")
    for person in range(MANY - 2):
        await club.answers(call, Says.COMING, person)
    assert await club.answers(call, Says.LEAVE, late) == Asked(first=True)
    assert await club.answers(call, Says.LATE, late) == Asked(first=False)
    before = await club.now(call)
    assert (before.answered, before.expected) == (MANY - 2, MANY)
    silent = await club.database.read(lambda c: Meetings(c).missing(before))
    assert silent == club.people[MANY - 2 : MANY]

    who, by = club.people[late], club.people[0]
    admitted = await club.database.run(lambda c: Meetings(c).settle(before, who, by, admitted=True))
    assert admitted
    after = await club.now(call)
    assert (after.counts[Says.LATE], after.expected) == (1, MANY + 1)


async def test_the_list_names_answers_in_their_order(club: Club) -> None:
    """First those who answered, as they did; those who wait are marked; then who is silent."""
    call = await club.call(everyone=True)
    late = await club.joins("Late")
    await club.answers(call, Says.LEAVE, 4, "ill", seconds=1)
    await club.answers(call, Says.COMING, late, seconds=2)
    await club.answers(call, Says.COMING, 3, seconds=3)
    found = await club.database.read(lambda c: Meetings(c).entries(call))
    first = [(each.name, each.says, each.remark, each.waiting) for each in found[:4]]
    assert first == [
        ("P4", Says.LEAVE, "ill", False),
        ("Late", Says.COMING, "", True),
        ("P3", Says.COMING, "", False),
        ("P0", None, "", False),
    ]
    assert len(found) == MANY + 1


@pytest.mark.parametrize("later", [0, 1])
async def test_of_two_answers_of_one_person_the_later_stays(club: Club, later: int) -> None:
    """Who was expected and also came under another name has one answer, and it counts."""
    call = await club.call(everyone=True)
    other = await club.joins("Other")
    await club.answers(call, Says.COMING, 1, seconds=1 - later)
    await club.answers(call, Says.LEAVE, other, "ill", seconds=later)
    keep, drop = club.people[1], club.people[other]

    def merge(connection: Connection) -> None:
        Rolls(connection).merge(keep, drop)
        Meetings(connection).merge(keep, drop)

    await club.database.run(merge)
    found = await club.now(call)
    assert found.counts == ({Says.LEAVE: 1} if later else {Says.COMING: 1})
    rows = select(meeting_answer.c.person, meeting_answer.c.waiting)
    assert (await club.database.read(lambda c: c.execute(rows).all())) == [(keep, False)]


async def test_of_a_forgotten_person_the_answer_stays_without_its_reason(club: Club) -> None:
    """That somebody was on leave is the group's record; why is nobody's business any more."""
    call = await club.call()
    await club.answers(call, Says.LEAVE, 3, "surgery")
    who = club.people[3]
    await club.database.run(lambda c: forget(c, who, NOW))
    (found,) = await club.database.read(lambda c: Meetings(c).entries(call))
    assert (found.name, found.says, found.remark) == (MARK, Says.LEAVE, "")


# Who is there


async def meeting(club: Club) -> Meeting:
    """Call a meeting that begins now, for everybody."""
    return await club.database.run(
        lambda c: Meetings(c).open(
            club.team, club.people[0], NOW, title="Committee", starts=NOW, place="204",
            closes=NOW + DAY, everyone=True, rooms=[club.room], kind="committee",
            quorum=Quorum.TWO_THIRDS,
        )
    )  # fmt: skip


async def signs(club: Club, call: Meeting, person: int, *, minutes: float = 0) -> object:
    """Let somebody sign in."""
    who, at = club.people[person], NOW + timedelta(minutes=minutes)
    return await club.database.run(lambda c: Presences(c).sign(call.id, who, at, How.TAP))


async def test_thirty_who_sign_in_at_once_are_thirty(club: Club) -> None:
    """Each counts once, however wildly they tap, and two thirds of those with a vote are enough."""
    call = await meeting(club)
    await asyncio.gather(*(signs(club, call, n % 20) for n in range(40)))
    found = await club.now(call)
    assert (found.present, found.expected) == (20, MANY)
    assert found.votes == Votes(20, MANY, 20)
    assert found.votes.reached


async def test_the_first_time_that_somebody_signs_in_stays(club: Club) -> None:
    """Whoever taps again later is not late."""
    call = await meeting(club)
    assert await signs(club, call, 3, minutes=2) == await signs(club, call, 3, minutes=9)
    (came,) = [e for e in await club.database.read(lambda c: Meetings(c).entries(call))
               if e.presence]  # fmt: skip
    assert came.presence == Presence(NOW + timedelta(minutes=2), 2, How.TAP)


async def test_nobody_signs_in_before_or_after(club: Club) -> None:
    """A quarter of an hour before it starts the sign-in opens; it ends with the meeting."""
    call = await meeting(club)
    assert await signs(club, call, 1, minutes=-16) == Refused("early")
    assert isinstance(await signs(club, call, 1, minutes=-15), Presence)
    assert await club.database.run(lambda c: Meetings(c).close(call.id, NOW))
    assert await signs(club, call, 2) == Refused("closed")


async def test_of_two_presences_of_one_person_the_earlier_stays(club: Club) -> None:
    """Who signed in under two names came when they first did."""
    call = await meeting(club)
    keep, drop = club.people[1], club.people[2]
    await signs(club, call, 1, minutes=9)
    await signs(club, call, 2, minutes=2)

    def merge(connection: Connection) -> None:
        Rolls(connection).merge(keep, drop)
        Presences(connection).merge(keep, drop)

    await club.database.run(merge)
    found = await club.database.read(lambda c: Presences(c).of(call.id, keep))
    assert found == Presence(NOW + timedelta(minutes=2), 2, How.TAP)
    assert (await club.now(call)).present == 1


async def test_lines_of_minutes_written_at_once_have_numbers_of_their_own(club: Club) -> None:
    """Two who keep them together never write under one number."""
    call = await meeting(club)

    async def writes(number: int) -> int:
        who, text = club.people[number % 2], f"Topic {number}"
        line = await club.database.run(
            lambda c: Minutes(c).add(club.team, call.id, Part.TOPIC, text, who, NOW)
        )
        return line.number

    numbers = await asyncio.gather(*map(writes, range(MANY)))
    assert sorted(numbers) == list(range(1, MANY + 1))
