"""Who answered what, as a file for the organisers."""

from bot.context import Context, Read, Reply, Work
from bot.domain.identity import PersonId, Role
from bot.domain.meeting import Entry, MeetingId
from bot.domain.phrase import Phrase
from bot.exports import Written, hand_over, to_be_written_to, write_file
from bot.message import Card, File
from bot.sheets import CSV, Cell, Sheets
from commands.meeting.feature import called, meetings, steps
from commands.meeting.parts import answer_name
from storage.meeting import Meetings


@meetings.step("meeting.export", needs=Role.ORGANISER, aliases=("roll.export",))
def export(ctx: Context, call: MeetingId) -> Reply:
    """Let a job write into a file who answered what."""
    steps.known(ctx, call)
    to_be_written_to(ctx)
    ctx.start(write(call, ctx.person), then=written(call, ctx.person))
    return Reply(note=meetings.say("exporting"))


@meetings.job("meeting.write")
async def write(work: Work, call: MeetingId, reader: PersonId) -> Written:
    """Write a meeting's list into a file, in the words of whoever asked for it."""
    return await write_file(work, *await work.read(lambda read: _sheet(read, call, reader)), CSV)


def _sheet(read: Read, call: MeetingId, reader: PersonId) -> tuple[str, bytes]:
    known = steps.known(read, call)
    sheets = Sheets(read, reader, known.team)
    headings: list[Cell] = [
        meetings.say("heading-name"),
        meetings.say("heading-answer"),
        meetings.say("heading-remark"),
        meetings.say("heading-at"),
    ]
    if known.kind is not None:
        headings += [
            meetings.say("heading-here"),
            meetings.say("heading-late"),
            meetings.say("heading-how"),
        ]
    rows = [
        [each.name, _answer_of(each), each.remark, each.at, *(_came(each) if known.kind else [])]
        for each in read.use(Meetings).entries(known)
    ]
    title = meetings.say(
        "file-name", name=called(known).name, number=str(known.number), title=known.title
    )
    return sheets.name(title), sheets.csv([headings, *rows])


def _answer_of(entry: Entry) -> Phrase:
    if entry.says is None:
        return meetings.say("silent")
    says = answer_name(entry.says)
    if entry.permit is not None:
        says = meetings.say("says-permit", answer=says, permit=entry.permit)
    return meetings.say("waits", answer=says) if entry.waiting else says


def _came(entry: Entry) -> list[Cell]:
    if entry.presence is None:
        return [None, None, None]
    late = str(entry.presence.late) if entry.presence.late else None
    return [entry.presence.at, late, meetings.say("how", how=entry.presence.how)]


@meetings.takes(Written, "meeting.written", needs=Role.ORGANISER, aliases=("roll.written",))
def written(ctx: Context, result: Written, call: MeetingId, reader: PersonId) -> Reply:
    """Hand the file to whoever asked for it, and to nobody else."""
    return hand_over(ctx, reader, [handed(call, *each) for each in result.files])


@meetings.view("meeting.file")
def handed(read: Read, call: MeetingId, file: str, name: str) -> Card | None:
    """Hand over the list of a meeting as a file."""
    known = read.use(Meetings).find(call)
    if known is None:
        return None
    return Card(meetings.say("exported", title=known.title), (File(file, name),))
