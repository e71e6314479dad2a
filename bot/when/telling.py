"""Repeating rules as they are shown, in words that read back as the same rule.

What was moved within a rule is told, and only taken back by what moves it again.
"""

from datetime import date, timedelta
from typing import Final

from bot.domain.repeat import LAST, Parity, Pattern, Repeats, Shift, Unit
from bot.when.names import HAN_WEEKDAYS, MONTHS, WEEKDAYS
from bot.when.printing import in_place, print_day
from bot.when.readings import Setting

_TERM: Final = timedelta(weeks=30)
"""No term is longer."""
_HAN_NUMBERS: Final = "零一二三四五六七八九十"
_ORDINALS: Final = ("", "first", "second", "third", "fourth", "fifth")
_UNITS: Final = {
    Unit.DAY: ("天", "day"), Unit.WORKDAY: ("个工作日", "workday"), Unit.WEEK: ("周", "week"),
    Unit.MONTH: ("个月", "month"), Unit.QUARTER: ("个季度", "quarter"), Unit.YEAR: ("年", "year"),
    Unit.TERM: ("个学期", "term"),
}  # fmt: skip
_SHIFTS: Final = {
    Shift.LATER: ("(遇节假日顺延)", " (on holidays the next workday)"),
    Shift.EARLIER: ("(遇节假日提前)", " (on holidays the workday before)"),
}
_PARITIES: Final = {Parity.ODD: ("单周", "odd weeks"), Parity.EVEN: ("双周", "even weeks")}


def print_repeats(rule: Repeats, setting: Setting) -> str:
    """Print a repeating rule: "every Fri 15:00 (Beijing)", 「每周五15:00」.

    Of one that is still to begin it says on which day; of one that runs and leaves periods out,
    which day is the coming one.
    """
    chinese = setting.language == "zh"
    within = _within_term(rule)
    days = _han_pattern(rule.pattern, within) if chinese else _pattern(rule.pattern, within)
    days += "" if rule.pattern.shift is None else _SHIFTS[rule.pattern.shift][not chinese]
    said = [days]
    if rule.at is not None:
        said = [in_place(f"{days}{'' if chinese else ' '}{rule.at:%H:%M}", setting)]
    if since := _since(rule, setting):
        day = _dated(since, setting)
        said.append(f"从{day}起" if chinese else f"from {day}")
    if rule.ends is not None:
        day = _dated(rule.ends, setting)
        said.append(f"到{day}止" if chinese else f"until {day}")
    if rule.times is not None:
        said.append(f"共{rule.times}次" if chinese else f"{rule.times} times")
    if skipped := [_dated(day, setting) for day, to in rule.moved if to is None]:
        said.append(f"除{'、'.join(skipped)}外" if chinese else f"not on {', '.join(skipped)}")
    for moved, to in rule.moved:
        if to is not None:
            usual, then = _dated(moved, setting), _dated(to.date(), setting)
            said.append(
                f"{usual}改到{then}{to:%H:%M}" if chinese else f"{usual} moved to {then} {to:%H:%M}"
            )
    return ("，" if chinese else ", ").join(said)


def _within_term(rule: Repeats) -> bool:
    """Tell whether a rule of teaching weeks is over with its term, so that it is not every term."""
    weeks = rule.pattern.weeks
    several = rule.pattern.parity is not None or (weeks is not None and weeks[0] != weeks[1])
    return several and rule.ends is not None and rule.ends - rule.starts < _TERM


def _since(rule: Repeats, setting: Setting) -> date | None:
    """Return the day from which a rule runs, where that is not plain."""
    if not rule.pattern.whole:
        return None
    if rule.starts >= setting.local.date() or rule.times is not None:
        return rule.starts
    if rule.pattern.step == 1:
        return None
    coming = next(rule.after(setting.now, setting.zone, setting.almanac), None)
    return None if coming is None else coming.nominal.date()


def _dated(day: date, setting: Setting) -> str:
    """Print a day so that one in the past is understood as well."""
    printed = print_day(day, setting)
    if day >= setting.local.date() or day.year != setting.local.year:
        return printed
    return f"{day.year}年{printed}" if setting.language == "zh" else f"{printed} {day.year}"


