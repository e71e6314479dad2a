"""Papers when many hand in at once, of two persons who are one, of strangers: on both databases."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

import pytest
from sqlalchemy import Connection, func, select

from bot.domain.audience import EVERYBODY
from bot.domain.call import Asked, Refused
from bot.domain.essay import (
    Essay,
    EssayId,
    Full,
    Late,
    LateRule,
    NotTaken,
    Reading,
    Source,
    Stage,
    Taken,
    Version,
    alike,
    sketch,
)
from bot.domain.identity import PersonId, Purpose, TeamId
from bot.event import Origin
from storage.database import Database
from storage.essays import Essays, paper, version_table
from storage.forget import MARK, forget
from storage.people import People

NOW: Final = datetime(2026, 11, 26, 1, tzinfo=UTC)
DUE: Final = NOW + timedelta(days=4)
MANY: Final = 20
TEXT: Final = "I have read the book with great care and this is what I think of it"


class Club:
    """Hold a team on a database, its people, and the one room."""

    def __init__(self, database: Database) -> None:
        """Take the database; `gather` fills it."""
        self.database = database
        self.team = TeamId(0)
        self.people: list[PersonId] = []
        self._room = 0

    async def gather(self) -> None:
        """Make the team and its people."""

        def work(connection: Connection) -> None:
            people = People(connection)
            home = people.found("School", "zh", "Asia/Shanghai", "test")
            self.team = people.team_called("Team", home, "zh", "Asia/Shanghai")
            self._room = people.room_for(
                "chat", "main", "Lobby", team=self.team, purpose=Purpose.MAIN
            )

        await self.database.run(work)
        for number in range(MANY):
            await self.joins(f"p{number}")

    async def joins(self, name: str) -> PersonId:
        """Let somebody come into the team."""

        def work(connection: Connection) -> PersonId:
            people = People(connection)
            where = Origin("chat", "main", f"key of {name}", name)
            return people.join(people.account_for(where, "realm", NOW), self.team, name, NOW)

        self.people.append(await self.database.run(work))
        return self.people[-1]

    async def essay(self, **more: Any) -> Essay:
        """Open a campaign."""
        settings: dict[str, Any] = {
            "title": "Notes", "due": DUE, "per_person": 1, "least": 0, "rule": LateRule(),
            "audience": EVERYBODY, "rooms": [self._room],
        } | more  # fmt: skip
        return await self.database.run(
            lambda c: Essays(c).open(self.team, self.people[0], NOW, **settings)
        )

    async def hands_in(
        self, essay: Essay, person: PersonId, text: str = TEXT, *, at: datetime = NOW,
        number: int | None = None,
    ) -> Any:  # fmt: skip
        """Let somebody hand in a text."""
        return await self.database.run(
            lambda c: Essays(c).hand_in(
                essay.id, person, at, source=Source.TEXT, name=text[:10], typed=text, number=number
            )
        )

    async def is_read(self, taken: Any, found: Reading | None = None) -> Version | None:
        """Let what was handed in be read: it is what it is, or what is said of it."""
        assert isinstance(taken, Taken)
        version = taken.version.id

        def work(connection: Connection) -> Version | None:
            essays = Essays(connection)
            unread = essays.to_read(version)
            if unread is None:
                return None
            text = unread.typed or ""
            usual = Reading(None, f"{hash(text):x}", len(text.split()), sketch(text))
            return essays.note_reading(version, found or usual)

        return await self.database.run(work)

    async def given(self, essay: Essay, person: PersonId, text: str = TEXT) -> Version:
        """Let somebody hand in a text that is read."""
        read = await self.is_read(await self.hands_in(essay, person, text))
        assert read is not None
        return read

    async def papers(self, essay: Essay, person: PersonId | None = None) -> list[tuple[int, int]]:
        """List the papers that stand, as their numbers and versions."""
        found = await self.database.read(lambda c: Essays(c).papers(essay.id, person))
        return sorted((each.number, each.version) for each in found)

    async def versions(self, essay: Essay) -> list[int]:
        """List all versions of all papers that are kept, by their numbers."""
        kept = (
            select(version_table.c.version)
            .join(paper, paper.c.id == version_table.c.paper)
            .where(paper.c.essay == essay.id, version_table.c.file.is_not(None))
        )
        return sorted(await self.database.read(lambda c: c.scalars(kept).all()))

    async def now(self, essay: Essay) -> Essay:
        """Return the campaign as it stands."""
        found = await self.database.read(lambda c: Essays(c).find(essay.id))
        assert found is not None
        return found

    async def missing(self, essay: Essay) -> Sequence[PersonId]:
        """List who owes a paper."""
        known = await self.now(essay)
        return await self.database.read(lambda c: Essays(c).missing(known))


@pytest.fixture
async def club(database: Database) -> Club:
    """Lend a team of twenty."""
    made = Club(database)
    await made.gather()
    return made


# Papers and versions


async def test_twenty_papers_at_once_have_twenty_numbers(club: Club) -> None:
    """All are counted, each person once, and nobody is missing."""
    essay = await club.essay()
    await asyncio.gather(*(club.given(essay, each) for each in club.people))
    assert await club.papers(essay) == [(number, 1) for number in range(1, MANY + 1)]
    assert ((await club.now(essay)).answered, await club.missing(essay)) == (MANY, [])


async def test_papers_that_come_at_once_are_versions_of_one(club: Club) -> None:
    """Of ten texts on two devices each is a version, in some order, and the last one counts."""
    essay, ben = await club.essay(), club.people[1]
    await asyncio.gather(*(club.given(essay, ben, f"{TEXT} {n}") for n in range(10)))
    ((_, version),) = await club.papers(essay)
    assert version == 10
    assert await club.versions(essay) == list(range(1, 11)), "all are kept"


async def test_the_same_text_at_once_is_one_version(club: Club) -> None:
    """What a platform delivers ten times is handed in once."""
    essay, ben = await club.essay(), club.people[1]
    taken = await asyncio.gather(*(club.hands_in(essay, ben) for _ in range(10)))
    assert sum(not each.again for each in taken) == 1
    assert len({each.version.id for each in taken}) == 1
    assert await club.papers(essay) == [(1, 1)]


async def test_nobody_hands_in_more_papers_than_are_owed(club: Club) -> None:
    """Of six texts at once two are papers, and for the others one is asked what they replace."""
    essay, ben = await club.essay(per_person=2), club.people[1]
    outcomes = await asyncio.gather(*(club.hands_in(essay, ben, f"{TEXT} {n}") for n in range(6)))
    kinds = sorted(type(each).__name__ for each in outcomes)
    assert kinds == ["Full"] * 4 + ["Taken"] * 2
    full = next(each for each in outcomes if isinstance(each, Full))
    assert 1 <= len(full.papers) <= 2
    await club.hands_in(essay, ben, "another", number=1)
    assert await club.papers(essay) == [(1, 2), (2, 1)]
    assert ben not in await club.missing(essay)


async def test_one_of_two_papers_is_not_all(club: Club) -> None:
    """Whoever owes two and handed in one is missing still."""
    essay, ben = await club.essay(per_person=2), club.people[1]
    await club.given(essay, ben)
    assert ben in await club.missing(essay)
    assert (await club.now(essay)).answered == 0


async def test_what_is_refused_is_no_version_and_settles_nothing(club: Club) -> None:
    """The version before it counts; what is read is read once."""
    essay, ben = await club.essay(), club.people[1]
    broken = await club.hands_in(essay, ben)
    assert ben not in await club.missing(essay), "while it is read, it is not missing"
    refused = await club.is_read(broken, Reading("broken"))
    assert refused is not None
    assert refused.stage is Stage.REFUSED
    assert ben in await club.missing(essay)
    assert await club.is_read(broken) is None
    await club.given(essay, ben, "A first one that can be read")
    await club.is_read(await club.hands_in(essay, ben), Reading("broken"))
    assert await club.papers(essay) == [(1, 1)]


async def test_what_is_the_same_as_before_is_no_version(club: Club) -> None:
    """Byte for byte: whoever sends a file again after its receipt has one version."""
    essay, ben = await club.essay(), club.people[1]
    await club.given(essay, ben)
    again = await club.given(essay, ben)
    assert (again.stage, again.why) == (Stage.REFUSED, "same")
    await club.given(essay, ben, f"{TEXT}, and more")
    back = await club.given(essay, ben)
    assert (back.stage, back.version) == (Stage.KEPT, 3), "whoever goes back to the first may"


async def test_what_is_withdrawn_counts_again_when_it_is_given_again(club: Club) -> None:
    """Taken back once, of two presses; a further text is a further version of the same paper."""
    essay, ben = await club.essay(), club.people[1]
    mine = (await club.given(essay, ben)).id
    taken = await asyncio.gather(
        *(club.database.run(lambda c: Essays(c).withdraw_paper(mine, NOW)) for _ in range(5))
    )
    assert sorted(taken) == [False] * 4 + [True]
    assert ben in await club.missing(essay)
    await club.given(essay, ben, f"{TEXT}, again")
    assert await club.papers(essay) == [(1, 2)]


# Deadlines


async def test_a_paper_that_races_the_closing_is_in_or_refused(club: Club) -> None:
    """Each of twenty is counted or told; what was counted at the closing never changes after it."""
    essay = await club.essay()

    async def close() -> int:
        await asyncio.sleep(0)

        def work(connection: Connection) -> int:
            essays = Essays(connection)
            assert essays.close(essay.id, NOW)
            found = essays.find(essay.id)
            assert found is not None
            return found.answered

        return await club.database.run(work)

    half = [club.hands_in(essay, each) for each in club.people]
    outcomes = await asyncio.gather(*half[:10], close(), *half[10:])
    counted = outcomes.pop(10)
    kinds = [type(each) for each in outcomes]
    assert set(kinds) <= {Taken, Refused}
    assert kinds.count(Taken) == counted == (await club.now(essay)).answered


async def test_more_time_is_one_persons_alone(club: Club) -> None:
    """The later of two times that were given counts, whichever is later than the deadline."""
    essay = await club.essay(rule=LateRule(Late.REFUSE))
    ana, ben, cy = club.people[:3]
    until, late = DUE + timedelta(days=2), DUE + timedelta(days=1)
    await club.database.run(lambda c: Essays(c).set(essay.id, closes=until))

    def extend(connection: Connection) -> None:
        for time in (late, until):
            Essays(connection).extend(essay.id, ben, time, ana)

    await club.database.run(extend)
    assert await club.database.read(lambda c: Essays(c).extensions(essay.id)) == {ben: until}
    assert isinstance(await club.hands_in(essay, cy, at=late), NotTaken)
    taken = await club.hands_in(essay, ben, at=late)
    assert isinstance(taken, Taken)
    assert taken.version.late == 0


# Who is not on the roll


async def test_a_strangers_paper_waits_until_they_are_admitted(club: Club) -> None:
    """It is kept and counts nobody; admitted it counts, refused it never does."""
    essay = await club.essay()
    dan, eve = await club.joins("dan"), await club.joins("eve")
    first, second = await club.hands_in(essay, dan), await club.hands_in(essay, dan, "again")
    assert (first.asked, second.asked) == (Asked(first=True), Asked(first=False))
    await club.hands_in(essay, eve)
    known = await club.now(essay)
    assert (known.answered, known.expected) == (0, MANY)
    asking = await club.database.read(lambda c: Essays(c).asking(known))
    assert sorted(asking) == [dan, eve]

    def settle(connection: Connection) -> None:
        for person, admitted in ((dan, True), (eve, False)):
            assert Essays(connection).settle(known, person, club.people[0], admitted=admitted)

    await club.database.run(settle)
    known = await club.now(essay)
    assert (known.answered, known.expected) == (1, MANY + 1)
    assert await club.hands_in(essay, eve) == Refused("not-on-roll")
    papers = await club.database.read(lambda c: Essays(c).papers(essay.id))
    assert {each.person: each.waiting for each in papers} == {dan: False, eve: True}


# Likeness


async def test_a_copy_is_found_among_those_that_stand(club: Club) -> None:
    """Not one's own earlier version, not a withdrawn paper, not that of another campaign."""
    essay, other = await club.essay(), await club.essay()
    ana, ben, cy = club.people[:3]
    text = " ".join(f"word{n} thought{n * 3}" for n in range(80))
    elsewhere = await club.given(other, ana, text)
    mine = await club.given(essay, ben, text)
    again = await club.given(essay, ben, text + " and more")

    async def twin(version: Version) -> int | None:
        found = alike(*await club.database.read(lambda c: Essays(c).sketches(version.id)))
        return None if found is None else found[0]

    assert [await twin(each) for each in (elsewhere, mine, again)] == [None, None, None]
    copy = await club.given(essay, cy, text.upper())
    found = alike(*await club.database.read(lambda c: Essays(c).sketches(copy.id)))
    assert found is not None
    await club.database.run(lambda c: Essays(c).note_twin(copy.id, *found))
    (noted,) = await club.database.read(lambda c: Essays(c).papers(essay.id, cy))
    assert noted.twin == again.number
    assert noted.likeness > 0.9
    await club.database.run(lambda c: Essays(c).withdraw_paper(again.id, NOW))
    assert await twin(copy) is None


