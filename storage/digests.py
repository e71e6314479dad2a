"""Weekly digests: when a team has one, what stood in each, and who wants none in private."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any, Final, cast

from msgspec import Struct
from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.domain.digest import Correction, DigestId, Line, Measure, Measured, Part, State
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant, Phrase
from bot.domain.weekly import Weekly
from bot.keep import plain, words_of
from storage.columns import flag, instant, number, person_reference, reference, text
from storage.identity import scope, team_table
from storage.repeating import statement
from storage.schema import Retention, UtcTime, identity, json_column, metadata, upsert

plan_table = Table(
    "digest_plan", metadata,
    Column("team", ForeignKey("team.id"), primary_key=True, info={"retention": Retention.NONE}),
    number("day", nullable=True), text("at", nullable=True), flag("off"),
    text("nominal", nullable=True),
)  # fmt: skip
secretary_table = Table(
    "digest_secretary", metadata,
    Column("team", ForeignKey("team.id"), primary_key=True, info={"retention": Retention.NONE}),
    Column("person", ForeignKey("person.id"), primary_key=True,
           info={"retention": Retention.RECORD}),
)  # fmt: skip
digest_table = Table(
    "digest", metadata,
    identity(), reference("team", "team.id"), text("nominal"), text("state"),
    instant("since"), instant("until"), text("opening", kept=Retention.RECORD),
    json_column("dropped", kept=Retention.NONE), instant("settled_at", nullable=True),
    person_reference("settled_by", nullable=True), instant("published_at", nullable=True),
    json_column("pictures", kept=Retention.NONE),
    Index("uq_digest_team_nominal", "team", "nominal", unique=True),
    sqlite_autoincrement=True,
)  # fmt: skip
line_table = Table(
    "digest_line", metadata,
    Column("digest", ForeignKey("digest.id"), primary_key=True,
           info={"retention": Retention.NONE}),
    Column("position", Integer, primary_key=True, info={"retention": Retention.NONE}),
    text("part"), text("feature"), text("key"), json_column("says", kept=Retention.RECORD),
    instant("at", nullable=True), json_column("what", kept=Retention.RECORD, nullable=True),
    json_column("figure", kept=Retention.RECORD, nullable=True),
    json_column("told", kept=Retention.RECORD, nullable=True),
)  # fmt: skip
measure_table = Table(
    "digest_measure", metadata,
    Column("digest", ForeignKey("digest.id"), primary_key=True,
           info={"retention": Retention.NONE}),
    Column("feature", Text, primary_key=True, info={"retention": Retention.NONE}),
    Column("week", Integer, primary_key=True, info={"retention": Retention.NONE}),
    text("kind"), number("value", nullable=True),
)  # fmt: skip
reader_table = Table(
    "digest_reader", metadata,
    Column("person", ForeignKey("person.id"), primary_key=True,
           info={"retention": Retention.ACCOUNT}),
    flag("off"), instant("told_at", nullable=True),
)  # fmt: skip

DIGEST_TEAM: Final = scope(digest_table)
"""How the id of a digest leads to its team."""

_TELL = statement(
    lambda: upsert(reader_table).values(
        person=bindparam("person"), told_at=bindparam("now", type_=UtcTime)
    )
)
_TELL_ONCE = statement(
    lambda: _TELL.on_conflict_do_update(
        index_elements=["person"],
        set_={"told_at": _TELL.excluded.told_at},
        where=reader_table.c.off.is_(False)
        & or_(
            reader_table.c.told_at.is_(None),
            reader_table.c.told_at < bindparam("since", type_=UtcTime),
        ),
    ).returning(reader_table.c.person)
)


class Plan(Struct, frozen=True):
    """Hold when a team has its digest.

    `weekly` is None where nobody has set it. `nominal` is the local time of the next, for which
    timers are set.
    """

    team: TeamId
    weekly: Weekly | None = None
    off: bool = False
    nominal: str | None = None


class Digest(Struct, frozen=True):
    """Hold one digest of a team.

    It tells of the time between `since` and `until`; `dropped` are the sections that it goes
    without, `pictures` its picture as a file, by language.
    """

    id: DigestId
    team: TeamId
    nominal: str
    state: State
    since: Instant
    until: Instant
    opening: str
    dropped: tuple[str, ...]
    settled_at: Instant | None
    settled_by: PersonId | None
    pictures: Mapping[str, str]


class Digests:
    """Keep digests."""

    MERGES = frozenset({secretary_table.c.person, digest_table.c.settled_by, reader_table.c.person})

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    # When a team has one

    def plan(self, team: TeamId) -> Plan:
        """Return how a team wants its digest."""
        row = self._connection.execute(
            select(plan_table).where(plan_table.c.team == team)
        ).one_or_none()
        return Plan(team) if row is None else _plan(team, row)

    def plans(self) -> Sequence[Plan]:
        """Return how each team that goes on wants its digest."""
        rows = self._connection.execute(
            select(team_table.c.id, plan_table)
            .outerjoin(plan_table, plan_table.c.team == team_table.c.id)
            .where(team_table.c.archived_at.is_(None))
            .order_by(team_table.c.id)
        )
        return [_plan(TeamId(row.id), row) for row in rows]

    def set_plan(self, team: TeamId, **values: object) -> None:
        """Change how a team wants its digest."""
        self._connection.execute(
            upsert(plan_table)
            .values(team=team, **values)
            .on_conflict_do_update(index_elements=["team"], set_=values)
        )

    def secretary(self, team: TeamId) -> PersonId | None:
        """Return who sees the digests of a team before all others, if somebody was named."""
        mine = select(secretary_table.c.person).where(secretary_table.c.team == team)
        found = self._connection.scalar(mine)
        return None if found is None else PersonId(found)

    def appoint(self, team: TeamId, person: PersonId | None) -> None:
        """Let somebody see the digests of a team before all others, or nobody in particular."""
        run = self._connection.execute
        run(delete(secretary_table).where(secretary_table.c.team == team))
        if person is not None:
            run(insert(secretary_table).values(team=team, person=person))

    def lock_plan(self, team: TeamId) -> Plan:
        """Return how a team wants its digest; nobody else changes it until this is done."""
        self._connection.execute(
            upsert(plan_table).values(team=team).on_conflict_do_nothing(index_elements=["team"])
        )
        mine = plan_table.c.team == team
        self._connection.execute(select(plan_table.c.team).where(mine).with_for_update())
        return self.plan(team)

    # One digest

    def draft(self, team: TeamId, nominal: str, since: Instant, until: Instant) -> Digest:
        """Return the digest of a team and a week: as it stands, else a new draft."""
        self._connection.execute(
            upsert(digest_table)
            .values(
                team=team, nominal=nominal, state=State.DRAFT.value, since=since, until=until,
                opening="", dropped=[], pictures={},
            )
            .on_conflict_do_nothing(index_elements=["team", "nominal"])
        )  # fmt: skip
        found = self.named(team, nominal)
        assert found is not None
        return found

    def find(self, digest: DigestId) -> Digest | None:
        """Return a digest."""
        return self._one(digest_table.c.id == digest)

    def named(self, team: TeamId, nominal: str) -> Digest | None:
        """Return the digest of a team that is known by its local time."""
        return self._one(digest_table.c.team == team, digest_table.c.nominal == nominal)

    def last(self, team: TeamId, state: State | None = None) -> Digest | None:
        """Return the last digest that was sent or skipped, or only one in a state."""
        settled = digest_table.c.settled_at.is_not(None)
        wanted = settled if state is None else digest_table.c.state == state.value
        return self._one(digest_table.c.team == team, wanted)

    def told_until(self, team: TeamId) -> Instant | None:
        """Return up to when the digests that were sent have told what happened."""
        mine = (digest_table.c.team == team, digest_table.c.state == State.SENT.value)
        found = select(func.max(digest_table.c.until)).where(*mine)
        return cast("Instant | None", self._connection.scalar(found))

    def sent(self, team: TeamId, since: Instant) -> Sequence[Digest]:
        """List the digests that were sent since a time, the first of them first."""
        rows = self._connection.execute(
            select(digest_table)
            .where(
                digest_table.c.team == team, digest_table.c.state == State.SENT.value,
                digest_table.c.settled_at >= since,
            )
            .order_by(digest_table.c.settled_at)
        )  # fmt: skip
        return [_digest(row) for row in rows]

    def _one(self, *wanted: Any) -> Digest | None:
        newest = (digest_table.c.settled_at.desc().nulls_last(), digest_table.c.id.desc())
        found = select(digest_table).where(*wanted).order_by(*newest).limit(1)
        row = self._connection.execute(found).one_or_none()
        return None if row is None else _digest(row)

    def change(self, digest: DigestId, **values: object) -> bool:
        """Change a draft; False of one that is none any more."""
        return self._move(digest, State.DRAFT, **values)

    def settle(
        self, digest: DigestId, state: State, now: Instant, by: PersonId | None, **also: object
    ) -> bool:
        """Send or skip a draft, once; False where somebody has done either."""
        return self._move(
            digest, State.DRAFT, state=state.value, settled_at=now, settled_by=by, **also
        )

    def unskip(self, digest: DigestId) -> bool:
        """Let a digest that was skipped be a draft again."""
        values = {"settled_at": None, "settled_by": None}
        return self._move(digest, State.SKIPPED, state=State.DRAFT.value, **values)

    def _move(self, digest: DigestId, before: State, **values: object) -> bool:
        mine = (digest_table.c.id == digest, digest_table.c.state == before.value)
        changed = self._connection.execute(update(digest_table).where(*mine).values(**values))
        return changed.rowcount == 1

    def picture(self, digest: DigestId, pictures: Mapping[str, str]) -> None:
        """Note the pictures of a digest, by language."""
        mine = digest_table.c.id == digest
        self._connection.execute(update(digest_table).where(mine).values(pictures=dict(pictures)))

    def publish(self, digest: DigestId, now: Instant) -> bool:
        """Note that a digest was posted, once; False where it was."""
        changed = self._connection.execute(
            update(digest_table)
            .where(
                digest_table.c.id == digest, digest_table.c.state == State.SENT.value,
                digest_table.c.published_at.is_(None),
            )
            .values(published_at=now)
        )  # fmt: skip
        return changed.rowcount == 1

    # What stood in it

    def freeze(
        self, digest: DigestId, lines: Sequence[Line], measures: Mapping[str, Measure]
    ) -> None:
        """Keep what a digest tells."""
        rows = [_row(digest, position, line) for position, line in enumerate(lines)]
        if rows:
            self._connection.execute(insert(line_table), rows)
        values = [
            {
                "digest": digest, "feature": feature, "week": week, "kind": measure.kind.value,
                "value": value,
            }
            for feature, measure in measures.items()
            for week, value in enumerate(measure.values)
        ]  # fmt: skip
        if values:
            self._connection.execute(insert(measure_table), values)

    def lines(self, digest: DigestId) -> Sequence[Line]:
        """Return what a digest told, in its order."""
        mine = select(line_table).where(line_table.c.digest == digest)
        rows = self._connection.execute(mine.order_by(line_table.c.position))
        return [_line(row) for row in rows]

    def measures(self, digest: DigestId) -> Mapping[str, Measure]:
        """Return what a digest measured, by feature."""
        mine = select(measure_table).where(measure_table.c.digest == digest)
        found: dict[str, tuple[Measured, list[int | None]]] = {}
        for row in self._connection.execute(mine.order_by(measure_table.c.week)):
            found.setdefault(row.feature, (Measured(row.kind), []))[1].append(row.value)
        return {name: Measure(kind, tuple(each)) for name, (kind, each) in found.items()}

    def retell(self, correction: Correction) -> None:
        """Note that a correction was told, so that it is told once."""
        mine = (
            line_table.c.digest == correction.digest, line_table.c.feature == correction.feature,
            line_table.c.key == correction.key,
            line_table.c.part.in_([Part.PAST.value, Part.LATER.value]),
        )  # fmt: skip
        told = None if correction.now is None else plain(correction.now)
        changed = self._connection.execute(update(line_table).where(*mine).values(told=told))
        if changed.rowcount or correction.now is None:
            return
        added = Line(
            Part.LATER, correction.feature, correction.key, correction.now, what=correction.what
        )
        position = len(self.lines(correction.digest))
        row = {**_row(correction.digest, position, added), "told": told}
        self._connection.execute(insert(line_table), [row])

    # Who wants it in private

    def wants(self, person: PersonId) -> bool:
        """Say whether somebody wants to be written to with a digest."""
        mine = select(reader_table.c.off).where(reader_table.c.person == person)
        return not self._connection.scalar(mine)

    def set_wants(self, person: PersonId, *, wants: bool) -> None:
        """Note whether somebody wants to be written to with a digest."""
        self._connection.execute(
            upsert(reader_table)
            .values(person=person, off=not wants)
            .on_conflict_do_update(index_elements=["person"], set_={"off": not wants})
        )

    def tell_once(self, person: PersonId, now: Instant, since: Instant) -> bool:
        """Note that somebody is written to; False where they were since a time, or want it not."""
        values = {"person": person, "now": now, "since": since}
        return self._connection.scalar(_TELL_ONCE, values) is not None

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Make one person's wishes another's: who wanted none as either wants none.

        Who was written to as either has been written to.
        """
        run = self._connection.execute
        run(update(digest_table).where(digest_table.c.settled_by == drop).values(settled_by=keep))
        theirs = secretary_table.c.person == drop
        for team in run(select(secretary_table.c.team).where(theirs)).scalars().all():
            run(delete(secretary_table).where(theirs, secretary_table.c.team == team))
            mine = upsert(secretary_table).values(team=team, person=keep)
            run(mine.on_conflict_do_nothing())
        both = reader_table.c.person.in_([keep, drop])
        if rows := run(select(reader_table).where(both)).all():
            off, told = any(row.off for row in rows), [row.told_at for row in rows if row.told_at]
            run(delete(reader_table).where(both))
            values = {"person": keep, "off": off, "told_at": max(told, default=None)}
            run(insert(reader_table).values(**values))


