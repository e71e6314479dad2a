"""What should be seen: standing copies, messages to be sent, lanes, limits."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Table,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from bot.action import Open, View
from bot.domain.identity import RoomId, TeamId
from bot.domain.pace import Limit, admitted
from bot.domain.phrase import Instant
from bot.ports import (
    UNSURE,
    CopyState,
    Kind,
    Lease,
    Message,
    OnUncertain,
    Place,
    Posted,
    Priority,
    Wait,
    Wish,
)
from storage.columns import Literal, flag, instant, number, partial_index, reference, text
from storage.identity import room_table
from storage.leases import left
from storage.repeating import statement
from storage.schema import Retention, UtcTime, identity, json_column, metadata, upsert
from storage.spent import MONTH, spent

# Literals, because PostgreSQL stops using a partial index for a bound predicate once the plan is
# generic.
_LIVE: Literal = literal_column("'live'")
_PENDING: Literal = literal_column("0")
_SENDING: Literal = literal_column("1")
SENT: Literal = literal_column("2")
DEAD: Literal = literal_column("9")

posted = Table(
    "posted", metadata,
    identity(), text("key"), text("view"), json_column("args", kept=Retention.TRANSIENT),
    reference("team", "team.id", nullable=True), reference("room", "room.id"),
    text("thread", nullable=True), reference("reader", "account.id", nullable=True),
    json_column("refs", kept=Retention.NONE), text("digest", nullable=True),
    instant("shown_at", nullable=True), text("state", default="live"),
    number("attempt", default=0), flag("pinned"), text("pin", nullable=True),
    Index("uq_posted_key_room", "key", "room", unique=True),
    Index("ix_posted_room", "room", "id"),
    partial_index("ix_posted_live", "id", where=literal_column("state") == _LIVE),
    sqlite_autoincrement=True,
)  # fmt: skip
outbox = Table(
    "outbox", metadata,
    identity(), text("kind"), text("view"), json_column("args", kept=Retention.TRANSIENT),
    reference("team", "team.id", nullable=True), reference("room", "room.id"),
    text("thread", nullable=True), reference("reader", "account.id", nullable=True),
    number("priority"), instant("not_before"),
    instant("expires_at", nullable=True), text("then_step", nullable=True),
    json_column("then_args", kept=Retention.TRANSIENT, nullable=True), number("state", default=0),
    number("attempt", default=0), flag("uncertain"), text("on_uncertain"),
    text("last_error", nullable=True), json_column("refs", kept=Retention.NONE, nullable=True),
    instant("sent_at", nullable=True), text("key", nullable=True),
    instant("read_by", nullable=True),
    json_column("thread_of", kept=Retention.TRANSIENT, nullable=True),
    Index("uq_outbox_key", "key", unique=True),
    Index("ix_outbox_view", "view", "not_before"),
    Index("ix_outbox_room", "room", "id"),
    partial_index("ix_outbox_pending", "room", "priority", "not_before", "id",
                  where=literal_column("state") < SENT),
    sqlite_autoincrement=True,
)  # fmt: skip
lane = Table(
    "lane", metadata,
    Column("room", ForeignKey("room.id"), primary_key=True, info={"retention": Retention.NONE}),
    instant("next_at", nullable=True), text("lease_owner", nullable=True),
    instant("lease_until", nullable=True), number("fence", default=0),
)  # fmt: skip
limit = Table(
    "limit", metadata,
    Column("key", Text, primary_key=True, info={"retention": Retention.NONE}),
    instant("arrival", nullable=True),
)  # fmt: skip

# For so long a reply to what was sent finds it, and `check` lists what was given up.
spent(outbox, outbox.c.sent_at, MONTH, of=outbox.c.state == SENT)
spent(outbox, outbox.c.not_before, MONTH, of=outbox.c.state == DEAD)
# What stands is kept for as long as it stands, also where it could not be edited any more.
spent(posted, posted.c.shown_at, MONTH, of=posted.c.state == CopyState.GONE.value)
spent(
    posted, posted.c.shown_at, MONTH,
    of=and_(posted.c.state == CopyState.DEAD.value, posted.c.refs == []),
)  # fmt: skip

_STRANDED_FOR = timedelta(days=7)
"""How long a message waits for a connection that is not configured: somebody may mend that."""
TOO_LATE = "too late to be of use"
"""Why a message was given up that nothing was wrong with."""
_SOON = timedelta(hours=24)
"""A message that must be read within this goes before what merely should be."""
_MERGED_TRIES = 2
"""How often tells are tried as one message; after that each is tried alone, for one may be bad."""

_now = bindparam("now", type_=UtcTime)
_waiting = and_(
    outbox.c.state < SENT, or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > _now)
)
_due = and_(_waiting, outbox.c.not_before <= _now)
_served = room_table.c.connection.in_(bindparam("connections", expanding=True))
_free_lane = and_(
    or_(lane.c.lease_until.is_(None), lane.c.lease_until <= _now),
    or_(lane.c.next_at.is_(None), lane.c.next_at <= _now),
)
_more_urgent = outbox.c.priority < bindparam("below")
_READY = statement(
    lambda: (
        select(
            outbox.c.room,
            func.min(outbox.c.priority).label("priority"),
            func.min(outbox.c.read_by).label("read_by"),
        )
        .join(room_table, room_table.c.id == outbox.c.room)
        .outerjoin(lane, lane.c.room == outbox.c.room)
        .where(
            _due,
            or_(lane.c.room.is_(None), _free_lane),
            _more_urgent,
            _served,
        )
        .group_by(outbox.c.room)
        .order_by("priority", func.min(outbox.c.read_by).nulls_last(), outbox.c.room)
        .limit(bindparam("most"))
    )
)
_in_room = and_(outbox.c.room == bindparam("room"), _more_urgent)
_READY_IN = statement(lambda: select(outbox.c.id).where(_due, _in_room).limit(1))
_PICK = statement(
    lambda: (
        select(outbox)
        .where(_due, _in_room)
        .order_by(outbox.c.priority, outbox.c.not_before, outbox.c.id)
        .limit(50)
    )
)
_NEXT = statement(
    lambda: (
        select(
            outbox.c.room,
            room_table.c.connection,
            func.min(outbox.c.not_before).label("not_before"),
            lane.c.next_at,
            lane.c.lease_until,
        )
        .join(room_table, room_table.c.id == outbox.c.room)
        .outerjoin(lane, lane.c.room == outbox.c.room)
        .where(_waiting, _served)
        .group_by(outbox.c.room, room_table.c.connection, lane.c.next_at, lane.c.lease_until)
    )
)
_STRANDED = statement(
    lambda: (
        select(room_table.c.connection, func.count().label("messages"))
        .select_from(outbox)
        .join(room_table, room_table.c.id == outbox.c.room)
        .where(outbox.c.state < SENT, ~_served)
        .group_by(room_table.c.connection)
    )
)
_LATE = statement(
    lambda: (
        select(outbox.c.id)
        .join(room_table, room_table.c.id == outbox.c.room)
        .where(
            outbox.c.state < SENT,
            or_(
                outbox.c.expires_at <= _now,
                and_(~_served, outbox.c.not_before <= bindparam("stranded", type_=UtcTime)),
            ),
        )
        .limit(500)
    )
)
_LOST = statement(
    lambda: select(room_table.c.id).where(
        room_table.c.id == bindparam("room"), room_table.c.left_at.is_not(None)
    )
)
_reachable = and_(room_table.c.id == posted.c.room, room_table.c.left_at.is_(None))
_COPIES = statement(
    lambda: (
        select(posted.c.id, posted.c.room, posted.c.key)
        .join(room_table, _reachable)
        .where(posted.c.key.in_(bindparam("keys", expanding=True)))
        .order_by(posted.c.id)
    )
)
_LIVE_COPIES = statement(
    lambda: (
        select(posted.c.id, posted.c.room)
        .join(room_table, _reachable)
        .where(posted.c.state == _LIVE, posted.c.id > bindparam("after"))
        .order_by(posted.c.id)
        .limit(bindparam("most"))
    )
)
_COPY = statement(
    lambda: select(posted).join(room_table, _reachable).where(posted.c.id == bindparam("id"))
)
_PLACE = statement(lambda: (
    upsert(posted)
    .values(
        key=bindparam("key"), view=bindparam("view"),
        args=bindparam("args", type_=posted.c.args.type), team=bindparam("team"),
        room=bindparam("room"), thread=bindparam("thread"), reader=bindparam("reader"),
        refs=bindparam("refs", type_=posted.c.refs.type),
    )
    .on_conflict_do_update(
        index_elements=["key", "room"],
        set_={
            "refs": "[]", "digest": None, "state": CopyState.LIVE.value, "attempt": 0,
            "thread": bindparam("thread"),
        },
        where=posted.c.state.in_([
            literal_column("'gone'"), literal_column("'dead'"),
        ]),
    )
))  # fmt: skip
_KEEP = statement(lambda: (
    upsert(posted)
    .values(
        key=bindparam("key"), view=bindparam("view"),
        args=bindparam("args", type_=posted.c.args.type), team=bindparam("team"),
        room=bindparam("room"), thread=bindparam("thread"), reader=bindparam("reader"),
        refs=bindparam("refs", type_=posted.c.refs.type), digest=bindparam("digest"),
        shown_at=bindparam("shown_at", type_=UtcTime),
    )
    .on_conflict_do_nothing(index_elements=["key", "room"])
))  # fmt: skip
_LANE = statement(lambda: upsert(lane).values(room=bindparam("room")).on_conflict_do_nothing())
_CLAIM = statement(
    lambda: (
        update(lane)
        .where(lane.c.room == bindparam("room_"), _free_lane)
        .values(
            lease_owner=bindparam("owner"),
            lease_until=bindparam("until", type_=UtcTime),
            fence=lane.c.fence + 1,
        )
        .returning(lane.c.fence)
    )
)
_LANE_STATE = statement(
    lambda: select(lane.c.next_at, lane.c.lease_until).where(lane.c.room == bindparam("room"))
)
_RELEASE = statement(
    lambda: (
        update(lane)
        .where(lane.c.room == bindparam("room_"), lane.c.fence == bindparam("fence_"))
        .values(lease_owner=None, lease_until=None, next_at=bindparam("next_at_", type_=UtcTime))
    )
)
_ARRIVAL = statement(
    lambda: select(limit.c.arrival).where(limit.c.key == bindparam("key")).with_for_update()
)
_NEW_LIMIT = statement(lambda: upsert(limit).values(key=bindparam("key")).on_conflict_do_nothing())
_SET_LIMIT = statement(
    lambda: (
        update(limit)
        .where(limit.c.key == bindparam("key_"))
        .values(arrival=bindparam("arrival_", type_=UtcTime))
    )
)
_START = statement(
    lambda: (
        update(outbox)
        .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
        .values(state=_SENDING, attempt=outbox.c.attempt + 1)
    )
)
_same = and_(
    posted.c.id == bindparam("id_"),
    posted.c.refs == bindparam("before_", type_=posted.c.refs.type),
)
_UNSURE = statement(
    lambda: (
        update(posted)
        .where(_same, posted.c.digest.is_not_distinct_from(bindparam("digest_", type_=Text)))
        .values(digest=UNSURE)
    )
)
_SHOWN = statement(
    lambda: (
        update(posted)
        .where(_same)
        .values(
            refs=bindparam("refs_", type_=posted.c.refs.type),
            digest=bindparam("digest_"),
            shown_at=bindparam("now_", type_=UtcTime),
            state=bindparam("state_"),
            attempt=0,
        )
    )
)
_TAKEN_AWAY = statement(
    lambda: (
        update(posted)
        .where(_same)
        .values(
            refs=[],
            digest=None,
            shown_at=bindparam("now_", type_=UtcTime),
            state=CopyState.GONE.value,
            attempt=0,
            pin=None,
        )
    )
)
_SENT_NOW = statement(
    lambda: (
        update(outbox)
        .where(outbox.c.id == bindparam("id_"))
        .values(
            state=SENT,
            refs=bindparam("refs_", type_=outbox.c.refs.type),
            sent_at=bindparam("now_", type_=UtcTime),
            # What had nothing to say was not sent: it may be wished for again.
            key=case((bindparam("said_", type_=Boolean), outbox.c.key), else_=None),
        )
    )
)
_WISHED = statement(
    lambda: select(outbox.c.args).where(
        outbox.c.view == bindparam("view"), outbox.c.not_before >= bindparam("since", type_=UtcTime)
    )
)
_WISHED_SO = statement(
    lambda: _WISHED.where(outbox.c.args == bindparam("args", type_=outbox.c.args.type)).limit(1)
)
_WAITS = statement(
    lambda: select(outbox.c.key, outbox.c.state < SENT).where(
        outbox.c.key.in_(bindparam("keys", expanding=True))
    )
)
_WISH = upsert(outbox).values(
    kind=Kind.TELL.value, view=bindparam("view"), args=bindparam("args", type_=outbox.c.args.type),
    room=bindparam("room"), priority=bindparam("priority"),
    not_before=bindparam("now", type_=UtcTime), expires_at=bindparam("until", type_=UtcTime),
    on_uncertain=OnUncertain.REPEAT.value, key=bindparam("key"),
    read_by=bindparam("read_by", type_=UtcTime),
)  # fmt: skip
_new = _WISH.excluded
_TELL_ONCE = statement(lambda: _WISH.on_conflict_do_update(
    index_elements=["key"],
    set_={
        "priority": case((_new.priority < outbox.c.priority, _new.priority),
                         else_=outbox.c.priority),
        "read_by": case((_new.read_by < outbox.c.read_by, _new.read_by),
                        else_=func.coalesce(outbox.c.read_by, _new.read_by)),
        "expires_at": case((_new.expires_at < outbox.c.expires_at, outbox.c.expires_at),
                           else_=_new.expires_at),
    },
    where=outbox.c.state < SENT,
))  # fmt: skip


class Outgoing:
    """Keep what should be seen; see `bot.ports.Outgoing`."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def place_view(self, view: View, places: Sequence[Place], team: TeamId | None) -> None:
        """Record that a view should stand in places, once each.

        Where it was taken away or given up, it is posted anew.
        """
        for place in places:
            if self._lost(place.room):
                continue
            self._connection.execute(
                _PLACE,
                {
                    "key": view_key(view), "view": view.name, "args": list(view.args), "team": team,
                    "room": place.room, "thread": place.thread, "reader": place.reader,
                    "refs": [],
                },
            )  # fmt: skip

    def keep(self, copy: Posted) -> None:
        """Record that what stands somewhere already is a copy of a view, to be kept up to date."""
        view, place = copy.view, copy.place
        self._connection.execute(
            _KEEP,
            {
                "key": view_key(view), "view": view.name, "args": list(view.args),
                "team": copy.team, "room": place.room, "thread": place.thread,
                "reader": place.reader, "refs": list(copy.refs), "digest": copy.digest,
                "shown_at": copy.shown_at,
            },
        )  # fmt: skip

    def copies_of(self, view: View) -> Sequence[Posted]:
        """List the copies of a view, one for each room, in the order they were wished."""
        copies = select(posted).where(posted.c.key == view_key(view)).order_by(posted.c.id)
        return [_posted(row) for row in self._connection.execute(copies)]

    def pin(self, view: View, *, wanted: bool) -> None:
        """Wish that the copies of a view be pinned, or no longer."""
        copies = update(posted).where(posted.c.key == view_key(view))
        self._connection.execute(copies.values(pinned=wanted))

    def pinned(self, copy: Posted, pin: str | None, *, wanted: bool = True) -> None:
        """Record what is pinned of a copy; where it is not `wanted` any more the wish is over."""
        over = {} if wanted else {"pinned": False}
        self._connection.execute(
            update(posted).where(posted.c.id == copy.id).values(pin=pin, **over)
        )

    def renew(self, view: View, place: Place, now: Instant) -> None:
        """Let a copy be posted anew where the conversation now is, instead of edited far above.

        What stands there is taken away.
        """
        which = and_(posted.c.key == view_key(view), posted.c.room == place.room)
        old = self._connection.execute(select(posted).where(which).with_for_update()).one_or_none()
        if old is None:
            return
        self._connection.execute(
            update(posted)
            .where(posted.c.id == old.id)
            .values(
                refs=[], digest=None, attempt=0, state=CopyState.LIVE.value, thread=place.thread,
                reader=place.reader,
            )
        )  # fmt: skip
        if old.refs:
            there = Place(old.room, old.thread, old.reader)
            self._put(
                Kind.STRIKE, view, there, old.team, now, priority=Priority.EDIT, refs=old.refs
            )

    def revive(self, view: View) -> None:
        """Let a view that came to rest, or was given up, be kept up to date again."""
        resting = update(posted).where(posted.c.key == view_key(view), posted.c.state != _LIVE)
        self._connection.execute(resting.values(state=CopyState.LIVE.value, attempt=0))

    def post(
        self, view: View, places: Sequence[Place], team: TeamId | None, now: Instant, *,
        priority: Priority, then: Open[Any] | None, expires_at: Instant | None,
        on_uncertain: OnUncertain, thread_of: View | None = None,
    ) -> None:  # fmt: skip
        """Record a message that nobody may miss, once each place that can be reached."""
        for place in places:
            if not self._lost(place.room):
                self._put(
                    Kind.POST, view, place, team, now, priority=priority, then=then,
                    expires_at=expires_at, on_uncertain=on_uncertain, thread_of=thread_of,
                )  # fmt: skip

    def wished(self, view: View, *, since: Instant) -> bool:
        """Say whether a view was to be posted or told at some time since then."""
        values = {"view": view.name, "since": since, "args": list(view.args)}
        return self._connection.execute(_WISHED_SO, values).first() is not None

    def wished_of(self, view: str, *, since: Instant) -> set[View]:
        """Return the views of a name that were to be posted or told at some time since then."""
        rows = self._connection.scalars(_WISHED, {"view": view, "since": since})
        return {View(view, tuple(args)) for args in rows}

    def say(self, view: View, place: Place, team: TeamId | None, now: Instant) -> None:
        """Record a message of a conversation: sent once, before what else waits for the room."""
        if not self._lost(place.room):
            self._put(Kind.POST, view, place, team, now, priority=Priority.TALK)

    def tell(
        self, view: View, room: RoomId, team: TeamId | None, now: Instant, *,
        priority: Priority, not_before: Instant | None,
    ) -> None:  # fmt: skip
        """Record a private message, merged at sending with what else waits for that room."""
        self._put(Kind.TELL, view, Place(room), team, not_before or now, priority=priority)

    def _put(
        self, kind: Kind, view: View, place: Place, team: TeamId | None, not_before: Instant, *,
        priority: Priority, then: Open[Any] | None = None, expires_at: Instant | None = None,
        on_uncertain: OnUncertain = OnUncertain.REPEAT, refs: Sequence[str] | None = None,
        thread_of: View | None = None,
    ) -> None:  # fmt: skip
        self._connection.execute(
            insert(outbox),
            {
                "kind": kind.value, "view": view.name, "args": list(view.args), "team": team,
                "room": place.room, "thread": place.thread, "reader": place.reader,
                "priority": int(priority),
                "not_before": not_before, "expires_at": expires_at,
                "then_step": then.step if then else None,
                "then_args": list(then.args) if then else None,
                "on_uncertain": on_uncertain.value, "refs": refs,
                "thread_of": None if thread_of is None else [thread_of.name, *thread_of.args],
            },
        )  # fmt: skip

    def _lost(self, room: RoomId) -> bool:
        return self._connection.scalar(_LOST, {"room": room}) is not None

    def waits(self, keys: Sequence[str]) -> Mapping[str, bool]:
        """Say of the messages that were wished by some keys whether each still waits."""
        rows = self._connection.execute(_WAITS, {"keys": list(keys)})
        return {key: bool(waits) for key, waits in rows}

    def tell_once(self, wishes: Sequence[Wish], now: Instant) -> None:
        """Record private messages of no one team's, each once for its key.

        One that still waits takes on what is more urgent of a wish that is made again.
        """
        if not wishes:
            return
        soon = now + _SOON
        rows = [
            {
                "view": each.view.name, "args": list(each.view.args), "room": each.room,
                "priority": Priority.DEADLINE if each.read_by and each.read_by <= soon
                else Priority.TELL,
                "now": now, "until": each.until, "key": each.key, "read_by": each.read_by,
            }
            for each in wishes
        ]  # fmt: skip
        self._connection.execute(_TELL_ONCE, rows)

    def copies(self, views: Sequence[View]) -> Mapping[View, Sequence[tuple[int, RoomId]]]:
        """List the copies of each view and their rooms, in the order they were wished."""
        found: dict[str, list[tuple[int, RoomId]]] = {view_key(view): [] for view in views}
        for row in self._connection.execute(_COPIES, {"keys": list(found)}):
            found[row.key].append((row.id, row.room))
        return {view: found[view_key(view)] for view in views}

    def live(self, after: int, most: int) -> Sequence[tuple[int, RoomId]]:
        """List copies that are to be kept up to date, and their rooms, by id."""
        rows = self._connection.execute(_LIVE_COPIES, {"after": after, "most": most})
        return [tuple(row) for row in rows]

    def copy(self, posted_id: int) -> Posted | None:
        """Return a copy as it stands; None where its room is lost."""
        row = self._connection.execute(_COPY, {"id": posted_id}).one_or_none()
        return None if row is None else _posted(row)

    def sending(self, copy: Posted) -> bool:
        """Note that a copy is about to be sent; what it shows is unknown until it is marked.

        Were what was marked last kept for what is shown, a change that was sent but not marked,
        and then taken back, would stand for ever. False where it has been shown since it was read.
        """
        values = {"id_": copy.id, "before_": list(copy.refs), "digest_": copy.digest}
        return self._connection.execute(_UNSURE, values).rowcount == 1

    def ready(
        self, now: Instant, most: int, *, connections: Sequence[str], below: int
    ) -> Sequence[RoomId]:
        """List rooms of connections with a message that may go now, the most urgent first.

        The message is more urgent than `below`.
        """
        values = {"now": now, "most": most, "connections": list(connections), "below": below}
        return list(self._connection.scalars(_READY, values))

    def ready_in(self, room: RoomId, now: Instant, below: int) -> bool:
        """Return whether a room has a message, more urgent than `below`, that may go now."""
        found = self._connection.execute(_READY_IN, {"room": room, "now": now, "below": below})
        return found.first() is not None

    def next_by_room(
        self, now: Instant, *, connections: Sequence[str]
    ) -> Sequence[tuple[RoomId, str, Instant]]:
        """Return from when on each room of connections with something to send may; and its own."""
        values = {"now": now, "connections": list(connections)}
        return [
            (RoomId(room), connection, max(each for each in times if each is not None))
            for room, connection, *times in self._connection.execute(_NEXT, values)
        ]

    def stranded(self, *, connections: Sequence[str]) -> Mapping[str, int]:
        """Count the messages that wait for other connections than these, by connection."""
        rows = self._connection.execute(_STRANDED, {"connections": list(connections)})
        return {row.connection: row.messages for row in rows}

    def claim(
        self, room: RoomId, owner: str, now: Instant, lease: timedelta,
        limits: Sequence[tuple[str, Limit]],
    ) -> Lease | Wait:  # fmt: skip
        """Lease a room for one message, if its lane and all limits let it through now."""
        run = self._connection.execute
        arrivals = {}
        for key, each in sorted(limits, key=lambda limit: limit[0]):
            run(_NEW_LIMIT, {"key": key})
            kept = run(_ARRIVAL, {"key": key}).scalar()
            arrival, wait = admitted(each, kept, now)
            if wait is not None:
                if arrival != kept:
                    # The clock was set back: were this not kept, it would be as far ahead again
                    # when the wait is over.
                    run(_SET_LIMIT, {"key_": key, "arrival_": arrival})
                return Wait(wait, limit=key)
            arrivals[key] = arrival
        run(_LANE, {"room": room})
        values = {"room_": room, "owner": owner, "now": now, "until": now + lease}
        fence = run(_CLAIM, values).scalar()
        if fence is None:
            next_at, lease_until = run(_LANE_STATE, {"room": room}).one()
            if lease_until is not None and lease_until > now:
                return Wait(lease_until, leased=True)
            return Wait(next_at or now)
        for key, arrival in arrivals.items():
            run(_SET_LIMIT, {"key_": key, "arrival_": arrival})
        return Lease(room, fence)

    def release(self, lease: Lease, *, next_at: Instant | None = None) -> bool:
        """Give a lease back, the lane resting until `next_at`; False where it was lost."""
        values = {"room_": lease.room, "fence_": lease.fence, "next_at_": next_at}
        return self._connection.execute(_RELEASE, values).rowcount == 1

    def pick(self, room: RoomId, now: Instant, below: int) -> Sequence[Message]:
        """Take what a leased room sends next: one post, or all tells that may be merged."""
        rows = self._connection.execute(_PICK, {"room": room, "now": now, "below": below}).all()
        chosen = rows[:1]
        if chosen and _merges(chosen[0]):
            team = chosen[0].team
            chosen = [row for row in rows if _merges(row) and row.team == team]
        if chosen:
            self._connection.execute(_START, {"ids": [row.id for row in chosen]})
        return [_message(row) for row in chosen]

    def sent(self, messages: Sequence[int], refs: Sequence[str], now: Instant) -> None:
        """Record messages as sent."""
        rows = [
            {"id_": each, "refs_": list(refs), "now_": now, "said_": bool(refs)}
            for each in messages
        ]
        self._connection.execute(_SENT_NOW, rows)

    def put_back(
        self, messages: Sequence[int], not_before: Instant | None, *, error: str,
        refs: Sequence[str] = (), uncertain: bool = False, apart: bool = False,
    ) -> None:  # fmt: skip
        """Let messages wait for another time; `apart`: they will not be merged again.

        Without a time they stay where they were in the order of their room, and were not tried.
        """
        back = update(outbox).where(outbox.c.id.in_(messages))
        values: dict[str, Any] = {"state": _PENDING, "last_error": error[:500]}
        if not_before is not None:
            values["not_before"] = not_before
        if refs:
            values["refs"] = list(refs)
        if uncertain:
            values["uncertain"] = True
        if apart:
            values["attempt"] = _MERGED_TRIES
        elif not_before is None:
            values["attempt"] = outbox.c.attempt - 1
        self._connection.execute(back.values(**values))

    def owe(
        self, message: int, refs: Sequence[str], sent_at: Instant, not_before: Instant, error: str
    ) -> None:
        """Record a message as sent whose `then` failed, and is to be tried again by itself."""
        values = {
            "state": _PENDING, "refs": list(refs), "sent_at": sent_at, "not_before": not_before,
            "last_error": error[:500],
            # It is out, so it is not too late, and what failed is not the sending.
            "expires_at": None, "uncertain": False,
            "attempt": case((outbox.c.sent_at.is_(None), 0), else_=outbox.c.attempt),
        }  # fmt: skip
        self._connection.execute(update(outbox).where(outbox.c.id == message).values(**values))

    def bury(self, messages: Sequence[int], error: str) -> None:
        """Give messages up: they are kept as dead, with the reason."""
        given_up = update(outbox).where(outbox.c.id.in_(messages))
        self._connection.execute(given_up.values(state=DEAD, last_error=error[:500]))

    def give_up(self, what: Message | Posted, error: str, now: Instant) -> None:
        """Give one message or one copy up."""
        if isinstance(what, Posted):
            self.failed_copy(what.id, now, dead=True)
        else:
            self.bury([what.id], error)

    def bury_room(self, room: RoomId, error: str) -> None:
        """Give up all that waits for a room."""
        waiting = update(outbox).where(outbox.c.room == room, outbox.c.state < SENT)
        self._connection.execute(waiting.values(state=DEAD, last_error=error[:500]))

    def bury_late(self, now: Instant, *, connections: Sequence[str]) -> int:
        """Give up some messages that are too late to be of use; return how many.

        Too late is also what has waited a week for another connection than these.
        """
        values = {"now": now, "stranded": now - _STRANDED_FOR, "connections": list(connections)}
        late = list(self._connection.scalars(_LATE, values))
        if late:
            self.bury(late, TOO_LATE)
        return len(late)

    def shown(
        self, copy: Posted, refs: Sequence[str], digest: str | None, now: Instant, *, final: bool
    ) -> bool:
        """Record what a copy now shows and where; False where it was posted anew meanwhile."""
        values = {
            "id_": copy.id, "before_": list(copy.refs), "refs_": list(refs), "digest_": digest,
            "now_": now, "state_": (CopyState.FINAL if final else CopyState.LIVE).value,
        }  # fmt: skip
        return self._connection.execute(_SHOWN, values).rowcount == 1

    def gone(self, copy: Posted, now: Instant) -> None:
        """Record that a copy was taken away; it is posted anew once it has something to say."""
        values = {"id_": copy.id, "before_": list(copy.refs), "now_": now}
        self._connection.execute(_TAKEN_AWAY, values)

    def failed_copy(
        self, copy: int, now: Instant, *, dead: bool, attempted: bool = True,
        refs: Sequence[str] | None = None, unsure: bool = True,
    ) -> None:  # fmt: skip
        """Count a failed attempt at a copy, or give it up; `refs` are the parts that stand.

        Not `unsure` where nothing more than these can have gone out.
        """
        values: dict[str, Any] = {} if unsure else {"digest": None}
        if attempted:
            values["attempt"] = posted.c.attempt + 1
        if dead:
            # From now on it is what somebody may ask about, though it never showed a thing.
            values |= {"state": CopyState.DEAD.value, "shown_at": now}
        if refs is not None:
            values["refs"] = list(refs)
        if values:
            self._connection.execute(update(posted).where(posted.c.id == copy).values(**values))

    def find(self, room: RoomId, ref: str) -> View | None:
        """Return the view that a message of ours shows."""
        mark = json.dumps(ref, ensure_ascii=False)
        for table in (posted, outbox):
            row = self._connection.execute(
                select(table.c.view, table.c.args)
                .where(
                    table.c.room == room, cast(table.c.refs, Text).contains(mark, autoescape=True)
                )
                .order_by(table.c.id.desc())
                .limit(1)
            ).one_or_none()
            if row is not None:
                return View(row.view, tuple(row.args))
        return None

    def free_lanes(self, living: Collection[str]) -> None:
        """Free all leases but those of the living."""
        held = update(lane).where(left(lane.c.lease_owner, living))
        self._connection.execute(held.values(lease_owner=None, lease_until=None))

    def waiting(self) -> Mapping[RoomId, int]:
        """Count what would be sent, by room: messages, and copies never shown."""
        counts: dict[RoomId, int] = {}
        unsent = select(posted.c.room, func.count()).where(
            posted.c.state == _LIVE, or_(posted.c.digest.is_(None), posted.c.digest == UNSURE)
        )
        pending = select(outbox.c.room, func.count()).where(outbox.c.state < SENT)
        for each in (pending.group_by(outbox.c.room), unsent.group_by(posted.c.room)):
            for room, count in self._connection.execute(each):
                counts[room] = counts.get(room, 0) + count
        return counts


