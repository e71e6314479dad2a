"""What everybody sees of an activity: its card, what has changed, and how it ended."""

from bot.context import Context, Read
from bot.domain.call import State
from bot.domain.phrase import Instant, Phrase
from bot.domain.reminding import Awaited, Ladder, Whom
from bot.domain.volunteer import SIGN_IN, Activity, ActivityId, Shift, ShiftId, Standing
from bot.message import Block, Button, Buttons, Card, Style, Text
from bot.reminders import no_more, remind
from commands.volunteer.feature import steps, volunteers
from commands.volunteer.parts import labelled, lines, place, what
from commands.volunteer.presence import sign_in
from commands.volunteer.signup import choice
from storage.volunteers import Activities, SignUps


@volunteers.view("volunteer.card")
def card(read: Read, call: ActivityId) -> Card | None:
    """Draw the activity as it now stands."""
    known = read.use(Activities).find(call)
    if known is None or known.state is State.WITHDRAWN:
        return None
    blocks: list[Block] = [*place(known), lines(known, read.now), Text.of(state(known, read.now))]
    if known.takes_answers(read.now):
        blocks += choice(known, read)
    blocks += signing(known, read.now)
    over = known.over(read.now)
    if not over:
        blocks.append(steps.more(call))
    blocks.append(Text.of(volunteers.say("who-sees"), style=Style.ITALIC))
    return Card(known.title, tuple(blocks), final=over, told=over, redraw_at=_next(known, read.now))


def state(known: Activity, now: Instant) -> Phrase:
    """Say whether one can sign up, and until when one may leave without asking."""
    if known.ends is None:
        return volunteers.say("state-cancelled")
    if known.over(now):
        return volunteers.say("state-over")
    if not known.takes_answers(now):
        return volunteers.say("state-closed")
    if all(each.barred(now) for each in known.going_on):
        return volunteers.say("state-on")
    return volunteers.say("state-open", cutoff=known.cutoff)


def signing(known: Activity, now: Instant) -> list[Block]:
    """Offer to sign in to the shifts that are on."""
    on = [each for each in known.shifts if each.signs_in(now)]
    buttons = tuple(
        Button(labelled(known, each, volunteers.say("sign-in")), sign_in(each.id)) for each in on
    )
    return [Buttons(buttons)] if buttons else []


def _next(known: Activity, now: Instant) -> Instant | None:
    """Return when a shift changes what can be done about it: by then the card is another."""
    moments = (
        moment
        for each in known.going_on
        for moment in (each.starts - SIGN_IN, each.starts, each.ends)
    )
    return min((each for each in moments if each > now), default=None)


@volunteers.view("volunteer.result")
def result(read: Read, call: ActivityId) -> Card | None:
    """Say how it ended, or that nobody signs up any more."""
    known = read.use(Activities).find(call)
    if known is None or known.open:
        return None
    over = known.over(read.now)
    title = volunteers.say("result-over" if over else "result-closed", title=known.title)
    if known.ends is None:
        return Card(volunteers.say("result-cancelled", title=known.title))
    if over:
        came = sum(each.present for each in known.shifts)
        return Card(title, (Text.of(volunteers.say("came", came=came)),))
    return Card(title, (lines(known, read.now),))


@volunteers.view("volunteer.moved")
def moved(read: Read, call: ActivityId) -> Card | None:
    """Say what and where it now is."""
    known = read.use(Activities).find(call)
    if known is None or not known.open:
        return None
    return Card(volunteers.say("moved", title=known.title), (*place(known), lines(known, read.now)))


# One shift: whom its reminders go to


@volunteers.view("volunteer.shift")
def shift_card(read: Read, shift: ShiftId) -> Card | None:
    """Draw one shift: what it is, and where."""
    found = read.use(Activities).brief(shift)
    if found is None:
        return None
    known, mine = found
    return Card(known.title, (Text.of(what(mine)), *place(known), steps.more(known.id)))


@volunteers.reminds(shift_card)
def awaited(read: Read, whom: Whom, shift: ShiftId) -> Awaited | None:
    """Say who is reminded of a shift: those who have a place in it."""
    del whom  # nobody owes it
    found = read.use(Activities).of(shift)
    if found is None or found[0].state is State.WITHDRAWN or found[1].barred(read.now):
        return None
    persons = [
        each.person for each in read.use(SignUps).list(shift) if each.standing is Standing.BOOKED
    ]
    return Awaited(steps.title(found[0]), persons, len(persons), aloud=False)


def remind_of(ctx: Context, shift: Shift, ladder: Ladder) -> None:
    """Remind those who have a place in a shift until it starts."""
    remind(ctx, shift_card(shift.id), closes=shift.starts, ladder=ladder, whom=Whom.COMING)


def forget_about(ctx: Context, shift: ShiftId) -> None:
    """Remind nobody of a shift any more."""
    no_more(ctx, shift_card(shift))
