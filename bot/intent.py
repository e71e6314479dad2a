"""Which command is meant: known by its first words, in any language; else the nearest ones."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.command import Command
from bot.domain.regex import regex
from bot.form import Anywhere, Word
from bot.shifts import COUNT
from bot.split import listed, split
from bot.told import Wording, called_for, leading
from bot.when import AskHour, Day, Length, Purpose, Repeating, Setting, find
from bot.when.numerals import fold

if TYPE_CHECKING:
    from bot.registry import Registry

_JOINTS: Final = " \t\r\n:,;."
_TRIMMED: Final = _JOINTS + "：，；。"
_CODE: Final = regex(r"([a-z])\s?(\d{1,2})")
_PERHAPS: Final = 0.66
"""How likely a command is meant whose word stands within a sentence, which may be about it."""
_LIKELY: Final = 0.8
"""How near a command is whose word stands somewhere in the text."""
_ONE_SLIP: Final = 0.75
"""How alike a word of four letters and one with two of them changed are: help, hlep."""
_A_SLIP: Final = 6
"""In how many letters of a longer word one more is left out."""
_BRIEF: Final = 4
"""How long the first word is of somebody who calls a Chinese command and misspells it."""
_LOOKED_AT: Final = 240
_ASKS: Final = regex("谁|哪些人|多少人|几个人|^who")
"""What asks: behind such words of a command, or in front of them, stands what they ask about."""
_MARKS: Final = " \t\r\n.!?~。…呀啊呢"
"""What may stand behind a command's word and says nothing."""
_SHORT: Final = 60
"""No courtesy is longer."""
_ANY_DAY: Final = Setting(datetime(2001, 1, 1, tzinfo=UTC), ZoneInfo("UTC"), "zh", Purpose.MEETING)
"""What times are read against where it only matters whether there is one."""
COURTESIES: Final = ("greeting", "thanks")
"""What people say to be kind; each is a key of the core's catalogue, with its words."""
_FARTHER: Final = 0.2
"""How much farther off than the nearest a command may be and still have been meant."""


class Intent(Struct, frozen=True):
    """Hold a command and the words that follow it, as they were typed."""

    command: Command[Any]
    rest: str


class Code(Struct, frozen=True):
    """Hold a typed code of a menu: A2."""

    letter: str
    number: int


class _Head(Struct, frozen=True):
    """Hold how a command may begin; `also` is a word of its form said in front: secret poll."""

    spelling: str
    command: Command[Any]
    also: str = ""


