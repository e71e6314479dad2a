"""Numbers and characters as people type them: full-width, Chinese, spelled out."""

import unicodedata
from fractions import Fraction
from typing import Final

_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS: Final = {"十": 10, "廿": 20, "卅": 30}
_TRADITIONAL: Final = str.maketrans(
    "點時鐘週禮後號個兩這內間過為達從於", "点时钟周礼后号个两这内间过为达从于"
)
SPELLED: Final = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
"""The English numbers that are read when spelled, for patterns."""

_WORDS: Final = {word: n for n, word in enumerate(SPELLED.split("|"), start=1)} | {
    "a": 1,
    "an": 1,
    "couple": 2,
}

HAN: Final = "[〇零一二两三四五六七八九十百廿卅]"
"""One character of a Chinese number, for patterns."""


def fold(text: str) -> str:
    """Return the text in half width, lower case and simplified time words, length unchanged.

    A character that would become several stays as it is, so offsets hold in both texts.
    """
    folded = (unicodedata.normalize("NFKC", c).lower() for c in text)
    same_length = (f if len(f) == 1 else c for f, c in zip(folded, text, strict=True))
    return "".join(same_length).translate(_TRADITIONAL)


def whole(text: str) -> int | None:
    """Read a whole number: 12, 十二, 廿三, 二〇二六, 一百二十, twelve; None if it is none."""
    if text.isascii() and text.isdigit():
        return int(text)
    return _WORDS[text] if text in _WORDS else _chinese(text)


def measure(text: str) -> Fraction | None:
    """Read the number of a length: whole numbers, decimals, 半 and "half a"."""
    if text in {"半", "half a", "half an", "half"}:
        return Fraction(1, 2)
    if text == "one and a half":
        return Fraction(3, 2)
    if text == "a couple of":
        return Fraction(2)
    if "." in text:
        return Fraction(text)
    number = whole(text)
    return None if number is None else Fraction(number)


def _chinese(text: str) -> int | None:
    if text and all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))  # digit by digit: 二〇二六
    total, pending, smallest = 0, None, 1000
    for c in text:
        if c in _DIGITS:
            if pending:
                return None
            pending = _DIGITS[c]
        elif c == "百" and pending and smallest > 100:
            total, pending, smallest = pending * 100, None, 100
        elif c in _TENS and smallest > 10 and (c == "十" or pending is None):
            total += (pending or 1) * _TENS[c]
            pending, smallest = None, 10
        else:
            return None
    return total + (pending or 0) if total else None
