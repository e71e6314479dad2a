"""Say how a line would be read, without a database: for trying out words and times.

Each line is plain text, or a JSON object that also says when, where and in which language it was
said. Each gets one answer, also an empty line or one that makes no sense.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.basics import courteous
from bot.command import Command
from bot.domain.almanac import Almanac
from bot.domain.phrase import Instant, Phrase, Speaker, Variant, Words
from bot.domain.term import Term
from bot.domain.wallclock import iso_instant, zone_named
from bot.drafts import as_read, drafts
from bot.form import Ahead, FieldSpec, FormSpec
from bot.localise import localise
from bot.message import Card, as_text
from bot.parse import Filled, Vocabulary, fill, holidays_unknown, repeat_notes
from bot.registry import Registry
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
    Note,
    Past,
    Purpose,
    Reading,
    Repeating,
    Setting,
    Span,
    WorkLength,
    print_day,
    print_instant,
    print_length,
    print_repeats,
    print_span,
    read,
)
from bot.when.numerals import fold
from bot.words import Catalogues, Voice, without_isolates

_KEYS: Final = {"text", "now", "zone", "language", "purpose", "where", "mentions", "terms"}
_PLACES: Final = {"group", "private"}
_MINUTE: Final = "%Y-%m-%dT%H:%M"
_DAY: Final = timedelta(days=1)
_core: Final = Speaker("core").say
_COMING: Final = 3
"""So many of the next times are shown of what repeats."""


def read_lines(
    lines: Iterable[str], registry: Registry, voice: Voice, *, times: bool, as_json: bool
) -> Iterator[str]:
    """Answer each line with one line: how it is read as a sentence, or as a time.

    `voice` is the language, zone and moment of lines that do not say their own.
    """
    house = _House(registry, voice)
    for line in lines:
        try:
            said = house.line(line.strip())
        except ValueError as error:
            says = f"This line makes no sense: {error}"
            answer = _time("invalid", None, says) if times else _sentence(None, says)
        else:
            answer = house.time(said) if times else house.sentence(said)
        yield json.dumps(answer, ensure_ascii=False) if as_json else _one_line(answer)


class _Line(Struct, frozen=True):
    """What was said, how to read it and how to answer; `addressed` is whether it was to the bot."""

    text: str
    setting: Setting
    voice: Voice
    addressed: bool


class _House:
    def __init__(self, registry: Registry, voice: Voice) -> None:
        self.registry = registry
        self.voice = voice

    @property
    def words(self) -> Catalogues:
        return self.registry.words

    @cached_property
    def names(self) -> "re.Pattern[str]":
        """By what the bot is called in a text that mentions it."""
        called = map(re.escape, self.words.all_spellings("core", "name"))
        return re.compile(rf"@(?:{'|'.join(called)})(?![a-z0-9_])[ \t:,]*")

    # What was said

    def line(self, line: str) -> _Line:
        """Take a line apart; ValueError where it makes no sense."""
        if not line.startswith("{"):
            return self._line({"text": line})
        try:
            given = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"it begins like a JSON object and is none ({error}).") from None
        unknown = sorted(given.keys() - _KEYS)
        if unknown:
            raise ValueError(f"{unknown[0]!r} is none of its keys: {', '.join(sorted(_KEYS))}.")
        return self._line({key: value for key, value in given.items() if value is not None})

    def _line(self, given: Mapping[str, Any]) -> _Line:
        text = _text(given, "text", "")
        language = _text(given, "language", self.voice.language)
        if language not in self.words.languages:
            raise ValueError(
                f"{language!r} is none of the languages {', '.join(self.words.languages)}."
            )
        zone = _zone(_text(given, "zone", self.voice.zone.key))
        now = _instant(_text(given, "now", ""), zone) if "now" in given else self.voice.now
        where = _text(given, "where", "private")
        if where not in _PLACES:
            raise ValueError(f"'where' is one of {', '.join(sorted(_PLACES))}, not {where!r}.")
        purpose = _purpose(_text(given, "purpose", ""))
        terms = _terms(given.get("terms", []))
        mentions = given.get("mentions", [])
        if not isinstance(mentions, list):
            raise ValueError(f"'mentions' is a list of names, not {mentions!r}.")  # noqa: TRY004  (what was typed is wrong, not the code)
        mentioned = any(map(self._is_bot, mentions))
        said = self.names.sub("", fold(text)) != fold(text)
        return _Line(
            self._without_names(text),
            Setting(now, zone, language, purpose, almanac=Almanac(self.registry.workdays, terms)),
            Voice(language, zone, now),
            where == "private" or said or mentioned or fold(text).lstrip().startswith("/"),
        )

    def _is_bot(self, mention: object) -> bool:
        if isinstance(mention, Mapping):
            mention = mention.get("name")
        name = fold(str(mention)).strip().removeprefix("@")
        return name in self.words.all_spellings("core", "name")

    def _without_names(self, text: str) -> str:
        for found in reversed(list(self.names.finditer(fold(text)))):
            text = text[: found.start()] + text[found.end() :]
        return text.strip()

    # Sentences

    def sentence(self, line: _Line) -> dict[str, Any]:
        """Say which command a line is, how its fields are read, and what would be shown."""
        if not line.addressed or not line.text:
            return _sentence(None, "")
        intent = self.registry.intents.read(line.text)
        if intent is not None:
            return self._command(intent.command, intent.rest, line)
        if (courtesy := self.registry.intents.courtesy(line.text)) is not None:
            title, more = courteous(courtesy)
            offered = self._say(line, more, _core("greeting-help"))
            return _sentence(None, f"{self._say(line, title)}\n{offered}")
        near = self.registry.intents.nearest(line.text)
        if not near:
            return _sentence(None, self._say(line, _core("not-understood")))
        labels = [Phrase(each.feature, each.key) for each in near]
        says = self._say(line, _core("suggest", text=line.text[:60]), *labels)
        return _sentence(None, says) | {"suggest": [each.word for each in near]}

    def _command(self, command: Command[Any], rest: str, line: _Line) -> dict[str, Any]:
        form = command.form
        assert form is not None
        required = next((spec for spec in form.fields if spec.required), None)
        if required is not None and not rest:
            label = Phrase(command.feature, required.key)
            says = self._say(line, Phrase("dialogue", "question", (("field", label),)))
            return _sentence(command.word, says) | {"ask": required.name}
        filled = fill(form, rest, line.setting, Vocabulary(self.words, command.feature))
        fields = {spec.name: _plain(spec, filled, line.setting) for spec in form.fields}
        ask = filled.problems[0].field if filled.problems else None
        if command.options.drafts:
            says = self._draft(command.feature, form, filled, line)
        else:
            # What these show depends on rows; their help says what it is.
            says = self._say(line, Phrase(command.feature, f"{command.key}-help"))
        return _sentence(command.word, says) | {"fields": fields, "ask": ask}

    def _draft(self, feature: str, form: FormSpec, filled: Filled, line: _Line) -> str:
        problems = {problem.field: problem for problem in filled.problems}
        values = form.dump(form.make(filled.values))
        title = drafts.say("title", what=Phrase(feature, form.title))
        card = Card(title, tuple(as_read(feature, form, values, problems, filled.notices)))
        shown = without_isolates(as_text(localise(card, self.words, line.voice)))
        choices = [
            self._say(line, drafts.say("moment", at=datetime.fromisoformat(str(reading))))
            for problem in filled.problems
            for reading in problem.readings
        ]
        return "\n".join([shown, *([_buttons(choices)] if choices else [])])

    # Times

    def time(self, line: _Line) -> dict[str, Any]:
        """Say what a line is as a time, and what would be shown of it."""
        reading = read(line.text, line.setting) if line.text else None
        kind, value = _value(reading, line.setting)
        return _time(kind, value, self._time_says(line, reading))

    def _time_says(self, line: _Line, reading: Reading | None) -> str:
        typed = line.text[:80]
        match reading:
            case Ambiguous(readings):
                choices = [self._printed(line, each) for each in readings]
                return self._say(line, _core("ask-which", typed=typed), *choices)
            case Past(moment, None):
                return self._say(line, _core("past", at=moment))
            case Past(moment, instead):
                assert instead is not None
                choice = self._printed(line, instead)
                return self._say(line, _core("past-instead", at=moment), choice)
            case AskHour(day):
                return self._say(line, _core("ask-hour", day=day))
            case Impossible(reason=reason):
                what = Variant(reason.value)
                return self._say(line, _core("impossible", typed=typed, reason=what))
            case AskTerm():
                return self._say(line, _core("ask-term", typed=typed))
            case Repeating(missing=Missing.DAY):
                return self._say(line, _core("ask-repeat-day", typed=typed))
            case Repeating(missing=Missing.HOUR) if line.setting.purpose is Purpose.MEETING:
                return self._say(line, _core("ask-repeat-hour", typed=typed))
            case None:
                return self._say(line, _core("no-time", typed=typed))
        return "\n".join([self._printed(line, reading), *self._notes(line, reading)])

    def _printed(self, line: _Line, reading: Reading) -> str:
        match reading:
            case At(instant):
                return print_instant(instant, line.setting)
            case Deadline(instant):
                return self._say(line, _core("until", at=instant))
            case Day(day) | AskHour(day):
                return print_day(day, line.setting)
            case Length(length):
                return print_length(length, line.setting)
            case Span():
                return print_span(reading, line.setting)
            case Repeating(rule):
                return print_repeats(rule, line.setting)
            case WorkLength(workdays):
                return self._say(line, _core("workdays", days=workdays))
        return self._time_says(line, reading)

    def _notes(self, line: _Line, reading: Reading) -> Iterator[str]:
        notes: tuple[Note, ...] = getattr(reading, "notes", ())
        match reading:
            case At(instant) | Deadline(instant):
                for note in notes:
                    what = Variant(note.value)
                    yield self._say(line, _core("time-note", note=what, at=instant))
            case Day(day) if Note.HOLIDAYS in notes:
                yield self._say(line, holidays_unknown([day.year]))
            case Repeating():
                if coming := _coming(reading, line.setting):
                    yield self._say(line, _core("repeat-next", times=tuple(coming)))
                for said in repeat_notes(reading):
                    yield self._say(line, said)

    def _say(self, line: _Line, words: Phrase, *choices: Words) -> str:
        """Say a phrase and, after it, what can be chosen, as buttons are written down."""
        labels = [
            self.words.say(each, line.voice) if isinstance(each, Phrase) else each
            for each in choices
        ]
        said = [self.words.say(words, line.voice), *([_buttons(labels)] if labels else [])]
        return without_isolates("\n".join(said))


def _value(reading: Reading | None, setting: Setting) -> tuple[str, Any]:  # noqa: C901  (one case a reading)
    """Return the kind of a reading and its plain value."""
    match reading:
        case At(instant):
            return "instant", _minute(instant, setting)
        case Deadline(instant):
            return "deadline", _minute(instant, setting)
        case Day(day):
            return "date", day.isoformat()
        case AskHour(day):
            return "ask", day.isoformat()
        case Length(length):
            return "duration", _iso(length)
        case Span():
            return "range", _range(reading, setting)
        case Ambiguous(readings):
            return "ambiguous", [_value(each, setting)[1] for each in readings]
        case Past(moment):
            return "past", _minute(moment, setting)
        case Repeating():
            return "recurrence", [_wall(each, setting) for each in _coming(reading, setting)]
        case WorkLength(workdays):
            return "workdays", workdays
        case AskTerm():
            return "ask", None
        case Impossible() | None:
            return "invalid", None


def _coming(repeating: Repeating, setting: Setting) -> list[date | Instant]:
    """Return the next times that something happens, or its next days where no hour is said."""
    rule, almanac = repeating.rule, setting.almanac
    if rule.at is None and rule.pattern.whole:
        return list(islice(rule.days(almanac, setting.local.date()), _COMING))
    coming = rule.after(setting.now, setting.zone, almanac)
    return [each.instant for each in islice(coming, _COMING)]


def _wall(at: date | Instant, setting: Setting) -> str:
    return _minute(at, setting) if isinstance(at, Instant) else at.isoformat()


def _range(span: Span, setting: Setting) -> dict[str, str]:
    """Return both ends: minutes, or, of whole days, the first and the last."""
    start, end = span.start.astimezone(setting.zone), span.end.astimezone(setting.zone)
    if start.time() == end.time() == datetime.min.time():
        last: date = end.date() - _DAY
        return {"from": start.date().isoformat(), "to": last.isoformat()}
    return {"from": _minute(start, setting), "to": _minute(end, setting)}


def _minute(instant: Instant, setting: Setting) -> str:
    return instant.astimezone(setting.zone).strftime(_MINUTE)


def _iso(length: timedelta) -> str:
    """Write a length as ISO 8601 does: P3D, PT1H30M."""
    hours, seconds = divmod(length.seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    units = ((hours, "H"), (minutes, "M"), (seconds, "S"))
    clock = "".join(f"{n}{unit}" for n, unit in units if n)
    days = f"{length.days}D" if length.days else ""
    return f"P{days}{'T' if clock else ''}{clock}" if days or clock else "PT0M"


def _plain(spec: FieldSpec, filled: Filled, setting: Setting) -> Any:
    value = filled.values.get(spec.name, spec.default)
    match value:
        case datetime():
            return _minute(value, setting)
        case timedelta():
            return _iso(value)
        case tuple() if spec.marker(Ahead) is not None:
            return [_iso(each) for each in value]
    return spec.dump(value)


def _time(kind: str, value: object, says: str) -> dict[str, Any]:
    return {"kind": kind, "value": value, "says": says}


def _sentence(intent: str | None, says: str) -> dict[str, Any]:
    return {"intent": intent, "fields": {}, "ask": None, "suggest": [], "says": says}


def _buttons(labels: Iterable[str]) -> str:
    return " ".join(f"[{label}]" for label in labels)


def _one_line(answer: Mapping[str, Any]) -> str:
    """Write an answer for people: what it is, and what is shown; silence is a dash."""
    what = answer.get("kind") or answer.get("intent")
    shown = " | ".join(answer["says"].splitlines()) or "–"
    return f"{what}: {shown}" if what else shown


def _text(given: Mapping[str, Any], key: str, default: str) -> str:
    value = given.get(key, default)
    if not isinstance(value, str):
        raise ValueError(f"{key!r} must be a text, not {value!r}.")  # noqa: TRY004  (what was typed is wrong, not the code)
    return value


def _terms(given: object) -> tuple[Term, ...]:
    """Read terms: lists of a name, the first day and the last."""
    try:
        assert isinstance(given, list)
        days = [(name, date.fromisoformat(a), date.fromisoformat(b)) for name, a, b in given]
    except (AssertionError, TypeError, ValueError):
        how = '[["2026 autumn", "2026-09-01", "2027-01-18"]]'
        raise ValueError(f"'terms' are written {how}, not {given!r}.") from None
    return tuple(Term(*each) for each in days)


def _purpose(name: str) -> Purpose | None:
    if name and name not in set(Purpose):
        raise ValueError(f"'purpose' is one of {', '.join(Purpose)}, not {name!r}.")
    return Purpose(name) if name else None


def _zone(name: str) -> ZoneInfo:
    found = zone_named(name)
    if found is None:
        raise ValueError(f"{name!r} is no time zone; try Asia/Shanghai.")
    return found


def _instant(text: str, zone: ZoneInfo) -> Instant:
    try:
        return iso_instant(text, zone)
    except ValueError:
        raise ValueError(f"'now' is a moment such as 2026-11-26T09:00, not {text!r}.") from None
