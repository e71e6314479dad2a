"""A team and its rooms: how a room gets a team, asks to join another one's, and leaves it."""

from typing import Final

from bot.context import Context, Read, Reply
from bot.domain.code import Code, CodeId, CodeKind, CodeState
from bot.domain.identity import AccountId, PersonId, Role, Room, RoomId, TeamId
from bot.domain.phrase import Phrase
from bot.errors import Declined
from bot.form import Nothing
from bot.message import Block, Button, Buttons, Card, Listing, Style, Text, Weight
from bot.ports import Place
from commands.team.codes import PATIENCE, Typed, asked, code_card, gone, here, offer, spend, typed
from commands.team.feature import teams
from storage.links import Links
from storage.outgoing import Outgoing
from storage.people import People
from storage.teams import Teams

_ROOMS_SHOWN: Final = 20


# The team, and a code for another room


@teams.command(Nothing, needs=Role.MEMBER)
def team(ctx: Context, values: Nothing) -> Reply:  # noqa: ARG001  (a command takes its form)
    """Show the team: its rooms, and how many belong to it."""
    return Reply(own=team_card(ctx.team.id, ctx.person))


@teams.command(Nothing, needs=Role.ORGANISER, secret=True, aside=True)
def team_code(ctx: Context, values: Nothing) -> Reply:  # noqa: ARG001  (a command takes its form)
    """Give an organiser a code for another room."""
    return Reply(then=code(ctx.team.id))


@teams.step("team.code", needs=Role.ORGANISER, secret=True)
def code(ctx: Context, team: TeamId) -> Reply:
    """Give an organiser a code by which another room can ask to join the team."""
    _, room = here(ctx)
    if not room.private and room.team != team:
        raise Declined(teams.say("code-elsewhere"))
    return Reply(own=code_card(offer(ctx, CodeKind.ROOM, team)))


@teams.view("team.card")
def team_card(read: Read, team: TeamId, person: PersonId) -> Card:
    """Show a team to one of its people."""
    people = read.use(People)
    rooms, members = people.rooms_of(team), people.members(team, Role.MEMBER)
    blocks: list[Block] = [Text.of(teams.say("members", count=len(members)))]
    if rooms:
        lines = [Text.of(_line(room)) for room in rooms[:_ROOMS_SHOWN]]
        if len(rooms) > _ROOMS_SHOWN:
            lines.append(Text.of(teams.say("rooms-more", count=len(rooms) - _ROOMS_SHOWN)))
        blocks += [Text.of(teams.say("rooms"), style=Style.BOLD), Listing(tuple(lines))]
    role = people.role_of(person, team)
    if role is not None and role >= Role.ORGANISER:
        blocks.append(Buttons((Button(teams.say("another-room"), code(team)),)))
    return Card(teams.say("title", team=people.team(team).name), tuple(blocks))


def _line(room: Room) -> Phrase:
    return teams.say("room", room=room.title, connection=room.connection, purpose=room.purpose)


# Another room asks to join


@teams.command(Typed, needs=None, aloud=True, aside=True)
def join(ctx: Context, values: Typed) -> Reply:
    """Let a room ask to join the team whose code is typed in it."""
    account, room = here(ctx)
    if room.private:
        return Reply(note=teams.say("join-where"))
    if not _is_free(ctx, room):
        return Reply(note=has_team(ctx, room))
    if not values.code:
        return Reply(note=teams.say("join-how"))
    found = typed(ctx, values.code, CodeKind.ROOM)
    if not isinstance(found, Code):
        return Reply(note=found)
    links = ctx.use(Links)
    if found.team == room.team:
        links.miss(found.id)
        return Reply(note=has_team(ctx, room))
    if found.state is CodeState.OPEN:
        if not _is_backed(ctx, found):
            spend(ctx, found)
            return Reply(note=teams.say("join-unbacked"))
        if not links.type(found.id, account, room.id, ctx.now, ctx.now + PATIENCE):
            return Reply(note=gone(found))
        _ask(ctx, found)
    return Reply(note=teams.say("join-asked"))


def _is_free(ctx: Context, room: Room) -> bool:
    """Say whether a room may join a team: it has none, or one in which nothing was ever done.

    Such a one is made where we are let into a room whose people have a team elsewhere; it gives way
    if that is what its organiser wants.
    """
    if room.team is None:
        return True
    leads = ctx.who.role is not None and ctx.who.role >= Role.ORGANISER
    return leads and ctx.use(Teams).is_blank(room.team)


def has_team(ctx: Context, room: Room) -> Phrase:
    """Say that a room has a team already."""
    assert room.team is not None
    return teams.say("has-team", team=ctx.use(People).team(room.team).name)


def _is_backed(ctx: Context, code: Code) -> bool:
    """Say whether who asked for a code still leads the team, and the room still belongs to it."""
    assert code.account is not None
    assert code.team is not None
    assert code.room is not None
    people = ctx.use(People)
    person = ctx.use(Teams).account(code.account).person
    role = None if person is None else people.role_of(person, code.team)
    room = people.room(code.room)
    return role is not None and role >= Role.ORGANISER and (room.private or room.team == code.team)


def _ask(ctx: Context, code: Code) -> None:
    """Ask the organisers where the code was asked for."""
    assert code.room is not None
    view = request_card(code.id)
    ctx.use(Outgoing).place_view(view, [Place(code.room)], code.team)
    ctx.show(view)
    ctx.show(code_card(code.id))


