"""Read a typed line into the values of a form.

Tails are eaten from the right, the rest is the subject. What cannot be read is kept and asked for;
the draft card is the safety net.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from itertools import chain
from typing import Final, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from bot.context import Problem
from bot.domain.audience import EVERYBODY, Audience
from bot.domain.phrase import Instant, Phrase, Speaker, Variant, Words
from bot.domain.regex import regex
from bot.domain.repeat import Repeats
from bot.form import (
    After,
    Ahead,
    Anywhere,
    AtMost,
    Behind,
    Counter,
    FieldSpec,
    FormSpec,
    Lasting,
    Listed,
    Named,
    Posted,
    Raw,
    Series,
    Shifts,
    Subject,
    Word,
)
from bot.message import FieldKind
from bot.shifts import shifts_in
from bot.split import listed, split
from bot.tails import (
    EDGE,
    CountedTail,
    PostedTail,
    Rest,
    Tail,
    about,
    ahead_tail,
    behind,
    counted_tail,
    counter_tail,
    deadline,
    due,
    groups_tail,
    lasting,
    led_in,
    lengths,
    name_tail,
    posted_tail,
    text_tail,
    time_tail,
    unreadable,
    without_end,
    word_tail,
)
from bot.when import (
    Ambiguous,
    AskHour,
    AskTerm,
    At,
    Day,
    Deadline,
    Impossible,
    Length,
    Missing,
    Past,
    Purpose,
    Reading,
    Repeating,
    Setting,
    Span,
    WorkLength,
    begin,
    find,
    read,
)
from bot.when.numerals import fold, whole
from bot.words import Catalogues

T = TypeVar("T")
TailT = TypeVar("TailT", bound=Tail)

LONGEST: Final = 10_000
"""Characters of a line that are looked at: so many must do no harm."""

_GROUPS: Final = regex(r"[/／、,，;；\n]|\s+(?:and|&)\s+|(?<=[一-鿿]{2})[和与及](?=[一-鿿]{2})")
"""What separates the groups of an audience; 和平组 is one, 预备党员和正式党员 are two."""
SHORTEST: Final = timedelta(minutes=5)
FARTHEST: Final = timedelta(days=60)
"""How long before something one can be reminded of it, at least and at most."""

_QUOTES: Final = frozenset({'""', "''", "“”", "‘’", "「」", "『』"})

_core: Final = Speaker("core").say

SEVERAL: Final = "several"
"""Stands for a count until the list is known: as many as are listed."""


class Filled(Struct):
    """Hold what was read: values by field, what is wrong, what should be said about it."""

    values: dict[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Words] = field(default_factory=list)

    def problem(
        self, name: str, says: Words, typed: str = "", readings: Sequence[Raw] = ()
    ) -> None:
        """Record that a field is to be asked again."""
        self.problems.append(Problem(name, says, typed, tuple(readings)))


class Vocabulary(Struct, frozen=True):
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

    def asks(self, spec: FieldSpec) -> Phrase:
        """Return how a field is asked for: in the feature's own words, or by the field's name."""
        by_name = Phrase("dialogue", "question", (("field", self.label(spec)),))
        return self.own_question(spec) or by_name

    def own_question(self, spec: FieldSpec) -> Phrase | None:
        """Return how the feature itself asks for a field; None where it has no words for that."""
        key = f"{spec.key}-ask"
        return Phrase(self.feature, key) if key in self.words.keys(self.feature) else None

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
    text = text.strip()
    rest, beyond = Rest(text[:LONGEST]), text[LONGEST:]
    takers = [t for spec in form.fields for t in _takers(spec, setting, vocabulary, filled)]
    # A name is what is left where no other tail ends: it has no end of its own.
    takers.append(_names_taker(form, vocabulary, filled))
    lists = [
        _text_taker(spec, vocabulary, filled, inline=True, setting=setting)
        for spec in form.fields
        if spec.kind is FieldKind.LINES and spec.marker(After) is not None
    ]
    while any(taker(rest) for taker in chain(takers, lists)):
        pass
    _take_within(form, rest, setting, vocabulary, filled)
    # What stood behind a name is read by now: 记录王伟，议题：….
    _take_names(form, rest, vocabulary, filled)
    _take_shifts(form, rest, setting, vocabulary, filled)
    _settle_series(form, setting, filled)
    _ask_for_times(form, vocabulary, filled)
    subject = next((f for f in form.fields if f.marker(Subject)), None)
    options = next((f for f in form.fields if f.marker(Listed)), None)
    asked, items = rest.text, rest.text
    if subject is not None and options is not None:
        asked, items = split(rest.text)
    if subject is not None:
        # A lone question mark asks nothing. What was not looked at is not lost.
        said = unquoted(asked + beyond) if asked.strip(EDGE + "?？:：") else ""
        take_text(subject, said, vocabulary, filled)
    if options is not None and items.strip():
        take_list(options, items, filled)
    _count_several(form, options, filled)
    return filled


def unquoted(text: str) -> str:
    """Take the marks away that stand around all of a text, as people who type commands set them."""
    text = text.strip()
    around = text[:1] + text[-1:]
    inside = text[1:-1]
    quoted = around in _QUOTES and not {*around} & {*inside}
    return inside.strip() if quoted else text


def _ask_for_times(form: FormSpec, vocabulary: Vocabulary, filled: Filled) -> None:
    """Ask for the times that are needed and stand nowhere."""
    for spec in form.fields:
        if spec.required and spec.kind is FieldKind.TIME and spec.name not in filled.values:
            series = form.series_of(spec.name)
            if series is None or series.name not in filled.values:
                filled.problem(spec.name, vocabulary.asks(spec))


def _settle_series(form: FormSpec, setting: Setting, filled: Filled) -> None:
    """Let a series begin at the instant that stands beside it, if one does."""
    for spec in form.fields:
        marker, rule = spec.marker(Series), filled.values.get(spec.name)
        if marker is None or not isinstance(rule, Repeats):
            continue
        at = filled.values.get(marker.field)
        begun = begin(rule, at, setting) if isinstance(at, Instant) else None
        if begun is not None:
            filled.values[spec.name] = begun
        # A series needs no instant, and what it left open one that stands beside it says.
        settled = set() if begun is None else {spec.name}
        filled.problems = [
            each
            for each in filled.problems
            if each.field not in settled and (each.typed or each.field != marker.field)
        ]
        filled.values[marker.field] = None


def _count_several(form: FormSpec, options: FieldSpec | None, filled: Filled) -> None:
    """Let "several" mean as many as are listed, now that the list is known."""
    for spec in form.fields:
        if filled.values.get(spec.name) is SEVERAL:
            listed_ = filled.values.get(options.name) if options is not None else None
            filled.values[spec.name] = len(listed_) if isinstance(listed_, tuple) else spec.default


def fill_form(
    form: FormSpec, typed: Mapping[str, str], setting: Setting, vocabulary: Vocabulary
) -> Filled:
    """Read what was sent in a form, text by text; a field that was not sent is left as it was."""
    filled = Filled()
    for spec in form.fields:
        if spec.name not in typed:
            continue
        text = typed[spec.name].strip()
        series = form.series_of(spec.name)
        reading = read(text, with_purpose(setting, _purpose(spec))) if series else None
        if series is not None and repeats_in(reading):
            take_repeats(series, text, reading, filled)
        elif text or (spec.required and not _is_said(spec, filled)):
            take_field(spec, text, setting, vocabulary, filled)
        elif not _is_said(spec, filled):
            filled.values[spec.name] = spec.default
    _settle_series(form, setting, filled)
    return filled


def _is_said(spec: FieldSpec, filled: Filled) -> bool:
    """Tell whether a field was filled, or found wrong, by what stood in another."""
    return spec.name in filled.values or any(p.field == spec.name for p in filled.problems)


def take_field(
    spec: FieldSpec, text: str, setting: Setting, vocabulary: Vocabulary, filled: Filled
) -> None:
    """Read one field's text into its value, or record what is wrong with it."""
    match spec.kind:
        case FieldKind.LINES if spec.marker(Shifts) is not None:
            take_shifts(spec, text, setting, vocabulary, filled)
        case FieldKind.LINES:
            take_list(spec, text, filled)
        case FieldKind.LINE:
            take_line(spec, text, setting, vocabulary, filled)
        case FieldKind.TIME:
            if text:
                here = with_purpose(setting, _purpose(spec))
                take_reading(spec, text, read(text, here), filled)
            else:
                filled.problem(spec.name, vocabulary.asks(spec))
        case FieldKind.NUMBER:
            take_number(spec, text, filled)
        case FieldKind.YES_NO:
            core = Vocabulary(vocabulary.words, "core")
            _take_one(spec, text, {True: core.named("yes"), False: core.named("no")}, filled)
        case FieldKind.ONE_OF:
            _take_one(spec, text, dict(vocabulary.variants(spec)), filled)


