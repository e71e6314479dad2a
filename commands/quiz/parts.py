"""Parts of what contests, the daily question and the deck have in common: to ask, and to answer."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, ClassVar

from msgspec import Struct

from bot.action import Action, Open
from bot.context import Read
from bot.domain.phrase import Words
from bot.domain.quiz import Given, Picked, Question, tally, understood
from bot.errors import Declined
from bot.form import Subject
from bot.message import Bar, Bars, Block, Button, Buttons, Choice, Listing, Text, Weight
from commands.quiz import wording
from commands.quiz.bank import vocabulary
from commands.quiz.feature import quizzes


class AnswerForm(Struct, frozen=True):
    """Ask for an answer in words."""

    TITLE: ClassVar[str] = "answer-title"

    answer: Annotated[str, Subject(100)]


def read_answer(read: Read, question: Question, values: AnswerForm) -> Given:
    """Understand an answer in words; what is none declines, and may be said again."""
    given = understood(question, values.answer, vocabulary(read.registry.words).truths)
    if given is None:
        said = quizzes.say("not-understood", kind=question.kind, typed=values.answer)
        raise Declined(said, "answer")
    return given


def offered(
    question: Question, tap: Callable[[int], Action], words: Action | Open[object],
    *between: Block,
) -> list[Block]:  # fmt: skip
    """Offer the options, or to answer in words where one tap is no answer."""
    options = wording.options(question)
    if wording.is_tapped(question):
        buttons = (Button(each, tap(at)) for at, each in enumerate(options))
        return [*between, Choice(tuple(buttons))]
    in_words = Button(quizzes.say("in-words"), words, Weight.PRIMARY)
    return [*listed(question), *between, Buttons((in_words,))]


def listed(question: Question) -> list[Block]:
    """List the options, which have letters where more than one may be right."""
    options, lettered = wording.options(question), not wording.is_tapped(question)
    listing = Listing(tuple(map(Text.of, options)), bullets=not lettered)
    return [listing] if options else []


def as_asked(question: Question, *hint: Words) -> Sequence[Words]:
    """Say line by line what is asked, for a form in which it is answered in words."""
    return (wording.asked(question), *wording.options(question), *hint)


def shares(question: Question, given: Iterable[Given], answered: int) -> list[Block]:
    """Show how many chose which option, and which was right; nothing where there are none."""
    options = wording.options(question)
    counts = tally((each for each in given if isinstance(each, Picked)), len(options))
    right = question.key.options if isinstance(question.key, Picked) else ()
    bars = tuple(
        Bar(label, count, right=at in right)
        for at, (label, count) in enumerate(zip(options, counts, strict=True))
    )
    return [Bars(bars, answered)] if bars else []
