"""Settings: a person's own, a team's, and what a room is for."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Annotated, ClassVar, Final, TypeAlias
from zoneinfo import available_timezones

from msgspec import Struct

from bot.action import View
from bot.basics import acting_person, suggest
from bot.context import Asking, Context, Read, Reply
from bot.domain.audience import same
from bot.domain.identity import Entry, PersonId, Purpose, Role, RoomId, TeamId
from bot.domain.phrase import Phrase, Words
from bot.domain.quiet import NEVER, Quiet, quiet_hours
from bot.domain.reminding import MOST
from bot.errors import Declined
from bot.form import AtMost, Subject, Word
from bot.message import Button, Buttons, Card, Fields, Text, opened
from bot.reminders import change_habits, habits_of
from bot.words import Catalogues
from commands.team.codes import here
from commands.team.feature import teams
from commands.team.habits import a_day_in, ladder_in, ladder_typed, ladder_words
from storage.members import Members
from storage.people import People
from storage.preferences import Preferences, Wishes
from storage.teams import Teams

ZONES: Final = ("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Tokyo", "Europe/Berlin", "Europe/London",
                 "America/New_York", "America/Los_Angeles", "UTC")  # fmt: skip
"""Zones that people call by a city's name in their own language."""

Taken: TypeAlias = Mapping[str, object]

_EDGE: Final = " :：="
"""What may stand between a setting and what it is to be."""


class Line(Struct, frozen=True):
    """Ask which setting is to be what: "language 中文"."""

    setting: Annotated[str, Subject(120)] = ""


class MineForm(Struct, frozen=True):
    """Ask how somebody wants to be spoken to."""

    language: Annotated[str, AtMost(30)] = ""
    zone: Annotated[str, AtMost(60)] = ""
    quiet: Annotated[str, AtMost(30)] = ""


class HabitsForm(Struct, frozen=True):
    """Ask how a team reminds."""

    TITLE: ClassVar[str] = "habits-form"

    ladder: Annotated[str, AtMost(120)] = ""
    a_day: Annotated[str, AtMost(20)] = ""
    quiet: Annotated[str, AtMost(30)] = ""


class TeamForm(Struct, frozen=True):
    """Ask how a team is set up."""

    name: Annotated[str, AtMost(60)]
    language: Annotated[str, AtMost(30)]
    zone: Annotated[str, AtMost(60)]
    entry: Entry
    quiet: Annotated[str, AtMost(30)] = ""
    day_end: Annotated[str, AtMost(10)] = ""


# One's own


@teams.command(Line, needs=None, aside=True)
def my_settings(ctx: Context, values: Line) -> Reply:
    """Show somebody's own settings, or change the one that is named."""
    person = acting_person(ctx)
    if not values.setting:
        return Reply(own=mine_card(person))
    field, text = _named(ctx, values.setting, _OWN)
    return _set_mine(ctx, _OWN[field](ctx, text))


def _own_form(asking: Asking) -> MineForm | None:
    if asking.who.person is None:
        return None
    wishes = asking.use(Preferences).of_person(asking.who.person)
    words = asking.registry.words
    language = wishes.language and words.attribute(
        teams.feature, f"language-{wishes.language}", "", wishes.language
    )
    return MineForm(language or "", wishes.zone or "", _as_typed(wishes))


@teams.takes(MineForm, "team.set-mine", needs=None, prefill=_own_form)
def set_mine(ctx: Context, values: MineForm) -> Reply:
    """Change somebody's own settings; what is left empty is as the team has it."""
    texts = {"language": values.language, "zone": values.zone, "quiet": values.quiet}
    return _set_mine(ctx, _read_fields(ctx, _OWN, texts))


def _set_mine(ctx: Context, taken: Taken) -> Reply:
    person = acting_person(ctx)
    ctx.use(Members).set_person(person, **taken)
    return Reply(note=teams.say("settings-noted"), own=mine_card(person))


@teams.view("team.mine")
def mine_card(read: Read, person: PersonId) -> Card:
    """Show somebody's own settings."""
    wishes = read.use(Preferences).of_person(person)
    rows: list[tuple[Words, Words]] = [
        (teams.say("field-language"), _language_words(wishes.language)),
        (teams.say("field-zone"), _zone_words(read, wishes.zone)),
        (teams.say("field-quiet"), _quiet_words(wishes)),
    ]
    button = Button(teams.say("settings-change"), opened(set_mine()))
    blocks = (Fields(tuple(rows)), Text.of(teams.say("mine-how")), Buttons((button,)))
    return Card(teams.say("mine"), blocks, final=True)


# The team's


