"""Times that people type: a table of readings, a table of lookalikes, and what always holds."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.domain.almanac import Almanac
from bot.domain.repeat import Repeats
from bot.domain.term import Term
from bot.holidays import workdays
from bot.when import (
    Ambiguous,
    AskHour,
    AskTerm,
    At,
    Day,
    Deadline,
    Impossible,
    Length,
    Note,
    Past,
    Purpose,
    Reading,
    Repeating,
    Setting,
    Span,
    WorkLength,
    find,
    print_day,
    print_instant,
    print_length,
    print_repeats,
    print_span,
    read,
)
from bot.when.numerals import whole
from tests import when_table

ZONES: Final = (
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "America/Argentina/Buenos_Aires",
    "Australia/Lord_Howe",  # its clocks change by half an hour
    "Africa/Cairo",  # its clocks change at midnight
)


def setting(
    now: str, zone: str = "Asia/Shanghai", language: str = "zh", purpose: Purpose | None = None,
    almanac: Almanac | None = None,
) -> Setting:  # fmt: skip
    """Make a setting from a wall clock."""
    there = ZoneInfo(zone)
    local = datetime.fromisoformat(now).replace(tzinfo=there)
    known = almanac or Almanac()
    return Setting(local.astimezone(UTC), there, language, purpose, almanac=known)


SUNDAY: Final = setting("2026-11-22 16:00")
TUESDAY: Final = setting("2026-11-24 10:00", language="en")
FRIDAY_MORNING: Final = setting("2026-11-27 10:00")
FRIDAY_EVENING: Final = setting("2026-11-27 20:00")
TERMS: Final = (
    Term("2026秋", date(2026, 9, 7), date(2027, 1, 17)),
    Term("2027春", date(2027, 2, 22), date(2027, 7, 9)),
)
CHINA: Final = Almanac(workdays("cn"), TERMS)
SCHOOL: Final = setting("2026-09-18 10:00", almanac=CHINA)  # a Friday before the national holiday
SCHOOL_ENGLISH: Final = replace(SCHOOL, language="en")
JANUARY_31: Final = setting("2027-01-31 09:00")
DEADLINE: Final = setting("2026-11-27 10:00", purpose=Purpose.DEADLINE)
MEETING: Final = setting("2026-11-27 10:00", purpose=Purpose.MEETING)
BERLIN_SPRING: Final = setting("2027-03-27 22:00", "Europe/Berlin", "en")
NEW_YORK_SPRING: Final = setting("2027-03-13 20:00", "America/New_York", "en")
TABLES: Final = (
    (SUNDAY, when_table.SUNDAY),
    (TUESDAY, when_table.TUESDAY_ENGLISH),
    (FRIDAY_MORNING, when_table.FRIDAY_MORNING),
    (FRIDAY_EVENING, when_table.FRIDAY_EVENING),
    (SCHOOL, when_table.SCHOOL),
    (SCHOOL_ENGLISH, when_table.SCHOOL_ENGLISH),
    (DEADLINE, when_table.FRIDAY_MORNING_DEADLINE),
    (MEETING, when_table.FRIDAY_MORNING_MEETING),
    (JANUARY_31, when_table.JANUARY_31),
    (BERLIN_SPRING, when_table.BERLIN_SPRING),
    (NEW_YORK_SPRING, when_table.NEW_YORK_SPRING),
)
ROWS: Final = [(here, text, meant) for here, table in TABLES for text, meant in table.items()]


def coming(rule: Repeats, here: Setting) -> str:
    """List the next three times of a rule, or its days where its hour is unsaid."""
    if rule.at is None:
        days = islice(rule.days(here.almanac, here.local.date()), 3)
        return ", ".join(f"{day:%a %Y-%m-%d}" for day in days)
    times = islice(rule.after(here.now, here.zone, here.almanac), 3)
    return ", ".join(f"{each.instant.astimezone(here.zone):%a %Y-%m-%d %H:%M}" for each in times)


def describe(reading: Reading | None, here: Setting) -> str:  # noqa: C901, PLR0912  one case a reading
    """Write a reading on one line, in local time."""

    def clock(instant: datetime) -> str:
        return f"{instant.astimezone(here.zone):%a %Y-%m-%d %H:%M}"

    match reading:
        case At(instant, notes):
            return " ".join(["at", clock(instant), *notes])
        case Day(day, notes, part):
            return " ".join(["day", f"{day:%a %Y-%m-%d}", *notes, *([part] if part else [])])
        case AskHour(day, notes, part):
            return " ".join(["ask hour", f"{day:%a %Y-%m-%d}", *notes, *([part] if part else [])])
        case Deadline(instant, notes):
            return " ".join(["deadline", clock(instant), *notes])
        case Length(length):
            return f"length {length}"
        case Span(start, end, notes):
            return " ".join(["span", clock(start), "to", clock(end), *notes])
        case Ambiguous(readings):
            return "either " + " or ".join(describe(each, here) for each in readings)
        case Past(typed, None):
            return f"past {clock(typed)}"
        case Past(typed, instead):
            return f"past {clock(typed)}, instead {describe(instead, here)}"
        case Impossible(_, reason):
            return f"impossible {reason}"
        case Repeating(rule, part):
            told = [print_repeats(rule, replace(here, language="en")).replace(" (Beijing)", "")]
            told += [f"> {coming(rule, here)}"] if rule.pattern.whole else []
            told += [f"asks {reading.missing}"] if reading.missing else []
            told += [part] if part else []
            return " ".join([*told, *(f"unknown {year}" for year in reading.unknown)])
        case WorkLength(days):
            return f"{days} workdays"
        case AskTerm():
            return "ask term"
        case None:
            return "nothing"


def full_width(text: str) -> str:
    """Write a text as Chinese keyboards do."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def moments(reading: Reading) -> list[datetime]:
    """List the instants a reading offers as ahead."""
    match reading:
        case At(instant) | Deadline(instant):
            return [instant]
        case Span(_, end):
            return [end]
        case Ambiguous(readings):
            return [instant for each in readings for instant in moments(each)]
        case Past(_, instead) if instead is not None:
            return moments(instead)
        case _:
            return []


