"""What a weekly digest tells of essays: how many came in, and which are due."""

from collections.abc import Iterable

from bot.context import Read
from bot.domain.digest import Expected, Happened
from bot.domain.identity import TeamId
from bot.domain.phrase import Stretch
from commands.essay.feature import essays
from storage.essays import Essays


@essays.counts
def came_in(read: Read, team: TeamId, within: Stretch) -> Iterable[Happened]:
    """Tell how many papers came in for each campaign."""
    for essay, title, count in read.use(Essays).came_in(team, within):
        figure = essays.say("weekly-papers", count=count)
        says = essays.say("weekly-in", title=title, papers=figure)
        yield Happened(str(essay), says, essays.say("weekly-what", title=title), figure)


@essays.expects
def due(read: Read, team: TeamId, within: Stretch) -> Iterable[Expected]:
    """Tell which campaigns are due."""
    for each in read.use(Essays).due_within(team, within):
        yield Expected(each.due, essays.say("weekly-due", title=each.title))
