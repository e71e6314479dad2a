"""Calling a meeting: from one typed line, by a draft, to the card."""

from bot.context import Context, Reply
from bot.domain.identity import Role
from bot.domain.meeting import MeetingId
from bot.drafts import DraftId, author_of_draft, draft, drafted, redraft, take
from bot.form import form_spec
from commands.meeting.card import remind_those_who_come
from commands.meeting.feature import meetings, steps
from commands.meeting.form import (
    MeetForm,
    MeetingForm,
    check,
    convened,
    kind_of,
    noticed_in,
    with_kind,
    wrong_in,
)
from commands.meeting.mending import change, standing
from commands.meeting.series import begin_series, keep_apart
from commands.meeting.watch import keep_watch


@meetings.command(
    MeetForm, needs=Role.MEMBER, drafts=True, numbered=steps.numbered,
    told=("mark-told-thing", "mark-told-held", "mark-told-lead"),
)  # fmt: skip
def meet(ctx: Context, values: MeetForm) -> Reply:
    """Draft a meeting from one typed line or a form; a number alone shows that meeting."""
    values = with_kind(ctx, values, ctx.team.id)
    wrong, noticed = wrong_in(ctx, values), noticed_in(ctx, values)
    return draft(ctx, values, edit, post, wrong=wrong, noticed=noticed)


@meetings.takes(MeetForm, "meeting.edit", needs=author_of_draft, prefill=drafted(MeetForm))
def edit(ctx: Context, values: MeetForm, draft: DraftId) -> Reply:
    """Give a draft other values."""
    values = with_kind(ctx, values, ctx.team.id)
    check(ctx, values)
    return redraft(ctx, draft, form_spec(MeetForm), values, noticed=noticed_in(ctx, values))


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


@meetings.takes(MeetingForm, "meeting.mend", needs=steps.author, prefill=standing)
def mend(ctx: Context, values: MeetingForm, call: MeetingId) -> Reply:
    """Change a meeting that stands, and no other; all are told of another time or place."""
    known = steps.mendable(ctx, call)
    check(ctx, values, begun=values.starts == known.starts)
    if (before := standing(ctx, call)) is not None:
        keep_apart(ctx, call, before, values)
    change(ctx, known, values)
    return steps.mended(ctx, call)
