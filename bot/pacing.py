"""At which pace each connection may send: what its adapter knows, as far as nobody set another."""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec.structs import replace

from bot.adapter import Adapter, Method, Pace
from bot.config.settings import Pace as Setting
from bot.config.values import nearest
from bot.domain.pace import Limit
from bot.errors import ConfigError

_ROOM: Final = "room-"
NAMES: Final = (*Method, *(f"{_ROOM}{method}" for method in Method))
"""What can be set: limits of a whole connection, and of each of its rooms."""


def paces(
    adapters: Iterable[Adapter], wanted: Mapping[str, Mapping[str, Setting]]
) -> Mapping[str, Pace]:
    """Return the pace of each adapter, by name; `wanted` holds the settings' `pace`.

    Raises `ConfigError` for a limit that there is not, on whichever connection it is wanted.
    """
    for connection, limits in wanted.items():
        for name in limits:
            if name not in NAMES:
                message = f'pace.{connection} has no limit "{name}": there are {", ".join(NAMES)}'
                raise ConfigError(
                    None, None, f"pace.{connection}.{name}", message, nearest(name, NAMES)
                )
    return {each.name: _paced(each.can.pace, wanted.get(each.name, {})) for each in adapters}


def _paced(pace: Pace, wanted: Mapping[str, Setting]) -> Pace:
    limits = {name: Limit(each.every, each.burst) for name, each in wanted.items()}
    whole = {method: limits[method] for method in Method if method in limits}
    rooms = {m: limits[f"{_ROOM}{m}"] for m in Method if f"{_ROOM}{m}" in limits}
    private = {method: rooms.get(method, limit) for method, limit in pace.private.items()}
    return replace(
        pace, connection={**pace.connection, **whole}, room={**pace.room, **rooms}, private=private
    )
