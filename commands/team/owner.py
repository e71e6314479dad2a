"""The owner of the house: whoever started it reads a code there, and types it in private."""

from bot.action import Action
from bot.command import Rule
from bot.context import Asking, Context, Read, Reply
from bot.domain.code import Code, CodeKind, CodeState
from bot.domain.rights import Owning, owner_leads, owner_only
from commands.team.codes import Typed, gone, here, offer_owner, spend_aloud, typed
from commands.team.feature import teams
from storage.links import Links
from storage.people import People
from storage.teams import Teams


def _owns(asking: Asking, action: Action) -> Owning:
    del action
    person = asking.who.person
    return Owning(person is not None and asking.use(Teams).owns(person))


may_found = Rule(_owns, owner_only)
"""Allow only the owner of the house to make a team; others hear how a room joins one."""
may_lead = Rule(_owns, owner_leads)
"""Allow only the owner of the house to lead a team that nobody leads."""


def owner_code(read: Read, nonce: bytes) -> str | None:
    """Return a new code that makes an owner, in place of any before it; None where there is one."""
    return None if read.use(Teams).has_owner() else offer_owner(read, nonce)


@teams.command(Typed, needs=None, aloud=True, aside=True)
def owner(ctx: Context, values: Typed) -> Reply:
    """Make the person who types the code of the house its owner."""
    account, room = here(ctx)
    if not room.private:
        if values.code:
            spend_aloud(ctx, values.code)
        return Reply(note=teams.say("owner-where", given=int(bool(values.code))))
    if not values.code:
        return Reply(note=teams.say("owner-how"))
    found = typed(ctx, values.code, CodeKind.OWNER)
    if not isinstance(found, Code):
        return Reply(note=found)
    taken = ctx.use(Links).type(found.id, account, room.id, ctx.now, ctx.now, state=CodeState.TAKEN)
    if not taken:
        return Reply(note=gone(found))
    person = ctx.use(People).person_of(account, ctx.who.name)
    ctx.use(Teams).make_owner(person)
    ctx.use(Teams).record("owner.claimed", ctx.now, by=person)
    return Reply(note=teams.say("owner-done"))
