"""Read a line that only tells what is when: “Staff meeting tomorrow at 3pm”, 明天下午3点开支委会.

Pure, on text alone. Such a line has no command's word, so it must look like nothing else: what
something is called and when it is stand side by side, and nobody asks, denies or speaks of himself.
Where people are wanted for some hours of a day it may be called anything: “Clean-up Sat 9-11, 5
people”.
"""

import re
from collections.abc import Iterable
from typing import Final

from bot.domain.regex import regex
from bot.shifts import shifts_in
from bot.tails import EDGE
from bot.when import Length, Setting, find
from bot.when.numerals import fold

_LONGEST: Final = 100
_ASKS: Final = regex(r"[?\n]|[吗呢吧么了][。!~]*$")
_NAME: Final = r"(?:(?:a|an|the|our) )?(?P<name>(?:[\w&'-]+ ){0,3}"
_AT: Final = r"[在于][^\s,;。开]{1,20}"
_TALK: Final = regex(
    r"\b(?:i|you|we|they|it|no|not|is|are|was|be|will|would|can|can't|cannot|could|should|must"
    r"|don't|about|after|before|from|of|for|to|at|in|when|what|where|who|why|how|and|or|my|your"
    r"|that|this|cancel|move|miss|skip|join|attend|remind|tell|ask|show|next|last)\b"
    r"|[你您他她不没]|我(?!们)|参加|取消|请假|请问"
)
"""What is in no name of something that is to be, but in sentences about it."""
_GOES_ON: Final = regex(
    r"\s*(?:(?:is|are|was|were|be|will|has|had|to|and|or|but|if|because|instead|cancel\w*|moved?)\b"
    r"|取消|改|推迟|延期|不)"
)
"""What makes a sentence about it of what would else be its name and its time."""
_REPORTS: Final = regex(
    r"\b(?:i|you|he|she|they|it|no|not|is|are|was|were|be|been|will|would|can|can't|cannot|could"
    r"|should|must|don't|didn't|had|has|when|what|where|who|why|how|only|came|come|comes|coming"
    r"|joined|signed|cancel\w*|moved?|skip|remind|tell|ask|show|last)\b"
    r"|[你您他她没了]|不(?!限)|我(?!们)|已|参加|报名|取消|请假|请问|有人|到场|改到|改成|[有来才][\d一二三四五六七八九十]"
)
"""What speaks about people and hours instead of calling for them."""
_TODAY: Final = regex(r"今|(?:周|星期|礼拜)一|\b(?:today|tonight|mon(?:day)?)\b")


def leading(words: Iterable[str]) -> re.Pattern[str]:
    """Return what some folded words match at the beginning of a line: 通知：, reminder:."""
    chinese, english = _either(words)
    return re.compile(rf"(?:{chinese}|(?:{english})(?![a-z]))?[:!\s,]*")


def called_for(leads: re.Pattern[str], text: str, setting: Setting) -> str | None:
    """Return a line that only tells for what people are wanted: a name, a day, hours and a number.

    What it is called may stand behind the hours, if it is called for once. What `leads` in is left
    out.
    """
    folded = fold(text)
    if len(text) > _LONGEST or _ASKS.search(folded) or _REPORTS.search(folded):
        return None
    begins = leads.match(folded)
    assert begins is not None
    text = text[begins.end() :]
    shifts = shifts_in(text, setting)
    if not shifts.found or shifts.wrong is not None:
        return None
    name = shifts.rest or (shifts.found[0].role if len(shifts.found) == 1 else "")
    counted = all(each.places is not None for each in shifts.found)
    # Hours without a day are today's.
    first = shifts.found[0].starts.astimezone(setting.zone)
    dated = first.date() != setting.now.date() or _TODAY.search(folded)
    return text if name and counted and dated else None


class Wording:
    """Know how such lines are worded in all languages."""

    def __init__(self, things: Iterable[str], held: Iterable[str], leads: Iterable[str]) -> None:
        """Take the words, folded.

        `things` end what it is called (会, meeting), `held` say that it is to be (开, schedule),
        `leads` may begin the line (通知, 我们).
        """
        self._things = frozenset(things)
        chinese, english = _either(self._things)
        opens, holds = _either(held)
        called = rf"{_NAME}(?:{english}))(?![\w'])"
        ends = r"(?=$|[\s,;。]|在|于|地点)"
        self._behind = (
            re.compile(rf"(?P<at>{_AT})?(?:{opens})(?P<name>\w{{0,12}}?(?:{chinese})){ends}"),
            re.compile(rf"(?P<at>)(?:(?:{holds}) )?{called}"),
        )
        self._before = (
            re.compile(rf"(?P<name>[一-鿿]{{1,12}}(?:{chinese}))"),
            re.compile(rf"(?:(?:{holds}) )?{called}(?: on| at)?"),
        )
        self._opens = re.compile(rf"(?:{opens}|$)")
        self._leads = leading(leads)

    def told(self, text: str, setting: Setting) -> str | None:
        """Return what a line tells, in the order of a typed command: what it is, when, the rest."""
        folded = fold(text)
        if len(text) > _LONGEST or _ASKS.search(folded):
            return None
        begins = self._leads.match(folded)
        assert begins is not None
        text, folded = text[begins.end() :], folded[begins.end() :]
        if (said := _when(text, setting)) is None:
            return None
        start, end = said
        if not text[:start].strip(EDGE):
            found = _first(each.match(folded, end) for each in self._behind)
            rest, at = (found.end(), text[slice(*found.span("at"))]) if found else (0, "")
        else:
            head = folded[:start].rstrip(EDGE + ":")
            found = _first(each.fullmatch(head) for each in self._before)
            rest, at = end, ""
        if found is None or _TALK.search(found["name"]) or _GOES_ON.match(folded, rest):
            return None
        name = "" if found["name"] in self._things else text[slice(*found.span("name"))]
        more = text[rest:].strip(EDGE)
        if rest == end and (opens := self._opens.match(fold(more))) is not None:
            more = more[opens.end() :].strip(EDGE)
        return " ".join(each for each in (name, text[start:end].strip(EDGE), at, more) if each)


def _when(text: str, setting: Setting) -> tuple[int, int] | None:
    """Find from where to where a time stands, which may be a day and an hour behind it."""
    said = find(text, setting)
    if said is None or isinstance(said.reading, Length):
        return None
    end = said.end
    while (more := find(text[end:], setting)) is not None and not isinstance(more.reading, Length):
        if text[end : end + more.start].strip(EDGE):
            break
        end += more.end
    while text[end : end + 1].isspace():
        end += 1
    return said.start, end


def _either(words: Iterable[str]) -> tuple[str, str]:
    """Return patterns of the Chinese and of the other ones of some words, the longest first."""
    ordered = sorted(words, key=lambda each: -len(each))
    chinese = "|".join(re.escape(each) for each in ordered if not each.isascii())
    return chinese, "|".join(re.escape(each) for each in ordered if each.isascii())


def _first(found: "Iterable[re.Match[str] | None]") -> "re.Match[str] | None":
    return next((each for each in found if each), None)
