"""Numbers and characters as people type them: full-width, Chinese, spelled out."""

import unicodedata
from fractions import Fraction
from typing import Final

from bot.domain.numerals import chinese

_TRADITIONAL: Final = str.maketrans(
    "點時鐘週禮後號個兩這內間過為達從於", "点时钟周礼后号个两这内间过为达从于"
)
_MOST_DIGITS: Final = 40
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
    if text.isascii():
        return text.lower()
    folded = (unicodedata.normalize("NFKC", c).lower() for c in text)
    same_length = (f if len(f) == 1 else c for f, c in zip(folded, text, strict=True))
    return "".join(same_length).translate(_TRADITIONAL)


def whole(text: str) -> int | None:
    """Read a whole number: 12, 十二, 廿三, 二〇二六, 一百二十, twelve; None if it is none.

    What nobody could mean, because it has too many digits, is none.
    """
    if len(text) > _MOST_DIGITS:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    return _WORDS[text] if text in _WORDS else chinese(text)


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
