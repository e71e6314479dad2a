"""Polls, as rules: who sees what, who leads, what may still be changed."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NewType

from msgspec import Struct

from bot.domain.call import Asked, Call, CallId, Refused, State

PollId = NewType("PollId", CallId)
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


class PollOption(Struct, frozen=True):
    """Hold one option and how many chose it; `standard` where it is one of ours."""

    id: OptionId
    label: str
    count: int = 0
    standard: Standard | None = None


class Poll(Call, frozen=True, kw_only=True):
    """Hold a poll as it now stands. Its `title` is the question; people answer, not ticks."""

    id: PollId
    options: tuple[PollOption, ...]
    pick: int
    names: Names
    results: Results
    change: bool

    @property
    def secret(self) -> bool:
        """Whether nobody can see who chose what."""
        return self.names is Names.NOBODY

    @property
    def names_missing(self) -> bool:
        """Whether it may be said who has not answered.

        Not in a secret poll whose count is seen, meanwhile or in the end: where few have answered,
        who is missing tells who chose what.
        """
        counted = self.results is not Results.CLOSED or not self.open
        return self.roll is not None and not (self.secret and counted)

    @property
    def can_reopen(self) -> bool:
        """Whether it may be opened again: the key to secret answers is gone with the closing."""
        return not self.secret

    @property
    def counts_shown(self) -> bool:
        """Whether the card may show the count to everybody."""
        return self.state is State.CLOSED or self.results is Results.LIVE


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


class Noted(Struct, frozen=True):
    """The answer stands. `chosen` are all of this person's options, in their order.

    Not `changed`: it stood already, and is only known to be of a later time.
    """

    poll: Poll
    chosen: tuple[PollOption, ...]
    changed: bool = True


class Taken(Refused, frozen=True):
    """The answer does not count, because of what this person has `chosen` before."""

    poll: Poll
    chosen: tuple[PollOption, ...]


Outcome = Noted | Refused | Asked
