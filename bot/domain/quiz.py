"""Questions of a quiz: what is asked, what was answered, and whether that is right."""

import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

from msgspec import Struct

from bot.domain.numerals import in_digits, number
from bot.domain.regex import regex

LETTERS: Final = "ABCDEF"
"""What options are called, in their order: so many may a question have."""
TRUE, FALSE = 0, 1
"""The options of a question that asks whether something is true."""
LONGEST_ANSWER: Final = 100

_BETWEEN_LETTERS: Final = regex(r"[\s,、;/&+和与]|and")
_MEANING: Final = frozenset("#%&@")
"""Punctuation without which it is something else: C#, 5%."""


class Kind(StrEnum):
    """Name the kinds of questions."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUTH = "truth"
    NUMBER = "number"
    TEXT = "text"


class Difficulty(StrEnum):
    """Say how hard a question is."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Picked(Struct, frozen=True):
    """Hold which options are right, or were chosen: their positions, from 0."""

    options: frozenset[int]


class Near(Struct, frozen=True):
    """Hold the right number, and how far an answer may be off in either direction."""

    number: Fraction
    tolerance: Fraction = Fraction(0)


class AnyOf(Struct, frozen=True):
    """Hold the texts that are right, in all languages."""

    texts: tuple[str, ...]


Key: TypeAlias = Picked | Near | AnyOf
"""What is right."""
Given: TypeAlias = Picked | Fraction | str
"""What somebody answered."""


class Wording(Struct, frozen=True):
    """Hold how a question reads in one language.

    `answers` are the texts that are right, of which the first is shown.
    """

    text: str
    options: tuple[str, ...] = ()
    explanation: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


class Question(Struct, frozen=True):
    """Hold a question; `name` tells it from the others of its bank, `wordings` are by language.

    All wordings have the same options in the same order. The two of a true-or-false question are
    said by whoever draws it.
    """

    name: str
    kind: Kind
    key: Key
    wordings: Mapping[str, Wording]
    difficulty: Difficulty | None = None

    def wording(self, language: str) -> Wording:
        """Return how it reads in a language, or else in the first that it has."""
        return self.wordings.get(language) or next(iter(self.wordings.values()))


def is_right(key: Key, given: Given) -> bool:
    """Judge an answer: all right options and no other, a number near enough, one of the texts."""
    match key, given:
        case Picked(), Picked():
            return key == given
        case Near(right, tolerance), Fraction():
            return abs(given - right) <= tolerance
        case AnyOf(texts), str():
            return folded(given) in {folded(each) for each in texts}
    return False


def understood(question: Question, typed: str, truths: Mapping[str, bool]) -> Given | None:
    """Read a typed answer, or return None where it is none and should be asked for again.

    `truths` are the folded words for true and false.
    """
    if not typed.strip() or len(typed) > LONGEST_ANSWER:
        return None
    match question.kind:
        case Kind.TEXT:
            return typed if folded(typed) else None
        case Kind.NUMBER:
            return measured(typed, (each.text for each in question.wordings.values()))
        case Kind.TRUTH:
            said = truths.get(folded(typed))
            return None if said is None else Picked(frozenset({TRUE if said else FALSE}))
    for each in question.wordings.values():
        picked = chosen(typed, each.options)
        if picked is not None and (question.kind is Kind.MULTIPLE or len(picked.options) == 1):
            return picked
    return None


def chosen(typed: str, options: tuple[str, ...]) -> Picked | None:
    """Read letters of options, like B, ACD or "A、C", or one option as it is written.

    A single letter is always that of an option, even where another option is just this letter.
    """
    letters = _BETWEEN_LETTERS.sub("", unicodedata.normalize("NFKC", typed).casefold()).upper()
    known = LETTERS[: len(options)]
    same = [at for at, each in enumerate(options) if folded(each) == folded(typed)]
    if len(letters) != 1 and len(same) == 1:
        return Picked(frozenset(same))
    if letters and all(each in known for each in letters):
        return Picked(frozenset(map(known.index, letters)))
    return Picked(frozenset(same)) if len(same) == 1 else None


def measured(typed: str, asked: Iterable[str]) -> Fraction | None:
    """Read a number, and after it perhaps a unit that one of the questions names: 18周岁."""
    found = number(typed)
    if found is not None:
        return found
    units = [folded(each) for each in asked]
    for end in range(len(typed) - 1, 0, -1):
        unit = folded(typed[end:])
        if any(unit in each for each in units) and (found := number(typed[:end])) is not None:
            return found
    return None


def folded(text: str) -> str:
    """Return what two spellings of one answer share.

    Width, case, spaces and punctuation do not count, and numbers are in digits, so that 第十八条,
    第 18 条 and 《第１８条》 are one. Between two digits a sign counts: 3.5 is not 35.
    """
    text = in_digits("".join(text.split())).casefold()
    kept = []
    for at, sign in enumerate(text):
        category = unicodedata.category(sign)
        between = text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
        if category[0] not in "PZC" or sign in _MEANING or (category[0] == "P" and between):
            kept.append(sign)
    return unicodedata.normalize("NFKC", "".join(kept))


def tally(answers: Iterable[Picked], options: int) -> tuple[int, ...]:
    """Count for each option who chose it."""
    counts = [0] * options
    for each in answers:
        for option in each.options:
            counts[option] += 1
    return tuple(counts)
