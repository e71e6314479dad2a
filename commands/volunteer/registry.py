"""The registry: what volunteers can do, when they have time, and what they have given."""

from typing import Annotated, ClassVar, Final

from msgspec import Struct

from bot.context import Asking, Context, Read, Reply
from bot.domain.audience import same
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.phrase import Phrase
from bot.domain.volunteer import MINUTE, Profile, carriers, stars
from bot.form import After, AtMost, Listed, Subject
from bot.message import Block, Button, Buttons, Card, Listing, Text, opened
from commands.volunteer.entries import length, this_year
from commands.volunteer.export import export_team
from commands.volunteer.feature import volunteers
from storage.volunteers import Ledger, Profiles

_SHOWN: Final = 60


class SkillsForm(Struct, frozen=True):
    """Ask what somebody can do, and when they have time."""

    TITLE: ClassVar[str] = "skills"

    skills: Annotated[tuple[str, ...], Listed(0, 20, 40)] = ()
    availability: Annotated[str, After(), AtMost(100)] = ""


class Wanted(Struct, frozen=True):
    """Ask whom to look for: by a skill, or by what they say of their time."""

    TITLE: ClassVar[str] = "helpers"

    wanted: Annotated[str, Subject(60)] = ""


@volunteers.command(SkillsForm, needs=Role.MEMBER, aside=True)
def my_skills(ctx: Context, values: SkillsForm) -> Reply:
    """Keep what the one who acts can do and when they have time; with nothing, show it."""
    if values != SkillsForm():
        _keep(ctx, values)
        return Reply(note=volunteers.say("skills-noted"), own=mine_card(ctx.team.id, ctx.person))
    return Reply(own=mine_card(ctx.team.id, ctx.person))


def _known(asking: Asking, team: TeamId) -> SkillsForm | None:
    if asking.who.person is None:
        return None
    known = asking.use(Profiles).of(team, asking.who.person)
    return SkillsForm(known.skills, known.availability)


@volunteers.takes(SkillsForm, "volunteer.set-skills", needs=Role.MEMBER, prefill=_known)
def set_skills(ctx: Context, values: SkillsForm, team: TeamId) -> Reply:
    """Keep what the one who acts can do and when they have time."""
    _keep(ctx, values)
    return Reply(note=volunteers.say("skills-noted"), own=mine_card(team, ctx.person))


def _keep(ctx: Context, values: SkillsForm) -> None:
    known = Profile(values.skills, values.availability.strip())
    ctx.use(Profiles).put(ctx.team.id, ctx.person, known)


@volunteers.view("volunteer.skills")
def mine_card(read: Read, team: TeamId, person: PersonId) -> Card:
    """Show somebody what is kept of what they can do."""
    known = read.use(Profiles).of(team, person)
    change = Buttons((Button(volunteers.say("skills-change"), opened(set_skills(team))),))
    return Card(volunteers.say("skills"), (Text.of(_said(known)), change), final=True)


def _said(known: Profile) -> Phrase:
    """Say what somebody can do and when they have time."""
    if known.skills and known.availability:
        return volunteers.say("skills-both", skills=known.skills, availability=known.availability)
    if known.skills:
        return volunteers.say("skills-only", skills=known.skills)
    if known.availability:
        return volunteers.say("skills-when", availability=known.availability)
    return volunteers.say("skills-none")


@volunteers.command(Wanted, needs=Role.ORGANISER)
def helpers(ctx: Context, values: Wanted) -> Reply:
    """List who can do what, when they have time, and how much they have given."""
    return Reply(own=registry(ctx.team.id, values.wanted.strip()))


@volunteers.view("volunteer.registry")
def registry(read: Read, team: TeamId, wanted: str) -> Card:
    """List a team's volunteers, or those who say something of themselves; the most active first."""
    profiles, store = read.use(Profiles).all(team), read.use(Ledger)
    totals, year = store.totals(team), store.totals(team, this_year(read, team))
    people = [
        person
        for person in dict.fromkeys([*totals, *profiles])
        if _matches(profiles.get(person, Profile()), wanted)
    ]
    names = read.use(read.stores.people).names(people)
    lines = tuple(
        Text.of(
            volunteers.say(
                "helper", name=names[person], stars=stars(totals.get(person, 0)),
                given=_given(totals.get(person, 0), year.get(person, 0)),
                skills=_said(profiles.get(person, Profile())),
            )
        )
        for person in people[:_SHOWN]
        if person in names
    )  # fmt: skip
    blocks: list[Block] = []
    if len(year) > 1 and (carry := carriers(year.values())) and not wanted:
        says = volunteers.say(
            "carried", people=len(year), length=MINUTE * sum(year.values()), half=carry
        )
        blocks.append(Text.of(says))
    blocks += [Listing(lines)] if lines else [Text.of(volunteers.say("nobody-found"))]
    if len(people) > _SHOWN:
        blocks.append(Text.of(volunteers.say("and-more", count=len(people) - _SHOWN)))
    if lines:
        blocks.append(Buttons((Button(volunteers.say("export"), export_team(team)),)))
    return Card(volunteers.say("helpers"), tuple(blocks), final=True)


def _given(total: int, year: int) -> Phrase:
    """Say how much somebody has given in all, and this year, if that is not all."""
    if total == year:
        return length(total)
    return volunteers.say("given-year", length=MINUTE * total, year=MINUTE * year)


def _matches(known: Profile, wanted: str) -> bool:
    said = [*known.skills, known.availability]
    return not wanted or any(same(wanted) in same(each) for each in said)
