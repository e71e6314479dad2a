"""What everybody sees of a meeting: its card, that it moved, and how it ended."""

from datetime import timedelta

from bot.context import Context, Read
from bot.domain.call import State
from bot.domain.meeting import SIGN_IN, Meeting, MeetingId, Says
from bot.domain.reminding import Awaited, Whom
from bot.message import Block, Button, Buttons, Card, Choice, Style, Text
from bot.reminders import remind
from commands.meeting.feature import called, meetings, steps
from commands.meeting.parts import count, counts, facts, here, kind_line, state, topics
from commands.meeting.replies import answer, choices
from commands.meeting.signing import sign_button
from storage.meeting import Meetings


@meetings.view("meeting.card")
def card(read: Read, call: MeetingId) -> Card | None:
    """Draw the meeting as it now stands."""
    known = read.use(Meetings).find(call)
    if known is None:
        return None
    if known.state is State.WITHDRAWN:
        return steps.gone(known)
    blocks: list[Block] = [*kind_line(read, known), facts(known), *topics(known)]
    signing = known.signs_in(read.now)
    began = known.kind is not None and read.now >= known.starts - SIGN_IN
    blocks += here(known) if began else [counts(known), Text.of(state(known))]
    if began and known.closed_at is not None:
        blocks.append(Text.of(meetings.say("ended", at=known.closed_at)))
    if known.open:
        blocks += [choice(known, signing=signing), steps.more(call)]
    blocks.append(Text.of(meetings.say("who-sees"), style=Style.ITALIC))
    opens = known.starts - SIGN_IN
    redraw = opens if known.kind is not None and known.open and read.now < opens else None
    return Card(
        known.title, tuple(blocks), final=not known.open, told=not known.open, redraw_at=redraw
    )


def choice(known: Meeting, *, signing: bool) -> Block:
    """Offer what can be said of it now: who comes, or, when it begins, who is there."""
    if not signing:
        return Choice(choices(known))
    away = (Says.LATE, Says.LEAVE)
    later = [Button(meetings.say("says", answer=each), answer(known.id, each)) for each in away]
    return Buttons((sign_button(known), *later))


def awaited(read: Read, whom: Whom, call: MeetingId) -> Awaited | None:
    """Say whom reminders go to: who has not answered, and, until it starts, who comes."""
    if whom is Whom.OWING:
        return steps.awaited(read, whom, call)
    known = read.use(Meetings).find(call)
    if known is None or not known.awaits_answers(read.now):
        return None
    entries = read.use(Meetings).entries(known)
    comes = [e.person for e in entries if e.says not in {None, Says.LEAVE} and not e.waiting]
    return Awaited(steps.title(known), comes, len(comes), aloud=False)


def remind_those_who_come(ctx: Context, known: Meeting, ladder: tuple[timedelta, ...]) -> None:
    """Remind those who said that they come, until it starts."""
    remind(ctx, card(known.id), closes=known.starts, ladder=ladder, whom=Whom.COMING)


@meetings.view("meeting.result")
def result(read: Read, call: MeetingId) -> Card | None:
    """Say how it ended."""
    known = read.use(Meetings).find(call)
    if known is None or known.open:
        return None
    title = meetings.say("result-title", name=called(known).name, title=known.title)
    if known.kind is not None:
        return Card(title, tuple(here(known)))
    counted = count(known)
    if known.expected is not None:
        silent = len(read.use(Meetings).missing(known))
        counted.append(meetings.say("count", answer=meetings.say("silent"), count=silent))
    return Card(title, (Text.of(meetings.say("counts", counts=tuple(counted))),))


@meetings.view("meeting.moved")
def moved(read: Read, call: MeetingId) -> Card | None:
    """Say when, where and until when it now is."""
    known = read.use(Meetings).find(call)
    if known is None or not known.open:
        return None
    return Card(meetings.say("moved", title=known.title), (facts(known), Text.of(state(known))))