@teams.command(Line, needs=Role.ORGANISER, aside=True)
def team_settings(ctx: Context, values: Line) -> Reply:
    """Show a team's settings, or change the one that is named."""
    if not values.setting:
        return Reply(own=settings_card(ctx.team.id))
    field, text = _named(ctx, values.setting, (*_TEAMS, *_HABITS))
    if field not in _HABITS:
        _admins_only(ctx)
    if field in _TEAMS:
        return _set_team(ctx, ctx.team.id, _TEAMS[field](ctx, text))
    return _set_habits(ctx, ctx.team.id, _HABITS[field](ctx, text))


def _admins_only(ctx: Context) -> None:
    if ctx.who.role is not Role.ADMIN:
        raise Declined(Phrase("core", "may-admin"))


def _team_form(asking: Asking, team: TeamId) -> TeamForm:
    known, wishes = asking.use(People).team(team), asking.use(Preferences).of_team(team)
    words = asking.registry.words
    language = words.attribute(teams.feature, f"language-{known.language}", "", known.language)
    return TeamForm(
        known.name, language or known.language, known.zone, known.entry, _as_typed(wishes),
        wishes.day_end or "",
    )  # fmt: skip


@teams.takes(TeamForm, "team.set-team", needs=Role.ADMIN, prefill=_team_form)
def set_team(ctx: Context, values: TeamForm, team: TeamId) -> Reply:
    """Change how a team is set up."""
    texts = {"name": values.name, "language": values.language, "zone": values.zone,
             "quiet": values.quiet, "day-end": values.day_end}  # fmt: skip
    taken = _read_fields(ctx, _TEAMS, texts)
    return _set_team(ctx, team, {"entry": values.entry.value, **taken})


def _set_team(ctx: Context, team: TeamId, taken: Taken) -> Reply:
    _change(ctx, team, taken)
    return Reply(note=teams.say("settings-noted"), own=settings_card(team))


def _change(ctx: Context, team: TeamId, taken: Taken) -> None:
    """Set what a team has set anew; what hangs on it follows."""
    before = habits_of(ctx, team)
    changed = ctx.use(Preferences).set_team(team, **taken)
    if changed:
        ctx.use(Teams).record(
            "team.changed", ctx.now, by=ctx.person, team=team,
            before={name: was for name, (was, _) in changed.items()},
            after={name: now for name, (_, now) in changed.items()},
        )  # fmt: skip
    ctx.use(Preferences).set_team(team, settled=True)
    ctx.show(View("team.welcome", (team,)))
    ctx.tend(team)
    if changed:
        change_habits(ctx, team, before)


@teams.view("team.settings")
def settings_card(read: Read, team: TeamId) -> Card:
    """Show how a team is set up."""
    known, wishes = read.use(People).team(team), read.use(Preferences).of_team(team)
    rows: list[tuple[Words, Words]] = [
        (teams.say("field-name"), known.name),
        (teams.say("field-language"), _language_words(known.language)),
        (teams.say("field-zone"), _zone_words(read, known.zone)),
        (teams.say("field-entry"), teams.say("entry", entry=known.entry)),
        (teams.say("field-quiet"), _quiet_words(wishes)),
        (teams.say("field-day-end"), wishes.day_end or "18:00"),
    ]
    buttons = (
        Button(teams.say("settings-change"), opened(set_team(team))),
        Button(teams.say("habits-more"), show_habits(team)),
    )
    blocks = (Fields(tuple(rows)), Text.of(teams.say("settings-how")), Buttons(buttons))
    return Card(teams.say("settings", team=known.name), blocks, final=True)


# How a team reminds


@teams.command(Line, needs=Role.ORGANISER, aside=True)
def reminder_settings(ctx: Context, values: Line) -> Reply:
    """Show how a team reminds, or change what is named; without a name it is the ladder."""
    if not values.setting:
        return Reply(own=habits_card(ctx.team.id))
    field, text = _found(ctx, values.setting, _HABITS) or ("ladder", values.setting)
    return _set_habits(ctx, ctx.team.id, _HABITS[field](ctx, text))


@teams.step("team.habits", needs=Role.ORGANISER)
def show_habits(ctx: Context, team: TeamId) -> Reply:
    """Show how a team reminds."""
    del ctx
    return Reply(own=habits_card(team))


def _habits_form(asking: Asking, team: TeamId) -> HabitsForm:
    habits, wishes = habits_of(asking, team), asking.use(Preferences).of_team(team)
    return HabitsForm(ladder_typed(asking, habits.ladder), str(habits.a_day), _as_typed(wishes))


@teams.takes(HabitsForm, "team.set-habits", needs=Role.ORGANISER, prefill=_habits_form)
def set_habits(ctx: Context, values: HabitsForm, team: TeamId) -> Reply:
    """Change how a team reminds; what is left empty is as usual."""
    texts = {"ladder": values.ladder, "a-day": values.a_day, "quiet": values.quiet}
    return _set_habits(ctx, team, _read_fields(ctx, _HABITS, texts))


