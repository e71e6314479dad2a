"""What everybody can ask of the secretary: help, what is mine, undo, to be forgotten."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any, Final

from msgspec import Struct

from bot.action import Action, Open
from bot.command import Command, Commands, Files, Owed, Taker
from bot.context import Context, Read, Reply
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.phrase import Phrase, Words
from bot.errors import Declined
from bot.form import Nothing, Subject
from bot.keep import unpacked
from bot.message import Block, Button, Buttons, Card, Listing, Span, Style, Text, Weight, opened
from bot.registry import Registry
from bot.reminders import muted_of

_TEAM_REMEMBERED: Final = timedelta(days=1)
_ALL: Final = "all"
"""Stands for all subjects together."""

basics = Commands("core")


class About(Struct, frozen=True):
    """Ask for help about a command."""

    about: Annotated[str, Subject(60)] = ""


class More(Struct, frozen=True):
    """Ask for whatever else was said."""

    more: Annotated[str, Subject(120)] = ""


@basics.command(About, needs=None)
def help_(ctx: Context, values: About) -> Reply:
    """Say what can be asked, or how one command is used."""
    if not values.about:
        return Reply(own=subjects())
    if values.about.casefold() in ctx.registry.words.all_spellings(basics.feature, "help-all"):
        return Reply(own=help_card(""))
    intents = ctx.registry.intents
    intent = intents.read(values.about)
    near = [intent.command] if intent else intents.nearest(values.about, 1)
    if not near:
        raise Declined(basics.say("help-unknown", word=values.about))
    return Reply(own=help_card(near[0].name))


@basics.command(More, needs=None, named=True)
def mine(ctx: Context, values: More) -> Reply:
    """List what the asker owes, may still answer, and did, or what of that a subject has.

    "my language 中文" sets something.
    """
    if not values.more:
        return Reply(own=mine_card(acting_person(ctx)))
    if (subject := ctx.registry.intents.subject(values.more)) is not None:
        return Reply(own=mine_about(acting_person(ctx), subject))
    return Reply(hear=f"my settings {values.more}")


@basics.command(More, needs=None, aside=True)
def partake(ctx: Context, values: More) -> Reply:
    """Show whoever says that they come or sign up, in words alone, what they may answer."""
    if values.more and (named := mentioned(ctx, values.more)) is not None:
        return Reply(then=named)
    return Reply(own=mine_card(acting_person(ctx)))


def mentioned(ctx: Context, text: str) -> Action | None:
    """Return what shows a member the thing that their words name, if they name one."""
    if ctx.who.team is None or ctx.who.role is None or ctx.who.role < Role.MEMBER:
        return None
    knowing = (each.knows for each in ctx.registry.features if each.knows is not None)
    return next((found for knows in knowing if (found := knows(ctx, text))), None)


def acting_person(ctx: Context) -> PersonId:
    """Return who acts; an account that is nobody's yet is told so."""
    if ctx.who.person is None:
        raise Declined(basics.say("mine-unknown"))
    return ctx.who.person


@basics.command(Nothing, needs=None)
def undo(ctx: Context, values: Nothing) -> Reply:  # noqa: ARG001  (a command takes its form)
    """Take back what the asker did last, while that is possible."""
    return _undo(ctx, None)


@basics.step("core.undo", needs=None)
def undo_this(ctx: Context, undo: int) -> Reply:
    """Take back one thing that the asker did."""
    return _undo(ctx, undo)


@basics.command(Nothing, needs=None, secret=True)
def forget(ctx: Context, values: Nothing) -> Reply:  # noqa: ARG001  (a command takes its form)
    """Ask once whether the asker is to be forgotten, saying what goes and what stays."""
    return Reply(own=forget_card(acting_person(ctx)))


@basics.step("core.forget", needs=None, secret=True)
def forget_me(ctx: Context, person: PersonId) -> Reply:
    """Forget the one who acts, who cannot be anybody else."""
    if ctx.who.person != person:
        raise Declined(basics.say("may-oneself"))
    ctx.use(ctx.stores.memory).forget(person, ctx.now)
    return Reply(note=basics.say("forgotten"), own=forget_card(person))


