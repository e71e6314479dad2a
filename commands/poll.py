"""Polls: a question, its options, one answer a person."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated, Final

from msgspec import Struct
from msgspec.structs import replace

from bot.action import Action, Chosen
from bot.calls import Called, CallSteps, Which
from bot.command import Answered, Commands, Mine, Owed
from bot.context import Context, Read, Reply
from bot.domain.call import Asked, CallId, Refused, State, shortened
from bot.domain.digest import Expected, Happened
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.phrase import Instant, Phrase, Stretch, Variant, Words
from bot.domain.poll import (
    Names,
    Noted,
    OptionId,
    Poll,
    PollId,
    PollOption,
    Results,
    Standard,
    Taken,
    are_typos,
    is_typo,
    leaders,
)
from bot.drafts import DraftId, author_of_draft, draft, drafted, redraft, take
from bot.errors import Declined
from bot.form import After, Ahead, Counter, Listed, More, Subject, Unset, Word, form_spec
from bot.message import Bar, Bars, Block, Button, Buttons, Card, Choice, Listing, Style, Text
from bot.reminders import ahead_of
from bot.when import Purpose
from bot.when.numerals import fold
from storage.polls import POLL_TEAM, Polls

polls = Commands("poll", ids={CallId: POLL_TEAM, PollId: POLL_TEAM})
steps = CallSteps(
    polls, Polls,
    lambda _: Called(polls.say("name"), polls.say("kind"), off=Variant("withdrawn")),
)  # fmt: skip
close, reopen, withdraw = steps.close, steps.reopen, steps.withdraw

_NAMES_SHOWN: Final = 30
_DONE_SHOWN: Final = 10
_LEADERS_SHOWN: Final = 3
_OFFERED: Final = 5
"""Of how many of the newest polls the options are known by their words."""
_OFFERED_AGAIN: Final = 5
"""How many options a post offers that is not the poll's own card."""


class PollForm(Struct, frozen=True):
    """Ask for a poll."""

    question: Annotated[str, Subject(300)]
    options: Annotated[tuple[str, ...], Listed(2, 30, 100), Unset("no-options")] = ()
    closes: Annotated[Instant | None, After(Purpose.DEADLINE), Unset("no-deadline")] = None
    pick: Annotated[int, Counter(1, 30, "mark-several")] = 1
    names: Annotated[
        Names, Word("mark-secret", Names.NOBODY), Word("mark-named", Names.EVERYBODY)
    ] = Names.ORGANISERS
    results: Annotated[
        Results,
        Word("mark-results-closed", Results.CLOSED),
        Word("mark-results-voted", Results.VOTED),
        More(),
    ] = Results.LIVE
    change: Annotated[bool, Word("mark-first-answer", False), More()] = True
    everyone: Annotated[bool, Word("mark-everyone", True), More()] = False
    remind: Annotated[tuple[timedelta, ...], Ahead(), More(), Unset("usual-ladder")] = ()


@polls.command(PollForm, needs=Role.MEMBER, drafts=True, numbered=steps.numbered)
def poll(ctx: Context, values: PollForm) -> Reply:
    """Draft a poll from one typed line or a form; a number alone shows that poll."""
    return draft(ctx, values, edit, post, wrong=_wrong(values, ctx.now))


@polls.takes(PollForm, "poll.edit", needs=author_of_draft, prefill=drafted(PollForm))
def edit(ctx: Context, values: PollForm, draft: DraftId) -> Reply:
    """Give a draft other values."""
    _check(values, ctx.now)
    return redraft(ctx, draft, form_spec(PollForm), values)


@polls.step("poll.post", needs=author_of_draft)
def post(ctx: Context, draft: DraftId) -> Reply:
    """Open the drafted poll in its rooms."""
    values, places = take(ctx, draft, PollForm)
    _check(values, ctx.now)
    opened_poll = ctx.use(Polls).open(
        ctx.team.id,
        ctx.person,
        ctx.now,
        question=values.question,
        options=values.options,
        closes=values.closes,
        pick=values.pick,
        names=values.names,
        results=values.results,
        change=values.change,
        everyone=values.everyone,
        key=ctx.secret(32),
        rooms=[each.room for each in places],
    )
    return steps.posted(ctx, opened_poll, draft, places, ladder=values.remind)


