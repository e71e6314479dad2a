"""Fitting cards to platforms: nothing is lost, nothing is too long, nothing needs fitting twice."""

from collections.abc import Iterable
from itertools import accumulate, pairwise
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.action import Action
from bot.adapter import Capabilities
from bot.domain.identity import PersonId
from bot.fit import fit
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
    as_text,
    said,
)
from bot.words import isolated

T = TypeVar("T")

CLUSTERS = (
    *"abcXYZ019.,!?;:/-",
    *"会议志愿者，。！？、；：（）”…",
    *"שלום",
    "e\u0301",  # a letter and its accent
    "ก\u0e33",
    "नि",
    "क्\u200dष",
    "각",
    "\u1112\u1161\u11ab",  # a syllable of Hangul in its letters
    "🎉",
    "❤\ufe0f",
    "1\ufe0f\u20e3",
    "👍🏽",
    "👩🏽\u200d🚀",
    "👨\u200d👩\u200d👧\u200d👦",
    "🇨🇳",
    "🇩🇪",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
)
"""What people see as one character each."""

GAPS = (" ", " ", " ", "\n", "\n\n", ", ", ". ", "   ")

ROOM = st.sampled_from((60, 61, 75, 120, 400, 4096))


def unwrapped(text: str) -> str:
    """Return a text without isolation marks and white space."""
    return "".join(
        each for each in text if each not in "\u2066\u2067\u2068\u2069" and not each.isspace()
    )


clusters = st.sampled_from(CLUSTERS)
pieces = st.lists(clusters | st.sampled_from(GAPS), max_size=12).map("".join)
long_pieces = st.builds(
    lambda piece, times: piece * times, pieces, st.sampled_from((1, 5, 20, 60, 300))
)
marked = st.text(st.sampled_from("ab של\u200f\u202e\u202c\u2066\u2067\u2068\u2069"), max_size=40)
typed = (pieces | long_pieces | marked | st.text(max_size=30)).map(isolated)
"""Words as they come out of localising: what people typed is wrapped where it has to be."""

short = st.builds("".join, st.lists(clusters, min_size=1, max_size=8)).map(isolated)

spans = st.builds(
    Span,
    typed,
    st.sampled_from((Style.PLAIN, Style.BOLD, Style.CODE)),
    st.none() | st.just("https://muster.example/1"),
    st.none() | st.just(PersonId(7)),
)
texts = st.builds(Text, st.lists(spans, max_size=4).map(tuple))
names = st.builds("{}.pdf".format, pieces)
urls = st.none() | st.integers(0, 10**80).map("https://muster.example/{}".format)
quiet_blocks = st.one_of(
    texts,
    st.builds(Listing, st.lists(texts, max_size=6).map(tuple)),
    st.builds(Fields, st.lists(st.tuples(typed, typed), max_size=5).map(tuple)),
    st.builds(
        Bars,
        st.lists(st.builds(Bar, typed, st.integers(0, 50)), max_size=5).map(tuple),
        st.integers(0, 50),
    ),
    st.builds(Link, typed, urls.map(lambda url: url or "https://muster.example")),
    st.builds(Image, st.just("hash"), typed, urls),
    st.builds(File, st.just("hash"), names, urls),
)


def numbered(block: Block, start: int) -> Block:
    """Give every action of a block an argument of its own."""
    match block:
        case Buttons(offers) | Choice(offers) | Menu(offers):
            acts = tuple(
                replace(each, action=Action("poll.answer", (number,)))
                for number, each in enumerate(offers, start)
            )
        case _:
            return block
    return replace(block, entries=acts) if isinstance(block, Menu) else type(block)(acts)


def offering(labels: st.SearchStrategy[str]) -> st.SearchStrategy[Block]:
    """Draw blocks of actions."""
    some = st.lists(st.builds(Button, labels, st.just(Action("poll.answer"))), max_size=12).map(
        tuple
    )
    return st.one_of(
        st.builds(Buttons, some),
        st.builds(Choice, some),
        st.builds(Menu, some, st.sampled_from("AB"), st.integers(1, 30)),
    )


