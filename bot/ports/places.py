"""Where something stands or is sent."""

from msgspec import Struct

from bot.domain.identity import AccountId, RoomId


class Place(Struct, frozen=True):
    """Say where something stands: a room, a thread in it, for one reader or for all."""

    room: RoomId
    thread: str | None = None
    reader: AccountId | None = None


class Address(Struct, frozen=True):
    """Say the same in the platform's keys, for the adapter.

    `under` is the ref of a message of ours whose own thread is meant, where a platform has such.
    """

    connection: str
    room: str
    title: str
    private: bool
    thread: str | None = None
    reader: str | None = None
    under: str | None = None
