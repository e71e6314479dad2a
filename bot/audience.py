"""Audiences in words, and what is wrong with one in a team."""

from bot.context import Read
from bot.domain.audience import Audience
from bot.domain.identity import TeamId
from bot.domain.phrase import Phrase


def in_words(audience: Audience) -> Phrase:
    """Say whom something is for."""
    if audience.everybody:
        return Phrase("core", "everybody")
    return Phrase("core", "groups", (("groups", audience.groups),))


def unknown(read: Read, team: TeamId, audience: Audience) -> Phrase | None:
    """Say which of the groups a team does not have; None where it has them all."""
    known = tuple(read.use(read.stores.people).groups(team))
    strange = audience.unknown(known)
    if not strange:
        return None
    return Phrase(
        "core", "no-group", (("groups", strange), ("known", known), ("count", len(known)))
    )
