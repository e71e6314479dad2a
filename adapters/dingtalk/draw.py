"""Draw cards as DingTalk shows them: as a message, or as a card with buttons. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

from msgspec import Struct

from adapters.dingtalk.markdown import (
    BREAK,
    PARAGRAPH,
    escaped,
    link,
    listing,
    paragraph,
    plain,
    sending,
    sends,
)
from bot.adapter import Drawn
from bot.cut import clipped
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
    Text,
    Weight,
    as_lines,
    block_lines,
    said,
)
from bot.words import without_isolates

KINDS: Final = frozenset({"xlsx", "pdf", "zip", "rar", "doc", "docx"})
"""Files that can be sent, by how their names end."""
_TITLE: Final = 60
_BY_INTERFACE: Final = 5
"""Buttons on a message that is not sent by a conversation's temporary address."""
_COLOURS: Final = {Weight.PLAIN: "gray", Weight.PRIMARY: "blue", Weight.DANGER: "red"}


class Post(Struct, frozen=True):
    """Hold a message: what lists of chats and notices say of it, its text, and buttons."""

    title: str
    text: str
    buttons: Sequence[tuple[str, str]] = ()

    def as_webhook(self) -> dict[str, Any]:
        """Return it as it is posted to a conversation's temporary address."""
        if not self.buttons:
            return {"msgtype": "markdown", "markdown": {"title": self.title, "text": self.text}}
        card = {
            "title": self.title,
            "text": self.text,
            "btnOrientation": "0",
            "btns": [{"title": label, "actionURL": url} for label, url in self.buttons],
        }
        return {"msgtype": "actionCard", "actionCard": card}

    def as_message(self) -> tuple[str, str]:
        """Return its kind and parameters as the interface wants them; few buttons fit there."""
        if not 1 <= len(self.buttons) <= _BY_INTERFACE:
            links = [sending_link(label, url) for label, url in self.buttons]
            text = PARAGRAPH.join([self.text, BREAK.join(links)] if links else [self.text])
            return "sampleMarkdown", as_param({"title": self.title, "text": text})
        param = {"title": self.title, "text": self.text}
        if len(self.buttons) == 1:
            ((label, url),) = self.buttons
            return "sampleActionCard", as_param(param | {"singleTitle": label, "singleURL": url})
        for number, (label, url) in enumerate(self.buttons, start=1):
            param |= {f"actionTitle{number}": label, f"actionURL{number}": url}
        return f"sampleActionCard{len(self.buttons)}", as_param(param)


def draw_post(drawn: Drawn, *, private: bool, media: Mapping[str, str], hint: str) -> Post:
    """Draw a message.

    What can be chosen becomes links that send its code, which in private are buttons; in a group
    `hint` says besides how a code is typed. Buttons, which come here only where a card cannot go,
    become links that send their token. `media` are ids of pictures.
    """
    card = drawn.card
    parts = [] if card.title is None else [f"**{_one_line(said(card.title))}**"]
    buttons: list[tuple[str, str]] = []
    for block in card.blocks:
        match block:
            case Menu() if private:
                buttons += [(_label(line), sends(_code(line))) for line in block_lines(block)]
            case Menu():
                lines = [sending(line, _code(line)) for line in block_lines(block)]
                parts.append(BREAK.join(lines))
            case Buttons(offered) | Choice(offered):
                buttons += [_sends_token(each, drawn) for each in offered]
            case _:
                parts.append(_block(block, media))
    text = PARAGRAPH.join(part for part in (*parts, hint) if part)
    return Post(title_of(card), text or escaped(title_of(card)), tuple(buttons))


def draw_card(drawn: Drawn, media: Mapping[str, str]) -> dict[str, str]:
    """Draw the values of a card of the template; all are texts, and all are always given."""
    card = drawn.card
    parts = [_block(block, media) for block in card.blocks]
    buttons = [
        {
            "text": _label(said(each.label)),
            "color": _COLOURS[each.weight],
            "id": drawn.tokens[each.action],
            "request": True,
        }
        for block in card.blocks
        if isinstance(block, Buttons | Choice)
        for each in (block.buttons if isinstance(block, Buttons) else block.options)
    ]
    return card_params(
        "" if card.title is None else " ".join(plain(said(card.title)).split()),
        PARAGRAPH.join(part for part in parts if part),
        buttons,
    )


def card_params(
    title: str, markdown: str, buttons: Sequence[Mapping[str, Any]] = ()
) -> dict[str, str]:
    """Return the values of a card."""
    return {
        "title": title,
        "markdown": markdown,
        "tips": "",
        "sys_full_json_obj": as_param({"msgButtons": list(buttons)}),
    }


def note_params(text: str) -> dict[str, str]:
    """Return the values that show a note before one person alone, on a card that all see."""
    return {"tips": plain(text)}


def files_of(card: Card) -> Iterator[File]:
    """Yield the files that are handed over beside a message: those of a kind that can be sent."""
    for block in card.blocks:
        if isinstance(block, File) and kind_of(block.name) in KINDS:
            yield block


def images_of(card: Card) -> Iterator[Image]:
    """Yield the pictures on a card that no address shows."""
    for block in card.blocks:
        if isinstance(block, Image) and block.url is None:
            yield block


def kind_of(name: str) -> str:
    """Return how a file's name ends, in small letters and without the dot."""
    return PurePath(name).suffix.removeprefix(".").lower()


def title_of(card: Card) -> str:
    """Return what lists of chats and notices say of a message: never nothing."""
    lines = (without_isolates(plain(line)).strip() for line in as_lines(card))
    first = next((line for line in lines if line), "…").splitlines()[0]
    return clipped(first, _TITLE)


def sending_link(label: str, url: str) -> str:
    """Return a link in a text for what would be a button."""
    return f"[{escaped(label)}]({url})"


def _block(block: Block, media: Mapping[str, str]) -> str:
    match block:
        case Text():
            return paragraph(block)
        case Listing(items):
            return listing(map(paragraph, items), block.bullet)
        case Fields(rows):
            return BREAK.join(
                f"**{_one_line(said(label))}** {escaped(said(value))}" for label, value in rows
            )
        case Bars() | Menu():
            return BREAK.join(map(escaped, block_lines(block)))
        case Link(label, url):
            return link(said(label), url)
        case Image(file, alt, url):
            source = media.get(file, url or "")
            return f"![{_one_line(said(alt))}]({source})" if source else escaped(said(alt))
        case File(name=name, url=url):
            return link(name, url) if url else escaped(name)
        case Buttons() | Choice():
            return ""


def _code(line: str) -> str:
    """Return the code at the start of a menu's line."""
    return line.partition(" ")[0]


def _sends_token(button: Button, drawn: Drawn) -> tuple[str, str]:
    return _label(said(button.label)), sends(drawn.tokens[button.action])


def _label(text: str) -> str:
    """Return what stands on a button, which is plain text of one line."""
    return " ".join(without_isolates(plain(text)).split()) or "…"


def _one_line(text: str) -> str:
    return escaped(" ".join(text.split()))


def as_param(given: object) -> str:
    """Write values as the interface wants them: as a text that holds JSON."""
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"))
