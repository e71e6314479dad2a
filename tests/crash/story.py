"""The life of one poll, with deaths in it: posted, answered, given a deadline, closed by it."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import Any, Final, Protocol

from tests.crash.house import ORGANISER, PEOPLE, Hand, House, Record, Told

OPTIONS: Final = ("Red", "Green", "Blue")
RECOVERY: Final = 5.0
"""Seconds after a restart in which everything must be seen as it is."""
DEADLINE: Final = 2
"""Seconds from giving the poll a deadline to that deadline."""
LOOK: Final = 0.15
"""Seconds for which somebody looks at the card before they change their mind."""

_SHARE: Final = re.compile(r"\b(Red|Green|Blue)\b[^\dA-Za-z,]*(\d+)")
_SENT: Final = 2


class Moment(StrEnum):
    """What is going on when a worker dies."""

    OPENING = "the poll is posted"
    ANSWERING = "people answer"
    CLOSING = "its deadline comes"


class Death(Protocol):
    """Say how workers die in a story."""

    @property
    def may_double(self) -> bool:
        """Whether it can fall between a send and its mark: the documented window."""
        ...

    async def arrange(self, house: House, victim: Hand, moment: Moment, at: float) -> None:
        """Prepare a death in a moment that begins, or culminates, at a time by the loop's clock."""
        ...


