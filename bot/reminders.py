"""Reminders: one engine for all features. Who is reminded of what, when, and when it is enough.

A feature says of a card whom its reminders go to, and a step of its own starts them:

    @essays.reminds(card)
    def awaited(read: Read, whom: Whom, essay: EssayId) -> Awaited | None: ...

    remind(ctx, card(essay.id), closes=essay.due)      # and again when its deadline has moved
    no_more(ctx, card(essay.id))                       # closed, withdrawn

Whom a step goes to is asked when it is due: an answer needs no timer to be cancelled. What people
are sent is a view of theirs, drawn when it is sent: all that they owe then, from every team.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final, NewType

from msgspec import Struct
from msgspec.structs import replace

from bot.action import Action, View
from bot.command import Commands, Owed
from bot.context import UNDO, Context, Read, Reply
from bot.domain.call import shortened
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.phrase import Instant, Phrase, Words
from bot.domain.reminding import (
    Awaited,
    Course,
    Habits,
    Ladder,
    Mark,
    Reminded,
    Rhythm,
    Skip,
    Wanted,
    Whom,
    after_opening,
    following,
    next_at,
    rung_by,
)
from bot.errors import Declined
from bot.form import Nothing
from bot.message import Block, Button, Buttons, Card, Listing, Span, Style, Text
from bot.ports import Matter, Reader, Wish

MatterId = NewType("MatterId", int)

_FEW: Final = 64
"""How many people are looked at in one transaction; their ids stand in the key of its timer."""
_NEXT_TRY: Final = timedelta(hours=6)
"""How long what may wait does so, when somebody has got as much as there is in a day."""
_ALONE: Final = "!"
"""Ends the key of a message of the day that lists nothing: no reminder is merged into it."""
_TICK: Final = timedelta(microseconds=1)
_MARKS: Final = "①②③④⑤⑥⑦⑧"
"""What tells the things of one message apart, of which it lists no more."""
_MATTERS_SHOWN: Final = 8
_NAMES_SHOWN: Final = 20

reminders = Commands("remind")


# What features say


def remind(
    ctx: Context, card: View, *, closes: Instant | None, ladder: Ladder | None = None,
    whom: Whom = Whom.OWING, told: bool = False,
) -> None:  # fmt: skip
    """Remind of a card's matter until it closes; again, where its deadline has moved.

    Without a `ladder` it is the one that it had before; an empty one is the usual one. Those who
    are `COMING` are reminded until it starts, which is then what `closes` says; one card may have
    both. Who was `told` of it just now is not reminded of its opening besides.
    """
    usual = habits_of(ctx, ctx.team.id).ladder
    if told:
        usual = after_opening(usual)
    course = Course(ctx.now, closes, ladder or usual, whom)
    matter = ctx.use(ctx.stores.reminders).put(
        card, ctx.team.id, course, ctx.now, keep=ladder is None
    )
    known = ctx.use(ctx.stores.reminders).find(matter)
    assert known is not None
    _wind(ctx, known)


def no_more(ctx: Context, card: View) -> None:
    """Remind nobody of a card any more."""
    for matter in ctx.use(ctx.stores.reminders).end(card, ctx.now):
        ctx.cancel(ring(MatterId(matter)))


def ahead_of(read: Read, card: View, whom: Whom = Whom.OWING) -> tuple[timedelta, ...]:
    """Return how long before it closes one is reminded of a card, where it has a ladder of its own.

    That is the value of a form's field that is marked with `Ahead`.
    """
    for known in read.use(read.stores.reminders).of(card):
        if known.course.whom is whom and known.course.ladder != habits_of(read, known.team).ladder:
            return tuple(rung for rung in known.course.ladder if isinstance(rung, timedelta))
    return ()


def habits_of(read: Read, team: TeamId) -> Habits:
    """Return how a team reminds: by what it has set, else as the house does."""
    return read.use(read.stores.reminders).habits(team, read.registry.habits)


def change_habits(ctx: Context, team: TeamId, before: Habits) -> None:
    """Let all that a team is reminded of go on by what it has set just now.

    What has a ladder of its own keeps it.
    """
    store, usual = ctx.use(ctx.stores.reminders), habits_of(ctx, team).ladder
    for known in store.of_team(team):
        ladder = following(known.course.ladder, before.ladder, usual)
        if ladder is not None and ladder != known.course.ladder:
            # What has just opened is still to be told of that.
            fresh = known.rung_at < known.course.opens
            store.follow(known.id, ladder, known.rung_at if fresh else ctx.now)
        ctx.at(ctx.now, wind(MatterId(known.id)))


def remind_now(ctx: Context, card: View, *, whom: Whom = Whom.OWING) -> Phrase:
    """Remind of a card at once, because somebody asked for it; say how many that reaches.

    It counts as any other reminder does, and waits for the end of quiet hours.
    """
    store = ctx.use(ctx.stores.reminders)
    found = [each for each in store.of(card) if each.course.whom is whom]
    known = store.find(found[0].id) if found else None
    awaited = None if known is None else _awaited(ctx, known)
    if known is None or awaited is None or not awaited.persons:
        raise Declined(reminders.say("now-nobody"))
    store.also(known.id, ctx.now)
    known = replace(known, course=replace(known.course, also=ctx.now))
    _wind(ctx, known)
    _share_out(ctx, known, awaited, since=ctx.now - _TICK)
    return _said_now(ctx, _fates(ctx, known, awaited, ctx.now - _TICK))


def tell_in_turn(ctx: Context, person: PersonId, view: View) -> Instant | None:
    """Write to somebody once as reminders do: in no quiet hours, and within the day's number.

    Returns when to try again, where that is not now; None where it is sent, or cannot be.
    """
    habits = habits_of(ctx, ctx.team.id)
    reader = ctx.use(ctx.stores.reminders).readers([person], habits.quiet).get(person)
    if reader is None or reader.room is None or not habits.a_day:
        return None
    if (still := reader.rhythm.stillness(ctx.now)) is not None:
        return still[1]
    slot = _Books.of(ctx, ctx.team.id, None, [reader], ctx.now).free(reader, ctx.now)
    if not slot:
        return ctx.now + _NEXT_TRY
    until = reader.rhythm.next_still(ctx.now)
    wish = Wish(f"{slot}{_ALONE}", view, reader.room, read_by=None, until=until)
    ctx.use(ctx.stores.outgoing).tell_once([wish], ctx.now)
    ctx.effects.wake = True
    return None


# What rings


@reminders.step("remind.ring", needs=Role.ADMIN)
def ring(ctx: Context, matter: MatterId) -> Reply:
    """Take the step of a matter that is due; all that was missed meanwhile is folded into it."""
    store = ctx.use(ctx.stores.reminders)
    known = store.find(matter)
    if known is not None and known.rung_at < ctx.now:  # else all that came by now is taken
        store.rung(matter, ctx.now)
        ctx.at(ctx.now, wind(matter))
        if (awaited := _awaited(ctx, known)) is not None:
            _share_out(ctx, known, awaited, since=known.rung_at)
    return Reply()


@reminders.step("remind.wind", needs=Role.ADMIN)
def wind(ctx: Context, matter: MatterId) -> Reply:
    """Set the timer of a matter to its next step, whoever's that is."""
    known = ctx.use(ctx.stores.reminders).find(matter)
    if known is not None:
        _wind(ctx, known)
    return Reply()


