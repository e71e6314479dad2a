"""Signing in: by a tap, by a code that changes, or by an organiser for somebody else."""

from collections.abc import Iterable
from functools import partial

from bot.command import Session
from bot.context import Context, Read, Reply
from bot.domain.call import Asked, CallId, Refused
from bot.domain.identity import PersonId, Role
from bot.domain.meeting import SIGN_IN, How, Meeting, MeetingId, Permit, Presence
from bot.domain.phrase import Phrase
from bot.errors import Declined
from bot.message import Block, Button, Buttons, Card, Text, Weight
from commands.meeting.feature import keeper, keeps, meetings, steps
from commands.meeting.parts import NAMES_SHOWN, facts, here
from commands.meeting.replies import asked
from commands.signing import CodeForm, code_shown, tried, typed
from storage.meeting import Meetings, Presences


@meetings.step("meeting.sign", needs=Role.MEMBER)
def sign(ctx: Context, call: MeetingId) -> Reply:
    """Sign the one who acts in; where a code is wanted, ask for it."""
    known = steps.bare(ctx, call)
    if known.by_code and known.signs_in(ctx.now) and not _is_here(ctx, call):
        return Reply(form=enter(call))
    return _signed(ctx, call, How.TAP)


@meetings.takes(CodeForm, "meeting.enter", needs=Role.MEMBER)
def enter(ctx: Context, values: CodeForm, call: MeetingId) -> Reply:
    """Sign the one who acts in by the code that they typed."""
    code = typed(values)
    steps.bare(ctx, call)
    found = None if _is_here(ctx, call) else tried(ctx, [_matter(call)], code)
    return Reply(note=found) if isinstance(found, Phrase) else _signed(ctx, call, How.CODE)


@meetings.signs_in
def sessions(ctx: Context) -> Iterable[Session]:
    """List the meetings that take sign-ins now."""
    for known in ctx.use(Meetings).ahead(ctx.team.id, ctx.now):
        if known.signs_in(ctx.now):
            yield Session(
                _matter(known.id), ctx.use(Meetings).rooms(known.id), expected=True,
                here=_is_here(ctx, known.id), by_code=known.by_code,
                keeps=partial(_keeps, ctx, known.id),
                by_tap=partial(_signed, ctx, known.id, How.TAP),
                with_code=partial(_signed, ctx, known.id, How.CODE),
                enter=enter(known.id), shown=code_card(known.id),
            )  # fmt: skip


def _matter(call: CallId) -> str:
    return f"meeting:{call}"


def _keeps(ctx: Context, call: MeetingId) -> bool:
    return keeps(ctx, steps.known(ctx, call), ctx.person)


def _is_here(ctx: Context, call: CallId) -> bool:
    return ctx.use(Presences).of(call, ctx.person) is not None


def _signed(ctx: Context, call: MeetingId, how: How) -> Reply:
    already = _is_here(ctx, call)
    outcome = ctx.use(Presences).sign(call, ctx.person, ctx.now, how)
    if isinstance(outcome, Refused) and outcome.reason == "early":
        opens = steps.bare(ctx, call).starts - SIGN_IN
        raise Declined(meetings.say("sign-early", opens=opens))
    if isinstance(outcome, Refused | Asked):
        return steps.not_counted(ctx, call, outcome)
    _came(ctx, call, ctx.person)
    return Reply(note=_welcome(outcome, already=already))


def _came(ctx: Context, call: MeetingId, person: PersonId) -> None:
    """Show that somebody came, or is not there after all; also to whom their leave is asked of."""
    steps.redraw(ctx, call)
    given = ctx.use(Meetings).given(call, person)
    if given is not None and given.permit is Permit.ASKED:
        ctx.show(asked(call, person), revive=True)


def _welcome(found: Presence, *, already: bool) -> Phrase:
    if already:
        return meetings.say("signed-before", at=found.at)
    if found.late:
        return meetings.say("signed-late", at=found.at, late=found.late)
    return meetings.say("signed", at=found.at)


# By those who keep the list


