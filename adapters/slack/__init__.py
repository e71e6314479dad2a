"""Slack: channels, private messages, forms and a home of one's own, over a socket or HTTP."""

from typing import Literal

from bot.config import Secret, Section
from bot.config.values import WebAddress


class Endpoints(Section):
    """Say where the Web API is reached; a method's name is appended."""

    api: WebAddress = "https://slack.com/api"


class Settings(Section):
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
