"""Roll calls: who comes to something, who is late, who is on leave and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, ClassVar, Final

from bot.action import Chosen
from bot.basics import basics
from bot.calls import CallSteps
from bot.command import Answered, Commands, Mine, Owed
from bot.context import Asking, Context, Read, Reply, Work
from bot.domain.call import CallId, State, shortened
from bot.domain.identity import PersonId, Role
from bot.domain.phrase import Instant, Phrase, Single, Words
from bot.domain.rollcall import Entry, Noted, RollCall, RollCallId, Says, clashes
from bot.drafts import DraftId, author_of_draft, draft, drafted, redraft, take
from bot.errors import Declined
from bot.form import After, Ahead, Anywhere, AtMost, Behind, More, Subject, Unset, Word, form_spec
from bot.message import (
    Bar,
    Bars,
    Block,
    Button,
    Card,
    Choice,
    Fields,
    File,
    Listing,
    Style,
    Text,
    opened,
)
from bot.ports import Keep
from bot.reminders import ahead_of
from bot.sheets import Sheets
from bot.when import Purpose
from storage.rollcalls import ROLLCALL_TEAM, RollCalls

rolls = Commands("roll", ids={CallId: ROLLCALL_TEAM, RollCallId: ROLLCALL_TEAM})
steps = CallSteps(rolls, RollCalls, kind=rolls.say("kind"))

_NAMES_SHOWN: Final = 30
_DONE_SHOWN: Final = 10


# What is asked for


@dataclass(frozen=True, slots=True)
class RollForm:
    """Ask for a roll call."""

    title: Annotated[str, Subject(200)]
    starts: Annotated[Instant | None, After(Purpose.MEETING), Anywhere(Purpose.MEETING)]
    place: Annotated[str, After(), Behind("starts", "mark-at"), AtMost(100)] = ""
    until: Annotated[Instant | None, After(Purpose.DEADLINE), Unset("until-start")] = None
    everyone: Annotated[bool, Word("mark-everyone", True), More()] = False
    remind: Annotated[tuple[timedelta, ...], Ahead(), More(), Unset("usual-ladder")] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Ask why somebody is on leave."""

    reason: Annotated[str, AtMost(200)] = ""


@dataclass(frozen=True, slots=True)
class Delay:
    """Ask how late somebody will be."""

    delay: Annotated[str, AtMost(60)] = ""


# From the typed line to the roll call


@rolls.command(RollForm, needs=Role.MEMBER, drafts=True)
def roll(ctx: Context, values: RollForm) -> Reply:
    """Draft a roll call from one typed line or a form; a number alone shows that roll call."""
    if values.title.isdecimal() and values.starts is None:
        return steps.numbered(ctx, values.title)
    return draft(ctx, values, edit, post, wrong=_wrong(values, ctx.now))


@rolls.takes(RollForm, "roll.edit", needs=author_of_draft, prefill=drafted(RollForm))
def edit(ctx: Context, values: RollForm, draft: DraftId) -> Reply:
    """Give a draft other values."""
    _check(values, ctx.now)
    return redraft(ctx, draft, form_spec(RollForm), values)


@rolls.step("roll.post", needs=author_of_draft)
def post(ctx: Context, draft: DraftId) -> Reply:
    """Open the drafted roll call in its rooms."""
    values, places = take(ctx, draft, RollForm)
    starts = _check(values, ctx.now)
    made = ctx.use(RollCalls).open(
        ctx.team.id,
        ctx.person,
        ctx.now,
        title=values.title,
        starts=starts,
        place=values.place,
        closes=values.until or starts,
        everyone=values.everyone,
        rooms=[each.room for each in places],
    )
    return steps.posted(ctx, made, draft, places, ladder=values.remind)


# Answering


@rolls.step("roll.answer", needs=Role.MEMBER)
def answer(ctx: Context, call: RollCallId, says: Says) -> Reply:
    """Record a person's answer at once; how late, or why, may be told after it."""
    return _answered(ctx, call, says, None)


def _given_delay(asking: Asking, call: RollCallId) -> Delay:
    return Delay(_given(asking, call, Says.LATE))


