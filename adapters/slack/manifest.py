"""The manifest by which Slack makes the app: what Muster uses there, and nothing else. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import yaml

from adapters.slack import Settings
from adapters.slack.phrases import slack
from bot.config import Connection
from bot.domain.phrase import Phrase

SCOPES: Final = (
    "app_mentions:read", "channels:read", "chat:write", "commands", "files:read", "files:write",
    "groups:read", "im:history", "im:write", "pins:write", "users:read",
)  # fmt: skip
"""What the app may do; `python -m bot check` says of each what goes missing without it."""
OPTIONAL: Final = ("channels:history", "groups:history")
"""What the app may be given besides: with it a message whose sending was cut short is looked for.

It would let the app read all that is said in its channels, so the manifest does not ask for it.
"""
EVENTS: Final = (
    "app_home_opened", "app_mention", "app_uninstalled", "channel_left", "channel_rename",
    "group_left", "group_rename", "member_joined_channel", "member_left_channel", "message.im",
    "tokens_revoked",
)  # fmt: skip
COMMAND: Final = "/muster"


def manifest(connection: Connection, public_url: str | None, say: Callable[[Phrase], str]) -> str:
    """Return the manifest of a connection as YAML, to be pasted where an app is made.

    Where Slack comes to us it holds addresses; without a `public_url` they have to be filled in.
    `say` says phrases in the language of the house.
    """
    assert isinstance(connection.settings, Settings)
    events = connection.settings.receive == "events"
    host = public_url or "https://YOUR-PUBLIC-ADDRESS"
    url = {"url": f"{host}/slack/{connection.name}/events"} if events else {}
    request_url = {"request_url": url["url"]} if events else {}
    command: Mapping[str, Any] = {
        "command": COMMAND, **url, "description": say(slack.say("command-about")),
        "usage_hint": say(slack.say("command-hint")), "should_escape": True,
    }  # fmt: skip
    found: Mapping[str, Any] = {
        "_metadata": {"major_version": 1},
        "display_information": {
            "name": "Muster", "description": say(slack.say("about")),
            "background_color": "#1f4d3f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True, "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "muster", "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request_url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **request_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not events,
            "token_rotation_enabled": False,
        },
    }  # fmt: skip
    text: str = yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=100)
    return text
