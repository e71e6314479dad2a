"""Changing a meeting that stands: what its form holds, and what follows from other values."""

from msgspec.structs import replace

from bot.context import Context, Read
from bot.domain.kind import PLAIN, Kind
from bot.domain.meeting import SIGN_IN, Meeting, MeetingId, Office
from bot.reminders import ahead_of
from commands.meeting.card import card, moved, remind_those_who_come
from commands.meeting.feature import kind_called, steps
from commands.meeting.form import (
    MeetingForm,
    closes_at,
    kind_of,
    offices_of,
    reporter_of,
    spelled,
)
from commands.meeting.signing import begin
from storage.meeting import Meetings


def standing(read: Read, call: MeetingId) -> MeetingForm | None:
    """Return what stands of a meeting; None of a roll call, and of one that is gone."""
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


def change(ctx: Context, known: Meeting, values: MeetingForm) -> None:
    """Let a meeting be as a form says, and all be told of another time or place.

    What it was is `known`; its reminders and its sign-in follow it.
    """
    assert values.starts is not None
    call, kind = known.id, kind_of(ctx, known.team, values.kind) or Kind(PLAIN)
    ctx.use(Meetings).set(
        call, title=values.about, starts=values.starts, place=values.place, kind=kind.key,
        length=None if values.length is None else int(values.length.total_seconds()),
        topics=list(values.topics), quorum=values.quorum or kind.quorum, by_code=values.by_code,
        leave_aside=known.leave_aside if kind.key == known.kind else kind.leave_aside,
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
    steps.redraw(ctx, call)
