"""Questions in words: their options, what is right, and what somebody answered."""

from collections.abc import Callable
from fractions import Fraction

from bot.domain.phrase import Variant, Words
from bot.domain.quiz import LETTERS, AnyOf, Given, Kind, Near, Picked, Question, Wording
from commands.quiz.feature import quizzes, worded


def in_words(question: Question, pick: Callable[[Wording], str]) -> Words:
    """Say a part of a question in the reader's language."""
    return worded({language: pick(each) for language, each in question.wordings.items()})


def asked(question: Question) -> Words:
    """Say what is asked."""
    return in_words(question, lambda each: each.text)


def options(question: Question) -> tuple[Words, ...]:
    """Say the options; of several right ones with their letters, by which they are answered."""
    if question.kind is Kind.TRUTH:
        return quizzes.say("truth", is_=Variant("true")), quizzes.say("truth", is_=Variant("false"))
    count = len(next(iter(question.wordings.values())).options)
    texts = tuple(in_words(question, lambda each, at=at: each.options[at]) for at in range(count))  # type: ignore[misc]  # a default binds what the loop is at
    if question.kind is Kind.SINGLE:
        return texts
    return tuple(
        quizzes.say("option", letter=Variant(letter), text=text)
        for letter, text in zip(LETTERS, texts, strict=False)
    )


def is_tapped(question: Question) -> bool:
    """Say whether one tap answers a question; others are answered in words."""
    return question.kind in {Kind.SINGLE, Kind.TRUTH}


def right(question: Question) -> Words:
    """Say what is right."""
    match question.key:
        case Picked():
            return given_words(question, question.key)
        case Near(number, tolerance):
            near = quizzes.say(
                "near", number=Variant(_decimal(number)), tolerance=Variant(_decimal(tolerance))
            )
            return near if tolerance else _decimal(number)
        case AnyOf(texts):
            return in_words(question, lambda each: (each.answers or texts)[0])


def given_words(question: Question, given: Given) -> Words:
    """Say what somebody answered."""
    match given:
        case Picked(chosen):
            said = options(question)
            picked = tuple(said[at] for at in sorted(chosen) if at < len(said))
            return picked[0] if len(picked) == 1 else quizzes.say("several", options=picked)
        case Fraction():
            return _decimal(given)
    return given


def why(question: Question) -> Words:
    """Say in one line why that is right; empty where the bank does not say."""
    return in_words(question, lambda each: each.explanation)


def _decimal(number: Fraction) -> str:
    """Write a number as people do: 3.14, and 1/3 where no few digits say it."""
    if number.denominator == 1:
        return str(number.numerator)
    text = f"{float(number):.6f}".rstrip("0")
    return text if Fraction(text) == number else str(number)
