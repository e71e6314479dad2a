"""What a conversation leaves behind: tokens, menus, drafts, questions, undo."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct

from bot.action import Action, Open
from bot.domain.identity import AccountId, PersonId, RoomId, TeamId
from bot.domain.phrase import Instant
from bot.form import Raw
from bot.ports.places import Place
from bot.ports.store import Connection


class DraftRow(Struct, frozen=True):
    """Hold something not yet posted: its values, what is wrong with them, where it would stand.

    `thread` is that of `origin` in which it was made.
    """

    id: int
    team: TeamId
    author: PersonId
    origin: RoomId
    edit: str
    post: str
    values: Mapping[str, Raw]
    problems: Sequence[Mapping[str, Any]]
    notices: Sequence[Any]
    rooms: Sequence[RoomId]
    expires_at: Instant
    taken: bool
    thread: str | None = None


class DialogueRow(Struct, frozen=True):
    """Hold a form that is asked question by question; `origin` is where it was wished for."""

    id: int
    account: AccountId
    room: RoomId
    action: Open[Any]
    values: Mapping[str, str]
    asking: str | None
    to_ask: Sequence[str]
    error: Any
    origin: Place | None = None


class UndoRow(Struct, frozen=True):
    """Hold the inverse of something just done; None of what cannot be taken back."""

    id: int
    action: Action | None
    person: PersonId
    team: TeamId | None


class Talk(Protocol):
    """Remember what a conversation is about: tokens, menus, drafts, questions, undo offers."""

    def __init__(self, connection: Connection) -> None: ...

    def put_tokens(self, rows: Mapping[str, Action | Open[Any]], now: Instant) -> None:
        """Keep actions behind keys; one that is there already counts as drawn again."""
        ...

    def token(self, key: str) -> Action | None:
        """Return the action behind a key."""
        ...

    def put_menu(self, room: RoomId, letter: str, first: int, refs: Sequence[str],
                 entries: Sequence[Action | Open[Any]], now: Instant) -> None:  # fmt: skip
        """Remember the coded menu of a message; a redraw takes the place of what was there."""
        ...

    def menu_entry(self, room: RoomId, letter: str, number: int,
                   reply_to: str | None) -> Action | None:  # fmt: skip
        """Return what a code means here: by the message replied to, else by its newest menu."""
        ...

    def put_draft(self, draft: DraftRow) -> int:
        """Keep a draft and return its id."""
        ...

    def draft(self, draft: int) -> DraftRow | None:
        """Return a draft."""
        ...

    def change_draft(self, draft: int, values: Mapping[str, Raw],
                     problems: Sequence[Mapping[str, Any]], notices: Sequence[Any],
                     expires_at: Instant) -> None:  # fmt: skip
        """Give a draft other values."""
        ...

    def take_draft(self, draft: int) -> bool:
        """Take a draft away, once; False where it was taken before."""
        ...

    def put_dialogue(self, dialogue: DialogueRow, expires_at: Instant) -> int:
        """Open a dialogue, in place of the one that was open with this account in this room."""
        ...

    def dialogue(self, account: AccountId, room: RoomId, now: Instant) -> DialogueRow | None:
        """Return the open dialogue with an account in a room."""
        ...

    def dialogue_by_id(self, dialogue: int) -> DialogueRow | None:
        """Return a dialogue."""
        ...

    def change_dialogue(self, dialogue: DialogueRow) -> None:
        """Record what was answered and what is asked next."""
        ...

    def close_dialogue(self, dialogue: int) -> None:
        """End a dialogue."""
        ...

    def put_undo(self, action: Action, person: PersonId, team: TeamId | None,
                 expires_at: Instant) -> int:  # fmt: skip
        """Offer the inverse of what was just done."""
        ...

    def end_undo(self, person: PersonId, expires_at: Instant) -> None:
        """Let what was done before be taken back by its own button alone."""
        ...

    def take_undo(self, undo: int | None, person: PersonId, now: Instant) -> "UndoRow | None":
        """Take an offer, or the person's newest, once, while it stands."""
        ...