@polls.step("poll.answer", needs=Role.MEMBER)
def answer(ctx: Context, poll: PollId, option: OptionId) -> Reply:
    """Record one person's answer; a later answer replaces the earlier."""
    match ctx.use(Polls).answer(poll, option, ctx.person, ctx.now):
        case Noted(known, chosen, changed):
            if changed:
                ctx.show(card(poll))
            note = _noted(ctx, known, chosen)
            return Reply(note=note, chosen=_own(known, chosen), fleeting=known.secret)
        case Taken("full", known, chosen):
            note = polls.say("full", most=known.pick, chosen=_labels(chosen))
            return Reply(
                note=note, own=panel(poll, ctx.person),
                chosen=_own(known, chosen), fleeting=known.secret,
            )  # fmt: skip
        case outcome:
            return _not_counted(ctx, poll, outcome)


@polls.step("poll.drop", needs=Role.MEMBER)
def drop(ctx: Context, poll: PollId, option: OptionId) -> Reply:
    """Record that a person does not choose an option."""
    match ctx.use(Polls).drop(poll, option, ctx.person, ctx.now):
        case Noted(known, chosen):
            ctx.show(card(poll))
            return Reply(
                note=_noted(ctx, known, chosen), own=panel(poll, ctx.person),
                chosen=_own(known, chosen), fleeting=known.secret,
            )  # fmt: skip
        case outcome:
            return _not_counted(ctx, poll, outcome)


def _own(known: Poll, chosen: Iterable[PollOption]) -> Chosen | None:
    """Say what a person has chosen now; of a secret poll nobody is told, not even a screen."""
    if known.secret:
        return None
    own = tuple(answer(known.id, each.id) for each in chosen)
    return Chosen(answer.name, (known.id,), own)


def _not_counted(ctx: Context, poll: PollId, why: Refused | Asked) -> Reply:
    if isinstance(why, Taken):
        raise Declined(polls.say("first-stands", chosen=_labels(why.chosen)))
    return steps.not_counted(ctx, poll, why)


@polls.step("poll.clone", needs=Role.MEMBER)
def clone(ctx: Context, poll: PollId) -> Reply:
    """Draft a new poll like this one, without its answers and its deadline."""
    return draft(ctx, _form_of(steps.known(ctx, poll), closes=None), edit, post)


def _posted(read: Read, poll: PollId) -> PollForm | None:
    known = read.use(Polls).find(poll)
    if known is None:
        return None
    return replace(_form_of(known, closes=known.closes), remind=ahead_of(read, card(poll)))


@polls.takes(PollForm, "poll.mend", needs=steps.author, prefill=_posted)
def mend(ctx: Context, values: PollForm, poll: PollId) -> Reply:
    """Change a poll that stands: anything before the first answer, then typos and the deadline."""
    known = steps.mendable(ctx, poll)
    if known.answered:
        _mend_words(ctx, known, replace(values, remind=()))
    else:
        _mend_all(ctx, known, values)
    if values.closes != known.closes:
        _move_deadline(ctx, known, values.closes, values.remind)
    elif values.remind != ahead_of(ctx, card(poll)):
        steps.open_until(ctx, known, known.closes, ladder=values.remind)
    return steps.mended(ctx, poll)


@polls.view("poll.card")
def card(read: Read, poll: PollId) -> Card | None:
    """Draw the poll as it now stands."""
    known = read.use(Polls).find(poll)
    if known is None:
        return None
    if known.state is State.WITHDRAWN:
        return steps.gone(known)
    blocks: list[Block] = []
    if known.counts_shown:
        bars = tuple(Bar(label(each), each.count) for each in known.options)
        blocks.append(Bars(bars, known.answered))
    if known.counts_shown and known.names is Names.EVERYBODY and known.answered:
        blocks.append(_who_chose(read, known))
    blocks.append(Text.of(_state_line(known)))
    if known.open:
        blocks += [_choice(known.id, known.options), steps.more(poll)]
    blocks.append(
        Text.of(polls.say("who-sees", names=known.names, results=known.results), style=Style.ITALIC)
    )
    return Card(known.title, tuple(blocks), final=not known.open, told=not known.open)


