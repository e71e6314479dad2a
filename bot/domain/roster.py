"""Rosters: what a list of people says, line by line, and who of a team is meant.

A file is read in three steps, all of them pure. `understand` finds the headings and makes lines of
the rows; `match` finds for each line the person of the team whom it means; what is then to be done
about each is its `Fate`. Nothing that is unclear is guessed: it is asked.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from bot.domain.audience import same
from bot.domain.identity import PersonId
from bot.domain.regex import regex
from bot.domain.sheet import Refusal, headed

TAIL: Final = 4
"""How many of the last digits of a phone number are kept, to tell two of one name apart."""
LONGEST_NAME: Final = 60
LONGEST_GROUP: Final = 40
_EARLIEST: Final = date(1900, 1, 1)
_EXCEL: Final = date(1899, 12, 30)
_SERIAL: Final = range(10_000, 80_000)
"""Days as a spreadsheet counts them, from 1927 to 2119: what a cell of a day holds as a number."""
_DAY: Final = regex(
    r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?"
)
_COMPACT: Final = regex(r"(\d{4})(\d{2})(\d{2})")
_GROUPS: Final = regex(r"[/／、,，;；|\n]")


class Column(StrEnum):
    """Name what a column of a roster may hold."""

    NAME = "name"
    CATEGORY = "category"
    PHONE = "phone"
    SINCE = "since"
    BIRTHDAY = "birthday"
    TAGS = "tags"


class Fate(StrEnum):
    """Say what is to be done about a line."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    UNCLEAR = "unclear"
    BAD = "bad"
    SKIPPED = "skipped"


class Wrong(StrEnum):
    """Say what is wrong with a line."""

    NAMELESS = "nameless"
    LONG = "long"
    DAY = "day"
    PHONE = "phone"
    TWICE = "twice"


class Line(Struct, frozen=True):
    """Hold a line: its number in the file, and what stands in it; what is None was left empty.

    `wrong` says why it cannot be taken, `cell` what stood there. `person` is whom it means.
    """

    number: int
    name: str
    category: str | None = None
    tail: str | None = None
    since: date | None = None
    birthday: date | None = None
    tags: tuple[str, ...] | None = None
    fate: Fate = Fate.NEW
    wrong: Wrong | None = None
    cell: str = ""
    person: PersonId | None = None


class Sheet(Struct, frozen=True):
    """Hold what a file says; `ignored` are headings that nobody knows."""

    lines: tuple[Line, ...]
    ignored: tuple[str, ...] = ()


class Known(Struct, frozen=True):
    """Hold what is known of a person of the team, as a line may change it."""

    person: PersonId
    name: str
    category: str | None = None
    tail: str | None = None
    since: date | None = None
    birthday: date | None = None
    tags: frozenset[str] = field(default_factory=frozenset)
    current: bool = True


# From rows to lines


def understand(
    rows: Iterable[tuple[int, Sequence[str]]], headings: Mapping[str, Column], today: date
) -> Sheet | Refusal:
    """Make lines of numbered rows, below the first that has a heading for names.

    `headings` are the spellings of all columns, as `same` folds them.
    """
    found = headed(rows, lambda heading: headings.get(same(heading)), Column.NAME)
    if isinstance(found, Refusal):
        return found
    lines = (
        _line(number, dict(zip(found.columns, row, strict=False)), today)
        for number, row in found.rows
    )
    return Sheet(tuple(lines), found.ignored)


def _line(number: int, cells: Mapping[Column | None, str], today: date) -> Line:
    name = " ".join(cells.get(Column.NAME, "").split())
    line = Line(number, name)
    if not name:
        return _bad(line, Wrong.NAMELESS)
    if len(name) > LONGEST_NAME:
        return _bad(line, Wrong.LONG, name)
    category = " ".join(cells.get(Column.CATEGORY, "").split())
    tags = tuple(dict.fromkeys(
        " ".join(each.split()) for each in _GROUPS.split(cells.get(Column.TAGS, "")) if each.strip()
    ))  # fmt: skip
    for group in (category, *tags):
        if len(group) > LONGEST_GROUP or (group is category and _GROUPS.search(group)):
            return _bad(line, Wrong.LONG, group)
    phone = cells.get(Column.PHONE, "")
    digits = re.sub(r"\D", "", phone)
    if phone and len(digits) < TAIL:
        return _bad(line, Wrong.PHONE)
    days: dict[Column, date | None] = {}
    for column in (Column.SINCE, Column.BIRTHDAY):
        if text := cells.get(column, ""):
            days[column] = day(text)
            if (found := days[column]) is None or not _EARLIEST <= found <= today:
                return _bad(line, Wrong.DAY, text)
    return replace(
        line, category=category or None, tail=digits[-TAIL:] or None,
        since=days.get(Column.SINCE), birthday=days.get(Column.BIRTHDAY), tags=tags or None,
    )  # fmt: skip


