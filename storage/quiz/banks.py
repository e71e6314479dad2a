"""Banks of questions, as teams keep them."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, delete, func, insert, select, update

from bot.domain.identity import PersonId, TeamId
from bot.domain.live import BankId
from bot.domain.phrase import Instant
from bot.domain.quiz import Question
from storage.quiz.packing import packed, unpacked
from storage.quiz.tables import bank_question, bank_table
from storage.repeating import statement
from storage.schema import Json, upsert


class Kept(StrEnum):
    """Say how a bank is kept."""

    READING = "reading"
    ASKING = "asking"
    """It has questions that are wrong, and somebody is asked whether to skip them."""
    READY = "ready"
    REFUSED = "refused"
    DROPPED = "dropped"


class Held(Struct, frozen=True):
    """Hold a bank without its questions; `report` is what its import said of it."""

    id: BankId
    team: TeamId
    author: PersonId | None
    shipped: str | None
    titles: Mapping[str, str]
    state: Kept
    count: int
    report: Any


_COUNT = (
    select(func.count())
    .where(bank_question.c.bank == bank_table.c.id)
    .correlate(bank_table)
    .scalar_subquery()
)
_HELD = statement(lambda: select(bank_table, _COUNT.label("count")))


class Banks:
    """Keep banks."""

    MERGES = frozenset({bank_table.c.author})

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def begin(
        self, team: TeamId, author: PersonId, titles: Mapping[str, str], now: Instant
    ) -> BankId:
        """Record that a file was sent that may be a bank."""
        made: int = self._connection.execute(
            insert(bank_table)
            .values(
                team=team, author=author, titles=dict(titles), state=Kept.READING.value, made_at=now
            )
            .returning(bank_table.c.id)
        ).scalar_one()
        return BankId(made)

    def ship(self, team: TeamId, shipped: str, titles: Mapping[str, str], now: Instant) -> BankId:
        """Return a team's own copy of a bank that Muster brings along; at first it is empty."""
        self._connection.execute(
            upsert(bank_table)
            .values(
                team=team, shipped=shipped, titles=dict(titles), state=Kept.READING.value,
                made_at=now,
            )
            .on_conflict_do_nothing(index_elements=["team", "shipped"])
        )  # fmt: skip
        mine = (bank_table.c.team == team, bank_table.c.shipped == shipped)
        return BankId(self._connection.execute(select(bank_table.c.id).where(*mine)).scalar_one())

    def fill(
        self, bank: BankId, questions: Sequence[Question], state: Kept, *,
        titles: Mapping[str, str] | None = None, report: Json | None = None,
    ) -> bool:  # fmt: skip
        """Give a bank that is being read its questions, once; False where it had been read."""
        values: dict[str, Any] = {"state": state.value, "report": report}
        if titles:
            values["titles"] = dict(titles)
        if not self._move(bank, Kept.READING, **values):
            return False
        if questions:
            self._connection.execute(
                insert(bank_question),
                [
                    {"bank": bank, "position": position, "content": packed(each)}
                    for position, each in enumerate(questions, start=1)
                ],
            )
        return True

    def settle(self, bank: BankId, state: Kept) -> bool:
        """Take the good questions of a bank that asks, or none of them; False where it does not."""
        if not self._move(bank, Kept.ASKING, state=state.value):
            return False
        if state is Kept.DROPPED:
            self._connection.execute(delete(bank_question).where(bank_question.c.bank == bank))
        return True

    def drop(self, bank: BankId) -> bool:
        """Put a bank away; the contests that asked it have questions of their own."""
        return self._move(bank, Kept.READY, state=Kept.DROPPED.value)

    def restore(self, bank: BankId) -> bool:
        """Take a bank out again that was put away."""
        return self._move(bank, Kept.DROPPED, state=Kept.READY.value)

    def _move(self, bank: BankId, before: Kept, **values: Any) -> bool:
        mine = (bank_table.c.id == bank, bank_table.c.state == before.value)
        return self._connection.execute(update(bank_table).where(*mine).values(values)).rowcount > 0

    def find(self, bank: BankId) -> Held | None:
        """Return a bank."""
        row = self._connection.execute(_HELD.where(bank_table.c.id == bank)).one_or_none()
        return None if row is None else _held(row)

    def of(self, team: TeamId) -> Sequence[Held]:
        """List the banks that a team can ask, the newest first."""
        mine = (bank_table.c.team == team, bank_table.c.state == Kept.READY.value)
        newest = _HELD.where(*mine).order_by(bank_table.c.id.desc())
        return [_held(row) for row in self._connection.execute(newest)]

    def questions(self, bank: BankId) -> Sequence[Question]:
        """Return the questions of a bank, in their order."""
        rows = self._connection.scalars(
            select(bank_question.c.content)
            .where(bank_question.c.bank == bank)
            .order_by(bank_question.c.position)
        )
        return [unpacked(content) for content in rows]

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Make one person's banks another's."""
        theirs = bank_table.c.author == drop
        self._connection.execute(update(bank_table).where(theirs).values(author=keep))


def _held(row: Any) -> Held:
    return Held(
        BankId(row.id), TeamId(row.team), row.author, row.shipped, row.titles, Kept(row.state),
        row.count, row.report,
    )  # fmt: skip
