"""Signing up for a shift and leaving it; and freed places, which are offered along the line."""

from collections.abc import Iterable, Sequence

from bot.action import Chosen
from bot.context import Context, Read, Reply
from bot.domain.call import Refused, State
from bot.domain.identity import PersonId, Role
from bot.domain.phrase import Instant, Phrase, Stretch
from bot.domain.volunteer import (
    Activity,
    ActivityId,
    Booked,
    Shift,
    ShiftId,
    Standing,
    Waits,
    offered_until,
    told_at,
)
from bot.errors import Declined
from bot.message import Block, Button, Buttons, Card, Choice, Text, Weight
from bot.reminders import tell_in_turn
from commands.volunteer.approving import redraw_question
from commands.volunteer.feature import refusal, shift_of, steps, volunteers
from commands.volunteer.parts import labelled, place, what
from storage.volunteers import Activities, Ledger, SignUps


@volunteers.step("volunteer.take", needs=Role.MEMBER, queues=True)
def take(ctx: Context, call: ActivityId, shift: ShiftId) -> Reply:
    """Sign the one who acts up for a shift: give them a place, or one in the line."""
    known, mine = _of(ctx, call, shift)
    # Before anybody is locked, as in `freed`; where they are refused it is undone. Nor is anything
    # asked after that which can be known before: all others wait for it who want that shift.
    ctx.cancel(lapse(shift, ctx.person))
    marked = chosen(ctx, call, ctx.person, shift)
    match ctx.use(SignUps).take(known.team, shift, ctx.person, ctx.now):
        case Booked(again=True):
            return Reply(note=_booked(ctx, known, mine), chosen=marked)
        case Booked():
            settle_offer(ctx, shift, ctx.person)
            steps.redraw(ctx, call)
            undo = leave(call, shift)
            return Reply(note=_booked(ctx, known, mine), undo=undo, chosen=marked)
        case Waits(nth):
            steps.redraw(ctx, call)
            return Reply(note=volunteers.say("waits", nth=nth), chosen=marked)
        case Refused("closed" | "withdrawn" | "gone") as why:
            return steps.not_counted(ctx, call, why)
        case why:
            raise Declined(refusal(why))


def _of(ctx: Context, call: ActivityId, shift: ShiftId) -> tuple[Activity, Shift]:
    """Return a shift of an activity; one of another is none of it."""
    known, mine = shift_of(ctx, shift)
    if known.id != call:
        raise Declined(volunteers.say("shift-gone"))
    return known, mine


def _booked(ctx: Context, known: Activity, shift: Shift) -> Phrase:
    until = shift.starts - known.cutoff
    if ctx.now < until:
        return volunteers.say("booked", when=shift.when, until=until)
    return volunteers.say("booked-late", when=shift.when)


@volunteers.step("volunteer.leave", needs=Role.MEMBER)
def leave(ctx: Context, call: ActivityId, shift: ShiftId) -> Reply:
    """Let the one who acts leave a shift or its line, and offer what is free to the next."""
    known, mine = _of(ctx, call, shift)
    if ctx.now >= mine.starts:
        raise Declined(volunteers.say("leave-begun"))
    settle_offer(ctx, shift, ctx.person)
    freed(ctx, shift, ctx.person)
    before = ctx.use(SignUps).withdraw(shift, ctx.person)
    if before is None:
        raise Declined(volunteers.say("not-in"))
    settle_offer(ctx, shift, ctx.person)
    late = before is Standing.BOOKED and ctx.now >= mine.starts - known.cutoff
    if late and not mine.cancelled:
        for each in steps.leaders(ctx, known):
            ctx.tell(each, left(shift, ctx.person))
    freed(ctx, shift, ctx.person)
    steps.redraw(ctx, call)
    key = "left-late" if late else "left"
    return Reply(
        note=volunteers.say(key, when=mine.when),
        undo=take(call, shift) if before is Standing.BOOKED else None,
        chosen=chosen(ctx, call, ctx.person),
    )


@volunteers.view("volunteer.left")
def left(read: Read, shift: ShiftId, person: PersonId) -> Card | None:
    """Tell those who lead it that somebody left a shift after the cut-off."""
    found, mine = read.use(Activities).of(shift), read.use(SignUps).of(shift, person)
    if found is None or mine is None or mine.standing is Standing.BOOKED:
        return None
    known, about = found
    title = volunteers.say("left-title", name=mine.name, title=known.title)
    state = volunteers.say("left-now", taken=about.taken, waiting=about.waiting)
    return Card(title, (Text.of(what(about)), Text.of(state), steps.more(known.id)))


# Offers


def freed(ctx: Context, shift: ShiftId, person: PersonId | None = None) -> None:
    """Let what has become free be offered: of a shift, and where those wait who had places in it.

    In turns of their own: each holds its timer, and locks one person and one shift, in this order.
    So it is said before anybody is locked; and afterwards, as they may wait in one more line.
    """
    for each in sorted({shift, *ctx.use(SignUps).lines_of(shift, person)}):
        ctx.at(ctx.now, pass_on(each))


