"""The menu of commands that Telegram shows, by place and language."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from bot.site import Offer

if TYPE_CHECKING:
    from adapters.telegram.client import Client

SCOPES: Final = ("all_private_chats", "all_group_chats")
_NAME: Final = re.compile(r"[a-z0-9_]{1,32}")
_MOST: Final = 100
_BRIEF: Final = 256


def menus(offers: Sequence[Offer], usual: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield what stands in the menu of each language; the `usual` one is for all others, too."""
    languages = sorted({language for each in offers for language in each.brief})
    for language in languages:
        listed = [
            (each.name, brief[:_BRIEF])
            for each in offers
            if _NAME.fullmatch(each.name) and (brief := each.brief.get(language, "").strip())
        ][:_MOST]
        yield language, listed
        if language == usual:
            yield "", listed


async def put_up(client: "Client", offers: Sequence[Offer], usual: str) -> None:
    """Put up the menus that are not as they should be."""
    for language, listed in menus(offers, usual):
        for scope in SCOPES:
            if await client.commands(scope, language) != listed:
                await client.offer(scope, language, listed)
