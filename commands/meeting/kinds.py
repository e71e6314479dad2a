"""Kinds of meetings: a team's own, and their rules."""

from typing import Annotated, ClassVar, Final

from msgspec import Struct

from bot.context import Context, Read, Reply
from bot.domain.identity import Role, TeamId
from bot.domain.kind import STANDARD, Every, Kind
from bot.domain.meeting import Quorum
from bot.domain.phrase import Phrase
from bot.errors import Declined
from bot.form import Subject, Word
from bot.message import Block, Button, Buttons, Card, Listing, Text
from commands.meeting.feature import kind_called, meetings
from commands.meeting.form import kind_of
from commands.meeting.watch import keep_watch
from storage.meeting import Kinds

_MOST: Final = 40


class KindForm(Struct, frozen=True):
    """Ask for a kind of meetings and its rules."""

    TITLE: ClassVar[str] = "field-kind"

    kind_name: Annotated[str, Subject(40)] = ""
    every: Annotated[
        Every | None,
        Word("mark-month", Every.MONTH),
        Word("mark-quarter", Every.QUARTER),
        Word("mark-term", Every.TERM),
        Word("mark-year", Every.YEAR),
    ] = None
    quorum: Annotated[
        Quorum | None,
        Word("mark-half", Quorum.HALF),
        Word("mark-two-thirds", Quorum.TWO_THIRDS),
        Word("mark-four-fifths", Quorum.FOUR_FIFTHS),
    ] = None
    leave_aside: Annotated[bool, Word("mark-leave-aside", True)] = False
    no_rules: Annotated[bool, Word("mark-no-rules", True)] = False


@meetings.command(KindForm, needs=Role.ORGANISER)
def kind(ctx: Context, values: KindForm) -> Reply:
    """List the kinds of meetings, add one, or give one other rules, or none."""
    team = ctx.team.id
    if not values.kind_name:
        return Reply(own=kinds(team))
    known = kind_of(ctx, team, values.kind_name)
    if known is None and len(ctx.use(Kinds).of(team)) >= _MOST:
        raise Declined(meetings.say("too-many-kinds", most=_MOST))
    wanted = known or Kind(values.kind_name)
    if known is None or values != KindForm(values.kind_name):  # a name alone changes nothing
        wanted = Kind(wanted.key, values.every, values.quorum, values.leave_aside)
        ctx.use(Kinds).put(team, wanted)
    if wanted.every is not None and (known is None or wanted.every is not known.every):
        keep_watch(ctx, team)
    return Reply(note=_line(ctx, wanted), own=kinds(team))


@meetings.step("meeting.drop-kind", needs=Role.ORGANISER)
def drop_kind(ctx: Context, team: TeamId, key: str) -> Reply:
    """Take a kind away that a team has added; ours goes back to its usual rules."""
    if not ctx.use(Kinds).drop(team, key):
        raise Declined(meetings.say("kind-gone"))
    return Reply(note=meetings.say("kind-dropped", kind=kind_called(ctx, key)), own=kinds(team))


@meetings.view("meeting.kinds")
def kinds(read: Read, team: TeamId) -> Card:
    """List a team's kinds of meetings with their rules."""
    lines, drops = [], []
    for each in read.use(Kinds).of(team):
        lines.append(Text.of(_line(read, each)))
        if each != STANDARD.get(each.key):
            label = "reset-kind" if each.standard else "drop-kind"
            says = meetings.say(label, kind=kind_called(read, each.key))
            drops.append(Button(says, drop_kind(team, each.key)))
    blocks: list[Block] = [Listing(tuple(lines)), Text.of(meetings.say("kind-how"))]
    if drops:
        blocks.append(Buttons(tuple(drops)))
    return Card(meetings.say("kinds"), tuple(blocks))


def _line(read: Read, known: Kind) -> Phrase:
    """Say of a kind how often it is due and how many must be there."""
    parts: list[Phrase] = []
    if known.every is not None:
        parts.append(meetings.say("every", every=known.every))
    if known.quorum is not None:
        parts.append(meetings.say("rule", quorum=known.quorum))
    if known.leave_aside:
        parts.append(meetings.say("leave-is-aside"))
    rules = meetings.say("marks", marks=tuple(parts)) if parts else meetings.say("no-rules")
    return meetings.say("kind-line", kind=kind_called(read, known.key), rules=rules)
