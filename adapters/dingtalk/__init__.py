"""DingTalk (钉钉): a robot of an internal application, over its stream or by HTTP callbacks."""

from datetime import timedelta
from typing import Annotated, Final, Literal

from msgspec import Meta

from bot.adapter import Adapter
from bot.config import Connection, Secret, Section
from bot.config.values import Duration, WebAddress
from bot.site import Platform, Site

PUBLIC: Final = "1366a1eb-bc54-4859-ac88-517c56a9acb1.schema"
"""The template that DingTalk gives to everybody: a title, markdown, a line below, buttons."""


class Endpoints(Section, frozen=True):
    """Say where DingTalk is: other hosts for its international site, or a double in a test."""

    api: WebAddress = "https://api.dingtalk.com"
    oapi: WebAddress = "https://oapi.dingtalk.com"


class Budget(Section, frozen=True):
    """Say what a month allows, as the tenant's edition has it; 0 is without a limit.

    `calls` are those of the interface; `pushes` what is told us, and what is answered by a
    conversation's temporary address.
    """

    calls: Annotated[int, Meta(ge=0)] = 5000
    pushes: Annotated[int, Meta(ge=0)] = 3000


class Settings(Section, frozen=True):
    """Name an application and say how it is spoken with.

    `card_template` is `public`, the id of a template of one's own with the same variables, or
    `none`. `corp_id` is the organisation's; left out, it is taken from the first message.
    `watchdog` is after how long a line on which nothing comes is thought dead.
    """

    client_id: Secret
    client_secret: Secret
    receive: Literal["stream", "callback"] = "stream"
    card_template: str = "public"
    corp_id: str | None = None
    watchdog: Duration = timedelta(seconds=150)
    budget: Budget = Budget()
    endpoints: Endpoints = Endpoints()

    @property
    def template(self) -> str | None:
        """The id of the template; None where there are to be no cards."""
        match self.card_template:
            case "none":
                return None
            case "public":
                return PUBLIC
            case own:
                return own


async def connect(connection: Connection, site: Site) -> Adapter:
    """Make an application's connection; what it is granted is asked when it listens."""
    from adapters.dingtalk.wire import DingTalk  # noqa: PLC0415  (not of every start)

    assert isinstance(connection.settings, Settings)
    return DingTalk(connection.name, connection.settings, site)


PLATFORM: Final = Platform(Settings, connect)
