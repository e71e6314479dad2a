"""What the bot may ask for: one function for each method, on what Telegram keeps."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tests.doubles.telegram import limits
from tests.doubles.telegram.faults import Refused, bad
from tests.doubles.telegram.state import Button, Chat, Json, Message, Upload
from tests.doubles.telegram.text import Parsed

if TYPE_CHECKING:
    from tests.doubles.telegram.double import Double


@dataclass(frozen=True, slots=True)
class Request:
    """Hold one request: its method, its values by name and in their own types, its files."""

    method: str
    values: Mapping[str, Any]
    uploads: Mapping[str, Upload]

    def get(self, name: str, default: Any = None) -> Any:
        """Return a value."""
        return self.values.get(name, default)


Method: TypeAlias = "Callable[[Double, Request], Awaitable[Any]]"


async def get_me(double: "Double", request: Request) -> Json:
    """Say who the bot is."""
    return double.bot.as_json() | {
        "can_join_groups": double.can_join_groups,
        "can_read_all_group_messages": not double.privacy,
        "supports_inline_queries": False,
    }


async def get_updates(double: "Double", request: Request) -> list[Json]:
    """Hand out what waits, or wait for it."""
    limits.updates(request.values)
    if double.hook.url:
        raise Refused(
            409,
            "Conflict: can't use getUpdates method while webhook is active;"
            " use deleteWebhook to delete the webhook first",
        )
    if "allowed_updates" in request.values:
        double.hook.allowed = request.values["allowed_updates"]
    found = await double.waiting.take(
        request.get("offset"), request.get("limit", 100), request.get("timeout", 0)
    )
    return [each.content for each in found]


async def set_webhook(double: "Double", request: Request) -> bool:
    """Deliver to an address from now on; an empty one is none."""
    limits.hook(request.values)
    limits.updates(request.values)
    if "allowed_updates" in request.values:
        double.hook.allowed = request.values["allowed_updates"]
    double.hook.max_connections = request.get("max_connections", 40)
    double.hook.point(request.values["url"], request.get("secret_token"))
    return True


async def delete_webhook(double: "Double", request: Request) -> bool:
    """Let updates wait to be polled."""
    limits.hook(request.values)
    double.hook.point("", None)
    return True


async def get_webhook_info(double: "Double", request: Request) -> Json:
    """Say where updates go, and how that works."""
    hook = double.hook
    found: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(double.waiting.pending),
    }
    if hook.url:
        found["max_connections"] = hook.max_connections
    if hook.allowed is not None:
        found["allowed_updates"] = hook.allowed
    if hook.last_error is not None:
        at = int(double.clock.now().timestamp())
        found |= {"last_error_date": at, "last_error_message": hook.last_error}
    return found


async def send_message(double: "Double", request: Request) -> Json:
    """Put a text up."""
    parsed = limits.message(request.values["text"], request.get("parse_mode"))
    return _put(double, request, parsed, None, picture=False)


async def send_photo(double: "Double", request: Request) -> Json:
    """Put a picture up."""
    return _put_file(double, request, "photo")


async def send_document(double: "Double", request: Request) -> Json:
    """Put a file up."""
    return _put_file(double, request, "document")


async def edit_message_text(double: "Double", request: Request) -> Json:
    """Let a text say something else."""
    parsed = limits.message(request.values["text"], request.get("parse_mode"))
    message = _own(double, request)
    if message.upload is not None:
        raise bad("there is no text in the message to edit")
    return _change(double, request, message, parsed)


async def edit_message_caption(double: "Double", request: Request) -> Json:
    """Let a caption say something else."""
    parsed = _caption(request.get("caption", ""), request.get("parse_mode"))
    message = _own(double, request)
    if message.upload is None:
        raise bad("there is no caption in the message to edit")
    return _change(double, request, message, parsed)


async def edit_message_media(double: "Double", request: Request) -> Json:
    """Let a message show another picture or file."""
    media = request.values["media"]
    upload = request.uploads.get(media.get("media", "").removeprefix("attach://"))
    if upload is None:
        raise bad("wrong file identifier/HTTP URL specified")
    picture = media["type"] == "photo"
    limits.upload(upload, picture=picture)
    parsed = _caption(media.get("caption", ""), media.get("parse_mode"))
    message = _own(double, request)
    message.upload, message.picture = upload, picture
    return _change(double, request, message, parsed, anyway=True)


async def edit_message_reply_markup(double: "Double", request: Request) -> Json:
    """Let a message have other buttons."""
    message = _own(double, request)
    return _change(double, request, message, message.parsed)


async def delete_message(double: "Double", request: Request) -> bool:
    """Take a message away; its own within 48 hours."""
    chat = _chat(double, request)
    message = chat.message(request.values["message_id"])
    if message is None:
        raise bad("message to delete not found")
    if (double.clock.now() - message.date).total_seconds() > 48 * 3600:
        raise bad("message can't be deleted for everyone")
    message.gone = True
    return True


async def pin_chat_message(double: "Double", request: Request) -> bool:
    """Pin a message, in a group only with the right to."""
    chat = _pinning(double, request)
    message = chat.message(request.values["message_id"])
    if message is None:
        raise bad("message to pin not found")
    if not request.get("disable_notification"):
        double.violates("a pin that rings everybody's bell")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
    return True


async def unpin_chat_message(double: "Double", request: Request) -> bool:
    """Unpin a message."""
    chat, number = _pinning(double, request), request.values["message_id"]
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    return True


def _pinning(double: "Double", request: Request) -> Chat:
    chat = _chat(double, request)
    if not chat.private and not (chat.bot == "administrator" and chat.may_pin):
        raise bad("not enough rights to manage pinned messages in the chat")
    return chat


async def answer_callback_query(double: "Double", request: Request) -> bool:
    """Answer a press, once and soon."""
    said = request.get("text", "")
    if len(said) > limits.TOAST:
        raise limits.Limit(f"a toast of {len(said)} characters")
    if not double.presses.answer(
        request.values["callback_query_id"], said, alert=request.get("show_alert", False)
    ):
        raise bad("query is too old and response timeout expired or query ID is invalid")
    return True


async def get_chat_member(double: "Double", request: Request) -> Json:
    """Say what somebody is in a chat."""
    chat = _chat(double, request)
    number = request.values["user_id"]
    if number == double.bot.id:
        rights = {"can_pin_messages": chat.may_pin} if chat.bot == "administrator" else {}
        return {"status": chat.bot, "user": double.bot.as_json()} | rights
    person = double.users.get(number)
    if person is None:
        raise bad("member not found")
    return {"status": double.status_of(number, chat), "user": person.as_json()}


async def get_file(double: "Double", request: Request) -> Json:
    """Say where a file lies that a person sent."""
    key = request.values["file_id"]
    upload = double.files.get(key)
    if upload is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(upload.content) > limits.DOWNLOAD:
        raise bad("file is too big")
    size = len(upload.content)
    return {
        "file_id": key,
        "file_unique_id": f"u{key}",
        "file_size": size,
        "file_path": f"documents/{key}",
    }


async def set_my_commands(double: "Double", request: Request) -> bool:
    """Offer commands in the menu of a scope and a language."""
    limits.commands(request.values["commands"])
    double.commands[_scope(request)] = request.values["commands"]
    return True


async def get_my_commands(double: "Double", request: Request) -> list[Json]:
    """Return the commands of a scope and a language."""
    return double.commands.get(_scope(request), [])


METHODS: Final[Mapping[str, Method]] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "answerCallbackQuery": answer_callback_query,
    "getChatMember": get_chat_member,
    "getFile": get_file,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
}


def _scope(request: Request) -> tuple[str, str]:
    return request.get("scope", {"type": "default"})["type"], request.get("language_code", "")


def _chat(double: "Double", request: Request) -> Chat:
    """Return the chat that the bot may speak in; or refuse as the server does."""
    chat = double.chats.get(int(request.values["chat_id"]))
    if chat is None:
        raise bad("chat not found")
    if chat.moved_to is not None:
        raise Refused(
            400, "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.moved_to},
        )  # fmt: skip
    if chat.bot == "new":
        raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
    if chat.bot in {"left", "kicked"}:
        why = (
            "bot was blocked by the user"
            if chat.private
            else f"bot was kicked from the {chat.kind} chat"
        )
        raise Refused(403, f"Forbidden: {why}")
    return chat


def _own(double: "Double", request: Request) -> Message:
    """Return a message of the bot that is to be changed."""
    chat = _chat(double, request)
    message = chat.message(request.values["message_id"])
    if message is None:
        raise bad("message to edit not found")
    if message.by is not double.bot:
        raise bad("message can't be edited")
    double.note_speed(request.method, chat)
    return message


def _put_file(double: "Double", request: Request, what: str) -> Json:
    upload = request.uploads.get(what)
    if upload is None:
        given = request.values.get(what, "")
        upload = request.uploads.get(str(given).removeprefix("attach://"))
    if upload is None:
        raise bad("wrong file identifier/HTTP URL specified")
    limits.upload(upload, picture=what == "photo")
    parsed = _caption(request.get("caption", ""), request.get("parse_mode"))
    return _put(double, request, parsed, upload, picture=what == "photo")


def _caption(given: str, mode: str | None) -> Parsed:
    return limits.text(given, mode, limits.CAPTION, "caption")


def _put(
    double: "Double", request: Request, parsed: Parsed, upload: Upload | None, *, picture: bool
) -> Json:
    rows = limits.keyboard(request.get("reply_markup"))
    chat, thread = _chat(double, request), request.get("message_thread_id")
    if thread is not None and thread not in chat.topics:
        raise bad("message thread not found")
    if thread in chat.closed and chat.bot != "administrator":
        raise bad("TOPIC_CLOSED")
    reply = request.get("reply_parameters") or {}
    replied = chat.message(reply.get("message_id", 0))
    if reply and replied is None and not reply.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    double.note_speed(request.method, chat)
    return double.put(
        chat, double.bot, parsed, rows, thread, upload, picture=picture, reply_to=replied
    ).as_json()


def _change(
    double: "Double", request: Request, message: Message, parsed: Parsed, *, anyway: bool = False
) -> Json:
    rows: tuple[tuple[Button, ...], ...] = limits.keyboard(request.get("reply_markup"))
    if not anyway and (parsed, rows) == (message.parsed, message.rows):
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly"
            " the same as a current content and reply markup of the message"
        )
    message.past.append(message.text)
    message.parsed, message.rows = parsed, rows
    double.tell()
    return message.as_json() | {"edit_date": int(double.clock.now().timestamp())}