class Story:
    """One poll and those who take part in it."""

    def __init__(self, house: House, question: str, death: Death) -> None:
        """Take the house, what the poll asks, and how workers die meanwhile."""
        self.house = house
        self.question = question
        self.death = death
        self._last: dict[str, str] = {}
        self._busy: set[str] = set()
        self._talking = asyncio.Event()
        self._closes_at = 0.0
        self._deaths = 0
        self._in_window = 0

    async def play(self) -> None:
        """Let everything happen, one worker dying in each moment, and check what people see."""
        await self._opens()
        people = [asyncio.create_task(self._answers(name)) for name in PEOPLE]
        try:
            await self._is_answered()
            await self._is_closed()
            await asyncio.gather(*people)
        finally:
            for person in people:
                person.cancel()
            await asyncio.gather(*people, return_exceptions=True)
        await self._comes_to_rest()

    # What happens

    async def _opens(self) -> None:
        house = self.house
        await house.fill()
        (told,) = await house.says(ORGANISER, f"poll {self.question} Red / Green / Blue")
        await self._strike(Moment.OPENING)
        await house.presses(ORGANISER, told.own[0].buttons["Post"])
        await self._struck(lambda: bool(self._sent("poll.card")))
        await house.until(lambda: self._sent("poll.card"), "the card is posted", by=self._by)

    async def _is_answered(self) -> None:
        house = self.house
        await house.fill()
        self._talking.set()
        await house.until(lambda: len(self._last) == len(PEOPLE), "everybody has answered")
        seen = len(house.records)
        await self._strike(Moment.ANSWERING)
        await self._struck(lambda: len(house.records) > seen + 5)
        self._talking.clear()
        await house.until(self._is_current, self._expected, by=self._by)

    async def _is_closed(self) -> None:
        house = self.house
        await house.fill()
        (panel,) = await house.presses(ORGANISER, self._card.shows.buttons["More…"])
        (form,) = await house.presses(ORGANISER, panel.own[0].buttons["Edit"])
        assert form.form is not None
        self._closes_at = asyncio.get_running_loop().time() + DEADLINE
        (changed,) = await house.sends(ORGANISER, form.form, {"closes": f"in {DEADLINE}s"})
        assert changed.note == "Changed."
        await house.until(lambda: self._sent("poll.changed"), "the deadline is announced")
        await house.until(lambda: "until" in self._card.shows.text, "the card shows the deadline")
        await self._strike(Moment.CLOSING)
        assert asyncio.get_running_loop().time() < self._closes_at, "too slow for this test"
        await self._struck(lambda: bool(self._sent("poll.result")))
        self._talking.set()

    async def _answers(self, name: str) -> None:
        """Answer, look at the card, change one's mind, until the poll is closed."""
        house = self.house
        while True:
            await self._talking.wait()
            self._busy.add(name)
            option = house.random.choice(OPTIONS)
            # The card that was posted: on a closed one there is nothing left to press.
            told = await house.presses(name, self._sent("poll.card")[0].shows.buttons[option])
            counted = _counted(told, option)
            if counted:
                self._last[name] = option
            self._busy.discard(name)
            house.notify()
            if not counted:
                return
            await self._look()

    async def _look(self) -> None:
        """Wait for something to be shown, though not for long."""
        house = self.house
        seen = len(house.records)
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK):
                await house.until(lambda: len(house.records) > seen, "a change")

    # Who dies

    async def _strike(self, moment: Moment) -> None:
        """Arrange the death of one worker, who does what is to be done until then."""
        house = self.house
        self._deaths = len(house.deaths)
        house.victim = house.random.choice(list(house.workers.values()))
        at = self._closes_at or asyncio.get_running_loop().time()
        await self.death.arrange(house, house.victim, moment, at)

    async def _struck(self, done: Callable[[], bool]) -> None:
        """Wait for that death. Where another replica did the work first, it comes after that."""
        house = self.house

        def dead() -> bool:
            return len(house.deaths) > self._deaths

        await house.until(lambda: dead() or (house.size > 1 and done()), "the worker dies")
        by_hand = house.victim is not None
        if house.victim is not None:
            house.kill(house.victim)
        self._in_window += by_hand or self.death.may_double
        await house.until(dead, "the worker is dead")

    # What is seen

    async def _comes_to_rest(self) -> None:
        """Wait for the last state, which must be there in time, and check the whole story."""
        house = self.house
        closing = await house.until(
            lambda: self._sent("poll.result"), "the closing line", by=self._by
        )
        await house.until(self._is_over, self._expected, by=self._by)
        rows = await self._marked()
        copies = {view: self._sent(view) for view in ("poll.card", "poll.changed", "poll.result")}
        assert all(copies.values()), "no post is lost"
        doubled = sum(len(each) - 1 for each in copies.values())
        assert doubled <= self._in_window, copies
        assert [_shares(line.shows.text) for line in closing] == [self._tally] * len(closing)
        wished = [tuple(args) for view, args, _ in rows["wished"] if view == "poll.result"]
        assert len(wished) == len(set(wished)), "each poll was closed once"
        assert not rows["timers"], "no timer is left"

    async def _marked(self) -> Mapping[str, Any]:
        """Wait until Muster itself takes everything for sent; return its rows."""
        house = self.house
        while True:
            rows = await house.count()
            unsent = [row for row in rows["wished"] if row[2] != _SENT]
            standing = [row for row in rows["copies"] if row[2] != "final"]
            if not (unsent or standing):
                return rows
            assert asyncio.get_running_loop().time() < self._by(), f"{unsent} {standing}"

    def _is_current(self) -> bool:
        """Whether the card shows what everybody answered last, and nobody is about to answer."""
        text = self._card.shows.text
        return not self._busy and _shares(text) == self._tally

    def _is_over(self) -> bool:
        return " · closed " in self._card.shows.text and self._is_current()

    def _sent(self, view: str) -> Sequence[Record]:
        """Return the messages of this poll that were posted, be it twice."""
        return [
            each
            for each in self.house.records
            if each.op == "send" and each.shows.view == view and self.question in each.shows.text
        ]

    @property
    def _card(self) -> Record:
        """The newest state of the poll's card."""
        ref = self._sent("poll.card")[-1].ref
        return next(each for each in reversed(self.house.records) if each.ref == ref)

    @property
    def _tally(self) -> Mapping[str, int]:
        """What was acknowledged: each person counts once, by the last answer."""
        return dict.fromkeys(OPTIONS, 0) | Counter(self._last.values())

    def _expected(self) -> str:
        return f"the card shows {self._tally}, of {self._last}; answering: {self._busy}"

    def _by(self) -> float:
        """Return when everything must be seen: so long after restart, lease and deadline."""
        return max(self.house.recovered_at(), self._closes_at) + RECOVERY


def _counted(told: Sequence[Told], option: str) -> bool:
    """Read what somebody was told each time that their answer was delivered."""
    notes = [each.note for each in told if not each.nothing]
    taken = [note for note in notes if note.startswith(f"You chose {option}.")]
    refused = [note for note in notes if note.startswith("This poll is closed.")]
    assert len(taken) + len(refused) == len(notes), notes
    return bool(taken) or len(notes) < len(told)


def _shares(text: str) -> Mapping[str, int]:
    return {option: int(count) for option, count in _SHARE.findall(text)}
