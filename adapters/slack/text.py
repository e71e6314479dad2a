"""Slack's own writing: what is escaped, and what stands between angle brackets. Pure."""

import re
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from bot.cut import clipped, units
from bot.domain.regex import regex
from bot.event import Mention
from bot.words import without_isolates

_MARK: Final = regex(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_ENTITY: Final = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITIES: Final = regex("|".join(_ENTITY))
_SPACES: Final = regex(r"[ \t]{2,}")


class Typed(Struct, frozen=True):
    """Hold what somebody typed, as people read it; `to` says whether it named the app itself."""

    text: str
    mentions: tuple[Mention, ...]
    to: bool


def escape(text: str) -> str:
    """Return a text in which nothing mentions and nothing links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Return what was typed; once, for what was typed may itself look escaped."""
    return _ENTITIES.sub(lambda found: _ENTITY[found[0]], text)


def mentioned(text: str) -> list[str]:
    """Return the accounts that a text names without saying how they are called."""
    return [who for sign, who, name in _MARK.findall(text) if sign == "@" and who and not name]


def typed(text: str, bot: str, name_of: Callable[[str], str]) -> Typed:
    """Read what somebody typed: marks become what people read, and the app's own name goes."""
    mentions: list[Mention] = []
    to = False

    def said(mark: re.Match[str]) -> str:
        nonlocal to
        sign, what, label = mark[1], mark[2], mark[3]
        match sign:
            case "@" if what == bot:
                to = True
                return " "
            case "@":
                name = unescape(label or "") or name_of(what)
                mentions.append(Mention(what, name))
                return escape(f"@{name}")
            case "#":
                return f"#{label or what}"
            case "!":
                return label or f"@{what.partition('^')[0]}"
            case _:
                return what.removeprefix("mailto:")

    text = _SPACES.sub(" ", _MARK.sub(said, text)).strip()
    return Typed(unescape(text), tuple(mentions), to)


def plain(text: str, most: int) -> str:
    """Return a text for a place of its own, never longer than `most` and never empty.

    Length is counted as Slack's own programs do, in UTF-16 units.
    """
    return clipped(without_isolates(text).strip() or "…", most, units)
