"""Read what Slack delivers: events, commands, presses and sent forms, as the core knows them. Pure.

Only what is needed is looked at, and whatever else stands in a payload does no harm.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from msgspec import Struct

from adapters.slack.text import Typed, mentioned, typed
from bot.domain.phrase import Instant
from bot.event import Event, Heard, HeardFile, Joined, Left, Origin, Pressed, RoomMoved, Submitted

Json: TypeAlias = Mapping[str, Any]

HOME: Final = "home:"
"""What the key of somebody's home starts with; their account follows."""
MINE: Final = "mine"
"""What is said by whoever opens their home."""
OPENS: Final = "form"
"""What the action of a button starts with that opens a form."""
_HEARD: Final = {"file_share", "thread_broadcast"}
"""The kinds of messages, besides those of no kind, that somebody wrote just now."""


class Unreadable(ValueError):  # noqa: N818 - says what the payload is
    """A payload is not as Slack describes it. The text names a part, never its content."""


class Me(Struct, frozen=True):
    """Say for whom is read: the connection, its workspace, and the app's own account there."""

    connection: str
    team: str
    bot: str

    @property
    def realm(self) -> str:
        """Where keys of accounts are unique."""
        return f"slack:{self.team}"


class Profile(Struct, frozen=True):
    """Hold what is known of an account; `direct` is its chat with the app."""

    name: str = ""
    language: str | None = None
    zone: str | None = None
    direct: str | None = None
    bot: bool = False


class Spot(Struct, frozen=True):
    """Say where an answer goes: whose it is, in which room, and by which of Slack's ways.

    `hook` is the response url, `trigger` what lets a form be opened; `message` was pressed, and is
    `own` where only they see it. A form that was `sent` had been asked for there.
    """

    account: str
    room: str
    private: bool = False
    thread: str | None = None
    hook: str | None = None
    trigger: str | None = None
    message: str | None = None
    own: bool = False
    sent: bool = False

    @property
    def home(self) -> bool:
        """Whether it is somebody's home."""
        return self.room.startswith(HOME)


class Scene(Struct, frozen=True):
    """Hold what reading needs besides the payload."""

    me: Me
    now: Instant
    known: Callable[[str], Profile]


def concerns(payload: Json) -> Iterator[str]:
    """Yield the accounts of which something should be known to read an event, who acts first."""
    event = _part(payload, "event")
    user = _perhaps(event, "inviter") or _perhaps(event, "user")
    if user is not None:
        yield user
    yield from mentioned(_perhaps(event, "text") or _perhaps(payload, "text") or "")


def actor(payload: Json) -> str:
    """Return who acts. Raises `Unreadable`."""
    return _perhaps(payload, "user_id") or _text(_part(payload, "user"), "id")


# Events


def read_event(payload: Json, scene: Scene) -> tuple[Event, Spot] | None:
    """Read an event; None where it is none of our business. Raises `Unreadable`."""
    event = payload.get("event")
    if not isinstance(event, Mapping):
        raise Unreadable("an event")
    match event.get("type"):
        case "message" | "app_mention":
            return _heard(event, scene)
        case "app_home_opened":
            return _home(payload, event, scene)
        case "member_joined_channel" | "member_left_channel" | "channel_left" | "group_left":
            return _member(payload, event, scene)
        case "channel_rename" | "group_rename":
            channel = _part(event, "channel")
            room = Origin(scene.me.connection, _text(channel, "id"), "", "")
            moved = RoomMoved(
                id=_text(payload, "event_id"), origin=room, received_at=scene.now, key=room.room,
                title=_text(channel, "name"),
            )  # fmt: skip
            return moved, Spot("", room.room)
        case "app_uninstalled" | "tokens_revoked":
            # People revoke tokens of their own, which are none of ours.
            tokens = event.get("tokens")
            ours = not isinstance(tokens, Mapping) or bool(tokens.get("bot"))
            everywhere = Origin(scene.me.connection, "", "", "")
            left = Left(
                id=_text(payload, "event_id"), origin=everywhere, received_at=scene.now, bot=True
            )
            return (left, Spot("", "")) if ours else None
    return None


