"""Statistics: who came to what, by person and by kind, as a workbook for the organisers."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, ClassVar, Final
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from bot.context import Context, Read, Reply, Work
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.meeting import Attendance, Entry, Meeting
from bot.domain.phrase import Phrase
from bot.errors import Declined
from bot.exports import Workbook, Written, hand_over, to_be_written_to, write_workbook
from bot.form import Counter as Count
from bot.message import Card, File
from bot.sheets import Cell, Sheets
from commands.meeting.feature import kind_called, meetings
from commands.meeting.minutes import groups_of
from storage.meeting import Meetings

_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 2100


class YearForm(Struct, frozen=True):
    """Ask for the year."""

    TITLE: ClassVar[str] = "attendance"

    year: Annotated[int, Count(_FIRST_YEAR, _LAST_YEAR)] = 0


class Tally(Struct):
    """Count how often somebody was expected, and what became of it."""

    name: str
    expected: int = 0
    present: int = 0
    late: int = 0
    leave: int = 0
    absent: int = 0
    kinds: Counter[str] = field(default_factory=Counter)


@meetings.command(YearForm, needs=Role.ORGANISER)
def attendance(ctx: Context, values: YearForm) -> Reply:
    """Let a job write down who came to what in a year, this one unless another is said."""
    year = values.year or ctx.now.astimezone(ZoneInfo(ctx.team.zone)).year
    since, until = _year(ctx, ctx.team.id, year)
    if not ctx.use(Meetings).held(ctx.team.id, since, until):
        raise Declined(meetings.say("none-held", year=str(year)))
    to_be_written_to(ctx)
    team = ctx.team.id
    ctx.start(count(team, year, ctx.person), then=counted(team, year, ctx.person))
    return Reply(note=meetings.say("counting"))


@meetings.job("meeting.count")
async def count(work: Work, team: TeamId, year: int, reader: PersonId) -> Written:
    """Write the statistics of a year into a workbook."""

    def gather(read: Read) -> Workbook:
        held = _held(read, team, year)
        pages = (
            (meetings.say("by-person"), by_person(read, held)),
            (meetings.say("by-meeting"), by_meeting(held)),
        )
        title = meetings.say("statistics-name", year=str(year))
        return Workbook(Sheets(read, reader, team), title, pages)

    return await write_workbook(work, await work.read(gather))


@meetings.takes(Written, "meeting.counted", needs=Role.ADMIN)
def counted(ctx: Context, result: Written, team: TeamId, year: int, reader: PersonId) -> Reply:
    """Hand the statistics to whoever asked for them."""
    files = [statistics(team, str(year), *each) for each in result.files]
    return hand_over(ctx, reader, files)


@meetings.view("meeting.statistics")
def statistics(read: Read, team: TeamId, year: str, file: str, name: str) -> Card:
    """Hand over the statistics of a year."""
    del read, team
    return Card(meetings.say("statistics", year=year), (File(file, name),))


def _held(read: Read, team: TeamId, year: int) -> Sequence[tuple[Meeting, Attendance]]:
    """Return the meetings of a year that are over, and who was there."""
    store, (since, until) = read.use(Meetings), _year(read, team, year)
    return [
        (known, Attendance.of(store.entries(known)))
        for known in store.held(team, since, until)
        if not known.open
    ]


def _year(read: Read, team: TeamId, year: int) -> tuple[datetime, datetime]:
    zone = read.zone(team)
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


def by_person(read: Read, held: Sequence[tuple[Meeting, Attendance]]) -> Sequence[Sequence[Cell]]:
    """Count for each person how often they came, were late, on leave or absent; and by kind."""
    tallies: dict[PersonId, Tally] = {}
    for known, found in held:
        for what, people in (
            ("present", found.present), ("leave", found.leave), ("absent", found.absent),
        ):  # fmt: skip
            for each in people:
                tally = tallies.setdefault(each.person, Tally(each.name))
                tally.expected += 1
                setattr(tally, what, getattr(tally, what) + 1)
                tally.late += each.presence is not None and each.presence.late > 0
                tally.kinds[str(known.kind)] += what == "present"
    kinds = list(dict.fromkeys(str(known.kind) for known, _ in held))
    head: list[Cell] = [
        meetings.say("column-name"),
        meetings.say("column-expected"),
        meetings.say("column-present"),
        meetings.say("column-late"),
        meetings.say("column-leave"),
        meetings.say("column-absent"),
        meetings.say("column-rate"),
    ]
    rows: list[Sequence[Cell]] = [[*head, *(kind_called(read, kind) for kind in kinds)]]
    rows += [
        [
            each.name, each.expected, each.present, each.late, each.leave, each.absent,
            f"{each.present / each.expected:.0%}", *(each.kinds[kind] for kind in kinds),
        ]
        for each in tallies.values()
    ]  # fmt: skip
    return rows


def by_meeting(held: Sequence[tuple[Meeting, Attendance]]) -> Sequence[Sequence[Cell]]:
    """Show for each person what became of each meeting."""
    people: dict[PersonId, str] = {}
    said: dict[tuple[PersonId, int], Phrase] = {}
    for known, found in held:
        for label, group in groups_of(found):
            for each in group:
                people.setdefault(each.person, each.name)
                said[each.person, known.id] = _said(label, each)
    head: list[Cell] = [meetings.say("column-name")]
    head += [meetings.say("meeting-on", title=known.title, at=known.starts) for known, _ in held]
    rows: list[Sequence[Cell]] = [head]
    rows += [
        [name, *(said.get((person, known.id)) for known, _ in held)]
        for person, name in people.items()
    ]
    return rows


def _said(label: Phrase, entry: Entry) -> Phrase:
    if entry.presence is not None and entry.presence.late:
        return meetings.say("minutes-late", late=entry.presence.late)
    return label
