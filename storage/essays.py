"""Campaigns for essays, the papers that people handed in, and every version of each."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Table,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)

from bot.domain.audience import EVERYBODY, Audience
from bot.domain.call import Call, CallId, Refused, State
from bot.domain.essay import (
    GRACE,
    Essay,
    EssayId,
    Full,
    Late,
    LateRule,
    NotTaken,
    Reading,
    Sketch,
    Source,
    Stage,
    Taken,
    TooLate,
    Unread,
    Version,
    VersionId,
    judge,
)
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant, Stretch
from storage.calls import Calls, call_key, call_table, call_values, in_main, room_table_of
from storage.columns import flag, instant, number, person_reference, reference, text
from storage.identity import LOCK_PERSON, membership, scope
from storage.repeating import statement
from storage.rolls import Rolls, next_number, roll_entry
from storage.schema import Retention, UtcTime, identity, json_column, metadata, upsert

essay_table = call_table(
    "essay",
    text("title", kept=Retention.RECORD), instant("due"), number("per_person", default=1),
    number("least", default=0), text("late"), number("points", default=0),
    number("floor", default=0), json_column("groups", kept=Retention.NONE),
)  # fmt: skip
essay_room = room_table_of(essay_table)
extension = Table(
    "essay_extension", metadata,
    call_key(essay_table),
    Column("person", ForeignKey("person.id"), primary_key=True,
           info={"retention": Retention.RECORD}),
    instant("until"), person_reference("by"),
)  # fmt: skip
paper = Table(
    "paper", metadata,
    identity(), reference("team", "team.id"), number("number"), reference("essay", "essay.id"),
    person_reference(), number("nth"), flag("waiting"), instant("withdrawn_at", nullable=True),
    Index("uq_paper_team_number", "team", "number", unique=True),
    Index("uq_paper_essay_person_nth", "essay", "person", "nth", unique=True),
    Index("ix_paper_person", "person"),
    sqlite_autoincrement=True,
)  # fmt: skip
version_table = Table(
    "paper_version", metadata,
    identity(), reference("paper", "paper.id"), person_reference(), number("version"),
    text("source"),
    text("name", kept=Retention.ACCOUNT), text("typed", kept=Retention.ACCOUNT, nullable=True),
    text("connection", nullable=True), text("key", kept=Retention.ACCOUNT, nullable=True),
    instant("at"), number("late", default=0), number("most", default=100), text("stage"),
    text("why", nullable=True), text("file", kept=Retention.ACCOUNT, nullable=True),
    number("length", nullable=True),
    json_column("sketch", kept=Retention.NONE, nullable=True),
    reference("twin", "paper.id", nullable=True),
    Column("likeness", Float, nullable=False, server_default="0",
           info={"retention": Retention.NONE}),
    Index("uq_paper_version_paper_version", "paper", "version", unique=True),
    Index("ix_paper_version_person", "person"),
    sqlite_autoincrement=True,
)  # fmt: skip

ESSAY_TEAM: Final = scope(essay_table)
"""How the id of a campaign leads to its team."""
VERSION_TEAM: Final = (
    select(paper.c.team)
    .join(version_table, version_table.c.paper == paper.c.id)
    .where(version_table.c.id == bindparam("object"))
    .scalar_subquery()
)
"""How the id of a version leads to its team."""

_FOR_PAPER = statement(lambda: (
    select(
        essay_table, roll_entry.c.state.label("standing"), extension.c.until.label("extended")
    )
    .outerjoin(
        roll_entry,
        and_(roll_entry.c.roll == essay_table.c.roll, roll_entry.c.person == bindparam("person")),
    )
    .outerjoin(
        extension,
        and_(extension.c.essay == essay_table.c.id, extension.c.person == bindparam("person")),
    )
    .where(essay_table.c.id == bindparam("call"))
    # Closing waits for papers that are being handed in: none comes once it has been counted.
    .with_for_update(read=True, of=essay_table)
))  # fmt: skip
_EXTEND = statement(lambda: upsert(extension).values(
    essay=bindparam("essay"), person=bindparam("person"), until=bindparam("until"),
    by=bindparam("by"),
))  # fmt: skip

_PAPER_OF = (
    select(version_table.c.paper)
    .where(version_table.c.id == bindparam("version"))
    .scalar_subquery()
)
_LEAST = statement(
    lambda: (
        select(essay_table.c.least)
        .join(paper, paper.c.essay == essay_table.c.id)
        .where(paper.c.id == _PAPER_OF)
    )
)

_twin = paper.alias("twin_paper")
_newer = version_table.alias("newer")
_STANDS = (version_table.c.stage != Stage.REFUSED.value, paper.c.withdrawn_at.is_(None))
"""Which versions count: those that were not refused, of papers that were not withdrawn."""
_LATEST = (
    ~select(_newer.c.id)
    .where(
        _newer.c.paper == version_table.c.paper,
        _newer.c.version > version_table.c.version,
        _newer.c.stage != Stage.REFUSED.value,
    )
    .exists()
)
"""Of several versions the newest that was not refused is the paper."""
_earlier = version_table.alias("earlier")
_NTH = (
    select(func.count())
    .where(
        _earlier.c.paper == version_table.c.paper,
        _earlier.c.version <= version_table.c.version,
        _earlier.c.stage != Stage.REFUSED.value,
    )
    .scalar_subquery()
)
"""By what people know a version: those that were refused are not counted."""
_VERSIONS = statement(lambda: (
    select(
        version_table, paper.c.essay, paper.c.number, paper.c.withdrawn_at, paper.c.waiting,
        _NTH.label("nth_version"),
        _twin.c.number.label("twin_number"),
    )
    .join(paper, paper.c.id == version_table.c.paper)
    .outerjoin(_twin, _twin.c.id == version_table.c.twin)
))  # fmt: skip
_is_in = and_(
    paper.c.essay == bindparam("essay"),
    paper.c.waiting.is_(False),
    paper.c.withdrawn_at.is_(None),
    select(version_table.c.id)
    .where(version_table.c.paper == paper.c.id, version_table.c.stage != Stage.REFUSED.value)
    .exists(),
)
_IN = statement(lambda: select(paper.c.person, func.count()).where(_is_in).group_by(paper.c.person))
_IN_OF = statement(
    lambda: select(func.count()).where(_is_in, paper.c.person == bindparam("person"))
)
_OWED = statement(
    lambda: select(essay_table.c.per_person).where(essay_table.c.id == bindparam("essay"))
)
_first = (
    select(func.min(version_table.c.at))
    .where(version_table.c.paper == paper.c.id, version_table.c.stage != Stage.REFUSED.value)
    .scalar_subquery()
)
"""When a paper came in: its first version that was not refused."""
_CAME_IN = statement(lambda: (
    select(essay_table.c.id, essay_table.c.title, func.count())
    .join(paper, paper.c.essay == essay_table.c.id)
    .where(
        essay_table.c.team == bindparam("team"), essay_table.c.state != State.WITHDRAWN.value,
        paper.c.waiting.is_(False), paper.c.withdrawn_at.is_(None),
        _first >= bindparam("since", type_=UtcTime), _first < bindparam("until", type_=UtcTime),
        in_main(essay_table, essay_room),
    )
    .group_by(essay_table.c.id, essay_table.c.title)
    .order_by(essay_table.c.id)
))  # fmt: skip


class Essays(Calls[Essay]):
    """Keep campaigns, papers and versions."""

    TABLE = essay_table
    ROOMS = essay_room
    MERGES = frozenset({
        essay_table.c.author, extension.c.person, extension.c.by, paper.c.person,
        version_table.c.person,
    })  # fmt: skip

    def open(
        self, team: TeamId, author: PersonId, now: Instant, *, title: str, due: Instant,
        per_person: int, least: int, rule: LateRule,
        audience: Audience | None, rooms: Sequence[int],
    ) -> Essay:  # fmt: skip
        """Open a campaign in rooms; without an audience, for whoever wishes to hand in."""
        return self._insert(
            team, author, now, rooms=rooms, everyone=audience is not None,
            audience=audience or EVERYBODY, title=title, due=due,
            closes=due + GRACE if rule.late is Late.REFUSE else None, per_person=per_person,
            least=least, late=rule.late.value, points=rule.points, floor=rule.floor,
            groups=list(audience.groups) if audience else [],
        )  # fmt: skip

    def find(self, call: CallId) -> Essay | None:
        """Return a campaign with its counts."""
        row = self._row(call)
        if row is None:
            return None
        expected = None if row.roll is None else Rolls(self._connection).count(row.roll)
        complete = sum(count >= row.per_person for count in self._handed_in(call).values())
        return _essay(row, complete, expected)

    def extend(self, essay: EssayId, person: PersonId, until: Instant, by: PersonId) -> None:
        """Give one person more time, in place of what they were given before."""
        values = {"essay": essay, "person": person, "until": until, "by": by}
        changed = {"until": _EXTEND.excluded.until, "by": _EXTEND.excluded.by}
        self._connection.execute(
            _EXTEND.on_conflict_do_update(index_elements=["essay", "person"], set_=changed), values
        )

    def extensions(self, essay: EssayId) -> Mapping[PersonId, Instant]:
        """Return until when those have time who were given more."""
        rows = self._connection.execute(
            select(extension.c.person, extension.c.until).where(extension.c.essay == essay)
        )
        return {PersonId(person): until for person, until in rows}

    def came_in(self, team: TeamId, within: Stretch) -> Sequence[tuple[EssayId, str, int]]:
        """Count the papers that came in during a stretch: a campaign, its title, how many.

        Only of campaigns that a main room sees.
        """
        values = {"team": team, "since": within.start, "until": within.end}
        rows = self._connection.execute(_CAME_IN, values)
        return [(EssayId(CallId(essay)), title, count) for essay, title, count in rows]

    def due_within(self, team: TeamId, within: Stretch) -> Sequence[Essay]:
        """List the open campaigns that are due in a stretch of time, if a main room sees them."""
        return self.public(team, State.OPEN, essay_table.c.due, within)

    # Handing in

    def hand_in(
        self, essay: EssayId, person: PersonId, at: Instant, *, source: Source, name: str,
        typed: str | None = None, connection: str | None = None, key: str | None = None,
        number: int | None = None,
    ) -> Taken | NotTaken | Full | Refused:  # fmt: skip
        """Take a paper, to be read: a new version of the one that has the number, or another one.

        Where a person owes one paper, what they hand in is a version of it. What comes again while
        it is being read is the same version.
        """
        where = {"call": essay, "person": person}
        row = self._connection.execute(_FOR_PAPER, where).one_or_none()
        if row is None:
            return Refused("gone")
        known = self._made(row)
        barred = self._barred(known, row.standing, person, at)
        if isinstance(barred, Refused):
            return barred
        judged = judge(at, known.due_for(row.extended), known.rule)
        if isinstance(judged, NotTaken):
            return judged
        found = self._paper(known, person, number, waiting=barred is not None)
        if found is None:
            return Full(tuple(self.papers(essay, person)))
        came = {"typed": typed, "connection": connection, "key": key}
        if (same := self._unread(found, **came)) is not None:
            return Taken(self._kept(same), barred, again=True)
        late = judged if isinstance(judged, TooLate) else TooLate(0, 100)
        made = self._add_version(
            found, person=person, at=at, source=source.value, name=name, late=late.days,
            most=late.most, **came,
        )  # fmt: skip
        return Taken(self._kept(made), barred)

    def _unread(self, of: int, **came: str | None) -> VersionId | None:
        """Return the version of a paper that is being read, if it is this very text or file."""
        found = self._connection.scalar(
            select(version_table.c.id).where(
                version_table.c.paper == of,
                version_table.c.stage == Stage.READING.value,
                *(version_table.c[name].is_not_distinct_from(each) for name, each in came.items()),
            )
        )
        return None if found is None else VersionId(found)

    def _paper(
        self, essay: Essay, person: PersonId, number: int | None, *, waiting: bool
    ) -> int | None:
        """Return the paper that a version is of: the one that is meant, the only one, or a new one.

        None where all are in already and it was not said which one is meant.
        """
        # One at a time of each person: there may be no paper yet that could be locked.
        self._connection.execute(LOCK_PERSON, {"person": person})
        mine = (paper.c.essay == essay.id, paper.c.person == person)
        standing = (paper.c.withdrawn_at.is_not(None), paper.c.nth)
        rows = self._connection.execute(select(paper).where(*mine).order_by(*standing)).all()
        for row in rows:
            if row.number == number or (number is None and essay.per_person == 1):
                again = update(paper).where(paper.c.id == row.id)
                self._connection.execute(again.values(withdrawn_at=None))
                return int(row.id)
        if number is not None or sum(row.withdrawn_at is None for row in rows) >= essay.per_person:
            return None
        made: int = self._connection.execute(
            insert(paper)
            .values(
                team=essay.team, number=next_number(self._connection, essay.team, "paper"),
                essay=essay.id, person=person, nth=len(rows) + 1, waiting=waiting,
            )
            .returning(paper.c.id)
        ).scalar_one()  # fmt: skip
        return made

    def _add_version(self, of: int, **values: object) -> VersionId:
        last = select(func.coalesce(func.max(version_table.c.version), 0) + 1)
        made: int = self._connection.execute(
            insert(version_table)
            .values(
                paper=of, stage=Stage.READING.value, **values,
                version=last.where(version_table.c.paper == of).scalar_subquery(),
            )
            .returning(version_table.c.id)
        ).scalar_one()  # fmt: skip
        return VersionId(made)

    def to_read(self, version: VersionId) -> Unread | None:
        """Return what a version is to be read from; None where it was read already."""
        row = self._connection.execute(
            select(version_table).where(
                version_table.c.id == version, version_table.c.stage == Stage.READING.value
            )
        ).one_or_none()
        if row is None:
            return None
        return Unread(
            Source(row.source), row.name, row.typed, row.connection, row.key,
            self._connection.execute(_LEAST, {"version": version}).scalar_one(),
        )  # fmt: skip

    def note_reading(self, version: VersionId, found: Reading) -> Version | None:
        """Record what was read in a version, once; None where it was recorded already.

        What is the same, byte for byte, as the version before it is none.
        """
        why = found.why or ("same" if self._is_same(version, found.file) else None)
        stage = Stage.KEPT if why is None else Stage.REFUSED
        values: dict[str, Any] = {
            "stage": stage.value, "why": why, "file": found.file, "length": found.length,
            "sketch": list(found.sketch), "typed": None, "connection": None, "key": None,
        }  # fmt: skip
        changed = self._connection.execute(
            update(version_table)
            .where(version_table.c.id == version, version_table.c.stage == Stage.READING.value)
            .values(**values)
        )
        return self.version(version) if changed.rowcount else None

    def _is_same(self, version: VersionId, file: str | None) -> bool:
        before = (
            select(version_table.c.file)
            .where(
                version_table.c.paper == _PAPER_OF,
                version_table.c.id < version,
                version_table.c.stage == Stage.KEPT.value,
            )
            .order_by(version_table.c.id.desc())
            .limit(1)
        )
        return file is not None and self._connection.scalar(before, {"version": version}) == file

    def sketches(self, version: VersionId) -> tuple[Sketch, Sequence[tuple[int, Sketch]]]:
        """Return the sketch of a text, and those of everybody else's papers in its campaign."""
        sketch = self._connection.scalar(
            select(version_table.c.sketch).where(version_table.c.id == version)
        )
        mine = paper.alias("mine")
        rows = self._connection.execute(
            select(paper.c.id, version_table.c.sketch)
            .join(version_table, version_table.c.paper == paper.c.id)
            .join(mine, and_(mine.c.essay == paper.c.essay, mine.c.person != paper.c.person))
            .where(mine.c.id == _PAPER_OF, version_table.c.sketch.is_not(None), *_STANDS),
            {"version": version},
        )
        return tuple(sketch or ()), [(row.id, tuple(row.sketch)) for row in rows]

    def note_twin(self, version: VersionId, twin: int, likeness: float) -> None:
        """Record which paper a version resembles."""
        self._connection.execute(
            update(version_table)
            .where(version_table.c.id == version)
            .values(twin=twin, likeness=likeness)
        )

    def withdraw_paper(self, version: VersionId, at: Instant) -> bool:
        """Take the paper of a version back, with all its versions; False where it was already."""
        changed = self._connection.execute(
            update(paper)
            .where(paper.c.id == _PAPER_OF, paper.c.withdrawn_at.is_(None))
            .values(withdrawn_at=at),
            {"version": version},
        )
        return changed.rowcount == 1

    def restore_paper(self, version: VersionId) -> None:
        """Hand in again what was taken back."""
        again = update(paper).where(paper.c.id == _PAPER_OF).values(withdrawn_at=None)
        self._connection.execute(again, {"version": version})

    # What was handed in

    def version(self, version: VersionId) -> Version | None:
        """Return one version; None where there is none."""
        found = self._list(version_table.c.id == version)
        return found[0] if found else None

    def _kept(self, version: VersionId) -> Version:
        found = self.version(version)
        assert found is not None
        return found

    def papers(self, essay: EssayId, person: PersonId | None = None) -> Sequence[Version]:
        """List the papers of a campaign, or of one person, each as its newest version that counts.

        The newest paper comes first.
        """
        wanted = [paper.c.essay == essay, *_STANDS, _LATEST]
        if person is not None:
            wanted.append(paper.c.person == person)
        return self._list(*wanted)

    def _list(self, *wanted: ColumnElement[bool]) -> Sequence[Version]:
        newest = (version_table.c.at.desc(), version_table.c.id.desc())
        rows = self._connection.execute(_VERSIONS.where(*wanted).order_by(*newest))
        return [_version(row) for row in rows]

    def _handed_in(self, essay: CallId) -> Mapping[PersonId, int]:
        rows = self._connection.execute(_IN, {"essay": essay})
        return {PersonId(person): count for person, count in rows}

    def missing(self, call: Call) -> Sequence[PersonId]:
        """List who is expected and owes a paper; nobody is missing on an open roll."""
        if call.roll is None:
            return ()
        assert isinstance(call, Essay)
        handed_in = self._handed_in(call.id)
        expected = Rolls(self._connection).expected(call.roll)
        return [person for person in expected if handed_in.get(person, 0) < call.per_person]

    def has_answered(self, call: CallId, person: PersonId) -> bool:
        """Say whether a person has handed in all papers that they owe."""
        handed_in = self._connection.scalar(_IN_OF, {"essay": call, "person": person}) or 0
        return handed_in >= (self._connection.scalar(_OWED, {"essay": call}) or 1)

    def answered(self, person: PersonId) -> Sequence[CallId]:
        """List the campaigns that a person handed in to, the newest first; withdrawn ones aside."""
        theirs = (
            select(paper.c.essay)
            .join(essay_table, essay_table.c.id == paper.c.essay)
            .where(
                paper.c.person == person,
                paper.c.withdrawn_at.is_(None),
                essay_table.c.state != State.WITHDRAWN.value,
            )
            .distinct()
            .order_by(paper.c.essay.desc())
        )
        return [CallId(essay) for essay in self._connection.scalars(theirs)]

    def closed_last(self, person: PersonId, since: Instant) -> Essay | None:
        """Return which campaign of a person's teams was closed last, if that was lately."""
        row = self._connection.execute(
            select(essay_table)
            .join(membership, membership.c.team == essay_table.c.team)
            .where(
                membership.c.person == person,
                membership.c.left_on.is_(None),
                essay_table.c.state == "closed",
                essay_table.c.closed_at >= since,
            )
            .order_by(essay_table.c.closed_at.desc())
            .limit(1)
        ).one_or_none()
        return None if row is None else self._made(row)

    def count(self, call: CallId, person: PersonId) -> None:
        """Let the papers of somebody who was admitted count."""
        theirs = (paper.c.essay == call, paper.c.person == person)
        self._connection.execute(update(paper).where(*theirs).values(waiting=False))

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Make one person's papers another's; beyond those that are owed the newer ones count."""
        run = self._connection.execute
        self._merge_authors(keep, drop)
        run(update(extension).where(extension.c.by == drop).values(by=keep))
        has = select(extension.c.essay).where(extension.c.person == keep)
        run(
            extension.delete().where(
                extension.c.person == drop, extension.c.essay.in_(has.scalar_subquery())
            )
        )
        run(update(extension).where(extension.c.person == drop).values(person=keep))
        run(update(version_table).where(version_table.c.person == drop).values(person=keep))
        for row in run(select(paper).where(paper.c.person == drop).order_by(paper.c.id)).all():
            both = (paper.c.essay == row.essay, paper.c.person == keep)
            last = select(func.coalesce(func.max(paper.c.nth), 0) + 1).where(*both)
            mine = update(paper).where(paper.c.id == row.id)
            run(mine.values(person=keep, nth=last.scalar_subquery()))
            owed = select(essay_table.c.per_person).where(essay_table.c.id == row.essay)
            counting = self.papers(EssayId(row.essay), keep)
            if over := [each.number for each in counting[self._connection.scalar(owed) or 1 :]]:
                replaced = update(paper).where(*both, paper.c.number.in_(over))
                run(replaced.values(withdrawn_at=counting[0].at))

    def _made(self, row: Any) -> Essay:
        return _essay(row, 0, None)


def _essay(row: Any, answered: int, expected: int | None) -> Essay:
    return Essay(
        id=EssayId(row.id), title=row.title, due=row.due, per_person=row.per_person,
        least=row.least, rule=LateRule(Late(row.late), row.points, row.floor), answered=answered,
        expected=expected, audience=Audience(tuple(row.groups)), **call_values(row),
    )  # fmt: skip


def _version(row: Any) -> Version:
    return Version(
        id=VersionId(row.id), essay=EssayId(row.essay), person=PersonId(row.person),
        number=row.number, version=row.nth_version, source=Source(row.source), name=row.name,
        at=row.at, stage=Stage(row.stage), why=row.why, file=row.file, length=row.length,
        late=row.late, most=row.most, twin=row.twin_number, likeness=row.likeness,
        waiting=row.waiting, withdrawn=row.withdrawn_at is not None,
    )  # fmt: skip