@pytest.mark.parametrize(("here", "text", "meant"), ROWS, ids=[text for _, text, _ in ROWS])
def test_what_people_type_is_read(here: Setting, text: str, meant: str) -> None:
    """Each expression of the table has exactly its reading, in full width too."""
    assert describe(read(text, here), here) == meant
    assert describe(read(full_width(text), here), here) == meant


@pytest.mark.parametrize("text", when_table.NOT_TIMES)
@pytest.mark.parametrize("here", [SUNDAY, TUESDAY], ids=["zh", "en"])
def test_what_only_looks_like_a_time_is_not_found(text: str, here: Setting) -> None:
    """Rooms, shares, counts, names and greetings are left alone."""
    assert find(text, here) is None


@pytest.mark.parametrize(("text", "part"), when_table.FOUND.items())
def test_a_time_is_found_in_a_sentence(text: str, part: str) -> None:
    """The leftmost time is found, as far as it reaches, and nothing around it."""
    found = find(text, SUNDAY)
    assert found is not None
    assert text[found.start : found.end] == part
    assert found.reading == read(part, SUNDAY)


@pytest.mark.parametrize(("here", "text", "meant"), ROWS, ids=[text for _, text, _ in ROWS])
def test_a_row_is_found_as_it_is_read(here: Setting, text: str, meant: str) -> None:
    """What is found between other words reads alike by itself, and no instant is over."""
    reading = read(text, here)
    assert reading is not None
    assert all(instant >= here.now for instant in moments(reading)), meant
    sentence = f"re {text} ok"
    found = find(sentence, here)
    if found is not None:
        assert found.reading == read(sentence[found.start : found.end], here)


