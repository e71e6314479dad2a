"""Fit a localised card to what a platform can show: the one place where richness is lost.

Pure, idempotent, and nothing that can be done or read is ever lost: what cannot be a button becomes
an entry of a coded menu, what is too long becomes several messages.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TypeAlias

from msgspec.structs import replace

from bot.adapter import Capabilities
from bot.cut import Spans, cut, glued, joined
from bot.message import (
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
    block_lines,
    labelled,
    said,
)
from bot.words import isolated

_Rows: TypeAlias = Listing | Fields | Bars | Menu
_Offer: TypeAlias = Buttons | Choice | Menu

_UNSEEN = ("Cc", "Cf")


def fit(card: Card, can: Capabilities) -> tuple[Card, ...]:
    """Return the messages that show this card on this platform, in reading order.

    Each is at most `can.text_chars` (60 or more) long when read as text, buttons aside. Where there
    are several, the actions stand on the last; only a menu longer than a message begins earlier.
    Each message fits by itself: fitting it again changes nothing. A card on which nothing can be
    seen or done gives no message.
    """
    title = None if card.title is None else said(card.title)
    if title is not None and not _visible(title):
        title = None
    if title is not None and not card.blocks and len(title) <= can.text_chars:
        return (card,)
    blocks = [block for block in _in_shape(card.blocks, can) if _shows(block)]
    if any(isinstance(block, _Offer) for block in blocks):
        blocks = list(_offered(blocks, can))
    if title is not None and len(title) > can.text_chars:
        blocks.insert(0, Text.of(title, style=Style.BOLD))
        title = None
    pages = _Pages(can.text_chars, title)
    if not pages.hold(blocks):
        # Whoever has read to the end acts there.
        blocks.sort(key=lambda block: isinstance(block, _Offer))
    for block in blocks:
        pages.put(block)
    return tuple(
        replace(card, title=None if number else title, blocks=tuple(page))
        for number, page in enumerate(pages.pages)
        if page or (title is not None and not number)
    )


def _in_shape(blocks: Iterable[Block], can: Capabilities) -> Iterator[Block]:
    """Give up shapes that the platform lacks, block by block."""
    for block in blocks:
        match block:
            case Fields() if not can.fields:
                yield from map(Text.of, block_lines(block))
            case Bars() if not can.bars:
                yield from map(Text.of, block_lines(block))
            case Image(alt=alt, url=url) if not can.images:
                yield Link(alt, url) if url else Text.of(alt)
            case File(name=name, url=url) if not can.files:
                # Until here the name was a file's, not words, and so was not wrapped.
                yield Link(isolated(name), url) if url else Text.of(isolated(name))
            case Choice(options) if not can.choice:
                yield Buttons(options)
            case _:
                yield block


def _offered(blocks: Sequence[Block], can: Capabilities) -> Iterator[Block]:
    """Turn all actions into one coded menu, in the place of the last, where buttons are too few.

    A card never has two menus, nor a menu beside buttons: a code must mean one thing.
    """
    places = [at for at, block in enumerate(blocks) if isinstance(block, _Offer)]
    menus = [at for at in places if isinstance(blocks[at], Menu)]
    entries = tuple(Card(None, tuple(blocks)).buttons())
    if not menus and len(entries) <= can.buttons:
        yield from blocks
        return
    for at, block in enumerate(blocks):
        if at not in places:
            yield block
        elif at == places[-1]:
            menu = block if isinstance(block, Menu) and len(places) == 1 else Menu(entries)
            yield from _labels_cut(menu, can.text_chars)


def _labels_cut(menu: Menu, room: int) -> Iterator[Block]:
    """Shorten labels that are longer than a message, having said them in full."""
    entries: list[Button] = []
    for number, entry in enumerate(menu.entries, start=menu.first):
        label, free = said(entry.label), room - len(f"{menu.letter}{number} ")
        if len(label) > free:
            yield Text.of(label)
            head, _ = cut((Span(label),), free - 1, room)
            label = f"{joined(head)}…"
        entries.append(replace(entry, label=label))
    yield replace(menu, entries=tuple(entries))


class _Pages:
    """Fill messages of at most `room` characters one after another."""

    def __init__(self, room: int, title: str | None) -> None:
        self.pages: list[list[Block]] = [[]]
        # Every line costs its line break too, save the last of a message.
        self._room = room + 1
        self._free = self._room if title is None else self._room - len(title) - 1

    def hold(self, blocks: Iterable[Block]) -> bool:
        """Tell whether blocks fit in the message at hand."""
        return sum(map(_cost, blocks)) <= self._free

    def put(self, block: Block) -> None:
        """Add a block, whole if a message can hold it; lists go on where they are, item by item."""
        cost = _cost(block)
        if cost <= self._free:
            self._add(block)
        elif isinstance(block, Listing | Fields | Bars):
            self._put_rows(block)
        elif cost <= self._room:
            self._turn()
            self._add(block)
        else:
            self._put_long(block)

    def _add(self, block: Block) -> None:
        if _shows(block):
            self.pages[-1].append(block)
            self._free -= _cost(block)

    def _turn(self) -> None:
        if self._free < self._room:
            self.pages.append([])
            self._free = self._room

    def _put_long(self, block: Block) -> None:
        """Add a block that is longer than a message."""
        size = self._room - 1
        match block:
            case Text(spans):
                self._put_text(spans)
            case Menu():
                self._put_rows(block)
            case Link(label, url):
                self._put_text((Span(labelled(said(label), "")), Span(url, link=url)))
            case Image(alt=alt):
                head, rest = cut((Span(said(alt)),), size, size)
                self.put(replace(block, alt=joined(head)))
                self.put(Text(rest))
            case File(url=url) if url:
                # An address of its own is cut like any other text; the file needs none here.
                self.put(replace(block, url=None))
                self.put(Link("", url))
            case File(name=name):
                # The end stays with the file: it is what tells the file's kind.
                at = len(name) - size // 2
                at = next((near for near in range(at, len(name)) if not glued(name, near)), at)
                self.put(Text.of(isolated(name[:at])))
                self.put(replace(block, name=name[at:]))

    def _put_rows(self, block: _Rows) -> None:
        """Add what has rows, as many to a message as it can hold."""
        while costs := [len(line) + 1 for line in block_lines(block)]:
            count = sum(cost <= self._free for cost in accumulate(costs))
            if count:
                self._add(_rows(block, 0, count))
                block = _rows(block, count)
            elif costs[0] <= self._room:
                self._turn()
            else:
                self.put(_row_as_text(block))
                block = _rows(block, 1)

    def _put_text(self, spans: Spans) -> None:
        """Add a paragraph longer than a message, from where we are if it cuts well there."""
        while spans:
            fresh = self._free == self._room
            head, spans = cut(spans, self._free - 1, self._room - 1, anywhere=fresh)
            self._add(Text(head))
            if spans:
                self._turn()


def _rows(block: _Rows, start: int, stop: int | None = None) -> _Rows:
    part = slice(start, stop)
    match block:
        case Listing(items):
            return replace(block, items=items[part])
        case Fields(rows):
            return Fields(rows[part])
        case Bars(bars, of):
            return Bars(bars[part], of)
        case Menu(entries, letter, first):
            return Menu(entries[part], letter, first + start)


def _row_as_text(block: _Rows) -> Text:
    """Return the first row, which is longer than a message, as a paragraph that can be cut."""
    return block.items[0] if isinstance(block, Listing) else Text.of(next(block_lines(block)))


def _shows(block: Block) -> bool:
    """Tell whether there is anything to see or do: platforms refuse messages that say nothing."""
    match block:
        case Image() | File():
            return True
        case Buttons(offers) | Choice(offers) | Menu(offers):
            return bool(offers)
        case Listing(items):
            return any(_visible(joined(item.spans)) for item in items)
        case _:
            return any(map(_visible, block_lines(block)))


def _visible(text: str) -> bool:
    for each in text:  # noqa: SIM110  (mostly the first is: a generator would cost more than that)
        if not each.isspace() and unicodedata.category(each) not in _UNSEEN:
            return True
    return False


def _cost(block: Block) -> int:
    return sum(len(line) + 1 for line in block_lines(block))
