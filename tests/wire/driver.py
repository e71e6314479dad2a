"""What a platform is to the people on it: the one shape in which the suite plays on all of them.

A driver acts as people do (says, presses, fills in, sends) on the real wire of its platform, and
reads what a given person sees there. It waits for its platform's own word that an event was
answered, never for a while. Whatever it waits for in vain ends the test after `PATIENCE`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Flag, StrEnum, auto
from typing import Final, Protocol

from bot.adapter import Adapter
from bot.clock import Clock
from bot.composition.platforms import Making
from bot.config import Connection
from bot.domain.identity import Purpose, Role
from bot.event import Origin

PATIENCE: Final = 30.0
"""Seconds after which what should happen will not: long, as machines may be busy."""

_CODE: Final = re.compile(r"^(?:· )?([A-Z]\d{1,3}) (.+)$", re.MULTILINE)


class Spot(StrEnum):
    """Name where something is said, as every platform of the suite has it."""

    MAIN = "main"
    COMMITTEE = "committee"
    THREAD = "thread"
    """A thread, or a topic, of the main room."""
    PRIVATE = "private"
    """The private chat of the one who looks."""


class Has(Flag):
    """Say what people find on a platform, so that the suite knows what cannot be played there."""

    NOTHING = 0
    THREADS = auto()
    FORMS = auto()
    """Forms in one piece; elsewhere questions are asked one by one."""
    WHISPERS = auto()
    """Messages in a room that one person alone sees."""
    EDITS = auto()
    """Messages that change where they stand."""
    FILES = auto()
    REDELIVERY = auto()
    """It delivers again what was not acknowledged."""
    REPLIES = auto()
    """One can reply to a certain message."""
    PINS = auto()


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold one message as one person sees it now.

    `labels` can be pressed; `codes` say what is typed instead. `alone` is what nobody else sees.
    """

    ref: str
    spot: Spot
    text: str
    labels: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    alone: bool = False
    under: str | None = None
    """The message that this one hangs on: a reply, or an entry of its thread."""

    def offers(self, label: str) -> bool:
        """Say whether something can be chosen here."""
        return label in self.labels or label in self.codes


@dataclass(frozen=True, slots=True)
class Field:
    """Hold one field of a form that is open: its name, what it is called, what stands in it."""

    name: str
    label: str
    value: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """Say who plays and where, in a platform's own keys.

    `people` come with their origin in the main room; `rooms` are keys with titles.
    """

    people: Sequence[tuple[Origin, Role]]
    rooms: Sequence[tuple[str, str, Purpose]]


class Driver(Protocol):
    """Be one platform and the people on it. It outlives a restart of Muster."""

    name: str
    """What the connection is called."""
    has: Has

    async def open(self, language: str, clock: Clock) -> None:
        """Begin, with the people and rooms of a language, at the time of a clock."""
        ...

    async def close(self) -> None:
        """End; fails for whatever the platform would not have let pass."""
        ...

    def connection(self, public_url: str) -> Connection:
        """Return what stands in the settings; `public_url` is where Muster's server is reached."""
        ...

    async def connect(self, connection: Connection, making: Making) -> Adapter:
        """Make the adapter."""
        ...

    def cast(self) -> Cast | None:
        """Say who is to be enrolled; None where the adapter does so by itself."""
        ...

    async def ready(self, port: int) -> None:
        """Wait until Muster listens, after each of its starts; its server is at a port."""
        ...

    async def settled(self) -> None:
        """Wait until all that was sent has arrived where it is seen."""
        ...

    # What people do

    async def says(
        self, who: str, text: str, spot: Spot, *, addressed: bool = True,
        reply_to: Shown | None = None,
    ) -> None:  # fmt: skip
        """Say something; `reply_to` is a message that it is a reply to."""
        ...

    async def presses(self, who: str, shown: Shown, label: str) -> None:
        """Press what stands on a message."""
        ...

    async def submits(self, who: str, values: Mapping[str, str]) -> None:
        """Send the form that is open, with these values by the fields' names."""
        ...

    async def sends(self, who: str, name: str, content: bytes) -> None:
        """Send a file in private."""
        ...

    async def again(self, *, fresh: bool) -> None:
        """Deliver what was done last once more, with the same id or with a `fresh` one."""
        ...

    # What they see

    def sees(self, who: str) -> Sequence[Shown]:
        """Return all that a person sees of the bot, the oldest first."""
        ...

    def pinned(self) -> Sequence[str]:
        """Return the refs of what is pinned in the main room."""
        ...

    def form(self, who: str) -> Sequence[Field]:
        """Return the form that is open before a person; empty where none is."""
        ...


def codes_in(text: str) -> dict[str, str]:
    """Return what is typed for each entry of a coded menu: "A1 Library" is chosen by "A1"."""
    return {label.strip(): code for code, label in _CODE.findall(text)}
