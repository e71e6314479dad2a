"""Kinds of meetings: a team's own, their rules, and which of them is still to be held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, ClassVar, Final
from zoneinfo import ZoneInfo

from bot.context import Context, Read, Reply
from bot.domain.identity import Role, TeamId
from bot.domain.kind import Every, Kind, Period, is_time_to_ask, period
from bot.domain.meeting import Quorum
from bot.domain.phrase import Phrase
from bot.errors import Declined
from bot.form import Subject, Word
from bot.message import Block, Button, Buttons, Card, Text
from commands.meeting.feature import kind_called, meetings
from commands.meeting.form import kind_of
from storage.meeting import Kinds, Meetings
from storage.terms import Terms

_MOST: Final = 40
_MORNING: Final = "0 9 * * *"


@dataclass(frozen=True, slots=True)
class KindForm:
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


@meetings.command(KindForm, needs=Role.ORGANISER)
def kind(ctx: Context, values: KindForm) -> Reply:
    """List the kinds of meetings, add one, or give one other rules."""
    team = ctx.team.id
    if not values.kind_name:
        return Reply(own=kinds(team))
    known = kind_of(ctx, team, values.kind_name)
    if known is None and len(ctx.use(Kinds).of(team)) >= _MOST:
        raise Declined(meetings.say("too-many-kinds", most=_MOST))
    key = known.key if known is not None else values.kind_name
    ctx.use(Kinds).put(team, Kind(key, values.every, values.quorum, values.leave_aside))
    if values.every is not None:
        keep_watch(ctx, team)
    note = meetings.say("kind-kept", kind=kind_called(ctx, key), rules=rules(ctx, team, key))
    return Reply(note=note, own=kinds(team))


@meetings.step("meeting.drop-kind", needs=Role.ORGANISER)
def drop_kind(ctx: Context, team: TeamId, key: str) -> Reply:
    """Take a kind away that a team has added; ours goes back to its usual rules."""
    if not ctx.use(Kinds).drop(team, key):
        raise Declined(meetings.say("kind-gone"))
    return Reply(note=meetings.say("kind-dropped", kind=kind_called(ctx, key)), own=kinds(team))


@meetings.view("meeting.kinds")
def kinds(read: Read, team: TeamId) -> Card:
    """List a team's kinds of meetings with their rules."""
    blocks: list[Block] = []
    for each in read.use(Kinds).of(team):
        name = kind_called(read, each.key)
        says = meetings.say("kind-line", kind=name, rules=rules(read, team, each.key))
        blocks.append(Text.of(says))
        if not each.standard:
            label = meetings.say("drop-kind", kind=each.key)
            blocks.append(Buttons((Button(label, drop_kind(team, each.key)),)))
    blocks.append(Text.of(meetings.say("kind-how")))
    return Card(meetings.say("kinds"), tuple(blocks))


def rules(read: Read, team: TeamId, key: str) -> Phrase:
    """Say how often a kind is due and how many must be there."""
    known = read.use(Kinds).find(team, key)
    parts: list[Phrase] = []
    if known is not None and known.every is not None:
        parts.append(meetings.say("every", every=known.every))
    if known is not None and known.quorum is not None:
        parts.append(meetings.say("rule", quorum=known.quorum))
    if known is not None and known.leave_aside:
        parts.append(meetings.say("leave-is-aside"))
    return meetings.say("marks", marks=tuple(parts)) if parts else meetings.say("no-rules")


# What is still to be held


def keep_watch(ctx: Context, team: TeamId) -> None:
    """Look each morning whether a kind is still to be held."""
    ctx.every(f"meeting.watch.{team}", _MORNING, watch(team))


@meetings.step("meeting.watch", needs=Role.ADMIN)
def watch(ctx: Context, team: TeamId) -> Reply:
    """Tell the organisers, once in each period and towards its end, what is still to be held."""
    today, late = _today(ctx, team), False
    for each in missing(ctx, team):
        assert each.every is not None
        term = _term(ctx, team, today)
        if is_time_to_ask(each.every, today, term):
            late |= ctx.use(Kinds).tell_once(team, each, str(period(each.every, today, term)))
    if late:
        for organiser in ctx.use(ctx.stores.people).members(team, Role.ORGANISER):
            ctx.tell(organiser, not_held(team, today.isoformat()))
    return Reply()


@meetings.view("meeting.not-held")
def not_held(read: Read, team: TeamId, day: str) -> Card | None:
    """Say which kinds are still to be held in the period of a day."""
    del day  # it keeps one reminder from another
    lines = still_to_hold(read, team)
    return Card(meetings.say("not-held-title"), tuple(lines)) if lines else None


def still_to_hold(read: Read, team: TeamId) -> list[Block]:
    """List the kinds that are still to be held, for organisers."""
    return [
        Text.of(meetings.say("not-held", kind=kind_called(read, each.key), every=each.every or ""))
        for each in missing(read, team)
    ]


def missing(read: Read, team: TeamId) -> Sequence[Kind]:
    """Return the kinds that a team uses, and has neither held nor called in their period."""
    today, used = _today(read, team), read.use(Meetings).kinds_used(team)
    found = []
    for each in read.use(Kinds).of(team):
        if each.every is None or (each.standard and each.key not in used):
            continue
        since, until = _bounds(read, team, period(each.every, today, _term(read, team, today)))
        held = read.use(Meetings).held(team, since, until)
        if not any(known.kind == each.key for known in held):
            found.append(each)
    return found


def _today(read: Read, team: TeamId) -> date:
    return read.now.astimezone(_zone(read, team)).date()


def _zone(read: Read, team: TeamId) -> ZoneInfo:
    return ZoneInfo(read.use(read.stores.people).team(team).zone)


def _bounds(read: Read, team: TeamId, of: Period) -> tuple[datetime, datetime]:
    zone = _zone(read, team)
    first, after = of.first, of.last + timedelta(days=1)
    return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)


def _term(read: Read, team: TeamId, day: date) -> Period | None:
    terms = (Period(term.starts, term.ends) for term in read.use(Terms).of(team))
    return next((term for term in terms if day in term), None)