@reminders.step("remind.some", needs=Role.ADMIN)
def reach(
    ctx: Context, matter: MatterId, since: Instant, until: Instant, wanted: Wanted, persons: str
) -> Reply:
    """Remind some of those whom the steps of a matter were for that came between two instants."""
    known = ctx.use(ctx.stores.reminders).find(matter)
    if known is not None:
        _reach(ctx, known, persons_of(persons), since, until, wanted)
    return Reply()


def _wind(ctx: Context, known: Matter) -> None:
    habits = ctx.registry.habits
    rhythms = ctx.use(ctx.stores.reminders).rhythms(known.team, habits.quiet)
    at = next_at((known.course.plan(each) for each in rhythms), known.rung_at)
    if at is None:
        ctx.cancel(ring(MatterId(known.id)))
    else:
        # Nobody is written to of what may still be taken back.
        earliest = known.course.opens + UNDO
        ctx.at(max(at, earliest), ring(MatterId(known.id)))


def _share_out(ctx: Context, known: Matter, awaited: Awaited, *, since: Instant) -> None:
    """Remind those whom a step is for, a few at a time: one transaction holds up all others.

    They are asked for once. Who answers before their turn comes has nothing to be reminded of:
    the message is drawn when it is sent.
    """
    wanted = Wanted.by(awaited)
    for some in in_fews(awaited.persons):
        ctx.at(ctx.now, reach(MatterId(known.id), since, ctx.now, wanted, some))


