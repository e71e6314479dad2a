"""One turn, inside its transaction: from what came in to what is to be said and seen."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import replace

from bot.action import Action, Chosen, Open, View
from bot.adapter import Capabilities
from bot.basics import (
    basics,
    greeting,
    hand_over,
    mentioned,
    packed_uses,
    said_card,
    suggestions,
    which_team,
    which_use,
)
from bot.budget import run_step
from bot.command import Command, Files, Remark, StepBase
from bot.context import UNDO, Asking, Context, Effects, HeardForm, Problem, Reply
from bot.dialogue import about_what, ask, start, value_text
from bot.domain.identity import Entry, PersonId, Role, RoomId, TeamId, Who
from bot.domain.phrase import Instant, Phrase, Words
from bot.domain.regex import regex
from bot.errors import Declined
from bot.event import Event, Heard, Origin, Pressed, Submitted
from bot.form import FormSpec
from bot.intent import Code, Intent
from bot.keep import packed, plain
from bot.localise import localise
from bot.parse import Filled, Vocabulary, fill, fill_form, take_field
from bot.ports import Connection, DialogueRow, Place
from bot.runtime import Runtime
from bot.seal import Stored
from bot.tails import EDGE
from bot.when import Setting
from bot.when.numerals import fold
from bot.words import Voice, voice_for, without_isolates

_SAID_LATE: Final = timedelta(minutes=10)
_SKIP: Final = regex(r"[-—–无]|none|skip|跳过", re.IGNORECASE)
_JOINTS: Final = frozenset(EDGE + ":：-–—、")
"""What may stand between a button's words and what is said besides."""
_HOMELESS: Final = basics.say("may-nobody-here")
"""What is said to whoever addresses us in a room that belongs to no team."""
_LED_BY: Final = {
    "may-organiser": Role.ORGANISER,
    "may-author-or-organiser": Role.ORGANISER,
    "may-admin": Role.ADMIN,
}
"""Of which role those are who may, where a refusal says so."""
_NAMED: Final = 3
"""How many of them are named."""
_FEW: Final = 60
"""How long a line is that names something and says what is the matter with it, in letters."""
_TURNS: Final = 3
"""How often an answer may be taken up again as a line of the same person."""


class Said(Struct, frozen=True):
    """Words to the bot: perhaps a command, a menu's code, or an answer to its question."""

    text: str
    intent: Intent | None
    code: Code | None
    reply_to: str | None = None
    addressed: bool = True


class FormWish(Struct, frozen=True):
    """Wish for a form to be opened; `typed` and `problems` are those of an attempt before.

    That attempt was made in the place of an `origin`. `about` says what the form is about.
    """

    action: Open[Any]
    values: Any = None
    more: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, Problem] = field(default_factory=dict)
    origin: Origin | None = None
    about: tuple[Words, ...] = ()


class Outcome(Struct, frozen=True):
    """Say what a turn came to: what is answered at once, and what is to be seen besides.

    `undo` takes back what was done, `until` then. A note is already `brief` where it had to be
    said to know that it fits. What was pressed is taken away where it has `given_way` to something
    that stands elsewhere.
    """

    who: Who
    effects: Effects
    note: Words | None = None
    brief: str | None = None
    undo: int | None = None
    until: Instant | None = None
    own: View | None = None
    form: FormWish | None = None
    chosen: Chosen | None = None
    fleeting: bool = False
    given_way: bool = False


class _Besides(Struct, frozen=True):
    """Hold what a reply chose by a button's words, and what it said behind them."""

    action: Action
    label: str
    text: str
    addressed: bool


class Ignored(Exception):  # noqa: N818 - a turn's way out, not a fault
    """Somebody answered a message of ours, but not us: the turn leaves nothing behind."""


