"""Saying cards in a reader's language: phrases are said, typed words are kept as data."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.action import Action, Open
from bot.domain.phrase import Phrase, Words
from bot.localise import localise, localise_form
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
    opened,
)
from bot.words import Catalogues, Voice

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
ZH = Voice("zh", ZoneInfo("Asia/Shanghai"), NOW)
EN = Voice("en", ZoneInfo("Asia/Shanghai"), NOW)
HI = Phrase("talk", "hi", (("name", "Ana"),))
ACT = Action("talk.hi", (1,))


@pytest.fixture
def words(tmp_path: Path) -> Catalogues:
    """Say one phrase in two languages."""
    for language, text in (("en", "Hello { $name }"), ("zh", "{ $name }你好")):
        folder = tmp_path / language
        folder.mkdir()
        (folder / "talk.ftl").write_text(f"hi = {text}\n", encoding="utf-8")
    return Catalogues.load(tmp_path)


def blocks(words: Words) -> tuple[Block, ...]:
    """Return every shape of block with the same words in all its places."""
    button = Button(words, ACT)
    return (
        Text((Span(words, Style.BOLD, "https://x"),)),
        Listing((Text.of(words),)),
        Fields(((words, words),)),
        Bars((Bar(words, 2),), 3),
        Buttons((button,)),
        Choice((button,)),
        Menu((button,), "B", 4),
        Link(words, "https://x"),
        Image("hash", words, "https://x"),
    )


@pytest.mark.parametrize(("voice", "text"), [(EN, "Hello Ana"), (ZH, "Ana你好")])
def test_phrases_are_said_in_every_place(words: Catalogues, voice: Voice, text: str) -> None:
    """Titles and all shapes speak the reader's language, and nothing else of them changes."""
    card = Card(HI, blocks(HI), redraw_at=NOW, final=True)
    assert localise(card, words, voice) == Card(text, blocks(text), redraw_at=NOW, final=True)


def test_typed_words_are_kept(words: Catalogues) -> None:
    """What people typed is not translated, and wrapped only where it could turn our text around."""
    card = Card("Hello { $name }", blocks("*שלום*"))
    assert localise(card, words, ZH) == Card("Hello { $name }", blocks("\u2068*שלום*\u2069"))


def test_the_name_of_a_file_stays_its_name(words: Catalogues) -> None:
    """A mark in it would be written to disk by whoever keeps the file."""
    card = Card(None, (File("hash", "שלום.pdf"),))
    assert localise(card, words, EN) == card


def test_a_form_is_said_but_for_what_was_typed_into_it(words: Catalogues) -> None:
    """Labels, hints, errors and options are words, a value is what somebody typed."""

    def form(said: Words) -> Form:
        field = FormField(
            "where", said, FieldKind.ONE_OF, "שלום", said, said, (("a", said),), required=True
        )
        bare = FormField("when", said, FieldKind.TIME)
        return Form(said, (field, bare), said, opened(Open("talk.edit")))

    assert localise_form(form(HI), words, EN) == form("Hello Ana")