def _reach(
    ctx: Context, known: Matter, some: Sequence[PersonId], since: Instant, until: Instant,
    wanted: Wanted,
) -> None:  # fmt: skip
    readers = ctx.use(ctx.stores.reminders).readers(some, ctx.registry.habits.quiet)
    held = False
    for rhythm, those in _by_rhythm(readers.values()).items():
        step = rung_by(wanted.of(known.course.plan(rhythm)), since, until)
        if step is None:
            continue
        if rhythm.stillness(ctx.now) and not known.course.breaks(step.rung):
            held = True  # it was held up until they are asleep
            continue
        # What could not go out by then would wake them: the next step says it.
        latest = None if known.course.breaks(step.rung) else rhythm.next_still(ctx.now)
        missed = _send(ctx, known, those, latest)
        if missed and step.rung != Mark.OPENING:
            _speak(ctx, known)
    if held:
        ctx.use(ctx.stores.reminders).also(known.id, ctx.now)
        ctx.at(ctx.now, wind(MatterId(known.id)))


def _send(ctx: Context, known: Matter, readers: Sequence[Reader], until: Instant | None) -> bool:
    """Write to those who may be reminded now; return whether there were some who cannot be."""
    books = _Books.of(ctx, known.team, known, readers, ctx.now)
    closes = known.course.closes
    ends = [each for each in (until, closes) if each is not None and each > ctx.now]
    wishes: dict[PersonId, Wish] = {}
    unreachable = False
    for reader in readers:
        skip = books.skip(reader, ctx.now)
        unreachable = unreachable or skip is Skip.UNREACHABLE
        if skip is None:
            assert reader.room is not None
            wishes[reader.person] = Wish(
                books.slot(reader, ctx.now), yours(reader.person, ctx.now), reader.room,
                read_by=closes, until=min(ends, default=None),
            )  # fmt: skip
    ctx.use(ctx.stores.outgoing).tell_once(list(wishes.values()), ctx.now)
    ctx.use(ctx.stores.reminders).count(known.id, list(wishes), ctx.now)
    ctx.effects.wake = True
    return unreachable


def _speak(ctx: Context, known: Matter) -> None:
    """Name below the card, once, who cannot be written to, if it may be said who owes something."""
    awaited = _awaited(ctx, known)
    if awaited is None or not awaited.aloud:
        return
    if ctx.use(ctx.stores.reminders).speak(known.id, ctx.now):
        ctx.post(aloud(MatterId(known.id)), thread_of=known.card)


def tell_today(
    ctx: Context, persons: Sequence[PersonId], what: Callable[[PersonId], View]
) -> Mapping[Instant, Sequence[PersonId]]:
    """Write to persons what belongs among their reminders, which are only so many a day.

    It is one message with a reminder that still waits to be sent. Returns those who are not to be
    disturbed now, by when their quiet hours end; who cannot be written to is left out.
    """
    readers = ctx.use(ctx.stores.reminders).readers(persons, ctx.registry.habits.quiet)
    books = _Books.of(ctx, ctx.team.id, None, list(readers.values()), ctx.now)
    wishes: list[Wish] = []
    later: dict[Instant, list[PersonId]] = defaultdict(list)
    for reader in readers.values():
        slot = books.slot(reader, ctx.now)
        if reader.room is None or not slot:
            continue
        if still := reader.rhythm.stillness(ctx.now):
            later[still[1]].append(reader.person)
            continue
        until = reader.rhythm.next_still(ctx.now)
        wishes.append(Wish(slot, what(reader.person), reader.room, read_by=None, until=until))
    ctx.use(ctx.stores.outgoing).tell_once(wishes, ctx.now)
    ctx.effects.wake = True
    return later


# Who, when, and why not


