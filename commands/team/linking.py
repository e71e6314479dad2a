"""Accounts of one person: linked by a code, both sides agreeing; from then on they count once."""

from collections.abc import Sequence

from bot.action import Action, View
from bot.command import Answered, Rule
from bot.context import Asking, Context, Read, Reply
from bot.domain.code import Code, CodeId, CodeKind, CodeState
from bot.domain.identity import PersonId, RoomId
from bot.domain.phrase import Phrase
from bot.domain.rights import Authored, oneself
from bot.errors import Declined
from bot.form import Nothing
from bot.keep import packed, unpacked
from bot.message import Button, Buttons, Card, Listing, Text, Weight
from bot.ports import Place, Priority
from commands.team.codes import (
    PATIENCE,
    Typed,
    asked,
    code_card,
    gone,
    here,
    offer,
    spend_aloud,
    typed,
)
from commands.team.feature import teams
from commands.team.merging import merge
from storage.links import Links
from storage.outgoing import Outgoing
from storage.people import People
from storage.teams import Teams

_TOLD = 20
"""How many things are named of which two answers became one."""


# One side asks for a code, the other types it


@teams.command(Typed, needs=None, aloud=True)
def link(ctx: Context, values: Typed) -> Reply:
    """Give a code for another account of one's own, or take the one that was given there."""
    account, room = here(ctx)
    if not room.private:
        if values.code:
            spend_aloud(ctx, values.code)
        return Reply(note=teams.say("link-where", given=int(bool(values.code))))
    if not values.code:
        _show(ctx, code_card(offer(ctx, CodeKind.PERSON)), room.id)
        return Reply()
    found = typed(ctx, values.code, CodeKind.PERSON)
    if not isinstance(found, Code):
        return Reply(note=found)
    if _are_one(ctx, found):
        return Reply(note=teams.say("linked-already"))
    if found.state is CodeState.ASKED:
        return Reply(note=_asked_there(ctx, found))
    if found.state is CodeState.OPEN:
        if not ctx.use(Links).type(
            found.id, account, room.id, ctx.now, ctx.now + PATIENCE, state=CodeState.TYPED
        ):
            return Reply(note=gone(found))
        ctx.show(code_card(found.id))
    _show(ctx, both_card(found.id), room.id)
    return Reply()


def _asked_there(read: Read, code: Code) -> Phrase:
    name, connection = _asker(read, code)
    return teams.say("link-asked", name=name, connection=connection)


def _asker(read: Read, code: Code) -> tuple[str, str]:
    """Return the name and the connection of the account that asked for a code."""
    assert code.account is not None
    assert code.room is not None
    name = read.use(Teams).account(code.account).name
    return name, read.use(People).room(code.room).connection


def _are_one(ctx: Context, code: Code) -> bool:
    assert code.account is not None
    person = ctx.use(Teams).account(code.account).person
    return person is not None and person == ctx.who.person


def _show(ctx: Context, view: View, room: RoomId | None) -> None:
    """Show something in a private chat, below what stands there; no team has a part in it."""
    assert room is not None
    outgoing = ctx.use(Outgoing)
    outgoing.place_view(view, [Place(room)], None)
    outgoing.renew(view, Place(room), ctx.now)
    ctx.show(view)


# Whoever typed it confirms: a link that somebody else sent may have typed it for them


@teams.view("team.both")
def both_card(read: Read, code: CodeId) -> Card | None:
    """Ask whoever typed a code whether the account that gave it is theirs as well."""
    found = read.use(Links).code(code)
    if found is None:
        return None
    name, connection = _asker(read, found)
    if not found.stands(CodeState.TYPED, read.now):
        said = teams.say("both-over", state=found.state, name=name, connection=connection)
        return Card(said, final=True)
    buttons = (
        Button(teams.say("both-mine"), both_mine(code), Weight.PRIMARY),
        Button(teams.say("not-mine"), not_mine(code)),
    )
    blocks = (Text.of(teams.say("both-means")), Buttons(buttons))
    title = teams.say("both", name=name, connection=connection)
    return Card(title, blocks, redraw_at=found.expires_at)


def _typed_it(asking: Asking, action: Action) -> Authored:
    found = _code_of(asking, action)
    account = asking.who.account
    mine = found is not None and account is not None and found.typed_by == account
    return Authored(asking.who, mine)


@teams.step("team.both-mine", needs=Rule(_typed_it, oneself))
def both_mine(ctx: Context, code: CodeId) -> Reply:
    """Ask the other side as well."""
    found = _decide(ctx, code, CodeState.ASKED)
    _show(ctx, claim_card(code), found.room)
    return Reply(note=_asked_there(ctx, found))


@teams.step("team.not-mine", needs=Rule(_typed_it, oneself))
def not_mine(ctx: Context, code: CodeId) -> Reply:
    """Leave the two accounts apart, before the other side is even asked."""
    _decide(ctx, code, CodeState.REFUSED)
    ctx.show(code_card(code))
    return Reply(note=teams.say("not-both"))


def _decide(ctx: Context, code: CodeId, state: CodeState) -> Code:
    links = ctx.use(Links)
    found = links.code(code)
    if found is None or not links.settle(
        code, ctx.who.account, state, ctx.now, before=CodeState.TYPED
    ):
        raise Declined(teams.say("request-over"))
    ctx.show(both_card(code))
    return found


