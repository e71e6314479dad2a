"""Cards as Telegram takes them: what is seen, what can be pressed, and what never comes alive."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.telegram.draw import Attachment, Key, Sheet, draw, inert
from adapters.telegram.wire import CAN
from bot.action import Action
from bot.adapter import Drawn
from bot.cut import units
from bot.fit import fit
from bot.message import (
    Block,
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
    Weight,
    as_text,
)
from bot.words import isolated
from tests.doubles.telegram import limits
from tests.doubles.telegram.text import Parsed, parse

JOINER = "\u2060"


def drawn(title: str | None, *blocks: Block) -> Drawn:
    """Return a card with a token for each of its actions."""
    card = Card(title, blocks)
    tokens = {each.action: f"T{number}" for number, each in enumerate(card.buttons())}
    return Drawn(card, "test", tokens)


def sheet(title: str | None, *blocks: Block) -> Sheet:
    """Draw a card."""
    return draw(drawn(title, *blocks))


def offers(*labels: str, weight: Weight = Weight.PLAIN) -> tuple[Button, ...]:
    """Return buttons of labels, each with an action of its own."""
    return tuple(Button(each, Action("s", (n,)), weight) for n, each in enumerate(labels))


def seen(found: Sheet) -> Parsed:
    """Read a sheet as Telegram does, within its limits."""
    parsed = limits.text(found.html, "HTML", limits.TEXT, "message")
    limits.keyboard(as_markup(found.keys))
    return parsed


def as_markup(rows: Sequence[Sequence[Key]]) -> dict[str, Any]:
    """Return the keyboard of a sheet as it is sent."""
    return {
        "inline_keyboard": [
            [{"text": key.label, "callback_data": key.token} for key in row] for row in rows
        ]
    }


def test_a_card_is_bold_above_and_plain_below() -> None:
    """The title stands out, a line apart from what follows; labels of fields are bold, too."""
    found = sheet(
        "Where to meet?",
        Text((Span("Hello "), Span("you", Style.BOLD | Style.ITALIC), Span("poll", Style.CODE))),
        Listing((Text.of("one"), Text.of("two"))),
        Listing((Text.of("1. Ben"), Text.of("2. Cleo")), bullets=False),
        Fields((("Until", "Fri"), ("", "more"))),
    )
    assert found.html == (
        "<b>Where to meet?</b>\n\nHello <b><i>you</i></b><code>poll</code>\n· one\n· two\n"
        "1. Ben\n2. Cleo\n"
        "<b>Until: </b>Fri\nmore"
    )


def test_a_title_alone_has_no_empty_line_below() -> None:
    """What has only buttons besides is one line."""
    assert sheet("Done", Buttons(offers("Undo"))).html == "<b>Done</b>"


def test_links_lead_where_they_say_and_nowhere_else() -> None:
    """A page is linked by its label; what is no address of a page is words."""
    assert sheet(None, Link("The page", "https://x.org/?a=1&b=2")).html == (
        '<a href="https://x.org/?a=1&amp;b=2">The page</a>'
    )
    for bad in ("javascript:alert(1)", "tg://user?id=1", "/polls/1", "https://"):
        assert seen(sheet(None, Link("Go", bad), Text((Span("there", link=bad),)))).entities == ()


def test_a_menu_is_read_line_by_line() -> None:
    """Where there are too many buttons, codes are typed."""
    assert sheet(None, Menu(offers("Tea", "Coffee"), "C", 3)).html == "C3 Tea\nC4 Coffee"


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        (["Yes", "No"], [2]),
        (["A", "B", "C", "D"], [4]),
        (["Post", "Edit", "More…", "Cancel"], [2, 2]),
        (["发布", "修改", "更多…", "取消"], [2, 2]),
        (["In the library, at nine", "Online"], [1, 1]),
        (["图书馆", "204", "线上"], [3]),
        ([f"Option {n}" for n in range(5)], [2, 2, 1]),
    ],
)
def test_buttons_stand_in_rows_that_a_telephone_can_show(
    labels: list[str], rows: list[int]
) -> None:
    """Short ones side by side and evenly, long ones one below the other."""
    found = sheet("Q", Choice(offers(*labels)))
    assert [len(row) for row in found.keys] == rows
    assert [key.label for row in found.keys for key in row] == labels


def test_buttons_show_their_weight_and_always_say_something() -> None:
    """What is grave is red; a label of blanks, or of marks nobody sees, is a sign all the same."""
    found = sheet("Q", Buttons(offers("Delete", " \u2060", weight=Weight.DANGER)))
    assert found.keys == ((Key("Delete", "T0", "danger"), Key("…", "T1", "danger")),)


def test_files_go_along() -> None:
    """A picture and a file are attached."""
    card = drawn("Week", Image("f1", "8 came"), File("f2", "名单.xlsx", "https://x.org/f"))
    assert draw(card).attachments == (
        Attachment("f1", "8 came", picture=True),
        Attachment("f2", "名单.xlsx", picture=False),
    )


# Hostile text

HOSTILE = [
    "@muster_bot", "@all", "<b>x</b>", '<a href="tg://user?id=1">x</a>', "&lt;&#60;", "*_[]()~`>#",
    "https://evil.example/x", "evil.example", "192.168.1.1", "/poll", "/poll@muster_bot", "#tag",
    "＃标签", "$USD", "+49 170 1234567", "a@b.example", "<!channel>", "<@U123>", "tg://resolve",
    "\u202eabc", "\u2068", "\u2069", "```\ncode\n```", "[x](http://evil.example)", "<script>",
    "שלום", "😀" * 40, "\u2060", "e\u0301", "<", "&", "t.me/x",
]  # fmt: skip
pieces = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20
)
words = st.builds(lambda parts: isolated(" ".join(parts)), st.lists(pieces, max_size=6))
joined = st.builds(lambda parts: isolated("".join(parts)), st.lists(pieces, max_size=6))
texts = words | joined
styles = st.sampled_from([Style.PLAIN, Style.BOLD, Style.ITALIC, Style.BOLD | Style.ITALIC])
spans = st.builds(Span, texts, styles)
blocks = (
    st.builds(lambda each: Text(tuple(each)), st.lists(spans, max_size=3))
    | st.builds(lambda each: Listing(tuple(map(Text.of, each))), st.lists(texts, max_size=3))
    | st.builds(lambda rows: Fields(tuple(rows)), st.lists(st.tuples(texts, texts), max_size=3))
    | st.builds(lambda each: Buttons(offers(*each)), st.lists(texts, min_size=1, max_size=6))
)


@given(texts | st.none(), st.lists(blocks, max_size=4))
@example("@a" * 1_500, [])
@example("😀" * 1_990, [])
@example(None, [Text.of("/a" * 4_000)])
@example(None, [Text((Span("#"), Span("A"))), Text((Span("evil"), Span(".example")))])
@example(None, [Text(tuple(Span("x ", Style.BOLD | Style.ITALIC) for _ in range(300)))])
def test_what_people_typed_stays_text(title: str | None, body: list[Block]) -> None:
    """Nothing of it becomes a mention, a link, a command or a mark, and nothing of it is lost."""
    for page in fit(Card(title, tuple(body)), CAN):
        found = draw(Drawn(page, "test", {each.action: "T" for each in page.buttons()}))
        parsed = seen(found)
        assert parsed.found == ()
        assert {each.kind for each in parsed.entities} <= {"bold", "italic"}
        assert units(parsed.text) == found.units
        plain = [line for line in parsed.text.replace(JOINER, "").split("\n") if line]
        shown = [line for line in as_text(page).replace(JOINER, "").split("\n") if line]
        assert plain == shown or parsed.text == "…"


@given(texts)
def test_a_text_is_made_inert_once(text: str) -> None:
    """What is inert has nothing left to be made so, and reads as before."""
    once = inert(text)
    assert inert(once).replace(JOINER, "") == text.replace(JOINER, "")
    assert parse(once, None).found == ()


def test_plain_talk_is_left_alone() -> None:
    """Prices, times, dates and sentences hold no hidden signs."""
    for text in ("3.14", "18:00", "12/1 9:30", "Library / Online", "50 %", "A. B. C", "C#", "5 $"):
        assert inert(text) == text


def test_what_is_to_be_copied_holds_no_hidden_signs() -> None:
    """A command that is shown as code can be copied as it stands, and is no link there."""
    parsed = seen(sheet(None, Text((Span("/poll Where? a.example", Style.CODE),))))
    assert parsed.text == "/poll Where? a.example"
    assert parsed.found == ()
