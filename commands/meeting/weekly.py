"""What a weekly digest tells of meetings: who came, as counts alone, and which are to come."""

from collections.abc import Iterable, Sequence

from bot.context import Read
from bot.domain.digest import Expected, Happened, Measure, Measured
from bot.domain.identity import TeamId
from bot.domain.meeting import Turnout
from bot.domain.phrase import Phrase, Stretch
from commands.meeting.feature import meetings
from storage.meeting import Meetings


@meetings.counts
def held(read: Read, team: TeamId, within: Stretch) -> Iterable[Happened]:
    """Tell how many came to each meeting that ended; nobody is named."""
    for each in read.use(Meetings).turnouts(team, within):
        turnout = _turnout(each)
        says = meetings.say("weekly-held", title=each.title)
        if turnout is not None:
            says = meetings.say("weekly-came", title=each.title, turnout=turnout)
        what = meetings.say("weekly-what", title=each.title)
        yield Happened(str(each.id), says, what, turnout)


def _turnout(each: Turnout) -> Phrase | None:
    if not each.present:
        return None  # nobody signed in: it was held, and nobody counted
    if each.expected is None:
        return meetings.say("weekly-present", present=each.present)
    return meetings.say("weekly-of", present=str(each.present), expected=str(each.expected))


@meetings.expects
def ahead(read: Read, team: TeamId, within: Stretch) -> Iterable[Expected]:
    """Tell which meetings and roll calls begin."""
    for each in read.use(Meetings).begin_within(team, within):
        says = meetings.say("weekly-begins", title=each.title)
        if each.place:
            says = meetings.say("weekly-begins-at", title=each.title, place=each.place)
        yield Expected(each.starts, says)


@meetings.measures
def attendance(read: Read, team: TeamId, weeks: Sequence[Stretch]) -> Measure:
    """Measure which share of those who were expected came, over the meetings of each week."""
    whole = Stretch(weeks[0].start, weeks[-1].end)
    found = [
        each for each in read.use(Meetings).turnouts(team, whole)
        if each.present and each.expected
    ]  # fmt: skip
    values: list[int | None] = []
    for week in weeks:
        these = [each for each in found if week.start <= each.closed_at < week.end]
        expected = sum(each.expected or 0 for each in these)
        came = sum(each.present for each in these)
        values.append(round(100 * came / expected) if expected else None)
    return Measure(Measured.SHARE, tuple(values))
