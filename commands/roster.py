"""Rosters: the list of a team's people, sent as a file, looked at first, applied, and taken back.

A file is read in a job, which finds for each line whom it means. Its lines are kept piece by piece,
and nothing is changed before somebody has seen what would be. Then they are applied in pieces as
well: each is a transaction of its own that moves a mark, so that a crash goes on where it was.
"""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final

from msgspec import Struct
from msgspec.structs import replace

from bot.command import Commands, Files
from bot.context import Asking, Context, Read, Reply, Work
from bot.documents import Table, Unread
from bot.domain.audience import same
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.phrase import Phrase, Variant
from bot.domain.roster import Column, Fate, Known, Line, Wrong, match, met, understand
from bot.domain.sheet import Refusal
from bot.errors import Declined
from bot.exports import Workbook, Written, hand_over, to_be_written_to, write_workbook
from bot.form import Word
from bot.message import Block, Button, Buttons, Card, Fields, File, Listing, Style, Text, Weight
from bot.ports import Keep
from bot.sheets import Sheets
from storage.members import Member, Members
from storage.rosters import ROSTER_TEAM, Roster, RosterId, Rosters, Stage
from storage.teams import Teams

rosters = Commands("roster", ids={RosterId: ROSTER_TEAM})

PIECE: Final = 100
"""Lines that are kept or applied in one transaction: it holds up all others."""
TAKEN_BACK_FOR: Final = timedelta(hours=24)
_SHOWN: Final = 10
_CHOICES: Final = 8
_ENDINGS: Final = (".csv", ".xlsx", ".xls", ".tsv")
_SKIP: Final = -1
_NOBODY_YET: Final = 0


class Wanted(StrEnum):
    """Say what is wanted of the roster."""

    HOW = "how"
    TEMPLATE = "template"
    EXPORT = "export"


class RosterForm(Struct, frozen=True):
    """Ask what is wanted of the roster."""

    wanted: Annotated[
        Wanted, Word("mark-template", Wanted.TEMPLATE), Word("mark-export", Wanted.EXPORT)
    ] = Wanted.HOW


class Understood(Struct, frozen=True):
    """Hold what a file came to: its lines in a file of ours, or why it cannot be taken."""

    NOT_A_FORM: ClassVar[bool] = True

    lines: int = 0
    file: str = ""
    reason: str | None = None
    cells: tuple[str, ...] = ()


class Piece(Struct, frozen=True):
    """Hold some of the lines of a roster."""

    NOT_A_FORM: ClassVar[bool] = True

    lines: tuple[Line, ...]


# What people say and send


@rosters.command(RosterForm, needs=Role.ORGANISER, secret=True)
def roster(ctx: Context, values: RosterForm) -> Reply:
    """Say how a roster is sent; hand over its template, or the team's people in the same shape."""
    if values.wanted is Wanted.HOW:
        return Reply(own=how_card(ctx.team.id))
    return Reply(then=write(ctx.team.id, values.wanted))


@rosters.step("roster.write", needs=Role.ORGANISER, secret=True)
def write(ctx: Context, team: TeamId, wanted: Wanted) -> Reply:
    """Start to write the template, or the team's people."""
    to_be_written_to(ctx)
    ctx.start(fill(team, ctx.person, wanted), then=written(team, ctx.person, wanted))
    return Reply(note=rosters.say("writing", wanted=wanted))


def _is_list(asking: Asking, sent: Files) -> bool:
    del asking
    return all(each.name.casefold().endswith(_ENDINGS) for each in sent.files)


@rosters.files("roster.sent", needs=Role.ORGANISER, label="use", wants=_is_list)
def sent(ctx: Context, files: Files) -> Reply:
    """Begin to read a roster; of several files the first."""
    first, *others = files.files
    assert ctx.who.room is not None
    made = ctx.use(Rosters).begin(ctx.team.id, ctx.person, "", ctx.now)
    ctx.start(read_file(made, ctx.who.room.connection, first.key, first.name), then=was_read(made))
    note = rosters.say("only-first", name=first.name) if others else None
    return Reply(note=note, own=card(made))


# Reading


