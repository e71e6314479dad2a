"""Cut a text in two where a reader would: between lines, sentences or words, never in a character.

Pure. Isolates that are open at a cut are closed before it and opened again after it.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from bot.domain.regex import regex
from bot.message import Span, Style, said
from bot.words import PDI

Spans: TypeAlias = tuple[Span, ...]

_DEEPEST = 4
"""How many isolates may be open at a cut: each costs a mark at the end and one at the beginning."""

_ISOLATES = regex("[\u2066-\u2069]")
_ENDS = (
    regex(r"(?=\n)"),
    regex(r"(?<=[。！？；…])(?![。！？；…”’」』）])|(?<=[。！？；…][”’」』）])|(?<=[.!?;])(?=\s)"),
    regex(r"(?=\s)|(?<=[，、：])"),
)
"""Where a text may well be cut: at the end of a line, else of a sentence, else of a word."""

# Grapheme clusters after UAX #29, rules GB3-GB13, without the few characters that are prepended:
# joiners, enclosing marks, tags, skin tones and Hangul vowels stay with what is before them, what
# follows a joiner or a leading Hangul consonant stays with it. Isolates stay with what they wrap.
_STAYS_BEFORE = regex(
    "[\u0e33\u0eb3\u200c\u200d\u2069\uff9e\uff9f\u1160-\u11ff\ud7b0-\ud7ff"
    "\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
)
_STAYS_AFTER = regex("[\u200d\u2066-\u2068\u1100-\u115f\ua960-\ua97f]")
_MARKS = ("Mn", "Mc", "Me")
_FLAG_LETTERS = regex("[\U0001f1e6-\U0001f1ff]+$")


def joined(spans: Spans) -> str:
    """Return the text of localised spans."""
    return "".join(said(span.text) for span in spans)


def units(text: str) -> int:
    """Return how many UTF-16 units a text takes: by these some platforms count."""
    return len(text) + sum(map("\uffff".__lt__, text))


def clipped(text: str, most: int, length: Callable[[str], int] = len) -> str:
    """Return a text of a `length` of at most `most`, with "…" in place of what is too much.

    No character counts as less than one.
    """
    if length(text) <= most:
        return text
    end = min(len(text), most)
    while length(text[:end]) > most - 1 or glued(text, end):
        end -= 1
    return f"{text[:end].rstrip()}…"


def cut(spans: Spans, size: int, whole: int, *, anywhere: bool = True) -> tuple[Spans, Spans]:
    """Cut spans in two, the first at most `size` long, without the white space between them.

    Links, mentions and code of at most `whole` characters are not cut. Where no line, sentence or
    word ends in the second half of `size`, the cut is as late as it can be, or, unless `anywhere`,
    there is none and the first part is empty.
    """
    spans = _shallow(spans)
    text = joined(spans)
    if len(text) <= size:
        return spans, ()
    at = _place(text, size, _unbroken(spans, whole), anywhere=anywhere)
    if not at:
        return (), spans
    end, start = len(text[:at].rstrip()), at
    while text[start : start + 1].isspace() and not glued(text, start + 1):
        start += 1
    opened = _left_open(text[:at])
    return _part(spans, 0, end, after=PDI * len(opened)), _part(spans, start, before=opened)


def _place(text: str, size: int, unbroken: Sequence[range], *, anywhere: bool) -> int:
    """Return where to cut so that the first part is at most `size` long, or 0."""

    def closes(at: int) -> bool:
        return at + len(_left_open(text[:at])) <= size

    def between_clusters(at: int) -> bool:
        return not glued(text, at) and closes(at)

    def between_words(at: int) -> bool:
        return not any(at in each for each in unbroken) and between_clusters(at)

    for ends in _ENDS:
        found = [match.start() for match in ends.finditer(text, max(size // 2, 1), size + 1)]
        if at := next(filter(between_words, reversed(found)), 0):
            return at
    rules: tuple[Callable[[int], bool], ...] = (between_words, between_clusters, closes)
    backwards = range(size, 0, -1) if anywhere else ()
    return next((at for rule in rules for at in filter(rule, backwards)), 0)


def _unbroken(spans: Spans, whole: int) -> list[range]:
    """Return the places that lie inside a link, a mention or code which a message can hold."""
    found, start = [], 0
    for span in spans:
        length = len(said(span.text))
        if length <= whole and (span.link or span.mention is not None or Style.CODE in span.style):
            found.append(range(start + 1, start + length))
        start += length
    return found


def glued(text: str, at: int) -> bool:
    """Tell whether a cut would fall inside what people see as one character."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii():
        return before == "\r" and after == "\n"
    if _STAYS_BEFORE.match(after) or _STAYS_AFTER.match(before):
        return True
    if unicodedata.category(after) in _MARKS:
        return True
    flags = _FLAG_LETTERS.search(text[:at]) if _FLAG_LETTERS.match(after) else None
    return flags is not None and len(flags[0]) % 2 == 1


def _part(
    spans: Spans, start: int, stop: int | None = None, *, before: str = "", after: str = ""
) -> Spans:
    """Return the spans of a stretch of their joined text, with marks set around it."""
    kept: list[Span] = []
    for span in spans:
        text = said(span.text)
        piece = text[max(start, 0) : None if stop is None else max(stop, 0)]
        if piece:
            kept.append(replace(span, text=piece))
        start -= len(text)
        stop = None if stop is None else stop - len(text)
    if kept:
        kept[0] = replace(kept[0], text=before + said(kept[0].text))
        kept[-1] = replace(kept[-1], text=said(kept[-1].text) + after)
    return tuple(kept)


def _left_open(text: str) -> str:
    """Return the isolates that are still open at the end of a text, the outermost first."""
    opened: list[str] = []
    for mark in _ISOLATES.findall(text):
        if mark != PDI:
            opened.append(mark)
        elif opened:
            opened.pop()
    return "".join(opened)


def _shallow(spans: Spans) -> Spans:
    """Take isolates out that are nested so deeply that cutting them would fill a message."""
    depth = 0

    def kept(mark: re.Match[str]) -> str:
        nonlocal depth
        if mark[0] != PDI:
            depth += 1
            return mark[0] if depth <= _DEEPEST else ""
        depth = max(depth - 1, 0)
        return mark[0] if depth < _DEEPEST else ""

    return tuple(replace(span, text=_ISOLATES.sub(kept, said(span.text))) for span in spans)
