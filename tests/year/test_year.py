"""A school year, from August 2025 to July 2026: what a group of sixty people sees of it."""

import io
import re
from collections import Counter
from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Final

import pytest
from openpyxl import load_workbook

from bot.message import File
from storage.files import path_in
from tests.pretend import Came
from tests.year.group import ABROAD, GUESTS, PEOPLE, ZONE, Group, moment
from tests.year.plans import DUE, EXTENDED, HOLIDAYS, LATE, NEVER, Year, last_workdays
from tests.year.rules import expected, things

MUTES: Final = ("别再提醒", "不想再收到提醒")
"""What only a reminder offers."""
ZONES: Final = {
    f"P{number:02}": ABROAD if number >= PEOPLE - GUESTS else ZONE for number in range(PEOPLE)
}
WAKING: Final = timedelta(hours=1)


@pytest.mark.slow
async def test_a_year_of_a_group(group: Group) -> None:
    """Studies, meetings, lectures, votes and papers: all is heard of once, in time, and is true."""
    Year(group).plan()
    await group.play()
    _each_reminder_comes_once_and_when_it_should(group)
    _nobody_is_pressed_or_woken(group)
    _what_was_missed_is_caught_up_once(group)
    _meetings_are_held_when_the_calendar_says(group)
    _quorums_are_counted_right(group)
    _papers_are_judged_by_when_they_came(group)
    await _statistics_are_true(group)


def reminders(group: Group) -> list[tuple[str, datetime]]:
    """Return who saw a reminder when, on whichever of their platforms."""
    return [
        (each.reader, each.at.replace(microsecond=0))
        for each in group.unasked()
        if each.reader is not None and any(offer in each.text for offer in MUTES)
    ]


def _each_reminder_comes_once_and_when_it_should(group: Group) -> None:
    """See that people saw what the rules make of the tables: not one more, not one less."""
    seen = Counter(reminders(group))
    wanted = expected(things(group.facts), ZONES, group.downtimes, group.now)
    assert len(wanted) > 40 * PEOPLE
    assert _first(seen.keys() - wanted) == []
    assert _first(wanted - seen.keys()) == []
    assert _first([each for each, times in seen.items() if times > 1]) == []


def _nobody_is_pressed_or_woken(group: Group) -> None:
    """Two a day, by day; at night only of what they come to and starts within the hour."""
    local = [(name, at.astimezone(ZONES[name])) for name, at in reminders(group)]
    a_day = Counter((name, at.date()) for name, at in local)
    assert max(a_day.values()) == 2
    woken = {each for each in local if not time(8) <= each[1].time() < time(22)}
    comes = {
        (name, moment(starts) - WAKING)
        for name, starts in group.facts("""
            SELECT person.name, starts FROM meeting JOIN meeting_answer ON meeting = meeting.id
            JOIN person ON person.id = person WHERE says != 'leave'""")
    }  # fmt: skip
    assert woken, "some are abroad, where it is early"
    assert {(name, at) for name, at in woken} <= comes


def _what_was_missed_is_caught_up_once(group: Group) -> None:
    """Nothing came while nothing ran; what fell due then came as soon as it ran again, once."""
    assert len(group.downtimes) == 2
    for begins, ends in group.downtimes:
        assert not [each for each in group.seen if begins < each.at < ends]
        after = Counter(name for name, at in reminders(group) if at == ends)
        assert after, "there was something to catch up with"
        assert max(after.values()) == 1


def _meetings_are_held_when_the_calendar_says(group: Group) -> None:
    """Studies keep to teaching weeks and leave holidays out; gatherings know make-up days."""
    held = [
        (kind, moment(starts).astimezone(ZONE))
        for kind, starts in group.facts("SELECT kind, starts FROM meeting ORDER BY starts")
    ]
    assert [at.date() for kind, at in held if kind == "group"] == list(last_workdays())
    autumn, spring = datetime(2025, 9, 1, 15, tzinfo=ZONE), datetime(2026, 3, 2, 15, tzinfo=ZONE)
    thursdays = [
        first + timedelta(weeks=week, days=3) for first in (autumn, spring) for week in range(1, 18)
    ]
    off = [datetime.combine(day, time(15), ZONE) for day in HOLIDAYS]
    assert [at for kind, at in held if kind == "meeting"] == [
        each for each in thursdays if each not in off
    ]
    for room in group.stage.platforms.values():
        cards = {each.text.partition("\n")[0] for each in room.sights if not each.reader}
        assert {"理论学习", "党小组会", "党课", "师德师风"} <= cards, room.name


