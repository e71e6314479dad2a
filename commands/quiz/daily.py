"""The daily question: one a day, answered in secret until the next one, with streaks."""

import re
from dataclasses import dataclass
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from bot.context import Context, Read, Reply
from bot.domain.contest import streak
from bot.domain.identity import Role, TeamId
from bot.domain.live import BankId, DailyId
from bot.domain.phrase import Variant
from bot.domain.quiz import Given, Picked, tally, understood
from bot.errors import Declined
from bot.form import After, AtMost, Subject, Word
from bot.message import (
    Bar,
    Bars,
    Block,
    Button,
    Buttons,
    Card,
    Choice,
    Listing,
    Style,
    Text,
    Weight,
    opened,
)
from commands.quiz import wording
from commands.quiz.answering import AnswerForm
from commands.quiz.bank import vocabulary
from commands.quiz.calling import bank_of, named, unclear
from commands.quiz.feature import quizzes, worded
from storage.preferences import Preferences
from storage.quiz import Banks, Dailies, Daily

_TIME: Final = re.compile(r"\s*(\d{1,2})\s*(?:[:：点]\s*(\d{2})?分?)?\s*")
_WITH_TIME: Final = re.compile(r"(.+?)\s+(?:at\s+|每天\s*)?(\d{1,2}\s*[:：点]\s*(?:\d{2})?分?)\s*")
"""A bank, and after it the time: "safety at 8:00", 校园安全 每天8点."""


@dataclass(frozen=True, slots=True)
class DailyForm:
    """Ask which bank is to be asked each day, and when."""

    bank: Annotated[str, Subject(100)] = ""
    at: Annotated[str, After(), AtMost(20)] = "8:00"
    off: Annotated[bool, Word("mark-off", True)] = False


@quizzes.command(DailyForm, needs=Role.ORGANISER)
def daily(ctx: Context, values: DailyForm) -> Reply:
    """Let a question be asked each day, or no more."""
    key = f"quiz.daily.{ctx.team.id}"
    if values.off:
        ctx.use(Preferences).set_team(ctx.team.id, daily=None)
        ctx.never(key)
        return Reply(note=quizzes.say("daily-off"))
    said_at = _WITH_TIME.fullmatch(values.bank)
    called, time = said_at.groups() if said_at else (values.bank, values.at)
    found = named(ctx, ctx.team.id, called) if called else []
    if len(found) != 1:
        raise Declined(unclear(called, found), "bank")
    said = _TIME.fullmatch(time)
    hour, minute = (int(each or 0) for each in said.groups()) if said else (24, 0)
    if hour > 23 or minute > 59:
        raise Declined(quizzes.say("daily-at", typed=time), "at")
    bank = bank_of(ctx, found[0])
    # Set again as it is, the next one comes when it would have come.
    if ctx.use(Preferences).set_team(ctx.team.id, daily=[bank, hour, minute]):
        ctx.every(key, f"{minute} {hour} * * *", ask_daily(ctx.team.id, bank))
    at = Variant(f"{hour}:{minute:02}")
    return Reply(note=quizzes.say("daily-set", bank=worded(found[0].titles), at=at))


@quizzes.step("quiz.daily-ask", needs=Role.ADMIN)
def ask_daily(ctx: Context, team: TeamId, bank: BankId) -> Reply:
    """Ask the question of the day, and tell what was right the day before."""
    store = ctx.use(Dailies)
    questions = ctx.use(Banks).questions(bank)
    if not questions:
        return Reply()
    today = ctx.now.astimezone(ZoneInfo(ctx.team.zone)).date()
    made = store.ask(team, today, questions[store.asked(team) % len(questions)])
    if made is None:
        return Reply()  # today's stands already
    for each in store.close(team, but=made):
        ctx.show(daily_card(each))
    ctx.show(daily_card(made), ctx.places())
    return Reply()


@quizzes.step("quiz.daily-answer", needs=Role.MEMBER, secret=True)
def answer_daily(ctx: Context, question: DailyId, option: int) -> Reply:
    """Record one person's answer to the question of the day, by a tap; the first one stands."""
    return _record(ctx, _open(ctx, question), Picked(frozenset({option})))


@quizzes.takes(AnswerForm, "quiz.daily-words", needs=Role.MEMBER)
def say_daily(ctx: Context, values: AnswerForm, question: DailyId) -> Reply:
    """Record one person's answer to the question of the day, in words."""
    found = _open(ctx, question)
    given = understood(found.question, values.answer, vocabulary(ctx.registry.words).truths)
    if given is None:
        kind = found.question.kind
        raise Declined(quizzes.say("not-understood", kind=kind, typed=values.answer), "answer")
    return _record(ctx, found, given)


def _open(ctx: Context, question: DailyId) -> Daily:
    found = ctx.use(Dailies).find(question)
    if found is None or not found.open:
        raise Declined(quizzes.say("daily-closed"))
    return found


def _record(ctx: Context, found: Daily, given: Given) -> Reply:
    store = ctx.use(Dailies)
    stands = store.answer(found.id, found.question, ctx.person, given, ctx.now)
    ctx.show(daily_card(found.id))
    answer = wording.given_words(found.question, stands)
    if stands != given:
        return Reply(note=quizzes.say("first-stands", answer=answer))
    asked, answered = store.history(found.team, ctx.person)
    run = streak(asked, set(answered), still_open=True)
    return Reply(note=quizzes.say("daily-noted", answer=answer, days=run.current, best=run.best))


@quizzes.view("quiz.daily")
def daily_card(read: Read, question: DailyId) -> Card | None:
    """Draw the question of a day: until the next one without, then with what was right."""
    store = read.use(Dailies)
    found = store.find(question)
    if found is None:
        return None
    heading = quizzes.say("daily-title", nth=str(found.nth))
    blocks: list[Block] = [Text.of(wording.asked(found.question), style=Style.BOLD)]
    options = wording.options(found.question)
    if not found.open:
        picked = [each for each, _ in store.given(question) if isinstance(each, Picked)]
        counts = tally(picked, len(options))
        bars = tuple(Bar(label, count) for label, count in zip(options, counts, strict=True))
        blocks += [Bars(bars, found.answered)] if options else []
        right = quizzes.say("daily-right", answer=wording.right(found.question))
        blocks.append(Text.of(right, style=Style.BOLD))
        if why := wording.why(found.question):
            blocks.append(Text.of(why))
        return Card(heading, tuple(blocks), final=True)
    state = Text.of(quizzes.say("daily-state", answered=found.answered), style=Style.ITALIC)
    if wording.is_tapped(found.question):
        choice = (Button(each, answer_daily(question, at)) for at, each in enumerate(options))
        return Card(heading, (*blocks, state, Choice(tuple(choice))))
    if options:
        blocks.append(Listing(tuple(map(Text.of, options))))
    form = opened(say_daily(question))
    in_words = Buttons((Button(quizzes.say("in-words"), form, Weight.PRIMARY),))
    return Card(heading, (*blocks, state, in_words))
