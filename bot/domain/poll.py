"""Polls, as rules: who sees what, who leads, what may still be changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant

PollId = NewType("PollId", int)
OptionId = NewType("OptionId", int)


class Names(StrEnum):
    """Say who sees who chose what."""

    EVERYBODY = "everybody"
    ORGANISERS = "organisers"
    NOBODY = "nobody"


class Results(StrEnum):
    """Say when the count is shown: always, to those who have answered, or at the end."""

    LIVE = "live"
    VOTED = "voted"
    CLOSED = "closed"


class Standard(StrEnum):
    """Name the options of a poll that was given none."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class State(StrEnum):
    """Say how a poll stands."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PollOption:
    """Hold one option and how many chose it; `standard` where it is one of ours."""

    id: OptionId
    label: str
    count: int = 0
    standard: Standard | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """Hold a poll as it now stands. `answered` counts people, not ticks."""

    id: PollId
    team: TeamId
    number: int
    author: PersonId
    question: str
    options: tuple[PollOption, ...]
    pick: int
    names: Names
    results: Results
    change: bool
    state: State
    closes: Instant | None
    closed_at: Instant | None
    answered: int
    roll: int | None = None

    @property
    def secret(self) -> bool:
        """Whether nobody can see who chose what."""
        return self.names is Names.NOBODY

    @property
    def open(self) -> bool:
        """Whether answers are taken, its deadline aside."""
        return self.state is State.OPEN

    @property
    def counts_shown(self) -> bool:
        """Whether the card may show the count to everybody."""
        return self.state is State.CLOSED or self.results is Results.LIVE

    def takes_answers(self, now: Instant) -> bool:
        """Say whether an answer given now counts; the timer that closes it may be a little late."""
        return self.open and (self.closes is None or now < self.closes)


def leaders(options: Sequence[PollOption]) -> tuple[PollOption, ...]:
    """Return the options with the most answers: several where they tie, none without answers."""
    most = max((option.count for option in options), default=0)
    return tuple(option for option in options if option.count == most) if most else ()


def is_typo(before: str, after: str) -> bool:
    """Say whether a change mends a typo: one letter, or a sixth of a longer text, and no digit.

    Of a single letter nothing would be left, and another number is another answer. A letter put in,
    taken out, replaced, or changed with its neighbour counts once (the optimal string alignment
    distance).
    """
    if [each for each in before if each.isdigit()] != [each for each in after if each.isdigit()]:
        return False
    shorter = min(len(before), len(after))
    allowed = max(1, shorter // 6) if shorter > 1 else 0
    return abs(len(before) - len(after)) <= allowed and _distance(before, after) <= allowed


def are_typos(before: Sequence[str], after: Sequence[str]) -> bool:
    """Say whether all changes in a list mend typos: none may become what another was."""
    if len(before) != len(after) or not all(map(is_typo, before, after)):
        return False
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    return not set(changed) & set(before)


def _distance(one: str, other: str) -> int:
    above, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, above, row = above, row, [i]
        for j, b in enumerate(other, start=1):
            least = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and (a, b) == (other[j - 2], one[i - 2]):
                least = min(least, before[j - 2] + 1)
            row.append(least)
    return row[-1]


@dataclass(frozen=True, slots=True)
class Noted:
    """The answer stands. `chosen` are all of this person's options, in their order."""

    poll: Poll
    chosen: tuple[PollOption, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer does not count, for a reason that the catalogue words."""

    reason: str
    poll: Poll | None = None
    chosen: tuple[PollOption, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """The person is not on the roll: the answer waits until an organiser admits them."""

    poll: Poll
    first: bool


Outcome = Noted | Refused | Asked


def names_by_option(
    chosen: Mapping[OptionId, Sequence[str]], most: int
) -> Mapping[OptionId, tuple[str, ...]]:
    """Shorten lists of names to what a card can bear; "…" stands for the rest."""
    return {
        option: (*names[:most], "…") if len(names) > most else tuple(names)
        for option, names in chosen.items()
    }
