"""Minutes: lines that the recorder types, corrected in the open, drafted, approved."""

from collections.abc import Callable, Sequence
from typing import Annotated, ClassVar, Final, NamedTuple

from msgspec import Struct

from bot.action import Action
from bot.command import Rule
from bot.context import Asking, Context, Read, Reply
from bot.domain.call import CallId, shortened
from bot.domain.identity import PersonId, Role
from bot.domain.meeting import Attendance, Entry, Holder, Meeting, MeetingId, Office
from bot.domain.minutes import Line, LineId, Part
from bot.domain.phrase import Instant, Phrase, Single, Words
from bot.domain.rights import Authored, author_or_organiser
from bot.errors import Declined
from bot.form import Subject
from bot.message import Block, Button, Buttons, Card, Fields, Listing, Style, Text, Weight, opened
from bot.when import At, Day, Deadline, Purpose, Setting, find
from commands.meeting.feature import keeper, keeps, meetings, steps
from commands.meeting.parts import NAMES_SHOWN, facts, presence, quorum, topics
from commands.names import Members
from storage.meeting import Meetings, Minutes

_LINES: Final = 40
"""How many lines are taken at a time: each waits for the one before, and holds up all others."""
_LONGEST: Final = 1_000


class LineForm(Struct, frozen=True):
    """Ask for a line of minutes."""

    TITLE: ClassVar[str] = "minutes"

    line: Annotated[str, Subject(10_000)]


class Which(Struct, frozen=True):
    """Ask of which meeting, or for lines to be written down."""

    TITLE: ClassVar[str] = "minutes"

    line: Annotated[str, Subject(10_000)] = ""


class Typed(NamedTuple):
    """Hold a line as it was typed: what it is and what it says."""

    part: Part
    text: str


# Typing


@meetings.command(LineForm, needs=Role.MEMBER, overheard=True, aside=True)
def topic(ctx: Context, values: LineForm) -> Reply:
    """Write down what is talked about."""
    return _typed(ctx, Part.TOPIC, values.line)


@meetings.command(LineForm, needs=Role.MEMBER, overheard=True, aside=True)
def point(ctx: Context, values: LineForm) -> Reply:
    """Write down what somebody said."""
    return _typed(ctx, Part.POINT, values.line)


@meetings.command(LineForm, needs=Role.MEMBER, overheard=True, aside=True)
def agreed(ctx: Context, values: LineForm) -> Reply:
    """Write down what was agreed."""
    return _typed(ctx, Part.AGREED, values.line)


@meetings.command(LineForm, needs=Role.MEMBER, overheard=True, aside=True)
def action(ctx: Context, values: LineForm) -> Reply:
    """Write down who is to do what, and until when."""
    return _typed(ctx, Part.ACTION, values.line)


@meetings.command(Which, needs=Role.MEMBER)
def minutes(ctx: Context, values: Which) -> Reply:
    """Show the minutes of the meeting that is on, or of one by its number; or write lines down."""
    if values.line.isdecimal():
        found = ctx.use(Meetings).numbered(ctx.team.id, values.line)
        known = None if found is None else steps.known(ctx, found)
        if known is None or known.kind is None or not keeps(ctx, known, ctx.person):
            raise Declined(meetings.say("not-yours"))
        return Reply(own=record(known.id))
    intent = ctx.registry.intents.read(values.line) if values.line else None
    if intent is not None and intent.command.name in _PARTS:
        return _typed(ctx, _PARTS[intent.command.name], intent.rest)
    shown = record(_current(ctx).id)
    if values.line:  # what cannot be told to be a line of minutes is not passed over
        raise Declined(meetings.say("minutes-how"), own=shown)
    return Reply(own=shown)


def _current(ctx: Context) -> Meeting:
    """Return the meeting whose minutes the one who acts keeps now: the one that began last."""
    found = ctx.use(Meetings).to_record(ctx.team.id, ctx.now)
    for known in found:
        full = steps.known(ctx, known.id)
        if keeps(ctx, full, ctx.person):
            return full
    raise Declined(meetings.say("not-yours" if found else "nothing-to-record"))