@volunteers.step("volunteer.pass-on", needs=Role.ADMIN)
def pass_on(ctx: Context, shift: ShiftId) -> Reply:
    """Offer one free place of a shift to whoever is next in its line, and has time then."""
    known, mine = shift_of(ctx, shift)
    store = ctx.use(SignUps)
    person = store.next_in_line(shift, ctx.now) if known.takes_answers(ctx.now) else None
    if person is None:
        return Reply()
    quiet = ctx.registry.habits.quiet
    reader = ctx.use(ctx.stores.reminders).readers([person], quiet).get(person)
    until = not_before = mine.starts
    if reader is not None:
        until = offered_until(ctx.now, mine.starts, reader.rhythm)
        not_before = told_at(ctx.now, until, reader.rhythm)
    if store.offer(shift, person, until, ctx.now):
        ctx.at(until, lapse(shift, person))
        held = None if not_before <= ctx.now else not_before
        if reader is None or not ctx.tell(person, offer(shift, person), not_before=held):
            steps.detail(ctx, known.id, offer_aloud(shift, person))
        steps.redraw(ctx, known.id)
    # There may be another place, or it was another's turn.
    ctx.at(ctx.now, pass_on(shift))
    return Reply()


@volunteers.step("volunteer.lapse", needs=Role.ADMIN)
def lapse(ctx: Context, shift: ShiftId, person: PersonId) -> Reply:
    """End an offer that was not answered in time, and offer the place to the next."""
    known, _ = shift_of(ctx, shift)
    freed(ctx, shift, person)
    if not ctx.use(SignUps).lapse(shift, person, ctx.now):
        raise Declined(volunteers.say("offer-settled"))
    ctx.show(offer(shift, person))
    freed(ctx, shift, person)
    steps.redraw(ctx, known.id)
    return Reply()


def settle_offer(ctx: Context, shift: ShiftId, person: PersonId) -> None:
    """Let an offer rest that is being answered.

    Before anybody is locked, as in `freed`; and afterwards, as it may have been made meanwhile.
    """
    ctx.cancel(lapse(shift, person))
    ctx.show(offer(shift, person))


@volunteers.view("volunteer.offer")
def offer(read: Read, shift: ShiftId, person: PersonId) -> Card | None:
    """Offer somebody a place that is free now; or say what has become of it."""
    found, mine = read.use(Activities).brief(shift), read.use(SignUps).of(shift, person)
    if found is None or mine is None or found[0].state is State.WITHDRAWN:
        return None
    known, about = found
    if mine.standing is not Standing.OFFERED or mine.until is None or about.cancelled:
        title = volunteers.say("offer-over", how=mine.standing, title=known.title)
        return Card(title, (Text.of(what(about)),), final=True)
    title = volunteers.say("offer-title", title=known.title)
    buttons = Buttons((
        Button(volunteers.say("offer-take"), take(known.id, shift), Weight.PRIMARY),
        Button(volunteers.say("offer-decline"), leave(known.id, shift)),
    ))  # fmt: skip
    until = Text.of(volunteers.say("offer-until", until=mine.until))
    return Card(title, (Text.of(what(about)), *place(known), until, buttons))


@volunteers.view("volunteer.offer-aloud")
def offer_aloud(read: Read, shift: ShiftId, person: PersonId) -> Card | None:
    """Say in the room that a place is offered to somebody who cannot be written to."""
    found, mine = read.use(Activities).brief(shift), read.use(SignUps).of(shift, person)
    if found is None or mine is None or mine.standing is not Standing.OFFERED or not mine.until:
        return None
    says = volunteers.say(
        "offer-aloud", name=mine.name, when=found[1].when, until=mine.until,
    )  # fmt: skip
    return Card(None, (Text.of(says),), final=True)


# Nothing came free


@volunteers.step("volunteer.started", needs=Role.ADMIN)
def started(ctx: Context, shift: ShiftId) -> Reply:
    """Tell those who still wait when a shift begins that nothing came free."""
    _, mine = shift_of(ctx, shift)
    if mine.cancelled or ctx.now < mine.starts:
        raise Declined(volunteers.say("shift-gone"))
    for each in ctx.use(SignUps).list(shift):
        if each.standing is Standing.WAITING:
            ctx.at(ctx.now, tell_unmet(shift, each.person))
    return Reply()


@volunteers.step("volunteer.tell-unmet", needs=Role.ADMIN)
def tell_unmet(ctx: Context, shift: ShiftId, person: PersonId) -> Reply:
    """Tell one of them, when they may be written to."""
    _, mine = shift_of(ctx, shift)
    if ctx.use(ctx.stores.outgoing).wished(unmet(shift, person), since=mine.starts):
        return Reply()
    later = tell_in_turn(ctx, person, unmet(shift, person))
    if later is not None:
        ctx.at(later, tell_unmet(shift, person))
    return Reply()