@rolls.takes(Delay, "roll.late", needs=Role.MEMBER, prefill=_given_delay)
def late(ctx: Context, values: Delay, call: RollCallId) -> Reply:
    """Record that a person will be late, and how late."""
    return _answered(ctx, call, Says.LATE, values.delay)


def _given_reason(asking: Asking, call: RollCallId) -> Reason:
    return Reason(_given(asking, call, Says.LEAVE))


@rolls.takes(Reason, "roll.leave", needs=Role.MEMBER, prefill=_given_reason)
def leave(ctx: Context, values: Reason, call: RollCallId) -> Reply:
    """Record that a person is on leave, and why."""
    return _answered(ctx, call, Says.LEAVE, values.reason)


def _given(asking: Asking, call: RollCallId, says: Says) -> str:
    person = asking.who.person
    given = None if person is None else asking.use(RollCalls).given(call, person)
    return given.remark if given is not None and given.says is says else ""


def _answered(ctx: Context, call: RollCallId, says: Says, remark: str | None) -> Reply:
    outcome = ctx.use(RollCalls).answer(call, ctx.person, says, ctx.now, remark=remark)
    if not isinstance(outcome, Noted):
        return steps.not_counted(ctx, call, outcome)
    ctx.show(card(call))
    known = steps.known(ctx, call)
    assert known.closes is not None
    note = rolls.say("noted", answer=_said(outcome), until=known.closes)
    # The answer counts already; what may be told besides is asked for, and may be left out.
    asks = {Says.LATE: opened(late(call)), Says.LEAVE: opened(leave(call))}
    chosen = _own(call, outcome)
    return Reply(note=note, form=asks.get(says) if remark is None else None, chosen=chosen)


def _own(call: RollCallId, given: Noted) -> Chosen:
    return Chosen(answer.name, (call,), (answer(call, given.says),))


# Changing it, and taking it along


def _posted(read: Read, call: RollCallId) -> RollForm | None:
    known = read.use(RollCalls).find(call)
    return None if known is None else _form_of(read, known)


@rolls.takes(RollForm, "roll.mend", needs=steps.author, prefill=_posted)
def mend(ctx: Context, values: RollForm, call: RollCallId) -> Reply:
    """Change a roll call that stands; all are told of another time or place."""
    known = steps.mendable(ctx, call)
    starts = _check(values, ctx.now)
    if values.everyone != (known.roll is not None):
        raise Declined(rolls.say("mend-roll"), "everyone")
    closes = values.until or starts
    ctx.use(RollCalls).set(call, title=values.title, starts=starts, place=values.place)
    if closes != known.closes or values.remind != ahead_of(ctx, card(call)):
        steps.open_until(ctx, known, closes, ladder=values.remind)
    if (starts, values.place, closes) != (known.starts, known.place, known.closes):
        steps.announce(ctx, call, moved(call))
    return steps.mended(ctx, call)


@dataclass(frozen=True, slots=True)
class Written:
    """Hold the file that a job has written: its hash and its name."""

    NOT_A_FORM: ClassVar[bool] = True

    file: str
    name: str


@rolls.step("roll.export", needs=Role.ORGANISER)
def export(ctx: Context, call: RollCallId) -> Reply:
    """Let a job write into a file who answered what."""
    steps.known(ctx, call)
    if ctx.use(ctx.stores.people).private_room(ctx.person) is None:
        raise Declined(basics.say("write-first"))
    ctx.start(write(call, ctx.person), then=written(call, ctx.person))
    return Reply(note=rolls.say("exporting"))


@rolls.job("roll.write")
async def write(work: Work, call: RollCallId, reader: PersonId) -> Written:
    """Write a roll call's list into a file, in the words of whoever asked for it."""
    name, content = await work.read(lambda read: _sheet(read, call, reader))
    file = await work.put(content, name=name, kind="text/csv", keep=Keep.EXPORTS)
    return Written(file, name)


