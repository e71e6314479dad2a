"""Draw cards, forms and lines as the page reads them: JSON in which every text is text. Pure."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from adapters.web.house import House
from adapters.web.read import Kind, Ref
from bot.action import Action, Chosen, Open, Scalar
from bot.adapter import Drawn, DrawnForm
from bot.domain.phrase import Instant
from bot.event import Heard
from bot.message import (
    Bar,
    Bars,
    Block,
    Button,
    Buttons,
    Choice,
    Fields,
    File,
    FormField,
    Image,
    Link,
    Listing,
    Menu,
    Span,
    Style,
    Text,
    block_lines,
    said,
)
from bot.ports import Line

Json: TypeAlias = dict[str, Any]

_SAFE: Final = re.compile(r"https?://[^/\\]|/(?![/\\])", re.IGNORECASE)
"""What a link may begin with: it leads to a page, here or elsewhere, and runs nothing."""


def draw_card(drawn: Drawn) -> Json:
    """Draw a card with the tokens of its buttons."""
    card = drawn.card
    return {
        "title": None if card.title is None else said(card.title),
        "blocks": [_block(block, drawn) for block in card.blocks],
        "final": card.final,
    }


def draw_shown(drawn: Drawn, now: Instant) -> Json:
    """Draw a card that is shown now; the clock of what it offers runs from this moment."""
    lasts = drawn.card.lasts
    if lasts is None:
        return draw_card(drawn)
    clock = {"until": (now + lasts).isoformat(), "seconds": lasts.total_seconds()}
    return draw_card(drawn) | {"clock": clock}


def draw_note(drawn: Drawn, now: Instant, *, fleeting: bool) -> Json:
    """Draw a note; its buttons last for some seconds, and a fleeting one is not to be kept."""
    until = drawn.card.redraw_at
    lasts = None if until is None else max((until - now).total_seconds(), 0.0)
    return draw_card(drawn) | {"lasts": lasts, "fleeting": fleeting}


def draw_own(number: int, drawn: Drawn, under: Ref | None) -> Json:
    """Draw what only one person sees: under which message, and as which part of what view."""
    return {
        "card": draw_card(drawn),
        "under": None if under is None else str(under),
        "view": f"{drawn.view}.{number}",
    }


def draw_chosen(chosen: Chosen) -> Json:
    """Draw which answers `to` one thing are somebody's own, by the marks of their buttons."""
    return {
        "to": _mark(chosen.step, chosen.about),
        "own": [_mark(each.step, each.args) for each in chosen.own],
    }


def draw_form(drawn: DrawnForm) -> Json:
    """Draw a form with the token by which it is sent."""
    form = drawn.form
    return {
        "title": said(form.title),
        "about": [said(each) for each in form.about],
        "token": drawn.token,
        "submit": said(form.submit),
        "fields": [_field(field) for field in form.fields],
    }


def file_url(key: str, name: str) -> str:
    """Return where a stored file is handed out."""
    return f"/files/{quote(key, safe='')}/{quote(name, safe='')}"


# What the transcript keeps, and what a window is shown of it


def talk(heard: Heard, reply_to: Ref | None) -> Json:
    """Return what is kept of something that was said."""
    return {
        "text": heard.text,
        "addressed": heard.addressed,
        "reply_to": None if reply_to is None else str(reply_to),
        "files": [
            {"key": each.key, "name": each.name, "size": each.size, "kind": each.kind}
            for each in heard.files
        ],
    }


def draw_line(line: Line, house: House) -> Json:
    """Draw a line of the transcript as an entry of its room."""
    content: Mapping[str, Any] = line.content or {}
    author = None if line.author is None else house.author(line.author)
    return {
        "seq": line.seq,
        "order": line.id,
        "ref": str(ref_of(line)),
        "room": house.key_of(line.room),
        "at": line.at.isoformat(),
        "edited": line.edited,
        "struck": line.content is None,
        "private": line.reader is not None,
        "kind": "card" if line.author is None else "talk",
        "author": None if author is None else {"key": author.key, "name": author.name},
        "addressed": content.get("addressed", False),
        "text": content.get("text", ""),
        "files": [
            {"url": file_url(each["key"], each["name"]), **_without_key(each)}
            for each in content.get("files", ())
        ],
        "reply_to": content.get("reply_to"),
        "card": content.get("card"),
        "under": content.get("under"),
        "view": content.get("view"),
    }


