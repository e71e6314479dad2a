"""How repeating times, terms, teaching weeks and workdays are typed."""

import re
from typing import Final

from bot.domain.repeat import LAST, Parity, Shift, Unit
from bot.when.names import HAN_WEEKDAYS, WEEKDAY, han_weekday_of, weekday_of
from bot.when.numerals import HAN, SPELLED, whole
from bot.when.readings import Part
from bot.when.rule import Rule, Weight, rule
from bot.when.said import Amount, Said, Sense

_N: Final = f"(?:[0-9]{{1,2}}|{HAN}{{1,3}})"
_WEEK: Final = "(?:周|星期|礼拜)"
_DAY: Final = f"{_WEEK}?[一二三四五六日天]"
_DAYS: Final = f"(?P<days>{_DAY}(?:(?:到|至|[-–~]){_DAY}|(?:[、,和及]?{_DAY}){{1,6}}))"
_ONE_DAY: Final = f"(?P<days>{_DAY})"
_EACH: Final = "(?:每逢?)"

_EN_DAY: Final = f"(?:{WEEKDAY})s?"
_AND: Final = r"(?:\s?[,/&]\s?(?:and\s)?|\sand\s)"
_TO: Final = r"(?:\s?[-–]\s?|\s(?:to|through)\s)"
_EN_LIST: Final = f"(?P<days>{_EN_DAY}(?:{_TO}{_EN_DAY}|(?:{_AND}{_EN_DAY}){{0,6}}))"
_EN_SEVERAL: Final = f"(?P<days>{_EN_DAY}(?:{_TO}{_EN_DAY}|(?:{_AND}{_EN_DAY}){{1,6}}))"
_PLURAL: Final = r"(?P<days>(?:mon|tues|wednes|thurs|fri|satur|sun)days)"

_WORKDAY: Final = "(?:work(?:ing)?[ -]?days?|business days?|weekdays?)"
_PERIOD: Final = "(?P<unit>month|quarter|year|term|semester)"
_EN_UNIT: Final = (
    rf"(?P<unit>{_WORKDAY}|weekend|days?|weeks?|fortnight|months?|quarters?|years?|terms?|semesters?"
    "|morning|afternoon|evening|night)"
)
_ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": LAST, "other": 2,
    "second to last": -2, "third to last": -3,
}  # fmt: skip
_NTH: Final = (
    "(?P<nth>(?:second|third) to last|first|second|third|fourth|fifth|last|[1-5](?:st|nd|rd|th))"
)
_EN_WHAT: Final = rf"(?P<what>{_WORKDAY}|day(?!s)|{_EN_DAY})"
_HAN_NTH: Final = f"(?P<nth>第{_N}个?|最后一?个?|倒数第{_N}个?|头一个|首个)"
_HAN_WHAT: Final = f"(?P<what>工作日|天|{_WEEK}[一二三四五六日天])"

_UNITS: Final = {
    "day": Unit.DAY, "week": Unit.WEEK, "month": Unit.MONTH, "quarter": Unit.QUARTER,
    "year": Unit.YEAR, "term": Unit.TERM, "semester": Unit.TERM,
    "天": Unit.DAY, "日": Unit.DAY, "周": Unit.WEEK, "星期": Unit.WEEK, "礼拜": Unit.WEEK,
    "月": Unit.MONTH, "季": Unit.QUARTER, "季度": Unit.QUARTER, "年": Unit.YEAR, "学年": Unit.YEAR,
    "学期": Unit.TERM,
}  # fmt: skip
_PARTS: Final = {
    "morning": Part.MORNING, "afternoon": Part.AFTERNOON, "evening": Part.EVENING,
    "night": Part.EVENING, "早": Part.MORNING, "晨": Part.MORNING, "晚": Part.EVENING,
}  # fmt: skip
_TERMS: Final = {
    "本": 0, "这": 0, "上": -1, "下": 1, "the": 0, "this": 0, "next": 1, "last": -1, "": 0,
}  # fmt: skip
_ADVERBS: Final = {
    "daily": Said(unit=Unit.DAY), "weekly": Said(unit=Unit.WEEK),
    "fortnightly": Said(unit=Unit.WEEK, step=2), "biweekly": Said(unit=Unit.WEEK, step=2),
    "monthly": Said(unit=Unit.MONTH), "quarterly": Said(unit=Unit.QUARTER),
    "yearly": Said(unit=Unit.YEAR), "annually": Said(unit=Unit.YEAR),
    "termly": Said(unit=Unit.TERM),
}  # fmt: skip
_EDGES: Final = {
    "初": 1, "开始": 1, "底": LAST, "末": LAST, "结束": LAST,
    "start": 1, "beginning": 1, "end": LAST,
}  # fmt: skip


