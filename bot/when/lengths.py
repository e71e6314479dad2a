"""How lengths of time are typed, and where they lead: 两小时, in 2 h, 三天前, within a week."""

import re
from fractions import Fraction
from typing import Final

from bot.when.numerals import HAN, SPELLED, measure
from bot.when.rule import Rule, Say, Weight, rule
from bot.when.said import Amount, Said, Sense

_NUMBER: Final = r"[0-9]{1,4}(?:\.[0-9])?"
_SECONDS: Final = {
    "小时": 3600, "钟头": 3600, "刻钟": 900, "分钟": 60, "分": 60, "秒钟": 1, "秒": 1,
    "h": 3600, "m": 60, "s": 1,
}  # fmt: skip
_DAYS: Final = {"天": 1, "周": 7, "星期": 7, "礼拜": 7, "d": 1, "w": 7}
_MONTHS: Final = {"月": 1, "年": 12, "month": 1, "year": 12}

_CHINESE_PIECE: Final = (
    rf"(?P<n>{_NUMBER}|{HAN}{{1,5}}|半)\s?(?P<half>个半|半)?(?P<ge>个)?"
    "(?P<unit>小时|钟头|分钟|刻钟|秒钟?|天|(?:周|星期|礼拜)(?![一二三四五六日天末])|月|年(?!级))(?P<tail>半)?"
)
_ENGLISH_PIECE: Final = (
    rf"(?P<n>{_NUMBER}|(?:half an?|one and a half|a couple of|{SPELLED}|an?)(?=\s))\s{{0,2}}"
    r"(?P<unit>hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s|days?|d|weeks?|wks?|w|months?|years?)"
    r"(?![a-z])(?P<tail> and a half)?"
)


def _unnamed(pattern: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern)


_MINUTES: Final = f"(?:{_NUMBER}|{HAN}{{1,3}})分(?!钟)"  # alone they are points: 5分
_CHINESE: Final = (
    f"(?P<pieces>{_unnamed(_CHINESE_PIECE)}(?:{_unnamed(_CHINESE_PIECE)}|{_MINUTES}){{0,2}})"
)
# "1d 1h" are two lengths (two reminders); "1 day 2 hours", "1h 30m" and "1d2h" are one.
_ENGLISH: Final = (
    rf"(?P<pieces>{_unnamed(_ENGLISH_PIECE)}"
    rf"(?:(?:(?<!d)\s{{1,2}}(?:and )?)?{_unnamed(_ENGLISH_PIECE)}){{0,2}})"
)
_PIECE: Final = f"{_CHINESE_PIECE}|(?P<minutes>{_NUMBER}|{HAN}{{1,3}})分"


def _total(sense: Sense, parts: list[tuple[Fraction, str]]) -> Said:
    months = sum((n * _MONTHS.get(unit, 0) for n, unit in parts), Fraction())
    days = sum((n * _DAYS.get(unit, 0) for n, unit in parts), Fraction())
    seconds = sum((n * _SECONDS.get(unit, 0) for n, unit in parts), Fraction())
    days += months % 1 * 30  # half a month is fifteen days
    seconds += days % 1 * 86400
    return Said(
        amount=Amount(sense, months=int(months), days=int(days), seconds=int(seconds)),
    )


def _chinese(sense: Sense) -> Say:
    def say(match: re.Match[str]) -> Said | None:
        parts = []
        for piece in re.finditer(_PIECE, match["pieces"]):
            if piece["minutes"]:
                n, unit = measure(piece["minutes"]), "分"
            else:
                n, unit = measure(piece["n"]), piece["unit"]
                if unit == "月" and not (piece["ge"] or piece["half"]):
                    return None  # 三月 is a month's name, 三个月 a length
                if n is not None and (piece["half"] or piece["tail"]):
                    n += Fraction(1, 2)
            if n is None:
                return None
            parts.append((n, unit))
        return _total(sense, parts)

    return say


def _english(sense: Sense) -> Say:
    def say(match: re.Match[str]) -> Said | None:
        parts = []
        for piece in re.finditer(_ENGLISH_PIECE, match["pieces"]):
            n = measure(piece["n"])
            if n is None:
                return None
            if piece["tail"]:
                n += Fraction(1, 2)
            unit = piece["unit"]
            calendar = unit.startswith(("month", "year"))
            parts.append((n, unit.rstrip("s") if calendar else unit[0]))
        return _total(sense, parts)

    return say


def _hours_and_minutes(match: re.Match[str]) -> Said:
    seconds = int(match["h"]) * 3600 + int(match["m"]) * 60
    sense = Sense.AFTER if match["way"] == "in" else Sense.LENGTH
    return Said(amount=Amount(sense, seconds=seconds))


_CLEAR_UNIT: Final = rf"(?={_NUMBER}\s{{0,2}}(?:h|min))"
_CLEAR_HAN: Final = (
    f"(?={_NUMBER}(?![0-9.年周月])|{HAN}{{1,5}}个?半?(?:小时|钟头|分钟)"
    "|半个?(?:小时|钟头)|[两三四五六七八九十]{1,2}天)"
)

LENGTHS: Final[tuple[Rule, ...]] = (
    rule(f"{_CLEAR_HAN}{_CHINESE}", _chinese(Sense.LENGTH)),
    rule(_CHINESE, _chinese(Sense.LENGTH), Weight.PART),
    rule(rf"{_CHINESE}\s?(?:之后|以后|过后|后(?!天))", _chinese(Sense.AFTER)),
    rule(rf"{_CHINESE}\s?(?:之前|以前|前(?!天))", _chinese(Sense.AGO)),
    rule(rf"{_CHINESE}\s?(?:之内|以内|内)", _chinese(Sense.WITHIN)),
    rule(f"{_CLEAR_UNIT}{_ENGLISH}", _english(Sense.LENGTH)),
    rule(_ENGLISH, _english(Sense.LENGTH), Weight.PART),
    rule(rf"for\s{{1,2}}{_ENGLISH}", _english(Sense.LENGTH)),
    rule(rf"(?:in|after)\s{{1,2}}{_ENGLISH}", _english(Sense.AFTER)),
    rule(rf"{_ENGLISH}\s{{1,2}}(?:later|from now)", _english(Sense.AFTER)),
    rule(rf"{_ENGLISH}\s{{1,2}}ago", _english(Sense.AGO)),
    rule(rf"(?:within|(?:in )?the next)\s{{1,2}}{_ENGLISH}", _english(Sense.WITHIN)),
    rule(r"(?:(?P<way>in|for)\s{1,2})?(?P<h>[0-9]{1,2})h(?P<m>[0-9]{2})m?", _hours_and_minutes),
)