def cards_with(labels: st.SearchStrategy[str]) -> st.SearchStrategy[Card]:
    """Draw cards whose actions all differ."""

    def card(title: str | None, blocks: list[Block]) -> Card:
        return Card(title, tuple(numbered(each, 100 * at) for at, each in enumerate(blocks)))

    blocks = st.lists(st.one_of(quiet_blocks, quiet_blocks, offering(labels)), max_size=7)
    return st.builds(card, st.none() | typed, blocks)


cards = cards_with(short)
flags = st.booleans()
platforms = st.builds(
    Capabilities,
    buttons=st.sampled_from((0, 3, 8, 25, 100)),
    fields=flags,
    bars=flags,
    choice=flags,
    files=flags,
    images=flags,
    text_chars=ROOM,
)


def actions(pages: Iterable[Card]) -> list[object]:
    """List the actions of all pages in reading order."""
    return [button.action for page in pages for button in page.buttons()]


def of_kind(pages: Iterable[Card], kind: type[T]) -> list[T]:
    """List the blocks of one kind on all pages."""
    return [block for page in pages for block in page.blocks if isinstance(block, kind)]


def pressed(pages: Iterable[Card]) -> list[Block]:
    """List the blocks of buttons on all pages."""
    return [*of_kind(pages, Buttons), *of_kind(pages, Choice)]


def pictured(pages: Iterable[Card]) -> list[Block]:
    """List the pictures and files on all pages."""
    return [*of_kind(pages, Image), *of_kind(pages, File)]


def visible(*pages: Card) -> str:
    """Return what can be read on pages, without white space, bullets and colons."""
    read = []
    for page in pages:
        quiet = tuple(each for each in page.blocks if not isinstance(each, Menu))
        read.append(as_text(replace(page, blocks=quiet)))
    kept = (each for each in unwrapped("".join(read)) if each not in "·:：")
    return "".join(each for each in kept if each.isprintable())


def words_for(card: Card, can: Capabilities) -> Card:
    """Point to what a platform cannot hold: then the address is to be read too."""

    def pointed(block: Block) -> Block:
        match block:
            case Image(alt=alt, url=str(url)) if not can.images:
                return Link(alt, url)
            case File(name=name, url=str(url)) if not can.files:
                return Link(name, url)
            case _:
                return block

    return replace(card, blocks=tuple(map(pointed, card.blocks)))


def balanced(text: str) -> bool:
    """Tell whether every isolate that a text opens is closed in it, and no other."""
    steps = (
        1 if each in "\u2066\u2067\u2068" else -1
        for each in text
        if each in "\u2066\u2067\u2068\u2069"
    )
    depths = list(accumulate(steps, initial=0))
    return min(depths) == depths[-1] == 0


def long_text(text: str, room: int) -> list[str]:
    """Return the messages that one paragraph becomes."""
    return [
        as_text(page) for page in fit(Card(None, (Text.of(text),)), Capabilities(text_chars=room))
    ]


@given(cards, platforms)
def test_fitting_again_changes_nothing(card: Card, can: Capabilities) -> None:
    """Each message that comes out is one that fits."""
    for page in fit(card, can):
        assert fit(page, can) == (page,)


@given(cards, platforms)
def test_every_message_is_short_enough_and_says_something(card: Card, can: Capabilities) -> None:
    """No message is longer than the platform allows, and none is empty."""
    for page in fit(card, can):
        assert len(as_text(page)) <= can.text_chars
        assert unwrapped(as_text(page)).strip("·") or actions([page]) or pictured([page])


@given(cards, platforms)
def test_all_that_can_be_read_is_there_in_order(card: Card, can: Capabilities) -> None:
    """Titles, texts, items, fields, shares, links and names of files come through."""
    assert visible(*fit(card, can)) == visible(words_for(card, can))


@given(cards, platforms)
def test_all_that_can_be_done_is_there_in_order(card: Card, can: Capabilities) -> None:
    """No action is lost, doubled or out of its turn."""
    assert actions(fit(card, can)) == actions([card])


