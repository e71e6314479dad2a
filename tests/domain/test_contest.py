"""Contests: points by each preset, ranks, teams, statistics, and voiding."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from statistics import correlation
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.domain.contest import (
    Answer,
    Asked,
    Over,
    Preset,
    Scoring,
    Season,
    Streak,
    counted,
    movement,
    points,
    ranks,
    season,
    speed_points,
    statistics_of,
    streak,
    streak_bonus,
    team_points,
)
from bot.domain.identity import PersonId

ANA, BEN, CLEO, DAN = (PersonId(number) for number in range(1, 5))
T: Final = timedelta(seconds=20)
ACCURACY, SPEED, FIRST = (Scoring(preset) for preset in Preset)
STREAKS: Final = Scoring(Preset.SPEED, streaks=True)
SCORINGS: Final = (ACCURACY, SPEED, FIRST, STREAKS)


def asked(*, void: bool = False, **answers: float) -> Asked:
    """Ask something: `ana=2` is right after 2 s, `ana=-2` is wrong after 2 s."""
    named = {"ana": ANA, "ben": BEN, "cleo": CLEO, "dan": DAN}
    held = {
        named[who]: Answer(right=took >= 0, took=timedelta(seconds=abs(took)))
        for who, took in answers.items()
    }
    return Asked(T, held, void=void)


people = st.sampled_from([ANA, BEN, CLEO, DAN])
took = st.timedeltas(timedelta(0), timedelta(seconds=21.5))
answers = st.builds(Answer, st.booleans(), took)
questions = st.builds(
    Asked,
    st.just(T),
    st.dictionaries(people, answers, max_size=4),
    st.just(frozenset()),
    st.booleans(),
)
contests = st.lists(questions, max_size=4)


# Points


@pytest.mark.parametrize(
    ("seconds", "worth"),
    [
        (0, 1000), (0.5, 1000), (0.500001, 987), (2, 950), (10, 750), (19.99, 500), (20, 500),
        (21.5, 500), (-1, 1000),
    ],
)  # fmt: skip
def test_speed_is_worth_points(seconds: float, worth: int) -> None:
    """All at once, half at the end; an answer in grace is one at the end."""
    assert speed_points(timedelta(seconds=seconds), T) == worth


def test_the_example_of_the_source() -> None:
    """2 seconds of 30 are worth 967."""
    assert speed_points(timedelta(seconds=2), timedelta(seconds=30)) == 967


@given(took, st.integers(1, 600))
def test_points_for_speed_are_those_of_the_formula(after: timedelta, seconds: int) -> None:
    """Worked out in fractions, of which exactly a half goes to the even number."""
    time, microsecond = timedelta(seconds=seconds), timedelta(microseconds=1)
    share = Fraction(min(after, time) // microsecond, time // microsecond)
    wanted = 1000 if after <= timedelta(seconds=0.5) else round(1000 * (1 - share / 2))
    assert speed_points(after, time) == wanted


@given(took, took)
def test_who_is_faster_has_no_fewer_points(one: timedelta, other: timedelta) -> None:
    """And nobody who is right has fewer than half."""
    faster, slower = sorted((one, other))
    assert 500 <= speed_points(slower, T) <= speed_points(faster, T) <= 1000


def test_the_presets_score_one_question() -> None:
    """Wrong is nothing; the first is the fastest on their own clock, not who arrived first."""
    question = asked(ana=10, ben=2, cleo=-1)
    assert points([question], ACCURACY) == {ANA: 1, BEN: 1, CLEO: 0}
    assert points([question], SPEED) == {ANA: 750, BEN: 950, CLEO: 0}
    assert points([question], FIRST) == {ANA: 0, BEN: 1, CLEO: 0}


def test_equally_fast_are_both_first() -> None:
    """Ties share here as well."""
    assert points([asked(ana=2, ben=2)], FIRST) == {ANA: 1, BEN: 1}


@pytest.mark.parametrize(
    ("running", "bonus"), [(0, 0), (1, 0), (2, 100), (3, 200), (5, 400), (6, 500), (7, 500)]
)
def test_a_streak_earns_up_to_five_hundred(running: int, bonus: int) -> None:
    """From the second in a row on."""
    assert streak_bonus(running) == bonus


def test_a_streak_is_broken_by_a_wrong_answer_and_by_none() -> None:
    """Ana is right four times with one miss between, Ben never stops."""
    run = [asked(ana=0, ben=0), asked(ana=0, ben=0), asked(ben=0), asked(ana=-1, ben=0)]
    run += [asked(ana=0, ben=0), asked(ana=0, ben=0)]
    assert points(run, STREAKS) == {ANA: 4000 + 100 + 100, BEN: 6000 + 1500}


def test_what_was_never_shown_breaks_no_streak() -> None:
    """Ana's copy came too late: that is not her fault."""
    missed = replace(asked(ben=0), unseen=frozenset({ANA}))
    assert points([asked(ana=0), missed, asked(ana=0)], STREAKS)[ANA] == 2100


