"""Members: the list of a team's people, what is known of each, their roles, and leaving."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Struct

from bot.context import Asking, Context, Read, Reply
from bot.domain.audience import EVERYBODY, Audience
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.phrase import Phrase, Words
from bot.domain.roster import TAIL, day
from bot.errors import Declined
from bot.form import AtMost, Listed, Nothing, Subject
from bot.message import Block, Button, Buttons, Card, Fields, Listing, Style, Text, Weight, opened
from commands.team.feature import teams
from commands.team.groups import group_name
from storage.forget import Memory
from storage.groups import Groups
from storage.members import Member, Members
from storage.people import People
from storage.rolls import Rolls
from storage.teams import Teams

_PAGE: Final = 10
_GROUPS_SHOWN: Final = 8
_SUCCESSORS: Final = 8
_MAY_ADMIN: Final = Phrase("core", "may-admin")


class Rank(StrEnum):
    """Name the roles that somebody may be given."""

    GUEST = "guest"
    MEMBER = "member"
    ORGANISER = "organiser"
    ADMIN = "admin"

    @property
    def role(self) -> Role:
        """The role itself."""
        return Role[self.name]


class Whom(Struct, frozen=True):
    """Ask for a name, or for a category or tag."""

    whom: Annotated[str, Subject(60)] = ""


class MemberForm(Struct, frozen=True):
    """Ask what a team knows of somebody."""

    member_name: Annotated[str, AtMost(60)]
    category: Annotated[str, AtMost(40)] = ""
    tags: Annotated[tuple[str, ...], Listed(0, 20, 40)] = ()
    since: Annotated[str, AtMost(20)] = ""
    birthday: Annotated[str, AtMost(20)] = ""
    phone: Annotated[str, AtMost(20)] = ""


# The list


@teams.command(Whom, needs=Role.ORGANISER, secret=True)
def members(ctx: Context, values: Whom) -> Reply:
    """List the team's people, those of a category or tag, or show the one of a name."""
    found = ctx.use(Members).named(ctx.team.id, values.whom) if values.whom else []
    if len(found) == 1:
        return Reply(own=member_card(ctx.team.id, found[0].person, ctx.person))
    if values.whom and not _count(ctx, ctx.team.id, values.whom):
        raise Declined(teams.say("members-none", whom=values.whom))
    return Reply(own=members_card(ctx.team.id, values.whom, 0))


@teams.step("team.members", needs=Role.ORGANISER, secret=True)
def list_members(ctx: Context, team: TeamId, whom: str, start: int) -> Reply:
    """Show another page of the list, or another part of the team."""
    del ctx
    return Reply(own=members_card(team, whom, start))


@teams.view("team.member-list")
def members_card(read: Read, team: TeamId, whom: str, start: int) -> Card:
    """Show a page of a team's people, each with a button that leads to them."""
    audience, name = _filter(read, team, whom)
    store = read.use(Members)
    total = store.count(team, audience, name)
    shown = store.page(team, audience, name, start=start, most=_PAGE)
    last = start + len(shown)
    blocks: list[Block] = [
        Text.of(teams.say("members-shown", start=start + bool(shown), last=last, total=total)),
        Listing(tuple(Text.of(_line(each)) for each in shown)),
        Buttons(tuple(_button(team, each, shown) for each in shown)),
    ]
    turn = []
    if start:
        turn.append(Button(teams.say("back"), list_members(team, whom, max(start - _PAGE, 0))))
    if last < total:
        turn.append(Button(teams.say("forward"), list_members(team, whom, last)))
    groups = read.use(Groups).names(team)[:_GROUPS_SHOWN]
    turn += [Button(group, list_members(team, group, 0)) for group in groups if group != whom]
    if whom:
        turn.append(Button(Phrase("core", "everybody"), list_members(team, "", 0)))
    if turn:
        blocks.append(Buttons(tuple(turn)))
    title: Words = teams.say("members-of", team=read.use(People).team(team).name)
    if whom:
        title = teams.say("members-who", team=read.use(People).team(team).name, whom=whom)
    return Card(title, tuple(blocks), final=True)


