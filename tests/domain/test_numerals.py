"""Numbers as people write them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numerals import chinese, in_digits, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10), ("十二", 12), ("廿三", 23), ("二〇二六", 2026), ("一百二十", 120),
        ("一百二", 120), ("一百零二", 102), ("一百一十九", 119), ("一千零一十", 1010),
        ("三万五", 35_000), ("三万五千", 35_000), ("三万零五", 30_005), ("十万", 100_000),
        ("一亿零三百万", 103_000_000), ("一万亿", 1_000_000_000_000), ("两", 2),
    ],
)  # fmt: skip
def test_chinese_numbers_are_read(text: str, value: int) -> None:
    """By their places, digit by digit, and with the last unit left out."""
    assert chinese(text) == value


@pytest.mark.parametrize("text", ["", "百", "十百", "三五十", "万", "点", "一万十万", "二十十"])
def test_an_impossible_order_is_no_number(text: str) -> None:
    """Nothing is made of it."""
    assert chinese(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("18", 18), ("１８", 18), (" 18 ", 18), ("十八", 18), ("-3", -3), ("负三", -3), ("−3", -3),
        ("1,000", 1000), ("1，000", 1000), ("3.5", "7/2"), ("三点五", "7/2"), ("3万", 30_000),
        ("1.5亿", 150_000_000), ("1/3", "1/3"), ("三分之一", "1/3"), ("50%", 50),
        ("百分之五十", 50), ("+7", 7), ("〇", 0), ("①", 1),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(text: str, value: int | str) -> None:
    """Width, Chinese, thousands, fractions; a percentage is its number."""
    assert number(text) == Fraction(value)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "18岁", "18或20", "1.5.2", "3,5", "1/0", "1½", "--3", "百", "9" * 5_000, "3.", "."],
)
def test_what_is_no_number_is_none(text: str) -> None:
    """A comma that is no thousand is not guessed at, and a number too long is none."""
    assert number(text) is None


def test_the_numbers_of_a_text_become_digits() -> None:
    """What only looks like one stays."""
    assert in_digits("第一百一十九条") == "第119条"
    assert in_digits("1,000元和3万元") == "1000元和30000元"
    assert in_digits("十百") == "十百"
    assert in_digits("贰拾") == "20"
    assert in_digits("9" * 5_000 + "万").startswith("99")


def spelled(value: int) -> str:
    """Write a number below a hundred million in Chinese, as the rules of school have it."""
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        zero = "零" if 0 < low < 1000 else ""
        return f"{spelled(high)}万{zero}{spelled(low) if low else ''}"
    text, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            text += ("零" if gap and text else "") + "零一二三四五六七八九"[digit] + sign
            gap = False
        else:
            gap = True
    return text or "零"


@given(st.integers(0, 99_999_999))
def test_every_number_that_is_spelled_is_read(value: int) -> None:
    """As a number, and inside a text."""
    assert chinese(spelled(value)) == value
    assert number(spelled(value)) == value
    assert in_digits(f"第{spelled(value)}条") == f"第{value}条"


@given(st.text(max_size=50))
def test_no_text_is_an_error(text: str) -> None:
    """Whatever is typed is read or not."""
    number(text)
    in_digits(text)
