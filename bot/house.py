"""What a platform tells of rooms and accounts: nobody acts, and nobody is answered."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.basics import basics, said_card
from bot.context import Effects
from bot.domain.identity import Role, RoomId, TeamId, Who
from bot.domain.phrase import Instant, Phrase, Variant
from bot.domain.wallclock import zone_named
from bot.event import Event, Joined, Left, MembersSeen, ProfileSeen, RoomMoved, TopicSeen
from bot.keep import packed
from bot.ports import Connection, Place, Priority, Stores

if TYPE_CHECKING:
    from bot.runtime import Runtime

log = logging.getLogger(__name__)

_TOLD_FOR: Final = timedelta(days=1)
"""For how long it is no news that something is not as it should be."""


def note(runtime: "Runtime", connection: Connection, event: Event, now: Instant) -> Effects:
    """Record what a platform tells; return what is to be seen because of it."""
    people = runtime.stores.people(connection)
    origin, realm = event.origin, runtime.adapters[event.origin.connection].realm
    match event:
        case RoomMoved(key=key, title=title):
            people.move_room(origin, key, title, now)
        case Left(bot=True):
            return _put_out(runtime, connection, event, now)
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


def _put_out(runtime: "Runtime", connection: Connection, event: Left, now: Instant) -> Effects:
    """Leave a room that we were taken out of; the organisers of its team are told."""
    people, origin = runtime.stores.people(connection), event.origin
    if not origin.room:
        # From everywhere at once: perhaps only for a while, so no room is given up.
        return tell_of_standstill(runtime.stores, connection, origin.connection, now, shut=True)
    realm = runtime.adapters[origin.connection].realm
    room = people.identify(origin, realm, now, None, None).room
    # Who is gone from where a room was before it moved is still in the room.
    if room is None or people.address(Place(room.id)).room != origin.room:
        return Effects()
    lost = people.lose_room(room.id, now)
    if not lost or room.team is None or room.private:
        return Effects()
    log.warning("%s: put out of room %s of a team", origin.connection, room.id)
    gone = basics.say("put-out", room=room.title, connection=room.connection)
    key = f"gone-{room.id}-{event.id}"
    return tell_organisers(runtime.stores, connection, room.team, gone, key, now)


def _arrived(runtime: "Runtime", connection: Connection, event: Joined, now: Instant) -> Effects:
    """Let features do what they do in a room that we were let into."""
    people, origin = runtime.stores.people(connection), event.origin
    realm = runtime.adapters[origin.connection].realm
    people.meet(origin, realm, now)
    if origin.title:
        people.move_room(origin, origin.room, origin.title, now)
    who = people.identify(origin, realm, now, None, None)
    ctx = runtime.context(connection, now, who, seed=(origin.connection, event.id))
    for feature in runtime.registry.features:
        if feature.arrived is not None:
            feature.arrived(ctx, event)
    return ctx.effects


def tend(runtime: "Runtime", connection: Connection) -> None:
    """Let features set going what they do for all teams."""
    who = Who(None, None, "", "en", "UTC", None, None, Role.ADMIN)
    runtime.context(connection, runtime.clock.now(), who, seed=("start",)).tend(None)


def tell_organisers(
    stores: Stores, connection: Connection, team: TeamId, what: Phrase, key: str, now: Instant, *,
    aside: RoomId | None = None, not_on: str = "",
) -> Effects:  # fmt: skip
    """Tell the organisers of a team something in private, once for a key.

    But not in the room `aside`, and `not_on` one connection, if they can be reached elsewhere.
    """
    people, outgoing = stores.people(connection), stores.outgoing(connection)
    said = said_card(packed(what), key)
    for person in people.members(team, Role.ORGANISER):
        room = people.private_room(person, not_on=not_on)
        if room is not None and room != aside:
            outgoing.tell(said, room, team, now, priority=Priority.TELL, not_before=None)
    return Effects(wake=True)


def tell_of_standstill(
    stores: Stores, connection: Connection, name: str, now: Instant, *, shut: bool
) -> Effects:
    """Tell organisers whom it concerns, and who can be reached elsewhere, at most once a day.

    Nothing goes out on a whole connection: because that has `shut` us out, or has let us wait for
    long.
    """
    why = Variant("shut" if shut else "long")
    said, key = basics.say("standstill", connection=name, why=why), f"standstill-{name}"
    if not told_lately(stores, connection, said, key, now):
        for team in stores.budgets(connection).teams(name):
            tell_organisers(stores, connection, team, said, key, now, not_on=name)
    return Effects(wake=True)


def told_lately(
    stores: Stores, connection: Connection, what: Phrase, key: str, now: Instant
) -> bool:
    """Say whether organisers were told the same within a day.

    Two processes may find the same at one moment: the second sees what the first has told.
    """
    stores.leases(connection).alone(key)
    said = said_card(packed(what), key)
    return stores.outgoing(connection).wished(said, since=now - _TOLD_FOR)


def _known(zone: str | None) -> str | None:
    """Return a zone's name, where there is such a zone: all times of a person would fail else."""
    return None if zone is None or zone_named(zone) is None else zone