@teams.view("team.request")
def request_card(read: Read, code: CodeId) -> Card | None:
    """Ask the organisers whether a room may join, or say what was decided."""
    found = read.use(Links).code(code)
    if found is None or found.typed_in is None or found.typed_by is None:
        return None
    room = read.use(People).room(found.typed_in)
    if found.state in {CodeState.TAKEN, CodeState.REFUSED} and found.settled_by is not None:
        said = teams.say(
            "request-settled", state=found.state, room=room.title, connection=room.connection,
            name=_name(read, found.settled_by),
        )  # fmt: skip
        return Card(said, final=True)
    if not found.stands(CodeState.ASKED, read.now):
        said = teams.say("request-late", room=room.title, connection=room.connection)
        return Card(said, final=True)
    title = teams.say(
        "request", room=room.title, connection=room.connection, name=_name(read, found.typed_by)
    )
    buttons = (
        Button(teams.say("admit"), admit(code), Weight.PRIMARY),
        Button(teams.say("refuse"), refuse(code)),
    )
    blocks = (Text.of(teams.say("request-means")), Buttons(buttons))
    return Card(title, blocks, redraw_at=found.expires_at)


def _name(read: Read, account: AccountId) -> str:
    known = read.use(Teams).account(account)
    if known.person is None:
        return known.name
    return read.name(known.person)


@teams.step("team.admit", needs=Role.ORGANISER)
def admit(ctx: Context, code: CodeId) -> Reply:
    """Make the room that asked a main room of the team."""
    found, store = asked(ctx, code), ctx.use(Teams)
    assert found.typed_in is not None
    before = store.team_of(found.typed_in)
    may = before is None or store.is_blank(before)
    _settle(ctx, found, CodeState.TAKEN if may else CodeState.VOID)
    if not may:
        return Reply(note=teams.say("admit-late"))
    if before is not None:
        store.retire(before, ctx.now)
    store.attach(found.typed_in, ctx.team.id)
    store.record(
        "room.joined", ctx.now, by=ctx.person, team=ctx.team.id,
        before={"room": found.typed_in, "team": before}, after={"room": found.typed_in},
    )  # fmt: skip
    ctx.post(joined_card(found.typed_in), [found.typed_in])
    room = ctx.use(People).room(found.typed_in)
    return Reply(note=teams.say("admitted", room=room.title), undo=detach(found.typed_in))


@teams.step("team.refuse", needs=Role.ORGANISER)
def refuse(ctx: Context, code: CodeId) -> Reply:
    """Leave the room that asked as it is."""
    found = asked(ctx, code)
    assert found.typed_in is not None
    _settle(ctx, found, CodeState.REFUSED)
    ctx.post(refused_card(code), [found.typed_in])
    return Reply(note=teams.say("refused"))


def _settle(ctx: Context, code: Code, state: CodeState) -> None:
    if not ctx.use(Links).settle(code.id, ctx.who.account, state, ctx.now):
        raise Declined(teams.say("request-over"))
    ctx.show(request_card(code.id))


@teams.view("team.joined")
def joined_card(read: Read, room: RoomId) -> Card | None:
    """Tell a room that it belongs to a team now, and what that means."""
    people = read.use(People)
    joined = people.room(room).team
    if joined is None:
        return None
    rooms = tuple(each.title for each in people.rooms_of(joined))
    said = teams.say("joined", team=people.team(joined).name)
    return Card(said, (Text.of(teams.say("joined-means", rooms=rooms)),), final=True)


@teams.view("team.refused")
def refused_card(read: Read, code: CodeId) -> Card | None:
    """Tell a room that it was not admitted."""
    found = read.use(Links).code(code)
    return None if found is None else Card(teams.say("not-admitted"), final=True)


# A room leaves


@teams.command(Nothing, needs=Role.ORGANISER, aside=True)
def team_leave(ctx: Context, values: Nothing) -> Reply:  # noqa: ARG001  (a command takes its form)
    """Ask once whether a room is to leave its team."""
    _, room = here(ctx)
    if room.private:
        raise Declined(teams.say("leave-where"))
    return Reply(own=leave_card(room.id))


@teams.view("team.leave")
def leave_card(read: Read, room: RoomId) -> Card:
    """Say what it means that a room leaves its team; of one that has left, that it has."""
    people = read.use(People)
    known = people.room(room)
    if known.team is None:
        return Card(teams.say("left-already", room=known.title), final=True)
    lines = [teams.say("leave-means")]
    if len(people.rooms_of(known.team)) == 1:
        lines.append(teams.say("leave-last"))
    button = Button(teams.say("leave"), detach(room), Weight.DANGER)
    title = teams.say("leave-title", room=known.title, team=people.team(known.team).name)
    return Card(title, (*map(Text.of, lines), Buttons((button,))))


@teams.step("team.detach", needs=Role.ORGANISER)
def detach(ctx: Context, room: RoomId) -> Reply:
    """Let a room belong to no team any more."""
    store = ctx.use(Teams)
    left = store.team_of(room)
    if left is None:
        raise Declined(teams.say("left-already", room=ctx.use(People).room(room).title))
    store.detach(room)
    store.record("room.left", ctx.now, by=ctx.person, team=left, before={"room": room})
    ctx.post(left_card(left), [room])
    return Reply(own=leave_card(room))


@teams.view("team.left")
def left_card(read: Read, team: TeamId) -> Card:
    """Tell a room that it has left a team."""
    said = teams.say("left", team=read.use(People).team(team).name)
    return Card(said, (Text.of(teams.say("left-means")),), final=True)
