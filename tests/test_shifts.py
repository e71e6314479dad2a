"""Shifts as people type them, in both languages, and as a form shows them again."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from bot.composition import HOME
from bot.domain.phrase import Phrase
from bot.keep import packed, unpacked
from bot.shifts import as_typed, shifts_in
from bot.when import Purpose, Setting
from bot.words import Catalogues, Voice

ZONE: Final = ZoneInfo("Asia/Shanghai")
THURSDAY: Final = datetime(2026, 11, 26, 9, tzinfo=ZONE)


def setting(language: str = "en") -> Setting:
    """Return a Thursday morning in Beijing."""
    return Setting(THURSDAY, ZONE, language, Purpose.MEETING)


READ: Final = {
    "Book fair Sat 9-12 x4, 13-16 x4": ("Book fair", "28 09-12 4", "28 13-16 4"),
    "书市 周六 9-12点4人，13-16点4人": ("书市", "28 09-12 4", "28 13-16 4"),
    "社区清扫 周六9点-12点 20人": ("社区清扫", "28 09-12 20"),
    "社区清扫 周六上午9点到12点 二十人": ("社区清扫", "28 09-12 20"),
    "Fair Sat 9-12 4 people till, Sun 13-16 x4 needs first aid": (
        "Fair", "28 09-12 4 till", "29 13-16 4 | first aid",
    ),
    "扫雪\n周六 9-12点 4人 收银\n周日 13-16点 2人 搬运 需要急救": (
        "扫雪", "28 09-12 4 收银", "29 13-16 2 搬运 | 急救",
    ),
    "卖书 周六9点半到11点半 10人，需要驾照": ("卖书", "28 09-11 10 | 驾照"),
    "Clean-up Sat 9:00 3h x20": ("Clean-up", "28 09-12 20"),
    "Book fair, spring edition Sat 9-12 x4": ("Book fair, spring edition", "28 09-12 4"),
    "扫雪 周六9-11点 不限": ("扫雪", "28 09-11 None"),
    "Night watch Sat 22-6 x2": ("Night watch", "28 22-06 2"),
    "志愿者培训 周六9-12点 5人": ("志愿者培训", "28 09-12 5"),
    "Sat 9-12 x4": ("", "28 09-12 4"),
    "Gate in 6 days 9-12 x3, 13-15 x2": ("Gate", "02 09-12 3", "02 13-15 2"),
    "值班 6天后9-12点3人": ("值班", "02 09-12 3"),
    "值班 六天后 9-12点 门口 3人": ("值班", "02 09-12 3 门口"),
    # Bare hours are those of the day.
    "Gate Sat 2-4 x3": ("Gate", "28 14-16 3"),
    "周六1-3点 5人": ("", "28 13-15 5"),
    # How many may stand in a clause of its own, for the shift before it or for each.
    "社区清扫 周六9-11点，5人": ("社区清扫", "28 09-11 5"),
    "社区清扫 周六9-11点，需要10人，会摄影": ("社区清扫", "28 09-11 10 会摄影"),
    "社区清扫 周六9-11点 招10人": ("社区清扫", "28 09-11 10"),
    "社区清扫 周六9-11点，周日9-11点，各5人": ("社区清扫", "28 09-11 5", "29 09-11 5"),
    "Clean-up Sat 9-11, Sun 9-11, 5 people each": ("Clean-up", "28 09-11 5", "29 09-11 5"),
    "3": ("3",),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "wanted"), READ.items(), ids=str)
def test_shifts_are_read_from_a_line(typed: str, wanted: tuple[str, ...]) -> None:
    """Of a shift that names no day it is the day before it; what is before all is the title."""
    read = shifts_in(typed, setting())
    said = [
        f"{each.starts.astimezone(ZONE):%d %H}-{each.ends.astimezone(ZONE):%H} {each.places}"
        + (f" {each.role}" if each.role else "")
        + (f" | {each.needs}" if each.needs else "")
        for each in read.found
    ]
    assert read.wrong is None
    assert (read.rest, *said) == wanted


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Sweep Sat 9:00 x3", "shift-until"),
        ("扫地 周六9点 3人", "shift-until"),
        ("Sweep yesterday 9-12 x3", "past"),
        ("Sweep 30 Nov - 4 Dec x3", "shift-long"),
        ("执勤 每天早上7:20-7:50 2人", "shift-repeats"),
    ],
)
def test_what_is_no_shift_is_asked_for_and_nothing_is_lost(typed: str, key: str) -> None:
    """The title is kept, and what was typed is named."""
    read = shifts_in(typed, setting())
    assert read.wrong is not None
    assert read.wrong.key == key
    assert read.rest in {"Sweep", "扫地", "执勤"}
    assert read.typed in typed


def test_a_stretch_of_time_is_kept_and_said() -> None:
    """A phrase that holds one comes out of a row as it went in, and says from when to when."""
    (shift,) = shifts_in("Sat 9-12", setting()).found
    phrase = Phrase("draft", "moment", (("at", shift.when),))
    assert unpacked(packed(phrase)) == phrase
    words = Catalogues.load(HOME / "words")
    assert words.say(phrase, Voice("en", ZONE, THURSDAY)) == "Sat 28 Nov 09:00–12:00 (Beijing)"
    assert words.say(phrase, Voice("zh", ZONE, THURSDAY)) == "11月28日(周六)09:00–12:00"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("typed", [each for each in READ if each != "3"], ids=str)
def test_a_form_shows_shifts_as_it_reads_them_again(typed: str, language: str) -> None:
    """Whoever opens the form and sends it unchanged changes nothing."""
    found = shifts_in(typed, setting()).found
    again = "\n".join(as_typed(each, setting(language)) for each in found)
    assert shifts_in(again, setting(language)).found == found
