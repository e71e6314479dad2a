"""A school year, from August 2025 to July 2026: what a group of sixty people hears of it."""

from collections import Counter
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

import pytest

from bot.domain.call import CallId
from bot.domain.meeting import MeetingId, Says
from commands.meeting.replies import answer
from commands.poll import answer as vote
from tests.year.group import ABROAD, BEGINS, ENDS, GUESTS, PEOPLE, ZONE, Group, moment

SILENT: Final = 0.2
"""The share of people who leave a thing unanswered."""
WEEK: Final = timedelta(days=7)
MONDAY: Final = datetime(2025, 8, 4, 9, 30, tzinfo=ZONE)
REMINDED: Final = """
    SELECT json_extract(args, '$[0]'), sent_at FROM outbox
    WHERE view = 'remind.yours' AND state = 2 AND json_array_length(refs) > 0
"""
CALLS: Final = """
    SELECT 'meeting' AS kind, id, roll, opened_at, closes FROM meeting
    UNION ALL SELECT 'poll', id, roll, opened_at, closes FROM poll
"""
ANSWERS: Final = """
    SELECT 'meeting' AS kind, meeting AS id, person, at FROM meeting_answer
    UNION ALL SELECT 'poll', poll, person, at FROM poll_answer
"""


def plan_studies(group: Group) -> None:
    """Call the weekly study each Monday, for Friday; most say within the week whether they come."""

    async def call() -> None:
        await group.secretary.says("点名 每周学习 周五15点 204 截止周五中午12点 全员")
        await group.secretary.picks("发布")
        (newest,) = group.facts("SELECT max(id) FROM meeting")
        roll, now = MeetingId(CallId(newest[0])), group.stage.clock.now()
        for actor in group.people:
            if group.random.random() > SILENT:
                says = group.random.choice(list(Says))
                at = now + timedelta(hours=group.random.uniform(0.05, 98))
                group.at(at, partial(group.presses, actor, answer(roll, says)))

    when = MONDAY
    while when < ENDS:
        group.at(when, call)
        when += WEEK


def plan_votes(group: Group) -> None:
    """Ask all for the month's topic, on its first Wednesday for a week."""

    async def ask() -> None:
        await group.secretary.says("投票 本月主题？读书／参观／讲座 截止下周三18点 全员")
        await group.secretary.picks("发布")
        (newest,) = group.facts("SELECT max(id) FROM poll")
        options = [row[0] for row in group.facts(
            "SELECT id FROM poll_option WHERE poll = ?", newest[0]
        )]  # fmt: skip
        now = group.stage.clock.now()
        for actor in group.people:
            if group.random.random() > SILENT:
                at = now + timedelta(hours=group.random.uniform(0.05, 160))
                chosen = vote(newest[0], group.random.choice(options))
                group.at(at, partial(group.presses, actor, chosen))

    for number in range(12):
        year, month = divmod(7 + number, 12)
        first = datetime(2025 + year, month + 1, 1, 10, tzinfo=ZONE)
        group.at(first + timedelta(days=(2 - first.weekday()) % 7), ask)


@pytest.mark.slow
async def test_a_year_of_reminders(group: Group) -> None:
    """Nobody is woken, pressed more than twice a day, reminded of what they did, or forgotten."""
    plan_studies(group)
    plan_votes(group)
    # Twice the machine is down for six hours, in which the last day for a study's answers begins.
    for day in (datetime(2025, 10, 16, 9, tzinfo=ZONE), datetime(2026, 3, 26, 9, tzinfo=ZONE)):
        group.at(day, partial(group.down, hours=6))
    await group.play()
    reminded = [(person, moment(at)) for person, at in group.facts(REMINDED)]
    assert len(reminded) > 40 * PEOPLE
    assert all(BEGINS < at < ENDS for _, at in reminded)

    names = dict(group.facts("SELECT id, name FROM person"))
    guests = {f"P{number:02}" for number in range(PEOPLE - GUESTS, PEOPLE)}
    local = [
        (person, at.astimezone(ABROAD if names[person] in guests else ZONE))
        for person, at in reminded
    ]
    assert [each for each in local if not time(8) <= each[1].time() < time(22)] == []
    a_day = Counter((person, at.date()) for person, at in local)
    assert max(a_day.values()) <= 2

    # Of each reminder there was something that its person still owed.
    for_nothing = group.facts(f"""
        WITH call AS ({CALLS}), answer AS ({ANSWERS}), reminder AS (
            SELECT json_extract(args, '$[0]') AS person, sent_at FROM outbox
            WHERE view = 'remind.yours' AND state = 2 AND json_array_length(refs) > 0)
        SELECT count(*) FROM reminder WHERE NOT EXISTS (
            SELECT 1 FROM call JOIN roll_entry USING (roll)
            WHERE roll_entry.person = reminder.person
            AND reminder.sent_at BETWEEN call.opened_at AND call.closes
            AND NOT EXISTS (
                SELECT 1 FROM answer WHERE answer.kind = call.kind AND answer.id = call.id
                AND answer.person = reminder.person AND answer.at <= reminder.sent_at))
    """)
    assert for_nothing == [(0,)]

    # Who never answered was reminded of it, and three times at most.
    forgotten = group.facts(f"""
        WITH call AS ({CALLS}), answer AS ({ANSWERS})
        SELECT count(*) FROM call JOIN roll_entry USING (roll)
        WHERE NOT EXISTS (SELECT 1 FROM answer WHERE answer.kind = call.kind
            AND answer.id = call.id AND answer.person = roll_entry.person)
        AND NOT EXISTS (SELECT 1 FROM outbox WHERE view = 'remind.yours' AND state = 2
            AND json_extract(args, '$[0]') = roll_entry.person
            AND sent_at BETWEEN call.opened_at AND call.closes)
    """)
    assert forgotten == [(0,)]
    assert group.facts("SELECT max(times) FROM reminded")[0][0] == 3

    # What fell due while nothing ran came once, as soon as it ran again.
    for begins, ends in group.downtimes:
        within = [person for person, at in reminded if begins < at < ends]
        after = Counter(person for person, at in reminded if ends <= at < ends + timedelta(hours=1))
        assert within == []
        assert after
        assert max(after.values()) == 1