@given(cards, platforms)
def test_nothing_is_shown_that_the_platform_lacks(card: Card, can: Capabilities) -> None:
    """Shapes and numbers of buttons are the platform's."""
    pages = fit(card, can)
    assert can.fields or not of_kind(pages, Fields)
    assert can.bars or not of_kind(pages, Bars)
    assert can.choice or not of_kind(pages, Choice)
    assert can.images or not of_kind(pages, Image)
    assert can.files or not of_kind(pages, File)
    for page in pages:
        assert len(actions([Card(None, tuple(pressed([page])))])) <= can.buttons


@given(cards, platforms)
def test_actions_stand_at_the_end_of_several_messages(card: Card, can: Capabilities) -> None:
    """Who has read to the end acts there; only a menu longer than a message begins earlier."""
    pages = fit(card, can)
    menus = of_kind(pages, Menu)
    if len(pages) > 1:
        offered = [
            isinstance(block, Buttons | Choice | Menu) for page in pages for block in page.blocks
        ]
        assert offered == sorted(offered)
        assert not pressed(pages[:-1])
    if len(menus) > 1:
        whole = replace(menus[0], entries=tuple(e for menu in menus for e in menu.entries))
        assert len(as_text(Card(None, (whole,)))) > can.text_chars


@given(cards, platforms)
def test_a_code_means_one_thing(card: Card, can: Capabilities) -> None:
    """The codes of a menu count on from message to message, and no card has two menus."""
    pages = fit(card, can)
    menus = of_kind(pages, Menu)
    for one, other in pairwise(menus):
        assert (one.letter, one.first + len(one.entries)) == (other.letter, other.first)
    assert not (menus and pressed(pages))


@given(cards, platforms)
def test_isolates_are_closed_where_they_are_cut(card: Card, can: Capabilities) -> None:
    """A person's right-to-left text turns nothing around in any message."""
    for page in fit(card, can):
        assert balanced(as_text(page))


@given(cards_with(typed), platforms)
def test_a_label_may_be_longer_than_a_message(card: Card, can: Capabilities) -> None:
    """Whatever buttons are called, menus of them fit and offer the same."""
    pages = fit(card, can)
    assert actions(pages) == actions([card])
    for page in pages:
        assert len(as_text(page)) <= can.text_chars
        assert balanced(as_text(page))
        assert fit(page, can) == (page,)


@given(st.lists(clusters | st.sampled_from(" \n")), st.integers(1, 100), ROOM)
def test_what_looks_like_one_character_is_not_cut(once: list[str], times: int, room: int) -> None:
    """Accents, emoji of several parts, flags and syllables stay together."""
    seen = [each for each in once * times if not each.isspace()]
    pages = long_text("".join(once * times), room)
    assert {*accumulate(len(unwrapped(page)) for page in pages)} <= {*accumulate(map(len, seen))}


@given(
    st.lists(st.builds(replace, spans, text=(pieces | long_pieces).map(isolated)), max_size=30),
    ROOM,
)
def test_links_mentions_and_code_are_moved_whole(paragraph: list[Span], room: int) -> None:
    """What a message can hold is not cut in two, since half a link leads nowhere."""

    def look(span: Span) -> tuple[str, Span]:
        return said(span.text).strip(), replace(span, text="")

    card = Card(None, (Text(tuple(paragraph)),))
    pages = fit(card, Capabilities(text_chars=room))
    there = [look(span) for text in of_kind(pages, Text) for span in text.spans]
    for span in paragraph:
        special = span.link or span.mention is not None or Style.CODE in span.style
        if special and said(span.text).strip() and len(said(span.text)) <= room:
            assert look(span) in there


tidy = st.lists(short, max_size=60).map(" ".join) | st.text(st.sampled_from("ab会"), max_size=2000)
tidy_blocks = st.one_of(
    tidy.map(Text.of),
    st.lists(tidy.map(Text.of), max_size=8).map(lambda items: Listing(tuple(items))),
    st.lists(st.tuples(short, tidy), max_size=8).map(lambda rows: Fields(tuple(rows))),
)


@given(st.none() | tidy, st.lists(tidy_blocks, max_size=12), ROOM)
def test_no_message_is_needless(title: str | None, blocks: list[Block], room: int) -> None:
    """What stands on two messages would not stand on one."""
    pages = fit(Card(title, tuple(blocks)), Capabilities(text_chars=room))
    for one, other in pairwise(pages):
        assert len(as_text(one)) + 1 + len(as_text(other)) > room


