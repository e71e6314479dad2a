"""Polls: a question, its options, one answer a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from bot.action import Action
from bot.command import Commands, Mine, Owed, Rule
from bot.context import Asking, Context, Read, Reply
from bot.domain.identity import PersonId, Role, RoomId
from bot.domain.phrase import Instant, Phrase, Variant, Words
from bot.domain.poll import (
    Asked,
    Names,
    Noted,
    OptionId,
    Poll,
    PollId,
    PollOption,
    Refused,
    Results,
    Standard,
    are_typos,
    is_typo,
    leaders,
    names_by_option,
)
from bot.domain.rights import Authored, author_or_organiser
from bot.drafts import DraftId, author_of_draft, draft, redraft, take, values_of
from bot.drafts import card as draft_card
from bot.errors import Declined
from bot.form import After, Counter, Listed, More, Subject, Unset, Word, form_spec
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
from bot.when import Purpose
from storage.polls import POLL_TEAM, Polls
from storage.rolls import Rolls, Standing

polls = Commands("poll", ids={PollId: POLL_TEAM})

_NAMES_SHOWN: Final = 30
_NAMED_FOR: Final = timedelta(minutes=1)
"""How long those named need not be named again: a press that comes twice names them once."""
_DONE_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class PollForm:
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


def _authored(asking: Asking, action: Action) -> Authored:
    poll = asking.use(Polls).poll(PollId(_id(action.args[0])))
    return Authored(asking.who, poll is not None and poll.author == asking.who.person)


author = Rule(_authored, author_or_organiser)


@polls.command(PollForm, needs=Role.MEMBER, drafts=True)
def poll(ctx: Context, values: PollForm) -> Reply:
    """Draft a poll from one typed line or a form; a number alone shows that poll."""
    if values.question.isdecimal() and not values.options:
        found = ctx.use(Polls).numbered(ctx.team.id, int(values.question))
        if found is None:
            raise Declined(polls.say("no-such", number=values.question))
        return Reply(own=panel(found, ctx.person))
    return draft(ctx, values, edit, post, wrong=_wrong(values, ctx.now))


def _drafted(read: Read, draft: DraftId) -> PollForm | None:
    values = values_of(read, draft)
    return values if isinstance(values, PollForm) else None


@polls.takes(PollForm, "poll.edit", needs=author_of_draft, prefill=_drafted)
def edit(ctx: Context, values: PollForm, draft: DraftId) -> Reply:
    """Give a draft other values."""
    _check(values, ctx.now)
    return redraft(ctx, draft, form_spec(PollForm), values)


@polls.step("poll.post", needs=author_of_draft)
def post(ctx: Context, draft: DraftId) -> Reply:
    """Open the drafted poll in its rooms."""
    values, rooms = take(ctx, draft, PollForm)
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
        rooms=rooms,
    )
    ctx.show(card(opened_poll.id), rooms)
    if opened_poll.closes is not None:
        ctx.at(opened_poll.closes, close(opened_poll.id))
    note = polls.say("posted", number=str(opened_poll.number), rooms=_titles(ctx, rooms))
    return Reply(note=note, own=draft_card(draft), undo=withdraw(opened_poll.id))


@polls.step("poll.answer", needs=Role.MEMBER)
def answer(ctx: Context, poll: PollId, option: OptionId) -> Reply:
    """Record one person's answer; a later answer replaces the earlier."""
    match ctx.use(Polls).answer(poll, option, ctx.person, ctx.now):
        case Noted(known, chosen):
            ctx.show(card(poll))
            return Reply(note=_noted(ctx, known, chosen))
        case Asked(known, first):
            if first:
                _tell_organisers(ctx, known)
            return Reply(note=polls.say("waiting"))
        case Refused("full", known, chosen):
            assert known is not None
            note = polls.say("full", most=known.pick, chosen=_labels(chosen))
            return Reply(note=note, own=panel(poll, ctx.person))
        case Refused(reason, _, chosen):
            raise Declined(polls.say("refused", reason=Variant(reason), chosen=_labels(chosen)))


@polls.step("poll.drop", needs=Role.MEMBER)
def drop(ctx: Context, poll: PollId, option: OptionId) -> Reply:
    """Record that a person does not choose an option."""
    match ctx.use(Polls).drop(poll, option, ctx.person, ctx.now):
        case Noted(known, chosen):
            ctx.show(card(poll))
            return Reply(note=_noted(ctx, known, chosen), own=panel(poll, ctx.person))
        case Refused(reason, _, chosen):
            raise Declined(polls.say("refused", reason=Variant(reason), chosen=_labels(chosen)))
        case Asked():
            return Reply(note=polls.say("waiting"))


