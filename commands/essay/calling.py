"""From a typed line to a campaign that stands in its rooms, and what everybody sees of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Annotated, Final

from msgspec import Struct
from msgspec.structs import replace

from bot.command import Answered, Mine, Owed
from bot.context import Context, Read, Reply
from bot.domain.audience import EVERYBODY, Audience
from bot.domain.call import CallId, State
from bot.domain.essay import GRACE, Essay, EssayId, Late, LateRule, Version
from bot.domain.identity import PersonId, Role
from bot.domain.phrase import Instant, Phrase, Variant, Words
from bot.drafts import DraftId, draft, drafted, organiser_of_draft, redraft, take
from bot.errors import Declined
from bot.form import After, Ahead, Anywhere, Counter, More, Subject, Unset, Word, form_spec
from bot.message import Bar, Bars, Block, Button, Buttons, Card, Fields, Style, Text, Weight, opened
from bot.reminders import ahead_of
from bot.when import Purpose
from commands.essay.feature import essays, steps
from commands.essay.handing import typed
from storage.essays import Essays

_DONE_SHOWN: Final = 10


class EssayForm(Struct, frozen=True):
    """Ask for a campaign."""

    title: Annotated[str, Subject(200)]
    due: Annotated[Instant | None, After(Purpose.DEADLINE), Anywhere(Purpose.DEADLINE)]
    least: Annotated[int, Counter(0, 100_000, unit="mark-words"), Unset("any-length")] = 0
    per_person: Annotated[int, Counter(1, 20), More()] = 1
    late: Annotated[
        Late,
        Word("mark-late-refused", Late.REFUSE),
        Word("mark-late-flagged", Late.FLAG),
        Word("mark-late-deducts", Late.DEDUCT),
        More(),
    ] = Late.FLAG
    points: Annotated[int, Counter(0, 100), More()] = 10
    floor: Annotated[int, Counter(0, 100), More()] = 60
    audience: Annotated[Audience, After(), More()] = EVERYBODY
    voluntary: Annotated[bool, Word("mark-voluntary", True), More()] = False
    remind: Annotated[tuple[timedelta, ...], Ahead(), More(), Unset("usual-ladder")] = ()


@essays.command(EssayForm, needs=Role.ORGANISER, drafts=True, numbered=steps.numbered)
def essay(ctx: Context, values: EssayForm) -> Reply:
    """Draft a campaign from one typed line or a form; a number alone shows that campaign."""
    return draft(ctx, values, edit, post, wrong=_wrong(values, ctx.now))


@essays.takes(EssayForm, "essay.edit", needs=organiser_of_draft, prefill=drafted(EssayForm))
def edit(ctx: Context, values: EssayForm, draft: DraftId) -> Reply:
    """Give a draft other values."""
    _check(values, ctx.now)
    return redraft(ctx, draft, form_spec(EssayForm), values)


@essays.step("essay.post", needs=organiser_of_draft)
def post(ctx: Context, draft: DraftId) -> Reply:
    """Open the drafted campaign in its rooms."""
    values, places = take(ctx, draft, EssayForm)
    due = _check(values, ctx.now)
    made = ctx.use(Essays).open(
        ctx.team.id, ctx.person, ctx.now, title=values.title, due=due,
        per_person=values.per_person, least=values.least, rule=_rule(values),
        audience=None if values.voluntary else values.audience,
        rooms=[each.room for each in places],
    )  # fmt: skip
    _watch(ctx, made)
    return steps.posted(ctx, made, draft, places, ladder=values.remind)


def _watch(ctx: Context, essay: Essay) -> None:
    """Say when the time is over, where papers are taken after it; else closing says so."""
    if essay.rule.late is Late.REFUSE:
        ctx.cancel(time_over(essay.id))
    else:
        ctx.at(essay.over_at, time_over(essay.id))


@essays.step("essay.time-over", needs=Role.ORGANISER)
def time_over(ctx: Context, call: EssayId) -> Reply:
    """Say to all how many papers came in time, while late ones are still taken."""
    known = steps.known(ctx, call)
    if not known.open or ctx.now < known.over_at:
        raise Declined(essays.say("not-over"))
    ctx.show(card(call))
    if not ctx.use(ctx.stores.outgoing).wished(result(call), since=known.over_at):
        steps.announce(ctx, call, result(call))
    return Reply()


# Changing it


def _posted(read: Read, call: EssayId) -> EssayForm | None:
    known = read.use(Essays).find(call)
    return None if known is None else replace(_form_of(known), remind=ahead_of(read, card(call)))


@essays.takes(EssayForm, "essay.mend", needs=steps.author, prefill=_posted)
def mend(ctx: Context, values: EssayForm, call: EssayId) -> Reply:
    """Change a campaign that stands; all are told of another deadline or length."""
    known = steps.mendable(ctx, call)
    due = _check(values, ctx.now)
    if (values.voluntary, values.audience) != (known.roll is None, known.audience):
        raise Declined(essays.say("mend-roll"), "audience")
    rule = _rule(values)
    ctx.use(Essays).set(
        call, title=values.title, due=due, least=values.least, per_person=values.per_person,
        late=rule.late, points=rule.points, floor=rule.floor,
    )  # fmt: skip
    now = steps.known(ctx, call)
    latest = max([due, *ctx.use(Essays).extensions(call).values()])
    closes = latest + GRACE if rule.late is Late.REFUSE else None
    if (due, closes) != (known.due, known.closes) or values.remind != ahead_of(ctx, card(call)):
        steps.open_until(ctx, now, closes, ladder=values.remind)
    _watch(ctx, now)
    if (now.due, now.least, now.per_person) != (known.due, known.least, known.per_person):
        steps.announce(ctx, call, moved(call))
    return steps.mended(ctx, call)


# What is seen


@essays.view("essay.card")
def card(read: Read, call: EssayId) -> Card | None:
    """Draw the campaign as it now stands."""
    known = read.use(Essays).find(call)
    if known is None or known.state is State.WITHDRAWN:
        return None
    blocks: list[Block] = [facts(known), counts(known), Text.of(state(known, read.now))]
    if known.open:
        blocks += [offer(known), steps.more(call)]
    blocks.append(Text.of(essays.say("who-sees"), style=Style.ITALIC))
    redraw = known.over_at if known.open and read.now < known.over_at else None
    return Card(
        known.title, tuple(blocks), redraw_at=redraw, final=not known.open, told=not known.open
    )


@essays.view("essay.result")
def result(read: Read, call: EssayId) -> Card | None:
    """Say how many papers came, when the time is over or the campaign is closed."""
    known = read.use(Essays).find(call)
    if known is None or known.state is State.WITHDRAWN:
        return None
    lines = [counted(known)]
    if known.open:
        lines.append(essays.say("still-taken", late=known.rule.late, points=str(known.rule.points)))
    title = essays.say(
        "result-title", closed=Variant("no" if known.open else "yes"), title=known.title
    )
    return Card(title, tuple(map(Text.of, lines)))


@essays.view("essay.moved")
def moved(read: Read, call: EssayId) -> Card | None:
    """Say until when, and how long, papers are to be now."""
    known = read.use(Essays).find(call)
    if known is None or not known.open:
        return None
    return Card(essays.say("moved", title=known.title), (facts(known),))


def facts(known: Essay) -> Fields:
    """Say what is asked of everybody."""
    rows: list[tuple[Words, Words]] = [
        (essays.say("field-due"), essays.say("moment", at=known.due))
    ]
    if known.least or known.per_person > 1:
        asked = essays.say("asked", papers=known.per_person, least=known.least)
        rows.append((essays.say("asked-of"), asked))
    return Fields(tuple(rows))


def counts(known: Essay) -> Block:
    """Count who has handed in: as a share only where it is known of how many."""
    if known.expected is None:
        return Text.of(counted(known))
    return Bars((Bar(essays.say("handed-in"), known.answered),), known.expected)


def counted(known: Essay) -> Phrase:
    """Say how many have handed in."""
    if known.expected is None:
        return essays.say("counted", count=known.answered)
    return essays.say("counted-of", count=known.answered, expected=known.expected)


def state(known: Essay, now: Instant) -> Phrase:
    """Say until when papers are taken, and what becomes of late ones."""
    if known.closed_at is not None:
        return essays.say("state-closed", at=known.closed_at)
    rule = known.rule
    key = "state-open" if now < known.over_at else "state-over"
    return essays.say(key, late=rule.late, points=str(rule.points), floor=str(rule.floor))


def offer(known: Essay) -> Buttons:
    """Offer to hand in."""
    return Buttons((Button(essays.say("hand-in"), opened(typed(known.id)), Weight.PRIMARY),))


# What one owes and what one did


@essays.owes
def owes(read: Read, person: PersonId | None) -> Iterable[Owed]:
    """List who still owes a paper, and until when: some have more time."""
    more: dict[EssayId, Mapping[PersonId, Instant]] = {}
    for each in steps.owed(read, person, _to_hand_in):
        essay = EssayId(CallId(int(str(each.card.args[0]))))
        if essay not in more:
            more[essay] = read.use(Essays).extensions(essay)
        until, given = each.until, more[essay].get(each.person)
        yield each if until is None or given is None else replace(each, until=max(until, given))


@essays.mine
def mine(read: Read, person: PersonId) -> Mine:
    """List the open campaigns that a person may hand in to, and what they handed in last."""
    # What was refused was sent, yet nothing is handed in by it.
    handed_in = (call for call in read.use(Essays).answered(person) if _papers(call, read, person))
    done = tuple(_what_counts(call, read, person) for call in islice(handed_in, _DONE_SHOWN))
    return Mine(steps.open_to(read, person, _to_hand_in), done)


@essays.answered
def answered(read: Read, person: PersonId) -> Iterable[Answered]:
    """List the campaigns that a person has handed in to."""
    return steps.answered(read, person, _what_counts, lambda *_: None)


def _what_counts(call: CallId, read: Read, person: PersonId) -> Phrase:
    known = steps.bare(read, call)
    papers = _papers(call, read, person)
    numbers = tuple(essays.say("paper", number=str(each.number)) for each in papers)
    return essays.say("done", call=steps.title(known), papers=numbers)


def _papers(call: CallId, read: Read, person: PersonId) -> Sequence[Version]:
    return read.use(Essays).papers(EssayId(call), person)


def _to_hand_in(call: CallId) -> Button:
    return Button(essays.say("hand-in"), steps.show_panel(call))


# Values that go together


def _rule(values: EssayForm) -> LateRule:
    deducts = values.late is Late.DEDUCT
    return LateRule(values.late, values.points, values.floor) if deducts else LateRule(values.late)


def _form_of(known: Essay) -> EssayForm:
    usual = EssayForm("", None)
    deducts = known.rule.late is Late.DEDUCT
    return EssayForm(
        title=known.title, due=known.due, least=known.least, per_person=known.per_person,
        late=known.rule.late, points=known.rule.points if deducts else usual.points,
        floor=known.rule.floor if deducts else usual.floor, voluntary=known.roll is None,
        audience=known.audience,
    )  # fmt: skip


def _wrong(values: EssayForm, now: Instant) -> Mapping[str, Phrase]:
    """Find what cannot be, though it can be read: what is wrong, by field."""
    if values.due is None or values.due > now:
        return {}
    return {"due": essays.say("past", at=values.due)}


def _check(values: EssayForm, now: Instant) -> Instant:
    for field, says in _wrong(values, now).items():
        raise Declined(says, field)
    assert values.due is not None
    return values.due
