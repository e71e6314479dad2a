"""A play: the people of one platform, what each of them does, and what each of them reads."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.adapter import Capabilities, Hears
from bot.domain.phrase import Value
from tests.wire.driver import Driver, Has, Shown, Spot
from tests.wire.house import House
from tests.wire.people import PEOPLE

_PATIENCE: Final = 40
"""After how many questions in a row a person gives up."""
_ACT: Final = 3.0
"""Seconds that each thing takes which a person does: what they are told has come by then."""
_MOMENT: Final = 8.0
"""Seconds within which a shared card is right again, wherever it can be edited."""
_LONG: Final = timedelta(hours=6, minutes=1)
"""After that a copy that cannot be edited has been posted anew for other counts."""


@dataclass(frozen=True, slots=True)
class Play:
    """Hold a running house, and the one platform of it on which people act here."""

    house: House
    driver: Driver

    @property
    def language(self) -> str:
        """The language of the house."""
        return self.house.language

    @property
    def can(self) -> Capabilities:
        """What the connection can."""
        return self.house.can(self.driver)

    @property
    def people(self) -> Sequence["Actor"]:
        """All who play here; the first is the organiser."""
        return [Actor(self, each.name) for each in PEOPLE[self.language]]

    def say(self, feature: str, key: str, **args: Value) -> str:
        """Return a phrase in the language of the play."""
        return self.house.say(feature, key, **args)

    async def moment(self) -> None:
        """Let as much time pass as a card that can be edited has to be right again."""
        await self.house.pass_time(seconds=_MOMENT)

    async def a_while(self) -> None:
        """Let as much time pass as any card has: one that is posted anew takes hours."""
        if self.can.edit:
            await self.moment()
        else:
            await self.house.pass_time(seconds=_LONG.total_seconds())


@dataclass(frozen=True, slots=True)
class Actor:
    """Be one person. Whatever they do returns what they alone were told for it."""

    play: Play
    name: str

    # What they see

    @property
    def sees(self) -> Sequence[Shown]:
        """All messages of the bot before this person, the oldest first."""
        return self.play.driver.sees(self.name)

    def reads(self, spot: Spot = Spot.MAIN) -> list[Shown]:
        """Return what everybody reads in a room; in private what this person reads there."""
        private = spot is Spot.PRIVATE
        return [each for each in self.sees if each.spot is spot and (private or not each.alone)]

    @property
    def last(self) -> str:
        """The newest message of the main room."""
        standing = self.reads()
        return standing[-1].text if standing else ""

    @property
    def alone(self) -> list[Shown]:
        """What nobody but this person should see."""
        return [each for each in self.sees if each.alone]

    # What they do

    async def says(self, text: str, spot: Spot = Spot.MAIN) -> str:
        """Say something to the bot."""
        return await self.does(lambda d: d.says(self.name, text, spot))

    async def talks(self, text: str) -> str:
        """Say something that is not for the bot."""
        return await self.does(lambda d: d.says(self.name, text, Spot.MAIN, addressed=False))

    async def replies(self, text: str) -> str:
        """Reply to the newest message of the main room, addressed to the bot where it must be."""
        newest, addressed = self.reads()[-1], self.play.can.hears is Hears.ADDRESSED
        return await self.does(
            lambda d: d.says(self.name, text, Spot.MAIN, addressed=addressed, reply_to=newest)
        )

    async def picks(self, label: str) -> str:
        """Choose what a label says, on the newest message that offers it: press it, or type it."""
        shown = self.offered(label)
        if label in shown.labels:
            return await self.does(lambda d: d.presses(self.name, shown, label))
        return await self.says(shown.codes[label], shown.spot)

    def offered(self, label: str) -> Shown:
        """Return the newest message that offers something."""
        for shown in reversed(self.sees):
            if shown.offers(label):
                return shown
        offers = [each for shown in self.sees for each in (*shown.labels, *shown.codes)]
        raise AssertionError(f"nothing offers {self.name} {label!r}, only {offers}")

    async def sends(self, name: str, content: bytes) -> str:
        """Send a file in private."""
        return await self.does(lambda d: d.sends(self.name, name, content))

    async def fills(self, values: Mapping[str, str]) -> str:
        """Fill in the form that is open, or answer the questions that are asked in its stead.

        Values go by the names of the fields of a poll. What is asked besides is skipped. Returns
        what was told last: where an answer was not taken, why.
        """
        if Has.FORMS in self.play.driver.has:
            told = await self.does(lambda d: d.submits(self.name, values))
            wrong = [each.error for each in self.play.driver.form(self.name) if each.error]
            return "\n".join([told, *wrong])
        left, told = dict(values), ""
        for _ in range(_PATIENCE):
            asked = self._asked()
            if asked is None:
                return told
            if asked not in left and asked in values:
                return told
            told = (
                await self.says(left.pop(asked), Spot.PRIVATE)
                if asked in left
                else await self._skips()
            )
        raise AssertionError(f"{self.name} is asked for ever; now:\n{told}")

    def _asked(self) -> str | None:
        """Return the field that the newest message in private asks for; None where none does."""
        newest = self.reads(Spot.PRIVATE)[-1:]
        for shown in newest:
            for name in ("question", "options", "closes", "pick", "names"):
                if self.play.say("poll", f"field-{name}-ask") in shown.text:
                    return name
        return None

    async def _skips(self) -> str:
        skip = self.play.say("dialogue", "none")
        newest = self.reads(Spot.PRIVATE)[-1]
        label = next(e for e in (*newest.labels, *newest.codes) if e.startswith(skip))
        return await self.picks(label)

    async def does(self, what: Callable[[Driver], Awaitable[None]]) -> str:
        """Do something, let all happen that is due, and return what this person was told."""
        before = Counter(_seen(self.alone))
        await what(self.play.driver)
        await self.play.house.pass_time(seconds=_ACT)
        new = Counter(_seen(self.alone)) - before
        return "\n".join(text for _, text in new)


def counted(text: str, labels: Sequence[str]) -> dict[str, int]:
    """Read how many have chosen each option of a poll, in whatever shape its bars are drawn."""
    found = {}
    for label in labels:
        match = re.search(
            rf"^\W*{re.escape(label)}\W*?\s(?:[^\w\n]*\s)?(\d+)\b", text, re.MULTILINE
        )
        if match is not None:
            found[label] = int(match[1])
    return found


def _seen(shown: Sequence[Shown]) -> list[tuple[str, str]]:
    return [(each.ref, each.text) for each in shown]
