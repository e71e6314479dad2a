"""Taking part: joining, and one secret answer to each question."""

from collections.abc import Iterable, Sequence
from functools import partial

from bot.action import Chosen
from bot.command import Answered
from bot.context import Context, Read, Reply
from bot.domain.identity import PersonId, Role, RoomId
from bot.domain.live import ContestId, Phase, Untimely
from bot.domain.phrase import Phrase, Variant, Words
from bot.domain.quiz import Given, Picked
from bot.errors import Declined
from commands.quiz.feature import asked_of, card_of, known, panel_of, quizzes
from commands.quiz.parts import AnswerForm, as_asked, read_answer
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
        ctx.show(panel_of(contest, found.host))
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
    found, store = known(ctx, contest), ctx.use(Contests)
    if (first := store.of(contest, ctx.person).get(position)) is not None:
        stands = _first_stands(store, contest, position, first[0])
        return Reply(note=stands, fleeting=True)
    if found.phase is not Phase.ASKED or found.position != position:
        raise Declined(quizzes.say("shut", reason=Variant("over")))
    return Reply(form=in_words(contest, position, _room(ctx)))


def _what_is_asked(
    read: Read, contest: ContestId, position: int, room: RoomId | None
) -> Sequence[Words]:
    del room
    store = read.use(Contests)
    found, posed = store.find(contest), store.posed(contest, position)
    if found is None or posed is None or not posed.asked:
        return ()
    kind = posed.question.kind
    return as_asked(posed.question, quizzes.say("hint", time=found.time, kind=kind))


@quizzes.takes(AnswerForm, "quiz.in-words", needs=Role.MEMBER, about=_what_is_asked)
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
    stands = outcome.given if isinstance(outcome, Stands) else given
    return Reply(
        note=_told(outcome, given), fleeting=True, chosen=_chosen(contest, position, stands)
    )


def _chosen(contest: ContestId, position: int, given: Given) -> Chosen | None:
    """Say which answer is somebody's own, for them alone; None where it was given in words."""
    if not isinstance(given, Picked):
        return None
    own = tuple(answer(contest, position, each) for each in sorted(given.options))
    return Chosen(answer.name, (contest, position), own)


@quizzes.answered
def answered(read: Read, person: PersonId) -> Iterable[Answered]:
    """List the questions that are open now and that a person has answered."""
    for contest, position in read.use(Contests).answered_by(person):
        yield Answered(
            asked_of(contest, position), partial(_what_counts, contest, position),
            partial(_what_stands, contest, position),
        )  # fmt: skip


def _what_counts(contest: ContestId, position: int, read: Read, person: PersonId) -> Phrase:
    store = read.use(Contests)
    given, _ = store.of(contest, person)[position]
    return _first_stands(store, contest, position, given)


def _what_stands(contest: ContestId, position: int, read: Read, person: PersonId) -> Chosen | None:
    given, _ = read.use(Contests).of(contest, person)[position]
    return _chosen(contest, position, given)


def _first_stands(store: Contests, contest: ContestId, position: int, given: Given) -> Phrase:
    posed = store.posed(contest, position)
    assert posed is not None  # it was answered
    return quizzes.say("first-stands", answer=given_words(posed.question, given))


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