class Turn:
    """Take one event through its transaction. Made anew when the transaction is run again."""

    def __init__(
        self, runtime: Runtime, connection: Connection, event: Event, now: Instant
    ) -> None:
        """Take the event and the moment; nothing is read before `take`."""
        self.event = event
        self.who: Who | None = None
        self.sent: FormWish | None = None
        self._runtime = runtime
        self._connection = connection
        self._adapter = runtime.adapters[event.origin.connection]
        self._now = moment(event, now)
        self._arrived = now
        self._effects = Effects()
        self._heard = 0
        self._step: StepBase | None = None
        self._besides: _Besides | None = None
        self._shown_by: dict[str, View | None] = {}
        self._origin = event.origin

    @property
    def can(self) -> Capabilities:
        """What the connection of this event can show."""
        return self._adapter.can

    # What came in

    def take(self, wish: Said | Event) -> Outcome:
        """Run the turn. Raises `Declined`, which undoes it."""
        match wish:
            case Said():
                return self._said(wish)
            case Pressed():
                return self._act(self._unseal(wish.token))
            case Submitted():
                return self._submitted(wish)
            case Heard():
                return self._files(wish)
        raise TypeError(f"no turn is taken by {type(wish).__name__}")

    def _unseal(self, token: str) -> Action:
        read = self._runtime.seal.read(token)
        if isinstance(read, Stored):
            read = self._runtime.stores.talk(self._connection).token(read.key)
        if read is None:
            self._meet(None)
            raise Declined(basics.say("old-button"))
        return read

    def _said(self, said: Said) -> Outcome:
        if said.intent is not None and not (said.addressed or said.reply_to):
            return self._overheard(said.intent)
        who = self._meet(None)
        talk = self._runtime.stores.talk(self._connection)
        if who.account is not None and who.room is not None:
            if (action := self._chosen(who, who.room.id, said)) is not None:
                return self._act(action)
            row = talk.dialogue(who.account, who.room.id, self._now)
            if row is not None and not _leaves(said):
                return self._answered(row, said.text)
        # "Coming, if the train runs" answers the card that it replies to before it asks for a list.
        orders = said.intent is not None and not said.intent.command.options.aside
        if not orders and (told := self._begun(who, said)) is not None:
            self._besides = told
            return self._act(told.action)
        about = None if orders else self._replied_to(who, said)
        if about is not None and (taken := self._taken_up(who, said)) is not None:
            return taken
        if said.intent is not None:
            return self._command(said.intent)
        return self._talked(who, said)

    def _talked(self, who: Who, said: Said) -> Outcome:
        """Take what is neither command nor choice: thanks, something for a feature, or unknown."""
        courtesy = self._runtime.registry.intents.courtesy(said.text) if said.addressed else None
        if courtesy is not None:
            return self._deliver(Reply(own=greeting(courtesy)))
        if (taken := self._taken_up(who, said)) is not None:
            return taken
        if not said.addressed:
            raise Ignored
        if len(said.text) <= _FEW and (named := mentioned(self._context(who), said.text)):
            return self._act(named)
        near = self._runtime.registry.intents.nearest(said.text)
        if near:
            names = [command.name for command in near]
            return self._deliver(Reply(own=suggestions(said.text, names[0], [*names, ""][1])))
        homeless = who.team is None and who.room is not None and not who.room.private
        return self._deliver(Reply(note=_HOMELESS if homeless else basics.say("not-understood")))

    def _overheard(self, intent: Intent) -> Outcome:
        """Take up what was said to nobody in particular; what cannot be done was only talk."""
        try:
            return self._command(intent)
        except Declined:
            raise Ignored from None

    def _chosen(self, who: Who, room: RoomId, said: Said) -> Action | Open[Any] | None:
        """Return what is chosen in words: by a reply that names a button, or by a menu's code.

        Codes come before answers: where there are menus, a question's own way out is one.
        """
        if said.reply_to is not None and (action := self._by_label(who, said)) is not None:
            return action
        if said.code is None:
            return None
        talk = self._runtime.stores.talk(self._connection)
        return talk.menu_entry(room, said.code.letter, said.code.number, said.reply_to)

    def _by_label(self, who: Who, said: Said) -> Action | Open[Any] | None:
        """Return what a reply to a message of ours chooses: a button, by what stands on it."""
        wanted = fold(said.text).strip()
        return next((does for label, does in self._labels(who, said) if label == wanted), None)

    def _begun(self, who: Who, said: Said) -> _Besides | None:
        """Return what a reply chooses that goes on behind a button's words: "Leave: ill"."""
        text = said.text.strip()
        folded = fold(text)
        for label, does in self._labels(who, said):
            start, more = text[: len(label)], text[len(label) :]
            begins = folded.startswith(label) and more[:1] in _JOINTS
            if begins and isinstance(does, Action):
                return _Besides(does, start, more.strip("".join(_JOINTS)), said.addressed)
        return None

    def _taken_up(self, who: Who, said: Said) -> Outcome | None:
        """Give what was said to the feature that wants it: as a reply, or by itself in private."""
        about = self._replied_to(who, said)
        private = who.room is not None and who.room.private
        if about is None and not private:
            return None
        remark = Remark(said.text.strip(), about, said.addressed)
        ctx = self._context(who)
        for feature in self._runtime.registry.features:
            if (listener := feature.listener) is not None and listener.wants(ctx, remark):
                return self._act(Open(listener.step.name), remark)
        return None

    def _add_besides(self, told: _Besides, reply: Reply) -> Outcome:
        """Let what was said besides answer the one question that follows what was chosen."""
        step = None if reply.form is None else self._runtime.registry.step(reply.form.step)
        form = None if step is None else step.form
        if reply.form is None or form is None or len(form.fields) != 1:
            if not told.addressed:
                raise Ignored
            raise Declined(basics.say("reply-alone", label=told.label))
        return self._sent(reply.form, {form.fields[0].name: told.text})

    def _labels(self, who: Who, said: Said) -> Iterator[tuple[str, Action | Open[Any]]]:
        """Yield what stands on the buttons of the message that is replied to, in all languages."""
        runtime, view = self._runtime, self._replied_to(who, said)
        drawing = runtime.registry.views.get(view.name) if view is not None else None
        if view is None or drawing is None:
            return
        ctx = self._context(who)
        card = drawing.fn(ctx, *ctx.load(drawing, view.args))
        for language in runtime.words.languages:
            voice = voice_for(runtime.words, language, self._zone(who), self._now)
            for button in localise(card, runtime.words, voice).buttons() if card else ():
                yield fold(without_isolates(str(button.label))), button.action

    def _replied_to(self, who: Who, said: Said) -> View | None:
        """Return the view of the message of ours that is replied to."""
        if said.reply_to is None or who.room is None:
            return None
        if said.reply_to not in self._shown_by:
            outgoing = self._runtime.stores.outgoing(self._connection)
            self._shown_by[said.reply_to] = outgoing.find(who.room.id, said.reply_to)
        return self._shown_by[said.reply_to]

    def _files(self, heard: Heard) -> Outcome:
        """Give files to the feature that wants them; of several the person chooses one."""
        who, sent = self._meet(None), Files(heard.files)
        people = self._runtime.stores.people(self._connection)
        teams = [who.team] if who.team else people.teams_of(who.person) if who.person else []
        uses: list[Action] = []
        refused: Declined | None = None
        for team in teams:
            for feature in self._runtime.registry.features:
                if (taker := feature.taker) is None:
                    continue
                action = hand_over(team.id, taker.step.name, sent.packed)
                ctx = self._context(self._meet(action))
                if not taker.wants(ctx, sent):
                    continue
                try:
                    taker.step.permit(ctx, Action(taker.step.name))
                except Declined as no:
                    refused = refused or no
                else:
                    uses.append(action)
        if len(uses) == 1:
            return self._act(uses[0])
        if uses:
            return self._deliver(Reply(own=which_use(sent.packed, packed_uses(uses))))
        raise refused or Declined(basics.say("no-file", name=heard.files[0].name))

    def _command(self, intent: Intent) -> Outcome:
        command = intent.command
        who = self._meet(None)
        self._learn_topic(who)
        if isinstance(command.needs, Role) and who.team is None:
            if who.room is not None and not who.room.private:
                raise Declined(_HOMELESS)
            return self._deliver(self._ask_team(who, intent))
        assert command.form is not None
        action: Open[Any] = Open(command.name)
        ctx = self._context(who)
        if (shown := self._shown(ctx, command, intent.rest)) is not None:
            self._step = command
            return self._deliver(shown)
        self._permit(ctx, command, action)
        if not intent.rest and any(spec.required for spec in command.form.fields):
            self._step = command
            return self._deliver(Reply(form=action))
        filled = fill(command.form, intent.rest, self._setting(who), self._vocabulary(command))
        if filled.problems and not command.options.drafts:
            raise Declined(_phrase(filled.problems[0].says))
        return self._act(action, command.form.make(filled.values), _heard(filled, self.event))

    def _shown(self, ctx: Context, command: "Command[Any]", rest: str) -> Reply | None:
        """Return what a command's word alone shows a member, or with a number behind it."""
        options, role = command.options, ctx.who.role
        if role is None or role < Role.MEMBER:
            return None
        if options.numbered is not None and rest.isdecimal():
            return options.numbered(ctx, rest)
        return options.alone(ctx) if options.alone is not None and not rest else None

    def _learn_topic(self, who: Who) -> None:
        """Remember what the thread is called, unless that is known: it may have been renamed."""
        if self._origin.topic and who.room is not None:
            people = self._runtime.stores.people(self._connection)
            here = Place(who.room.id, self._origin.thread)
            if people.topic(here) is None:
                people.name_topic(here, self._origin.topic)

    def _ask_team(self, who: Who, intent: Intent) -> Reply:
        people, person = self._runtime.stores.people(self._connection), who.person
        teams = [] if person is None else people.teams_of(person)
        if person is None or not teams:
            raise Declined(basics.say("no-team"))
        line = f"{self._canonical(intent.command, who.language)} {intent.rest}".strip()
        return Reply(own=which_team(person, line))

    def _canonical(self, command: "Command[Any]", language: str) -> str:
        spelled = self._runtime.words.spellings(command.feature, command.key)
        return spelled.get(language, spelled["en"])[0]

    # Forms, sent whole or answered question by question

    def _submitted(self, event: Submitted) -> Outcome:
        action = self._unseal(event.token)
        return self._sent(Open(action.step, action.args), dict(event.values))

    def _sent(self, action: Open[Any], typed: Mapping[str, str]) -> Outcome:
        step, _ = self._found(action)
        who = self._meet(action)
        if step.form is None:
            raise Declined(basics.say("old-button"))
        ctx = self._context(who)
        self._permit(ctx, step, action)
        base = self._prefilled(ctx, step, action)
        if base is None:
            # Nothing stands in for what is needed and was not sent.
            typed = {spec.name: "" for spec in step.form.fields if spec.required} | dict(typed)
        filled = fill_form(step.form, typed, self._setting(who), self._vocabulary(step))
        self.sent = FormWish(action, base, typed=typed, origin=self._origin)
        if filled.problems:
            problems = {problem.field: problem for problem in filled.problems}
            return self._open_form(who, replace(self.sent, problems=problems))
        values: dict[str, object] = {}
        if base is not None:
            values |= {spec.name: getattr(base, spec.name) for spec in step.form.fields}
        made = step.form.make(values | filled.values)
        return self._act(action, made, _heard(filled, self.event))

    def _prefilled(self, asking: Asking, step: StepBase, action: Open[Any]) -> Any:
        if step.options.prefill is None:
            return None
        try:
            return step.options.prefill(asking, *asking.load(step, action.args))
        except ValueError:
            raise Declined(basics.say("old-button")) from None

    def _open_form(self, who: Who, wish: FormWish, note: Words | None = None) -> Outcome:
        """Open a form where there are forms, else ask for it question by question."""
        step = self._runtime.registry.step(wish.action.step)
        assert step is not None
        ctx = self._context(who)
        if self.can.form:
            about = tuple(about_what(ctx, step, wish.action))
            return Outcome(who, self._effects, note, form=replace(wish, about=about))
        assert step.form is not None
        place = self._private_place(who)
        if place is None:
            raise Declined(basics.say("write-first"))
        typed = dict(wish.typed)
        if wish.values is not None:
            typed = self._texts(who, step, step.form, wish.values) | typed
        fresh = not any(typed.values())
        wanting = [
            spec.name
            for spec in step.form.fields
            if not typed.get(spec.name) and (spec.required or (fresh and spec.asked))
        ]
        missing = dict.fromkeys((*wish.problems, *wanting))
        if len(step.form.fields) == 1:  # there is nothing to choose from
            missing = dict.fromkeys(spec.name for spec in step.form.fields)
        if note is not None and not self.at_once(note):
            # Said before the question, which must be the last word.
            self._say_later(who, note)
            note = None
        start(ctx, place, wish.action, step.form, typed, missing=missing, problems=wish.problems)
        self._effects.wake = True
        elsewhere = who.room is None or place.room != who.room.id
        asked = basics.say("asked-in-private")
        # Said only where it can be said at once: the question itself will be seen otherwise.
        if note is None and elsewhere and self.at_once(asked):
            note = asked
        return self._deliver(Reply(note=note))

    def _texts(self, who: Who, step: StepBase, form: FormSpec, values: Any) -> dict[str, str]:
        voice = self._voice(who)
        vocabulary = self._vocabulary(step)
        return {
            spec.name: value_text(spec, getattr(values, spec.name), vocabulary, voice)
            for spec in form.fields
        }

    def _answered(self, row: DialogueRow, text: str) -> Outcome:
        """Take an answer to the question that a dialogue stands at."""
        who = self._meet(row.action)
        ctx = self._context(who)
        talk = self._runtime.stores.talk(self._connection)
        step = self._runtime.registry.step(row.action.step)
        if step is None or step.form is None:
            talk.close_dialogue(row.id)
            raise Declined(basics.say("old-button"))
        if row.asking is None:
            return self._which_field(ctx, row, step.form, text)
        spec = step.form.field(row.asking)
        skipped = not spec.required and _SKIP.fullmatch(text.strip()) is not None
        filled = Filled()
        if not skipped:
            take_field(spec, text, self._setting(who), self._vocabulary(step), filled)
        if filled.problems:
            row = replace(row, error=plain(filled.problems[0].says))
            talk.change_dialogue(row)
            ask(ctx, row)
            return self._deliver(Reply())
        values = dict(row.values)
        values[spec.name] = "" if skipped else text
        if row.to_ask:
            row = replace(
                row, values=values, asking=row.to_ask[0], to_ask=row.to_ask[1:], error=None
            )
            talk.change_dialogue(row)
            ask(ctx, row)
            return self._deliver(Reply())
        talk.close_dialogue(row.id)
        self._go_back(row.origin)
        return self._sent(row.action, values)

    def _go_back(self, origin: Place | None) -> None:
        """Act from now on where a form was wished for, though its questions were asked elsewhere.

        Else what was begun with a committee would be posted to all.
        """
        if origin is None:
            return
        people = self._runtime.stores.people(self._connection)
        address, said = people.address(origin), self.event.origin
        back = replace(
            said, room=address.room, private=address.private, thread=address.thread,
            title=address.title,
        )  # fmt: skip
        if self._identify(back, None).room is not None:  # else we are there no longer
            self._origin, self.who = back, None

    def _which_field(self, ctx: Context, row: DialogueRow, form: FormSpec, text: str) -> Outcome:
        step = self._runtime.registry.step(row.action.step)
        assert step is not None
        vocabulary, voice = self._vocabulary(step), self._voice(ctx.who)
        named = text.strip().casefold()
        for spec in form.fields:
            label = self._runtime.words.say(vocabulary.label(spec), voice)
            if named in {spec.name, label.casefold(), *vocabulary.of(spec.key)}:
                row = replace(row, asking=spec.name)
                self._runtime.stores.talk(self._connection).change_dialogue(row)
                break
        ask(ctx, row)
        return self._deliver(Reply())

    # Steps

    def _act(
        self, action: Action | Open[Any], value: object = None, heard: HeardForm | None = None
    ) -> Outcome:
        """Identify who acts in the team of the matter, check the permission, run the step."""
        step, args = self._found(action)
        ctx = self._context(self._meet(action), heard)
        self._permit(ctx, step, action)
        self._step = step
        if step.takes is None:
            return self._deliver(self._done(step, ctx.who, self._run(step, ctx, *args)))
        if value is None and step.form is None:
            raise Declined(basics.say("old-button"))
        if value is None:
            # A button whose action waits for a form's values opens that form.
            # Behind a button there is no other way to what a form leaves out.
            return self._deliver(Reply(form=Open(action.step, action.args), more=True))
        return self._deliver(self._done(step, ctx.who, self._run(step, ctx, value, *args)))

    def _done(self, step: StepBase, who: Who, reply: Reply) -> Reply:
        """Remember that the last thing done has no inverse: "undo" means nothing older.

        Something was done where a draft was made, or where a note says what and something follows
        from it or it was typed: what is pressed twice changes nothing the second time.
        """
        follows = self._effects.dirty or self._effects.wake or isinstance(step, Command)
        did = step.options.drafts or (reply.note is not None and follows)
        if did and reply.undo is None and who.may_undo and who.person is not None:
            talk = self._runtime.stores.talk(self._connection)
            talk.end_undo(who.person, self._now + UNDO)
        return reply

    def _found(self, action: Action | Open[Any]) -> tuple[StepBase, tuple[object, ...]]:
        """Find an action's step and its arguments, before anything else looks at those.

        Where they do not fit, the button is from another time.
        """
        step = self._runtime.registry.step(action.step)
        if step is not None:
            read = self._runtime.read(self._connection, self._now)
            with suppress(ValueError):
                return step, read.load(step, action.args)
        self._meet(None)
        raise Declined(basics.say("old-button"))

    def _permit(self, ctx: Context, step: StepBase, action: Action | Open[Any]) -> None:
        """Refuse whoever may not; a stranger to a team may be asked who they are."""
        try:
            step.permit(ctx, action)
        except Declined as refused:
            who = ctx.who
            here = who.team is not None and who.room is not None and who.room.team == who.team.id
            # Who is no member is asked who they are where members may act, not where leaders do.
            if not here or who.role is not None or step.needs is not Role.MEMBER:
                raise self._naming_leaders(who, refused) from None
            raise Declined(refused.phrase, stranger=True) from None

    def _naming_leaders(self, who: Who, refused: Declined) -> Declined:
        """Say besides whom to ask, where only those who lead may: to people of their team alone."""
        said = refused.phrase
        least = _LED_BY.get(said.key) if said.feature == basics.feature else None
        if least is None or who.team is None or who.role is None:
            return refused
        people = self._runtime.stores.people(self._connection)
        leaders = people.members(who.team.id, least)[:_NAMED]
        if not leaders:
            return refused
        names = tuple(people.names(leaders).values())
        return Declined(basics.say("ask-them", refusal=said, names=names))

    def _run(self, step: StepBase, ctx: Context, *args: object) -> Reply:
        try:
            return run_step(self._runtime.clock, step, ctx, *args)
        except Declined as refused:
            raise self._naming_leaders(ctx.who, refused) from None

    def _context(self, who: Who, heard: HeardForm | None = None) -> Context:
        return self._runtime.context(
            self._connection, self._now, who,
            seed=(self.event.origin.connection, self.event.id), heard=heard, effects=self._effects,
            thread=self._origin.thread,
        )  # fmt: skip

    # Who acts

    def _meet(self, action: Action | Open[Any] | None) -> Who:
        """Identify who acts; a first contact is recorded, and joins a team that is open."""
        if self.who is not None and (action is None or not self._scoped(action)):
            return self.who
        origin, people = self._origin, self._runtime.stores.people(self._connection)
        who = self._identify(origin, action)
        if who.account is None or who.room is None:
            people.meet(origin, self._adapter.realm, self._now)
            who = self._identify(origin, action)
        team, room = who.team, who.room
        here = team is not None and room is not None and room.team == team.id
        if team is not None and here and who.role is None and team.entry is Entry.OPEN:
            assert who.account is not None
            people.join(who.account, team.id, origin.name, self._now)
            who = self._identify(origin, action)
        self.who = who
        return who

    def _identify(self, origin: Origin, action: Action | Open[Any] | None) -> Who:
        people = self._runtime.stores.people(self._connection)
        scope, number = (None, None) if action is None else self._runtime.registry.scope(action)
        return people.identify(origin, self._adapter.realm, self._now, scope, number)

    def _scoped(self, action: Action | Open[Any]) -> bool:
        return self._runtime.registry.scope(action)[0] is not None

    def _setting(self, who: Who) -> Setting:
        private = who.room is None or self.event.origin.private
        language = who.language if private or who.room is None else who.room.language
        team = who.team
        almanac = self._context(who).almanac(who.team_id)
        setting = Setting(self._now, self._zone(who), language, almanac=almanac)
        return setting if team is None else replace(setting, day_end=team.day_end)

    def _zone(self, who: Who) -> ZoneInfo:
        return ZoneInfo(who.team.zone if who.team else who.zone)

    def _voice(self, who: Who) -> Voice:
        return voice_for(self._runtime.words, who.language, self._zone(who), self._now)

    def _vocabulary(self, step: StepBase) -> Vocabulary:
        return Vocabulary(self._runtime.words, step.feature)

    # What is answered

    def _deliver(self, reply: Reply) -> Outcome:
        """Decide how a reply reaches the one who acted, and nobody else."""
        assert self.who is not None
        who = self.who
        if (told := self._besides) is not None:
            self._besides = None
            return self._add_besides(told, reply)
        if reply.hear is not None or reply.then is not None:
            return self._again(reply)
        if reply.form is not None:
            step = self._runtime.registry.step(reply.form.step)
            assert step is not None
            base = self._prefilled(self._context(who), step, reply.form)
            typed = {problem.field: problem.typed for problem in reply.wrong if problem.typed}
            problems = {problem.field: problem for problem in reply.wrong}
            wish = FormWish(reply.form, base, reply.more, typed, problems)
            return replace(self._open_form(who, wish, reply.note), chosen=reply.chosen)
        undo = until = None
        if reply.undo is not None and who.person is not None:
            until = self._now + UNDO
            # What somebody does for themselves in the room of a team that is not theirs is not its.
            team = who.team_id if who.role is not None else None
            undo = self._runtime.stores.talk(self._connection).put_undo(
                reply.undo, who.person, team, until
            )
        own = self._own(who, reply.own) if reply.own is not None else None
        pressed_own = isinstance(self.event, Pressed) and self.event.own
        given_way = (
            pressed_own and reply.own is not None and own is None
            and not self._stands_here(who, reply.own)
        )  # fmt: skip
        note, brief = reply.note, None
        if note is not None and not self.can.whisper:
            if undo is not None:
                note, undo = basics.say("with-undo", note=note), None
            brief = self._brief(note)
            if brief is None:
                self._say_later(who, note)
            note = None
        return Outcome(
            who, self._effects, note, brief, undo, until, own,
            chosen=reply.chosen, fleeting=reply.fleeting, given_way=given_way,
        )  # fmt: skip

    def _again(self, reply: Reply) -> Outcome:
        self._heard += 1
        if self._heard > _TURNS:
            raise Declined(basics.say("not-understood"))
        if reply.then is not None:
            return self._act(reply.then)
        assert reply.hear is not None
        self.who = None
        return self._said(Said(reply.hear, self._runtime.registry.intents.read(reply.hear), None))

    def at_once(self, note: Words) -> bool:
        """Say whether a note can ride back with its event."""
        return self.can.whisper or self._brief(note) is not None

    def _brief(self, note: Words) -> str | None:
        """Say a note that is short enough to ride back where nobody can be whispered to."""
        if not isinstance(self.event, Pressed | Submitted):
            return None
        assert self.who is not None
        said = self._runtime.words.say(_phrase(note), self._voice(self.who))
        return said if len(said) <= self.can.note_chars else None

    def refuse_form(self, sent: FormWish, declined: Declined) -> Outcome:
        """Open the form again that was sent, its one wrong field saying why it was refused."""
        assert declined.field is not None
        problem = Problem(declined.field, declined.phrase)
        self._origin = sent.origin or self._origin
        who = self._meet(sent.action)
        if not self.can.form and self._private_place(who) is None:
            # It came with a reply to a card, and there is nowhere to ask again.
            return self.deliver_refusal(declined)
        return self._open_form(who, replace(sent, problems={declined.field: problem}))

    def deliver_refusal(self, declined: Declined) -> Outcome:
        """Deliver what is left of a declined turn; what is shown besides is never public."""
        who = self._meet(None)
        own = declined.own
        if not (self.can.whisper or self._private_place(who) is not None):
            own = None
        elif declined.stranger:
            ctx = self._context(who)
            asks = (f.asks_stranger(ctx) for f in ctx.registry.features if f.asks_stranger)
            own = next((view for view in asks if view is not None), None)
        return self._deliver(Reply(note=declined.phrase, own=own))

    def _own(self, who: Who, view: View) -> View | None:
        """Show a view to its owner alone: in a whisper, else in private, else locked in public.

        Returns the view where it rides back with the event. What is to be kept up to date stands
        where it can be changed.
        """
        private = who.room is not None and who.room.private
        place = self._private_place(who)
        if self.can.whisper and not private:
            if not self._runtime.registry.views[view.name].follows:
                return view
            if self.can.whisper_edits and who.room is not None:
                place = Place(who.room.id, self._origin.thread, who.account)
            if place is None:
                return view
        if place is None:
            if who.room is None or (self._step is not None and self._step.options.secret):
                raise Declined(basics.say("write-first"))
            place = Place(who.room.id, self._origin.thread)
        outgoing = self._runtime.stores.outgoing(self._connection)
        outgoing.place_view(view, [place], who.team_id)
        aside = place.reader is not None and not self._stands_here(who, view)
        if aside or not isinstance(self.event, Pressed):
            outgoing.renew(view, place, self._arrived)
        self._effects.wake = True
        self._effects.dirty[view] = None
        return None

    def _stands_here(self, who: Who, view: View) -> bool:
        """Say whether what was pressed shows a view, and so does as soon as that is drawn again."""
        pressed = self.event.message if isinstance(self.event, Pressed) else None
        if pressed is None or who.room is None:
            return False
        outgoing = self._runtime.stores.outgoing(self._connection)
        return outgoing.find(who.room.id, pressed) == view

    def _private_place(self, who: Who) -> Place | None:
        if who.room is not None and who.room.private:
            return Place(who.room.id, self._origin.thread)
        return None if who.private_room is None else Place(who.private_room)

    def _say_later(self, who: Who, note: Words) -> None:
        """Send a note that cannot ride back: in private, else aloud where the step allows it."""
        place = self._private_place(who)
        if place is None:
            assert who.room is not None
            aloud = self._step is not None and self._step.options.aloud
            # Of a room that belongs to no team, everybody there may know it.
            aloud = aloud or note == _HOMELESS
            note = note if aloud else basics.say("write-first-named", name=who.name)
            place = Place(who.room.id, self._origin.thread)
        view = said_card(packed(note), self.event.id)
        outgoing = self._runtime.stores.outgoing(self._connection)
        outgoing.say(view, place, who.team_id, self._arrived)
        self._effects.wake = True