def take_line(
    spec: FieldSpec, text: str, setting: Setting, vocabulary: Vocabulary, filled: Filled
) -> None:
    """Read what one line says, by what the field holds."""
    if spec.holds is str:
        take_text(spec, text, vocabulary, filled)
    elif spec.holds is Audience:
        take_audience(spec, text, vocabulary, filled)
    elif spec.marker(Ahead) is not None:
        take_ahead(spec, text, setting, vocabulary, filled)
    elif spec.holds is Repeats:
        take_repeats(spec, text, read(text, with_purpose(setting, Purpose.MEETING)), filled)
    else:
        take_reading(spec, text, read(text, setting), filled)


def take_text(spec: FieldSpec, text: str, vocabulary: Vocabulary, filled: Filled) -> None:
    """Take a text as it was typed, if it is neither missing nor too long."""
    filled.values[spec.name] = text
    limit = spec.marker(Subject) or spec.marker(AtMost)
    if not text and spec.required:
        filled.problem(spec.name, vocabulary.asks(spec))
    elif limit is not None and len(text) > limit.most:
        filled.problem(spec.name, _core("too-long", most=limit.most, length=len(text)), text)


def take_list(spec: FieldSpec, text: str, filled: Filled) -> None:
    """Take a list; what stands twice is kept once and said, what is too much is asked again."""
    kinds, items = listed(text)
    limits = spec.marker(Listed) or Listed(0, len(items), LONGEST)
    if len(kinds) > 1:
        mark = Variant("line" if kinds[0] == "\n" else "other")
        filled.notices.append(_core("separators", mark=mark, used=kinds[0]))
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