@basics.step("core.remember", needs=None, secret=True)
def remember_me(ctx: Context, person: PersonId) -> Reply:
    """Leave everything as it is."""
    if ctx.who.person != person:
        raise Declined(basics.say("may-oneself"))
    return Reply(note=basics.say("remembered"))


@basics.step("core.choose-team", needs=None)
def choose_team(ctx: Context, team: TeamId, text: str) -> Reply:
    """Remember which team private talk is about, and take up what was said."""
    people, person = ctx.use(ctx.stores.people), ctx.who.person
    if person is None or people.role_of(person, team) is None:
        raise Declined(basics.say("may-member"))
    people.choose_team(person, team, ctx.now + _TEAM_REMEMBERED)
    return Reply(hear=text)


@basics.step("core.suggest", needs=None)
def suggest(ctx: Context, text: str) -> Reply:
    """Take up what was meant by a word that nobody knew."""
    del ctx
    return Reply(hear=text)


@basics.step("core.hand-over", needs=None)
def hand_over(ctx: Context, team: TeamId, step: str, files: str) -> Reply:
    """Give files that were sent to a step that takes files, about one of the sender's teams."""
    del team
    if (taker := _takers(ctx.registry).get(step)) is None:
        raise Declined(basics.say("old-button"))
    taker.step.permit(ctx, Action(step))
    reply: Reply = taker.step.fn(ctx, Files.unpacked(files))
    return reply


def _takers(registry: Registry) -> Mapping[str, Taker]:
    """Return how the features that are switched on take files, by the names of their steps."""
    return {each.taker.step.name: each.taker for each in registry.features if each.taker}


def packed_uses(uses: Sequence[Action]) -> str:
    """Return to whom files might be given, as one plain value: teams and steps."""
    return json.dumps([each.args[:2] for each in uses])


@basics.view("core.which-use")
def which_use(read: Read, files: str, uses: str) -> Card | None:
    """Ask what files are for that several features, or teams, might take."""
    people, takers = read.use(read.stores.people), _takers(read.registry)
    # One of the features may have been switched off since they were sent.
    chosen = [(TeamId(team), takers[step]) for team, step in json.loads(uses) if step in takers]
    several = len({team for team, _ in chosen}) > 1
    buttons = []
    for team, taker in chosen:
        label: Words = taker.label
        if several:
            label = basics.say("use-in", use=label, team=people.team(team).name)
        buttons.append(Button(label, hand_over(team, taker.step.name, files)))
    if not buttons:
        return None
    names = tuple(each.name for each in Files.unpacked(files).files)
    return Card(basics.say("which-use", names=names), (Buttons(tuple(buttons)),), final=True)


@basics.step("core.about", needs=None)
def about(ctx: Context, subject: str) -> Reply:
    """Show the commands of a subject, all of them ("all"), or the subjects (none)."""
    if subject == _ALL:
        return Reply(own=help_card(""))
    if subject and not _commands_of(ctx.registry, subject):
        raise Declined(basics.say("old-button"))
    return Reply(own=subject_card(subject) if subject else subjects())


@basics.view("core.subjects")
def subjects(read: Read) -> Card:
    """Show what can be asked by its subjects, a line each."""
    found = list(dict.fromkeys(each.feature for each in listed(read.registry)))
    lines = tuple(
        Text.of(
            basics.say("help-line", command=Phrase(each, "subject"), brief=Phrase(each, "summary"))
        )
        for each in found
    )
    buttons = [Button(Phrase(each, "subject"), about(each)) for each in found]
    buttons.append(Button(basics.say("help-all"), about(_ALL)))
    blocks = (Listing(lines), Text.of(basics.say("help-subjects")), Buttons(tuple(buttons)))
    return Card(basics.say("help-title"), blocks, final=True)


