"""How cards look on DingTalk: as cards, as messages; and that what people type stays text."""

import json
from typing import Any
from urllib.parse import unquote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.dingtalk.draw import (
    Post,
    draw_card,
    draw_post,
    files_of,
    images_of,
    note_params,
    title_of,
)
from adapters.dingtalk.markdown import escaped, link, sends
from bot.action import Action, Open
from bot.adapter import Drawn
from bot.message import (
    Bar,
    Bars,
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
)
from tests.doubles.dingtalk.limits import bad_message, bad_params, bad_webhook
from tests.doubles.dingtalk.seen import read_markdown

A, B = Action("test.a"), Action("test.b", (1,))
TOKENS: dict[Action | Open[Any], str] = {A: "~aaaaaaa", B: "~bbbbbbb"}


def drawn(*blocks: Block, title: str | None = "Title") -> Drawn:
    """Return a card ready to be drawn."""
    return Drawn(Card(title, blocks), "test.view", TOKENS)


def post(*blocks: Block, title: str | None = "Title", private: bool = False, **more: Any) -> Post:
    """Draw a message."""
    how: dict[str, Any] = {"media": {}, "hint": "", **more}
    return draw_post(drawn(*blocks, title=title), private=private, **how)


def buttons(params: dict[str, str]) -> list[dict[str, Any]]:
    """Return the buttons of a card."""
    found: list[dict[str, Any]] = json.loads(params["sys_full_json_obj"])["msgButtons"]
    return found


@pytest.mark.parametrize(
    ("block", "source"),
    [
        (Text.of("plain"), "plain"),
        (Text((Span("b ", Style.BOLD), Span("it", Style.ITALIC | Style.BOLD))), "**b** ***it***"),
        (Text((Span("here", link="https://x.example/a(b)"),)), "[here](https://x.example/a%28b%29)"),
        (Text((Span("here", link="javascript:alert(1)"),)), "here"),
        (Listing((Text.of("a"), Text.of("b"))), "· a  \n· b"),
        (Listing((Text.of("1. a"), Text.of("b")), bullets=False), "1\\. a  \nb"),
        (Fields((("At", "Room *2*"), ("On", "day 1"))), "**At** Room \\*2\\*  \n**On** day 1"),
        (Bars((Bar("Tea", 1), Bar("Beer", 0)), 1), "Tea ██████████ 1 (100%)  \nBeer 0"),
        (Link("page", "https://x.example"), "[page](https://x.example)"),
        (Image("f1", "A chart"), "A chart"),
        (Image("f1", "A chart", "https://x.example/c.png"), "![A chart](https://x.example/c.png)"),
        (File("f2", "list.csv"), "list.csv"),
        (File("f2", "list.csv", "https://x.example/l"), "[list.csv](https://x.example/l)"),
        (Text.of("two\nlines"), "two  \nlines"),
    ],
)  # fmt: skip
def test_each_block_has_its_shape(block: Block, source: str) -> None:
    """Each block, as the source of the markdown that shows it, on cards and in messages alike."""
    assert draw_card(drawn(block), {})["markdown"] == source
    assert post(block, title=None).text == source


def test_a_card_has_its_buttons_in_order() -> None:
    """Buttons carry their token, a colour for their weight, and ask to be called back."""
    first = Buttons((Button("Post", A, Weight.PRIMARY),))
    params = draw_card(drawn(first, Choice((Button("Tea", B),))), {})
    assert buttons(params) == [
        {"text": "Post", "color": "blue", "id": "~aaaaaaa", "request": True},
        {"text": "Tea", "color": "gray", "id": "~bbbbbbb", "request": True},
    ]
    assert bad_params(params) is None


def test_a_card_names_all_its_values() -> None:
    """Buttons that are gone are taken off, not left out: a change keeps what it does not name."""
    params = draw_card(drawn(Text.of("over")), {})
    assert set(params) == {"title", "markdown", "tips", "sys_full_json_obj"}
    assert buttons(params) == []


