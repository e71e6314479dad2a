"""Contests: who plays, what was asked and shown, and one answer a person to each question.

Scores are kept nowhere. `asked` returns what happened, and `bot.domain.contest` works out the rest.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, TypeAlias

from msgspec import Struct
from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, union_all, update

from bot.domain.contest import Answer, Asked, Over, Preset, Scoring
from bot.domain.identity import PersonId, RoomId, TeamId
from bot.domain.live import (
    BankId,
    Contest,
    ContestId,
    Copies,
    Copy,
    Phase,
    Posed,
    Untimely,
    gap,
)
from bot.domain.numerals import counted
from bot.domain.phrase import Instant, Stretch
from bot.domain.quiz import Given, Question, is_right
from storage.identity import LOCK_TEAM
from storage.quiz.packing import given_of, packed, packed_given, unpacked
from storage.quiz.tables import (
    contest_answer,
    contest_copy,
    contest_player,
    contest_question,
    contest_review,
    contest_table,
)
from storage.repeating import statement
from storage.rolls import next_number
from storage.schema import UtcTime, upsert

_TICK: Final = timedelta(microseconds=1)
_RUNNING: Final = (Phase.LOBBY.value, Phase.ASKED.value, Phase.REVEALED.value)
_PLAYERS = (
    select(func.count())
    .where(contest_player.c.contest == contest_table.c.id)
    .correlate(contest_table)
    .scalar_subquery()
)
_CONTESTS = statement(lambda: select(contest_table, _PLAYERS.label("players")))
_FIND = statement(lambda: _CONTESTS.where(contest_table.c.id == bindparam("contest")))
_FOR_ANSWER = statement(lambda: (
    select(
        contest_table.c.phase, contest_table.c.position, contest_table.c.seconds,
        contest_table.c.paused_at, contest_table.c.alive_at, contest_question.c.content,
        contest_question.c.void, contest_answer.c.given,
    )
    .join(
        contest_question,
        and_(
            contest_question.c.contest == contest_table.c.id,
            contest_question.c.position == bindparam("position"),
        ),
    )
    .outerjoin(
        contest_answer,
        and_(
            contest_answer.c.contest == contest_table.c.id,
            contest_answer.c.position == bindparam("position"),
            contest_answer.c.person == bindparam("person"),
        ),
    )
    .where(contest_table.c.id == bindparam("contest"))
    # What closes a question waits for answers that are under way (`_LOCK`): none is written once
    # they have been counted. A tick waits for none, nor they for it: where many answer at once it
    # might never have its turn, and an interruption would be made up for that never was.
    .with_for_update(read=True, key_share=True, of=contest_table)
))  # fmt: skip
_LOCK = statement(
    lambda: (
        select(contest_table.c.id)
        .where(contest_table.c.id == bindparam("contest"))
        .with_for_update()
    )
)
_COPIES = statement(
    lambda: select(contest_copy.c.room, contest_copy.c.shown_at).where(
        contest_copy.c.contest == bindparam("contest"),
        contest_copy.c.position == bindparam("position"),
    )
)
_ALL_COPIES = statement(
    lambda: select(contest_copy).where(contest_copy.c.contest == bindparam("contest"))
)
_JUDGED = (
    # Not what was answered: a thousand people and fifty questions are many texts to read.
    statement(lambda: select(
        contest_answer.c.position, contest_answer.c.person, contest_answer.c.right,
        contest_answer.c.took,
    )
    .where(
        contest_answer.c.contest == bindparam("contest"),
        contest_answer.c.position <= bindparam("last"),
    )
    .order_by(contest_answer.c.person))
)  # fmt: skip
_KEEP_FIRST = statement(lambda: (
    upsert(contest_answer)
    .values(
        contest=bindparam("contest"), position=bindparam("position"), person=bindparam("person"),
        given=bindparam("given", type_=contest_answer.c.given.type), right=bindparam("right"),
        took=bindparam("took"), at=bindparam("at", type_=UtcTime),
    )
    .on_conflict_do_nothing()
    .returning(contest_answer.c.position)
))  # fmt: skip
_OPEN_OF = statement(
    lambda: (
        select(contest_answer.c.contest, contest_answer.c.position)
        .join(
            contest_table,
            and_(
                contest_table.c.id == contest_answer.c.contest,
                contest_table.c.position == contest_answer.c.position,
                contest_table.c.phase == Phase.ASKED.value,
            ),
        )
        .where(contest_answer.c.person == bindparam("person"))
        .order_by(contest_answer.c.contest.desc())
    )
)
_JOIN = statement(
    lambda: (
        upsert(contest_player)
        .values(contest=bindparam("contest"), person=bindparam("person"), room=bindparam("room"))
        .on_conflict_do_nothing()
        .returning(contest_player.c.person)
    )
)


_PLAYS = statement(
    lambda: union_all(
        *(
            select(table.c.person).where(
                table.c.contest == bindparam("contest"), table.c.person == bindparam("person")
            )
            for table in (contest_player, contest_answer)
        )
    ).limit(1)
)


class Took(Struct, frozen=True):
    """Say that an answer counts: to which question, and how long it took."""

    question: Question
    took: timedelta


class Stands(Struct, frozen=True):
    """Say that an earlier answer to the question stands."""

    question: Question
    given: Given


class Shut(Struct, frozen=True):
    """Say why a question takes no answer: `gone`, `void`, `paused` or `over`."""

    reason: str


Outcome: TypeAlias = Took | Stands | Untimely | Shut


class Contests:
    """Keep contests."""

    MERGES = frozenset({
        contest_table.c.host, contest_player.c.person, contest_answer.c.person,
        contest_review.c.person,
    })  # fmt: skip

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def open(
        self, team: TeamId, host: PersonId, *, bank: BankId, titles: Mapping[str, str],
        scoring: Scoring, time: timedelta, count: int, by_teams: bool, over: Over,
        begins_at: Instant,
    ) -> Contest:  # fmt: skip
        """Open a contest's lobby."""
        made: int = self._connection.execute(
            insert(contest_table)
            .values(
                team=team, number=next_number(self._connection, team, "contest"), host=host,
                bank=bank, titles=dict(titles), preset=scoring.preset.value,
                streaks=scoring.streaks, seconds=round(time.total_seconds()), count=count,
                by_teams=by_teams, over=over.value, begins_at=begins_at,
            )
            .returning(contest_table.c.id)
        ).scalar_one()  # fmt: skip
        found = self.find(ContestId(made))
        assert found is not None
        return found

    def find(self, contest: ContestId) -> Contest | None:
        """Return a contest."""
        row = self._connection.execute(_FIND, {"contest": contest}).one_or_none()
        return None if row is None else _contest(row)

    def numbered(self, team: TeamId, typed: str) -> Contest | None:
        """Return the contest that a team knows by a number, as somebody typed it."""
        return self._one(contest_table.c.team == team, contest_table.c.number == counted(typed))

    def running(self, team: TeamId) -> Contest | None:
        """Return the contest of a team that is neither over nor called off."""
        return self._one(contest_table.c.team == team, contest_table.c.phase.in_(_RUNNING))

    def alone(self, team: TeamId) -> Contest | None:
        """Return what `running` does; nobody else opens one of that team until this is done."""
        self._connection.execute(LOCK_TEAM, {"team": team})
        return self.running(team)

    def hosted(self, team: TeamId, person: PersonId) -> Contest | None:
        """Return the contest of a team that runs and is somebody's."""
        found = self.running(team)
        return found if found is not None and found.host == person else None

    def _one(self, *wanted: Any) -> Contest | None:
        newest = _CONTESTS.where(*wanted).order_by(contest_table.c.id.desc()).limit(1)
        row = self._connection.execute(newest).one_or_none()
        return None if row is None else _contest(row)

    # How it goes on

    def join(self, contest: ContestId, person: PersonId, room: RoomId | None) -> bool:
        """Let somebody play; False where they do already."""
        values = {"contest": contest, "person": person, "room": room}
        return self._connection.scalar(_JOIN, values) is not None

    def draw(self, contest: ContestId, questions: Sequence[Question]) -> None:
        """Give a contest its questions: it keeps them, whatever becomes of the bank."""
        self._connection.execute(
            insert(contest_question),
            [
                {"contest": contest, "position": position, "content": packed(each)}
                for position, each in enumerate(questions, start=1)
            ],
        )
        self._set(contest, count=len(questions))

    def ask(self, contest: ContestId, position: int, rooms: Sequence[RoomId], now: Instant) -> bool:
        """Ask the next question in rooms; False where it is not its turn."""
        moved = self._connection.execute(
            update(contest_table)
            .where(
                contest_table.c.id == contest,
                contest_table.c.position == position - 1,
                contest_table.c.phase.in_([Phase.LOBBY.value, Phase.REVEALED.value]),
                contest_table.c.paused_at.is_(None),
            )
            .values(phase=Phase.ASKED.value, position=position, alive_at=now)
        )
        if not moved.rowcount:
            return False
        self._mark(contest, position, asked=True)
        copies = [{"contest": contest, "position": position, "room": room} for room in rooms]
        if copies:
            self._connection.execute(insert(contest_copy), copies)
        return True

    def shown(self, contest: ContestId, position: int, room: RoomId, at: Instant) -> bool:
        """Start the clock of a room's copy, once; False where it runs, or is over."""
        asked = select(contest_table.c.id).where(
            contest_table.c.id == contest,
            contest_table.c.position == position,
            contest_table.c.phase == Phase.ASKED.value,
        )
        changed = self._connection.execute(
            update(contest_copy)
            .where(
                contest_copy.c.contest.in_(asked.scalar_subquery()),
                contest_copy.c.position == position,
                contest_copy.c.room == room,
                contest_copy.c.shown_at.is_(None),
            )
            .values(shown_at=at)
        )
        return changed.rowcount > 0

    def copies(self, contest: ContestId, position: int, time: timedelta) -> Copies:
        """Return the copies of a question with their clocks."""
        where = {"contest": contest, "position": position}
        rows = self._connection.execute(_COPIES, where)
        return Copies([Copy(RoomId(row.room), row.shown_at) for row in rows], time)

    def alive(self, contest: ContestId, now: Instant) -> None:
        """Note that a running question is being looked after."""
        self._set(contest, alive_at=now)

    def extend(self, contest: ContestId, position: int, by: timedelta) -> None:
        """Set the clocks of all shown copies of a question back, so that nobody loses time."""
        self._lock(contest)
        mine = (contest_copy.c.contest == contest, contest_copy.c.position == position)
        shown = select(contest_copy).where(*mine, contest_copy.c.shown_at.is_not(None))
        for row in self._connection.execute(shown).all():
            here = update(contest_copy).where(*mine, contest_copy.c.room == row.room)
            self._connection.execute(here.values(shown_at=row.shown_at + by))

    def reveal(self, contest: ContestId, position: int) -> bool:
        """Close a question and tell what was right; False where it is not open."""
        self._lock(contest)
        if not self._move(contest, position, Phase.ASKED, Phase.REVEALED):
            return False
        self._mark(contest, position, revealed=True)
        return True

    def void(self, contest: ContestId, position: int) -> bool:
        """Let a question that was asked count for nobody; False where it was not, or does not."""
        self._lock(contest)
        changed = self._connection.execute(
            update(contest_question)
            .where(
                contest_question.c.contest == contest,
                contest_question.c.position == position,
                contest_question.c.asked.is_(True),
                contest_question.c.void.is_(False),
            )
            .values(void=True)
        )
        if not changed.rowcount:
            return False
        # One that is open ends by it.
        self._move(contest, position, Phase.ASKED, Phase.REVEALED)
        return True

    def pause(self, contest: ContestId, now: Instant) -> bool:
        """Stop all clocks; False where they stand still already, or the contest is over."""
        self._lock(contest)
        return self._set(
            contest, contest_table.c.paused_at.is_(None), contest_table.c.phase.in_(_RUNNING),
            paused_at=now,
        )  # fmt: skip

    def resume(self, contest: ContestId, now: Instant) -> bool:
        """Let all clocks go on from where they stood; False where they do not stand still."""
        found = self.held(contest)
        if found is None or found.paused_at is None:
            return False
        self.extend(contest, found.position, now - found.paused_at)
        return self._set(contest, paused_at=None, alive_at=now)

    def begin_at(self, contest: ContestId, at: Instant) -> None:
        """Let a contest begin at another time."""
        self._set(contest, begins_at=at)

    def finish(self, contest: ContestId, phase: Phase, now: Instant) -> bool:
        """End a contest; a question that is open counts for nobody. False where it had ended."""
        self._lock(contest)
        found = self.find(contest)
        if found is not None and found.phase is Phase.ASKED:
            self.void(contest, found.position)
        return self._set(
            contest, contest_table.c.phase.in_(_RUNNING),
            phase=phase.value, closed_at=now, paused_at=None,
        )  # fmt: skip

    def held(self, contest: ContestId) -> Contest | None:
        """Return a contest as it stands once nobody else is changing it, and keep it so."""
        self._lock(contest)
        return self.find(contest)

    def _lock(self, contest: ContestId) -> None:
        """Wait for the answers that are under way, and let none begin until we are done."""
        self._connection.execute(_LOCK, {"contest": contest})

    def _move(self, contest: ContestId, position: int, before: Phase, after: Phase) -> bool:
        here = contest_table.c.position == position
        was = contest_table.c.phase == before.value
        return self._set(contest, here, was, phase=after.value)

    def _set(self, contest: ContestId, *where: Any, **values: Any) -> bool:
        mine = update(contest_table).where(contest_table.c.id == contest, *where)
        return self._connection.execute(mine.values(values)).rowcount > 0

    def _mark(self, contest: ContestId, position: int, **values: bool) -> None:
        mine = (contest_question.c.contest == contest, contest_question.c.position == position)
        self._connection.execute(update(contest_question).where(*mine).values(values))

    # Answers

    def answer(
        self, contest: ContestId, position: int, person: PersonId, room: RoomId | None,
        given: Given, at: Instant,
    ) -> Outcome:  # fmt: skip
        """Record an answer, given in a room; a person's first answer to a question stands."""
        values: dict[str, Any] = {"contest": contest, "position": position, "person": person}
        row = self._connection.execute(_FOR_ANSWER, values).one_or_none()
        if row is None:
            return Shut("gone")
        question = unpacked(row.content)
        if row.given is not None:
            return Stands(question, given_of(row.given))
        if row.void:
            return Shut("void")
        if row.phase != Phase.ASKED.value or row.position != position:
            return Shut("over")
        if row.paused_at is not None:
            return Shut("paused")
        # After an interruption answers may come in before the clocks have been set back.
        lost = gap(row.alive_at, at)
        copies = self.copies(contest, position, timedelta(seconds=row.seconds))
        took = copies.took(room, at - lost)
        if isinstance(took, Untimely):
            return took
        values |= {
            "given": packed_given(given), "right": is_right(question.key, given),
            "took": took // _TICK, "at": at,
        }  # fmt: skip
        if self._connection.scalar(_KEEP_FIRST, values) is not None:
            return Took(question, took)
        # Another tap of theirs came in just now.
        row = self._connection.execute(_FOR_ANSWER, values).one()
        return Stands(question, given_of(row.given))

    # What happened

    def posed(self, contest: ContestId, position: int) -> Posed | None:
        """Return a question of a contest."""
        mine = (contest_question.c.contest == contest, contest_question.c.position == position)
        row = self._connection.execute(select(contest_question).where(*mine)).one_or_none()
        return None if row is None else _posed(row)

    def questions(self, contest: ContestId) -> Sequence[Posed]:
        """Return the questions of a contest, in their order, asked or not."""
        mine = contest_question.c.contest == contest
        ordered = select(contest_question).where(mine).order_by(contest_question.c.position)
        return [_posed(row) for row in self._connection.execute(ordered)]

    def given(self, contest: ContestId, position: int) -> Mapping[PersonId, Given]:
        """Return what everybody answered to a question."""
        rows = self._connection.execute(
            select(contest_answer.c.person, contest_answer.c.given)
            .where(contest_answer.c.contest == contest, contest_answer.c.position == position)
            .order_by(contest_answer.c.at, contest_answer.c.person)
        )
        return {PersonId(row.person): given_of(row.given) for row in rows}

    def of(self, contest: ContestId, person: PersonId) -> Mapping[int, tuple[Given, bool]]:
        """Return what one person answered, by question, and whether it was right."""
        rows = self._connection.execute(
            select(contest_answer.c.position, contest_answer.c.given, contest_answer.c.right).where(
                contest_answer.c.contest == contest, contest_answer.c.person == person
            )
        )
        return {row.position: (given_of(row.given), row.right) for row in rows}

    def answered_by(self, person: PersonId) -> Sequence[tuple[ContestId, int]]:
        """List the questions that are open and that somebody has answered, with their contests."""
        rows = self._connection.execute(_OPEN_OF, {"person": person})
        return [(ContestId(row.contest), row.position) for row in rows]

    def asked(self, contest: Contest, until: int | None = None) -> list[Asked]:
        """Return what was asked and revealed and how it was answered, up to a question."""
        last = contest.position if until is None else until
        answers: dict[int, dict[PersonId, Answer]] = defaultdict(dict)
        where = {"contest": contest.id, "last": last}
        for position, person, right, took in self._connection.execute(_JUDGED, where):
            answers[position][PersonId(person)] = Answer(right, took * _TICK)
        seats, copies = self._seats(contest.id), self._all_copies(contest)
        told = [
            each for each in self.questions(contest.id)
            if (each.revealed or each.void) and each.position <= last
        ]  # fmt: skip
        return [
            Asked(
                contest.time, answers[each.position],
                _unseen(copies.get(each.position), seats, answers[each.position]), each.void,
            )
            for each in told
        ]  # fmt: skip

    def _all_copies(self, contest: Contest) -> Mapping[int, Copies]:
        copies: dict[int, list[Copy]] = defaultdict(list)
        for row in self._connection.execute(_ALL_COPIES, {"contest": contest.id}):
            copies[row.position].append(Copy(RoomId(row.room), row.shown_at))
        return {position: Copies(each, contest.time) for position, each in copies.items()}

    def _seats(self, contest: ContestId) -> Mapping[PersonId, RoomId | None]:
        mine = contest_player.c.contest == contest
        rows = self._connection.execute(select(contest_player).where(mine))
        return {PersonId(row.person): row.room for row in rows}

    def players(self, contest: ContestId) -> Sequence[PersonId]:
        """List who joined or answered, by their ids."""
        joined = select(contest_player.c.person).where(contest_player.c.contest == contest)
        answered = select(contest_answer.c.person).where(contest_answer.c.contest == contest)
        return sorted(map(PersonId, self._connection.scalars(joined.union(answered))))

    def plays(self, contest: ContestId, person: PersonId) -> bool:
        """Say whether somebody joined or has answered."""
        return self._connection.scalar(_PLAYS, {"contest": contest, "person": person}) is not None

    # Over many contests

    def over(self, team: TeamId, since: Instant, until: Instant | None = None) -> Sequence[Contest]:
        """List the contests of a team that ended since then, the earliest first."""
        ended = [contest_table.c.phase == Phase.OVER.value, contest_table.c.closed_at >= since]
        if until is not None:
            ended.append(contest_table.c.closed_at < until)
        rows = self._connection.execute(
            _CONTESTS.where(contest_table.c.team == team, *ended).order_by(contest_table.c.id)
        )
        return [_contest(row) for row in rows]

    def begin_within(self, team: TeamId, within: Stretch) -> Sequence[Contest]:
        """List the contests whose lobby is open and that begin in a stretch of time."""
        begins = contest_table.c.begins_at
        mine = (contest_table.c.team == team, contest_table.c.phase == Phase.LOBBY.value)
        rows = self._connection.execute(
            _CONTESTS.where(*mine, begins >= within.start, begins < within.end).order_by(begins)
        )
        return [_contest(row) for row in rows]

    def mistakes(self, team: TeamId, person: PersonId) -> Sequence[tuple[ContestId, Posed]]:
        """List what somebody got wrong and has not got right since, each question once.

        Of contests that are over alone; the oldest first.
        """
        here = and_(
            contest_question.c.contest == contest_answer.c.contest,
            contest_question.c.position == contest_answer.c.position,
        )
        reviewed = and_(
            contest_review.c.contest == contest_answer.c.contest,
            contest_review.c.position == contest_answer.c.position,
            contest_review.c.person == person,
        )
        rows = self._connection.execute(
            select(
                contest_question, contest_answer.c.right, contest_answer.c.at.label("answered_at"),
                contest_review.c.at.label("mastered_at"),
            )
            .join(contest_answer, here)
            .join(contest_table, contest_table.c.id == contest_answer.c.contest)
            .outerjoin(contest_review, reviewed)
            .where(
                contest_table.c.team == team,
                contest_table.c.phase == Phase.OVER.value,
                contest_answer.c.person == person,
                contest_question.c.revealed.is_(True),
                contest_question.c.void.is_(False),
            )
            .order_by(contest_answer.c.at, contest_answer.c.position)
        )  # fmt: skip
        # Asked in two contests it is one question: what is known of it now is what counts.
        wrong: dict[str, tuple[ContestId, Posed]] = {}
        since: dict[str, Instant] = {}
        known: dict[str, Instant] = {}
        for row in rows:
            posed = _posed(row)
            question = repr(posed.question)
            if row.right:
                known[question] = row.answered_at
            else:
                wrong[question], since[question] = (ContestId(row.contest), posed), row.answered_at
                if row.mastered_at is not None:
                    known[question] = max(row.mastered_at, known.get(question, row.mastered_at))
        return [
            found for question, found in wrong.items()
            if question not in known or known[question] < since[question]
        ]  # fmt: skip

    def master(self, contest: ContestId, position: int, person: PersonId, at: Instant) -> None:
        """Record that somebody now knows what they once got wrong."""
        values = {"contest": contest, "position": position, "person": person, "at": at}
        again = upsert(contest_review).values(values).on_conflict_do_nothing()
        self._connection.execute(again)

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Make one person's contests another's; of two answers to a question the first stands."""
        run = self._connection.execute
        run(update(contest_table).where(contest_table.c.host == drop).values(host=keep))
        both = contest_player.alias()
        has = select(both.c.contest).where(both.c.person == keep)
        mine = contest_player.c.person == drop
        run(delete(contest_player).where(mine, contest_player.c.contest.in_(has.scalar_subquery())))
        run(update(contest_player).where(mine).values(person=keep))
        known = contest_review.alias()
        mastered = select(known.c.contest).where(
            known.c.person == keep,
            known.c.contest == contest_review.c.contest,
            known.c.position == contest_review.c.position,
        )
        theirs = contest_review.c.person == drop
        run(delete(contest_review).where(theirs, mastered.exists()))
        run(update(contest_review).where(theirs).values(person=keep))
        for row in run(select(contest_answer).where(contest_answer.c.person == drop)).all():
            here = and_(
                contest_answer.c.contest == row.contest, contest_answer.c.position == row.position
            )
            other = run(
                select(contest_answer.c.at).where(here, contest_answer.c.person == keep)
            ).scalar()
            if other is not None:
                loser = drop if other <= row.at else keep
                run(delete(contest_answer).where(here, contest_answer.c.person == loser))
            run(
                update(contest_answer)
                .where(here, contest_answer.c.person == drop)
                .values(person=keep)
            )


def _contest(row: Any) -> Contest:
    return Contest(
        id=ContestId(row.id), team=TeamId(row.team), number=row.number, host=PersonId(row.host),
        bank=BankId(row.bank), titles=row.titles, phase=Phase(row.phase), position=row.position,
        scoring=Scoring(Preset(row.preset), row.streaks), time=timedelta(seconds=row.seconds),
        count=row.count, by_teams=row.by_teams, over=Over(row.over), begins_at=row.begins_at,
        paused_at=row.paused_at, alive_at=row.alive_at, closed_at=row.closed_at,
        players=row.players,
    )  # fmt: skip


def _unseen(
    copies: Copies | None, seats: Mapping[PersonId, RoomId | None],
    answered: Mapping[PersonId, Answer],
) -> frozenset[PersonId]:  # fmt: skip
    """Return who never saw a question: those whose room was left behind."""
    if copies is None or (first := copies.first) is None:
        return frozenset(seats)
    # Seen from the end of time: what was not shown by then never was in time.
    behind = copies.behind(first + timedelta(days=1))
    return frozenset(who for who, room in seats.items() if room in behind and who not in answered)


def _posed(row: Any) -> Posed:
    return Posed(row.position, unpacked(row.content), row.asked, row.revealed, row.void)
