"""Draw cards as Telegram takes them: HTML in which every text is text, buttons, files. Pure.

What people typed must not become a link, a mention, a command or a mark: `<`, `>` and `&` are
escaped, and behind a sign by which Telegram finds such things by itself stands a word joiner, which
nobody sees.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from bot.adapter import Drawn
from bot.cut import clipped, units
from bot.domain.regex import regex
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
    block_lines,
    labelled_spans,
    said,
)
from bot.words import without_isolates

CAPTION: Final = 1024
"""How long the text below a picture or a file may be, in UTF-16 units."""
_MARKS: Final = 100
"""How many marks Telegram sees in a message."""
_LABEL: Final = 100
_WIDE: Final = 30
"""How many columns the buttons of a row have, on a telephone."""
_SIDE: Final = 3
"""Columns that a button needs besides its label."""
_MOST_IN_ROW: Final = 4
_BROAD: Final = "\u1100"
"""The first character that takes two columns. A pattern of all of them takes 6 ms to compile."""
_NOTHING: Final = "…"
"""What stands where something must stand, and nothing is to be said."""

_JOINER: Final = "\u2060"
_ALIVE: Final = regex(
    r"""
      @(?=[A-Za-z0-9_])                         # a mention, an address
    | (?<!\w)/(?=[A-Za-z0-9_])                  # a command
    | [#＃](?=\w)                               # a hashtag
    | \$(?=[A-Z])                              # a share
    | \+(?=\d)                                 # a telephone
    | :(?=//)                                  # an address with its scheme
    | (?<=\S)\.(?=[^\W\d_])                   # one without
    | (?<=\d)\.(?=\d{1,3}\.\d{1,3}\.\d{1,3})  # one of numbers
    """,
    re.VERBOSE,
)
_SAFE: Final = regex(r"https?://[^\s/]+\S*", re.IGNORECASE)
_INVISIBLE: Final = regex(r"[\s\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*")

_STYLES: Final = {Weight.PRIMARY: "primary", Weight.DANGER: "danger"}


class Key(Struct, frozen=True):
    """Hold one button: what stands on it, what it carries, how it looks."""

    label: str
    token: str
    style: str | None = None


class Attachment(Struct, frozen=True):
    """Hold a stored file that goes along, by its hash."""

    file: str
    name: str
    picture: bool


class Upload(Struct, frozen=True):
    """Hold what goes along, as it is sent."""

    content: bytes
    name: str


class Sheet(Struct, frozen=True):
    """Hold a message as it is sent; `units` is how long its text is, as Telegram counts."""

    html: str
    units: int
    keys: tuple[tuple[Key, ...], ...] = ()
    attachments: tuple[Attachment, ...] = ()


def draw(drawn: Drawn) -> Sheet:
    """Draw a message."""
    card, pen = drawn.card, _Pen()
    along = tuple(attachments(card))
    if card.title is not None:
        pen.line((Span(card.title, Style.BOLD),), below="\n")
    rows: list[tuple[Key, ...]] = []
    for block in card.blocks:
        match block:
            case Buttons(offers) | Choice(offers):
                rows += _rows([_key(each, drawn) for each in offers])
            case Image() | File():
                pass  # goes along
            case _:
                for spans in _lines(block):
                    pen.line(spans)
    if not along and _INVISIBLE.fullmatch(pen.seen):
        pen.line((Span(_NOTHING),))
    return Sheet(pen.html, units(pen.seen), tuple(rows), along)


def attachments(card: Card) -> Iterator[Attachment]:
    """Tell what goes along with a card."""
    for block in card.blocks:
        match block:
            case Image(file, alt):
                yield Attachment(file, said(alt), picture=True)
            case File(file, name):
                yield Attachment(file, name, picture=False)


def inert(text: str) -> str:
    """Return a text in which Telegram finds nothing by itself."""
    return _joined(text, (found.end() for found in _ALIVE.finditer(text)))


def columns(text: str) -> int:
    """Return about how wide a text is: what is not Latin, Greek or Cyrillic takes two columns."""
    return len(text) + (0 if text.isascii() else sum(map(_BROAD.__le__, text)))


class _Pen:
    """Write lines of HTML, and remember what is seen of them."""

    def __init__(self) -> None:
        self.html = self.seen = self._before = ""
        self._marks = 0

    def line(self, spans: Sequence[Span], *, below: str = "") -> None:
        """Write one paragraph; what is `below` parts it from another."""
        self.html += self._before
        self.seen += self._before
        self._before = f"\n{below}"
        # Found in the whole line: a sign and what brings it to life may stand in two spans.
        joints = {found.end() for found in _ALIVE.finditer("".join(said(s.text) for s in spans))}
        at = 0
        for span in spans:
            text = said(span.text)
            self._span(span, text, [each - at for each in joints if at < each <= at + len(text)])
            at += len(text)

    def _span(self, span: Span, text: str, joints: Sequence[int]) -> None:
        link = span.link if span.link is not None and _SAFE.fullmatch(span.link) else None
        tags = [*_tags(span.style), *(["a"] if link else [])]
        if not text or self._marks + len(tags) > _MARKS:
            tags = []
        self._marks += len(tags)
        # In code and in links Telegram finds nothing, so what is there can be copied as it stands.
        shown = text if "code" in tags or "a" in tags else _joined(text, joints)
        for tag in tags:
            self.html += f'<a href="{html.escape(link or "")}">' if tag == "a" else f"<{tag}>"
        self.html += html.escape(shown, quote=False)
        self.html += "".join(f"</{tag}>" for tag in reversed(tags))
        self.seen += shown


def _joined(text: str, joints: Iterable[int]) -> str:
    """Return a text with a joiner at each of some places."""
    for at in sorted(joints, reverse=True):
        text = f"{text[:at]}{_JOINER}{text[at:]}"
    return text


def _tags(style: Style) -> Iterator[str]:
    if Style.CODE in style:
        yield "code"  # which takes no other mark
        return
    if Style.BOLD in style:
        yield "b"
    if Style.ITALIC in style:
        yield "i"


def _lines(block: Block) -> Iterator[tuple[Span, ...]]:
    """Read a block as paragraphs."""
    match block:
        case Text(spans):
            yield spans
        case Listing(items):
            for item in items:
                yield (Span(block.bullet), *item.spans)
        case Fields(rows):
            for label, value in rows:
                yield labelled_spans(said(label), said(value))
        case Link(label, url) if _SAFE.fullmatch(url):
            yield (Span(said(label) or url, link=url),)
        case _:
            for each in block_lines(block):
                yield (Span(each),)


def _key(button: Button, drawn: Drawn) -> Key:
    label = " ".join(without_isolates(said(button.label)).split())
    if _INVISIBLE.fullmatch(label):
        label = _NOTHING
    return Key(clipped(label, _LABEL), drawn.tokens[button.action], _STYLES.get(button.weight))


def _rows(keys: Sequence[Key]) -> Iterator[tuple[Key, ...]]:
    """Put buttons in rows that can be read on a telephone, as even as they go."""
    if not keys:
        return
    widest = max(columns(key.label) for key in keys)
    fit = max(1, min(_MOST_IN_ROW, _WIDE // (widest + _SIDE)))
    count = -(-len(keys) // fit)
    each = -(-len(keys) // count)
    for at in range(0, len(keys), each):
        yield tuple(keys[at : at + each])
