"""Who can speak in the browser chat, and where: what the demonstration was set up with."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from bot.domain.identity import AccountId, Purpose, Role, RoomId


class Person(Struct, frozen=True):
    """Hold one whom a window may speak as."""

    account: AccountId
    key: str
    name: str
    role: Role


class Room(Struct, frozen=True):
    """Hold a room; a private one belongs to its `owner`, who talks there with the bot alone."""

    id: RoomId
    key: str
    title: str
    purpose: Purpose = Purpose.OTHER
    owner: AccountId | None = None


class Team(Struct, frozen=True):
    """Hold a team, its people (the first is who a newcomer speaks as) and all of its rooms.

    `zone` is the one by whose clock it lives.
    """

    language: str
    name: str
    bot: str
    people: tuple[Person, ...]
    rooms: tuple[Room, ...]
    zone: str = "UTC"

    def person(self, key: str | None) -> Person | None:
        """Return who goes by a key; the first of the team where none is named."""
        if key is None:
            return self.people[0]
        return next((each for each in self.people if each.key == key), None)

    def rooms_of(self, person: Person) -> Iterator[Room]:
        """Yield the rooms that a person is in."""
        return (room for room in self.rooms if room.owner in {None, person.account})


class House:
    """Hold all teams, and find who and what is meant by a key or an id."""

    def __init__(self, teams: Sequence[Team]) -> None:
        """Take the teams, one for each language."""
        self._teams = {team.language: team for team in teams}
        self._rooms = {room.key: room for team in teams for room in team.rooms}
        self._keys = {room.id: room.key for room in self._rooms.values()}
        people = [person for team in teams for person in team.people]
        self._people = {person.account: person for person in people}
        self._accounts = {person.key: person.account for person in people}

    def team(self, language: str) -> Team | None:
        """Return the team that speaks a language."""
        return self._teams.get(language)

    def room(self, key: str) -> Room | None:
        """Return the room of a key."""
        return self._rooms.get(key)

    def key_of(self, room: RoomId) -> str:
        """Return the key of a room of ours."""
        return self._keys[room]

    def author(self, account: AccountId) -> Person | None:
        """Return who an account is; None for one that this house does not know any more."""
        return self._people.get(account)

    def account(self, key: str) -> AccountId | None:
        """Return the account of a key."""
        return self._accounts.get(key)
