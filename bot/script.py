"""Read lines of a chat script: pure."""

import re
from datetime import timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from msgspec import Struct

from bot.domain.identity import Role


class ScriptError(Exception):
    """A line of the script made no sense."""


class Verb(StrEnum):
    """Say what a person does on a line."""

    SAYS = ">"
    SAYS_IN_PRIVATE = ">>"
    TALKS = "~>"
    REPLIES = "^"
    PRESSES = "*"
    ANSWERS = "="
    SENDS = "+"


class Appears(Struct, frozen=True):
    """Let a person appear, with a role in the team."""

    name: str
    role: Role


class Alias(Struct, frozen=True):
    """Let a second account of a person appear."""

    name: str
    of: str


class Passes(Struct, frozen=True):
    """Let time pass."""

    by: timedelta


class Restarts(Struct, frozen=True):
    """Close everything and start again on the same database."""


class Acts(Struct, frozen=True):
    """Let a person do something, in a room other than the main one where it is named."""

    name: str
    verb: Verb
    text: str
    room: str | None = None


Line: TypeAlias = Appears | Alias | Passes | Restarts | Acts

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_APPEARS: Final = re.compile(r"@(\w+)(?:\s+(\w+))?")
_ALIAS: Final = re.compile(r"@(\w+)\s*=\s*(\w+)")
_PASSES: Final = re.compile(r"~\s*(\d{1,6}(?:\.\d{1,6})?)\s*([smhd])")
_ACTS: Final = re.compile(r"(\w+)(?:@([^\s>~^*=+]+))?(>>|~>|[>^*=+])[ \t]?(.*)", re.DOTALL)


def read_line(line: str) -> Line | None:
    """Read one line; None where it is empty or a comment. Raises `ScriptError` with what is wrong.

    The two characters backslash and n in what is said stand for a new line.
    """
    text = line.strip()
    if not is_played(line):
        return None
    if text == "!restart":
        return Restarts()
    if found := _ALIAS.fullmatch(text):
        return Alias(found[1], found[2])
    if found := _APPEARS.fullmatch(text):
        return Appears(found[1], _role(found[2] or "member"))
    if found := _PASSES.fullmatch(text):
        return Passes(timedelta(**{_UNITS[found[2]]: float(found[1])}))
    if found := _ACTS.fullmatch(text):
        return Acts(found[1], Verb(found[3]), found[4].replace("\\n", "\n"), found[2])
    raise ScriptError(
        f"{text[:60]!r} is none of: # @ ~ ! name> name>> name~> name^ name* name= name+"
    )


def is_played(line: str) -> bool:
    """Say whether a line is more than space or a comment."""
    text = line.strip()
    return bool(text) and not text.startswith("#")


def read_values(text: str) -> dict[str, str]:
    """Read "field: value; field: value" of an answer to a form."""
    values = {}
    for part in re.split(r"[;；]", text):
        if not part.strip():
            continue
        name, colon, value = re.sub("：", ":", part, count=1).partition(":")
        if not colon:
            raise ScriptError(f"{part.strip()[:40]!r} is not of the form “field: value”")
        values[name.strip()] = value.strip()
    return values


def _role(word: str) -> Role:
    try:
        return Role[word.upper()]
    except KeyError:
        known = ", ".join(role.name.lower() for role in Role)
        raise ScriptError(f"{word!r} is no role: {known}") from None
