"""Hours that are filled in afterwards, with a reason, by those who lead."""

from datetime import date, datetime, time
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.context import Context, Read, Reply
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.phrase import Instant
from bot.domain.volunteer import MINUTE, EntryId, ShiftId
from bot.errors import Declined
from bot.form import AtMost, Subject
from bot.message import Button, Buttons, Card, opened
from bot.when import At, Day, Past, Setting, find
from bot.when import Length as Lasts
from bot.when import read as read_time
from commands.names import Members
from commands.volunteer.approving import filled, find_right, redraw_question, waiting
from commands.volunteer.entries import A_DAY, minutes_of
from commands.volunteer.feature import (
    leader,
    leader_of_entry,
    member_called,
    shift_of,
    volunteers,
)
from storage.volunteers import Ledger


class HoursForm(Struct, frozen=True):
    """Take hours to be filled in, as one types them."""

    TITLE: ClassVar[str] = "fill-in"

    said: Annotated[str, Subject(300)] = ""


class FillForm(Struct, frozen=True):
    """Ask whose hours were forgotten, how long, on which day, and what they were for."""

    TITLE: ClassVar[str] = "fill-in"

    name: Annotated[str, AtMost(60)]
    hours: Annotated[str, AtMost(30)]
    day: Annotated[str, AtMost(40)]
    what: Annotated[str, AtMost(200)]


class ForgottenForm(Struct, frozen=True):
    """Ask who was forgotten at a shift, how long they worked, and why it is filled in."""

    TITLE: ClassVar[str] = "fill-in"

    name: Annotated[str, AtMost(60)]
    hours: Annotated[str, AtMost(30)]
    why: Annotated[str, AtMost(200)]


@volunteers.command(HoursForm, needs=Role.ORGANISER)
def hours(ctx: Context, values: HoursForm) -> Reply:
    """Fill in hours from one typed line; alone, show what waits to be confirmed."""
    if not values.said.strip():
        return Reply(own=desk(ctx.team.id))
    return _filled_in(ctx, _read(ctx, values.said))


@volunteers.view("volunteer.desk")
def desk(read: Read, team: TeamId) -> Card:
    """Show those who lead what hours wait to be confirmed, and let them fill in others."""
    button = Button(volunteers.say("fill-in"), opened(fill(team)))
    return Card(volunteers.say("desk"), (*waiting(read, team), Buttons((button,))))


@volunteers.takes(FillForm, "volunteer.fill", needs=Role.ORGANISER)
def fill(ctx: Context, values: FillForm, team: TeamId) -> Reply:
    """Fill in hours from a form."""
    del team  # it says of which team, and is the context's
    return _filled_in(ctx, values)


@volunteers.takes(ForgottenForm, "volunteer.fill-shift", needs=leader)
def fill_shift(ctx: Context, values: ForgottenForm, shift: ShiftId) -> Reply:
    """Fill in the hours of somebody who was forgotten at a shift."""
    _, mine = shift_of(ctx, shift)
    if ctx.now < mine.starts:
        raise Declined(volunteers.say("fill-ahead"))
    person = _person(ctx, values.name)
    minutes = _minutes(ctx, values.hours)
    return _enter(ctx, person, minutes, mine.starts, shift=shift, reason=values.why.strip())


def _filled_in(ctx: Context, values: FillForm) -> Reply:
    person, minutes = _person(ctx, values.name), _minutes(ctx, values.hours)
    day, what = _day(ctx, values.day), values.what.strip()
    if not what:
        raise Declined(volunteers.say("fill-what"), "what")
    return _enter(ctx, person, minutes, day, what=what)


