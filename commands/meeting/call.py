"""Calling a meeting: from one typed line, by a draft, to the card."""

from dataclasses import replace

from bot.context import Context, Read, Reply
from bot.domain.identity import Role
from bot.domain.kind import PLAIN, Kind
from bot.domain.meeting import (
    SIGN_IN,
    Meeting,
    MeetingId,
    Office,
)
from bot.drafts import DraftId, author_of_draft, draft, drafted, redraft, take
from bot.form import (
    form_spec,
)
from bot.reminders import ahead_of
from commands.meeting.card import card, moved, remind_those_who_come
from commands.meeting.feature import kind_called, meetings, steps
from commands.meeting.form import (
    MeetForm,
    MeetingForm,
    check,
    closes_at,
    convened,
    kind_of,
    offices_of,
    reporter_of,
    spelled,
    with_kind,
    wrong_in,
)
from commands.meeting.series import begin_series
from commands.meeting.signing import begin
from commands.meeting.watch import keep_watch
from storage.meeting import Meetings


@meetings.command(MeetForm, needs=Role.MEMBER, drafts=True)
def meet(ctx: Context, values: MeetForm) -> Reply:
    """Draft a meeting from one typed line or a form; a number alone shows that meeting."""
    if values.about.isdecimal() and values.starts is None:
        return steps.numbered(ctx, values.about)
    values = with_kind(ctx, values, ctx.team.id)
    return draft(ctx, values, edit, post, wrong=wrong_in(ctx, values))


@meetings.takes(MeetForm, "meeting.edit", needs=author_of_draft, prefill=drafted(MeetForm))
def edit(ctx: Context, values: MeetForm, draft: DraftId) -> Reply:
    """Give a draft other values."""
    values = with_kind(ctx, values, ctx.team.id)
    check(ctx, values)
    return redraft(ctx, draft, form_spec(MeetForm), values)


@meetings.step("meeting.post", needs=author_of_draft)
def post(ctx: Context, draft: DraftId) -> Reply:
    """Open the drafted meeting in its rooms."""
    values, places = take(ctx, draft, MeetForm)
    check(ctx, values)
    kind = kind_of(ctx, ctx.team.id, values.kind)
    if kind is not None and kind.every is not None:
        keep_watch(ctx, ctx.team.id)
    rooms = [each.room for each in places]
    if values.repeats is not None:
        return begin_series(ctx, values, tuple(rooms), draft)
    made = convened(ctx, values, rooms)
    remind_those_who_come(ctx, made, values.remind)
    return steps.posted(ctx, made, draft, places, ladder=values.remind)


def _posted(read: Read, call: MeetingId) -> MeetingForm | None:
    known = read.use(Meetings).find(call)
    if known is None or known.kind is None:
        return None
    name = kind_called(read, known.kind)
    offices = {office: known.offices[office].name for office in known.offices}
    return MeetingForm(
        about=known.title,
        starts=known.starts,
        length=known.length,
        place=known.place,
        chair=offices.get(Office.CHAIR, ""),
        speaker=offices.get(Office.SPEAKER, ""),
        recorder=offices.get(Office.RECORDER, ""),
        reporter=_reported_by(read, known),
        topics=known.topics,
        kind=name if isinstance(name, str) else spelled(read, known.team, known.kind),
        quorum=known.quorum,
        by_code=known.by_code,
        remind=ahead_of(read, card(call)),
    )


def _reported_by(read: Read, known: Meeting) -> str:
    report = read.use(Meetings).report(known.id)
    return "" if report is None else read.name(report.by)


@meetings.takes(MeetingForm, "meeting.mend", needs=steps.author, prefill=_posted)
def mend(ctx: Context, values: MeetingForm, call: MeetingId) -> Reply:
    """Change a meeting that stands; all are told of another time or place."""
    known = steps.mendable(ctx, call)
    check(ctx, values, begun=values.starts == known.starts)
    assert values.starts is not None
    kind = kind_of(ctx, known.team, values.kind) or Kind(PLAIN)
    ctx.use(Meetings).set(
        call, title=values.about, starts=values.starts, place=values.place, kind=kind.key,
        length=None if values.length is None else int(values.length.total_seconds()),
        topics=list(values.topics), quorum=values.quorum or kind.quorum, by_code=values.by_code,
        reporter=reporter_of(ctx, values, known.team),
    )  # fmt: skip
    ctx.use(Meetings).appoint(call, offices_of(ctx, values, known.team))
    moving = replace(known, starts=values.starts)
    if (values.starts, closes_at(values), values.remind) != (
        known.starts, known.closes, ahead_of(ctx, card(call)),
    ):  # fmt: skip
        steps.open_until(ctx, moving, closes_at(values), ladder=values.remind)
        remind_those_who_come(ctx, moving, values.remind)
    if values.starts != known.starts:
        ctx.at(max(values.starts - SIGN_IN, ctx.now), begin(call))
    if (values.starts, values.place) != (known.starts, known.place):
        steps.announce(ctx, call, moved(call))
    return steps.mended(ctx, call)
