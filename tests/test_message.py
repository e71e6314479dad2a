"""Cards: what they offer, and how they read line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.action import Action, Open
from bot.cut import clipped, units
from bot.domain.phrase import Phrase
from bot.message import (
    Bar,
    Bars,
    Button,
    Buttons,
    Card,
    Choice,
    Fields,
    File,
    Image,
    Link,
    Listing,
    Menu,
    Span,
    Style,
    Text,
    as_lines,
    as_text,
    bars_as_lines,
    block_lines,
    labelled,
    opened,
    said,
)

YES, NO, LATER = (
    Button(label, Action("meet.answer", (label,))) for label in ("Yes", "No", "Later")
)

CARD = Card(
    "Committee",
    (
        Text((Span("Room ", Style.BOLD), Span("204", link="https://muster.example/204"))),
        Listing((Text.of("Budget"), Text.of("Book ", "fair"))),
        Fields((("When", "Fri 27 Nov 18:00"), ("主讲", "小李"))),
        Bars((Bar("Yes", 3), Bar("No", 0)), 4),
        Choice((YES, NO)),
        Link("Minutes", "https://muster.example/m/1"),
        Image("hash", "A chart of who comes"),
        File("hash", "minutes.pdf"),
        Buttons((LATER,)),
        Menu((YES, NO), "B", 3),
    ),
)

READ = """\
Committee
Room 204
· Budget
· Book fair
When: Fri 27 Nov 18:00
主讲：小李
Yes ████████ 3 (75%)
No 0
{choice}Minutes: https://muster.example/m/1
A chart of who comes
minutes.pdf
{buttons}B3 Yes
B4 No"""


def test_a_card_reads_as_a_person_would() -> None:
    """Every shape has its lines, and buttons are read only where asked for."""
    assert as_text(CARD) == READ.format(choice="", buttons="")
    pressed = READ.format(choice="[Yes] [No]\n", buttons="[Later]\n")
    assert as_text(CARD, buttons=True) == pressed
    assert list(as_lines(CARD)) == as_text(CARD).splitlines()


def test_each_row_of_a_block_is_one_line() -> None:
    """Who cuts a block by its rows finds them as lines."""
    rows = [len(list(block_lines(block))) for block in CARD.blocks]
    assert rows == [1, 2, 2, 2, 0, 1, 1, 1, 0, 2]


def test_a_card_lists_what_it_offers() -> None:
    """Choices, buttons and menus are offers, in the order in which they are read."""
    assert list(CARD.buttons()) == [YES, NO, LATER, YES, NO]


def test_a_phrase_must_be_localised_before_it_is_read() -> None:
    """A key of the catalogues never reaches a person."""
    with pytest.raises(TypeError, match="not localised"):
        said(Phrase("poll", "closed"))
    with pytest.raises(TypeError, match="not localised"):
        as_text(Card(Phrase("poll", "closed")))


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("Room", "Room: 204"),
        ("地点", "地点：204"),
        ("费用（元）", "费用（元）：204"),
        ("Party 🎉", "Party 🎉: 204"),
        ("第2次", "第2次：204"),
        ("חדר", "חדר: 204"),
        ("2", "2: 204"),
        ("", "204"),
    ],
)
def test_the_colon_is_that_of_the_label(label: str, line: str) -> None:
    """Chinese labels take the wide colon, others the narrow one, and no label takes none."""
    assert labelled(label, "204") == line


@pytest.mark.parametrize(
    ("bar", "of", "line"),
    [
        (Bar("Library", 3), 5, "Library ██████ 3 (60%)"),
        (Bar("Library", 5), 5, "Library ██████████ 5 (100%)"),
        (Bar("Online", 0), 5, "Online 0"),
        (Bar("Online", 0), 0, "Online 0"),
        (Bar("Online", 1), 100, "Online 1 (1%)"),
        (Bar("", 2), 4, "█████ 2 (50%)"),
    ],
)
def test_shares_are_drawn_in_tenths(bar: Bar, of: int, line: str) -> None:
    """A bar has its label, ten blocks for the whole, its count and its share."""
    assert bars_as_lines(Bars((bar,), of)) == (line,)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_bar_is_never_longer_than_the_whole(number: int, of: int) -> None:
    """Whatever is counted, the drawing stays narrow."""
    (line,) = bars_as_lines(Bars((Bar("Library", number),), of))
    assert line.count("█") <= 10


def test_words_make_a_paragraph_in_one_style() -> None:
    """Each word becomes a span."""
    assert Text.of("a", "b", style=Style.BOLD) == Text(
        (Span("a", Style.BOLD), Span("b", Style.BOLD))
    )


def test_an_open_action_fits_on_a_card() -> None:
    """Widening changes the type that a checker sees, not the action."""
    action: Open[int] = Open("poll.edit", (5,))
    assert opened(action) is action


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("x" * 200, 200, "x" * 200),
        ("x" * 201, 200, "x" * 199 + "…"),
        ("Room 204", 6, "Room…"),
        ("ab👨‍👩‍👧cd", 5, "ab…"),
        ("🇨🇳🇩🇪", 3, "🇨🇳…"),
    ],
)
def test_what_is_too_long_is_clipped_between_characters(text: str, most: int, shown: str) -> None:
    """An ellipsis stands for the rest, and half a character never does."""
    assert clipped(text, most) == shown


def test_what_is_counted_in_utf_16_is_clipped_by_that() -> None:
    """A character beyond the basic plane counts twice."""
    assert units("a📋") == 3
    assert clipped("📋📋📋", 5, units) == "📋📋…"