def _typed(ctx: Context, part: Part, text: str) -> Reply:
    known, store = _current(ctx), ctx.use(Minutes)
    written = []
    for typed in _parted(ctx, part, text):
        owner, says, due = _action_of(ctx, known, typed)
        written.append(
            store.add(
                known.team, known.id, typed.part, says, ctx.person, ctx.now, owner=owner, due=due
            )
        )
    _changed(ctx, known)
    if len(written) > 1:
        note = meetings.say("lines-noted", count=len(written))
        if nobodys := [str(line.number) for line in written if _is_nobodys(line)]:
            numbers = shortened(nobodys, NAMES_SHOWN)
            note = meetings.say("lines-nobody", noted=note, numbers=numbers)
        return Reply(note=note, own=record(known.id))
    (line,) = written
    if _is_nobodys(line):
        members = Members(ctx, known.team)
        several = members.labels(members.called(line.owner.name)) if line.owner else ()
        note = meetings.say(
            "action-nobody", line=_numbered(line), number=str(line.number), names=several,
            count=len(several),
        )  # fmt: skip
        return Reply(note=note, undo=strike(line.id))
    return Reply(note=meetings.say("line-noted", line=_numbered(line)), undo=strike(line.id))


def _is_nobodys(line: Line) -> bool:
    """Tell whether a line is something to do, and nobody here is known to do it."""
    return line.part is Part.ACTION and (line.owner is None or line.owner.person is None)


def _parted(ctx: Context, part: Part, text: str) -> Sequence[Typed]:
    """Take a message apart into lines; each may begin with a word that says what it is.

    Of more than can be taken, or of nothing, nothing is.
    """
    found: list[Typed] = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > _LINES:
        raise Declined(meetings.say("lines-many", count=len(lines), most=_LINES))
    words = ctx.registry.intents if len(lines) > 1 else None
    for at, line in enumerate(lines):
        intent = None if words is None or at == 0 else words.read(line)
        if intent is not None and intent.command.name in _PARTS:
            part, line = _PARTS[intent.command.name], intent.rest  # noqa: PLW2901
        if line:
            _check_length(line, at + 1)
            found.append(Typed(part, line))
    if not found:
        raise Declined(meetings.say("minutes-how"))
    return found


def _check_length(line: str, number: int) -> None:
    if len(line) > _LONGEST:
        says = meetings.say("line-long", number=str(number), length=len(line), most=_LONGEST)
        raise Declined(says, "line")


_PARTS: Final = {
    topic.name: Part.TOPIC, point.name: Part.POINT, agreed.name: Part.AGREED,
    action.name: Part.ACTION,
}  # fmt: skip


def _action_of(
    ctx: Context, known: Meeting, typed: Typed
) -> tuple[Holder | None, str, Instant | None]:
    """Find in a line who is to do it, and until when; only an action has either."""
    if typed.part is not Part.ACTION:
        return None, typed.text, None
    members = Members(ctx, known.team)
    persons, name, rest = members.begins(typed.text)
    owner = Holder(members.names[persons[0]], persons[0]) if len(persons) == 1 else None
    if owner is None and name:
        owner = Holder(name)
    setting = Setting(ctx.now, ctx.zone(known.team), ctx.who.language, Purpose.DEADLINE)
    said = find(rest, setting)
    if said is None or not isinstance(said.reading, At | Deadline | Day):
        return owner, rest or typed.text, None
    due = find_instant(said.reading)
    left = f"{rest[: said.start].strip()} {rest[said.end :].strip()}".strip(" ,，;；")
    return owner, left or rest, due


def find_instant(reading: At | Deadline | Day) -> Instant | None:
    """Return the moment of a reading; a day alone is none."""
    return None if isinstance(reading, Day) else reading.instant


def _numbered(line: Line) -> Phrase:
    text: Words = line.text
    if line.owner is not None:
        text = meetings.say("owned", owner=line.owner.name, text=line.text)
    if line.due is not None:
        text = meetings.say("owned-until", what=text, due=line.due)
    return meetings.say("line", number=str(line.number), part=line.part, text=text)


def _changed(ctx: Context, known: Meeting) -> None:
    """Show the minutes anew; what was approved has to be approved again."""
    if known.approved_at is not None:
        ctx.use(Meetings).set(known.id, approved_at=None, approved_by=None)
    ctx.show(record(known.id), revive=True)
    ctx.show(correcting(known.id))


# Correcting


