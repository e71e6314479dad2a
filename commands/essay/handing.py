"""Handing in: as text, as a link, as a file; being read; the receipt; taking it back.

A paper is received at once, and judged by that moment. What takes time, fetching, opening and
counting, is a job, whose end is the receipt.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final

from bot.action import Action
from bot.command import Files, Rule
from bot.context import Asking, Context, Read, Reply, Work
from bot.documents import Unread
from bot.domain.essay import (
    Essay,
    EssayId,
    Full,
    NotTaken,
    Reading,
    Source,
    Stage,
    Taken,
    Version,
    VersionId,
    length,
    sketch,
)
from bot.domain.identity import PersonId, Role
from bot.domain.phrase import Phrase, Variant, Words
from bot.domain.rights import Authored, oneself
from bot.errors import Declined
from bot.form import AtMost, Subject
from bot.message import Block, Button, Buttons, Card, Fields, Style, Text, opened
from bot.ports import Keep
from commands.essay.feature import essays, steps
from storage.essays import Essays

_LINK: Final = re.compile(r"https?://\S+")
_NAME_CHARS: Final = 40
_MOST_CHARS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Paper:
    """Ask for a paper, or for a link to it."""

    text: Annotated[str, AtMost(_MOST_CHARS)]


@dataclass(frozen=True, slots=True)
class Submission:
    """Take a paper that stands behind the command's word."""

    text: Annotated[str, Subject(_MOST_CHARS)] = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """Hold a paper as it came: what was typed, or where its file can be fetched."""

    source: Source
    name: str
    typed: str | None = None
    connection: str | None = None
    key: str | None = None


@essays.command(Submission, needs=Role.MEMBER)
def submit(ctx: Context, values: Submission) -> Reply:
    """Hand in what stands behind the word, or say how to."""
    said = values.text.strip()
    if said:
        return _for_one(ctx, _said(said))
    mine = _open_to(ctx, ctx.person)
    if len(mine) == 1:
        return Reply(form=typed(mine[0].id))
    if not mine:
        raise Declined(essays.say("none-open"))
    return Reply(own=open_ones(ctx.person))


@essays.takes(Paper, "essay.typed", needs=Role.MEMBER)
def typed(ctx: Context, values: Paper, essay: EssayId) -> Reply:
    """Hand in what was typed or pasted."""
    return _hand_in(ctx, essay, _said(values.text.strip()))


def _wants(asking: Asking, sent: Files) -> bool:
    """Say whether files might be papers: while a campaign is open to whoever sent them."""
    person = asking.who.person
    return bool(sent.files) and person is not None and bool(_open_to(asking, person))


@essays.files("essay.files", needs=Role.MEMBER, label="as-paper", wants=_wants)
def files(ctx: Context, sent: Files) -> Reply:
    """Take a file as a paper; of several open campaigns the person says which."""
    if len(sent.files) > 1:
        raise Declined(essays.say("one-file"))
    (one,) = sent.files
    assert ctx.who.room is not None
    return _for_one(ctx, Sent(Source.FILE, one.name, None, ctx.who.room.connection, one.key))


@essays.step("essay.give", needs=Role.MEMBER, secret=True)
def give(
    ctx: Context, essay: EssayId, number: int | None, source: Source, name: str,
    typed: str | None, connection: str | None, key: str | None,
) -> Reply:  # fmt: skip
    """Hand in what came before it was known what for, or in place of which paper."""
    return _hand_in(ctx, essay, Sent(source, name, typed, connection, key), number)


def _said(said: str) -> Sent:
    """Take a text as a paper, or as a link where that is all there is."""
    source = Source.LINK if _LINK.fullmatch(said) else Source.TEXT
    return Sent(source, said.partition("\n")[0][:_NAME_CHARS], said)


def _for_one(ctx: Context, sent: Sent) -> Reply:
    """Hand in to the one open campaign; where there are several, ask which."""
    mine = _open_to(ctx, ctx.person)
    if not mine:
        raise Declined(essays.say("none-open"))
    if len(mine) > 1:
        return Reply(own=which(ctx.person, *_plain(sent)))
    return _hand_in(ctx, mine[0].id, sent)


