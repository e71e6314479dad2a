"""The daily question: one a day, answered in secret until the next one, with streaks."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.context import Context, Read, Reply
from bot.domain.contest import streak
from bot.domain.identity import Role, TeamId
from bot.domain.live import BankId, DailyId
from bot.domain.phrase import Phrase, Variant, Words
from bot.domain.quiz import Given, Picked
from bot.domain.regex import regex
from bot.errors import Declined
from bot.form import After, AtMost, Subject, Word
from bot.message import Block, Card, Style, Text, opened
from commands.quiz import wording
from commands.quiz.calling import Source, bank_of, named, sources, unclear
from commands.quiz.feature import quizzes, worded
from commands.quiz.parts import AnswerForm, as_asked, offered, read_answer, shares
from storage.preferences import Preferences
from storage.quiz import Banks, Dailies, Daily, Kept

_TIME: Final = regex(r"\s*(\d{1,2})\s*(?:[:：点]\s*(\d{2})?分?)?\s*")
_WITH_TIME: Final = regex(r"(.+?)\s+(?:at\s+|每天\s*)?(\d{1,2}\s*[:：点]\s*(?:\d{2})?分?)\s*")
"""A bank, and after it the time: "safety at 8:00", 校园安全 每天8点."""


class DailyForm(Struct, frozen=True):
    """Ask which bank is to be asked each day, and when."""

    bank: Annotated[str, Subject(100)] = ""
    at: Annotated[str, After(), AtMost(20)] = "8:00"
    off: Annotated[bool, Word("mark-off", True)] = False


@quizzes.command(DailyForm, needs=Role.ORGANISER)
def daily(ctx: Context, values: DailyForm) -> Reply:
    """Let a question be asked each day, or no more; alone, say which bank is asked."""
    if values.off:
        _end(ctx, ctx.team.id)
        return Reply(note=quizzes.say("daily-off"))
    said_at = _WITH_TIME.fullmatch(values.bank)
    called, time = said_at.groups() if said_at else (values.bank, values.at)
    if not called:
        return Reply(note=_set_now(ctx))
    found = named(ctx, ctx.team.id, called)
    if len(found) != 1:
        says = quizzes.say("with-banks", says=unclear(called, found), banks=_banks(ctx, found))
        raise Declined(says, "bank")
    said = _TIME.fullmatch(time)
    hour, minute = (int(each or 0) for each in said.groups()) if said else (24, 0)
    if hour > 23 or minute > 59:
        raise Declined(quizzes.say("daily-at", typed=time), "at")
    bank = bank_of(ctx, found[0])
    # Set again as it is, the next one comes when it would have come.
    if ctx.use(Preferences).set_team(ctx.team.id, daily=[bank, hour, minute]):
        again = f"{minute} {hour} * * *"
        ctx.every(_key(ctx.team.id), again, ask_daily(ctx.team.id, bank))
    at = _at(hour, minute)
    return Reply(note=quizzes.say("daily-set", bank=worded(found[0].titles), at=at))


def _set_now(ctx: Context) -> Phrase:
    """Say which bank is asked daily, and when, or how that is set."""
    kept = ctx.use(Preferences).daily(ctx.team.id)
    held = None if kept is None else ctx.use(Banks).find(BankId(kept[0]))
    if kept is None or held is None:
        return quizzes.say("daily-which", banks=_banks(ctx))
    return quizzes.say("daily-is", bank=worded(held.titles), at=_at(*kept[1:]))


def _at(hour: int, minute: int) -> Variant:
    return Variant(f"{hour}:{minute:02}")


def _banks(ctx: Context, among: Sequence[Source] = ()) -> tuple[Words, ...]:
    """Name some banks, or all that can be asked."""
    return tuple(worded(each.titles) for each in among or sources(ctx, ctx.team.id))


def _key(team: TeamId) -> str:
    return f"quiz.daily.{team}"


def _end(ctx: Context, team: TeamId) -> None:
    """Ask a team no more, and tell what was right the last time."""
    ctx.use(Preferences).set_team(team, daily=None)
    ctx.never(_key(team))
    for each in ctx.use(Dailies).close(team):
        ctx.show(daily_card(each))


@quizzes.step("quiz.daily-ask", needs=Role.ADMIN)
def ask_daily(ctx: Context, team: TeamId, bank: BankId) -> Reply:
    """Ask the question of the day, and tell what was right the day before.

    With a bank that was put away it ends, which the organisers are told.
    """
    store, held = ctx.use(Dailies), ctx.use(Banks).find(bank)
    if held is not None and held.state is Kept.DROPPED:
        _end(ctx, team)
        ctx.tell_organisers(team, daily_ended(bank))
        return Reply()
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


def _what_is_asked(read: Read, question: DailyId) -> Sequence[Words]:
    found = read.use(Dailies).find(question)
    return () if found is None else as_asked(found.question)


@quizzes.takes(AnswerForm, "quiz.daily-words", needs=Role.MEMBER, about=_what_is_asked)
def say_daily(ctx: Context, values: AnswerForm, question: DailyId) -> Reply:
    """Record one person's answer to the question of the day, in words."""
    found = _open(ctx, question)
    return _record(ctx, found, read_answer(ctx, found.question, values))


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


@quizzes.view("quiz.daily-ended")
def daily_ended(read: Read, bank: BankId) -> Card | None:
    """Tell an organiser why there are no daily questions any more."""
    held = read.use(Banks).find(bank)
    if held is None:
        return None
    return Card(quizzes.say("daily-ended", bank=worded(held.titles)))


@quizzes.view("quiz.daily")
def daily_card(read: Read, question: DailyId) -> Card | None:
    """Draw the question of a day: until the next one without, then with what was right."""
    store = read.use(Dailies)
    found = store.find(question)
    if found is None:
        return None
    heading = quizzes.say("daily-title", nth=str(found.nth))
    blocks: list[Block] = [Text.of(wording.asked(found.question), style=Style.BOLD)]
    if not found.open:
        given = (each for each, _ in store.given(question))
        blocks += shares(found.question, given, found.answered)
        right = quizzes.say("daily-right", answer=wording.right(found.question))
        blocks.append(Text.of(right, style=Style.BOLD))
        if why := wording.why(found.question):
            blocks.append(Text.of(why))
        return Card(heading, tuple(blocks), final=True)
    state = Text.of(quizzes.say("daily-state", answered=found.answered), style=Style.ITALIC)
    tap, words = partial(answer_daily, question), opened(say_daily(question))
    return Card(heading, (*blocks, *offered(found.question, tap, words, state)))
