"""How the Bot API fails.

Named as python-telegram-bot names it, of which nothing else is needed before the first call.
"""


class TelegramError(Exception):
    """What was asked for was not done, or nobody knows; `message` is what is told of it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NetworkError(TelegramError):
    """It was lost on the way; its `__cause__` says how."""


class TimedOut(NetworkError):  # noqa: N818 - as the library calls it
    """Nothing came back in time."""


class BadRequest(TelegramError):  # noqa: N818 - as the library calls it
    """It is refused as it was asked for."""


class Forbidden(TelegramError):  # noqa: N818 - as the library calls it
    """We may not speak there."""


class InvalidToken(TelegramError):  # noqa: N818 - as the library calls it
    """The token is refused."""


class Conflict(TelegramError):  # noqa: N818 - as the library calls it
    """Somebody else polls, or a webhook is set."""


class ChatMigrated(TelegramError):  # noqa: N818 - as the library calls it
    """The group has moved, to `new_chat_id`."""

    def __init__(self, message: str, new_chat_id: int) -> None:
        super().__init__(message)
        self.new_chat_id = new_chat_id


class Throttled(TelegramError):  # noqa: N818 - named as its peers are
    """We ask too often; `after` is for how many seconds to wait."""

    def __init__(self, message: str, after: float) -> None:
        super().__init__(message)
        self.after = after
