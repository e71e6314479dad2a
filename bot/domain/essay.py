"""Essays, as rules: when a paper is late and what that costs, how long it is, what it resembles."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Final, TypeAlias

from bot.domain.phrase import Instant

_DAY: Final = timedelta(days=1)
_FULL: Final = 100

_WORD: Final = re.compile(r"[^\W_]+(?:(?:['’\-.]|(?<=\d),(?=\d))[^\W_]+)*")
_WIDE: Final = re.compile(
    "["
    "\u3001-\u303f"  # CJK punctuation, its space aside
    "\u3040-\u30ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # ideographs
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"  # full-width punctuation
    "\U00020000-\U0003134f"
    "]"
)
_WIDE_QUOTES: Final = re.compile("[‘’“”…—·]")

_SHINGLE: Final = 5
"""How many letters in a row are compared: few, so that a changed word spoils few runs."""
_KEPT: Final = 128
"""How many of a text's hashes are kept: its likeness to another is known to about a twentieth."""
ALIKE: Final = 0.8
"""From which likeness on two texts are shown to somebody who decides."""


class Late(StrEnum):
    """Say what becomes of a paper that comes after its time."""

    REFUSE = "refuse"
    FLAG = "flag"
    DEDUCT = "deduct"


@dataclass(frozen=True, slots=True)
class LateRule:
    """Say what lateness costs: `points` of a hundred for each day begun, down to `floor`."""

    late: Late = Late.FLAG
    points: int = 0
    floor: int = 0


@dataclass(frozen=True, slots=True)
class InTime:
    """The paper came before its time was over."""


@dataclass(frozen=True, slots=True)
class TooLate:
    """The paper came late by so many days, the last one only begun; at best it is worth `most`."""

    days: int
    most: int


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The paper came too late to be taken."""


Judged: TypeAlias = InTime | TooLate | NotTaken


def judge(handed_in: Instant, due: Instant, rule: LateRule) -> Judged:
    """Judge when a paper came by when it was due: at that very instant it is in time.

    What counts is when it was handed in, however long it took to be fetched and read.
    """
    if handed_in <= due:
        return InTime()
    if rule.late is Late.REFUSE:
        return NotTaken()
    days = -((due - handed_in) // _DAY)  # rounded up: a day that has begun counts
    cost = rule.points * days if rule.late is Late.DEDUCT else 0
    return TooLate(days, max(_FULL - cost, min(rule.floor, _FULL)))


def length(text: str) -> int:
    """Count a text as word processors in China do (字数).

    Each ideograph, kana or Chinese punctuation mark counts one, and so does each word or number in
    other letters; their punctuation and all spaces count nothing. Quotation marks, dashes and the
    ellipsis, which both share, count where they touch Chinese.
    """
    wide = len(_WIDE.findall(text))
    shared = sum(_touches(text, at.start()) for at in _WIDE_QUOTES.finditer(text))
    return wide + shared + len(_WORD.findall(_WIDE.sub(" ", text)))


def _touches(text: str, at: int) -> bool:
    around = text[max(at - 1, 0) : at + 2].replace(text[at], "")
    return any(_WIDE.match(each) for each in around)


Sketch: TypeAlias = tuple[int, ...]
"""The smallest hashes of what stands in a text, in order: enough to compare it, not to read it."""


def sketch(text: str) -> Sketch:
    """Sketch a text by its letters alone, whatever its case, width, spaces and punctuation.

    The k smallest hashes of all runs of letters (bottom-k, Cohen and Kaplan 2007).
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(each for each in folded if each.isalnum())
    runs = {letters[at : at + _SHINGLE] for at in range(max(len(letters) - _SHINGLE + 1, 1))}
    hashes = (int.from_bytes(blake2b(run.encode(), digest_size=6).digest()) for run in runs if run)
    return tuple(sorted(hashes)[:_KEPT])


def likeness(one: Sketch, other: Sketch) -> float:
    """Estimate which share two texts have in common of all that stands in either: 1 is the same."""
    if not one or not other:
        return 0.0
    both = sorted({*one, *other})[: min(_KEPT, max(len(one), len(other)))]
    common = {*one} & {*other}
    return sum(each in common for each in both) / len(both)


def alike(text: Sketch, others: Iterable[tuple[int, Sketch]]) -> tuple[int, float] | None:
    """Return which of some texts, by its id, is most like this one, if any is like it enough."""
    found = ((key, likeness(text, other)) for key, other in others)
    best = max(found, key=lambda each: each[1], default=(0, 0.0))
    return best if best[1] >= ALIKE else None
