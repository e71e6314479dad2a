"""How a team reminds, in words: its ladder and how many reminders a day, read and said."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.context import Asking, Context
from bot.domain.phrase import Phrase, Words
from bot.domain.regex import regex
from bot.domain.reminding import Ladder, Mark, Rung, written
from bot.errors import Declined
from bot.parse import FARTHEST, SHORTEST
from bot.tails import EDGE, lengths
from bot.when import Setting, print_length
from bot.when.numerals import HAN, fold, whole
from bot.words import Catalogues
from commands.team.feature import teams

MOST_A_DAY: Final = 10
_MOST_RUNGS: Final = 8
_MARKS: Final = (Mark.OPENING, Mark.HALF, Mark.CLOSING)
_NUMBER: Final = regex(rf"\d{{1,4}}|{HAN}{{1,3}}")


def ladder_in(ctx: Context, text: str) -> Mapping[str, object]:
    """Read when people are reminded: "opening, 1d, 2h, closing", 发布时、提前1天、截止时.

    An empty text stands for what is usual, the words for none for no reminders by themselves.
    """
    words = ctx.registry.words
    typed = fold(text).strip(EDGE)
    if typed in _spellings(words, "ladder-usual") or not typed:
        return {"ladder": None}
    if typed in _spellings(words, "ladder-none"):
        return {"ladder": []}
    rest, found = _without(typed, _spellings(words, "ladder-filler")), list[Rung]()
    for mark in _MARKS:
        rest, before = _without(rest, _spellings(words, f"ladder-{mark}")), rest
        found += [mark] if rest != before else []
    rest = rest.strip(f"{EDGE}、/&+")
    setting = Setting(ctx.now, ZoneInfo(ctx.team.zone), ctx.who.language)
    ahead = sorted(set(lengths(rest, setting)), reverse=True)
    fits = all(SHORTEST <= each <= FARTHEST for each in ahead)
    if bool(rest) != bool(ahead) or not fits or len(found) + len(ahead) > _MOST_RUNGS:
        raise Declined(teams.say("ladder-how", typed=text[:60]))
    return {"ladder": written(_in_order((*found, *ahead)))}


def _in_order(rungs: Iterable[Rung]) -> Ladder:
    """Put rungs as they come: the opening, the half, what counts from the end, the end."""
    ahead = [each for each in rungs if isinstance(each, timedelta)]
    marks = {each for each in rungs if isinstance(each, Mark)}
    first = [each for each in (Mark.OPENING, Mark.HALF) if each in marks]
    return (*first, *ahead, *(marks & {Mark.CLOSING}))


def _without(text: str, spellings: Iterable[str]) -> str:
    """Put commas for some words of a folded text, the longest first: what they part stays apart."""
    for each in spellings:
        called = rf"(?<![a-z]){re.escape(each)}(?![a-z])" if each.isascii() else re.escape(each)
        text = re.sub(called, ",", text)
    return text


def a_day_in(ctx: Context, text: str) -> Mapping[str, object]:
    """Read how many reminders somebody gets in a day: "1", 最多2条; the words for none are 0."""
    typed = fold(text).strip(EDGE)
    if not typed or typed in _spellings(ctx.registry.words, "ladder-usual"):
        return {"a_day": None}
    if typed in _spellings(ctx.registry.words, "ladder-none"):
        return {"a_day": 0}
    numbers = [whole(each) for each in _NUMBER.findall(typed)]
    match numbers:
        case [int(number)] if number <= MOST_A_DAY:
            return {"a_day": number}
    raise Declined(teams.say("a-day-how", most=MOST_A_DAY, typed=text[:40]))


def _spellings(words: Catalogues, key: str) -> tuple[str, ...]:
    return words.all_spellings(teams.feature, key)


def ladder_words(ladder: Ladder) -> Words:
    """Say when people are reminded."""
    if not ladder:
        return teams.say("ladder-never")
    return teams.say("ladder", rungs=tuple(map(_rung_words, ladder)))


def _rung_words(rung: Rung) -> Phrase:
    if isinstance(rung, timedelta):
        return teams.say("rung-ahead", length=rung)
    return teams.say("rung", rung=rung)


def ladder_typed(asking: Asking, ladder: Ladder) -> str:
    """Write a ladder as `ladder_in` reads it again, in the language of the one who acts."""
    language = asking.who.language
    setting = Setting(asking.now, ZoneInfo("UTC"), language)
    words = asking.registry.words
    if not ladder:
        return words.spellings(teams.feature, "ladder-none")[language][0]
    said = (
        print_length(rung, setting)
        if isinstance(rung, timedelta)
        else words.spellings(teams.feature, f"ladder-{rung}")[language][0]
        for rung in ladder
    )
    return "、".join(said) if language == "zh" else ", ".join(said)
