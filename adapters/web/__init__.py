"""The browser chat: rooms, people side by side, cards with buttons, over one WebSocket a window.

It lets anyone speak as anyone, so it exists in a demonstration on this machine only.
"""

from typing import ClassVar

from bot.config import Section


class Settings(Section, frozen=True):
    """Say whether the demonstration's people have lived for some weeks when it is first started.

    Without any connections in the settings there is this one.
    """

    USUAL: ClassVar[str] = "browser"

    past: bool = True