@pytest.mark.parametrize("preset", [Preset.ACCURACY, Preset.FIRST])
def test_only_speed_has_streaks(preset: Preset) -> None:
    """A hundred points beside one would be all that counts."""
    with pytest.raises(ValueError, match="no bonus"):
        Scoring(preset, streaks=True)


@given(contests, st.sampled_from(SCORINGS), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(
    contest: list[Asked], scoring: Scoring, chance: random.Random
) -> None:
    """Only how long an answer took on its own clock may matter."""

    def shuffled(question: Asked) -> Asked:
        items = list(question.answers.items())
        chance.shuffle(items)
        return replace(question, answers=dict(items))

    assert points(map(shuffled, contest), scoring) == points(contest, scoring)


@given(contests, st.lists(took, min_size=24, max_size=24))
def test_accuracy_knows_no_time(contest: list[Asked], times: list[timedelta]) -> None:
    """Under that preset all may take as long as they like."""
    left = iter(times)
    slower = [
        replace(q, answers={p: replace(a, took=next(left)) for p, a in q.answers.items()})
        for q in contest
    ]
    assert points(slower, ACCURACY) == points(contest, ACCURACY)


@given(contests, st.sampled_from(SCORINGS))
def test_voiding_a_question_is_never_having_asked_it(
    contest: list[Asked], scoring: Scoring
) -> None:
    """Points, streaks, ranks and statistics are those of the contest without it."""
    without = [question for question in contest if not question.void]
    assert points(contest, scoring) == points(without, scoring)
    assert ranks(points(contest, scoring)) == ranks(points(without, scoring))
    assert statistics_of(contest) == statistics_of(without)
    assert counted(contest) == without


# Ranks and teams


def test_equal_points_share_a_rank_and_the_next_is_skipped() -> None:
    """1 2 2 4, best first."""
    scores = {ANA: 5, BEN: 7, CLEO: 5, DAN: 1}
    assert list(ranks(scores).items()) == [(BEN, 1), (ANA, 2), (CLEO, 2), (DAN, 4)]


@given(st.dictionaries(people, st.integers(0, 3)))
def test_a_rank_is_one_more_than_there_are_better(scores: Mapping[PersonId, int]) -> None:
    """Whoever has the same has the same rank."""
    for person, rank in ranks(scores).items():
        assert rank == 1 + sum(score > scores[person] for score in scores.values())


def test_who_rose_and_who_fell() -> None:
    """Who is new has not moved."""
    before, after = {ANA: 1, BEN: 3}, {BEN: 1, ANA: 2, CLEO: 3}
    assert movement(before, after) == {BEN: 2, ANA: -1, CLEO: None}


def test_a_team_has_the_mean_of_its_members() -> None:
    """Absent is 0, or not counted; who has two tags counts for both teams."""
    scores = {ANA: 10, BEN: 5}
    teams = {"red": [ANA, BEN, CLEO], "blue": [BEN, DAN], "none": [DAN], "empty": []}
    everyone = team_points(scores, teams, Over.MEMBERS, present=[])
    assert everyone == {"red": 5, "blue": Fraction(5, 2), "none": 0, "empty": 0}
    there = team_points(scores, teams, Over.PRESENT, present=[ANA, BEN])
    assert there == {"red": Fraction(15, 2), "blue": 5, "none": 0, "empty": 0}


def test_who_is_present_and_answers_nothing_counts_as_nothing() -> None:
    """Whoever joined is there."""
    there = team_points({ANA: 10}, {"red": [ANA, BEN]}, Over.PRESENT, present=[ANA, BEN])
    assert there == {"red": 5}


# Statistics


def test_a_question_tells_the_knowing_from_others() -> None:
    """The first is answered right by those who know the others, the last by the other half."""
    run = [
        asked(ana=1, ben=1, cleo=-1, dan=-1),
        asked(ana=1, ben=1, cleo=-1, dan=-1),
        asked(ana=1, ben=1, cleo=1, dan=-1),
        asked(ana=-1, ben=-1, cleo=1, dan=1),
    ]
    found = statistics_of(run)
    assert [each.share for each in found] == [Fraction(n, 4) for n in (2, 2, 3, 2)]
    assert found[0].discrimination == pytest.approx(correlation([1, 1, 0, 0], [2, 2, 2, 1]))
    assert found[3].discrimination == pytest.approx(correlation([0, 0, 1, 1], [3, 3, 1, 0]))


def test_where_all_do_the_same_there_is_nothing_to_tell() -> None:
    """No share without answers, no discrimination without a difference."""
    alone, nobody = statistics_of([asked(ana=1), asked()])
    assert (alone.share, alone.discrimination) == (Fraction(1), None)
    assert (nobody.share, nobody.discrimination) == (None, None)


@given(contests)
def test_discrimination_lies_between_its_ends(contest: list[Asked]) -> None:
    """Whatever was answered."""
    for each in statistics_of(contest):
        assert each.discrimination is None or -1.000001 <= each.discrimination <= 1.000001


# Over many contests


def test_a_season_adds_shares_of_the_winner() -> None:
    """A long contest weighs as much as a short one, whatever its preset."""
    found = season([{ANA: 9_000, BEN: 4_500}, {BEN: 3, CLEO: 3}, {ANA: 0, BEN: 0}])
    assert found == {
        ANA: Season(points=100, contests=2, wins=1),
        BEN: Season(points=150, contests=3, wins=1),
        CLEO: Season(points=100, contests=1, wins=1),
    }


@given(st.lists(st.dictionaries(people, st.integers(0, 9), max_size=4), max_size=4))
def test_the_order_of_contests_does_not_matter(contests: list[dict[PersonId, int]]) -> None:
    """Nor does one in which nobody took part."""
    assert season(contests) == season([*reversed(contests), {}])


DAYS: Final = [date(2026, 11, day) for day in (23, 24, 25, 26, 27, 30)]
"""Monday to Friday, and Monday again."""


@pytest.mark.parametrize(
    ("answered", "still_open", "found"),
    [
        ("012345", False, Streak(6, 6)),
        ("01234", True, Streak(5, 5)),
        ("01234", False, Streak(0, 5)),
        ("0135", False, Streak(1, 2)),
        ("", True, Streak(0, 0)),
        ("0", True, Streak(0, 1)),
    ],
)
def test_daily_streaks(answered: str, still_open: bool, found: Streak) -> None:  # noqa: FBT001
    """A weekend breaks nothing, nor does today's question while it is open."""
    assert streak(DAYS, {DAYS[int(at)] for at in answered}, still_open=still_open) == found


def test_no_days_are_no_streak() -> None:
    """Before the first question."""
    assert streak([], [], still_open=False) == Streak()
