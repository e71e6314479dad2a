"""Draw forms as modals. Pure."""

from collections.abc import Mapping
from typing import Final

from adapters.slack.draw import Json, plain_text
from adapters.slack.read import Kept
from adapters.slack.text import plain
from bot.adapter import DrawnForm
from bot.message import FieldKind, Form, FormField, said
from bot.words import without_isolates

_TITLE: Final = 24
_TEXT: Final = 3_000
_LABEL: Final = 2_000
_OPTION: Final = 75
_OPTIONS: Final = 100
_ERROR: Final = 2_000
INPUT: Final = "value"
"""What the one element of a field is called; the field itself gives its block the name."""


def draw_form(drawn: DrawnForm, kept: Kept) -> Json:
    """Draw a form, with what it carries along until it is sent."""
    form = drawn.form
    about = "\n".join(map(said, form.about))
    blocks = [{"type": "section", "text": plain_text(about, _TEXT)}] if about else []
    blocks += [block for field in form.fields for block in _field(field)]
    return {
        "type": "modal",
        "callback_id": "form",
        "private_metadata": str(kept),
        "title": plain_text(said(form.title), _TITLE),
        "submit": plain_text(said(form.submit), _TITLE),
        "blocks": blocks,
    }


def draw_waiting(title: str, text: str) -> Json:
    """Draw what is seen until a form is ready."""
    block = {"type": "section", "text": plain_text(text, _TEXT)}
    return {"type": "modal", "title": plain_text(title, _TITLE), "blocks": [block]}


def errors_of(form: Form, view: Mapping[str, object]) -> Mapping[str, str] | None:
    """Return what is wrong, by field, where an open form can say all of it; None: it cannot."""
    shown = view.get("blocks")
    names = {
        block.get("block_id")
        for block in (shown if isinstance(shown, list) else [])
        if isinstance(block, dict) and block.get("type") == "input"
    }
    wrong = {
        field.name: plain(said(field.error), _ERROR)
        for field in form.fields
        if field.error is not None
    }
    return wrong if wrong and wrong.keys() <= names else None


def first_field(view: Mapping[str, object]) -> str | None:
    """Return the first field of an open form."""
    shown = view.get("blocks")
    for block in shown if isinstance(shown, list) else []:
        if isinstance(block, dict) and block.get("type") == "input":
            return str(block.get("block_id"))
    return None


def _field(field: FormField) -> list[Json]:
    """Draw a field; what is wrong with it stands above, as a form that opens shows no errors."""
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(said(field.label), _LABEL),
        "element": _element(field),
        "optional": not field.required,
    }
    if field.hint is not None:
        block["hint"] = plain_text(said(field.hint), _LABEL)
    if field.error is None:
        return [block]
    error = {"type": "section", "text": plain_text(f"⚠ {said(field.error)}", _TEXT)}
    return [error, block]


def _element(field: FormField) -> Json:
    if field.options:
        options = [
            {"text": plain_text(said(label), _OPTION), "value": value}
            for value, label in field.options[:_OPTIONS]
        ]
        element: Json = {"type": "static_select", "action_id": INPUT, "options": options}
        wanted = without_isolates(field.value)
        for (value, label), option in zip(field.options, options, strict=False):
            if wanted in {value, without_isolates(said(label))}:
                element["initial_option"] = option
        return element
    element = {
        "type": "plain_text_input",
        "action_id": INPUT,
        "multiline": field.kind is FieldKind.LINES,
    }
    if field.value:
        element["initial_value"] = plain(field.value, _TEXT)
    return element
