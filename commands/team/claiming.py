"""Who somebody is: an account that nobody knows says whom of the list it is, and is admitted."""

from typing import Annotated, Final

from msgspec import Struct

from bot.action import View
from bot.context import Context, Read, Reply
from bot.domain.identity import Entry, PersonId, Role, TeamId
from bot.domain.phrase import Phrase
from bot.domain.roster import TAIL
from bot.errors import Declined
from bot.form import AtMost, Subject
from bot.message import Block, Button, Buttons, Card, Text, Weight, opened
from commands.team.feature import teams
from commands.team.merging import merge
from storage.claims import Claim, ClaimId, Claims, ClaimState
from storage.members import Member, Members
from storage.people import People
from storage.teams import Teams

_NAMED: Final = 12
"""Up to how many names of the list are offered as buttons; of more, the name is asked."""


class Myself(Struct, frozen=True):
    """Ask for a name on the list; where two have it, for the last digits of the phone."""

    name: Annotated[str, Subject(60)]
    tail: Annotated[str, AtMost(20)] = ""


@teams.stranger
def strange(ctx: Context) -> View | None:
    """Ask a stranger to a closed team who they are, where its list has names without accounts."""
    team, account = ctx.who.team, ctx.who.account
    if team is None or team.entry is not Entry.CLOSED or account is None:
        return None
    known = ctx.use(Claims).of(account, team.id)
    if known is not None and known.state in {ClaimState.ASKED, ClaimState.REFUSED}:
        return None  # it waits, or was refused
    if not ctx.use(Members).unclaimed(team.id, 1):
        return None
    ctx.use(Claims).invite(account, team.id, ctx.now)
    return who_card(team.id)


@teams.view("team.who-are-you")
def who_card(read: Read, team: TeamId) -> Card | None:
    """Ask in private which of those on the list somebody is."""
    unclaimed = read.use(Members).unclaimed(team, _NAMED + 1)
    if not unclaimed:
        return None
    blocks: list[Block] = [Text.of(teams.say("who-means"))]
    buttons = []
    if len(unclaimed) <= _NAMED:
        names = [each.name for each in unclaimed]
        # Two of one name are told apart by a number that only they know.
        alone = [each for each in unclaimed if names.count(each.name) == 1]
        buttons = [Button(each.name, claim_person(team, each.person)) for each in alone]
    buttons.append(Button(teams.say("who-type"), opened(say_name(team))))
    blocks.append(Buttons(tuple(buttons)))
    return Card(teams.say("who-are-you"), tuple(blocks), final=True)


@teams.command(Myself, needs=None, aside=True)
def i_am(ctx: Context, values: Myself) -> Reply:
    """Let somebody say whom of the list of the room's team they are."""
    if ctx.who.team is None or ctx.who.room is None or ctx.who.room.team != ctx.who.team.id:
        raise Declined(teams.say("who-where"))
    return _say(ctx, values, ctx.who.team.id)


@teams.takes(Myself, "team.say-name", needs=None)
def say_name(ctx: Context, values: Myself, team: TeamId) -> Reply:
    """Take the name that somebody typed, and ask the organisers."""
    _invited(ctx, team)
    return _say(ctx, values, team)


def _say(ctx: Context, values: Myself, team: TeamId) -> Reply:
    named = [each for each in ctx.use(Members).named(team, values.name) if not each.accounts]
    if len(named) > 1:
        tail = "".join(filter(str.isdigit, values.tail))[-TAIL:]
        named = [each for each in named if tail and each.phone_tail == tail]
        if len(named) != 1:
            raise Declined(teams.say("who-tail", name=values.name), "tail")
    return _ask(ctx, team, named[0] if named else None)


@teams.step("team.claim-person", needs=None)
def claim_person(ctx: Context, team: TeamId, person: PersonId) -> Reply:
    """Let somebody say that they are one of the list, and ask the organisers."""
    _invited(ctx, team)
    found = ctx.use(Members).find(team, person)
    if found is None or found.accounts:
        raise Declined(teams.say("who-taken"))
    return _ask(ctx, team, found)


