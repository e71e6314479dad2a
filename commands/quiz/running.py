"""A contest as it runs: what its clocks let happen. All state is in rows, timers as well."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from bot.action import Open, View
from bot.context import Context, Read, Reply, Shown
from bot.domain.identity import PersonId, Role
from bot.domain.live import GRACE, READING, TICK, UNSEEN, Contest, ContestId, Phase, gap
from bot.domain.phrase import Instant, Variant
from bot.errors import Declined
from bot.ports import Priority
from commands.quiz.cards import Said, podium, question, reveal, said
from commands.quiz.feature import asked_of, card_of, host, known, panel_of, quizzes
from commands.quiz.private import Score, ample_for, result, scores
from storage.quiz import Banks, Contests, Kept

_LOOK_AGAIN: Final = timedelta(seconds=2)
_LOOK_SOON: Final = timedelta(seconds=0.5)
_HEARING: Final = timedelta(seconds=20)
"""For how long a question waits, once its time is up, for what was pressed before."""
PIECE: Final = 50
"""To how many people their sheets are written in one transaction."""


@quizzes.step("quiz.begin", needs=host, secret=True, urgent=True)
def begin(ctx: Context, contest: ContestId) -> Reply:
    """Begin a contest: when its lobby closes, or because its host does not wait for that."""
    # Both may be at one moment. First the timer: whom it rings for holds it before the contest.
    ctx.cancel(begin(contest))
    found = ctx.use(Contests).held(contest) or known(ctx, contest)
    if found.phase is not Phase.LOBBY:
        raise Declined(quizzes.say("begun"))
    by_hand = ctx.who.account is not None
    if not found.players and by_hand:
        raise Declined(quizzes.say("nobody-yet"))
    if not found.players:
        announce(ctx, found, Said.NOBODY)
        end(ctx, found, Phase.OFF)
        return Reply()
    bank = ctx.use(Banks).find(found.bank)
    if bank is not None and bank.state is Kept.READING:
        ctx.at(ctx.now + _LOOK_AGAIN, begin(contest))
        return Reply(note=quizzes.say("reading") if by_hand else None)
    if found.paused_at is not None:
        ctx.use(Contests).resume(contest, ctx.now)
    questions = ctx.use(Banks).questions(found.bank)
    drawn = ctx.random.sample(questions, min(found.count, len(questions)))
    ctx.use(Contests).draw(contest, drawn)
    ask(ctx, known(ctx, contest), 1)
    ctx.show(card_of(contest))
    return Reply(own=panel_of(contest, ctx.person) if by_hand else None)


def ask(ctx: Context, found: Contest, position: int) -> None:
    """Ask a question in all rooms of a contest; each copy tells when it was shown."""
    copies = ctx.use(ctx.stores.outgoing).copies_of(card_of(found.id))
    rooms = list(dict.fromkeys(copy.place.room for copy in copies))
    if not ctx.use(Contests).ask(found.id, position, rooms, ctx.now):
        return
    _post(ctx, found, question(found.id, position), then=shown(found.id, position))
    for each in leaders(ctx, found):
        ctx.bring(panel_of(found.id, each))
    ctx.at(ctx.now + UNSEEN, time_up(found.id, position))
    ctx.at(ctx.now + TICK, tick(found.id, position))


def leaders(read: Read, found: Contest) -> Iterable[PersonId]:
    """Return who can lead a contest: its host and the organisers."""
    organisers = read.use(read.stores.people).members(found.team, Role.ORGANISER)
    return dict.fromkeys((found.host, *organisers))


def changed(ctx: Context, found: Contest, position: int | None = None) -> None:
    """Let all that stands of a contest show how it now is: a question, and what can be done."""
    ctx.show(asked_of(found.id, found.position if position is None else position))
    for each in leaders(ctx, found):
        ctx.show(panel_of(found.id, each))


def _post(ctx: Context, found: Contest, view: View, then: Open[Shown] | None = None) -> None:
    """Say something in all rooms of a contest, before whatever else waits there to be said."""
    ctx.post(view, beside=card_of(found.id), then=then, priority=Priority.LIVE)


@quizzes.takes(Shown, "quiz.shown", needs=Role.ADMIN)
def shown(ctx: Context, copy: Shown, contest: ContestId, position: int) -> Reply:
    """Start the clock of a copy when it was shown."""
    found = known(ctx, contest)
    # What was shown during a pause begins with the end of it.
    at = copy.at if found.paused_at is None else min(copy.at, found.paused_at)
    if ctx.use(Contests).shown(contest, position, copy.room, at):
        wait(ctx, found)
    ctx.keep(copy, asked_of(contest, position))
    ctx.show(asked_of(contest, position))
    return Reply()


def wait(ctx: Context, found: Contest) -> None:
    """Ring when the clocks of all copies of the open question have run out."""
    ends = ctx.use(Contests).copies(found.id, found.position, found.time).ends()
    ctx.at(ends or ctx.now + UNSEEN, time_up(found.id, found.position))


@quizzes.step("quiz.tick", needs=Role.ADMIN, urgent=True)
def tick(ctx: Context, contest: ContestId, position: int) -> Reply:
    """Note that an open question is being looked after, and make up for an interruption."""
    found = known(ctx, contest)
    if found.phase is Phase.ASKED and found.position == position and found.paused_at is None:
        _make_up(ctx, found)
        ctx.at(ctx.now + TICK, tick(contest, position))
    return Reply()


def _make_up(ctx: Context, found: Contest) -> None:
    """Set the clocks back by the time in which nobody was there to take answers."""
    store = ctx.use(Contests)
    if gap(found.alive_at, ctx.now):
        # Another process may have done it at this moment.
        found = store.held(found.id) or found
    lost = gap(found.alive_at, ctx.now)
    ends = store.copies(found.id, found.position, found.time).ends()
    if lost and found.alive_at is not None and (ends is None or ends > found.alive_at):
        store.extend(found.id, found.position, lost)
        wait(ctx, found)
    store.alive(found.id, ctx.now)


@quizzes.step("quiz.time-up", needs=Role.ADMIN, urgent=True)
def time_up(ctx: Context, contest: ContestId, position: int) -> Reply:
    """Tell what was right once the clocks of all copies have run out."""
    found = known(ctx, contest)
    if found.phase is not Phase.ASKED or found.position != position or found.paused_at is not None:
        return Reply()
    _make_up(ctx, found)
    ends = ctx.use(Contests).copies(contest, position, found.time).ends()
    if ends is None:
        halt(ctx, found, Said.UNSEEN)
    elif ctx.now < ends:
        ctx.at(ends, time_up(contest, position))
    elif ctx.now < ends + _HEARING and not _heard(ctx, ends):
        ctx.at(ctx.now + _LOOK_SOON, time_up(contest, position))
    else:
        tell(ctx, found)
    return Reply()


def _heard(ctx: Context, ends: Instant) -> bool:
    """Say whether all has been dealt with that was pressed in time, not counting the grace."""
    return ctx.use(ctx.stores.inbox).heard_until(ctx.now) >= ends - GRACE


def tell(ctx: Context, found: Contest) -> None:
    """Close the open question, tell what was right, and go on after a while."""
    if ctx.use(Contests).reveal(found.id, found.position):
        _quiet(ctx, found)
        _post(ctx, found, reveal(found.id, found.position))
        changed(ctx, found)
        go_on(ctx, found, READING)


def go_on(ctx: Context, found: Contest, after: timedelta) -> None:
    """Ask the next question after a while."""
    ctx.at(ctx.now + after, next_(found.id, found.position + 1))


@quizzes.step("quiz.next", needs=Role.ADMIN, urgent=True)
def next_(ctx: Context, contest: ContestId, position: int) -> Reply:
    """Ask the next question, or end the contest after the last one."""
    found = known(ctx, contest)
    if found.phase is Phase.REVEALED and found.position == position - 1 and not found.paused_at:
        if position <= found.count:
            ask(ctx, found, position)
        else:
            end(ctx, found, Phase.OVER)
    return Reply()


def halt(ctx: Context, found: Contest, why: Said) -> None:
    """Stop all clocks and say so."""
    if not ctx.use(Contests).pause(found.id, ctx.now):
        raise Declined(
            quizzes.say("shut", reason=Variant("over" if not found.running else "paused"))
        )
    _quiet(ctx, found)
    announce(ctx, found, why)
    changed(ctx, found)
    if found.phase is Phase.LOBBY:
        ctx.show(card_of(found.id))


def _quiet(ctx: Context, found: Contest) -> None:
    """Let nothing ring."""
    position = found.position
    actions = [time_up(found.id, position), tick(found.id, position), next_(found.id, position + 1)]
    for each in (begin(found.id), *actions):
        ctx.cancel(each)


def announce(ctx: Context, found: Contest, what: Said, position: int = 0) -> None:
    """Say something to all beside what the contest shows."""
    nth = round(ctx.now.timestamp()) if what in {Said.PAUSED, Said.RESUMED, Said.UNSEEN} else 0
    _post(ctx, found, said(found.id, what, position, nth))


def end(ctx: Context, found: Contest, phase: Phase) -> None:
    """End a contest: with a podium for all and a sheet for each, unless it never began."""
    if not ctx.use(Contests).finish(found.id, phase, ctx.now):
        raise Declined(quizzes.say("shut", reason=Variant("over")))
    _quiet(ctx, found)
    changed(ctx, found)
    ctx.show(card_of(found.id), revive=True)
    if phase is Phase.OVER:
        crown(ctx, found)
        ctx.at(ctx.now, hand_out(found.id, 0))


def crown(ctx: Context, found: Contest) -> None:
    """Say to all who won, as things now stand."""
    void = sum(each.void for each in ctx.use(Contests).questions(found.id))
    _post(ctx, found, podium(found.id, void))


@quizzes.step("quiz.hand-out", needs=Role.ADMIN)
def hand_out(ctx: Context, contest: ContestId, after: int) -> Reply:
    """Write to each player what they got right and wrong, some of them at a time."""
    found, outgoing = known(ctx, contest), ctx.use(ctx.stores.outgoing)
    if found.closed_at is None:
        return Reply()
    players = [each for each in ctx.use(Contests).players(contest) if each > after]
    told = {each.args[1] for each in outgoing.wished_of(result.name, since=found.closed_at)}
    reached = scores(ctx, found)
    for person in players[:PIECE]:
        if person not in told and ample_for(ctx, person):
            mine = reached.get(person, Score(0, 0, 0))
            ctx.tell(person, result(contest, person, mine.points, mine.rank, mine.of))
    if len(players) > PIECE:
        ctx.at(ctx.now, hand_out(contest, players[PIECE - 1]))
    return Reply()
