"""Which hours of a day are meant: minutes past its midnight, several where it is unclear."""

from typing import Final

from msgspec import Struct

from bot.when.local import RefusedError
from bot.when.readings import Note, Part, Reason, Setting
from bot.when.said import Half, Said

DAY: Final = 24 * 60

PART_SPANS: Final = {
    Part.DAWN: (0, 6 * 60),
    Part.MORNING: (6 * 60, 12 * 60),
    Part.NOON: (12 * 60, 12 * 60),
    Part.AFTERNOON: (12 * 60, 18 * 60),
    Part.DUSK: (17 * 60, 19 * 60),
    Part.EVENING: (18 * 60, DAY),
}
"""When a part of the day begins and ends: minutes past midnight."""

_LAST_DOUBTFUL_HOUR: Final = {"zh": 5, "en": 6}


class Clock(Struct, frozen=True):
    """A time of day; 1440 minutes and more lie on the next date."""

    minutes: int
    notes: tuple[Note, ...] = ()


def clocks(said: Said, setting: Setting, *, as_range: bool = False) -> tuple[Clock, ...]:
    """Return the hours that may be meant, the likelier first; none if no hour is said.

    A bare hour up to five (in English six) may be in the night or in the afternoon; later ones
    are in the morning. In a range every bare hour may be either: its other end tells.
    """
    if said.day_end:
        end = setting.day_end
        return (Clock(end.hour * 60 + end.minute, (Note.DAY_END,)),)
    if said.hour is None:
        return (Clock(12 * 60, (Note.NOON,)),) if said.part is Part.NOON else ()
    minute = said.minute or 0
    if said.hour > 24 or minute > 59 or (said.hour == 24 and minute):
        raise RefusedError(Reason.HOUR)
    hours = _hours(said, said.hour, setting, as_range=as_range)
    return tuple(_clock(said, hour * 60 + minute) for hour in hours)


def _clock(said: Said, minutes: int) -> Clock:
    if minutes >= DAY:
        return Clock(minutes, (Note.MIDNIGHT,))
    bare_noon = said.hour == 12 and not (said.exact or said.part or said.half)
    return Clock(minutes, (Note.NOON,) if bare_noon else ())


def _hours(said: Said, hour: int, setting: Setting, *, as_range: bool) -> tuple[int, ...]:
    if said.half is not None:
        return (_in_half(hour, said.half),)
    if said.midnight:
        # "midnight Friday" is said of both its ends; today's is the coming one.
        both = said.names_day and said.day_step != 0 and said.part is None
        return (0, 24) if both else (24,)
    if said.part is not None:
        return (_in_part(hour, said.part),)
    if said.exact or hour == 0 or hour >= 12:
        return (hour,)
    last_doubtful = _LAST_DOUBTFUL_HOUR.get(said.tongue or setting.language, 5)
    return (hour, hour + 12) if as_range or hour <= last_doubtful else (hour,)


def _in_half(hour: int, half: Half) -> int:
    if half is Half.PM and 13 <= hour < 24:
        return hour  # 15:00 pm says it twice
    if not 1 <= hour <= 12:
        raise RefusedError(Reason.HOUR)
    return hour % 12 + (12 if half is Half.PM else 0)


def _in_part(hour: int, part: Part) -> int:
    if part in {Part.DAWN, Part.MORNING} and hour > 12:
        raise RefusedError(Reason.PART)
    match part:
        case Part.DAWN:
            return hour % 12
        case Part.MORNING:
            return hour
        case Part.NOON:
            return hour if 10 <= hour <= 14 else hour % 12 + 12
        case Part.AFTERNOON | Part.DUSK:
            return hour if hour >= 12 else hour + 12
        case Part.EVENING if hour % 12 < 5 and hour <= 12:
            return 24 + hour % 12  # 晚上12点, 晚上1点: after the coming midnight
        case Part.EVENING:
            return hour if hour >= 12 else hour + 12
