"""What one person sees and may do about an activity; what they take part in; who leaves."""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from bot.action import Chosen
from bot.calls import Which
from bot.command import Answered, Mine, Owed
from bot.context import Context, Read, Reply
from bot.domain.call import CallId, shortened
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.phrase import Phrase
from bot.domain.volunteer import Activity, ActivityId, Shift, Standing
from bot.message import Block, Button, Buttons, Card, Listing, Text
from commands.volunteer.calling import ask_cancel, mend
from commands.volunteer.card import card, result, shift_card, signing, state
from commands.volunteer.export import export
from commands.volunteer.feature import leads, steps, volunteers
from commands.volunteer.hours import show_hours
from commands.volunteer.parts import NAMES_SHOWN, labelled, lines, place, standing
from commands.volunteer.presence import show_marking, sign_out
from commands.volunteer.signup import choice, chosen, leave, release
from storage.volunteers import Activities, Attendances, SignUps

_IN: Final = frozenset({Standing.BOOKED, Standing.OFFERED, Standing.WAITING})


@volunteers.view("volunteer.panel")
def panel(read: Read, call: ActivityId, person: PersonId) -> Card | None:
    """Draw what one person may see and do about an activity."""
    known = read.use(Activities).find(call)
    if known is None:
        return None
    blocks: list[Block] = [*place(known), lines(known, read.now), Text.of(state(known, read.now))]
    blocks += _own(read, known, person)
    leading = leads(read, known, person)
    if leading:
        blocks += _names(read, known)
    if known.takes_answers(read.now):
        blocks += choice(known, read, person)
    blocks += signing(known, read.now)
    if leading:
        blocks += _leading(read, known, person)
    return Card(steps.title(known), tuple(blocks))


def _own(read: Read, known: Activity, person: PersonId) -> list[Block]:
    """Say how somebody stands to each shift, and offer to leave it or to sign out."""
    said: list[Text] = []
    buttons: list[Button] = []
    for each in known.going_on:
        mine = read.use(SignUps).of(each.id, person)
        if mine is not None and mine.standing in _IN:
            said.append(Text.of(labelled(known, each, standing(mine))))
            if read.now < each.starts:
                label = labelled(known, each, volunteers.say("cannot-come"))
                buttons.append(Button(label, leave(known.id, each.id)))
        came = read.use(Attendances).of(each.id, person)
        if came is not None and came.until is None and each.signs_out(read.now):
            label = labelled(known, each, volunteers.say("sign-out"))
            buttons.append(Button(label, sign_out(each.id)))
    blocks: list[Block] = [Listing(tuple(said))] if said else []
    return [*blocks, Buttons(tuple(buttons))] if buttons else blocks


def _names(read: Read, known: Activity) -> list[Block]:
    """Name for those who lead it who has a place in which shift, and who waits."""
    items = []
    for each in known.going_on:
        signed = read.use(SignUps).list(each.id)
        for how in (Standing.BOOKED, Standing.OFFERED, Standing.WAITING):
            names = [one.name for one in signed if one.standing is how]
            if names:
                says = volunteers.say("who", how=how, names=shortened(names, NAMES_SHOWN))
                items.append(Text.of(labelled(known, each, says)))
    return [Listing(tuple(items))] if items else []


def _leading(read: Read, known: Activity, person: PersonId) -> list[Block]:
    """Offer what those do who lead it."""
    more = []
    for each in known.going_on:
        if each.signs_in(read.now) or (each.present and each.signs_out(read.now)):
            label = labelled(known, each, volunteers.say("mark-others"))
            more.append(Button(label, show_marking(each.id)))
        if read.now < each.ends:
            label = labelled(known, each, volunteers.say("cancel-shift"))
            more.append(Button(label, ask_cancel(each.id)))
    if any(each.present for each in known.shifts):
        more.append(Button(volunteers.say("hours"), show_hours(known.id)))
    if steps.leads(read, known, person):
        more += [Button(volunteers.say("export"), export(known.id)), *steps.pinning(read, known)]
    return steps.manage(read, known, mend(known.id), *more)


def _to_answer(call: CallId) -> Button:
    return Button(volunteers.say("look"), steps.show_panel(call))


steps.shows(
    card=card, panel=panel, result=result,
    answers=lambda _read, known: Buttons((_to_answer(known.id),)),
)  # fmt: skip


@volunteers.command(Which, needs=Role.MEMBER, aside=True, secret=True, numbered=steps.numbered)
def signed_up(ctx: Context, values: Which) -> Reply:
    """Show who has signed up for an activity, to whoever may know."""
    ahead = ctx.use(Activities).ahead(ctx.team.id, ctx.now)
    return steps.asked_about(ctx, values, missing=False, among=ahead or None)


@volunteers.mine
def mine(read: Read, person: PersonId) -> Mine:
    """List the activities one may sign up for, and the shifts one has a place in or waits for."""
    coming = []
    for shift, how in read.use(SignUps).ahead(person, read.now):
        found = read.use(Activities).brief(shift)
        if found is None:
            continue
        thing = _coming(*found, person)
        if how is not Standing.BOOKED:
            thing = replace(thing, what=volunteers.say("waits-for", what=thing.what, how=how))
        coming.append(thing)
    return Mine(steps.open_to(read, person, _to_answer), (), tuple(coming))


def _coming(known: Activity, shift: Shift, person: PersonId) -> Owed:
    button = _to_answer(known.id)
    made = steps.taking_part(known, person, button)
    return replace(made, until=shift.starts, card=shift_card(shift.id))


@volunteers.answered
def answered(read: Read, person: PersonId) -> Iterable[Answered]:
    """List the activities that a person has signed up for."""
    return steps.answered(read, person, _what_counts, _what_stands)


def _what_counts(call: CallId, read: Read, person: PersonId) -> Phrase:
    known = steps.known(read, call)
    says = tuple(
        labelled(known, each, standing(signed))
        for each in known.going_on
        if (signed := read.use(SignUps).of(each.id, person)) is not None and signed.standing in _IN
    )
    return volunteers.say("done", call=steps.title(known), how=says)


def _what_stands(call: CallId, read: Read, person: PersonId) -> Chosen:
    return chosen(read, ActivityId(call), person)


@volunteers.leaves
def gone(ctx: Context, team: TeamId, person: PersonId) -> Iterator[Phrase]:
    """Give the places of somebody who leaves a team to those who wait; hours stay."""
    for known in release(ctx, ctx.use(Activities).ahead(team, ctx.now), person):
        yield steps.title(known)
