"""What is said, in each language: Fluent catalogues.

No sentence that a person reads stands in code. `words/<language>/<feature>.ftl` holds a feature's
phrases, and in attributes the words by which people call things (`.words = poll | vote`). A key
twice, or one that a language lacks, stops the start. A phrase is parsed when it is first asked for:
all of them took a seventh of a start and of its memory. The tests parse every one.
"""

import re
import sys
from collections.abc import Iterator, KeysView, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.domain.phrase import Instant, Phrase, Stretch, Value, Variant
from bot.domain.regex import regex
from bot.domain.repeat import Repeats
from bot.errors import BotError
from bot.when import (
    Setting,
    Span,
    print_day,
    print_instant,
    print_length,
    print_repeats,
    print_span,
)

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

    from bot.fluent import Entry

FSI, PDI = "\u2068", "\u2069"
_BIDI = regex(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_PARAGRAPHS = regex("([\n\r\x1c-\x1e\x85\u2029]+)")
"""What ends a paragraph, and with it whatever is isolated there."""

_PLACE = "\x02"
_PLACED = regex(f"{_PLACE}([a-z-]+){_PLACE}", re.IGNORECASE)
"""Where a text belongs in a phrase. Texts are put there afterwards: Fluent refuses long ones."""

_CHOOSES = (StrEnum, Variant, int)
"""What chooses among a phrase's variants; all else is only placed."""

_REMEMBERED = 4_096
"""Phrases with their numbers, as Fluent resolved them."""

_ENTRY = re.compile(r"^[a-zA-Z].*(?:\n(?![a-zA-Z#]).*)*", re.MULTILINE)
"""A phrase with its attributes. What goes on with one is indented: that is Fluent's own rule."""

_ATTRIBUTE = re.compile(r"^ +\.([a-z-]+) *= *([^\n{]*[^\n{ ]) *$(?=\n+ *\.|\s*\Z)", re.MULTILINE)
"""An attribute that is one line of plain text: nothing goes on below, and nothing is placed."""

_LINE = re.compile(r"[A-Za-z][A-Za-z0-9_-]* *= *([^\s{}](?:[^\n\r{}]*[^\s{}])?)[ \n]*")
"""A phrase that is one line of plain text, as half of them are."""

_OPENERS = "\u2066\u2067\u2068"


class CatalogueError(BotError):
    """A catalogue cannot be used as it stands."""


class Voice(Struct, frozen=True):
    """Say how to speak: in which language, in whose zone, and from which moment on."""

    language: str
    zone: ZoneInfo
    now: Instant


class _Catalogue(Mapping[str, "Entry"]):
    """Hold a feature's phrases in one language, each as text until it is asked for."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        self._name = f"{path.parent.name}/{path.name}"
        self._texts: dict[str, str] = {}
        self._entries: dict[str, Entry] = {}
        self._attributes: dict[str, Mapping[str, str]] = {}
        for text in _ENTRY.findall(path.read_text("utf-8")):
            key, _, _ = text.partition("=")
            # The same in each language: they are kept but once.
            key = sys.intern(key.rstrip())
            if self._texts.setdefault(key, text) is not text:
                problems.append(f"{self._name}: {key} stands twice")

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def __getitem__(self, key: str) -> "Entry":
        if key not in self._entries:
            self._entries[key] = self._parsed(key)
        return self._entries[key]

    def keys(self) -> KeysView[str]:
        """Return all keys, as a dictionary's view: those of all languages are compared."""
        return self._texts.keys()

    def line(self, key: str) -> str | None:
        """Return what a phrase says that is one line of plain text; None where it is more."""
        found = _LINE.fullmatch(self._texts[key])
        return None if found is None else found[1]

    def attribute(self, key: str, name: str) -> str | None:
        """Return an attribute of a key as it stands, or None; "" is the text of the key itself.

        Most are plain text: for the words of all commands, which are collected at each start, no
        phrase is parsed.
        """
        if key not in self._texts:
            return None
        if (line := self.line(key)) is not None:
            return None if name else line
        if key not in self._attributes:
            self._attributes[key] = dict(_ATTRIBUTE.findall(self._texts[key]))
        return self._attributes[key].get(name) or self[key].attributes.get(name)

    def _parsed(self, key: str) -> "Entry":
        from bot.fluent import parsed  # noqa: PLC0415  (what is plain text needs no more)

        entry = parsed(self._texts[key])
        if entry is None:
            raise CatalogueError(f"{self._name}: {key} cannot be read, or says nothing")
        return entry


class Catalogues:
    """Hold all catalogues of all languages and say phrases."""

    def __init__(self, found: Mapping[str, Mapping[str, _Catalogue]]) -> None:
        """Take catalogues by language, then feature; use `load` to read them from a folder."""
        self._found = found
        self._bundles: dict[str, FluentBundle] = {}
        self.languages = tuple(sorted(found))
        # What Fluent makes of a phrase is asked for again with every card: a tenth of an answer.
        self._parts = lru_cache(_REMEMBERED)(self._resolved)

    @classmethod
    def load(cls, *folders: Path) -> "Catalogues":
        """Read `<folder>/<language>/<feature>.ftl` of all folders and check them for gaps."""
        found: dict[str, dict[str, _Catalogue]] = {}
        problems: list[str] = []
        for folder in folders:
            for path in sorted(folder.glob("*/*.ftl")):
                features = found.setdefault(path.parent.name, {})
                features[path.stem] = _Catalogue(path, problems)
        problems += _gaps(found)
        if problems:
            raise CatalogueError("\n".join(problems))
        return cls(found)

    def features(self) -> tuple[str, ...]:
        """Return the names of all features that have a catalogue."""
        return tuple(sorted(next(iter(self._found.values()))))

    def keys(self, feature: str) -> KeysView[str]:
        """Return the keys of a feature's phrases."""
        return next(iter(self._found.values()))[feature].keys()

    def arguments(self, feature: str, key: str) -> frozenset[str]:
        """Return the names of what a phrase takes."""
        return next(iter(self._found.values()))[feature][key].arguments

    def say(self, phrase: Phrase, voice: Voice) -> str:
        """Say a phrase; a missing key or argument is a bug and raises `CatalogueError`."""
        chosen: list[tuple[str, Value]] = []
        placed: dict[str, Value] = {}
        for name, value in phrase.args:
            if isinstance(value, _CHOOSES):
                chosen.append((name, value))
            else:
                placed[name] = value
        parts = self._parts(
            voice.language, phrase.feature, phrase.key, tuple(chosen), tuple(placed)
        )
        if not placed:
            return parts[0]
        said = list(parts)
        said[1::2] = [self._spoken(placed[name], voice) for name in parts[1::2]]
        return "".join(said)

    def _resolved(
        self, language: str, feature: str, key: str, chosen: tuple[tuple[str, Value], ...],
        placed: tuple[str, ...],
    ) -> tuple[str, ...]:  # fmt: skip
        """Return a phrase as Fluent resolves it: text, and the name of what is placed, in turn."""
        catalogue = self._found[language].get(feature)
        if catalogue is None or key not in catalogue:
            raise CatalogueError(f"no phrase {feature}.{key} in {language}")
        if (line := catalogue.line(key)) is not None:
            return (line,)
        pattern = catalogue[key].value
        places = {name: f"{_PLACE}{name}{_PLACE}" for name in placed}
        text, errors = self._bundle(language).format_pattern(pattern, dict(chosen) | places)
        if errors:
            raise CatalogueError(f"{feature}.{key} in {language}: {errors[0]}")
        return tuple(_PLACED.split(str(text)))

    def get_ready_to_speak(self) -> None:
        """Do beforehand what the first phrase would else take its time for; in any thread."""
        for language in self.languages:
            self._bundle(language)

    def _bundle(self, language: str) -> "FluentBundle":
        """Return what resolves the phrases of a language."""
        if language not in self._bundles:
            from bot.fluent import bundle  # noqa: PLC0415  (the same)

            self._bundles[language] = bundle(language)
        return self._bundles[language]

    def spellings(self, feature: str, key: str) -> Mapping[str, tuple[str, ...]]:
        """Return by which words people call a thing, by language: its `.words`, lower case."""
        return {
            language: tuple(
                word.strip().casefold()
                for word in (self.attribute(feature, key, "words", language) or "").split("|")
                if word.strip()
            )
            for language in self._found
        }

    def all_spellings(self, feature: str, key: str) -> tuple[str, ...]:
        """Return the words of `spellings` of all languages, longest first."""
        found = {word for words in self.spellings(feature, key).values() for word in words}
        return tuple(sorted(found, key=lambda word: (-len(word), word)))

    def attribute(self, feature: str, key: str, name: str, language: str) -> str | None:
        """Return an attribute of a key as it stands, or None; "" is the text of the key itself."""
        return self._found[language][feature].attribute(key, name)

    def _spoken(self, value: Value, voice: Voice) -> str:
        match value:
            case tuple():
                glue = "、" if voice.language == "zh" else ", "
                return glue.join([self._spoken(each, voice) for each in value])
            case Phrase():
                return self.say(value, voice)
            case StrEnum() | Variant() | int():
                return str(value)
            case str():
                return isolated(value)
            case datetime():
                return print_instant(value, _setting(voice))
            case date():
                return print_day(value, _setting(voice))
            case timedelta():
                return print_length(value, _setting(voice))
            case Stretch(start, end):
                return print_span(Span(start, end), _setting(voice))
            case Repeats():
                return print_repeats(value, _setting(voice))


def isolated(text: str) -> str:
    """Keep a person's text from turning ours around: wrap it where it could.

    Text without right-to-left letters or marks is left alone. Isolates that the text itself opens
    or closes are balanced, so that it can neither leave its wrapping nor leak out of it. Each
    paragraph is wrapped by itself, because none can be isolated beyond its end.
    """
    if not _BIDI.search(text):
        return text
    return "".join(
        _wrapped(each) if _BIDI.search(each) else each for each in _PARAGRAPHS.split(text)
    )


def _wrapped(text: str) -> str:
    depth, kept = 0, []
    for char in text:
        if char in _OPENERS:
            depth += 1
        elif char == PDI:
            if not depth:
                continue
            depth -= 1
        kept.append(char)
    return f"{FSI}{''.join(kept)}{PDI * depth}{PDI}"


def without_isolates(text: str) -> str:
    """Take our isolation marks out again, for tests and machine-readable output."""
    return text.replace(FSI, "").replace(PDI, "")


def _setting(voice: Voice) -> Setting:
    return Setting(now=voice.now, zone=voice.zone, language=voice.language)


def _gaps(found: Mapping[str, Mapping[str, _Catalogue]]) -> Iterator[str]:
    for language, features in found.items():
        for other, others in found.items():
            if other == language:
                continue
            for feature in features.keys() - others.keys():
                yield f"{other}/{feature}.ftl is missing ({language} has it)"
            for feature in features.keys() & others.keys():
                for key in features[feature].keys() - others[feature].keys():
                    yield f"{other}/{feature}.ftl: {key} is missing ({language} has it)"


def voice_for(words: Catalogues, language: str, zone: ZoneInfo, now: Instant) -> Voice:
    """Return how to speak; a language without catalogues is answered in English."""
    return Voice(language if language in words.languages else "en", zone, now)
