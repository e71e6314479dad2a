"""Banks of a team: sent as files, looked at before they are taken, and listed."""

import json
from pathlib import PurePath
from typing import Any, ClassVar, Final

from msgspec import Struct

from bot import keep
from bot.command import Files
from bot.context import Asking, Context, Read, Reply, Work
from bot.documents import Garbled, Table, Unread, read_outline
from bot.domain.bank import Entries, Vocabulary, read
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.live import BankId
from bot.domain.outline import Tree
from bot.domain.phrase import Words
from bot.domain.quiz import Question
from bot.domain.sheet import Refusal
from bot.errors import Declined
from bot.exports import Workbook, Written, hand_over, to_be_written_to, write_workbook
from bot.form import Nothing
from bot.message import Block, Button, Buttons, Card, File, Listing, Style, Text, Weight
from bot.ports import Keep
from bot.sheets import Reader, Sheets
from bot.words import Catalogues
from commands.quiz.bank import (
    SHIPPED,
    entries,
    refused,
    template,
    told,
    vocabulary,
)
from commands.quiz.feature import SHIPPED_BANKS, quizzes, shipped_titles, worded
from storage.people import People
from storage.quiz import Banks, Held, Kept
from storage.quiz.packing import packed, unpacked

MOST: Final = 500
"""Questions of one bank: it is taken in one transaction, which holds up all others."""
_OUTLINES: Final = (".yaml", ".yml")
_TABLES: Final = (".csv", ".xlsx", ".xls", ".tsv")
_SHOWN: Final = 10
_REPORTED: Final = 500


class Brought(Struct, frozen=True):
    """Hold what a file came to: questions, each as JSON, and what is wrong with the others.

    `refused` says, as JSON, why the whole file cannot be taken, and `titles` what it calls itself.
    """

    NOT_A_FORM: ClassVar[bool] = True

    questions: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    titles: str = "{}"
    refused: str = ""


# Those that Muster brings along


@quizzes.job("quiz.bring")
async def bring(work: Work, bank: BankId, shipped: str) -> Brought:
    """Read a bank that Muster brings along."""
    del bank  # it says whose copy it is
    words = await work.read(lambda read: read.registry.words)
    found = await read_outline(SHIPPED / f"{shipped}.yaml")
    return await work.compute(_understood, found, "en", words)


@quizzes.takes(Brought, "quiz.brought", needs=Role.ORGANISER)
def brought(ctx: Context, found: Brought, bank: BankId) -> Reply:
    """Keep the questions of a bank that Muster brings along."""
    ctx.use(Banks).fill(bank, _questions(found), Kept.READY)
    return Reply()


# Those that people send


def _is_bank(asking: Asking, sent: Files) -> bool:
    """Say whether files are questions: YAML is, of tables those that are named so or awaited."""
    names = [each.name.casefold() for each in sent.files]
    if all(each.endswith(_OUTLINES) for each in names):
        return True
    if not all(each.endswith(_TABLES) for each in names):
        return False
    words = asking.registry.words.all_spellings(quizzes.feature, "named-so")
    return all(any(word in each for word in words) for each in names)


@quizzes.files("quiz.sent", needs=Role.ORGANISER, label="use", wants=_is_bank)
def sent(ctx: Context, files: Files) -> Reply:
    """Begin to read a bank; of several files the first."""
    first, *others = files.files
    assert ctx.who.room is not None
    called = {ctx.team.language: PurePath(first.name).stem[:100]}
    bank = ctx.use(Banks).begin(ctx.team.id, ctx.person, called, ctx.now)
    ctx.start(fetch(bank, ctx.who.room.connection, first.key, first.name), then=was_read(bank))
    note = quizzes.say("only-first", name=first.name) if others else None
    return Reply(note=note, own=bank_card(bank))


@quizzes.job("quiz.fetch")
async def fetch(work: Work, bank: BankId, connection: str, key: str, name: str) -> Brought:
    """Fetch a file, and read what it says of questions."""
    kept = await work.fetch(connection, key, name=name, keep=Keep.INBOX)
    language, words = await work.read(lambda read: _surroundings(read, bank))
    found: Table | Tree | Garbled | Unread
    if isinstance(kept, Unread):
        found = kept
    elif name.casefold().endswith(_OUTLINES):
        found = await work.outline(kept.file)
    else:
        found = await work.table(kept.file)
    return await work.compute(_understood, found, language, words)


