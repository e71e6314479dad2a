"""Read a typed line into the values of a form.

Tails are eaten from the right, the rest is the subject. What cannot be read is kept and asked for;
the draft card is the safety net.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeVar

from bot.context import Problem
from bot.domain.phrase import Phrase, Value, Variant, Words
from bot.form import After, Counter, FieldSpec, FormSpec, Listed, Raw, Subject, Word
from bot.message import FieldKind
from bot.when import (
    Ambiguous,
    AskHour,
    At,
    Day,
    Deadline,
    Impossible,
    Later,
    Length,
    Past,
    Purpose,
    Reading,
    Setting,
    Span,
    find,
    read,
)
from bot.when.numerals import HAN, fold, whole
from bot.words import Catalogues

T = TypeVar("T")

LONGEST: Final = 10_000
"""Characters of a line that are looked at; product.md asks that so many do no harm."""

_EDGE: Final = " \t\r\n,;，；。.·"
_SEPARATORS: Final = ("\n", "/／", "、", ",，")
_QUESTION: Final = "?？"


@dataclass(slots=True)
class Filled:
    """Hold what was read: values by field, what is wrong, what should be said about it."""

    values: dict[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Words] = field(default_factory=list)

    def problem(
        self, name: str, says: Words, typed: str = "", readings: Sequence[Raw] = ()
    ) -> None:
        """Record that a field is to be asked again."""
        self.problems.append(Problem(name, says, typed, tuple(readings)))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Know how a feature's fields are called in every language."""

    words: Catalogues
    feature: str

    def of(self, key: str) -> tuple[str, ...]:
        """Return the spellings of a key, longest first, folded as the text will be."""
        return tuple(fold(each) for each in self.words.all_spellings(self.feature, key))

    def named(self, key: str) -> tuple[str, ...]:
        """Return the spellings of a key and what it is called on a card, folded."""
        called = (
            self.words.attribute(self.feature, key, "", lang) for lang in self.words.languages
        )
        return (*self.of(key), *(fold(each) for each in called if each))

    def label(self, spec: FieldSpec) -> Phrase:
        """Return a field's label."""
        return Phrase(self.feature, spec.key)

    def variants(self, spec: FieldSpec) -> Mapping[StrEnum, tuple[str, ...]]:
        """Return how each member of a field's enumeration is written."""
        assert issubclass(spec.holds, StrEnum)
        return {
            member: (fold(member.value), *self.named(variant_key(spec, member)))
            for member in spec.holds
        }


def variant_key(spec: FieldSpec, member: StrEnum) -> str:
    """Return the catalogue's key of one member of a field's enumeration."""
    return f"{spec.name}-{member.value}".replace("_", "-")


def fill(form: FormSpec, text: str, setting: Setting, vocabulary: Vocabulary) -> Filled:
    """Read a typed line, its command already taken off, into a form's values."""
    filled = Filled()
    rest = _Rest(text[:LONGEST].strip())
    takers = [taker for spec in form.fields for taker in _takers(spec, setting, vocabulary, filled)]
    while any(taker(rest) for taker in takers):
        pass
    subject = next((f for f in form.fields if f.marker(Subject)), None)
    options = next((f for f in form.fields if f.marker(Listed)), None)
    if subject is not None:
        asked, listed = _split(rest.text) if options is not None else (rest.text, "")
        take_text(subject, asked.strip(), filled)
        if options is not None and listed.strip():
            take_list(options, listed, filled)
    elif options is not None and rest.text:
        take_list(options, rest.text, filled)
    return filled


def fill_form(
    form: FormSpec, typed: Mapping[str, str], setting: Setting, vocabulary: Vocabulary
) -> Filled:
    """Read what was sent in a form, text by text; a field that was not sent is left as it was."""
    filled = Filled()
    for spec in form.fields:
        if spec.name not in typed:
            continue
        text = typed[spec.name].strip()
        if text or spec.required:
            take_field(spec, text, setting, vocabulary, filled)
        else:
            filled.values[spec.name] = spec.default
    return filled


