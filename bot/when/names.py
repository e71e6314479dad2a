"""What months and days of the week are called; a day's number counts from Monday, which is 0."""

from typing import Final

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HAN_WEEKDAYS: Final = "一二三四五六日"
MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
WEEKDAY: Final = (
    "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    "|sat(?:urday)?|sun(?:day)?"
)
"""An English day of the week as people write it, for patterns."""


def weekday_of(name: str) -> int:
    """Return the number of an English day of the week."""
    return WEEKDAYS.index(name[:3].capitalize())


def han_weekday_of(name: str) -> int:
    """Return the number of a Chinese one: 一 to 日, 天 being 日."""
    return HAN_WEEKDAYS.index(name.replace("天", "日"))


def month_of(name: str) -> int:
    """Return the number of an English month, from 1."""
    return MONTHS.index(name[:3].capitalize()) + 1
