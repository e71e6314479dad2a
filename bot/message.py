"""What goes out: cards made of blocks, as plain frozen data.

A card says *what* is shown and which actions it offers; how much of that a platform can show is
decided in one place (`bot.fit`), and what it looks like by the adapter that draws it. A text is
either a `Phrase` of ours or a `str` that somebody typed; the latter is data and can never mention,
link or format.
"""

import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from enum import Flag, StrEnum, auto
from typing import Final, TypeAlias, TypeVar, cast

from msgspec import Struct

from bot.action import Action, Open
from bot.domain.identity import PersonId
from bot.domain.phrase import Instant, Words

T = TypeVar("T")

RIGHT: Final = "✓"


class Style(Flag):
    """Say how a span looks; no more than every platform can show or leave out."""

    PLAIN = 0
    BOLD = auto()
    ITALIC = auto()
    CODE = auto()


class Weight(StrEnum):
    """Say how much a button weighs."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


class Span(Struct, frozen=True):
    """Hold a run of text in one style, perhaps a link or the mention of a person."""

    text: Words
    style: Style = Style.PLAIN
    link: str | None = None
    mention: PersonId | None = None


class Text(Struct, frozen=True):
    """Hold one paragraph."""

    spans: tuple[Span, ...]

    @classmethod
    def of(cls, *words: Words, style: Style = Style.PLAIN) -> "Text":
        """Make a paragraph of words in one style."""
        return cls(tuple(Span(each, style) for each in words))


class Listing(Struct, frozen=True):
    """Hold a list of paragraphs, with bullets unless each begins with a mark of its own."""

    items: tuple[Text, ...]
    bullets: bool = True

    @property
    def bullet(self) -> str:
        """What each item begins with where it is written as a line."""
        return "· " if self.bullets else ""


class Fields(Struct, frozen=True):
    """Hold labelled values, as a form that was read is shown back."""

    rows: tuple[tuple[Words, Words], ...]


class Bar(Struct, frozen=True):
    """Hold one labelled share: how many of `Bars.of`; a `right` one is marked as such."""

    label: Words
    count: int
    right: bool = False


class Bars(Struct, frozen=True):
    """Hold labelled shares of one whole; `of` is the whole, as people, not as ticks."""

    bars: tuple[Bar, ...]
    of: int


class Button(Struct, frozen=True):
    """Offer one action, or a form to fill where the action still waits for its values."""

    label: Words
    action: "Action | Open[object]"
    weight: Weight = Weight.PLAIN


class Buttons(Struct, frozen=True):
    """Offer actions side by side."""

    buttons: tuple[Button, ...]


class Choice(Struct, frozen=True):
    """Offer one of several equal answers, each with its complete action."""

    options: tuple[Button, ...]


class Menu(Struct, frozen=True):
    """Offer actions by code, where buttons cannot: the n-th entry answers to "<letter><n>".

    A menu that is cut in two counts on from `first`.
    """

    entries: tuple[Button, ...]
    letter: str = "A"
    first: int = 1


class Link(Struct, frozen=True):
    """Point to a page."""

    label: Words
    url: str


class Image(Struct, frozen=True):
    """Show a stored picture; `alt` says the same to those who cannot see it."""

    file: str
    alt: Words
    url: str | None = None


class File(Struct, frozen=True):
    """Hand over a stored file by its hash; `url` says where it lies, for whoever can go there."""

    file: str
    name: str
    url: str | None = None


class FieldKind(StrEnum):
    """Say what a platform's form should offer for a field."""

    LINE = "line"
    LINES = "lines"
    TIME = "time"
    NUMBER = "number"
    YES_NO = "yes_no"
    ONE_OF = "one_of"


class FormField(Struct, frozen=True):
    """Ask for one value; `error` is what was wrong with the text in `value`."""

    name: str
    label: Words
    kind: FieldKind
    value: str = ""
    hint: Words | None = None
    error: Words | None = None
    options: tuple[tuple[str, Words], ...] = ()
    required: bool = False


class Form(Struct, frozen=True):
    """Ask for several values at once; sending it completes `action`.

    `about` says, line by line, what it is that is being answered.
    """

    title: Words
    fields: tuple[FormField, ...]
    submit: Words
    action: "Open[object]"
    about: tuple[Words, ...] = ()


