"""A team that nobody leads any more: the owner of the house takes it over, before everybody.

Where an administrator can still be written to, they are asked first and have three days to say
that they do lead it.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Final

from msgspec import Struct

from bot.action import View
from bot.context import Context, Read, Reply
from bot.domain.identity import PersonId, Role, RoomId, TeamId
from bot.errors import Declined
from bot.form import Subject
from bot.message import Button, Buttons, Card, Text
from commands.team.feature import teams
from commands.team.owner import may_lead
from storage.people import People
from storage.preferences import Preferences
from storage.teams import Teams

TO_OBJECT: Final = timedelta(days=3)
"""How long administrators have to say that they still lead their team."""
_SHOWN: Final = 20


class Which(Struct, frozen=True):
    """Ask which team is meant."""

    team_name: Annotated[str, Subject(60)] = ""


@teams.command(Which, needs=may_lead, aside=True)
def take_over(ctx: Context, values: Which) -> Reply:
    """Offer the owner the team of a room, the one of a name, or all that they do not lead."""
    room = ctx.who.room
    if not values.team_name and room is not None and room.team is not None:
        return Reply(then=lead(room.team))
    assert ctx.who.person is not None
    if not ctx.use(Teams).not_led_by(ctx.who.person, values.team_name):
        raise Declined(teams.say("takeover-none", named=int(bool(values.team_name))))
    return Reply(own=which_card(ctx.who.person, values.team_name))


@teams.view("team.which-to-lead")
def which_card(read: Read, person: PersonId, name: str) -> Card:
    """Ask the owner which team they want to lead."""
    found = read.use(Teams).not_led_by(person, name)
    shown = list(found.items())[:_SHOWN]
    buttons = tuple(Button(teams.say("takeover", team=each), lead(team)) for team, each in shown)
    blocks = (Text.of(teams.say("takeover-means", days=TO_OBJECT.days)), Buttons(buttons))
    return Card(teams.say("takeover-which"), blocks, final=True)


@teams.step("team.take-over", needs=may_lead)
def lead(ctx: Context, team: TeamId) -> Reply:
    """Let the owner lead a team: at once if no administrator can be reached, else after a while."""
    people, person = ctx.use(People), ctx.person
    name = people.team(team).name
    if people.role_of(person, team) is Role.ADMIN:
        raise Declined(teams.say("takeover-yours", team=name))
    admins = people.members(team, Role.ADMIN)
    if not ctx.use(Teams).can_be_asked(admins):
        _take(ctx, team, person)
        return Reply(note=teams.say("taken-over-note", team=name))
    wish = ctx.use(Preferences).takeover(team)
    if wish is None or wish.by != person:
        until = ctx.now + TO_OBJECT
        ctx.use(Preferences).wish_takeover(team, person, until)
        ctx.use(Teams).record("team.takeover-asked", ctx.now, by=person, team=team)
        ctx.at(until, taken(team, person))
        _ask(ctx, takeover_card(team, person), ctx.main_rooms(team), admins)
    else:
        until = wish.until
    return Reply(note=teams.say("takeover-asked", team=name, at=until))


def _ask(ctx: Context, asked: View, rooms: Sequence[RoomId], admins: Sequence[PersonId]) -> None:
    """Ask in the main rooms and in private, where anybody sees it: not far above, as last time."""
    ctx.show(asked, rooms)
    for admin in admins:
        ctx.ask(admin, asked)
    outgoing = ctx.use(ctx.stores.outgoing)
    for copy in outgoing.copies_of(asked):
        outgoing.renew(asked, copy.place, ctx.now)


@teams.step("team.taken", needs=Role.ADMIN)
def taken(ctx: Context, team: TeamId, person: PersonId) -> Reply:
    """Let the owner lead a team, now that nobody has said that they do."""
    wish = ctx.use(Preferences).takeover(team)
    if wish is not None and wish.by == person and wish.until <= ctx.now:
        if ctx.use(Teams).owns(person):
            _take(ctx, team, person)
            ctx.tell(person, yours_card(team))
        ctx.use(Preferences).wish_takeover(team, None, None)
        ctx.show(takeover_card(team, person))
    return Reply()


@teams.step("team.still-led", needs=Role.ADMIN)
def still_led(ctx: Context, team: TeamId, person: PersonId) -> Reply:
    """Say that a team is still led by who leads it."""
    wish = ctx.use(Preferences).takeover(team)
    if wish is None or wish.by != person:
        raise Declined(teams.say("takeover-over"))
    ctx.use(Preferences).wish_takeover(team, None, None)
    ctx.cancel(taken(team, person))
    ctx.use(Teams).record("team.takeover-refused", ctx.now, by=ctx.person, team=team)
    ctx.show(takeover_card(team, person))
    ctx.tell(person, takeover_card(team, person))
    return Reply(note=teams.say("still-led-note"))


def _take(ctx: Context, team: TeamId, person: PersonId) -> None:
    before = ctx.use(People).members(team, Role.ADMIN)
    ctx.use(People).set_role(person, team, Role.ADMIN, ctx.now, source="took over")
    ctx.use(Teams).record(
        "team.taken-over", ctx.now, by=person, team=team,
        before={"admins": [*before]}, after={"person": person},
    )  # fmt: skip
    ctx.post(taken_card(team, person), ctx.main_rooms(team))


@teams.view("team.takeover")
def takeover_card(read: Read, team: TeamId, person: PersonId) -> Card:
    """Say who wants to lead a team, and until when an administrator may say that they do."""
    name, known = read.name(person), read.use(People).team(team).name
    wish = read.use(Preferences).takeover(team)
    if wish is None or wish.by != person:
        leads = read.use(People).role_of(person, team) is Role.ADMIN
        said = teams.say("takeover-settled", team=known, name=name, leads=int(leads))
        return Card(said, final=True)
    button = Button(teams.say("still-led"), still_led(team, person))
    means = teams.say("takeover-unless", name=name, at=wish.until)
    title = teams.say("takeover-wish", team=known, name=name)
    return Card(title, (Text.of(means), Buttons((button,))))


@teams.view("team.yours")
def yours_card(read: Read, team: TeamId) -> Card:
    """Tell the owner that they lead a team from now on."""
    return Card(teams.say("taken-over-note", team=read.use(People).team(team).name))


@teams.view("team.taken-over")
def taken_card(read: Read, team: TeamId, person: PersonId) -> Card:
    """Say before everybody who leads a team from now on."""
    home = read.use(People).team(team).name
    said = teams.say("taken-over", team=home, name=read.name(person))
    return Card(said, (Text.of(teams.say("taken-over-means")),), final=True)
