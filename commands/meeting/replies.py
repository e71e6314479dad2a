"""Replies: who comes, late, online or not at all; and leave, which an organiser approves."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, ClassVar, Final

from msgspec import Struct

from bot.action import Chosen
from bot.command import Answered, Mine, Owed
from bot.context import Asking, Context, Read, Reply
from bot.domain.call import CallId
from bot.domain.identity import PersonId, Role
from bot.domain.meeting import Meeting, MeetingId, Noted, Permit, Says
from bot.domain.phrase import Phrase
from bot.errors import Declined
from bot.form import AtMost
from bot.message import Button, Buttons, Card, Fields, Text, Weight, opened
from bot.ports import CopyState
from commands.meeting.feature import meetings, steps
from commands.meeting.parts import answer_name, facts, said
from storage.meeting import Meetings, Presences

_DONE_SHOWN: Final = 10
_TO_SAY_WHY: Final = timedelta(seconds=90)
"""How long somebody who has tapped [Leave] may take to say why, before the organisers are asked."""


class Reason(Struct, frozen=True):
    """Ask why somebody is on leave."""

    TITLE: ClassVar[str] = "leave-title"

    reason: Annotated[str, AtMost(200)] = ""


class Delay(Struct, frozen=True):
    """Ask how late somebody will be."""

    TITLE: ClassVar[str] = "late-title"

    delay: Annotated[str, AtMost(60)] = ""


@meetings.step("meeting.answer", needs=Role.MEMBER, aliases=("roll.answer",))
def answer(ctx: Context, call: MeetingId, says: Says) -> Reply:
    """Record a person's answer at once; how late, or why, may be told after it."""
    return answered_with(ctx, call, says, None)


def _given_delay(asking: Asking, call: MeetingId) -> Delay:
    return Delay(_given(asking, call, Says.LATE))


@meetings.takes(
    Delay, "meeting.late", needs=Role.MEMBER, prefill=_given_delay, aliases=("roll.late",)
)
def late(ctx: Context, values: Delay, call: MeetingId) -> Reply:
    """Record that a person will be late, and how late."""
    return answered_with(ctx, call, Says.LATE, values.delay)


def _given_reason(asking: Asking, call: MeetingId) -> Reason:
    return Reason(_given(asking, call, Says.LEAVE))


@meetings.takes(
    Reason, "meeting.leave", needs=Role.MEMBER, prefill=_given_reason, aliases=("roll.leave",)
)
def leave(ctx: Context, values: Reason, call: MeetingId) -> Reply:
    """Record that a person is on leave, and why."""
    return answered_with(ctx, call, Says.LEAVE, values.reason)


def _given(asking: Asking, call: MeetingId, says: Says) -> str:
    person = asking.who.person
    given = None if person is None else asking.use(Meetings).given(call, person)
    return given.remark if given is not None and given.says is says else ""


def answered_with(ctx: Context, call: MeetingId, says: Says, remark: str | None) -> Reply:
    """Record an answer; without a `remark`, ask for one where there may be one."""
    before = ctx.use(Meetings).given(call, ctx.person)
    permit = _permit(ctx, call, says, remark, before)
    outcome = ctx.use(Meetings).answer(
        call, ctx.person, says, ctx.now, remark=remark, permit=permit
    )
    if not isinstance(outcome, Noted):
        return steps.not_counted(ctx, call, outcome)
    steps.redraw(ctx, call)
    known = steps.bare(ctx, call)
    if before is not None and before.permit is not None:
        ctx.show(asked(call, ctx.person))
    if outcome.permit is Permit.ASKED:
        ctx.at(ctx.now if remark is not None else ctx.now + _TO_SAY_WHY, ask(call, ctx.person))
    assert known.answer_by is not None
    note = meetings.say("noted", answer=said(outcome), until=known.answer_by)
    if outcome.permit is not None:
        note = meetings.say("noted-leave", answer=said(outcome), permit=outcome.permit)
    # The answer counts already; what may be told besides is asked for, and may be left out.
    asks = {Says.LATE: opened(late(call)), Says.LEAVE: opened(leave(call))}
    chosen = _own(call, outcome)
    return Reply(note=note, form=asks.get(says) if remark is None else None, chosen=chosen)


def _permit(
    ctx: Context, call: MeetingId, says: Says, remark: str | None, given: Noted | None
) -> Permit | None:
    """Say how leave stands that is taken now: at a roll call nobody has to approve it."""
    known = ctx.use(Meetings).find(call) if says is Says.LEAVE else None
    if known is None or known.kind is None:
        return None
    if known.led_by(ctx.person):
        return Permit.APPROVED
    if given is None or given.says is not Says.LEAVE or given.permit is None:
        return Permit.ASKED
    refused = given.permit is Permit.REFUSED
    return Permit.ASKED if refused and remark not in {None, given.remark} else given.permit


# Leave is approved by whoever leads the meeting


@meetings.step("meeting.ask-leave", needs=Role.ADMIN)
def ask(ctx: Context, call: MeetingId, person: PersonId) -> Reply:
    """Ask those who lead the meeting about somebody's leave, in private, until one settles it."""
    known = steps.known(ctx, call)
    if known.called_off or ctx.use(Presences).of(call, person) is not None:
        return Reply()  # they came after all, or nobody is to come
    copies = ctx.use(ctx.stores.outgoing).copies_of(asked(call, person))
    settled_before = any(each.state is CopyState.FINAL for each in copies)
    for leader in steps.leaders(ctx, known):
        ctx.ask(leader, asked(call, person))
        if settled_before:
            ctx.tell(leader, asked_again(call, person))
    return Reply()


