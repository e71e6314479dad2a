"""Hours: those of an activity, corrected by reversing, and those that one has given oneself."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.action import View
from bot.context import Context, Read, Reply
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.phrase import Words
from bot.domain.volunteer import (
    MINUTE,
    Activity,
    ActivityId,
    EntryId,
    HoursEntry,
    Origin,
    stars,
    to_next_star,
)
from bot.errors import Declined
from bot.form import AtMost, Nothing
from bot.message import Block, Button, Buttons, Card, Fields, Listing, Text, Weight, opened
from bot.when import Setting
from commands.volunteer.approving import approve_all, find_right, redraw_question
from commands.volunteer.certificate import certify
from commands.volunteer.entries import A_DAY, length, line, minutes_of, named, of_what
from commands.volunteer.feature import leader_of_entry, steps, volunteers
from commands.volunteer.filling import desk, fill_shift
from commands.volunteer.parts import NAMES_SHOWN, labelled
from commands.volunteer.presence import hours_title
from storage.volunteers import Ledger

_LATEST: Final = 12
"""How many entries a statement shows."""
_YEARS: Final = 5
"""How many earlier years it sums up."""


class CorrectForm(Struct, frozen=True):
    """Ask how long somebody worked in truth, and why that was not what stood there."""

    TITLE: ClassVar[str] = "correct"

    hours: Annotated[str, AtMost(30)]
    reason: Annotated[str, AtMost(200)] = ""


# Those who lead


@volunteers.step("volunteer.hours", needs=steps.author)
def show_hours(ctx: Context, call: ActivityId) -> Reply:
    """Show the hours of an activity to those who lead it."""
    steps.known(ctx, call)
    return Reply(own=hours_of(call))


@volunteers.view("volunteer.hours-of")
def hours_of(read: Read, call: ActivityId) -> Card | None:
    """List the hours of an activity, those that wait to be confirmed first."""
    known = steps.known(read, call)
    entries = [each for each in read.use(Ledger).of_activity(call) if each.stands]
    shown = sorted(entries, key=lambda each: each.confirmed)[:NAMES_SHOWN]
    waiting = sum(each.open for each in entries)
    blocks: list[Block] = []
    if shown:
        zone = read.zone(known.team)
        items = (Text.of(named(each.name, line(read, each, zone))) for each in shown)
        blocks.append(Listing(tuple(items)))
    else:
        blocks.append(Text.of(volunteers.say("no-hours-yet")))
    if waiting:
        label = volunteers.say("confirm", count=waiting)
        blocks.append(Buttons((Button(label, confirm(call), Weight.PRIMARY),)))
    if shown:
        buttons = tuple(
            Button(volunteers.say("correct-name", name=each.name), opened(correct(each.id)))
            for each in shown
        )
        blocks.append(Buttons(buttons))
    back = Button(volunteers.say("back"), steps.show_panel(call))
    blocks.append(Buttons((*_forgotten(read, known), back)))
    return Card(hours_title(known), tuple(blocks))


def _forgotten(read: Read, known: Activity) -> Sequence[Button]:
    """Offer to fill in hours of the shifts that have begun."""
    return [
        Button(labelled(known, each, volunteers.say("fill-in")), opened(fill_shift(each.id)))
        for each in known.going_on
        if read.now >= each.starts
    ]


@volunteers.step("volunteer.confirm", needs=steps.author)
def confirm(ctx: Context, call: ActivityId) -> Reply:
    """Confirm all hours of an activity that wait for it, and tell those whose they are."""
    steps.known(ctx, call)
    entries = [each for each in ctx.use(Ledger).of_activity(call) if each.open]
    if not entries:
        raise Declined(volunteers.say("nothing-to-confirm"))
    return Reply(note=approve_all(ctx, entries), own=hours_of(call))


def _as_entered(read: Read, entry: EntryId) -> CorrectForm | None:
    known = read.use(Ledger).find(entry)
    return None if known is None else CorrectForm(f"{known.minutes} min")


@volunteers.takes(
    CorrectForm, "volunteer.correct", needs=leader_of_entry, prefill=_as_entered
)  # fmt: skip
def correct(ctx: Context, values: CorrectForm, entry: EntryId) -> Reply:
    """Reverse an entry, and enter what is right instead; both stay in the ledger."""
    known = ctx.use(Ledger).find(entry)
    minutes = minutes_of(values.hours, Setting(ctx.now, ZoneInfo(ctx.team.zone), ctx.who.language))
    if minutes is None or not 0 <= minutes <= A_DAY:
        raise Declined(volunteers.say("no-length", typed=values.hours), "hours")
    made = ctx.use(Ledger).correct(
        entry, minutes, ctx.now, by=ctx.person, reason=values.reason.strip(),
        origin=Origin.FILLED_IN if known and known.origin is Origin.FILLED_IN else Origin.CORRECTED,
    )  # fmt: skip
    if known is None or made is None:
        raise Declined(volunteers.say("hours-settled"))
    redraw_question(ctx, known)
    ctx.tell(known.person, corrected(made, known.minutes))
    note = volunteers.say("corrected", name=known.name, length=MINUTE * minutes)
    entry_now = ctx.use(Ledger).find(made)
    if entry_now is not None and (lacks := find_right(ctx, entry_now)) is not None:
        note = volunteers.say("both", one=note, two=lacks)
    return Reply(note=note, own=desk_of(known))


def desk_of(entry: HoursEntry) -> View:
    """Return where an entry is looked after: at its activity, or among all that wait."""
    return desk(entry.team) if entry.activity is None else hours_of(entry.activity)


@volunteers.view("volunteer.corrected")
def corrected(read: Read, entry: EntryId, before: int) -> Card | None:
    """Tell somebody that their hours were corrected, from what to what, and why."""
    known = read.use(Ledger).find(entry)
    if known is None:
        return None
    title = volunteers.say(
        "corrected-title", title=known.title, before=MINUTE * before,
        now=MINUTE * known.minutes,
    )  # fmt: skip
    blocks = (Text.of(volunteers.say("because", reason=known.reason)),) if known.reason else ()
    return Card(title, blocks)


# One's own


@volunteers.command(Nothing, needs=Role.MEMBER)
def my_hours(ctx: Context, values: Nothing) -> Reply:
    """Show the one who acts the hours that they have given."""
    del values
    return Reply(own=statement(ctx.team.id, ctx.person))


@volunteers.view("volunteer.statement")
def statement(read: Read, team: TeamId, person: PersonId) -> Card:
    """Show somebody their hours: what counts, what waits, year by year, and the latest."""
    entries = read.use(Ledger).of_person(person, team)
    standing = sorted(
        (each for each in entries if each.stands and each.minutes),
        key=lambda each: (each.when.start, each.id),
    )
    if not standing:
        return Card(volunteers.say("statement"), (Text.of(volunteers.say("none-yet")),))
    zone = read.zone(team)
    latest = tuple(Text.of(of_what(read, each, zone)) for each in reversed(standing[-_LATEST:]))
    blocks: list[Block] = [Fields(_sums(read, entries, zone)), Listing(latest)]
    if len(standing) > _LATEST:
        more = volunteers.say("and-more", count=len(standing) - _LATEST)
        blocks.append(Text.of(more))
    if any(each.counts for each in entries):
        blocks.append(Buttons((Button(volunteers.say("certificate"), certify(team, 0, "")),)))
    return Card(volunteers.say("statement"), tuple(blocks))


def _sums(
    read: Read, entries: Sequence[HoursEntry], zone: ZoneInfo
) -> tuple[tuple[Words, Words], ...]:
    """Sum up what counts, in all and by year, the stars that it gives, and what waits."""
    years: dict[int, int] = {}
    for each in entries:
        if each.confirmed:
            year = each.day(zone).year
            years[year] = years.get(year, 0) + each.minutes
    total, this = sum(years.values()), read.now.astimezone(zone).year
    rows: list[tuple[Words, Words]] = [
        (volunteers.say("total"), length(total)),
        (volunteers.say("this-year"), length(years.pop(this, 0))),
    ]
    rows += [
        (volunteers.say("in-year", year=str(year)), length(minutes))
        for year, minutes in sorted(years.items(), reverse=True)[:_YEARS]
        if minutes
    ]
    if total:
        left = MINUTE * to_next_star(total)
        says = volunteers.say("stars", stars=stars(total), left=left)
        rows.append((volunteers.say("tier"), says))
    if waits := sum(each.minutes for each in entries if each.open):
        rows.append((volunteers.say("waiting"), length(waits)))
    return tuple(rows)