@polls.view("poll.panel")
def panel(read: Read, poll: PollId, person: PersonId) -> Card | None:
    """Draw what one person may see and do about a poll."""
    known = read.use(Polls).find(poll)
    if known is None:
        return None
    if known.state is State.WITHDRAWN:
        return steps.gone(known)
    leads = steps.leads(read, known, person)
    blocks: list[Block] = [Text.of(_state_line(known))]
    mine = () if known.secret else read.use(Polls).chosen(poll, person)
    if mine:
        blocks.append(Text.of(polls.say("yours", chosen=_labels(mine))))
    if known.counts_shown or (known.results is Results.VOTED and mine):
        bars = tuple(Bar(label(each), each.count) for each in known.options)
        blocks.append(Bars(bars, known.answered))
    if known.names is Names.EVERYBODY or (known.names is Names.ORGANISERS and leads):
        blocks.append(_who_chose(read, known))
    # Of a secret poll no screen may show what was chosen, so every option can be taken back.
    hidden = known.secret and known.pick > 1 and read.use(Polls).has_answered(poll, person)
    back = known.options if hidden else mine
    if known.open and known.change and back:
        blocks.append(Buttons(tuple(_take_back(poll, each) for each in back)))
    if leads or person == known.author:
        again = Button(polls.say("clone"), clone(poll))
        pins = steps.pinning(read, known) if leads else ()
        blocks += steps.manage(read, known, mend(poll), again, *pins)
    return Card(steps.title(known), tuple(blocks))


@polls.view("poll.result")
def result(read: Read, poll: PollId) -> Card | None:
    """Say how a poll ended; ties are named."""
    known = read.use(Polls).find(poll)
    if known is None or known.open:
        return None
    best = leaders(known.options)
    counts = tuple(
        polls.say("count", option=label(each), count=each.count)
        for each in sorted(known.options, key=lambda option: -option.count)
    )
    title = polls.say("result-title", question=known.title)
    if not best:
        return Card(title, (Text.of(polls.say("result-none")),))
    line = polls.say("result-tie" if len(best) > 1 else "result-one", best=_labels(best))
    return Card(title, (Text.of(line), Text.of(polls.say("counts", counts=counts))))


def _choice(poll: PollId, options: Iterable[PollOption]) -> Choice:
    return Choice(tuple(Button(label(each), answer(poll, each.id)) for each in options))


def _asks_again(read: Read, known: Poll) -> Choice | Buttons:
    """Offer the options to those who have not answered; many of them only when they ask."""
    options = read.use(Polls).offered(known.id)
    if len(options) <= _OFFERED_AGAIN:
        return _choice(known.id, options)
    return Buttons((_to_answer(known.id),))


steps.shows(card=card, panel=panel, result=result, answers=_asks_again)
steps.calls_off()


@polls.recognises
def meant(ctx: Context, text: str) -> Action | None:
    """Let whoever says an option answer that poll; else show the poll that is named."""
    for known in ctx.use(Polls).latest(ctx.team.id, _OFFERED):
        options = ctx.use(Polls).offered(known.id) if known.takes_answers(ctx.now) else ()
        if any(fold(each.label) == fold(text).strip() for each in options):
            return show_ballot(known.id)
    return steps.mentioned(ctx, text)


@polls.command(Which, needs=Role.MEMBER, aside=True, secret=True, numbered=steps.numbered)
def voters(ctx: Context, values: Which) -> Reply:
    """Show who has not answered a poll, to whoever may know, where that may be known at all."""
    return steps.asked_about(ctx, values, missing=True)


@polls.command(Which, needs=Role.MEMBER, aside=True, secret=True, numbered=steps.numbered)
def results(ctx: Context, values: Which) -> Reply:
    """Show how a poll stands, with all that the asker may do about it."""
    return replace(steps.asked_about(ctx, values, missing=False), note=None)