def _surroundings(read: Read, bank: BankId) -> tuple[str, Catalogues]:
    held = _held(read, bank)
    return read.use(People).team(held.team).language, read.registry.words


def _understood(
    found: Table | Tree | Garbled | Unread, language: str, words: Catalogues
) -> Brought:
    if isinstance(found, Garbled | Unread):
        return Brought(refused=keep.packed(refused(found)))
    known: Vocabulary = vocabulary(words)
    said = entries(found, language, words, known)
    if isinstance(said, Refusal):
        return Brought(refused=keep.packed(refused(said)))
    assert isinstance(said, Entries)
    reading = read(said.entries, known)
    if len(said.entries) > MOST:
        return Brought(refused=keep.packed(quizzes.say("too-many", most=MOST)))
    return Brought(
        tuple(json.dumps(packed(each), ensure_ascii=False) for each in reading.questions),
        tuple(keep.packed(told(each, found)) for each in reading.faults[:_REPORTED]),
        said.ignored[:_SHOWN],
        json.dumps(dict(said.titles), ensure_ascii=False),
    )


def _questions(found: Brought) -> list[Question]:
    return [unpacked(json.loads(each)) for each in found.questions]


@quizzes.takes(Brought, "quiz.was-read", needs=Role.ORGANISER)
def was_read(ctx: Context, found: Brought, bank: BankId) -> Reply:
    """Keep a bank that was read; of one with bad questions nothing counts before that is asked."""
    report: Any = {"faults": list(found.faults), "ignored": list(found.ignored)}
    if found.refused or not (found.questions or found.faults):
        report["refused"] = found.refused
        state = Kept.REFUSED
    elif not found.faults:
        state = Kept.READY
    else:
        state = Kept.ASKING if found.questions else Kept.REFUSED
    titles = json.loads(found.titles)
    ctx.use(Banks).fill(bank, _questions(found), state, titles=titles, report=report)
    ctx.show(bank_card(bank))
    return Reply()


@quizzes.step("quiz.take-bank", needs=Role.ORGANISER)
def take_bank(ctx: Context, bank: BankId) -> Reply:
    """Take the good questions of a bank, and leave the others out."""
    return _settle(ctx, bank, Kept.READY)


@quizzes.step("quiz.leave-bank", needs=Role.ORGANISER)
def leave_bank(ctx: Context, bank: BankId) -> Reply:
    """Take nothing of a bank that has bad questions."""
    return _settle(ctx, bank, Kept.DROPPED)


def _settle(ctx: Context, bank: BankId, state: Kept) -> Reply:
    _held(ctx, bank)
    if not ctx.use(Banks).settle(bank, state):
        raise Declined(quizzes.say("bank-settled"))
    ctx.show(bank_card(bank))
    return Reply(own=bank_card(bank))


@quizzes.step("quiz.drop-bank", needs=Role.ORGANISER)
def drop_bank(ctx: Context, bank: BankId) -> Reply:
    """Put a bank away; contests that asked it keep their questions."""
    held = _held(ctx, bank)
    if not ctx.use(Banks).drop(bank):
        raise Declined(quizzes.say("bank-settled"))
    note = quizzes.say("bank-dropped", bank=worded(held.titles))
    return Reply(note=note, own=list_card(held.team), undo=restore_bank(bank))


@quizzes.step("quiz.restore-bank", needs=Role.ORGANISER)
def restore_bank(ctx: Context, bank: BankId) -> Reply:
    """Take a bank out again that was put away."""
    held = _held(ctx, bank)
    if not ctx.use(Banks).restore(bank):
        raise Declined(quizzes.say("bank-settled"))
    return Reply(own=list_card(held.team))


@quizzes.step("quiz.bad", needs=Role.ORGANISER)
def show_bad(ctx: Context, bank: BankId, after: int) -> Reply:
    """Show more of what is wrong with a bank."""
    _held(ctx, bank)
    return Reply(own=bad_card(bank, after))


def _held(read: Read, bank: BankId) -> Held:
    found = read.use(Banks).find(bank)
    if found is None:
        raise Declined(quizzes.say("bank-settled"))
    return found


