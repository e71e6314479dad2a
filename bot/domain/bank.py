"""Banks of questions: what a file of them says, and by row or line what is wrong with it.

A file is read in two steps, both pure. `entries_of_table` and `entries_of_outline` say what stands
where, `read` makes questions of that. Nothing that is unclear is guessed: it is a fault, and a
question with a fault is none.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

from msgspec import Struct, field

from bot.domain.numerals import number
from bot.domain.outline import Branch, Leaf, Tree, Twigs
from bot.domain.quiz import (
    FALSE,
    LETTERS,
    TRUE,
    AnyOf,
    Difficulty,
    Key,
    Kind,
    Near,
    Picked,
    Question,
    Wording,
    chosen,
    folded,
)
from bot.domain.regex import regex
from bot.domain.sheet import Refusal, Unusable, bare, headed

_BY_LETTER, _BY_NUMBER = "abcdefghi", "123456789"
_MOST_OPTIONS: Final = len(_BY_LETTER)
"""So many are seen; those beyond what a question may have are told."""
_LISTED: Final = regex(r"[|｜;；\n]")
_TAGGED: Final = regex(r"[|｜;；\n,，、]")
_MARGIN: Final = regex(r"±|\+/?-")
_GARBLED: Final = regex("\ufffd|锟斤拷|烫烫烫")
"""What is left of Chinese that was written in one encoding and read in another."""


class Column(StrEnum):
    """Name what a bank says of a question."""

    NAME = "name"
    KIND = "kind"
    QUESTION = "question"
    OPTION = "option"
    ANSWER = "answer"
    TOLERANCE = "tolerance"
    EXPLANATION = "explanation"
    TAGS = "tags"
    DIFFICULTY = "difficulty"
    SOURCE = "source"


LIMITS: Final[Mapping[Column, int]] = dict.fromkeys(Column, 40) | {
    Column.QUESTION: 300,
    Column.OPTION: 100,
    Column.ANSWER: 100,
    Column.EXPLANATION: 300,
    Column.SOURCE: 200,
}
"""How many characters each may have: what a question shows must fit into one message."""
_WORDED: Final = frozenset({
    Column.QUESTION, Column.OPTION, Column.ANSWER, Column.EXPLANATION, Column.TAGS, Column.SOURCE,
})  # fmt: skip
"""What may differ by language."""


class Wrong(StrEnum):
    """Say what is wrong with a question."""

    KIND = "kind"
    NO_QUESTION = "no-question"
    LONG = "long"
    FEW_OPTIONS = "few-options"
    MANY_OPTIONS = "many-options"
    GAP = "gap"
    SAME_OPTIONS = "same-options"
    UNWANTED_OPTIONS = "unwanted-options"
    NO_ANSWER = "no-answer"
    NOT_OFFERED = "not-offered"
    SEVERAL = "several"
    NOT_TRUTH = "not-truth"
    NOT_NUMBER = "not-number"
    TOLERANCE = "tolerance"
    DIFFICULTY = "difficulty"
    TWICE = "twice"
    SAME_QUESTION = "same-question"
    GARBLED = "garbled"
    LANGUAGES = "languages"
    SHAPE = "shape"
    DOUBLED = "doubled"


class Fault(Struct, frozen=True):
    """Hold what is wrong: in which row or line, in what, and what stands there.

    `other` is the row or line of what it is the same as.
    """

    number: int
    wrong: Wrong
    column: Column | None = None
    cell: str = ""
    other: int = 0


Texts: TypeAlias = Mapping[Column, tuple[str, ...]]


class Entry(Struct, frozen=True):
    """Hold what is said of one question: in all languages, and in each; where it stands.

    `lines` say where a part stands, by its language ("" for all) and column; what is not among
    them stands where the entry does.
    """

    number: int
    shared: Texts
    worded: Mapping[str, Texts]
    lines: Mapping[tuple[str, Column], int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


class Entries(Struct, frozen=True):
    """Hold all that a file says; `ignored` are headings and keys that nobody knows."""

    entries: tuple[Entry, ...]
    titles: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


class Vocabulary(Struct, frozen=True):
    """Hold the words that files use, in all languages, as `folded` writes them."""

    columns: Mapping[str, Column]
    kinds: Mapping[str, Kind]
    truths: Mapping[str, bool]
    difficulties: Mapping[str, Difficulty]

    def column(self, heading: str) -> tuple[Column, int] | None:
        """Return what a bare heading means, and which option: 选项C, "option 3", C alone, is 2."""
        word = folded(heading)
        if known := self.columns.get(word):
            return known, 0
        stem, mark = word[:-1], word[-1:]
        at = max(_BY_LETTER.find(mark), _BY_NUMBER.find(mark)) if mark else -1
        named = self.columns.get(stem) is Column.OPTION or (not stem and mark.isalpha())
        return (Column.OPTION, at) if named and at >= 0 else None


class Reading(Struct, frozen=True):
    """Hold the questions that are right, and what is wrong with the others."""

    questions: tuple[Question, ...]
    faults: tuple[Fault, ...]


def taken(reading: Reading, *, skip_bad: bool) -> tuple[Question, ...]:
    """Return what is to be imported: nothing of a bank with faults, unless these are skipped."""
    return reading.questions if skip_bad or not reading.faults else ()


# From a file to entries


def entries_of_table(
    rows: Iterable[tuple[int, Sequence[str]]], language: str, vocabulary: Vocabulary
) -> Entries | Refusal:
    """Make entries of numbered rows, below the first that has a heading for questions."""
    found = headed(rows, vocabulary.column, (Column.QUESTION, 0))
    if isinstance(found, Refusal):
        return found
    entries = (_of_row(where, found.columns, row, language) for where, row in found.rows)
    return Entries(tuple(entries), {}, found.ignored)


def _of_row(
    where: int, columns: Sequence[tuple[Column, int] | None], row: Sequence[str], language: str
) -> Entry:
    texts: dict[Column, tuple[str, ...]] = {}
    options: dict[int, str] = {}
    for known, cell in zip(columns, row, strict=False):
        if known is None or not cell:
            continue
        column, at = known
        if column is Column.OPTION:
            options[at] = cell
        else:
            texts[column] = (cell,)
    return _entry(where, texts | _in_order(options), language)


def _entry(where: int, texts: Texts, language: str) -> Entry:
    """Make an entry that speaks one language."""
    worded = {column: cells for column, cells in texts.items() if column in _WORDED}
    shared = {column: cells for column, cells in texts.items() if column not in _WORDED}
    return Entry(where, shared, {language: worded})


def entries_of_outline(
    tree: Tree, languages: Sequence[str], language: str, vocabulary: Vocabulary
) -> Entries | Refusal:
    """Make entries of an outline: a list of questions, or `questions` beside the bank's `name`.

    A key that is one of the `languages` holds what differs by language; what stands beside it holds
    for all. Without such a key the question is in `language`.
    """
    titles: dict[str, str] = {}
    ignored: dict[str, None] = {}
    questions: Tree | None = tree if isinstance(tree, Twigs) else None
    for key, _, value in tree if isinstance(tree, Branch) else ():
        known = vocabulary.columns.get(folded(key.removesuffix("s")))
        if key == "questions" or (known is Column.QUESTION and isinstance(value, Twigs)):
            questions = value
        elif key == "name" and isinstance(value, Leaf):
            titles = {language: value.text}
        elif key == "name" and isinstance(value, Branch):
            titles = {said: each.text for said, _, each in value if isinstance(each, Leaf)}
        else:
            ignored[key] = None
    if not isinstance(questions, Twigs):
        return Refusal(Unusable.HEADINGS, tuple(ignored))
    entries = tuple(
        _of_branch(each, languages, language, vocabulary, ignored) for each in questions.items
    )
    return Entries(entries, titles, tuple(ignored)) if entries else Refusal(Unusable.EMPTY)


def _of_branch(
    tree: Tree,
    languages: Sequence[str],
    language: str,
    vocabulary: Vocabulary,
    ignored: dict[str, None],
) -> Entry:
    if not isinstance(tree, Branch):
        return Entry(tree.line, {}, {}, faults=(Fault(tree.line, Wrong.SHAPE),))
    faults: list[Fault] = []
    lines: dict[tuple[str, Column], int] = {}
    parts: dict[str, Texts] = {}
    for said, branch in _by_language(tree, languages):
        known = []
        for key, line, value in branch:
            if (column := vocabulary.column(bare(key))) is not None:
                known.append((column, key, line, value))
                lines.setdefault((said, column[0]), line)
            elif said or key not in languages or not isinstance(value, Branch):
                ignored[key] = None
        if said in parts:
            faults.append(Fault(branch.line, Wrong.DOUBLED, cell=said))
        parts[said] = _texts(known, faults)
    shared = parts.pop("")
    if parts:
        return Entry(tree.line, shared, parts, lines, tuple(faults))
    whole = _entry(tree.line, shared, language)
    return Entry(tree.line, whole.shared, whole.worded, _moved(lines, language), tuple(faults))


def _texts(
    known: Iterable[tuple[tuple[Column, int], str, int, Tree]], faults: list[Fault]
) -> Texts:
    """Collect what stands under keys; options are one list, or a key for each: A, B, C."""
    texts: dict[Column, tuple[str, ...]] = {}
    options: dict[int, str] = {}
    seen: set[tuple[Column, int]] = set()
    for (column, at), key, line, value in known:
        cells = _cells(value)
        single = column is Column.OPTION and isinstance(value, Leaf)
        takes = {(column, at)} if single else {(column, each) for each in range(_MOST_OPTIONS)}
        if cells is None:
            faults.append(Fault(line, Wrong.SHAPE, column))
        elif takes & seen:
            faults.append(Fault(line, Wrong.DOUBLED, column, key))
        elif single:
            options |= {at: cells[0]} if cells[0] else {}
        elif any(cells):
            texts[column] = cells
        seen |= takes
    return texts | _in_order(options)


def _in_order(options: Mapping[int, str]) -> dict[Column, tuple[str, ...]]:
    """Put options in their order, with gaps where some are missing."""
    if not options:
        return {}
    return {Column.OPTION: tuple(options.get(at, "") for at in range(max(options) + 1))}


def _by_language(tree: Branch, languages: Sequence[str]) -> Iterator[tuple[str, Branch]]:
    yield "", tree
    for key, _, value in tree:
        if key in languages and isinstance(value, Branch):
            yield key, value


def _moved(lines: Mapping[tuple[str, Column], int], language: str) -> dict[tuple[str, Column], int]:
    return {
        (language if column in _WORDED else "", column): at for (_, column), at in lines.items()
    }


def _cells(value: Tree) -> tuple[str, ...] | None:
    match value:
        case Leaf(text=text):
            return (text.strip(),)
        case Twigs(items=items):
            texts = [each.text.strip() for each in items if isinstance(each, Leaf)]
            return tuple(texts) if len(texts) == len(items) else None
    return None


# From entries to questions


def read(entries: Iterable[Entry], vocabulary: Vocabulary) -> Reading:
    """Make questions of entries; of two with one name, or with one text, the first stands."""
    questions: list[Question] = []
    faults: list[Fault] = []
    names: dict[str, int] = {}
    texts: dict[tuple[str, ...], int] = {}
    for entry in entries:
        checked = _Checked(entry, vocabulary)
        question, wrong = checked.question(), checked.faults
        named = folded(question.name)
        same = [tuple(map(folded, (each.text, *each.options)))
                for each in question.wordings.values()]  # fmt: skip
        if entry.shared.get(Column.NAME) and named in names:
            line = checked.line(Column.NAME)
            wrong.append(Fault(line, Wrong.TWICE, Column.NAME, question.name, names[named]))
        elif first := next((texts[each] for each in same if each[0] and each in texts), 0):
            line = checked.line(Column.QUESTION)
            wrong.append(Fault(line, Wrong.SAME_QUESTION, Column.QUESTION, other=first))
        names.setdefault(named, entry.number)
        for each in same:
            texts.setdefault(each, entry.number)
        faults += dict.fromkeys(wrong)
        if not wrong:
            questions.append(question)
    return Reading(tuple(questions), tuple(sorted(faults, key=lambda each: each.number)))


class _Checked:
    """Read one entry and collect what is wrong with it."""

    def __init__(self, entry: Entry, vocabulary: Vocabulary) -> None:
        self._entry = entry
        self._words = vocabulary
        self.faults = list(entry.faults)

    def line(self, column: Column, language: str = "") -> int:
        lines = self._entry.lines
        places = [language, *self._entry.worded, ""]
        return next((lines[at, column] for at in places if (at, column) in lines),
                    self._entry.number)  # fmt: skip

    def question(self) -> Question:
        """Return the question, as far as it can be read."""
        entry = self._entry
        for language, texts in (("", entry.shared), *entry.worded.items()):
            for column, cells in texts.items():
                self._looked_at(column, cells, language)
        kind = self._kind()
        wordings = {language: self._wording(language, kind) for language in entry.worded}
        if len({len(each.options) for each in wordings.values()}) > 1:
            self._wrong(Wrong.LANGUAGES, Column.OPTION)
        key = self._key(kind, wordings)
        return Question(self._name(), kind or Kind.TEXT, key, wordings, self._difficulty())

    def _wrong(
        self, wrong: Wrong, column: Column | None = None, cell: str = "", language: str = ""
    ) -> None:
        line = self._entry.number if column is None else self.line(column, language)
        self.faults.append(Fault(line, wrong, column, cell[:40]))

    def _looked_at(self, column: Column, cells: tuple[str, ...], language: str) -> None:
        pattern = {Column.TAGS: _TAGGED, Column.ANSWER: _LISTED}.get(column)
        for cell in cells:
            if _GARBLED.search(cell) or ("??" in cell and not any(map(str.isalnum, cell))):
                self._wrong(Wrong.GARBLED, column, cell, language)
            parts = pattern.split(cell) if pattern else (cell,)
            if max(map(len, parts)) > LIMITS[column]:
                self._wrong(Wrong.LONG, column, cell, language)

    def _said(self, column: Column, language: str) -> tuple[str, ...]:
        """Return what stands in a column: for the language if it has its own, or for all."""
        entry = self._entry
        return entry.worded.get(language, {}).get(column) or entry.shared.get(column, ())

    def _one(self, column: Column, language: str = "") -> str:
        """Return the text of a column."""
        return " ".join(self._said(column, language))

    def _many(self, column: Column, pattern: re.Pattern[str], language: str) -> tuple[str, ...]:
        """Return the texts of a column: a list, or one cell that is split."""
        cells = self._said(column, language)
        if len(cells) == 1:
            cells = tuple(pattern.split(cells[0]))
        return tuple(dict.fromkeys(each.strip() for each in cells if each.strip()))

    def _name(self) -> str:
        """Return its name; of one without, a name that stays when rows change places."""
        if name := self._one(Column.NAME):
            return name
        said = "\n".join(
            folded(cell)
            for texts in self._entry.worded.values()
            for column in (Column.QUESTION, Column.OPTION)
            for cell in texts.get(column, ())
        )
        return hashlib.sha256(said.encode()).hexdigest()[:8]

    def _kind(self) -> Kind | None:
        cell = self._one(Column.KIND)
        kind = self._words.kinds.get(folded(cell))
        if kind is None:
            self._wrong(Wrong.KIND, Column.KIND, cell)
        return kind

    def _difficulty(self) -> Difficulty | None:
        cell = self._one(Column.DIFFICULTY)
        found = self._words.difficulties.get(folded(cell))
        if cell and found is None:
            self._wrong(Wrong.DIFFICULTY, Column.DIFFICULTY, cell)
        return found

    def _wording(self, language: str, kind: Kind | None) -> Wording:
        text = self._one(Column.QUESTION, language)
        if not text:
            self._wrong(Wrong.NO_QUESTION, Column.QUESTION, language=language)
        options = self._said(Column.OPTION, language)
        if kind in {Kind.SINGLE, Kind.MULTIPLE}:
            self._offered(options, language)
        elif kind is not None and options:
            if not self._truths_offered(kind, options):
                self._wrong(Wrong.UNWANTED_OPTIONS, Column.OPTION, options[0], language)
            options = ()
        return Wording(
            text, options, self._one(Column.EXPLANATION, language),
            self._one(Column.SOURCE, language), self._many(Column.TAGS, _TAGGED, language),
            self._many(Column.ANSWER, _LISTED, language) if kind is Kind.TEXT else (),
        )  # fmt: skip

    def _offered(self, options: tuple[str, ...], language: str) -> None:
        """Object to options among which nobody could choose."""
        if not all(options):
            letter = chr(ord("A") + options.index(""))
            self._wrong(Wrong.GAP, Column.OPTION, letter, language)
        elif len(options) < 2:
            self._wrong(Wrong.FEW_OPTIONS, Column.OPTION, language=language)
        elif len(options) > len(LETTERS):
            self._wrong(Wrong.MANY_OPTIONS, Column.OPTION, str(len(options)), language)
        elif twice := next((each for at, each in enumerate(options)
                            if each in options[:at]), None):  # fmt: skip
            self._wrong(Wrong.SAME_OPTIONS, Column.OPTION, twice, language)

    def _truths_offered(self, kind: Kind, options: tuple[str, ...]) -> bool:
        """Say whether the options of a true-or-false question are just true and false."""
        said = {self._words.truths.get(folded(each)) for each in options}
        return kind is Kind.TRUTH and len(options) == 2 and said == {True, False}

    def _key(self, kind: Kind | None, wordings: Mapping[str, Wording]) -> Key:
        answers = [self._one(Column.ANSWER, language) for language in wordings]
        cell = next(filter(None, answers), self._one(Column.ANSWER))
        nothing = Picked(frozenset())
        if not cell:
            self._wrong(Wrong.NO_ANSWER, Column.ANSWER)
            return nothing
        match kind:
            case Kind.TEXT:
                texts = tuple(dict.fromkeys(t for each in wordings.values() for t in each.answers))
                if not texts or not all(map(folded, texts)):
                    self._wrong(Wrong.NO_ANSWER, Column.ANSWER, cell)
                return AnyOf(texts)
            case Kind.NUMBER:
                return self._near(cell)
            case Kind.TRUTH:
                return self._truth(cell)
            case Kind.SINGLE | Kind.MULTIPLE:
                found = (chosen(cell, each.options) for each in wordings.values())
                picked = next((each for each in found if each is not None), None)
                if picked is None:
                    self._wrong(Wrong.NOT_OFFERED, Column.ANSWER, cell)
                elif kind is Kind.SINGLE and len(picked.options) > 1:
                    self._wrong(Wrong.SEVERAL, Column.ANSWER, cell)
                return picked or nothing
        return nothing

    def _truth(self, cell: str) -> Picked:
        said = self._words.truths.get(folded(cell))
        for language in self._entry.worded:
            # Many a bank writes A 对, B 错, and for the answer the letter.
            options = self._said(Column.OPTION, language)
            picked = chosen(cell, options) if said is None else None
            if picked is not None and len(picked.options) == 1:
                said = self._words.truths.get(folded(options[min(picked.options)]))
        if said is None:
            self._wrong(Wrong.NOT_TRUTH, Column.ANSWER, cell)
        return Picked(frozenset({TRUE if said else FALSE}))

    def _near(self, cell: str) -> Near:
        value, *margins = _MARGIN.split(cell)
        right = number(value)
        if right is None:
            self._wrong(Wrong.NOT_NUMBER, Column.ANSWER, cell)
        said = self._one(Column.TOLERANCE) or "".join(margins)
        tolerance = number(said) if said else Fraction(0)
        if tolerance is None or tolerance < 0:
            self._wrong(Wrong.TOLERANCE, Column.TOLERANCE, said)
        return Near(right or Fraction(0), tolerance or Fraction(0))
