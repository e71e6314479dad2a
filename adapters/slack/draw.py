"""Draw cards as blocks in which every text is text: it mentions, links and formats nothing. Pure.

What people typed goes into rich text and plain text, where Slack reads no marks; only the line for
notifications is read for some, and escaped.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from msgspec import Struct

from adapters.slack.read import OPENS
from adapters.slack.text import escape, plain
from bot.action import Open
from bot.adapter import Capabilities, Drawn, Hears, Method, Pace
from bot.cut import units
from bot.domain.pace import Limit
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
    Span,
    Style,
    Text,
    Weight,
    as_text,
    block_lines,
    labelled,
    labelled_spans,
    said,
)
from bot.words import isolated, without_isolates

Json: TypeAlias = dict[str, Any]

CAN: Final = Capabilities(
    whisper_edits=False,
    pin=True,
    hears=Hears.ADDRESSED,
    token_bytes=150,  # of an option; a button may carry more
    text_chars=3_000,
    note_chars=3_000,
    pace=Pace(
        room={Method.POST: Limit(timedelta(seconds=1.05))},
        # 45 a minute, where 50 are granted to all of a workspace's cards together.
        connection={Method.EDIT: Limit(timedelta(seconds=60 / 45), burst=4)},
    ),
)

MOST_BLOCKS: Final = 50
MOST_ON_HOME: Final = 100
_HEADER: Final = 150
_LABEL: Final = 75
_IN_A_ROW: Final = 25
_SIDE_BY_SIDE: Final = 10
"""How many answers stand side by side; of more, one is selected from a list."""
_LIST: Final = 100
_SMALL_PRINT: Final = 1_000
_FALLBACK: Final = 3_800
_MOST_URL: Final = 3_000
_WEIGHTS: Final = {Weight.PRIMARY: "primary", Weight.DANGER: "danger"}


class Attachment(Struct, frozen=True):
    """Hold a stored file that goes along, by its hash; a picture has no name of its own."""

    file: str
    name: str | None
    alt: str


def draw(drawn: Drawn, most: int = MOST_BLOCKS) -> list[Json]:
    """Draw a card as blocks, at most so many."""
    return draw_all([drawn], most)


def draw_all(cards: Sequence[Drawn], most: int = MOST_BLOCKS) -> list[Json]:
    """Draw cards one below the other."""
    blocks = _drawn(cards, dense=False)
    # The buttons of a long list stand below it then, rather than not at all.
    return blocks if len(blocks) <= most else _drawn(cards, dense=True)[:most]


def _drawn(cards: Sequence[Drawn], *, dense: bool) -> list[Json]:
    pen = _Pen(dense=dense)
    for each in cards:
        pen.card(each)
    return pen.done()


def fallback(drawn: Drawn) -> str:
    """Return what a notification says, and what is read aloud."""
    text = plain(as_text(drawn.card), _FALLBACK)
    while len(escape(text)) > _FALLBACK:
        text = plain(text, len(text) * 3 // 4)
    return escape(text)


def attachments(card: Card) -> list[Attachment]:
    """List the files that go along with a card; pictures that lie on the web are shown in it."""
    found = []
    for block in card.blocks:
        match block:
            case File(file, name):
                found.append(Attachment(file, name, name))
            case Image(file, alt, url) if _address(url) is None:
                found.append(Attachment(file, None, without_isolates(said(alt))))
    return found


def plain_text(text: str, most: int) -> Json:
    """Return a text object that Slack reads no marks in, not even those of smileys."""
    return {"type": "plain_text", "text": plain(text, most), "emoji": False}


def rich_text(text: str) -> Json:
    """Return a block that says just this."""
    return {"type": "rich_text", "elements": [_section([_run(text)])]}


class _Pen:
    """Write blocks one after another; `dense` puts all texts first, then all buttons."""

    def __init__(self, *, dense: bool) -> None:
        self._dense = dense
        self._blocks: list[Json] = []
        self._rich: list[Json] = []
        self._lines: list[Json] = []
        self._offers: list[Json] = []
        self._number = 0

    def card(self, drawn: Drawn) -> None:
        """Write a card."""
        card = drawn.card
        if card.title is not None:
            self._title(said(card.title), card)
        for block in card.blocks:
            match block:
                case Buttons(offers):
                    self._row([self._button(each, drawn) for each in offers])
                case Choice(options):
                    self._choice(options, drawn)
                case Text(spans) if _is_small(spans) and not self._dense:
                    self._put(_context("".join(said(span.text) for span in spans)))
                case Image(_, alt, url) if (address := _address(url)) is not None:
                    alt_text = plain(said(alt), 2_000)
                    self._put({"type": "image", "image_url": address, "alt_text": alt_text})
                case _:
                    self._text(block)

    def done(self) -> list[Json]:
        """Return what was written."""
        self._end_rich()
        for at in range(0, len(self._offers), _IN_A_ROW):
            self._blocks.append(_actions(self._offers[at : at + _IN_A_ROW]))
        self._offers = []
        return self._blocks

    # Texts

    def _title(self, title: str, card: Card) -> None:
        """Write a title as a heading, unless it is all that is said."""
        alone = all(isinstance(block, Buttons | Choice) for block in card.blocks)
        if alone or self._dense or "\n" in title or units(title) > _HEADER:
            self._line([Span(title, Style.PLAIN if alone else Style.BOLD)])
        else:
            self._put({"type": "header", "text": plain_text(title, _HEADER)})

    def _text(self, block: Block) -> None:
        match block:
            case Text(spans):
                self._line(spans)
            case Listing(items, bullets=True):
                self._list(items)
            case Listing(items):
                for item in items:
                    self._line(item.spans)
            case Fields(rows):
                for label, value in rows:
                    self._line(labelled_spans(said(label), said(value)))
            case Link(label, url):
                address = _address(url)
                text = said(label) or url
                self._line([Span(text, link=address)] if address else [Span(labelled(text, url))])
            case File(_, name, url):
                self._line([Span(isolated(name), link=_address(url))])
            case _:
                for line in block_lines(block):
                    self._line([Span(line)])

    def _line(self, spans: Sequence[Span]) -> None:
        runs = [_run(said(span.text), span) for span in spans if said(span.text)]
        if runs:
            self._lines += [_run("\n"), *runs] if self._lines else runs

    def _list(self, items: Sequence[Text]) -> None:
        self._end_lines()
        sections = []
        for item in items:
            runs = [_run(said(span.text), span) for span in item.spans if said(span.text)]
            sections += [_section(runs)] if runs else []
        if sections:
            self._rich.append({"type": "rich_text_list", "style": "bullet", "elements": sections})

    def _end_lines(self) -> None:
        if self._lines:
            self._rich.append(_section(self._lines))
        self._lines = []

    def _end_rich(self) -> None:
        self._end_lines()
        if self._rich:
            self._blocks.append({"type": "rich_text", "elements": self._rich})
        self._rich = []

    def _put(self, block: Json) -> None:
        self._end_rich()
        self._blocks.append(block)

    # What can be done

    def _choice(self, options: Sequence[Button], drawn: Drawn) -> None:
        if len(options) <= _SIDE_BY_SIDE:
            self._row([self._button(each, drawn) for each in options])
            return
        for at in range(0, len(options), _LIST):
            listed = [
                {"text": plain_text(said(o.label), _LABEL), "value": drawn.tokens[o.action]}
                for o in options[at : at + _LIST]
            ]
            kind = "static_select"
            self._row([{"type": kind, "action_id": self._name("pick"), "options": listed}])

    def _button(self, button: Button, drawn: Drawn) -> Json:
        # By its name it is known before the answer that a press opens a form.
        name = self._name(OPENS if isinstance(button.action, Open) else "do")
        found = {
            "type": "button",
            "text": plain_text(said(button.label), _LABEL),
            "value": drawn.tokens[button.action],
            "action_id": name,
        }
        if button.weight in _WEIGHTS:
            found["style"] = _WEIGHTS[button.weight]
        return found

    def _row(self, elements: Sequence[Json]) -> None:
        if self._dense:
            self._offers += elements
            return
        self._end_rich()
        for at in range(0, len(elements), _IN_A_ROW):
            self._blocks.append(_actions(elements[at : at + _IN_A_ROW]))

    def _name(self, kind: str) -> str:
        self._number += 1
        return f"{kind}-{self._number}"


def _run(text: str, span: Span | None = None) -> Json:
    run: Json = {"type": "text", "text": text}
    if span is None:
        return run
    if (address := _address(span.link)) is not None:
        run = {"type": "link", "url": address, "text": text}
    styles = {
        name: True
        for name, style in (("bold", Style.BOLD), ("italic", Style.ITALIC), ("code", Style.CODE))
        if style in span.style
    }
    return run | {"style": styles} if styles else run


def _section(runs: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": runs}


def _is_small(spans: Sequence[Span]) -> bool:
    """Say whether a paragraph is small print: all of it slanted, and none of it to be clicked."""
    length = sum(len(said(span.text)) for span in spans)
    return 0 < length <= _SMALL_PRINT and all(
        span.style == Style.ITALIC and span.link is None for span in spans
    )


def _context(text: str) -> Json:
    return {"type": "context", "elements": [plain_text(text, 2 * _SMALL_PRINT)]}


def _actions(elements: Sequence[Json]) -> Json:
    return {"type": "actions", "elements": list(elements)}


def _address(url: str | None) -> str | None:
    """Return an address that leads to a page and runs nothing; None where it is none."""
    if url is None or len(url) > _MOST_URL or any(each.isspace() for each in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in {"http", "https"} and parts.hostname else None