@teams.view("team.claim")
def claim_card(read: Read, code: CodeId) -> Card | None:
    """Ask somebody whether another account is theirs, or say what they answered."""
    found = read.use(Links).code(code)
    if found is None or found.typed_by is None or found.typed_in is None:
        return None
    name = read.use(Teams).account(found.typed_by).name
    connection = read.use(People).room(found.typed_in).connection
    if not found.stands(CodeState.ASKED, read.now):
        said = teams.say("claim-over", state=found.state, name=name, connection=connection)
        return Card(said, final=True)
    buttons = (
        Button(teams.say("is-me"), is_me(code), Weight.PRIMARY),
        Button(teams.say("is-not-me"), is_not_me(code)),
    )
    blocks = (Text.of(teams.say("claim-means")), Buttons(buttons))
    title = teams.say("claim", name=name, connection=connection)
    return Card(title, blocks, redraw_at=found.expires_at)


# Whoever asked for the code confirms


def _code_of(asking: Asking, action: Action) -> Code | None:
    (code, *_) = action.args
    assert isinstance(code, int)
    return asking.use(Links).code(CodeId(code))


def _asked_for(asking: Asking, action: Action) -> Authored:
    found = _code_of(asking, action)
    account = asking.who.account
    mine = found is not None and account is not None and found.account == account
    return Authored(asking.who, mine)


@teams.step("team.is-me", needs=Rule(_asked_for, oneself))
def is_me(ctx: Context, code: CodeId) -> Reply:
    """Make one person of those whose the two accounts were."""
    found = asked(ctx, code)
    _settle(ctx, found, CodeState.TAKEN)
    keep, drop = _persons(ctx, found)
    told: Sequence[Phrase] = ()
    if keep != drop:
        told = _merge(ctx, keep, drop)
    ctx.use(Teams).record(
        "person.linked", ctx.now, by=keep, before={"person": drop}, after={"person": keep}
    )
    _tell(ctx, found.typed_in, linked_card(code))
    if told:
        _tell(ctx, found.room, counts_card("\n".join(map(packed, told))))
    return Reply(note=teams.say("linked", name=ctx.name(keep)))


@teams.step("team.is-not-me", needs=Rule(_asked_for, oneself))
def is_not_me(ctx: Context, code: CodeId) -> Reply:
    """Leave the two accounts apart."""
    found = asked(ctx, code)
    _settle(ctx, found, CodeState.REFUSED)
    _tell(ctx, found.typed_in, refused_card(code))
    return Reply(note=teams.say("not-linked"))


def _settle(ctx: Context, code: Code, state: CodeState) -> None:
    if not ctx.use(Links).settle(code.id, ctx.who.account, state, ctx.now):
        raise Declined(teams.say("request-over"))
    ctx.show(claim_card(code.id))


def _persons(ctx: Context, code: Code) -> tuple[PersonId, PersonId]:
    """Return whose the accounts are, the one who has been here longer first."""
    assert code.account is not None
    assert code.typed_by is not None
    people, store = ctx.use(People), ctx.use(Teams)
    accounts = [store.account(each) for each in (code.account, code.typed_by)]
    # Whoever is nobody yet is made somebody last, and so is not who stays.
    accounts.sort(key=lambda account: account.person is None)
    one, other = (people.person_of(account.id, account.name) for account in accounts)
    return min(one, other), max(one, other)


def _merge(ctx: Context, keep: PersonId, drop: PersonId) -> Sequence[Phrase]:
    """Make one person of two; return what counts where both had answered."""
    mine = {each.card for each in _answered(ctx, keep)}
    theirs = _answered(ctx, drop)
    merge(ctx, keep, drop)
    for each in theirs:
        ctx.show(each.card)
    return [each.counts(ctx, keep) for each in theirs if each.card in mine][:_TOLD]


def _answered(read: Read, person: PersonId) -> list[Answered]:
    features = read.registry.features
    return [
        each
        for feature in features
        if feature.had_answered
        for each in feature.had_answered(read, person)
    ]


def _tell(ctx: Context, room: RoomId | None, view: View) -> None:
    """Tell one of the two accounts something, in its own private chat."""
    assert room is not None
    ctx.use(Outgoing).tell(view, room, None, ctx.now, priority=Priority.TELL, not_before=None)
    ctx.effects.wake = True


@teams.view("team.linked")
def linked_card(read: Read, code: CodeId) -> Card | None:
    """Tell whoever typed a code that they are one person now."""
    found = read.use(Links).code(code)
    person = None
    if found is not None and found.account is not None:
        person = read.use(Teams).account(found.account).person
    if person is None:
        return None
    return Card(teams.say("linked", name=read.name(person)), final=True)


@teams.view("team.not-linked")
def refused_card(read: Read, code: CodeId) -> Card | None:
    """Tell whoever typed a code that the other side said no."""
    found = read.use(Links).code(code)
    return None if found is None else Card(teams.say("link-refused"), final=True)


@teams.view("team.counts")
def counts_card(read: Read, lines: str) -> Card:
    """Say what counts now of all that was answered on both sides, a line each."""
    del read
    items = tuple(Text.of(unpacked(line)) for line in lines.split("\n"))
    return Card(teams.say("counts"), (Listing(items), Text.of(teams.say("counts-change"))))


# Apart again


@teams.command(Nothing, needs=None, aloud=True, aside=True)
def unlink(ctx: Context, values: Nothing) -> Reply:  # noqa: ARG001  (a command takes its form)
    """Let an account be a person of its own; what was answered stays where it is."""
    account, room = here(ctx)
    if not room.private:
        return Reply(note=teams.say("unlink-where"))
    store = ctx.use(Teams)
    known = store.account(account)
    if known.person is None or store.accounts_of(known.person) == 1:
        return Reply(note=teams.say("unlink-alone"))
    made = ctx.use(People).new_person(account, known.name)
    store.record(
        "account.unlinked", ctx.now, by=made, before={"person": known.person},
        after={"person": made},
    )  # fmt: skip
    return Reply(note=teams.say("unlinked"))