def _quorums_are_counted_right(group: Group) -> None:
    """Compare what stands in all rooms when a gathering has ended with who signed in."""
    counts = group.facts("""
        SELECT closed_at, sum(votes), sum(votes AND EXISTS (
            SELECT 1 FROM meeting_presence AS here
            WHERE here.meeting = meeting.id AND here.person = roll_entry.person))
        FROM meeting JOIN roll_entry ON roll_entry.roll = meeting.roll
        WHERE kind = 'group' AND meeting.state = 'closed' GROUP BY meeting.id
    """)
    assert len(counts) == 12
    for platform in group.stage.platforms.values():
        told = {
            each.at: tuple(map(int, found.groups()))
            for each in platform.sights
            if each.reader is None and each.came is Came.SENT and each.text.startswith("会议结束")
            if (found := re.search(r"应到 (\d+) 人，实到 (\d+) 人 · 法定人数 (\d+) 人", each.text))
        }
        for closed, voters, here in counts:
            assert told[moment(closed)] == (voters, here, voters // 2 + 1)


def _papers_are_judged_by_when_they_came(group: Group) -> None:
    """Who was late is, who had more time is not, and all see how many came in time."""
    papers = {
        name: (late, moment(at))
        for name, late, at in group.facts("""
            SELECT person.name, late, at FROM paper_version JOIN paper ON paper.id = paper
            JOIN person ON person.id = paper.person""")
    }  # fmt: skip
    assert papers.keys() == {actor.name for actor in group.people} - NEVER
    for name, (late, at) in papers.items():
        days = -((DUE - at) // timedelta(days=1)) if name in LATE else 0
        assert late == days, name
    in_time = len(papers) - len(LATE) - len(EXTENDED)
    for platform in group.stage.platforms.values():
        public = [each.text for each in platform.sights if each.reader is None]
        assert any(f"应交 {PEOPLE} 人，已交 {in_time} 人" in text for text in public)


async def _statistics_are_true(group: Group) -> None:
    """Compare the workbook that the secretary is handed with the tables, person by person."""
    await group.secretary.says("考勤统计")
    file = next(
        block for message in reversed(group.secretary.private.messages)
        for block in message.drawn.card.blocks if isinstance(block, File)
    )  # fmt: skip
    kept = path_in(group.stage.folder, file.file).read_bytes()
    book = load_workbook(io.BytesIO(kept), read_only=True)
    rows = {str(row[0]): row[1:4] for row in book.worksheets[0].values}
    book.close()
    begins = int(datetime(group.now.year, 1, 1, tzinfo=ZONE).timestamp() * 1_000_000)
    counted = group.facts(
        """
        SELECT person.name, count(*), count(here.at), sum(coalesce(here.late, 0) > 0)
        FROM meeting JOIN roll_entry ON roll_entry.roll = meeting.roll
        JOIN person ON person.id = roll_entry.person LEFT JOIN meeting_presence AS here
        ON here.meeting = meeting.id AND here.person = roll_entry.person
        WHERE starts >= ? AND meeting.state = 'closed' GROUP BY person.id""",
        begins,
    )
    assert len(counted) == PEOPLE
    assert {name: rows[name] for name, *_ in counted} == {
        name: tuple(counts) for name, *counts in counted
    }


def _first(found: Collection[tuple[str, datetime]]) -> list[tuple[str, datetime]]:
    """Return the first few, so that what is wrong can be read."""
    return sorted(found, key=lambda each: each[1])[:8]
