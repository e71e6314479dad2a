"""What the connection says by itself, in the language of the house."""

from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.phrase import Phrase, Speaker
from bot.site import Site
from bot.words import voice_for

ours = Speaker("telegram")
_UTC: Final = ZoneInfo("UTC")
"""Nothing that is said here tells a time."""


def said(site: Site, phrase: Phrase) -> str:
    """Return a phrase of the connection's own."""
    return site.words.say(phrase, voice_for(site.words, site.language, _UTC, site.clock.now()))
