"""How an entry of hours is said, and how a length of time is read."""

from datetime import datetime
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from bot.context import Read
from bot.domain.identity import TeamId
from bot.domain.numerals import number
from bot.domain.phrase import Instant, Phrase, Variant
from bot.domain.volunteer import MINUTE, HoursEntry
from bot.when import Length, Setting
from bot.when import read as read_time
from commands.volunteer.feature import volunteers
from storage.volunteers import Ledger

A_DAY: Final = 24 * 60
"""Minutes that somebody can have worked on one day."""


def length(minutes: int) -> Phrase:
    """Say how long somebody worked."""
    return volunteers.say("length", length=MINUTE * minutes)


def this_year(read: Read, team: TeamId) -> Instant:
    """Return when the year of a team began."""
    zone = read.zone(team)
    return datetime(read.now.astimezone(zone).year, 1, 1, tzinfo=zone)


def line(read: Read, entry: HoursEntry, zone: ZoneInfo) -> Phrase:
    """Say how long, how that is known, and whether it counts or who has to confirm it."""
    says = volunteers.say("entry", length=MINUTE * entry.minutes, origin=entry.origin)
    if entry.reason:
        says = volunteers.say("entry-reason", entry=says, reason=entry.reason)
    if entry.confirmed:
        return says
    lacks = read.use(Ledger).needs(entry, zone).value if entry.approved_by else "one"
    return volunteers.say("entry-open", entry=says, lacks=Variant(lacks))


def named(name: str, says: Phrase) -> Phrase:
    """Say whose an entry is."""
    return volunteers.say("entry-name", name=name, entry=says)


def of_what(read: Read, entry: HoursEntry, zone: ZoneInfo) -> Phrase:
    """Say an entry with what it was for and when: what was filled in has a day alone."""
    when = entry.when if entry.shift else entry.day(zone)
    says = line(read, entry, zone)
    return volunteers.say("entry-of", title=entry.title, when=when, entry=says)


def minutes_of(typed: str, setting: Setting) -> int | None:
    """Read how long somebody worked: 2 h 30 min, 2小时30分钟, or a number of hours, 2.5."""
    match read_time(typed, setting):
        case Length(length):
            return length // MINUTE
    hours = number(typed.strip().removesuffix("h").removesuffix("小时").strip())
    return None if hours is None else round(hours * Fraction(60))