def _filter(read: Read, team: TeamId, whom: str) -> tuple[Audience, str]:
    """Return of whom a list is: everybody, a category or tag, or those with a name like this."""
    if not whom:
        return EVERYBODY, ""
    audience = Audience((whom,))
    known = not audience.unknown(read.use(Groups).names(team))
    return (audience, "") if known else (EVERYBODY, whom)


def _count(read: Read, team: TeamId, whom: str) -> int:
    return read.use(Members).count(team, *_filter(read, team, whom))


def _button(team: TeamId, member: Member, shown: Sequence[Member]) -> Button:
    """Lead to somebody, told by their phone's tail from another of the same name."""
    twice = sum(each.name == member.name for each in shown) > 1
    tail = f" …{member.phone_tail}" if twice and member.phone_tail else ""
    return Button(f"{member.name}{tail}", show_member(team, member.person))


def _line(member: Member) -> Phrase:
    details: list[Phrase | str] = [f"…{member.phone_tail}"] if member.phone_tail else []
    if member.role is not Role.MEMBER:
        details.append(_role(member.role))
    details += filter(None, (member.category, *member.tags))
    if not member.accounts:
        details.append(teams.say("unclaimed"))
    return teams.say("member-line", name=member.name, details=tuple(details), count=len(details))


def _role(role: Role) -> Phrase:
    return teams.say("role", role=Rank[role.name])


# One of them


@teams.step("team.member", needs=Role.ORGANISER, secret=True)
def show_member(ctx: Context, team: TeamId, person: PersonId) -> Reply:
    """Show what the team knows of somebody."""
    _found(ctx, team, person)
    return Reply(own=member_card(team, person, ctx.person))


@teams.view("team.member-card")
def member_card(read: Read, team: TeamId, person: PersonId, reader: PersonId) -> Card | None:
    """Show one of a team's people to an organiser, who may change what is known of them."""
    found = read.use(Members).find(team, person)
    if found is None:
        return None
    rows: list[tuple[Words, Words]] = [(teams.say("field-role"), _role(found.role))]
    if found.category is not None:
        said = teams.say("member-category", category=found.category, votes=int(found.votes))
        rows.append((teams.say("field-category"), said))
    if found.tags:
        tags = Phrase("core", "groups", (("groups", found.tags),))
        rows.append((teams.say("field-tags"), tags))
    for key, value in (("since", found.since), ("birthday", found.birthday)):
        if value is not None:
            rows.append((teams.say(f"field-{key}"), teams.say("day", at=value)))
    if found.phone_tail:
        rows.append((teams.say("field-phone"), f"…{found.phone_tail}"))
    rows.append((teams.say("accounts"), teams.say("account-count", count=found.accounts)))
    buttons = [Button(teams.say("member-edit"), opened(mend(team, person)))]
    mine = read.use(People).role_of(reader, team)
    leads = mine is Role.ADMIN or found.role < Role.ORGANISER
    if mine is Role.ADMIN:
        buttons += [
            Button(teams.say("make", role=rank), set_role(team, person, rank))
            for rank in reversed(Rank)
            if rank.role is not found.role and (rank is not Rank.GUEST)
        ]
    if leads:
        buttons.append(Button(teams.say("member-remove"), ask_remove(team, person)))
    if mine is Role.ADMIN:
        buttons.append(Button(teams.say("member-forget"), ask_forget(team, person)))
    return Card(found.name, (Fields(tuple(rows)), Buttons(tuple(buttons))), final=True)


def _found(read: Read, team: TeamId, person: PersonId) -> Member:
    found = read.use(Members).find(team, person)
    if found is None:
        raise Declined(teams.say("member-gone"))
    return found


