"""What a weekly digest tells of contests: who won, as the podium said, and which are to come."""

from collections.abc import Iterable
from typing import Final

from bot.context import Read
from bot.domain.call import shortened
from bot.domain.contest import points, ranks
from bot.domain.digest import Expected, Happened
from bot.domain.identity import Purpose, TeamId
from bot.domain.live import Contest
from bot.domain.phrase import Phrase, Stretch
from commands.quiz.feature import card_of, quizzes, worded
from storage.quiz import Contests

_WINNERS: Final = 3
"""How many are named who share the first rank."""


@quizzes.happens
def won(read: Read, team: TeamId, within: Stretch) -> Iterable[Happened]:
    """Tell who won each contest that ended."""
    for each in read.use(Contests).over(team, within.start, within.end):
        if _is_public(read, each):
            bank, winners = worded(each.titles), _winners(read, each)
            says = quizzes.say("weekly-over", bank=bank)
            if winners is not None:
                says = quizzes.say("weekly-won", bank=bank, winners=winners)
            yield Happened(str(each.id), says)


def _winners(read: Read, contest: Contest) -> Phrase | None:
    scores = points(read.use(Contests).asked(contest), contest.scoring)
    first = [each for each, rank in ranks(scores).items() if rank == 1 and scores[each]]
    names = read.use(read.stores.people).names(first)
    return (
        quizzes.say("weekly-names", names=shortened(tuple(names.values()), _WINNERS))
        if first
        else None
    )


@quizzes.expects
def ahead(read: Read, team: TeamId, within: Stretch) -> Iterable[Expected]:
    """Tell which contests begin."""
    for each in read.use(Contests).begin_within(team, within):
        if _is_public(read, each):
            says = quizzes.say("weekly-begins", bank=worded(each.titles))
            yield Expected(each.begins_at, says)


def _is_public(read: Read, contest: Contest) -> bool:
    """Say whether a contest stands in a main room of its team."""
    people, outgoing = read.use(read.stores.people), read.use(read.stores.outgoing)
    rooms = [people.room(copy.place.room) for copy in outgoing.copies_of(card_of(contest.id))]
    return any(room.purpose is Purpose.MAIN and room.team == contest.team for room in rooms)