def take_field(
    spec: FieldSpec, text: str, setting: Setting, vocabulary: Vocabulary, filled: Filled
) -> None:
    """Read one field's text into its value, or record what is wrong with it."""
    match spec.kind:
        case FieldKind.LINES:
            take_list(spec, text, filled)
        case FieldKind.LINE if spec.holds is str:
            take_text(spec, text, filled)
        case FieldKind.TIME:
            after = spec.marker(After)
            purpose = after.purpose if after else None
            reading = read(text, with_purpose(setting, purpose)) if text else None
            take_reading(spec, text, reading, filled)
        case FieldKind.NUMBER:
            take_number(spec, text, filled)
        case FieldKind.YES_NO:
            core = Vocabulary(vocabulary.words, "core")
            _take_one(spec, text, {True: core.named("yes"), False: core.named("no")}, filled)
        case FieldKind.ONE_OF:
            _take_one(spec, text, dict(vocabulary.variants(spec)), filled)
        case _:
            reading = read(text, setting)
            take_reading(spec, text, reading, filled)


def take_text(spec: FieldSpec, text: str, filled: Filled) -> None:
    """Take a text as it was typed, if it is neither missing nor too long."""
    filled.values[spec.name] = text
    limit = spec.marker(Subject)
    if not text and spec.required:
        filled.problem(spec.name, _core("ask-text", field=Variant(spec.name)))
    elif limit is not None and len(text) > limit.most:
        filled.problem(spec.name, _core("too-long", most=limit.most, length=len(text)), text)


def take_list(spec: FieldSpec, text: str, filled: Filled) -> None:
    """Take a list; what stands twice is kept once and said, what is too much is asked again."""
    marks, items = _listed(text)
    limits = spec.marker(Listed) or Listed(0, len(items), LONGEST)
    if len(marks) > 1:
        filled.notices.append(_core("separators", used=marks[0]))
    kept: dict[str, str] = {}
    for item in items:
        if kept.setdefault(fold(item), item) != item or items.count(item) > 1:
            notice = _core("twice", item=kept[fold(item)])
            if notice not in filled.notices:
                filled.notices.append(notice)
    chosen = tuple(kept.values())
    filled.values[spec.name] = chosen
    long = next((item for item in chosen if len(item) > limits.each), None)
    if len(chosen) > limits.most:
        filled.problem(spec.name, _core("too-many", most=limits.most, given=len(chosen)), text)
    elif 0 < len(chosen) < limits.least:
        filled.problem(spec.name, _core("too-few", least=limits.least), text)
    elif long is not None:
        says = _core("item-too-long", most=limits.each, item=long[:20] + "…", length=len(long))
        filled.problem(spec.name, says, text)


def take_number(spec: FieldSpec, text: str, filled: Filled) -> None:
    """Take a whole number within its bounds."""
    limits = spec.marker(Counter) or Counter(0, 1_000_000)
    number = whole(fold(text).strip())
    if number is None or not limits.least <= number <= limits.most:
        says = _core("ask-number", least=limits.least, most=limits.most, typed=text[:40])
        filled.problem(spec.name, says, text)
    else:
        filled.values[spec.name] = number


def take_reading(spec: FieldSpec, text: str, reading: Reading | None, filled: Filled) -> None:
    """Take a reading of a time, or say what is wrong and which readings there are to choose."""
    name, typed = spec.name, text[:80]
    match reading:
        case At(instant, notes) | Deadline(instant=instant, notes=notes):
            filled.values[name] = instant
            filled.notices += [_core("time-note", note=Variant(n.value), at=instant) for n in notes]
        case Length(length) if spec.kind is FieldKind.LINE:
            filled.values[name] = length
        case Span(start=start):
            filled.problem(name, _core("ask-one-time", typed=typed), text, [start.isoformat()])
        case Ambiguous(readings):
            choices = [moment for each in readings if (moment := _moment(each))]
            filled.problem(name, _core("ask-which", typed=typed), text, choices)
        case Past(moment, instead):
            better = _moment(instead) if instead else None
            key = "past-instead" if better else "past"
            says = _core(key, at=moment)
            filled.problem(name, says, text, [better] if better else [])
        case AskHour(day) | Day(day):
            filled.problem(name, _core("ask-hour", day=day), text)
        case Impossible(reason=reason):
            says = _core("impossible", typed=typed, reason=Variant(reason.value))
            filled.problem(name, says, text)
        case Later():
            filled.problem(name, _core("repeating", typed=typed), text)
        case None | Length():
            filled.problem(name, _core("no-time", typed=typed), text)


