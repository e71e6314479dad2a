"""Daily questions: what a team was asked on which day, and who answered."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, and_, delete, func, select, update

from bot.domain.identity import PersonId, TeamId
from bot.domain.live import DailyId
from bot.domain.phrase import Instant
from bot.domain.quiz import Given, Question, is_right
from storage.quiz.packing import given_of, packed, packed_given, unpacked
from storage.quiz.tables import daily_answer, daily_question
from storage.schema import upsert


class Daily(Struct, frozen=True):
    """Hold a daily question: `nth` counts those of its team from 1."""

    id: DailyId
    team: TeamId
    nth: int
    question: Question
    open: bool
    answered: int


class Dailies:
    """Keep daily questions."""

    MERGES = frozenset({daily_answer.c.person})

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def asked(self, team: TeamId) -> int:
        """Count the questions that a team has been asked."""
        count = select(func.count()).where(daily_question.c.team == team)
        return self._connection.scalar(count) or 0

    def ask(self, team: TeamId, day: date, question: Question) -> DailyId | None:
        """Ask the question of a day, once."""
        made = self._connection.scalar(
            upsert(daily_question)
            .values(
                team=team, day=day.isoformat(), nth=self.asked(team) + 1, content=packed(question)
            )
            .on_conflict_do_nothing(index_elements=["team", "day"])
            .returning(daily_question.c.id)
        )
        return None if made is None else DailyId(made)

    def close(self, team: TeamId, but: DailyId | None = None) -> Sequence[DailyId]:
        """Close what is open, but for one question; return what was."""
        mine = [daily_question.c.team == team, daily_question.c.open.is_(True)]
        if but is not None:
            mine.append(daily_question.c.id != but)
        closed = update(daily_question).where(*mine).values(open=False)
        rows = self._connection.scalars(closed.returning(daily_question.c.id))
        return [DailyId(each) for each in rows]

    def find(self, daily: DailyId) -> Daily | None:
        """Return a daily question."""
        answers = (
            select(func.count())
            .where(daily_answer.c.daily_question == daily_question.c.id)
            .correlate(daily_question)
        )
        row = self._connection.execute(
            select(daily_question, answers.scalar_subquery().label("answered")).where(
                daily_question.c.id == daily
            )
        ).one_or_none()
        return None if row is None else _daily(row)

    def answer(
        self, daily: DailyId, question: Question, person: PersonId, given: Given, at: Instant
    ) -> Given:
        """Record an answer; return that which stands, the first one."""
        first = self._connection.scalar(
            upsert(daily_answer)
            .values(
                daily_question=daily, person=person, given=packed_given(given),
                right=is_right(question.key, given), at=at,
            )
            .on_conflict_do_nothing()
            .returning(daily_answer.c.daily_question)
        )  # fmt: skip
        if first is not None:
            return given
        mine = (daily_answer.c.daily_question == daily, daily_answer.c.person == person)
        return given_of(self._connection.scalar(select(daily_answer.c.given).where(*mine)))

    def given(self, daily: DailyId) -> Sequence[tuple[Given, bool]]:
        """Return what was answered, and whether it was right; by nobody's name."""
        mine = daily_answer.c.daily_question == daily
        rows = self._connection.execute(select(daily_answer).where(mine))
        return [(given_of(row.given), row.right) for row in rows]

    def history(self, team: TeamId, person: PersonId) -> tuple[Sequence[int], Sequence[int]]:
        """Return the questions of a team, oldest first, and which of them somebody answered."""
        mine = and_(
            daily_answer.c.daily_question == daily_question.c.id, daily_answer.c.person == person
        )
        rows = self._connection.execute(
            select(daily_question.c.id, daily_answer.c.person)
            .outerjoin(daily_answer, mine)
            .where(daily_question.c.team == team)
            .order_by(daily_question.c.id)
        ).all()
        return [row.id for row in rows], [row.id for row in rows if row.person is not None]

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Make one person's answers another's; of two to one question the first stands."""
        run = self._connection.execute
        other = daily_answer.alias()
        for mine, theirs, later in (
            (drop, keep, daily_answer.c.at >= other.c.at),
            (keep, drop, daily_answer.c.at > other.c.at),
        ):
            first = (
                select(other.c.at)
                .where(
                    other.c.person == theirs,
                    other.c.daily_question == daily_answer.c.daily_question, later,
                )
                .exists()
            )  # fmt: skip
            run(delete(daily_answer).where(daily_answer.c.person == mine, first))
        run(update(daily_answer).where(daily_answer.c.person == drop).values(person=keep))


def _daily(row: Any) -> Daily:
    return Daily(
        DailyId(row.id), TeamId(row.team), row.nth, unpacked(row.content), row.open, row.answered
    )