def _extensions(connection: Connection, *, essay: EssayId) -> Mapping[PersonId, datetime]:
    return Essays(connection).extensions(essay)


# Two persons who are one, and one who goes


async def test_of_two_persons_papers_the_newer_count(club: Club) -> None:
    """All versions are kept; of one paper that is owed, the one that was handed in last stands."""
    essay = await club.essay()
    keep, drop = club.people[1:3]
    await club.given(essay, keep)
    taken = await club.hands_in(essay, drop, "A later one", at=NOW + timedelta(hours=1))
    await club.is_read(taken)
    await club.database.run(lambda c: Essays(c).merge(keep, drop))
    assert await club.papers(essay, keep) == [(2, 1)]
    assert await club.papers(essay, drop) == []
    assert (await club.now(essay)).answered == 1
    assert await club.versions(essay) == [1, 1], "one of each of the two papers"
    await club.hands_in(essay, keep, "One more", at=NOW + timedelta(hours=2))
    assert len(await club.papers(essay, keep)) == 1


async def test_the_time_that_two_persons_were_given_is_one(club: Club) -> None:
    """What the person who stays was given stands; else what the other was."""
    one, two = await club.essay(), await club.essay()
    ana, keep, drop = club.people[:3]
    early, later = DUE + timedelta(days=1), DUE + timedelta(days=2)

    def work(connection: Connection) -> None:
        essays = Essays(connection)
        essays.extend(one.id, keep, early, ana)
        essays.extend(one.id, drop, later, ana)
        essays.extend(two.id, drop, later, drop)
        essays.merge(keep, drop)

    await club.database.run(work)
    given = [await club.database.read(partial(_extensions, essay=essay.id)) for essay in (one, two)]
    assert given == [{keep: early}, {keep: later}]


async def test_what_a_forgotten_person_wrote_is_out_of_reach(club: Club) -> None:
    """Their paper still counts, with its number, length and time; its words and name are gone."""
    essay = await club.essay()
    ben, cy = club.people[1:3]
    await club.given(essay, ben)
    await club.given(essay, cy)
    await club.hands_in(essay, ben, "Still being read")
    await club.database.run(lambda c: forget(c, ben, NOW))
    (found,) = await club.database.read(lambda c: Essays(c).papers(essay.id, ben))
    assert (found.number, found.file, found.name) == (1, None, MARK)
    typed = select(func.count()).where(version_table.c.typed.is_not(None))
    assert await club.database.read(lambda c: c.scalar(typed)) == 0
    (other,) = await club.database.read(lambda c: Essays(c).papers(essay.id, cy))
    assert other.file is not None
    kept = select(func.count()).select_from(paper)
    assert await club.database.read(lambda c: c.scalar(kept)) == 2