def test_the_first_of_two_equal_hours_is_meant() -> None:
    """In the autumn hour that comes twice, the first is taken, or the second once it is over."""
    before = setting("2026-10-24 22:00", "Europe/Berlin", "en")
    assert read("tomorrow 02:30", before) == At(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    between = Setting(datetime(2026, 10, 25, 1, 0, tzinfo=UTC), before.zone, "en")
    assert read("02:30", between) == At(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    new_york = setting("2026-10-31 20:00", "America/New_York", "en")
    assert read("tomorrow 01:30", new_york) == At(datetime(2026, 11, 1, 5, 30, tzinfo=UTC))


def test_the_team_has_its_own_end_of_day() -> None:
    """EOD and 下班前 are the team's own hour."""
    early = Setting(SUNDAY.now, SUNDAY.zone, "zh", day_end=datetime(2026, 1, 1, 16, 30).time())  # noqa: DTZ001  only its wall time is used
    assert describe(read("明天下班前", early), early) == "deadline Mon 2026-11-23 16:30 day_end"


def test_a_naive_clock_is_refused() -> None:
    """A setting without a zone on its clock cannot be made."""
    with pytest.raises(ValueError, match="naive"):
        Setting(datetime(2026, 11, 22), ZoneInfo("UTC"), "en")  # noqa: DTZ001  the naive clock is the test


def test_times_are_printed_with_their_weekday() -> None:
    """The year shows when it is another one, the zone in English only."""
    english = setting("2026-11-22 16:00", language="en")
    soon = datetime(2026, 11, 27, 10, tzinfo=UTC)
    far = datetime(2027, 11, 27, 10, tzinfo=UTC)
    assert print_instant(soon, english) == "Fri 27 Nov 18:00 (Beijing)"
    assert print_instant(far, english) == "Sat 27 Nov 2027 18:00 (Beijing)"
    assert print_instant(soon, SUNDAY) == "11月27日(周五)18:00"
    assert print_instant(far, SUNDAY) == "2027年11月27日(周六)18:00"
    assert print_day(date(2026, 11, 27), english) == "Fri 27 Nov"
    evening = Span(soon, soon + timedelta(hours=2))
    assert print_span(evening, english) == "Fri 27 Nov 18:00–20:00 (Beijing)"
    assert print_span(evening, SUNDAY) == "11月27日(周五)18:00–20:00"
    days = Span(soon - timedelta(hours=18), soon + timedelta(hours=54))
    assert print_span(days, english) == "Fri 27 Nov – Sun 29 Nov"
    assert print_length(timedelta(minutes=90), english) == "1 h 30 min"
    assert print_length(timedelta(minutes=90), SUNDAY) == "1小时30分钟"


MINUTES: Final = st.integers(min_value=1, max_value=2 * 365 * 24 * 60)
SETTINGS: Final = st.builds(
    lambda start, zone, language: Setting(
        datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=start), ZoneInfo(zone), language
    ),
    st.integers(min_value=0, max_value=3 * 365 * 24 * 60),
    st.sampled_from(ZONES),
    st.sampled_from(["zh", "en"]),
)


def is_second(instant: datetime, here: Setting) -> bool:
    """Tell whether an instant is in the second of two equal hours."""
    return instant.astimezone(here.zone).fold == 1


@given(SETTINGS, MINUTES)
def test_a_printed_instant_reads_back(here: Setting, minutes: int) -> None:
    """Every minute of the coming two years prints to what reads as that minute."""
    instant = here.now + timedelta(minutes=minutes)
    assume(not is_second(instant, here))
    assert read(print_instant(instant, here), here) == At(instant)


@given(SETTINGS, st.integers(min_value=0, max_value=730))
def test_a_printed_day_reads_back(here: Setting, days: int) -> None:
    """Every day of the coming two years prints to what reads as that day."""
    day = here.local.date() + timedelta(days=days)
    assert read(print_day(day, here), here) == Day(day)


@given(SETTINGS, MINUTES, st.integers(min_value=1, max_value=20_000))
def test_a_printed_span_reads_back(here: Setting, minutes: int, length: int) -> None:
    """Every span that lies ahead prints to what reads as that span."""
    start = here.now + timedelta(minutes=minutes)
    end = start + timedelta(minutes=length)
    assume(not is_second(start, here) and not is_second(end, here))
    span = Span(start, end)
    assert read(print_span(span, here), here) == span


@given(SETTINGS, st.integers(min_value=1, max_value=400), st.integers(min_value=1, max_value=40))
def test_a_printed_span_of_whole_days_reads_back(here: Setting, first: int, days: int) -> None:
    """Whole days keep their first and their last day, clock changes or not."""
    bounds = [
        datetime.combine(here.local.date() + timedelta(days=n), datetime.min.time(), here.zone)
        for n in (first, first + days)
    ]
    span = Span(bounds[0].astimezone(UTC), bounds[1].astimezone(UTC))
    assert read(print_span(span, here), here) == span


@given(SETTINGS, st.integers(min_value=0, max_value=40 * 86400))
def test_a_printed_length_reads_back(here: Setting, seconds: int) -> None:
    """Every length up to forty days prints to what reads as that length."""
    length = timedelta(seconds=seconds)
    assert read(print_length(length, here), here) == Length(length)


PATTERNS_READ: Final = st.sampled_from(
    [
        (here, reading.rule)
        for here, text, _ in ROWS
        if isinstance(reading := read(text, here), Repeating)
    ]
)


@given(
    PATTERNS_READ, st.sampled_from(["zh", "en"]), st.integers(0, 400), st.integers(0, 24 * 60 - 1),
    st.none() | st.integers(1, 30), st.sampled_from([0, 3]),
)  # fmt: skip
def test_a_printed_rule_reads_back(
    known: tuple[Setting, Repeats], language: str, later: int, minute: int, times: int | None,
    skipped: int,
) -> None:  # fmt: skip
    """Every rule that is still to begin prints to what reads as that rule, in both languages."""
    here, rule = replace(known[0], language=language), known[1]
    at = None if rule.at is None else time(minute // 60, minute % 60)
    start = here.local.date() + timedelta(days=1 + later)
    days = list(islice(replace(rule, at=at, starts=start).days(here.almanac), 4))
    assume(not rule.pattern.whole or days)
    if rule.pattern.whole:
        rule = replace(rule, at=at, starts=days[0], times=times, moved=())
        if skipped < len(days):
            rule = rule.without(days[skipped])
    reading = read(print_repeats(rule, here), here)
    assert isinstance(reading, Repeating), print_repeats(rule, here)
    assert reading.rule == rule


def test_what_was_moved_is_told() -> None:
    """A series says what happens at another time, and of a running one which week comes next."""
    reading = read("每两周周五15点", SCHOOL)
    assert isinstance(reading, Repeating)
    moved = reading.rule.moving(date(2026, 10, 2), datetime(2026, 10, 10, 9))  # noqa: DTZ001  local
    assert print_repeats(moved, SCHOOL) == (
        "每两周周五15:00，从9月18日(周五)起，10月2日(周五)改到10月10日(周六)09:00"
    )
    later = replace(SCHOOL_ENGLISH, now=SCHOOL.now + timedelta(days=7))
    assert print_repeats(reading.rule, later) == (
        "every 2 weeks on Fri 15:00 (Beijing), from Fri 2 Oct"
    )


def test_the_table_is_long_enough() -> None:
    """Both languages are tried more than three hundred times."""
    assert len(ROWS) > 300


PIECES: Final = st.sampled_from(
    [
        *(text for _, text, _ in ROWS),
        *when_table.NOT_TIMES,
        *"十半点月日号周每前到至-–,: ()/.",
        "9999", "0", "12",  "99:99", "next", "last", "to", "at", "in", "2 h",
        "上", "下下", "个", "年", "天",
    ]
)  # fmt: skip
DIRTY: Final = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=8).map(" ".join),
    st.lists(PIECES, max_size=8).map("".join),
)