@polls.step("poll.panel", needs=Role.MEMBER)
def show_panel(ctx: Context, poll: PollId) -> Reply:
    """Show one person what they may see and do about a poll."""
    return Reply(own=panel(poll, ctx.person))


@polls.step("poll.close", needs=author)
def close(ctx: Context, poll: PollId) -> Reply:
    """Close a poll: at its deadline, or by hand."""
    known = ctx.use(Polls).poll(poll)
    if known is None or not ctx.use(Polls).close(poll, ctx.now):
        raise Declined(polls.say("over"))
    ctx.cancel(close(poll))
    ctx.show(card(poll))
    ctx.post(result(poll), _rooms(ctx, poll))
    own = panel(poll, ctx.person) if ctx.who.account is not None else None
    return Reply(note=polls.say("closed-now"), own=own, undo=None if known.secret else reopen(poll))


@polls.step("poll.reopen", needs=author)
def reopen(ctx: Context, poll: PollId) -> Reply:
    """Open a poll again that was closed by mistake."""
    known = ctx.use(Polls).poll(poll)
    if known is None or (known.closes is not None and known.closes <= ctx.now):
        raise Declined(polls.say("reopen-late"))
    if not ctx.use(Polls).reopen(poll):
        raise Declined(polls.say("reopen-never"))
    if known.closes is not None:
        ctx.at(known.closes, close(poll))
    ctx.show(card(poll), revive=True)
    ctx.post(changed(poll, "reopened"), _rooms(ctx, poll))
    return Reply(note=polls.say("reopened"))


@polls.step("poll.withdraw", needs=author)
def withdraw(ctx: Context, poll: PollId) -> Reply:
    """Take a poll away that should not have been posted."""
    if not ctx.use(Polls).withdraw(poll):
        raise Declined(polls.say("over"))
    ctx.cancel(close(poll))
    ctx.show(card(poll))
    return Reply(note=polls.say("withdrawn"))


@polls.step("poll.name", needs=author)
def name_missing(ctx: Context, poll: PollId) -> Reply:
    """Name in the rooms who has not answered: said in public because somebody asked for it."""
    known = ctx.use(Polls).poll(poll)
    if known is None or known.roll is None:
        raise Declined(polls.say("nobody-missing"))
    if not ctx.use(Polls).missing(known):
        raise Declined(polls.say("all-answered"))
    if not ctx.use(ctx.stores.outgoing).wished(missing(poll), since=ctx.now - _NAMED_FOR):
        ctx.post(missing(poll), _rooms(ctx, poll))
    return Reply(note=polls.say("named"))


@polls.step("poll.admit", needs=Role.ORGANISER)
def admit(ctx: Context, poll: PollId, person: PersonId) -> Reply:
    """Let somebody's answer count who was not on the roll."""
    return _settle(ctx, poll, person, Standing.ADMITTED)


@polls.step("poll.refuse", needs=Role.ORGANISER)
def refuse(ctx: Context, poll: PollId, person: PersonId) -> Reply:
    """Leave somebody off the roll."""
    return _settle(ctx, poll, person, Standing.REFUSED)


@polls.step("poll.clone", needs=Role.MEMBER)
def clone(ctx: Context, poll: PollId) -> Reply:
    """Draft a new poll like this one, without its answers and its deadline."""
    known = ctx.use(Polls).poll(poll)
    if known is None:
        raise Declined(polls.say("refused", reason=Variant("gone"), chosen=()))
    return draft(ctx, _form_of(known, closes=None), edit, post)


def _posted(read: Read, poll: PollId) -> PollForm | None:
    known = read.use(Polls).poll(poll)
    return None if known is None else _form_of(known, closes=known.closes)


@polls.takes(PollForm, "poll.mend", needs=author, prefill=_posted)
def mend(ctx: Context, values: PollForm, poll: PollId) -> Reply:
    """Change a poll that stands: anything before the first answer, then typos and the deadline."""
    known = ctx.use(Polls).poll(poll)
    if known is None or not known.takes_answers(ctx.now):
        raise Declined(polls.say("over"))
    if known.answered:
        _mend_words(ctx, known, values)
    else:
        _mend_all(ctx, known, values)
    if values.closes != known.closes:
        _move_deadline(ctx, known, values.closes)
    ctx.show(card(poll))
    return Reply(note=polls.say("mended"), own=panel(poll, ctx.person))