def _heard(event: Json, scene: Scene) -> tuple[Event, Spot] | None:
    subtype = event.get("subtype")
    known = subtype is None or (isinstance(subtype, str) and subtype in _HEARD)
    if not known or event.get("bot_id") or not event.get("user"):
        return None
    user, room, ts = _text(event, "user"), _text(event, "channel"), _text(event, "ts")
    private = event.get("channel_type") == "im" or room.startswith("D")
    said = _typed(_perhaps(event, "text") or "", scene)
    thread = _perhaps(event, "thread_ts")
    thread = None if thread == ts else thread
    origin = _origin(user, room, scene, private=private, thread=thread)
    # A thread hangs on a message; where that is ours, its thread is where one replies to it.
    to_us = thread is not None and event.get("parent_user_id", scene.me.bot) == scene.me.bot
    heard = Heard(
        # A mention is told twice: as a message, and as a mention, under two ids.
        id=f"{room}:{ts}", origin=origin, received_at=scene.now, said_at=_time(ts),
        text=said.text, addressed=private or said.to or event.get("type") == "app_mention",
        mentions=said.mentions, files=tuple(_files(event)), reply_to=thread if to_us else None,
    )  # fmt: skip
    return heard, Spot(user, room, private, thread)


def _home(payload: Json, event: Json, scene: Scene) -> tuple[Event, Spot] | None:
    if event.get("tab", "home") != "home":
        return None
    user = _text(event, "user")
    return opened_home(user, f"home:{_text(payload, 'event_id')}", scene)


def opened_home(user: str, delivery: str, scene: Scene) -> tuple[Event, Spot]:
    """Return what somebody says who looks at their home."""
    room = f"{HOME}{user}"
    heard = Heard(
        id=delivery, origin=_origin(user, room, scene), received_at=scene.now, text=MINE,
        addressed=True,
    )  # fmt: skip
    return heard, Spot(user, room)


def _member(payload: Json, event: Json, scene: Scene) -> tuple[Event, Spot] | None:
    """Read who came or left; the app itself comes by somebody's invitation, if it is told whose."""
    kind, room = _text(event, "type"), _text(event, "channel")
    user = _perhaps(event, "user") or scene.me.bot
    bot = user == scene.me.bot or kind in {"channel_left", "group_left"}
    who = (_perhaps(event, "inviter") or "") if bot else user
    if not bot and scene.known(who).bot:
        return None
    origin = _origin(who, room, scene) if who else Origin(scene.me.connection, room, "", "")
    delivery = _text(payload, "event_id")
    read: Event
    if kind == "member_joined_channel":
        read = Joined(
            id=delivery, origin=origin, received_at=scene.now, bot=bot, proven=bot and bool(who)
        )
        if bot and not who:
            return None
    else:
        read = Left(id=delivery, origin=origin, received_at=scene.now, bot=bot)
    return read, Spot(who, room)


def _files(event: Json) -> Iterator[HeardFile]:
    files = event.get("files")
    for each in files if isinstance(files, list) else ():
        if isinstance(each, Mapping) and isinstance(each.get("url_private"), str):
            size = each.get("size")
            yield HeardFile(
                each["url_private"], str(each.get("name") or each.get("id") or ""),
                size if isinstance(size, int) else 0, str(each.get("mimetype") or ""),
            )  # fmt: skip


# What is answered at once


def read_command(payload: Json, scene: Scene, direct: str | None) -> tuple[Event, Spot]:
    """Read a slash command; `direct` is the chat with the app, if not typed in a channel.

    What is typed in a chat between others is heard as if it were said to the app alone. Raises
    `Unreadable`.
    """
    user, channel = actor(payload), _text(payload, "channel_id")
    said = _typed(_perhaps(payload, "text") or "", scene)
    room = direct or channel
    title = "" if direct else (_perhaps(payload, "channel_name") or "")
    name = _perhaps(payload, "user_name") or ""
    origin = _origin(user, room, scene, private=direct is not None, title=title, name=name)
    heard = Heard(
        # Whoever types nothing wants to know what there is.
        id=_text(payload, "trigger_id"), origin=origin, received_at=scene.now,
        text=said.text or "help", addressed=True, mentions=said.mentions,
    )  # fmt: skip
    return heard, Spot(
        user, room, direct is not None, hook=_perhaps(payload, "response_url"),
        trigger=_perhaps(payload, "trigger_id"),
    )  # fmt: skip


