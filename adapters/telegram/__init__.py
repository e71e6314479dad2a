"""Telegram: groups, forum topics and private chats, by polling or by a webhook."""

from typing import Final, Literal

from bot.adapter import Adapter
from bot.config import Connection, Secret, Section
from bot.config.values import WebAddress
from bot.site import Platform, Site


class Endpoints(Section, frozen=True):
    """Say where the Bot API is reached; a token and a method, or a file's path, are appended."""

    api: WebAddress = "https://api.telegram.org/bot"
    files: WebAddress = "https://api.telegram.org/file/bot"


class Settings(Section, frozen=True):
    """Say how a bot is reached.

    With `receive: webhook` Telegram comes to `server.public_url`, at /telegram/<connection>, and
    proves itself by `webhook_secret`; without one, a secret is made of the token.
    """

    token: Secret
    receive: Literal["polling", "webhook"] = "polling"
    webhook_secret: Secret | None = None
    endpoints: Endpoints = Endpoints()


async def connect(connection: Connection, site: Site) -> Adapter:
    """Make one bot's connection; that it is told who it is can wait."""
    from adapters.telegram.wire import Telegram  # noqa: PLC0415  (not of every start)

    assert isinstance(connection.settings, Settings)
    return Telegram(connection.name, connection.settings, site)


PLATFORM: Final = Platform(Settings, connect)
