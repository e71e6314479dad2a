"""Signing in by a code that changes: what meetings and shifts share, and the words `code`, 签到码.

A feature says of what one can sign in to now:

    @meetings.signs_in
    def sessions(ctx: Context) -> Iterable[Session]: ...
"""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from msgspec import Struct

from bot.action import Action
from bot.command import Commands, Session
from bot.context import Context, Read, Reply
from bot.domain.identity import Role
from bot.domain.phrase import Phrase, Words
from bot.domain.rollcode import Judged, as_code, code_at, judge, seconds_left
from bot.errors import Declined
from bot.form import AtMost, Subject
from bot.message import Block, Button, Buttons, Card, Style, Text
from storage.guesses import Guesses

signing = Commands("signing")


class CodeForm(Struct, frozen=True):
    """Ask for the code that the organiser shows."""

    TITLE: ClassVar[str] = "sign-in"

    code: Annotated[str, AtMost(20)]


class AnyCode(Struct, frozen=True):
    """Ask for a code, if there is one to say."""

    code: Annotated[str, Subject(20)] = ""


# Taking a code


def typed(values: CodeForm) -> str:
    """Return the code of a form; what is none declines."""
    code = as_code(values.code)
    if code is None:
        raise Declined(signing.say("no-code"), "code")
    return code


def tried(ctx: Context, matters: Sequence[str], code: str) -> str | Phrase:
    """Return the matter whose code it is, else what there is to say of it.

    That is to be answered, not declined: that somebody guessed must be kept.
    """
    guesses, judged = ctx.use(Guesses), Judged.WRONG
    for matter in matters:
        if (until := guesses.rests_until(matter, ctx.person, ctx.now)) is not None:
            return signing.say("code-rests", until=until)
        match judge(_key(ctx, matter), code, ctx.now):
            case Judged.RIGHT:
                return matter
            case Judged.OLD:
                judged = Judged.OLD
    if judged is Judged.WRONG:
        for matter in matters:
            guesses.note_wrong(matter, ctx.person, ctx.now)
    return signing.say("code-not", judged=judged)


def _key(read: Read, matter: str) -> bytes:
    """Return what the codes of a matter are worked out with; nobody but the house can."""
    return read.digest("signing.code", matter)


def sign_here(ctx: Context) -> Reply | None:
    """Sign in to what is on now and wants the one who acts, where that is one thing only."""
    on = [each for each in _on(ctx) if each.expected]
    if len(on) != 1 or on[0].here:
        return None
    return Reply(form=on[0].enter) if on[0].by_code else on[0].by_tap()


def sign_by_code(ctx: Context, code: str) -> Reply:
    """Sign the one who acts in where a code is right: typed in private, or where it stands."""
    on = _on(ctx)
    if not on:
        raise Declined(signing.say("no-sign-in"))
    room = ctx.who.room
    if room is not None and not room.private:
        rooms = {place for each in on for place in each.rooms}
        if room.id not in rooms:
            people = ctx.use(ctx.stores.people)
            titles = tuple(people.room(place).title for place in sorted(rooms))
            raise Declined(signing.say("code-elsewhere", rooms=titles))
    away = [each for each in on if not each.here]
    if not away:
        return on[0].with_code()
    found = tried(ctx, [each.matter for each in away], code)
    if isinstance(found, Phrase):
        return Reply(note=found)
    return next(each for each in away if each.matter == found).with_code()


def _on(ctx: Context) -> list[Session]:
    features = [feature.sessions for feature in ctx.registry.features if feature.sessions]
    return [each for sessions in features for each in sessions(ctx)]


# Showing one


@signing.command(
    AnyCode, needs=Role.MEMBER, secret=True, aside=True, aliases=("meeting.command.code",)
)
def code(ctx: Context, values: AnyCode) -> Reply:
    """Show the code of what is on to whoever keeps its list; or take one."""
    if (given := as_code(values.code)) is not None:
        return sign_by_code(ctx, given)
    for each in _on(ctx):
        if each.by_code and each.keeps():
            return Reply(own=each.shown)
    raise Declined(signing.say("no-code-now"))


def code_shown(read: Read, matter: str, title: Words, again: Action) -> Card:
    """Draw the code that is right now; `again` shows the next one."""
    right = code_at(_key(read, matter), read.now)
    lines: tuple[Block, ...] = (
        Text.of(title, style=Style.BOLD),
        Text.of(signing.say("code-how", seconds=seconds_left(read.now))),
        Buttons((Button(signing.say("code-again"), again),)),
    )
    return Card(signing.say("code-title", code=f"{right[:3]} {right[3:]}"), lines)
