"""Terms: the stretches of the year by which the house or a team counts its weeks."""

import re
from datetime import date
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.context import Context, Read, Reply
from bot.domain.identity import Role, TeamId
from bot.domain.regex import regex
from bot.domain.rights import ALLOWED, Owning, owner_only
from bot.domain.term import Term
from bot.errors import Declined
from bot.form import Subject, Word
from bot.message import Block, Button, Buttons, Card, Text
from bot.when import At, Deadline, Past, Purpose, Setting, read
from commands.team.feature import teams
from storage.people import People
from storage.teams import Teams
from storage.terms import Terms

_LONGEST: Final = 40
_TO: Final = regex(r"\s*(?:\b(?:to|until|till|through)\b|[至到~～–—]|(?<=\s)-(?=\s))\s*")
_LETTER: Final = regex(r"[^\W\d]")
_YEAR: Final = regex(r"\d{4}")


class TermForm(Struct, frozen=True):
    """Ask for a term: its name, its first and its last day."""

    term: Annotated[str, Subject(120)] = ""
    house: Annotated[bool, Word("mark-house", True)] = False


@teams.command(TermForm, needs=Role.ORGANISER, aside=True)
def term(ctx: Context, values: TermForm) -> Reply:
    """Set a term of the team, or of the whole house; without one, show which there are."""
    if not values.term:
        return Reply(own=terms_card(ctx.team.id))
    _may(ctx, house=values.house)
    made = _read(values.term, Setting(ctx.now, ZoneInfo(ctx.team.zone), ctx.team.language))
    if made is None:
        raise Declined(teams.say("term-how"), "term")
    ctx.use(Terms).put(None if values.house else ctx.team.id, made)
    said = teams.say("term-set", name=made.name, starts=made.starts, ends=made.ends)
    return Reply(note=said, own=terms_card(ctx.team.id))


@teams.step("team.drop-term", needs=Role.ORGANISER)
def drop(ctx: Context, team: TeamId, name: str) -> Reply:
    """Take a term of the team away; those of the house stay."""
    if not ctx.use(Terms).drop(team, name):
        raise Declined(teams.say("term-gone"))
    return Reply(note=teams.say("term-dropped", name=name), own=terms_card(team))


@teams.view("team.terms")
def terms_card(read: Read, team: TeamId) -> Card:
    """Show by which terms a team counts."""
    blocks: list[Block] = [
        Text.of(teams.say("term-line", name=each.name, starts=each.starts, ends=each.ends))
        for each in read.use(Terms).of(team)
    ]
    own = read.use(Terms).own(team)
    if own:
        buttons = [Button(teams.say("term-drop", name=name), drop(team, name)) for name in own]
        blocks.append(Buttons(tuple(buttons)))
    if not blocks:
        blocks.append(Text.of(teams.say("term-none")))
    blocks.append(Text.of(teams.say("term-how")))
    name = read.use(People).team(team).name
    return Card(teams.say("terms", team=name), tuple(blocks), final=True)


def _may(ctx: Context, *, house: bool) -> None:
    """Let only the owner set what all teams count by."""
    verdict = owner_only(Owning(ctx.use(Teams).owns(ctx.person))) if house else ALLOWED
    if verdict.refusal is not None:
        raise Declined(verdict.refusal)


def _read(text: str, setting: Setting) -> Term | None:
    """Read a term's name, its first and its last day.

    Where the days have no year, that of the name counts; else the term is the one that ends next.
    """
    for joint in reversed(list(_TO.finditer(text))):
        before, after = text[: joint.start()], text[joint.end() :]
        ends = _day(after, setting)
        if ends is None:
            continue
        for at in (match.end() for match in re.finditer(r"\s+", before)):
            starts = _day(before[at:], setting)
            if starts is None:
                continue
            name = before[:at].strip(" :：,，")
            if _YEAR.search(before, at) is None:
                named = _YEAR.search(name)
                starts = _in_year(starts, int(named[0]) if named else ends.year)
                starts = starts if named or starts < ends else _in_year(starts, ends.year - 1)
            if _YEAR.search(after) is None:
                ends = _in_year(ends, starts.year)
                ends = ends if ends > starts else _in_year(ends, starts.year + 1)
            named_well = _LETTER.search(name) is not None and len(name) <= _LONGEST
            return Term(name, starts, ends) if named_well and starts < ends else None
    return None


def _day(text: str, setting: Setting) -> date | None:
    when = Setting(setting.now, setting.zone, setting.language, Purpose.DEADLINE)
    match read(text, when):
        case At(instant) | Deadline(instant=instant) | Past(instant):
            return instant.astimezone(setting.zone).date()
    return None


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return day.replace(year=year, day=28)