def _hand_in(ctx: Context, essay: EssayId, sent: Sent, number: int | None = None) -> Reply:
    known = steps.known(ctx, essay)
    outcome = ctx.use(Essays).hand_in(
        essay, ctx.person, ctx.now, source=sent.source, name=sent.name, typed=sent.typed,
        connection=sent.connection, key=sent.key, number=number,
    )  # fmt: skip
    match outcome:
        case Taken(version, asked):
            ctx.start(read(version.id), then=was_read(version.id))
            steps.redraw(ctx, essay)
            if asked is not None:
                return steps.not_counted(ctx, essay, asked)
            return Reply(note=essays.say("received", at=version.at, essay=known.title))
        case Full():
            return Reply(own=which_paper(essay, ctx.person, *_plain(sent)))
        case NotTaken():
            due = ctx.use(Essays).extensions(essay).get(ctx.person, known.due)
            raise Declined(essays.say("too-late", due=due, essay=known.title))
        case why:
            return steps.not_counted(ctx, essay, why)


def _plain(sent: Sent) -> tuple[Source, str, str | None, str | None, str | None]:
    return sent.source, sent.name, sent.typed, sent.connection, sent.key


def _open_to(read: Read, person: PersonId) -> Sequence[Essay]:
    """List the campaigns of a person's teams that they may hand in to now."""
    found = read.use(Essays).open_for(person)
    return [each for each in found if each.takes_answers(read.now)]


# Which one is meant


@essays.view("essay.open-ones")
def open_ones(read: Read, person: PersonId) -> Card:
    """Offer the open campaigns, to hand in to."""
    buttons = [Button(each.title, opened(typed(each.id))) for each in _open_to(read, person)]
    return Card(essays.say("which"), (Buttons(tuple(buttons)),), final=True)


@essays.view("essay.which")
def which(
    read: Read, person: PersonId, source: Source, name: str, typed: str | None,
    connection: str | None, key: str | None,
) -> Card:  # fmt: skip
    """Ask which campaign a paper is for."""
    buttons = [
        Button(each.title, give(each.id, None, source, name, typed, connection, key))
        for each in _open_to(read, person)
    ]
    return Card(essays.say("which-for", name=name), (Buttons(tuple(buttons)),), final=True)


@essays.view("essay.which-paper")
def which_paper(
    read: Read, essay: EssayId, person: PersonId, source: Source, name: str, typed: str | None,
    connection: str | None, key: str | None,
) -> Card:  # fmt: skip
    """Ask which of one's own papers a new one replaces, because all are in already."""
    buttons = [
        Button(line(each), give(essay, each.number, source, name, typed, connection, key))
        for each in read.use(Essays).papers(essay, person)
    ]
    return Card(essays.say("which-paper", name=name), (Buttons(tuple(buttons)),), final=True)


# Being read


@essays.job("essay.read")
async def read(work: Work, version: VersionId) -> Reading:
    """Fetch, open and count a paper."""
    wanted = await work.read(lambda read: read.use(Essays).to_read(version))
    if wanted is None:
        raise Declined(essays.say("read-already"))
    if wanted.source is Source.LINK:
        return Reading()  # what stands behind it is for people to look at
    if wanted.source is Source.TEXT:
        assert wanted.typed is not None
        content = wanted.typed.encode()
        file = await work.put(content, name="text.txt", kind="text/plain", keep=Keep.ESSAYS)
        return Reading(None, file, length(wanted.typed), sketch(wanted.typed))
    assert wanted.connection is not None
    assert wanted.key is not None
    kept = await work.fetch(wanted.connection, wanted.key, name=wanted.name, keep=Keep.ESSAYS)
    if isinstance(kept, Unread):
        return Reading(kept.value)
    found = await work.writing(kept.file)
    if isinstance(found, Unread):
        return Reading(found.value, kept.file)
    # A scanned page holds no text: it is kept, and people look at it.
    counted = length(found.text) or None
    return Reading(None, kept.file, counted, sketch(found.text))