def _set_habits(ctx: Context, team: TeamId, taken: Taken) -> Reply:
    _change(ctx, team, taken)
    return Reply(note=teams.say("habits-noted"), own=habits_card(team))


@teams.view("team.habits-card")
def habits_card(read: Read, team: TeamId) -> Card:
    """Show how a team reminds: when, how often, and when it is quiet."""
    habits, wishes = habits_of(read, team), read.use(Preferences).of_team(team)
    quiet = wishes.quiet or (None if habits.quiet is None else Quiet(*habits.quiet))
    rows: list[tuple[Words, Words]] = [
        (teams.say("field-ladder"), ladder_words(habits.ladder)),
        (teams.say("field-a-day"), teams.say("a-day", most=habits.a_day)),
        (teams.say("of-one-matter"), teams.say("of-one-matter-most", most=MOST)),
        (teams.say("field-quiet"), _span_words(quiet or NEVER)),
    ]
    buttons = (
        Button(teams.say("settings-change"), opened(set_habits(team))),
        Button(teams.say("habits-preview"), suggest("remind preview")),
    )
    blocks = (Fields(tuple(rows)), Text.of(teams.say("habits-how")), Buttons(buttons))
    title = teams.say("habits", team=read.use(People).team(team).name)
    return Card(title, blocks, final=True)


# What a room is for


class Use(StrEnum):
    """Name what a room may be for."""

    ASK = "ask"
    MAIN = "main"
    COMMITTEE = "committee"
    OTHER = "other"


class RoomForm(Struct, frozen=True):
    """Ask what a room is for."""

    purpose: Annotated[
        Use, Word("mark-main", Use.MAIN), Word("mark-committee", Use.COMMITTEE),
        Word("mark-other", Use.OTHER),
    ] = Use.ASK  # fmt: skip


@teams.command(RoomForm, needs=Role.ORGANISER, aside=True)
def room_use(ctx: Context, values: RoomForm) -> Reply:
    """Show what the room is for, or say it."""
    _, room = here(ctx)
    if room.private or room.team is None:
        raise Declined(teams.say("room-where"))
    if values.purpose is Use.ASK:
        return Reply(own=room_card(room.id))
    return Reply(then=set_use(room.id, Purpose(values.purpose.value)))


@teams.step("team.room-use", needs=Role.ORGANISER)
def set_use(ctx: Context, room: RoomId, purpose: Purpose) -> Reply:
    """Say what a room of the team is for."""
    before = ctx.use(People).room(room).purpose
    if before is not purpose:
        ctx.use(Teams).set_purpose(room, purpose)
        ctx.use(Teams).record(
            "room.changed", ctx.now, by=ctx.person, team=ctx.team.id,
            before={"room": room, "purpose": before.value},
            after={"room": room, "purpose": purpose.value},
        )  # fmt: skip
    return Reply(note=teams.say("room-set", purpose=purpose), own=room_card(room))


@teams.view("team.room")
def room_card(read: Read, room: RoomId) -> Card:
    """Say what a room is for, and offer what else it might be."""
    known = read.use(People).room(room)
    buttons = tuple(
        Button(teams.say("purpose", purpose=each), set_use(room, each))
        for each in Purpose
        if each is not known.purpose
    )
    said = teams.say("room-is", purpose=known.purpose)
    return Card(known.title, (Text.of(said), Buttons(buttons)), final=True)


# Reading what was typed


Reads: TypeAlias = Callable[[Context, str], Taken]


def _read_fields(ctx: Context, fields: Mapping[str, Reads], texts: Mapping[str, str]) -> Taken:
    """Read what a form's fields hold; what is wrong with one is said beside it."""
    taken: dict[str, object] = {}
    for field, text in texts.items():
        try:
            taken |= fields[field](ctx, text.strip())
        except Declined as wrong:
            raise Declined(wrong.phrase, field.replace("-", "_")) from None
    return taken


def _named(ctx: Context, text: str, fields: Iterable[str]) -> tuple[str, str]:
    """Tell which setting is meant, by the words of a line, and what it is to be."""
    if (found := _found(ctx, text, fields)) is None:
        raise Declined(teams.say("setting-unknown"))
    return found


def _found(ctx: Context, text: str, fields: Iterable[str]) -> tuple[str, str] | None:
    """Find the setting that a line begins with; a number may stand before its words: 1 a day."""
    words = ctx.registry.words
    spelled = [
        (spelling, field) for field in fields for spelling in _spellings(words, f"field-{field}")
    ]
    spelled.sort(key=lambda each: -len(each[0]))
    typed = text.casefold()
    for spelling, field in spelled:
        if typed.startswith(spelling) and not _goes_on(typed, spelling):
            return field, text[len(spelling) :].strip(_EDGE)
    for spelling, field in spelled:
        if field == "a-day" and typed.endswith(spelling):
            return field, text[: -len(spelling)].strip(_EDGE)
    return None


