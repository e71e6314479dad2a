"""The preview: what goes out soon, for those who lead the team; the first press counts."""

from datetime import timedelta
from typing import Annotated, ClassVar, Final

from msgspec import Struct
from msgspec.structs import replace

from bot.context import Asking, Context, Read, Reply
from bot.domain.digest import PICTURE, DigestId, Part, State, past_week
from bot.domain.identity import Role, TeamId
from bot.domain.phrase import Phrase, Stretch
from bot.errors import Declined
from bot.form import AtMost
from bot.message import Block, Button, Buttons, Card, Style, Text, Weight, opened
from commands.digest.export import export
from commands.digest.feature import (
    BY_HAND,
    digests,
    goes_out,
    instant_of,
    known,
    preview_of,
)
from commands.digest.sending import send
from commands.digest.telling import body, gathered, in_words, news_of, section_name
from storage.digests import Digest, Digests

_EARLY: Final = timedelta(days=1)
"""A digest that is drafted so shortly before the next one is that one, early."""


class Opening(Struct, frozen=True):
    """Ask for the words with which a digest begins."""

    TITLE: ClassVar[str] = "opening"

    opening: Annotated[str, AtMost(200)] = ""


@digests.step("digest.draft", needs=Role.ORGANISER)
def draft(ctx: Context, team: TeamId) -> Reply:
    """Draft a digest at once, and show it to whoever asked for it."""
    store, zone = ctx.use(Digests), ctx.zone(team)
    nominal, until = BY_HAND, ctx.now
    plan = store.lock_plan(team)
    if plan.nominal is not None and (due := instant_of(plan.nominal, zone)) - ctx.now <= _EARLY:
        found = store.named(team, plan.nominal)
        if found is None or found.state is State.DRAFT:
            nominal, until = plan.nominal, due
    past = past_week(until, zone, store.told_until(team))
    if not gathered(ctx, team, Stretch(past.start, min(past.end, ctx.now))).lines:
        raise Declined(digests.say("nothing-new"))
    made = store.draft(team, nominal, past.start, past.end)
    if made.nominal == BY_HAND:
        store.change(made.id, since=past.start, until=past.end)
    return Reply(own=preview(made.id))


@digests.view("digest.preview")
def preview(read: Read, digest: DigestId) -> Card:
    """Show a draft as it would go out now, and what can be done; or what became of it."""
    found = known(read, digest)
    title = digests.say("preview")
    if found.state is not State.DRAFT:
        buttons = [Button(digests.say("as-document"), export(digest))]
        blocks: list[Block] = [Text.of(_settled(read, found))]
        if found.state is State.SENT:
            blocks.append(Buttons(tuple(buttons)))
        return Card(title, tuple(blocks), final=True)
    past = news_of(read, found)
    told = gathered(read, found.team, past, found.dropped)
    blocks = body(told, found.opening)
    if (words := in_words(read, found.team, told, past.end)) is not None:
        blocks.append(Text.of(digests.say("with-picture", words=words), style=Style.ITALIC))
    if found.dropped:
        names = tuple(section_name(read, each) for each in found.dropped)
        blocks.append(Text.of(digests.say("without", sections=names), style=Style.ITALIC))
    at = goes_out(read, found)
    when = digests.say("by-hand") if at is None else digests.say("goes-out", at=at)
    blocks.append(Text.of(when, style=Style.BOLD))
    buttons = [
        Button(digests.say("send"), send_now(digest), Weight.PRIMARY),
        Button(digests.say("edit-opening"), opened(open_with(digest))),
        Button(digests.say("drop"), show_sections(digest)),
        Button(digests.say("skip"), skip(digest)),
    ]
    return Card(title, (*blocks, Buttons(tuple(buttons))))


def _settled(read: Read, found: Digest) -> Phrase:
    assert found.settled_at is not None
    sent, at, by = found.state is State.SENT, found.settled_at, found.settled_by
    if by is None:
        return digests.say("was-sent-itself" if sent else "was-skipped-itself", at=at)
    name = read.use(read.stores.people).names([by]).get(by, "–")
    return digests.say("was-sent" if sent else "was-skipped", at=at, name=name)


def _draft(ctx: Context, digest: DigestId) -> Digest:
    """Return a digest that is still to be settled; else say what became of it."""
    found = known(ctx, digest)
    if found.state is not State.DRAFT:
        raise Declined(_settled(ctx, found))
    return found