def _invited(ctx: Context, team: TeamId) -> None:
    """Let nobody ask who was not asked: whoever acted in a room of the team."""
    account = ctx.who.account
    if account is None or ctx.use(Claims).of(account, team) is None:
        raise Declined(Phrase("core", "old-button"))


def _ask(ctx: Context, team: TeamId, whom: Member | None) -> Reply:
    assert ctx.who.account is not None
    if ctx.who.role is not None and whom is None:
        raise Declined(teams.say("who-member"))
    person = None if whom is None else whom.person
    known = ctx.use(Claims).of(ctx.who.account, team)
    if known is not None and known.state is ClaimState.ASKED and known.person == person:
        return Reply(note=teams.say("who-asked"))
    made = ctx.use(Claims).ask(ctx.who.account, team, person, ctx.now)
    if made is None:
        raise Declined(teams.say("who-refused-before"))
    asked = [
        ctx.ask(each, asks_card(made.id)) for each in ctx.use(People).members(team, Role.ORGANISER)
    ]
    return Reply(note=teams.say("who-asked" if any(asked) else "who-unasked"))


# The organisers decide


@teams.view("team.asks")
def asks_card(read: Read, claim: ClaimId) -> Card | None:
    """Ask an organiser whether an account is whom it says to be, or say what was decided."""
    found = read.use(Claims).find(claim)
    if found is None:
        return None
    account = read.use(Teams).account(found.account)
    known = None if found.person is None else read.use(Members).find(found.team, found.person)
    name, listed = ("", 0) if known is None else (known.name, 1)
    if found.state is not ClaimState.ASKED:
        said = teams.say(
            "claimed", state=found.state, name=name, account=account.name, listed=listed
        )
        return Card(said, final=True)
    buttons = (
        Button(teams.say("claim-yes", listed=listed), admit_claim(claim), Weight.PRIMARY),
        Button(teams.say("claim-no"), refuse_claim(claim)),
    )
    said = teams.say("claims", name=name, account=account.name, listed=listed)
    return Card(said, (Buttons(buttons),))


@teams.step("team.admit-claim", needs=Role.ORGANISER)
def admit_claim(ctx: Context, claim: ClaimId) -> Reply:
    """Let an account be that of whom it says to be, or of a new member."""
    found = _settled(ctx, claim, ClaimState.ADMITTED)
    account = ctx.use(Teams).account(found.account)
    people = ctx.use(People)
    if found.person is None:
        person = people.person_of(account.id, account.name)
        people.set_role(person, found.team, Role.MEMBER, ctx.now, source="admitted")
    else:
        person = found.person
        if account.person is None:
            people.give(account.id, person)
        elif account.person != person:
            merge(ctx, person, account.person)
    ctx.use(Teams).record(
        "member.admitted", ctx.now, by=ctx.person, team=found.team, after={"person": person}
    )
    ctx.tell(person, welcome_member(found.team, person))
    return Reply(note=teams.say("claim-done", name=ctx.name(person)))


@teams.step("team.refuse-claim", needs=Role.ORGANISER)
def refuse_claim(ctx: Context, claim: ClaimId) -> Reply:
    """Leave an account outside."""
    found = _settled(ctx, claim, ClaimState.REFUSED)
    ctx.use(Teams).record(
        "member.refused", ctx.now, by=ctx.person, team=found.team,
        after={"account": found.account},
    )  # fmt: skip
    return Reply(note=teams.say("claim-refused"))


def _settled(ctx: Context, claim: ClaimId, state: ClaimState) -> Claim:
    claims = ctx.use(Claims)
    found = claims.find(claim)
    if found is None or not claims.settle(claim, state, ctx.now):
        raise Declined(teams.say("request-over"))
    if state is ClaimState.ADMITTED and found.person is not None:
        known = ctx.use(Members).find(found.team, found.person)
        if known is None or known.accounts:
            raise Declined(teams.say("who-taken"))
    ctx.show(asks_card(claim))
    return found


@teams.view("team.welcome-member")
def welcome_member(read: Read, team: TeamId, person: PersonId) -> Card:
    """Tell somebody that they belong to a team now."""
    home = read.use(People).team(team).name
    return Card(teams.say("welcome-member", team=home, name=read.name(person)), final=True)
