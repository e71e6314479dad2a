"""What a group is asked, of any kind."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from bot.domain.call import Call, CallId
from bot.domain.identity import PersonId, RoomId, TeamId
from bot.domain.phrase import Instant
from bot.ports.store import Connection

CallT_co = TypeVar("CallT_co", bound=Call, covariant=True)


class Calls(Protocol[CallT_co]):
    """Keep the calls of one kind: polls, roll calls."""

    def __init__(self, connection: Connection) -> None: ...

    def find(self, call: CallId) -> CallT_co | None:
        """Return a call with its counts."""
        ...

    def bare(self, call: CallId) -> CallT_co | None:
        """Return a call as its own row has it, without counts."""
        ...

    def lock(self, call: CallId) -> None:
        """Wait for answers that are under way, and let new ones wait for this transaction."""
        ...

    def numbered(self, team: TeamId, typed: str) -> CallId | None:
        """Return the call that a team knows by a number, as somebody typed it."""
        ...

    def latest(self, team: TeamId, most: int) -> Sequence[CallT_co]:
        """List a team's calls, the newest first, and open ones before all that are over."""
        ...

    def rooms(self, call: CallId) -> Sequence[RoomId]:
        """List the rooms in which a call stands."""
        ...

    def set(self, call: CallId, *, closes: Instant | None) -> None:
        """Change until when a call is open."""
        ...

    def close(self, call: CallId, at: Instant) -> bool:
        """Close a call, once; False where it was not open."""
        ...

    def reopen(self, call: CallId) -> bool:
        """Open a closed call again; False where that cannot be."""
        ...

    def withdraw(self, call: CallId) -> bool:
        """Withdraw an open call; False where it was not open."""
        ...

    def call_off(self, call: Call, at: Instant) -> bool:
        """Withdraw a call of which all are told; False where its state is another by now."""
        ...

    def missing(self, call: Call) -> Sequence[PersonId]:
        """List who is expected and has not answered; nobody is missing on an open roll."""
        ...

    def has_answered(self, call: CallId, person: PersonId) -> bool:
        """Say whether a person has answered: not what."""
        ...

    def answered(self, person: PersonId) -> Sequence[CallId]:
        """List the calls that a person has answered, the newest first."""
        ...

    def release(self, team: TeamId, person: PersonId) -> Sequence[CallT_co]:
        """Expect no more answer of somebody to the open calls of a team; return to which."""
        ...

    def expects(self, call: Call, person: PersonId) -> bool:
        """Tell whether somebody is on a call's roll, from the first or since they were admitted."""
        ...

    def asking(self, call: Call) -> Sequence[PersonId]:
        """List who has answered without being on the roll, and waits to be admitted."""
        ...

    def settle(self, call: Call, person: PersonId, by: PersonId, *, admitted: bool) -> bool:
        """Admit somebody who asked, or leave them off; False where that was settled already."""
        ...

    def open_for(self, person: PersonId) -> Sequence[CallT_co]:
        """List the open calls of a person's teams, the soonest to close first."""
        ...

    def expecting(self) -> Sequence[CallT_co]:
        """List the open calls that have a fixed roll."""
        ...

    def owing(self, person: PersonId) -> Sequence[CallT_co]:
        """List the open calls of which a person is expected to answer, and has not."""
        ...
