"""Polls and their answers: one person's answer is one set of rows, whatever account they use."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from msgspec.structs import replace
from sqlalchemy import (
    Column,
    Index,
    Integer,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    distinct,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.domain.call import Call, CallId, Refused, State
from bot.domain.identity import PersonId, TeamId
from bot.domain.phrase import Instant, Stretch
from bot.domain.poll import (
    Names,
    Noted,
    OptionId,
    Outcome,
    Poll,
    PollId,
    PollOption,
    Results,
    Standard,
    Taken,
)
from storage.calls import Calls, call_key, call_table, call_values, room_table_of
from storage.columns import by_value, flag, instant, number, person_reference, reference, text
from storage.identity import (
    person_table,
    scope,
)
from storage.repeating import statement
from storage.rolls import Rolls, roll_entry
from storage.schema import Retention, UtcTime, identity, metadata, upsert

poll_table = call_table(
    "poll",
    text("question", kept=Retention.RECORD), number("pick", default=1), text("names"),
    text("results"), flag("change", default=True),
    text("secret_key", kept=Retention.TRANSIENT, nullable=True),
)  # fmt: skip
poll_room = room_table_of(poll_table)
poll_option = Table(
    "poll_option", metadata,
    identity(), reference("poll", "poll.id"), number("position"),
    text("label", kept=Retention.RECORD), text("standard", nullable=True),
    Index("ix_poll_option_poll", "poll", "position"),
    sqlite_autoincrement=True,
)  # fmt: skip
poll_answer = Table(
    "poll_answer", metadata,
    call_key(poll_table),
    Column("voter", Text, primary_key=True, info={"retention": Retention.NONE}),
    Column("slot", Integer, primary_key=True, info={"retention": Retention.NONE}),
    reference("option", "poll_option.id"), person_reference(nullable=True),
    instant("at", nullable=True), flag("waiting"),
    Index("ix_poll_answer_option", "poll", "option"), Index("ix_poll_answer_person", "person"),
    sqlite_with_rowid=False,
)  # fmt: skip

_STANDARDS = by_value(Standard)
_NAMINGS = by_value(Names)
_RESULTS = by_value(Results)
_TRIES = 8
"""How often an answer looks for a free place while other taps of the same person take them."""

POLL_TEAM = scope(poll_table)
"""How the id of a poll leads to its team."""

_FOR_ANSWER = statement(
    lambda: (
        select(
            poll_table,
            poll_option.c.label,
            poll_option.c.standard,
            roll_entry.c.state.label("standing"),
            roll_entry.c.votes,
            poll_answer.c.option.label("before"),
        )
        .join(
            poll_option,
            and_(poll_option.c.poll == poll_table.c.id, poll_option.c.id == bindparam("option")),
        )
        .outerjoin(
            roll_entry,
            and_(
                roll_entry.c.roll == poll_table.c.roll, roll_entry.c.person == bindparam("person")
            ),
        )
        .outerjoin(
            poll_answer,
            and_(
                poll_answer.c.poll == poll_table.c.id,
                poll_answer.c.voter == bindparam("voter"),
                poll_answer.c.slot == 0,
                poll_answer.c.waiting.is_(False),
            ),
        )
        .where(poll_table.c.id == bindparam("poll"))
        # Closing waits for answers that are under way: none is written once it has been counted.
        # The option, too: what was mended while this one waited may have taken it away.
        .with_for_update(read=True, of=[poll_table, poll_option])
    )
)
_ANSWERED_BY = statement(
    lambda: (
        select(
            poll_table,
            poll_option.c.id.label("option"),
            poll_option.c.label,
            poll_option.c.standard,
        )
        .join(poll_answer, poll_answer.c.poll == poll_table.c.id)
        .join(poll_option, poll_option.c.id == poll_answer.c.option)
        .where(
            poll_answer.c.person == bindparam("person"),
            or_(poll_table.c.state == "open", poll_table.c.state == "closed"),
        )
        .order_by(poll_answer.c.at.desc(), poll_option.c.position)
        .limit(bindparam("most"))
    )
)
_PUT = statement(lambda: upsert(poll_answer).values(
    poll=bindparam("poll"), voter=bindparam("voter"), slot=bindparam("slot"),
    option=bindparam("option"), person=bindparam("person"), at=bindparam("at", type_=UtcTime),
    waiting=bindparam("waiting"),
))  # fmt: skip
_REPLACE = statement(lambda: _PUT.on_conflict_do_update(
    index_elements=["poll", "voter", "slot"],
    set_={
        "option": _PUT.excluded.option, "at": _PUT.excluded.at, "waiting": _PUT.excluded.waiting,
    },
))  # fmt: skip
_KEEP_FIRST = statement(lambda: _PUT.on_conflict_do_nothing().returning(poll_answer.c.option))
_CHOSEN = statement(
    lambda: (
        select(poll_answer.c.slot, poll_option.c.id, poll_option.c.label, poll_option.c.standard)
        .join(poll_option, poll_option.c.id == poll_answer.c.option)
        .where(poll_answer.c.poll == bindparam("poll"), poll_answer.c.voter == bindparam("voter"))
        .order_by(poll_option.c.position)
    )
)
_FOR_DROP = statement(
    lambda: (
        select(poll_table).where(poll_table.c.id == bindparam("poll")).with_for_update(read=True)
    )
)
_OFFERED = statement(
    lambda: (
        select(poll_option.c.id, poll_option.c.label, poll_option.c.standard)
        .where(poll_option.c.poll == bindparam("poll"))
        .order_by(poll_option.c.position)
    )
)
_HAS = statement(
    lambda: (
        select(poll_answer.c.slot)
        .where(poll_answer.c.poll == bindparam("poll"), poll_answer.c.voter == bindparam("voter"))
        .limit(1)
    )
)
_TALLY = statement(lambda: (
    select(
        poll_option.c.id,
        poll_option.c.label,
        poll_option.c.standard,
        func.count(poll_answer.c.voter).label("answers"),
    )
    .outerjoin(
        poll_answer,
        and_(poll_answer.c.option == poll_option.c.id, poll_answer.c.poll == poll_option.c.poll,
             poll_answer.c.waiting.is_(False)),
    )
    .where(poll_option.c.poll == bindparam("poll"))
    .group_by(poll_option.c.id, poll_option.c.label, poll_option.c.standard, poll_option.c.position)
    .order_by(poll_option.c.position)
))  # fmt: skip
_VOTERS = statement(
    lambda: select(func.count(distinct(poll_answer.c.voter))).where(
        poll_answer.c.poll == bindparam("poll"), poll_answer.c.waiting.is_(False)
    )
)
_NAMES = statement(
    lambda: (
        select(poll_answer.c.option, person_table.c.name)
        .join(person_table, person_table.c.id == poll_answer.c.person)
        .where(poll_answer.c.poll == bindparam("poll"), poll_answer.c.waiting.is_(False))
        .order_by(poll_answer.c.at, person_table.c.id)
    )
)


class Polls(Calls[Poll]):
    """Keep polls, their options and their answers."""

    TABLE = poll_table
    ROOMS = poll_room
    VOTERS_ONLY = True
    ERASED: ClassVar[Mapping[str, object]] = {"secret_key": None}
    MERGES = frozenset({poll_table.c.author, poll_answer.c.person})
    ERASES = frozenset({poll_table.c.secret_key})

    def open(
        self, team: TeamId, author: PersonId, now: Instant, *, question: str,
        options: Sequence[str], closes: Instant | None, pick: int, names: Names, results: Results,
        change: bool, everyone: bool, key: bytes, rooms: Sequence[int],
    ) -> Poll:  # fmt: skip
        """Open a poll in rooms; without options it asks for yes, no or abstention."""
        made = self._insert(
            team, author, now, rooms=rooms, everyone=everyone,
            question=question, pick=pick,
            names=names.value, results=results.value, change=change, closes=closes,
            secret_key=key.hex() if names is Names.NOBODY else None,
        )  # fmt: skip
        self._put_options(made.id, options)
        return replace(made, options=self.options(made.id))

    def closed_within(self, team: TeamId, within: Stretch) -> Sequence[Poll]:
        """List the polls with their counts that ended in a stretch, if a main room sees them."""
        over = self.public(team, State.CLOSED, poll_table.c.closed_at, within)
        return [known for each in over if (known := self.find(each.id)) is not None]

    def closing_within(self, team: TeamId, within: Stretch) -> Sequence[Poll]:
        """List the open polls that close in a stretch of time, if a main room sees them."""
        return self.public(team, State.OPEN, poll_table.c.closes, within)

    def _put_options(self, poll: PollId, options: Sequence[str]) -> None:
        wanted: list[tuple[str, str | None]] = [(label, None) for label in options]
        if not wanted:
            wanted = [("", each.value) for each in Standard]
        self._connection.execute(
            insert(poll_option),
            [
                {"poll": poll, "position": position, "label": label, "standard": standard}
                for position, (label, standard) in enumerate(wanted)
            ],
        )

    def find(self, call: CallId) -> Poll | None:
        """Return a poll with its counts."""
        row = self._row(call)
        if row is None:
            return None
        options = self.options(PollId(call))
        answered = sum(option.count for option in options)
        if row.pick > 1:
            answered = self._connection.execute(_VOTERS, {"poll": call}).scalar_one()
        return _poll(row, options, answered)

    def options(self, poll: PollId) -> tuple[PollOption, ...]:
        """Return a poll's options with their counts, in their order."""
        return tuple(
            PollOption(OptionId(each.id), each.label, each.answers, _standard(each.standard))
            for each in self._connection.execute(_TALLY, {"poll": poll})
        )

    def offered(self, poll: PollId) -> tuple[PollOption, ...]:
        """Return a poll's options without counting who chose them."""
        return tuple(
            PollOption(OptionId(each.id), each.label, 0, _standard(each.standard))
            for each in self._connection.execute(_OFFERED, {"poll": poll})
        )

    def answer(self, poll: PollId, option: OptionId, person: PersonId, at: Instant) -> Outcome:
        """Record that a person chose an option; of a single choice it replaces the one before."""
        # Under which name a secret answer stands is only known once the poll's key is.
        values = {"poll": poll, "option": option, "person": person, "voter": str(person)}
        row = self._connection.execute(_FOR_ANSWER, values).one_or_none()
        if row is None:
            return Refused("gone")
        known = _poll(row)
        barred = self._barred(known, row.standing, person, at)
        if isinstance(barred, Refused):
            return barred
        if barred is None and known.roll is not None and not row.votes:
            return Refused("no-vote")
        mine = PollOption(option, row.label, 0, _standard(row.standard))
        chosen = self._write(known, row.secret_key, mine, person, at, waiting=barred is not None)
        if not isinstance(chosen, Noted):
            return chosen
        if barred is not None:
            return barred
        return replace(chosen, changed=row.before != option)

    def _write(
        self, poll: Poll, key: str | None, option: PollOption, person: PersonId, at: Instant, *,
        waiting: bool,
    ) -> Noted | Refused:  # fmt: skip
        voter = _voter(key, person)
        values: dict[str, Any] = {
            "poll": poll.id, "voter": voter, "slot": 0, "option": option.id, "waiting": waiting,
            # Of a secret answer neither the person nor the time is kept.
            "person": None if poll.secret else person, "at": None if poll.secret else at,
        }  # fmt: skip
        if poll.pick == 1 and poll.change:
            self._connection.execute(_REPLACE, values)
            return Noted(poll, (option,))
        for _ in range(_TRIES):
            slots = self._chosen(poll.id, voter)
            if any(each.id == option.id for each in slots.values()):
                return Noted(poll, tuple(slots.values()))
            if len(slots) >= poll.pick:
                reason = "full" if poll.change else "first-stands"
                return Taken(reason, poll, tuple(slots.values()))
            values["slot"] = next(slot for slot in range(poll.pick) if slot not in slots)
            if self._connection.scalar(_KEEP_FIRST, values) is not None:
                return Noted(poll, (*slots.values(), option))
            # Another tap of theirs took the place just now: look again what is free.
        return Refused("again")

    def drop(self, poll: PollId, option: OptionId, person: PersonId, at: Instant) -> Outcome:
        """Record that a person does not choose an option."""
        row = self._connection.execute(_FOR_DROP, {"poll": poll}).one_or_none()
        if row is None:
            return Refused("gone")
        known = _poll(row)
        if not known.takes_answers(at):
            return Refused(known.state if known.state is State.WITHDRAWN else State.CLOSED)
        voter = _voter(row.secret_key, person)
        if not known.change:
            return Taken("first-stands", known, tuple(self._chosen(poll, voter).values()))
        self._connection.execute(
            delete(poll_answer).where(
                poll_answer.c.poll == poll,
                poll_answer.c.voter == voter,
                poll_answer.c.option == option,
            )
        )
        return Noted(known, tuple(self._chosen(poll, voter).values()))

    def chosen(self, poll: PollId, person: PersonId) -> tuple[PollOption, ...]:
        """Return what a person chose in a poll that is not secret."""
        return tuple(self._chosen(poll, _voter(None, person)).values())

    def _chosen(self, poll: PollId, voter: str) -> dict[int, PollOption]:
        rows = self._connection.execute(_CHOSEN, {"poll": poll, "voter": voter})
        return {
            row.slot: PollOption(OptionId(row.id), row.label, 0, _standard(row.standard))
            for row in rows
        }

    def has_answered(self, call: CallId, person: PersonId) -> bool:
        """Say whether a person has answered: not what. Of a closed secret poll nobody knows."""
        values = {"poll": call, "voter": _voter(self._key(call), person)}
        return self._connection.execute(_HAS, values).first() is not None

    def answered(self, person: PersonId) -> Sequence[CallId]:
        """List the polls that a person has answered, the newest first; withdrawn ones aside.

        Of secret ones only those that are open: of a closed one nobody knows.
        """
        run = self._connection.execute
        named = (
            select(poll_answer.c.poll)
            .join(poll_table, poll_table.c.id == poll_answer.c.poll)
            .where(poll_answer.c.person == person, poll_table.c.state != State.WITHDRAWN.value)
        )
        found = {row.poll for row in run(named)}
        found |= {poll for poll, _ in self._secret() if self.has_answered(poll, person)}
        return sorted(map(PollId, found), reverse=True)

    def _secret(self) -> Sequence[tuple[PollId, str]]:
        """List the open secret polls with their keys."""
        keys = select(poll_table.c.id, poll_table.c.secret_key)
        rows = self._connection.execute(keys.where(poll_table.c.secret_key.is_not(None)))
        return [(PollId(CallId(poll)), key) for poll, key in rows]

    def names(self, poll: PollId) -> Mapping[OptionId, Sequence[str]]:
        """Return who chose what; empty for a secret poll, whose answers bear no person."""
        found: dict[OptionId, list[str]] = {}
        for option, name in self._connection.execute(_NAMES, {"poll": poll}):
            found.setdefault(OptionId(option), []).append(name)
        return found

    def missing(self, call: Call) -> Sequence[PersonId]:
        """List who is expected and has not answered; nobody is missing on an open roll."""
        if call.roll is None:
            return ()
        key = self._key(call.id)
        answers = select(poll_answer.c.voter).where(poll_answer.c.poll == call.id).distinct()
        answered = set(self._connection.scalars(answers))
        voters = Rolls(self._connection).expected(call.roll, voting=self.VOTERS_ONLY)
        return [person for person in voters if _voter(key, person) not in answered]

    def reopen(self, call: CallId) -> bool:
        """Open a closed poll again; a secret one stays closed, its key being gone."""
        named = poll_table.c.names != Names.NOBODY.value
        if not self._move(call, State.CLOSED, State.OPEN, named, closed_at=None):
            return False
        # Whoever was two people when it closed is one by now.
        answers = select(poll_answer.c.person, poll_answer.c.voter).distinct()
        mine = poll_answer.c.poll == call, poll_answer.c.person.is_not(None)
        for person, voter in self._connection.execute(answers.where(*mine)).all():
            if voter != _voter(None, person):
                self._merge_answers(call, _voter(None, person), voter)
        return True

    def reword(self, poll: PollId, question: str, labels: Mapping[OptionId, str]) -> None:
        """Give a question and its options other words; their ids and answers stay."""
        run = self._connection.execute
        run(update(poll_table).where(poll_table.c.id == poll).values(question=question))
        for option, label in labels.items():
            run(update(poll_option).where(poll_option.c.id == option).values(label=label))

    def reset_options(self, poll: PollId, options: Sequence[str]) -> None:
        """Give a poll without answers other options."""
        self._connection.execute(delete(poll_option).where(poll_option.c.poll == poll))
        self._put_options(poll, options)

    def count(self, call: CallId, person: PersonId) -> None:
        """Let the waiting answer of somebody who was admitted count."""
        self._connection.execute(
            update(poll_answer)
            .where(
                poll_answer.c.poll == call,
                poll_answer.c.voter == _voter(self._key(call), person),
            )
            .values(waiting=False)
        )

    def answered_by(self, person: PersonId, most: int) -> Sequence[tuple[Poll, PollOption]]:
        """List what a person answered last, without secret polls: the poll and one option."""
        rows = self._connection.execute(_ANSWERED_BY, {"person": person, "most": most})
        return [
            (
                _poll(row),
                PollOption(OptionId(row.option), row.label, 0, _standard(row.standard)),
            )
            for row in rows
        ]

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Make one person's answers another's: of two to one poll the later counts.

        Of two secret ones, whose times are not kept, that of who stays. What was counted when a
        poll closed stays as it was counted; opened again, it counts people once.
        """
        run = self._connection.execute
        self._merge_authors(keep, drop)
        # Only where the one who goes may have answered: a house may have had thousands of polls.
        named = select(poll_answer.c.poll).where(poll_answer.c.person == drop).distinct()
        for poll in run(named).scalars().all():
            if not self._counted_twice(poll, keep):
                self._merge_answers(poll, _voter(None, keep), _voter(None, drop))
        for secret, key in self._secret():
            self._merge_answers(secret, _voter(key, keep), _voter(key, drop))
        run(update(poll_answer).where(poll_answer.c.person == drop).values(person=keep))

    def _counted_twice(self, poll: int, person: PersonId) -> bool:
        """Say whether two answers of what is one person now were counted when a poll closed."""
        closed = select(poll_table.c.id).where(
            poll_table.c.id == poll, poll_table.c.state == State.CLOSED.value
        )
        run = self._connection.execute
        return run(closed).first() is not None and self.has_answered(PollId(CallId(poll)), person)

    def _merge_answers(self, poll: int, keep: str, drop: str) -> None:
        run = self._connection.execute
        mine = poll_answer.c.poll == poll
        latest = select(func.max(poll_answer.c.at))
        kept = run(latest.where(mine, poll_answer.c.voter == keep)).scalar()
        dropped = run(latest.where(mine, poll_answer.c.voter == drop)).scalar()
        both = poll_answer.c.voter.in_([keep, drop])
        counts = select(poll_answer.c.slot).where(mine, both, poll_answer.c.waiting.is_(False))
        counted = run(counts.limit(1)).first() is not None
        exists = select(poll_answer.c.slot).where(mine, poll_answer.c.voter == keep)
        if run(exists.limit(1)).first() is not None:
            loser = keep if dropped is not None and (kept is None or dropped > kept) else drop
            run(delete(poll_answer).where(mine, poll_answer.c.voter == loser))
        run(update(poll_answer).where(mine, poll_answer.c.voter == drop).values(voter=keep))
        if counted:
            # Who was expected under either name is expected: their answer waits for nobody.
            kept = poll_answer.c.voter == keep
            run(update(poll_answer).where(mine, kept).values(waiting=False))

    def _key(self, poll: CallId) -> str | None:
        mine = poll_table.c.id == poll
        return self._connection.scalar(select(poll_table.c.secret_key).where(mine))

    def _made(self, row: Any) -> Poll:
        return _poll(row)


def _voter(key: str | None, person: PersonId) -> str:
    """Return under which name a person's answer stands: an HMAC of it where the poll is secret."""
    if key is None:
        return str(person)
    return hmac.new(bytes.fromhex(key), str(person).encode(), hashlib.sha256).hexdigest()


def _standard(value: str | None) -> Standard | None:
    return None if value is None else _STANDARDS[value]


def _poll(row: Any, options: tuple[PollOption, ...] = (), answered: int = 0) -> Poll:
    return Poll(
        id=PollId(row.id), title=row.question, options=options, pick=row.pick,
        names=_NAMINGS[row.names], results=_RESULTS[row.results], change=row.change,
        answered=answered, **call_values(row),
    )  # fmt: skip
