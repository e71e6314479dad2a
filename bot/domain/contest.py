"""Contests: points, ranks, teams and statistics, worked out anew from what was asked and answered.

Nothing here is added up along the way. A contest is the questions that were asked and the answers
to them, and everything else follows, so that a voided question is as if it had never been asked.
"""

import statistics
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeVar

from msgspec import Struct

from bot.domain.identity import PersonId

FULL: Final = 1000
"""The points of a right answer that came at once."""
AT_ONCE: Final = timedelta(seconds=0.5)
BONUS: Final = 100
BONUSES: Final = 5
"""How many steps the bonus for a streak grows by."""

K = TypeVar("K", bound=Hashable)


class Preset(StrEnum):
    """Name the ways to score: by what is right, by how fast, or by who is first."""

    ACCURACY = "accuracy"
    SPEED = "speed"
    FIRST = "first"


class Over(StrEnum):
    """Say whose points make up a team's: all of its members', or only theirs who are present."""

    MEMBERS = "members"
    PRESENT = "present"


class Scoring(Struct, frozen=True):
    """Say how a contest is scored; a bonus for streaks goes with speed alone."""

    preset: Preset
    streaks: bool = False

    def __post_init__(self) -> None:
        if self.streaks and self.preset is not Preset.SPEED:
            raise ValueError(f"{self.preset} has no bonus for streaks")


class Answer(Struct, frozen=True):
    """Hold whether an answer is right, and how long it took since its copy was shown."""

    right: bool
    took: timedelta


class Asked(Struct, frozen=True):
    """Hold a question as it was asked: for how long, who answered what, and who never saw it."""

    time: timedelta
    answers: Mapping[PersonId, Answer]
    unseen: frozenset[PersonId] = frozenset()
    void: bool = False


def counted(asked: Iterable[Asked]) -> list[Asked]:
    """Return the questions that count: those which were not voided."""
    return [each for each in asked if not each.void]


# Points


def points(asked: Iterable[Asked], scoring: Scoring) -> dict[PersonId, int]:
    """Return the points of everybody who answered a question that counts."""
    questions = counted(asked)
    total: dict[PersonId, int] = defaultdict(int)
    running: dict[PersonId, int] = defaultdict(int)
    for question in questions:
        for person in set(running) - set(question.answers) - question.unseen:
            running[person] = 0
        best = min((each.took for each in question.answers.values() if each.right), default=None)
        for person, answer in question.answers.items():
            running[person] = running[person] + 1 if answer.right else 0
            total[person] += _worth(answer, question.time, best, scoring.preset)
            if scoring.streaks:
                total[person] += streak_bonus(running[person])
    return dict(total)


def _worth(answer: Answer, time: timedelta, best: timedelta | None, preset: Preset) -> int:
    if not answer.right:
        return 0
    match preset:
        case Preset.ACCURACY:
            return 1
        case Preset.SPEED:
            return speed_points(answer.took, time)
        case Preset.FIRST:
            return int(answer.took == best)  # whoever is equally fast is first as well


def speed_points(took: timedelta, time: timedelta) -> int:
    """Return round(1000·(1 − (t/T)/2)): full within half a second, half at the end and in grace.

    Source: Kahoot's help, "How points work". Worked out in whole microseconds; exactly a half is
    rounded to the even number.
    """
    if took <= AT_ONCE:
        return FULL
    taken, whole = min(took, time) // _TICK, time // _TICK
    points, rest = divmod(FULL * (2 * whole - taken), 2 * whole)
    return points + (rest > whole or (rest == whole and points % 2))


_TICK: Final = timedelta(microseconds=1)


def streak_bonus(running: int) -> int:
    """Return 100 for the second right answer in a row, 200 for the third, up to 500 from the sixth.

    Source: Kahoot's help, "Answer streak bonus points".
    """
    return BONUS * max(0, min(running - 1, BONUSES))


# Ranks


