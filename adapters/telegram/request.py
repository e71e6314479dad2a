"""How python-telegram-bot reaches the Bot API here: over the one HTTP client of the house.

Its own transport costs five times as much for one request, and twenty times for many at once.
"""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout, FormData
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# At its lowest levels it writes down whole messages, and at a higher one whole answers.
logging.getLogger("telegram").setLevel(logging.CRITICAL)

_TOTAL: Final = 15.0
"""Seconds for a request; less than the outbox's lease of a room."""
_UPLOAD: Final = 45.0
_CONNECT: Final = 5.0
_EDITS: Final = re.compile(r"/editMessage\w+$")
_OK: Final = re.compile(rb'\s*\{\s*"ok"\s*:\s*true\b')
_DONE: Final = b'{"ok": true, "result": true}'
"""What is told of an edit. The library would make a message of the answer, at which nobody looks:
half of what an edit costs."""
_UNKEEPABLE: Final = re.compile(r"[\x00-\x1f\x7f]")


class TooOften(TelegramError):  # noqa: N818 - named as its peers are
    """We ask too often; `after` is for how many seconds to wait, which the library would round."""

    def __init__(self, after: float) -> None:
        super().__init__(f"Too many requests: wait {after:g} s")
        self.after = after


class Request(BaseRequest):
    """Ask by a shared client, which is neither opened nor closed here.

    What keeps a request from being sent, or its answer from being read, is the `__cause__` of the
    error; after which of them nothing was sent for certain, `failures` says. No error holds the
    address, since that holds the token.
    """

    def __init__(self, http: ClientSession) -> None:
        """Take the client."""
        self._http = http
        self.date: str | None = None
        """What time it was by the server's clock, as it said with its last answer."""

    @property
    def read_timeout(self) -> float:
        """Seconds for an answer where a request names none."""
        return _TOTAL

    async def initialize(self) -> None:
        """Do nothing: the client is open."""

    async def shutdown(self) -> None:
        """Do nothing: the client is the house's."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  (the total counts: a stalled upload has no other end)
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  (the same)
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  (the same)
    ) -> tuple[int, bytes]:  # fmt: skip
        """Send a request; return the status and the body of its answer."""
        given: dict[str, Any] = {}
        total = read_timeout if isinstance(read_timeout, int | float) else _TOTAL
        if request_data is not None and request_data.contains_files:
            given["data"], total = _form(request_data), max(total, _UPLOAD)
        elif request_data is not None:
            # Not `json_parameters`: with these a keyboard would be a text that holds JSON.
            given["json"] = request_data.parameters
        limits = ClientTimeout(total=total, connect=_CONNECT)
        with _failing():
            async with self._http.request(method, url, timeout=limits, **given) as answer:
                body = await answer.read()
                self.date = answer.headers.get("Date")
        if answer.status == 429:  # Too Many Requests
            raise TooOften(_retry_after(body))
        if answer.status == 200 and _EDITS.search(url) and _OK.match(body):
            body = _DONE
        return answer.status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return what an answer says.

        Of a message no more is kept than tells where it stands: the rest is what was just sent, and
        a field that a later version of the API adds must not undo a message that was sent.
        """
        try:
            found = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("The answer is not JSON") from None
        if not isinstance(found, dict):
            raise TelegramError("The answer is no object")
        result = found.get("result")
        if isinstance(result, dict) and "message_id" in result:
            chat = result.get("chat") or {}
            place = {"id": chat.get("id", 0), "type": chat.get("type", "group")}
            found["result"] = {
                "message_id": result["message_id"],
                "date": result.get("date", 0),
                "chat": place,
            }
        return found


@contextmanager
def _failing() -> Iterator[None]:
    """Say in the library's own errors what went wrong on the way."""
    try:
        yield
    # Timeouts are both: first what they are besides.
    except TimeoutError as error:
        raise TimedOut(type(error).__name__) from error
    except (ClientError, OSError) as error:
        raise NetworkError(type(error).__name__) from error


def _form(request_data: RequestData) -> FormData:
    # Else names in Chinese would arrive percent-encoded.
    form = FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        clean = _UNKEEPABLE.sub(" ", filename)
        form.add_field(name, content, filename=clean, content_type=kind)
    return form


def _retry_after(body: bytes) -> float:
    """Return for how long to wait; where that is not said, a moment."""
    try:
        after = json.loads(body)["parameters"]["retry_after"]
        return max(float(after), 1.0)
    except (ValueError, KeyError, TypeError):
        return 5.0
