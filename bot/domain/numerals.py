"""Numbers as people write them: 18, １８, 十八, 二〇二六, 3万, 三点五, 三分之一."""

import re
import unicodedata
from fractions import Fraction
from typing import Final

from bot.domain.regex import regex

_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1_000}
_GROUPS: Final = {"万": 10_000, "亿": 100_000_000}
_WRITTEN_OUT: Final = str.maketrans(
    "○壹贰叁肆伍陆柒捌玖拾佰仟萬億兩貳參陸", "〇一二三四五六七八九十百千万亿两二三六"
)
"""Signs of contracts and of traditional writing, and the circle that stands for a zero."""
_LONGEST: Final = 40
_COUNTED: Final = 9

_HAN: Final = regex("[〇零一二两三四五六七八九十百千万亿廿卅]+")
_SCALED: Final = regex(r"(?<![\d.])(\d{1,30}(?:\.\d{1,30})?)([百千万亿]{1,4})")
_COMMAS: Final = regex(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,])")
_PLAIN: Final = regex(r"([+\-]?)(\d+(?:\.\d+)?)(?:/(\d+))?%?")


def chinese(text: str) -> int | None:
    """Read a Chinese whole number: 十二, 廿三, 二〇二六, 一百二十, 一百二, 三万五千; else None."""
    if text and all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))  # digit by digit: 二〇二六
    # Each great unit holds what stands before it; 一万亿 is 一万 of 亿.
    for sign, worth in sorted(_GROUPS.items(), key=lambda group: -group[1]):
        head, found, tail = text.rpartition(sign)
        if found:
            many, rest = chinese(head), _below(tail, worth)
            return None if not many or sign in head or rest is None else many * worth + rest
    return _small(text)


def _below(text: str, worth: int) -> int | None:
    """Read what follows a unit: nothing, a number below it, or one digit of the next unit."""
    if not text:
        return 0
    if text in _DIGITS:
        return _DIGITS[text] * worth // 10  # 三万五 is 35,000
    number = chinese(text.removeprefix("零").removeprefix("〇"))
    return number if number is not None and number < worth else None


def _small(text: str) -> int | None:
    """Read a number below ten thousand that holds a unit."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    total, pending, smallest, gap = 0, None, 10_000, False
    for c in text:
        if c in "零〇":
            gap = True
        elif c in _DIGITS:
            if pending is not None:
                return None
            pending = _DIGITS[c]
        elif c in _UNITS and smallest > _UNITS[c] and (c == "十" or pending):
            total += (pending or 1) * _UNITS[c]
            pending, smallest, gap = None, _UNITS[c], False
        else:
            return None
    if not total:
        return None
    # 一百二 is 120; 一百零二 is 102.
    return total + (pending or 0) * (1 if gap or smallest == 10 else smallest // 10)


def in_digits(text: str) -> str:
    """Write the numbers of a text in plain digits: 第一百一十九条 as 第119条, 1,000 as 1000.

    What looks like a number and is none, like 十百, stays as it is.
    """
    text = unicodedata.normalize("NFKC", text).translate(_WRITTEN_OUT)
    text = _COMMAS.sub(lambda found: found[0].replace(",", ""), text)
    text = _SCALED.sub(_scaled, text)
    return _HAN.sub(_run, text)


def _scaled(found: re.Match[str]) -> str:
    units = {**_UNITS, **_GROUPS}
    worth = Fraction(found[1])
    for sign in found[2]:
        worth *= units[sign]
    return str(worth.numerator) if worth.denominator == 1 else found[0]


def _run(found: re.Match[str]) -> str:
    number = chinese(found[0]) if len(found[0]) <= _LONGEST else None
    digit_by_digit = all(c in _DIGITS for c in found[0])
    if number is None:
        return found[0]
    return "".join(str(_DIGITS[c]) for c in found[0]) if digit_by_digit else str(number)


def counted(text: str) -> int | None:
    """Read by which number a team knows one of its things; None: nothing has such a one.

    No team comes to more digits, and no column holds them.
    """
    return int(text) if text.isdecimal() and len(text) <= _COUNTED else None


def number(text: str) -> Fraction | None:
    """Read a whole text as one number, or None: -3, 1,000, 3.5, 三点五, 3万, 1/3, 三分之一.

    A percentage is its number: 50% and 百分之五十 are 50.
    """
    if len(text) > _LONGEST:
        return None
    text = unicodedata.normalize("NFKC", "".join(text.split()))
    text = re.sub("^百分之(.+)$", r"\1", text)
    text = re.sub("^(.+)分之(.+)$", r"\2/\1", text)
    text = re.sub("^[负−–]", "-", text)
    whole, point, decimals = text.partition("点")
    if point:
        text = f"{whole}.{''.join(str(_DIGITS.get(c, c)) for c in decimals)}"
    found = _PLAIN.fullmatch(in_digits(text))
    if found is None or (found[3] is not None and not int(found[3])):
        return None
    size = Fraction(found[2]) / int(found[3] or 1)
    return -size if found[1] == "-" else size
