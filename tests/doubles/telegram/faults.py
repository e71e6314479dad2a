"""What goes wrong on the platform, when a test wants it to."""

import asyncio
from dataclasses import dataclass, field


@dataclass(slots=True)
class Fault:
    """Order something else than an answer, for the next calls of a method.

    With `done` the request is carried out first. `drop` ends the connection without a word,
    `frozen` holds the answer back until `release`; `body` is sent as it stands.
    """

    method: str
    status: int = 500
    description: str = "Internal Server Error"
    parameters: dict[str, int] | None = None
    times: int = 1
    chat: int | None = None
    done: bool = False
    drop: bool = False
    frozen: bool = False
    body: bytes | None = None
    met: int = 0
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let what is frozen go on."""
        self._released.set()

    async def thaw(self) -> None:
        """Wait until what is frozen is released."""
        await self._released.wait()

    def meets(self, method: str, chat: object) -> bool:
        """Say whether a call runs into it; each does so once."""
        fits = self.method in {method, "*"} and (self.chat is None or str(self.chat) == str(chat))
        if not fits or self.met >= self.times:
            return False
        self.met += 1
        return True


class Refused(Exception):  # noqa: N818 - an answer of the API, not a fault of the double
    """The API answers with an error."""

    def __init__(
        self, status: int, description: str, parameters: dict[str, int] | None = None
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad(description: str) -> Refused:
    """Return what a bad request is answered with."""
    return Refused(400, f"Bad Request: {description}")
