"""Times that people type, in Chinese and in English, and how times are shown to them.

`read` takes a text that should be a time, `find` looks for one in a sentence. Nothing is guessed
in silence: what is unclear, over or impossible has a reading of its own.
"""

from typing import Final

from bot.domain.regex import regex
from bot.when.grammar import Expression, Scan, patterns
from bot.when.local import NoTermError, RefusedError
from bot.when.numerals import fold
from bot.when.printing import print_day, print_instant, print_length, print_span
from bot.when.reading import interpret
from bot.when.readings import (
    Ambiguous,
    AskHour,
    AskTerm,
    At,
    Day,
    Deadline,
    Found,
    Impossible,
    Length,
    Missing,
    Note,
    Part,
    Past,
    Purpose,
    Reading,
    Reason,
    Repeating,
    Setting,
    Span,
    WorkLength,
)
from bot.when.series import begin, interpret_repeats
from bot.when.spans import interpret_span
from bot.when.telling import print_repeats

__all__ = [
    "Ambiguous",
    "AskHour",
    "AskTerm",
    "At",
    "Day",
    "Deadline",
    "Found",
    "Impossible",
    "Length",
    "Missing",
    "Note",
    "Part",
    "Past",
    "Purpose",
    "Reading",
    "Reason",
    "Repeating",
    "Setting",
    "Span",
    "WorkLength",
    "begin",
    "find",
    "print_day",
    "print_instant",
    "print_length",
    "print_repeats",
    "print_span",
    "read",
]

_LONGEST: Final = 200
"""Characters of what is read: a rule that leaves four days out prints to some 175."""
_TAIL: Final = regex(r"[\s.,;!?。、吧呢啊哦喔呀~]{1,9}$")


def read(text: str, setting: Setting) -> Reading | None:
    """Read a text that is a time from end to end; None if it is not.

    Never raises, whatever the text. The rules are those of the product: the future is meant
    unless the words are past; a deadline without an hour is 23:59; a meeting without one asks.
    """
    typed = text.strip()
    if len(typed) > _LONGEST:
        return None
    folded = fold(typed)
    length = len(_TAIL.sub("", folded))
    scan = Scan(folded, typed)
    refused: Reading | None = None
    for expression in scan.expressions(0):
        if expression.end not in {length, len(folded)}:
            continue
        reading = _interpret(expression, typed, setting)
        if isinstance(reading, Impossible):
            refused = refused or reading
        elif reading is not None:
            return reading
    return refused


def get_ready_to_read() -> None:
    """Do beforehand what the first reading would else take its time for."""
    patterns()


def find(text: str, setting: Setting) -> Found | None:
    """Find the leftmost time in a sentence, as long as it reaches; None if there is none.

    Words that only look like times do not count: a time must be written as one, or stand in
    company (12/1 9:30, but not 1/2). A leading "by" or "until" belongs to what is found, and
    what is found reads alike by itself.
    """
    scan = Scan(fold(text), text)
    for start in scan.openings():
        for expression in scan.expressions(start):
            if not scan.counts(start, expression):
                continue
            reading = read(text[start : expression.end], setting)
            if reading is None or _is_elsewhere(reading):
                continue
            return Found(start, expression.end, reading)
    return None


def _is_elsewhere(reading: Reading) -> bool:
    return isinstance(reading, Impossible) and reading.reason is Reason.ZONE


def _interpret(expression: Expression, text: str, setting: Setting) -> Reading | None:
    first, second = expression.said, expression.until
    try:
        if first.repeats:
            return interpret_repeats(expression, setting)
        if second is None:
            return interpret(first, setting)
        return interpret_span(first, second, setting)
    except RefusedError as refused:
        return Impossible(text, refused.reason)
    except NoTermError:
        return AskTerm(text)
    except OverflowError:  # beyond what dates can hold
        return Impossible(text, Reason.DATE)
