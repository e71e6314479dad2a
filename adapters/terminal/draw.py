"""Draw what is visible, as an object for machines or as lines for people: pure."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.domain.phrase import Phrase, Value
from bot.message import Card, Form, as_lines, said
from bot.words import Catalogues, Voice, without_isolates


class Visible(Struct, frozen=True):
    """Hold one visible thing: in which room, and for whom alone where only one sees it."""

    op: str
    room: str
    to: str | None = None
    view: str | None = None
    card: Card | None = None
    form: Form | None = None
    text: str = ""


def as_object(visible: Visible, now: datetime, zone: ZoneInfo) -> str:
    """Return one line of JSON; invisible marks are taken out."""
    found: dict[str, Any] = {
        "at": now.astimezone(zone).isoformat(timespec="seconds"),
        "op": visible.op,
        "room": visible.room,
        "to": visible.to,
        "view": visible.view,
        "text": _text(visible),
        "buttons": [] if visible.card is None else _labels(visible.card),
        "fields": [] if visible.form is None else _fields(visible.form),
    }
    return json.dumps(found, ensure_ascii=False)


def as_person_sees(visible: Visible, words: Catalogues, voice: Voice) -> str:
    """Return the lines that a person at the terminal reads."""

    def say(key: str, **args: Value) -> str:
        return words.say(Phrase("terminal", key, tuple(args.items())), voice)

    marks = []
    if visible.to is not None and visible.op != "form":
        marks.append(say("only", name=visible.to))
    if visible.op in {"edit", "strike"}:
        marks.append(say("edited" if visible.op == "edit" else "struck"))
    head = f"┌ {visible.room}" + (f" · {' · '.join(marks)}" if marks else "")
    lines = _text(visible).splitlines() if visible.op != "strike" else []
    if visible.form is not None:
        lines = [say("form", name=visible.to or ""), *_form_lines(visible.form, say)]
    if visible.card is not None and (labels := _labels(visible.card)):
        lines.append(" ".join(f"[{label}]" for label in labels))
    return "\n".join([head, *(f"│ {line}" for line in lines)])


def _text(visible: Visible) -> str:
    if visible.card is not None:
        return without_isolates("\n".join(as_lines(visible.card)))
    if visible.form is not None:
        return without_isolates(said(visible.form.title))
    return without_isolates(visible.text)


def _labels(card: Card) -> list[str]:
    return [without_isolates(said(button.label)) for button in card.buttons()]


def _fields(form: Form) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "name": field.name,
            "label": without_isolates(said(field.label)),
            "kind": field.kind.value,
            "value": field.value,
            "required": field.required,
            "error": None if field.error is None else without_isolates(said(field.error)),
            "options": [without_isolates(said(label)) for _, label in field.options],
        }
        for field in form.fields
    ]


def _form_lines(form: Form, say: Any) -> list[str]:
    lines = [f"  {said(each)}" for each in form.about]
    for field in form.fields:
        shown = field.value.replace("\n", " / ")
        options = (
            " (" + " | ".join(said(o) for _, o in field.options) + ")" if field.options else ""
        )
        needed = f" *{say('required')}*" if field.required and not field.value else ""
        lines.append(f"  {field.name} · {said(field.label)}: {shown}{options}{needed}")
        if field.error is not None:
            lines.append(f"    ↑ {say('form-error')}: {said(field.error)}")
    return lines