@rosters.job("roster.read")
async def read_file(
    work: Work, roster: RosterId, connection: str, key: str, name: str
) -> Understood:
    """Fetch a file, make lines of it, and find for each whom it means."""
    kept = await work.fetch(connection, key, name=name, keep=Keep.INBOX)
    table = kept if isinstance(kept, Unread) else await work.table(kept.file)
    if isinstance(table, Unread):
        return Understood(reason=table.value)
    headings, known, today = await work.read(lambda read: _surroundings(read, roster))
    found = await work.compute(_understood, table, headings, known, today)
    if isinstance(found, Refusal):
        return Understood(reason=found.why.value, cells=found.cells[:_SHOWN])
    lines, ignored = found
    content = await work.compute(_dumped, lines)
    file = await work.put(content, name="roster.json", kind="application/json", keep=Keep.INBOX)
    return Understood(len(lines), file, cells=ignored[:_SHOWN])


def _surroundings(read: Read, roster: RosterId) -> tuple[Mapping[str, Column], list[Known], date]:
    found = _found(read, roster)
    words = read.registry.words
    headings = {
        same(spelling): column
        for column in Column
        for spelling in words.all_spellings(rosters.feature, f"column-{column}")
    }
    known = list(read.use(Members).known(found.team))
    return headings, known, read.now.astimezone(read.zone(found.team)).date()


def _understood(
    table: Table, headings: Mapping[str, Column], known: list[Known], today: date
) -> tuple[list[Line], tuple[str, ...]] | Refusal:
    sheet = understand(((row.number, row.cells) for row in table.rows), headings, today)
    return sheet if isinstance(sheet, Refusal) else (match(sheet.lines, known), sheet.ignored)


@rosters.takes(Understood, "roster.was-read", needs=Role.ORGANISER)
def was_read(ctx: Context, found: Understood, roster: RosterId) -> Reply:
    """Keep the lines of a roster, or say why it cannot be taken."""
    store = ctx.use(Rosters)
    if found.reason is not None:
        store.move(
            roster, Stage.READING, Stage.REFUSED, reason=found.reason, cells=list(found.cells)
        )
    else:
        store.move(
            roster, Stage.READING, Stage.READING, file=found.file, lines=found.lines,
            cells=list(found.cells),
        )  # fmt: skip
        ctx.start(next_lines(roster, found.file, 0), then=staged(roster, 0))
    ctx.show(card(roster))
    return Reply()


@rosters.job("roster.lines")
async def next_lines(work: Work, roster: RosterId, file: str, start: int) -> Piece:
    """Take the next lines of a roster that was read, from one on."""
    del roster
    content = await work.content(file)
    if isinstance(content, Unread):
        return Piece(())
    lines = await work.compute(_loaded, content, start)
    return Piece(tuple(lines))


@rosters.takes(Piece, "roster.staged", needs=Role.ORGANISER)
def staged(ctx: Context, piece: Piece, roster: RosterId, start: int) -> Reply:
    """Keep some lines; after the last, show what would be done. Part of a list is no list."""
    store, found = ctx.use(Rosters), _found(ctx, roster)
    end = start + len(piece.lines)
    if found.stage is not Stage.READING or not store.advance(roster, start, end):
        return Reply()
    store.add(roster, piece.lines)
    if not piece.lines and end < found.lines:  # the file that kept them is gone
        store.move(roster, Stage.READING, Stage.REFUSED, reason=Unread.GONE.value, cells=[])
    elif end < found.lines:
        ctx.start(next_lines(roster, found.file, end), then=staged(roster, end))
    else:
        store.move(roster, Stage.READING, Stage.ASKING, done=0)
    ctx.show(card(roster))
    return Reply()


# Before it is applied


@rosters.step("roster.settle", needs=Role.ORGANISER)
def settle(ctx: Context, roster: RosterId, line: int, whom: int) -> Reply:
    """Say whom an unclear line means: somebody of that name, a new person, or nobody."""
    store, found = ctx.use(Rosters), _at(ctx, roster, Stage.ASKING)
    unclear = store.line(roster, line)
    if unclear is None:
        raise Declined(rosters.say("gone"))
    if whom == _SKIP:
        settled = replace(unclear, fate=Fate.SKIPPED, person=None)
    elif whom == _NOBODY_YET:
        settled = replace(unclear, fate=Fate.NEW, person=None)
    else:
        known = [each for each in _named(ctx, found.team, unclear) if each.person == whom]
        if not known:
            raise Declined(rosters.say("gone"))
        if unclear.person != whom and store.meant(roster, [known[0].person]):
            raise Declined(rosters.say("meant-already"))
        settled = met(unclear, known[0])
    store.settle(roster, settled)
    ctx.show(card(roster))
    return Reply(own=card(roster))