@given(st.lists(st.text(st.sampled_from("abc会"), min_size=1, max_size=20)), ROOM)
def test_words_stay_whole(said_words: list[str], room: int) -> None:
    """A text is cut between its words where there are words."""
    assert " ".join(long_text(" ".join(said_words), room)) == " ".join(said_words)


@given(
    st.lists(st.text(st.sampled_from("ab 会"), min_size=1, max_size=20)),
    st.sampled_from((". ", "! ", "。", "！”", "\n")),
    ROOM,
)
def test_sentences_and_lines_stay_whole(said_words: list[str], end: str, room: int) -> None:
    """Rather than anywhere between words, a text is cut where a sentence or a line ends."""
    text = "".join(f"{sentence.strip()}.{end}" for sentence in said_words)
    for page in long_text(text, room)[:-1]:
        assert page.endswith(end.strip() or ".")


def test_a_text_that_fits_stays_as_it_is() -> None:
    """A card that the platform can show comes back the same, its buttons where they stood."""
    vote = Button("Library", Action("poll.answer", (1,)))
    card = Card("Where?", (Choice((vote,)), Text.of("Names: organisers only"), Buttons((vote,))))
    assert fit(card, Capabilities()) == (card,)


def test_a_paragraph_goes_to_the_next_message_whole() -> None:
    """What one message can hold is not torn, whatever stands before it."""
    card = Card(None, (Text.of("One. " * 8), Text.of("Two. " * 10)))
    one, two = fit(card, Capabilities(text_chars=60))
    assert one.blocks == card.blocks[:1]
    assert two.blocks == card.blocks[1:]


def test_a_long_text_begins_below_its_title() -> None:
    """A title does not stand alone for the sake of a text that must be cut anyway."""
    card = Card("Minutes", (Text.of(" ".join(["All agreed."] * 10)),))
    pages = fit(card, Capabilities(text_chars=60))
    assert [as_text(page) for page in pages] == [
        "Minutes\nAll agreed. All agreed. All agreed. All agreed.",
        "All agreed. All agreed. All agreed. All agreed. All agreed.",
        "All agreed.",
    ]
    assert [page.title for page in pages] == ["Minutes", None, None]


def test_a_list_goes_on_where_it_is() -> None:
    """Lists are cut between items and fill what room there is."""
    items = tuple(Text.of(f"{number}" * 20) for number in range(1, 5))
    pages = fit(Card("Tasks", (Listing(items),)), Capabilities(text_chars=60))
    assert [page.blocks for page in pages] == [(Listing(items[:2]),), (Listing(items[2:]),)]


def test_too_many_buttons_become_a_menu() -> None:
    """One button too many, and all actions get codes, in the place where the last stood."""
    offers = tuple(Button(name, Action("poll.answer", (at,))) for at, name in enumerate("abcd"))
    card = Card(None, (Choice(offers[:2]), Text.of("or"), Buttons(offers[2:]), Text.of("Soon")))
    (page,) = fit(card, Capabilities(buttons=3))
    assert as_text(page) == "or\nA1 a\nA2 b\nA3 c\nA4 d\nSoon"
    assert fit(card, Capabilities(buttons=4)) == (card,)


def test_a_block_shown_twice_becomes_one_menu() -> None:
    """Equal blocks of actions at two places count as two, and stand in one menu."""
    twice = Buttons((Button("Yes", Action("poll.answer", (1,))),))
    (page,) = fit(Card("Coming?", (twice, Text.of("or"), twice)), Capabilities(buttons=1))
    assert as_text(page) == "Coming?\nor\nA1 Yes\nA2 Yes"


def test_a_menu_longer_than_a_message_counts_on() -> None:
    """The codes of the second message begin where those of the first end."""
    offers = tuple(Button(f"Option {n:02}", Action("poll.answer", (n,))) for n in range(1, 9))
    pages = fit(Card(None, (Buttons(offers),)), Capabilities(buttons=0, text_chars=60))
    assert [[(menu.first, len(menu.entries)) for menu in of_kind([p], Menu)] for p in pages] == [
        [(1, 4)],
        [(5, 4)],
    ]


