"""How often a method may be called: by method and workspace, posts by room.

Calls are counted by the double's clock. Slack tolerates short bursts; the numbers are those that
it names, with a burst of a few.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Final

_PER_MINUTE: Final = {
    "chat.update": 50, "chat.delete": 50, "chat.postEphemeral": 100, "conversations.info": 50,
    "conversations.open": 50,
    "conversations.history": 50, "conversations.replies": 50,
    "users.info": 100, "views.open": 100, "views.update": 100,
    "views.publish": 100, "files.getUploadURLExternal": 100, "files.completeUploadExternal": 100,
}  # fmt: skip
_POST_BURST: Final = 4
"""Posts into one room at once: one a second is the rule, short bursts are tolerated."""


class Limits:
    """Count calls."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Take the clock."""
        self._now = now
        self._calls: dict[str, list[datetime]] = defaultdict(list)

    def exceeded(self, method: str, channel: str) -> str | None:
        """Count a call, and say which limit it broke."""
        now = self._now()
        if method == "chat.postMessage":
            key, window, most = f"{method}:{channel}", float(_POST_BURST), _POST_BURST
        elif method in _PER_MINUTE:
            key, window, most = method, 60.0, _PER_MINUTE[method]
        else:
            return None
        recent = [at for at in self._calls[key] if (now - at).total_seconds() < window]
        self._calls[key] = [*recent, now]
        if len(recent) < most:
            return None
        return f"{key}: {len(recent) + 1} calls in {window:g} s, {most} are possible"