def _sheet(read: Read, call: RollCallId, reader: PersonId) -> tuple[str, bytes]:
    known = steps.known(read, call)
    sheets = Sheets(read, reader, known.team)
    headings = [
        rolls.say("heading-name"),
        rolls.say("heading-answer"),
        rolls.say("heading-remark"),
        rolls.say("heading-at"),
    ]
    rows = [
        [each.name, _answer_of(each), each.remark, each.at]
        for each in read.use(RollCalls).entries(known)
    ]
    title = rolls.say("file-name", number=str(known.number), title=known.title)
    return sheets.name(title), sheets.csv([headings, *rows])


@rolls.takes(Written, "roll.written", needs=Role.ORGANISER)
def written(ctx: Context, result: Written, call: RollCallId, reader: PersonId) -> Reply:
    """Hand the file to whoever asked for it, and to nobody else."""
    ctx.tell(reader, handed(call, result.file, result.name))
    return Reply()


# What is seen


@rolls.view("roll.card")
def card(read: Read, call: RollCallId) -> Card | None:
    """Draw the roll call as it now stands."""
    known = read.use(RollCalls).find(call)
    if known is None or known.state is State.WITHDRAWN:
        return None
    blocks: list[Block] = [_facts(known), _counts(known), Text.of(_state(known))]
    if known.open:
        blocks += [_choice(known), steps.more(call)]
    blocks.append(Text.of(rolls.say("who-sees"), style=Style.ITALIC))
    return Card(known.title, tuple(blocks), final=not known.open, told=not known.open)


@rolls.view("roll.panel")
def panel(read: Read, call: RollCallId, person: PersonId) -> Card | None:
    """Draw what one person may see and do about a roll call."""
    known = read.use(RollCalls).find(call)
    if known is None:
        return None
    blocks: list[Block] = [_facts(known), Text.of(_state(known))]
    mine = read.use(RollCalls).given(call, person)
    if mine is not None:
        blocks.append(Text.of(rolls.say("yours", answer=_said(mine))))
    leads = steps.leads(read, known, person)
    blocks.append(_names(read, known) if leads and known.answered else _counts(known))
    if known.open:
        blocks.append(_choice(known))
    if leads or person == known.author:
        more: tuple[Button, ...] = ()
        if leads:
            more = (Button(rolls.say("export"), export(call)), *steps.pinning(read, known))
        blocks += steps.manage(read, known, mend(call), *more)
    return Card(steps.title(known), tuple(blocks))


@rolls.view("roll.result")
def result(read: Read, call: RollCallId) -> Card | None:
    """Say how a roll call ended."""
    known = read.use(RollCalls).find(call)
    if known is None or known.open:
        return None
    counts = _count(known)
    if known.expected is not None:
        silent = len(read.use(RollCalls).missing(known))
        counts.append(rolls.say("count", answer=rolls.say("silent"), count=silent))
    title = rolls.say("result-title", title=known.title)
    return Card(title, (Text.of(rolls.say("counts", counts=tuple(counts))),))


def _choice(known: RollCall) -> Choice:
    return Choice(tuple(Button(_says(each), answer(known.id, each)) for each in Says))


steps.shows(card=card, panel=panel, result=result, answers=lambda _, known: _choice(known))


@rolls.view("roll.moved")
def moved(read: Read, call: RollCallId) -> Card | None:
    """Say when, where and until when it now is."""
    known = read.use(RollCalls).find(call)
    if known is None or not known.open:
        return None
    return Card(rolls.say("moved", title=known.title), (_facts(known), Text.of(_state(known))))


@rolls.view("roll.file")
def handed(read: Read, call: RollCallId, file: str, name: str) -> Card | None:
    """Hand over the list of a roll call as a file."""
    known = read.use(RollCalls).find(call)
    if known is None:
        return None
    return Card(rolls.say("exported", title=known.title), (File(file, name),))


# What one owes and what one did


@rolls.owes
def owes(read: Read, person: PersonId | None) -> Iterable[Owed]:
    """List who still owes an answer: those on a fixed roll who have not given one."""
    return steps.owed(read, person, _to_answer)


@rolls.mine
def mine(read: Read, person: PersonId) -> Mine:
    """List the open roll calls that a person may still answer, and what they answered last."""
    done = tuple(
        rolls.say("done", call=steps.title(known), answer=_said(given))
        for known, given in read.use(RollCalls).answered_by(person, _DONE_SHOWN)
    )
    return Mine(steps.open_to(read, person, _to_answer), done)