def _line_keeping(asking: Asking, does: Action) -> Authored:
    line = asking.use(Minutes).find(LineId(int(str(does.args[0]))))
    call = None if line is None else asking.use(Meetings).find(line.meeting)
    return Authored(asking.who, call is not None and call.recorded_by(asking.who.person))


line_keeper = Rule(_line_keeping, author_or_organiser)
"""Allow whoever keeps the minutes that a line belongs to."""


@meetings.step("meeting.strike", needs=line_keeper)
def strike(ctx: Context, line: LineId) -> Reply:
    """Strike a line; that it stood there is kept."""
    known = standing(ctx, line)
    if not ctx.use(Minutes).strike(line, ctx.person, ctx.now):
        raise Declined(meetings.say("line-gone"))
    _changed(ctx, steps.known(ctx, known.meeting))
    note = meetings.say("line-struck", number=str(known.number))
    return Reply(note=note, own=record(known.meeting), undo=restore(line))


@meetings.step("meeting.restore", needs=line_keeper)
def restore(ctx: Context, line: LineId) -> Reply:
    """Let a struck line stand again."""
    known = standing(ctx, line)
    if not ctx.use(Minutes).restore(line):
        raise Declined(meetings.say("line-gone"))
    _changed(ctx, steps.known(ctx, known.meeting))
    return Reply(note=meetings.say("line-noted", line=_numbered(known)), own=record(known.meeting))


def _now(asking: Asking, line: LineId) -> LineForm | None:
    known = asking.use(Minutes).find(line)
    return None if known is None else LineForm(known.text)


@meetings.takes(LineForm, "meeting.correct", needs=line_keeper, prefill=_now)
def correct(ctx: Context, values: LineForm, line: LineId) -> Reply:
    """Write a line anew; how it read before is kept."""
    known = standing(ctx, line)
    call = steps.known(ctx, known.meeting)
    _check_length(values.line, known.number)
    owner, says, due = _action_of(ctx, call, Typed(known.part, values.line))
    made = ctx.use(Minutes).correct(
        known, says, ctx.person, ctx.now, owner=owner or known.owner, due=due or known.due
    )
    if made is None:
        raise Declined(meetings.say("line-gone"))
    _changed(ctx, call)
    return Reply(note=meetings.say("line-noted", line=_numbered(made)), own=record(call.id))


def standing(read: Read, line: LineId) -> Line:
    """Return a line; one that is gone declines whatever was wanted of it."""
    known = read.use(Minutes).find(line)
    if known is None:
        raise Declined(meetings.say("line-gone"))
    return known


@meetings.step("meeting.correcting", needs=keeper)
def show_correcting(ctx: Context, call: MeetingId) -> Reply:
    """Offer each line to be corrected or struck."""
    steps.known(ctx, call)
    return Reply(own=correcting(call))


@meetings.view("meeting.correcting")
def correcting(read: Read, call: MeetingId) -> Card | None:
    """List the lines, each with what can be done about it."""
    known = read.use(Meetings).find(call)
    if known is None:
        return None
    blocks: list[Block] = []
    for line in read.use(Minutes).of(call):
        blocks.append(Text.of(_numbered(line)))
        blocks.append(
            Buttons(
                (
                    Button(
                        meetings.say("correct", number=str(line.number)), opened(correct(line.id))
                    ),
                    Button(meetings.say("strike", number=str(line.number)), strike(line.id)),
                )
            )
        )
    blocks.append(Buttons((Button(meetings.say("back"), show_record(call)),)))
    return Card(steps.title(known), tuple(blocks))


# What is written, as its keepers see it


@meetings.step("meeting.minutes", needs=keeper)
def show_record(ctx: Context, call: MeetingId) -> Reply:
    """Show the minutes to whoever keeps them."""
    steps.known(ctx, call)
    return Reply(own=record(call))