class Intents:
    """Know by which words all commands are called."""

    def __init__(self, registry: "Registry") -> None:
        """Collect the words of all commands, in every language."""
        spelled: dict[str, Command[Any]] = {}
        for command in registry.commands:
            for word in registry.words.all_spellings(command.feature, command.key):
                spelled.setdefault(_folded(word), command)
        self._spelled = spelled
        heads = [_Head(spelling, command) for spelling, command in spelled.items()]
        for command in registry.commands:
            if words := list(_words_of(registry, command)):
                nouns = _nouns([each for each, called in spelled.items() if called is command])
                heads += [
                    _Head(qualified, command, also)
                    for also in words
                    for qualified in _qualified(also, nouns)
                ]
        self._heads = sorted(heads, key=lambda head: -len(head.spelling))
        self._tellings = [
            (command, _telling(registry, command))
            for command in registry.commands
            if command.options.told is not None
        ]
        self._courtesies = {
            _plain(word): which
            for which in COURTESIES
            for word in registry.words.all_spellings("core", which)
        }
        self._subjects = {
            _folded(word): each.feature
            for each in registry.features
            if each.of is not None
            for word in registry.words.all_spellings(each.feature, "subject")
        }
        self._settings = tuple(map(_folded, registry.words.all_spellings("core", "mine-settings")))
        self._overheard = tuple(s for s, command in spelled.items() if command.options.overheard)
        self._names = tuple(map(fold, registry.words.all_spellings("core", "name")))

    def read(self, text: str) -> Intent | None:
        """Return the command that a text calls, or None.

        A slash before it is taken off. A Chinese word may be followed by its subject without a
        space where that plainly is one: a question with its options, or a number. Two commands in
        either order ask for help about one: 帮助投票, poll help. A question may as well stand
        behind what it is about: 学习心得谁没交?
        """
        folded = _folded(text)
        start = len(folded) - len(folded.lstrip(" \t\r\n/"))
        for head in self._heads:
            if not folded.startswith(head.spelling, start):
                continue
            typed = text[start + len(head.spelling) :]
            other = self._spelled.get(fold(typed).strip(_JOINTS))
            if other is not None and _may_follow(head, other, typed):
                return _in_order(head, other, typed)
            command, timed = head.command, head.command.options.timed
            if timed is not None and _says_when(typed, timed):
                command = timed
            if not fold(typed).strip(_MARKS):
                typed = ""
            if typed and fold(typed)[0] not in _JOINTS:
                asks = _ASKS.search(head.spelling) is not None and len(text) <= _SHORT
                named = command.options.named and (
                    self.subject(typed) is not None or _folded(typed).startswith(self._settings)
                )
                suits = asks or named or _has_subject(typed, command)
                if head.spelling[-1].isascii() or not suits:
                    continue
            rest = typed.lstrip(_TRIMMED).rstrip()
            alone = command.form is None or not command.form.fields
            if rest and alone and (told := self._told(text)) is not None:
                return told  # a team meeting is not the team
            return Intent(command, f"{rest} {head.also}".strip())
        asked = self._asked_behind(text, folded) if len(text) <= _SHORT else None
        return asked or self._told(text)

    def _told(self, text: str) -> Intent | None:
        """Return the command of a line that only tells what is when."""
        for command, telling in self._tellings:
            if (told := telling(text.strip(" \t\r\n/"), _ANY_DAY)) is not None:
                return Intent(command, told)
        return None

    def _asked_behind(self, text: str, folded: str) -> Intent | None:
        """Return the command that is a question at the end of a short text."""
        ends = folded.rstrip(_MARKS)
        for head in self._heads:
            if _ASKS.search(head.spelling) and ends.endswith(head.spelling):
                about = text[: len(ends) - len(head.spelling)]
                if not head.spelling[0].isascii() or not about[-1:].isalnum():
                    return Intent(head.command, about.strip(_TRIMMED))
        return None

    def overheard(self, text: str) -> Intent | None:
        """Return the command that a text calls without being addressed, if that is one of those.

        Only a word and a gap or a colon behind it: most talk is looked at by its first letters.
        """
        folded = fold(text[:_SHORT])
        for spelling in self._overheard:
            if folded.startswith(spelling) and folded[len(spelling) : len(spelling) + 1] in {
                " ",
                ":",
            }:
                return Intent(
                    self._spelled[spelling], text[len(spelling) :].lstrip(_TRIMMED).rstrip()
                )
        return None

    def courtesy(self, text: str) -> str | None:
        """Return which of `COURTESIES` a text is and no more; to call somebody is to greet."""
        said = _plain(text)
        for name in self._names:
            said = said.removeprefix(name).removesuffix(name).strip()
        return self._courtesies.get(said) if said else COURTESIES[0]

    def subject(self, said: str) -> str | None:
        """Return which feature's things somebody means who speaks of some: papers, 论文."""
        return self._subjects.get(_folded(said).strip(_MARKS))

    def nearest(self, text: str, most: int = 2) -> list[Command[Any]]:
        """Return the commands that may have been meant, the likeliest first."""
        # "5 people" asks for no list of people.
        folded = COUNT.sub(" ", fold(text)).strip(" \t\r\n/")
        first = _first_word(folded)
        said = find(folded[:_LOOKED_AT], _ANY_DAY)
        dated = said is not None and said.start == 0  # 周六 is no misspelled 周报
        whole = first.isascii() or dated
        tries = {first} if whole else {first, first[:2], first[:3]}
        found: dict[str, tuple[float, Command[Any]]] = {}
        for spelling, command in self._spelled.items():
            if command.options.aside:
                continue
            score = max(_misspelled(each, spelling) for each in tries)
            if _stands_in(spelling, folded):
                score = max(score, _LIKELY if folded.endswith(spelling) else _PERHAPS)
            least = _PERHAPS
            if len(spelling) == 2 and not (spelling.isascii() or dated):
                # One of two letters is alike by chance, unless it is said as that command is.
                said_so = len(first) <= _BRIEF or _has_subject(folded[2:], command)
                least = 0.5 if said_so else _PERHAPS
            least = max(least, found.get(command.name, (0.0,))[0])
            if score >= least:
                found[command.name] = (score, command)
        ranked = sorted(found.values(), key=lambda each: -each[0])
        # What is much farther off than the nearest was hardly meant.
        return [command for score, command in ranked[:most] if score > ranked[0][0] - _FARTHER]

    def after(self, text: str, command: Command[Any]) -> str:
        """Return what follows the word that was to call a command, however it was misspelled."""
        typed = text.lstrip(" \t\r\n/／")
        first = _first_word(fold(typed))
        if first.isascii():
            return typed[len(first) :].lstrip(_TRIMMED)
        spellings = [each for each, called in self._spelled.items() if called is command]
        lengths = [
            len(each) for each in spellings if not each.isascii() and len(each) <= len(first)
        ]
        if not lengths:
            return ""
        best = max(lengths, key=lambda n: max(_alike(first[:n], each) for each in spellings))
        if len(first) > best and max(_alike(first[:best], each) for each in spellings) < 0.5:
            return ""  # its word stands further in: what is said around it is no subject
        return typed[best:].lstrip(_TRIMMED)


