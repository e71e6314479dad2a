"""What exports share: files that a job has written, and to whom they are handed over."""

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from bot.action import View
from bot.basics import basics
from bot.context import Context, Reply, Work
from bot.domain.identity import PersonId
from bot.domain.phrase import Words
from bot.domain.rights import ALLOWED, Authored, author_or_organiser
from bot.errors import Declined
from bot.ports import Keep
from bot.sheets import XLSX, Cell, Sheets


class Written(Struct, frozen=True):
    """Say what a job wrote: files, each by its hash and its name."""

    NOT_A_FORM: ClassVar[bool] = True

    files: tuple[tuple[str, str], ...]


class Workbook(Struct, frozen=True):
    """Hold what is to be written as a workbook: what it is called, and its sheets by their titles.

    The first row of each sheet are the headings.
    """

    sheets: Sheets
    title: Words
    pages: Sequence[tuple[Words, Sequence[Sequence[Cell]]]]


def to_be_written_to(ctx: Context) -> None:
    """Decline where a file could not be handed to the one who acts."""
    if ctx.use(ctx.stores.people).private_room(ctx.person) is None:
        raise Declined(basics.say("write-first"))


async def write_file(work: Work, name: str, content: bytes, kind: str) -> Written:
    """Keep the one file that a job wrote, of a media type, for as long as exports are kept."""
    return Written(((await work.put(content, name=name, kind=kind, keep=Keep.EXPORTS), name),))


async def write_workbook(work: Work, book: Workbook) -> Written:
    """Write a workbook of what was read: outside of that transaction, and of the loop."""
    content = await work.compute(book.sheets.xlsx, book.pages)
    return await write_file(work, book.sheets.name(book.title, "xlsx"), content, XLSX)


def hand_over(ctx: Context, reader: PersonId, files: Sequence[View], *, own: bool = False) -> Reply:
    """Hand what a job wrote to whoever asked for it, if by now they still may have it.

    That is whoever leads the team; of what is their `own`, as the minutes that they keep, also
    who is still a member.
    """
    role = ctx.use(ctx.stores.people).role_of(reader, ctx.team.id)
    if author_or_organiser(Authored(replace(ctx.who, person=reader, role=role), own)) == ALLOWED:
        for each in files:
            ctx.tell(reader, each)
    return Reply()
