"""Actions: what minutes give people to do, told to them, chased, and done."""

from collections.abc import Iterable

from bot.action import Action
from bot.command import Owed, Rule
from bot.context import Asking, Context, Read, Reply
from bot.domain.identity import PersonId
from bot.domain.meeting import MeetingId
from bot.domain.minutes import LineId
from bot.domain.reminding import Awaited, Whom
from bot.domain.rights import Authored, oneself
from bot.errors import Declined
from bot.message import Block, Button, Buttons, Card, Text
from bot.reminders import remind
from commands.meeting.feature import meetings
from commands.meeting.minutes import record, standing, when_approved
from storage.meeting import Meetings, Minutes


def _owning(asking: Asking, does: Action) -> Authored:
    line = asking.use(Minutes).find(LineId(int(str(does.args[0]))))
    whose = None if line is None or line.owner is None else line.owner.person
    return Authored(asking.who, whose is not None and whose == asking.who.person)


owner = Rule(_owning, oneself)
"""Allow whoever is to do it."""


@meetings.step("meeting.done", needs=owner)
def done(ctx: Context, line: LineId) -> Reply:
    """Note that an action is done; those who lead the meeting can read it in the minutes."""
    known = standing(ctx, line)
    if not ctx.use(Minutes).finish(line, ctx.now):
        raise Declined(meetings.say("done-before"))
    ctx.show(task(line))
    ctx.show(record(known.meeting))
    return Reply(note=meetings.say("done-now", text=known.text), undo=undone(line))


@meetings.step("meeting.undone", needs=owner)
def undone(ctx: Context, line: LineId) -> Reply:
    """Take back that an action is done."""
    known = standing(ctx, line)
    if not ctx.use(Minutes).finish(line, None):
        raise Declined(meetings.say("line-gone"))
    ctx.show(task(line))
    ctx.show(record(known.meeting))
    return Reply(note=meetings.say("undone-now", text=known.text))


def to_be_done(read: Read, person: PersonId | None) -> Iterable[Owed]:
    """List the actions that somebody, or everybody, is still to do."""
    for line in read.use(Minutes).to_do(person):
        assert line.owner is not None
        assert line.owner.person is not None
        yield Owed(
            line.owner.person, meetings.say("to-do", text=line.text), line.due,
            meetings.say("done-button"), done(line.id), card=task(line.id), team=line.team,
        )  # fmt: skip


def assign(ctx: Context, call: MeetingId) -> None:
    """Tell each owner of an action what is theirs, and remind them until it is due."""
    for line in ctx.use(Minutes).of(call):
        if line.owner is not None and line.owner.person is not None and line.done_at is None:
            ctx.tell(line.owner.person, task(line.id))
            remind(ctx, task(line.id), closes=line.due, told=True)


when_approved(assign)


@meetings.view("meeting.task")
def task(read: Read, line: LineId) -> Card | None:
    """Tell somebody what they are to do, from which meeting, until when."""
    known = read.use(Minutes).find(line)
    if known is None or known.done_at is not None:
        return None
    call = read.use(Meetings).find(known.meeting)
    if call is None:
        return None
    until = (Text.of(meetings.say("until", due=known.due)),) if known.due else ()
    blocks: tuple[Block, ...] = (
        *until,
        Buttons((Button(meetings.say("done-button"), done(line)),)),
    )
    return Card(meetings.say("task", title=call.title, text=known.text), blocks)


@meetings.reminds(task)
def chased(read: Read, whom: Whom, line: LineId) -> Awaited | None:
    """Say who is reminded of an action: whoever is to do it, and nobody else."""
    del whom
    known = read.use(Minutes).find(line)
    if known is None or known.done_at is not None or known.owner is None:
        return None
    if known.owner.person is None:
        return None
    what = meetings.say("to-do", text=known.text)
    return Awaited(what, (known.owner.person,), 1, aloud=False)
