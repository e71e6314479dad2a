"""What should be seen: standing copies, messages to be sent, lanes, limits."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Table,
    Text,
    and_,
    bindparam,
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
    Kind,
    Lease,
    Message,
    OnUncertain,
    Place,
    Posted,
    Priority,
    Wait,
)
from storage.columns import Literal, flag, instant, number, reference, text
from storage.schema import Retention, UtcTime, identity, json_column, metadata, upsert

# Literals, because PostgreSQL stops using a partial index for a bound predicate once the plan is
# generic.
_LIVE: Literal = literal_column("'live'")
_FINAL: Literal = literal_column("'final'")
_GONE: Literal = literal_column("'gone'")
_PENDING: Literal = literal_column("0")
_SENDING: Literal = literal_column("1")
_SENT: Literal = literal_column("2")
_DEAD: Literal = literal_column("9")

posted = Table(
    "posted", metadata,
    identity(), text("key"), text("view"), json_column("args", kept=Retention.TRANSIENT),
    reference("team", "team.id", nullable=True), reference("room", "room.id"),
    text("thread", nullable=True), reference("reader", "account.id", nullable=True),
    json_column("refs", kept=Retention.NONE), text("digest", nullable=True),
    instant("shown_at", nullable=True), text("state", default="live"), flag("sending"),
    number("attempt", default=0),
    Index("uq_posted_key_room", "key", "room", unique=True),
    Index("ix_posted_live", "id", sqlite_where=literal_column("state") == _LIVE,
          postgresql_where=literal_column("state") == _LIVE),
    sqlite_autoincrement=True,
)  # fmt: skip
outbox = Table(
    "outbox", metadata,
    identity(), text("kind"), text("view"), json_column("args", kept=Retention.TRANSIENT),
    reference("team", "team.id", nullable=True), reference("room", "room.id"),
    text("thread", nullable=True), number("priority"), instant("not_before"),
    instant("expires_at", nullable=True), text("then_step", nullable=True),
    json_column("then_args", kept=Retention.TRANSIENT, nullable=True), number("state", default=0),
    number("attempt", default=0), flag("uncertain"), text("on_uncertain"),
    text("last_error", nullable=True), json_column("refs", kept=Retention.NONE, nullable=True),
    instant("sent_at", nullable=True),
    Index("ix_outbox_pending", "room", "priority", "not_before", "id",
          sqlite_where=literal_column("state") < _SENT,
          postgresql_where=literal_column("state") < _SENT),
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
budget = Table(
    "budget", metadata,
    Column("connection", Text, primary_key=True, info={"retention": Retention.NONE}),
    Column("month", Text, primary_key=True, info={"retention": Retention.NONE}),
    number("calls", default=0), number("pushes", default=0),
)  # fmt: skip

_now = bindparam("now", type_=UtcTime)
_waiting = outbox.c.state < _SENT
_due = and_(_waiting, outbox.c.not_before <= _now)
_free_lane = and_(
    or_(lane.c.lease_until.is_(None), lane.c.lease_until <= _now),
    or_(lane.c.next_at.is_(None), lane.c.next_at <= _now),
)
_READY = (
    select(outbox.c.room, func.min(outbox.c.priority).label("priority"))
    .outerjoin(lane, lane.c.room == outbox.c.room)
    .where(_due, or_(lane.c.room.is_(None), _free_lane))
    .group_by(outbox.c.room)
    .order_by("priority", outbox.c.room)
    .limit(bindparam("most"))
)
_READY_IN = select(outbox.c.id).where(_due, outbox.c.room == bindparam("room")).limit(1)
_NEXT = (
    select(
        outbox.c.room,
        func.min(outbox.c.not_before).label("not_before"),
        lane.c.next_at,
        lane.c.lease_until,
    )
    .select_from(outbox.outerjoin(lane, lane.c.room == outbox.c.room))
    .where(_waiting)
    .group_by(outbox.c.room, lane.c.next_at, lane.c.lease_until)
)
_COPIES = (
    select(posted)
    .where(posted.c.key.in_(bindparam("keys", expanding=True)), posted.c.state != _GONE)
    .order_by(posted.c.room, posted.c.id)
)
_LIVE_COPIES = (
    select(posted)
    .where(posted.c.state == _LIVE, posted.c.id > bindparam("after"))
    .order_by(posted.c.id)
    .limit(bindparam("most"))
)
_PLACE = (
    upsert(posted)
    .values(
        key=bindparam("key"), view=bindparam("view"),
        args=bindparam("args", type_=posted.c.args.type), team=bindparam("team"),
        room=bindparam("room"), thread=bindparam("thread"), reader=bindparam("reader"),
        refs=bindparam("refs", type_=posted.c.refs.type),
    )
    .on_conflict_do_nothing()
)  # fmt: skip
_LANE = upsert(lane).values(room=bindparam("room")).on_conflict_do_nothing()
_CLAIM = (
    update(lane)
    .where(lane.c.room == bindparam("room_"), _free_lane)
    .values(
        lease_owner=bindparam("owner"),
        lease_until=bindparam("until", type_=UtcTime),
        fence=lane.c.fence + 1,
    )
    .returning(lane.c.fence)
)
_LANE_STATE = select(lane.c.next_at, lane.c.lease_until).where(lane.c.room == bindparam("room"))
_RELEASE = (
    update(lane)
    .where(lane.c.room == bindparam("room_"), lane.c.fence == bindparam("fence_"))
    .values(lease_owner=None, lease_until=None, next_at=bindparam("next_at_", type_=UtcTime))
)
_ARRIVAL = select(limit.c.arrival).where(limit.c.key == bindparam("key")).with_for_update()
_NEW_LIMIT = upsert(limit).values(key=bindparam("key")).on_conflict_do_nothing()
_SET_LIMIT = (
    update(limit)
    .where(limit.c.key == bindparam("key_"))
    .values(arrival=bindparam("arrival_", type_=UtcTime))
)
_PICK = (
    select(outbox)
    .where(_due, outbox.c.room == bindparam("room"))
    .order_by(outbox.c.priority, outbox.c.not_before, outbox.c.id)
    .limit(10)
)
_START = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(state=_SENDING, attempt=outbox.c.attempt + 1)
)
_FIRST_SEND = (
    update(posted)
    .where(posted.c.id == bindparam("id_"))
    .values(sending=True, attempt=posted.c.attempt + 1)
)
_COPY = select(posted).where(posted.c.id == bindparam("id"), posted.c.state != _GONE)
_SHOWN = (
    update(posted)
    .where(posted.c.id == bindparam("id_"))
    .values(
        refs=bindparam("refs_", type_=posted.c.refs.type),
        digest=bindparam("digest_"),
        shown_at=bindparam("now_", type_=UtcTime),
        state=bindparam("state_"),
        sending=False,
        attempt=0,
    )
)
_SENT_NOW = (
    update(outbox)
    .where(outbox.c.id == bindparam("id_"))
    .values(
        state=_SENT,
        refs=bindparam("refs_", type_=outbox.c.refs.type),
        sent_at=bindparam("now_", type_=UtcTime),
    )
)


class Outgoing:
    """Keep what should be seen; see `bot.ports.Outgoing`."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def place_view(self, view: View, places: Sequence[Place], team: TeamId | None) -> None:
        """Record that a view should stand in places, once each."""
        for place in places:
            self._connection.execute(
                _PLACE,
                {
                    "key": _key(view), "view": view.name, "args": list(view.args), "team": team,
                    "room": place.room, "thread": place.thread, "reader": place.reader,
                    "refs": [],
                },
            )  # fmt: skip

    def renew(self, view: View, room: RoomId) -> None:
        """Let a copy be posted anew where the conversation now is, instead of edited far above."""
        copy = update(posted).where(posted.c.key == _key(view), posted.c.room == room)
        self._connection.execute(copy.values(refs=[], digest=None, sending=False, state=_LIVE))

    def revive(self, view: View) -> None:
        """Let a view that came to rest be kept up to date again."""
        resting = update(posted).where(posted.c.key == _key(view), posted.c.state == _FINAL)
        self._connection.execute(resting.values(state=_LIVE))

    def post(
        self, view: View, places: Sequence[Place], team: TeamId | None, now: Instant, *,
        priority: Priority, then: Open[Any] | None, expires_at: Instant | None,
        on_uncertain: OnUncertain,
    ) -> None:  # fmt: skip
        """Record a message that nobody may miss, once each place."""
        for place in places:
            self._put(
                Kind.POST, view, place, team, now, priority=priority, then=then,
                expires_at=expires_at, on_uncertain=on_uncertain,
            )  # fmt: skip

    def say(self, view: View, place: Place, team: TeamId | None, now: Instant) -> None:
        """Record a message of a conversation: sent once, before what else waits for the room."""
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
        on_uncertain: OnUncertain = OnUncertain.REPEAT,
    ) -> None:  # fmt: skip
        self._connection.execute(
            insert(outbox),
            {
                "kind": kind.value, "view": view.name, "args": list(view.args), "team": team,
                "room": place.room, "thread": place.thread, "priority": int(priority),
                "not_before": not_before, "expires_at": expires_at,
                "then_step": then.step if then else None,
                "then_args": list(then.args) if then else None,
                "on_uncertain": on_uncertain.value,
            },
        )  # fmt: skip

    def copies(self, views: Sequence[View]) -> Sequence[Posted]:
        """List the copies of views, by room."""
        keys = [_key(view) for view in views]
        return [_posted(row) for row in self._connection.execute(_COPIES, {"keys": keys})]

    def live(self, after: int, most: int) -> Sequence[Posted]:
        """List copies that are to be kept up to date, by id."""
        rows = self._connection.execute(_LIVE_COPIES, {"after": after, "most": most})
        return [_posted(row) for row in rows]

    def ready(self, now: Instant, most: int) -> Sequence[tuple[RoomId, Priority]]:
        """List rooms for which a message waits that may go now, the most urgent first."""
        rows = self._connection.execute(_READY, {"now": now, "most": most})
        return [(RoomId(room), Priority(priority)) for room, priority in rows]

    def ready_in(self, room: RoomId, now: Instant) -> bool:
        """Return whether a room has a message that may go now."""
        found = self._connection.execute(_READY_IN, {"room": room, "now": now})
        return found.first() is not None

    def next_by_room(self) -> Mapping[RoomId, Instant]:
        """Return from when on each room that has something to send may send it."""
        return {
            RoomId(room): max(each for each in times if each is not None)
            for room, *times in self._connection.execute(_NEXT)
        }

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
                return Wait(wait)
            arrivals[key] = arrival
        run(_LANE, {"room": room})
        values = {"room_": room, "owner": owner, "now": now, "until": now + lease}
        fence = run(_CLAIM, values).scalar()
        if fence is None:
            state = run(_LANE_STATE, {"room": room}).one()
            return Wait(max(each for each in (*state, now) if each is not None))
        for key, arrival in arrivals.items():
            run(_SET_LIMIT, {"key_": key, "arrival_": arrival})
        return Lease(room, fence)

    def release(self, lease: Lease, *, next_at: Instant | None = None) -> bool:
        """Give a lease back, the lane resting until `next_at`; False where it was lost."""
        values = {"room_": lease.room, "fence_": lease.fence, "next_at_": next_at}
        return self._connection.execute(_RELEASE, values).rowcount == 1

    def pick(self, room: RoomId, now: Instant) -> Sequence[Message]:
        """Take what a leased room sends next: one post, or all tells that may be merged."""
        rows = self._connection.execute(_PICK, {"room": room, "now": now}).all()
        stale = [row.id for row in rows if row.expires_at is not None and row.expires_at <= now]
        if stale:
            self.bury(stale, "too late to be of use")
            return self.pick(room, now)
        chosen = rows[:1]
        if chosen and chosen[0].kind == Kind.TELL:
            team = chosen[0].team
            chosen = [row for row in rows if row.kind == Kind.TELL and row.team == team]
        if chosen:
            self._connection.execute(_START, {"ids": [row.id for row in chosen]})
        return [_message(row) for row in chosen]

    def sending(self, posted: int) -> Posted | None:
        """Mark a wished copy as being sent for the first time and return it as it stood."""
        row = self._connection.execute(_COPY, {"id": posted}).one_or_none()
        if row is not None and not row.refs:
            self._connection.execute(_FIRST_SEND, {"id_": posted})
        return None if row is None else _posted(row)

    def sent(self, messages: Sequence[int], refs: Sequence[str], now: Instant) -> None:
        """Record messages as sent."""
        rows = [{"id_": each, "refs_": list(refs), "now_": now} for each in messages]
        self._connection.execute(_SENT_NOW, rows)

    def put_back(
        self, messages: Sequence[int], not_before: Instant, *, attempted: bool, error: str,
        uncertain: bool,
    ) -> None:  # fmt: skip
        """Let messages wait for another time."""
        back = update(outbox).where(outbox.c.id.in_(messages))
        values = {"state": _PENDING, "not_before": not_before, "last_error": error[:500]}
        if uncertain:
            values["uncertain"] = True
        if not attempted:
            values["attempt"] = outbox.c.attempt - 1
        self._connection.execute(back.values(**values))

    def bury(self, messages: Sequence[int], error: str) -> None:
        """Give messages up: they are kept as dead, with the reason."""
        given_up = update(outbox).where(outbox.c.id.in_(messages))
        self._connection.execute(given_up.values(state=_DEAD, last_error=error[:500]))

    def shown(
        self, posted: int, refs: Sequence[str], digest: str, now: Instant, *, final: bool
    ) -> None:
        """Record what a copy now shows and where."""
        values = {
            "id_": posted, "refs_": list(refs), "digest_": digest, "now_": now,
            "state_": "final" if final else "live",
        }  # fmt: skip
        self._connection.execute(_SHOWN, values)

    def gone(self, posted_id: int) -> None:
        """Record that a copy no longer stands."""
        self._connection.execute(update(posted).where(posted.c.id == posted_id).values(state=_GONE))

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

    def free_lanes(self) -> None:
        """Free all leases: for a database that only one process uses, when that one starts."""
        held = update(lane).where(lane.c.lease_owner.is_not(None))
        self._connection.execute(held.values(lease_owner=None, lease_until=None))

    def waiting(self) -> Mapping[RoomId, int]:
        """Count what would be sent, by room: messages, and copies never shown."""
        counts: dict[RoomId, int] = {}
        unsent = select(posted.c.room, func.count()).where(
            posted.c.state == _LIVE, posted.c.digest.is_(None)
        )
        pending = select(outbox.c.room, func.count()).where(_waiting)
        for statement in (pending.group_by(outbox.c.room), unsent.group_by(posted.c.room)):
            for room, count in self._connection.execute(statement):
                counts[room] = counts.get(room, 0) + count
        return counts


def _key(view: View) -> str:
    return json.dumps([view.name, *view.args], ensure_ascii=False, separators=(",", ":"))


def _posted(row: Any) -> Posted:
    return Posted(
        row.id, View(row.view, tuple(row.args)), Place(row.room, row.thread, row.reader), row.team,
        tuple(row.refs), row.digest, row.shown_at, row.sending, row.attempt,
    )  # fmt: skip


def _message(row: Any) -> Message:
    then: Open[Any] | None = None
    if row.then_step is not None:
        then = Open(row.then_step, tuple(row.then_args))
    return Message(
        row.id, Kind(row.kind), View(row.view, tuple(row.args)), Place(row.room, row.thread),
        row.team, Priority(row.priority), row.attempt + 1, row.uncertain or row.state == 1,
        OnUncertain(row.on_uncertain), then, row.expires_at,
    )  # fmt: skip