# Days of the week


def _han_days(text: str) -> tuple[int, ...] | None:
    days = [han_weekday_of(c) for c in text if c in HAN_WEEKDAYS + "天"]
    return _listed(days, ranges=re.search("[到至~–-]", text) is not None)


def _en_days(text: str) -> tuple[int, ...] | None:
    days = [weekday_of(each) for each in re.findall(_EN_DAY, text)]
    return _listed(days, ranges=re.search(rf"{_TO}", text) is not None)


def _listed(days: list[int], *, ranges: bool) -> tuple[int, ...] | None:
    """Return days in their order; None where they are none that one would list."""
    if days != sorted(set(days)):
        return None  # 每周一一起 is a Monday, and together
    return tuple(range(days[0], days[-1] + 1)) if ranges else tuple(days)


# Chinese


def _step(match: re.Match[str]) -> tuple[int | None, bool] | None:
    """Return every how many periods, and whether that can be understood in two ways."""
    typed = match.groupdict().get("n")
    gap = (match.groupdict().get("gap") or "").endswith("隔")
    if typed is None:
        return (2, False) if gap else (None, False)
    number = whole(typed)
    if not number:
        return None
    if gap:
        return (2, False) if number == 1 else (number, True)
    return number, False


def _han_unit(match: re.Match[str]) -> Said | None:
    step = _step(match)
    if step is None:
        return None
    unit = _UNITS[match["unit"]]
    groups = match.groupdict()
    days = None
    if groups.get("days"):
        days = _han_days(groups["days"])
        if days is None:
            return None
    day = whole(groups["day"]) if groups.get("day") else None
    edge = groups.get("edge")
    if edge and unit is Unit.YEAR:
        return Said(unit=unit, step=step[0], month=1 if edge == "初" else 12, day=_EDGES[edge])
    return Said(
        unit=unit,
        step=step[0],
        either=step[1],
        weekdays=days,
        day=_EDGES[edge] if edge else day,
    )


def _half_year(_: re.Match[str]) -> Said:
    return Said(unit=Unit.MONTH, step=6)


def _han_nth(match: re.Match[str]) -> Said | None:
    typed = match["nth"]
    digits = re.sub("[第个倒数最后头一首]", "", typed)
    number = whole(re.sub("[第个倒数]", "", typed)) if "第" in typed else 1
    if number is None or (digits and not number):
        return None
    nth = -number if typed[0] in "最倒" else number
    what = match["what"]
    if what == "天":
        # 第三天 is a third day of anything.
        return Said(day=nth) if nth in {1, LAST} else None
    if what == "工作日":
        return Said(nth=nth, workday=True)
    days = _han_days(what)
    return None if days is None else Said(nth=nth, weekday=days[0])


def _han_weeks(match: re.Match[str]) -> Said | None:
    first = whole(match["a"])
    last = whole(match["b"]) if match.groupdict().get("b") else first
    if not first or last is None or last < first:
        return None
    typed = match.groupdict().get("days")
    if not typed:
        return Said(weeks=(first, last))
    days = _han_days(typed)
    return None if days is None else _on(days, Said(weeks=(first, last)))


def _on(days: tuple[int, ...], said: Said) -> Said:
    weekday = Said(weekday=days[0]) if len(days) == 1 else Said(weekdays=days)
    together = said.merge(weekday)
    assert together is not None
    return together


def _han_parity(match: re.Match[str]) -> Said | None:
    said = Said(parity=Parity.ODD if match["parity"] == "单" else Parity.EVEN)
    if not match.groupdict().get("days"):
        return said
    days = _han_days(match["days"])
    return None if days is None else _on(days, said)


