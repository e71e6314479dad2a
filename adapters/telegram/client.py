"""The Bot API as far as it is used here: what is asked, and nothing of how it travels."""

import json
from collections.abc import AsyncGenerator, Awaitable, Mapping, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from aiohttp import ClientSession
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram import error as library

from adapters.telegram import Endpoints
from adapters.telegram.draw import Key, Sheet, Upload
from adapters.telegram.errors import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    Throttled,
    TimedOut,
)
from adapters.telegram.read import ALLOWED, Json, Ref
from adapters.telegram.request import Request, TooOften
from bot.fetch import fetched

T = TypeVar("T")

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
_GRACE: Final = 10.0
"""Seconds that an answer may take longer than the long poll that it ends."""
_OURS: Final[Mapping[type[library.TelegramError], type[TelegramError]]] = {
    library.BadRequest: BadRequest,
    library.Conflict: Conflict,
    library.Forbidden: Forbidden,
    library.InvalidToken: InvalidToken,
    library.NetworkError: NetworkError,
    library.TimedOut: TimedOut,
}


class Client:
    """Ask Telegram in the name of one bot. All errors are `TelegramError`."""

    def __init__(self, token: str, endpoints: Endpoints, http: ClientSession) -> None:
        """Take the bot's token, where the API is, and the house's client."""
        self._http = http
        self._request = Request(http)
        self._base = f"{endpoints.api}{token}"
        # Never initialised: that would ask who it is, and read more of the answer than we need.
        self._bot = Bot(
            token, endpoints.api, endpoints.files, request=self._request,
            get_updates_request=self._request,
        )  # fmt: skip

    @property
    def date(self) -> str | None:
        """What time it was by Telegram's clock when it last answered."""
        return self._request.date

    # What is read raw

    async def me(self) -> Json:
        """Return who the bot is."""
        return await self._ask("getMe")

    async def webhook(self) -> Json:
        """Return where updates go."""
        return await self._ask("getWebhookInfo")

    async def status(self, chat: str, user: str) -> str:
        """Return what somebody is in a chat: creator, administrator, member, …."""
        found = await self._ask("getChatMember", chat_id=chat, user_id=user)
        return str(found.get("status"))

    async def updates(self, offset: int | None, seconds: int) -> Sequence[Any]:
        """Return what waits from an update on, or comes within some seconds."""
        asked: dict[str, object] = {"timeout": seconds, "allowed_updates": json.dumps(ALLOWED)}
        if offset is not None:
            asked["offset"] = offset
        return await self._list("getUpdates", asked, seconds + _GRACE)

    async def _ask(self, method: str, **values: str) -> Json:
        url = f"{self._base}/{method}{'?' if values else ''}{urlencode(values)}"
        found = await _answered(self._request.post(url))
        if not isinstance(found, Mapping):
            raise TelegramError("The answer is no object")
        return found

    async def _list(
        self, method: str, asked: Mapping[str, object], seconds: float | None = None
    ) -> list[Any]:
        url = f"{self._base}/{method}?{urlencode(asked)}"
        found = await _answered(self._request.post(url, read_timeout=seconds))
        if not isinstance(found, list):
            raise TelegramError("The answer is no list")
        return found

    # Messages

    async def send(
        self, chat: str, sheet: Sheet, thread: str | None, under: Ref | None = None
    ) -> Ref:
        """Send a text with its buttons, in a topic, as a reply to a message."""
        asked = self._bot.send_message(
            int(chat), sheet.html, parse_mode="HTML", link_preview_options=_NO_PREVIEW,
            reply_markup=_keyboard(sheet.keys), message_thread_id=_number(thread),
            reply_parameters=_reply(chat, under),
        )  # fmt: skip
        sent = await _answered(asked)
        return Ref(chat, sent.message_id)

    async def send_file(
        self, chat: str, file: Upload, sheet: Sheet | None, thread: str | None,
        under: Ref | None = None, *, picture: bool,
    ) -> Ref:  # fmt: skip
        """Send a picture or a file, with what stands below it."""
        more: dict[str, Any] = {"message_thread_id": _number(thread)}
        more["reply_parameters"] = _reply(chat, under)
        if sheet is not None:
            more |= {"caption": sheet.html or None, "parse_mode": "HTML"}
            more["reply_markup"] = _keyboard(sheet.keys)
        given = InputFile(file.content, file.name)
        if picture:
            asked = self._bot.send_photo(int(chat), given, **more)
        else:
            # Else a picture that is sent as a file becomes one.
            asked = self._bot.send_document(
                int(chat), given, disable_content_type_detection=True, **more
            )
        sent = await _answered(asked)
        return Ref(chat, sent.message_id, "p" if picture else "f")

    async def edit(self, ref: Ref, sheet: Sheet) -> None:
        """Let a text, or what stands below a picture or a file, say something else."""
        more: dict[str, Any] = {"chat_id": int(ref.chat), "message_id": ref.message}
        more |= {"parse_mode": "HTML", "reply_markup": _keyboard(sheet.keys)}
        if ref.kind:
            asked = self._bot.edit_message_caption(caption=sheet.html or None, **more)
        else:
            more["link_preview_options"] = _NO_PREVIEW
            asked = self._bot.edit_message_text(sheet.html, **more)
        await _answered(asked)

    async def edit_file(self, ref: Ref, file: Upload, sheet: Sheet) -> None:
        """Let a picture or a file be another one."""
        kind = InputMediaPhoto if ref.kind == "p" else InputMediaDocument
        # Within a medium a file is only pointed to, and attached beside it.
        attached = InputFile(file.content, file.name, attach=True)
        media = kind(attached, caption=sheet.html or None, parse_mode="HTML")
        asked = self._bot.edit_message_media(
            media, chat_id=int(ref.chat), message_id=ref.message,
            reply_markup=_keyboard(sheet.keys),
        )  # fmt: skip
        await _answered(asked)

    async def delete(self, ref: Ref) -> None:
        """Take a message away."""
        await _answered(self._bot.delete_message(int(ref.chat), ref.message))

    async def pin(self, ref: Ref) -> None:
        """Pin a message, without a sound."""
        asked = self._bot.pin_chat_message(int(ref.chat), ref.message, disable_notification=True)
        await _answered(asked)

    async def unpin(self, ref: Ref) -> None:
        """Unpin a message."""
        await _answered(self._bot.unpin_chat_message(int(ref.chat), message_id=ref.message))

    async def may_pin(self, chat: str, bot: str) -> bool:
        """Say whether the bot may pin in a group: as an administrator with that right."""
        mine = await self._ask("getChatMember", chat_id=chat, user_id=bot)
        return mine.get("status") == "administrator" and mine.get("can_pin_messages") is True

    async def answer(self, query: str, text: str, *, alert: bool) -> None:
        """Answer a press, to whoever pressed."""
        asked = self._bot.answer_callback_query(query, text or None, show_alert=alert or None)
        await _answered(asked)

    async def download(self, key: str) -> AsyncGenerator[bytes, None]:
        """Yield what somebody sent; errors as `fetched`, too."""
        file = await _answered(self._bot.get_file(key))
        if file.file_path is None:
            raise TelegramError("The file is not there any more")
        async for piece in fetched(self._http, file.file_path):
            yield piece

    # How the bot is set up

    async def point(self, url: str, secret: str) -> None:
        """Let updates go to an address; what waits goes there, too."""
        asked = self._bot.set_webhook(
            url, secret_token=secret, allowed_updates=ALLOWED, max_connections=100
        )
        await _answered(asked)

    async def unpoint(self) -> None:
        """Let updates wait to be polled."""
        await _answered(self._bot.delete_webhook())

    async def commands(self, scope: str, language: str) -> list[tuple[str, str]]:
        """Return the commands of a menu."""
        asked = {"scope": json.dumps({"type": scope}), "language_code": language}
        found = await self._list("getMyCommands", asked)
        return [(str(each.get("command")), str(each.get("description"))) for each in found]

    async def offer(self, scope: str, language: str, commands: Sequence[tuple[str, str]]) -> None:
        """Put commands in a menu."""
        asked = self._bot.set_my_commands(
            [BotCommand(name, brief) for name, brief in commands],
            scope=_scope(scope), language_code=language,
        )  # fmt: skip
        await _answered(asked)


