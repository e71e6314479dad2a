"""Which days are workdays where the organisation lives, as the settings say.

A file lists days, as YAML (`holidays:` and `workdays:`, lists of 2026-10-01 or of stretches like
2026-10-01..2026-10-07) or, where its name ends in .csv, as lines "2026-10-01,holiday". It covers
each year of which it lists a holiday.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from bot.config.document import Document, Where
from bot.config.values import Holidays, nearest
from bot.domain.almanac import NO_HOLIDAYS, Workdays
from bot.domain.regex import regex
from bot.errors import ConfigError

_HOLIDAY: Final = "holiday"
_KINDS: Final = {
    "holiday": _HOLIDAY, "放假": _HOLIDAY, "休": _HOLIDAY, "节假日": _HOLIDAY,
    "workday": "workday", "补班": "workday", "上班": "workday", "班": "workday",
}  # fmt: skip
_SECTIONS: Final = {"holidays": _HOLIDAY, "workdays": "workday"}
_DAYS: Final = regex(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:\.\.|/|to|至|到)\s*(\d{4}-\d{2}-\d{2}))?")
_LONGEST: Final = timedelta(days=120)
_HOW: Final = "write it like 2026-10-01, or 2026-10-01..2026-10-07"


def workdays(of: Holidays) -> Workdays:
    """Return the workdays of a place; ConfigError, with each line, where a file is wrong."""
    match of:
        case "cn":
            return _chinese()
        case "none":
            return NO_HOLIDAYS
        case path:
            return _of_file(path)


def _chinese() -> Workdays:
    # Half a megabyte of dates that only this one setting needs.
    from chinese_calendar.constants import holidays, workdays  # noqa: PLC0415

    return _covering(holidays, workdays)


def _covering(holidays: Iterable[date], makeup: Iterable[date]) -> Workdays:
    days = frozenset(holidays)
    return Workdays(days, frozenset(makeup), frozenset(day.year for day in days))


def _of_file(path: Path) -> Workdays:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        message = f"organisation.holidays: the file {path} cannot be read: {why}"
        raise ConfigError(None, None, "organisation.holidays", message) from None
    is_csv = path.suffix.lower() == ".csv"
    document = Document(str(path), "" if is_csv else text)
    found = list(_of_csv(text, document) if is_csv else _of_yaml(document))
    document.refuse_faults()
    if not any(kind == _HOLIDAY for kind, _ in found):
        message = "lists no holiday: organisation.holidays: none is meant for that"
        raise ConfigError(str(path), None, "", message)
    days = {kind: [day for each, day in found if each == kind] for kind in _SECTIONS.values()}
    return _covering(days[_HOLIDAY], days["workday"])


def _of_yaml(document: Document) -> Iterator[tuple[str, date]]:
    for section, listed in document.data.items():
        if section not in _SECTIONS:
            message = f'unknown key "{section}"; there are: {", ".join(_SECTIONS)}'
            document.fault((section,), message, nearest(section, _SECTIONS))
            continue
        for at, text in enumerate(listed if isinstance(listed, list) else [listed]):
            for day in _stretch(str(text), document, (section, at), None):
                yield _SECTIONS[section], day


def _of_csv(text: str, document: Document) -> Iterator[tuple[str, date]]:
    rows = csv.reader(text.splitlines())
    for row in rows:
        cells = [cell.strip() for cell in row] or [""]
        named = cells[1].casefold() if len(cells) > 1 else ""
        kind = _KINDS.get(named)
        heads = rows.line_num == 1 and kind is None and not cells[0][:1].isdigit()
        if heads or not any(cells):
            continue
        if kind is None:
            message = f'after the day stands holiday or workday, not "{named}"'
            document.fault((), message, nearest(named, _KINDS), line=rows.line_num)
            continue
        for day in _stretch(cells[0], document, (), rows.line_num):
            yield kind, day


def _stretch(text: str, document: Document, where: Where, line: int | None) -> Iterator[date]:
    """Yield the days of one entry, or note what is wrong with it."""
    said = _DAYS.fullmatch(text.strip())
    try:
        days = [date.fromisoformat(each) for each in said.groups() if each] if said else []
    except ValueError:
        days = []
    if not days:
        document.fault(where, f'"{text}" is no day: {_HOW}', line=line)
    elif not timedelta() <= days[-1] - days[0] <= _LONGEST:
        document.fault(where, f'"{text}" is no stretch of holidays: {_HOW}', line=line)
    else:
        yield from (days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + 1))
