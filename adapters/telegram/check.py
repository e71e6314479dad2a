"""How a bot stands: its token, what it may hear, where updates go, whose clock is off."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from adapters.telegram.errors import BadRequest, Conflict, Forbidden, InvalidToken, TelegramError
from adapters.telegram.failures import described
from adapters.telegram.hook import Hook, host_of, is_set
from adapters.telegram.phrases import ours
from adapters.telegram.read import Json
from bot.adapter import Finding, Hears
from bot.checking import ahead
from bot.domain.phrase import Phrase, Variant
from bot.ports import Address
from bot.site import Site

if TYPE_CHECKING:
    from adapters.telegram.client import Client

_SKEW: Final = timedelta(seconds=5)
"""How far a clock may be off: the header by which it is told counts whole seconds."""
_ROOMS: Final = 20
"""At how many groups is looked: each is asked for by itself."""
_QUEUE: Final = 100
"""How many updates may wait without anybody wondering."""
RIVAL: Final = 6
"""Seconds within which another program that polls comes back: it was cut off by our asking."""


async def findings(
    client: "Client", site: Site, hook: Hook | None, rooms: Sequence[Address], *, alone: bool
) -> tuple[Sequence[Finding], Hears | None]:
    """Say how the bot stands, and what it hears; None where nobody could be asked.

    Whether another program polls is found out only where nobody of this house does (`alone`): who
    asks cuts off who asked before.
    """
    try:
        me = await client.me()
        info = await client.webhook()
    except InvalidToken:
        return [_wrong(ours.say("token-refused"))], None
    except TelegramError as error:
        return [_wrong(ours.say("unreachable", error=described(error)))], None
    hears = Hears.ALL if me.get("can_read_all_group_messages") else Hears.REPLIES
    found = [
        Finding(ours.say("token-good", bot=Variant(f"@{me.get('username')}"))),
        *_groups(me),
        *(_webhook(info, hook) if hook else [await _polling(client, info, alone=alone)]),
        *_clock(client, site),
        *[await _pinning(client, str(me.get("id")), room) for room in rooms[:_ROOMS]],
    ]
    return found, hears


async def _pinning(client: "Client", bot: str, room: Address) -> Finding:
    """Say whether the bot may pin in a group, and whether it is there at all."""
    try:
        may = await client.may_pin(room.room, bot)
    except TelegramError as error:
        if not isinstance(error, BadRequest | Forbidden):
            return _wrong(ours.say("unreachable", error=described(error)))
        return _wrong(ours.say("group-lost", group=room.title, error=described(error)))
    return Finding(ours.say("may-pin" if may else "may-not-pin", group=room.title))


def _groups(me: Json) -> Iterator[Finding]:
    if not me.get("can_join_groups"):
        yield _wrong(ours.say("no-groups"))
    elif me.get("can_read_all_group_messages"):
        yield Finding(ours.say("privacy-off"))
    else:
        yield Finding(ours.say("privacy-on"))


async def _polling(client: "Client", info: Json, *, alone: bool) -> Finding:
    if host := host_of(info):
        return _wrong(ours.say("webhook-in-the-way", host=Variant(host)))
    if not alone:
        return Finding(ours.say("polled-by-us"))
    try:
        # Confirms nothing: whatever waits still does when Muster starts.
        await client.updates(None, RIVAL)
    except Conflict:
        return _wrong(ours.say("second-poller"))
    except TelegramError as error:
        return _wrong(ours.say("unreachable", error=described(error)))
    return Finding(ours.say("polled"))


def _webhook(info: Json, hook: Hook) -> Iterator[Finding]:
    if urlsplit(hook.url).scheme != "https":
        yield _wrong(ours.say("not-https", url=Variant(hook.url.partition("?")[0])))
    host = host_of(info)
    if not host:
        yield Finding(ours.say("webhook-not-yet"))
    elif host != urlsplit(hook.url).hostname or urlsplit(info["url"]).path != hook.path:
        yield _wrong(ours.say("webhook-elsewhere", host=Variant(host)))
    elif not is_set(info, hook.url):
        yield Finding(ours.say("webhook-outdated"))
    else:
        yield Finding(ours.say("webhook-good"))
    waiting, error = info.get("pending_update_count") or 0, info.get("last_error_message")
    if error and waiting:
        yield _wrong(ours.say("webhook-failing", error=str(error), count=int(waiting)))
    elif waiting > _QUEUE:
        yield _wrong(ours.say("many-waiting", count=int(waiting)))


def _clock(client: "Client", site: Site) -> Iterator[Finding]:
    if (seconds := ahead(site.clock.now(), client.date, _SKEW)) is not None:
        yield _wrong(ours.say("clock", seconds=seconds))


def _wrong(says: Phrase) -> Finding:
    return Finding(says, good=False)