@quizzes.view("quiz.bank")
def bank_card(read: Read, bank: BankId) -> Card | None:
    """Show what a bank came to: taken, refused and why, or what is wrong in which row."""
    held = read.use(Banks).find(bank)
    if held is None:
        return None
    heading = quizzes.say("bank-title", bank=worded(held.titles))
    blocks: list[Block] = []
    report = held.report or {}
    if why := report.get("refused"):
        blocks.append(Text.of(keep.unpacked(why)))
    blocks.append(Text.of(quizzes.say("bank-state", state=held.state, count=held.count)))
    if ignored := report.get("ignored"):
        blocks.append(Text.of(quizzes.say("ignored", headings=tuple(ignored))))
    blocks += _bad(held, 0)
    if held.state is Kept.ASKING:
        take = Button(quizzes.say("take", count=held.count), take_bank(bank), Weight.PRIMARY)
        blocks.append(Buttons((take, Button(quizzes.say("leave"), leave_bank(bank)))))
    return Card(heading, tuple(blocks))


def _bad(held: Held, after: int) -> list[Block]:
    """Name what is wrong, by row or line."""
    faults = (held.report or {}).get("faults", [])
    shown: list[Words] = [keep.unpacked(each) for each in faults[after : after + _SHOWN]]
    if not shown:
        return []
    left = len(faults) - after - len(shown)
    blocks: list[Block] = [Listing(tuple(map(Text.of, shown)))]
    if left > 0:
        more = Button(quizzes.say("bad-more", count=left), show_bad(held.id, after + _SHOWN))
        blocks.append(Buttons((more,)))
    return blocks


@quizzes.view("quiz.bad-rows")
def bad_card(read: Read, bank: BankId, after: int) -> Card | None:
    """Show more of what is wrong with a bank."""
    held = read.use(Banks).find(bank)
    if held is None:
        return None
    return Card(quizzes.say("bank-title", bank=worded(held.titles)), tuple(_bad(held, after)))


# The list, and the template


@quizzes.command(Nothing, needs=Role.ORGANISER, secret=True)
def banks(ctx: Context, values: Nothing) -> Reply:
    """List the banks of a team, and say how to send another."""
    del values
    return Reply(own=list_card(ctx.team.id))


@quizzes.view("quiz.banks")
def list_card(read: Read, team: TeamId) -> Card:
    """List the banks of a team, those that Muster brings along, and say how to send another."""
    own = [each for each in read.use(Banks).of(team) if each.shipped is None]
    lines: list[Words] = [
        quizzes.say("bank-line", bank=worded(each.titles), count=each.count) for each in own
    ]
    lines += [
        quizzes.say("bank-shipped", bank=worded(shipped_titles(read, each)))
        for each in SHIPPED_BANKS
    ]
    buttons = [Button(quizzes.say("template"), write_template(team))]
    buttons += [
        Button(quizzes.say("drop-bank", bank=worded(each.titles)), drop_bank(each.id))
        for each in own[:_SHOWN]
    ]
    blocks = (
        Listing(tuple(map(Text.of, lines))),
        Text.of(quizzes.say("how-to-send"), style=Style.ITALIC),
        Buttons(tuple(buttons)),
    )
    return Card(quizzes.say("banks-title"), blocks)


@quizzes.step("quiz.template", needs=Role.ORGANISER)
def write_template(ctx: Context, team: TeamId) -> Reply:
    """Start to write an empty bank."""
    to_be_written_to(ctx)
    ctx.start(fill_template(team, ctx.person), then=template_written(team, ctx.person))
    return Reply(note=quizzes.say("template-coming"))


@quizzes.job("quiz.fill-template")
async def fill_template(work: Work, team: TeamId, reader: PersonId) -> Written:
    """Write an empty bank, with an example of each kind of question, as a workbook."""

    def gather(read: Read) -> Workbook:
        rows = template(read.registry.words, Reader(read, reader, team).voice)
        title = quizzes.say("template-name")
        return Workbook(Sheets(read, reader, team), title, [(title, rows)])

    return await write_workbook(work, await work.read(gather))


@quizzes.takes(Written, "quiz.template-written", needs=Role.ORGANISER)
def template_written(ctx: Context, result: Written, team: TeamId, reader: PersonId) -> Reply:
    """Hand the template over."""
    return hand_over(ctx, reader, [template_card(team, *each) for each in result.files])


@quizzes.view("quiz.template-file")
def template_card(read: Read, team: TeamId, file: str, name: str) -> Card:
    """Hand over the template."""
    del read, team  # the team is named before whatever is said in private
    return Card(quizzes.say("template-title"), (File(file, name),))