def test_a_picture_stands_where_it_was_taken_up() -> None:
    """A stored picture shows by its id at DingTalk."""
    image = Image("f1", "A chart")
    assert draw_card(drawn(image), {"f1": "@lAz1"})["markdown"] == "![A chart](@lAz1)"
    assert [each.file for each in images_of(drawn(image).card)] == ["f1"]


def test_only_files_of_kinds_that_can_be_sent_are_handed_over() -> None:
    """A PDF goes as a file of its own; a table of a kind that cannot go is named."""
    card = drawn(File("f1", "a.PDF"), File("f2", "b.csv")).card
    assert [each.file for each in files_of(card)] == ["f1"]


MENU = Menu((Button("Tea & [cake]", A), Button("Beer", B)), "C")


def test_a_menu_in_a_group_has_links_and_a_hint() -> None:
    """Each choice is a link that sends its code; below all stands how it is typed."""
    found = post(MENU, Text.of("after"), hint="@ me first")
    reading = read_markdown(found.text)
    assert reading.text == "Title\nC1 Tea & [cake]\nC2 Beer\nafter\n@ me first"
    assert reading.links == (
        ("C1 Tea & [cake]", "dtmd://dingtalkclient/sendMessage?content=C1"),
        ("C2 Beer", "dtmd://dingtalkclient/sendMessage?content=C2"),
    )
    assert found.buttons == ()


def test_a_menu_in_private_has_buttons() -> None:
    """In private, where a sent text always arrives, the choices are buttons with their codes."""
    found = post(MENU, private=True)
    assert [label for label, _ in found.buttons] == ["C1 Tea & [cake]", "C2 Beer"]
    assert bad_webhook(found.as_webhook()) is None
    assert found.as_message()[0] == "sampleActionCard2"
    assert bad_message(*found.as_message()) is None


@pytest.mark.parametrize("count", [1, 2, 5, 6, 30])
def test_any_number_of_buttons_can_be_sent(count: int) -> None:
    """The interface takes five; more become links, and none is lost."""
    menu = Menu(tuple(Button(f"option {n}", Action("test.n", (n,))) for n in range(count)), "A")
    found = post(menu, private=True)
    kind, param = found.as_message()
    assert bad_message(kind, param) is None
    values = json.loads(param)
    links = [url for _, url in read_markdown(values["text"]).links]
    links += [
        value
        for name, value in values.items()
        if name.lower().startswith(("actionurl", "singleurl"))
    ]
    assert links == [sends(f"A{n}") for n in range(1, count + 1)]
    assert bad_webhook(found.as_webhook()) is None


def test_buttons_where_no_card_can_go_send_their_token() -> None:
    """With somebody from outside, a button is a link that sends what a press would."""
    found = post(Buttons((Button("Yes", A),)), private=True)
    assert found.buttons == (("Yes", "dtmd://dingtalkclient/sendMessage?content=~aaaaaaa"),)


@pytest.mark.parametrize("text", ["投票", "A 1+2&x=y", "a/b?c#d", "é"])
def test_what_a_link_sends_comes_back(text: str) -> None:
    """The text in a link is escaped whole, and its host is in small letters."""
    url = sends(text)
    assert url.startswith("dtmd://dingtalkclient/sendMessage?content=")
    assert unquote_plus(url.partition("=")[2]) == text


def test_lists_of_chats_say_something() -> None:
    """A message's title is its first line, cut, without marks of direction; never nothing."""
    assert title_of(Card("\u2068Tea\u2069?")) == "Tea?"
    assert title_of(Card(None, (Text.of(""), Text.of("x" * 99)))) == "x" * 59 + "…"
    assert title_of(Card(None, (Buttons(()),))) == "…"


# What people type

