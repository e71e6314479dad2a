"""One's mistakes, to be practised in private, and the table of a season over all contests."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from bot.context import Context, Read, Reply
from bot.domain.contest import Season, points, ranks, season
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.live import ContestId, Posed
from bot.domain.phrase import Phrase, Variant, Words
from bot.domain.quiz import Given, Picked, Question, is_right
from bot.errors import Declined
from bot.form import Nothing
from bot.message import Card, Listing, Style, Text, opened
from commands.quiz import wording
from commands.quiz.feature import known, quizzes
from commands.quiz.parts import AnswerForm, as_asked, offered, read_answer
from storage.quiz import Contests

SEASON: Final = timedelta(days=180)
_SHOWN: Final = 10


# Mistakes


@quizzes.command(Nothing, needs=Role.MEMBER, secret=True)
def mistakes(ctx: Context, values: Nothing) -> Reply:
    """Show a person the next question that they once got wrong."""
    del values
    return Reply(own=deck(ctx.team.id, ctx.person))


@quizzes.step("quiz.review", needs=Role.MEMBER, secret=True)
def review(ctx: Context, contest: ContestId, position: int, option: int) -> Reply:
    """Try again, by a tap, what one got wrong."""
    question = _mistake(ctx, contest, position).question
    return _reviewed(ctx, contest, position, question, Picked(frozenset({option})))


def _what_is_asked(read: Read, contest: ContestId, position: int) -> Sequence[Words]:
    posed = read.use(Contests).posed(contest, position)
    return () if posed is None or not posed.revealed else as_asked(posed.question)


@quizzes.takes(AnswerForm, "quiz.review-words", needs=Role.MEMBER, about=_what_is_asked)
def review_words(ctx: Context, values: AnswerForm, contest: ContestId, position: int) -> Reply:
    """Try again, in words, what one got wrong."""
    question = _mistake(ctx, contest, position).question
    return _reviewed(ctx, contest, position, question, read_answer(ctx, question, values))


def _reviewed(
    ctx: Context, contest: ContestId, position: int, question: Question, given: Given
) -> Reply:
    """Tell at once whether it was right; what was is no mistake any more."""
    right = is_right(question.key, given)
    if right:
        ctx.use(Contests).master(contest, position, ctx.person, ctx.now)
    note = quizzes.say(
        "reviewed", right=Variant("yes" if right else "no"), answer=wording.right(question),
        why=wording.why(question),
    )  # fmt: skip
    return Reply(note=note, own=deck(known(ctx, contest).team, ctx.person))


def _mistake(ctx: Context, contest: ContestId, position: int) -> Posed:
    """Return a question of a contest that is over: no other may be tried again."""
    posed = ctx.use(Contests).posed(contest, position)
    if posed is None or not posed.revealed or known(ctx, contest).running:
        raise Declined(quizzes.say("gone"))
    return posed


@quizzes.view("quiz.deck")
def deck(read: Read, team: TeamId, person: PersonId) -> Card:
    """Ask again the next question that somebody got wrong, and say how many there are."""
    left = read.use(Contests).mistakes(team, person)
    heading = quizzes.say("deck", count=len(left))
    if not left:
        return Card(heading, (Text.of(quizzes.say("deck-empty")),))
    contest, posed = left[0]
    asked = Text.of(wording.asked(posed.question), style=Style.BOLD)
    tap, words = partial(review, contest, posed.position), review_words(contest, posed.position)
    return Card(heading, (asked, *offered(posed.question, tap, opened(words))))


# The season


@quizzes.command(Nothing, needs=Role.MEMBER, aside=True)
def standings(ctx: Context, values: Nothing) -> Reply:
    """Show who leads over the contests of the last half year."""
    del values
    return Reply(own=season_card(ctx.team.id))


@quizzes.view("quiz.season")
def season_card(read: Read, team: TeamId) -> Card:
    """Add up the contests of the last half year, each weighing the same."""
    store = read.use(Contests)
    held = store.over(team, read.now - SEASON)
    found = season(points(store.asked(each), each.scoring) for each in held)
    totals = {each: did.points for each, did in found.items() if did.points}
    heading = quizzes.say("season", contests=len(held))
    if not totals:
        return Card(heading, (Text.of(quizzes.say("season-empty")),))
    standing = ranks(totals)
    top = list(standing)[:_SHOWN]
    names = read.use(read.stores.people).names(top)
    rows = (_row(standing[each], names[each], found, each) for each in top)
    table = Listing(tuple(map(Text.of, rows)), bullets=False)
    return Card(heading, (table, Text.of(quizzes.say("season-how"))))


def _row(rank: int, name: str, found: Mapping[PersonId, Season], person: PersonId) -> Phrase:
    did = found[person]
    return quizzes.say(
        "season-row", rank=str(rank), name=name, points=did.points, contests=did.contests,
        wins=did.wins,
    )  # fmt: skip
