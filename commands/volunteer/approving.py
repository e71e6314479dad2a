"""Confirming hours: by one of those who lead, and of long days by a second one, or an admin."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.action import View
from bot.context import Context, Read, Reply
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.phrase import Phrase, Variant
from bot.domain.volunteer import MINUTE, ActivityId, Approval, EntryId, HoursEntry
from bot.errors import Declined
from bot.message import Block, Button, Buttons, Card, Text, Weight
from commands.volunteer.entries import named, of_what
from commands.volunteer.feature import leader_of_entry, steps, volunteers
from commands.volunteer.parts import NAMES_SHOWN
from storage.volunteers import Ledger


def approve_all(ctx: Context, entries: Sequence[HoursEntry]) -> Phrase:
    """Let the one who acts find entries right; say what counts now, and what needs another.

    Those whose hours count are told; those who might confirm the rest are asked.
    """
    done = [each for each in entries if _finds_right(ctx, each)]
    counting = {each.id for each in done}
    left = [each for each in entries if each.id not in counting]
    lacking = {each.id: lacks for each in left if (lacks := _lacks(ctx, each)) is not None}
    asked: set[PersonId] = set()
    several = Counter(each.activity for each in entries if each.id in lacking)
    for each in entries:
        if each.id in lacking:
            together = several[each.activity] > 1
            asked |= _ask_another(ctx, each, lacking[each.id], together=together)
        redraw_question(ctx, each)
    for person, call in dict.fromkeys((each.person, each.activity) for each in done):
        if call is not None:
            ctx.tell(person, confirmed(call, person))
    for each in done:
        if each.activity is None:
            ctx.tell(each.person, filled(each.id))
    return _outcome(done, lacking, asked)


def find_right(ctx: Context, entry: HoursEntry) -> Phrase | None:
    """Let whoever entered something find it right; say whom it needs besides, if anybody."""
    _finds_right(ctx, entry)
    lacks = _lacks(ctx, entry)
    if lacks is None:
        return None
    asked = _ask_another(ctx, entry, lacks)
    return volunteers.say("needs", count=1, lacks=lacks, asked=len(asked))


def _finds_right(ctx: Context, entry: HoursEntry) -> bool:
    """Let the one who acts find an entry right, if they may; say whether that confirms it."""
    zone = ZoneInfo(ctx.team.zone)
    return _may(ctx, entry, ctx.person) and ctx.use(Ledger).confirm(
        entry.id, ctx.person, ctx.now, zone, as_admin=_is_admin(ctx)
    )


def _may(ctx: Context, entry: HoursEntry, person: PersonId) -> bool:
    """Say whether somebody may find an entry right: of one's own hours another organiser does.

    Who is the only organiser confirms their own, but for what they entered themselves.
    """
    if entry.settled_for(person):
        return False
    if entry.person != person:
        return True
    organisers = ctx.use(ctx.stores.people).members(entry.team, Role.ORGANISER)
    return all(each == person for each in organisers)


def _lacks(read: Read, entry: HoursEntry) -> Approval | None:
    """Return what an entry needs that still waits to be confirmed."""
    known = read.use(Ledger).find(entry.id)
    if known is None or not known.open:
        return None
    return read.use(Ledger).needs(known, read.zone(known.team))


def _is_admin(ctx: Context) -> bool:
    return ctx.who.role is Role.ADMIN


def _ask_another(
    ctx: Context, entry: HoursEntry, lacks: Approval, *, together: bool = False
) -> set[PersonId]:
    """Ask those who might confirm an entry besides the one who acts; return whom that reaches.

    Several entries of an activity are asked about `together`, in one message.
    """
    view = _question(ctx, entry)
    if together and entry.activity is not None:
        view = to_approve_all(entry.activity)
    needed = Role.ADMIN if lacks is Approval.ADMIN and not _is_admin(ctx) else Role.ORGANISER
    return {
        person
        for person in ctx.use(ctx.stores.people).members(entry.team, needed)
        if person != ctx.person and _may(ctx, entry, person) and ctx.ask(person, view)
    }


def _question(read: Read, entry: HoursEntry) -> View:
    """Return where an entry is asked about: with others of its activity, if these are, or alone."""
    if entry.activity is not None:
        together = to_approve_all(entry.activity)
        if read.use(read.stores.outgoing).copies_of(together):
            return together
    return to_approve(entry.id)


def redraw_question(ctx: Context, entry: HoursEntry) -> None:
    """Let all who were asked about an entry see what has become of it."""
    ctx.show(to_approve(entry.id))
    if entry.activity is not None:
        ctx.show(to_approve_all(entry.activity))


def _outcome(
    done: Sequence[HoursEntry], lacking: Mapping[EntryId, Approval], asked: Collection[PersonId]
) -> Phrase:
    total = MINUTE * sum(each.minutes for each in done)
    counts = volunteers.say("confirmed", count=len(done), length=total)
    if not lacking:
        return counts
    worst = max(lacking.values(), key=list(Approval).index)
    needs = volunteers.say("needs", count=len(lacking), lacks=worst, asked=len(asked))
    return volunteers.say("both", one=counts, two=needs) if done else needs


@volunteers.step("volunteer.approve", needs=leader_of_entry)
def approve(ctx: Context, entry: EntryId) -> Reply:
    """Find one entry right."""
    known = ctx.use(Ledger).find(entry)
    if known is None or not known.open:
        raise Declined(volunteers.say("hours-settled"))
    return Reply(note=approve_all(ctx, [known]), own=_question(ctx, known))


@volunteers.view("volunteer.to-approve")
def to_approve(read: Read, entry: EntryId) -> Card | None:
    """Ask another one of those who lead to confirm an entry; or say what has become of it."""
    known = read.use(Ledger).find(entry)
    if known is None:
        return None
    zone = read.zone(known.team)
    says = Text.of(named(known.name, of_what(read, known, zone)))
    if not known.open:
        title = volunteers.say("approve-over", confirmed=Variant("yes" if known.stands else "no"))
        return Card(title, (says,), final=True)
    blocks: list[Block] = [says]
    if known.approved_by:
        names = tuple(read.name(each) for each in known.approved_by)
        blocks.append(Text.of(volunteers.say("approved-by", names=names)))
    button = Button(volunteers.say("confirm-one"), approve(entry), Weight.PRIMARY)
    blocks.append(Buttons((button,)))
    return Card(volunteers.say("approve-title"), tuple(blocks))


@volunteers.view("volunteer.to-approve-all")
def to_approve_all(read: Read, call: ActivityId) -> Card:
    """Ask another one of those who lead to confirm what waits of an activity, if anything does."""
    entries = [each for each in read.use(Ledger).of_activity(call) if each.open]
    if not entries:
        title = volunteers.say("nothing-to-confirm")
        return Card(title, (Text.of(steps.known(read, call).title),), final=True)
    return Card(volunteers.say("approve-title"), tuple(_listed(read, entries)))


def waiting(read: Read, team: TeamId) -> list[Block]:
    """List what of a team waits to be confirmed, each with its button."""
    entries = read.use(Ledger).open_of(team)
    return _listed(read, entries) or [Text.of(volunteers.say("nothing-to-confirm"))]


def _listed(read: Read, entries: Sequence[HoursEntry]) -> list[Block]:
    if not entries:
        return []
    zone = read.zone(entries[0].team)
    shown = entries[:NAMES_SHOWN]
    blocks: list[Block] = []
    buttons = []
    for number, each in enumerate(shown, start=1):
        says = named(each.name, of_what(read, each, zone))
        blocks.append(Text.of(volunteers.say("numbered", number=str(number), what=says)))
        label = volunteers.say("confirm-name", name=each.name)
        label = volunteers.say("numbered", number=str(number), what=label)
        buttons.append(Button(label, approve(each.id)))
    if len(entries) > len(shown):
        blocks.append(Text.of(volunteers.say("and-more", count=len(entries) - len(shown))))
    return [*blocks, Buttons(tuple(buttons))]


# Those whose hours they are


@volunteers.view("volunteer.confirmed")
def confirmed(read: Read, call: ActivityId, person: PersonId) -> Card | None:
    """Tell somebody that their hours count, and how many there are in all."""
    known = steps.bare(read, call)
    entries = read.use(Ledger).of_person(person, known.team)
    mine = sum(each.minutes for each in entries if each.confirmed and each.activity == call)
    total = sum(each.minutes for each in entries if each.confirmed)
    if not mine:
        return None
    title = volunteers.say("confirmed-title", length=MINUTE * mine, title=known.title)
    return Card(title, (Text.of(volunteers.say("in-all", length=MINUTE * total)),))


@volunteers.view("volunteer.filled")
def filled(read: Read, entry: EntryId) -> Card | None:
    """Tell somebody that hours were filled in for them, and whether they count."""
    known = read.use(Ledger).find(entry)
    if known is None or not known.stands:
        return None
    zone = read.zone(known.team)
    return Card(volunteers.say("filled-title"), (Text.of(of_what(read, known, zone)),))
