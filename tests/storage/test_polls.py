"""Polls when many answer at once, and one person from two devices: on both databases."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import Connection, func, select

from bot.domain.call import Asked, Refused
from bot.domain.identity import PersonId, Purpose, Role, TeamId
from bot.domain.poll import Names, Noted, Outcome, Poll, Results
from bot.event import Origin
from storage.database import Database
from storage.people import People
from storage.polls import Polls, poll_answer
from storage.rolls import Rolls, Standing, next_number

NOW: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
MANY: Final = 50


class Club:
    """Hold a team on a database, its people, and the one room."""

    def __init__(self, database: Database) -> None:
        """Take the database; `gather` fills it."""
        self.database = database
        self.team = TeamId(0)
        self.people: list[PersonId] = []
        self._room = 0

    async def gather(self) -> None:
        """Make the team and its people."""

        def work(connection: Connection) -> None:
            people = People(connection)
            home = people.found("School", "zh", "Asia/Shanghai", "test")
            self.team = people.team_called("Team", home, "zh", "Asia/Shanghai")
            self._room = people.room_for(
                "chat", "main", "Lobby", team=self.team, purpose=Purpose.MAIN
            )
            for number in range(MANY):
                where = Origin("chat", "main", f"p{number}", f"P{number}")
                account = people.account_for(where, "realm", NOW)
                self.people.append(people.join(account, self.team, where.name, NOW))

        await self.database.run(work)

    async def poll(self, **more: Any) -> Poll:
        """Open a poll."""
        settings: dict[str, Any] = {
            "question": "Where?", "options": ("A", "B", "C"), "closes": None, "pick": 1,
            "names": Names.ORGANISERS, "results": Results.LIVE, "change": True,
            "everyone": False, "key": bytes(32), "rooms": [self._room],
        } | more  # fmt: skip
        return await self.database.run(
            lambda c: Polls(c).open(self.team, self.people[0], NOW, **settings)
        )

    async def answers(self, poll: Poll, option: int, person: int, seconds: float = 0) -> Outcome:
        """Let somebody answer."""
        chosen, who = poll.options[option].id, self.people[person]
        at = NOW + timedelta(seconds=seconds)
        return await self.database.run(lambda c: Polls(c).answer(poll.id, chosen, who, at))

    async def counts(self, poll: Poll) -> list[int]:
        """Count the answers, by option."""
        return [option.count for option in (await self.now(poll)).options]

    async def now(self, poll: Poll) -> Poll:
        """Return the poll as it stands."""
        found = await self.database.read(lambda c: Polls(c).find(poll.id))
        assert found is not None
        return found


@pytest.fixture
async def club(database: Database) -> Club:
    """Lend a team of fifty."""
    made = Club(database)
    await made.gather()
    return made


async def test_fifty_answers_at_once_all_count(club: Club) -> None:
    """Fifty people tap in the same instant: each counts once."""
    poll = await club.poll()
    await asyncio.gather(*(club.answers(poll, n % 3, n) for n in range(MANY)))
    assert await club.counts(poll) == [17, 17, 16]
    assert (await club.now(poll)).answered == MANY


async def test_fifty_taps_of_one_person_are_one_answer(club: Club) -> None:
    """Whoever taps wildly on two devices has one answer in the end, one of those they tapped."""
    poll = await club.poll()
    await asyncio.gather(*(club.answers(poll, n % 3, 7) for n in range(MANY)))
    assert sorted(await club.counts(poll)) == [0, 0, 1]


async def test_two_devices_never_choose_more_than_may_be(club: Club) -> None:
    """Of three, two may be chosen: taps on all three at once leave two, and the third is told."""
    poll = await club.poll(pick=2)
    for person in range(10):
        outcomes = await asyncio.gather(*(club.answers(poll, n % 3, person) for n in range(6)))
        kinds = Counter(type(each).__name__ for each in outcomes)
        assert kinds["Noted"] >= 2
        for each in outcomes:
            assert isinstance(each, Noted) or (
                isinstance(each, Refused) and each.reason in {"full", "again"}
            )
    found = await club.now(poll)
    rows = select(poll_answer.c.voter, func.count()).group_by(poll_answer.c.voter)
    per_person = await club.database.read(lambda c: [n for _, n in c.execute(rows)])
    assert max(per_person) <= 2
    assert found.answered == 10


async def test_the_first_answer_stands_whoever_is_faster(club: Club) -> None:
    """Where the first answer stands, of ten taps at once one is noted and the others are told."""
    poll = await club.poll(change=False)
    outcomes = await asyncio.gather(*(club.answers(poll, n % 3, 3) for n in range(10)))
    noted = [each.chosen[0].label for each in outcomes if isinstance(each, Noted)]
    assert len(set(noted)) == 1
    assert sum(await club.counts(poll)) == 1


async def test_secret_answers_bear_no_person_and_no_time(club: Club) -> None:
    """Fifty secret answers are counted, and no row says whose they are or when they came."""
    poll = await club.poll(names=Names.NOBODY)
    await asyncio.gather(*(club.answers(poll, n % 3, n) for n in range(MANY)))
    assert sum(await club.counts(poll)) == MANY
    rows = await club.database.read(lambda c: c.execute(select(poll_answer)).all())
    assert all(row.person is None and row.at is None for row in rows)
    assert not {row.voter for row in rows} & {str(person) for person in club.people}
    await club.answers(poll, 0, 1)
    assert (await club.now(poll)).answered == MANY


async def test_a_poll_is_closed_once(club: Club) -> None:
    """Of ten hands at once exactly one closes a poll, and answers after it are refused."""
    poll = await club.poll()
    closed = await asyncio.gather(
        *(club.database.run(lambda c: Polls(c).close(poll.id, NOW)) for _ in range(10))
    )
    assert sorted(closed) == [False] * 9 + [True]
    refused = await club.answers(poll, 0, 1, seconds=1)
    assert isinstance(refused, Refused)
    assert refused.reason == "closed"


async def test_numbers_count_on_without_gaps(club: Club) -> None:
    """Fifty polls opened at once are numbered from one to fifty; what fails takes no number."""
    polls = await asyncio.gather(*(club.poll() for _ in range(MANY)))
    assert sorted(each.number for each in polls) == list(range(1, MANY + 1))

    def fails(connection: Connection) -> None:
        next_number(connection, club.team, "poll")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await club.database.run(fails)
    assert (await club.poll()).number == MANY + 1
    assert await club.database.run(lambda c: next_number(c, club.team, "essay")) == 1


async def test_a_fixed_roll_is_frozen(club: Club) -> None:
    """Who joins later is not expected; their answer waits until an organiser admits them, once."""
    poll, several = [await club.poll(everyone=True, pick=pick) for pick in (1, 2)]
    assert poll.roll is not None

    def late(connection: Connection) -> PersonId:
        people = People(connection)
        where = Origin("chat", "main", "late", "Late")
        return people.join(people.account_for(where, "realm", NOW), club.team, "Late", NOW)

    club.people.append(await club.database.run(late))
    outcomes = await asyncio.gather(*(club.answers(poll, 1, MANY) for _ in range(5)))
    assert all(isinstance(each, Asked) for each in outcomes)
    assert sum(each.first for each in outcomes if isinstance(each, Asked)) == 1
    assert await club.counts(poll) == [0, 0, 0]
    assert await club.database.read(lambda c: Polls(c).names(poll.id)) == {}
    assert isinstance(await club.answers(several, 1, MANY), Asked)
    assert (await club.now(several)).answered == 0
    roll, who = poll.roll, club.people[-1]
    settled = await asyncio.gather(
        *(
            club.database.run(
                lambda c: Rolls(c).settle(roll, who, club.people[0], Standing.ADMITTED)
            )
            for _ in range(5)
        )
    )
    assert sorted(settled) == [False] * 4 + [True]
    await club.database.run(lambda c: Polls(c).count(poll.id, who))
    assert await club.counts(poll) == [0, 1, 0]
    missing = await club.database.read(lambda c: Polls(c).missing(poll))
    assert sorted(missing) == sorted(club.people[:MANY])


async def test_a_member_without_a_vote_is_told(club: Club) -> None:
    """Who was on the roll without a vote is refused with that reason, and nobody waits for them."""

    def demote(connection: Connection) -> None:
        People(connection).set_role(club.people[5], club.team, Role.GUEST, NOW, source="test")

    await club.database.run(demote)
    poll = await club.poll(everyone=True)
    missing = await club.database.read(lambda c: Polls(c).missing(poll))
    assert club.people[5] not in missing
    assert isinstance(await club.answers(poll, 0, 5), Asked)
