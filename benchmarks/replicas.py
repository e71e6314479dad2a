"""Two Musters on one PostgreSQL, one of them killed again and again: `… benchmarks replicas`.

The contest of `benchmarks.contest`, and beside it what else a thousand people do: all sign up for
forty places, some leave, and what is free is offered along the line; a poll closes by the clock,
of another one all are reminded; the weekly digest falls due, and is told to all who owe something.
In each room somebody presses all the time. Every twenty seconds one of the two processes is killed,
in turns, and started again.

What must stand then is known from what people were told and when, and from nothing else.
"""

import asyncio
import itertools
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection, select, update

from benchmarks.contest import HOST, PATIENCE, figures, play, press, seen_in
from benchmarks.figures import Figure, percentile
from benchmarks.halls import OVER, Hall, Post, Press, SlackHall, tapped
from benchmarks.marking import Marked, Seen, Size, once
from benchmarks.store import Plan
from bot.clock import SystemClock
from storage.database import open_database
from storage.digests import digest_table
from storage.identity import person_table
from storage.later import due
from storage.outgoing import outbox
from storage.volunteers.tables import sign_up
from tests.wire.driver import Shown, Spot
from tests.wire.house import ZONE

T = TypeVar("T")

FULL: Final = Size(questions=6, replicas=2, deaths_every=20)
PLACES: Final = 40
LEAVE: Final = 10
"""How many of those who have a place leave it."""
TAKE: Final = 5
"""How many of those who are offered one take it; the others let the time pass."""
SIGN_UP: Final = 20.0
"""Seconds within which all sign up."""
VOTE: Final = 40.0
"""Seconds within which half of them vote."""
OPTIONS: Final = ("Red", "Green", "Blue")
FAIR: Final = "Book fair"
COLOUR: Final = "Which colour?"
TRIP: Final = "Where to?"
TRIPS: Final = ("Sea", "Hills")
BOOKED: Final = "You are in: "
WAITS: Final = "This shift is full. "
OUT: Final = "You are out: "
CLOSED: Final = "This poll is closed"
LEAVES: Final = "I can’t come"
WATCHER: Final = "Ben"
"""Who presses all the time, in each room."""
DIGEST: Final = "No weekly message"
"""What is offered with the private part of a digest alone."""
OFFER: Final = "A place is free for you: "
ALOUD: Final = "a place is free for you"
IN_FLIGHT: Final = 32
"""To how many rooms a process writes at once."""
REMINDED: Final = 75.0
"""Seconds after which all have been reminded of a poll since it was opened, on any machine."""
LOOK: Final = 0.3
"""Seconds between two looks at what was to come."""
ONCE: Final = (
    "poll.result", "quiz.question", "quiz.reveal", "quiz.podium", "digest.card", "volunteer.offer",
)  # fmt: skip
"""What is wished for once in each room."""
_SHARE: Final = re.compile(r"\b(Red|Green|Blue)\b[^\dA-Za-z,]*(\d+)")
_PLACE: Final = re.compile(r"You are (?:number )?([\d,]+)(?:st|nd|rd)? in line")