def code(text: str) -> Code | None:
    """Return the menu code that a text is, or None."""
    found = _CODE.fullmatch(fold(text).strip())
    return Code(found[1].upper(), int(found[2])) if found else None


def _words_of(registry: "Registry", command: Command[Any]) -> Iterator[str]:
    """Yield the words that set a field of a command's form."""
    for spec in command.form.fields if command.form is not None else ():
        for marker in spec.markers:
            if isinstance(marker, Word):
                yield from map(fold, registry.words.all_spellings(command.feature, marker.key))


def _telling(registry: "Registry", command: Command[Any]) -> Callable[[str, Setting], str | None]:
    """Return what reads a line that only tells, for a command that is called by one."""
    spelled = (
        registry.words.all_spellings(command.feature, key) for key in command.options.told or ()
    )
    *named, leads = ([*map(fold, each)] for each in spelled)
    if not named:
        return partial(called_for, leading(leads))
    things, held = named
    return Wording(things, held, leads).told


def _nouns(spellings: Sequence[str]) -> Sequence[tuple[str, str]]:
    """Take a command's spellings apart: what may stand before a spelling of it, and that one."""
    return [
        (spelling.removesuffix(noun), noun)
        for noun in spellings
        for spelling in spellings
        if spelling.endswith(noun)
    ]


def _qualified(also: str, nouns: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Put a word before a command's own: secret poll, start a secret poll, 发起匿名投票."""
    gap = " " if also.isascii() else ""
    for before, noun in nouns:
        if also.isascii() == noun.isascii():
            yield f"{before}{also}{gap}{noun}"


def _has_subject(typed: str, command: Command[Any]) -> bool:
    """Say whether Chinese text glued to a command is its subject, and not talk about it.

    「投票下周在哪开会？图书馆／204」 asks and lists; 「点名支委会周五15点」 says when, to a command
    that is about a time; 「投票结果出来了吗？」 is talk.
    """
    if typed.strip().isdecimal():
        return True
    if (when := _says_when(typed, command)) is not None:
        return when
    asked, options = split(typed)
    return bool(asked.strip()) and len(listed(options)[1]) > 1


def _says_when(typed: str, command: Command[Any]) -> bool | None:
    """Say whether a time is said, to a command that is about one; None: nothing like it is."""
    timed = any(spec.marker(Anywhere) for spec in command.form.fields) if command.form else False
    said = find(typed[:_LOOKED_AT], _ANY_DAY) if timed else None
    if said is None:
        return None
    match said.reading:
        case Repeating():
            return said.reading.missing is None
        case AskHour() | Day() | Length():
            return False
    return True


def _takes_nothing(command: Command[Any]) -> bool:
    return command.form is None or not any(spec.required for spec in command.form.fields)


def _takes_a_word(command: Command[Any]) -> bool:
    return _takes_nothing(command) and command.form is not None and bool(command.form.fields)


def _may_follow(head: _Head, other: Command[Any], typed: str) -> bool:
    """Say whether two commands in a row are one: the first needs nothing, or the other a word."""
    if head.also or other is head.command:
        return False
    glued = fold(typed)[0] not in _JOINTS
    if glued and head.spelling[-1].isascii():
        return False
    return _takes_nothing(head.command) or _takes_a_word(other)


def _in_order(head: _Head, other: Command[Any], typed: str) -> Intent:
    if _takes_nothing(head.command):
        return Intent(head.command, typed.strip(_TRIMMED))
    return Intent(other, head.spelling)


def _folded(text: str) -> str:
    """Fold a text, and write its apostrophes as keyboards do."""
    return fold(text).replace("’", "'")


def _plain(text: str) -> str:
    """Return the words of a short text, without marks, signs and faces."""
    return re.sub(r"[\W_]+", " ", fold(text[:_SHORT])).strip()


def _first_word(folded: str) -> str:
    return re.split(r"[\s:,;.?!]", folded, maxsplit=1)[0]


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _misspelled(typed: str, spelling: str) -> float:
    """Say how likely a word is that one misspelled; "sat" is no "start", nor "please" "leave"."""
    alike = _alike(typed, spelling)
    if not spelling.isascii():
        return alike
    far = abs(len(typed) - len(spelling)) > 1 + len(spelling) // _A_SLIP
    return 0.0 if far or alike < _ONE_SLIP else alike


def _stands_in(spelling: str, folded: str) -> bool:
    if not spelling.isascii():
        # 下周在哪开会 and 几点开会 ask something else of somebody else.
        called = rf"(?<![哪里儿点候时]){re.escape(spelling)}"
        return len(spelling) > 1 and bool(re.search(called, folded))
    return spelling[0].isalnum() and bool(re.search(rf"\b{re.escape(spelling)}\b", folded))
