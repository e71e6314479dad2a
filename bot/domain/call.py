"""Calls, as rules: what is asked of a group, until when, and who is expected to answer.

Polls and roll calls are calls. What they have in common is here; each adds what it asks.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NewType, TypeVar

from msgspec import Struct

from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant

T = TypeVar("T")

CallId = NewType("CallId", int)
"""The id of a call among those of its kind; each kind has ids of its own, which are these."""


class State(StrEnum):
    """Say how a call stands."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Call(Struct, frozen=True, kw_only=True):
    """Hold what every call has. `answered` counts people; `roll` is who is expected, if fixed.

    `number` is by what people know it in their team, `title` what it asks or is about.
    """

    id: CallId
    team: TeamId
    number: int
    author: PersonId
    title: str
    state: State
    closes: Instant | None
    closed_at: Instant | None
    roll: int | None
    answered: int

    @property
    def open(self) -> bool:
        """Whether answers are taken, its deadline aside."""
        return self.state is State.OPEN

    @property
    def called_off(self) -> bool:
        """Whether all were told that it will not be; what was merely withdrawn is taken away."""
        return self.state is State.WITHDRAWN and self.closed_at is not None

    def can_call_off(self, now: Instant) -> bool:
        """Say whether it can still be called off: until it closes."""
        return self.takes_answers(now)

    @property
    def can_reopen(self) -> bool:
        """Whether it may be opened again once it is closed."""
        return True

    @property
    def names_missing(self) -> bool:
        """Whether it may be said who has not answered."""
        return self.roll is not None

    def led_by(self, person: PersonId | None) -> bool:
        """Say whether a person leads it, as its author does."""
        return person is not None and person == self.author

    @property
    def answer_by(self) -> Instant | None:
        """Until when an answer is owed."""
        return self.closes

    def awaits_answers(self, now: Instant) -> bool:
        """Say whether an answer is still owed."""
        return self.takes_answers(now) and (self.answer_by is None or now < self.answer_by)

    def takes_answers(self, now: Instant) -> bool:
        """Say whether an answer given now counts; the timer that closes it may be a little late."""
        return self.open and (self.closes is None or now < self.closes)


class Refused(Struct, frozen=True):
    """The answer does not count, for a reason that the catalogue words."""

    reason: str


class Asked(Struct, frozen=True):
    """The person is not on the roll: the answer waits until an organiser admits them."""

    first: bool


def shortened(names: Sequence[T], most: int) -> tuple[T | str, ...]:
    """Shorten a list of names to what a card can bear; "…" stands for the rest."""
    return (*names[:most], "…") if len(names) > most else tuple(names)
