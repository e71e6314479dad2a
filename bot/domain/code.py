"""Codes: short words by which one place shows that it was told something in another."""

import unicodedata
from enum import StrEnum
from typing import Final, NewType

from msgspec import Struct

from bot.domain.identity import AccountId, RoomId, TeamId
from bot.domain.phrase import Instant
from bot.domain.regex import regex

CodeId = NewType("CodeId", int)

_ALPHABET: Final = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""No vowel, so that no code is a word; neither 0 nor 1, which look like letters."""
_GROUP: Final = 4
_BETWEEN: Final = regex(r"[\s\-–—‐‑_.·“”„‘’«»「」\"'`]+")
"""What people, and the programs that they type with, put between and around the letters."""


class CodeKind(StrEnum):
    """Say what a code is for: an account of the same person, a team's room, the house itself."""

    PERSON = "person"
    ROOM = "room"
    OWNER = "owner"


class CodeState(StrEnum):
    """Say how a code stands.

    It is to be typed; then to be confirmed by whoever typed it, then by whoever asked for it; or
    it has come to one of three ends.
    """

    OPEN = "open"
    TYPED = "typed"
    ASKED = "asked"
    TAKEN = "taken"
    REFUSED = "refused"
    VOID = "void"


class Code(Struct, frozen=True, kw_only=True):
    """Hold a code: who asked for it and where, and who typed it and where, once somebody has.

    What it reads is not kept: it is worked out from `nonce` with the key of the house. An open one
    may be typed until `expires_at`, one that was typed may be confirmed until then.
    """

    id: CodeId
    kind: CodeKind
    state: CodeState
    nonce: str
    account: AccountId | None
    team: TeamId | None
    room: RoomId | None
    typed_by: AccountId | None
    typed_in: RoomId | None
    settled_by: AccountId | None
    expires_at: Instant | None

    def stands(self, state: CodeState, now: Instant) -> bool:
        """Say whether it is in a state, and its time is not over."""
        return self.state is state and (self.expires_at is None or now < self.expires_at)


def spelled(digest: bytes, letters: int) -> str:
    """Make a code of bytes that nobody can guess, of which there are far more than letters."""
    number, found = int.from_bytes(digest), []
    for _ in range(letters):
        number, at = divmod(number, len(_ALPHABET))
        found.append(_ALPHABET[at])
    return "".join(found)


def shown(code: str) -> str:
    """Write a code in groups, as people read and type it: BCDF-2345."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def as_typed(text: str) -> str:
    """Read a code as people type it: in small letters or wide ones, with spaces and quotes."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