def _named(read: Read, team: TeamId, line: Line) -> list[Known]:
    return list(read.use(Members).known(team, line.name))


@rosters.step("roster.drop", needs=Role.ORGANISER)
def drop(ctx: Context, roster: RosterId) -> Reply:
    """Leave everything as it is."""
    _at(ctx, roster, Stage.ASKING)
    ctx.use(Rosters).move(roster, Stage.ASKING, Stage.DROPPED)
    ctx.show(card(roster))
    return Reply(note=rosters.say("dropped"), own=card(roster))


@rosters.step("roster.bad", needs=Role.ORGANISER)
def show_bad(ctx: Context, roster: RosterId, after: int) -> Reply:
    """Show more of the lines that cannot be taken."""
    _found(ctx, roster)
    return Reply(own=bad_card(roster, after))


# Applying, and taking back


@rosters.step("roster.apply", needs=Role.ORGANISER)
def apply(ctx: Context, roster: RosterId) -> Reply:
    """Begin to do what the lines say."""
    _at(ctx, roster, Stage.ASKING)
    return _begin(ctx, roster, Stage.ASKING, Stage.APPLYING)


@rosters.step("roster.undo", needs=Role.ORGANISER)
def undo(ctx: Context, roster: RosterId) -> Reply:
    """Begin to take back what a roster changed."""
    found = _at(ctx, roster, Stage.APPLIED)
    if found.applied_at is None or ctx.now > found.applied_at + TAKEN_BACK_FOR:
        raise Declined(rosters.say("undo-late"))
    return _begin(ctx, roster, Stage.APPLIED, Stage.UNDOING)


def _begin(ctx: Context, roster: RosterId, before: Stage, stage: Stage) -> Reply:
    if not ctx.use(Rosters).move(roster, before, stage, done=0):
        raise Declined(rosters.say("gone"))
    ctx.at(ctx.now, go_on(roster, stage, 0))
    ctx.show(card(roster))
    return Reply(own=card(roster))


@rosters.step("roster.go-on", needs=Role.ORGANISER)
def go_on(ctx: Context, roster: RosterId, stage: Stage, after: int) -> Reply:
    """Do the next piece of what is being done, once."""
    store, found = ctx.use(Rosters), _found(ctx, roster)
    if found.stage is not stage or found.done != after:
        return Reply()
    work = store.apply if stage is Stage.APPLYING else store.undo
    last = work(found, ctx.now, PIECE)
    if last is not None and store.advance(roster, after, last):
        ctx.at(ctx.now, go_on(roster, stage, last))
    elif last is None:
        _end(ctx, found)
    ctx.show(card(roster))
    return Reply()


def _end(ctx: Context, found: Roster) -> None:
    store = ctx.use(Rosters)
    if found.stage is Stage.APPLYING:
        store.move(found.id, Stage.APPLYING, Stage.APPLIED, applied_at=ctx.now)
    else:
        store.move(found.id, Stage.UNDOING, Stage.UNDONE)
    counts = store.counts(found.id)
    ctx.use(Teams).record(
        f"roster.{found.stage.value}", ctx.now, by=found.by, team=found.team,
        after={each.value: counts.get(each, 0) for each in (Fate.NEW, Fate.CHANGED)},
    )  # fmt: skip


# What is seen


@rosters.view("roster.how")
def how_card(read: Read, team: TeamId) -> Card:  # noqa: ARG001  (a view is given what it may read)
    """Say how a roster is sent."""
    buttons = (
        Button(rosters.say("template"), write(team, Wanted.TEMPLATE)),
        Button(rosters.say("export"), write(team, Wanted.EXPORT)),
    )
    lines = (rosters.say("how-send"), rosters.say("how-columns"), rosters.say("how-blank"))
    return Card(
        rosters.say("how"),
        (Listing(tuple(map(Text.of, lines))), Buttons(buttons)),
        final=True,
    )