def test_a_label_too_long_for_a_menu_is_said_before_it() -> None:
    """The whole label can be read, and its entry begins like it."""
    label = "The big room behind the library, where the piano stands, on the second floor"
    card = Card(None, (Buttons((Button(label, Action("poll.answer", (1,))),)),))
    pages = fit(card, Capabilities(buttons=0, text_chars=60))
    assert " ".join(as_text(Card(None, (t,))) for t in of_kind(pages, Text)) == label
    (menu,) = of_kind(pages, Menu)
    assert (
        said(menu.entries[0].label) == "The big room behind the library, where the piano stands,…"
    )


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (
            Fields((("Room", "204"), ("时间", "周五"))),
            (Text.of("Room: 204"), Text.of("时间：周五")),
        ),
        (Bars((Bar("Library", 3),), 5), (Text.of("Library ██████ 3 (60%)"),)),
        (Image("hash", "A chart"), (Text.of("A chart"),)),
        (Image("hash", "A chart", "https://x"), (Link("A chart", "https://x"),)),
        (File("hash", "a.pdf"), (Text.of("a.pdf"),)),
        (File("hash", "a.pdf", "https://x"), (Link("a.pdf", "https://x"),)),
        (File("hash", "\u202efdp.exe"), (Text.of("\u2068\u202efdp.exe\u2069"),)),
    ],
)
def test_a_shape_that_is_lacking_becomes_words(block: Block, shown: tuple[Block, ...]) -> None:
    """Fields, shares, pictures and files are read where they cannot be shown."""
    bare = Capabilities(fields=False, bars=False, images=False, files=False)
    assert fit(Card(None, (block,)), bare) == (Card(None, shown),)


def test_a_link_longer_than_a_message_can_still_be_pressed() -> None:
    """Its label is cut, its address is not, and leads where it led."""
    url = "https://muster.example/polls/12"
    pages = fit(Card(None, (Link("See all answers " * 5, url),)), Capabilities(text_chars=60))
    linked = [s for t in of_kind(pages, Text) for s in t.spans if s.link]
    assert linked == [Span(url, link=url)]


def test_where_a_file_lies_may_be_longer_than_a_message() -> None:
    """The file is handed over by its name, and the whole of its address can be read."""
    url = f"https://muster.example/{'9' * 80}"
    pages = fit(Card(None, (File("hash", "list.csv", url),)), Capabilities(text_chars=60))
    assert "".join(as_text(page) for page in pages) == f"list.csv{url}"


def test_a_file_keeps_its_kind() -> None:
    """Of a name longer than a message the file keeps the end, and all of it can be read."""
    name = "the minutes of " * 10 + "Friday.pdf"
    pages = fit(Card(None, (File("hash", name),)), Capabilities(text_chars=60))
    (file,) = of_kind(pages, File)
    assert file.name.endswith("Friday.pdf")
    assert visible(*pages) == unwrapped(name)


@pytest.mark.parametrize("mark", ["\u0301", "\u1100", "🇨", "\u200d", "\u2067", "\u2069", " "])
def test_endless_marks_are_cut_all_the_same(mark: str) -> None:
    """One character of ten thousand marks is cut, since no message could hold it."""
    pages = long_text(f"a{isolated(mark * 10_000)}b", 60)
    assert max(map(len, pages)) <= 60
    assert all(map(balanced, pages))
    seen = mark in "\u0301\u1100🇨"
    assert not seen or "".join(pages).count(mark) == 10_000


@pytest.mark.parametrize(
    "card",
    [Card(), Card(" "), Card("", (Text.of("\n"), Text(()), Listing(()), Buttons(()), Menu(())))],
)
def test_a_card_that_says_nothing_gives_no_message(card: Card) -> None:
    """An empty message would be refused: there is none."""
    assert fit(card, Capabilities()) == ()


def test_every_message_rests_and_is_drawn_again_with_its_card() -> None:
    """What a card says about its redrawing holds for all of its messages."""
    card = Card("Title", (Text.of("word " * 50),), final=True)
    pages = fit(card, Capabilities(text_chars=60))
    assert len(pages) > 1
    assert all(page.final for page in pages)