@given(SETTINGS, DIRTY, st.sampled_from([None, *Purpose]))
def test_no_text_breaks_reading(here: Setting, text: str, purpose: Purpose | None) -> None:
    """Any text is read or not; what is ahead is ahead, and what is found reads alike."""
    aimed = Setting(here.now, here.zone, here.language, purpose)
    reading = read(text, aimed)
    if reading is not None:
        assert all(instant >= aimed.now for instant in moments(reading))
    found = find(text, aimed)
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert found.reading == read(text[found.start : found.end], aimed)


@pytest.mark.parametrize(
    "piece", ["1 ", "半", "周一", "Fri 9-12 - ", "1h ", "在的于 ", "the end of "]
)
def test_ten_thousand_characters_are_only_long(piece: str) -> None:
    """A long and tedious text is looked through without running away."""
    text = piece * (10_000 // len(piece))
    assert read(text, SUNDAY) is None
    find(text, SUNDAY)


@pytest.mark.parametrize(
    ("text", "number"),
    [("二十三", 23), ("廿三", 23), ("十", 10), ("一百零五", 105), ("二〇二六", 2026), ("两", 2)],
)
def test_chinese_numbers_are_read(text: str, number: int) -> None:
    """Numbers are read by their places and digit by digit."""
    assert whole(text) == number


@pytest.mark.parametrize("text", ["", "十百", "三五十", "百", "点"])
def test_what_is_no_number_is_not_read(text: str) -> None:
    """Characters in an impossible order are no number."""
    assert whole(text) is None


def test_a_gap_says_so() -> None:
    """An hour that the spring change skips moves on by the gap's width, and the note says it."""
    reading = read("tomorrow 02:30", BERLIN_SPRING)
    assert reading == At(datetime(2027, 3, 28, 1, 30, tzinfo=UTC), (Note.GAP,))
