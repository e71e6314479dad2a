"""What people are reminded of, and how often each was; whom a step goes to is never kept."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.types import Text

from bot.action import View
from bot.domain.identity import PersonId, RoomId, TeamId
from bot.domain.phrase import Instant
from bot.domain.reminding import (
    Course,
    Habits,
    Ladder,
    LocalQuiet,
    Reminded,
    Rhythm,
    Whom,
    read,
    written,
)
from bot.ports import Matter, Reader
from storage.columns import flag, instant, number, reference, text
from storage.identity import (
    account_table,
    membership,
    organisation,
    person_table,
    room_table,
    scope,
    team_table,
)
from storage.outgoing import view_key
from storage.repeating import statement
from storage.schema import Retention, UtcTime, identity, json_column, metadata, upsert
from storage.spent import MONTH, spent

_TICK: Final = timedelta(microseconds=1)

matter_table = Table(
    "matter", metadata,
    identity(), reference("team", "team.id"), text("key"), text("whom"), text("view"),
    json_column("args", kept=Retention.NONE), instant("opens"), instant("closes", nullable=True),
    json_column("ladder", kept=Retention.NONE), instant("rung_at"),
    instant("also_at", nullable=True), instant("aloud_at", nullable=True),
    instant("ended_at", nullable=True),
    Index("uq_matter_key_whom", "key", "whom", unique=True), Index("ix_matter_team", "team"),
    sqlite_autoincrement=True,
)  # fmt: skip
reminded = Table(
    "reminded", metadata,
    Column("matter", ForeignKey("matter.id"), primary_key=True,
           info={"retention": Retention.NONE}),
    Column("person", ForeignKey("person.id"), primary_key=True,
           info={"retention": Retention.RECORD}),
    number("times", default=0), instant("last_at", nullable=True), flag("muted"),
    Index("ix_reminded_person", "person"),
)  # fmt: skip

# A matter that is opened again within a month still knows how often people were reminded of it.
spent(
    reminded,
    select(matter_table.c.ended_at).where(matter_table.c.id == reminded.c.matter).scalar_subquery(),
    MONTH,
)

_now = bindparam("now", type_=UtcTime)
_open = matter_table.c.ended_at.is_(None)
_PUT = statement(lambda: upsert(matter_table).values(
    team=bindparam("team"), key=bindparam("key"), whom=bindparam("whom"), view=bindparam("view"),
    args=bindparam("args", type_=matter_table.c.args.type),
    opens=bindparam("opens", type_=UtcTime), closes=bindparam("closes", type_=UtcTime),
    ladder=bindparam("ladder", type_=matter_table.c.ladder.type),
    rung_at=bindparam("before", type_=UtcTime),
))  # fmt: skip
_PUT_MATTER = statement(lambda: _PUT.on_conflict_do_update(
    index_elements=["key", "whom"],
    set_={
        # What has opened before goes on from now, by the ladder that it had unless it is given one.
        "closes": _PUT.excluded.closes, "rung_at": _now, "also_at": None, "ended_at": None,
        "ladder": case((bindparam("keep", type_=Boolean), matter_table.c.ladder),
                       else_=_PUT.excluded.ladder),
    },
).returning(matter_table.c.id))  # fmt: skip
_END = statement(
    lambda: (
        update(matter_table)
        .where(matter_table.c.key == bindparam("key_"), _open)
        .values(ended_at=_now)
        .returning(matter_table.c.id)
    )
)
_FIND = statement(lambda: select(matter_table).where(matter_table.c.id == bindparam("id"), _open))
_OF = statement(lambda: select(matter_table).where(matter_table.c.key == bindparam("key"), _open))
_OF_TEAM = statement(
    lambda: (
        select(matter_table)
        .where(matter_table.c.team == bindparam("team"), _open)
        .order_by(matter_table.c.closes.nulls_last(), matter_table.c.id)
    )
)
_SETTINGS = statement(
    lambda: select(team_table.c.settings).where(team_table.c.id == bindparam("team"))
)
_FOLLOW = statement(
    lambda: (
        update(matter_table)
        .where(matter_table.c.id == bindparam("id_"))
        .values(
            ladder=bindparam("ladder_", type_=matter_table.c.ladder.type),
            rung_at=bindparam("at", type_=UtcTime),
        )
    )
)
_RUNG = statement(
    lambda: (
        update(matter_table)
        .where(matter_table.c.id == bindparam("id_"))
        .values(rung_at=bindparam("at", type_=UtcTime))
    )
)
_ALSO = statement(
    lambda: (
        update(matter_table)
        .where(matter_table.c.id == bindparam("id_"))
        .values(also_at=bindparam("at", type_=UtcTime))
    )
)
_SPEAK = statement(
    lambda: (
        update(matter_table)
        .where(matter_table.c.id == bindparam("id_"), matter_table.c.aloud_at.is_(None))
        .values(aloud_at=_now)
    )
)

_here = membership.alias("here")
_teams_of_each = (
    select(
        membership.c.person,
        # Sorted when it is read: what matters is which there are.
        func.aggregate_strings(membership.c.team.cast(Text), ",").label("teams"),
    )
    .join(_here, and_(_here.c.person == membership.c.person, _here.c.left_on.is_(None)))
    .where(_here.c.team == bindparam("team"), membership.c.left_on.is_(None))
    .group_by(membership.c.person)
    .subquery()
)
_RHYTHMS = statement(lambda: (
    select(
        person_table.c.zone, person_table.c.quiet_from, person_table.c.quiet_to,
        _teams_of_each.c.teams,
    )
    .join(_teams_of_each, _teams_of_each.c.person == person_table.c.id)
    .distinct()
))  # fmt: skip
_TEAMS = statement(
    lambda: select(
        team_table.c.id, team_table.c.zone, team_table.c.quiet_from, team_table.c.quiet_to
    ).where(team_table.c.id.in_(bindparam("teams", expanding=True)))
)
_HOME = statement(lambda: select(organisation.c.zone).order_by(organisation.c.id).limit(1))

_these = person_table.c.id.in_(bindparam("persons", expanding=True))
_READERS = statement(lambda: (
    select(
        person_table.c.id, person_table.c.zone, person_table.c.quiet_from,
        person_table.c.quiet_to, membership.c.team,
    )
    .outerjoin(
        membership,
        and_(membership.c.person == person_table.c.id, membership.c.left_on.is_(None)),
    )
    .where(_these, person_table.c.forgotten_at.is_(None))
))  # fmt: skip
_PRIVATE_ROOMS = statement(
    lambda: (
        select(account_table.c.person, account_table.c.private_room)
        .join(room_table, room_table.c.id == account_table.c.private_room)
        .where(
            account_table.c.person.in_(bindparam("persons", expanding=True)),
            room_table.c.left_at.is_(None),
        )
        .order_by(account_table.c.seen_at, account_table.c.id)
    )
)
_REMINDED = statement(
    lambda: select(reminded).where(
        reminded.c.matter == bindparam("matter"),
        reminded.c.person.in_(bindparam("persons", expanding=True)),
    )
)
_COUNT_ONE = statement(
    lambda: upsert(reminded).values(
        matter=bindparam("matter"), person=bindparam("person"), times=1, last_at=_now
    )
)
_COUNT = statement(
    lambda: _COUNT_ONE.on_conflict_do_update(
        index_elements=["matter", "person"],
        set_={"times": reminded.c.times + 1, "last_at": _COUNT_ONE.excluded.last_at},
    )
)
_MUTE_ONE = statement(
    lambda: upsert(reminded).values(
        matter=bindparam("matter"), person=bindparam("person"), muted=bindparam("muted")
    )
)
_MUTE = statement(
    lambda: _MUTE_ONE.on_conflict_do_update(
        index_elements=["matter", "person"], set_={"muted": _MUTE_ONE.excluded.muted}
    )
)
_about = statement(
    lambda: (
        select(matter_table.c.view, matter_table.c.args)
        .join(reminded, reminded.c.matter == matter_table.c.id)
        .where(reminded.c.person == bindparam("person"), _open)
    )
)
_STANDING = statement(
    lambda: (
        select(matter_table.c.id, matter_table.c.view, matter_table.c.args, reminded.c.muted)
        .outerjoin(
            reminded,
            and_(reminded.c.matter == matter_table.c.id, reminded.c.person == bindparam("person")),
        )
        .where(matter_table.c.key.in_(bindparam("keys", expanding=True)), _open)
    )
)
_REACHED = statement(
    lambda: _about.where(
        matter_table.c.whom == bindparam("whom"),
        reminded.c.last_at >= bindparam("since", type_=UtcTime),
    )
)


class Reminders:
    """Keep what people are reminded of; see `bot.ports.Reminders`."""

    MERGES = frozenset({reminded.c.person})
    """The columns of persons that `merge` below brings over."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def put(self, card: View, team: TeamId, course: Course, now: Instant, *, keep: bool) -> int:
        """Remind of a card's matter by this course from now on; return the matter's id.

        With `keep` one that was begun before keeps its ladder.
        """
        values = {
            "team": team, "key": view_key(card), "whom": course.whom.value, "view": card.name,
            "args": list(card.args), "opens": course.opens, "closes": course.closes,
            "ladder": written(course.ladder), "now": now,
            "before": course.opens - _TICK, "keep": keep,
        }  # fmt: skip
        made: int = self._connection.execute(_PUT_MATTER, values).scalar_one()
        return made

    def end(self, card: View, now: Instant) -> Sequence[int]:
        """Remind nobody of a card any more; return the matters that there were."""
        return list(self._connection.scalars(_END, {"key_": view_key(card), "now": now}))

    def find(self, matter: int) -> Matter | None:
        """Return a matter; None of one that has ended."""
        row = self._connection.execute(_FIND, {"id": matter}).one_or_none()
        return None if row is None else _matter(row)

    def of(self, card: View) -> Sequence[Matter]:
        """Return the matters of a card that have not ended."""
        return [_matter(row) for row in self._connection.execute(_OF, {"key": view_key(card)})]

    def of_team(self, team: TeamId) -> Sequence[Matter]:
        """Return a team's matters that have not ended, the soonest to close first."""
        return [_matter(row) for row in self._connection.execute(_OF_TEAM, {"team": team})]

    def habits(self, team: TeamId, usual: Habits) -> Habits:
        """Return how a team reminds: by what it has set, else as is usual."""
        kept = self._connection.scalar(_SETTINGS, {"team": team}) or {}
        ladder, a_day = kept.get("ladder"), kept.get("a_day")
        return replace(
            usual,
            ladder=usual.ladder if ladder is None else read(ladder),
            a_day=usual.a_day if a_day is None else a_day,
        )

    def follow(self, matter: int, ladder: Ladder, since: Instant) -> None:
        """Let a matter go on by the steps of another ladder that come after an instant."""
        values = {"id_": matter, "ladder_": written(ladder), "at": since}
        self._connection.execute(_FOLLOW, values)

    def rung(self, matter: int, at: Instant) -> None:
        """Note up to when a matter's steps have been taken."""
        self._connection.execute(_RUNG, {"id_": matter, "at": at})

    def also(self, matter: int, at: Instant) -> None:
        """Give a matter one more step, at an instant."""
        self._connection.execute(_ALSO, {"id_": matter, "at": at})

    def speak(self, matter: int, now: Instant) -> bool:
        """Note that those who cannot be written to are named in the rooms; False if they were."""
        return self._connection.execute(_SPEAK, {"id_": matter, "now": now}).rowcount == 1

    # When people are not to be disturbed

    def rhythms(self, team: TeamId, usual: tuple[time, time] | None) -> Sequence[Rhythm]:
        """Return all rhythms that there are among the members of a team."""
        rows = self._connection.execute(_RHYTHMS, {"team": team}).all()
        teams = [[int(each) for each in row.teams.split(",")] for row in rows]
        known = self._quiet_of(teams, usual)
        found = {known.of(row, each) for row, each in zip(rows, teams, strict=True)}
        return list(found)

    def readers(
        self, persons: Sequence[PersonId], usual: tuple[time, time] | None
    ) -> Mapping[PersonId, Reader]:
        """Say of persons how they can be reminded."""
        rows: dict[int, Any] = {}
        teams: dict[int, list[int]] = defaultdict(list)
        for row in self._connection.execute(_READERS, {"persons": list(persons)}):
            rows[row.id] = row
            if row.team is not None:
                teams[row.id].append(row.team)
        found = self._connection.execute(_PRIVATE_ROOMS, {"persons": list(persons)})
        rooms = {row.person: RoomId(row.private_room) for row in found}
        known = self._quiet_of(list(teams.values()), usual)
        return {
            PersonId(person): Reader(
                PersonId(person), known.of(row, teams[person]), rooms.get(person)
            )
            for person, row in rows.items()
        }

    def _quiet_of(
        self, teams: Sequence[Sequence[int]], usual: tuple[time, time] | None
    ) -> "_Teams":
        wanted = sorted({each for some in teams for each in some})
        rows = self._connection.execute(_TEAMS, {"teams": wanted}) if wanted else ()
        home: str | None = self._connection.scalar(_HOME)
        return _Teams({row.id: row for row in rows}, ZoneInfo(home or "UTC"), usual)

    # Who was reminded

    def reminded(self, matter: int, persons: Sequence[PersonId]) -> Mapping[PersonId, Reminded]:
        """Say of persons how often they were reminded of a matter; of those who were or are not."""
        values = {"matter": matter, "persons": list(persons)}
        return {
            row.person: Reminded(row.times, row.last_at, row.muted)
            for row in self._connection.execute(_REMINDED, values)
        }

    def count(self, matter: int, persons: Sequence[PersonId], now: Instant) -> None:
        """Note that persons were reminded of a matter."""
        rows = [{"matter": matter, "person": person, "now": now} for person in persons]
        if rows:
            self._connection.execute(_COUNT, rows)

    def mute(self, card: View, person: PersonId, *, muted: bool) -> bool:
        """Let somebody not be reminded of a card any more, or again; False where it has ended."""
        rows = [{"matter": each.id, "person": person, "muted": muted} for each in self.of(card)]
        if rows:
            self._connection.execute(_MUTE, rows)
        return bool(rows)

    def standing(self, person: PersonId, cards: Sequence[View]) -> Mapping[View, tuple[int, bool]]:
        """Return which matters some cards are, and whether somebody is not reminded of each."""
        if not cards:
            return {}
        values = {"person": person, "keys": [view_key(card) for card in cards]}
        rows = self._connection.execute(_STANDING, values)
        return {View(row.view, tuple(row.args)): (row.id, bool(row.muted)) for row in rows}

    def reached(self, person: PersonId, whom: Whom, since: Instant) -> Sequence[View]:
        """List the cards of which somebody was reminded since a time, as one of these."""
        values = {"person": person, "whom": whom.value, "since": since}
        rows = self._connection.execute(_REACHED, values)
        return [View(row.view, tuple(row.args)) for row in rows]

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Let somebody be reminded no more often than as two, and not of what either muted."""
        run = self._connection.execute
        for row in run(select(reminded).where(reminded.c.person == drop)).all():
            mine = and_(reminded.c.matter == row.matter, reminded.c.person == keep)
            theirs = run(select(reminded).where(mine)).one_or_none()
            if theirs is None:
                run(insert(reminded).values({**row._asdict(), "person": keep}))
                continue
            last = max(filter(None, (row.last_at, theirs.last_at)), default=None)
            run(
                update(reminded)
                .where(mine)
                .values(
                    times=max(row.times, theirs.times), last_at=last,
                    muted=row.muted or theirs.muted,
                )
            )  # fmt: skip
        run(delete(reminded).where(reminded.c.person == drop))


class _Teams:
    """Know the quiet hours of teams, and so of those who have none of their own."""

    def __init__(
        self, rows: Mapping[int, Any], home: ZoneInfo, usual: tuple[time, time] | None
    ) -> None:
        self._rows = rows
        self._home = home
        self._usual = usual

    def of(self, row: Any, teams: Sequence[int]) -> Rhythm:
        """Return the rhythm of a person's row, who is in teams."""
        zones = [ZoneInfo(self._rows[team].zone) for team in sorted(teams)]
        zone = ZoneInfo(row.zone) if row.zone else next(iter(zones), self._home)
        own = _hours(row)
        if own is not None:
            return Rhythm(zone, frozenset({LocalQuiet(*own, zone)}))
        return Rhythm(zone, frozenset(self._hours_of(teams, zone)))

    def _hours_of(self, teams: Sequence[int], zone: ZoneInfo) -> Iterator[LocalQuiet]:
        for team in teams:
            row = self._rows[team]
            if (hours := _hours(row) or self._usual) is not None:
                yield LocalQuiet(*hours, ZoneInfo(row.zone))
        if not teams and self._usual is not None:
            yield LocalQuiet(*self._usual, zone)


def _hours(row: Any) -> tuple[time, time] | None:
    if row.quiet_from is None or row.quiet_to is None:
        return None
    return time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_to)


def _matter(row: Any) -> Matter:
    course = Course(row.opens, row.closes, read(row.ladder), Whom(row.whom), row.also_at)
    card = View(row.view, tuple(row.args))
    return Matter(row.id, card, TeamId(row.team), course, row.rung_at, row.aloud_at)


MATTER_TEAM: Final = scope(matter_table)
"""How the id of a matter leads to its team."""
