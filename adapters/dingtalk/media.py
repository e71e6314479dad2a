"""Files and pictures: taken up before a message shows them, fetched when people send some."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Mapping
from typing import Final, TypeVar

from adapters.dingtalk.api import Api
from adapters.dingtalk.draw import images_of
from adapters.dingtalk.refusals import BadSecret, BadToken, Refused
from bot.adapter import Drawn
from bot.ports import FileStore

log = logging.getLogger(__name__)

_DOWNLOAD: Final = "/v1.0/robot/messageFiles/download"
_KEPT: Final = 1_000


T = TypeVar("T")


async def optional(work: Awaitable[T]) -> T | None:
    """Do something for a file; None where DingTalk refuses it.

    A message without its file says more than none.
    """
    try:
        return await work
    except (BadSecret, BadToken):
        raise
    except Refused as refused:
        log.warning("a file cannot go along: %s", refused)
        return None


class Media:
    """Take files up, once each as long as this process lives, and fetch those of others."""

    def __init__(self, api: Api, files: FileStore) -> None:
        """Take the client, and where our own files are kept."""
        self._api = api
        self._files = files
        self._known: OrderedDict[str, str] = OrderedDict()

    async def pictures(self, drawn: Drawn) -> Mapping[str, str]:
        """Return the ids of the pictures on a card; one that has none is told of in words."""
        found = {}
        for image in images_of(drawn.card):
            if (key := await self.upload("image", image.file, "picture.png")) is not None:
                found[image.file] = key
        return found

    async def upload(self, kind: str, file: str, name: str) -> str | None:
        """Return a file's id at DingTalk; None where it is not kept any more, or is refused."""
        if (known := self._known.get(file)) is not None:
            return known
        kept = await self._files.open(file)
        if kept is None:
            return None
        content = await asyncio.to_thread(kept.path.read_bytes)
        key = await optional(self._api.upload(kind, name, content))
        if key is None:
            return None
        self._known[file] = key
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return key

    async def address(self, code: str) -> str:
        """Return where the content of what somebody sent lies, for a while."""
        body = {"downloadCode": code, "robotCode": self._api.app.client_id}
        found = await self._api.call("POST", _DOWNLOAD, body)
        return str(found.get("downloadUrl", ""))

    def content(self, address: str) -> AsyncGenerator[bytes, None]:
        """Yield what lies at such an address."""
        return self._api.fetch(address)
