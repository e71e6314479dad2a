"""The archive: approved minutes as a document, for whoever keeps them; and the report asked for."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, ClassVar, Final

from msgspec import Struct

from bot.action import Action
from bot.command import Owed, Rule
from bot.context import Asking, Context, Read, Reply, Work
from bot.domain.call import CallId
from bot.domain.identity import PersonId
from bot.domain.meeting import Attendance, Meeting, MeetingId
from bot.domain.minutes import Line, Part, parted
from bot.domain.phrase import Phrase, Words
from bot.domain.reminding import Awaited, Whom
from bot.domain.rights import Authored, oneself
from bot.errors import Declined
from bot.exports import Written, hand_over, to_be_written_to
from bot.form import Subject
from bot.message import Button, Buttons, Card, File, Text, Weight, opened
from bot.papers import DOCX, MARKDOWN, Paper, Papers, Section
from bot.ports import Keep
from bot.reminders import no_more, remind
from commands.meeting.feature import keeper, kind_called, meetings, steps
from commands.meeting.minutes import groups_of, keepers, named, when_approved, when_ended
from commands.meeting.parts import offices, quorum, when
from storage.meeting import Meetings, Minutes

_TO_REPORT: Final = timedelta(days=3)
_EVERYBODY: Final = 10_000
"""An archive names all."""


class ReportForm(Struct, frozen=True):
    """Ask for the report about a meeting."""

    TITLE: ClassVar[str] = "report-title"

    report: Annotated[str, Subject(5_000)]


@when_approved
def file_away(ctx: Context, call: MeetingId) -> None:
    """Let a job write the archive for those who keep the minutes, once they are approved."""
    for person in {*keepers(ctx, steps.known(ctx, call)), ctx.person}:
        if ctx.use(ctx.stores.people).private_room(person) is not None:
            ctx.start(compose(call, person), then=composed(call, person))


@meetings.step("meeting.archive", needs=keeper)
def archive(ctx: Context, call: MeetingId) -> Reply:
    """Write the archive once more, for whoever asks."""
    if steps.known(ctx, call).approved_at is None:
        raise Declined(meetings.say("archive-early"))
    to_be_written_to(ctx)
    ctx.start(compose(call, ctx.person), then=composed(call, ctx.person))
    return Reply(note=meetings.say("archiving"))


@meetings.job("meeting.compose")
async def compose(work: Work, call: MeetingId, reader: PersonId) -> Written:
    """Write minutes into a document and into plain text, in the reader's language."""

    def write(read: Read) -> tuple[str, bytes, str, bytes]:
        known = steps.known(read, call)
        papers, paper = Papers(read, reader, known.team), paper_of(read, known)
        name = meetings.say("archive-name", number=str(known.number), title=known.title)
        docx, text = papers.docx(paper), papers.markdown(paper)
        return papers.name(name, "docx"), docx, papers.name(name, "md"), text

    docx_name, docx, text_name, text = await work.read(write)
    docx_file = await work.put(docx, name=docx_name, kind=DOCX, keep=Keep.EXPORTS)
    text_file = await work.put(text, name=text_name, kind=MARKDOWN, keep=Keep.EXPORTS)
    return Written(((docx_file, docx_name), (text_file, text_name)))


@meetings.takes(Written, "meeting.composed", needs=keeper)
def composed(ctx: Context, result: Written, call: MeetingId, reader: PersonId) -> Reply:
    """Hand the archive to whoever keeps the minutes."""
    docx, text = result.files
    own = steps.known(ctx, call).recorded_by(reader)
    return hand_over(ctx, reader, [archived(call, *docx, *text)], own=own)


@meetings.view("meeting.archived")
def archived(
    read: Read, call: MeetingId, docx: str, docx_name: str, text: str, text_name: str
) -> Card | None:
    """Hand over the archive: one to print, one to search."""
    known = read.use(Meetings).find(call)
    if known is None:
        return None
    files = (File(docx, docx_name), File(text, text_name))
    return Card(meetings.say("archived", title=known.title), files)


def paper_of(read: Read, known: Meeting) -> Paper:
    """Put the minutes of a meeting together as a paper."""
    lines = read.use(Minutes).of(known.id)
    talked = [*known.topics, *(line.text for line in parted(lines, Part.TOPIC))]
    people = read.use(read.stores.people)
    changes = read.use(Minutes).changes(known.id)
    names = people.names({change.by for change in changes})
    return Paper(
        meetings.say("minutes-of", title=known.title),
        _facts(read, known),
        (
            Section(meetings.say("topics"), tuple(dict.fromkeys(talked)), numbered=True),
            Section(meetings.say("points"), _texts(parted(lines, Part.POINT))),
            Section(meetings.say("agreements"), _texts(parted(lines, Part.AGREED)), numbered=True),
            Section(meetings.say("actions"), tuple(map(_task, parted(lines, Part.ACTION)))),
            Section(meetings.say("report-title"), tuple(_report(read, known))),
            Section(
                meetings.say("changes"),
                tuple(
                    meetings.say(
                        "change", number=str(each.number), before=each.before, by=names[each.by],
                        at=each.at,
                    )
                    for each in changes
                ),
            ),
        ),
    )  # fmt: skip