def _bad(line: Line, wrong: Wrong, cell: str = "") -> Line:
    return replace(line, fate=Fate.BAD, wrong=wrong, cell=cell[:LONGEST_NAME])


def day(text: str) -> date | None:
    """Read a day as lists write it, or as a spreadsheet counts it; None where it is not plain."""
    text = text.strip()
    if text.isdecimal() and len(text) == 5 and int(text) in _SERIAL:
        return _EXCEL + timedelta(days=int(text))
    found = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


# From lines to people


def match(lines: Sequence[Line], team: Iterable[Known]) -> list[Line]:
    """Find whom each line means, by name, and by the phone's tail where several have that name.

    Two lines that mean one person are unclear, unless they say the same: then one is there twice.
    """
    by_name: dict[str, list[Known]] = defaultdict(list)
    for each in team:
        by_name[same(each.name)].append(each)
    # Whoever is named with their own number is not meant by a line without it.
    sure = {each.person for line in lines for each in _exactly(line, by_name[same(line.name)])}
    seen: set[Line] = set()
    found = []
    for line in lines:
        alike = replace(line, number=0, name=same(line.name))
        if line.fate is not Fate.BAD and alike in seen:
            found.append(_bad(line, Wrong.TWICE, line.name))
        elif line.fate is not Fate.BAD:
            found.append(_matched(line, by_name[same(line.name)], sure))
        else:
            found.append(line)
        seen.add(alike)
    return _apart(found)


def _exactly(line: Line, named: Sequence[Known]) -> list[Known]:
    return [each for each in named if line.tail is not None and each.tail == line.tail]


def _matched(line: Line, named: Sequence[Known], sure: Collection[PersonId]) -> Line:
    exact = _exactly(line, named)
    others = [each for each in named if each.person not in sure]
    if line.tail is not None:
        # Of whom no number is known may be meant; whoever has another number is not.
        named = exact or [each for each in others if each.tail is None]
    elif named and not others:
        return replace(line, fate=Fate.UNCLEAR)
    else:
        named = others
    if not named:
        return replace(line, fate=Fate.NEW)
    return met(line, named[0]) if len(named) == 1 else replace(line, fate=Fate.UNCLEAR)


def met(line: Line, known: Known) -> Line:
    """Say what a line changes about the person whom it means."""
    fate = Fate.CHANGED if changes(line, known) else Fate.SAME
    return replace(line, fate=fate, person=known.person)


def changes(line: Line, known: Known) -> tuple[Column, ...]:
    """Return what a line changes; an empty cell changes nothing."""
    differs = {
        Column.CATEGORY: line.category and same(line.category) != same(known.category or ""),
        Column.PHONE: line.tail and line.tail != known.tail,
        Column.SINCE: line.since and line.since != known.since,
        Column.BIRTHDAY: line.birthday and line.birthday != known.birthday,
        Column.TAGS: line.tags and {*line.tags} != known.tags,
        Column.NAME: not known.current,  # back in the team
    }
    return tuple(column for column, differing in differs.items() if differing)


def _apart(lines: Sequence[Line]) -> list[Line]:
    """Leave unclear whom several lines mean at once, and new people that cannot be told apart."""
    decided = {Fate.NEW, Fate.CHANGED, Fate.SAME}
    whom = [line.person or (same(line.name), line.tail) for line in lines]
    times = Counter(who for who, line in zip(whom, lines, strict=True) if line.fate in decided)
    return [
        replace(line, fate=Fate.UNCLEAR, person=None)
        if line.fate in decided and times[who] > 1
        else line
        for who, line in zip(whom, lines, strict=True)
    ]
