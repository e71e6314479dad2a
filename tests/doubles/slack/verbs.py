"""What people do on the platform: each returns when the app has answered it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.doubles.slack.blocks import elements_of, labels_of, text_of
from tests.doubles.slack.delivery import Ack
from tests.doubles.slack.ground import Ground
from tests.doubles.slack.state import APP, BOT, Channel, Json, Message, Person, View


class SlackDouble(Ground):
    """Be Slack, and the people on it."""

    # What is said

    async def says(
        self, person: Person, text: str, where: Channel, *, to_bot: bool = True,
        thread: str | None = None, also_message: bool = False,
    ) -> Ack:  # fmt: skip
        """Say something in a room, by default to the app; `also_message`: the app hears it twice.

        What the app is not to hear (`to_bot=False`, where it does not listen) is not delivered.
        """
        typed = escaped(text)
        typed = f"<@{BOT}> {typed}" if to_bot else typed
        message = self._put(person, where, typed, thread)
        found = Ack(ok=True)
        if where.kind == "im":
            return await self._event(self._message_event(message, where))
        assert not to_bot or BOT in where.members, "the app is not in that room"
        if also_message:
            found = await self._event(self._message_event(message, where))
        if to_bot:
            mention = self._message_event(message, where) | {"type": "app_mention"}
            found = await self._event(mention)
        return found

    async def writes(self, person: Person, text: str, *, thread: str | None = None) -> Ack:
        """Write to the app in private."""
        return await self.says(
            person, text, self.space.direct(person.id), to_bot=False, thread=thread
        )

    async def sends(
        self, person: Person, name: str, content: bytes,
        where: Channel | None = None, text: str = "",
    ) -> Ack:  # fmt: skip
        """Send a file, in private unless a room is named."""
        where = where or self.space.direct(person.id)
        file = self.add_file(name, content)
        typed = escaped(text)
        message = self._put(person, where, typed, None)
        event = self._message_event(message, where) | {
            "subtype": "file_share",
            "files": [{
                "id": file.id, "name": name, "size": len(content), "mimetype": file.kind,
                "url_private": f"{self.url}/files/{file.id}", "mode": "hosted",
            }],
        }  # fmt: skip
        return await self._event(event)

    async def commands(
        self, person: Person, text: str, where: Channel, *, command: str = "/muster"
    ) -> Ack:
        """Type a slash command; what comes back with its acknowledgement is seen by them alone."""
        name = {"im": "directmessage", "group": "privategroup"}.get(where.kind, where.name)
        ack = await self.delivery.deliver("slash_commands", {
            "token": "verification", "team_id": self.space.team, "team_domain": "workspace",
            "channel_id": where.id, "channel_name": name, "user_id": person.id,
            "user_name": person.name.lower(), "command": command, "text": escaped(text),
            "api_app_id": APP, "is_enterprise_install": "false",
            "response_url": self.api_methods.hook_for(where.id, person.id),
            "trigger_id": self.trigger(person),
        })  # fmt: skip
        if ack.payload:
            self.api_methods.whisper(where.id, person.id, dict(ack.payload))
            self.changed()
        return ack

    # What is pressed

    async def presses(
        self, person: Person, label: str, where: Channel | None = None, *,
        ref: str | None = None,
    ) -> Ack:  # fmt: skip
        """Press, or select, the newest thing of a label that a person sees."""
        message, element = self._pressable(person, label, where, ref)
        channel = self.space.channels[message.channel]
        container: Json = {
            "type": "message", "message_ts": message.ts, "channel_id": channel.id,
            "is_ephemeral": message.reader is not None,
        }  # fmt: skip
        if message.thread is not None:
            container["thread_ts"] = message.thread
        elif any(each.thread == message.ts for each in self.space.messages):
            container["thread_ts"] = message.ts
        payload: Json = {
            "container": container,
            "channel": {"id": channel.id, "name": channel.name},
            "response_url": self.api_methods.hook_for(channel.id, person.id, message.ts),
            "state": {"values": {}},
        }
        if message.reader is None:
            payload["message"] = {"ts": message.ts, "user": BOT, "text": message.text}
        return await self._act(person, element, payload)

    async def presses_home(self, person: Person, label: str) -> Ack:
        """Press something on one's home."""
        view = self.space.homes[person.id]
        element = _labelled(view.content["blocks"], label)
        assert element is not None, f"the home of {person.name} offers no {label!r}"
        shown = {"id": view.id, "hash": view.hash, "type": "home", "team_id": self.space.team}
        container = {"type": "view", "view_id": view.id}
        return await self._act(person, element, {"container": container, "view": shown})

    async def _act(self, person: Person, element: Json, where: Json) -> Ack:
        return await self.delivery.deliver("interactive", {
            "type": "block_actions", "api_app_id": APP, "token": "verification",
            "team": {"id": self.space.team, "domain": "workspace"},
            "user": {
                "id": person.id, "username": person.name.lower(), "name": person.name.lower(),
                "team_id": self.space.team,
            },
            "trigger_id": self.trigger(person),
            "actions": [element | {"action_ts": self.space.stamp()}],
            **where,
        })  # fmt: skip

    def _pressable(
        self, person: Person, label: str, where: Channel | None, ref: str | None
    ) -> tuple[Message, Json]:
        for message in reversed(self.space.messages):
            if message.reader not in {None, person.id} or ref not in {None, message.ts}:
                continue
            if where is not None and message.channel != where.id:
                continue
            if person.id not in self.space.channels[message.channel].members:
                continue
            if (element := _labelled(message.blocks, label)) is not None:
                return message, element
        raise AssertionError(f"{person.name} sees nothing that offers {label!r}")

    # Forms

    async def submits(self, person: Person, values: Mapping[str, str]) -> Ack:
        """Fill in the modal on top, by the ids of its blocks, and send it.

        What is not named stays as it stands. What the app answers is done: errors stand at their
        fields, an update is shown, else the modal closes.
        """
        view = self.modal(person)
        assert view is not None, f"no form is open before {person.name}"
        assert values.keys() <= self.fields(person).keys(), f"there is no {set(values)}"
        state = {each["block_id"]: _entered(each, values) for each in _inputs(view)}
        missing = [
            each["block_id"] for each in _inputs(view)
            if not each.get("optional") and _empty(state[each["block_id"]])
        ]  # fmt: skip
        assert not missing, f"Slack does not send a form without {missing}"
        ack = await self._view_event(person, "view_submission", view, state)
        self._after_submission(person, view, ack, state)
        self.changed()
        return ack

    async def closes(self, person: Person) -> Ack:
        """Close the modal on top."""
        view = self.space.modals[person.id].pop()
        return await self._view_event(person, "view_closed", view, {})

    async def _view_event(
        self, person: Person, kind: str, view: View, state: Mapping[str, Json]
    ) -> Ack:
        values = {block: {_action(view, block): value} for block, value in state.items()}
        return await self.delivery.deliver("interactive", {
            "type": kind, "team": {"id": self.space.team, "domain": "workspace"}, "api_app_id": APP,
            "token": "verification", "trigger_id": self.trigger(person),
            "user": {"id": person.id, "username": person.name.lower(), "team_id": self.space.team},
            "view": view.content | {
                "id": view.id, "hash": view.hash, "team_id": self.space.team, "app_id": APP,
                "bot_id": BOT,
                "state": {"values": values},
            },
            "response_urls": [],
        })  # fmt: skip

    def _after_submission(
        self, person: Person, view: View, ack: Ack, state: Mapping[str, Json]
    ) -> None:
        modals = self.space.modals[person.id]
        match ack.payload.get("response_action"):
            case "errors":
                errors = dict(ack.payload["errors"])
                named = {each["block_id"] for each in _inputs(view)}
                for block in errors.keys() - named or ([] if errors else [""]):
                    self.violates(f"an error for {block!r}, which is no input of the form")
                view.errors = errors
                self._keep_typed(view, state)
            case "update":
                self.put_view(person.id, ack.payload["view"], replacing=view)
            case None if ack.ok:
                modals.remove(view)
            case None:
                view.errors = {"": "We had some trouble connecting. Try again?"}
            case other:
                self.violates(f"no response_action {other!r}")

    def _keep_typed(self, view: View, state: Mapping[str, Json]) -> None:
        for each in _inputs(view):
            typed = state[each["block_id"]]
            if "value" in typed and each["element"]["type"] == "plain_text_input":
                each["element"].pop("initial_value", None)
                if typed["value"]:
                    each["element"]["initial_value"] = typed["value"]

    def fields(self, person: Person) -> dict[str, str]:
        """Return the form that is open before a person: what stands in it by the block's id."""
        view = self.modal(person)
        return {} if view is None else {
            each["block_id"]: _value(_entered(each, {})) for each in _inputs(view)
        }  # fmt: skip

    def form_text(self, person: Person) -> str:
        """Return the form that is open before a person as they read it."""
        view = self.modal(person)
        if view is None:
            return ""
        title: str = view.content["title"]["text"]
        return f"{title}\n{text_of(view.content['blocks'])}"

    # The home, rooms and the app itself

    async def opens_home(self, person: Person) -> Ack:
        """Look at the app's home."""
        channel = self.space.direct(person.id)
        event: Json = {
            "type": "app_home_opened", "user": person.id, "channel": channel.id, "tab": "home",
        }  # fmt: skip
        if person.id in self.space.homes:
            event["view"] = {"id": self.space.homes[person.id].id}
        return await self._event(event)

    def home(self, person: Person) -> str:
        """Return what somebody's home shows; empty where it shows nothing."""
        view = self.space.homes.get(person.id)
        return "" if view is None else text_of(view.content["blocks"])

    def home_labels(self, person: Person) -> list[str]:
        """Return what somebody's home offers."""
        view = self.space.homes.get(person.id)
        return [] if view is None else [_plain(x) for x in labels_of(view.content["blocks"])]

    async def invites_bot(self, person: Person | None, where: Channel) -> Ack:
        """Let the app into a room; nobody invites it where a room was made public with it."""
        where.members.add(BOT)
        event = {"type": "member_joined_channel", "user": BOT, **_where(where, self.space.team)}
        return await self._event(event | ({} if person is None else {"inviter": person.id}))

    async def removes_bot(self, where: Channel) -> Ack:
        """Put the app out of a room."""
        where.members.discard(BOT)
        kind = "channel_left" if where.kind == "channel" else "group_left"
        return await self._event({"type": kind, "channel": where.id})

    async def joins(self, person: Person, where: Channel) -> Ack:
        """Come into a room."""
        where.members.add(person.id)
        return await self._event(
            {"type": "member_joined_channel", "user": person.id, **_where(where, self.space.team)}
        )

    async def leaves(self, person: Person, where: Channel) -> Ack:
        """Leave a room."""
        where.members.discard(person.id)
        return await self._event(
            {"type": "member_left_channel", "user": person.id, **_where(where, self.space.team)}
        )

    async def renames(self, where: Channel, name: str) -> Ack:
        """Give a room another name."""
        where.name = name
        renamed = {"id": where.id, "name": name, "created": 1700000000}
        return await self._event({"type": "channel_rename", "channel": renamed})

    async def uninstalls(self) -> Ack:
        """Take the app out of the workspace."""
        self.revoked = "app"
        return await self._event({"type": "app_uninstalled"})

    async def again(self, *, fresh: bool = False, attempt: int = 1) -> Ack:
        """Deliver what was done last once more, under its own id or a `fresh` one."""
        last = self.delivery.last
        assert last is not None
        payload = dict(last.payload)
        if fresh and "event_id" in payload:
            payload["event_id"] = f"Ev{next(self.space.numbers)}"
        elif fresh:
            user = payload.get("user_id") or payload["user"]["id"]
            payload["trigger_id"] = self.trigger(self.space.people[user])
        ack = await self.delivery.deliver(last.kind, payload, attempt=attempt)
        if last.kind == "slash_commands" and ack.payload:
            where = payload["channel_id"], payload["user_id"]
            self.api_methods.whisper(*where, dict(ack.payload))
            self.changed()
        return ack

    # How it is told

    async def _event(self, event: Json) -> Ack:
        stamp = event.get("ts", self.space.stamp())
        return await self.delivery.deliver("events_api", {
            "token": "verification", "team_id": self.space.team, "api_app_id": APP,
            "type": "event_callback", "event_id": f"Ev{next(self.space.numbers)}",
            "event_time": int(self.now().timestamp()), "authed_users": [BOT],
            "authorizations": [{
                "enterprise_id": None, "team_id": self.space.team, "user_id": BOT, "is_bot": True,
                "is_enterprise_install": False,
            }],
            "event": {"event_ts": stamp, **event},
        })  # fmt: skip

    def _put(self, person: Person, where: Channel, text: str, thread: str | None) -> Message:
        message = Message(self.space.stamp(), where.id, person.id, text, thread=thread)
        self.space.messages.append(message)
        return message

    def _message_event(self, message: Message, where: Channel) -> Json:
        event: Json = {
            "type": "message", "user": message.author, "text": message.text, "ts": message.ts,
            "channel": where.id, "channel_type": where.kind, "team": self.space.team,
            "client_msg_id": f"client-{message.ts}",
        }  # fmt: skip
        if message.thread is not None:
            event["thread_ts"] = message.thread
            parent = self.space.find(where.id, message.thread)
            if parent is not None:
                event["parent_user_id"] = parent.author
        return event


