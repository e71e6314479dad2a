"""What a weekly digest tells of volunteers: confirmed hours, and the shifts to come."""

from collections.abc import Iterable, Sequence

from bot.context import Read
from bot.domain.digest import Expected, Happened, Measure, Measured
from bot.domain.identity import TeamId
from bot.domain.phrase import Stretch
from commands.volunteer.entries import length
from commands.volunteer.feature import volunteers
from storage.volunteers import Activities, Ledger


@volunteers.counts
def given(read: Read, team: TeamId, within: Stretch) -> Iterable[Happened]:
    """Tell how many hours were confirmed, of how many people."""
    minutes, people = read.use(Ledger).given(team, within)
    if minutes:
        hours = length(minutes)
        says = volunteers.say("weekly-given", hours=hours, people=people)
        yield Happened("hours", says, volunteers.say("weekly-what"), hours)


@volunteers.expects
def shifts(read: Read, team: TeamId, within: Stretch) -> Iterable[Expected]:
    """Tell which shifts begin, and how many are still wanted."""
    for title, shift in read.use(Activities).shifts_within(team, within):
        says = volunteers.say("weekly-shift", title=title)
        if shift.places is not None and (free := shift.places - shift.booked) > 0:
            says = volunteers.say("weekly-wanted", title=title, count=free)
        yield Expected(shift.starts, says)


@volunteers.measures
def hours(read: Read, team: TeamId, weeks: Sequence[Stretch]) -> Measure:
    """Measure the confirmed minutes of each week."""
    store = read.use(Ledger)
    return Measure(Measured.MINUTES, tuple(store.given(team, week)[0] for week in weeks))
