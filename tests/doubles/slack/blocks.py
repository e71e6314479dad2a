"""The limits of Block Kit, and how blocks are read by a person.

The limits are those of the fact sheet; duplicates and empty texts are errors, as they are at Slack.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

Json: TypeAlias = dict[str, Any]

_URL: Final = re.compile(r"https?://\S+")
_MOST_TOTAL: Final = 13_200
_KINDS: Final = {
    "message": {"header", "section", "context", "actions", "image", "rich_text", "divider"},
    "home": {"header", "section", "context", "actions", "image", "rich_text", "divider"},
    "modal": {
        "header", "section", "context", "actions", "image", "rich_text", "divider", "input",
    },
}  # fmt: skip


def problems_of_message(blocks: Any) -> list[str]:
    """Say what is wrong with the blocks of a message."""
    return list(_blocks(blocks, "message", 50))


def problems_of_view(view: Any) -> list[str]:
    """Say what is wrong with a modal or a home."""
    if not isinstance(view, dict) or view.get("type") not in {"modal", "home"}:
        return [f"a view has the type modal or home, not {view!r:.40}"]
    found = list(_blocks(view.get("blocks"), view["type"], 100))
    allowed = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    if view["type"] == "modal":
        allowed |= {"title", "submit", "close", "clear_on_close", "notify_on_close"}
        found += _text(view.get("title"), 24, "title", plain=True)
        for name in ("submit", "close"):
            if name in view:
                found += _text(view[name], 24, name, plain=True)
        inputs = any(block.get("type") == "input" for block in view.get("blocks") or ())
        if inputs and "submit" not in view:
            found.append("a modal with inputs needs a submit")
    found += [f"a view has no {name}" for name in view.keys() - allowed]
    if len(view.get("private_metadata", "")) > 3000:
        found.append("private_metadata is longer than 3000")
    if len(view.get("callback_id", "")) > 255:
        found.append("callback_id is longer than 255")
    return found


def _blocks(blocks: Any, where: str, most: int) -> Iterator[str]:
    if not isinstance(blocks, list):
        yield f"blocks are a list, not {blocks!r:.40}"
        return
    if len(blocks) > most:
        yield f"{len(blocks)} blocks, {most} are possible"
    total = sum(len(text) for block in blocks for text in _all_texts(block))
    if total > _MOST_TOTAL:
        yield f"{total} characters over all blocks (msg_blocks_too_long)"
    names = [block["block_id"] for block in blocks if "block_id" in block]
    if len(names) != len(set(names)):
        yield "a block_id stands twice"
    for name in names:
        if not 0 < len(name) <= 255:
            yield f"a block_id of {len(name)} characters"
    for block in blocks:
        if block.get("type") not in _KINDS[where]:
            yield f"no block of type {block.get('type')!r} in a {where}"
            continue
        yield from _CHECKS[block["type"]](block)


def _header(block: Json) -> Iterator[str]:
    yield from _text(block.get("text"), 150, "header", plain=True)


def _section(block: Json) -> Iterator[str]:
    fields = block.get("fields", [])
    if "text" not in block and not fields:
        yield "a section without text and fields"
    if "text" in block:
        yield from _text(block["text"], 3000, "section")
    if len(fields) > 10:
        yield f"{len(fields)} fields in a section"
    for each in fields:
        yield from _text(each, 2000, "field")
    if "accessory" in block:
        yield from _element(block["accessory"])


def _context(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 0 < len(elements) <= 10:
        yield f"{len(elements)} elements in a context"
    for each in elements:
        if each.get("type") == "image":
            yield from _image(each)
        else:
            yield from _text(each, 2000, "context")


def _actions(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 0 < len(elements) <= 25:
        yield f"{len(elements)} elements in an actions block"
    names = [each.get("action_id") for each in elements]
    if len(names) != len(set(names)):
        yield "an action_id stands twice in a block"
    for each in elements:
        yield from _element(each)


def _input(block: Json) -> Iterator[str]:
    yield from _text(block.get("label"), 2000, "label", plain=True)
    if "hint" in block:
        yield from _text(block["hint"], 2000, "hint", plain=True)
    if not isinstance(block.get("element"), dict):
        yield "an input without an element"
    else:
        yield from _element(block["element"])


def _image(block: Json) -> Iterator[str]:
    if not 0 < len(block.get("image_url", "")) <= 3000:
        yield "an image needs an image_url of at most 3000"
    if not 0 < len(block.get("alt_text", "")) <= 2000:
        yield "an image needs an alt_text of at most 2000"
    if "title" in block:
        yield from _text(block["title"], 2000, "title", plain=True)


def _rich_text(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not elements:
        yield "a rich_text without elements"
    for each in elements:
        match each.get("type"):
            case "rich_text_section" | "rich_text_quote" | "rich_text_preformatted":
                yield from _rich_elements(each)
            case "rich_text_list":
                if each.get("style") not in {"bullet", "ordered"}:
                    yield "a rich_text_list is bullet or ordered"
                for inner in each.get("elements", []):
                    yield from _rich_elements(inner)
            case other:
                yield f"no rich text element {other!r}"


def _rich_elements(section: Json) -> Iterator[str]:
    if not section.get("elements"):
        yield "a rich text section without elements"
    for each in section.get("elements", []):
        match each.get("type"):
            case "text" if not each.get("text"):
                yield "an empty text in rich text"
            case "link" if not re.match(r"https?://|mailto:", each.get("url", "")):
                yield f"a link to {each.get('url')!r:.40}"
            case "text" | "link" | "user" | "channel" | "emoji" | "broadcast" | "date":
                if each.get("style", {}).keys() - {"bold", "italic", "strike", "code"}:
                    yield f"an unknown style {each['style']}"
            case other:
                yield f"no rich text {other!r}"


def _divider(block: Json) -> Iterator[str]:
    yield from [f"a divider has no {name}" for name in block.keys() - {"type", "block_id"}]


_CHECKS: Final = {
    "header": _header, "section": _section, "context": _context, "actions": _actions,
    "input": _input, "image": _image, "rich_text": _rich_text, "divider": _divider,
}  # fmt: skip


def _element(element: Json) -> Iterator[str]:
    kind, name = element.get("type"), element.get("action_id", "")
    if not 0 < len(name) <= 255:
        yield f"an action_id of {len(name)} characters on a {kind}"
    if "placeholder" in element:
        yield from _text(element["placeholder"], 150, "placeholder", plain=True)
    check = _ELEMENTS.get(str(kind))
    yield from [f"no element {kind!r}"] if check is None else check(element)


def _button(element: Json) -> Iterator[str]:
    yield from _text(element.get("text"), 75, "button", plain=True)
    if not 0 < len(element.get("value", "x")) <= 2000:
        yield "the value of a button has 1 to 2000 characters"
    if len(element.get("url", "")) > 3000:
        yield "the url of a button is longer than 3000"
    if element.get("style", "primary") not in {"primary", "danger"}:
        yield f"no style {element['style']!r}"


def _options(element: Json) -> Iterator[str]:
    select, options = element["type"] == "static_select", element.get("options", [])
    if not 0 < len(options) <= (100 if select else 10):
        yield f"{len(options)} options in a {element['type']}"
    for each in options:
        yield from _text(each.get("text"), 75, "option", plain=select)
        if not 0 < len(each.get("value", "")) <= 150:
            yield f"the value of an option has {len(each.get('value', ''))} characters"
    initial = element.get("initial_option")
    if initial is not None and initial not in options:
        yield "the initial_option is none of the options"


def _input_text(element: Json) -> Iterator[str]:
    most = element.get("max_length", 3000)
    if not 0 < most <= 3000:
        yield f"a max_length of {most}"
    if len(element.get("initial_value", "")) > most:
        yield "an initial_value that is longer than the input takes"


_ELEMENTS: Final = {
    "button": _button, "static_select": _options, "radio_buttons": _options,
    "checkboxes": _options, "plain_text_input": _input_text,
}  # fmt: skip


def _text(text: Any, most: int, what: str, *, plain: bool = False) -> Iterator[str]:
    if not isinstance(text, dict) or not isinstance(text.get("text"), str):
        yield f"the text of a {what} is a text object, not {text!r:.40}"
        return
    if plain and text.get("type") != "plain_text":
        yield f"the text of a {what} is plain_text"
    if text.get("type") not in {"plain_text", "mrkdwn"}:
        yield f"no text of type {text.get('type')!r}"
    if not text["text"].strip():
        yield f"the text of a {what} is empty"
    if len(text["text"]) > most:
        yield f"the text of a {what} has {len(text['text'])} characters, {most} are possible"
    extra = text.keys() - {
        "type",
        "text",
        "emoji" if text.get("type") == "plain_text" else "verbatim",
    }
    yield from [f"a text object has no {name}" for name in extra]


# How it is read


def text_of(blocks: Sequence[Json]) -> str:
    """Read blocks as a person does, without their buttons."""
    return "\n".join(filter(None, map(_read, blocks)))


def labels_of(blocks: Sequence[Json]) -> Iterator[str]:
    """Yield what can be pressed or selected."""
    for element in elements_of(blocks):
        match element["type"]:
            case "button":
                yield element["text"]["text"]
            case "static_select" | "radio_buttons":
                yield from (each["text"]["text"] for each in element["options"])


def elements_of(blocks: Sequence[Json]) -> Iterator[Json]:
    """Yield the elements of a message's or a home's blocks, with the id of their block."""
    for number, block in enumerate(blocks):
        found = block.get("elements", []) if block["type"] == "actions" else []
        found = [*found, *([block["accessory"]] if "accessory" in block else [])]
        yield from ({**each, "block_id": block.get("block_id", f"b{number}")} for each in found)


def live_parts(blocks: Sequence[Json]) -> Iterator[str]:
    """Yield all that is more than text: mentions, links, and markup that would format."""
    for block in blocks:
        for text in _texts(block):
            if text.get("type") == "mrkdwn":
                yield from re.findall(r"<[^>]+>", text["text"])
                yield from re.findall(r"[*_~`][^*_~`\s][^*_~`]*[*_~`]", text["text"])
                yield from _URL.findall(text["text"])
        if block["type"] == "rich_text":
            for each in _rich(block):
                if each["type"] != "text":
                    yield each["type"]


def _read(block: Json) -> str:
    match block["type"]:
        case "rich_text":
            return "\n".join(map(_read_rich, block["elements"]))
        case "image":
            return f"[{block['alt_text']}]"
        case "input":
            return str(block["label"]["text"])
        case _:
            return "\n".join(_shown(each) for each in _texts(block))


def _shown(text: Json) -> str:
    found: str = text["text"]
    if text["type"] == "mrkdwn":
        found = found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return found


def _read_rich(element: Json) -> str:
    if element["type"] == "rich_text_list":
        return "\n".join(f"· {_inline(each)}" for each in element["elements"])
    return _inline(element)


def _inline(section: Json) -> str:
    return "".join(_piece(each) for each in section["elements"])


def _piece(each: Json) -> str:
    match each["type"]:
        case "text":
            return str(each["text"])
        case "link":
            return f"{each.get('text') or each['url']} ({each['url']})"
        case kind:
            return f"<{kind}>"


def _rich(block: Json) -> Iterator[Json]:
    for element in block["elements"]:
        for section in element["elements"] if element["type"] == "rich_text_list" else [element]:
            yield from section["elements"]


def _texts(block: Json) -> Iterator[Json]:
    match block.get("type"):
        case "header" | "section":
            yield from filter(None, [block.get("text"), *block.get("fields", [])])
        case "context":
            yield from (each for each in block["elements"] if each["type"] != "image")


def _all_texts(block: Json) -> Iterator[str]:
    for value in block.values():
        match value:
            case {"text": str(text)}:
                yield text
            case dict():
                yield from _all_texts(value)
            case list():
                for each in value:
                    if isinstance(each, dict):
                        if isinstance(each.get("text"), str):
                            yield each["text"]
                        yield from _all_texts(each)