Block: TypeAlias = Text | Listing | Fields | Bars | Buttons | Choice | Menu | Link | Image | File


class Card(Struct, frozen=True):
    """Hold one message: what it says, what it offers, when it must be drawn again.

    `final` is drawn once more and then rests. `told` says that a post has said how it ended: where
    nothing can be edited, the card is not put up again to say so a second time. `lasts` is for how
    long what it offers can be had from when it is shown, for platforms on which a clock can run.
    """

    title: Words | None = None
    blocks: tuple[Block, ...] = ()
    redraw_at: Instant | None = None
    final: bool = False
    told: bool = False
    lasts: timedelta | None = None

    def buttons(self) -> Iterator[Button]:
        """Yield every action that the card offers, in the order in which it is read."""
        for block in self.blocks:
            match block:
                case Buttons(buttons) | Choice(buttons) | Menu(buttons):
                    yield from buttons


def said(words: Words) -> str:
    """Return the text of words that have been localised; a `Phrase` here is a bug of the caller."""
    if isinstance(words, str):
        return words
    raise TypeError(f"not localised yet: {words}")


def labelled(label: str, value: str) -> str:
    """Join a label and its value with the colon of the label's script; no label, no colon."""
    if not label:
        return value
    letters = [each for each in label if each.isalpha()]
    wide = bool(letters) and unicodedata.east_asian_width(letters[-1]) in "WF"
    return f"{label}：{value}" if wide else f"{label}: {value}"


def labelled_spans(label: str, value: str) -> tuple[Span, ...]:
    """Join the same into a paragraph, in which the label and its colon are bold."""
    line = labelled(label, value)
    head = line[: len(line) - len(value)]
    return (Span(head, Style.BOLD), Span(value)) if head else (Span(value),)


def bars_as_lines(block: Bars) -> tuple[str, ...]:
    """Draw shares with block characters: "Library ██████ 3 (60%)"."""
    lines = []
    for bar in block.bars:
        share = bar.count / block.of if block.of else 0.0
        # Never longer than the whole, even where a count is.
        drawn = "█" * min(round(share * 10), 10)
        tail = f"{bar.count} ({share:.0%})" if bar.count else "0"
        mark = RIGHT if bar.right else ""
        lines.append(" ".join(part for part in (mark, said(bar.label), drawn, tail) if part))
    return tuple(lines)


def block_lines(block: Block) -> Iterator[str]:  # noqa: C901 - one case for each shape
    """Read a localised block line by line; each row of a list, of fields, bars or a menu is one.

    A line is a line of ours: what people typed may break it further. Buttons are not read.
    """
    match block:
        case Text(spans):
            yield "".join(said(span.text) for span in spans)
        case Listing(items):
            for item in items:
                yield block.bullet + "".join(said(span.text) for span in item.spans)
        case Fields(rows):
            for label, value in rows:
                yield labelled(said(label), said(value))
        case Bars():
            yield from bars_as_lines(block)
        case Menu(entries, letter, first):
            for number, entry in enumerate(entries, start=first):
                yield f"{letter}{number} {said(entry.label)}"
        case Link(label, url):
            yield labelled(said(label), url)
        case Image(alt=alt):
            yield said(alt)
        case File(name=name, url=url):
            yield labelled(name, url) if url else name
        case Buttons() | Choice():
            return


def as_lines(card: Card, *, buttons: bool = False) -> Iterator[str]:
    """Read a localised card line by line, as a person would; buttons in brackets if asked for."""
    if card.title is not None:
        yield said(card.title)
    for block in card.blocks:
        match block:
            case Buttons(offered) | Choice(offered) if buttons:
                yield " ".join(f"[{said(each.label)}]" for each in offered)
            case _:
                yield from block_lines(block)


def as_text(card: Card, *, buttons: bool = False) -> str:
    """Read a localised card as one text."""
    return "\n".join(as_lines(card, buttons=buttons))


def opened(action: "Open[T]") -> "Open[object]":
    """Widen an action that waits for a value, so that cards can hold any of them."""
    return cast("Open[object]", action)
