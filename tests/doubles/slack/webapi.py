"""The methods of the Web API, response urls and files, each request checked before it is done."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from tests.doubles.slack import spec
from tests.doubles.slack.blocks import problems_of_message, problems_of_view
from tests.doubles.slack.faults import Fault
from tests.doubles.slack.limits import Limits
from tests.doubles.slack.state import (
    APP,
    BOT,
    BOT_ID,
    Channel,
    File,
    Json,
    Message,
    View,
)

if TYPE_CHECKING:
    from tests.doubles.slack.ground import Ground

NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "chat.postMessage": ("chat:write",), "chat.update": ("chat:write",),
    "chat.delete": ("chat:write",), "chat.postEphemeral": ("chat:write",),
    "conversations.open": ("im:write",), "users.info": ("users:read",),
    "conversations.info": ("channels:read", "groups:read"),
    "files.getUploadURLExternal": ("files:write",),
    "files.completeUploadExternal": ("files:write",),
    "pins.add": ("pins:write",), "pins.remove": ("pins:write",),
}  # fmt: skip
"""Which scopes a method needs; one of several is enough."""

_TRIGGER_LIVES: Final = timedelta(seconds=3)
_HOOK_LIVES: Final = timedelta(minutes=30)
_HOOK_USES: Final = 5
_HOOK_KEYS: Final = {
    "text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts", "mrkdwn",
    "unfurl_links", "unfurl_media",
}  # fmt: skip


class Refused(Exception):  # noqa: N818 - Slack's answer, not a fault of the double
    """Answer with an error of Slack's."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one request or frame of the journal; `kind` is api, hook, file, upload or frame."""

    kind: str
    name: str
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Hook:
    """Hold a response url: where it answers, to whom, for which message."""

    channel: str
    person: str
    until: Any
    message: str | None = None
    uses: int = 0


