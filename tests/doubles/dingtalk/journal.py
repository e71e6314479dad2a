"""The journal: all that was asked of the double, and what of it broke a rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from aiohttp import web

BODY: Final[web.RequestKey[Any]] = web.RequestKey("body", object)
"""Where the JSON of a request lies once it was read and found to be an object."""


@dataclass(frozen=True, slots=True)
class Request:
    """Hold one request, its answer, and when it came."""

    at: datetime
    method: str
    path: str
    body: Any
    status: int


@dataclass(frozen=True, slots=True)
class Frame:
    """Hold one frame of a socket; `sent` by the double, else received."""

    at: datetime
    connection: str
    sent: bool
    body: Any


@dataclass(slots=True)
class Journal:
    """Keep requests, frames and violations."""

    requests: list[Request] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def violated(self, rule: str, what: object = "") -> None:
        """Note that a rule was broken."""
        self.violations.append(f"{rule}: {what}" if what != "" else rule)

    def calls(self, path: str) -> list[Request]:
        """Return the requests to a path."""
        return [each for each in self.requests if each.path == path]

    def counts(self) -> Mapping[str, int]:
        """Count the requests by path."""
        found: dict[str, int] = {}
        for each in self.requests:
            found[each.path] = found.get(each.path, 0) + 1
        return found
