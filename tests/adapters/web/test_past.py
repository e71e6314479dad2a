"""The weeks that a demonstration has lived before anybody comes to look."""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from adapters.web.past import beginning, live, moments
from adapters.web.wire import Web
from bot.clock import VirtualClock
from bot.composition import HOME
from bot.composition.connections import assemble_connected, client
from bot.composition.database import key_file
from bot.script import ScriptError
from storage.database import Database
from storage.essays import version_table
from storage.meeting.tables import meeting_presence, meeting_table
from storage.polls import poll_answer
from storage.quiz.tables import contest_answer, contest_player, contest_table
from storage.volunteers.tables import hours_confirmation, hours_entry
from tests.adapters.web.tabs import WORDS, settings_for

ZONE = ZoneInfo("Asia/Shanghai")
TEAMS = 2
SEEN = {
    "en": ["Weekly study", "Reading notes", "Book fair", "Podium: ", "Weekly digest, "],
    "zh": ["每周学习", "读书笔记", "书市", "成绩揭晓：", "周报 · "],
}
"""What the titles begin with of cards that each team has in its chat."""


async def counts(database: Database) -> Mapping[str, int]:
    """Count what has been lived."""
    tables = (
        meeting_table, meeting_presence, version_table, hours_entry, hours_confirmation,
        contest_table, contest_player, poll_answer,
    )  # fmt: skip
    return await database.read(
        lambda c: {
            each.name: c.scalar(select(func.count()).select_from(each)) or 0 for each in tables
        }
    )


async def titles(web: Web, language: str) -> list[str]:
    """Return the titles of all cards that the first of a team sees."""
    team = web.house.team(language)
    assert team is not None
    person = team.people[0]
    _, frame = await web.look(person, tuple(team.rooms_of(person)), 0)
    cards = [each["card"] for each in json.loads(frame)["entries"] if each["card"]]
    return [each["title"] or "" for each in cards]


@pytest.mark.slow
@pytest.mark.parametrize("now", ["2026-11-30T00:20", "2027-02-18T23:50"], ids=str)
async def test_a_team_has_lived_for_four_weeks_whenever_one_comes(
    tmp_path: Path, sqlite_url: str, now: str
) -> None:
    """Both teams did all that their scripts say, just after midnight and on holidays too."""
    # By the key it is drawn what a quiz asks: of some questions nothing can be pressed.
    key_file(sqlite_url).write_text("5e" * 32)
    ends = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    clock = VirtualClock(beginning(ends, ZONE))
    async with client() as http:
        assembly = await assemble_connected(settings_for(tmp_path), sqlite_url, clock, WORDS, http)
        (web,) = assembly.muster.runtime.adapters.values()
        assert isinstance(web, Web)
        await live(assembly.muster, web, clock, ends, ZONE, asyncio.Event())
        assert clock.now() == ends
        found = await counts(assembly.database)
        for language, wanted in SEEN.items():
            shown = await titles(web, language)
            assert [each for each in wanted if not any(t.startswith(each) for t in shown)] == []
        answered = await assembly.database.read(
            lambda c: c.scalars(select(contest_answer.c.contest).distinct()).all()
        )
        assert len(answered) == TEAMS, "what was asked was answered"
        await assembly.close()
    assert {name: count / TEAMS for name, count in found.items()} == {
        "meeting": 3, "meeting_presence": 7, "paper_version": 2, "hours_entry": 3,
        "hours_confirmation": 3, "contest": 1, "contest_player": 4, "poll_answer": 3,
    }  # fmt: skip


def test_the_past_begins_on_a_monday_and_ends_before_now() -> None:
    """Four whole weeks, then what was done an hour ago."""
    now = datetime(2026, 11, 29, 12, tzinfo=ZONE)
    assert beginning(now, ZONE) == datetime(2026, 10, 26, 8, tzinfo=ZONE)
    for language in WORDS.languages:
        script = (HOME / f"adapters/web/past/{language}.txt").read_text("utf-8")
        times = [each.at for each in moments(script, language, now, ZONE)]
        assert times == sorted(times)
        assert times[-1] == datetime(2026, 11, 29, 11, tzinfo=ZONE)


def test_a_past_holds_only_what_people_do() -> None:
    """A restart, or a new person, is no part of it."""
    for line in ("!restart", "@eve"):
        with pytest.raises(ScriptError):
            list(moments(line, "en", datetime(2026, 11, 29, tzinfo=ZONE), ZONE))
