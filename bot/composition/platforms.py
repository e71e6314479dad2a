"""The platforms that there are, and how a connection to one is made."""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct

import adapters
from adapters.web import Settings as WebSettings
from bot.adapter import Adapter
from bot.config import Connection, Section, Settings
from bot.domain.phrase import Phrase
from bot.site import Platform, Site

if TYPE_CHECKING:
    from storage.database import Database


class Making(Struct, frozen=True):
    """Hold what a connection may be made of."""

    settings: Settings
    database: "Database"
    site: Site


class Makes(Struct, frozen=True):
    """Say how connections to a platform are made; one that `demonstrates` is for anyone."""

    settings: type[Section]
    connect: Callable[[Connection, Making], Awaitable[Adapter]]
    demonstrates: bool = False
    manifest: Callable[[Connection, str | None, Callable[[Phrase], str]], str] | None = None


def _platforms() -> Iterator[tuple[str, Makes]]:
    """Find the platforms: each folder of adapters that says it is one, and the browser chat."""
    yield "web", Makes(WebSettings, _browser, demonstrates=True)
    for each in pkgutil.iter_modules(adapters.__path__):
        found = getattr(importlib.import_module(f"adapters.{each.name}"), "PLATFORM", None)
        if isinstance(found, Platform):
            yield each.name, Makes(found.settings, _on_site(found), manifest=found.manifest)


def _on_site(platform: Platform) -> Callable[[Connection, Making], Awaitable[Adapter]]:
    return lambda connection, making: platform.connect(connection, making.site)


async def _browser(connection: Connection, making: Making) -> Adapter:
    from bot.composition.browser import connect  # noqa: PLC0415  (not of every start)

    return await connect(connection, making)


PLATFORMS: Final[Mapping[str, Makes]] = dict(sorted(_platforms()))
"""What a connection's `adapter` may be."""