class WebApi:
    """Answer what an app asks."""

    def __init__(self, double: "Ground") -> None:
        """Take the double that it is part of."""
        self._double = double
        self._limits = Limits(double.now)
        self.hooks: dict[str, Hook] = {}
        self.triggers: dict[str, Any] = {}
        self.spent: set[str] = set()

    def routes(self) -> list[web.RouteDef]:
        """Return what is answered."""
        return [
            web.route("*", "/api/{method}", self._api),
            web.post("/hooks/{hook}", self._hook),
            web.post("/upload/{file}", self._upload),
            web.get("/files/{file}", self._file),
        ]

    # Requests

    async def _api(self, request: web.Request) -> web.StreamResponse:
        double, method = self._double, request.match_info["method"]
        args = await self._args(request, method)
        double.note(Entry("api", method, args))
        fault = double.faults.take(method)
        if fault is not None and not fault.done:
            return await self._faulty(request, fault, method)
        answer = self._answer(request, method, args)
        double.changed()
        if fault is not None:
            return await self._faulty(request, fault, method)
        headers = {"Date": f"{double.now():%a, %d %b %Y %H:%M:%S GMT}"}
        if method == "auth.test":
            headers["x-oauth-scopes"] = ",".join(sorted(double.space.scopes))
        limited = answer.get("error") == "ratelimited"
        if limited:
            headers["Retry-After"] = "1"
        return web.json_response(answer, status=429 if limited else 200, headers=headers)

    async def _args(self, request: web.Request, method: str) -> Json:
        args: Json = dict(request.query)
        if request.method not in {"GET", "POST"}:
            self._double.violates(f"{method} by {request.method}")
        if request.content_type == "application/json":
            if request.charset not in {None, "utf-8"}:
                self._double.violates(f"{method}: JSON in {request.charset}")
            args |= await request.json()
        elif request.can_read_body:
            args |= {name: str(value) for name, value in (await request.post()).items()}
        if "token" in args:
            self._double.violates(f"{method}: the token belongs into the header")
        return args

    async def _faulty(self, request: web.Request, fault: Fault, method: str) -> web.StreamResponse:
        if fault.error and not spec.knows_error(method, fault.error):
            self._double.violates(f"a test let {method} answer {fault.error}, which it never does")
        if fault.hold is not None:
            await fault.hold.wait()
        if fault.drop:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
        if fault.body is not None:
            return web.Response(
                text=fault.body, status=fault.status, headers=headers, content_type="text/html"
            )
        error = fault.error or ("ratelimited" if fault.status == 429 else "internal_error")
        return web.json_response(
            {"ok": False, "error": error}, status=fault.status, headers=headers
        )

    def _answer(self, request: web.Request, method: str, args: Json) -> Json:
        double = self._double
        for problem in spec.problems_of_call(method, args):
            double.violates(problem)
        work = _METHODS.get(method)
        if work is None:
            double.violates(f"the app calls {method}, which it has no need of")
            return {"ok": False, "error": "unknown_method"}
        try:
            self._admit(request, method, args)
            return {"ok": True} | work(self, args)
        except Refused as refused:
            return {"ok": False, "error": refused.error} | refused.more
        except KeyError as missing:
            double.violates(f"{method} without {missing}")
            return {"ok": False, "error": "invalid_arguments"}

    def _admit(self, request: web.Request, method: str, args: Json) -> None:
        double = self._double
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        wanted = double.app_token if method == "apps.connections.open" else double.bot_token
        if double.revoked:
            raise Refused("token_revoked" if double.revoked == "token" else "account_inactive")
        if token != wanted:
            raise Refused("not_allowed_token_type" if token in double.tokens else "invalid_auth")
        needed = NEEDS.get(method, ())
        if needed and not double.space.scopes.intersection(needed):
            provided = ",".join(sorted(double.space.scopes))
            raise Refused("missing_scope", needed=needed[0], provided=provided)
        broken = self._limits.exceeded(method, str(args.get("channel", "")))
        if broken is not None:
            if not double.lenient:
                double.violates(broken)
            raise Refused("ratelimited")

    # Methods

    def auth_test(self, args: Json) -> Json:
        """Say whose token it is."""
        del args
        return {
            "url": "https://workspace.slack.com/", "team": "Workspace", "user": "muster",
            "team_id": self._double.space.team, "user_id": BOT, "bot_id": BOT_ID,
        }  # fmt: skip

    def connections_open(self, args: Json) -> Json:
        """Issue an address for one socket."""
        del args
        return {"url": self._double.sockets.issue()}

    def users_info(self, args: Json) -> Json:
        """Tell about somebody."""
        person = self._double.space.people.get(args["user"])
        if person is None:
            raise Refused("user_not_found")
        found: Json = {
            "id": person.id, "team_id": self._double.space.team, "name": person.name.lower(),
            "deleted": False, "real_name": person.name, "tz": person.zone, "is_bot": person.bot,
            "is_restricted": False, "profile": {"display_name": "", "real_name": person.name},
        }  # fmt: skip
        if str(args.get("include_locale")).lower() in {"1", "true"}:
            found["locale"] = person.locale
        return {"user": found}

    def conversations_open(self, args: Json) -> Json:
        """Open the chat with somebody."""
        users = str(args["users"]).split(",")
        person = self._double.space.people.get(users[0])
        if len(users) != 1 or person is None:
            raise Refused("user_not_found")
        if person.bot:
            raise Refused("cannot_dm_bot")
        return {"channel": {"id": self._double.space.direct(person.id).id}}

    def conversations_info(self, args: Json) -> Json:
        """Tell about a room, unless it is a private one of others."""
        channel = self._double.space.channels.get(args["channel"])
        if channel is None or (channel.private and BOT not in channel.members):
            raise Refused("channel_not_found")
        return {
            "channel": {
                "id": channel.id,
                "name": channel.name,
                "is_member": BOT in channel.members,
                "is_archived": channel.archived,
                "is_im": channel.kind == "im",
            }
        }

    def chat_post(self, args: Json) -> Json:
        """Post a message."""
        channel = self._sayable(args)
        message = self._message(channel, args)
        self._double.space.messages.append(message)
        return {"channel": channel.id, "ts": message.ts, "message": _public(message)}

    def conversations_history(self, args: Json) -> Json:
        """Tell what was said in a room, the newest first."""
        said, most = self._told(args, None), int(args.get("limit", 100))
        return {"messages": said[:most], "has_more": len(said) > most}

    def conversations_replies(self, args: Json) -> Json:
        """Tell what was said in a thread, the oldest first, page by page."""
        said = self._told(args, args["ts"])[::-1]
        most, begin = int(args.get("limit", 100)), int(args.get("cursor", 0))
        more = len(said) > begin + most
        return {
            "messages": said[begin : begin + most], "has_more": more,
            "response_metadata": {"next_cursor": str(begin + most) if more else ""},
        }  # fmt: skip

    def _told(self, args: Json, thread: str | None) -> list[Json]:
        space = self._double.space
        channel = space.channels.get(args["channel"])
        if channel is None or BOT not in channel.members:
            raise Refused("channel_not_found")
        needed = f"{ {'channel': 'channels', 'group': 'groups', 'im': 'im'}[channel.kind] }:history"
        if needed not in space.scopes:
            raise Refused("missing_scope", needed=needed, provided=",".join(sorted(space.scopes)))
        whole = str(args.get("include_all_metadata")).lower() in {"1", "true"}
        return [
            _public(each) | ({"metadata": each.metadata} if whole and each.metadata else {})
            for each in reversed(space.messages)
            if each.channel == channel.id and each.reader is None
            and thread in {each.thread, each.ts}
        ]  # fmt: skip

    def chat_update(self, args: Json) -> Json:
        """Let a message of the app's say something else."""
        message = self._own(args)
        fresh = self._message(self._double.space.channels[message.channel], args)
        message.text, message.blocks = fresh.text, fresh.blocks
        message.edited += 1
        return {"channel": message.channel, "ts": message.ts, "text": message.text}

    def chat_delete(self, args: Json) -> Json:
        """Take a message of the app's away."""
        message = self._own(args)
        self._double.space.messages.remove(message)
        return {"channel": message.channel, "ts": message.ts}

    def chat_ephemeral(self, args: Json) -> Json:
        """Show a message to one person, in a room that they are in."""
        channel = self._sayable(args)
        if args["user"] not in channel.members:
            raise Refused("user_not_in_channel")
        message = self._message(channel, args)
        message.reader = args["user"]
        self._double.space.messages.append(message)
        return {"message_ts": message.ts}

    def pins_add(self, args: Json) -> Json:
        """Pin a message to its channel."""
        channel = self._sayable(args)
        message = self._double.space.find(channel.id, args["timestamp"])
        if message is None:
            raise Refused("message_not_found")
        if message.reader is not None:
            raise Refused("not_pinnable")
        if message.ts in channel.pins:
            raise Refused("already_pinned")
        channel.pins.append(message.ts)
        return {}

    def pins_remove(self, args: Json) -> Json:
        """Take a message off the pins of its channel."""
        channel = self._sayable(args)
        if args["timestamp"] not in channel.pins:
            raise Refused("no_pin")
        channel.pins.remove(args["timestamp"])
        return {}

    def views_open(self, args: Json) -> Json:
        """Open a modal for whoever has just done something."""
        person = self._exchange(args.get("trigger_id", ""))
        return {"view": self._shown(self._double.put_view(person, self._view(args, "modal")))}

    def views_update(self, args: Json) -> Json:
        """Let a modal show something else."""
        view = self._double.modal_by_id(args.get("view_id", ""))
        if view is None:
            raise Refused("not_found")
        if args.get("hash", view.hash) != view.hash:
            raise Refused("hash_conflict")
        view.content, view.hash = self._view(args, "modal"), self._double.space.stamp()
        return {"view": self._shown(view)}

    def views_publish(self, args: Json) -> Json:
        """Let somebody's home show something."""
        space = self._double.space
        if args["user_id"] not in space.people:
            raise Refused("invalid_arguments")
        view = View(f"V{next(space.numbers)}", space.stamp(), self._view(args, "home"))
        space.homes[args["user_id"]] = view
        return {"view": self._shown(view)}

    def upload_url(self, args: Json) -> Json:
        """Announce a file."""
        space = self._double.space
        file = File(f"F{next(space.numbers):08d}", args["filename"], int(args["length"]))
        space.files[file.id] = file
        return {"upload_url": f"{self._double.url}/upload/{file.id}", "file_id": file.id}

    def upload_done(self, args: Json) -> Json:
        """Share files that were uploaded."""
        space, given = self._double.space, args["files"]
        given = json.loads(given) if isinstance(given, str) else given
        channel = space.channels.get(args.get("channel_id", ""))
        if channel is None or BOT not in channel.members:
            raise Refused("channel_not_found")
        for each in given:
            file = space.files.get(each["id"])
            if file is None or file.content is None:
                raise Refused("file_not_found")
        shared = tuple(each["id"] for each in given)
        names = ", ".join(space.files[each].name for each in shared)
        space.messages.append(
            Message(space.stamp(), channel.id, BOT, f"[{names}]", thread=args.get("thread_ts"),
                    files=shared)
        )  # fmt: skip
        return {"files": [{"id": each} for each in shared]}

    # What they share

    def _sayable(self, args: Json) -> Channel:
        channel = self._double.space.channels.get(args["channel"])
        if channel is None or (channel.private and BOT not in channel.members):
            raise Refused("channel_not_found")
        if channel.archived:
            raise Refused("is_archived")
        if BOT not in channel.members:
            raise Refused("not_in_channel")
        return channel

    def _message(self, channel: Channel, args: Mapping[str, Any]) -> Message:
        blocks, text = args.get("blocks", []), args.get("text", "")
        if not text:
            self._double.violates("a message without the text that notifications read aloud")
            if not blocks:
                raise Refused("no_text")
        if len(text) > 4000:
            self._double.violates(f"a text of {len(text)} characters")
        problems = problems_of_message(blocks)
        for problem in problems:
            self._double.violates(problem)
        if problems:
            raise Refused("invalid_blocks")
        return Message(
            self._double.space.stamp(), channel.id, BOT, text, blocks,
            thread=args.get("thread_ts"), metadata=self._metadata(args),
        )  # fmt: skip

    def _metadata(self, args: Mapping[str, Any]) -> Json | None:
        match args.get("metadata"):
            case None:
                return None
            case {"event_type": str(kind), "event_payload": dict(payload)} if kind and payload:
                return {"event_type": kind, "event_payload": payload}
            case other:
                self._double.violates(f"malformed metadata: {other!r:.80}")
                raise Refused("invalid_metadata_format")

    def _own(self, args: Json) -> Message:
        message = self._double.space.find(args["channel"], args["ts"])
        if message is None or message.reader is not None:
            raise Refused("message_not_found")
        if message.author != BOT:
            raise Refused("cant_update_message")
        return message

    def _view(self, args: Json, kind: str) -> Json:
        view: Json = args["view"]
        problems = problems_of_view(view)
        if view.get("type") != kind:
            problems.append(f"a {view.get('type')} where a {kind} is shown")
        for problem in problems:
            self._double.violates(problem)
        if problems:
            raise Refused("invalid_arguments")
        return view

    def _shown(self, view: View) -> Json:
        return {
            **view.content,
            "id": view.id,
            "hash": view.hash,
            "team_id": self._double.space.team,
            "app_id": APP,
        }

    def _exchange(self, trigger: str) -> str:
        if trigger in self.spent:
            raise Refused("exchanged_trigger_id")
        if trigger not in self.triggers:
            raise Refused("invalid_trigger_id")
        person, at = self.triggers[trigger]
        if self._double.now() - at > _TRIGGER_LIVES:
            raise Refused("expired_trigger_id")
        self.spent.add(trigger)
        return str(person)

    # Response urls, and files

    def hook_for(self, channel: str, person: str, message: str | None = None) -> str:
        """Return a response url for something that a person does."""
        key = f"H{next(self._double.space.numbers)}"
        self.hooks[key] = Hook(channel, person, self._double.now() + _HOOK_LIVES, message)
        return f"{self._double.url}/hooks/{key}"

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        double, hook = self._double, self.hooks.get(request.match_info["hook"])
        args = await request.json()
        double.note(Entry("hook", request.match_info["hook"], args))
        fault = double.faults.take("response_url")
        if fault is not None and not fault.done:
            return await self._faulty(request, fault, "response_url")
        if hook is None or double.now() > hook.until or hook.uses >= _HOOK_USES:
            return web.Response(status=404, text="used_url" if hook else "no_service")
        hook.uses += 1
        for name in args.keys() - _HOOK_KEYS:
            double.violates(f"a response url takes no {name}")
        try:
            self._respond(hook, args)
        except Refused as refused:
            return web.json_response({"ok": False, "error": refused.error}, status=400)
        double.changed()
        if fault is not None:
            return await self._faulty(request, fault, "response_url")
        return web.Response(text="ok")

    def _respond(self, hook: Hook, args: Json) -> None:
        space, pressed = self._double.space, None
        if args.get("replace_original") or args.get("delete_original"):
            pressed = space.find(hook.channel, hook.message or "")
            if pressed is None:
                raise Refused("message_not_found")
        if args.get("delete_original"):
            assert pressed is not None
            space.messages.remove(pressed)
            return
        fresh = self._message(space.channels[hook.channel], args)
        if pressed is not None:
            pressed.text, pressed.blocks = fresh.text, fresh.blocks
            pressed.edited += 1
            return
        fresh.reader = None if args.get("response_type") == "in_channel" else hook.person
        space.messages.append(fresh)

    def whisper(self, channel: str, person: str, args: Json) -> None:
        """Show what came back with the acknowledgement of a command."""
        try:
            fresh = self._message(self._double.space.channels[channel], args)
        except Refused:
            return  # noted already
        fresh.reader = None if args.get("response_type") == "in_channel" else person
        self._double.space.messages.append(fresh)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        file = self._double.space.files[request.match_info["file"]]
        self._double.note(Entry("upload", file.id))
        fault = self._double.faults.take("upload")
        if fault is not None:
            return await self._faulty(request, fault, "upload")
        content = await request.read()
        if len(content) != file.length:
            self._double.violates(f"{file.length} bytes were announced and {len(content)} sent")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        self._double.note(Entry("file", request.match_info["file"]))
        fault = self._double.faults.take("file")
        if fault is not None:
            return await self._faulty(request, fault, "file")
        if request.headers.get("Authorization") != f"Bearer {self._double.bot_token}":
            # As at Slack: a page to sign in, with a good status.
            return web.Response(text="<html>Sign in</html>", content_type="text/html")
        file = self._double.space.files.get(request.match_info["file"])
        if file is None or file.content is None:
            return web.Response(status=404)
        return web.Response(body=file.content, content_type=file.kind)


Work = Callable[[WebApi, Json], Json]

_METHODS: Final[Mapping[str, Work]] = {
    "auth.test": WebApi.auth_test, "apps.connections.open": WebApi.connections_open,
    "users.info": WebApi.users_info, "conversations.open": WebApi.conversations_open,
    "conversations.info": WebApi.conversations_info,
    "conversations.history": WebApi.conversations_history,
    "conversations.replies": WebApi.conversations_replies, "chat.postMessage": WebApi.chat_post,
    "chat.update": WebApi.chat_update, "chat.delete": WebApi.chat_delete,
    "chat.postEphemeral": WebApi.chat_ephemeral, "views.open": WebApi.views_open,
    "views.update": WebApi.views_update, "views.publish": WebApi.views_publish,
    "files.getUploadURLExternal": WebApi.upload_url,
    "files.completeUploadExternal": WebApi.upload_done,
    "pins.add": WebApi.pins_add, "pins.remove": WebApi.pins_remove,
}  # fmt: skip


def _public(message: Message) -> Json:
    return {"type": "message", "ts": message.ts, "user": message.author, "bot_id": BOT_ID,
            "text": message.text, "blocks": message.blocks}  # fmt: skip
