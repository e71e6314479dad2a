"""What the errors of the Bot API mean to the outbox."""

import re
from datetime import timedelta
from typing import Final, Literal

from aiohttp import ClientConnectorError, ConnectionTimeoutError

from adapters.telegram.errors import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    Throttled,
)
from bot.domain.regex import regex
from bot.errors import AdapterError, ShutOut, TryLater, Uncertain, Unreachable

REFUSED: Final = "the token is refused: check it with @BotFather"
"""What is told of an `InvalidToken`, wherever it is met."""

_NOT_SENT: Final = (ClientConnectorError, ConnectionTimeoutError)
_SOON: Final = timedelta(seconds=5)
_MENDED: Final = timedelta(minutes=1)
"""How long to wait for somebody to put a token right."""

_GONE: Final = regex(
    r"chat not found|user not found|peer_id_invalid|user is deactivated|chat was deactivated"
    r"|not enough rights|have no rights|chat_write_forbidden|chat_restricted"
    r"|need administrator rights|group chat was deactivated|not a member",
    re.IGNORECASE,
)
_SAME: Final = regex("message is not modified", re.IGNORECASE)
_NO_TOPIC: Final = regex(
    "message thread not found|topic_deleted|topic_closed|topic_id_invalid", re.IGNORECASE
)
_NO_RIGHT: Final = regex(
    r"not enough rights|have no rights|chat_admin_required|need administrator rights", re.IGNORECASE
)
_NOT_PINNED: Final = regex(
    r"message to (?:un)?pin not found|message_id_invalid|message is not pinned"
    r"|chat_not_modified",
    re.IGNORECASE,
)
_NO_MESSAGE: Final = regex(
    r"message to (?:delete|edit) not found|message_id_invalid", re.IGNORECASE
)
_FIXED: Final = regex(r"message can't be edited", re.IGNORECASE)
_TOO_LARGE: Final = regex(r"request entity too large|\(413\)", re.IGNORECASE)
_STAYS: Final = regex(r"can't be deleted|message_delete_forbidden", re.IGNORECASE)


def translated(error: TelegramError, whom: Literal["room", "person"]) -> AdapterError:
    """Return what an error means for a message to a room, or to a person in private."""
    plain = described(error)
    match error:
        case Throttled(after=after):
            return TryLater(timedelta(seconds=after))
        case Forbidden():
            return Unreachable(whom, plain)
        case InvalidToken():
            return ShutOut(_MENDED, "The token is refused.", "connection")
        case BadRequest() if _GONE.search(error.message):
            return Unreachable(whom, plain)
        case BadRequest():
            return AdapterError(plain)
        case NetworkError() if isinstance(error.__cause__, _NOT_SENT):
            return TryLater(_SOON, plain, "connection")
    # What is left was lost on the way, or answered with 200 and cannot be read.
    return Uncertain(plain)


def described(error: TelegramError) -> str:
    """Say in a few words what an error is, without what anybody wrote.

    Of a bad request the API may quote the message behind a colon, and a page that came in place of
    an answer is quoted by the library.
    """
    said = error.message.partition(". Parsing")[0]
    if isinstance(error, BadRequest):
        said = said.partition(": ")[0]
    return f"{type(error).__name__}: {said[:120]}"


def is_same(error: TelegramError) -> bool:
    """Say whether a message already shows what it should."""
    return isinstance(error, BadRequest) and _SAME.search(error.message) is not None


def lacks_topic(error: TelegramError) -> bool:
    """Say whether the topic is gone, or closed, in which a message was to stand."""
    return isinstance(error, BadRequest) and _NO_TOPIC.search(error.message) is not None


def lacks_right(error: TelegramError) -> bool:
    """Say whether we may not do what was asked for, though we may speak there."""
    return isinstance(error, BadRequest) and _NO_RIGHT.search(error.message) is not None


def is_not_pinned(error: TelegramError) -> bool:
    """Say whether nothing is there to be pinned, or unpinned any more."""
    return isinstance(error, BadRequest) and _NOT_PINNED.search(error.message) is not None


def lacks_message(error: TelegramError) -> bool:
    """Say whether the message is gone that was to be changed."""
    return isinstance(error, BadRequest) and _NO_MESSAGE.search(error.message) is not None


def is_fixed(error: TelegramError) -> bool:
    """Say whether a message stands that can be changed no more."""
    return isinstance(error, BadRequest) and _FIXED.search(error.message) is not None


def refuses_file(error: TelegramError) -> bool:
    """Say whether it was the file that was refused, and so its message may go without it.

    Telegram has many words for that, which nobody lists: it is what is left of a bad request.
    """
    if not isinstance(error, BadRequest):
        return isinstance(error, NetworkError) and _TOO_LARGE.search(error.message) is not None
    return not (_GONE.search(error.message) or lacks_topic(error))


def refuses_other_file(error: TelegramError) -> bool:
    """Say whether a message may still be edited, though not to show another file."""
    unchanged = is_same(error) or is_fixed(error) or lacks_message(error)
    return refuses_file(error) and not unchanged


def stays(error: TelegramError) -> bool:
    """Say whether a message can no longer be taken away."""
    return isinstance(error, BadRequest) and _STAYS.search(error.message) is not None
