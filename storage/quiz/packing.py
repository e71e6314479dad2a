"""Questions and answers as JSON, as rows hold them."""

from fractions import Fraction
from typing import Any

from bot.domain.quiz import AnyOf, Difficulty, Given, Key, Kind, Near, Picked, Question, Wording
from storage.schema import Json


def packed(question: Question) -> dict[str, Json | None]:
    """Write a question."""
    return {
        "name": question.name,
        "kind": question.kind.value,
        "key": _packed_key(question.key),
        "difficulty": question.difficulty and question.difficulty.value,
        "wordings": {
            language: {
                "text": each.text, "options": list(each.options), "explanation": each.explanation,
                "source": each.source, "tags": list(each.tags), "answers": list(each.answers),
            }
            for language, each in question.wordings.items()
        },
    }  # fmt: skip


def unpacked(content: Any) -> Question:
    """Read a question that was written."""
    wordings = {
        language: Wording(
            each["text"], tuple(each["options"]), each["explanation"], each["source"],
            tuple(each["tags"]), tuple(each["answers"]),
        )
        for language, each in content["wordings"].items()
    }  # fmt: skip
    difficulty = content["difficulty"]
    return Question(
        content["name"], Kind(content["kind"]), _key(content["key"]), wordings,
        None if difficulty is None else Difficulty(difficulty),
    )  # fmt: skip


def packed_given(given: Given) -> Json:
    """Write what somebody answered."""
    match given:
        case Picked(options):
            return [*sorted(options)]
        case Fraction():
            return {"number": str(given)}
    return given


def given_of(content: Any) -> Given:
    """Read what somebody answered."""
    match content:
        case list():
            return Picked(frozenset(content))
        case {"number": number}:
            return Fraction(number)
    return str(content)


def _packed_key(key: Key) -> Json:
    match key:
        case Picked(options):
            return {"options": [*sorted(options)]}
        case Near(number, tolerance):
            return {"number": str(number), "tolerance": str(tolerance)}
        case AnyOf(texts):
            return {"texts": list(texts)}


def _key(content: Any) -> Key:
    match content:
        case {"options": options}:
            return Picked(frozenset(options))
        case {"number": number, "tolerance": tolerance}:
            return Near(Fraction(number), Fraction(tolerance))
    return AnyOf(tuple(content["texts"]))
