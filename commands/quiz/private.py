"""What one person alone sees of a contest: how they stand, and their sheet with their mistakes."""

from typing import Final

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


def own_standing(read: Read, found: Contest, person: PersonId) -> Phrase | None:
    """Say how somebody stands by what was revealed; None where they have not answered yet."""
    asked = read.use(Contests).asked(found)
    scores = points(asked, found.scoring)
    if person not in scores:
        return None
    answers = [each.answers[person] for each in asked if not each.void and person in each.answers]
    return quizzes.say(
        "own-standing", rank=str(ranks(scores)[person]), of=str(len(scores)),
        placed=Variant("yes" if scores[person] else "no"),
        points=scores[person], right=sum(each.right for each in answers),
        questions=sum(not each.void for each in asked),
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
    found = read.use(Contests).find(contest)
    if found is None or found.phase is not Phase.OVER:
        return None
    store = read.use(Contests)
    given = store.of(contest, person)
    standing = own_standing(read, found, person) or quizzes.say("own-nothing")
    blocks: list[Block] = [Text.of(standing)]
    missed = [
        each for each in store.questions(contest)
        if each.revealed and not each.void and not given.get(each.position, (None, False))[1]
    ]  # fmt: skip
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
    return Text.of(line, " ", why) if why else Text.of(line)