def with_purpose(setting: Setting, purpose: Purpose | None) -> Setting:
    """Return the same setting for another purpose."""
    return Setting(setting.now, setting.zone, setting.language, purpose, setting.day_end)


def _moment(reading: Reading) -> str | None:
    match reading:
        case At(instant) | Deadline(instant=instant):
            return instant.isoformat()
    return None


def _take_one(
    spec: FieldSpec, text: str, spelled: Mapping[T, Sequence[str]], filled: Filled
) -> None:  # fmt: skip
    wanted = fold(text).strip(_EDGE)
    for value, spellings in spelled.items():
        if wanted in spellings:
            filled.values[spec.name] = value
            return
    filled.problem(spec.name, _core("ask-one-of", typed=text[:40]), text)


@dataclass(slots=True)
class _Rest:
    """What is not read yet, and the same folded: offsets hold in both."""

    text: str
    folded: str = ""

    def __post_init__(self) -> None:
        self.folded = fold(self.text)

    def cut(self, start: int, end: int) -> None:
        """Take a stretch away, with what only joined it to the rest."""
        before, after = self.text[:start].rstrip(_EDGE), self.text[end:].strip(" \t")
        joint = "\n" if "\n" in self.text[len(before) : end + 1] and before and after else " "
        self.text = (before + (joint if before and after else "") + after).strip()
        self.folded = fold(self.text)


Taker = Callable[[_Rest], bool]


def _takers(
    spec: FieldSpec, setting: Setting, vocabulary: Vocabulary, filled: Filled
) -> list[Taker]:
    """Return what may take this field's tail off the text; each returns whether it did."""
    takers: list[Taker] = []
    for marker in spec.markers:
        match marker:
            case Word(key, means):
                takers.append(_word_taker(spec, vocabulary.of(key), means, filled))
            case Counter():
                takers.append(_counter_taker(spec, vocabulary.of(spec.key), filled))
            case After(purpose):
                here = with_purpose(setting, purpose)
                takers.append(_time_taker(spec, vocabulary.of(spec.key), here, filled))
    return takers


def _word_taker(spec: FieldSpec, spellings: Sequence[str], means: object, filled: Filled) -> Taker:
    def take(rest: _Rest) -> bool:
        if spec.name in filled.values:
            return False
        for spelling in spellings:
            start = len(rest.folded) - len(spelling)
            if start >= 0 and rest.folded.endswith(spelling) and _edge(rest.folded, start):
                filled.values[spec.name] = means
                rest.cut(start, len(rest.text))
                return True
        return False

    return take


def _counter_taker(spec: FieldSpec, spellings: Sequence[str], filled: Filled) -> Taker:
    called = "|".join(map(re.escape, spellings))
    pattern = re.compile(
        rf"(?:{called})\s*(\d{{1,9}}|{HAN}{{1,6}}|one|two|three|four|five)\s*[项个]?$"
    )

    def take(rest: _Rest) -> bool:
        found = pattern.search(rest.folded)
        if spec.name in filled.values or not found or not _edge(rest.folded, found.start()):
            return False
        take_number(spec, found[1], filled)
        filled.values.setdefault(spec.name, spec.default)
        rest.cut(found.start(), len(rest.text))
        return True

    return take


