"""Leave by a line: "leave tonight: ill" finds the meeting that is meant."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, ClassVar, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.context import Context, Read, Reply
from bot.domain.call import CallId
from bot.domain.identity import Role
from bot.domain.meeting import Meeting, MeetingId, Says
from bot.domain.regex import regex
from bot.errors import Declined
from bot.form import Subject
from bot.message import Button, Buttons, Card, Text
from bot.tails import EDGE
from bot.when import Ambiguous, AskHour, At, Day, Deadline, Purpose, Reading, Setting, find
from bot.when.numerals import fold
from commands.meeting.feature import meetings
from commands.meeting.replies import answered_with
from storage.meeting import Meetings

_LONGEST: Final = 200
_NEAR: Final = timedelta(minutes=30)
"""How far from the start of a meeting an hour may be that is meant for it."""
_SHOWN: Final = 6
_PART: Final = regex(r"[^:]{2,}(?=:)|[^\s,:]{2,}")
"""What stands where a part of a meeting's name may: before a colon, else a word."""
_EDGE: Final = EDGE + ":：-–—、"


class LeaveForm(Struct, frozen=True):
    """Ask when somebody is away, and why."""

    TITLE: ClassVar[str] = "leave-title"

    absence: Annotated[str, Subject(400)] = ""


@meetings.command(LeaveForm, needs=Role.MEMBER)
def leave(ctx: Context, values: LeaveForm) -> Reply:
    """Ask for leave from the meeting that is meant by time or name; of several, ask which."""
    setting = Setting(ctx.now, ZoneInfo(ctx.team.zone), ctx.who.language, Purpose.MEETING)
    said = find(values.absence, setting)
    reason, ahead = values.absence, ctx.use(Meetings).ahead(ctx.team.id, ctx.now)
    if said is not None and isinstance(said.reading, At | Deadline | Day | AskHour | Ambiguous):
        ahead = [known for known in ahead if _is_meant(known, said.reading, setting)]
        before, after = values.absence[: said.start], values.absence[said.end :]
        reason = f"{before.strip(_EDGE)} {after.strip(_EDGE)}"
    ahead, reason = _named(ahead, reason.strip(_EDGE))
    reason = reason[:_LONGEST]
    if not ahead:
        raise Declined(meetings.say("no-meeting-then"))
    if len(ahead) == 1:
        return answered_with(ctx, ahead[0].id, Says.LEAVE, reason or None)
    return Reply(own=which_leave(" ".join(str(known.id) for known in ahead[:_SHOWN]), reason))


def _is_meant(known: Meeting, reading: Reading, setting: Setting) -> bool:
    match reading:
        case At(instant) | Deadline(instant=instant):
            return abs(known.starts - instant) <= _NEAR
        case Day(day) | AskHour(day):
            return known.starts.astimezone(setting.zone).date() == day
        case Ambiguous(readings):
            return any(_is_meant(known, each, setting) for each in readings)
    return False


def _named(ahead: Sequence[Meeting], said: str) -> tuple[Sequence[Meeting], str]:
    """Find of some meetings the next one that is named, and what else was said.

    Its whole name may stand anywhere, a part of it before the reason: 支委：生病, committee: ill.
    """
    folded = fold(said)
    whole = [known for known in ahead if fold(known.title) in folded]
    if whole:
        named = max(whole, key=lambda known: len(known.title))
        start = folded.index(fold(named.title))
        before, after = said[:start], said[start + len(named.title) :]
        return [named], f"{before.strip(_EDGE)} {after.strip(_EDGE)}".strip()
    if (part := _PART.match(folded)) is not None:
        stands = re.compile(rf"(?<![a-z]){re.escape(part[0])}(?![a-z])")
        for known in ahead:
            if stands.search(fold(known.title)):
                return [known], said[part.end() :].strip(_EDGE)
    return ahead, said


@meetings.step("meeting.leave-from", needs=Role.MEMBER)
def leave_from(ctx: Context, call: MeetingId, reason: str) -> Reply:
    """Ask for leave from one meeting, with the reason that was said."""
    return answered_with(ctx, call, Says.LEAVE, reason[:_LONGEST] or None)


@meetings.view("meeting.which-leave")
def which_leave(read: Read, calls: str, reason: str) -> Card | None:
    """Ask from which of some meetings, written as their ids, somebody wants leave."""
    found = [read.use(Meetings).find(CallId(int(each))) for each in calls.split()]
    buttons = tuple(
        Button(
            meetings.say("at-time", title=known.title, at=known.starts),
            leave_from(known.id, reason),
        )
        for known in found
        if known is not None and known.takes_answers(read.now)
    )
    if not buttons:
        return None
    why = (Text.of(meetings.say("because", reason=reason)),) if reason else ()
    return Card(meetings.say("which-leave"), (*why, Buttons(buttons)), final=True)
