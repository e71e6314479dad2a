"""What one person may see and do about a campaign: their papers; for organisers, the board."""

from collections.abc import Sequence
from typing import Annotated, Final

from msgspec import Struct

from bot.calls import Which
from bot.context import Context, Read, Reply
from bot.domain.call import shortened
from bot.domain.essay import GRACE, Essay, EssayId, Late, Version
from bot.domain.identity import PersonId, Role
from bot.domain.phrase import Instant, Phrase
from bot.domain.reminding import Awaited, Whom
from bot.errors import Declined
from bot.form import After
from bot.message import Block, Button, Buttons, Card, Listing, Style, Text, opened
from bot.reminders import remind
from bot.when import Purpose
from commands.essay.calling import card, counts, facts, mend, offer, result, state
from commands.essay.export import export
from commands.essay.feature import essays, steps
from commands.essay.handing import line, take_back
from storage.essays import Essays

_SHOWN: Final = 30
_NAMES_OFFERED: Final = 20


@essays.view("essay.panel")
def panel(read: Read, call: EssayId, person: PersonId) -> Card | None:
    """Draw what one person may see and do about a campaign."""
    known = read.use(Essays).find(call)
    if known is None:
        return None
    blocks: list[Block] = [facts(known), Text.of(state(known, read.now))]
    mine = read.use(Essays).papers(call, person)
    blocks += _own(known, mine, read.now)
    leads = steps.leads(read, known, person)
    blocks += _board(read, known) if leads else [counts(known)]
    if leads or person == known.author:
        more = [Button(essays.say("export"), export(call))] if leads else []
        if leads and read.use(Essays).missing(known):
            more.append(Button(essays.say("more-time"), late_ones(call)))
        if leads:
            more += steps.pinning(read, known)
        blocks += steps.manage(read, known, mend(call), *more)
    return Card(steps.title(known), tuple(blocks))


def _own(known: Essay, mine: Sequence[Version], now: Instant) -> list[Block]:
    """Show somebody their own papers, each with its way back."""
    blocks: list[Block] = []
    if mine:
        blocks.append(Text.of(essays.say("your-papers"), style=Style.BOLD))
    for each in mine:
        blocks.append(Text.of(line(each)))
        if known.takes_answers(now):
            blocks.append(Buttons((Button(essays.say("withdraw"), take_back(each.id)),)))
    return [*blocks, offer(known)] if known.takes_answers(now) else blocks


# The board


def _board(read: Read, known: Essay) -> list[Block]:
    """List for organisers what is in, what was late, and what resembles another."""
    papers = read.use(Essays).papers(known.id)
    names = read.use(read.stores.people).names({each.person for each in papers})
    rows = [Text.of(_entry(names[each.person], each)) for each in papers[:_SHOWN]]
    if len(papers) > _SHOWN:
        rows.append(Text.of(essays.say("more-papers", count=len(papers) - _SHOWN)))
    blocks: list[Block] = [counts(known)]
    return [*blocks, Listing(tuple(rows))] if rows else blocks


def _entry(name: str, paper: Version) -> Phrase:
    if notes := _notes(paper):
        return essays.say("entry-noted", name=name, paper=line(paper), notes=notes)
    return essays.say("entry", name=name, paper=line(paper))


def _notes(paper: Version) -> tuple[Phrase, ...]:
    """Say what is to be noticed about a paper."""
    notes = []
    if paper.waiting:
        notes.append(essays.say("note-waiting"))
    if paper.late:
        notes.append(essays.say("note-late", days=paper.late))
    if paper.twin is not None:
        alike = round(paper.likeness * 100)
        notes.append(essays.say("note-alike", number=str(paper.twin), share=str(alike)))
    return tuple(notes)


@essays.command(Which, needs=Role.MEMBER, aside=True, secret=True, numbered=steps.numbered)
def owing(ctx: Context, values: Which) -> Reply:
    """Show who has not handed in, to whoever may know."""
    return steps.asked_about(ctx, values, missing=True)


# More time for one person


class MoreTime(Struct, frozen=True):
    """Ask until when somebody has more time."""

    until: Annotated[Instant | None, After(Purpose.DEADLINE)]


@essays.step("essay.late-ones", needs=Role.ORGANISER)
def late_ones(ctx: Context, call: EssayId) -> Reply:
    """Show who may be given more time."""
    steps.known(ctx, call)
    return Reply(own=to_extend(call))


@essays.view("essay.to-extend")
def to_extend(read: Read, call: EssayId) -> Card | None:
    """Offer those who owe a paper, to give each more time."""
    known = read.use(Essays).find(call)
    if known is None:
        return None
    missing = read.use(Essays).missing(known)
    names = read.use(read.stores.people).names(missing)
    given = read.use(Essays).extensions(call)
    had = [
        essays.say("has-time", name=names[each], until=given[each])
        for each in missing
        if each in given
    ]
    buttons = [Button(names[each], opened(extend(call, each))) for each in missing[:_NAMES_OFFERED]]
    blocks: list[Block] = [Listing(tuple(map(Text.of, had)))] if had else []
    if len(missing) > _NAMES_OFFERED:
        rest = shortened([names[each] for each in missing[_NAMES_OFFERED:]], _SHOWN)
        blocks.append(Text.of(essays.say("not-offered", names=rest)))
    title = essays.say("extend-whom", essay=known.title)
    return Card(title, (*blocks, Buttons(tuple(buttons))), final=True)


@essays.takes(MoreTime, "essay.extend", needs=Role.ORGANISER)
def extend(ctx: Context, values: MoreTime, call: EssayId, person: PersonId) -> Reply:
    """Give one person more time, who is told."""
    known = steps.known(ctx, call)
    until = values.until
    if until is None or until <= max(ctx.now, known.due):
        raise Declined(essays.say("extend-early", due=known.due), "until")
    store = ctx.use(Essays)
    if ctx.use(ctx.stores.people).role_of(person, known.team) is None:
        raise Declined(essays.say("not-member"))
    if not known.open and (known.rule.late is not Late.REFUSE or not store.reopen(call)):
        raise Declined(essays.say("extend-closed"))
    if store.extensions(call).get(person) != until:
        store.extend(call, person, until, ctx.person)
        ctx.tell(person, extended(call, person))
        remind(ctx, extended(call, person), closes=until, told=True)
    if known.rule.late is Late.REFUSE:
        latest = max(store.extensions(call).values())
        steps.open_until(ctx, steps.known(ctx, call), latest + GRACE)
        ctx.show(card(call), revive=True)
    name = ctx.name(person)
    return Reply(note=essays.say("extended-note", name=name, until=until), own=to_extend(call))


@essays.view("essay.extended")
def extended(read: Read, call: EssayId, person: PersonId) -> Card | None:
    """Tell somebody that they have more time."""
    known = read.use(Essays).bare(call)
    until = read.use(Essays).extensions(call).get(person)
    if known is None or until is None:
        return None
    return Card(essays.say("extended", essay=known.title, until=until), (offer(known),), final=True)


@essays.reminds(extended)
def awaited(read: Read, whom: Whom, call: EssayId, person: PersonId) -> Awaited | None:
    """Say who is reminded of their own later deadline: whoever has not handed in by then."""
    del whom
    known = read.use(Essays).find(call)
    if known is None or not known.takes_answers(read.now):
        return None
    if person not in read.use(Essays).missing(known):
        return None
    return Awaited(steps.title(known), (person,), 1, aloud=False)


steps.shows(card=card, panel=panel, result=result, answers=lambda _read, known: offer(known))