def escaped(text: str) -> str:
    """Return what somebody typed as Slack hands it on; people mention others by `<@U1>`."""
    kept = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"&lt;(@[UW][A-Z0-9]+(?:\|[^&]*)?)&gt;", r"<\1>", kept)


def _where(channel: Channel, team: str) -> Json:
    return {"channel": channel.id, "channel_type": channel.id[0], "team": team}


def _labelled(blocks: Sequence[Json], label: str) -> Json | None:
    for element in elements_of(blocks):
        if element["type"] == "button" and _plain(element["text"]["text"]) == label:
            return {
                "type": "button", "action_id": element["action_id"],
                "block_id": element["block_id"], "value": element.get("value"),
                "text": element["text"],
            }  # fmt: skip
        for option in element.get("options", []):
            if _plain(option["text"]["text"]) == label:
                return {
                    "type": element["type"], "action_id": element["action_id"],
                    "block_id": element["block_id"], "selected_option": option,
                }  # fmt: skip
    return None


def _plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


def _inputs(view: View) -> list[Json]:
    return [each for each in view.content["blocks"] if each["type"] == "input"]


def _action(view: View, block: str) -> str:
    return next(str(e["element"]["action_id"]) for e in _inputs(view) if e["block_id"] == block)


def _entered(block: Json, values: Mapping[str, str]) -> Json:
    element, given = block["element"], values.get(block["block_id"])
    if element["type"] == "plain_text_input":
        value = element.get("initial_value", "") if given is None else given
        return {"type": "plain_text_input", "value": value or None}
    chosen: Any = element.get("initial_option")
    if given is not None:
        chosen = next(
            (o for o in element["options"] if given in {o["value"], _plain(o["text"]["text"])}),
            None,
        )
    return {"type": element["type"], "selected_option": chosen}


def _empty(entered: Json) -> bool:
    return not (entered.get("value") or entered.get("selected_option"))


def _value(entered: Json) -> str:
    if "value" in entered:
        return str(entered["value"] or "")
    return "" if entered["selected_option"] is None else str(entered["selected_option"]["value"])