@basics.view("core.subject")
def subject_card(read: Read, subject: str) -> Card:
    """Show the commands of one subject, each with its example."""
    lines = tuple(map(_help_line, _commands_of(read.registry, subject)))
    back = Buttons((Button(basics.say("help-back"), about("")),))
    blocks = (Listing(lines), Text.of(basics.say("help-more")), back)
    return Card(Phrase(subject, "subject"), blocks, final=True)


def _commands_of(registry: Registry, subject: str) -> list[Command[Any]]:
    return [each for each in listed(registry) if each.feature == subject]


@basics.view("core.help")
def help_card(read: Read, command: str) -> Card | None:
    """Show all commands, each with its example, or one with everything about it."""
    if command:
        step = read.registry.step(command)
        return _help_of(step) if isinstance(step, Command) else None  # its feature may be off
    items = tuple(map(_help_line, listed(read.registry)))
    blocks = (Listing(items), Text.of(basics.say("help-more")))
    return Card(basics.say("help-title"), blocks, final=True)


def listed(registry: Registry) -> list[Command[Any]]:
    """Return the commands that lists show.

    What a group uses comes first; what everybody always can, after it.
    """
    shown = [each for each in registry.commands if not each.options.aside]
    return sorted(shown, key=lambda each: each.feature == basics.feature)


def _help_line(command: "Command[Any]") -> Text:
    name = Phrase(command.feature, command.key)
    brief = Phrase(command.feature, f"{command.key}-brief")
    example = Phrase(command.feature, f"{command.key}-example")
    if command.form is None or not command.form.fields:
        return Text.of(basics.say("help-line", command=name, brief=brief))
    line = basics.say("help-line-with", command=name, brief=brief)
    return Text((Span(line), Span(" "), Span(example, Style.CODE)))


def _help_of(step: "Command[Any]") -> Card:
    blocks: list[Block] = [
        Text.of(Phrase(step.feature, f"{step.key}-help")),
        Text.of(Phrase(step.feature, f"{step.key}-example"), style=Style.CODE),
    ]
    if step.form is not None and step.form.fields:
        start = Button(basics.say("help-start"), opened(Open(step.name)))
        blocks.append(Buttons((start,)))
    return Card(Phrase(step.feature, step.key), tuple(blocks), final=True)


@basics.view("core.greeting")
def greeting(read: Read, which: str) -> Card:  # noqa: ARG001  (a view is given what it may read)
    """Answer a courtesy in kind, and offer help."""
    button = Button(basics.say("greeting-help"), suggest("help"))
    title, more = courteous(which)
    return Card(title, (Text.of(more), Buttons((button,))), final=True)


def courteous(which: str) -> tuple[Phrase, Phrase]:
    """Return what is said to one of `bot.intent.COURTESIES`."""
    if which == "thanks":
        return basics.say("thanks"), basics.say("thanks-more")
    return basics.say("greeting"), basics.say("greeting-more")


@basics.view("core.mine")
def mine_card(read: Read, person: PersonId) -> Card:
    """Show what a person owes, may still answer, and did."""
    return _mine(read, person, read.registry.features)


@basics.view("core.mine-about")
def mine_about(read: Read, person: PersonId, subject: str) -> Card:
    """Show the same of one subject."""
    return _mine(read, person, [f for f in read.registry.features if f.feature == subject])


