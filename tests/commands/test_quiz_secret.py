"""Until the reveal nothing tells an answer: whatever is looked at, by whomever.

What is right, and what somebody has answered, is changed behind Muster's back while a question is
open. If no view and no word changes by that, none of them tells it; and as every platform is shown
what was fitted from the same cards, none does on any.
"""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec.structs import replace
from sqlalchemy import Connection, select, update

from bot.command import ViewOf
from bot.domain.identity import PersonId
from bot.domain.live import BankId, ContestId, DailyId
from bot.domain.quiz import Picked
from bot.message import Card
from commands.quiz import quizzes
from commands.quiz.cards import Said
from storage.identity import person_table
from storage.quiz.packing import packed, packed_given, unpacked
from storage.quiz.tables import contest_answer, contest_question
from tests.commands.contests import ALSO, FIRE, started
from tests.stage import ENGLISH, Actor, Stage, on

CONTEST: Final = ContestId(1)
OPEN: Final = 2
"""The question that is open; the one before was revealed, and a third one is to come."""
ASIDE: Final = {BankId, DailyId}
"""What a view is of that is no contest: its author knows a bank, a daily question is another."""
TYPED: Final = ("mine", "quiz", "quiz 1", "mistakes", "season")


def all_views(people: Sequence[PersonId]) -> Iterator[tuple[ViewOf[...], tuple[Any, ...]]]:
    """Yield every view of the feature with all arguments that it could have in this contest."""
    possible: dict[object, Sequence[object]] = {
        ContestId: [CONTEST], PersonId: people, Said: list(Said), int: [0, 1, 2, 3], str: [""],
    }  # fmt: skip
    for view in quizzes.views:
        kinds = [param.annotation for param in view.params]
        if ASIDE.isdisjoint(kinds) and ContestId in kinds:
            for args in itertools.product(*(possible[kind] for kind in kinds)):
                yield view, args


class Watch:
    """Look at everything that there is to be seen."""

    def __init__(self, stage: Stage, actors: Sequence[Actor]) -> None:
        """Take the stage and who looks."""
        self._stage = stage
        self._actors = actors

    async def look(self) -> dict[object, object]:
        """Return every view of the contest, and what everybody is told when they ask."""
        found = dict(await self._stage.query(self._drawn))
        for who in self._actors:
            for line in TYPED:
                found[who.name, line] = await who.says_in_private(line)
        return found

    def _drawn(self, connection: Connection) -> list[tuple[object, Card | None]]:
        runtime = self._stage.running.muster.runtime
        now = self._stage.clock.now()
        read = runtime.read(connection, now)
        people = [PersonId(each) for each in connection.scalars(select(person_table.c.id))]
        return [((v.name, args), v.fn(read, *args)) for v, args in all_views(people)]


def turn_what_is_right(connection: Connection) -> None:
    """Let the other option be right of all questions that are not revealed."""
    mine = contest_question.c.revealed.is_(False)
    for row in connection.execute(select(contest_question).where(mine)).all():
        question = unpacked(row.content)
        assert isinstance(question.key, Picked)
        (key,) = question.key.options
        turned = replace(question, key=Picked(frozenset({1 - key})))
        connection.execute(
            update(contest_question)
            .where(mine, contest_question.c.position == row.position)
            .values(content=packed(turned))
        )
    theirs = contest_answer.c.position == OPEN
    connection.execute(update(contest_answer).where(theirs).values(right=~contest_answer.c.right))


def turn_what_was_answered(connection: Connection) -> None:
    """Let those who answered the open question have chosen the other option, and at once."""
    theirs = contest_answer.c.position == OPEN
    for row in connection.execute(select(contest_answer).where(theirs)).all():
        other = Picked(frozenset({1 - row.given[0]}))
        connection.execute(
            update(contest_answer)
            .where(theirs, contest_answer.c.person == row.person)
            .values(given=packed_given(other), right=not row.right, took=0)
        )


@on(ENGLISH)
async def test_nothing_that_can_be_seen_depends_on_a_question_that_is_open(stage: Stage) -> None:
    """Neither on what is right, nor on what was answered, for its host and its author as well."""
    ben, cleo = stage.actor("Ben"), stage.actor("Cleo")
    ana = await started(stage, FIRE, ALSO, FIRE, players=(ben, cleo), how="streaks")
    watch = Watch(stage, (ana, ben, cleo))
    for each in (ben, cleo):
        await each.picks("119" if each.is_offered("119") else "120")
    await stage.pass_time(seconds=18)
    await ben.picks("119" if stage.last.startswith("Question 2 of 3\nFire?") else "120")
    before = await watch.look()
    assert sum(card is not None for card in before.values()) > len(TYPED) * 3 + 5
    stage.before_next(turn_what_is_right)
    assert await watch.look() == before
    stage.before_next(turn_what_was_answered)
    assert await watch.look() == before
    # What is looked for could have been found: the reveal tells both.
    await stage.pass_time(seconds=11)
    assert await watch.look() != before
