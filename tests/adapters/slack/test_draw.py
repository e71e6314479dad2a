"""Cards and forms as Slack shows them: within its limits, and every text a text."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.slack.draw import CAN, MOST_ON_HOME, attachments, draw, draw_all, fallback
from adapters.slack.modal import draw_form, errors_of, first_field
from adapters.slack.read import Kept, Spot
from bot.action import Action, Open
from bot.adapter import Drawn, DrawnForm
from bot.domain.identity import PersonId
from bot.fit import fit
from bot.localise import localise
from bot.message import (
    Bar,
    Bars,
    Block,
    Button,
    Buttons,
    Card,
    Choice,
    FieldKind,
    Fields,
    File,
    Form,
    FormField,
    Image,
    Link,
    Listing,
    Menu,
    Span,
    Style,
    Text,
    Weight,
)
from bot.words import Catalogues, Voice, without_isolates
from tests.doubles.slack.blocks import (
    labels_of,
    live_parts,
    problems_of_message,
    problems_of_view,
    text_of,
)

ANSWER = Action("poll.answer", (1, 2))
EDIT: Open[object] = Open("draft.edit", (1,))
LIBRARY = Button("Library", ANSWER)
CHANGE = Button("Change", EDIT, Weight.DANGER)
TOKENS: dict[Action | Open[Any], str] = {ANSWER: "T1", EDIT: "T2"}
VOICE = Voice("en", ZoneInfo("UTC"), datetime(2026, 11, 26, 1, tzinfo=UTC))


def plain(text: str) -> dict[str, Any]:
    """Return a text object that is read for no marks."""
    return {"type": "plain_text", "text": text, "emoji": False}


def rich(*runs: dict[str, Any]) -> dict[str, Any]:
    """Return a block of rich text with one section."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [*runs]}]}


def run(text: str, **more: Any) -> dict[str, Any]:
    """Return a run of text."""
    return {"type": "text", "text": text, **more}


BLOCKS: list[tuple[Block, Any]] = [
    (
        Text((Span("Hi ", Style.BOLD | Style.CODE), Span("Ben", mention=PersonId(2)))),
        rich(run("Hi ", style={"bold": True, "code": True}), run("Ben")),
    ),
    (
        Text((Span("small print", Style.ITALIC),)),
        {"type": "context", "elements": [plain("small print")]},
    ),
    (
        Text((Span("a page", link="https://a.example/"),)),
        rich({"type": "link", "url": "https://a.example/", "text": "a page"}),
    ),
    (Text((Span("a trap", link="javascript:alert(1)"),)), rich(run("a trap"))),
    (
        Listing((Text.of("a"), Text.of("b"))),
        {"type": "rich_text", "elements": [{
            "type": "rich_text_list", "style": "bullet", "elements": [
                {"type": "rich_text_section", "elements": [run("a")]},
                {"type": "rich_text_section", "elements": [run("b")]},
            ],
        }]},
    ),
    (
        Listing((Text.of("1. a"), Text.of("b")), bullets=False),
        rich(run("1. a"), run("\n"), run("b")),
    ),
    (
        Fields((("Where", "Room 204"), ("", "x"))),
        rich(run("Where: ", style={"bold": True}), run("Room 204"), run("\n"), run("x")),
    ),
    (Bars((Bar("Library", 2),), of=2), rich(run("Library ██████████ 2 (100%)"))),
    (
        Buttons((LIBRARY, CHANGE)),
        {"type": "actions", "elements": [
            {"type": "button", "text": plain("Library"), "value": "T1", "action_id": "do-1"},
            {"type": "button", "text": plain("Change"), "value": "T2", "action_id": "form-2",
             "style": "danger"},
        ]},
    ),
    (Menu((LIBRARY,), "C", 4), rich(run("C4 Library"))),
    (
        Link("Page", "https://a.example/"),
        rich({"type": "link", "url": "https://a.example/", "text": "Page"}),
    ),
    (Link("Page", "/inside"), rich(run("Page: /inside"))),
    (Image("ab", "a cat"), rich(run("a cat"))),
    (
        Image("ab", "a cat", "https://a.example/c.png"),
        {"type": "image", "image_url": "https://a.example/c.png", "alt_text": "a cat"},
    ),
    (File("ab", "list.csv"), rich(run("list.csv"))),
]  # fmt: skip