def _plan(team: TeamId, row: Any) -> Plan:
    weekly = None if row.day is None else Weekly(row.day, time.fromisoformat(row.at))
    return Plan(team, weekly, bool(row.off), row.nominal)


def _digest(row: Any) -> Digest:
    return Digest(
        DigestId(row.id), TeamId(row.team), row.nominal, State(row.state), row.since, row.until,
        row.opening, tuple(row.dropped), row.settled_at, row.settled_by, dict(row.pictures),
    )  # fmt: skip


def _row(digest: DigestId, position: int, line: Line) -> dict[str, Any]:
    figure = None if line.figure is None else plain(line.figure)
    return {
        "digest": digest, "position": position, "part": line.part.value, "feature": line.feature,
        "key": line.key, "says": plain(line.says), "at": line.at, "what": plain(line.what),
        "figure": figure, "told": figure,
    }  # fmt: skip


def _line(row: Any) -> Line:
    return Line(
        Part(row.part), row.feature, row.key, _phrase(row.says), row.at, words_of(row.what),
        None if row.figure is None else _phrase(row.figure),
        None if row.told is None else _phrase(row.told),
    )  # fmt: skip


def _phrase(kept: Any) -> Phrase:
    found = words_of(kept)
    assert isinstance(found, Phrase)
    return found