def _form_of(asking: Asking, team: TeamId, person: PersonId) -> MemberForm | None:
    found = asking.use(Members).find(team, person)
    if found is None:
        return None
    since, birthday = (each.isoformat() if each else "" for each in (found.since, found.birthday))
    return MemberForm(
        found.name, found.category or "", found.tags, since, birthday, found.phone_tail or ""
    )


@teams.takes(MemberForm, "team.mend-member", needs=Role.ORGANISER, prefill=_form_of)
def mend(ctx: Context, values: MemberForm, team: TeamId, person: PersonId) -> Reply:
    """Change what the team knows of somebody."""
    before, groups, store = _found(ctx, team, person), ctx.use(Groups), ctx.use(Members)
    number = None
    if values.category:
        number = groups.category(team, values.category)
        if number is None:
            known = tuple(each.name for each in groups.categories(team))
            said = teams.say("no-category", name=values.category, known=known, count=len(known))
            raise Declined(said, "category")
    store.set(team, person, category=number, since=_day(values.since, "since"))
    store.set_tags(team, person, list(dict.fromkeys(map(group_name, values.tags))))
    digits = "".join(filter(str.isdigit, values.phone))
    store.set_person(
        person, name=values.member_name, birthday=_day(values.birthday, "birthday"),
        phone_tail=digits[-TAIL:] or None,
    )  # fmt: skip
    after = _found(ctx, team, person)
    if after != before:
        ctx.use(Teams).record(
            "member.changed", ctx.now, by=ctx.person, team=team,
            before={"person": person, "category": before.category, "tags": list(before.tags)},
            after={"person": person, "category": after.category, "tags": list(after.tags)},
        )  # fmt: skip
    own = _of_person(after) != _of_person(before)
    elsewhere = len(ctx.use(People).teams_of(person)) - 1 if own else 0
    note = teams.say("member-mended", name=values.member_name, elsewhere=elsewhere)
    return Reply(note=note, own=member_card(team, person, ctx.person))


def _of_person(member: Member) -> tuple[object, ...]:
    """Return what is known of somebody in all their teams, of which an organisation has many."""
    return member.name, member.birthday, member.phone_tail


def _day(text: str, field: str) -> date | None:
    found = day(text) if text else None
    if text and found is None:
        raise Declined(teams.say("day-how", typed=text), field)
    return found


# Roles


@teams.step("team.set-role", needs=Role.ADMIN)
def set_role(ctx: Context, team: TeamId, person: PersonId, rank: Rank) -> Reply:
    """Give somebody another role; the last administrator keeps theirs."""
    before = _found(ctx, team, person)
    own = member_card(team, person, ctx.person)
    note = teams.say("role-set", name=before.name, role=rank)
    if before.role is rank.role:
        return Reply(note=note, own=own)
    if rank is not Rank.ADMIN:
        _not_last(ctx, team, person)
    ctx.use(People).set_role(person, team, rank.role, ctx.now, source="role")
    ctx.use(Teams).record(
        "role.changed", ctx.now, by=ctx.person, team=team,
        before={"person": person, "role": before.role.name.lower()},
        after={"person": person, "role": rank.value},
    )  # fmt: skip
    if person != ctx.person:
        ctx.tell(person, role_card(team, person))
    return Reply(note=note, own=own)


@teams.view("team.role")
def role_card(read: Read, team: TeamId, person: PersonId) -> Card | None:
    """Tell somebody what they are in a team now."""
    found = read.use(Members).find(team, person)
    if found is None:
        return None
    name = read.use(People).team(team).name
    return Card(teams.say("role-yours", team=name, role=Rank[found.role.name]), final=True)


def _leaders(read: Read, team: TeamId) -> Sequence[PersonId]:
    """Return who a team cannot do without: its administrators, else its organisers."""
    people = read.use(People)
    return people.members(team, Role.ADMIN) or people.members(team, Role.ORGANISER)