def _han_range(match: re.Match[str]) -> Said | None:
    days = _han_days(match["days"])
    return None if days is None else Said(unit=Unit.WEEK, weekdays=days)


def _han_term(match: re.Match[str]) -> Said:
    edge = match.groupdict().get("edge")
    return Said(term_step=_TERMS[match["step"] or ""], term_day=_EDGES[edge] if edge else None)


def _workdays(match: re.Match[str]) -> Said | None:
    number = whole(match["n"])
    if not number:
        return None
    way = match.groupdict().get("way") or ""
    if "后" in way or way in {"in", "after", "later", "from now"}:
        sense = Sense.AFTER
    elif "前" in way or way in {"ago", "before"}:
        sense = Sense.AGO
    else:
        sense = Sense.WITHIN if "内" in way or "within" in way else Sense.LENGTH
    return Said(amount=Amount(sense, workdays=number))


# English


def _every(match: re.Match[str]) -> Said | None:
    """Read what follows "every": days, or a unit of time."""
    typed = match["step"]
    step = None if typed is None else _count(typed)
    if typed is not None and not step:
        return None
    if days := match.groupdict().get("days"):
        weekdays = _en_days(days)
        if weekdays is None:
            return None
        if typed is None or typed == "other" or typed.isdigit():
            return Said(unit=Unit.WEEK, step=step, weekdays=weekdays)
        if step in {1, LAST}:
            return Said(unit=Unit.MONTH, nth=step, weekdays=weekdays)
        return Said(unit=Unit.WEEK, step=step, nth=step, weekdays=weekdays, either=True)
    return _every_unit(match["unit"], step)


def _count(typed: str) -> int | None:
    return _ORDINALS.get(typed) or whole(re.sub("(?<=[0-9])[a-z]{2}$", "", typed))


def _every_unit(name: str, step: int | None) -> Said | None:
    if name in _PARTS:
        return Said(unit=Unit.DAY, step=step, part=_PARTS[name])
    if re.fullmatch(_WORKDAY, name):
        return Said(unit=Unit.WORKDAY) if step is None else None
    if name == "weekend":
        return Said(unit=Unit.WEEK, step=step, weekdays=(5, 6))
    if name == "fortnight":
        return Said(unit=Unit.WEEK, step=2 * (step or 1))
    return Said(unit=_UNITS[name.removesuffix("s")], step=step)


def _en_nth_day(match: re.Match[str]) -> Said | None:
    nth = _count(match["nth"])
    said = None if nth is None else _what(nth, match["what"])
    if said is None or match.groupdict().get("unit") is None:
        return said
    unit, which = _UNITS[match["unit"]], match["which"]
    if which in {"every", "each", "a"} or match["every"]:
        together = said.merge(Said(unit=unit))
    elif which == "the":
        together = said.merge(Said(unit=unit, or_this=True))
    else:
        together = said.merge(_this(unit, _TERMS[which]))
    return together


def _what(nth: int, what: str) -> Said | None:
    if what == "day":
        return Said(day=nth) if nth in {1, LAST} else None
    if re.fullmatch(_WORKDAY, what):
        return Said(nth=nth, workday=True)
    return Said(nth=nth, weekday=weekday_of(what))


def _this(unit: Unit, step: int) -> Said:
    match unit:
        case Unit.MONTH:
            return Said(month_step=step)
        case Unit.YEAR:
            return Said(year_step=step)
        case Unit.TERM:
            return Said(term_step=step)
    return Said(unit=unit, times=1)


def _en_weeks(match: re.Match[str]) -> Said | None:
    first = int(match["a"])
    last = int(match["b"]) if match["b"] else first
    return Said(weeks=(first, last)) if 0 < first <= last else None


def _en_term_edge(match: re.Match[str]) -> Said:
    day = _EDGES[match["edge"]]
    if match["which"] in {"every", "each"}:
        return Said(unit=Unit.TERM, day=day)
    return Said(term_step=_TERMS[match["which"] or ""], term_day=day)