def take_shifts(
    spec: FieldSpec, text: str, setting: Setting, vocabulary: Vocabulary, filled: Filled
) -> str:
    """Take the shifts of a text, or say what is wrong with one; return what stands before them."""
    limits = spec.marker(Shifts)
    assert limits is not None
    read_ = shifts_in(text, setting)
    filled.values[spec.name] = tuple(read_.found)
    most = max((each.places or 1 for each in read_.found), default=1)
    least = min((1 if each.places is None else each.places for each in read_.found), default=1)
    if read_.wrong is not None:
        filled.problem(spec.name, read_.wrong, read_.typed)
    elif not read_.found:
        filled.problem(spec.name, vocabulary.asks(spec), "" if read_.rest == text else text)
    elif len(read_.found) > limits.most:
        says = _core("shifts-many", most=limits.most, given=len(read_.found))
        filled.problem(spec.name, says, text)
    elif not 1 <= least <= most <= limits.places:
        filled.problem(spec.name, _core("shift-places", most=limits.places), text)
    return read_.rest


def take_audience(spec: FieldSpec, text: str, vocabulary: Vocabulary, filled: Filled) -> None:
    """Take the groups that something is for; one of the words for everybody is all of them."""
    groups = [each.strip() for each in _GROUPS.split(text.strip(EDGE)) if each.strip()]
    everybody = Vocabulary(vocabulary.words, "core").named("everybody")
    some = not any(fold(each) in everybody for each in groups)
    filled.values[spec.name] = Audience(tuple(dict.fromkeys(groups))) if some else EVERYBODY


def take_ahead(
    spec: FieldSpec, text: str, setting: Setting, vocabulary: Vocabulary, filled: Filled
) -> None:
    """Take how long before something one is to be reminded, the longest first."""
    marker = spec.marker(Ahead) or Ahead()
    typed = text
    for spelling in vocabulary.of(spec.key):
        if fold(typed).startswith(spelling):
            typed = typed[len(spelling) :]
            break
    found = sorted(set(lengths(without_end(typed, _ends(vocabulary)), setting)), reverse=True)
    if not 0 < len(found) <= marker.most:
        filled.problem(spec.name, _core("no-lengths", typed=text[:40], most=marker.most), text)
    elif found[-1] < SHORTEST or found[0] > FARTHEST:
        filled.problem(spec.name, _core("length-bounds"), text)
    else:
        filled.values[spec.name] = tuple(found)


