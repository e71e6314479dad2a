"""Slack: channels, private messages, forms and a home of one's own, over a socket or HTTP."""

from collections.abc import Callable
from typing import Final, Literal

from bot.adapter import Adapter
from bot.config import Connection, Secret, Section
from bot.config.values import WebAddress
from bot.domain.phrase import Phrase
from bot.site import Platform, Site


class Endpoints(Section, frozen=True):
    """Say where the Web API is reached; a method's name is appended."""

    api: WebAddress = "https://slack.com/api"


class Settings(Section, frozen=True):
    """Say how an app of one workspace is reached.

    With `receive: socket` it calls Slack, by `app_token`; with `receive: events` Slack comes to
    `server.public_url`, at /slack/<connection>/events, and signs by `signing_secret`. The names of
    the variables are not those that Slack's own library reads by itself.
    """

    receive: Literal["socket", "events"] = "socket"
    bot_token: Secret = Secret("env:SLACK_MUSTER_TOKEN")
    app_token: Secret = Secret("env:SLACK_MUSTER_APP_TOKEN")
    signing_secret: Secret = Secret("env:SLACK_MUSTER_SIGNING")
    endpoints: Endpoints = Endpoints()


async def connect(connection: Connection, site: Site) -> Adapter:
    """Make an app in one workspace; who it is there is asked when it listens."""
    from adapters.slack.wire import Slack  # noqa: PLC0415  (not of every start)

    assert isinstance(connection.settings, Settings)
    return Slack(connection.name, connection.settings, site)


def write_manifest(
    connection: Connection, public_url: str | None, say: Callable[[Phrase], str]
) -> str:
    """Write of what the app is made, in the words of Slack."""
    from adapters.slack.manifest import manifest  # noqa: PLC0415  (the same)

    return manifest(connection, public_url, say)


PLATFORM: Final = Platform(Settings, connect, manifest=write_manifest)