def _mine(read: Read, person: PersonId, features: Sequence[Commands]) -> Card:
    owed = [each for feature in features if feature.owed for each in feature.owed(read, person)]
    again = muted_of(read, person, owed)
    others = [feature.of(read, person) for feature in features if feature.of]
    may = [each for other in others for each in other.open]
    coming = [each for other in others for each in other.coming]
    for things in (owed, coming, may):
        things.sort(key=lambda each: (each.until is None, each.until or read.now))
    done = [Text.of(each) for other in others for each in other.done]
    blocks: list[Block] = []
    for title, things in (("mine-owed", owed), ("mine-coming", coming), ("mine-open", may)):
        if things:
            blocks.append(Text.of(basics.say(title), style=Style.BOLD))
            for each in things:
                blocks += _thing(read, each, again.get(each.card), starts=things is coming)
    if done:
        blocks += [Text.of(basics.say("mine-done"), style=Style.BOLD), Listing(tuple(done))]
    if not blocks:
        blocks.append(Text.of(basics.say("mine-nothing")))
    for aside in (each for other in others for each in other.asides):
        blocks.append(Text.of(aside.says, style=Style.ITALIC))
        blocks.append(Buttons((Button(aside.label, aside.action),)))
    return Card(basics.say("mine-title"), tuple(blocks), final=True)


def _thing(read: Read, owed: Owed, again: Button | None, *, starts: bool) -> list[Block]:
    """Show something with its button, and, where one is not reminded of it, how one is again.

    Until when it is to be done, or, of what one takes part in, when it `starts`.
    """
    until = basics.say("open-end")
    if owed.until is not None:
        past = owed.until <= read.now
        until = basics.say("overdue" if past else "starts" if starts else "until", at=owed.until)
    settle = Button(owed.label, owed.action)
    return [Text.of(owed.what, " · ", until), Buttons((settle, again) if again else (settle,))]


@basics.view("core.forget")
def forget_card(read: Read, person: PersonId) -> Card | None:
    """Say what of a person would go and what would stay; nothing of one who is forgotten."""
    found = read.use(read.stores.memory).traces(person)
    if found is None:
        return None
    lines = [
        basics.say("forget-goes", accounts=found.accounts),
        basics.say("forget-stays", records=found.records),
    ]
    if found.teams:
        lines.insert(1, basics.say("forget-leaves", teams=found.teams))
    if found.led_alone:
        lines.append(basics.say("forget-leader", teams=found.led_alone))
    buttons = (
        Button(basics.say("forget-yes"), forget_me(person), Weight.DANGER),
        Button(basics.say("forget-no"), remember_me(person)),
    )
    blocks = (
        Listing(tuple(map(Text.of, lines))),
        Text.of(basics.say("forget-once"), style=Style.BOLD),
        Buttons(buttons),
    )
    return Card(basics.say("forget-title"), blocks, final=True)


@basics.view("core.suggestions")
def suggestions(read: Read, text: str, first: str, second: str) -> Card:
    """Offer the commands that may have been meant, each with the words that were said."""
    intents, buttons = read.registry.intents, []
    for name in (first, second):
        step = read.registry.step(name) if name else None
        if isinstance(step, Command):
            rest = intents.after(text, step)
            word = read.registry.words.spellings(step.feature, step.key)["en"][0]
            label = Phrase(step.feature, step.key)
            buttons.append(Button(label, suggest(f"{word} {rest}".strip())))
    return Card(basics.say("suggest", text=text[:60]), (Buttons(tuple(buttons)),), final=True)


@basics.view("core.which-team")
def which_team(read: Read, person: PersonId, text: str) -> Card:
    """Ask a person of several teams which one their private talk is about."""
    teams = read.use(read.stores.people).teams_of(person)
    buttons = tuple(Button(team.name, choose_team(team.id, text)) for team in teams)
    return Card(basics.say("which-team"), (Buttons(buttons),), final=True)


@basics.view("core.said")
def said_card(read: Read, words: str, turn: str) -> Card:
    """Show a line that could not be said at once; `turn` keeps equal lines apart."""
    del read, turn
    return Card(unpacked(words))


def _undo(ctx: Context, which: int | None) -> Reply:
    if ctx.who.person is None:
        raise Declined(basics.say("undo-nothing"))
    row = ctx.use(ctx.stores.talk).take_undo(which, ctx.who.person, ctx.now)
    if row is None:
        raise Declined(basics.say("undo-nothing" if which is None else "undo-late"))
    if row.action is None:
        raise Declined(basics.say("undo-other"))
    return Reply(then=row.action)