@meetings.view("meeting.record")
def record(read: Read, call: MeetingId) -> Card | None:
    """Draw the minutes as they stand, with who was there."""
    known = read.use(Meetings).find(call)
    if known is None:
        return None
    lines = read.use(Minutes).of(call)
    blocks: list[Block] = [facts(known), *topics(known), attendance_fields(read, known)]
    blocks += [Listing(tuple(Text.of(_numbered(line)) for line in lines))] if lines else []
    if not lines:
        blocks.append(Text.of(meetings.say("no-lines"), style=Style.ITALIC))
    if changes := read.use(Minutes).changes(call):
        blocks.append(Text.of(meetings.say("corrected", count=len(changes)), style=Style.ITALIC))
    buttons = []
    if known.approved_at is not None:
        blocks.append(Text.of(meetings.say("approved", at=known.approved_at), style=Style.BOLD))
    elif not known.open:
        buttons.append(Button(meetings.say("approve-minutes"), approve(call), Weight.PRIMARY))
    elif read.now >= known.starts:
        buttons.append(Button(meetings.say("end"), steps.close(call)))
    if lines:
        buttons.append(Button(meetings.say("correct-lines"), show_correcting(call)))
    title = meetings.say("minutes-of", title=known.title)
    blocks += [Buttons(tuple(buttons))] if buttons else []
    return Card(title, tuple(blocks), final=known.approved_at is not None)


def attendance_fields(read: Read, known: Meeting) -> Fields:
    """Say who was expected, came, is on leave or absent, as minutes do."""
    found = Attendance.of(read.use(Meetings).entries(known))
    rows: list[tuple[Words, Words]] = [
        (meetings.say("expected"), meetings.say("people", count=found.expected))
    ]
    rows += [(label, named(people)) for label, people in groups_of(found)]
    if known.votes is not None:
        rows.append((meetings.say("field-quorum"), quorum(known.votes, over=not known.open)))
    return Fields(tuple(rows))


def groups_of(found: Attendance) -> Sequence[tuple[Phrase, Sequence[Entry]]]:
    """Name the groups into which minutes sort people; guests only where there are any."""
    guests = [(meetings.say("guests"), found.guests)] if found.guests else []
    return [
        (meetings.say("here"), found.present),
        (meetings.say("leave-title"), found.leave),
        (meetings.say("absent"), found.absent),
        *guests,
    ]


def named(people: Sequence[Entry], most: int = NAMES_SHOWN) -> Phrase:
    """Count people and name them, with how late they came or why they did not."""
    if not people:
        return meetings.say("people", count=0)
    names: list[Single] = [
        presence(each) if each.presence else with_reason(each) for each in people
    ]
    return meetings.say("people-named", count=len(people), names=shortened(names, most))


def with_reason(each: Entry) -> Single:
    """Name somebody with the reason for their leave."""
    if not each.on_leave or not each.remark:
        return each.name
    return meetings.say("with-remark", name=each.name, remark=each.remark)


# From the end of the meeting to its archive

Follows = Callable[[Context, MeetingId], None]
_after: list[Follows] = []
_then: list[Follows] = []


def when_ended(fn: Follows) -> Follows:
    """Declare what follows once a meeting has ended."""
    _after.append(fn)
    return fn


def when_approved(fn: Follows) -> Follows:
    """Declare what follows once minutes are approved."""
    _then.append(fn)
    return fn


def keepers(ctx: Context, known: Meeting) -> list[PersonId]:
    """List who is shown the draft of the minutes: the chair, the recorder, else the author."""
    found = [known.holder(Office.CHAIR), known.holder(Office.RECORDER)]
    named = dict.fromkeys(person for person in found if person is not None)
    return list(named) or steps.leaders(ctx, known)


def ended(ctx: Context, call: CallId) -> None:
    """Give chair and recorder the draft of the minutes, once a meeting has ended."""
    known = steps.known(ctx, call)
    if known.kind is not None:
        for person in keepers(ctx, known):
            ctx.ask(person, record(known.id))
        for follows in _after:
            follows(ctx, known.id)


@meetings.step("meeting.approve", needs=keeper)
def approve(ctx: Context, call: MeetingId) -> Reply:
    """Approve the minutes, which then go into the archive."""
    known = steps.known(ctx, call)
    if known.open or known.kind is None:
        raise Declined(meetings.say("approve-early"))
    if known.approved_at is not None:
        raise Declined(meetings.say("approved-before", at=known.approved_at))
    ctx.use(Meetings).set(call, approved_at=ctx.now, approved_by=ctx.person)
    ctx.show(record(call))
    for follows in _then:
        follows(ctx, call)
    return Reply(note=meetings.say("approved-now"), own=record(call))
