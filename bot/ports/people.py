"""Who is who, in which team and which rooms."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from bot.domain.identity import AccountId, PersonId, Role, Room, RoomId, Team, TeamId, Who
from bot.domain.phrase import Instant
from bot.domain.term import Term
from bot.event import Origin
from bot.ports.places import Address, Place
from bot.ports.store import Connection, Scope


class People(Protocol):
    """Know rooms, accounts, persons, teams and who may what."""

    def __init__(self, connection: Connection) -> None: ...

    def identify(
        self, origin: Origin, realm: str, now: Instant, scope: Scope | None, object_id: int | None
    ) -> Who:
        """Resolve who acts and in which team, in one joined read.

        The team is that of the object (`scope`, `object_id`), else the room's, else the one that
        the person chose for private talk, else their only one.
        """
        ...

    def meet(self, origin: Origin, realm: str, now: Instant) -> None:
        """Record a room or an account seen for the first time, and names that have changed."""
        ...

    def join(self, account: AccountId, team: TeamId, name: str, now: Instant) -> PersonId:
        """Make the account's person a member of an open team."""
        ...

    def note_profile(self, origin: Origin, realm: str, now: Instant, *, reachable: bool | None,
                     zone: str | None) -> None:  # fmt: skip
        """Record what a platform told of an account; what it did not tell stays as it was."""
        ...

    def note_members(self, realm: str, accounts: Sequence[tuple[str, str]], now: Instant) -> None:
        """Record the accounts that a platform listed, as keys and names."""
        ...

    def teams_of(self, person: PersonId) -> Sequence[Team]:
        """List the teams in which a person is a member."""
        ...

    def choose_team(self, person: PersonId, team: TeamId, until: Instant) -> None:
        """Remember which team a person's private talk is about."""
        ...

    def rooms_of(self, team: TeamId) -> Sequence[Room]:
        """List a team's rooms, oldest first."""
        ...

    def room(self, room: RoomId) -> Room:
        """Return one room."""
        ...

    def team(self, team: TeamId) -> Team:
        """Return one team."""
        ...

    def terms(self, team: TeamId) -> Sequence[Term]:
        """List the terms by which a team counts, the earliest first."""
        ...

    def role_of(self, person: PersonId, team: TeamId) -> Role | None:
        """Return a person's role in a team."""
        ...

    def members(self, team: TeamId, at_least: Role) -> Sequence[PersonId]:
        """List the persons of a team who have at least a role."""
        ...

    def groups(self, team: TeamId) -> Sequence[str]:
        """List what the categories and tags of a team are called."""
        ...

    def names(self, persons: Iterable[PersonId]) -> Mapping[PersonId, str]:
        """Return the names of persons."""
        ...

    def current(self, person: PersonId) -> PersonId:
        """Return who a person is now: another one, where two were found to be the same."""
        ...

    def private_room(self, person: PersonId, *, not_on: str = "") -> RoomId | None:
        """Return where a person can be written to in private, the latest used first.

        `not_on` is a connection that is left out.
        """
        ...

    def chat_with(self, connection: str, realm: str, account: str) -> str | None:
        """Return the key of a connection's private chat with an account, where it is known."""
        ...

    def without_chat(self, realm: str, since: Instant) -> Sequence[str]:
        """List who acted since a time and has no private chat yet, by the keys of their accounts.

        The latest come first.
        """
        ...

    def voice_of(self, room: RoomId) -> tuple[str, str, Team | None]:
        """Return a room's language and zone, and its team: in private those of the person."""
        ...

    def language_of(self, account: AccountId) -> str | None:
        """Return the language in which somebody reads, as far as it is known."""
        ...

    def address(self, place: Place) -> Address:
        """Return a place in the platform's keys."""
        ...

    def name_topic(self, place: Place, name: str) -> None:
        """Remember what a thread is called, where the platform has told."""
        ...

    def topic(self, place: Place) -> str | None:
        """Return what a thread is called, if that was ever told."""
        ...

    def move_room(self, origin: Origin, key: str, title: str | None, now: Instant) -> None:
        """Give a room a new key; it keeps its id."""
        ...

    def lose_room(self, room: RoomId, now: Instant) -> bool:
        """Record that nothing can be sent to a room any more; False where it was known."""
        ...