@polls.owes
def owes(read: Read, person: PersonId | None) -> Iterable[Owed]:
    """List who still owes an answer: those on a fixed roll who have not given one."""
    return steps.owed(read, person, _to_answer)


@polls.mine
def mine(read: Read, person: PersonId) -> Mine:
    """List the open polls that a person may still answer, and what they answered last."""
    chosen: dict[Poll, list[PollOption]] = {}
    for known, option in read.use(Polls).answered_by(person, _DONE_SHOWN):
        chosen.setdefault(known, []).append(option)
    done = tuple(
        polls.say("done", poll=steps.title(known), chosen=_labels(options))
        for known, options in chosen.items()
    )
    return Mine(steps.open_to(read, person, _to_answer), done)


@polls.answered
def answered(read: Read, person: PersonId) -> Iterable[Answered]:
    """List the polls that a person has answered."""
    return steps.answered(read, person, _what_counts, _what_stands)


def _what_stands(poll: CallId, read: Read, person: PersonId) -> Chosen | None:
    known = steps.known(read, poll)
    return _own(known, () if known.secret else read.use(Polls).chosen(known.id, person))


def _what_counts(poll: CallId, read: Read, person: PersonId) -> Phrase:
    """Say which answer of a person counts; of a secret poll not what it says."""
    known = steps.known(read, poll)
    if not known.open:
        return polls.say("counts-closed", poll=steps.title(known))
    if known.secret:
        return polls.say("counts-once", poll=steps.title(known))
    chosen = read.use(Polls).chosen(known.id, person)
    return polls.say("done", poll=steps.title(known), chosen=_labels(chosen))


def _to_answer(poll: CallId) -> Button:
    return Button(polls.say("answer"), show_ballot(PollId(poll)))


# What a weekly digest tells


@polls.happens
def ended(read: Read, team: TeamId, within: Stretch) -> Iterable[Happened]:
    """Tell what had the most votes in each poll that ended."""
    for each in read.use(Polls).closed_within(team, within):
        best = leaders(each.options)
        says = polls.say("weekly-nothing", question=each.title)
        if best:
            names = shortened(_labels(best), _LEADERS_SHOWN)
            says = polls.say("weekly-ended", question=each.title, best=names)
        yield Happened(str(each.id), says)


@polls.expects
def closing(read: Read, team: TeamId, within: Stretch) -> Iterable[Expected]:
    """Tell which polls close."""
    for each in read.use(Polls).closing_within(team, within):
        assert each.closes is not None
        yield Expected(each.closes, polls.say("weekly-closes", question=each.title))


def label(option: PollOption) -> Words:
    """Return what an option is called."""
    if option.standard is not None:
        return polls.say("standard", which=option.standard)
    return option.label


def _labels(options: Iterable[PollOption]) -> tuple[Words, ...]:
    return tuple(label(each) for each in options)


def _noted(ctx: Context, known: Poll, chosen: tuple[PollOption, ...]) -> Phrase:
    """Confirm an answer to the one who gave it, with the count where it is theirs to see."""
    if not chosen:
        return polls.say("none-chosen")
    until = known.closes if known.change else None
    if not known.change:
        note = polls.say("chosen-final", chosen=_labels(chosen))
    elif until is None:
        note = polls.say("chosen", chosen=_labels(chosen))
    else:
        note = polls.say("chosen-until", chosen=_labels(chosen), until=until)
    if known.results is not Results.VOTED:
        return note
    options = ctx.use(Polls).options(known.id)
    counts = tuple(polls.say("count", option=label(o), count=o.count) for o in options)
    return polls.say("with-counts", note=note, counts=counts)


def _state_line(known: Poll) -> Phrase:
    if not known.open and known.closed_at is not None:
        return polls.say("line-closed", answered=known.answered, at=known.closed_at)
    if known.closes is not None:
        return polls.say(
            "line-until", answered=known.answered, pick=known.pick, closes=known.closes
        )
    return polls.say("line-open", answered=known.answered, pick=known.pick)


