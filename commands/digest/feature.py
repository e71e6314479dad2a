"""What the parts of the feature share: its declarations, and when a team has its digest."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.action import View
from bot.command import Commands
from bot.context import Read
from bot.domain.digest import DigestId
from bot.domain.phrase import Instant, Phrase
from bot.domain.wallclock import moment
from bot.domain.weekly import Weekly
from bot.errors import Declined
from storage.digests import DIGEST_TEAM, Digest, Digests, Plan

digests = Commands("digest", ids={DigestId: DIGEST_TEAM})

BY_HAND: Final = "now"
"""Stands for the local time of a digest that goes out when somebody sends it, and not before."""


def known(read: Read, digest: DigestId) -> Digest:
    """Return a digest; one that is gone declines whatever was wanted of it."""
    found = read.use(Digests).find(digest)
    if found is None:
        raise Declined(digests.say("gone"))
    return found


def title_of(read: Read, digest: Digest) -> Phrase:
    """Say which digest this is, by the time up to which it tells; of a weekly one, by the day."""
    if digest.nominal.startswith(BY_HAND):
        return digests.say("title-by-hand", at=digest.until)
    local: datetime = digest.until.astimezone(read.zone(digest.team))
    return digests.say("title", day=local.date())


def weekly_of_team(read: Read, plan: Plan) -> Weekly | None:
    """Return when a team has its digest: as it was set, else as the house has it."""
    return None if plan.off else plan.weekly or read.registry.habits.digest


def instant_of(nominal: str, zone: ZoneInfo) -> Instant:
    """Return when a digest goes out that is known by its local time."""
    local = datetime.fromisoformat(nominal)
    return moment(local.date(), local.hour * 60 + local.minute, zone).instant


def goes_out(read: Read, digest: Digest) -> Instant | None:
    """Return when a draft goes out by itself; None where it waits for somebody to send it."""
    if read.use(Digests).plan(digest.team).nominal != digest.nominal:
        return None
    return instant_of(digest.nominal, read.zone(digest.team))


# Named here because the cards of one part offer steps of another.


def preview_of(digest: DigestId) -> View:
    """Name what those see of a digest who may change it."""
    return View("digest.preview", (digest,))
