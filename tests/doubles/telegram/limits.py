"""The documented limits: of texts, keyboards, files, commands, and of how fast a bot may send."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from tests.doubles.telegram.state import Button, Chat, Json, Upload
from tests.doubles.telegram.text import HtmlError, Parsed, parse, units

TEXT: Final = 4096
CAPTION: Final = 1024
ENTITIES: Final = 100
BUTTONS: Final = 100
IN_A_ROW: Final = 8
TOAST: Final = 200
DATA: Final = 64
PHOTO: Final = 10_000_000
DOCUMENT: Final = 50_000_000
DOWNLOAD: Final = 20_000_000

SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_INVISIBLE: Final = re.compile(r"[\s\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*")

UPDATES: Final = {
    "message", "edited_message", "channel_post", "edited_channel_post", "inline_query",
    "chosen_inline_result", "callback_query", "my_chat_member", "chat_member", "poll",
    "poll_answer", "chat_join_request", "message_reaction", "message_reaction_count",
}  # fmt: skip


class Limit(Exception):  # noqa: N818 - says which, and is answered as the API would
    """A request goes beyond a documented limit."""


def text(given: str, mode: str | None, most: int, what: str) -> Parsed:
    """Return a text as it is seen. Raises `Limit`."""
    try:
        parsed = parse(given, mode)
    except HtmlError as error:
        raise Limit(f"can't parse entities: {error}") from None
    if units(parsed.text) > most:
        raise Limit(f"{what} is too long: {units(parsed.text)} of {most}")
    if len(parsed.entities) > ENTITIES:
        raise Limit(f"{what} has {len(parsed.entities)} entities")
    return parsed


def message(given: str, mode: str | None) -> Parsed:
    """Return the text of a message, which must say something. Raises `Limit`."""
    parsed = text(given, mode, TEXT, "message")
    if _INVISIBLE.fullmatch(parsed.text):
        raise Limit("message text is empty")
    return parsed


def keyboard(markup: Json | None) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons below a message. Raises `Limit`."""
    rows = [] if markup is None else markup["inline_keyboard"]
    found = tuple(tuple(map(_button, row)) for row in rows)
    if sum(map(len, found)) > BUTTONS:
        raise Limit(f"{sum(map(len, found))} buttons")
    if any(not 1 <= len(row) <= IN_A_ROW for row in found):
        raise Limit("a row has no button or more than 8")
    return found


def _button(given: Json) -> Button:
    label, data = given["text"], given.get("callback_data")
    if _INVISIBLE.fullmatch(label):
        raise Limit("text buttons are allowed to be non-empty only")
    does = [each for each in given if each not in {"text", "style", "icon_custom_emoji_id"}]
    if len(does) != 1:
        raise Limit(f"a button does {len(does)} things")
    if data is not None and not 1 <= len(data.encode()) <= DATA:
        raise Limit(f"BUTTON_DATA_INVALID: {len(data.encode())} bytes")
    if given.get("style") not in {None, "primary", "danger", "success"}:
        raise Limit(f"the style {given['style']!r}")
    return Button(label, data, given.get("url"), given.get("style"))


def upload(sent: Upload, *, picture: bool) -> None:
    """Check a file. Raises `Limit`."""
    if not sent.content:
        raise Limit("file must be non-empty")
    if len(sent.content) > (PHOTO if picture else DOCUMENT):
        raise Limit("Request Entity Too Large")
    if "%" in sent.name and re.search("%[0-9A-F]{2}%[0-9A-F]{2}", sent.name):
        raise Limit(f"a file name that is percent-encoded: {sent.name}")


def commands(given: list[Json]) -> None:
    """Check a list of commands. Raises `Limit`."""
    if len(given) > 100:
        raise Limit(f"{len(given)} commands")
    for each in given:
        if not _COMMAND.fullmatch(each["command"]):
            raise Limit(f"BOT_COMMAND_INVALID: {each['command']}")
        if not 1 <= len(each["description"]) <= 256:
            raise Limit(f"BOT_COMMAND_DESCRIPTION_INVALID: {each['command']}")


def hook(values: Mapping[str, Any]) -> None:
    """Check where updates are to go. Raises `Limit`."""
    secret = values.get("secret_token")
    if secret is not None and not SECRET.fullmatch(secret):
        raise Limit("secret token contains unallowed characters")
    if not 1 <= values.get("max_connections", 40) <= 100:
        raise Limit("max_connections")
    if values.get("drop_pending_updates"):
        raise Limit("drop_pending_updates throws away what people said")


def updates(values: Mapping[str, Any]) -> None:
    """Check what is asked for. Raises `Limit`."""
    if not 1 <= values.get("limit", 100) <= 100:
        raise Limit("limit")
    if unknown := set(values.get("allowed_updates", ())) - UPDATES:
        raise Limit(f"allowed_updates {sorted(unknown)}")


@dataclass(slots=True)
class Speed:
    """Notice who sends faster than Telegram publishes: to all, to a group, to a person."""

    sent: dict[tuple[str, int | None], list[datetime]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def offences(self, method: str, chat: Chat, now: datetime) -> Iterator[str]:
        """Note a message or an edit, and say whether it came too fast."""
        kind = "edit" if method.startswith("edit") else "send"
        rules: list[tuple[int | None, int, int]] = [(None, 30, 1)]
        rules.append((chat.id, 15, 10) if chat.private else (chat.id, 20, 60))
        for where, most, seconds in rules:
            times = self.sent[kind, where]
            times.append(now)
            since = now - timedelta(seconds=seconds)
            # A window is open at one end, or 20 a minute would be 21.
            if (count := sum(each > since for each in times)) > most:
                place = "in all" if where is None else f"to {where}"
                yield f"too fast: {count} {kind}s {place} in {seconds} s"
            self.sent[kind, where] = [each for each in times if each > since]