def _take_back(poll: PollId, option: PollOption) -> Button:
    return Button(polls.say("drop", option=label(option)), drop(poll, option.id))


def _who_chose(read: Read, known: Poll) -> Listing:
    names = read.use(Polls).names(known.id)
    chosen = (
        (each, shortened(names[each.id], _NAMES_SHOWN))
        for each in known.options
        if each.id in names
    )
    return Listing(
        tuple(
            Text.of(polls.say("who-chose", option=label(each), names=who)) for each, who in chosen
        )
    )


def _mend_words(ctx: Context, known: Poll, values: PollForm) -> None:
    if _form_of(known, closes=values.closes) == values:
        return
    before = _form_of(known, closes=known.closes)
    for setting in ("pick", "names", "results", "change", "everyone"):
        if getattr(values, setting) != getattr(before, setting):
            raise Declined(polls.say("mend-settings"), setting)
    if not is_typo(before.question, values.question):
        raise Declined(polls.say("mend-typo"), "question")
    if not are_typos(before.options, values.options):
        raise Declined(polls.say("mend-typo"), "options")
    own = [option.id for option in known.options if option.standard is None]
    ctx.use(Polls).reword(known.id, values.question, dict(zip(own, values.options, strict=True)))


def _mend_all(ctx: Context, known: Poll, values: PollForm) -> None:
    _check(values, ctx.now)
    store = ctx.use(Polls)
    if values.names is not known.names and Names.NOBODY in {values.names, known.names}:
        raise Declined(polls.say("mend-settings"), "names")
    if values.everyone != (known.roll is not None):
        raise Declined(polls.say("mend-settings"), "everyone")
    store.reword(known.id, values.question, {})
    before = tuple(each.label for each in known.options if each.standard is None)
    if values.options != before:
        store.reset_options(known.id, values.options)
    store.set(
        known.id, pick=values.pick, names=values.names.value, results=values.results.value,
        change=values.change,
    )  # fmt: skip


def _move_deadline(
    ctx: Context, known: Poll, closes: Instant | None, ladder: tuple[timedelta, ...]
) -> None:
    if closes is not None and closes <= ctx.now:
        raise Declined(polls.say("past", closes=closes), "closes")
    steps.open_until(ctx, known, closes, ladder=ladder)
    steps.announce(ctx, known.id, steps.changed(known.id, "deadline"))


@polls.step("poll.ballot", needs=Role.MEMBER)
def show_ballot(ctx: Context, poll: PollId) -> Reply:
    """Show a poll's options to one person, wherever its card stands."""
    if not steps.known(ctx, poll).takes_answers(ctx.now):
        return steps.not_counted(ctx, poll, Refused("closed"))
    return Reply(own=ballot(poll))


@polls.view("poll.ballot")
def ballot(read: Read, poll: PollId) -> Card | None:
    """Draw a poll's options for somebody to answer in private."""
    known = read.use(Polls).find(poll)
    if known is None or not known.open:
        return None
    return Card(known.title, (Text.of(_state_line(known)), _choice(known.id, known.options)))


def _form_of(known: Poll, *, closes: Instant | None) -> PollForm:
    return PollForm(
        question=known.title,
        options=tuple(each.label for each in known.options if each.standard is None),
        closes=closes,
        pick=known.pick,
        names=known.names,
        results=known.results,
        change=known.change,
        everyone=known.roll is not None,
    )


def _wrong(values: PollForm, now: Instant) -> Mapping[str, Phrase]:
    """Find what cannot be, though each value by itself can: what is wrong, by field."""
    found: dict[str, Phrase] = {}
    if values.closes is not None and values.closes <= now:
        found["closes"] = polls.say("past", closes=values.closes)
    choices = len(values.options) or len(Standard)
    if values.pick > choices:
        found["pick"] = polls.say("pick-too-many", pick=values.pick, options=choices)
    return found


def _check(values: PollForm, now: Instant) -> None:
    for field, says in _wrong(values, now).items():
        raise Declined(says, field)
