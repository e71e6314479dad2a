"""What a window is shown: plain JSON in which every text is text."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web.draw import (
    draw_card,
    draw_chosen,
    draw_form,
    draw_line,
    draw_note,
    draw_shown,
    file_url,
    ref_of,
    talk,
)
from adapters.web.house import House, Person, Room, Team
from adapters.web.journal import as_frame
from adapters.web.read import Kind, Ref
from bot.action import Action, Chosen, Open
from bot.adapter import Drawn, DrawnForm
from bot.domain.identity import AccountId, PersonId, Purpose, Role, RoomId
from bot.event import Heard, HeardFile, Origin
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
from bot.ports import Line

NOW = datetime(2026, 11, 26, 1, tzinfo=UTC)
ANA = Person(AccountId(1), "en.ana", "Ana", Role.ORGANISER)
MAIN = Room(RoomId(1), "en.main", "Everybody", Purpose.MAIN)
HOUSE = House([Team("en", "Study group", "Muster", (ANA,), (MAIN,))])

ANSWER, OTHER = Action("poll.answer", (1, 2)), Action("poll.answer", (1, 3))
EDIT: Open[object] = Open("draft.edit", (1,))
LIBRARY = Button("Library", ANSWER)
CHANGE = Button("Change", EDIT, Weight.DANGER)

BLOCKS: list[tuple[Block, Any]] = [
    (
        Text((Span("Hi ", Style.BOLD | Style.CODE), Span("Ben", mention=PersonId(2)))),
        {
            "kind": "text",
            "spans": [
                {"text": "Hi ", "bold": True, "code": True},
                {"text": "Ben", "mention": True},
            ],
        },
    ),
    (Listing((Text.of("a"), Text.of("b"))), {"kind": "list", "items": [
        [{"text": "a"}], [{"text": "b"}],
    ]}),
    (Listing((Text.of("1. Ben"),), bullets=False), {"kind": "list", "bare": True, "items": [
        [{"text": "1. Ben"}],
    ]}),
    (Fields((("Where", "Room 204"),)), {"kind": "fields", "rows": [["Where", "Room 204"]]}),
    (
        Bars((Bar("Library", 2), Bar("Online", 0, right=True)), of=2),
        {"kind": "bars", "of": 2, "bars": [
            {"label": "Library", "count": 2}, {"label": "Online", "count": 0, "right": True},
        ]},
    ),
    (
        Buttons((LIBRARY, CHANGE)),
        {"kind": "buttons", "buttons": [
            {"label": "Library", "token": "T1", "weight": "plain", "form": False},
            {"label": "Change", "token": "T2", "weight": "danger", "form": True},
        ]},
    ),
    (
        Choice((LIBRARY,)),
        {"kind": "choice", "options": [
            {"label": "Library", "token": "T1", "weight": "plain", "form": False,
             "to": "afb5f48609b73b4b", "mark": "697c70ff20c9fde2"},
        ]},
    ),
    (Menu((LIBRARY,), "C", 4), {"kind": "list", "items": [[{"text": "C4 Library"}]]}),
    (Link("Page", "https://a.example/"), {"kind": "link", "label": "Page",
                                          "url": "https://a.example/"}),
    (Image("ab", "a cat"), {"kind": "image", "url": "/files/ab/picture", "alt": "a cat"}),
    (File("ab", "名 单.csv"), {"kind": "file", "name": "名 单.csv",
                             "url": "/files/ab/%E5%90%8D%20%E5%8D%95.csv"}),
]  # fmt: skip


@pytest.mark.parametrize(("block", "wanted"), BLOCKS, ids=[type(b).__name__ for b, _ in BLOCKS])
def test_every_block_has_its_shape(block: Block, wanted: Any) -> None:
    """Each kind of block is drawn as the page reads it."""
    drawn = Drawn(Card("Where?", (block,), final=True), "poll.card", {ANSWER: "T1", EDIT: "T2"})
    assert draw_card(drawn) == {"title": "Where?", "blocks": [wanted], "final": True}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("/files/ab/c", "/files/ab/c"),
        ("javascript:alert(1)", ""),
        (" javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//evil.example", ""),
        ("/\\evil.example", ""),
        ("https:///\\evil", ""),
        ("", ""),
    ],
)
def test_a_link_leads_to_a_page_and_runs_nothing(url: str, shown: str) -> None:
    """Addresses that would run something, or hide where they lead, are left out."""
    link, span = Link("x", url), Text((Span("x", link=url),))
    blocks = draw_card(Drawn(Card(None, (link, span)), "x"))["blocks"]
    assert blocks[0]["url"] == shown
    assert blocks[1]["spans"][0].get("link", "") == shown


def test_a_form_says_what_is_wrong_and_keeps_what_was_typed() -> None:
    """Every field arrives with its kind, its text, its error and its choices."""
    fields = (
        FormField("closes", "Until", FieldKind.TIME, "yesterday", error="That is past."),
        FormField(
            "names",
            "Names",
            FieldKind.ONE_OF,
            "all",
            "who",
            options=(("all", "All"),),
            required=True,
        ),
    )
    drawn = draw_form(DrawnForm(Form("Poll", fields, "Send", EDIT, about=("Where?",)), "T"))
    assert drawn == {
        "title": "Poll", "about": ["Where?"], "token": "T", "submit": "Send",
        "fields": [
            {"name": "closes", "label": "Until", "kind": "time", "value": "yesterday", "hint": None,
             "error": "That is past.", "options": [], "required": False},
            {"name": "names", "label": "Names", "kind": "one_of", "value": "all", "hint": "who",
             "error": None, "options": [["all", "All"]], "required": True},
        ],
    }  # fmt: skip


def test_a_clock_runs_from_when_a_card_is_shown() -> None:
    """Its end is a time of the house; a card without one has none."""
    card = Card("Question", (Choice((LIBRARY,)),), lasts=timedelta(seconds=20))
    drawn = Drawn(card, "quiz.question", {ANSWER: "T1"})
    until = (NOW + timedelta(seconds=20)).isoformat()
    assert draw_shown(drawn, NOW)["clock"] == {"until": until, "seconds": 20.0}
    assert "clock" not in draw_shown(Drawn(Card("Question"), "quiz.asked"), NOW)


def test_a_line_says_who_said_what_and_when() -> None:
    """Talk has its author and files; a card neither; what was taken away says only that."""
    origin = Origin("browser", "en.main", "en.ana", "Ana")
    heard = Heard(
        id="1", origin=origin, received_at=NOW, text="look", addressed=False,
        files=(HeardFile("ab", "a.png", 5, "image/png"),),
    )  # fmt: skip
    said = draw_line(line(content=talk(heard, Ref(Kind.CARD, 3)), author=ANA.account), HOUSE)
    assert said["author"] == {"key": "en.ana", "name": "Ana"}
    assert (said["ref"], said["kind"], said["reply_to"]) == ("t7", "talk", "m3")
    assert said["at"] == "2026-11-26T01:00:00+00:00"
    assert said["files"] == [
        {"url": "/files/ab/a.png", "name": "a.png", "size": 5, "kind": "image/png"}
    ]
    card = {"title": "x", "blocks": [], "final": False}
    shown = draw_line(line(content={"card": card}), HOUSE)
    assert (shown["ref"], shown["kind"], shown["author"], shown["card"]) == (
        "m7", "card", None, card,
    )  # fmt: skip
    own = draw_line(line(content={"card": card}, reader=ANA.account), HOUSE)
    assert (own["ref"], own["private"]) == ("o7", True)
    gone = draw_line(line(content=None), HOUSE)
    assert (gone["struck"], gone["card"], gone["text"]) == (True, None, "")


def test_an_answer_is_known_again_wherever_it_is_offered() -> None:
    """The mark of what somebody has chosen is that of the answer on every card, and of no other."""

    def options(token: str) -> Any:
        choice = Choice((LIBRARY, Button("Online", OTHER)))
        drawn = Drawn(Card("Where?", (choice,)), "poll.card", {ANSWER: token, OTHER: "T2"})
        return draw_card(drawn)["blocks"][0]["options"]

    chosen = draw_chosen(Chosen("poll.answer", (1,), (ANSWER,)))
    for token in ("T1", "T9"):
        library, online = options(token)
        assert chosen == {"to": library["to"], "own": [library["mark"]]}
        assert online["to"] == library["to"]
        assert online["mark"] not in chosen["own"]
    assert draw_chosen(Chosen("poll.answer", (2,), ()))["to"] != chosen["to"]


def test_a_note_says_how_long_its_button_lasts() -> None:
    """An undo ends with its minute; a note without a button has no end, and may be fleeting."""
    undo = Card("Posted.", (Buttons((CHANGE,)),), redraw_at=NOW + timedelta(seconds=60))
    drawn = draw_note(Drawn(undo, "core.note", {EDIT: "T2"}), NOW, fleeting=False)
    assert (drawn["lasts"], drawn["fleeting"]) == (60, False)
    later = Drawn(undo, "core.note", {EDIT: "T2"})
    assert draw_note(later, NOW + timedelta(minutes=5), fleeting=False)["lasts"] == 0
    plain = draw_note(Drawn(Card("Noted."), "core.note"), NOW, fleeting=True)
    assert (plain["lasts"], plain["fleeting"]) == (None, True)


def line(*, content: Any, author: AccountId | None = None, reader: AccountId | None = None) -> Line:
    """Return line 7 of the main room."""
    return Line(7, 9, MAIN.id, reader, author, NOW, edited=False, content=content)


anything = st.text(alphabet=st.characters(codec=None))


@given(anything, anything)
def test_text_stays_text_whatever_it_is(title: str, text: str) -> None:
    """Markup, controls and halves of characters reach the page as the characters they are."""
    card = Card(title, (Text.of(text), Fields(((text, title),)), Listing((Text.of(text),))))
    frame = as_frame({"card": draw_card(Drawn(card, "x"))})
    read = json.loads(frame)["card"]
    assert read["title"] == title.encode("utf-8", "replace").decode()
    assert read["blocks"][0]["spans"][0]["text"] == text.encode("utf-8", "replace").decode()


@given(anything.filter(lambda name: name.encode("utf-8", "ignore").decode() == name))
def test_a_name_is_found_again_in_the_address_of_its_file(name: str) -> None:
    """Whatever a file is called, its address has three parts and leads nowhere else."""
    url = file_url("ab", name)
    assert url.count("/") == 3
    assert unquote(url.removeprefix("/files/ab/")) == name


def test_refs_are_told_apart_by_what_they_point_to() -> None:
    """Talk, a card for all and a card for one never share a ref."""
    refs = [
        str(ref_of(line(content={}, author=author, reader=reader)))
        for author, reader in ((ANA.account, None), (None, None), (None, ANA.account))
    ]
    assert refs == ["t7", "m7", "o7"]
