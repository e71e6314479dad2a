"""A term of digests: what each of them told is what the rows say, asked anew and otherwise."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Final

import pytest
from sqlalchemy import Connection, select, text

from bot.domain.essay import Late, LateRule, Source
from bot.domain.identity import PersonId, Role, RoomId, TeamId
from bot.domain.meeting import How
from bot.domain.shift import Planned
from bot.domain.volunteer import Origin
from storage.essays import Essays
from storage.identity import room_table, team_table
from storage.meeting import Meetings, Presences
from storage.people import People
from storage.volunteers import Activities, Ledger
from tests.stage import ZONE, Scene, Stage, on

pytestmark = pytest.mark.slow

BEGINS: Final = datetime(2026, 8, 31, 9, tzinfo=UTC)
WEEKS: Final = 8
PEOPLE: Final = 8

# Written once more, without the stores: times are microseconds since 1970 in this database.
MEETINGS: Final = """
    SELECT m.id, (SELECT count(*) FROM meeting_presence p WHERE p.meeting = m.id) AS came,
           (SELECT count(*) FROM roll_entry r WHERE r.roll = m.roll) AS of
    FROM meeting m WHERE m.kind IS NOT NULL AND m.closed_at >= :since AND m.closed_at < :until
"""
PAPERS: Final = """
    SELECT p.essay, count(*) FROM paper p WHERE p.withdrawn_at IS NULL AND EXISTS (
        SELECT 1 FROM paper_version v WHERE v.paper = p.id AND v.version = 1
        AND v.at >= :since AND v.at < :until)
    GROUP BY p.essay
"""
MINUTES: Final = """
    SELECT coalesce(sum(e.minutes), 0) FROM hours_entry e
    JOIN hours_confirmation c ON c.hours_entry = e.id WHERE c.at >= :since AND c.at < :until
