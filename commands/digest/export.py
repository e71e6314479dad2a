"""A digest as a document, for whoever leads the team: its words, and its picture with them."""

from bot.context import Context, Read, Reply, Work
from bot.domain.digest import DigestId, Part
from bot.domain.identity import PersonId, Role
from bot.domain.phrase import Words
from bot.exports import Written, hand_over, to_be_written_to, write_file
from bot.message import Card, File
from bot.papers import DOCX, Paper, Papers, Picture, Section
from commands.digest.feature import digests, known, title_of
from commands.digest.picture import Sketch, sketch
from commands.digest.telling import in_words, kept, line_of
from storage.digests import Digest


@digests.step("digest.export", needs=Role.ORGANISER)
def export(ctx: Context, digest: DigestId) -> Reply:
    """Let a job write a digest as a document."""
    title = title_of(ctx, known(ctx, digest))
    to_be_written_to(ctx)
    ctx.start(write(digest, ctx.person), then=written(digest, ctx.person))
    return Reply(note=digests.say("writing", title=title))


@digests.job("digest.write")
async def write(work: Work, digest: DigestId, reader: PersonId) -> Written:
    """Write a digest as a document, of the rows that were kept when it was sent."""

    def sketched(read: Read) -> Sketch:
        found = known(read, digest)
        return sketch(read, found, Papers(read, reader, found.team).voice)

    made = await work.read(sketched)
    picture = await work.compute(made.drawn) if made.panels else None

    def document(read: Read) -> tuple[str, bytes]:
        found = known(read, digest)
        papers = Papers(read, reader, found.team)
        return papers.name(title_of(read, found), "docx"), papers.docx(paper(read, found, picture))

    return await write_file(work, *await work.read(document), DOCX)


def paper(read: Read, digest: Digest, picture: bytes | None) -> Paper:
    """Return what stands in the document of a digest: all of it, however much that is."""
    told = kept(read, digest)
    past = tuple(line_of(feature, some) for feature, some in told.by_feature().items())
    coming: tuple[Words, ...] = tuple(
        digests.say("dated", at=line.at, what=line.says)
        for line in told.of(Part.COMING)
        if line.at is not None
    )
    corrected = tuple(line.says for line in told.of(Part.CORRECTED))
    words = in_words(read, digest.team, told, digest.until)
    home = read.use(read.stores.people).team(digest.team)
    facts: tuple[tuple[Words, Words], ...] = ((digests.say("of-team"), home.name),)
    if digest.opening:
        facts = (*facts, (digests.say("field-opening"), digest.opening))
    return Paper(
        title_of(read, digest),
        facts,
        (
            Section(digests.say("past"), past),
            Section(digests.say("coming"), coming),
            Section(digests.say("corrections"), corrected),
            Section(digests.say("section-picture"), () if words is None else (words,)),
        ),
        None if picture is None or words is None else Picture(picture, words),
    )


@digests.takes(Written, "digest.written", needs=Role.ORGANISER)
def written(ctx: Context, result: Written, digest: DigestId, reader: PersonId) -> Reply:
    """Hand the document to whoever asked for it."""
    return hand_over(ctx, reader, [handed(digest, *each) for each in result.files])


@digests.view("digest.file")
def handed(read: Read, digest: DigestId, file: str, name: str) -> Card:
    """Hand over the document of a digest."""
    return Card(title_of(read, known(read, digest)), (File(file, name),))
