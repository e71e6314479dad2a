"""Messages: by a conversation's temporary address while it lasts, else by the interface."""

from collections import OrderedDict, deque
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from msgspec import Struct, field

from adapters.dingtalk.api import Api, Json
from adapters.dingtalk.draw import as_param, draw_post, files_of, kind_of
from adapters.dingtalk.media import Media, optional
from adapters.dingtalk.read import PRIVATE, Webhook
from adapters.dingtalk.refusals import Refused, SessionGone
from bot.adapter import Drawn
from bot.clock import Clock
from bot.domain.phrase import Instant
from bot.errors import TryLater, Unreachable
from bot.ports import Address

GROUP: Final = "/v1.0/robot/groupMessages/send"
PEOPLE: Final = "/v1.0/robot/oToMessages/batchSend"
_RECALL_GROUP: Final = "/v1.0/robot/groupMessages/recall"
_RECALL_PEOPLE: Final = "/v1.0/robot/otoMessages/batchRecall"
_MARGIN: Final = timedelta(minutes=1)
"""How long before its end a temporary address is not used any more."""
_HELD_BACK: Final = timedelta(seconds=30)
_KEPT: Final = 1_000
_MINUTE: Final = timedelta(minutes=1)
_MOST: Final = 18
"""How often one temporary address is used within a minute: after twenty it is shut for ten."""


class _Session(Struct):
    """Hold a room's temporary address, and when it was used last."""

    webhook: Webhook
    used: deque[Instant] = field(default_factory=lambda: deque(maxlen=_MOST))

    def open(self, now: Instant) -> bool:
        """Say whether it still lasts, and may be used once more."""
        spent = len(self.used) == _MOST and self.used[0] > now - _MINUTE
        return self.webhook.until - _MARGIN > now and not spent


class Messages:
    """Send messages and take them away. It raises what the outbox understands.

    Temporary addresses last for an hour and a half and are kept in memory alone: after a restart
    the interface is used, until people write again; so it is while an address is used up.
    """

    def __init__(self, api: Api, clock: Clock, media: Media) -> None:
        """Take the client, the clock by which addresses run out, and the files."""
        self._api = api
        self._clock = clock
        self._media = media
        self._sessions: OrderedDict[str, _Session] = OrderedDict()

    def learn(self, room: str, webhook: Webhook) -> None:
        """Remember at which address a room is answered for a while."""
        self._sessions.setdefault(room, _Session(webhook)).webhook = webhook
        self._sessions.move_to_end(room)
        while len(self._sessions) > _KEPT:
            self._sessions.popitem(last=False)

    async def probe(self) -> None:
        """Find out whether messages can be sent, by one to a group that there is not.

        Raises `Unreachable` where they can be, `Denied` where the permission is missing.
        """
        param = as_param({"content": "."})
        body = self._said("sampleText", param) | {"openConversationId": "cidMuster=="}
        await self._api.call("POST", GROUP, body)

    async def send(
        self, address: Address, drawn: Drawn, media: Mapping[str, str], hint: str
    ) -> str | None:
        """Send a message; return the key by which it is taken away, if it has any.

        `hint` says in a group how a code is typed.
        """
        post = draw_post(drawn, private=address.private, media=media, hint=hint)
        session, now = self._sessions.get(address.room), self._clock.now()
        if session is not None and session.open(now):
            session.used.append(now)
            try:
                await self._api.answer(session.webhook.url, post.as_webhook())
            except SessionGone:
                self._sessions.pop(address.room, None)
            else:
                return None
        return await self._send(address, *post.as_message())

    async def send_files(self, address: Address, drawn: Drawn) -> None:
        """Send the files of a card, each as a message of its own; but none that is refused."""
        for file in files_of(drawn.card):
            key = await self._media.upload("file", file.file, file.name)
            if key is not None:
                param = {"mediaId": key, "fileName": file.name, "fileType": kind_of(file.name)}
                await optional(self._send(address, "sampleFile", as_param(param)))

    async def recall(self, address: Address, key: str) -> None:
        """Take a message away."""
        body: Json = {"robotCode": self._api.app.client_id, "processQueryKeys": [key]}
        if address.private:
            found = await self._api.call("POST", _RECALL_PEOPLE, body)
        else:
            body["openConversationId"] = address.room
            found = await self._api.call("POST", _RECALL_GROUP, body)
        _recalled(found, key)

    async def _send(self, address: Address, kind: str, param: str) -> str:
        body = self._said(kind, param)
        if address.room.startswith(PRIVATE):
            user = address.room.removeprefix(PRIVATE)
            found = await self._api.call("POST", PEOPLE, body | {"userIds": [user]})
            _received(found, user)
        elif address.private:
            raise Unreachable("person", "whoever is not of the organisation must write first")
        else:
            body["openConversationId"] = address.room
            found = await self._api.call("POST", GROUP, body)
        return str(found.get("processQueryKey", ""))

    def _said(self, kind: str, param: str) -> Json:
        return {"robotCode": self._api.app.client_id, "msgKey": kind, "msgParam": param}


def _recalled(found: Json, key: str) -> None:
    """Raise where a message stays, which is said in an answer like any: after a day it does."""
    failed = found.get("failedResult")
    if isinstance(failed, Mapping) and key in failed:
        raise Refused(str(failed[key]), "the message stays")


def _received(found: Json, user: str) -> None:
    """Raise where a message was taken and not handed over, which is said in an answer like any."""
    if user in (found.get("flowControlledStaffIdList") or ()):
        raise TryLater(_HELD_BACK, "DingTalk holds back what goes to this person.", "room")
    for name in ("invalidStaffIdList", "filteredStaffIdList"):
        if user in (found.get(name) or ()):
            raise Unreachable("person", f"DingTalk lists the person as {name}")