def _enter(
    ctx: Context, person: PersonId, minutes: int, at: Instant, *, shift: ShiftId | None = None,
    reason: str = "", what: str = "",
) -> Reply:  # fmt: skip
    """Enter hours; whoever does finds them right, unless they are their own."""
    store, zone = ctx.use(Ledger), ZoneInfo(ctx.team.zone)
    name, day = ctx.name(person), at.astimezone(zone).date()
    made = store.fill_in(
        ctx.team.id, shift, person, minutes, ctx.now, by=ctx.person, reason=reason,
        day=None if shift else at, what=what,
    )  # fmt: skip
    if not isinstance(made, int):
        length = MINUTE * made.minutes
        raise Declined(volunteers.say("fill-twice", name=name, length=length, title=made.title))
    entry = store.find(made)
    assert entry is not None
    that_day = sum(
        each.minutes
        for each in store.of_person(person, ctx.team.id)
        if each.stands and each.day(zone) == day
    )
    if that_day > A_DAY:
        raise Declined(volunteers.say("fill-day", name=name, day=day), "hours")
    if person != ctx.person:
        ctx.tell(person, filled(made))
    note = volunteers.say("filled", name=name, length=MINUTE * minutes, title=entry.title)
    if (lacks := find_right(ctx, entry)) is not None:
        note = volunteers.say("both", one=note, two=lacks)
    return Reply(note=note, undo=unfill(made))


@volunteers.step("volunteer.unfill", needs=leader_of_entry)
def unfill(ctx: Context, entry: EntryId) -> Reply:
    """Take back what was filled in: it is reversed, and both stay in the ledger."""
    known = ctx.use(Ledger).find(entry)
    if known is None or not ctx.use(Ledger).reverse(entry, ctx.now, ctx.person, ""):
        raise Declined(volunteers.say("hours-settled"))
    ctx.show(filled(entry))
    redraw_question(ctx, known)
    return Reply(note=volunteers.say("unfilled", name=known.name, length=MINUTE * known.minutes))


# What was typed


def _setting(ctx: Context) -> Setting:
    return Setting(ctx.now, ZoneInfo(ctx.team.zone), ctx.who.language)


def _read(ctx: Context, said: str) -> FillForm:
    """Take a typed line apart: @Li 2.5h 12 Nov library shelves, 小李 2.5小时 11月12日 整理图书."""
    _, name, rest = Members(ctx, ctx.team.id).begins(said)
    if not name and ctx.heard.mentions:
        name = ctx.heard.mentions[0].name
    parts = {"hours": "", "day": ""}
    while (next_ := find(rest, _setting(ctx))) is not None:
        kind = "hours" if isinstance(next_.reading, Lasts) else "day"
        if parts[kind]:
            break
        parts[kind] = rest[next_.start : next_.end]
        rest = f"{rest[: next_.start]} {rest[next_.end :]}"
    return FillForm(name, parts["hours"], parts["day"], " ".join(rest.split()).strip(" ,，、:："))


def _person(ctx: Context, name: str) -> PersonId:
    if not name.strip():
        raise Declined(volunteers.say("fill-who"), "name")
    return member_called(ctx, name)


def _minutes(ctx: Context, typed: str) -> int:
    if not typed.strip():
        raise Declined(volunteers.say("fill-long"), "hours")
    minutes = minutes_of(typed, _setting(ctx))
    if minutes is None or not 0 < minutes <= A_DAY:
        raise Declined(volunteers.say("no-length", typed=typed), "hours")
    return minutes


def _day(ctx: Context, typed: str) -> Instant:
    """Return the start of a day that was, as somebody typed it."""
    if not typed.strip():
        raise Declined(volunteers.say("fill-when"), "day")
    zone = ZoneInfo(ctx.team.zone)
    day: date
    match read_time(typed, _setting(ctx)):
        case Day(date=read):
            day = read
        case At(instant=moment) | Past(typed=moment):
            day = moment.astimezone(zone).date()
        case _:
            raise Declined(volunteers.say("no-day", typed=typed), "day")
    at = datetime.combine(day, time(), zone)
    if at > ctx.now:
        raise Declined(volunteers.say("day-ahead", day=day), "day")
    return at