async def _answered(asked: Awaitable[T]) -> T:
    """Wait for what the library answers; its errors become ours, with what caused them."""
    try:
        return await asked
    except library.TelegramError as error:
        raise ours(error) from error.__cause__


def ours(error: library.TelegramError) -> TelegramError:
    """Return one of the library's errors as one of ours."""
    match error:
        case TooOften(after=after):
            return Throttled(error.message, after)
        case library.ChatMigrated(new_chat_id=room):
            return ChatMigrated(error.message, room)
    return _OURS.get(type(error), TelegramError)(error.message)


def _scope(kind: str) -> Any:
    groups = kind == "all_group_chats"
    return BotCommandScopeAllGroupChats() if groups else BotCommandScopeAllPrivateChats()


def _keyboard(rows: tuple[tuple[Key, ...], ...]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(key.label, callback_data=key.token, style=key.style)
             for key in row]
            for row in rows
        ]
    )  # fmt: skip


def _reply(chat: str, under: Ref | None) -> ReplyParameters | None:
    """Return what lets a message hang on another one, as long as that stands in the same chat."""
    if under is None or under.chat != chat:
        return None
    return ReplyParameters(under.message, allow_sending_without_reply=True)


def _number(thread: str | None) -> int | None:
    return None if thread is None else int(thread)
