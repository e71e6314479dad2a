"""The private part: what somebody owes, with the buttons to do it now; and who wants none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from bot.command import Aside, Mine
from bot.context import Context, Read, Reply
from bot.domain.digest import DigestId
from bot.domain.identity import PersonId, Role
from bot.domain.phrase import Instant, Phrase
from bot.errors import Declined
from bot.form import Word
from bot.message import Button, Buttons, Card, Text
from bot.reminders import in_fews, persons_of, tell_today, waiting_for, written_persons
from commands.digest.feature import digests
from storage.digests import Digest, Digests

_A_DAY: Final = timedelta(hours=20)
"""Who is in several teams is not told the same twice on a day."""


def tell_who_owes(ctx: Context, digest: Digest) -> None:
    """Write to those of the team who owe it something, a few at a time."""
    owing = {
        each.person
        for feature in ctx.registry.features
        if feature.owed
        for each in feature.owed(ctx, None)
        if each.team == digest.team
    }
    for some in in_fews(owing):
        ctx.at(ctx.now, nudge(digest.id, some))


@digests.step("digest.nudge", needs=Role.ADMIN)
def nudge(ctx: Context, digest: DigestId, persons: str) -> Reply:
    """Write to some of those who owe something, unless they want none or were written to today."""
    store = ctx.use(Digests)
    wanting = [
        person
        for person in persons_of(persons)
        if store.tell_once(person, ctx.now, ctx.now - _A_DAY)
    ]
    _tell(ctx, digest, wanting)
    return Reply()


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


@dataclass(frozen=True, slots=True)
class MyForm:
    """Ask whether somebody wants to be written to with a digest."""

    off: Annotated[bool, Word("mark-off", True)] = False
    on: Annotated[bool, Word("mark-on", True)] = False


@digests.command(MyForm, needs=None)
def my_digest(ctx: Context, values: MyForm) -> Reply:
    """Show whether the one who acts gets a digest in private, or set it."""
    person = _person(ctx)
    if values.off or values.on:
        return _set_wants(ctx, wants=not values.off)
    return Reply(own=mine(person))


@digests.step("digest.stop", needs=None)
def stop(ctx: Context) -> Reply:
    """Write to the one who acts with no digest any more."""
    return _set_wants(ctx, wants=False)


@digests.step("digest.again", needs=None)
def again(ctx: Context) -> Reply:
    """Write to the one who acts with each digest again."""
    return _set_wants(ctx, wants=True)


def _set_wants(ctx: Context, *, wants: bool) -> Reply:
    ctx.use(Digests).set_wants(_person(ctx), wants=wants)
    note = digests.say("again-noted" if wants else "stop-noted")
    return Reply(note=note, undo=None if wants else again())


def _person(ctx: Context) -> PersonId:
    if ctx.who.person is None:
        raise Declined(Phrase("core", "mine-unknown"))
    return ctx.who.person


@digests.view("digest.mine")
def mine(read: Read, person: PersonId) -> Card:
    """Show somebody whether they get a digest in private."""
    wants = read.use(Digests).wants(person)
    button = Button(digests.say("no-more"), stop())
    if not wants:
        button = Button(digests.say("send-again"), again())
    line = Text.of(digests.say("mine-on" if wants else "mine-off"))
    return Card(digests.say("mine"), (line, Buttons((button,))), final=True)


@digests.mine
def to_mine(read: Read, person: PersonId) -> Mine:
    """Add how somebody who wants no digest gets it again."""
    if read.use(Digests).wants(person):
        return Mine()
    return Mine(asides=(Aside(digests.say("mine-off"), digests.say("send-again"), again()),))
