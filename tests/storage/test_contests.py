"""Contests when many answer at once, late, twice, and from two accounts: on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, Final

import pytest
from sqlalchemy import Connection, func, select

from benchmarks.raw import Statement, listening
from bot.domain.contest import Over, Preset, Scoring, points
from bot.domain.identity import PersonId, Purpose, RoomId, TeamId
from bot.domain.live import ContestId, Phase, Untimely
from bot.domain.quiz import AnyOf, Given, Kind, Near, Picked, Question, Wording
from bot.event import Origin
from storage.database import Database
from storage.people import People
from storage.postgres import PostgresDatabase
from storage.quiz import Banks, Contests, Dailies, Kept, Outcome, Shut, Stands, Took
from storage.quiz.packing import given_of, packed, packed_given, unpacked
from storage.quiz.tables import bank_question, contest_answer
from tests.storage.world import migrated

NOW: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
TIME: Final = timedelta(seconds=20)
MANY: Final = 40
A, B = Picked(frozenset({0})), Picked(frozenset({1}))
QUESTIONS: Final = tuple(
    Question(f"q{n}", Kind.SINGLE, A, {"en": Wording(f"Question {n}?", ("yes", "no"))})
    for n in range(1, 4)
)


def after(seconds: float) -> datetime:
    """Return a moment after the first."""
    return NOW + timedelta(seconds=seconds)


class Club:
    """Hold a team in two rooms on a database, its people, and one contest."""

    def __init__(self, database: Database) -> None:
        """Take the database; `gather` fills it."""
        self.database = database
        self.team = TeamId(0)
        self.people: list[PersonId] = []
        self.rooms: list[RoomId] = []
        self.contest = ContestId(0)

    async def gather(self) -> None:
        """Make the team, its people, a bank, and a contest of it with all questions."""

        def work(connection: Connection) -> None:
            people, banks, contests = People(connection), Banks(connection), Contests(connection)
            home = people.found("School", "zh", "Asia/Shanghai", "test")
            self.team = people.team_called("Team", home, "zh", "Asia/Shanghai")
            self.rooms = [
                people.room_for("chat", key, key, team=self.team, purpose=Purpose.MAIN)
                for key in ("main", "other")
            ]
            for number in range(MANY):
                where = Origin("chat", "main", f"p{number}", f"P{number}")
                account = people.account_for(where, "realm", NOW)
                self.people.append(people.join(account, self.team, where.name, NOW))
            bank = banks.begin(self.team, self.people[0], {"en": "Bank"}, NOW)
            banks.fill(bank, QUESTIONS, Kept.READY)
            self.contest = contests.open(
                self.team, self.people[0], bank=bank, titles={"en": "Bank"},
                scoring=Scoring(Preset.ACCURACY), time=TIME, count=3, by_teams=False,
                over=Over.MEMBERS, begins_at=after(60),
            ).id  # fmt: skip
            contests.draw(self.contest, banks.questions(bank))

        await self.database.run(work)

    async def does(self, name: str, *args: Any, **more: Any) -> Any:
        """Let the store do something about the contest."""
        return await self.database.run(
            lambda c: getattr(Contests(c), name)(self.contest, *args, **more)
        )

    async def asks(self, position: int, at: float) -> None:
        """Ask a question, shown in the main room at once and in the other two seconds later."""
        assert await self.does("ask", position, self.rooms, after(at))
        for number, room in enumerate(self.rooms):
            assert await self.does("shown", position, room, after(at + 2 * number))

    async def answers(
        self, who: int, given: Given, at: float, *, position: int = 1, room: int = 0,
        alive: bool = True,
    ) -> Outcome:  # fmt: skip
        """Let somebody answer while the question is looked after, unless it is not `alive`."""
        if alive:
            await self.does("alive", after(at))
        outcome: Outcome = await self.does(
            "answer", position, self.people[who], self.rooms[room], given, after(at)
        )
        return outcome

    async def points(self) -> dict[PersonId, int]:
        """Work out the points as they now stand."""

        def work(connection: Connection) -> dict[PersonId, int]:
            contests = Contests(connection)
            known = contests.find(self.contest)
            assert known is not None
            return points(contests.asked(known), known.scoring)

        return await self.database.read(work)


@pytest.fixture
async def club(database: Database) -> Club:
    """Lend a club with a contest."""
    club = Club(database)
    await club.gather()
    return club


@pytest.mark.parametrize(
    "key", [A, Near(Fraction("3.14"), Fraction("0.005")), AnyOf(("Li Bai", "李白"))]
)
def test_a_question_is_read_as_it_was_written(key: Any) -> None:
    """Its key, its languages and its difficulty come back."""
    words = {"en": Wording("Who?", ("a", "b"), "why", "where", ("tag",), ("Li",))}
    asked = Question("n", Kind.TEXT, key, words)
    assert unpacked(packed(asked)) == asked


@pytest.mark.parametrize("given", [A, Picked(frozenset({0, 2})), Fraction("1/3"), "Li Bai"])
def test_an_answer_is_read_as_it_was_written(given: Given) -> None:
    """A third stays a third."""
    assert given_of(packed_given(given)) == given


async def test_the_first_answer_stands(club: Club) -> None:
    """Another one, whatever it says, is told which one stands."""
    await club.asks(1, 0)
    assert await club.answers(1, B, 3) == Took(QUESTIONS[0], timedelta(seconds=3))
    assert await club.answers(1, A, 4) == Stands(QUESTIONS[0], B)
    assert await club.answers(1, B, 4) == Stands(QUESTIONS[0], B)


async def test_of_many_answers_none_is_lost_or_doubled(club: Club) -> None:
    """Everybody answers twice at once, from two devices; one answer of each is kept."""
    await club.asks(1, 0)
    outcomes = await asyncio.gather(
        *(club.answers(who, given, 5) for who in range(MANY) for given in (A, B))
    )
    assert sum(isinstance(each, Took) for each in outcomes) == MANY
    assert sum(isinstance(each, Stands) for each in outcomes) == MANY
    count = select(func.count()).select_from(contest_answer)
    assert await club.database.read(lambda c: c.scalar(count)) == MANY


async def test_an_answer_costs_as_much_whoever_else_has_answered(club: Club) -> None:
    """Three statements: what it is an answer to, the clocks, the answer."""
    await club.asks(1, 0)
    counts = []
    for who in range(MANY):
        heard: list[Statement] = []
        with listening(club.database, heard):
            await club.answers(who, A, 1, alive=False)
        counts.append(len(heard))
    assert set(counts) == {3}


async def test_a_tick_waits_for_no_answer_and_the_reveal_for_all(postgres_url: str) -> None:
    """However many answer without a break, what is alive is known to be; none comes too late."""
    database = await migrated(postgres_url)
    club = Club(database)
    await club.gather()
    await club.asks(1, 0)
    assert isinstance(database, PostgresDatabase)

    def give(connection: Connection) -> Outcome:
        contests, person = Contests(connection), club.people[1]
        return contests.answer(club.contest, 1, person, club.rooms[0], A, after(5))

    async with database._engine.begin() as under_way:
        assert isinstance(await under_way.run_sync(give), Took)
        async with asyncio.timeout(10):
            await club.does("alive", after(6))
        revealing = asyncio.create_task(club.does("reveal", 1))
        await club.database.read(lambda c: Contests(c).find(club.contest))
        assert not revealing.done()
    assert await revealing
    await database.close()


async def test_each_copy_has_its_own_clock(club: Club) -> None:
    """It starts when the copy was shown, and an answer counts until 1.5 s after its time."""
    await club.asks(1, 0)
    assert await club.answers(1, A, 5, room=1) == Took(QUESTIONS[0], timedelta(seconds=3))
    assert await club.answers(2, A, 21.5) == Took(QUESTIONS[0], timedelta(seconds=21.5))
    assert await club.answers(3, A, 21.6) is Untimely.LATE
    assert await club.answers(3, A, 21.6, room=1) == Took(QUESTIONS[0], timedelta(seconds=19.6))


async def test_a_copy_that_comes_late_is_left_behind(club: Club) -> None:
    """Eight seconds after the first it takes no answers, shown or not."""
    assert await club.does("ask", 1, club.rooms, NOW)
    assert await club.does("shown", 1, club.rooms[0], NOW)
    early = await club.answers(1, A, 7, room=1)
    assert early == Took(QUESTIONS[0], timedelta(0))  # it stood there before we heard of it
    assert await club.answers(2, A, 9, room=1) is Untimely.BEHIND
    assert await club.does("shown", 1, club.rooms[1], after(9))
    assert await club.answers(2, A, 10, room=1) is Untimely.BEHIND
    copies = await club.does("copies", 1, TIME)
    assert copies.behind(after(10)) == (club.rooms[1],)
    assert copies.ends() == after(21.5)


async def test_an_interruption_costs_nobody_any_time(club: Club) -> None:
    """The clocks of all copies are set back by as much."""
    await club.asks(1, 0)
    await club.does("extend", 1, timedelta(seconds=30))
    assert await club.answers(1, A, 35) == Took(QUESTIONS[0], timedelta(seconds=5))
    assert await club.answers(2, A, 35, room=1) == Took(QUESTIONS[0], timedelta(seconds=3))


async def test_what_comes_right_after_an_interruption_counts(club: Club) -> None:
    """Though nobody has set the clocks back yet: the silence is no time that anybody took."""
    await club.asks(1, 0)
    await club.does("alive", after(4))
    answered = await club.answers(1, A, 34, alive=False)
    assert answered == Took(QUESTIONS[0], timedelta(seconds=4))


async def test_while_it_pauses_nothing_is_answered(club: Club) -> None:
    """After it the clocks go on where they stood."""
    await club.asks(1, 0)
    assert await club.does("pause", after(5))
    assert not await club.does("pause", after(6))
    assert await club.answers(1, A, 6) == Shut("paused")
    assert await club.does("resume", after(105))
    assert not await club.does("resume", after(105))
    assert await club.answers(1, A, 106) == Took(QUESTIONS[0], timedelta(seconds=6))


async def test_a_voided_question_is_as_if_it_had_never_been_asked(club: Club) -> None:
    """Points are those of the others; what comes later is refused."""
    for position, given in ((1, A), (2, A), (3, B)):
        await club.asks(position, position * 100)
        await club.answers(1, given, position * 100 + 1, position=position)
        await club.answers(2, A, position * 100 + 1, position=position)
        assert await club.does("reveal", position)
    one, two = club.people[1:3]
    assert await club.points() == {one: 2, two: 3}
    assert await club.does("void", 3)
    assert not await club.does("void", 3)
    assert await club.points() == {one: 2, two: 2}
    assert await club.answers(3, A, 301, position=3) == Shut("void")


async def test_only_the_question_of_the_moment_is_answered(club: Club) -> None:
    """Not the one before it, nor the next, nor one that there is not."""
    assert await club.answers(1, A, 1) == Shut("over")
    await club.asks(1, 0)
    assert await club.answers(1, A, 1, position=2) == Shut("over")
    assert await club.answers(1, A, 1, position=9) == Shut("gone")
    assert await club.does("reveal", 1)
    assert not await club.does("reveal", 1)
    assert await club.answers(1, A, 2) == Shut("over")
    assert not await club.does("ask", 1, club.rooms, NOW)
    assert not await club.does("ask", 3, club.rooms, NOW)


async def test_the_open_question_of_a_contest_that_ends_counts_for_nobody(club: Club) -> None:
    """It is void, and the contest is over once."""
    await club.asks(1, 0)
    await club.answers(1, A, 1)
    assert await club.does("finish", Phase.OVER, after(2))
    assert not await club.does("finish", Phase.OVER, after(3))
    assert await club.points() == {}


async def test_who_never_saw_a_question_keeps_their_streak(club: Club) -> None:
    """Whoever joined in a room that was left behind is no absentee."""
    main, other = club.people[1:3]
    assert await club.does("join", main, club.rooms[0])
    assert await club.does("join", other, club.rooms[1])
    assert not await club.does("join", other, club.rooms[0])
    assert await club.does("ask", 1, club.rooms, NOW)
    assert await club.does("shown", 1, club.rooms[0], NOW)
    assert await club.does("reveal", 1)

    def unseen(connection: Connection) -> frozenset[PersonId]:
        contests = Contests(connection)
        known = contests.find(club.contest)
        assert known is not None
        return contests.asked(known)[0].unseen

    assert await club.database.read(unseen) == {other}


async def test_of_two_who_are_one_the_first_answer_stands(club: Club) -> None:
    """Question by question; what only one of them answered is theirs."""
    one, two = club.people[1:3]
    await club.does("join", one, None)
    await club.does("join", two, None)
    await club.asks(1, 0)
    await club.answers(1, B, 4)
    await club.answers(2, A, 3)
    await club.does("reveal", 1)
    await club.asks(2, 100)
    await club.answers(2, A, 101, position=2)
    await club.does("reveal", 2)
    await club.database.run(lambda c: Contests(c).merge(one, two))
    assert await club.points() == {one: 2}
    assert await club.does("players") == [one]


async def test_a_shipped_bank_is_a_team_s_own_once(club: Club) -> None:
    """Asked for again it is the same one; its questions are read into it once."""

    def work(connection: Connection) -> tuple[bool, bool, int]:
        banks = Banks(connection)
        bank = banks.ship(club.team, "civics", {"en": "Civics"}, NOW)
        assert banks.ship(club.team, "civics", {"en": "Civics"}, NOW) == bank
        first = banks.fill(bank, QUESTIONS, Kept.READY)
        return first, banks.fill(bank, QUESTIONS, Kept.READY), len(banks.questions(bank))

    assert await club.database.run(work) == (True, False, 3)


async def test_what_is_dropped_leaves_no_questions(club: Club) -> None:
    """A bank with bad questions that nobody wants is none."""

    def work(connection: Connection) -> int:
        banks = Banks(connection)
        bank = banks.begin(club.team, club.people[0], {"en": "Bad"}, NOW)
        banks.fill(bank, QUESTIONS, Kept.ASKING, report={"faults": []})
        assert [each.titles for each in banks.of(club.team)] == [{"en": "Bank"}]
        assert banks.settle(bank, Kept.DROPPED)
        assert not banks.settle(bank, Kept.READY)
        mine = select(func.count()).where(bank_question.c.bank == bank)
        return connection.scalar(mine) or 0

    assert await club.database.run(work) == 0


async def test_a_day_has_one_question_and_a_person_one_answer_to_it(club: Club) -> None:
    """Asked again on the same day nothing is; of two who are one, that which came first counts."""
    day, (one, two) = NOW.date(), club.people[1:3]

    def work(connection: Connection) -> None:
        store = Dailies(connection)
        made = store.ask(club.team, day, QUESTIONS[0])
        assert made is not None
        assert store.ask(club.team, day, QUESTIONS[1]) is None
        assert store.answer(made, QUESTIONS[0], one, B, NOW) == B
        assert store.answer(made, QUESTIONS[0], one, A, NOW) == B
        assert store.answer(made, QUESTIONS[0], two, A, NOW) == A
        store.merge(one, two)
        assert store.given(made) == [(B, False)]
        assert store.history(club.team, one) == ([made], [made])
        assert store.close(club.team) == [made]
        assert store.close(club.team) == []
        later = store.ask(club.team, day + timedelta(days=1), QUESTIONS[0])
        assert later is not None
        third = club.people[3]
        store.answer(later, QUESTIONS[0], third, A, NOW)
        store.answer(later, QUESTIONS[0], one, B, NOW + timedelta(seconds=1))
        store.merge(one, third)
        assert store.given(later) == [(A, True)]

    await club.database.run(work)