@pytest.mark.parametrize(("block", "wanted"), BLOCKS, ids=[type(b).__name__ for b, _ in BLOCKS])
def test_every_block_has_its_shape(block: Block, wanted: Any) -> None:
    """Each kind of block is drawn as Slack takes it."""
    drawn = draw(Drawn(Card(None, (block,)), "x", TOKENS))
    assert drawn == [wanted]
    assert problems_of_message(drawn) == []


def test_a_title_is_a_heading_unless_it_is_all_that_is_said() -> None:
    """A note is a line, even with a button; a card has a heading."""
    note = draw(Drawn(Card("Noted.", (Buttons((LIBRARY,)),)), "x", TOKENS))
    assert note[0] == rich(run("Noted."))
    card = draw(Drawn(Card("Where?", (Text.of("x"),)), "x"))
    assert card[0] == {"type": "header", "text": plain("Where?")}
    long = draw(Drawn(Card("W" * 151, (Text.of("x"),)), "x"))
    assert long[0]["type"] == "rich_text"


def test_many_answers_are_a_list() -> None:
    """Up to ten stand side by side, more are selected; all of them can be."""
    options = tuple(Button(f"Option {n}", Action("poll.answer", (1, n))) for n in range(30))
    tokens: dict[Action | Open[Any], str] = {each.action: f"T{n}" for n, each in enumerate(options)}
    few = draw(Drawn(Card("Which?", (Choice(options[:10]),)), "x", tokens))
    assert [each["type"] for each in few[1]["elements"]] == ["button"] * 10
    many = draw(Drawn(Card("Which?", (Choice(options),)), "x", tokens))
    (select,) = many[1]["elements"]
    assert (select["type"], len(select["options"])) == ("static_select", 30)
    assert select["options"][29] == {"text": plain("Option 29"), "value": "T29"}


def test_a_long_list_of_things_keeps_all_its_buttons() -> None:
    """Where there are more blocks than a message takes, the buttons stand together below."""
    things = [Action("poll.answer", (n,)) for n in range(60)]
    blocks: list[Block] = []
    for number, each in enumerate(things):
        blocks += [Text.of(f"Thing {number}"), Buttons((Button(f"Do {number}", each),))]
    drawn = Drawn(Card("Mine", tuple(blocks)), "x", dict.fromkeys(things, "T"))
    for most in (50, MOST_ON_HOME):
        found = draw_all([drawn], most)
        assert len(found) <= most
        assert len(list(labels_of(found))) == 60
        assert "Thing 59" in text_of(found)


def test_files_go_along_and_pictures_of_the_web_do_not() -> None:
    """What is stored is uploaded; what can be seen by its address need not be."""
    card = Card(None, (File("ab", "a.csv"), Image("cd", "cat"), Image("ef", "x", "https://a.b/c")))
    assert [(each.file, each.name) for each in attachments(card)] == [("ab", "a.csv"), ("cd", None)]


FIELDS = (
    FormField("closes", "Until", FieldKind.TIME, "yesterday", "say when", error="That is past."),
    FormField(
        "names", "Names", FieldKind.ONE_OF, "all of them",
        options=(("all", "all of them"), ("none", "nobody")), required=True,
    ),
    FormField("options", "Options", FieldKind.LINES, "a\nb"),
)  # fmt: skip
FORM = DrawnForm(Form("A rather long title of a form", FIELDS, "Send", EDIT), "T")
KEPT = Kept.of("T", Spot("U1", "C1"))


def test_a_form_says_what_is_wrong_and_keeps_what_was_typed() -> None:
    """Every field has its value, its choices, its hint; an error stands above its field."""
    view = draw_form(FORM, KEPT)
    assert problems_of_view(view) == []
    error, closes, names, options = view["blocks"]
    assert error["text"]["text"] == "⚠ That is past."
    assert closes["element"]["initial_value"] == "yesterday"
    assert (closes["hint"]["text"], closes["optional"]) == ("say when", True)
    assert names["element"]["initial_option"]["value"] == "all"
    assert names["optional"] is False
    assert options["element"]["multiline"] is True
    assert view["title"]["text"] == "A rather long title of…"