def _ends(vocabulary: Vocabulary) -> tuple[str, ...]:
    return Vocabulary(vocabulary.words, "remind").of("mark-end")


def take_number(spec: FieldSpec, text: str, filled: Filled) -> None:
    """Take a whole number within its bounds."""
    limits = spec.marker(Counter) or Counter(0, 1_000_000)
    number = whole(fold(text).strip())
    if number is None or not limits.least <= number <= limits.most:
        says = _core("ask-number", least=limits.least, most=limits.most, typed=text[:40])
        filled.problem(spec.name, says, text)
    else:
        filled.values[spec.name] = number


def take_reading(  # noqa: C901  (one case a reading)
    spec: FieldSpec, text: str, reading: Reading | None, filled: Filled
) -> None:
    """Take a reading of a time, or say what is wrong and which readings there are to choose."""
    name, typed = spec.name, text[:80]
    match reading:
        case At(instant, notes) | Deadline(instant, notes):
            filled.values[name] = instant
            filled.notices += [_core("time-note", note=Variant(n.value), at=instant) for n in notes]
        case Length(length) if spec.kind is FieldKind.LINE:
            filled.values[name] = length
        case Span(start=start, notes=notes) if _purpose(spec) is Purpose.MEETING:
            filled.values[name] = start
            filled.notices.append(_core("span-start", at=start))
            filled.notices += [_core("time-note", note=Variant(n.value), at=start) for n in notes]
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
        case Repeating():
            filled.problem(name, _core("repeating", typed=typed), text)
        case AskTerm():
            filled.problem(name, _core("ask-term", typed=typed), text)
        case None | Length() | WorkLength():
            filled.problem(name, _core("no-time", typed=typed), text)


def take_repeats(spec: FieldSpec, text: str, reading: Reading | None, filled: Filled) -> None:
    """Take a repeating time, or say what it leaves open, or that it is none."""
    name, typed = spec.name, text[:80]
    match reading:
        case Repeating(rule):
            filled.values[name] = rule
            match reading.missing:
                case Missing.DAY:
                    filled.problem(name, _core("ask-repeat-day", typed=typed), text)
                case Missing.HOUR:
                    filled.problem(name, _core("ask-repeat-hour", typed=typed), text)
            filled.notices += repeat_notes(reading)
        case Ambiguous(readings) if rules := _rules(readings):
            filled.values[name] = None
            filled.problem(name, _core("ask-which", typed=typed), text, rules)
        case Impossible(reason=reason):
            says = _core("impossible", typed=typed, reason=Variant(reason.value))
            filled.problem(name, says, text)
        case AskTerm():
            filled.problem(name, _core("ask-term", typed=typed), text)
        case _:
            filled.problem(name, _core("no-repeat", typed=typed), text)


def repeats_in(reading: Reading | None) -> bool:
    """Tell whether a reading is of a time that repeats."""
    match reading:
        case Repeating():
            return True
        case Ambiguous(readings):
            return all(map(repeats_in, readings))
    return False


def repeat_notes(repeating: Repeating) -> Sequence[Phrase]:
    """Say what was decided for the person about a time that repeats."""
    notes = []
    pattern = repeating.rule.pattern
    if pattern.clamps and pattern.day is not None:
        notes.append(_core("repeat-clamped", day=pattern.day))
    if repeating.unknown:
        notes.append(holidays_unknown(repeating.unknown))
    return notes


def holidays_unknown(years: Sequence[int]) -> Phrase:
    """Say of which years the holidays are not known, so that Monday to Friday count."""
    return _core("holidays-unknown", years=tuple(map(str, years)))


def _rules(readings: Sequence[Reading]) -> list[Raw]:
    """Return the complete rules among some readings, as a draft keeps them."""
    return [str(each.rule) for each in readings if isinstance(each, Repeating) and not each.missing]


def with_purpose(setting: Setting, purpose: Purpose | None) -> Setting:
    """Return the same setting for another purpose."""
    return replace(setting, purpose=purpose)


def _purpose(spec: FieldSpec) -> Purpose | None:
    marker = spec.marker(After) or spec.marker(Anywhere)
    return marker.purpose if marker else None