def _weekdays(match: re.Match[str]) -> Said | None:
    days = _en_days(match["days"])
    every = Unit.WEEK if "days" in match["days"] else None  # Mondays, not Mon and Wed
    return None if days is None else Said(unit=every, weekdays=days)


def _times(match: re.Match[str]) -> Said | None:
    number = whole(match["n"])
    return Said(times=number) if number else None


_EVERY_N: Final = (
    f"(?P<step>other|second|third|fourth|fifth|last|first|[0-9]{{1,2}}(?:st|nd|rd|th)?|{SPELLED})"
)
_GAP: Final = f"(?P<gap>每隔|隔|{_EACH})个?(?:(?P<n>{_N})个?)?"
_HOLIDAY: Final = "(?:如?[遇逢])?(?:法定)?(?:节假日|节日|假日|假期|休息日|周末|非工作日)[则就,]?"

_CHINESE: Final[tuple[Rule, ...]] = (
    rule(f"{_GAP}(?P<unit>{_WEEK})的?{_DAYS}", _han_unit),
    rule(f"{_GAP}(?P<unit>{_WEEK})的?{_ONE_DAY}", _han_unit),
    rule(f"{_GAP}(?P<unit>{_WEEK}|月|年|季度?|学年|天|日)", _han_unit, Weight.APART),
    rule(f"(?P<gap>每)个?(?:(?P<n>{_N})个)?(?P<unit>月)的?(?P<day>{_N})[日号]", _han_unit),
    rule("(?P<gap>每)个?(?P<unit>月|季度?|年|学期)的?(?P<edge>[初底末])", _han_unit),
    rule("(?P<gap>每)个?(?P<unit>学期)", _han_unit),
    rule("每半年", _half_year, Weight.APART),
    rule(f"{_EACH}个?工作日", Said(unit=Unit.WORKDAY)),
    rule("工作日", Said(unit=Unit.WORKDAY), Weight.PART),
    rule(f"(?:{_EACH}个?)周末", Said(unit=Unit.WEEK, weekdays=(5, 6))),
    rule("天天", Said(unit=Unit.DAY), Weight.APART),
    rule("每(?P<unit>早|晨|晚)上?", lambda m: _every_unit(m["unit"], None), Weight.APART),
    rule(f"(?P<days>{_WEEK}[一二三四五六日天](?:到|至|[-–~]){_DAY})每天", _han_range),
    rule(f"的?{_HAN_NTH}{_HAN_WHAT}", _han_nth, Weight.PART),
    rule(
        f"第(?P<a>{_N}){_WEEK}?(?:到|至|[-–~])第?(?P<b>{_N})(?:教学)?{_WEEK}(?:的?{_DAYS})?",
        _han_weeks,
    ),
    rule(f"(?P<a>{_N})(?:到|至|[-–~])(?P<b>{_N})(?:教学)?{_WEEK}", _han_weeks, Weight.PART),
    rule(f"第(?P<a>{_N})(?:教学)?{_WEEK}的?{_WEEK}?{_ONE_DAY}", _han_weeks),
    rule(f"第(?P<a>{_N})(?:教学)?{_WEEK}", _han_weeks),
    rule(f"逢?(?P<parity>[单双]){_WEEK}的?{_DAYS}", _han_parity),
    rule(f"逢?(?P<parity>[单双]){_WEEK}的?{_ONE_DAY}", _han_parity),
    rule(f"逢?(?P<parity>[单双]){_WEEK}", _han_parity),
    rule("(?:(?P<step>本|这|上|下)个?)?学期(?P<edge>初|末|开始|结束)", _han_term),
    rule("(?P<step>本|这|上|下)个?学期", _han_term, Weight.APART),
    rule(f"[(,]?\\s?{_HOLIDAY}(?:往后)?(?:顺延|后延|推迟|延后)[)]?", Said(shift=Shift.LATER)),
    rule(f"[(,]?\\s?{_HOLIDAY}(?:往前)?提前[)]?", Said(shift=Shift.EARLIER)),
    rule(f"(?P<n>{_N})个?(?:工作日|上班日)(?P<way>(?:之|以)?[后内前])?", _workdays),
    rule(f"(?P<way>[前后])(?P<n>{_N})个?工作日", _workdays, Weight.PART),
    rule("下一?个?工作日", Said(amount=Amount(Sense.AFTER, workdays=1))),
    rule("上一?个?工作日", Said(amount=Amount(Sense.AGO, workdays=1))),
    rule(f"[共连][续办开]?(?P<n>{_N})[次期回]", _times, Weight.PART),
)  # fmt: skip

