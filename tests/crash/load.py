"""Everything at once, under deaths at any time: a poll, an activity and a contest in one room.

A round opens all three, lets people vote, sign up and leave, and answer a question while workers
die, and ends once the clock has told what was right. What must stand then is known from what people
were told alone, each the last word that they had.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select, update

from bot.domain.identity import PersonId, TeamId
from bot.domain.quiz import Kind, Picked, Question, Wording
from storage.database import open_database
from storage.identity import membership, team_table
from storage.quiz import Banks, Kept
from tests.crash.house import ORGANISER, House, Record, Told
from tests.crash.owed import IN_FLIGHT, PEOPLE, owe, reminded

CROWD: Final = tuple(f"p{number}" for number in range(12))
COLOURS: Final = ("Red", "Green", "Blue")
SHIFTS: Final = ("①", "②")
"""Two at one time: nobody may have a place in both."""
PLACES: Final = 3
OPTIONS: Final = ("41", "42", "43")
RIGHT: Final = "42"
IN: Final = {"booked", "offered", "waiting"}
LOOK: Final = 0.1
"""Seconds for which somebody looks before they do the next thing."""
BETWEEN: Final = (0.2, 1.0)
"""Seconds from one death to the next: everybody who should be there is, at its beginning."""
RECOVERY: Final = 8.0
"""Seconds after the last death in which everything must be seen as it is."""
POSTS: Final = (
    "poll.card", "poll.result", "volunteer.card", "quiz.card", "quiz.question", "quiz.reveal",
    "quiz.podium",
)  # fmt: skip
"""What is posted once a round."""

_SHARE: Final = re.compile(r"\b(Red|Green|Blue)\b[^\dA-Za-z,]*(\d+)")
_SENT: Final = 2


class Busy(House):
    """A house with a bank to ask, in which it is never night."""

    async def _found(self) -> None:
        await super()._found()
        database = await open_database(self._url, pool=1)
        await database.run(_fill)
        await database.close()


def _fill(connection: Connection) -> None:
    connection.execute(update(team_table).values(quiet_from="00:00", quiet_to="00:00"))
    team, person = connection.execute(select(membership.c.team, membership.c.person)).one()
    key = Picked(frozenset({OPTIONS.index(RIGHT)}))
    wording = Wording("What is the answer?", OPTIONS, "As everybody knows.")
    banks = Banks(connection)
    made = banks.begin(TeamId(team), PersonId(person), {"en": "Answers"}, datetime.now(UTC))
    banks.fill(made, [Question("answer", Kind.SINGLE, key, {"en": wording})], Kept.READY)


@dataclass(slots=True)
class Tally:
    """Count what happened, over all rounds."""

    deaths: int = 0
    votes: int = 0
    signed: int = 0
    answers: int = 0
    again: int = 0
    """Acts that were delivered again because somebody died meanwhile."""
    posts: int = 0
    doubled: int = 0
    """Posts that were sent twice."""
    reminded: int = 0
    reminded_twice: int = 0

    def __str__(self) -> str:
        return (
            f"{self.deaths} deaths under {self.votes} votes, {self.signed} sign-ups and leaves and "
            f"{self.answers} answers: {self.again} acts were delivered again, {self.doubled} of "
            f"{self.posts} posts and {self.reminded_twice} of {self.reminded} reminders were sent "
            "twice"
        )


@dataclass(slots=True)
class Round:
    """Be one round: `number` from 1."""

    house: House
    number: int
    tally: Tally
    votes: dict[str, str] = field(default_factory=dict)
    """What each person was last told that they chose."""
    places: dict[str, dict[str, bool]] = field(default_factory=dict)
    """Whether each person is in each shift, or its line, as they were last told."""
    answers: dict[str, str] = field(default_factory=dict)
    _from: int = 0
    _over: bool = False

    @property
    def question(self) -> str:
        """What the poll of this round asks."""
        return f"Round {self.number}: which colour?"

    @property
    def fair(self) -> str:
        """What the activity of this round is called."""
        return f"Fair number {self.number}"

    async def play(self, deaths: int) -> None:
        """Let everything happen while workers die, and check what stands at the end."""
        house = self.house
        await house.fill()
        if house.size > 1:
            await house.do(lambda c: owe(c, self._chased))
        self._from, before = len(house.records), len(house.deaths)
        dying = asyncio.create_task(self._dies(deaths))
        try:
            await self._opens()
            people = [asyncio.create_task(self._acts(name)) for name in CROWD]
            try:
                await house.until(lambda: self._sent("quiz.reveal"), "the reveal", by=self._by)
                await dying
            finally:
                self._over = True
                await asyncio.gather(*people)
        finally:
            dying.cancel()
            await asyncio.gather(dying, return_exceptions=True)
        await self._closes()
        await self._comes_to_rest()
        self.tally.deaths += len(house.deaths) - before
        self._count_posts(len(house.deaths) - before)
        if house.size > 1:
            await self._all_reminded(len(house.deaths) - before)

    @property
    def _chased(self) -> str:
        """What those are called who are reminded in this round."""
        return f"r{self.number}-"

    async def _all_reminded(self, deaths: int) -> None:
        """Wait until all were reminded: each once, but for those who were written to at a death."""
        await self.house.until(
            lambda: len(reminded(self.house, self._chased)) == PEOPLE,
            "all are reminded",
            by=self._by,
        )
        twice = sum(times > 1 for times in reminded(self.house, self._chased).values())
        assert twice <= IN_FLIGHT * deaths
        self.tally.reminded += PEOPLE
        self.tally.reminded_twice += twice

    # Who dies

    async def _dies(self, deaths: int) -> None:
        """Let one worker after the other die, at any time."""
        house = self.house
        for _ in range(deaths):
            await house.fill()
            await asyncio.sleep(house.random.uniform(*BETWEEN))
            dead = len(house.deaths)
            if house.workers:
                house.kill(house.random.choice(list(house.workers.values())))
            await house.until(lambda dead=dead: len(house.deaths) > dead, "a worker is dead")  # type: ignore[misc]  # each its own
        await house.fill()

    # What people do

    async def _opens(self) -> None:
        """Open the poll, the activity and the contest, as an organiser does."""
        day = (datetime.now(UTC) + timedelta(days=10)).strftime("%-d %b")
        await self._posts(f"poll {self.question} Red / Green / Blue", "poll.card", self.question)
        line = f"shifts {self.fair} {day} 9-12 x{PLACES}, 10-13 x{PLACES}"
        await self._posts(line, "volunteer.card", self.fair)
        await self._posts("quiz Answers 1 question 5s accuracy", "quiz.card", self._quiz)
        await self.house.presses("p0", self._card("quiz.card").shows.buttons["Join"])
        await self._host("Start now")
        await self.house.until(lambda: self._sent("quiz.question"), "the question", by=self._by)

    async def _posts(self, line: str, view: str, title: str) -> None:
        """Draft something and post it: what died on the way is drafted once more, as people do."""
        house = self.house
        while not self._sent(view):
            drafts = [card for told in await house.says(ORGANISER, line) for card in told.own]
            await house.presses(ORGANISER, drafts[-1].buttons["Post"])
            await house.until(lambda: self._sent(view), f"{title} is posted", by=self._by)

    async def _host(self, label: str) -> None:
        """Press something on the panel of the contest, once it is offered there."""
        await self.house.until(self._panels, "the panel", by=self._by)
        buttons = self._panels()[-1].shows.buttons
        if label in buttons:
            await self.house.presses(ORGANISER, buttons[label])

    def _panels(self) -> Sequence[Record]:
        """Return the panels of this contest: that of the one before may come as late as now."""
        return [each for each in self._sent("quiz.panel") if self._quiz in each.shows.text]

    async def _acts(self, name: str) -> None:
        """Do one thing after the other, until it is over."""
        chance = self.house.random
        while not self._over:
            match chance.randrange(5):
                case 0 if name not in self.answers:
                    await self._answers(name)
                case 1 | 2:
                    await self._signs(name)
                case _:
                    await self._votes(name)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self.house.until(lambda: self._over, "the end")
        if name not in self.answers:
            await self._answers(name)

    async def _votes(self, name: str) -> None:
        option = self.house.random.choice(COLOURS)
        note = await self._press(name, self._card("poll.card").shows.buttons[option])
        assert note.startswith(f"You chose {option}."), note
        self.votes[name] = option
        self.tally.votes += 1

    async def _answers(self, name: str) -> None:
        option = self.house.random.choice(OPTIONS)
        note = await self._press(name, self._card("quiz.question").shows.buttons[option])
        self.answers[name] = ""
        if note.startswith("Noted: "):
            assert note.startswith(f"Noted: {option}."), note
            self.answers[name] = option
            self.tally.answers += 1
        else:
            assert note.startswith(("This is over.", "The time is up;")), note

    async def _signs(self, name: str) -> None:
        """Sign up for a shift, or leave one that one is in."""
        mine = self.places.setdefault(name, dict.fromkeys(SHIFTS, False))
        shift = self.house.random.choice(SHIFTS)
        more = self._card("volunteer.card").shows.buttons
        if not mine[shift]:
            note = await self._press(name, more[f"{shift} Sign up"])
            if note.startswith(("You are in:", "This shift is full.")):
                mine[shift] = True
            else:
                assert note.startswith("You have a place at that time:"), note
        else:
            told = await self.house.presses(name, more["More…"])
            panel = next(each.own[-1] for each in told if each.own)
            note = await self._press(name, panel.buttons[f"{shift} I can’t come"])
            assert note.startswith(("You are out:", "You are not signed up")), note
            mine[shift] = False
        self.tally.signed += 1

    async def _press(self, name: str, token: str) -> str:
        """Press something, and return the last that was said about it."""
        told: Sequence[Told] = await self.house.presses(name, token)
        self.tally.again += len(told) > 1
        return [each.note for each in told if not each.nothing][-1]

    async def _closes(self) -> None:
        """Close the poll, and end the contest."""
        await self._host("End")
        house = self.house
        told = await house.presses(ORGANISER, self._card("poll.card").shows.buttons["More…"])
        panel = next(each.own[-1] for each in told if each.own)
        await house.presses(ORGANISER, panel.buttons["Close now"])

    # What is seen

    @property
    def _quiz(self) -> str:
        return f"Quiz {self.number}: "

    def _sent(self, view: str) -> Sequence[Record]:
        """Return the messages of a view that were posted in this round, be it twice."""
        return [
            each
            for each in self.house.records[self._from :]
            if each.op == "send" and each.shows.view == view
        ]

    def _card(self, view: str) -> Record:
        """Return the first message of a view: its buttons work whatever it shows by now."""
        return self._sent(view)[0]

    def _newest(self, view: str) -> str:
        """Return what the card of a view, as it was posted last, shows now."""
        ref = self._sent(view)[-1].ref
        return next(each for each in reversed(self.house.records) if each.ref == ref).shows.text

    def _by(self) -> float:
        """Return when all must be seen: the question's time counts from the last recovery."""
        loop = asyncio.get_running_loop()
        recovered = self.house.recovered_at() if self.house.deaths else loop.time()
        return max(recovered, loop.time()) + RECOVERY

    async def _comes_to_rest(self) -> None:
        """Wait until Muster itself takes everything for done, and compare it with what was told."""
        house = self.house
        await house.until(
            lambda: self._sent("quiz.podium") and self._sent("poll.result"), "the ends", by=self._by
        )
        until = asyncio.get_running_loop().time() + RECOVERY
        while True:
            rows = await house.count()
            if not [row for row in rows["wished"] if row[2] != _SENT]:
                break
            assert asyncio.get_running_loop().time() < until, rows["wished"]
        self._check_poll(rows)
        self._check_fair(rows)
        self._check_contest(rows)

    def _check_poll(self, rows: Mapping[str, Any]) -> None:
        kept = [(name, option) for title, name, option in rows["votes"] if title == self.question]
        assert sorted(kept) == sorted((name.title(), it) for name, it in self.votes.items())
        tally = dict.fromkeys(COLOURS, 0) | Counter(self.votes.values())
        assert _shares(self._sent("poll.result")[-1].shows.text) == tally

    def _check_fair(self, rows: Mapping[str, Any]) -> None:
        kept = [tuple(row[1:]) for row in rows["places"] if row[0] == self.fair]
        shifts = sorted({shift for shift, *_ in kept})
        now = {
            (SHIFTS[shifts.index(shift)], name): standing
            for shift, name, standing in kept if standing in IN
        }  # fmt: skip
        told = {
            (shift, name.title())
            for name, mine in self.places.items() for shift in SHIFTS if mine[shift]
        }  # fmt: skip
        assert now.keys() == told, (now.keys() - told, told - now.keys(), kept)
        taken = {key for key, standing in now.items() if standing != "waiting"}
        assert len({name for _, name in taken}) == len(taken), "nobody is in two places"
        for shift in SHIFTS:
            have = sum(each == shift for each, _ in taken)
            assert have <= PLACES
            # Whoever has a place at that time is passed over.
            idle = [
                who for (each, who) in now.keys() - taken
                if each == shift and not any((other, who) in taken for other in SHIFTS)
            ]  # fmt: skip
            assert have == PLACES or not idle, "a free place is offered to the next"
        offered = sum(standing == "offered" for standing in now.values())
        mine = [args for step, args in rows["timers"] if step == "volunteer.lapse"]
        assert len([args for args in mine if args[0] in shifts]) == offered

    def _check_contest(self, rows: Mapping[str, Any]) -> None:
        given = {name: option for name, option in self.answers.items() if option}
        kept = [(who, OPTIONS[at]) for nth, who, (at,) in rows["answers"] if nth == self.number]
        assert sorted(kept) == sorted((name.title(), it) for name, it in given.items())
        right = sum(option == RIGHT for option in given.values())
        said = f"Right: {right} of {len(given)}"
        for each in self._sent("quiz.reveal"):
            assert said in each.shows.text
        asked, told, won = (
            [each.number for each in self._sent(view)]
            for view in ("quiz.question", "quiz.reveal", "quiz.podium")
        )
        assert max(asked) < min(told) <= max(told) < min(won), "each phase after the one before"
        once = [tuple(map(str, row[:2])) for row in rows["wished"] if row[0] in POSTS]
        assert len(once) == len(set(once)), "each phase was wished for once"
        assert not [step for step, _ in rows["timers"] if step.startswith("quiz.")]

    def _count_posts(self, deaths: int) -> None:
        """Count what was sent twice: at most one post a death, as a room takes one at a time."""
        sent = {view: len(self._sent(view)) for view in POSTS}
        assert all(sent.values()), sent
        doubled = sum(sent.values()) - len(sent)
        assert doubled <= deaths, sent
        self.tally.posts += len(sent)
        self.tally.doubled += doubled


def _shares(text: str) -> Mapping[str, int]:
    return {option: int(count) for option, count in _SHARE.findall(text)}
