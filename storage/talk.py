"""What a conversation is about: tokens, menus, drafts, dialogues, what can be undone."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from bot.action import Action, Open
from bot.domain.identity import AccountId, PersonId, RoomId, TeamId
from bot.domain.phrase import Instant
from bot.ports import DialogueRow, DraftRow, Place, UndoRow
from storage.columns import flag, instant, number, person_reference, reference, text
from storage.identity import scope
from storage.repeating import statement
from storage.schema import Retention, UtcTime, identity, json_column, metadata, upsert
from storage.spent import OVER_A_YEAR, WEEK, spent

token = Table(
    "token", metadata,
    Column("key", Text, primary_key=True, info={"retention": Retention.NONE}),
    text("step"), json_column("args", kept=Retention.RECORD), instant("at"),
)  # fmt: skip
menu = Table(
    "menu", metadata,
    identity(), reference("room", "room.id"), text("letter"), number("first"),
    json_column("refs", kept=Retention.NONE), json_column("entries", kept=Retention.RECORD),
    instant("at"),
    Index("ix_menu_room_letter", "room", "letter"),
    sqlite_autoincrement=True,
)  # fmt: skip
draft = Table(
    "draft", metadata,
    identity(), reference("team", "team.id"), person_reference("author"),
    reference("origin", "room.id", nullable=True), text("edit"), text("post"),
    json_column("content", kept=Retention.TRANSIENT),
    json_column("problems", kept=Retention.TRANSIENT),
    json_column("notices", kept=Retention.TRANSIENT),
    json_column("rooms", kept=Retention.NONE), instant("expires_at"), flag("taken"),
    text("thread", nullable=True),
    sqlite_autoincrement=True,
)  # fmt: skip
dialogue = Table(
    "dialogue", metadata,
    identity(), reference("account", "account.id"), reference("room", "room.id"),
    text("step"), json_column("args", kept=Retention.TRANSIENT),
    json_column("content", kept=Retention.TRANSIENT), text("asking", nullable=True),
    json_column("to_ask", kept=Retention.NONE),
    json_column("error", kept=Retention.TRANSIENT, nullable=True), instant("expires_at"),
    reference("origin", "room.id", nullable=True), text("thread", nullable=True),
    Index("ix_dialogue_account_room", "account", "room"),
    sqlite_autoincrement=True,
)  # fmt: skip
undo = Table(
    "undo", metadata,
    identity(), person_reference(), reference("team", "team.id", nullable=True), text("step"),
    json_column("args", kept=Retention.TRANSIENT), instant("expires_at"),
    Index("ix_undo_person", "person"),
    sqlite_autoincrement=True,
)  # fmt: skip

# Nobody knows where a token stands, and a card may stand for as long as its room.
spent(token, token.c.at, OVER_A_YEAR)
spent(menu, menu.c.at, OVER_A_YEAR)
spent(draft, draft.c.expires_at, WEEK)
spent(dialogue, dialogue.c.expires_at, WEEK)
spent(undo, undo.c.expires_at, WEEK)

_NOTHING = ""
"""The step of an offer that only says that the last thing done cannot be taken back."""
_FRESH = timedelta(days=30)
"""How old a token's row is before drawing it again is noted: not with every redraw."""

DRAFT_TEAM = scope(draft)
"""How the id of a draft leads to its team."""

_TOKEN = statement(
    lambda: select(token.c.step, token.c.args).where(token.c.key == bindparam("key"))
)
_NEW_TOKEN = statement(lambda: upsert(token).values(
    key=bindparam("key"), step=bindparam("step"),
    args=bindparam("args", type_=token.c.args.type), at=bindparam("at", type_=UtcTime),
))  # fmt: skip
_PUT_TOKEN = statement(
    lambda: _NEW_TOKEN.on_conflict_do_update(
        index_elements=["key"],
        set_={"at": _NEW_TOKEN.excluded.at},
        where=token.c.at < bindparam("stale", type_=UtcTime),
    )
)
_DRAFT = statement(lambda: select(draft).where(draft.c.id == bindparam("draft")))
_TAKE = statement(
    lambda: (
        update(draft)
        .where(draft.c.id == bindparam("draft_"), draft.c.taken.is_(False))
        .values(taken=True)
    )
)
_DIALOGUE = statement(
    lambda: (
        select(dialogue)
        .where(
            dialogue.c.account == bindparam("account"),
            dialogue.c.room == bindparam("room"),
            dialogue.c.expires_at > bindparam("now", type_=UtcTime),
        )
        .order_by(dialogue.c.id.desc())
        .limit(1)
    )
)
_MENU = statement(
    lambda: (
        select(menu)
        .where(menu.c.room == bindparam("room"), menu.c.letter == bindparam("letter"))
        .order_by(menu.c.id.desc())
    )
)
_DROP_MENU = statement(
    lambda: delete(menu).where(
        menu.c.room == bindparam("room_"),
        menu.c.letter == bindparam("letter_"),
        menu.c.first == bindparam("first_"),
        menu.c.refs == bindparam("refs_", type_=menu.c.refs.type),
    )
)
_PUT_MENU = statement(lambda: insert(menu))


