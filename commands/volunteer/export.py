"""Lists for the organisers, as workbooks: who signed up and came, and the ledger of hours."""

from collections.abc import Sequence

from bot.context import Context, Read, Reply, Work
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.phrase import Phrase, Variant
from bot.domain.volunteer import Activity, ActivityId, Attendance, HoursEntry, stars
from bot.exports import Workbook, Written, hand_over, to_be_written_to, write_workbook
from bot.message import Card, File
from bot.sheets import Cell, Sheets
from commands.volunteer.entries import this_year
from commands.volunteer.feature import steps, volunteers
from storage.volunteers import Attendances, Ledger, Profiles, SignUps

# Of one activity


@volunteers.step("volunteer.export", needs=Role.ORGANISER)
def export(ctx: Context, call: ActivityId) -> Reply:
    """Let a job write down who signed up for an activity, who came, and the hours."""
    steps.known(ctx, call)
    to_be_written_to(ctx)
    ctx.start(write(call, ctx.person), then=written(call, ctx.person))
    return Reply(note=volunteers.say("exporting"))


@volunteers.job("volunteer.write")
async def write(work: Work, call: ActivityId, reader: PersonId) -> Written:
    """Write the lists of an activity into a workbook."""

    def gather(read: Read) -> Workbook:
        known = steps.known(read, call)
        pages = (
            (volunteers.say("sheet-people"), people(read, known)),
            (
                volunteers.say("sheet-ledger"),
                ledger(read, known.team, read.use(Ledger).of_activity(call)),
            ),
        )
        return Workbook(Sheets(read, reader, known.team), steps.title(known), pages)

    return await write_workbook(work, await work.read(gather))


@volunteers.takes(Written, "volunteer.written", needs=Role.ORGANISER)
def written(ctx: Context, result: Written, call: ActivityId, reader: PersonId) -> Reply:
    """Hand the lists to whoever asked for them, and to nobody else."""
    return hand_over(ctx, reader, [handed(call, *each) for each in result.files])


@volunteers.view("volunteer.file")
def handed(read: Read, call: ActivityId, file: str, name: str) -> Card:
    """Hand over the lists of an activity."""
    title = volunteers.say("exported", title=steps.known(read, call).title)
    return Card(title, (File(file, name),))


def people(read: Read, known: Activity) -> Sequence[Sequence[Cell]]:
    """List for each shift who signed up, how they stand, and from when to when they were there."""
    rows: list[Sequence[Cell]] = [[
        volunteers.say("column-shift"), volunteers.say("column-role"),
        volunteers.say("column-name"), volunteers.say("column-standing"),
        volunteers.say("column-since"), volunteers.say("column-until"),
        volunteers.say("column-how"),
    ]]  # fmt: skip
    for shift in known.shifts:
        when = volunteers.say("when", when=shift.when)
        came = {each.person: each for each in read.use(Attendances).list(shift.id)}
        rows += [
            [
                when, shift.role, each.name, volunteers.say("standing", how=each.standing),
                *_there(came.pop(each.person, None)),
            ]
            for each in read.use(SignUps).list(shift.id)
        ]  # fmt: skip
        rows += [[when, shift.role, each.name, None, *_there(each)] for each in came.values()]
    return rows


def _there(came: Attendance | None) -> list[Cell]:
    """Say from when to when somebody was there, and how that is known."""
    if came is None:
        return [None, None, None]
    how = volunteers.say("how", how=Variant("estimated" if came.estimated else came.how.value))
    return [came.since, came.until, how]


def ledger(read: Read, team: TeamId, entries: Sequence[HoursEntry]) -> Sequence[Sequence[Cell]]:
    """List every entry as it was made, those that were reversed with what reverses them."""
    zone = read.zone(team)
    rows: list[Sequence[Cell]] = [[
        volunteers.say("column-entry"), volunteers.say("column-name"),
        volunteers.say("column-activity"), volunteers.say("column-day"),
        volunteers.say("column-minutes"), volunteers.say("column-origin"),
        volunteers.say("column-reverses"), volunteers.say("column-state"),
        volunteers.say("column-reason"), volunteers.say("column-entered"),
    ]]  # fmt: skip
    rows += [
        [
            each.id, each.name, each.title,
            each.when.start if each.shift else each.day(zone), each.minutes,
            volunteers.say("origin", origin=each.origin), each.reverses,
            volunteers.say("entry-state", state=_state(each)), each.reason, each.entered_at,
        ]
        for each in entries
    ]  # fmt: skip
    return rows


def _state(entry: HoursEntry) -> Variant:
    return Variant("reversed" if entry.reversed else "open" if entry.open else "confirmed")


# Of a team


@volunteers.step("volunteer.export-team", needs=Role.ORGANISER)
def export_team(ctx: Context, team: TeamId) -> Reply:
    """Let a job write down a team's volunteers and all of their hours."""
    to_be_written_to(ctx)
    ctx.start(write_team(team, ctx.person), then=team_written(team, ctx.person))
    return Reply(note=volunteers.say("exporting"))


@volunteers.job("volunteer.write-team")
async def write_team(work: Work, team: TeamId, reader: PersonId) -> Written:
    """Write a team's volunteers and the ledger into a workbook."""

    def gather(read: Read) -> Workbook:
        pages = (
            (volunteers.say("sheet-people"), helpers(read, team)),
            (volunteers.say("sheet-ledger"), ledger(read, team, read.use(Ledger).of_team(team))),
        )
        return Workbook(Sheets(read, reader, team), volunteers.say("helpers"), pages)

    return await write_workbook(work, await work.read(gather))


@volunteers.takes(Written, "volunteer.team-written", needs=Role.ADMIN)
def team_written(ctx: Context, result: Written, team: TeamId, reader: PersonId) -> Reply:
    """Hand the lists to whoever asked for them, and to nobody else."""
    return hand_over(ctx, reader, [team_handed(team, *each) for each in result.files])


@volunteers.view("volunteer.team-file")
def team_handed(read: Read, team: TeamId, file: str, name: str) -> Card:
    """Hand over the lists of a team's volunteers."""
    del read, team
    return Card(volunteers.say("helpers"), (File(file, name),))


def helpers(read: Read, team: TeamId) -> Sequence[Sequence[Cell]]:
    """List a team's volunteers: confirmed minutes, skills, and when they have time."""
    profiles, store = read.use(Profiles).all(team), read.use(Ledger)
    totals, year = store.totals(team), store.totals(team, this_year(read, team))
    persons = list(dict.fromkeys([*totals, *profiles]))
    names = read.use(read.stores.people).names(persons)
    head: list[Cell] = [
        volunteers.say("column-name"), volunteers.say("column-minutes"),
        volunteers.say("column-this-year"), volunteers.say("column-stars"),
        volunteers.say("column-skills"), volunteers.say("column-availability"),
    ]  # fmt: skip
    rows: list[Sequence[Cell]] = [head]
    for person in persons:
        known, total = profiles.get(person), totals.get(person, 0)
        skills: Phrase | str = ""
        if known is not None and known.skills:
            skills = volunteers.say("listed", items=known.skills)
        availability = "" if known is None else known.availability
        counts = (total, year.get(person, 0), stars(total))
        rows.append([names.get(person, ""), *counts, skills, availability])
    return rows