HOSTILE = [
    "*bold* _it_ **x** __y__ ~~gone~~ `code` ```\nblock\n```",
    "# heading\n> quote\n- list\n+ list\n1. list\n2) list\n--- \n===\n| a | b |",
    "[text](https://evil.example) ![img](https://evil.example/x.png) <https://evil.example>",
    "https://evil.example www.evil.example HTTP://EVIL.example dtmd://dingtalkclient/sendMessage?content=x",
    "<a atId=0147>@老板</a> <font color=red>red</font> @所有人 @all @0147 <!channel> <@U123>",
    "&lt;b&gt; &#42;x&#42; &nbsp;",
    "\u202eright to left\u202c \u2066isolated",
    "\\*already\\* \\[escaped\\]\\(x\\)",
    "    indented\n\tcode",
    "a  \n\n\n\nb\r\nc\rd\u2028e",
    "👩‍👩‍👧‍👦 🇨🇳 é\u0301",
    ']( [x]: https://evil.example "t"',
]  # fmt: skip

_TYPED = st.text(
    st.sampled_from(list("*_`~[]()<>#+-.!|\\&@:/ \n\t1aw。中é\u200b\u202e\"'{}=;"))
    | st.characters(exclude_categories=["Cs", "Cc"]),
    max_size=60,
) | st.sampled_from(HOSTILE)
"""What people may type: above all what means something to some platform."""


def shown(text: str) -> str:
    """Return a text as its readers should see it, blanks aside."""
    return "".join(text.split())


@given(_TYPED)
@example("*a*")
def test_typed_text_stays_text(text: str) -> None:
    """Whatever is typed shows as it was typed: no format, no link, no picture."""
    reading = read_markdown(escaped(text))
    assert (reading.formats, reading.links, reading.images) == ((), (), ())
    assert shown(reading.text.replace("\u2060", "")) == shown(_seen(text))


def _seen(text: str) -> str:
    """Take out what is no text: controls, and the joiner that the drawing puts in itself."""
    return "".join(
        each for each in text.replace("\u2060", "")
        if each in "\n\t\u2028\u2029" or (ord(each) >= 0x20 and not 0x7F <= ord(each) <= 0x9F)
    )  # fmt: skip


@given(_TYPED, _TYPED)
def test_typed_text_does_nothing_on_cards_and_messages(title: str, label: str) -> None:
    """As a title, a value, a choice and a label, what people type passes all limits as text."""
    blocks: tuple[Block, ...] = (
        Fields(((label, title),)), Bars((Bar(label, 1),), 1), Listing((Text.of(label),)),
        Image("f", label), File("f", label or "x"), Buttons((Button(label or "x", A),)),
    )  # fmt: skip
    card = drawn(*blocks, title=title)
    params = draw_card(card, {})
    assert bad_params(params) is None
    reading = read_markdown(params["markdown"])
    assert (reading.links, reading.images) == ((), ())
    assert set(reading.formats) <= {"bold"}
    for private in (True, False):
        found = draw_post(card, private=private, media={}, hint="")
        assert bad_webhook(found.as_webhook()) is None
        assert bad_message(*found.as_message()) is None
        assert "at" not in found.as_webhook()


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=2_500, max_size=2_500))
@example("\\" * 2_500)
@example("😀" * 2_500)
@example('"' * 2_500)
def test_the_longest_text_passes_the_limits(text: str) -> None:
    """As much as a message may hold fits, whatever each character takes once it is escaped."""
    found = post(Text.of(text), title=None)
    assert bad_message(*found.as_message()) is None
    assert bad_webhook(found.as_webhook()) is None


@given(_TYPED)
def test_notes_are_plain(text: str) -> None:
    """What one person alone is told stands in a line that knows no markdown."""
    assert bad_params(note_params(text)) is None


def test_labels_of_links_are_text() -> None:
    """What stands on a link cannot end it."""
    found = read_markdown(link("a](https://evil.example)[b", "https://good.example"))
    assert found.links == (("a](https:\u2060//evil.example)[b", "https://good.example"),)