def read_press(payload: Json, scene: Scene) -> tuple[Event, Spot] | None:
    """Read a press or a selection; None where nothing of ours was pressed. Raises `Unreadable`."""
    user, actions = actor(payload), list(payload.get("actions") or ())
    action = actions[0] if actions and isinstance(actions[0], Mapping) else {}
    token = _perhaps(_part(action, "selected_option"), "value") or _perhaps(action, "value")
    if token is None:
        return None
    container = _part(payload, "container")
    name = _perhaps(_part(payload, "user"), "username") or ""
    message = _perhaps(container, "message_ts")
    hook, trigger = _perhaps(payload, "response_url"), _perhaps(payload, "trigger_id")
    delivery = trigger or f"{user}:{message}:{action.get('action_ts')}"
    if message is None:
        room, private, own, thread = f"{HOME}{user}", False, True, None
    else:
        room = _perhaps(container, "channel_id") or _text(_part(payload, "channel"), "id")
        private, own = room.startswith("D"), container.get("is_ephemeral") is True
        thread = _perhaps(container, "thread_ts") or _perhaps(
            _part(payload, "message"), "thread_ts"
        )
        # A message that has answers hangs on itself, and stands in the channel all the same.
        thread = None if thread == message else thread
    origin = _origin(user, room, scene, private=private, thread=thread, name=name)
    pressed = Pressed(
        id=delivery, origin=origin, received_at=scene.now, token=token, message=message, own=own
    )
    return pressed, Spot(user, room, private, thread, hook, trigger, message, own)


def opens_form(payload: Json) -> bool:
    """Say whether what was pressed opens a form."""
    actions = list(payload.get("actions") or ())
    return bool(actions) and str(actions[0].get("action_id", "")).startswith(f"{OPENS}-")


def read_submission(payload: Json, scene: Scene) -> tuple[Event, Spot] | None:
    """Read a form that was sent; None where it is none of ours. Raises `Unreadable`."""
    user, view = actor(payload), _part(payload, "view")
    kept = kept_in(view)
    if kept is None:
        return None
    values = {
        name: _entered(entered)
        for name, actions in _part(_part(view, "state"), "values").items()
        for entered in actions.values()
    }
    name = _perhaps(_part(payload, "user"), "username") or ""
    trigger = _perhaps(payload, "trigger_id")
    origin = _origin(user, kept.room, scene, private=kept.private, thread=kept.thread, name=name)
    submitted = Submitted(
        id=trigger or f"{view.get('id')}:{view.get('hash')}", origin=origin,
        received_at=scene.now, token=kept.token, values=values,
    )  # fmt: skip
    return submitted, Spot(
        user, kept.room, kept.private, kept.thread, kept.hook, trigger, own=kept.own, sent=True
    )  # fmt: skip


def _entered(entered: Json) -> str:
    return _perhaps(_part(entered, "selected_option"), "value") or _perhaps(entered, "value") or ""


# What a form remembers while it is open


class Kept(Struct, frozen=True):
    """Hold what a form carries along: its token, and where it was asked for."""

    token: str
    room: str
    private: bool
    thread: str | None
    hook: str | None
    own: bool

    @classmethod
    def of(cls, token: str, spot: Spot) -> "Kept":
        """Return what a form carries that is opened from a spot."""
        return cls(token, spot.room, spot.private, spot.thread, spot.hook, spot.own)

    def __str__(self) -> str:
        parts = [self.token, self.room, self.private, self.thread, self.hook, self.own]
        return json.dumps(parts, separators=(",", ":"))


def kept_in(view: Json) -> Kept | None:
    """Return what a form carries; None where it is none of ours."""
    try:
        token, room, private, thread, hook, own = json.loads(view.get("private_metadata") or "")
    except (ValueError, TypeError):
        return None
    if not (isinstance(token, str) and isinstance(room, str)):
        return None
    return Kept(token, room, bool(private), thread, hook, bool(own))


# Fields


def _origin(
    user: str, room: str, scene: Scene, *, private: bool = False, thread: str | None = None,
    title: str = "", name: str = "",
) -> Origin:  # fmt: skip
    known = scene.known(user)
    return Origin(
        connection=scene.me.connection, room=room, account=user, name=known.name or name or user,
        private=private, thread=thread, language=known.language, title=title,
        direct=room if private else known.direct,
    )  # fmt: skip


def _typed(text: str, scene: Scene) -> Typed:
    return typed(text, scene.me.bot, lambda who: scene.known(who).name or who)


def _text(found: Json, name: str) -> str:
    given = found.get(name)
    if not isinstance(given, str) or not given:
        raise Unreadable(name)
    return given


def _part(found: Json, name: str) -> Json:
    given = found.get(name)
    return given if isinstance(given, Mapping) else {}


def _perhaps(found: Json, name: str) -> str | None:
    given = found.get(name)
    return given if isinstance(given, str) and given else None


def _time(ts: str) -> Instant | None:
    """Return when a message was said; a ts is a name, of which only the seconds are a time."""
    seconds = ts.partition(".")[0]
    if not seconds.isdecimal() or len(seconds) > 11:
        return None
    return datetime.fromtimestamp(int(seconds), UTC)
