"""Which command is meant: known by its first words, in any language; else the nearest ones."""

import difflib
import re
from dataclasses import dataclass
from typing import Any, Final

from bot.command import Command
from bot.registry import Registry
from bot.when.numerals import fold

_JOINTS: Final = " \t\r\n:,;."
_LISTS: Final = re.compile(r"[?\n/、]|until|by |\d")
_CODE: Final = re.compile(r"([a-z])\s?(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Intent:
    """Hold a command and the words that follow it, as they were typed."""

    command: Command[Any]
    rest: str


@dataclass(frozen=True, slots=True)
class Code:
    """Hold a typed code of a menu: A2."""

    letter: str
    number: int


class Intents:
    """Know by which words all commands are called."""

    def __init__(self, registry: Registry) -> None:
        """Collect the words of all commands, in every language."""
        spelled: dict[str, Command[Any]] = {}
        for command in registry.commands:
            for word in registry.words.all_spellings(command.feature, command.key):
                spelled.setdefault(fold(word), command)
        self._spelled = dict(sorted(spelled.items(), key=lambda item: -len(item[0])))

    def read(self, text: str) -> Intent | None:
        """Return the command that a text calls, or None.

        A slash before it is taken off. A Chinese word may be followed by its subject without a
        space where that subject is plainly one: it asks, lists, or names a time.
        """
        folded = fold(text)
        start = len(folded) - len(folded.lstrip(" \t\r\n/"))
        head = folded[start:]
        for spelling, command in self._spelled.items():
            if not head.startswith(spelling):
                continue
            rest = head[len(spelling) :]
            joined = rest[:1] not in _JOINTS if rest else False
            if joined and (spelling[-1].isascii() or not _LISTS.search(rest)):
                continue
            typed = text[start + len(spelling) :]
            return Intent(command, typed.lstrip(_JOINTS + "：，；。").rstrip())
        return None

    def nearest(self, text: str, most: int = 2) -> list[Command[Any]]:
        """Return the commands that may have been meant, the likeliest first."""
        folded = fold(text).strip(" \t\r\n/")
        first = re.split(r"[\s:,;.?!]", folded, maxsplit=1)[0]
        tries = {first, first[:2], first[:3]} if not first.isascii() else {first}
        found: dict[str, tuple[float, Command[Any]]] = {}
        for spelling, command in self._spelled.items():
            score = max(difflib.SequenceMatcher(None, t, spelling).ratio() for t in tries)
            if (len(spelling) >= 2 and not spelling.isascii() and spelling in folded) or (
                spelling.isascii() and re.search(rf"\b{re.escape(spelling)}\b", folded)
            ):
                score = max(score, 0.8)
            threshold = 0.5 if not spelling.isascii() and len(spelling) == 2 else 0.66
            if score >= threshold and score > found.get(command.name, (0.0, command))[0]:
                found[command.name] = (score, command)
        ranked = sorted(found.values(), key=lambda each: -each[0])
        return [command for _, command in ranked[:most]]


def code(text: str) -> Code | None:
    """Return the menu code that a text is, or None."""
    found = _CODE.fullmatch(fold(text).strip())
    return Code(found[1].upper(), int(found[2])) if found else None