@dataclass(slots=True)
class Aside:
    """Be what they do beside a contest, and keep what was told to whom."""

    url: str
    size: Size
    wrong: list[str] = field(default_factory=list)
    signed: list[Press] = field(default_factory=list)
    votes: dict[tuple[str, str], str] = field(default_factory=dict)
    """What each was last told that they chose, by hall and name."""
    voted: int = 0
    line: list[Press] = field(default_factory=list)
    """Who waits, in the order in which they were told to."""
    left: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    lapsed: list[str] = field(default_factory=list)
    offers: Mapping[str, int] = field(default_factory=dict)
    """How often each was told that a place is offered to them."""
    told: list[int] = field(default_factory=list)
    """How often each got the private part of the digest who can be written to."""
    reminded: list[int] = field(default_factory=list)
    """How often each of them was reminded of the poll that all are expected to answer."""
    watched: list[Press] = field(default_factory=list)
    """What was pressed all the time."""
    _watching: "list[asyncio.Task[None]]" = field(default_factory=list)
    _clock: SystemClock = field(default_factory=SystemClock)

    async def happens(self, halls: Sequence[Hall]) -> None:
        """Open all of it, and let people sign up, leave, move up and vote."""
        day = (self._clock.now() + timedelta(days=9)).strftime("%-d %b")
        await self._opens(halls, f"shifts {FAIR} {day} 9-12 x{PLACES}", FAIR)
        colours = " / ".join(OPTIONS)
        await self._opens(halls, f"poll {COLOUR} {colours} until {self._at(60)}", COLOUR)
        trips = " / ".join(TRIPS)
        await self._opens(halls, f"poll {TRIP} {trips} until tomorrow 23:00 everyone", TRIP)
        weekday = self._clock.now().astimezone(ZONE).strftime("%a")
        at = self._at(REMINDED)
        await halls[0].driver.says(HOST, f"digest every {weekday} {at}", Spot.MAIN)
        self._watching = [asyncio.create_task(self._watch(each)) for each in halls]
        voting = asyncio.create_task(self._vote(halls))
        await self._sign_up(halls)
        await self._leave(halls)
        await self._move_up(halls)
        await voting

    def _at(self, seconds: float) -> str:
        """Return the first whole minute after so many seconds, as the team's clock shows it."""
        wanted = self._clock.now().astimezone(ZONE) + timedelta(seconds=seconds + 60)
        return wanted.strftime("%H:%M")

    async def _opens(self, halls: Sequence[Hall], line: str, begins: str) -> None:
        host = halls[0].driver
        await host.says(HOST, line, Spot.MAIN)
        await press(host, HOST, "Post", Spot.PRIVATE, begins)
        for hall in halls:
            await seen_in(hall, begins)

    def _crowd(self, halls: Sequence[Hall]) -> Iterator[tuple[Hall, str]]:
        """Return everybody once, by the account that they are known by."""
        crowds, twins = self.size.crowds(), self.size.twins()
        return (
            (hall, who) for hall in halls for who in crowds[hall.name]
            if (hall.name, who) not in twins
        )  # fmt: skip

    async def _watch(self, hall: Hall) -> None:
        """Let somebody change their mind again and again."""
        card = await seen_in(hall, TRIP)
        for option in itertools.cycle(TRIPS):
            self.watched.append(await self._tap(hall, WATCHER, option, card))
            await asyncio.sleep(1)

    # Places

    async def _sign_up(self, halls: Sequence[Hall]) -> None:
        chance = random.Random("sign up")
        cards = {hall.name: await seen_in(hall, FAIR) for hall in halls}
        crowd = [*self._crowd(halls)]

        async def sign(hall: Hall, who: str, delay: float) -> None:
            await asyncio.sleep(delay)
            self.signed.append(await self._tap(hall, who, "Sign up", cards[hall.name]))

        await asyncio.gather(*(sign(*each, chance.uniform(0, SIGN_UP)) for each in crowd))
        waiting = [each for each in self.signed if each.note.startswith(WAITS)]
        self.line = sorted(waiting, key=_nth)
        self.wrong += _in_order(self.signed, PLACES)

    async def _tap(self, hall: Hall, who: str, label: str, card: Post) -> Press:
        act = Press(hall.name, who, 0, label, self._clock.now())
        return await tapped(hall, self._clock, act, card.ref)

    async def _leave(self, halls: Sequence[Hall]) -> None:
        """Let some leave who have a place, on Slack."""
        slack = next(each for each in halls if isinstance(each, SlackHall))
        card = await seen_in(slack, FAIR)
        booked = [each for each in self.signed if each.note.startswith(BOOKED)]
        leaving = [each.who for each in booked if each.hall == slack.name][:LEAVE]
        await asyncio.gather(*(_left(slack, who, card) for who in leaving))
        self.left = leaving

    async def _move_up(self, halls: Sequence[Hall]) -> None:
        """Let some take what they are offered, and the time of the others be over."""
        by_name = {each.name: each for each in halls}
        offered = self.line[: len(self.left)]
        take, let = offered[:TAKE], offered[TAKE:]
        await self._stand("offered", offered)
        # What was settled before it was told would not be told any more.
        await _in_time(lambda: self._all_offered(halls, [each.who for each in offered]))
        for each in take:
            hall = by_name[each.hall]
            told = await self._tap(hall, each.who, "Sign up", await seen_in(hall, FAIR))
            if not told.note.startswith(BOOKED):
                self.wrong.append(f"{each.who} took an offer and read {told.note!r}")
        self.taken = [each.who for each in take]
        self.lapsed = [each.who for each in let]
        await _with(self.url, lambda c: _pass(c, self.lapsed, self._clock.now()))
        await self._stand("lapsed", let)

    async def _stand(self, standing: str, wanted: Sequence[Press]) -> None:
        """Wait until those and nobody else stand to the shift as they should."""
        names, found = {each.who for each in wanted}, set[str]()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while found != names:
                    await asyncio.sleep(LOOK)
                    places = await _with(self.url, _places)
                    found = {who for who, how in places if how == standing}
        if found != names:
            self.wrong.append(f"{standing}: {sorted(found - names)}, not {sorted(names - found)}")

    # Votes

    async def _vote(self, halls: Sequence[Hall]) -> None:
        """Let half of them vote, some of them twice."""
        chance = random.Random("vote")
        cards = {hall.name: await seen_in(hall, COLOUR) for hall in halls}
        voting = [each for each in self._crowd(halls) if chance.random() < 0.5]

        async def vote(hall: Hall, who: str, delay: float, options: Sequence[str]) -> None:
            await asyncio.sleep(delay)
            for option in options:
                told = await self._tap(hall, who, option, cards[hall.name])
                if told.note.startswith((CLOSED, OVER)):
                    return
                self.voted += 1
                self.votes[hall.name, who] = option
                if not told.note.startswith(f"You chose {option}."):
                    self.wrong.append(f"{who} chose {option} and read {told.note!r}")

        await asyncio.gather(*(
            vote(*each, chance.uniform(0, VOTE), chance.choices(OPTIONS, k=chance.choice((1, 2))))
            for each in voting
        ))  # fmt: skip

    # What came of it

    def figures(self, found: Marked, seen: Seen) -> Sequence[Figure]:
        """Return what all this came to, with its gates."""
        for each in (found.lost, found.double, found.doubled, found.unseen):
            for line in each[:10]:
                print(f"beside: {line}", file=sys.stderr)
        deaths, twice = len(seen.deaths), sum(times > 1 for times in self.told)
        told_twice = sum(times > 1 for times in self.offers.values())
        again = sum(times > 1 for times in self.reminded)
        waited = [each.waited for each in self.signed]
        return [
            Figure("beside: sign-ups", len(self.signed)),
            Figure("beside: sign-up, until it is told, p99", percentile(waited, 99), "s"),
            Figure("beside: votes", self.voted),
            Figure("beside: lost, or other than told", len(found.lost), target=0, exact=True),
            Figure("beside: double", len(found.double), target=0, exact=True),
            Figure("beside: posts unseen in a room", len(found.unseen), target=0, exact=True),
            Figure("beside: posts that stand twice", len(found.doubled), target=deaths, exact=True),
            Figure("beside: offers", len(self.offers)),
            Figure(
                "beside: offers not told", [*self.offers.values()].count(0), target=0, exact=True
            ),
            Figure("beside: offers told twice", told_twice, target=deaths, exact=True),
            Figure("beside: reminders", len(self.reminded)),
            Figure("beside: not reminded", self.reminded.count(0), target=0, exact=True),
            Figure("beside: reminded twice", again, target=IN_FLIGHT * deaths, exact=True),
            Figure("beside: private parts of the digest", len(self.told)),
            Figure("beside: not sent", self.told.count(0), target=0, exact=True),
            Figure("beside: sent twice", twice, target=IN_FLIGHT * deaths, exact=True),
        ]

    async def ends(self, halls: Sequence[Hall]) -> None:
        """Wait for what the clock brings, and keep what each was told in private."""
        for hall in halls:
            await seen_in(hall, "Poll closed: ")
            await seen_in(hall, "Weekly digest, ")
        offered = [*self.taken, *self.lapsed, *(each.who for each in self._next)]
        await _in_time(lambda: self._all_offered(halls, offered))
        await _in_time(lambda: self._all_told(halls))
        for each in self._watching:
            if not each.cancel():
                each.result()  # by itself it ends of an error alone

    @property
    def _next(self) -> Sequence[Press]:
        """Who is offered a place last, and has not answered."""
        begin = len(self.taken) + len(self.lapsed)
        return self.line[begin : begin + len(self.lapsed)]

    def _all_offered(self, halls: Sequence[Hall], wanted: Sequence[str]) -> bool:
        found = Counter(dict.fromkeys(wanted, 0))
        twins = self.size.twins()
        for hall in halls:
            for who in self.size.crowds()[hall.name]:
                name = twins.get((hall.name, who), who)
                if name in wanted:
                    found[name] += sum(OFFER in each.text for each in _private(hall, who))
        aloud = (each.text for each in halls[0].posts() if ALOUD in each.text)
        found.update(text.partition(",")[0] for text in aloud)
        self.offers = found
        return all(found[each] for each in wanted)

    def _all_told(self, halls: Sequence[Hall]) -> bool:
        # Elsewhere they would have to write to it first.
        private = {hall.name: hall.private() for hall in halls if isinstance(hall, SlackHall)}
        owing = [
            [each for each in private[hall.name].get(who, ()) if TRIP in each.text]
            for hall, who in self._crowd(halls)
            if hall.name in private
        ]
        self.told = [sum(DIGEST in each.labels for each in mine) for mine in owing]
        self.reminded = [len(mine) - told for mine, told in zip(owing, self.told, strict=True)]
        return all(self.told) and all(self.reminded)

    async def compare(self, seen: Seen) -> Marked:
        """Compare all that stands with what people were told."""
        found = Marked({}, lost=self.wrong)
        for hall in seen.posts:
            for begins in (FAIR, COLOUR, TRIP, "Poll closed: ", "Weekly digest, "):
                once(seen, found, hall, begins)
            closed = next(x.text for x in seen.posts[hall] if x.text.startswith("Poll closed: "))
            counted = {option: int(many) for option, many in _SHARE.findall(closed)}
            if counted != dict.fromkeys(OPTIONS, 0) | Counter(self.votes.values()):
                found.lost.append(f"{hall}: {Counter(self.votes.values())}, not {closed}")
        await _with(self.url, lambda c: self._rows(c, found))
        return found

    def _rows(self, connection: Connection, found: Marked) -> None:
        """Compare the places, and look whether anything was wished for twice or never rang."""
        places = _places(connection)
        booked = {each.who for each in self.signed if each.note.startswith(BOOKED)}
        wanted = dict.fromkeys((booked - {*self.left}) | {*self.taken}, "booked")
        wanted |= dict.fromkeys(self.left, "withdrawn") | dict.fromkeys(self.lapsed, "lapsed")
        wanted |= {each.who: "offered" for each in self._next}
        wanted = {each.who: "waiting" for each in self.line} | wanted
        found.lost += [
            f"{who} is {dict(places).get(who)}, not {how}"
            for who, how in wanted.items() if dict(places).get(who) != how
        ]  # fmt: skip
        line = [who for who, how in places if how == "waiting"]
        if line != [each.who for each in self.line if wanted[each.who] == "waiting"]:
            found.lost.append("the line is in another order")
        timers = connection.execute(select(due.c.step, due.c.at)).all()
        late = [step for step, at in timers if at < self._clock.now() - timedelta(seconds=30)]
        found.lost += [f"{step} never rang" for step in late]
        lapses = sum(step == "volunteer.lapse" for step, _ in timers)
        if lapses != len(self._next):
            found.double.append(f"{lapses} timers of offers for {len(self._next)} offers")
        every = Counter(map(str, connection.execute(
            select(outbox.c.view, outbox.c.args, outbox.c.room).where(outbox.c.view.in_(ONCE))
        )))  # fmt: skip
        found.double += [f"{wish} was wished for {n} times" for wish, n in every.items() if n > 1]
        digests = [*connection.scalars(select(digest_table.c.state))]
        if digests != ["sent"]:
            found.double.append(f"digests: {digests}")


