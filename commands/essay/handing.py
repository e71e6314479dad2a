"""Handing in: as text, as a link, as a file; being read; the receipt; taking it back.

A paper is received at once, and judged by that moment. What takes time, fetching, opening and
counting, is a job, whose end is the receipt.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, ClassVar, Final

from msgspec import Struct

from bot.action import Action
from bot.command import Files, Rule
from bot.context import Asking, Context, Read, Reply, Work
from bot.documents import Unread
from bot.domain.call import Refused, State, shortened
from bot.domain.essay import (
    Essay,
    EssayId,
    Full,
    NotTaken,
    Reading,
    Sketch,
    Source,
    Stage,
    Taken,
    Version,
    VersionId,
    alike,
    length,
    sketch,
)
from bot.domain.identity import PersonId, Role
from bot.domain.phrase import Phrase, Variant, Words
from bot.domain.regex import regex
from bot.domain.rights import Authored, oneself
from bot.errors import Declined
from bot.form import AtMost, Subject
from bot.message import Block, Button, Buttons, Card, Fields, Style, Text, opened
from bot.ports import Keep
from commands.essay.feature import essays, steps
from storage.essays import Essays

_LINK: Final = regex(r"https?://\S+")
_NAME_CHARS: Final = 40
_MOST_CHARS: Final = 20_000
_ENDINGS: Final = (".docx", ".doc", ".pdf", ".md", ".txt")
_LATELY: Final = timedelta(days=30)
"""How long it is told of a campaign that it is closed, where none is open."""


class Paper(Struct, frozen=True):
    """Ask for a paper, or for a link to it."""

    TITLE: ClassVar[str] = "hand-in"

    text: Annotated[str, AtMost(_MOST_CHARS)]


class Submission(Struct, frozen=True):
    """Take a paper that stands behind the command's word."""

    TITLE: ClassVar[str] = "hand-in"

    text: Annotated[str, Subject(_MOST_CHARS)] = ""


class Sent(Struct, frozen=True):
    """Hold a paper as it came: what was typed, or where its file can be fetched."""

    source: Source
    name: str
    typed: str | None = None
    connection: str | None = None
    key: str | None = None


class Twin(Struct, frozen=True):
    """Name the paper of somebody else that one resembles enough to be looked at, if any."""

    NOT_A_FORM: ClassVar[bool] = True

    paper: int | None = None
    likeness: float = 0.0


@essays.command(Submission, needs=None, secret=True)
def submit(ctx: Context, values: Submission) -> Reply:
    """Hand in what stands behind the word, or say how to."""
    text = values.text.strip()
    if text:
        return for_one(ctx, said(text))
    mine = open_here(ctx)
    if len(mine) == 1:
        return Reply(form=typed(mine[0].id))
    if not mine:
        raise none_open(ctx)
    return Reply(own=open_ones(ctx.person))


@essays.takes(Paper, "essay.typed", needs=Role.MEMBER)
def typed(ctx: Context, values: Paper, essay: EssayId) -> Reply:
    """Hand in what was typed or pasted."""
    return _hand_in(ctx, essay, said(values.text.strip()))


def _wants(asking: Asking, sent: Files) -> bool:
    """Say whether files might be papers: of whoever has a campaign to hand in to.

    What looks like a paper is wanted a while longer, to say that the time is over.
    """
    person = asking.who.person
    if person is None:
        return False
    team = asking.who.team
    if any(team is None or each.team == team.id for each in open_to(asking, person)):
        return True
    papers = all(each.name.lower().endswith(_ENDINGS) for each in sent.files)
    return papers and _closed_last(asking, person) is not None


@essays.files("essay.files", needs=Role.MEMBER, label="as-paper", wants=_wants)
def files(ctx: Context, sent: Files) -> Reply:
    """Take a file as a paper; of several open campaigns the person says which."""
    if len(sent.files) > 1:
        raise Declined(essays.say("one-file"))
    (one,) = sent.files
    assert ctx.who.room is not None
    return for_one(ctx, Sent(Source.FILE, one.name, None, ctx.who.room.connection, one.key))