@polls.view("poll.card")
def card(read: Read, poll: PollId) -> Card | None:
    """Draw the poll as it now stands."""
    known = read.use(Polls).poll(poll)
    if known is None or known.state == "withdrawn":
        return None
    blocks: list[Block] = []
    if known.counts_shown:
        bars = tuple(Bar(label(each), each.count) for each in known.options)
        blocks.append(Bars(bars, known.answered))
    if known.counts_shown and known.names is Names.EVERYBODY and known.answered:
        blocks.append(_who_chose(read, known))
    blocks.append(Text.of(_state_line(known)))
    if known.open:
        blocks.append(
            Choice(tuple(Button(label(each), answer(poll, each.id)) for each in known.options))
        )
        blocks.append(Buttons((Button(polls.say("more"), show_panel(poll)),)))
    blocks.append(
        Text.of(polls.say("who-sees", names=known.names, results=known.results), style=Style.ITALIC)
    )
    return Card(known.question, tuple(blocks), final=not known.open)


@polls.view("poll.panel")
def panel(read: Read, poll: PollId, person: PersonId) -> Card | None:
    """Draw what one person may see and do about a poll."""
    known = read.use(Polls).poll(poll)
    if known is None:
        return None
    role = read.use(read.stores.people).role_of(person, known.team)
    leads = role is not None and role >= Role.ORGANISER
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
    back = known.options if known.secret and known.pick > 1 else mine
    if known.open and known.change and back:
        blocks.append(Buttons(tuple(_take_back(poll, each) for each in back)))
    if leads or person == known.author:
        blocks += _manage(read, known)
    return Card(
        polls.say("panel", number=str(known.number), question=known.question), tuple(blocks)
    )


@polls.view("poll.result")
def result(read: Read, poll: PollId) -> Card | None:
    """Say how a poll ended; ties are named."""
    known = read.use(Polls).poll(poll)
    if known is None or known.open:
        return None
    best = leaders(known.options)
    counts = tuple(
        polls.say("count", option=label(each), count=each.count)
        for each in sorted(known.options, key=lambda option: -option.count)
    )
    title = polls.say("result-title", question=known.question)
    if not best:
        return Card(title, (Text.of(polls.say("result-none")),))
    line = polls.say("result-tie" if len(best) > 1 else "result-one", best=_labels(best))
    return Card(title, (Text.of(line), Text.of(polls.say("counts", counts=counts))))


@polls.view("poll.changed")
def changed(read: Read, poll: PollId, what: str) -> Card | None:
    """Say that something about a poll has changed that people must know."""
    known = read.use(Polls).poll(poll)
    if known is None or not known.open:
        return None
    if known.closes is not None and what == "deadline":
        return Card(polls.say("changed-deadline", question=known.question, closes=known.closes))
    return Card(polls.say("changed", question=known.question, what=Variant(what)))


@polls.view("poll.missing")
def missing(read: Read, poll: PollId) -> Card | None:
    """Name who has not answered."""
    known = read.use(Polls).poll(poll)
    if known is None or not known.open:
        return None
    people = read.use(Polls).missing(known)
    if not people:
        return None
    names = read.use(read.stores.people).names(people)
    line = polls.say("missing", question=known.question, names=tuple(names.values()))
    return Card(line, (Buttons((Button(polls.say("more"), show_panel(poll)),)),))


@polls.view("poll.asks")
def asks(read: Read, poll: PollId, person: PersonId) -> Card | None:
    """Ask an organiser about somebody who is not on the roll."""
    known = read.use(Polls).poll(poll)
    if known is None or known.roll is None or person not in read.use(Rolls).asking(known.roll):
        return None
    name = read.use(read.stores.people).names([person])[person]
    buttons = Buttons((
        Button(polls.say("admit"), admit(poll, person), Weight.PRIMARY),
        Button(polls.say("refuse"), refuse(poll, person)),
    ))  # fmt: skip
    return Card(polls.say("asks", name=name, question=known.question), (buttons,))


@polls.owes
def owes(read: Read, person: PersonId | None) -> Iterable[Owed]:
    """List who still owes an answer: those on a fixed roll who have not given one."""
    for known in read.use(Polls).expecting(person):
        if not known.takes_answers(read.now):
            continue
        for each in read.use(Polls).missing(known):
            if person in {None, each}:
                yield _owed(known, each)


@polls.mine
def mine(read: Read, person: PersonId) -> Mine:
    """List the open polls that a person may still answer, and what they answered last."""
    store = read.use(Polls)
    may = tuple(
        _owed(known, person)
        for known in store.open_for(person)
        if known.roll is None
        and known.takes_answers(read.now)
        and not store.has_answered(known.id, person)
    )
    chosen: dict[Poll, list[PollOption]] = {}
    for known, option in store.answered_by(person, _DONE_SHOWN):
        chosen.setdefault(known, []).append(option)
    done = tuple(
        polls.say("done", number=str(p.number), question=p.question, chosen=_labels(options))
        for p, options in chosen.items()
    )
    return Mine(may, done)


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
    names = names_by_option(read.use(Polls).names(known.id), _NAMES_SHOWN)
    return Listing(
        tuple(
            Text.of(polls.say("who-chose", option=label(each), names=names.get(each.id, ())))
            for each in known.options
            if each.id in names
        )
    )


