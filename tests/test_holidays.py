"""Holidays from where the settings say, and what is wrong with a file of them."""

from datetime import date
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.holidays import workdays


def test_china_knows_its_make_up_days() -> None:
    """The national holiday is off, the Saturday after it is worked."""
    china = workdays("cn")
    assert date(2026, 10, 1) not in china
    assert date(2026, 10, 10) in china
    assert china.after(date(2026, 9, 30), 1) == date(2026, 10, 8)


def test_without_holidays_it_is_monday_to_friday() -> None:
    """Christmas is a Friday like any other."""
    plain = workdays("none")
    assert date(2026, 12, 25) in plain
    assert date(2026, 12, 26) not in plain


YAML = """\
holidays:
  - 2026-12-24 to 2026-12-26
  - 2027-01-01
workdays: [2026-12-19]
"""
CSV = """\
日期,类型
2026-12-24..2026-12-26,放假
2027-01-01,holiday,New Year
2026-12-19,补班
"""


@pytest.mark.parametrize(("name", "text"), [("days.yaml", YAML), ("days.csv", CSV)])
def test_a_file_lists_days(tmp_path: Path, name: str, text: str) -> None:
    """Both kinds of file say the same, with a mark in front or without."""
    path = tmp_path / name
    for mark in ("", "\ufeff"):
        path.write_text(mark + text, "utf-8")
        days = workdays(path)
        assert date(2026, 12, 25) not in days
        assert date(2026, 12, 19) in days
        assert days.unknown(date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1)) == (2028,)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.yaml", "holidays:\n  - 2026-02-30\n", 'a.yaml:2: "2026-02-30" is no day: write it'),
        ("a.yaml", "holiday: [2026-01-01]\n", 'a.yaml:1: unknown key "holiday"; there are:'),
        ("a.yaml", "holidays:\n  - 2026-01-03..2026-01-01\n", "a.yaml:2:"),
        ("a.yaml", "", "lists no holiday"),
        ("a.csv", "2026-01-01,holiday\n\n1 May,holiday\n", 'a.csv:3: "1 May" is no day'),
        ("a.csv", "2026-01-01,party\n", "a.csv:1: after the day stands holiday or workday, not"),
        ("a.csv", "2026-01-01\n", "a.csv:1: after the day stands holiday or workday"),
    ],
)
def test_a_wrong_file_says_where(tmp_path: Path, name: str, text: str, says: str) -> None:
    """What is wrong is told with its line and with what to write."""
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as error:
        workdays(path)
    assert says in str(error.value).replace(f"{tmp_path}/", "")


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    """One start reports all of them."""
    path = tmp_path / "days.csv"
    path.write_text("x,holiday\ny,holiday\n", "utf-8")
    with pytest.raises(ConfigError) as error:
        workdays(path)
    assert len(str(error.value).splitlines()) == 2


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The setting and the file are named."""
    with pytest.raises(ConfigError, match=r"organisation\.holidays: the file .*gone\.yaml cannot"):
        workdays(tmp_path / "gone.yaml")