@rolls.answered
def answered(read: Read, person: PersonId) -> Iterable[Answered]:
    """List the roll calls that a person has answered."""
    return steps.answered(read, person, _what_counts, _what_stands)


def _what_stands(call: CallId, read: Read, person: PersonId) -> Chosen | None:
    given = read.use(RollCalls).given(call, person)
    return None if given is None else _own(RollCallId(call), given)


def _what_counts(call: CallId, read: Read, person: PersonId) -> Phrase:
    known = steps.known(read, call)
    given = read.use(RollCalls).given(call, person)
    assert given is not None
    return rolls.say("done", call=steps.title(known), answer=_said(given))


def _to_answer(call: CallId) -> Button:
    return Button(rolls.say("answer"), steps.show_panel(call))


# Parts of cards


def _says(says: Says) -> Phrase:
    return rolls.say("says", answer=says)


def _said(given: Noted) -> Phrase:
    says = _says(given.says)
    return rolls.say("said", answer=says, remark=given.remark) if given.remark else says


def _facts(known: RollCall) -> Fields:
    rows: list[tuple[Words, Words]] = [
        (rolls.say("field-starts"), rolls.say("moment", at=known.starts))
    ]
    if known.place:
        rows.append((rolls.say("field-place"), known.place))
    return Fields(tuple(rows))


def _counts(known: RollCall) -> Block:
    """Count the answers: as shares only where it is known of how many."""
    if known.expected is None:
        return Text.of(rolls.say("counts", counts=tuple(_count(known))))
    bars = tuple(Bar(_says(each), known.counts.get(each, 0)) for each in Says)
    return Bars(bars, known.expected)


def _count(known: RollCall) -> list[Phrase]:
    return [
        rolls.say("count", answer=_says(each), count=known.counts.get(each, 0)) for each in Says
    ]


def _state(known: RollCall) -> Phrase:
    answered = rolls.say("answered", answered=known.answered)
    if known.expected is not None:
        answered = rolls.say("answered-of", answered=known.answered, expected=known.expected)
    if known.closed_at is not None:
        return rolls.say("state-closed", answered=answered, at=known.closed_at)
    if known.until is None:
        return rolls.say("state-start", answered=answered)
    return rolls.say("state-until", answered=answered, until=known.until)


def _names(read: Read, known: RollCall) -> Listing:
    """List for organisers who answered what, with reasons."""
    entries = [each for each in read.use(RollCalls).entries(known) if not each.waiting]
    lines = []
    for says in Says:
        who = [_entry(each) for each in entries if each.says is says]
        if who:
            lines.append(rolls.say("who", answer=_says(says), names=shortened(who, _NAMES_SHOWN)))
    return Listing(tuple(map(Text.of, lines)))


def _entry(entry: Entry) -> Single:
    if not entry.remark:
        return entry.name
    return rolls.say("with-remark", name=entry.name, remark=entry.remark)


def _answer_of(entry: Entry) -> Phrase:
    if entry.says is None:
        return rolls.say("silent")
    says = _says(entry.says)
    return rolls.say("waits", answer=says) if entry.waiting else says


# Values that go together


def _form_of(read: Read, known: RollCall) -> RollForm:
    return RollForm(
        title=known.title,
        starts=known.starts,
        place=known.place,
        until=known.until,
        everyone=known.roll is not None,
        remind=ahead_of(read, card(known.id)),
    )


def _wrong(values: RollForm, now: Instant) -> Mapping[str, Phrase]:
    """Find what cannot be, though each value by itself can: what is wrong, by field."""
    if values.starts is None:
        return {}  # the form says by itself that it is missing
    times = {"starts": values.starts, "until": values.until or values.starts}
    return {
        field: rolls.say("clash", why=why, at=times[field], starts=values.starts)
        for field, why in clashes(values.starts, values.until, now).items()
    }


def _check(values: RollForm, now: Instant) -> Instant:
    for field, says in _wrong(values, now).items():
        raise Declined(says, field)
    assert values.starts is not None
    return values.starts
