"""Find what may be taken off a typed line: words, counts and times, and what follows them.

Pure: each function says where something stands. Whether it is one of the options or says something
about all of them is told by what stands before it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import time, timedelta
from typing import Final

from msgspec import Struct

from bot.domain.regex import regex
from bot.split import BETWEEN, listed, split
from bot.when import (
    Ambiguous,
    AskHour,
    AskTerm,
    At,
    Day,
    Deadline,
    Impossible,
    Length,
    Past,
    Reading,
    Repeating,
    Setting,
    Span,
    find,
    read,
)
from bot.when.numerals import HAN, SPELLED, fold, whole

EDGE: Final = " \t\r\n\u3000,;，；。.·"
"""What may stand between a tail and the rest, and belongs to neither."""

_BLANK: Final = " \t\u3000"
_OPENERS: Final = "\n?？:：;；,，。"
_QUESTION: Final = "?？"
_DONE: Final = "上交|提交|交齐|交上来|交稿|交|投完|投票|投|填完|填好|填|报名|报|回复|完成"
"""What is to be done until then, where it says no more than the command does."""
_BEFORE: Final = regex(rf"(?:之前|以前|前|为止|之内|以内|内)(?=(?:{_DONE})?$)")
_DONE_THEN: Final = regex(rf"(?:{_DONE})$")
_COUNTED: Final = regex(r"(?:words|characters|people|places|questions)\b", re.IGNORECASE)
"""What a number before it counts: due 31 December, 2000 words."""
_REACH: Final = 60
"""Characters within which a time is looked for: none that people type is longer."""
_NEAR: Final = 240
"""Characters before the end of a line within which the time is looked for that it is about."""
_WITHIN_WORD: Final = regex("[A-Za-z0-9]{2}")
_CLAUSE_ENDS: Final = "\n;；。,，"
_DAY: Final = timedelta(days=1)
_LASTS: Final = regex(r"^for\s|[0-9]\s*h|(?:hours?|hrs?|小时|钟头)半?$")
_POSTED_HAN: Final = regex(
    rf"(?:每次)?提前(\d{{1,2}}|{HAN}{{1,3}})天的?(\S{{1,8}}?)??(?:发布|发通知|通知|发出)$"
)
_POSTED: Final = regex(
    r"\b(?:posted|post|announced|announce)\s(\d{1,2})\s?d(?:ays?)?\s(?:before|ahead|earlier)"
    r"(?:\s(?:at\s)?(\S{1,8}(?:\s[ap]m)?))?$"
)
_GROUPS_END: Final = regex(r"[\n;；。]|(?<=[一-鿿])[ \u3000]+(?![/／、,，和与及])|$")
_PLACE_ENDS: Final = "室厅楼馆堂场院处所店校层号座区城园村心上"
_NO_PLACE: Final = rf"(?<=[一-鿿])\s+(?=[一-鿿]{{2}})(?![^\s,;。]*[{_PLACE_ENDS}](?:$|[\s,;。]))"
_PEOPLE: Final = regex("(?:参加|参会|出席|到会)$")
"""Behind a time stands who is to come, not where."""
_LENGTHS_APART: Final = regex(r"\s*(?:[,，、/&+和及与]|\band\b)\s*", re.IGNORECASE)
_WHOLE: Final = r"\d{1,3}(?:,\d{3})+|\d{1,9}"
_MARKED: Final = 8
"""How many of the words that may announce something are tried, from the right."""


class Rest(Struct):
    """Hold what is not read yet, and the same folded: offsets hold in both."""

    text: str
    folded: str = ""

    def __post_init__(self) -> None:
        """Fold the text."""
        self.folded = fold(self.text)

    def cut(self, start: int, end: int) -> None:
        """Take a stretch away, with what only joined it to the rest."""
        left, right = self.text[:start].rstrip(_BLANK), self.text[end:].lstrip(_BLANK)
        before, after = left.rstrip(EDGE), right.lstrip(EDGE)
        if not before:  # by Fri: Lunch?
            after = after.lstrip(":：")
        joint = left[len(before) :] and right[: len(right) - len(after)]
        if not before or not after:
            joint = ""
        elif "\n" in self.text[len(before) : len(self.text) - len(after)]:
            joint = "\n"
        elif before[-1] in ":：?？" or not joint:
            joint = " "
        self.text = (before + joint + after).strip()
        self.folded = fold(self.text)


class Tail(Struct, frozen=True):
    """Say where something stands, and what it is."""

    start: int
    end: int
    typed: str
    reading: Reading | None = None


class CountedTail(Tail, frozen=True):
    """Say, besides, up to which number, where two were given."""

    most: str = ""


class PostedTail(Tail, frozen=True):
    """Say, besides, how many days before something is posted, and at what time if that is said."""

    days: int = 0
    at: time | None = None


def word_tail(rest: Rest, spellings: Iterable[str]) -> Tail | None:
    """Find one of some words at the end."""
    for spelling in spellings:
        start = len(rest.folded) - len(spelling)
        if start >= 0 and rest.folded.endswith(spelling) and apart(rest.folded, start):
            return Tail(start, len(rest.text), spelling)
    return None


def counter_tail(rest: Rest, spellings: Iterable[str]) -> Tail | None:
    """Find one of some words with a number after it at the end."""
    called = "|".join(map(re.escape, spellings))
    found = re.search(
        rf"(?:{called})\s*(\d{{1,9}}|{HAN}{{1,6}}|(?:{SPELLED})\b)"
        r"(?:\s*(?:[项个字篇分人名位种样门](?:以上|左右)?|options?|answers?|choices?|each|words?|papers?|points?))?$",
        rest.folded,
    )
    if found is None or not apart(rest.folded, found.start()):
        return None
    return Tail(found.start(), len(rest.text), found[1])


def counted_tail(rest: Rest, spellings: Iterable[str]) -> CountedTail | None:
    """Find a number with one of some words after it at the end: 15 questions, 每题20秒.

    There may be two, between which something is to be: 800-1500字.
    """
    called = "|".join(map(re.escape, sorted(spellings, key=len, reverse=True)))
    found = re.search(
        rf"(?:每道?题\s*)?(?<![\d.])({_WHOLE}|{HAN}{{1,6}}|\b(?:{SPELLED})\b)"
        rf"(?:\s*(?:[-–—~至到]|\bto\b)\s*({_WHOLE}))?"
        rf"\s*(?:{called})(?:\s+(?:each|per question|a question))?$",
        rest.folded,
    )
    if found is None or not apart(rest.folded, found.start()):
        return None
    least, most = (each.replace(",", "") for each in found.groups(""))
    return CountedTail(found.start(), len(rest.text), least, most=most)


def time_tail(rest: Rest, spellings: Sequence[str], setting: Setting) -> Tail | None:
    """Find a time that one of some words announces: at the end, else as a clause of its own."""
    for marked in _marks(rest, spellings):
        start, end = marked.span()
        word = marked[0].rstrip(" \t:：")
        weak = len(word) == 1 and not word.isascii()  # 到 alone is in 推迟到周五, too
        if _is_option(rest.text, start) or (weak and not apart(rest.folded, start)):
            continue
        tail = rest.text[end:].strip(EDGE)
        if (reading := read(tail, setting)) is not None and not _asks(rest.text, start):
            return Tail(start, len(rest.text), tail, reading)
        if _opens_clause(rest.text, start) and (found := _at_start(rest.text, end, setting)):
            return Tail(start, found.end, found.typed, found.reading)
    return None


def _marks(rest: Rest, spellings: Iterable[str]) -> Iterator[re.Match[str]]:
    """Yield where words stand that may announce something, from the right."""
    called = "|".join(
        rf"\b{re.escape(each)}\b" if each.isascii() else re.escape(each) for each in spellings
    )
    found = list(re.finditer(rf"(?:{called})\s*[:：]?\s*", rest.folded))
    return reversed(found[-_MARKED:])


def deadline(rest: Rest, spellings: Sequence[str], setting: Setting) -> Tail | None:
    """Find a deadline that says so itself, at the end or in front: 周五18点前, 三天后截止."""
    called = _long_words(spellings)
    stop = _before(rest.folded, called)
    if stop is not None and (tail := last(rest, setting, stop)) is not None:
        return tail
    for end in _ends(rest.text, 0):
        stop = _before(rest.folded[:end], called)
        if stop is not None and (reading := _said(rest.text[:stop], setting)):
            return Tail(0, end, rest.text[:stop].strip(), reading)
    return None


def last(rest: Rest, setting: Setting, stop: int | None = None) -> Tail | None:
    """Find the deadline at the end, or before a word there that begins at `stop`."""
    for at in _starts(rest.text, len(rest.text) if stop is None else stop):
        reading = _said(rest.text[at:stop], setting)
        if reading is not None and apart(rest.folded, at):
            return Tail(at, len(rest.text), rest.text[at:stop].strip(), reading)
    return None


def due(rest: Rest, setting: Setting) -> Tail | None:
    """Find the deadline at the end, where one is needed: 下周五, 下周五交."""
    done = _DONE_THEN.search(rest.folded)
    return last(rest, setting) or (last(rest, setting, done.start()) if done else None)


def _before(folded: str, called: str) -> int | None:
    """Return where the time ends of which the end of a text says that it is a deadline."""
    if called and (closed := re.search(rf"(?:{called})$", folded)):
        return closed.start()
    before = _BEFORE.search(folded)
    return None if before is None else before.end()


def ahead_tail(
    rest: Rest, spellings: Sequence[str], ends: Sequence[str], setting: Setting
) -> Tail | None:
    """Find at the end how long before something one is to be reminded: 提前1天和1小时提醒."""
    for marked in _marks(rest, spellings):
        start = marked.start()
        if _is_option(rest.text, start):
            continue
        if ":" in marked[0] and not _opens_clause(rest.text, start):
            continue  # What is behind it may be the options: when to remind: 1d, 1h
        typed = without_end(rest.text[marked.end() :], ends)
        if lengths(typed, setting):
            return Tail(start, len(rest.text), typed)
    return None


def without_end(text: str, ends: Sequence[str]) -> str:
    """Return a text without the word that may close it."""
    folded = fold(text).rstrip(EDGE)
    end = next((each for each in ends if folded.endswith(each)), "")
    return text[: len(folded) - len(end)].strip(EDGE)


def lengths(text: str, setting: Setting) -> tuple[timedelta, ...]:
    """Read some lengths of time, one after the other: 1d 1h, 1 day and 2 hours, 1天、1小时.

    Empty where anything else stands there.
    """
    found = []
    for part in filter(None, _LENGTHS_APART.split(text.strip(EDGE))):
        whole = read(part, setting)
        some = [whole] if isinstance(whole, Length) else [read(e, setting) for e in part.split()]
        for each in some:
            if not isinstance(each, Length):
                return ()
            found.append(each.length)
    return tuple(found)


def text_tail(
    rest: Rest, spellings: Sequence[str], *, inline: bool, several: bool = False
) -> Tail | None:
    """Find a text that one of some words announces: 地点：204.

    On a line of its own it is all of the line; `inline` finds it within one, too, up to a comma,
    or, where `several` texts are meant, up to its end.
    """
    called = "|".join(
        rf"{re.escape(each)}\s*:" if each.isascii() else rf"{re.escape(each)}\s*:?"
        for each in spellings
    )
    ends = re.escape(fold(_CLAUSE_ENDS))
    until = r"\n。" if several else ends
    found = re.search(rf"^(?:{called})[^\S\n]*([^\n]+)", rest.folded, re.MULTILINE)
    if found is None and inline:
        found = re.search(rf"(?<=[\s{ends}])(?:{called})[^\S\n]*([^{until}]+)", rest.folded)
    if found is None:
        return None
    return Tail(found.start(), found.end(), rest.text[found.start(1) : found.end()].strip())


def name_tail(rest: Rest, spellings: Iterable[str]) -> Tail | None:
    """Find a person's name that one of some words announces: 主讲@小李, speaker: Li.

    One that is marked by @ or a colon is found wherever it stands, any other at the end alone.
    """
    called = "|".join(
        rf"(?<![a-z]){re.escape(each)}" if each.isascii() else re.escape(each) for each in spellings
    )
    ends = re.escape(EDGE)
    marked, name = rf"(?:{called})\s*(?:[:@]\s*)+", rf"[^{ends}@:]+"
    # A Latin name may have two parts, where nothing else follows them.
    two = rf"({name}(?: [a-z]+)?)"
    found = re.search(rf"{marked}{two}(?=\s*(?:$|[\n,;。]))", rest.folded)
    found = found or re.search(rf"{marked}({name})(?=$|[{ends}])", rest.folded)
    if found is None:
        # A Chinese word needs no space behind it.
        spaced = rf"(?:{called})(?:\s+|(?<=[^a-z]))"
        found = re.search(rf"(?:^|(?<=[{ends}])){spaced}{two}$", rest.folded)
    if found is None:
        return None
    return Tail(found.start(), found.end(), rest.text[found.start(1) : found.end()].strip())


def posted_tail(rest: Rest, setting: Setting) -> PostedTail | None:
    """Find at the end how many days before something is posted, and at what time."""
    found = _POSTED_HAN.search(rest.folded) or _POSTED.search(rest.folded)
    days = whole(found[1]) if found is not None else None
    if found is None or days is None:
        return None
    reading = read(found[2].strip(), setting) if found[2] else None
    at = None
    if isinstance(reading, At | Past):
        moment = reading.instant if isinstance(reading, At) else reading.typed
        at = moment.astimezone(setting.zone).time()
    elif found[2]:
        return None
    return PostedTail(found.start(), len(rest.text), found[0], days=days, at=at)


def lasting(rest: Rest, setting: Setting) -> Tail | None:
    """Find how long something lasts: the last length of less than a day.

    A longer one is a part of the subject (3 days of training), unless it stands behind a time and
    can mean nothing else: Fri 15:00 for 30h.
    """
    tail, low, timed = None, max(len(rest.text) - _NEAR, 0), False
    while (found := find(rest.text[low:], setting)) is not None:
        start, end = low + found.start, low + found.end
        if not isinstance(found.reading, Length):
            timed = True
        elif found.reading.length < _DAY or (timed and _LASTS.search(rest.folded[start:end])):
            tail = Tail(start, end, rest.text[start:end], found.reading)
        low = end
    return tail


def groups_tail(rest: Rest, spellings: Sequence[str], setting: Setting) -> Tail | None:
    """Find the groups that some words announce: 对象：预备党员、正式党员; for: full, guests.

    They end with their clause, before a time, and at a space that no list would have.
    """
    called = "|".join(
        re.escape(each) + (r"\s*:" if each.isascii() else r"(?:\s*:|\s)") for each in spellings
    )
    found = list(re.finditer(rf"(?:^|(?<=[\s,;。]))(?:{called})\s*", rest.folded))
    if not found:
        return None
    start, end = found[-1].span()
    stop = _GROUPS_END.search(rest.text, end)
    assert stop is not None
    listed_ = rest.text[end : stop.start()]
    said = find(listed_, setting)
    if said is not None and listed_[: said.start].strip(EDGE):
        listed_ = listed_[: said.start]
    typed = listed_.strip(EDGE)
    return Tail(start, end + len(listed_), typed) if typed else None


def about(rest: Rest, setting: Setting) -> Tail | None:
    """Find the time that a line is about, though no word says so.

    Of several it is the last that has an hour, which may belong to a day said before it (Friday
    lunch 12:00), else the last day.
    """
    low = max(len(rest.text) - _NEAR, 0)
    hour: Tail | None = None
    day: Tail | None = None
    while (found := find(rest.text[low:], setting)) is not None:
        start, end, reading = low + found.start, low + found.end, found.reading
        if isinstance(reading, Repeating):
            end, reading = _without_subject(rest.text, start, end, setting) or (end, reading)
        tail = Tail(start, end, rest.text[start:end], reading)
        match reading:
            case AskHour() | Day():
                day = tail
            case Repeating() | AskTerm():
                hour, day = tail, None
            case At() | Past() | Ambiguous() | Impossible() | Span():
                hour = tail if day is None else _of_day(day, tail, setting)
        low = end
    return hour or day


def _without_subject(
    text: str, start: int, end: int, setting: Setting
) -> tuple[int, Reading] | None:
    """Find where a time ends of which only the subject behind it made a repeating one.

    "Friday 15:00 weekly study" is one Friday, as "weekly study" says no time.
    """
    if text[:start].strip(EDGE) or not text[end:].strip(EDGE):
        return None
    for stop in range(end - 1, start, -1):
        if _WITHIN_WORD.match(text, stop - 1):
            continue
        after = find(text[stop:], setting)
        reading = read(text[start:stop], setting)
        if reading is None or isinstance(reading, Repeating | Length):
            continue
        if after is None or text[stop : stop + after.start].strip(EDGE):
            return start + len(text[start:stop].rstrip(EDGE)), reading
    return None


def _of_day(day: Tail, hour: Tail, setting: Setting) -> Tail:
    reading = read(f"{day.typed} {hour.typed}", setting)
    if isinstance(reading, At | Past):
        return Tail(hour.start, hour.end, f"{day.typed} {hour.typed}", reading)
    return hour


def behind(
    rest: Rest, start: int, leads: Sequence[str], announced: Sequence[str] = ()
) -> Tail | None:
    """Find what stands from `start` to the end of the clause, without what leads in to it.

    It ends as well before one of the `announced` words with a colon: 204 议题：…, and at a space
    in Chinese that no place goes on behind: 党员活动室 讨论发展对象.
    """
    ends = re.escape(_CLAUSE_ENDS)
    stop = "|".join(map(re.escape, announced)) or "$"
    found = re.compile(rf"\s*((?:(?!\s(?:{stop})\s*:|{_NO_PLACE})[^{ends}])+)").match(
        rest.folded, start
    )
    if found is None or not found[1].strip(EDGE):
        return None
    typed = rest.text[found.start(1) : found.end()].strip()
    if _PEOPLE.search(typed):
        return None
    return Tail(found.start(1), found.end(), led_in(typed, leads) or typed)


def led_in(text: str, leads: Sequence[str]) -> str:
    """Return what follows one of the words that may begin a text; empty where none does."""
    for lead in leads:
        if fold(text).startswith(f"{lead} " if lead.isascii() else lead):
            return text[len(lead) :].strip(_BLANK + ":：")
    return ""


def unreadable(rest: Rest, spellings: Sequence[str]) -> Tail | None:
    """Find a deadline that was plainly meant, after a list, but is no time: 截止周八."""
    called = _long_words(spellings)
    found = re.search(rf"(?:{called})\s*[:：]?\s*([^\n/、,?]{{1,20}})$", rest.folded)
    if not called or found is None or not apart(rest.folded, found.start()):
        return None
    if not listed(rest.text[: found.start()])[0]:
        return None
    return Tail(found.start(), len(rest.text), rest.text[found.start(1) :])


def apart(folded: str, start: int) -> bool:
    """Say whether what begins at `start` is a tail, and not one of the options or a part of it.

    After a comma or on a line of its own it is one only where the options are a list without it.
    """
    before = folded[:start].rstrip(_BLANK)
    if not before or before[-1] in ";。?":
        return True
    if before[-1] in BETWEEN:
        return False
    if before[-1] in ",\n":
        _, options = split(before.rstrip(", \t\n"))
        return not options.strip() or len(listed(options)[1]) > 1
    return len(before) < start


def _long_words(spellings: Iterable[str]) -> str:
    """Return a pattern of the Chinese words that are more than one character."""
    return "|".join(re.escape(each) for each in spellings if len(each) > 1 and not each.isascii())


def _is_option(text: str, start: int) -> bool:
    before = text[:start].rstrip(_BLANK)
    return bool(before) and before[-1] in BETWEEN


def _asks(text: str, start: int) -> bool:
    """Say whether a time at the end is part of the question ("Should we wait until Friday?")."""
    return text.rstrip()[-1:] in {*_QUESTION} and not any(
        mark in text[:start] for mark in _QUESTION
    )


def _opens_clause(text: str, start: int) -> bool:
    before = text[:start].rstrip(_BLANK)
    return not before or before[-1] in _OPENERS


def _at_start(text: str, start: int, setting: Setting) -> Tail | None:
    """Find the longest time that begins here and ends with a word, unless it is an option."""
    for end in _ends(text, start):
        typed = text[start:end].strip(EDGE)
        reading = read(typed, setting)
        after = text[end:].lstrip(_BLANK)
        counts = text[end - 1].isdecimal() and _COUNTED.match(after)
        if counts or reading is None or isinstance(reading, Impossible) or after[:1] in {*BETWEEN}:
            continue
        return Tail(start, end, typed, reading)
    return None


def _said(text: str, setting: Setting) -> Reading | None:
    reading = read(text.strip(EDGE), setting) if text.strip(EDGE) else None
    return (
        reading
        if isinstance(reading, Deadline | Past | Ambiguous | Impossible | Repeating)
        else None
    )


def _starts(text: str, stop: int) -> Iterator[int]:
    """Yield where words begin, the earliest first, within reach of `stop`."""
    low = max(stop - _REACH, 0)
    for at in range(low, stop):
        if not text[at].isspace() and (at == 0 or text[at - 1] in EDGE + _OPENERS):
            yield at


def _ends(text: str, start: int) -> Iterator[int]:
    """Yield where words end, the latest first, within reach of `start`; not the text's own end."""
    for at in range(min(start + _REACH, len(text) - 1), start, -1):
        if text[at - 1].isspace():
            continue
        opens = text[at] in ":：" and not text[at + 1 : at + 2].isdecimal()  # not within 18:00
        if opens or text[at] in EDGE:
            yield at
