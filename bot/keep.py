"""Keep phrases in rows: what is to be said later, in whatever language the reader has then."""

import json
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.phrase import Phrase, Single, Stretch, Value, Variant, Words
from bot.domain.repeat import Repeats, repeats_of


def packed(words: Words) -> str:
    """Return words as text that `unpacked` reads again."""
    return json.dumps(plain(words), ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> Words:
    """Return the words of a packed text."""
    return words_of(json.loads(text))


def plain(words: Words) -> Any:
    """Return words as plain JSON values."""
    if isinstance(words, str):
        return words
    return [words.feature, words.key, {name: _plain(value) for name, value in words.args}]


def words_of(kept: Any) -> Words:
    """Return the words of plain JSON values."""
    if isinstance(kept, str):
        return kept
    feature, key, args = kept
    return Phrase(feature, key, tuple((name, _value(value)) for name, value in args.items()))


def _plain(value: Value) -> Any:
    match value:
        case tuple():
            return {"all": [_plain(each) for each in value]}
        case StrEnum() | Variant():
            return {"variant": str(value)}
        case Phrase():
            return {"phrase": plain(value)}
        case datetime():
            return {"instant": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case timedelta():
            return {"seconds": value.total_seconds()}
        case Stretch(start, end):
            return {"stretch": f"{start.isoformat()}/{end.isoformat()}"}
        case Repeats():
            return {"repeats": str(value)}
        case int() | str():
            return value


def _value(kept: Any) -> Value:
    if not isinstance(kept, dict):
        assert isinstance(kept, int | str)
        return kept
    ((kind, value),) = kept.items()
    if kind == "all":
        return tuple(_single(each) for each in value)
    return _single(kept)


def _single(kept: Any) -> Single:
    if not isinstance(kept, dict):
        assert isinstance(kept, int | str)
        return kept
    ((kind, value),) = kept.items()
    match kind:
        case "variant":
            return Variant(value)
        case "phrase":
            phrase = words_of(value)
            assert isinstance(phrase, Phrase)
            return phrase
        case "instant":
            return datetime.fromisoformat(value)
        case "day":
            return date.fromisoformat(value)
        case "stretch":
            start, _, end = value.partition("/")
            return Stretch(datetime.fromisoformat(start), datetime.fromisoformat(end))
        case "repeats":
            return repeats_of(value)
    return timedelta(seconds=value)
