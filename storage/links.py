"""Codes that were given out, who typed them, and how often somebody typed a wrong one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Index,
    Table,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.domain.code import Code, CodeId, CodeKind, CodeState
from bot.domain.identity import AccountId, RoomId, TeamId
from bot.domain.phrase import Instant
from storage.columns import instant, number, reference, text
from storage.identity import scope
from storage.repeating import statement
from storage.schema import Retention, UtcTime, identity, metadata
from storage.spent import WEEK, spent

link_code = Table(
    "link_code", metadata,
    identity(), text("hash", kept=Retention.TRANSIENT), text("nonce", kept=Retention.TRANSIENT),
    text("kind"), text("state", default=CodeState.OPEN),
    reference("account", "account.id", nullable=True), reference("team", "team.id", nullable=True),
    reference("room", "room.id", nullable=True),
    reference("typed_by", "account.id", nullable=True),
    reference("typed_in", "room.id", nullable=True),
    reference("settled_by", "account.id", nullable=True),
    instant("expires_at", nullable=True), number("tries", default=0),
    Index("uq_link_code_hash", "hash", unique=True), Index("ix_link_code_account", "account"),
    sqlite_autoincrement=True,
)  # fmt: skip
code_try = Table(
    "code_try", metadata,
    identity(), reference("account", "account.id"), instant("at"),
    Index("ix_code_try_account", "account", "at"),
    sqlite_autoincrement=True,
)  # fmt: skip

spent(link_code, link_code.c.expires_at, WEEK)
spent(code_try, code_try.c.at, WEEK)

CODE_TEAM: Final = scope(link_code)
"""How the id of a code leads to the team whose room it lets in."""

TRIES: Final = 5
"""How many wrong codes one account may type, and how often one code may be typed in vain."""
WAIT: Final = timedelta(minutes=10)
"""How long whoever typed so many waits, counted from the last of them."""

_BY_HASH = statement(lambda: select(link_code).where(link_code.c.hash == bindparam("hash")))
_BY_ID = statement(lambda: select(link_code).where(link_code.c.id == bindparam("code")))
_TRIED = statement(
    lambda: (
        select(code_try.c.at)
        .where(
            code_try.c.account == bindparam("account"),
            code_try.c.at > bindparam("since", type_=UtcTime),
        )
        .order_by(code_try.c.at.desc())
    )
)


class Links:
    """Keep codes by a hash of what they read."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    # Giving out

    def standing(
        self, kind: CodeKind, account: AccountId, room: RoomId, team: TeamId | None, until: Instant
    ) -> CodeId | None:
        """Return the code that an account was given in a room, if it can be typed until a time."""
        found: int | None = self._connection.scalar(
            select(func.max(link_code.c.id)).where(
                link_code.c.kind == kind.value,
                link_code.c.state == CodeState.OPEN.value,
                link_code.c.account == account,
                link_code.c.room == room,
                link_code.c.team.is_(None) if team is None else link_code.c.team == team,
                link_code.c.expires_at >= until,
            )
        )
        return None if found is None else CodeId(found)

    def put(
        self, kind: CodeKind, hashed: str, nonce: str, expires_at: Instant | None, *,
        account: AccountId | None = None, room: RoomId | None = None, team: TeamId | None = None,
    ) -> CodeId:  # fmt: skip
        """Give out a code; the one of its kind that its asker was given before is void."""
        before = (
            link_code.c.kind == kind.value,
            link_code.c.state == CodeState.OPEN.value,
            link_code.c.account.is_(None) if account is None else link_code.c.account == account,
        )
        if expires_at is None:  # then housekeeping would never take the one before away
            self._connection.execute(delete(link_code).where(*before))
        else:
            void = update(link_code).where(*before).values(state=CodeState.VOID.value)
            self._connection.execute(void)
        made: int = self._connection.execute(
            insert(link_code)
            .values(
                kind=kind.value, hash=hashed, nonce=nonce, account=account, room=room, team=team,
                expires_at=expires_at,
            )
            .returning(link_code.c.id)
        ).scalar_one()  # fmt: skip
        return CodeId(made)

    # Typing

    def find(self, hashed: str) -> Code | None:
        """Return the code that reads so."""
        row = self._connection.execute(_BY_HASH, {"hash": hashed}).one_or_none()
        return None if row is None else _code(row)

    def code(self, code: CodeId) -> Code | None:
        """Return a code by its id."""
        row = self._connection.execute(_BY_ID, {"code": code}).one_or_none()
        return None if row is None else _code(row)

    def type(
        self, code: CodeId, by: AccountId, room: RoomId, now: Instant, until: Instant, *,
        state: CodeState = CodeState.ASKED,
    ) -> bool:  # fmt: skip
        """Record who typed a code and where, once; False where it cannot be typed any more.

        It can be confirmed `until` a time.
        """
        return self._move(
            code, CodeState.OPEN, now, state=state.value, typed_by=by, typed_in=room,
            expires_at=until,
        )  # fmt: skip

    def settle(
        self, code: CodeId, by: AccountId | None, state: CodeState, now: Instant, *,
        before: CodeState = CodeState.ASKED,
    ) -> bool:  # fmt: skip
        """Record what was decided about a code that was typed, once; False where it is over."""
        return self._move(code, before, now, state=state.value, settled_by=by)

    def _move(self, code: CodeId, before: CodeState, now: Instant, **values: object) -> bool:
        in_time = or_(link_code.c.expires_at.is_(None), link_code.c.expires_at > now)
        changed = self._connection.execute(
            update(link_code)
            .where(link_code.c.id == code, link_code.c.state == before.value, in_time)
            .values(**values)
        )
        return changed.rowcount == 1

    def spend(self, code: CodeId, now: Instant) -> None:
        """Let nobody type a code any more."""
        self._connection.execute(
            update(link_code)
            .where(link_code.c.id == code, link_code.c.state == CodeState.OPEN.value)
            .values(state=CodeState.VOID.value, expires_at=now)
        )

    def miss(self, code: CodeId) -> None:
        """Count that a code was typed where it is of no use; too often, and it is void."""
        tries = link_code.c.tries + 1
        void = case((tries >= TRIES, CodeState.VOID.value), else_=link_code.c.state)
        self._connection.execute(
            update(link_code)
            .where(link_code.c.id == code, link_code.c.state == CodeState.OPEN.value)
            .values(tries=tries, state=void)
        )

    # Guessing

    def wrong(self, account: AccountId, now: Instant) -> None:
        """Count that an account typed what is no code."""
        self._connection.execute(insert(code_try).values(account=account, at=now))

    def waits_until(self, account: AccountId, now: Instant) -> Instant | None:
        """Return until when an account waits that typed too many wrong codes; None: it may type."""
        values = {"account": account, "since": now - WAIT}
        tried: Sequence[Instant] = self._connection.scalars(_TRIED, values).all()
        return tried[0] + WAIT if len(tried) >= TRIES else None


def _code(row: Any) -> Code:
    return Code(
        id=CodeId(row.id), kind=CodeKind(row.kind), state=CodeState(row.state), nonce=row.nonce,
        account=row.account, team=row.team, room=row.room, typed_by=row.typed_by,
        typed_in=row.typed_in, settled_by=row.settled_by, expires_at=row.expires_at,
    )  # fmt: skip
