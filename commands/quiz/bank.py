"""Banks in words: the headings that people write, what is wrong with a row, and a template."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from bot.documents import Garbled, Table, Unread
from bot.domain.bank import (
    LIMITS,
    Column,
    Entries,
    Fault,
    Vocabulary,
    entries_of_outline,
    entries_of_table,
)
from bot.domain.outline import Tree
from bot.domain.phrase import Phrase, Speaker, Variant
from bot.domain.quiz import LETTERS, Difficulty, Kind, folded
from bot.domain.sheet import Refusal
from bot.words import Catalogues, Voice

banks = Speaker("bank")

SHIPPED: Final = Path(__file__).parent / "banks"
"""The banks that Muster brings along: YAML files in both languages."""

_E = TypeVar("_E", bound=StrEnum)


class Truth(StrEnum):
    """Name the options of a true-or-false question."""

    TRUE = "true"
    FALSE = "false"


def vocabulary(words: Catalogues) -> Vocabulary:
    """Collect the words of all languages by which banks call things."""

    def called(prefix: str, members: Iterable[_E]) -> dict[str, _E]:
        return {
            folded(spelling): member
            for member in members
            for spelling in words.all_spellings(banks.feature, f"{prefix}-{member}")
        }

    truths = called("truth", Truth)
    return Vocabulary(
        called("column", Column),
        called("kind", Kind),
        {word: truth is Truth.TRUE for word, truth in truths.items()},
        called("difficulty", Difficulty),
    )


def entries(
    found: Table | Tree, language: str, words: Catalogues, known: Vocabulary
) -> Entries | Refusal:
    """Say what a file that was read says of questions; `language` is that of a table's words."""
    if isinstance(found, Table):
        rows = ((row.number, row.cells) for row in found.rows)
        return entries_of_table(rows, language, known)
    return entries_of_outline(found, words.languages, language, known)


def told(fault: Fault, found: Table | Tree) -> Phrase:
    """Say what is wrong, in which row of a table or line of a text, and what to write instead."""
    return banks.say(
        "bad-line",
        unit=Variant("row" if isinstance(found, Table) else "line"),
        number=str(fault.number),
        wrong=fault.wrong,
        column=fault.column or Variant("none"),
        cell=fault.cell,
        most=LIMITS[fault.column] if fault.column else 0,
        other=str(fault.other),
    )


def refused(why: Refusal | Garbled | Unread) -> Phrase:
    """Say why a whole file cannot be taken."""
    cells: tuple[str, ...] = ()
    line = ""
    reason: str
    match why:
        case Refusal():
            cells, reason = why.cells, why.why
        case Garbled():
            line, reason = str(why.line), "outline"
        case _:
            reason = why
    return banks.say("refused", reason=Variant(reason), line=line, cells=cells, count=len(cells))


def template(words: Catalogues, voice: Voice) -> list[list[str]]:
    """Return the rows of an empty bank: its headings, and an example of each kind of question."""

    def said(key: str) -> str:
        return words.say(Phrase(banks.feature, key), voice)

    headings = []
    for column in Column:
        heading = said(f"column-{column}")
        options = [f"{heading}{letter}" for letter in LETTERS]
        headings += options if column is Column.OPTION else [heading]
    examples = [said(f"example-{kind}").split("|") for kind in Kind]
    return [headings, *([cell.strip() for cell in row] for row in examples)]