def _is_last(read: Read, team: TeamId, person: PersonId) -> bool:
    """Say whether somebody alone leads a team that has other people."""
    alone = list(_leaders(read, team)) == [person]
    return alone and len(read.use(People).members(team, Role.MEMBER)) > 1


def _not_last(read: Read, team: TeamId, person: PersonId) -> None:
    """Decline what would leave a team without anybody to lead it, also if two go at once."""
    read.use(Teams).hold(team)
    if _is_last(read, team, person):
        raise Declined(teams.say("last-admin"), own=successors_card(team, person))


@teams.view("team.successors")
def successors_card(read: Read, team: TeamId, person: PersonId) -> Card:
    """Offer the last administrator whom else to make one."""
    others = [
        each
        for each in read.use(Members).page(team, most=_SUCCESSORS + 1)
        if each.person != person and each.accounts
    ]
    buttons = tuple(Button(each.name, set_role(team, each.person, Rank.ADMIN)) for each in others)
    blocks: tuple[Block, ...] = (Buttons(buttons),) if buttons else ()
    return Card(
        teams.say("successors"), (*blocks, Text.of(teams.say("successors-how"))), final=True
    )


# Leaving


@teams.command(Nothing, needs=Role.GUEST, secret=True, aside=True)
def leave_team(ctx: Context, values: Nothing) -> Reply:  # noqa: ARG001  (a command takes its form)
    """Ask once whether somebody wants to leave the team."""
    _not_last(ctx, ctx.team.id, ctx.person)
    return Reply(own=leaving_card(ctx.team.id, ctx.person))


@teams.view("team.leaving")
def leaving_card(read: Read, team: TeamId, person: PersonId) -> Card:
    """Say what it means to leave a team."""
    name = read.use(People).team(team).name
    if read.use(People).role_of(person, team) is None:
        return Card(teams.say("left-team", team=name), final=True)
    button = Button(teams.say("leave-yes"), leave(team), Weight.DANGER)
    blocks = (Text.of(teams.say("leave-what")), Buttons((button,)))
    return Card(teams.say("leave-ask", team=name), blocks, final=True)


@teams.step("team.leave", needs=Role.GUEST, secret=True)
def leave(ctx: Context, team: TeamId) -> Reply:
    """Let the one who acts leave a team."""
    _not_last(ctx, team, ctx.person)
    name = _found(ctx, team, ctx.person).name
    closed = _let_go(ctx, team, ctx.person)
    ctx.tell_organisers(team, gone_card(team, name, len(closed)))
    return Reply(
        note=teams.say("leave-done", closed=closed, count=len(closed)),
        own=leaving_card(team, ctx.person),
    )


def _let_go(ctx: Context, team: TeamId, person: PersonId) -> tuple[Phrase, ...]:
    """Let somebody be a member no more; return what was awaited of them until now."""
    ctx.use(Members).leave(team, person, ctx.now, removed=person != ctx.person)
    ctx.use(Teams).record(
        "member.left", ctx.now, by=ctx.person, team=team, before={"person": person}
    )
    return tuple(
        each
        for feature in ctx.registry.features
        if feature.left
        for each in feature.left(ctx, team, person)
    )


@teams.view("team.gone")
def gone_card(read: Read, team: TeamId, name: str, closed: int) -> Card:
    """Tell an organiser that somebody has left, and what is awaited of them no more."""
    said = teams.say("has-left", name=name, team=read.use(People).team(team).name, count=closed)
    return Card(said, final=True)


@teams.step("team.ask-remove", needs=Role.ORGANISER, secret=True)
def ask_remove(ctx: Context, team: TeamId, person: PersonId) -> Reply:
    """Ask once whether somebody is to be removed."""
    _removable(ctx, team, person)
    return Reply(own=remove_card(team, person))


