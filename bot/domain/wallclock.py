"""From what a zone's clock shows to instants, where the clocks change and where they do not."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct


class Moment(Struct, frozen=True):
    """An instant, and whether the wall clock skipped what was meant."""

    instant: datetime
    in_gap: bool


def moment(day: date, minutes: int, zone: ZoneInfo, now: datetime | None = None) -> Moment:
    """Return the instant at which the zone's clock shows so many minutes past the day's midnight.

    1440 minutes and more lie on the next date. A time in the spring gap moves forward by the
    gap's width, as PEP 495 defines for fold = 0; of an hour that comes twice the first is meant,
    unless only the second is still ahead of `now`.
    """
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minutes)
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if now is not None and first < now <= second:
        return Moment(second, in_gap=False)
    return Moment(first, in_gap=first.astimezone(zone).replace(tzinfo=None) != wall)


def zone_named(name: str) -> ZoneInfo | None:
    """Return a time zone by its name in the IANA database; None where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such name, none that can be, a folder of names
        return None


def iso_instant(text: str, zone: ZoneInfo) -> datetime:
    """Read a time in ISO 8601, in a zone where it names none; ValueError where it is none."""
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def at_local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the instant at which a zone's clock shows a time; see `moment` for where it jumps."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment of a day."""
    return at_local(day, time.min, zone)