def _in_a_row(days: tuple[int, ...]) -> bool:
    return len(days) > 2 and days[-1] - days[0] == len(days) - 1


# Chinese


def _han_pattern(pattern: Pattern, within: bool) -> str:  # noqa: FBT001  (a fact about the rule)
    unit = pattern.unit
    each = "" if within else _han_each(pattern)
    if unit is Unit.TERM:
        each += _han_weeks(pattern)
    if pattern.month is not None:
        each += f"{pattern.month}月"
    if pattern.day == LAST:
        return each + ("底" if pattern.month else "最后一天")
    if pattern.day is not None:
        return each + (f"{pattern.day}日" if unit in {Unit.MONTH, Unit.YEAR} else "第一天")
    if pattern.workdays:
        return f"{each}{_han_nth(pattern.nth)}工作日"
    if not pattern.weekdays:
        return each
    names = [HAN_WEEKDAYS[day] for day in pattern.weekdays]
    days = f"{names[0]}至周{names[-1]}" if _in_a_row(pattern.weekdays) else "、".join(names)
    # 每周五, but 每两周周五 and 每月第一个周五.
    week = "" if unit is Unit.WEEK and pattern.step == 1 else "周"
    return f"{each}{_han_nth(pattern.nth)}{week}{days}"


def _han_each(pattern: Pattern) -> str:
    name = _UNITS[pattern.unit][0]
    if pattern.step > 1:
        return f"每{'两' if pattern.step == 2 else pattern.step}{name}"
    return f"每{name if pattern.unit is Unit.WORKDAY else name.removeprefix('个')}"


def _han_weeks(pattern: Pattern) -> str:
    parity = "" if pattern.parity is None else _PARITIES[pattern.parity][0]
    if pattern.weeks is None:
        return parity
    first, last = pattern.weeks
    return (f"第{first}周" if first == last else f"第{first}–{last}周") + parity


def _han_nth(nth: int | None) -> str:
    if nth is None:
        return ""
    if nth == LAST:
        return "最后一个"
    return f"{'倒数' if nth < 0 else ''}第{_HAN_NUMBERS[abs(nth)]}个"


# English


def _pattern(pattern: Pattern, within: bool) -> str:  # noqa: FBT001  (a fact about the rule)
    name, days = _UNITS[pattern.unit][1], _days(pattern)
    each = f"every {name}" if pattern.step == 1 else f"every {pattern.step} {name}s"
    if not days:
        return each
    if pattern.unit is Unit.WEEK:
        return f"every {days}" if pattern.step == 1 else f"{each} on {days}"
    if pattern.month is not None:
        month = MONTHS[pattern.month - 1]
        if pattern.day is None:
            return f"{days} of {month} {each}"
        edge = f"at the end of {month}" if pattern.day == LAST else f"on {pattern.day} {month}"
        return f"{each} {edge}"
    if pattern.unit is Unit.TERM:
        days = " of ".join([days, *_weeks(pattern)])
    if within:
        return days
    return f"{days} of {each}" if pattern.step == 1 else f"{each} on the {days}"


def _days(pattern: Pattern) -> str:
    """Say which days of its period a rule takes."""
    if pattern.day == LAST:
        return "last day"
    if pattern.day is not None:
        return _ordinal(pattern.day) if pattern.unit is Unit.MONTH else "first day"
    nth = "" if pattern.nth is None else f"{_nth(pattern.nth)} "
    if pattern.workdays:
        return f"{nth}workday"
    names = [WEEKDAYS[day] for day in pattern.weekdays]
    days = f"{names[0]}–{names[-1]}" if _in_a_row(pattern.weekdays) else ", ".join(names)
    return f"{nth}{days}" if days else ""


def _weeks(pattern: Pattern) -> list[str]:
    said = [] if pattern.parity is None else [_PARITIES[pattern.parity][1]]
    if pattern.weeks is not None:
        first, last = pattern.weeks
        said.append(f"week {first}" if first == last else f"weeks {first}–{last}")
    return said


def _nth(nth: int) -> str:
    if nth > 0:
        return _ORDINALS[nth]
    return "last" if nth == LAST else f"{_ORDINALS[-nth]} to last"


def _ordinal(day: int) -> str:
    teens = 10 < day < 20
    return f"{day}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"
