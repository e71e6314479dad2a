"""Look at a connection to Slack: tokens, permissions one by one, addresses, the clock."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

from adapters.slack import Settings
from adapters.slack.api import Api, Locked
from adapters.slack.line import OPENED
from adapters.slack.manifest import OPTIONAL, SCOPES
from adapters.slack.phrases import slack
from bot.adapter import Finding
from bot.checking import ahead
from bot.domain.phrase import Phrase, Variant
from bot.errors import AdapterError
from bot.site import Site

_SKEW: Final = timedelta(seconds=5)
"""How far our clock may be off: at five minutes Slack's signatures count as stale."""

_COSTS: Final[Mapping[str, Phrase]] = {
    "app_mentions:read": slack.say("without-app_mentions-read"),
    "channels:history": slack.say("without-channels-history"),
    "channels:read": slack.say("without-channels-read"),
    "chat:write": slack.say("without-chat-write"),
    "commands": slack.say("without-commands"),
    "files:read": slack.say("without-files-read"),
    "files:write": slack.say("without-files-write"),
    "groups:history": slack.say("without-groups-history"),
    "groups:read": slack.say("without-groups-read"),
    "im:history": slack.say("without-im-history"),
    "im:write": slack.say("without-im-write"),
    "pins:write": slack.say("without-pins-write"),
    "users:read": slack.say("without-users-read"),
}
"""What goes missing with each permission."""


async def findings(
    api: Api, settings: Settings, site: Site, name: str, app_token: str
) -> Sequence[Finding]:
    """Say how a connection stands; nothing is sent to anybody."""
    try:
        who, head = await api.headers("auth.test")
    except Locked as error:
        return [Finding(slack.say("bad-token", code=Variant(error.code)), good=False)]
    except AdapterError as error:
        return [Finding(slack.say("no-answer", error=str(error)), good=False)]
    found = [
        Finding(slack.say("workspace", name=str(who.get("team")), bot=str(who.get("user")))),
        *_scopes(head),
        *_clock(head, site),
    ]
    if settings.receive == "socket":
        return [*found, await _socket(api, app_token)]
    return [*found, _address(site, name)]


def _scopes(head: Mapping[str, str]) -> Iterator[Finding]:
    granted = {each.strip() for each in head.get("x-oauth-scopes", "").split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    if not missing:
        yield Finding(slack.say("scopes"))
    for scope in missing:
        said = slack.say("scope", scope=Variant(scope), costs=_COSTS[scope])
        yield Finding(said, good=False)
    for scope in OPTIONAL:
        if scope not in granted:
            yield Finding(slack.say("optional", scope=Variant(scope), costs=_COSTS[scope]))


def _clock(head: Mapping[str, str], site: Site) -> Iterator[Finding]:
    if (seconds := ahead(site.clock.now(), head.get("date"), _SKEW)) is not None:
        yield Finding(slack.say("clock", seconds=seconds), good=False)


async def _socket(api: Api, token: str) -> Finding:
    """Ask for the address of a socket, and open none: another process may be listening."""
    try:
        await api.ask(OPENED, token)
    except Locked as error:
        return Finding(slack.say("bad-app-token", code=Variant(error.code)), good=False)
    except AdapterError as error:
        return Finding(slack.say("no-answer", error=str(error)), good=False)
    return Finding(slack.say("by-socket"))


def _address(site: Site, name: str) -> Finding:
    path = Variant(f"/slack/{name}/events")
    if site.public_url is None:
        return Finding(slack.say("no-public-url", path=path), good=False)
    if not site.public_url.startswith("https://"):
        return Finding(slack.say("not-https", url=Variant(site.public_url)), good=False)
    return Finding(slack.say("by-events", url=Variant(f"{site.public_url}{path}")))
