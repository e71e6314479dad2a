"""Who is who: the ids of the house and what is known of the asker."""

from datetime import time
from enum import IntEnum, StrEnum
from typing import NewType

from msgspec import Struct

TeamId = NewType("TeamId", int)
RoomId = NewType("RoomId", int)
PersonId = NewType("PersonId", int)
AccountId = NewType("AccountId", int)


class Role(IntEnum):
    """Order what a member of a team may do, least first."""

    GUEST = 0
    MEMBER = 1
    ORGANISER = 2
    ADMIN = 3


class Entry(StrEnum):
    """Say whether a stranger's first tap makes a member."""

    OPEN = "open"
    CLOSED = "closed"


class Purpose(StrEnum):
    """Say what a room is for: what is made in a main room stands in all main rooms."""

    MAIN = "main"
    COMMITTEE = "committee"
    OTHER = "other"


class Team(Struct, frozen=True):
    """Describe a team as every turn needs it; `day_end` is what "by the end of the day" means."""

    id: TeamId
    name: str
    language: str
    zone: str
    entry: Entry
    day_end: time = time(18)


class Room(Struct, frozen=True):
    """Describe a room; `team` is None while it belongs to none, as a private chat always does."""

    id: RoomId
    connection: str
    private: bool
    title: str
    language: str
    team: TeamId | None = None
    purpose: Purpose = Purpose.OTHER


class Who(Struct, frozen=True):
    """Describe the one who acts, in the team that the matter belongs to.

    `person` is None for an account that nobody has claimed yet, `role` for a person who is no
    member of `team`, `team` where neither the matter nor the room leads to one.
    """

    account: AccountId | None
    person: PersonId | None
    name: str
    language: str
    zone: str
    room: Room | None
    team: Team | None
    role: Role | None
    private_room: RoomId | None = None
    may_undo: bool = False
    """Whether something that they did can still be taken back."""

    @property
    def team_id(self) -> TeamId | None:
        """The id of the team."""
        return None if self.team is None else self.team.id