def _facts(read: Read, known: Meeting) -> tuple[tuple[Words, Words], ...]:
    found = Attendance.of(read.use(Meetings).entries(known))
    rows: list[tuple[Words, Words]] = []
    if known.kind is not None:
        rows.append((meetings.say("field-kind"), kind_called(read, known.kind)))
    rows.append((meetings.say("field-starts"), when(known)))
    if known.closed_at is not None:
        rows.append((meetings.say("over"), meetings.say("moment", at=known.closed_at)))
    if known.place:
        rows.append((meetings.say("field-place"), known.place))
    rows += offices(known)
    rows.append((meetings.say("expected"), meetings.say("people", count=found.expected)))
    rows += [(label, named(people, _EVERYBODY)) for label, people in groups_of(found)]
    if known.votes is not None:
        rows.append((meetings.say("field-quorum"), quorum(known.votes)))
    return tuple(rows)


def _texts(lines: Iterable[Line]) -> tuple[Words, ...]:
    return tuple(line.text for line in lines)


def _task(line: Line) -> Words:
    text: Words = line.text
    if line.owner is not None:
        text = meetings.say("owned", owner=line.owner.name, text=line.text)
    return text if line.due is None else meetings.say("owned-until", what=text, due=line.due)


# The report, which one person is asked for


def _report(read: Read, known: Meeting) -> list[Words]:
    report = read.use(Meetings).report(known.id)
    return [] if report is None or not report.text else list(report.text.splitlines())


def _reporting(asking: Asking, action: Action) -> Authored:
    report = asking.use(Meetings).report(CallId(int(str(action.args[0]))))
    return Authored(asking.who, report is not None and report.by == asking.who.person)


reporter = Rule(_reporting, oneself)
"""Allow whoever was asked for the report."""


@when_ended
def ask_for_report(ctx: Context, call: MeetingId) -> None:
    """Ask for the report about a meeting that has ended, where somebody was named for it."""
    report = ctx.use(Meetings).report(call)
    if report is None:
        return
    due = ctx.now + _TO_REPORT
    ctx.use(Meetings).set(call, report_due=due)
    ctx.tell(report.by, report_wanted(call))
    remind(ctx, report_wanted(call), closes=due, told=True)


def _written(asking: Asking, call: MeetingId) -> ReportForm | None:
    report = asking.use(Meetings).report(call)
    return None if report is None or not report.text else ReportForm(report.text)


@meetings.takes(ReportForm, "meeting.report", needs=reporter, prefill=_written)
def write_report(ctx: Context, values: ReportForm, call: MeetingId) -> Reply:
    """Keep the report, and show it to those who keep the minutes."""
    before = ctx.use(Meetings).report(call)
    if before is None or before.text != values.report:
        ctx.use(Meetings).set(call, report=values.report)
        no_more(ctx, report_wanted(call))
        ctx.show(report_wanted(call))
        for person in keepers(ctx, steps.known(ctx, call)):
            ctx.tell(person, reported(call))
    return Reply(note=meetings.say("report-kept"))


@meetings.view("meeting.report-wanted")
def report_wanted(read: Read, call: MeetingId) -> Card | None:
    """Ask one person for the report."""
    known, report = read.use(Meetings).find(call), read.use(Meetings).report(call)
    if known is None or report is None or report.text or report.due is None:
        return None
    button = Button(meetings.say("report-write"), opened(write_report(call)), Weight.PRIMARY)
    title = meetings.say("report-wanted", title=known.title)
    return Card(title, (Text.of(meetings.say("until", due=report.due)), Buttons((button,))))


@meetings.reminds(report_wanted)
def awaited_report(read: Read, whom: Whom, call: MeetingId) -> Awaited | None:
    """Say who is reminded of a report: whoever was asked for it."""
    del whom
    known, report = read.use(Meetings).find(call), read.use(Meetings).report(call)
    if known is None or report is None or report.text:
        return None
    return Awaited(_owed(known), (report.by,), 1, aloud=False)


@meetings.view("meeting.reported")
def reported(read: Read, call: MeetingId) -> Card | None:
    """Show the report that was written."""
    known, report = read.use(Meetings).find(call), read.use(Meetings).report(call)
    if known is None or report is None or not report.text:
        return None
    return Card(meetings.say("reported", title=known.title), (Text.of(report.text),))


def to_be_reported(read: Read, person: PersonId | None) -> Iterable[Owed]:
    """List who owes a report."""
    for known, report in read.use(Meetings).reports_due(person):
        yield Owed(
            report.by, _owed(known), report.due, meetings.say("report-write"),
            ask_report(known.id), card=report_wanted(known.id), team=known.team,
        )  # fmt: skip


@meetings.step("meeting.ask-report", needs=reporter)
def ask_report(ctx: Context, call: MeetingId) -> Reply:
    """Open the form for the report."""
    steps.known(ctx, call)
    return Reply(form=write_report(call))


def _owed(known: Meeting) -> Phrase:
    return meetings.say("report-owed", title=known.title)