async def _in_time(true: Callable[[], bool]) -> None:
    """Wait until something is so, or will not be any more: what is not then is counted."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while not true():  # noqa: ASYNC110  (people look, nothing rings)
                await asyncio.sleep(1)


def _private(hall: Hall, who: str) -> Sequence[Shown]:
    return [each for each in hall.driver.sees(who) if each.spot is Spot.PRIVATE]


def _nth(told: Press) -> int:
    """Return the place in the line that somebody was told; none for who has a place."""
    found = _PLACE.search(told.note)
    return int(found[1].replace(",", "")) if found else 0


def _in_order(signed: Sequence[Press], places: int) -> Iterator[str]:
    """Look whether so many have places and all others stand in one line, as they came.

    Whoever was told before another one pressed stands before them.
    """
    nths = sorted(map(_nth, signed))
    if nths != [0] * places + [*range(1, len(signed) - places + 1)]:
        twice = Counter(nths).most_common(3)
        yield f"{len(signed)} signed up, and the places in the line are {twice}, up to {nths[-1]}"
    told = sorted(signed, key=_told_at)
    done = highest = 0
    for each in sorted(signed, key=lambda each: each.at):
        while _told_at(told[done]) < each.at:
            highest, done = max(highest, _nth(told[done])), done + 1
        if highest and _nth(each) <= highest:
            yield f"{each.who} came after number {highest}, and is {_nth(each)}"


def _told_at(press: Press) -> datetime:
    assert press.told_at is not None
    return press.told_at


async def _left(hall: SlackHall, who: str, card: Post) -> None:
    """Leave the shift, by the panel that one person sees alone; begin anew where that was lost."""
    note = ""
    while not note.startswith(OUT):
        panels = [each for each in hall.driver.sees(who) if LEAVES in each.labels]
        if panels:
            panel = Post(panels[-1].ref, card.at, panels[-1].text, panels[-1].labels)
            note = await hall.told(who, panel, LEAVES)
        else:
            await hall.told(who, card, "More…")
        await asyncio.sleep(LOOK)


# The rows


async def _with(url: str, work: Callable[[Connection], T]) -> T:
    database = await open_database(url, pool=1)
    try:
        return await database.run(work)
    finally:
        await database.close()


def _places(connection: Connection) -> Sequence[tuple[str, str]]:
    """Return who stands how to the shift, in the order in which they signed up."""
    rows = connection.execute(
        select(person_table.c.name, sign_up.c.standing)
        .join(sign_up, sign_up.c.person == person_table.c.id)
        .order_by(sign_up.c.id)
    )
    return [(name, standing) for name, standing in rows]


def _pass(connection: Connection, names: Sequence[str], now: datetime) -> None:
    """Let the four hours be over in which some may take what they are offered."""
    persons = select(person_table.c.id).where(person_table.c.name.in_(names))
    connection.execute(
        update(sign_up)
        .where(sign_up.c.person.in_(persons), sign_up.c.standing == "offered")
        .values(offered_until=now)
    )
    connection.execute(update(due).where(due.c.step == "volunteer.lapse").values(at=now))


async def measure(plan: Plan) -> list[Figure]:
    """Play it, and compare; on PostgreSQL alone."""
    if plan.kind != "postgresql":
        return []
    with plan.fresh() as url, tempfile.TemporaryDirectory(prefix="muster-contest-") as folder:
        aside = Aside(url, FULL)
        seen = await play(url, Path(folder), FULL, aside)
        seen.beside = aside.watched
        return [*figures(seen, "two processes"), *aside.figures(await aside.compare(seen), seen)]
