"""The private part: what somebody owes, with the buttons to do it now; and who wants none."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.basics import acting_person
from bot.context import Context, Read, Reply
from bot.domain.digest import DigestId
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.phrase import Instant
from bot.message import Button, Card
from bot.reminders import in_fews, persons_of, tell_today, waiting_for, written_persons
from commands.digest.feature import digests, known
from storage.digests import Digest, Digests

_A_DAY: Final = timedelta(hours=20)
"""Who is in several teams is not told the same twice on a day."""


def tell_who_owes(ctx: Context, digest: Digest) -> None:
    """Write to those of the team who owe it something, a few at a time."""
    for some in in_fews(ctx.use(ctx.stores.people).members(digest.team, Role.GUEST)):
        ctx.at(ctx.now, nudge(digest.id, some))


@digests.step("digest.nudge", needs=Role.ADMIN)
def nudge(ctx: Context, digest: DigestId, persons: str) -> Reply:
    """Write to some of those who owe something, unless they want none or were written to today."""
    store, team = ctx.use(Digests), known(ctx, digest).team
    wanting = [
        person
        for person in persons_of(persons)
        if _owes(ctx, person, team) and store.tell_once(person, ctx.now, ctx.now - _A_DAY)
    ]
    _tell(ctx, digest, wanting)
    return Reply()


def _owes(read: Read, person: PersonId, team: TeamId) -> bool:
    return any(
        each.team == team
        for feature in read.registry.features
        if feature.owed
        for each in feature.owed(read, person)
    )


@digests.step("digest.awake", needs=Role.ADMIN)
def write(ctx: Context, digest: DigestId, persons: str) -> Reply:
    """Write to some whose quiet hours are over."""
    _tell(ctx, digest, persons_of(persons))
    return Reply()


def _tell(ctx: Context, digest: DigestId, persons: Sequence[PersonId]) -> None:
    for ends, held in tell_today(ctx, persons, lambda person: yours(person, ctx.now)).items():
        ctx.at(ends, write(digest, written_persons(held)))


@digests.view("digest.yours")
def yours(read: Read, person: PersonId, since: Instant) -> Card | None:
    """Show somebody all that they owe, and how they get no such message any more."""
    if not read.use(Digests).wants(person):
        return None
    return waiting_for(read, person, since, Button(digests.say("no-more"), stop()))


# Who wants none


@digests.step("digest.stop", needs=None)
def stop(ctx: Context) -> Reply:
    """Write to the one who acts with no digest any more."""
    return set_wants(ctx, wants=False)


@digests.step("digest.again", needs=None)
def again(ctx: Context) -> Reply:
    """Write to the one who acts with each digest again."""
    return set_wants(ctx, wants=True)


def set_wants(ctx: Context, *, wants: bool) -> Reply:
    """Note whether the one who acts wants to be written to with a digest."""
    ctx.use(Digests).set_wants(acting_person(ctx), wants=wants)
    note = digests.say("again-noted" if wants else "stop-noted")
    return Reply(note=note, undo=None if wants else again())
