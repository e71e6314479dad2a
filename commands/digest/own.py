"""One's own: whether somebody is written to with a digest, which they can set and look up."""

from typing import Annotated

from msgspec import Struct

from bot.basics import acting_person
from bot.command import Aside, Mine
from bot.context import Context, Read, Reply
from bot.domain.identity import PersonId
from bot.form import Word
from bot.message import Button, Buttons, Card, Text
from commands.digest.feature import digests
from commands.digest.private import again, set_wants, stop
from storage.digests import Digests


class MyForm(Struct, frozen=True):
    """Ask whether somebody wants to be written to with a digest."""

    off: Annotated[bool, Word("mark-off", True)] = False
    on: Annotated[bool, Word("mark-on", True)] = False


@digests.command(MyForm, needs=None)
def my_digest(ctx: Context, values: MyForm) -> Reply:
    """Show whether the one who acts gets a digest in private, or set it."""
    person = acting_person(ctx)
    if values.off or values.on:
        return set_wants(ctx, wants=not values.off)
    return Reply(own=mine(person))


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