def _time_taker(
    spec: FieldSpec, spellings: Sequence[str], setting: Setting, filled: Filled
) -> Taker:
    called = "|".join(
        rf"\b{re.escape(each)}\b" if each.isascii() else re.escape(each) for each in spellings
    )
    pattern = re.compile(rf"(?:{called})\s*[:：]?\s*")

    def accept(rest: _Rest, start: int, end: int, typed: str, reading: Reading) -> bool:
        filled.values[spec.name] = None
        take_reading(spec, typed, reading, filled)
        rest.cut(start, end)
        return True

    def take(rest: _Rest) -> bool:
        if spec.name in filled.values:
            return False
        for marked in reversed(list(pattern.finditer(rest.folded))[-8:]):
            tail = rest.text[marked.end() :]
            if (reading := read(tail.strip(_EDGE), setting)) is not None:
                return accept(rest, marked.start(), len(rest.text), tail.strip(_EDGE), reading)
            # In the middle only where a new clause starts, so that a question keeps its words.
            found = find(tail, setting)
            if found and found.start == 0 and _clause(rest.text, marked.start(), tail[found.end :]):
                typed = tail[: found.end]
                return accept(rest, marked.start(), marked.end() + found.end, typed, found.reading)
        if setting.purpose is Purpose.DEADLINE and (tail_at := _before_tail(rest, setting)):
            start, reading = tail_at
            return accept(rest, start, len(rest.text), rest.text[start:], reading)
        return False

    return take


def _before_tail(rest: _Rest, setting: Setting) -> tuple[int, Reading] | None:
    """Find a tail that says by itself that it is a deadline: 周五18点前."""
    if not rest.folded.endswith(("前", "之前", "以前", "为止")):
        return None
    start = max((rest.text.rfind(each, 0, -1) for each in " \n,，?？;；。"), default=-1) + 1
    for at in range(max(start, len(rest.text) - 40), len(rest.text)):
        reading = read(rest.text[at:], setting)
        if isinstance(reading, Deadline | Past | Ambiguous | Impossible):
            return at, reading
    return None


def _clause(text: str, start: int, after: str) -> bool:
    before = text[:start].rstrip(" \t")
    opens = not before or before[-1] in "\n?？:：;；,，。"
    return opens and (not after or after[0] in " \n\t,，;；。")


def _edge(folded: str, start: int) -> bool:
    return start == 0 or folded[start - 1].isspace() or folded[start - 1] in ";。?"


def _split(text: str) -> tuple[str, str]:
    """Split a subject from its options: at a line, a question mark, a colon, or a space."""
    lines = text.splitlines()
    if len(lines) > 1:
        first, rest = lines[0].strip(), "\n".join(lines[1:])
        if len([each for each in lines if each.strip()]) > 2 or not _listed(first)[0]:
            return first.rstrip(":："), rest
    marks = [found.start() for found in re.finditer(f"[{_QUESTION}]+", text)]
    if marks:
        end = marks[0]
        for mark in marks[1:]:
            if not any(sep in text[end:mark] for group in _SEPARATORS for sep in group):
                end = mark
        while end + 1 < len(text) and text[end + 1] in _QUESTION:
            end += 1
        return text[: end + 1], text[end + 1 :]
    colon = re.search(r"[:：](?!\d)", text)
    if colon and _listed(text[colon.end() :])[0]:
        return text[: colon.start()], text[colon.end() :]
    marks_found, items = _listed(text)
    if not marks_found or len(items) < 2:
        return text, ""
    first = items[0]
    space = first.rfind(" ")
    if space > 0 and re.search("[\u4e00-\u9fff]", first[:space]):
        at = text.index(first) + space
        return text[:at], text[at:]
    return "", text


def _listed(text: str) -> tuple[tuple[str, ...], list[str]]:
    """Split a list by the first kind of separator found; return all kinds found, and the items."""
    found = tuple(kind[0] for kind in _SEPARATORS if any(each in text.strip() for each in kind))
    if not found:
        item = text.strip()
        return (), [item] if item else []
    kind = next(each for each in _SEPARATORS if each[0] == found[0])
    items = [each.strip(" \t\r\n") for each in re.split(f"[{kind}]", text)]
    kept = [re.sub(r"^(?:[-*•·]\s+|\d{1,2}[.)、]\s+)", "", each) for each in items]
    return found, [each for each in kept if each]


def _core(key: str, **args: Value) -> Phrase:
    return Phrase("core", key, tuple(args.items()))