class Talk:
    """Remember what a conversation is about; see `bot.ports.Talk`."""

    MERGES = frozenset({draft.c.author, undo.c.person})

    def __init__(self, connection: Connection) -> None:
        """Work on a connection inside a transaction."""
        self._connection = connection

    def put_tokens(self, rows: Mapping[str, Action | Open[Any]], now: Instant) -> None:
        """Keep actions behind keys; one that is there already counts as drawn again."""
        self._connection.execute(
            _PUT_TOKEN,
            [
                {
                    "key": key, "step": action.step, "args": list(action.args), "at": now,
                    "stale": now - _FRESH,
                }
                for key, action in rows.items()
            ],
        )  # fmt: skip

    def token(self, key: str) -> Action | None:
        """Return the action behind a key."""
        row = self._connection.execute(_TOKEN, {"key": key}).one_or_none()
        return None if row is None else Action(row.step, tuple(row.args))

    def put_menu(
        self, room: RoomId, letter: str, first: int, refs: Sequence[str],
        entries: Sequence[Action | Open[Any]], now: Instant,
    ) -> None:  # fmt: skip
        """Remember the coded menu of a message; a redraw takes the place of what was there."""
        same = {"room_": room, "letter_": letter, "first_": first, "refs_": list(refs)}
        self._connection.execute(_DROP_MENU, same)
        self._connection.execute(
            _PUT_MENU,
            {
                "room": room, "letter": letter, "first": first, "refs": list(refs), "at": now,
                "entries": [[each.step, list(each.args)] for each in entries],
            },
        )  # fmt: skip

    def menu_entry(
        self, room: RoomId, letter: str, number: int, reply_to: str | None
    ) -> Action | None:
        """Return what a code means here: by the message replied to, else by its newest menu."""
        rows = self._connection.execute(_MENU, {"room": room, "letter": letter}).all()
        replied = [row for row in rows if reply_to is not None and reply_to in row.refs]
        for row in replied or rows:
            index = number - row.first
            if 0 <= index < len(row.entries):
                step, args = row.entries[index]
                return Action(step, tuple(args))
        return None

    def put_draft(self, row: DraftRow) -> int:
        """Keep a draft and return its id."""
        made: int = self._connection.execute(
            insert(draft)
            .values(
                team=row.team, author=row.author, origin=row.origin or None, edit=row.edit,
                post=row.post, content=dict(row.values), problems=list(row.problems),
                notices=list(row.notices), rooms=list(row.rooms), expires_at=row.expires_at,
                thread=row.thread,
            )
            .returning(draft.c.id)
        ).scalar_one()  # fmt: skip
        return made

    def draft(self, draft_id: int) -> DraftRow | None:
        """Return a draft."""
        row = self._connection.execute(_DRAFT, {"draft": draft_id}).one_or_none()
        if row is None:
            return None
        return DraftRow(
            row.id, row.team, row.author, RoomId(row.origin or 0), row.edit, row.post,
            row.content, row.problems, row.notices, row.rooms, row.expires_at, row.taken,
            row.thread,
        )  # fmt: skip

    def change_draft(
        self, draft_id: int, values: Mapping[str, Any], problems: Sequence[Mapping[str, Any]],
        notices: Sequence[Any], expires_at: Instant,
    ) -> None:  # fmt: skip
        """Give a draft other values."""
        self._connection.execute(
            update(draft)
            .where(draft.c.id == draft_id)
            .values(
                content=dict(values), problems=list(problems), notices=list(notices),
                expires_at=expires_at,
            )
        )  # fmt: skip

    def take_draft(self, draft_id: int) -> bool:
        """Take a draft away, once; False where it was taken before."""
        return self._connection.execute(_TAKE, {"draft_": draft_id}).rowcount == 1

    def put_dialogue(self, row: DialogueRow, expires_at: Instant) -> int:
        """Open a dialogue, in place of the one that was open with this account in this room."""
        self._connection.execute(
            delete(dialogue).where(dialogue.c.account == row.account, dialogue.c.room == row.room)
        )
        made: int = self._connection.execute(
            insert(dialogue)
            .values(
                account=row.account, room=row.room, step=row.action.step,
                args=list(row.action.args), expires_at=expires_at,
                origin=None if row.origin is None else row.origin.room,
                thread=None if row.origin is None else row.origin.thread,
                **_dialogue_values(row),
            )
            .returning(dialogue.c.id)
        ).scalar_one()  # fmt: skip
        return made

    def dialogue(self, account: AccountId, room: RoomId, now: Instant) -> DialogueRow | None:
        """Return the open dialogue with an account in a room."""
        values = {"account": account, "room": room, "now": now}
        row = self._connection.execute(_DIALOGUE, values).one_or_none()
        return None if row is None else _dialogue(row)

    def dialogue_by_id(self, dialogue_id: int) -> DialogueRow | None:
        """Return a dialogue."""
        row = self._connection.execute(
            select(dialogue).where(dialogue.c.id == dialogue_id)
        ).one_or_none()
        return None if row is None else _dialogue(row)

    def change_dialogue(self, row: DialogueRow) -> None:
        """Record what was answered and what is asked next."""
        changed = update(dialogue).where(dialogue.c.id == row.id)
        self._connection.execute(changed.values(**_dialogue_values(row)))

    def close_dialogue(self, dialogue_id: int) -> None:
        """End a dialogue."""
        self._connection.execute(delete(dialogue).where(dialogue.c.id == dialogue_id))

    def put_undo(
        self, action: Action, person: PersonId, team: TeamId | None, expires_at: Instant
    ) -> int:
        """Offer the inverse of what was just done."""
        made: int = self._connection.execute(
            insert(undo)
            .values(
                person=person, team=team, step=action.step, args=list(action.args),
                expires_at=expires_at,
            )
            .returning(undo.c.id)
        ).scalar_one()  # fmt: skip
        return made

    def end_undo(self, person: PersonId, expires_at: Instant) -> None:
        """Let what was done before be taken back by its own button alone."""
        values = {"person": person, "step": _NOTHING, "args": [], "expires_at": expires_at}
        self._connection.execute(insert(undo).values(**values))

    def take_undo(self, undo_id: int | None, person: PersonId, now: Instant) -> UndoRow | None:
        """Take an offer, or the person's newest, once, while it stands."""
        offers = select(undo).where(undo.c.person == person, undo.c.expires_at > now)
        if undo_id is not None:
            offers = offers.where(undo.c.id == undo_id)
        row = self._connection.execute(
            offers.order_by(undo.c.id.desc()).limit(1).with_for_update()
        ).one_or_none()
        if row is None:
            return None
        if row.step == _NOTHING:
            return UndoRow(row.id, None, row.person, row.team)
        self._connection.execute(delete(undo).where(undo.c.id == row.id))
        return UndoRow(row.id, Action(row.step, tuple(row.args)), row.person, row.team)

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """Bring one person's drafts and undo offers over to another."""
        run = self._connection.execute
        run(update(draft).where(draft.c.author == drop).values(author=keep))
        run(update(undo).where(undo.c.person == drop).values(person=keep))


def _dialogue_values(row: DialogueRow) -> dict[str, Any]:
    return {
        "content": dict(row.values), "asking": row.asking, "to_ask": list(row.to_ask),
        "error": row.error,
    }  # fmt: skip


def _dialogue(row: Any) -> DialogueRow:
    action: Open[Any] = Open(row.step, tuple(row.args))
    origin = None if row.origin is None else Place(row.origin, row.thread)
    return DialogueRow(
        row.id, row.account, row.room, action, row.content, row.asking, row.to_ask, row.error,
        origin,
    )  # fmt: skip
