"""Roll calls, the quick form of a meeting: who comes, who is late, who is on leave and why."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, ClassVar

from msgspec import Struct

from bot.context import Context, Read, Reply
from bot.domain.identity import Role
from bot.domain.meeting import Meeting, MeetingId, clashes
from bot.domain.phrase import Instant, Phrase
from bot.domain.rollcode import as_code
from bot.drafts import DraftId, author_of_draft, draft, drafted, redraft, take
from bot.errors import Declined
from bot.form import After, Ahead, Anywhere, AtMost, Behind, More, Subject, Unset, Word, form_spec
from bot.reminders import ahead_of
from bot.when import Purpose
from commands.meeting.card import card, moved
from commands.meeting.feature import meetings, steps
from commands.signing import sign_by_code, sign_here
from storage.meeting import Meetings


class RollForm(Struct, frozen=True):
    """Ask for a roll call."""

    TITLE: ClassVar[str] = "roll-name"

    title: Annotated[str, Subject(200)]
    starts: Annotated[Instant | None, After(Purpose.MEETING), Anywhere(Purpose.MEETING)]
    place: Annotated[str, After(), Behind("starts", "mark-at"), AtMost(100)] = ""
    until: Annotated[Instant | None, After(Purpose.DEADLINE), Unset("until-start")] = None
    everyone: Annotated[bool, Word("mark-everyone", True), More()] = False
    remind: Annotated[tuple[timedelta, ...], Ahead(), More(), Unset("usual-ladder")] = ()


def _numbered(ctx: Context, number: str) -> Reply:
    code = as_code(number)
    if code is not None:
        return sign_by_code(ctx, code)
    return steps.numbered(ctx, number, meetings.say("roll-kind"))


@meetings.command(
    RollForm, needs=Role.MEMBER, drafts=True, aliases=("roll.command.roll",), alone=sign_here,
    numbered=_numbered,
)  # fmt: skip
def roll(ctx: Context, values: RollForm) -> Reply:
    """Draft a roll call from one typed line or a form.

    A number alone shows that roll call; six digits are the code by which one signs in.
    """
    if values.starts is None and (code := as_code(values.title)) is not None:
        return sign_by_code(ctx, code)
    return draft(ctx, values, edit, post, wrong=_wrong(values, ctx.now))


@meetings.takes(
    RollForm, "meeting.roll-edit", needs=author_of_draft, prefill=drafted(RollForm),
    aliases=("roll.edit",),
)  # fmt: skip
def edit(ctx: Context, values: RollForm, draft: DraftId) -> Reply:
    """Give a draft other values."""
    _check(values, ctx.now)
    return redraft(ctx, draft, form_spec(RollForm), values)


@meetings.step("meeting.roll-post", needs=author_of_draft, aliases=("roll.post",))
def post(ctx: Context, draft: DraftId) -> Reply:
    """Open the drafted roll call in its rooms."""
    values, places = take(ctx, draft, RollForm)
    starts = _check(values, ctx.now)
    made = ctx.use(Meetings).open(
        ctx.team.id,
        ctx.person,
        ctx.now,
        title=values.title,
        starts=starts,
        place=values.place,
        closes=values.until or starts,
        everyone=values.everyone,
        rooms=[each.room for each in places],
    )
    return steps.posted(ctx, made, draft, places, ladder=values.remind)


def _posted(read: Read, call: MeetingId) -> RollForm | None:
    known = read.use(Meetings).find(call)
    return None if known is None else _form_of(read, known)


@meetings.takes(
    RollForm, "meeting.roll-mend", needs=steps.author, prefill=_posted, aliases=("roll.mend",)
)
def mend(ctx: Context, values: RollForm, call: MeetingId) -> Reply:
    """Change a roll call that stands; all are told of another time or place."""
    known = steps.mendable(ctx, call)
    starts = _check(values, ctx.now)
    if values.everyone != (known.roll is not None):
        raise Declined(meetings.say("mend-roll"), "everyone")
    closes = values.until or starts
    ctx.use(Meetings).set(call, title=values.title, starts=starts, place=values.place)
    if closes != known.closes or values.remind != ahead_of(ctx, card(call)):
        steps.open_until(ctx, known, closes, ladder=values.remind)
    if (starts, values.place, closes) != (known.starts, known.place, known.closes):
        steps.announce(ctx, call, moved(call))
    return steps.mended(ctx, call)


def _form_of(read: Read, known: Meeting) -> RollForm:
    return RollForm(
        title=known.title,
        starts=known.starts,
        place=known.place,
        until=known.until,
        everyone=known.roll is not None,
        remind=ahead_of(read, card(known.id)),
    )


def _wrong(values: RollForm, now: Instant) -> Mapping[str, Phrase]:
    """Find what cannot be, though each value by itself can: what is wrong, by field."""
    if values.starts is None:
        return {}  # the form says by itself that it is missing
    times = {"starts": values.starts, "until": values.until or values.starts}
    return {
        field: meetings.say("clash", why=why, at=times[field], starts=values.starts)
        for field, why in clashes(values.starts, values.until, now).items()
    }


def _check(values: RollForm, now: Instant) -> Instant:
    for field, says in _wrong(values, now).items():
        raise Declined(says, field)
    assert values.starts is not None
    return values.starts
