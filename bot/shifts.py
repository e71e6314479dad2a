"""Read shifts out of a typed line: "Sat 9-12 x4 till, 13-16 x4", 周六9-12点4人，13-16点4人.

Pure. A shift is a stretch of time, how many it needs, and what for. One that names no day is on
the day of the one before it.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from bot.domain.phrase import Phrase, Speaker
from bot.domain.regex import regex
from bot.domain.shift import Planned
from bot.tails import EDGE
from bot.when import (
    Ambiguous,
    AskHour,
    At,
    Day,
    Found,
    Impossible,
    Length,
    Past,
    Purpose,
    Reading,
    Repeating,
    Setting,
    Span,
    find,
    print_span,
    read,
)
from bot.when.numerals import HAN, fold, whole

_CLAUSE: Final = regex(r"[\n;；,，]")
COUNT: Final = regex(
    rf"(?:(?<![a-z0-9])[x×*]\s?(\d{{1,6}})(?![0-9a-z])"
    rf"|(?<![0-9])(\d{{1,6}}|{HAN}{{1,4}})\s?(?:个人|人|名|位)(?:志愿者)?"
    r"|\b(\d{1,6})\s(?:people|persons|helpers|volunteers|places|of us)\b)"
)
"""How many people: x4, 4人, 4 people."""
_NO_LIMIT: Final = regex(r"(?:不限(?:人数|名额)?|人数不限|\bno limit\b|\bunlimited\b)")
_NEEDS: Final = regex(r"(?:需要会|需要|要求|须会|\bneeds?\b|\brequires?\b)\s*:?\s*")
_EACH: Final = regex(r"各|每班|每个班次?|\beach\b|\bper shift\b", re.IGNORECASE)
_ASKED: Final = regex(
    r"(?:每个班次?|每班|各|一?共|总共|招募?|名额|需要?|要|\beach\b|\bneeds?\b|\bfor\b|\s)+$",
    re.IGNORECASE,
)
"""What leads in to a number of people and says nothing besides."""
_EARLIEST: Final = 7
"""The hour before which nobody means a shift to begin who does not say so."""
_LONGEST: Final = timedelta(days=1)
_ROLE: Final = 40
_core: Final = Speaker("core").say


class Shifts(Struct):
    """Hold the shifts that were read, what is wrong with one that was not, and what is left."""

    rest: str = ""
    found: list[Planned] = field(default_factory=list)
    wrong: Phrase | None = None
    typed: str = ""

    def refuse(self, clause: str, says: Phrase) -> None:
        """Say what is wrong; the first mistake is the one that is asked about."""
        if self.wrong is None:
            self.wrong, self.typed = says, clause


def shifts_in(text: str, setting: Setting) -> Shifts:
    """Read all shifts of a text; what stands before the first of them is the rest.

    Whatever follows a shift within its clause is its role; a clause of its own that says what is
    needed belongs to the shift before it.
    """
    setting = replace(setting, purpose=Purpose.MEETING)
    shifts, before, day = Shifts(), 0, ""
    for start, end in _clauses(text):
        clause = text[start:end]
        counted = _NO_LIMIT.search(fold(clause)) or COUNT.search(fold(clause))
        head = clause if counted is None else clause[: counted.start()]
        said = _when(head, day, setting)
        if said is None:
            if not shifts.found and shifts.wrong is None:
                before = end
            elif shifts.found:
                _add(shifts, clause if counted is None else _counted(shifts, clause, counted))
            continue
        at, after, reading = said
        if not shifts.found and shifts.wrong is None:
            before = start + at
        span = _span(clause, reading, setting, shifts)
        if span is None:
            continue
        day = f"{span.start.astimezone(setting.zone):%Y-%m-%d}"
        places = None if counted is None else _places(counted)
        behind = head[after:]
        if counted is not None:
            behind = _ASKED.sub("", behind) + clause[counted.end() :]
        role, needs = _parts(behind)
        shifts.found.append(Planned(span.start, span.end, places, role, needs))
    shifts.rest = text[:before].strip(EDGE + ":：")
    return shifts


def as_typed(shift: Planned, setting: Setting) -> str:
    """Write a shift as a form reads it again."""
    when = print_span(Span(shift.starts, shift.ends), setting)
    places = "" if shift.places is None else f" x{shift.places}"
    role = f" {shift.role}" if shift.role else ""
    words = "需要" if setting.language == "zh" else " needs "
    needs = f" {words.strip()} {shift.needs}" if shift.needs else ""
    return f"{when}{places}{role}{needs}"


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in _CLAUSE.finditer(text):
        yield start, mark.start()
        start = mark.end()
    yield start, len(text)


def _when(head: str, day: str, setting: Setting) -> tuple[int, int, Reading] | None:
    """Find the time of a clause: where it stands, and what it means on the day before it."""
    bare = head.strip(EDGE)
    if day and (reading := read(f"{day} {bare}", setting)) is not None and _is_time(reading):
        return head.index(bare), len(head), reading
    found = find(head, setting)
    if found is not None and (later := _on_day(head, found, setting)) is not None:
        return later
    if found is None:
        reading = read(bare, setting)
        if isinstance(reading, Span):
            return head.index(bare), len(head), reading
        return None
    typed = head[found.start : found.end]
    again = read(f"{day} {typed}", setting) if day else None
    reading = again if again is not None and _is_time(again) else found.reading
    if isinstance(reading, At):
        lasts = find(head[found.end :], setting)
        if lasts is not None and isinstance(lasts.reading, Length):
            span = Span(reading.instant, reading.instant + lasts.reading.length)
            return found.start, found.end + lasts.end, span
    return found.start, found.end, reading


def _on_day(head: str, found: Found, setting: Setting) -> tuple[int, int, Reading] | None:
    """Find the time behind a day that is counted from today: in 6 days 9-12, 6天后9-12点."""
    if not isinstance(found.reading, Day | AskHour):
        return None
    day, behind = f"{found.reading.date:%Y-%m-%d} ", head[found.end :]
    hours = behind.lstrip()
    said = find(day + hours, setting)
    if said is None or said.start or not _is_time(said.reading):
        return None
    end = found.end + len(behind) - len(hours) + said.end - len(day)
    return found.start, end, said.reading


def _is_time(reading: Reading) -> bool:
    match reading:
        case Ambiguous(readings):
            return all(isinstance(each, Span) for each in readings)
        case Span() | Past():
            return True
    return False


def _by_day(spans: Sequence[Span], setting: Setting) -> Span:
    """Return which of some readings of bare hours is meant: the one by day, as drafts show it."""
    hours = [each.start.astimezone(setting.zone).hour for each in spans]
    by_day = (each for each, hour in zip(spans, hours, strict=True) if hour >= _EARLIEST)
    return next(by_day, spans[0])


def _span(clause: str, reading: Reading, setting: Setting, shifts: Shifts) -> Span | None:
    """Return from when to when a shift lasts, or say what is wrong with it."""
    typed = clause.strip(EDGE)
    match reading:
        case Ambiguous(readings):
            spans = [each for each in readings if isinstance(each, Span)]
            if spans:
                return _span(clause, _by_day(spans, setting), setting, shifts)
            shifts.refuse(typed, _core("shift-until", typed=typed[:_ROLE]))
        case Span(start, end):
            if end - start <= _LONGEST:
                return reading
            shifts.refuse(typed, _core("shift-long", typed=typed[:_ROLE], most=_LONGEST))
        case Past(typed=moment):
            shifts.refuse(typed, _core("past", at=moment))
        case Repeating():
            shifts.refuse(typed, _core("shift-repeats", typed=typed[:_ROLE]))
        case Impossible():
            shifts.refuse(typed, _core("no-time", typed=typed[:_ROLE]))
        case _:
            shifts.refuse(typed, _core("shift-until", typed=typed[:_ROLE]))
    return None


def _places(counted: re.Match[str]) -> int | None:
    number = next((each for each in counted.groups() if each), None)
    return None if number is None else whole(number)


def _counted(shifts: Shifts, clause: str, counted: re.Match[str]) -> str:
    """Take how many are needed for the shift before, or for each; return what else is said."""
    first = 0 if _EACH.search(fold(clause)) else len(shifts.found) - 1
    for at, shift in enumerate(shifts.found[first:], first):
        if shift.places is None:
            shifts.found[at] = replace(shift, places=_places(counted))
    before, behind = clause[: counted.start()], clause[counted.end() :]
    return _ASKED.sub("", before) + _EACH.sub("", behind)


def _add(shifts: Shifts, clause: str) -> None:
    """Add what stands in a clause without a time to the shift before it."""
    role, needs = _parts(clause)
    last = shifts.found[-1]
    roles: Sequence[str] = [each for each in (last.role, role) if each]
    shifts.found[-1] = replace(last, role=", ".join(roles), needs=needs or last.needs)


def _parts(text: str) -> tuple[str, str]:
    """Split what follows a shift into its role and what it needs."""
    text = text.strip(EDGE)
    needed = _NEEDS.search(fold(text))
    if needed is None:
        return text, ""
    return text[: needed.start()].strip(EDGE + "(（"), text[needed.end() :].strip(EDGE + ")）")