_ENGLISH: Final[tuple[Rule, ...]] = (
    rule(rf"(?:every|each)\s{{1,2}}(?:{_EVERY_N}\s{{1,2}})?{_EN_LIST}", _every),
    rule(rf"(?:every|each)\s{{1,2}}(?:{_EVERY_N}\s{{1,2}})?{_EN_UNIT}", _every),
    rule("|".join(_ADVERBS), lambda m: _ADVERBS[m[0]], Weight.PART),
    rule(rf"(?:on )?{_PLURAL}", _weekdays, Weight.PART),
    rule(_EN_SEVERAL, _weekdays, Weight.PART),
    rule(f"(?:on )?(?:{_WORKDAY.replace('s?', 's')})", Said(unit=Unit.WORKDAY), Weight.PART),
    rule(f"(?P<every>every |each )?(?:the )?{_NTH} {_EN_WHAT}", _en_nth_day, Weight.PART),
    rule(
        f"(?P<every>every |each )?(?:the )?{_NTH} {_EN_WHAT}"
        rf" (?:of|in) (?P<which>the|each|every|this|next|a) {_PERIOD}",
        _en_nth_day,
    ),
    rule(
        r"(?:the )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th) of (?:each|every) month",
        lambda m: Said(unit=Unit.MONTH, day=int(m["day"])),
    ),
    rule(
        r"(?:every|each) (?P<day>[0-9]{1,2})(?:st|nd|rd|th)(?! (?:mon|tue|wed|thu|fri|sat|sun))",
        lambda m: Said(unit=Unit.MONTH, day=int(m["day"])),
    ),
    rule(
        r"(?:teaching )?weeks? (?P<a>[0-9]{1,2})(?:\s?(?:-|–|to)\s?(?P<b>[0-9]{1,2}))?(?![0-9:])",
        _en_weeks,
        Weight.PART,
    ),
    rule(
        "(?P<parity>odd|even)(?:[- ]numbered)? (?:teaching )?weeks?",
        lambda m: Said(parity=Parity(m["parity"])),
    ),
    rule(
        "(?:the )?(?P<edge>end|start|beginning) of (?:(?P<which>the|this|next|every|each) )?"
        "(?:term|semester)",
        _en_term_edge,
    ),
    rule(
        "(?P<which>this|next|last) (?:term|semester)",
        lambda m: Said(term_step=_TERMS[m["which"]]),
    ),
    rule("(?:of|in|during) (?:the )?(?:term|semester)", Said(term_step=0), Weight.NONE),
    rule(
        r"[(]?(?:on holidays|or|else|otherwise) (?:on )?the (?:next|following) workday[)]?",
        Said(shift=Shift.LATER),
        Weight.PART,
    ),
    rule(
        r"[(]?(?:on holidays|or|else|otherwise) (?:on )?the"
        r" (?:workday before|previous workday)[)]?",
        Said(shift=Shift.EARLIER),
        Weight.PART,
    ),
    rule(rf"(?P<way>in|within|after) (?P<n>[0-9]{{1,3}}|{SPELLED}) {_WORKDAY}", _workdays),
    rule(
        rf"(?P<n>[0-9]{{1,3}}|{SPELLED}) {_WORKDAY}(?: (?P<way>later|from now|ago|before|after))?",
        _workdays,
    ),
    rule(f"(?:the )?next {_WORKDAY}", Said(amount=Amount(Sense.AFTER, workdays=1))),
    rule(f"(?:the )?previous {_WORKDAY}", Said(amount=Amount(Sense.AGO, workdays=1))),
    rule(rf"(?:for )?(?P<n>[0-9]{{1,3}}|{SPELLED}) times", _times, Weight.PART),
)  # fmt: skip


REPEATS: Final = (*_CHINESE, *_ENGLISH)
