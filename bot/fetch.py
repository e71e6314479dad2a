"""Fetch what people sent, from where a platform keeps it."""

from collections.abc import AsyncGenerator, Callable
from typing import Any, Final

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from bot.errors import AdapterError, TryLater

_LIMITS: Final = ClientTimeout(total=120, connect=5)
"""Long enough for the largest file that a platform hands out, and less than a job may take."""
_PIECE: Final = 64 * 1024


async def fetched(
    http: ClientSession, url: str, look: Callable[[ClientResponse], None] | None = None, **how: Any
) -> AsyncGenerator[bytes, None]:
    """Yield what lies at an address, piece by piece; `how` is what else the client is told.

    `look` may refuse an answer by an `AdapterError` of its own. Raises `TryLater` where another
    attempt may have the file, `AdapterError` where it cannot be had. No error names the address,
    which often is a secret.
    """
    try:
        async with http.get(url, timeout=_LIMITS, **how) as answer:
            if answer.status == 429 or answer.status >= 500:
                raise TryLater(None, f"The file cannot be had now: status {answer.status}.")
            if answer.status != 200:
                raise AdapterError(f"the file is not there: status {answer.status}")
            if look is not None:
                look(answer)
            async for piece in answer.content.iter_chunked(_PIECE):
                yield piece
    except (ClientError, TimeoutError, OSError) as error:
        raise TryLater(None, f"The file could not be fetched: {type(error).__name__}.") from None
