"""Taking part: joining, and one secret answer to each question."""

from bot.context import Context, Reply
from bot.domain.identity import Role, RoomId
from bot.domain.live import ContestId, Phase, Untimely
from bot.domain.phrase import Phrase, Variant
from bot.domain.quiz import Given, Picked
from bot.errors import Declined
from commands.quiz.feature import card_of, known, panel_of, quizzes
from commands.quiz.parts import AnswerForm, read_answer
from commands.quiz.wording import given_words
from storage.quiz import Contests, Outcome, Shut, Stands, Took


@quizzes.step("quiz.join", needs=Role.MEMBER)
def join(ctx: Context, contest: ContestId) -> Reply:
    """Let a person play."""
    found = known(ctx, contest)
    if not found.running:
        raise Declined(quizzes.say("shut", reason=Variant("over")))
    room = None if ctx.who.room is None or ctx.who.room.private else ctx.who.room.id
    if ctx.use(Contests).join(contest, ctx.person, room) and found.phase is Phase.LOBBY:
        ctx.show(card_of(contest))
    late = Variant("yes" if found.phase is not Phase.LOBBY else "no")
    return Reply(note=quizzes.say("joined", late=late))


@quizzes.step("quiz.panel", needs=Role.MEMBER, secret=True)
def show_panel(ctx: Context, contest: ContestId) -> Reply:
    """Show one person what they may see and do about a contest."""
    known(ctx, contest)
    return Reply(own=panel_of(contest, ctx.person))


@quizzes.step("quiz.answer", needs=Role.MEMBER, secret=True)
def answer(ctx: Context, contest: ContestId, position: int, option: int) -> Reply:
    """Record one person's answer by a tap; the first one stands."""
    return _record(ctx, contest, position, _room(ctx), Picked(frozenset({option})))


@quizzes.step("quiz.ask-words", needs=Role.MEMBER, secret=True)
def ask_words(ctx: Context, contest: ContestId, position: int) -> Reply:
    """Ask one person for an answer in words; it counts by the clock of the room they ask from."""
    return Reply(form=in_words(contest, position, _room(ctx)))


@quizzes.takes(AnswerForm, "quiz.in-words", needs=Role.MEMBER)
def in_words(
    ctx: Context, values: AnswerForm, contest: ContestId, position: int, room: RoomId | None
) -> Reply:
    """Record one person's answer in words; what is none may be said again."""
    posed = ctx.use(Contests).posed(contest, position)
    if posed is None or not posed.asked:
        raise Declined(quizzes.say("gone"))
    return _record(ctx, contest, position, room, read_answer(ctx, posed.question, values))


def _room(ctx: Context) -> RoomId | None:
    return None if ctx.who.room is None else ctx.who.room.id


def _record(
    ctx: Context, contest: ContestId, position: int, room: RoomId | None, given: Given
) -> Reply:
    outcome = ctx.use(Contests).answer(contest, position, ctx.person, room, given, ctx.now)
    return Reply(note=_told(outcome, given), fleeting=True)


def _told(outcome: Outcome, given: Given) -> Phrase:
    match outcome:
        case Took(question):
            return quizzes.say("noted", answer=given_words(question, given))
        case Stands(question, first) if first == given:
            return quizzes.say("noted", answer=given_words(question, given))
        case Stands(question, first):
            return quizzes.say("first-stands", answer=given_words(question, first))
        case Untimely():
            raise Declined(quizzes.say("untimely", why=outcome))
        case Shut(reason):
            raise Declined(quizzes.say("shut", reason=Variant(reason)))