@essays.step("essay.give", needs=Role.MEMBER, secret=True)
def give(
    ctx: Context, essay: EssayId, number: int | None, source: Source, name: str,
    typed: str | None, connection: str | None, key: str | None,
) -> Reply:  # fmt: skip
    """Hand in what came before it was known what for, or in place of which paper."""
    return _hand_in(ctx, essay, Sent(source, name, typed, connection, key), number)


def said(text: str) -> Sent:
    """Take a text as a paper, or as a link where that is all there is."""
    source = Source.LINK if _LINK.fullmatch(text) else Source.TEXT
    line, _, _ = text.partition("\n")
    return Sent(source, "".join(shortened(line, _NAME_CHARS)), text)


def for_one(ctx: Context, sent: Sent) -> Reply:
    """Hand in to the one open campaign; where there are several, ask which.

    By the step that is about that campaign: so it is its team in which one must be a member.
    """
    mine = open_here(ctx)
    if not mine:
        raise none_open(ctx)
    if len(mine) > 1:
        return Reply(own=which(ctx.person, *plain(sent)))
    return Reply(then=give(mine[0].id, None, *plain(sent)))


def none_open(ctx: Context) -> Declined:
    """Say that no paper can be handed in, and which campaign was closed last, and when."""
    last = _closed_last(ctx, ctx.person)
    return Declined(essays.say("none-open")) if last is None else over(last)


def over(known: Essay) -> Declined:
    """Say of a campaign that it takes no papers any more, and since when."""
    at = known.closed_at or known.closes
    if known.state is State.WITHDRAWN or at is None:
        return Declined(essays.say("none-open"))
    return Declined(essays.say("closed-since", essay=known.title, at=at))


def _closed_last(read: Read, person: PersonId) -> Essay | None:
    return read.use(Essays).closed_last(person, read.now - _LATELY)


def _hand_in(ctx: Context, essay: EssayId, sent: Sent, number: int | None = None) -> Reply:
    known = steps.bare(ctx, essay)
    outcome = ctx.use(Essays).hand_in(
        essay, ctx.person, ctx.now, source=sent.source, name=sent.name, typed=sent.typed,
        connection=sent.connection, key=sent.key, number=number,
    )  # fmt: skip
    match outcome:
        case Taken(version, asked, again):
            if not again:
                ctx.start(read(version.id), then=was_read(version.id))
                steps.redraw(ctx, essay)
            if asked is not None:
                return steps.not_counted(ctx, essay, asked)
            return Reply(note=essays.say("received", at=version.at, essay=known.title))
        case Full():
            return Reply(own=which_paper(essay, ctx.person, *plain(sent)))
        case NotTaken():
            due = known.due_for(ctx.use(Essays).extensions(essay).get(ctx.person))
            raise Declined(essays.say("too-late", due=due, essay=known.title))
        case Refused("closed"):
            raise over(known)
        case why:
            return steps.not_counted(ctx, essay, why)


def plain(sent: Sent) -> tuple[Source, str, str | None, str | None, str | None]:
    """Return what came as plain values, for a button that hands it in."""
    return sent.source, sent.name, sent.typed, sent.connection, sent.key


def open_to(read: Read, person: PersonId) -> Sequence[Essay]:
    """List the campaigns of a person's teams that they may hand in to now."""
    found = read.use(Essays).open_for(person)
    return [each for each in found if each.takes_answers(read.now)]


def open_here(ctx: Context) -> Sequence[Essay]:
    """List those of the team in which somebody speaks; where there is none, those of all."""
    mine, team = open_to(ctx, ctx.person), ctx.who.team
    return [each for each in mine if team is not None and each.team == team.id] or mine


# Which one is meant


@essays.view("essay.open-ones")
def open_ones(read: Read, person: PersonId) -> Card:
    """Offer the open campaigns, to hand in to."""
    buttons = [Button(each.title, opened(typed(each.id))) for each in open_to(read, person)]
    return Card(essays.say("which"), (Buttons(tuple(buttons)),), final=True)