def perform(
    runtime: Runtime, connection: Connection, action: Action | Open[Any], *, now: Instant,
    seed: tuple[str | int, ...], team: TeamId | None = None, asker: PersonId | None = None,
    value: object = None,
) -> Effects:  # fmt: skip
    """Run an action of the house itself: a timer, a job's end, what follows a post.

    Its permission was that of the step which set it. An action that no step answers to does
    nothing. Raises `Declined` where there is nothing to do any more: then the transaction must be
    undone, and what asked for the action be closed in another.
    """
    found = None if team is None else runtime.stores.people(connection).team(team)
    language, zone = (found.language, found.zone) if found else ("en", "UTC")
    who = Who(None, asker, "", language, zone, None, found, Role.ADMIN)
    ctx = runtime.context(connection, now, who, seed=seed)
    step = runtime.registry.step(action.step)
    if step is None:
        return ctx.effects
    args = ctx.load(step, action.args)
    waited_for = () if step.takes is None else (value,)
    run_step(runtime.clock, step, ctx, *waited_for, *args)
    return ctx.effects


def moment(event: Event, now: Instant) -> Instant:
    """Return when an event counts: when it was said, if the platform knows, within bounds."""
    return min(max(event.said_at or event.received_at, now - _SAID_LATE), now)


def _leaves(said: Said) -> bool:
    """Say whether somebody who is being asked turns to something else: by a command alone."""
    alone = said.intent is not None and not said.intent.rest
    return alone or said.text.startswith(("/", "／"))


def _heard(filled: Filled, event: Event) -> HeardForm:
    mentions = event.mentions if isinstance(event, Heard) else ()
    return HeardForm(tuple(filled.problems), tuple(filled.notices), mentions)


def _phrase(words: Words) -> Phrase:
    return words if isinstance(words, Phrase) else basics.say("text", text=words)