def _moment(reading: Reading) -> str | None:
    match reading:
        case At(instant) | Deadline(instant):
            return instant.isoformat()
    return None


def _take_one(
    spec: FieldSpec, text: str, spelled: Mapping[T, Sequence[str]], filled: Filled
) -> None:  # fmt: skip
    wanted = fold(text).strip(EDGE)
    for value, spellings in spelled.items():
        if wanted in spellings:
            filled.values[spec.name] = value
            return
    filled.problem(spec.name, _core("ask-one-of", typed=text[:40]), text)


Taker = Callable[[Rest], bool]


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
                takers += _counter_takers(spec, marker, vocabulary, filled)
            case Posted(at):
                takers.append(_posted_taker(spec, at, setting, filled))
            case After() if spec.holds is Audience:
                takers.append(_groups_taker(spec, setting, vocabulary, filled))
            case Ahead():
                takers.append(_ahead_taker(spec, setting, vocabulary, filled))
            case After() if spec.holds in {str, tuple}:
                takers.append(_text_taker(spec, vocabulary, filled, inline=False))
            case After(purpose):
                here = with_purpose(setting, purpose)
                takers.append(_time_taker(spec, vocabulary.of(spec.key), here, filled))
    return takers


def _taker(
    spec: FieldSpec, filled: Filled, find_tail: Callable[[Rest], TailT | None],
    take: Callable[[TailT], object],
) -> Taker:  # fmt: skip
    """Return what finds a field's tail and takes it, as long as nothing was read for the field."""

    def taker(rest: Rest) -> bool:
        tail = None if spec.name in filled.values else find_tail(rest)
        if tail is None:
            return False
        take(tail)
        # What is wrong is asked for, and looked for no further.
        filled.values.setdefault(spec.name, spec.default)
        rest.cut(tail.start, tail.end)
        return True

    return taker


def _word_taker(spec: FieldSpec, spellings: Sequence[str], means: object, filled: Filled) -> Taker:
    def take(_: Tail) -> None:
        filled.values[spec.name] = means

    return _taker(spec, filled, lambda rest: word_tail(rest, spellings), take)


def _counter_takers(
    spec: FieldSpec, counter: Counter, vocabulary: Vocabulary, filled: Filled
) -> Iterator[Taker]:
    def take(tail: Tail) -> None:
        take_number(spec, tail.typed, filled)
        if isinstance(tail, CountedTail) and tail.most:
            filled.notices.append(_core("only-least", least=tail.typed, most=tail.most))

    named = vocabulary.of(spec.key)
    find_tail = counted_tail if counter.of else counter_tail
    yield _taker(spec, filled, lambda rest: find_tail(rest, named), take)
    if counter.unit is not None:
        unit = vocabulary.of(counter.unit)
        yield _taker(spec, filled, lambda rest: counted_tail(rest, unit), take)
    if counter.several is not None:
        yield _word_taker(spec, vocabulary.of(counter.several), SEVERAL, filled)


def _ahead_taker(
    spec: FieldSpec, setting: Setting, vocabulary: Vocabulary, filled: Filled
) -> Taker:
    spellings, ends = vocabulary.of(spec.key), _ends(vocabulary)
    return _taker(
        spec, filled, lambda rest: ahead_tail(rest, spellings, ends, setting),
        lambda tail: take_ahead(spec, tail.typed, setting, vocabulary, filled),
    )  # fmt: skip


def _time_taker(
    spec: FieldSpec, spellings: Sequence[str], setting: Setting, filled: Filled
) -> Taker:
    def find_tail(rest: Rest) -> Tail | None:
        tail = time_tail(rest, spellings, setting)
        if tail is None and setting.purpose is Purpose.DEADLINE:
            tail = deadline(rest, spellings, setting)
        return tail

    return _taker(
        spec, filled, find_tail, lambda tail: take_reading(spec, tail.typed, tail.reading, filled)
    )