def view_key(view: View) -> str:
    """Return by what the rows of a view are found."""
    return json.dumps([view.name, *view.args], ensure_ascii=False, separators=(",", ":"))


def _merges(row: Any) -> bool:
    return bool(row.kind == Kind.TELL and row.attempt < _MERGED_TRIES)


def _posted(row: Any) -> Posted:
    return Posted(
        row.id, View(row.view, tuple(row.args)), Place(row.room, row.thread, row.reader), row.team,
        tuple(row.refs), row.digest, row.shown_at, CopyState(row.state), row.attempt,
        row.pinned, row.pin,
    )  # fmt: skip


def _message(row: Any) -> Message:
    then: Open[Any] | None = None
    if row.then_step is not None:
        then = Open(row.then_step, tuple(row.then_args))
    thread_of = None
    if row.thread_of is not None:
        name, *args = row.thread_of
        thread_of = View(name, tuple(args))
    return Message(
        row.id, Kind(row.kind), View(row.view, tuple(row.args)),
        Place(row.room, row.thread, row.reader), row.team, Priority(row.priority),
        row.attempt + 1, row.uncertain or row.state == 1,
        OnUncertain(row.on_uncertain), then, tuple(row.refs or ()), row.sent_at, thread_of,
    )  # fmt: skip