def _goes_on(typed: str, spelling: str) -> bool:
    """Say whether the word that a text begins with is longer: whenever, of when."""
    return bool(re.match(r"[a-z0-9]", typed[len(spelling) :])) and spelling.isascii()


def _spellings(words: Catalogues, key: str) -> Sequence[str]:
    return words.all_spellings(teams.feature, key)


def _language(ctx: Context, text: str) -> Taken:
    if not text:
        return {"language": None}
    words = ctx.registry.words
    for language in words.languages:
        if same(text) in map(same, _spellings(words, f"language-{language}")):
            return {"language": language}
    raise Declined(teams.say("language-unknown", typed=text))


def _team_language(ctx: Context, text: str) -> Taken:
    return _language(ctx, text) if text else {}


def _zone(ctx: Context, text: str) -> Taken:
    if not text:
        return {"zone": None}
    words = ctx.registry.words
    for zone in ZONES:
        if same(text) in map(same, _spellings(words, zone_key(zone))):
            return {"zone": zone}
    if (found := _zones().get(text.casefold().replace(" ", "_"))) is not None:
        return {"zone": found}
    raise Declined(teams.say("zone-unknown", typed=text))


@cache
def _zones() -> Mapping[str, str]:
    """Return all zones by their names and, where no other has it, by their city's."""
    zones = sorted(available_timezones(), reverse=True)
    cities = {zone.casefold().rpartition("/")[2]: zone for zone in zones}
    return cities | {zone.casefold(): zone for zone in zones}


def zone_key(zone: str) -> str:
    """Return the catalogue's key of how people call a zone."""
    return f"zone-{zone.casefold().replace('/', '-').replace('_', '-')}"


def _team_zone(ctx: Context, text: str) -> Taken:
    return _zone(ctx, text) if text else {}


def _quiet(ctx: Context, text: str) -> Taken:
    if not text:
        return {"quiet_from": None, "quiet_to": None}
    never = _spellings(ctx.registry.words, "quiet-never")
    found = NEVER if same(text) in map(same, never) else quiet_hours(text)
    if found is None:
        raise Declined(teams.say("quiet-unknown", typed=text))
    return {"quiet_from": f"{found.since:%H:%M}", "quiet_to": f"{found.until:%H:%M}"}


def _name(ctx: Context, text: str) -> Taken:
    del ctx
    if not text or len(text) > 60:
        raise Declined(teams.say("name-how"))
    return {"name": text}


def _entry(ctx: Context, text: str) -> Taken:
    words = ctx.registry.words
    for entry in Entry:
        if same(text) in map(same, (entry.value, *_spellings(words, f"entry-{entry}"))):
            return {"entry": entry.value}
    raise Declined(teams.say("entry-how"))


def _day_end(ctx: Context, text: str) -> Taken:
    del ctx
    if not text:
        return {"day_end": None}
    found = quiet_hours(f"{text}-0")
    if found is None:
        raise Declined(teams.say("day-end-how"))
    return {"day_end": f"{found.since:%H:%M}"}


_OWN: Final[Mapping[str, Reads]] = {"language": _language, "zone": _zone, "quiet": _quiet}
_TEAMS: Final[Mapping[str, Reads]] = {
    "name": _name, "language": _team_language, "zone": _team_zone, "entry": _entry,
    "quiet": _quiet, "day-end": _day_end,
}  # fmt: skip
_HABITS: Final[Mapping[str, Reads]] = {"ladder": ladder_in, "a-day": a_day_in, "quiet": _quiet}


# Parts


def _language_words(language: str | None) -> Phrase:
    return teams.say(f"language-{language}") if language else teams.say("as-team")


def _zone_words(read: Read, zone: str | None) -> Words:
    if zone is None:
        return teams.say("as-team")
    key = zone_key(zone)
    return teams.say(key) if key in read.registry.words.keys("team") else zone


def _quiet_words(wishes: Wishes) -> Words:
    return teams.say("as-usual") if wishes.quiet is None else _span_words(wishes.quiet)


def _span_words(quiet: Quiet) -> Words:
    return teams.say("quiet-never") if quiet == NEVER else _span(quiet)


def _as_typed(wishes: Wishes) -> str:
    return "" if wishes.quiet is None else _span(wishes.quiet)


def _span(quiet: Quiet) -> str:
    return f"{quiet.since:%H:%M}-{quiet.until:%H:%M}"
