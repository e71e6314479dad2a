"""Times as they are shown: with the weekday always, with the year when it is another one.

What is printed reads back: `read` gives the same instant, day, length or span. An hour that comes
twice in autumn is printed without telling which, and reads as the first.
"""

from datetime import date, datetime, timedelta

from bot.domain.phrase import Instant
from bot.domain.wallclock import start_of
from bot.when.names import HAN_WEEKDAYS, MONTHS, WEEKDAYS
from bot.when.reading import zone_name
from bot.when.readings import Setting, Span


def print_instant(instant: Instant, setting: Setting) -> str:
    """Print an instant: "Fri 27 Nov 18:00 (Beijing)", 「11月27日(周五)18:00」."""
    return in_place(_instant(instant.astimezone(setting.zone), setting), setting)


def print_day(day: date, setting: Setting) -> str:
    """Print a day: "Fri 27 Nov", 「11月27日(周五)」."""
    other_year = day.year != setting.local.year
    if setting.language == "zh":
        year = f"{day.year:04}年" if other_year else ""
        return f"{year}{day.month}月{day.day}日(周{HAN_WEEKDAYS[day.weekday()]})"
    year = f" {day.year:04}" if other_year else ""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def print_span(span: Span, setting: Setting) -> str:
    """Print a span: "Fri 27 Nov 18:00–20:00 (Beijing)", whole days as "Fri 27 Nov – Sun 29 Nov"."""
    zone = setting.zone
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    dash = "–" if setting.language == "zh" else " – "
    last = end.date() - timedelta(days=1)
    at_midnight = span.end == start_of(end.date(), zone)
    if at_midnight and span.start == start_of(start.date(), zone) and last > start.date():
        return f"{print_day(start.date(), setting)}{dash}{print_day(last, setting)}"
    if at_midnight and last == start.date():
        return in_place(f"{_instant(start, setting)}–24:00", setting)
    if start.date() == end.date():
        return in_place(f"{_instant(start, setting)}–{end:%H:%M}", setting)
    return in_place(f"{_instant(start, setting)}{dash}{_instant(end, setting)}", setting)


def print_length(length: timedelta, setting: Setting) -> str:
    """Print a length, which is not negative: "1 h 30 min", 「1小时30分钟」; whole days as days."""
    chinese = setting.language == "zh"
    seconds = int(length.total_seconds())
    days, rest = divmod(seconds, 86400)
    if days and not rest:
        return f"{days}天" if chinese else f"{days} day{'s' if days > 1 else ''}"
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    amounts = (hours, minutes, rest)
    units = ("小时", "分钟", "秒") if chinese else (" h", " min", " s")
    said = [f"{n}{unit}" for n, unit in zip(amounts, units, strict=True) if n]
    return ("" if chinese else " ").join(said) or f"0{units[1]}"


def _instant(local: datetime, setting: Setting) -> str:
    space = "" if setting.language == "zh" else " "
    return f"{print_day(local.date(), setting)}{space}{local:%H:%M}"


def in_place(text: str, setting: Setting) -> str:
    """Add in English whose time it is."""
    return text if setting.language == "zh" else f"{text} ({zone_name(setting)})"