def _manage(read: Read, known: Poll) -> list[Block]:
    """Return what its author and the organisers may do with a poll."""
    blocks: list[Block] = []
    if known.roll is not None:
        people = read.use(Polls).missing(known)
        names = read.use(read.stores.people).names(people)
        if known.open and names:
            blocks.append(Text.of(polls.say("still-missing", names=tuple(names.values()))))
        for person in read.use(Rolls).asking(known.roll) if known.open else ():
            name = read.use(read.stores.people).names([person])[person]
            label_ = polls.say("admit-name", name=name)
            blocks.append(Buttons((Button(label_, admit(known.id, person)),)))
    buttons = [Button(polls.say("clone"), clone(known.id))]
    if known.open:
        if known.roll is not None:
            buttons.insert(0, Button(polls.say("name-them"), name_missing(known.id)))
        buttons.insert(0, Button(polls.say("mend"), opened(mend(known.id))))
        buttons.insert(0, Button(polls.say("close"), close(known.id), Weight.PRIMARY))
    return [*blocks, Buttons(tuple(buttons))]


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
    store.reword(known.id, values.question, {})
    before = tuple(each.label for each in known.options if each.standard is None)
    if values.options != before:
        store.reset_options(known.id, values.options)
    store.set(
        known.id, pick=values.pick, names=values.names.value, results=values.results.value,
        change=values.change,
    )  # fmt: skip


def _move_deadline(ctx: Context, known: Poll, closes: Instant | None) -> None:
    if closes is not None and closes <= ctx.now:
        raise Declined(polls.say("past", closes=closes), "closes")
    ctx.use(Polls).set(known.id, closes=closes)
    if closes is None:
        ctx.cancel(close(known.id))
    else:
        ctx.at(closes, close(known.id))
    ctx.post(changed(known.id, "deadline"), _rooms(ctx, known.id))


def _settle(ctx: Context, poll: PollId, person: PersonId, standing: Standing) -> Reply:
    known = ctx.use(Polls).poll(poll)
    if known is None or known.roll is None or not known.takes_answers(ctx.now):
        raise Declined(polls.say("over"))
    if not ctx.use(Rolls).settle(known.roll, person, ctx.person, standing):
        raise Declined(polls.say("settled"))
    name = ctx.use(ctx.stores.people).names([person])[person]
    if standing is Standing.ADMITTED:
        ctx.use(Polls).admit(known, person)
        ctx.show(card(poll))
        ctx.tell(person, admitted(poll))
        return Reply(note=polls.say("admitted", name=name))
    return Reply(note=polls.say("left-off", name=name))


@polls.view("poll.admitted")
def admitted(read: Read, poll: PollId) -> Card | None:
    """Tell somebody that their answer counts now."""
    known = read.use(Polls).poll(poll)
    return None if known is None else Card(polls.say("you-count", question=known.question))


def _tell_organisers(ctx: Context, known: Poll) -> None:
    for organiser in ctx.use(ctx.stores.people).members(known.team, Role.ORGANISER):
        ctx.tell(organiser, asks(known.id, ctx.person))


def _owed(known: Poll, person: PersonId) -> Owed:
    what = polls.say("owed", number=str(known.number), question=known.question)
    return Owed(person, what, known.closes, polls.say("answer"), show_ballot(known.id))


@polls.step("poll.ballot", needs=Role.MEMBER)
def show_ballot(ctx: Context, poll: PollId) -> Reply:
    """Show a poll's options to one person, wherever its card stands."""
    known = ctx.use(Polls).poll(poll)
    if known is None or not known.takes_answers(ctx.now):
        raise Declined(polls.say("refused", reason=Variant("closed"), chosen=()))
    return Reply(own=ballot(poll))


@polls.view("poll.ballot")
def ballot(read: Read, poll: PollId) -> Card | None:
    """Draw a poll's options for somebody to answer in private."""
    known = read.use(Polls).poll(poll)
    if known is None or not known.open:
        return None
    options = tuple(Button(label(each), answer(poll, each.id)) for each in known.options)
    return Card(known.question, (Text.of(_state_line(known)), Choice(options)))


def _form_of(known: Poll, *, closes: Instant | None) -> PollForm:
    return PollForm(
        question=known.question,
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


def _rooms(ctx: Context, poll: PollId) -> list[RoomId]:
    return [RoomId(room) for room in ctx.use(Polls).rooms(poll)]


def _titles(ctx: Context, rooms: Iterable[RoomId]) -> tuple[str, ...]:
    return tuple(ctx.use(ctx.stores.people).room(room).title for room in rooms)


def _id(value: object) -> int:
    assert isinstance(value, int)
    return value