class _Books(Struct, frozen=True):
    """Hold what was sent before to some people: of one matter, and of all in a day."""

    reminded: Mapping[PersonId, Reminded]
    waits: Mapping[str, bool]
    a_day: int

    @classmethod
    def of(
        cls, read: Read, team: TeamId, known: Matter | None, readers: Sequence[Reader], at: Instant
    ) -> "_Books":
        persons = [reader.person for reader in readers]
        a_day = habits_of(read, team).a_day
        keys = [
            f"{key}{end}"
            for reader in readers
            for key in _slots(reader, at, a_day)
            for end in ("", _ALONE)
        ]
        reminded: Mapping[PersonId, Reminded] = {}
        if known is not None and persons:
            reminded = read.use(read.stores.reminders).reminded(known.id, persons)
        return cls(
            reminded,
            read.use(read.stores.outgoing).waits(keys) if keys else {},
            a_day,
        )

    def skip(self, reader: Reader, at: Instant) -> Skip | None:
        """Return why somebody is not reminded at a moment; None where they are.

        Of another day than that of the books nothing was sent yet.
        """
        skip = self.reminded.get(reader.person, Reminded()).skip(at)
        if skip is not None:
            return skip
        if reader.room is None:
            return Skip.UNREACHABLE
        return None if self.slot(reader, at) else Skip.TODAY

    def slot(self, reader: Reader, at: Instant) -> str:
        """Return the key of the message that lists it: one that still waits, else the day's next.

        Empty where somebody has got as many as there are.
        """
        keys = _slots(reader, at, self.a_day)
        mine = (key for key in keys if f"{key}{_ALONE}" not in self.waits)
        return next((key for key in mine if self.waits.get(key, True)), "")

    def free(self, reader: Reader, at: Instant) -> str:
        """Return the key of the next message of the day; empty where there is none left."""
        keys = _slots(reader, at, self.a_day)
        taken = self.waits.keys()
        return next((key for key in keys if not {key, f"{key}{_ALONE}"} & taken), "")


def _slots(reader: Reader, at: Instant, a_day: int) -> list[str]:
    """Name the messages that somebody may get on a day: a key is sent once, so there are no more.

    The day is that of their own zone.
    """
    return [f"remind:{reader.person}:{reader.rhythm.day(at)}:{n}" for n in range(1, a_day + 1)]


class _Fate(Struct, frozen=True):
    """Say when somebody is reminded next, or why they are not."""

    person: PersonId
    at: Instant | None
    skip: Skip | None


def _fates(read: Read, known: Matter, awaited: Awaited, since: Instant) -> list[_Fate]:
    """Say of all who are awaited when the next step after a time reaches them, or why it does not.

    Those for whom there is no step any more are left out, but for one that was asked for.
    """
    habits, fates = read.registry.habits, list[_Fate]()
    readers = read.use(read.stores.reminders).readers(list(awaited.persons), habits.quiet)
    books = _Books.of(read, known.team, known, list(readers.values()), read.now)
    for rhythm, some in _by_rhythm(readers.values()).items():
        steps = [step for step in known.course.plan(rhythm) if step.at > since]
        step = next(iter(Wanted.by(awaited).of(steps)), None)
        asked = known.course.also is not None and known.course.also > since
        for reader in some:
            if asked and (step is None or step.rung != Mark.NOW):
                fates.append(_Fate(reader.person, None, Skip.QUIET))
            elif step is not None:
                fates.append(_Fate(reader.person, step.at, books.skip(reader, step.at)))
    return fates


def _awaited(read: Read, known: Matter) -> Awaited | None:
    """Ask the feature whom a matter's steps go to now."""
    asked = read.registry.awaited.get(known.card.name)
    drawing = read.registry.views.get(known.card.name)
    if asked is None or drawing is None:
        return None  # its feature is switched off
    return asked(read, known.course.whom, *read.load(drawing, known.card.args))


def in_fews(persons: Iterable[PersonId]) -> Iterator[str]:
    """Yield persons, each time as many as one transaction should look at, as `persons_of` reads."""
    ordered = sorted(persons)
    for first in range(0, len(ordered), _FEW):
        yield written_persons(ordered[first : first + _FEW])


def written_persons(persons: Iterable[PersonId]) -> str:
    """Write persons as one plain value, which the key of a timer can hold."""
    return " ".join(map(_base36, persons))