@meetings.step("meeting.approve-leave", needs=steps.author)
def approve(ctx: Context, call: MeetingId, person: PersonId) -> Reply:
    """Approve somebody's leave."""
    return _settle(ctx, call, person, Permit.APPROVED)


@meetings.step("meeting.refuse-leave", needs=steps.author)
def refuse(ctx: Context, call: MeetingId, person: PersonId) -> Reply:
    """Refuse somebody's leave: they are expected."""
    return _settle(ctx, call, person, Permit.REFUSED)


def _settle(ctx: Context, call: MeetingId, person: PersonId, permit: Permit) -> Reply:
    if steps.known(ctx, call).called_off:
        raise Declined(meetings.say("leave-off"))
    came = ctx.use(Presences).of(call, person) is not None
    if came or not ctx.use(Meetings).permit(call, person, permit):
        raise Declined(meetings.say("leave-settled"))
    steps.redraw(ctx, call)
    ctx.show(asked(call, person), revive=True)
    ctx.tell(person, settled(call, person))
    name = ctx.name(person)
    return Reply(note=meetings.say("leave-now", name=name, permit=permit))


def leave_over(ctx: Context, known: Meeting) -> None:
    """Let nobody decide about leave any more from a meeting that is called off."""
    for entry in ctx.use(Meetings).entries(known):
        if entry.permit is Permit.ASKED:
            ctx.show(asked(known.id, entry.person), revive=True)


@meetings.view("meeting.leave-asked")
def asked(read: Read, call: MeetingId, person: PersonId) -> Card | None:
    """Ask about somebody's leave, with their reason; or say how that ended."""
    known, given = read.use(Meetings).find(call), read.use(Meetings).given(call, person)
    if known is None or given is None or given.permit is None:
        return None
    name = read.name(person)
    title = meetings.say("leave-asked", name=name, title=known.title)
    reason = given.remark or meetings.say("no-reason")
    rows = (*facts(known).rows[:1], (meetings.say("field-reason"), reason))
    if given.permit is not Permit.ASKED:
        outcome = Text.of(meetings.say("leave-over", permit=given.permit))
        return Card(title, (Fields(rows), outcome), final=True)
    over = "leave-off" if known.called_off else "leave-came"
    if known.called_off or read.use(Presences).of(call, person) is not None:
        return Card(title, (Fields(rows), Text.of(meetings.say(over))), final=True)
    buttons = (
        Button(meetings.say("approve"), approve(call, person), Weight.PRIMARY),
        Button(meetings.say("refuse"), refuse(call, person)),
    )
    return Card(title, (Fields(rows), Buttons(buttons)))


@meetings.view("meeting.leave-again")
def asked_again(read: Read, call: MeetingId, person: PersonId) -> Card | None:
    """Tell those who were asked before that somebody asks again, with their reason."""
    known, given = read.use(Meetings).find(call), read.use(Meetings).given(call, person)
    if known is None or given is None or given.permit is not Permit.ASKED:
        return None
    says = meetings.say("leave-again", name=read.name(person), title=known.title)
    button = Button(meetings.say("open"), steps.show_panel(call))
    return Card(says, (Text.of(given.remark or meetings.say("no-reason")), Buttons((button,))))


@meetings.view("meeting.leave-settled")
def settled(read: Read, call: MeetingId, person: PersonId) -> Card | None:
    """Tell somebody whether their leave is approved."""
    known, given = read.use(Meetings).find(call), read.use(Meetings).given(call, person)
    if known is None or given is None or given.permit is None:
        return None
    title = meetings.say("leave-told", title=known.title, permit=given.permit)
    return Card(title, (Text.of(meetings.say("moment", at=known.starts)),))


# What one owes and what one did


@meetings.mine
def mine(read: Read, person: PersonId) -> Mine:
    """List the open meetings that a person may still answer, and what they answered last."""
    done = tuple(
        meetings.say("done", call=steps.title(known), answer=said(given))
        for known, given in read.use(Meetings).answered_by(person, _DONE_SHOWN)
    )
    coming = tuple(
        steps.taking_part(known, person, to_answer(known.id))
        for known in read.use(Meetings).attending(person, read.now)
    )
    return Mine(steps.open_to(read, person, to_answer), done, coming)


@meetings.answered
def answered(read: Read, person: PersonId) -> Iterable[Answered]:
    """List the meetings that a person has answered."""
    return steps.answered(read, person, _what_counts, _what_stands)


def _what_counts(call: CallId, read: Read, person: PersonId) -> Phrase:
    known = steps.known(read, call)
    given = read.use(Meetings).given(call, person)
    assert given is not None
    return meetings.say("done", call=steps.title(known), answer=said(given))


def to_answer(call: CallId) -> Button:
    """Offer to answer a meeting."""
    return Button(meetings.say("answer"), steps.show_panel(call))


def to_be_answered(read: Read, person: PersonId | None) -> Iterable[Owed]:
    """List who still owes an answer: those on a fixed roll who have not given one."""
    return steps.owed(read, person, to_answer)


def choices(known: Meeting) -> tuple[Button, ...]:
    """Offer what can be answered."""
    return tuple(Button(answer_name(each), answer(known.id, each)) for each in known.choices)


def _what_stands(call: CallId, read: Read, person: PersonId) -> Chosen | None:
    given = read.use(Meetings).given(call, person)
    return None if given is None else _own(MeetingId(call), given)


def _own(call: MeetingId, given: Noted) -> Chosen:
    """Say what somebody has answered now, for platforms that mark it."""
    return Chosen(answer.name, (call,), (answer(call, given.says),))
