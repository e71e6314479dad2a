"""Categories: how a team tells its people apart, and who of them has a vote."""

from typing import Annotated, Final

from msgspec import Struct

from bot.context import Context, Read, Reply
from bot.domain.audience import same
from bot.domain.identity import Role, TeamId
from bot.domain.regex import regex
from bot.errors import Declined
from bot.form import Subject, Word
from bot.message import Block, Button, Buttons, Card, Listing, Style, Text
from commands.team.feature import teams
from storage.groups import CategoryId, Groups
from storage.people import People

LONGEST: Final = 40
_APART: Final = regex(r"[/／、,，;；|\n]")
"""What separates groups in a list, and so stands in the name of none."""


class CategoryForm(Struct, frozen=True):
    """Ask for a category, and whether its people vote."""

    category: Annotated[str, Subject(LONGEST)] = ""
    votes: Annotated[bool | None, Word("mark-votes", True), Word("mark-no-vote", False)] = None


def group_name(text: str) -> str:
    """Return the name of a category or tag; `Declined` where it could not be told from a list."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST or _APART.search(name):
        raise Declined(teams.say("group-name", name=text[:LONGEST], most=LONGEST))
    return name


@teams.command(CategoryForm, needs=Role.ORGANISER, aside=True)
def category(ctx: Context, values: CategoryForm) -> Reply:
    """Make a category, or say whether its people vote; without one, show which there are."""
    if not values.category:
        return Reply(own=categories_card(ctx.team.id))
    name, groups = group_name(values.category), ctx.use(Groups)
    votes = values.votes
    if votes is None:  # its name alone leaves one that there is as it is
        known = groups.categories(ctx.team.id)
        votes = all(each.votes for each in known if same(each.name) == same(name))
    groups.set_category(ctx.team.id, name, votes=votes)
    said = teams.say("category-set", name=name, votes=int(votes))
    return Reply(note=said, own=categories_card(ctx.team.id))


@teams.step("team.category-votes", needs=Role.ORGANISER)
def set_votes(ctx: Context, category: CategoryId, votes: bool) -> Reply:  # noqa: FBT001  (plain values)
    """Say whether the people of a category vote."""
    groups = ctx.use(Groups)
    name = groups.set_votes(category, votes=votes)
    if name is None:
        raise Declined(teams.say("category-gone"))
    said = teams.say("category-set", name=name, votes=int(votes))
    return Reply(note=said, own=categories_card(ctx.team.id))


@teams.step("team.drop-category", needs=Role.ORGANISER)
def drop_category(ctx: Context, category: CategoryId) -> Reply:
    """Take a category away that nobody is of."""
    if not ctx.use(Groups).drop_category(category):
        raise Declined(teams.say("category-used"))
    return Reply(note=teams.say("category-dropped"), own=categories_card(ctx.team.id))


@teams.view("team.categories")
def categories_card(read: Read, team: TeamId) -> Card:
    """Show a team's categories and tags."""
    groups = read.use(Groups)
    categories, tags = groups.categories(team), groups.tags(team)
    blocks: list[Block] = []
    for each in categories:
        line = teams.say("category-line", name=each.name, votes=int(each.votes), count=each.count)
        vote = teams.say("category-vote", name=each.name, votes=int(each.votes))
        buttons = [Button(vote, set_votes(each.id, not each.votes))]
        if not each.count:
            remove = teams.say("category-drop", name=each.name)
            buttons.append(Button(remove, drop_category(each.id)))
        blocks += [Text.of(line), Buttons(tuple(buttons))]
    if not categories:
        blocks.append(Text.of(teams.say("category-none")))
    if tags:
        lines = [Text.of(teams.say("tag-line", name=tag, count=n)) for tag, n in tags.items()]
        blocks += [Text.of(teams.say("tags"), style=Style.BOLD), Listing(tuple(lines))]
    name = read.use(People).team(team).name
    return Card(teams.say("categories", team=name), tuple(blocks), final=True)
