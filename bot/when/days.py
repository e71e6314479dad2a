"""How days, weeks, months and years are typed."""

import re
from typing import Final

from bot.domain.repeat import LAST
from bot.when.names import WEEKDAY, han_weekday_of, month_of, weekday_of
from bot.when.numerals import HAN, whole
from bot.when.readings import Part
from bot.when.rule import Rule, Weight, rule
from bot.when.said import Said

_MONTH: Final = (
    "(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY: Final = f"(?P<weekday>{WEEKDAY})"
_DAY: Final = "(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:,?\s{1,2}(?P<year>(?:19|2[01])[0-9]{2})(?![0-9]))?"
_HAN_N: Final = f"(?:[0-9]{{1,2}}|{HAN}{{1,3}})"
_STEPS: Final = {
    "上上": -2, "上": -1, "本": 0, "这": 0, "当": 0, "下": 1, "下下": 2,
    "last": -1, "this": 0, "the": 0, "next": 1,
}  # fmt: skip
_STEP: Final = "(?P<step>上上|上|本|这|下下|下)(?:一?个|一)?"
_WEEK: Final = "(?:周|星期|礼拜)"
_EDGES: Final = {"初": 1, "中": 15, "中旬": 15, "底": LAST, "末": LAST}
_ENGLISH_EDGES: Final = {"beginning": 1, "start": 1, "early": 1, "mid": 15, "middle": 15}
# A day that Chinese text runs on from is still meant when a verb or a particle follows.
_RUNS_ON: Final = "(?=[开交去到来在的要有能和是截发学讨上下早晚中])"
_NOT_A_PLACE: Final = "(?![楼线室门院馆厅厂机游店会教栋])"


def _english_weekday(match: re.Match[str]) -> Said:
    day, word = weekday_of(match["weekday"]), match["which"] or ""
    return Said(weekday=day, next_or_coming=word == "next", last_one=word == "last")


def _plain_weekday(match: re.Match[str]) -> Said:
    return Said(weekday=weekday_of(match["weekday"]))


def _chinese_weekday(match: re.Match[str]) -> Said:
    name, step = match["weekday"], match.groupdict().get("step")
    day = int(name) - 1 if name.isdigit() else han_weekday_of(name)
    return Said(weekday=day, week_step=None if step is None else _STEPS[step])


def _week(match: re.Match[str]) -> Said:
    return Said(week_step=_STEPS[match["step"]])


def _weekend(match: re.Match[str]) -> Said:
    step = match["step"]
    return Said(weekend=True, week_step=None if step is None else _STEPS[step])


def _date(match: re.Match[str]) -> Said:
    year = match.groupdict().get("year")
    return Said(
        year=int(year) if year else None,
        month=month_of(match["month"]),
        day=int(match["day"]),
    )


def _iso(match: re.Match[str]) -> Said:
    return Said(year=int(match["year"]), month=int(match["month"]), day=int(match["day"]))


def _slash(match: re.Match[str]) -> Said:
    year = match["year"]
    return Said(slash=(int(match["a"]), int(match["b"])), year=int(year) if year else None)


def _dashed(match: re.Match[str]) -> Said:
    return Said(month=int(match["month"]), day=int(match["day"]))


def _chinese_date(match: re.Match[str]) -> Said | None:
    month, day = whole(match["month"]), whole(match["day"])
    return None if month is None or day is None else Said(month=month, day=day)


def _chinese_year(match: re.Match[str]) -> Said | None:
    year = whole(match["year"])
    return None if year is None or year < 1000 else Said(year=year)


def _chinese_day(match: re.Match[str]) -> Said | None:
    day = whole(match["day"])
    return None if day is None else Said(day=day)


def _chinese_month(match: re.Match[str]) -> Said | None:
    month = whole(match["month"])
    edge = match["edge"]
    return None if month is None else Said(month=month, day=_EDGES[edge] if edge else None)


def _stepped_month(match: re.Match[str]) -> Said:
    step, edge = match["step"], match["edge"]
    return Said(
        month_step=None if step is None else _STEPS[step],
        day=_EDGES[edge] if edge else None,
    )


def _year_edge(match: re.Match[str]) -> Said:
    step = {"今": 0, "本": 0, "明": 1, "后": 2, "去": -1}.get(match["step"] or "")
    start = match["edge"] == "初"
    return Said(year_step=step, month=1 if start else 12, day=1 if start else 31)


def _english_month(match: re.Match[str]) -> Said:
    year = match["year"]
    return Said(month=month_of(match["month"]), year=int(year) if year else None)


def _english_month_edge(match: re.Match[str]) -> Said:
    year = match["year"]
    return Said(
        month=month_of(match["month"]),
        day=_ENGLISH_EDGES.get(match["edge"], LAST),
        year=int(year) if year else None,
    )


def _english_edge(match: re.Match[str]) -> Said:
    day = _ENGLISH_EDGES.get(match["edge"], LAST)
    step = _STEPS[match["step"] or "the"]
    if match["unit"] == "year":
        start = day == 1
        return Said(year_step=step, month=1 if start else 12, day=1 if start else 31)
    return Said(month_step=step, day=day)


def _english_unit(match: re.Match[str]) -> Said:
    step = _STEPS[match["step"]]
    match match["unit"]:
        case "week":
            return Said(week_step=step)
        case "month":
            return Said(month_step=step)
        case _:
            return Said(year_step=step)


def _day_word(step: int, part: Part | None = None) -> Said:
    return Said(day_step=step, part=part)


_MORNING, _EVENING = Part.MORNING, Part.EVENING

RELATIVE: Final[tuple[Rule, ...]] = (
    rule("today|今天|今日", _day_word(0)),
    rule("tomorrow|tmrw?|明天|明日", _day_word(1)),
    rule(
        "(?:the )?day after tomorrow|大?(?<![然以之最今先])后天",
        lambda m: _day_word(2 + m[0].startswith("大")),
    ),
    rule(
        "(?:the )?day before yesterday|大?(?<![以之提空目])前天",
        lambda m: _day_word(-2 - m[0].startswith("大")),
    ),
    rule("yesterday|昨天|昨日", _day_word(-1)),
    rule("今早|今晨|this morning", _day_word(0, _MORNING)),
    rule("this afternoon", _day_word(0, Part.AFTERNOON)),
    rule("今晚|今夜|tonight|this evening", _day_word(0, _EVENING)),
    rule("明早|明晨", _day_word(1, _MORNING)),
    # Past midnight the evening's name stays, though the date does not.
    rule("今[晚夜]凌晨", _day_word(1, Part.DAWN)),
    rule("明晚凌晨", _day_word(2, Part.DAWN)),
    rule("明晚", _day_word(1, _EVENING)),
    rule("后晚", _day_word(2, _EVENING), Weight.PART),
    rule("昨晚|last night|昨夜", _day_word(-1, _EVENING)),
    rule("现在|马上|立刻|此刻|(?:right )?now", Said(now=True), Weight.PART),
    rule(r"(?:right )?now(?=\s{0,4}$)|(?:现在|马上|立刻)(?=\s{0,4}$)", Said(now=True)),
)

WEEKS: Final[tuple[Rule, ...]] = (
    rule(rf"(?P<which>next|last|this coming|this|coming)\s{{1,3}}{_WEEKDAY}", _english_weekday),
    rule(
        r"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?!\s{1,3}school)", _plain_weekday
    ),
    rule(r"(?P<weekday>tues?|thu(?:rs?)?|fri)\.?", _plain_weekday),
    rule(r"(?P<weekday>sat|sun|weds?|mon)\.?", _plain_weekday, Weight.CAPITAL),
    rule(rf"[(]{_WEEKDAY}[)]", _plain_weekday, Weight.NONE),
    rule(rf"[(]{_WEEK}(?P<weekday>[一二三四五六日天])[)]", _chinese_weekday, Weight.NONE),
    rule(f"{_STEP}{_WEEK}(?P<weekday>[一二三四五六日天]|[1-6](?![0-9点时:]))", _chinese_weekday),
    rule("(?:星期|礼拜)(?P<weekday>[一二三四五六日天])", _chinese_weekday),
    rule(
        "(?<![一二两三四五六七八九十0-9每小老单双隔])周(?P<weekday>[一二三四五六日天]|[1-6](?![0-9点时:]))"
        "(?!年)" + _RUNS_ON,
        _chinese_weekday,
    ),
    rule(
        "(?<![一二两三四五六七八九十0-9每小老单双隔])周(?P<weekday>[一二三四五六日天]|[1-6](?![0-9点时:]))"
        "(?!年)",
        _chinese_weekday,
        Weight.APART,
    ),
    rule(f"{_STEP}{_WEEK}(?!末)", _week, Weight.APART),
    rule(r"(?:the )?week after next", Said(week_step=2)),
    rule(
        r"(?:the )?end of (?P<step>this|next|the)\s{1,3}week",
        lambda m: Said(weekday=6, week_step=_STEPS[m["step"]]),
    ),
    rule(f"(?:{_STEP})?周末(?!愉快|快乐)", _weekend, Weight.APART),
    rule(r"(?:(?P<step>this|next|last|the)\s{1,3})?weekend", _weekend, Weight.PART),
    rule(r"(?P<step>this|next)\s{1,3}weekend", _weekend),
    rule(r"(?P<step>this|next|last)\s{1,3}(?P<unit>week|month|year)", _english_unit),
)

DATES: Final[tuple[Rule, ...]] = (
    rule(
        r"(?P<year>[0-9]{4})(?P<dash>[-/.])(?P<month>[0-9]{1,2})(?P=dash)(?P<day>[0-9]{1,2})(?:t(?=[0-9]))?",
        _iso,
    ),
    rule(r"(?P<a>[0-9]{1,2})/(?P<b>[0-9]{1,2})/(?P<year>[0-9]{4})", _slash),
    rule(r"(?P<a>[0-9]{1,2})/(?P<b>[0-9]{1,2})(?P<year>(?!))?", _slash, Weight.PART),
    # With the second number under 25, "09-12" is a span of hours.
    rule(r"(?P<month>[0-9]{2})-(?P<day>2[5-9]|3[0-9])", _dashed, Weight.PART),
    rule(rf"(?:the )?{_DAY}\s{{0,2}}(?:of )?{_MONTH}\.?{_YEAR}", _date),
    rule(rf"{_MONTH}\.?\s{{1,2}}(?:the )?{_DAY}{_YEAR}", _date),
    rule(
        r"(?:on )?the (?P<day>[0-9]{1,2})(?:st|nd|rd|th)",
        lambda m: Said(day=int(m["day"])),
        Weight.PART,
    ),
    rule(r"on the (?P<day>[0-9]{1,2})(?:st|nd|rd|th)", lambda m: Said(day=int(m["day"]))),
    rule(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)", lambda m: Said(day=int(m["day"])), Weight.PART),
    rule(f"(?P<month>{_HAN_N})月(?P<day>{_HAN_N})[日号]", _chinese_date),
    rule(f"[(](?P<month>{_HAN_N})月(?P<day>{_HAN_N})[日号]?[)]", _chinese_date),
    rule(f"(?P<month>{_HAN_N})月(?P<day>{_HAN_N})(?![0-9点:人个名份]|{HAN})", _chinese_date),
    rule(f"(?P<year>[0-9]{{4}}|{HAN}{{4}})年", _chinese_year, Weight.PART),
    rule(
        "(?P<step>今|明|后|去)年",
        lambda m: Said(year_step="去今明后".index(m["step"]) - 1),
        Weight.PART,
    ),
    rule("(?P<step>今|明|后|去|本)?年(?P<edge>初|底|末)", _year_edge),
    rule(f"(?<![年月])(?P<day>{_HAN_N})[日号]{_RUNS_ON}{_NOT_A_PLACE}", _chinese_day),
    rule(f"(?P<day>{_HAN_N})[日号]{_NOT_A_PLACE}", _chinese_day, Weight.APART),
    rule(f"(?P<month>{_HAN_N})月份?(?P<edge>初|中旬|中|底|末)", _chinese_month),
    rule(f"(?P<month>{_HAN_N})月份?(?P<edge>(?!))?", _chinese_month, Weight.PART),
    rule("(?:(?P<step>本|这|当|上|下下|下)一?个?)?月(?P<edge>初|中旬|底|末)", _stepped_month),
    rule(f"{_STEP}月(?P<edge>(?!))?", _stepped_month, Weight.PART),
    rule(rf"in {_MONTH}{_YEAR}", _english_month),
    rule(rf"{_MONTH}{_YEAR}", _english_month, Weight.PART),
    rule(
        r"(?:the )?(?P<edge>end|beginning|start|early|mid|middle)[\s-](?:of )?"
        rf"{_MONTH}{_YEAR}",
        _english_month_edge,
    ),
    rule(
        r"(?:the )?(?P<edge>end|beginning|start|middle) of "
        r"(?:(?P<step>the|this|next) )?(?P<unit>month|year)",
        _english_edge,
    ),
    rule("month[ -]end|eom", Said(month_step=0, day=LAST)),
)
