"""What one person sees and may do about a meeting; and which meetings there are."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from bot.calls import Which
from bot.command import Owed
from bot.context import Context, Read, Reply
from bot.domain.call import State, shortened
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.meeting import Attendance, Meeting, MeetingId
from bot.form import Nothing
from bot.message import Block, Button, Buttons, Card, Text
from commands.meeting import call as calling
from commands.meeting import roll
from commands.meeting.actions import to_be_done
from commands.meeting.archive import archive, to_be_reported
from commands.meeting.card import awaited, card, choice, result
from commands.meeting.feature import keeps, meetings, steps
from commands.meeting.listing import export
from commands.meeting.minutes import ended, show_record
from commands.meeting.parts import (
    NAMES_SHOWN,
    counts,
    facts,
    here,
    kind_line,
    names,
    said,
    state,
    topics,
)
from commands.meeting.replies import leave_over, to_be_answered
from commands.meeting.series import series_button, series_lines
from commands.meeting.signing import keeping_buttons
from commands.meeting.watch import still_to_hold
from storage.meeting import Meetings, Presences

_ASKED_ABOUT: Final = timedelta(days=60)
"""How long after a meeting it is asked about by its name."""


@meetings.view("meeting.panel")
def panel(read: Read, call: MeetingId, person: PersonId) -> Card | None:
    """Draw what one person may see and do about a meeting."""
    known = read.use(Meetings).find(call)
    if known is None:
        return None
    if known.state is State.WITHDRAWN:
        return steps.gone(known)
    blocks: list[Block] = [*kind_line(read, known), facts(known), *topics(known)]
    begun = known.kind is not None and (not known.open or known.signs_in(read.now))
    blocks += here(known) if begun else [Text.of(state(known))]
    if begun and known.closed_at is not None:
        blocks.append(Text.of(meetings.say("ended", at=known.closed_at)))
    # One's own answer comes first: below "Leave: Cleo" its buttons would seem to be Cleo's.
    blocks += _own(read, known, person)
    if known.open:
        blocks.append(choice(known, signing=known.signs_in(read.now)))
    leads = steps.leads(read, known, person)
    seen = known.answered or known.present
    if leads and seen:
        blocks.append(names(read, known))
    elif not begun or known.answered:
        blocks.append(counts(known))
    if leads and begun and known.roll is not None:
        blocks.append(_not_here(read, known))
    blocks += _managing(read, known, person, leads=leads)
    return Card(steps.title(known), tuple(blocks))


def _own(read: Read, known: Meeting, person: PersonId) -> list[Block]:
    blocks: list[Block] = []
    if (mine := read.use(Meetings).given(known.id, person)) is not None:
        blocks.append(Text.of(meetings.say("yours", answer=said(mine))))
    if (came := read.use(Presences).of(known.id, person)) is not None:
        blocks.append(Text.of(meetings.say("signed", at=came.at)))
    return blocks


def _not_here(read: Read, known: Meeting) -> Text:
    """Name for organisers who is expected, has no leave and has not signed in."""
    found = [each.name for each in Attendance.of(read.use(Meetings).entries(known)).absent]
    who = shortened(found, NAMES_SHOWN) or (meetings.say("people", count=0),)
    return Text.of(meetings.say("who", answer=meetings.say("absent"), names=who))


def _managing(read: Read, known: Meeting, person: PersonId, *, leads: bool) -> list[Block]:
    blocks: list[Block] = []
    if known.signs_in(read.now) and keeps(read, known, person):
        blocks.append(Buttons(keeping_buttons(known)))
    if known.kind is not None and read.now >= known.starts and keeps(read, known, person):
        kept = [Button(meetings.say("minutes"), show_record(known.id))]
        if known.approved_at is not None:
            kept.append(Button(meetings.say("archive"), archive(known.id)))
        blocks.append(Buttons(tuple(kept)))
    if leads or known.led_by(person):
        more: tuple[Button, ...] = ()
        if leads:
            more = (Button(meetings.say("export"), export(known.id)), *steps.pinning(read, known))
            more += series_button(read, known.id)
        mend = roll.mend(known.id) if known.kind is None else calling.mend(known.id)
        blocks += steps.manage(read, known, mend, *more)
    return blocks


steps.shows(
    card=card, panel=panel, result=result,
    answers=lambda _read, known: choice(known, signing=False), ended=ended,
)  # fmt: skip


steps.calls_off(about=lambda known: (facts(known),), follows=leave_over)
meetings.reminds(card)(awaited)


@meetings.command(Nothing, needs=Role.MEMBER, numbered=steps.numbered, timed=calling.meet)
def meetings_(ctx: Context, values: Nothing) -> Reply:  # noqa: ARG001  (a command takes its form)
    """List the meetings to come; a number shows that meeting."""
    return Reply(own=agenda(ctx.team.id, ctx.person))


@meetings.view("meeting.agenda")
def agenda(read: Read, team: TeamId, person: PersonId) -> Card:
    """List a team's meetings to come, each with what one can do about it."""
    ahead = read.use(Meetings).ahead(team, read.now)
    blocks: list[Block] = []
    for known in ahead:
        when = meetings.say("moment", at=known.starts)
        blocks.append(Text.of(steps.title(known), " · ", when))
        blocks.append(Buttons((Button(meetings.say("open"), steps.show_panel(known.id)),)))
    if not blocks:
        blocks.append(Text.of(meetings.say("none-ahead")))
    role = read.use(read.stores.people).role_of(person, team)
    if role is not None and role >= Role.ORGANISER:
        blocks += [*series_lines(read, team), *still_to_hold(read, team)]
    return Card(meetings.say("agenda"), tuple(blocks))


@meetings.command(Which, needs=Role.MEMBER, aside=True, secret=True, numbered=steps.numbered)
def absent(ctx: Context, values: Which) -> Reply:
    """Show who did not come, to whoever may know, of the meeting that is on or was the last."""
    store = ctx.use(Meetings)
    begun = store.begun(ctx.team.id, ctx.now - _ASKED_ABOUT, ctx.now)
    among = begun[:1] or store.ahead(ctx.team.id, ctx.now)
    named = list({each.title: each for each in reversed(begun)}.values())  # the last of a series
    return steps.asked_about(ctx, values, missing=not begun, among=among, named=named)


@meetings.command(Which, needs=Role.MEMBER, aside=True, secret=True, numbered=steps.numbered)
def coming(ctx: Context, values: Which) -> Reply:
    """Show who comes, to whoever may know, of a meeting ahead or else the last one."""
    store = ctx.use(Meetings)
    ahead = store.ahead(ctx.team.id, ctx.now)
    among = ahead or store.begun(ctx.team.id, ctx.now - _ASKED_ABOUT, ctx.now)[:1]
    return steps.asked_about(ctx, values, missing=False, among=among)


@meetings.owes
def owes(read: Read, person: PersonId | None) -> Iterable[Owed]:
    """List who owes what about meetings."""
    yield from to_be_answered(read, person)
    yield from to_be_done(read, person)
    yield from to_be_reported(read, person)