@essays.view("essay.which")
def which(
    read: Read, person: PersonId, source: Source, name: str, typed: str | None,
    connection: str | None, key: str | None,
) -> Card:  # fmt: skip
    """Ask which campaign a paper is for."""
    buttons = [
        Button(each.title, give(each.id, None, source, name, typed, connection, key))
        for each in open_to(read, person)
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
    # What turns out to be no paper goes as soon as whatever else was sent to us.
    if wanted.source is Source.TEXT:
        assert wanted.typed is not None
        text, content = wanted.typed, wanted.typed.encode()
        file = await work.put(content, name="text.txt", kind="text/plain", keep=Keep.INBOX)
    else:
        assert wanted.connection is not None
        assert wanted.key is not None
        kept = await work.fetch(wanted.connection, wanted.key, name=wanted.name, keep=Keep.INBOX)
        if isinstance(kept, Unread):
            return Reading(kept.value)
        file, found = kept.file, await work.writing(kept.file)
        if isinstance(found, Unread):
            return Reading(found.value, file)
        text = found.text
    counted, drawn = await work.compute(_measured, text)
    if wanted.source is Source.FILE and not counted:
        counted = None  # A scanned page holds no text: it is kept, and people look at it.
    if counted is not None and counted < wanted.least:
        return Reading("too-short", file, counted)
    await work.prolong(file, Keep.ESSAYS)
    return Reading(None, file, counted, drawn)


def _measured(text: str) -> tuple[int | None, Sketch]:
    return length(text), sketch(text)


@essays.takes(Reading, "essay.was-read", needs=Role.ORGANISER)
def was_read(ctx: Context, found: Reading, version: VersionId) -> Reply:
    """Record what a paper is, and give its author the receipt."""
    kept = ctx.use(Essays).note_reading(version, found)
    if kept is None:
        raise Declined(essays.say("read-already"))
    ctx.tell(kept.person, receipt(version))
    steps.redraw(ctx, kept.essay)
    if kept.stage is Stage.KEPT:
        # In a job of its own, once this one stands: of two that are read at once, one sees both.
        ctx.start(compare(version), then=compared(version))
    return Reply()


@essays.job("essay.compare")
async def compare(work: Work, version: VersionId) -> Twin:
    """Compare a paper with all others of its campaign."""
    mine, others = await work.read(lambda read: read.use(Essays).sketches(version))
    found = await work.compute(alike, mine, others)
    return Twin() if found is None else Twin(*found)


@essays.takes(Twin, "essay.compared", needs=Role.ORGANISER)
def compared(ctx: Context, found: Twin, version: VersionId) -> Reply:
    """Record which paper another one resembles, for organisers to see."""
    if found.paper is not None:
        ctx.use(Essays).note_twin(version, found.paper, found.likeness)
    return Reply()


# What its author sees


@essays.view("essay.receipt")
def receipt(read: Read, version: VersionId) -> Card | None:
    """Say what was handed in, or why it was not taken, what stands, and what to do."""
    paper = read.use(Essays).version(version)
    known = None if paper is None else read.use(Essays).bare(paper.essay)
    if paper is None or known is None:
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
        blocks.append(Text.of(essays.say("may-replace", when=_in_time(paper))))
        blocks.append(Buttons((Button(essays.say("withdraw"), take_back(version)),)))
    return Card(line(paper), tuple(blocks), final=True)


def _in_time(paper: Version) -> Variant:
    return Variant("late" if paper.late else "in-time")


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
    return Authored(asking.who, found is not None and found.person == asking.who.person)


its_author = Rule(_author, oneself)
"""Allow only whoever handed the paper in."""


@essays.step("essay.take-back", needs=its_author)
def take_back(ctx: Context, version: VersionId) -> Reply:
    """Take a paper back; until the time is over it may be handed in again."""
    paper = ctx.use(Essays).version(version)
    assert paper is not None
    known = steps.bare(ctx, paper.essay)
    if not known.takes_answers(ctx.now):
        raise Declined(essays.say("back-late"))
    if not ctx.use(Essays).withdraw_paper(version, ctx.now):
        raise Declined(essays.say("back-already"))
    steps.redraw(ctx, known.id)
    note = essays.say("taken-back", number=str(paper.number), when=_in_time(paper))
    return Reply(note=note, own=receipt(version), undo=give_again(version))


@essays.step("essay.give-again", needs=its_author)
def give_again(ctx: Context, version: VersionId) -> Reply:
    """Hand in again what was taken back."""
    paper = ctx.use(Essays).version(version)
    assert paper is not None
    ctx.use(Essays).restore_paper(version)
    steps.redraw(ctx, paper.essay)
    return Reply(note=essays.say("given-again", number=str(paper.number)), own=receipt(version))
