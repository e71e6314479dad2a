"""Sign-in codes: six digits in a room that change every half minute, so that none can be passed on.

A time-based one-time password (RFC 6238): HMAC over the number of the half minute, cut to six
digits as RFC 4226 does.
"""

import hashlib
import hmac
import unicodedata
from enum import StrEnum
from typing import Final

from bot.domain.phrase import Instant
from bot.domain.regex import regex

STEP: Final = 30
"""Seconds for which a code is shown. It is taken for as long again, while people type."""
_DIGITS: Final = 6
_REMEMBERED: Final = 40
"""How many codes back one is known to have been right once."""
_BETWEEN: Final = regex(r"[\s\-–·.]+")


class Judged(StrEnum):
    """Say what a typed code is worth."""

    RIGHT = "right"
    OLD = "old"
    WRONG = "wrong"


def code_at(key: bytes, now: Instant) -> str:
    """Return the code that is shown now."""
    return _code(key, _step(now))


def seconds_left(now: Instant) -> int:
    """Count the seconds until another code is shown."""
    return STEP - int(now.timestamp()) % STEP


def judge(key: bytes, typed: str, now: Instant) -> Judged:
    """Compare a typed code with the one that is shown now and the one before."""
    step = _step(now)
    for back in range(_REMEMBERED):
        if hmac.compare_digest(_code(key, step - back), typed):
            return Judged.RIGHT if back <= 1 else Judged.OLD
    return Judged.WRONG


def as_code(text: str) -> str | None:
    """Read six digits as people type them, in wide ones and with gaps; None where it is no code."""
    typed = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    return typed if len(typed) == _DIGITS and typed.isdecimal() and typed.isascii() else None


def _step(now: Instant) -> int:
    return int(now.timestamp()) // STEP


def _code(key: bytes, step: int) -> str:
    digest = hmac.new(key, step.to_bytes(8), hashlib.sha256).digest()
    at = digest[-1] & 0xF
    number = int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}d}"