def _text_taker(
    spec: FieldSpec, vocabulary: Vocabulary, filled: Filled, *, inline: bool,
    setting: Setting | None = None,
) -> Taker:  # fmt: skip
    """Return what takes a text; with a setting, none that holds a time: that may be the line's."""
    spellings, several = vocabulary.of(spec.key), spec.kind is FieldKind.LINES

    def find_tail(rest: Rest) -> Tail | None:
        tail = text_tail(rest, spellings, inline=inline, several=several)
        timed = tail is not None and setting is not None and find(tail.typed, setting) is not None
        return None if timed else tail

    def take(tail: Tail) -> None:
        if several:
            take_list(spec, re.sub("[;；]", "\n", tail.typed), filled)
        else:
            take_text(spec, tail.typed, vocabulary, filled)

    return _taker(spec, filled, find_tail, take)


def _posted_taker(spec: FieldSpec, at: str, setting: Setting, filled: Filled) -> Taker:
    def take(tail: PostedTail) -> None:
        take_number(spec, str(tail.days), filled)
        if tail.at is not None:
            filled.values[at] = f"{tail.at:%H:%M}"

    return _taker(spec, filled, lambda rest: posted_tail(rest, setting), take)


def _names_taker(form: FormSpec, vocabulary: Vocabulary, filled: Filled) -> Taker:
    """Return what takes the last of all names, behind which the one before it then ends."""
    named = [spec for spec in form.fields if spec.marker(Named)]

    def taker(rest: Rest) -> bool:
        tails = [
            (tail, spec)
            for spec in named
            if spec.name not in filled.values and (tail := name_tail(rest, vocabulary.of(spec.key)))
        ]
        if not tails:
            return False
        tail, spec = max(tails, key=lambda found: found[0].start)
        take_text(spec, tail.typed, vocabulary, filled)
        rest.cut(tail.start, tail.end)
        return True

    return taker


def _groups_taker(
    spec: FieldSpec, setting: Setting, vocabulary: Vocabulary, filled: Filled
) -> Taker:
    spellings = vocabulary.of(spec.key)
    return _taker(
        spec, filled, lambda rest: groups_tail(rest, spellings, setting),
        lambda tail: take_audience(spec, tail.typed, vocabulary, filled),
    )  # fmt: skip


def _take_lasting(spec: FieldSpec, rest: Rest, setting: Setting, filled: Filled) -> None:
    """Take, when the tails are read, how long it lasts."""
    if spec.marker(Lasting) is not None and (tail := lasting(rest, setting)) is not None:
        take_reading(spec, tail.typed, tail.reading, filled)
        rest.cut(tail.start, tail.end)


def _take_inline(spec: FieldSpec, rest: Rest, vocabulary: Vocabulary, filled: Filled) -> None:
    """Take, when the time is read, a text that is announced within a line."""
    if spec.holds in {str, tuple} and spec.marker(After) is not None:
        _text_taker(spec, vocabulary, filled, inline=True)(rest)


def _take_list_behind_time(
    form: FormSpec, spec: FieldSpec, rest: Rest, setting: Setting, vocabulary: Vocabulary,
    filled: Filled,
) -> None:  # fmt: skip
    """Take a list whole that stands behind the time of the line: topics: Trips; Next month."""
    marker = next((found for each in form.fields if (found := each.marker(Anywhere))), None)
    if marker is None or spec.kind is not FieldKind.LINES or spec.marker(After) is None:
        return
    tail = text_tail(rest, vocabulary.of(spec.key), inline=True, several=True)
    here = with_purpose(setting, marker.purpose)
    said = about(Rest(rest.text[: tail.start]), here) if tail is not None else None
    if said is not None and not isinstance(said.reading, AskHour | Day):
        _take_inline(spec, rest, vocabulary, filled)


def _take_anywhere(
    form: FormSpec, spec: FieldSpec, rest: Rest, setting: Setting, vocabulary: Vocabulary,
    filled: Filled,
) -> None:  # fmt: skip
    """Take, when all else is read, the time that the line is about, and what stands behind it."""
    marker = spec.marker(Anywhere)
    if marker is None or spec.name in filled.values:
        return
    tail = about(rest, with_purpose(setting, marker.purpose))
    if tail is None:
        return
    series = form.series_of(spec.name)
    if series is not None and repeats_in(tail.reading):
        take_repeats(series, tail.typed, tail.reading, filled)
    else:
        filled.values[spec.name] = None
        take_reading(spec, tail.typed, _start_of(form, tail.reading, filled), filled)
    end = tail.end
    announced = [each for f in form.fields if f.marker(After) for each in vocabulary.of(f.key)]
    for other in form.fields:
        follows = other.marker(Behind)
        if follows is None or follows.field != spec.name or other.name in filled.values:
            continue
        # Where nothing stands before the time, what stands behind it is the subject.
        if rest.text[: tail.start].strip(EDGE) and (
            found := behind(rest, tail.end, vocabulary.of(follows.lead), announced)
        ):
            _take_place(form, other, found.typed, vocabulary, filled)
            end = found.end
    rest.cut(tail.start, end)


