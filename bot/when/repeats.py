"""How repeating times, terms, teaching weeks and workdays are typed: recognised, read elsewhere."""

from typing import Final

from bot.when.numerals import HAN
from bot.when.rule import Rule, Weight, rule
from bot.when.said import Said

_LATER: Final = Said(later=True)
_N: Final = f"(?:[0-9]{{1,2}}|{HAN}{{1,3}})"
_WEEK: Final = "(?:周|星期|礼拜)"
_WEEKDAYS: Final = "(?:[一二三四五六日天](?:[、,和及]?[一二三四五六日天]){0,6}|末)"
_ORDINAL: Final = f"(?:第{_N}|最后一|头一|首)个?"
_ENGLISH_WEEKDAY: Final = (
    "(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    "|sat(?:urday)?|sun(?:day)?)s?"
)
_WORKDAY: Final = "(?:workdays?|working days?|business days?|weekdays?)"
_ENGLISH_UNIT: Final = (
    rf"(?:{_ENGLISH_WEEKDAY}(?:(?:,\s?|\s?/\s?| and |, and ){_ENGLISH_WEEKDAY}){{0,6}}"
    rf"|{_WORKDAY}|days?|weeks?|fortnight|months?|years?|quarters?|terms?|semesters?"
    "|morning|afternoon|evening|night|weekend)"
)
_NTH: Final = "(?:first|second|third|fourth|fifth|last|[0-9](?:st|nd|rd|th))"

_NTH_DAY: Final = f"(?:the )?{_NTH} (?:{_WORKDAY}|{_ENGLISH_WEEKDAY}|week|weekend)"
_OF_WHAT: Final = (
    "(?:(?:the|each|every|this|next) )?(?:month|year|term|quarter|january|february|march|april|may"
    "|june|july|august|september|october|november|december)"
)

REPEATS: Final[tuple[Rule, ...]] = (
    rule(
        f"[每隔]{{1,2}}(?:{_N}个?|个)?{_WEEK}的?(?:{_WEEK})?{_WEEKDAYS}|[单双]{_WEEK}{_WEEKDAYS}?",
        _LATER,
    ),
    rule(f"(?:每个?|隔)(?:{_N}个?)?{_WEEK}|每个?(?:月|年|季度?|学年|日)", _LATER, Weight.APART),
    rule("每天|每日|每晚|每早|每晨|天天", _LATER, Weight.APART),
    rule(
        f"每个?(?:月|季度?|年)的?(?:{_N}[日号]|[初底末]|{_ORDINAL}(?:{_WEEK}{_WEEKDAYS}|工作日|周末))",
        _LATER,
    ),
    rule(f"(?:{_N}月|本月|下个?月|月)的?{_ORDINAL}(?:{_WEEK}{_WEEKDAYS}|工作日|周)", _LATER),
    rule("每个?(?:学期|工作日|周末)", _LATER),
    rule("(?:本|这|上|下)?个?学期(?:初|中|末|开始|结束|内)|学期[初末]", _LATER),
    rule("(?:本|这|上|下)个?学期", _LATER, Weight.APART),
    rule(f"第{_N}(?:教学)?{_WEEK}的?(?:(?:{_WEEK})?{_WEEKDAYS})?", _LATER),
    rule(f"(?:{_N}|半)?个?(?:工作日|上班日)(?:之?[后内前]|以[后内前])?", _LATER),
    rule(
        rf"(?:every|each)\s{{1,2}}(?:(?:other|[0-9]{{1,2}}|{_NTH})\s{{1,2}})?{_ENGLISH_UNIT}",
        _LATER,
    ),
    rule(r"(?:weekly|fortnightly|monthly|daily|yearly|quarterly|termly)", _LATER, Weight.PART),
    rule(rf"(?:(?:in|within)\s)?[0-9]{{1,3}}\s{{1,2}}{_WORKDAY}", _LATER),
    rule(_NTH_DAY, _LATER, Weight.PART),
    rule(f"{_NTH_DAY} (?:of|in) {_OF_WHAT}", _LATER),
    rule("(?:mon|tues|wednes|thurs|fri|satur|sun)days", _LATER, Weight.PART),
    rule(
        r"on (?:mon|tues|wednes|thurs|fri|satur|sun)days|weekdays|workdays?|working days?",
        _LATER,
        Weight.PART,
    ),
    rule(r"(?:teaching )?week [0-9]{1,2}(?![0-9:])", _LATER, Weight.PART),
    rule(r"(?:the )?(?:end|start|beginning) of (?:the |this |next )?(?:term|semester)", _LATER),
    rule(r"(?:this|next|every|each) (?:term|semester)", _LATER),
)
