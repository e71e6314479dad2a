"""Hours: confirmed by those who lead, corrected by reversing, and shown to whoever gave them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Annotated, ClassVar, Final
from zoneinfo import ZoneInfo

from bot.context import Context, Read, Reply
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.numerals import number
from bot.domain.phrase import Phrase
from bot.domain.volunteer import ActivityId, EntryId, HoursEntry, Origin
from bot.errors import Declined
from bot.form import AtMost, Nothing
from bot.message import Block, Button, Buttons, Card, Fields, Listing, Text, Weight, opened
from bot.when import Length, Setting
from bot.when import read as read_time
from commands.volunteer.feature import leader_of_entry, steps, volunteers
from commands.volunteer.parts import NAMES_SHOWN
from commands.volunteer.presence import hours_title
from storage.volunteers import Ledger

_MINUTE: Final = timedelta(minutes=1)
_LATEST: Final = 12
"""How many entries a statement shows."""
_MOST: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class CorrectForm:
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
    waiting = [each for each in entries if each.open]
    blocks: list[Block] = []
    shown = sorted(entries, key=lambda each: each.confirmed)[:NAMES_SHOWN]
    if shown:
        blocks.append(Listing(tuple(Text.of(_line(each, name=each.name)) for each in shown)))
    else:
        blocks.append(Text.of(volunteers.say("no-hours-yet")))
    if waiting:
        label = volunteers.say("confirm", count=len(waiting))
        blocks.append(Buttons((Button(label, confirm(call), Weight.PRIMARY),)))
    if shown:
        buttons = tuple(
            Button(volunteers.say("correct-name", name=each.name), opened(correct(each.id)))
            for each in shown
        )
        blocks.append(Buttons(buttons))
    blocks.append(Buttons((Button(volunteers.say("back"), steps.show_panel(call)),)))
    return Card(hours_title(known), tuple(blocks))


def _line(entry: HoursEntry, *, name: str | None = None) -> Phrase:
    """Say one entry: whose, how long, how that is known, and whether it counts."""
    length = _MINUTE * entry.minutes
    says = volunteers.say("entry", length=length, origin=entry.origin)
    if name is not None:
        says = volunteers.say("entry-name", name=name, entry=says)
    if entry.reason:
        says = volunteers.say("entry-reason", entry=says, reason=entry.reason)
    return says if entry.confirmed else volunteers.say("entry-open", entry=says)


@volunteers.step("volunteer.confirm", needs=steps.author)
def confirm(ctx: Context, call: ActivityId) -> Reply:
    """Confirm all hours of an activity that wait for it, and tell those whose they are."""
    known = steps.known(ctx, call)
    entries = [each for each in ctx.use(Ledger).of_activity(call) if each.open]
    done = [each for each in entries if ctx.use(Ledger).confirm(each.id, ctx.person, ctx.now)]
    if not done:
        raise Declined(volunteers.say("nothing-to-confirm"))
    for person in dict.fromkeys(each.person for each in done):
        ctx.tell(person, confirmed(call, person))
    total = _MINUTE * sum(each.minutes for each in done)
    note = volunteers.say("confirmed", count=len(done), length=total, title=known.title)
    return Reply(note=note, own=hours_of(call))


@volunteers.view("volunteer.confirmed")
def confirmed(read: Read, call: ActivityId, person: PersonId) -> Card | None:
    """Tell somebody that their hours count, and how many there are in all."""
    known = steps.known(read, call)
    entries = read.use(Ledger).of_person(person, known.team)
    mine = sum(each.minutes for each in entries if each.confirmed and each.activity == call)
    total = sum(each.minutes for each in entries if each.confirmed)
    if not mine:
        return None
    title = volunteers.say("confirmed-title", length=_MINUTE * mine, title=known.title)
    return Card(title, (Text.of(volunteers.say("in-all", length=_MINUTE * total)),))


def _as_entered(read: Read, entry: EntryId) -> CorrectForm | None:
    known = read.use(Ledger).find(entry)
    return None if known is None else CorrectForm(f"{known.minutes} min")


@volunteers.takes(
    CorrectForm, "volunteer.correct", needs=leader_of_entry, prefill=_as_entered
)  # fmt: skip
def correct(ctx: Context, values: CorrectForm, entry: EntryId) -> Reply:
    """Reverse an entry, and enter what is right instead; both stay in the ledger."""
    known = ctx.use(Ledger).find(entry)
    minutes = _minutes(values.hours, Setting(ctx.now, ZoneInfo(ctx.team.zone), ctx.who.language))
    if minutes is None or not 0 <= minutes <= _MOST:
        raise Declined(volunteers.say("no-length", typed=values.hours), "hours")
    made = ctx.use(Ledger).correct(
        entry, minutes, ctx.now, by=ctx.person, reason=values.reason.strip(),
        origin=Origin.CORRECTED, confirmed=True,
    )  # fmt: skip
    if known is None or made is None:
        raise Declined(volunteers.say("hours-settled"))
    ctx.tell(known.person, corrected(made, known.minutes))
    note = volunteers.say("corrected", name=known.name, length=_MINUTE * minutes)
    return Reply(note=note, own=hours_of(known.activity))


def _minutes(typed: str, setting: Setting) -> int | None:
    """Read how long somebody worked: 2 h 30 min, 2小时30分钟, or a number of hours, 2.5."""
    match read_time(typed, setting):
        case Length(length):
            return length // _MINUTE
    hours = number(typed.strip().removesuffix("h").removesuffix("小时").strip())
    return None if hours is None else round(hours * Fraction(60))


@volunteers.view("volunteer.corrected")
def corrected(read: Read, entry: EntryId, before: int) -> Card | None:
    """Tell somebody that their hours were corrected, from what to what, and why."""
    known = read.use(Ledger).find(entry)
    if known is None:
        return None
    title = volunteers.say(
        "corrected-title", title=known.title, before=_MINUTE * before,
        now=_MINUTE * known.minutes,
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
    """Show somebody their hours: what counts, what waits, this year, and the latest."""
    home = read.use(read.stores.people).team(team)
    entries = read.use(Ledger).of_person(person, team)
    standing = [each for each in entries if each.stands and each.minutes]
    if not standing:
        return Card(volunteers.say("statement"), (Text.of(volunteers.say("none-yet")),))
    year = datetime(read.now.astimezone(ZoneInfo(home.zone)).year, 1, 1, tzinfo=ZoneInfo(home.zone))
    counts = [each for each in entries if each.confirmed]
    total = sum(each.minutes for each in counts)
    this = sum(each.minutes for each in counts if each.when.start >= year)
    waiting = [each for each in standing if each.open]
    rows = [
        (volunteers.say("total"), volunteers.say("length", length=_MINUTE * total)),
        (volunteers.say("this-year"), volunteers.say("length", length=_MINUTE * this)),
    ]
    if waiting:
        length = _MINUTE * sum(each.minutes for each in waiting)
        rows.append((volunteers.say("waiting"), volunteers.say("length", length=length)))
    latest = tuple(
        Text.of(volunteers.say("entry-of", title=each.title, when=each.when, entry=_line(each)))
        for each in reversed(standing[-_LATEST:])
    )
    blocks: list[Block] = [Fields(tuple(rows)), Listing(latest)]
    if len(standing) > _LATEST:
        more = volunteers.say("and-more", count=len(standing) - _LATEST)
        blocks.append(Text.of(more))
    return Card(volunteers.say("statement"), tuple(blocks))