def _take_place(
    form: FormSpec, spec: FieldSpec, typed: str, vocabulary: Vocabulary, filled: Filled
) -> None:
    """Take what stands behind a time, without the names that are announced there: 204 记录王伟."""
    left = Rest(typed)
    _take_names(form, left, vocabulary, filled)
    if left.text:
        take_text(spec, left.text, vocabulary, filled)


def _take_names(form: FormSpec, rest: Rest, vocabulary: Vocabulary, filled: Filled) -> None:
    """Take the names that are announced, as long as one stands at the end."""
    taker = _names_taker(form, vocabulary, filled)
    while taker(rest):
        pass


def _start_of(form: FormSpec, reading: Reading | None, filled: Filled) -> Reading | None:
    """Return when a span starts, and keep how long it lasts, where a field is for that."""
    lasts = next((f for f in form.fields if f.marker(Lasting)), None)
    if lasts is None or not isinstance(reading, Span):
        return reading
    filled.values.setdefault(lasts.name, reading.end - reading.start)
    return At(reading.start, reading.notes)


def _take_within(
    form: FormSpec, rest: Rest, setting: Setting, vocabulary: Vocabulary, filled: Filled
) -> None:
    """Take, when the tails are read, what stands anywhere in the line."""
    for spec in form.fields:
        _take_due(spec, rest, setting, vocabulary, filled)
    for spec in form.fields:
        _take_lasting(spec, rest, setting, filled)
    for spec in form.fields:
        _take_list_behind_time(form, spec, rest, setting, vocabulary, filled)
    for spec in form.fields:
        _take_anywhere(form, spec, rest, setting, vocabulary, filled)
    for spec in form.fields:
        _take_inline(spec, rest, vocabulary, filled)


def _take_shifts(
    form: FormSpec, rest: Rest, setting: Setting, vocabulary: Vocabulary, filled: Filled
) -> None:
    """Take, when all else is read, the shifts of a line; what stands before them is the rest."""
    spec = next((each for each in form.fields if each.marker(Shifts)), None)
    if spec is None:
        return
    left = take_shifts(spec, rest.text, setting, vocabulary, filled)
    rest.text, rest.folded = left, fold(left)
    found = filled.values[spec.name]
    assert isinstance(found, tuple)
    for other in form.fields:
        follows = other.marker(Behind)
        if follows is None or follows.field != spec.name or other.name in filled.values:
            continue
        # Behind the last shift may stand where all of them are.
        if found and (place := led_in(found[-1].role, vocabulary.of(follows.lead))):
            take_text(other, place, vocabulary, filled)
            found = (*found[:-1], replace(found[-1], role=""))
    if len(found) == 1 and not left.strip(EDGE):
        # Said behind the only shift, what it is for is what it is.
        rest.text, rest.folded = found[0].role, fold(found[0].role)
        found = (replace(found[0], role=""),)
    filled.values[spec.name] = found


def _take_due(
    spec: FieldSpec, rest: Rest, setting: Setting, vocabulary: Vocabulary, filled: Filled
) -> None:
    """Take, when all else is read, a deadline that nothing announces, or that is no time.

    The first stands at the end, where a deadline is needed; the second is asked for.
    """
    after = spec.marker(After)
    if after is None or after.purpose is not Purpose.DEADLINE or spec.name in filled.values:
        return
    if spec.required and (tail := due(rest, with_purpose(setting, after.purpose))):
        take_reading(spec, tail.typed, tail.reading, filled)
        filled.values.setdefault(spec.name, spec.default)
        rest.cut(tail.start, tail.end)
    elif tail := unreadable(rest, vocabulary.of(spec.key)):
        filled.values[spec.name] = None
        take_reading(spec, tail.typed, None, filled)
        rest.cut(tail.start, tail.end)
