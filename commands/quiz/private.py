"""What one person alone sees of a contest: how they stand, and their sheet with their mistakes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from bot.adapter import Metered
from bot.context import Context, Read, Reply
from bot.domain.contest import points, ranks
from bot.domain.identity import PersonId, Role
from bot.domain.live import Contest, ContestId, Phase, Posed
from bot.domain.phrase import Phrase, Variant, Words
from bot.domain.quiz import Given
from bot.domain.thrift import Thrift, thrift
from bot.errors import Declined
from bot.message import Block, Card, Listing, Style, Text
from commands.quiz import wording
from commands.quiz.feature import known, quizzes, title
from storage.quiz import Contests

_MISTAKES: Final = 50


class Score(Struct, frozen=True):
    """Hold how somebody stands: their points, and which they are `of` how many."""

    points: int
    rank: int
    of: int


def scores(read: Read, found: Contest) -> Mapping[PersonId, Score]:
    """Return how everybody stands who has answered, by what was revealed."""
    total = points(read.use(Contests).asked(found), found.scoring)
    return {who: Score(total[who], rank, len(total)) for who, rank in ranks(total).items()}


def own_standing(read: Read, found: Contest, person: PersonId) -> Phrase | None:
    """Say how somebody stands by what was revealed; None where they have not answered yet."""
    mine = scores(read, found).get(person)
    if mine is None:
        return None
    store = read.use(Contests)
    return _standing(mine, store.of(found.id, person), _counted(store.questions(found.id)))


def _counted(questions: Iterable[Posed]) -> Sequence[Posed]:
    return [each for each in questions if each.revealed and not each.void]


def _standing(
    mine: Score, given: Mapping[int, tuple[Given, bool]], counted: Sequence[Posed]
) -> Phrase:
    right = sum(given[each.position][1] for each in counted if each.position in given)
    return quizzes.say(
        "own-standing", rank=str(mine.rank), of=str(mine.of),
        placed=Variant("yes" if mine.points else "no"),
        points=mine.points, right=right, questions=len(counted),
    )  # fmt: skip


@quizzes.step("quiz.own-sheet", needs=Role.MEMBER)
def own_sheet(ctx: Context, contest: ContestId) -> Reply:
    """Show the one who acts their sheet: wherever it was not sent, to spare an allowance."""
    found = known(ctx, contest)
    if found.phase is not Phase.OVER or not ctx.use(Contests).plays(contest, ctx.person):
        raise Declined(quizzes.say("no-sheet"))
    return Reply(own=sheet(contest, ctx.person))


def ample(adapter: object) -> bool:
    """Say whether a platform's allowance, if it has one, is enough for what one may also ask for.

    What remains of a scarce one is kept for answers, deadlines and what nobody may miss.
    """
    return not isinstance(adapter, Metered) or thrift(adapter.left) is Thrift.NONE


def ample_for(read: Read, person: PersonId) -> bool:
    """Say the same of the platform on which somebody would be written to."""
    people = read.use(read.stores.people)
    room = people.private_room(person)
    return room is None or ample(read.registry.adapters.get(people.room(room).connection))


@quizzes.view("quiz.sheet")
def sheet(read: Read, contest: ContestId, person: PersonId) -> Card | None:
    """Show one person their result, and each question that they did not get right."""
    found = _over(read, contest)
    return None if found is None else _sheet(read, found, person, scores(read, found).get(person))


@quizzes.view("quiz.result")
def result(
    read: Read, contest: ContestId, person: PersonId, points: int, rank: int, of: int
) -> Card | None:
    """Show the same as it is handed out to all: worked out once, and not for each of them anew."""
    found = _over(read, contest)
    mine = Score(points, rank, of) if rank else None
    return None if found is None else _sheet(read, found, person, mine)


def _over(read: Read, contest: ContestId) -> Contest | None:
    found = read.use(Contests).find(contest)
    return found if found is not None and found.phase is Phase.OVER else None


def _sheet(read: Read, found: Contest, person: PersonId, mine: Score | None) -> Card:
    store = read.use(Contests)
    given, counted = store.of(found.id, person), _counted(store.questions(found.id))
    standing = quizzes.say("own-nothing") if mine is None else _standing(mine, given, counted)
    blocks: list[Block] = [Text.of(standing)]
    missed = [each for each in counted if not given.get(each.position, (None, False))[1]]
    if missed:
        rows = (_missed(each, given.get(each.position)) for each in missed[:_MISTAKES])
        blocks += [
            Text.of(quizzes.say("mistakes", count=len(missed)), style=Style.BOLD),
            Listing(tuple(rows)),
        ]
    elif given:
        blocks.append(Text.of(quizzes.say("no-mistakes")))
    return Card(quizzes.say("sheet", title=title(found)), tuple(blocks))


def _missed(posed: Posed, given: tuple[Given, bool] | None) -> Text:
    """Say of a question what was right, what was answered instead, and why."""
    asked, right = wording.asked(posed.question), wording.right(posed.question)
    line: Words
    if given is None:
        line = quizzes.say("missed", position=str(posed.position), question=asked, right=right)
    else:
        line = quizzes.say(
            "mistaken", position=str(posed.position), question=asked, right=right,
            given=wording.given_words(posed.question, given[0]),
        )  # fmt: skip
    why = wording.why(posed.question)
    return Text.of(quizzes.say("with-why", line=line, why=why) if why else line)