def ref_of(line: Line) -> Ref:
    """Return what points to a line."""
    if line.author is not None:
        return Ref(Kind.TALK, line.id)
    return Ref(Kind.CARD if line.reader is None else Kind.OWN, line.id)


def _without_key(file: Mapping[str, Any]) -> Json:
    return {name: value for name, value in file.items() if name != "key"}


# Blocks


def _block(block: Block, drawn: Drawn) -> Json:  # noqa: C901 - one case for each shape
    match block:
        case Text(spans):
            return {"kind": "text", "spans": [_span(span) for span in spans]}
        case Listing(items):
            return {
                "kind": "list",
                "items": [[_span(span) for span in each.spans] for each in items],
                **({} if block.bullets else {"bare": True}),
            }
        case Fields(rows):
            return {"kind": "fields", "rows": [[said(label), said(value)] for label, value in rows]}
        case Bars(bars, of):
            return {"kind": "bars", "of": of, "bars": [_bar(bar) for bar in bars]}
        case Buttons(buttons):
            return {"kind": "buttons", "buttons": [_button(each, drawn) for each in buttons]}
        case Choice(options):
            return {"kind": "choice", "options": [_option(each, drawn) for each in options]}
        case Menu():
            return {"kind": "list", "items": [[{"text": each}] for each in block_lines(block)]}
        case Link(label, url):
            return {"kind": "link", "label": said(label), "url": _safe(url)}
        case Image(file, alt, url):
            return {"kind": "image", "url": _safe(url or file_url(file, "picture")),
                    "alt": said(alt)}  # fmt: skip
        case File(file, name, url):
            return {"kind": "file", "url": _safe(url or file_url(file, name)), "name": name}


def _bar(bar: Bar) -> Json:
    drawn: Json = {"label": said(bar.label), "count": bar.count}
    return drawn | {"right": True} if bar.right else drawn


def _span(span: Span) -> Json:
    drawn: Json = {"text": said(span.text)}
    for name, style in (("bold", Style.BOLD), ("italic", Style.ITALIC), ("code", Style.CODE)):
        if style in span.style:
            drawn[name] = True
    if span.link is not None and (link := _safe(span.link)):
        drawn["link"] = link
    if span.mention is not None:
        drawn["mention"] = True
    return drawn


def _button(button: Button, drawn: Drawn) -> Json:
    return {
        "label": said(button.label),
        "token": drawn.tokens[button.action],
        "weight": button.weight.value,
        "form": isinstance(button.action, Open),
    }


def _option(button: Button, drawn: Drawn) -> Json:
    option, action = _button(button, drawn), button.action
    if isinstance(action, Action) and action.args:
        # The same answer has the same mark wherever it is offered; tokens may differ by place.
        option["to"] = _mark(action.step, action.args[:-1])
        option["mark"] = _mark(action.step, action.args)
    return option


def _mark(step: str, args: Sequence[Scalar]) -> str:
    return hashlib.sha256(json.dumps([step, *args]).encode()).hexdigest()[:16]


def _field(field: FormField) -> Json:
    return {
        "name": field.name,
        "label": said(field.label),
        "kind": field.kind.value,
        "value": field.value,
        "hint": None if field.hint is None else said(field.hint),
        "error": None if field.error is None else said(field.error),
        "options": [[value, said(label)] for value, label in field.options],
        "required": field.required,
    }


def _safe(url: str) -> str:
    """Return an address that may be followed; what may not becomes an empty one."""
    return url if _SAFE.match(url) else ""
