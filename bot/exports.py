"""What exports share: a file that a job has written, and a private chat to hand it over in."""

from dataclasses import dataclass
from typing import ClassVar

from bot.basics import basics
from bot.context import Context
from bot.errors import Declined


@dataclass(frozen=True, slots=True)
class Written:
    """Say what a job wrote: a file, by its hash and its name."""

    NOT_A_FORM: ClassVar[bool] = True

    file: str
    name: str


def to_be_written_to(ctx: Context) -> None:
    """Decline where a file could not be handed to the one who acts."""
    if ctx.use(ctx.stores.people).private_room(ctx.person) is None:
        raise Declined(basics.say("write-first"))
