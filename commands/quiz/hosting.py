"""What the host of a contest does: start, pause, skip, void, end; and what anybody may look at."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from bot.adapter import Metered
from bot.context import Context, Read, Reply
from bot.cut import clipped
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.live import TICK, Contest, ContestId, Phase, Posed
from bot.domain.phrase import Phrase, Variant
from bot.errors import Declined
from bot.message import Block, Button, Buttons, Card, Text, Weight
from commands.quiz import wording
from commands.quiz.answering import join
from commands.quiz.cards import Said, state
from commands.quiz.export import export
from commands.quiz.feature import card_of, host, known, panel_of, quizzes, title
from commands.quiz.private import ample, own_sheet, own_standing
from commands.quiz.running import (
    announce,
    begin,
    changed,
    crown,
    end,
    go_on,
    halt,
    leaders,
    tell,
    tick,
    wait,
)
from storage.quiz import Contests

_VOIDABLE: Final = 10
_LABEL: Final = 40
"""Letters of a question by which its host knows it again."""
_SHORTLY: Final = timedelta(seconds=3)


@quizzes.step("quiz.reveal-now", needs=host, secret=True)
def reveal_now(ctx: Context, contest: ContestId, position: int) -> Reply:
    """Tell at once what was right, since whoever leads it sees that all have answered."""
    found = known(ctx, contest)
    if found.phase is not Phase.ASKED or found.position != position:
        raise Declined(quizzes.say("shut", reason=Variant("over")))
    if found.paused_at is not None:
        raise Declined(quizzes.say("shut", reason=Variant("paused")))
    tell(ctx, found)
    return _panel(ctx, contest)


@quizzes.step("quiz.pause", needs=host, secret=True)
def pause(ctx: Context, contest: ContestId) -> Reply:
    """Stop all clocks of a contest."""
    halt(ctx, known(ctx, contest), Said.PAUSED)
    return _panel(ctx, contest)


@quizzes.step("quiz.resume", needs=host, secret=True)
def resume(ctx: Context, contest: ContestId) -> Reply:
    """Let a contest go on: its clocks from where they stood."""
    found = known(ctx, contest)
    store = ctx.use(Contests)
    paused_at = found.paused_at
    if paused_at is None or not store.resume(contest, ctx.now):
        raise Declined(quizzes.say("goes-on"))
    if found.phase is Phase.LOBBY:
        begins = max(found.begins_at + (ctx.now - paused_at), ctx.now + _SHORTLY)
        store.begin_at(contest, begins)
        ctx.at(begins, begin(contest))
        ctx.show(card_of(contest))
    elif found.phase is Phase.REVEALED:
        go_on(ctx, found, _SHORTLY)
    else:
        wait(ctx, found)
        ctx.at(ctx.now + TICK, tick(contest, found.position))
    announce(ctx, found, Said.RESUMED)
    changed(ctx, found)
    return _panel(ctx, contest)


@quizzes.step("quiz.void", needs=host, secret=True)
def void(ctx: Context, contest: ContestId, position: int) -> Reply:
    """Let a question count for nobody: one that is open is skipped, of others scores change."""
    found, store = known(ctx, contest), ctx.use(Contests)
    was_open = found.phase is Phase.ASKED and found.position == position
    if not store.void(contest, position):
        raise Declined(quizzes.say("void-already", position=str(position)))
    announce(ctx, found, Said.SKIPPED if was_open else Said.VOIDED, position)
    if was_open:
        go_on(ctx, found, _SHORTLY)
    if found.phase is Phase.OVER:
        crown(ctx, found)
    changed(ctx, found, position)
    return _panel(ctx, contest)


@quizzes.step("quiz.ask-void", needs=host, secret=True)
def ask_void(ctx: Context, contest: ContestId) -> Reply:
    """Ask which question shall count for nobody."""
    known(ctx, contest)
    return Reply(own=voiding(contest))


@quizzes.step("quiz.end", needs=host, secret=True)
def end_now(ctx: Context, contest: ContestId) -> Reply:
    """End a contest with what was revealed so far; one that has not begun is called off."""
    found = known(ctx, contest)
    end(ctx, found, Phase.OFF if found.phase is Phase.LOBBY else Phase.OVER)
    return _panel(ctx, contest)


def _panel(ctx: Context, contest: ContestId) -> Reply:
    return Reply(own=panel_of(contest, ctx.person))


@quizzes.view("quiz.panel", follows=True)
def panel(read: Read, contest: ContestId, person: PersonId) -> Card | None:
    """Show one person how they stand, and its host and the organisers what they can do."""
    store = read.use(Contests)
    found = store.find(contest)
    if found is None:
        return None
    blocks: list[Block] = [Text.of(state(found, read.now))]
    if standing := own_standing(read, found, person):
        blocks.append(Text.of(standing))
    role = read.use(read.stores.people).role_of(person, found.team)
    if role is None or role < Role.MEMBER:
        return Card(title(found), tuple(blocks))
    leads = person == found.host or role >= Role.ORGANISER
    if leads and found.phase is Phase.LOBBY:
        blocks += _costs(read, found)
    offers = [*_to_play(found, plays=store.plays(contest, person), leads=leads)]
    if leads:
        offers += _controls(found)
    if found.phase is Phase.OVER and role >= Role.ORGANISER:
        offers.append(Button(quizzes.say("export"), export(contest)))
    if leads and _voidable(read, contest):
        offers.append(Button(quizzes.say("ask-void"), ask_void(contest)))
    if offers:
        blocks.append(Buttons(tuple(offers)))
    # Where it cannot be changed it comes anew when somebody asks for it, not at every phase.
    return Card(title(found), tuple(blocks), final=not found.running, told=True)


def _costs(read: Read, found: Contest) -> Iterator[Block]:
    """Say before it begins what a contest takes of an allowance, where messages are counted."""
    people = read.use(read.stores.people)
    led = _led_from(read, found)
    for copy in read.use(read.stores.outgoing).copies_of(card_of(found.id)):
        room = people.room(copy.place.room)
        adapter: object = read.registry.adapters.get(room.connection)
        if isinstance(adapter, Metered):
            # The lobby and the podium; each question, its reveal, and the question once it is over,
            # where that can be changed; twice a question what its host can do; and a sheet for each
            # player.
            can = read.can(room.id)
            a_question = 3 if can is not None and can.edit else 2
            a_question += 2 * led.pop(room.connection, 0)
            messages = 2 + a_question * found.count
            cost = quizzes.say(
                "cost", room=room.title, messages=messages, left=Variant(f"{adapter.left:.0%}"),
                sheets=Variant("yes" if ample(adapter) else "no"),
            )  # fmt: skip
            yield Text.of(cost)


def _led_from(read: Read, found: Contest) -> Counter[str]:
    """Count by connection the cards of those who lead a contest that are kept up to date."""
    people, outgoing = read.use(read.stores.people), read.use(read.stores.outgoing)
    return Counter(
        people.room(copy.place.room).connection
        for each in leaders(read, found)
        for copy in outgoing.copies_of(panel_of(found.id, each))
        if (can := read.can(copy.place.room)) is not None and can.edit
    )


def _to_play(found: Contest, *, plays: bool, leads: bool) -> Iterator[Button]:
    """Offer to join to who does not play yet, and at the end their sheet to those who did.

    Whoever leads joins on the lobby's card, or plays by answering.
    """
    if found.running and not plays and not leads:
        yield Button(quizzes.say("join"), join(found.id), Weight.PRIMARY)
    if found.phase is Phase.OVER and plays:
        yield Button(quizzes.say("own-sheet"), own_sheet(found.id))


def _controls(found: Contest) -> Iterator[Button]:
    """Offer what can be done with a contest that runs."""
    if not found.running:
        return
    if found.phase is Phase.LOBBY:
        yield Button(quizzes.say("begin-now"), begin(found.id), Weight.PRIMARY)
    if found.paused_at is not None:
        yield Button(quizzes.say("resume"), resume(found.id), Weight.PRIMARY)
    else:
        if found.phase is Phase.ASKED:
            yield Button(quizzes.say("reveal-now"), reveal_now(found.id, found.position))
        yield Button(quizzes.say("pause"), pause(found.id))
    if found.phase is Phase.ASKED:
        label = quizzes.say("skip", position=str(found.position))
        yield Button(label, void(found.id, found.position))
    lobby = Variant("yes" if found.phase is Phase.LOBBY else "no")
    yield Button(quizzes.say("end", lobby=lobby), end_now(found.id), Weight.DANGER)


def _voidable(read: Read, contest: ContestId) -> Sequence[Posed]:
    """List the questions that were revealed and count, the latest first."""
    told = [each for each in read.use(Contests).questions(contest) if each.revealed]
    return [each for each in reversed(told) if not each.void]


@quizzes.view("quiz.voiding")
def voiding(read: Read, contest: ContestId) -> Card | None:
    """Ask which of the questions that were revealed last shall count for nobody."""
    found = read.use(Contests).find(contest)
    if found is None:
        return None
    told = _voidable(read, contest)[:_VOIDABLE]
    buttons = (Button(_named(each), void(contest, each.position)) for each in told)
    return Card(quizzes.say("which-void"), (Buttons(tuple(buttons)),), final=True, told=True)


def _named(posed: Posed) -> Phrase:
    asked = wording.in_words(posed.question, lambda each: clipped(each.text, _LABEL))
    return quizzes.say("void", position=str(posed.position), question=asked)


@quizzes.leaves
def left(ctx: Context, team: TeamId, person: PersonId) -> Iterator[Phrase]:
    """Let a contest whose host leaves go on, and tell the organisers that it is theirs."""
    found = ctx.use(Contests).hosted(team, person)
    if found is not None:
        for organiser in ctx.use(ctx.stores.people).members(team, Role.ORGANISER):
            if organiser != person:
                ctx.tell(organiser, orphaned(found.id, organiser))
    yield from ()


@quizzes.view("quiz.orphaned")
def orphaned(read: Read, contest: ContestId, person: PersonId) -> Card | None:
    """Tell an organiser that a contest lost its host, and what they can do."""
    shown, found = panel.fn(read, contest, person), read.use(Contests).find(contest)
    if shown is None or found is None or not found.running:
        return None
    gone = Text.of(quizzes.say("host-gone"))
    return Card(shown.title, (gone, *shown.blocks))