def test_an_open_form_is_told_what_is_wrong_where_it_can_be() -> None:
    """Errors stand at fields that are there; else the form is drawn anew."""
    view = draw_form(FORM, KEPT)
    assert errors_of(FORM.form, view) == {"closes": "That is past."}
    assert first_field(view) == "closes"
    fewer = {**view, "blocks": view["blocks"][2:]}
    assert errors_of(FORM.form, fewer) is None
    assert errors_of(replace(FORM.form, fields=FIELDS[1:]), view) is None


HOSTILE = [
    "<!channel> <!here> <!everyone>", "<@U0MUSTER> <#C1> <!subteam^S1>", "<https://evil.example|x>",
    "*bold* _italic_ ~gone~ `code` ```pre```", "> quoted", ":smile: @channel @here #general",
    "https://evil.example/?a=1&b=2", "[x](https://evil.example) **b** __i__ ||spoiler||",
    '<b>x</b> <a href="tg://user?id=1">x</a>', "@all @所有人 <font color=red>x</font>",
    "\u202eright to left\u202c \u2067x\u2069 שלום مرحبا", "&amp; &lt; &#60;", "\u200b\u2060\ufeff",
    "👩\u200d👩\u200d👧\u200d👦" * 30, "x" * 200, "e\u0301" * 80, "\r\n\t", "",
]  # fmt: skip
hostile = st.lists(
    st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    min_size=1, max_size=3,
).map(" ".join)  # fmt: skip


def cards(texts: list[str]) -> Card:
    """Return a card that holds texts wherever one can stand."""
    a, b, c, d = texts
    return Card(a, (
        Text((Span(b), Span(c, Style.BOLD), Span(d, Style.ITALIC))), Text.of(a, style=Style.ITALIC),
        Listing((Text.of(b), Text.of(c))), Fields(((a, b), (c, d))),
        Bars((Bar(a, 1), Bar(b, 0)), of=1), Link(c, "x"), File("ab", d), Image("ab", a),
        Choice((Button(b, ANSWER),)), Buttons((Button(c, EDIT),)),
    ))  # fmt: skip


@given(st.lists(hostile, min_size=4, max_size=4))
def test_what_people_type_mentions_links_and_formats_nothing(texts: list[str]) -> None:
    """Names, questions, options, answers with the marks of four platforms: they are just text."""
    said = localise(cards(texts), Catalogues({"en": {}}), VOICE)
    for card in fit(said, CAN):
        drawn = Drawn(card, "x", TOKENS)
        blocks = draw(drawn)
        assert problems_of_message(blocks) == []
        assert list(live_parts(blocks)) == []
        shown = fallback(drawn)
        assert 0 < len(shown) <= 4000
        assert "<" not in shown
        assert ">" not in shown
        json.dumps(blocks).encode()


@given(st.lists(hostile, min_size=4, max_size=4))
def test_forms_take_whatever_was_typed(texts: list[str]) -> None:
    """Labels, hints, errors, values and choices stay within the limits."""
    a, b, c, d = texts
    fields = (
        FormField("one", a, FieldKind.LINE, b, hint=c, error=d),
        FormField("two", b, FieldKind.ONE_OF, c, options=(("x", c), ("y", d))),
    )
    view = draw_form(DrawnForm(Form(a, fields, b, EDIT, (c, d)), "T"), KEPT)
    assert problems_of_view(view) == []


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=400))
def test_a_text_is_shown_as_it_was_typed(text: str) -> None:
    """Nothing is changed in what people read, but for marks that nobody sees."""
    said = localise(Card(None, (Text.of("|", text, "|"),)), Catalogues({"en": {}}), VOICE)
    shown = text_of(draw(Drawn(said, "x")))
    assert without_isolates(shown) == without_isolates(f"|{text}|")