@teams.view("team.removing")
def remove_card(read: Read, team: TeamId, person: PersonId) -> Card | None:
    """Say what it means to remove somebody."""
    found = read.use(Members).find(team, person)
    if found is None:
        return None
    button = Button(teams.say("remove-yes"), remove(team, person), Weight.DANGER)
    blocks = (Text.of(teams.say("remove-what")), Buttons((button,)))
    return Card(teams.say("remove-ask", name=found.name), blocks, final=True)


@teams.step("team.remove", needs=Role.ORGANISER, secret=True)
def remove(ctx: Context, team: TeamId, person: PersonId) -> Reply:
    """Let somebody be a member no more."""
    found = _removable(ctx, team, person)
    closed = _let_go(ctx, team, person)
    note = teams.say("removed", name=found.name, closed=closed, count=len(closed))
    return Reply(note=note, undo=take_back(team, person, Rank[found.role.name]))


@teams.step("team.take-back", needs=Role.ORGANISER)
def take_back(ctx: Context, team: TeamId, person: PersonId, rank: Rank) -> Reply:
    """Let somebody who was removed by mistake be what they were."""
    if rank.role > (ctx.who.role or Role.GUEST):
        raise Declined(_MAY_ADMIN)
    people = ctx.use(People)
    if people.role_of(person, team) is None:
        people.set_role(person, team, rank.role, ctx.now, source="back")
        ctx.use(Rolls).restore(team, person)
        ctx.use(Teams).record(
            "member.back", ctx.now, by=ctx.person, team=team, after={"person": person}
        )
    return Reply(note=teams.say("taken-back", name=ctx.name(person)))


def _removable(ctx: Context, team: TeamId, person: PersonId) -> Member:
    found = _found(ctx, team, person)
    if found.role >= Role.ORGANISER and ctx.who.role is not Role.ADMIN:
        raise Declined(_MAY_ADMIN)
    _not_last(ctx, team, person)
    return found


# Forgetting somebody else


@teams.step("team.ask-forget", needs=Role.ADMIN, secret=True)
def ask_forget(ctx: Context, team: TeamId, person: PersonId) -> Reply:
    """Ask once whether somebody is to be forgotten, naming what that takes."""
    _forgettable(ctx, team, person)
    return Reply(own=forgetting_card(team, person))


@teams.view("team.forgetting")
def forgetting_card(read: Read, team: TeamId, person: PersonId) -> Card | None:
    """Say what of somebody would go and what would stay."""
    found = read.use(Members).find(team, person)
    traces = read.use(Memory).traces(person)
    if found is None or traces is None:
        return None
    lines = (
        teams.say("forget-goes", accounts=traces.accounts),
        teams.say("forget-stays", records=traces.records),
    )
    button = Button(teams.say("forget-yes"), forget(team, person), Weight.DANGER)
    blocks = (
        Listing(tuple(map(Text.of, lines))),
        Text.of(teams.say("forget-once"), style=Style.BOLD),
        Buttons((button,)),
    )
    return Card(teams.say("forget-ask", name=found.name), blocks, final=True)


@teams.step("team.forget", needs=Role.ADMIN, secret=True)
def forget(ctx: Context, team: TeamId, person: PersonId) -> Reply:
    """Forget somebody who belongs to this team alone."""
    _forgettable(ctx, team, person)
    _let_go(ctx, team, person)
    ctx.use(Memory).forget(person, ctx.now)
    ctx.use(Teams).record(
        "member.forgotten", ctx.now, by=ctx.person, team=team, before={"person": person}
    )
    return Reply(note=teams.say("forgotten"))


def _forgettable(ctx: Context, team: TeamId, person: PersonId) -> Member:
    """Return who may be forgotten by a team: one of theirs, who is in no other and owns nothing."""
    found = _found(ctx, team, person)
    if person == ctx.person:
        raise Declined(teams.say("forget-oneself"))
    if len(ctx.use(People).teams_of(person)) > 1 or ctx.use(Teams).owns(person):
        raise Declined(teams.say("forget-elsewhere", name=found.name))
    return found