"""


class Term:
    """Let things happen week by week, by chance that repeats itself."""

    def __init__(self, connection: Connection, random: Random) -> None:
        """Take the team that was set up."""
        self._connection = connection
        self._random = random
        self.team = TeamId(connection.scalar(select(team_table.c.id)) or 0)
        self.rooms = [
            RoomId(room)
            for room in connection.scalars(
                select(room_table.c.id).where(room_table.c.purpose == "main")
            )
        ]
        self.people = list(People(connection).members(self.team, Role.MEMBER))

    def week(self, begins: datetime) -> None:
        """Let a week pass: some meetings, papers and hours, or none of them; one is a holiday."""
        if begins == BEGINS + timedelta(weeks=3):
            return
        for _ in range(self._random.randrange(4)):
            self._meeting(begins + timedelta(hours=self._random.randrange(100)))
        if self._random.random() < 0.7:
            self._essay(begins)
        for _ in range(self._random.randrange(3)):
            self._shift(begins + timedelta(hours=self._random.randrange(80)))

    def _some(self) -> Sequence[PersonId]:
        return self._random.sample(self.people, self._random.randrange(1, len(self.people)))

    def _meeting(self, starts: datetime) -> None:
        store = Meetings(self._connection)
        made = store.open(
            self.team, self.people[0], starts - timedelta(days=2), title="Study", starts=starts,
            place="", closes=starts + timedelta(hours=3), everyone=True, rooms=self.rooms,
            kind="group", length=timedelta(hours=2),
        )  # fmt: skip
        for person in self._some():
            Presences(self._connection).sign(made.id, person, starts, How.TAP)
        store.close(made.id, starts + timedelta(hours=3))

    def _essay(self, begins: datetime) -> None:
        store = Essays(self._connection)
        made = store.open(
            self.team, self.people[0], begins, title="Notes", due=begins + timedelta(days=200),
            per_person=1, least=0, rule=LateRule(Late.FLAG), audience=None, rooms=self.rooms,
        )  # fmt: skip
        for person in self._some():
            at = begins + timedelta(hours=self._random.randrange(150))
            store.hand_in(made.id, person, at, source=Source.TEXT, name="", typed="Said so")

    def _shift(self, starts: datetime) -> None:
        ends = starts + timedelta(hours=2)
        made = Activities(self._connection).open(
            self.team, self.people[0], starts, title="Fair", place="", waitlist=False,
            cutoff=timedelta(), shifts=[Planned(starts, ends, 9)], rooms=self.rooms,
        )  # fmt: skip
        ledger = Ledger(self._connection)
        for person in self._some():
            minutes = self._random.randrange(30, 240)
            entry = ledger.enter(
                self.team, made.shifts[0].id, person, minutes, Origin.SIGNED_OUT, ends
            )
            if self._random.random() < 0.8:
                at = ends + timedelta(hours=1)
                ledger.confirm(entry, self.people[0], at, ZONE, as_admin=True)


@on(Scene("en", now=BEGINS))
async def test_a_term_of_digests_tells_what_the_rows_say(stage: Stage) -> None:
    """Each is sent once, on its Monday, and its figures are those of other statements."""
    ana = stage.actor("Ana", Role.ADMIN)
    for number in range(1, PEOPLE):
        stage.actor(f"P{number}", reachable=False)
    await ana.says_in_private("digest on")
    random = Random(7)
    for _ in range(WEEKS):
        begins = stage.clock.now()
        await stage.running.database.run(partial(_week, random, begins))
        await stage.pass_time(days=7)
    told = await stage.query(_told)
    assert told == await stage.query(_fresh)
    assert len(told) == WEEKS - 1
    assert sum(len(each["meeting"]) for each in told) >= WEEKS
    posts = [each for each in stage.room().texts if each.startswith("Weekly digest, Mon")]
    assert len(posts) == len(told)
    assert not any("Correction" in post for post in posts)


def _week(random: Random, begins: datetime, connection: Connection) -> None:
    Term(connection, random).week(begins)


def _told(connection: Connection) -> list[dict[str, Any]]:
    """Return what the digests told, of the rows that they kept."""
    found = []
    for (digest,) in connection.execute(text("SELECT id FROM digest ORDER BY until")).all():
        rows = connection.execute(
            text(
                "SELECT feature, key, figure FROM digest_line WHERE digest = :d AND part = 'past'"
            ),
            {"d": digest},
        )
        kept: dict[str, Any] = {"meeting": {}, "essay": {}, "volunteer": {}}
        for feature, key, figure in rows:
            kept[feature][key] = figure
        values = connection.execute(
            text("SELECT feature, week, value FROM digest_measure WHERE digest = :d"),
            {"d": digest},
        )
        kept["drawn"] = {(feature, week): value for feature, week, value in values if week == 7}
        found.append(kept)
    return found


def _fresh(connection: Connection) -> list[dict[str, Any]]:
    """Work the same out anew, for each week in which anything happened at all."""
    found = []
    for week in range(1, WEEKS + 1):
        until = datetime(2026, 8, 31, 8, 30, tzinfo=ZONE) + timedelta(weeks=week)
        since = until - timedelta(weeks=1)
        span = {"since": _micro(since), "until": _micro(until)}
        held = connection.execute(text(MEETINGS), span).all()
        minutes = connection.scalar(text(MINUTES), span) or 0
        papers = connection.execute(text(PAPERS), span).all()
        if not (held or minutes or papers):
            continue
        came, expected = sum(row[1] for row in held), sum(row[2] for row in held)
        found.append({
            "meeting": {
                str(meeting): f'["meeting","weekly-of",{{"present":"{n}","expected":"{of}"}}]'
                for meeting, n, of in held
            },
            "essay": {
                str(essay): f'["essay","weekly-papers",{{"count":{count}}}]'
                for essay, count in papers
            },
            "volunteer": {
                "hours": f'["volunteer","length",{{"length":{{"seconds":{minutes * 60.0}}}}}]'
            } if minutes else {},
            "drawn": {
                ("meeting", 7): round(100 * came / expected) if expected else None,
                ("volunteer", 7): minutes,
            },
        })  # fmt: skip
    return found


def _micro(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)
