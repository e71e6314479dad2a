"""Read a line that only tells what is when: “Staff meeting tomorrow at 3pm”, 明天下午3点开支委会.

Pure, on text alone. Such a line has no command's word, so it must look like nothing else: what
something is called and when it is stand side by side, and nobody asks, denies or speaks of himself.
"""

import re
from collections.abc import Iterable
from typing import Final

from bot.tails import EDGE
from bot.when import Length, Setting, find
from bot.when.numerals import fold

_LONGEST: Final = 100
_ASKS: Final = re.compile(r"[?\n]|[吗呢吧么了][。!~]*$")
_NAME: Final = r"(?:(?:a|an|the|our) )?(?P<name>(?:[\w&'-]+ ){0,3}"
_AT: Final = r"[在于][^\s,;。开]{1,20}"
_TALK: Final = re.compile(
    r"\b(?:i|you|we|they|it|no|not|is|are|was|be|will|would|can|can't|cannot|could|should|must"
    r"|don't|about|after|before|from|of|for|to|at|in|when|what|where|who|why|how|and|or|my|your"
    r"|that|this|cancel|move|miss|skip|join|attend|remind|tell|ask|show|next|last)\b"
    r"|[你您他她不没]|我(?!们)|参加|取消|请假|请问"
)
"""What is in no name of something that is to be, but in sentences about it."""
_GOES_ON: Final = re.compile(
    r"\s*(?:(?:is|are|was|were|be|will|has|had|to|and|or|but|if|because|instead|cancel\w*|moved?)\b"
    r"|取消|改|推迟|延期|不)"
)
"""What makes a sentence about it of what would else be its name and its time."""


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
        begins, leading = _either(leads)
        self._leads = re.compile(rf"(?:{begins}|(?:{leading})(?![a-z]))?[:\s,]*")

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