@essays.takes(Reading, "essay.was-read", needs=Role.ORGANISER)
def was_read(ctx: Context, found: Reading, version: VersionId) -> Reply:
    """Record what a paper is, and give its author the receipt."""
    known = steps.known(ctx, ctx.use(Essays).version(version).essay)
    if found.why is None and found.length is not None and found.length < known.least:
        found = replace(found, why="too-short")
    kept = ctx.use(Essays).note_reading(version, found)
    if kept is None:
        raise Declined(essays.say("read-already"))
    ctx.tell(kept.person, receipt(version))
    steps.redraw(ctx, known.id)
    return Reply()


# What its author sees


@essays.view("essay.receipt")
def receipt(read: Read, version: VersionId) -> Card | None:
    """Say what was handed in, or why it was not taken, what stands, and what to do."""
    paper = read.use(Essays).version(version)
    known = read.use(Essays).find(paper.essay)
    if known is None:
        return None
    if paper.stage is Stage.REFUSED:
        return _refusal(read, known, paper)
    rows: list[tuple[Words, Words]] = [(essays.say("field-title"), known.title)]
    if paper.file is not None:
        rows.append((essays.say("hash"), paper.file))
    blocks: list[Block] = [Fields(tuple(rows))]
    if paper.late:
        late = essays.say("late-by", days=paper.late, most=paper.most)
        blocks.append(Text.of(late, style=Style.BOLD))
    if paper.source is not Source.TEXT and paper.length is None:
        blocks.append(Text.of(essays.say("not-counted")))
    if known.takes_answers(read.now) and not paper.withdrawn:
        blocks.append(Text.of(essays.say("may-replace")))
        blocks.append(Buttons((Button(essays.say("withdraw"), take_back(version)),)))
    return Card(line(paper), tuple(blocks), final=True)


def _refusal(read: Read, known: Essay, paper: Version) -> Card:
    mine = read.use(Essays).papers(known.id, paper.person)
    stands = next((each for each in mine if each.number == paper.number), None)
    why = essays.say(
        "refused", why=Variant(paper.why or "gone"), length=paper.length or 0, least=known.least
    )
    kept = (
        essays.say("nothing-stands")
        if stands is None
        else essays.say("stands", number=str(stands.number), version=str(stands.version))
    )
    blocks: list[Block] = [Text.of(why), Text.of(kept)]
    if known.takes_answers(read.now):
        blocks.append(Buttons((Button(essays.say("hand-in"), opened(typed(known.id))),)))
    return Card(essays.say("not-taken", name=paper.name), tuple(blocks), final=True)


def line(paper: Version) -> Phrase:
    """Say of a paper in one line what it is: "#E-37 · 1,024 字 · 21:14 · version 2"."""
    return essays.say(
        "receipt",
        number=str(paper.number),
        counted=Variant("no" if paper.length is None else "yes"),
        length=paper.length or 0,
        at=paper.at,
        version=str(paper.version),
        stage=paper.stage,
    )


def _author(asking: Asking, action: Action) -> Authored:
    (version,) = action.args
    assert isinstance(version, int)
    found = asking.use(Essays).version(VersionId(version))
    return Authored(asking.who, found.person == asking.who.person)


its_author = Rule(_author, oneself)
"""Allow only whoever handed the paper in."""


@essays.step("essay.take-back", needs=its_author)
def take_back(ctx: Context, version: VersionId) -> Reply:
    """Take a paper back; until the time is over it may be handed in again."""
    paper = ctx.use(Essays).version(version)
    known = steps.known(ctx, paper.essay)
    if not known.takes_answers(ctx.now):
        raise Declined(essays.say("back-late"))
    if not ctx.use(Essays).withdraw_paper(version, ctx.now):
        raise Declined(essays.say("back-already"))
    steps.redraw(ctx, known.id)
    note = essays.say("taken-back", number=str(paper.number))
    return Reply(note=note, own=receipt(version), undo=give_again(version))


@essays.step("essay.give-again", needs=its_author)
def give_again(ctx: Context, version: VersionId) -> Reply:
    """Hand in again what was taken back."""
    paper = ctx.use(Essays).version(version)
    ctx.use(Essays).restore_paper(version)
    steps.redraw(ctx, paper.essay)
    return Reply(note=essays.say("given-again", number=str(paper.number)), own=receipt(version))
