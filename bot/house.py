"""What a platform tells of rooms and accounts: nobody acts, and nobody is answered."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.context import Context, Effects
from bot.domain.phrase import Instant
from bot.event import Event, Joined, Left, MembersSeen, ProfileSeen, RoomMoved, TopicSeen
from bot.ports import Connection, Place

if TYPE_CHECKING:
    from bot.runtime import Runtime


def note(runtime: "Runtime", connection: Connection, event: Event, now: Instant) -> Effects:
    """Record what a platform tells; return what is to be seen because of it."""
    people = runtime.stores.people(connection)
    origin, realm = event.origin, runtime.adapters[event.origin.connection].realm
    match event:
        case RoomMoved(key=key, title=title):
            people.move_room(origin, key, title, now)
        case Left(bot=True):
            room = people.identify(origin, realm, now, None, None).room
            # Who is gone from where a room was before it moved is still in the room.
            if room is not None and people.address(Place(room.id)).room == origin.room:
                people.lose_room(room.id, now)
        case ProfileSeen(reachable=reachable, zone=zone):
            people.note_profile(origin, realm, now, reachable=reachable, zone=_known(zone))
        case MembersSeen(accounts=accounts):
            listed = [(each.account, each.name) for each in accounts]
            people.note_members(realm, listed, now)
        case TopicSeen():
            room = people.identify(origin, realm, now, None, None).room
            if room is not None:
                people.name_topic(Place(room.id, origin.thread), origin.topic)
        case Joined(bot=True):
            return _arrived(runtime, connection, event, now)
        case _ if origin.account and origin.room:
            people.meet(origin, realm, now)
    return Effects()


def _arrived(runtime: "Runtime", connection: Connection, event: Joined, now: Instant) -> Effects:
    """Let features do what they do in a room that we were let into."""
    people, origin = runtime.stores.people(connection), event.origin
    realm = runtime.adapters[origin.connection].realm
    people.meet(origin, realm, now)
    if origin.title:
        people.move_room(origin, origin.room, origin.title, now)
    ctx = Context(
        connection, now, runtime.registry, runtime.stores,
        people.identify(origin, realm, now, None, None),
        chance=runtime.chance, seed=(origin.connection, event.id),
    )  # fmt: skip
    for feature in runtime.registry.features:
        if feature.arrived is not None:
            feature.arrived(ctx, event)
    return ctx.effects


def _known(zone: str | None) -> str | None:
    """Return a zone's name, where there is such a zone: all times of a person would fail else."""
    if zone is None:
        return None
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return zone