def _to_settle(ctx: Context, digest: DigestId) -> Digest:
    """Return a draft; the name of one that was drafted by hand is free for the next one."""
    found = _draft(ctx, digest)
    if found.nominal == BY_HAND:
        ctx.use(Digests).change(digest, nominal=f"{BY_HAND} {digest}")
    return found


def _changed(ctx: Context, digest: DigestId, note: Phrase | None = None) -> Reply:
    ctx.show(preview_of(digest))
    return Reply(note=note, own=preview(digest))


@digests.step("digest.send", needs=Role.ORGANISER)
def send_now(ctx: Context, digest: DigestId) -> Reply:
    """Send a digest now; the first press counts."""
    settled_now = send(ctx, _to_settle(ctx, digest), ctx.person)
    settled = known(ctx, digest)
    if not settled_now:
        raise Declined(_settled(ctx, settled))
    note = digests.say("sent" if settled.state is State.SENT else "nothing-new")
    return _changed(ctx, digest, note)


def _as_opened(asking: Asking, digest: DigestId) -> Opening:
    return Opening(known(asking, digest).opening)


@digests.takes(Opening, "digest.open", needs=Role.ORGANISER, prefill=_as_opened)
def open_with(ctx: Context, values: Opening, digest: DigestId) -> Reply:
    """Begin a digest with other words, or with none."""
    _draft(ctx, digest)
    ctx.use(Digests).change(digest, opening=" ".join(values.opening.split()))
    return _changed(ctx, digest, digests.say("opening-noted"))


@digests.step("digest.sections", needs=Role.ORGANISER)
def show_sections(ctx: Context, digest: DigestId) -> Reply:
    """Show which sections a digest has, each to be dropped or taken in again."""
    _draft(ctx, digest)
    return Reply(own=sections(digest))


@digests.view("digest.sections-of")
def sections(read: Read, digest: DigestId) -> Card | None:
    """Offer to drop each section of a draft, or to take it in again."""
    found = known(read, digest)
    if found.state is not State.DRAFT:
        return None
    whole = gathered(read, found.team, news_of(read, found))
    telling = (line.feature for line in whole.lines if line.part is not Part.COMING)
    present = [*dict.fromkeys(telling)]
    present += [Part.COMING] if whole.of(Part.COMING) else []
    present += [PICTURE] if whole.measures else []
    buttons = []
    for each in present:
        name = section_name(read, each)
        if each in found.dropped:
            buttons.append(Button(digests.say("take-in", section=name), take_in(digest, each)))
        else:
            buttons.append(Button(digests.say("leave-out", section=name), leave_out(digest, each)))
    buttons.append(Button(digests.say("back"), show_preview(digest)))
    return Card(digests.say("which-section"), (Buttons(tuple(buttons)),))


@digests.step("digest.show", needs=Role.ORGANISER)
def show_preview(ctx: Context, digest: DigestId) -> Reply:
    """Show a draft again."""
    known(ctx, digest)
    return Reply(own=preview(digest))


@digests.step("digest.drop", needs=Role.ORGANISER)
def leave_out(ctx: Context, digest: DigestId, section: str) -> Reply:
    """Drop a section of a digest."""
    return _without(ctx, digest, section, dropped=True)


@digests.step("digest.undrop", needs=Role.ORGANISER)
def take_in(ctx: Context, digest: DigestId, section: str) -> Reply:
    """Take a section of a digest in again."""
    return _without(ctx, digest, section, dropped=False)


def _without(ctx: Context, digest: DigestId, section: str, *, dropped: bool) -> Reply:
    found = _draft(ctx, digest)
    left = [each for each in found.dropped if each != section]
    ctx.use(Digests).change(digest, dropped=[*left, section] if dropped else left)
    return _changed(ctx, digest)


@digests.step("digest.skip", needs=Role.ORGANISER)
def skip(ctx: Context, digest: DigestId) -> Reply:
    """Let a digest not go out, in public or in private."""
    _to_settle(ctx, digest)
    if not ctx.use(Digests).settle(digest, State.SKIPPED, ctx.now, ctx.person):
        raise Declined(_settled(ctx, known(ctx, digest)))
    return replace(_changed(ctx, digest, digests.say("skipped")), undo=unskip(digest))


@digests.step("digest.unskip", needs=Role.ORGANISER)
def unskip(ctx: Context, digest: DigestId) -> Reply:
    """Let a digest that was skipped by mistake be a draft again."""
    if not ctx.use(Digests).unskip(digest):
        raise Declined(digests.say("gone"))
    ctx.show(preview_of(digest), revive=True)
    return Reply(note=digests.say("unskipped"), own=preview(digest))