@meetings.step("meeting.code", needs=keeper, secret=True)
def show_code(ctx: Context, call: MeetingId) -> Reply:
    """Show the code that is right now, to one person alone."""
    if not steps.known(ctx, call).signs_in(ctx.now):
        raise Declined(meetings.say("no-sign-in"))
    return Reply(own=code_card(call))


@meetings.view("meeting.code-card")
def code_card(read: Read, call: MeetingId) -> Card | None:
    """Show the code that is right now; it is drawn again as often as it changes."""
    known = read.use(Meetings).find(call)
    if known is None or not known.signs_in(read.now):
        return None
    return code_shown(read, _matter(call), known.title, show_code(call))


@meetings.step("meeting.marking", needs=keeper)
def show_marking(ctx: Context, call: MeetingId) -> Reply:
    """Show who has not signed in, to sign them in."""
    steps.known(ctx, call)
    return Reply(own=marking(call))


@meetings.step("meeting.mark", needs=keeper)
def mark(ctx: Context, call: MeetingId, person: PersonId) -> Reply:
    """Sign somebody else in; the list says that it was done for them."""
    outcome = ctx.use(Presences).sign(call, person, ctx.now, How.MARKED, by=ctx.person)
    if isinstance(outcome, Refused | Asked):
        raise Declined(meetings.say("no-sign-in"))
    note = meetings.say("marked", name=ctx.name(person))
    _came(ctx, call, person)
    return Reply(note=note, own=marking(call), undo=unmark(call, person))


@meetings.step("meeting.unmark", needs=keeper)
def unmark(ctx: Context, call: MeetingId, person: PersonId) -> Reply:
    """Take back that somebody is there."""
    known = steps.known(ctx, call)
    if not known.signs_in(ctx.now) or not ctx.use(Presences).unsign(call, person):
        raise Declined(meetings.say("no-sign-in"))
    note = meetings.say("unmarked", name=ctx.name(person))
    _came(ctx, call, person)
    return Reply(note=note, own=marking(call), undo=mark(call, person))


@meetings.view("meeting.marking")
def marking(read: Read, call: MeetingId) -> Card | None:
    """List who has not signed in yet, each to be signed in with one press."""
    known = read.use(Meetings).find(call)
    if known is None or not known.open:
        return None
    entries = read.use(Meetings).entries(known)
    away = [each for each in entries if each.presence is None and not each.waiting]
    buttons = tuple(Button(each.name, mark(call, each.person)) for each in away[:NAMES_SHOWN])
    blocks: list[Block] = [*here(known), Text.of(meetings.say("mark-whom", count=len(away)))]
    if buttons:
        blocks.append(Buttons(buttons))
    blocks.append(Buttons((Button(meetings.say("back"), steps.show_panel(call)),)))
    return Card(steps.title(known), tuple(blocks))


@meetings.step("meeting.begin", needs=Role.ADMIN)
def begin(ctx: Context, call: MeetingId) -> Reply:
    """Open the sign-in, when it is time: the card shows it, and one post says so."""
    known = steps.known(ctx, call)
    if not known.signs_in(ctx.now):
        raise Declined(meetings.say("no-sign-in"))
    steps.redraw(ctx, call)
    if not ctx.use(ctx.stores.outgoing).wished(begun(call), since=ctx.now - SIGN_IN):
        steps.announce(ctx, call, begun(call), max_age=SIGN_IN)
    return Reply()


@meetings.view("meeting.begun")
def begun(read: Read, call: MeetingId) -> Card | None:
    """Say that people may sign in now."""
    known = read.use(Meetings).find(call)
    if known is None or not known.signs_in(read.now):
        return None
    title = meetings.say("begun", title=known.title)
    return Card(title, (facts(known), Buttons((sign_button(known),))))


def sign_button(known: Meeting) -> Button:
    """Offer to sign in."""
    return Button(meetings.say("sign-in"), sign(known.id), Weight.PRIMARY)


def keeping_buttons(known: Meeting) -> tuple[Button, ...]:
    """Offer what those do who keep the list."""
    marks = Button(meetings.say("mark-others"), show_marking(known.id))
    if not known.by_code:
        return (marks,)
    return (Button(meetings.say("show-code"), show_code(known.id)), marks)
