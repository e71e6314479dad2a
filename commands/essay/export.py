"""All papers of a campaign, to take along: the files in archives, and a list of them."""

import io
import zipfile
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Final

from bot.context import Context, Read, Reply, Work
from bot.domain.essay import EssayId, Source, Version
from bot.domain.identity import PersonId, Role
from bot.domain.sheet import file_name
from bot.exports import Workbook, Written, hand_over, to_be_written_to, write_workbook
from bot.message import Card, File
from bot.ports import Keep
from bot.sheets import Cell, Sheets
from commands.essay.feature import essays, steps
from storage.essays import Essays

_MOST_BYTES: Final = 15_000_000
"""How much goes into one archive: the platforms take files of twenty megabytes."""


@essays.step("essay.export", needs=Role.ORGANISER)
def export(ctx: Context, call: EssayId) -> Reply:
    """Let a job pack all papers, and list them."""
    steps.known(ctx, call)
    to_be_written_to(ctx)
    ctx.start(pack(call, ctx.person), then=packed(call, ctx.person))
    return Reply(note=essays.say("exporting"))


@essays.job("essay.pack")
async def pack(work: Work, call: EssayId, reader: PersonId) -> Written:
    """Write the list of all papers, and pack their files into as many archives as needed."""
    book, papers = await work.read(lambda read: _listed(read, call, reader))
    found = [*(await write_workbook(work, book)).files]
    stem = PurePath(found[0][1]).stem
    for number, part in enumerate([each async for each in _parts(work, papers)], start=1):
        name = file_name(f"{stem} {number}", "zip")
        packed_ = await work.compute(_zipped, part)
        archive = await work.put(packed_, name=name, kind="application/zip", keep=Keep.EXPORTS)
        found.append((archive, name))
    return Written(tuple(found))


def _listed(read: Read, call: EssayId, reader: PersonId) -> tuple[Workbook, Sequence[Version]]:
    known = steps.known(read, call)
    papers = read.use(Essays).papers(call)
    missing = read.use(Essays).missing(known)
    people = read.use(read.stores.people)
    names = people.names({*(each.person for each in papers), *missing})
    rows = [_row(each, names) for each in papers]
    rows += [[names[each], essays.say("missing-paper")] for each in missing]
    title = essays.say("file-name", number=str(known.number), title=known.title)
    pages = [(title, [_HEADINGS, *rows])]
    return Workbook(Sheets(read, reader, known.team), title, pages), papers


_HEADINGS: Final = (
    essays.say("heading-name"),
    essays.say("heading-paper"),
    essays.say("heading-version"),
    essays.say("heading-at"),
    essays.say("heading-length"),
    essays.say("heading-late"),
    essays.say("heading-most"),
    essays.say("heading-alike"),
    essays.say("heading-source"),
    essays.say("heading-hash"),
)


def _row(paper: Version, names: Mapping[PersonId, str]) -> list[Cell]:
    alike = None
    if paper.twin is not None:
        share = str(round(paper.likeness * 100))
        alike = essays.say("note-alike", number=str(paper.twin), share=share)
    return [
        names[paper.person],
        essays.say("paper", number=str(paper.number)),
        str(paper.version),
        paper.at,
        "" if paper.length is None else str(paper.length),
        str(paper.late) if paper.late else "",
        str(paper.most) if paper.late else "",
        alike,
        paper.name if paper.source is Source.LINK else essays.say("source", source=paper.source),
        paper.file or "",
    ]


async def _parts(
    work: Work, papers: Sequence[Version]
) -> AsyncIterator[Sequence[tuple[str, Path]]]:
    """Yield the files of the papers with their names, as many at once as one archive takes."""
    part: list[tuple[str, Path]] = []
    names = await work.read(lambda read: _names(read, papers))
    size = 0
    for paper in papers:
        kept = None if paper.file is None else await work.kept(paper.file)
        if kept is None:
            continue
        if part and size + kept.size > _MOST_BYTES:
            yield part
            part, size = [], 0
        part.append((names[paper.number], kept.path))
        size += kept.size
    if part:
        yield part


def _names(read: Read, papers: Sequence[Version]) -> Mapping[int, str]:
    """Name the files as people look for them: by the paper's number and its author."""
    names = read.use(read.stores.people).names({each.person for each in papers})
    return {
        each.number: file_name(
            f"E-{each.number} {names[each.person]} v{each.version}", _ending(each)
        )
        for each in papers
    }


def _ending(paper: Version) -> str:
    ending = PurePath(paper.name).suffix.removeprefix(".").lower()
    return ending if paper.source is Source.FILE and ending.isalnum() else "txt"


def _zipped(part: Sequence[tuple[str, Path]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in part:
            archive.write(path, name)
    return out.getvalue()


@essays.takes(Written, "essay.packed", needs=Role.ORGANISER)
def packed(ctx: Context, result: Written, call: EssayId, reader: PersonId) -> Reply:
    """Hand the files to whoever asked for them, and to nobody else."""
    return hand_over(ctx, reader, [handed(call, *each) for each in result.files])


@essays.view("essay.file")
def handed(read: Read, call: EssayId, file: str, name: str) -> Card | None:
    """Hand over one of the files."""
    known = read.use(Essays).find(call)
    if known is None:
        return None
    return Card(essays.say("exported", title=known.title), (File(file, name),))
