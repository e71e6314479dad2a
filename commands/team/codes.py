"""Codes, given out and typed: what joining a room, linking an account and owning have in common.

What a code reads stands nowhere: the house works it out with its key when it shows it to whoever
asked, and finds it again by a hash.
"""

from datetime import timedelta
from typing import Annotated, Final

from msgspec import Struct

from bot.context import Context, Read
from bot.domain.code import Code, CodeId, CodeKind, CodeState, as_typed, shown, spelled
from bot.domain.identity import AccountId, Room, TeamId
from bot.domain.phrase import Instant, Phrase, Variant
from bot.errors import Declined
from bot.form import Subject
from bot.message import Card, Span, Style, Text
from commands.team.feature import teams
from storage.links import WAIT, Links

LIFE: Final = {CodeKind.PERSON: timedelta(minutes=10), CodeKind.ROOM: timedelta(hours=24)}
"""How long a code may be typed; the house's own until it is used."""
PATIENCE: Final = timedelta(hours=24)
"""How long what was typed may be confirmed."""

_LETTERS: Final = {CodeKind.PERSON: 8, CodeKind.ROOM: 8, CodeKind.OWNER: 12}
_NONCE: Final = 16


class Typed(Struct, frozen=True):
    """Ask for a code."""

    code: Annotated[str, Subject(60)] = ""


def here(ctx: Context) -> tuple[AccountId, Room]:
    """Return who acts and where; whoever says something does so on an account, in a room."""
    assert ctx.who.account is not None
    assert ctx.who.room is not None
    return ctx.who.account, ctx.who.room


# Giving out


def offer(ctx: Context, kind: CodeKind, team: TeamId | None = None) -> CodeId:
    """Give whoever acts a code; the one that they were given just now, if it is fresh enough."""
    account, room = here(ctx)
    life = LIFE[kind]
    links = ctx.use(Links)
    standing = links.standing(kind, account, room.id, team, ctx.now + life / 2)
    if standing is not None:
        return standing
    nonce = ctx.secret(_NONCE).hex()
    hashed = _hashed(ctx, _reads(ctx, kind, nonce))
    return links.put(kind, hashed, nonce, ctx.now + life, account=account, room=room.id, team=team)


def offer_owner(read: Read, nonce: bytes) -> str:
    """Make the code of the house itself, in place of any before it; return what it reads."""
    kind = CodeKind.OWNER
    text = _reads(read, kind, nonce.hex())
    read.use(Links).put(kind, _hashed(read, text), nonce.hex(), None)
    return shown(text)


def _reads(read: Read, kind: CodeKind, nonce: str) -> str:
    return spelled(read.digest("code", kind.value, nonce), _LETTERS[kind])


def _hashed(read: Read, code: str) -> str:
    return read.digest("hash of a code", code).hex()


@teams.view("team.code-card")
def code_card(read: Read, code: CodeId) -> Card | None:
    """Show a code to whoever asked for it, until it was typed or its time is over."""
    found = read.use(Links).code(code)
    if found is None:
        return None
    kind, until = found.kind, found.expires_at
    if not found.stands(CodeState.OPEN, read.now):
        state = CodeState.VOID if found.state is CodeState.OPEN else found.state
        return Card(teams.say("code-over", kind=kind, state=state), final=True)
    assert until is not None
    said = teams.say("code-typed", kind=kind, code=shown(_reads(read, kind, found.nonce)))
    blocks = (
        Text((Span(said, Style.CODE),)),
        Text.of(teams.say("code-how", kind=kind)),
        Text.of(teams.say("code-until", at=until)),
    )
    return Card(teams.say("code-title", kind=kind), blocks, redraw_at=until)


# Typing


def typed(ctx: Context, text: str, kind: CodeKind) -> Code | Phrase:
    """Find the code that somebody typed, or say why it is none that helps them.

    What was wrong is said by a note, and not declined: that it was wrong must be remembered.
    """
    account, room = here(ctx)
    links = ctx.use(Links)
    if (until := links.waits_until(account, ctx.now)) is not None:
        return teams.say("code-wait", at=until)
    found = links.find(_hashed(ctx, as_typed(text)))
    if found is None:
        links.wrong(account, ctx.now)
        return _unknown(links.waits_until(account, ctx.now))
    if found.kind is not kind:
        if not room.private:
            spend(ctx, found)
        links.miss(found.id)
        return teams.say("code-other", kind=found.kind)
    again = (found.typed_by, found.typed_in) == (account, room.id)
    if again and (found.stands(CodeState.TYPED, ctx.now) or found.stands(CodeState.ASKED, ctx.now)):
        return found  # said twice, it is said once
    if found.kind is CodeKind.PERSON and found.account == account:
        links.miss(found.id)
        return teams.say("code-own")
    if found.stands(CodeState.OPEN, ctx.now):
        return found
    return gone(found)


def spend_aloud(ctx: Context, text: str) -> None:
    """Let nobody use a code that was said before everybody."""
    account, _ = here(ctx)
    links = ctx.use(Links)
    found = links.find(_hashed(ctx, as_typed(text)))
    if found is None:
        links.wrong(account, ctx.now)
    else:
        spend(ctx, found)


def spend(ctx: Context, code: Code) -> None:
    """Let nobody type a code any more, and whoever asked for it see so."""
    ctx.use(Links).spend(code.id, ctx.now)
    ctx.show(code_card(code.id))


def _unknown(until: Instant | None) -> Phrase:
    if until is None:
        return teams.say("code-unknown")
    return teams.say("code-unknown-last", minutes=int(WAIT.total_seconds() // 60))


def gone(code: Code) -> Phrase:
    """Say why a code cannot be typed any more."""
    late = code.state is CodeState.OPEN
    return teams.say("code-gone", why=Variant("late" if late else "used"))


# Confirming


def asked(ctx: Context, code: CodeId) -> Code:
    """Return a code that was typed and is to be confirmed; else there is nothing to decide."""
    found = ctx.use(Links).code(code)
    if found is None or not found.stands(CodeState.ASKED, ctx.now):
        raise Declined(teams.say("request-over"))
    return found