def persons_of(written: str) -> list[PersonId]:
    """Read persons as they were written."""
    return [PersonId(int(each, 36)) for each in written.split()]


def _base36(number: int) -> str:
    """Write an id as shortly as `int(…, 36)` reads it."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"


def _by_rhythm(readers: Iterable[Reader]) -> Mapping[Rhythm, list[Reader]]:
    found: dict[Rhythm, list[Reader]] = defaultdict(list)
    for reader in readers:
        found[reader.rhythm].append(reader)
    return found


# What one person is sent


@reminders.view("remind.yours")
def yours(read: Read, person: PersonId, since: Instant) -> Card | None:
    """Show what a person owes now, and of what they take part in all that rang since a time."""
    return waiting_for(read, person, since)


def waiting_for(read: Read, person: PersonId, since: Instant, *also: Button) -> Card | None:
    """Draw what `yours` shows, with more buttons below it."""
    owed = _standing(read, person, _owed(read, person))
    coming = _standing(read, person, _coming(read, person, since))
    things = [*coming, *owed]
    if not things:
        return None
    teams = {each.owed.team for each in things}
    names = {team: read.use(read.stores.people).team(team).name for team in teams}
    if len(things) == 1:
        return _one(read, things[0], names, also)
    shown = list(zip(_MARKS, things, strict=False))
    lines = [_item(read, mark, each, names if len(teams) > 1 else {}) for mark, each in shown]
    # Where all buttons stand below the text, the marks say which is whose.
    buttons = [_marked(mark, each.owed.label, each.owed.action) for mark, each in shown]
    if any(each.matter is not None for _, each in shown):
        buttons.append(Button(reminders.say("mute-some"), choose()))
    buttons += also
    blocks: list[Block] = [*lines]
    if len(things) > len(shown):
        blocks.append(Text.of(reminders.say("and-more", count=len(things) - len(shown))))
    blocks.append(Buttons(tuple(buttons)))
    title = reminders.say("several", count=len(things))
    if len(teams) == 1:
        title = reminders.say("of-team", team=next(iter(names.values())), title=title)
    return Card(title, tuple(blocks))


def _one(read: Read, thing: "_Thing", names: Mapping[TeamId, str], also: Sequence[Button]) -> Card:
    """Show the one thing that somebody is reminded of, as short as can be."""
    title = reminders.say("of-team", team=names[thing.owed.team], title=thing.owed.what)
    blocks: list[Block] = [Text.of(_line(read, thing)), _settle(read, thing.owed)]
    buttons = list(also)
    if thing.matter is not None:
        buttons.insert(0, Button(reminders.say("mute"), mute(MatterId(thing.matter))))
    if buttons:
        blocks.append(Buttons(tuple(buttons)))
    return Card(title, tuple(blocks))


class _Thing(Struct, frozen=True):
    """Hold something that somebody may be reminded of; `coming` where they take part in it."""

    owed: Owed
    matter: int | None
    coming: bool


def _owed(read: Read, person: PersonId) -> Iterator[tuple[Owed, bool]]:
    for feature in read.registry.features:
        if feature.owed is not None:
            yield from ((each, False) for each in feature.owed(read, person))


def _coming(read: Read, person: PersonId, since: Instant) -> Iterator[tuple[Owed, bool]]:
    rang = set(read.use(read.stores.reminders).reached(person, Whom.COMING, since))
    for feature in read.registry.features if rang else ():
        if feature.of is not None:
            for each in feature.of(read, person).coming:
                if each.card in rang and (each.until is None or each.until > read.now):
                    yield each, True


def _standing(read: Read, person: PersonId, found: Iterable[tuple[Owed, bool]]) -> list[_Thing]:
    """Return those of some things that are not muted, the soonest to close first."""
    things = list(found)
    known = read.use(read.stores.reminders).standing(person, [owed.card for owed, _ in things])
    kept = [
        _Thing(owed, known[owed.card][0] if owed.card in known else None, coming)
        for owed, coming in things
        if owed.card not in known or not known[owed.card][1]
    ]
    return sorted(kept, key=lambda each: (each.owed.until is None, each.owed.until or read.now))


def _line(read: Read, thing: _Thing) -> Phrase:
    if (at := thing.owed.until) is None:
        return reminders.say("open-end")
    late = at <= read.now
    return reminders.say("starts" if thing.coming else "overdue" if late else "until", at=at)


def _item(read: Read, mark: str, thing: _Thing, teams: Mapping[TeamId, str]) -> Text:
    """Say one of several things: its mark, perhaps its team, what it is and until when."""
    until = reminders.say("item-open")
    if (at := thing.owed.until) is not None:
        key = "item-overdue" if at <= read.now else "item-until"
        until = reminders.say("item-starts" if thing.coming else key, at=at)
    spans = [Span(f"{mark} "), Span(thing.owed.what, Style.BOLD), Span(until)]
    if teams:
        spans.insert(1, Span(reminders.say("team", team=teams[thing.owed.team])))
    return Text(tuple(spans))


def _marked(mark: str, label: Words, action: Action) -> Button:
    return Button(reminders.say("marked", mark=mark, label=label), action)


def _settle(read: Read, owed: Owed) -> Block:
    if owed.settle is not None:
        return owed.settle(read)
    return Buttons((Button(owed.label, owed.action),))


# Not again, and again after all


@reminders.step("remind.mute", needs=Role.MEMBER)
def mute(ctx: Context, matter: MatterId) -> Reply:
    """Remind the one who acts of this no more."""
    return _set_muted(ctx, matter, muted=True)


@reminders.step("remind.unmute", needs=Role.MEMBER)
def unmute(ctx: Context, matter: MatterId) -> Reply:
    """Remind the one who acts of this again."""
    return _set_muted(ctx, matter, muted=False)


def _set_muted(ctx: Context, matter: MatterId, *, muted: bool) -> Reply:
    known = ctx.use(ctx.stores.reminders).find(matter)
    awaited = None if known is None else _awaited(ctx, known)
    if known is None or awaited is None:
        raise Declined(reminders.say("over"))
    ctx.use(ctx.stores.reminders).mute(known.card, ctx.person, muted=muted)
    note = reminders.say("muted" if muted else "unmuted", what=awaited.what)
    return Reply(note=note, undo=unmute(matter) if muted else None)


@reminders.step("remind.choose", needs=None)
def choose(ctx: Context) -> Reply:
    """Show the one who acts what they may be reminded of no more."""
    if ctx.who.person is None:
        raise Declined(reminders.say("over"))
    return Reply(own=muting(ctx.who.person))


@reminders.view("remind.muting")
def muting(read: Read, person: PersonId) -> Card:
    """Offer to be reminded no more of each thing that a person owes."""
    found = _standing(read, person, _owed(read, person))
    things = [(each, MatterId(each.matter)) for each in found if each.matter is not None]
    if not things:
        return Card(reminders.say("muting-nothing"), final=True)
    shown = list(zip(_MARKS, things, strict=False))
    lines = [Text.of(f"{mark} ", each.owed.what) for mark, (each, _) in shown]
    buttons = [_marked(mark, reminders.say("mute"), mute(matter)) for mark, (_, matter) in shown]
    return Card(reminders.say("muting"), (*lines, Buttons(tuple(buttons))), final=True)


def muted_of(read: Read, person: PersonId, owed: Sequence[Owed]) -> Mapping[View, Button]:
    """Return, of what somebody owes and is not reminded of, how they are again."""
    known = read.use(read.stores.reminders).standing(person, [each.card for each in owed])
    return {
        card: Button(reminders.say("unmute"), unmute(MatterId(matter)))
        for card, (matter, muted) in known.items()
        if muted
    }


# What a room is told, and what organisers are


@reminders.view("remind.aloud")
def aloud(read: Read, matter: MatterId) -> Card | None:
    """Name, in one line, those who owe something and cannot be written to in private."""
    known = read.use(read.stores.reminders).find(matter)
    awaited = None if known is None else _awaited(read, known)
    if known is None or awaited is None or not awaited.aloud:
        return None
    lost = unreachable(read, known.card)
    if not lost:
        return None
    names = read.use(read.stores.people).names(lost)
    tags = [Span(f"@{name} ", mention=person) for person, name in names.items()][:_NAMES_SHOWN]
    if len(names) > len(tags):
        tags.append(Span("… "))
    closes = known.course.closes
    line = reminders.say("aloud-open", what=awaited.what)
    if closes is not None:
        line = reminders.say("aloud", what=awaited.what, at=closes)
    return Card(None, (Text((*tags, Span(line))),), final=True)


def unreachable(read: Read, card: View) -> Sequence[PersonId]:
    """List of those who owe something of a card who cannot be written to in private."""
    lost: list[PersonId] = []
    for known in read.use(read.stores.reminders).of(card):
        awaited = _awaited(read, known)
        if known.course.whom is Whom.OWING and awaited is not None:
            readers = read.use(read.stores.reminders).readers(
                list(awaited.persons), read.registry.habits.quiet
            )
            wish = read.use(read.stores.reminders).reminded(known.id, list(awaited.persons))
            lost += [
                person
                for person in awaited.persons
                if person in readers
                and readers[person].room is None
                and not wish.get(person, Reminded()).muted
            ]
    return lost


@reminders.command(Nothing, needs=Role.ORGANISER)
def remind_(ctx: Context, values: Nothing) -> Reply:  # noqa: ARG001  (a command takes its form)
    """Show organisers who would get which reminder when, and who is skipped and why."""
    return Reply(own=preview(ctx.team.id))


@reminders.view("remind.preview")
def preview(read: Read, team: TeamId) -> Card:
    """Show of a team's matters whom their next reminder goes to and when, and who is skipped."""
    matters = read.use(read.stores.reminders).of_team(team)
    blocks = [
        block
        for known in matters[:_MATTERS_SHOWN]
        if (awaited := _awaited(read, known)) is not None
        for block in _previewed(read, known, awaited)
    ]
    if not blocks:
        blocks = [Text.of(reminders.say("preview-nothing"))]
    elif len(matters) > _MATTERS_SHOWN:
        more = len(matters) - _MATTERS_SHOWN
        blocks.append(Text.of(reminders.say("preview-more", count=more)))
    return Card(reminders.say("preview"), tuple(blocks), final=True)


