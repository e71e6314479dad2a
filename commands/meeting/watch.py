"""The watch over frequencies: which kinds of meetings are still to be held in their period."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.context import Context, Read, Reply
from bot.domain.identity import Role, TeamId
from bot.domain.kind import Kind, Period, is_time_to_ask, period
from bot.message import Block, Card, Text
from commands.meeting.feature import kind_called, meetings
from commands.meeting.form import kind_of
from storage.meeting import Kinds, Meetings, MeetingSeries

_MORNING: Final = "0 9 * * *"


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
        ctx.tell_organisers(team, not_held(team, today.isoformat()))
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
    """Return the kinds that a team uses, and has neither held, called nor planned in their period.

    Planned is what a series will call by itself.
    """
    today, used = _today(read, team), read.use(Meetings).kinds_used(team)
    found = []
    for each in read.use(Kinds).of(team):
        if each.every is None or (each.standard and each.key not in used):
            continue
        now = period(each.every, today, _term(read, team, today))
        held = read.use(Meetings).held(team, *_bounds(read, team, now))
        if any(known.kind == each.key for known in held) or _planned(read, team, each, now):
            continue
        found.append(each)
    return found


def _planned(read: Read, team: TeamId, kind: Kind, within: Period) -> bool:
    """Say whether a series will call a meeting of a kind that is held within a period."""
    return any(
        row.nominal is not None
        and datetime.fromisoformat(row.nominal).date() in within
        and kind_of(read, team, str(row.content["kind"])) == kind
        for row in read.use(MeetingSeries).of(team)
    )


def _today(read: Read, team: TeamId) -> date:
    return read.now.astimezone(read.zone(team)).date()


def _bounds(read: Read, team: TeamId, of: Period) -> tuple[datetime, datetime]:
    zone = read.zone(team)
    first, after = of.first, of.last + timedelta(days=1)
    return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)


def _term(read: Read, team: TeamId, day: date) -> Period | None:
    term = read.almanac(team).term_of(day)
    return None if term is None else Period(term.starts, term.ends)