@volunteers.view("volunteer.unmet")
def unmet(read: Read, shift: ShiftId, person: PersonId) -> Card | None:
    """Say to somebody that no place came free, and thank them."""
    found, mine = read.use(Activities).brief(shift), read.use(SignUps).of(shift, person)
    if found is None or mine is None or mine.standing is not Standing.WAITING:
        return None
    known, about = found
    if about.cancelled or known.state is State.WITHDRAWN:
        return None
    title = volunteers.say("unmet-title", title=known.title)
    thanks = Text.of(volunteers.say("unmet-thanks"))
    return Card(title, (Text.of(what(about)), thanks), final=True)


# Two who turned out to be one


@volunteers.merges
def one_person(ctx: Context, person: PersonId) -> None:
    """Look at the places of somebody who was two until now: what is doubled becomes free."""
    for shift, _ in ctx.use(SignUps).ahead(person, ctx.now):
        ctx.at(ctx.now, sort_out(shift, person))
    seen: set[ShiftId] = set()
    entries = [each for each in ctx.use(Ledger).of_person(person) if each.stands and each.shift]
    for each in sorted(entries, key=lambda each: (each.confirmed, each.minutes), reverse=True):
        if each.shift in seen:  # both had signed out of one shift: the hours were worked once
            ctx.use(Ledger).reverse(each.id, ctx.now, person, "")
            redraw_question(ctx, each)
        elif each.shift is not None:
            seen.add(each.shift)


@volunteers.step("volunteer.sort-out", needs=Role.ADMIN)
def sort_out(ctx: Context, shift: ShiftId, person: PersonId) -> Reply:
    """Let go of a place that collides with one which was taken earlier; offer what is free."""
    known, mine = shift_of(ctx, shift)
    store = ctx.use(SignUps)
    if ctx.now < mine.starts and (why := store.collides(shift, person, ctx.now)) is not None:
        settle_offer(ctx, shift, person)
        freed(ctx, shift, person)
        store.withdraw(shift, person)
        settle_offer(ctx, shift, person)
        ctx.tell(person, let_go(shift, why.title, why.when.start, why.when.end))
    freed(ctx, shift, person)
    steps.redraw(ctx, known.id)
    return Reply()


@volunteers.view("volunteer.let-go")
def let_go(read: Read, shift: ShiftId, title: str, starts: Instant, ends: Instant) -> Card | None:
    """Say to somebody which of two places at one time they keep, and which went on."""
    found = read.use(Activities).brief(shift)
    if found is None:
        return None
    known, about = found
    says = volunteers.say("let-go", title=title, when=Stretch(starts, ends))
    heading = volunteers.say("let-go-title", title=known.title)
    return Card(heading, (Text.of(what(about)), Text.of(says)), final=True)


# What is offered on a card


def choice(known: Activity, read: Read, person: PersonId | None = None) -> list[Block]:
    """Offer the shifts that can still be taken, each at one tap: of somebody only what is new.

    What all see is marked for those who have a place as for those who wait: it names both.
    """
    full = "sign-up-full" if person is None else "wait"
    ahead = () if person is None else read.use(SignUps).ahead(person, read.now)
    own = {shift for shift, how in ahead if how is not Standing.OFFERED}
    buttons = tuple(
        Button(
            labelled(known, each, volunteers.say(full if each.full else "sign-up")),
            take(known.id, each.id),
        )
        for each in known.shifts
        if each.id not in own
        and each.barred(read.now) is None
        and (known.waitlist or not each.full)
    )
    return [Choice(buttons)] if buttons else []


def chosen(read: Read, call: ActivityId, person: PersonId, *also: ShiftId) -> Chosen:
    """Say which shifts are somebody's now, and `also` theirs, for platforms that mark them."""
    ahead = read.use(SignUps).ahead(person, read.now, call)
    own = dict.fromkeys((*(shift for shift, _ in ahead), *also))
    return Chosen(take.name, (call,), tuple(take(call, each) for each in own))


def release(ctx: Context, activities: Iterable[Activity], person: PersonId) -> Sequence[Activity]:
    """Take somebody who leaves the team out of activities; return those that they were in.

    The timers of all come before the first lock, as in `freed`.
    """
    store = ctx.use(SignUps)
    theirs = {shift for shift, _ in store.ahead(person, ctx.now)}
    leaves = {
        known: [each.id for each in known.going_on if each.id in theirs and ctx.now < each.starts]
        for known in activities
    }
    shifts = [each for mine in leaves.values() for each in mine]
    for shift in shifts:
        settle_offer(ctx, shift, person)
        freed(ctx, shift, person)
    for shift in shifts:
        store.withdraw(shift, person)
        settle_offer(ctx, shift, person)
        freed(ctx, shift, person)
    left = [known for known, mine in leaves.items() if mine]
    for known in left:
        steps.redraw(ctx, known.id)
    return left