def _previewed(read: Read, known: Matter, awaited: Awaited) -> Iterator[Block]:
    fates = _fates(read, known, awaited, max(known.rung_at, read.now))
    names = read.use(read.stores.people).names(awaited.persons)
    title = reminders.say("preview-of", what=awaited.what, whom=known.course.whom)
    yield Text.of(title, style=Style.BOLD)
    lines: list[Phrase] = []
    whens = sorted({fate.at for fate in fates if fate.skip is None and fate.at is not None})
    for at in whens:
        those = [fate.person for fate in fates if fate.at == at and fate.skip is None]
        lines.append(reminders.say("preview-at", at=at, who=_who(those, names, awaited)))
    for skip in Skip:
        those = [fate.person for fate in fates if fate.skip is skip]
        if those:
            lines.append(reminders.say("preview-skip", why=skip, who=_who(those, names, awaited)))
    if not awaited.persons:
        lines.append(reminders.say("preview-all-done"))
    elif not lines:
        lines.append(reminders.say("preview-none", count=len(awaited.persons)))
    if answered := awaited.of - len(awaited.persons):
        lines.append(reminders.say("preview-answered", count=answered))
    yield Listing(tuple(map(Text.of, lines)))


def _who(persons: Sequence[PersonId], names: Mapping[PersonId, str], awaited: Awaited) -> Phrase:
    if not awaited.aloud:
        return reminders.say("so-many", count=len(persons))
    called = tuple(names[person] for person in persons if person in names)
    return reminders.say("these", names=shortened(called, _NAMES_SHOWN))


def _said_now(ctx: Context, fates: Sequence[_Fate]) -> Phrase:
    """Say how many a reminder reaches that was asked for: now, later, not at all."""
    counts: dict[Skip | Instant, int] = defaultdict(int)
    for fate in fates:
        counts[fate.skip or fate.at or ctx.now] += 1
    parts = [
        reminders.say("now-at", count=count, at=key)
        for key, count in sorted((k, n) for k, n in counts.items() if isinstance(k, Instant))
        if key > ctx.now
    ]
    parts += [
        reminders.say("now-skip", count=counts[skip], why=skip) for skip in Skip if counts[skip]
    ]
    went = counts.get(ctx.now, 0)
    if not parts:
        return reminders.say("now-all", count=went)
    return reminders.say("now", count=went, parts=tuple(parts))
