"""Tokens: an action in the few bytes that a platform lets a button carry.

A token is `version | key id | step hash (4) | varints | MAC (8)` in base64url: two small ids take
22 characters. What cannot be said in varints (a text, a negative number) or does not fit goes into
a row behind a short key, a keyed hash of the action and its place, so that a redraw finds the same
row.

A token is never authority: rights, membership, state and arguments are checked on every run. The
MAC only keeps people from wandering through other people's numbers.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from bot.action import Action, Open

_VERSION = 1
_HEAD = 6
_MAC = 8
_LARGEST = 2**63 - 1
"""The largest id that a database holds."""
_LONGEST = 512
"""No token of ours is longer; what is longer is not worth a hash."""
_REMEMBERED = 1_000
"""Of how many tokens is remembered what they say."""
_ROW_MARK = "~"
_ROW_KEY = re.compile(r"~[A-Za-z0-9_-]{7,16}")
_SHORTEST_ROOM = 8


def step_hash(name: str) -> bytes:
    """Return the four bytes that stand for a step's name in a token."""
    return hashlib.sha256(name.encode()).digest()[:4]


class Stored(Struct, frozen=True):
    """Stand for an action that lies in a row: the key of that row."""

    key: str


class Seal:
    """Seal actions into tokens and read them back, under one key or two while they rotate."""

    def __init__(self, keys: Sequence[bytes], steps: Mapping[bytes, str]) -> None:
        """Take the keys, newest first, and the names of all steps by their hash."""
        if not keys:
            raise ValueError("at least one key is needed")
        self._keys = tuple(keys)
        self._ids = {key: _key_id(key) for key in keys}
        self._steps = steps
        # A poll's few tokens come from hundreds of people.
        self._unsealed = lru_cache(_REMEMBERED)(self._unseal)

    def token(self, action: Action | Open[object], room: int) -> str | None:
        """Seal an action, or return None where it must lie in a row (see `row_key`).

        `room` is how many bytes a token may take.
        """
        numbers = [arg for arg in action.args if type(arg) is int and 0 <= arg <= _LARGEST]
        if len(numbers) < len(action.args):
            return None
        newest = self._keys[0]
        body = bytes((_VERSION, self._ids[newest])) + step_hash(action.step) + _varints(numbers)
        token = _encode(body + _mac(newest, body))
        return token if len(token) <= min(room, _LONGEST) else None

    def row_key(self, action: Action | Open[object], place: int, room: int) -> str:
        """Return the key of the row for an action: the same for the same action and place.

        `room` is how many bytes it may take, at least 8. After a rotation the keys are new ones.
        """
        if room < _SHORTEST_ROOM:
            raise ValueError(f"a row's key needs {_SHORTEST_ROOM} bytes, not {room}")
        plain = json.dumps([action.step, action.args, place])
        digest = hmac.digest(self._keys[0], b"row" + plain.encode(), "sha256")
        return _ROW_MARK + _encode(digest)[: min(room - 1, 16)]

    def mark(self, message: str) -> str:
        """Return what a message is known by on a platform: it tells nothing about it."""
        return hmac.digest(self._keys[0], b"mark" + message.encode(), "sha256")[:12].hex()

    def read(self, token: str) -> Action | Stored | None:
        """Read a token from outside; None where it is not ours. Never raises, whatever comes."""
        return self._unsealed(token) if len(token) <= _LONGEST else None

    def _unseal(self, token: str) -> Action | Stored | None:
        if _ROW_KEY.fullmatch(token):
            return Stored(token)
        raw = _decode(token)
        if raw is None or len(raw) < _HEAD + _MAC or raw[0] != _VERSION:
            return None
        body, mac = raw[:-_MAC], raw[-_MAC:]
        if not any(self._sealed(key, body, mac) for key in self._keys):
            return None
        name = self._steps.get(body[2:_HEAD])
        args = _numbers(body[_HEAD:])
        return None if name is None or args is None else Action(name, args)

    def _sealed(self, key: bytes, body: bytes, mac: bytes) -> bool:
        # Two keys may have one id: it only spares a hash.
        return body[1] == self._ids[key] and hmac.compare_digest(_mac(key, body), mac)


def _key_id(key: bytes) -> int:
    return hashlib.sha256(b"id" + key).digest()[0]


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, b"token" + body, "sha256")[:_MAC]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(token: str) -> bytes | None:
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    # Only the one canonical spelling counts, or a token could be written in several ways.
    return raw if _encode(raw) == token else None


def _varints(numbers: Iterable[int]) -> bytes:
    out = bytearray()
    for number in numbers:
        rest = number
        while rest > 0x7F:
            out.append(rest & 0x7F | 0x80)
            rest >>= 7
        out.append(rest)
    return bytes(out)


def _numbers(raw: bytes) -> tuple[int, ...] | None:
    numbers: list[int] = []
    number = shift = 0
    for byte in raw:
        number |= (byte & 0x7F) << shift
        shift += 7
        if number > _LARGEST:
            return None
        if not byte & 0x80:
            numbers.append(number)
            number = shift = 0
    # Here too only the one canonical spelling counts: no padding, nothing left open.
    return tuple(numbers) if _varints(numbers) == raw else None
