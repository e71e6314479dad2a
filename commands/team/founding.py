"""New teams: made where we are let into a room, or by the owner of the house."""

from typing import Annotated

from msgspec import Struct

from bot.basics import listed, suggest
from bot.context import Context, Read, Reply
from bot.domain.identity import AccountId, Role, Room, TeamId
from bot.domain.phrase import Phrase
from bot.errors import Declined
from bot.event import Joined
from bot.form import Subject
from bot.message import Block, Button, Buttons, Card, Style, Text, opened
from commands.team.codes import here
from commands.team.feature import teams
from commands.team.joining import has_team
from commands.team.owner import may_found
from commands.team.settings import set_team
from storage.people import People
from storage.preferences import Preferences
from storage.teams import Teams


class Named(Struct, frozen=True):
    """Ask for a name."""

    name: Annotated[str, Subject(60)] = ""


@teams.command(Named, needs=may_found, aloud=True, aside=True)
def team_new(ctx: Context, values: Named) -> Reply:
    """Make a team of a room that has none."""
    _, room = here(ctx)
    if room.private:
        raise Declined(teams.say("new-where"))
    if room.team is not None:
        raise Declined(has_team(ctx, room))
    _make(ctx, room, values.name or room.title)
    return Reply(note=teams.say("new-made"))


@teams.arrives
def arrived(ctx: Context, joined: Joined) -> None:
    """Make a team of a room that we were let into by somebody who looks after it."""
    room = ctx.who.room
    if joined.proven and room is not None and not room.private and room.team is None:
        _make(ctx, room, room.title)


def _make(ctx: Context, room: Room, name: str) -> None:
    """Make a team of a room, with whoever acts as its administrator."""
    account, _ = here(ctx)
    store, people = ctx.use(Teams), ctx.use(People)
    if store.team_of(room.id) is not None:
        return  # somebody else was faster
    made = store.make(name, _language(ctx, account), store.account(account).zone)
    store.attach(room.id, made)
    person = people.join(account, made, ctx.who.name, ctx.now)
    people.set_role(person, made, Role.ADMIN, ctx.now, source="made the team")
    store.record("team.made", ctx.now, by=person, team=made, after={"room": room.id})
    ctx.show(welcome_card(made), [room.id])
    ctx.tend(made)


def _language(ctx: Context, account: AccountId) -> str:
    """Guess the language of a room: that of whoever let us in, else that of the house."""
    hint = ctx.use(Teams).account(account).language
    known = hint in ctx.registry.words.languages
    return hint if hint is not None and known else ctx.use(Teams).home().language


@teams.view("team.welcome")
def welcome_card(read: Read, team: TeamId) -> Card:
    """Say in a new room what can be done here, and how to begin."""
    first, *_ = listed(read.registry)
    known = read.use(People).team(team)
    blocks: list[Block] = [
        Text.of(teams.say("welcome-try")),
        Text.of(Phrase(first.feature, f"{first.key}-example"), style=Style.CODE),
        Text.of(teams.say("welcome-elsewhere")),
        Text.of(teams.say("welcome-language"), style=Style.ITALIC),
    ]
    buttons = [Button(teams.say("welcome-help"), suggest("help"))]
    settled = read.use(Preferences).settled(team)
    if not settled:
        guess = teams.say(
            "guessed", language=teams.say(f"language-{known.language}"), zone=known.zone
        )
        blocks.append(Text.of(guess))
        buttons = [
            Button(teams.say("guess-right"), settle_in(team)),
            Button(teams.say("guess-wrong"), opened(set_team(team))),
            *buttons,
        ]
    blocks.append(Buttons(tuple(buttons)))
    return Card(teams.say("welcome", team=known.name), tuple(blocks), final=settled)


@teams.step("team.settle-in", needs=Role.ORGANISER)
def settle_in(ctx: Context, team: TeamId) -> Reply:
    """Take it that the language and the zone of a new team were guessed right."""
    ctx.use(Preferences).set_team(team, settled=True)
    ctx.show(welcome_card(team))
    return Reply(note=teams.say("guess-noted"))