def ranks(scores: Mapping[K, int | Fraction]) -> dict[K, int]:
    """Return who is which, best first: equal scores share a rank and the next are skipped, 1 2 2 4.

    Known as standard competition ranking. In the order of `scores` within a rank. People are not
    told the rank of no points at all: where nobody was right, nobody is first.
    """
    better: dict[int | Fraction, int] = {}
    above = 0
    for score, many in sorted(Counter(scores.values()).items(), reverse=True):
        better[score] = above + 1
        above += many
    ordered = sorted(scores, key=lambda each: better[scores[each]])
    return {each: better[scores[each]] for each in ordered}


def movement(before: Mapping[K, int], after: Mapping[K, int]) -> dict[K, int | None]:
    """Return by how many ranks each has risen; negative fallen, None where they are new."""
    return {each: before[each] - rank if each in before else None for each, rank in after.items()}


def team_points(
    scores: Mapping[PersonId, int], members: Mapping[str, Collection[PersonId]], over: Over,
    present: Collection[PersonId],
) -> dict[str, Fraction]:  # fmt: skip
    """Return the mean of each team's points, over all members (absent is 0) or those present.

    A team of which nobody counts has 0.
    """
    means = {}
    for tag, everyone in members.items():
        those = {*everyone} if over is Over.MEMBERS else {*everyone} & {*present}
        total = sum(scores.get(person, 0) for person in those)
        means[tag] = Fraction(total, len(those)) if those else Fraction(0)
    return means


# Statistics


class Statistics(Struct, frozen=True):
    """Hold how a question did: `answered` and `right` count people, `discrimination` is −1 to 1."""

    answered: int
    right: int
    discrimination: float | None

    @property
    def share(self) -> Fraction | None:
        """The share of right answers among all answers: what test theory calls difficulty, p."""
        return Fraction(self.right, self.answered) if self.answered else None


def statistics_of(asked: Iterable[Asked]) -> list[Statistics]:
    """Return for each question that counts whether it was hard, and told the knowing from others.

    The discrimination is the correlation, among those who answered the question, between being
    right and how many of the *other* questions the same person got right: the corrected item-total
    correlation (Henrysson, "Correction of item-total correlations in item analysis", Psychometrika
    28, 1963). None where everybody did the same in one of the two.
    """
    questions = counted(asked)
    right_of = Counter(
        person
        for question in questions
        for person, answer in question.answers.items()
        if answer.right
    )
    found = []
    for question in questions:
        got = [int(answer.right) for answer in question.answers.values()]
        rest = [right_of[person] - answer.right for person, answer in question.answers.items()]
        varies = len(set(got)) > 1 and len(set(rest)) > 1
        found.append(
            Statistics(len(got), sum(got), statistics.correlation(got, rest) if varies else None)
        )
    return found


# Over many contests


class Season(Struct, frozen=True):
    """Hold what somebody did in a season."""

    points: int
    contests: int
    wins: int


def season(contests: Iterable[Mapping[PersonId, int]]) -> dict[PersonId, Season]:
    """Add up contests, each of which gives 100 to its winner and to others their share of that.

    So a contest of five questions weighs as much as one of fifty, and points of different presets
    can be added: `round(100 · own / winner's)`. Winners have rank 1, and more than no points.
    """
    found: dict[PersonId, Season] = defaultdict(lambda: Season(0, 0, 0))
    for scores in contests:
        best = max(scores.values(), default=0)
        for person, score in scores.items():
            so_far = found[person]
            found[person] = Season(
                so_far.points + (round(Fraction(100 * score, best)) if best else 0),
                so_far.contests + 1,
                so_far.wins + (score == best > 0),
            )
    return dict(found)


class Streak(Struct, frozen=True):
    """Hold how many in a row somebody answered: up to now, and at best."""

    current: int = 0
    best: int = 0


def streak(
    asked: Sequence[Hashable], answered: Collection[Hashable], *, still_open: bool
) -> Streak:
    """Follow the daily questions, oldest first; whether somebody was right does not matter.

    Days without a question break nothing, nor does the last while it is open.
    """
    current = best = 0
    for at, each in enumerate(asked):
        if each in answered:
            current += 1
            best = max(best, current)
        elif not (still_open and at == len(asked) - 1):
            current = 0
    return Streak(current, best)