@rosters.view("roster.card")
def card(read: Read, roster: RosterId) -> Card | None:
    """Show how far a roster has come: what it would change, what it has, what it could not take."""
    store = read.use(Rosters)
    found = store.find(roster)
    if found is None:
        return None
    title = rosters.say("title", stage=found.stage)
    match found.stage:
        case Stage.READING:
            return Card(title, (Text.of(_how_far(found, found.lines)),))
        case Stage.REFUSED:
            return Card(title, (Text.of(_refusal(found)), Text.of(rosters.say("nothing-done"))))
        case Stage.DROPPED:
            return Card(title, (Text.of(rosters.say("nothing-done")),), final=True)
    counts = store.counts(roster)
    blocks: list[Block] = [_counted(counts), *_bad(read, found, 0)]
    if found.stage is Stage.ASKING:
        blocks += _before(read, found, counts)
    elif found.stage in {Stage.APPLYING, Stage.UNDOING}:
        blocks.append(Text.of(_how_far(found, store.last(roster))))
    blocks += _end_of(read, found)
    return Card(title, tuple(blocks))


def _how_far(found: Roster, of: int) -> Phrase:
    return rosters.say("far", done=found.done, of=of)


def _refusal(found: Roster) -> Phrase:
    return rosters.say(
        "refused", reason=Variant(found.reason or ""), cells=found.cells, count=len(found.cells)
    )


def _counted(counts: Mapping[Fate, int]) -> Fields:
    shown = (Fate.NEW, Fate.CHANGED, Fate.SAME, Fate.UNCLEAR, Fate.SKIPPED, Fate.BAD)
    return Fields(
        tuple(
            (rosters.say("fate", fate=fate), rosters.say("lines", count=counts[fate]))
            for fate in shown
            if counts.get(fate)
        )
    )


def _before(read: Read, found: Roster, counts: Mapping[Fate, int]) -> list[Block]:
    """Ask about what is unclear, one line at a time, and offer to apply the rest."""
    store = read.use(Rosters)
    blocks: list[Block] = []
    if found.cells:
        blocks.append(Text.of(rosters.say("ignored", cells=found.cells)))
    if made := tuple(store.new_categories(found.id, found.team)):
        blocks.append(Text.of(rosters.say("makes", categories=made)))
    for unclear in store.lines(found.id, Fate.UNCLEAR):
        blocks += _question(read, found, unclear)
    left = counts.get(Fate.UNCLEAR, 0)
    if not left and not counts.get(Fate.NEW) and not counts.get(Fate.CHANGED):
        blocks.append(Text.of(rosters.say("as-it-is")))
    buttons = [Button(rosters.say("drop"), drop(found.id))]
    if counts.get(Fate.NEW) or counts.get(Fate.CHANGED):
        label = rosters.say("apply", unclear=left)
        buttons.insert(0, Button(label, apply(found.id), Weight.PRIMARY))
    return [*blocks, Buttons(tuple(buttons))]


def _question(read: Read, found: Roster, line: Line) -> list[Block]:
    named = _named(read, found.team, line)
    taken = read.use(Rosters).meant(found.id, [each.person for each in named])
    buttons = [
        Button(_person(each), settle(found.id, line.number, each.person))
        for each in named
        if each.person not in taken
    ][:_CHOICES]
    buttons += [
        Button(rosters.say("is-new"), settle(found.id, line.number, _NOBODY_YET)),
        Button(rosters.say("skip"), settle(found.id, line.number, _SKIP)),
    ]
    said = rosters.say(
        "unclear", number=str(line.number), name=line.name, tail=line.tail or "",
        has_tail=int(line.tail is not None),
    )  # fmt: skip
    return [Text.of(said, style=Style.BOLD), Buttons(tuple(buttons))]


def _person(known: Known) -> Phrase:
    details = tuple(filter(None, (known.tail and f"…{known.tail}", known.category)))
    return rosters.say("person", name=known.name, details=details, count=len(details))


