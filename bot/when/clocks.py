"""How hours and parts of the day are typed."""

import re
from typing import Final

from bot.when.numerals import HAN, SPELLED, whole
from bot.when.readings import Part
from bot.when.rule import Rule, Weight, rule
from bot.when.said import Half, Said

_COUNTED: Final = "[人个名位份元题本次项条张篇]"
_NOT_POINTS: Final = (
    "(?!\\s?(?:建议|意见|要求|理由|内容|希望|体会|说明|看法"
    "|注意|原因|感受|想法|共识|经验|不同|问题))"
)
_HAN_HOUR: Final = f"(?P<h>[0-9]{{1,2}}|{HAN}{{1,3}})"
_O_CLOCK: Final = r"\s?(?:点钟?(?![儿心名赞评击子数])|时(?![间候段期]))"
_HAN_MINUTE: Final = (
    f"(?:(?P<half>半)|(?P<quarter>[一三13])刻|整|(?P<m>[0-9]{{1,2}}|{HAN}{{1,3}})分(?!钟)"
    f"|(?P<bare>[0-9]{{2}}|{HAN}{{2,3}})(?!{_COUNTED}|{HAN}|[0-9:]))"
)
_ENGLISH_HOUR: Final = f"(?P<h>[0-9]{{1,2}}|{SPELLED})"
_END: Final = r"(?=\s{0,4}(?:$|[,.;!?)。;]))"

_PAST: Final = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20}
_EVENING: Final = Said(part=Part.EVENING)


def _colon(match: re.Match[str]) -> Said:
    digits = match["h"]
    hour = int(digits)
    exact = (len(digits) == 2 or hour == 0) and not match["half"]
    return Said(hour=hour, minute=int(match["m"]), exact=exact, half=_half(match["half"]))


def _half(letter: str | None) -> Half | None:
    return None if letter is None else Half(f"{letter}m")


def _am_pm(match: re.Match[str]) -> Said:
    minute = match["m"]
    return Said(
        hour=whole(match["h"]),
        minute=int(minute) if minute else 0,
        half=_half(match["half"]),
        tongue="en",
    )


def _chinese(match: re.Match[str]) -> Said | None:
    hour = whole(match["h"])
    minute = _chinese_minute(match)
    if hour is None or minute is None:
        return None
    return Said(hour=hour, minute=minute, tongue="zh")


def _chinese_minute(match: re.Match[str]) -> int | None:
    if match["half"]:
        return 30
    if match["quarter"]:
        return 15 if match["quarter"] in "一1" else 45
    typed = match["m"] or match["bare"]
    return whole(typed) if typed else 0


def _plain_chinese(match: re.Match[str]) -> Said | None:
    hour = whole(match["h"])
    return None if hour is None else Said(hour=hour, minute=0, tongue="zh")


def _english_hour(match: re.Match[str]) -> Said:
    return Said(hour=whole(match["h"]), minute=0, tongue="en")


def _short_of(match: re.Match[str]) -> Said | None:
    hour, short = whole(match["h"]), whole(match["m"])
    if not hour or not short or short >= 60:
        return None
    return Said(hour=hour - 1 or 12, minute=60 - short, tongue="zh")


def _past_or_to(match: re.Match[str]) -> Said | None:
    hour = whole(match["h"])
    minute = _PAST[match["m"].removeprefix("a ")]
    if not hour:
        return None
    if match["way"] == "past":
        return Said(hour=hour, minute=minute, tongue="en")
    return Said(hour=hour - 1 or 12, minute=60 - minute, tongue="en")


def _number(match: re.Match[str]) -> Said:
    return Said(number=int(match["n"]))


CLOCKS: Final[tuple[Rule, ...]] = (
    rule(r"(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2})(?:\s?(?P<half>[ap])\.?m\b\.?)?", _colon),
    rule(r"(?P<h>[0-9]{1,2})(?:\.(?P<m>[0-9]{2}))?\s?(?P<half>[ap])\.?m\b\.?", _am_pm),
    rule(f"{_HAN_HOUR}{_O_CLOCK}{_HAN_MINUTE}", _chinese),
    rule(f"(?:差(?P<m>[0-9]{{1,2}}|{HAN}{{1,3}})分钟?)(?:到)?{_HAN_HOUR}点", _short_of),
    rule(f"{_HAN_HOUR}点差(?P<m>[0-9]{{1,2}}|{HAN}{{1,3}})分", _short_of),
    rule(f"(?P<h>[0-9]{{1,2}}|{HAN}{{2,3}}){_O_CLOCK}{_NOT_POINTS}", _plain_chinese),
    rule(
        f"(?P<h>[零〇两三四五六七八九十])(?:点钟|点(?![儿心名赞评击子数])){_NOT_POINTS}",
        _plain_chinese,
    ),
    rule(f"(?P<h>{HAN}){_O_CLOCK}", _plain_chinese, Weight.PART),  # 一点 is also "a little"
    rule(f"{_ENGLISH_HOUR}\\s?o'?clock", _english_hour),
    rule(
        f"(?P<m>half|(?:a )?quarter|five|ten|twenty) (?P<way>past|to) {_ENGLISH_HOUR}",
        _past_or_to,
    ),
    rule(f"(?:at|@)\\s{{0,2}}{_ENGLISH_HOUR}{_END}", _english_hour),
    rule(f"at {_ENGLISH_HOUR}(?![:.][0-9])", _english_hour, Weight.PART),
    rule("noon|midday|正午", Said(hour=12, minute=0, exact=True)),
    rule("midnight|午夜", Said(hour=24, minute=0, exact=True, midnight=True)),
    rule(
        r"(?:the )?end of (?:the )?day|eod|cob|close of business|下班",
        Said(day_end=True),
        Weight.PART,
    ),
    rule(r"下班(?=之?前)|(?:by )?(?:eod|cob)", Said(day_end=True)),
    rule("凌晨|early morning", Said(part=Part.DAWN)),
    rule("(?:早上|上午|清晨|早晨|清早|一早)(?!好)", Said(part=Part.MORNING)),
    rule(f"早(?=[0-9]|{HAN}{{1,3}}点)|晨(?=[0-9])", Said(part=Part.MORNING), Weight.NONE),
    rule("中午(?![好饭餐])", Said(part=Part.NOON)),
    rule("(?:下午|午后)(?![好茶])", Said(part=Part.AFTERNOON)),
    rule("傍晚", Said(part=Part.DUSK)),
    rule("(?:晚上|夜里|晚间|夜晚|深夜|半夜)(?!好)", _EVENING),
    rule(f"晚(?=[0-9]|{HAN}{{1,3}}点)", _EVENING, Weight.NONE),
    rule("(?:in the )?morning", Said(part=Part.MORNING), Weight.PART),
    rule("(?:in the )?afternoon", Said(part=Part.AFTERNOON), Weight.PART),
    rule("(?:in the )?evening|(?:at )?night", _EVENING, Weight.PART),
    # A bare number is an hour or a day only beside something that makes it one.
    rule(
        f"(?P<n>[0-9]{{1,2}})(?!\\s?(?:{_COUNTED}|%|people|persons?|students|members|points))"
        "(?!:[0-9])(?![\u3400-\u9fff])",
        _number,
        Weight.NONE,
    ),
    rule("(?P<n>[0-9]{1,2})(?=[到至])", _number, Weight.NONE),
)