def _bad(read: Read, found: Roster, after: int) -> list[Block]:
    """Name the lines that cannot be taken, each with its number and the reason."""
    bad = read.use(Rosters).lines(found.id, Fate.BAD, after=after, most=_SHOWN + 1)
    if not bad:
        return []
    lines = [
        Text.of(
            rosters.say(
                "bad-line", number=str(each.number), cell=each.cell,
                wrong=Variant(each.wrong or Wrong.NAMELESS),
            )
        )
        for each in bad[:_SHOWN]
    ]  # fmt: skip
    blocks: list[Block] = [
        Text.of(rosters.say("bad"), style=Style.BOLD), Listing(tuple(lines)),
    ]  # fmt: skip
    if len(bad) > _SHOWN:
        more = show_bad(found.id, bad[_SHOWN - 1].number)
        blocks.append(Buttons((Button(rosters.say("bad-more"), more),)))
    return blocks


def _end_of(read: Read, found: Roster) -> list[Block]:
    if found.stage is Stage.APPLIED and found.applied_at is not None:
        until = found.applied_at + TAKEN_BACK_FOR
        if read.now <= until:
            button = Button(rosters.say("take-back"), undo(found.id))
            return [Text.of(rosters.say("undo-until", at=until)), Buttons((button,))]
    if found.stage is Stage.UNDONE:
        return [Text.of(rosters.say("undone"))]
    return []


@rosters.view("roster.bad-lines")
def bad_card(read: Read, roster: RosterId, after: int) -> Card | None:
    """Show more of the lines that cannot be taken."""
    found = read.use(Rosters).find(roster)
    if found is None:
        return None
    return Card(rosters.say("bad-title"), tuple(_bad(read, found, after)), final=True)


# The template, and the team's people in the same shape


@rosters.job("roster.fill")
async def fill(work: Work, team: TeamId, reader: PersonId, wanted: Wanted) -> Written:
    """Write the template, or the team's people, as an Excel workbook."""

    def gather(read: Read) -> Workbook:
        rows: list[tuple[Any, ...]] = [tuple(rosters.say(f"column-{each}") for each in Column)]
        if wanted is Wanted.EXPORT:
            rows += [_row(each) for each in read.use(Members).page(team)]
        title = rosters.say("sheet", wanted=wanted)
        return Workbook(Sheets(read, reader, team), title, [(title, rows)])

    return await write_workbook(work, await work.read(gather))


def _row(member: Member) -> tuple[Any, ...]:
    return (
        member.name, member.category, member.phone_tail, member.since, member.birthday,
        "、".join(member.tags),
    )  # fmt: skip


@rosters.takes(Written, "roster.written", needs=Role.ORGANISER)
def written(ctx: Context, result: Written, team: TeamId, reader: PersonId, wanted: Wanted) -> Reply:
    """Hand over what was written to whoever asked for it."""
    return hand_over(ctx, reader, [handed(team, *each, wanted) for each in result.files])


@rosters.view("roster.file")
def handed(read: Read, team: TeamId, file: str, name: str, wanted: Wanted) -> Card:
    """Hand over a file."""
    del read, team  # the team is named before whatever is said in private
    return Card(rosters.say("handed", wanted=wanted), (File(file, name),))


# Parts


def _found(read: Read, roster: RosterId) -> Roster:
    found = read.use(Rosters).find(roster)
    if found is None:
        raise Declined(rosters.say("gone"))
    return found


def _at(read: Read, roster: RosterId, stage: Stage) -> Roster:
    found = _found(read, roster)
    if found.stage is not stage:
        raise Declined(rosters.say("moved-on", stage=found.stage))
    return found


def _dumped(lines: list[Line]) -> bytes:
    """Write lines of JSON, one for each: a piece of them can be read without all others."""
    return b"\n".join(json.dumps(_kept(each), ensure_ascii=False).encode() for each in lines)


def _loaded(content: bytes, start: int) -> list[Line]:
    return [_line(json.loads(each)) for each in content.split(b"\n")[start : start + PIECE]]


def _kept(line: Line) -> list[Any]:
    days = [day and day.isoformat() for day in (line.since, line.birthday)]
    return [
        line.number, line.name, line.category, line.tail, *days, line.tags, line.fate, line.wrong,
        line.cell, line.person,
    ]  # fmt: skip


def _line(kept: list[Any]) -> Line:
    number, name, category, tail, since, birthday, tags, fate, wrong, cell, person = kept
    return Line(
        number, name, category, tail, since and date.fromisoformat(since),
        birthday and date.fromisoformat(birthday), None if tags is None else tuple(tags),
        Fate(fate), None if wrong is None else Wrong(wrong), cell, person,
    )  # fmt: skip
