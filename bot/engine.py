"""The road of one event: parse, one transaction, and the answer once that has committed.

Whatever comes in, a typed line, a pressed button, a form, a timer, a finished job, ends as an
action whose step runs in one transaction (`bot.turn`). What is to be seen besides is left to the
outbox.
"""

import hashlib
import logging
from collections.abc import Callable, Hashable
from itertools import islice
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot import house
from bot.action import Action, Chosen, Open, View
from bot.adapter import NOTHING, Answer, Capabilities, Drawn, DrawnForm
from bot.basics import basics, said_card, undo_this
from bot.context import Effects
from bot.dialogue import form_for
from bot.domain.identity import PersonId, RoomId, TeamId
from bot.domain.phrase import Instant, Phrase, Variant, Words
from bot.draw import Picture, Studio
from bot.errors import Declined, StoreError
from bot.event import Event, Heard, Pressed, Returned, Submitted, cleaned
from bot.fit import fit
from bot.intent import code
from bot.keep import packed
from bot.localise import localise_form
from bot.message import Button, Buttons, Card
from bot.ports import Connection, Message, Posted, Priority
from bot.runtime import Runtime
from bot.turn import FormWish, Ignored, Outcome, Said, Turn, perform
from bot.when import get_ready_to_read
from bot.words import Voice, isolated, voice_for

log = logging.getLogger(__name__)

_Acts: TypeAlias = Said | Pressed | Submitted | Heard
"""What somebody does; all else a platform tells of itself."""

_STANDING: Final = 100
"""Of how many things of each feature somebody who comes back is told what they answered."""


class Engine:
    """Handle events, and perform what the house itself set going."""

    def __init__(self, runtime: Runtime, studio: Studio, after: Callable[[Effects], None]) -> None:
        """Take the running Muster; `after` hears what each committed turn left to be shown."""
        self._runtime = runtime
        self._studio = studio
        self.after = after

    def get_ready(self) -> None:
        """Do beforehand what the first who comes would else wait for; in any thread."""
        get_ready_to_read()
        self._runtime.words.get_ready_to_speak()
        _ = self._runtime.registry.intents

    async def handle(self, event: Event) -> Answer:
        """Handle one event: run its turn, and answer once that has committed.

        Never raises: what is expected is answered in words, a bug is logged under the turn's
        number, which the person is given. Where the database failed the answer is not `kept`,
        and the event may come again; see `bot.adapter.Deliver`.
        """
        event = cleaned(event)
        if isinstance(event, Returned):
            return await self._stands(event)
        wish = self._wish(event)
        if wish is None:
            return NOTHING
        try:
            outcome = await self._turn(event, wish)
        except StoreError as error:
            log.exception("turn %s could not be kept", turn := _turn_of(event))
            sorry = basics.say("perhaps" if error.uncertain else "bug", turn=turn)
            return replace(self._sorry(event, sorry), kept=False)
        except Exception:
            log.exception("turn %s failed", turn := _turn_of(event))
            return self._sorry(event, basics.say("bug", turn=turn))
        if outcome is None:
            return NOTHING
        if isinstance(outcome, Effects):
            self.after(outcome)
            return NOTHING
        try:
            self._runtime.checkpoint("committed")
            self.after(outcome.effects)
            return await self._answer(event, outcome)
        except Exception:
            log.exception("turn %s was kept, and could not be answered", turn := _turn_of(event))
            return self._sorry(event, basics.say("perhaps", turn=turn))

    def _sorry(self, event: Event, sorry: Phrase) -> Answer:
        """Tell whoever acted that something went wrong; of a room's own events nobody is told."""
        if not isinstance(event, Pressed | Submitted | Heard):
            return NOTHING
        language = event.origin.language or "en"
        words, now = self._runtime.words, self._runtime.clock.now()
        voice = voice_for(words, language, ZoneInfo("UTC"), now)
        return Answer(note=_note(Card(words.say(sorry, voice)), language), language=language)

    def perform(
        self, connection: Connection, action: Action | Open[Any], *, now: Instant,
        seed: tuple[str | int, ...], team: TeamId | None = None, asker: PersonId | None = None,
        value: object = None,
    ) -> Effects:  # fmt: skip
        """Run an action of the house itself within a transaction; see `bot.turn.perform`."""
        return perform(
            self._runtime, connection, action,
            now=now, seed=seed, team=team, asker=asker, value=value,
        )  # fmt: skip

    def report_dead(
        self, connection: Connection, message: Message | Posted, now: Instant
    ) -> Effects:
        """Tell the organisers of a team, once, that a message could not be delivered."""
        if message.team is None or message.view.name == said_card.name:
            return Effects(wake=True)
        room = self._runtime.stores.people(connection).room(message.place.room)
        said = basics.say(
            "unreached" if room.private else "undelivered", room=room.title,
            connection=room.connection,
        )  # fmt: skip
        return house.tell_organisers(
            self._runtime.stores, connection, message.team, said, f"dead-{message.id}", now,
            aside=room.id,
        )  # fmt: skip

    def report_unpinned(
        self, connection: Connection, copy: Posted, why: str, now: Instant
    ) -> Effects:
        """Tell the organisers of a team, once a day for a room, that nothing can be pinned there.

        `why` is "right" where they only have to let us.
        """
        stores = self._runtime.stores
        room = stores.people(connection).room(copy.place.room)
        key, said = f"unpinned-{room.id}", basics.say("unpinned", room=room.title, why=Variant(why))
        if copy.team is None or house.told_lately(stores, connection, said, key, now):
            return Effects(wake=True)
        return house.tell_organisers(stores, connection, copy.team, said, key, now)

    def report_standstill(
        self, connection: Connection, name: str, room: RoomId | None, now: Instant, *, shut: bool
    ) -> Effects:
        """Tell organisers that nothing goes out to a room, or (None) on a whole connection.

        `shut` where that lets us in no more, and so somebody has to do something.
        """
        stores = self._runtime.stores
        if room is None:
            return house.tell_of_standstill(stores, connection, name, now, shut=shut)
        found = stores.people(connection).room(room)
        said = basics.say("standstill-room", room=found.title, connection=name)
        key = f"standstill-{room}"
        # In private there is nobody else to tell.
        team = None if found.private else found.team
        if team is None or house.told_lately(stores, connection, said, key, now):
            return Effects()
        return house.tell_organisers(stores, connection, team, said, key, now)

    def report_undone(
        self, connection: Connection, number: str, team: TeamId | None, now: Instant, *,
        asker: PersonId | None = None,
    ) -> Effects:  # fmt: skip
        """Tell whoever asked for it, else the organisers of the team, that something is given up.

        `number` is what `python -m bot check` calls it.
        """
        stores, key = self._runtime.stores, f"undone-{number}"
        asked = None if asker is None else stores.people(connection).private_room(asker)
        if asked is not None:
            said = said_card(packed(basics.say("undone", number=number)), key)
            outgoing = stores.outgoing(connection)
            outgoing.tell(said, asked, team, now, priority=Priority.TELL, not_before=None)
        elif team is not None:
            by_itself = basics.say("undone-by-itself", number=number)
            house.tell_organisers(stores, connection, team, by_itself, key, now)
        return Effects(wake=True)

    async def _stands(self, event: Returned) -> Answer:
        """Return which answers now stand as somebody's own, of all that they answered last."""
        runtime, now = self._runtime, self._runtime.clock.now()
        realm = runtime.adapters[event.origin.connection].realm

        def chosen(connection: Connection) -> tuple[Chosen, ...]:
            people = runtime.stores.people(connection)
            who = people.identify(event.origin, realm, now, None, None).person
            if who is None:
                return ()
            read = self._runtime.read(connection, now)
            found = (
                each.chosen(read, who)
                for feature in runtime.registry.features
                if feature.had_answered
                for each in islice(feature.had_answered(read, who), _STANDING)
            )
            return tuple(each for each in found if each is not None)

        try:
            return Answer(stands=await runtime.store.read(chosen))
        except StoreError:
            log.exception("what stands as somebody's own could not be read")
            return replace(NOTHING, kept=False)

    def _wish(self, event: Event) -> Said | Event | None:
        """Return what is wished for, decided without the database: ignored talk costs nothing."""
        if not isinstance(event, Heard):
            return event
        if not (event.addressed or event.origin.private or event.reply_to):
            return self._overheard(event.text.strip())
        if event.files:
            return event
        text = event.text.strip()
        addressed = event.addressed or event.origin.private
        intent = self._runtime.registry.intents.read(text) if addressed else None
        return Said(text, intent, code(text), event.reply_to, addressed)

    def _alike(self, event: Event) -> Hashable:
        """Return what all do who wait for one another: they press one button, and it queues."""
        if not isinstance(event, Pressed):
            return None
        action = self._runtime.seal.read(event.token)
        step = self._runtime.registry.step(action.step) if isinstance(action, Action) else None
        return event.token if step is not None and step.options.queues else None

    def _overheard(self, text: str) -> Said | None:
        """Return what somebody said to nobody in particular, and meant for the minutes."""
        intent = self._runtime.registry.intents.overheard(text)
        return None if intent is None else Said(text, intent, None, addressed=False)

    async def _turn(self, event: Event, wish: Said | Event) -> Outcome | Effects | None:
        """Run the turn; what is declined is answered in words, and nothing of it is kept.

        Of what nobody did, but the platform tells, only effects come.
        """
        runtime = self._runtime
        now = runtime.clock.now()
        turns: list[Turn] = []

        def first(connection: Connection) -> bool:
            inbox = runtime.stores.inbox(connection)
            return inbox.first(event.origin.connection, event.id, now)

        def run(connection: Connection) -> Outcome | Effects | None:
            if not first(connection):
                return None
            if not isinstance(wish, _Acts):
                return house.note(runtime, connection, wish, now)
            turns.append(Turn(runtime, connection, event, now))
            outcome = turns[-1].take(wish)
            runtime.checkpoint("step")
            return outcome

        try:
            return await runtime.store.run(run, alike=self._alike(event))
        except Ignored:
            return None
        except Declined as error:
            declined = error
        turn = turns[-1]
        form = turn.sent if declined.field is not None else None
        alone = form is None and declined.own is None and not declined.stranger
        if turn.who is not None and alone and turn.at_once(declined.phrase):
            return Outcome(turn.who, Effects(), note=declined.phrase)

        def refuse(connection: Connection) -> Outcome | None:
            again = Turn(runtime, connection, event, now)
            # An answer that was lost is given again; what is sent as a message is sent once.
            rides_back = again.can.form if form else again.can.whisper
            if not rides_back and not first(connection):
                return None
            return again.refuse_form(form, declined) if form else again.deliver_refusal(declined)

        return await runtime.store.run(refuse)

    # The answer, after the commit

    async def _answer(self, event: Event, outcome: Outcome) -> Answer:
        who, can = outcome.who, self._runtime.adapters[event.origin.connection].can
        now = self._runtime.clock.now()
        zone = who.team.zone if who.team else who.zone
        voice = voice_for(self._runtime.words, who.language, ZoneInfo(zone), now)
        place = who.room.id if who.room else 0
        own: tuple[Drawn, ...] = ()
        if outcome.own is not None:
            picture = await self._own_picture(outcome.own, voice, can, now)
            own = () if picture is None else await self._studio.seal(picture, place, can)
        form = None
        if outcome.form is not None:
            form = await self._form(outcome.form, voice, can)
        note = None
        if outcome.brief is not None:
            note = _note(Card(outcome.brief), voice.language)
        elif outcome.note is not None and outcome.undo is not None:
            undoable = self._undoable(outcome.note, outcome.undo, outcome.until, voice, can)
            note, *_ = await self._studio.seal(undoable, place, can)
        elif outcome.note is not None:
            card, *_ = fit(Card(self._say(outcome.note, voice)), can)
            note = _note(card, voice.language)
        pressed_own = isinstance(event, Pressed) and event.own
        gives_way = outcome.own is not None or outcome.given_way
        return Answer(
            note=note, own=own, form=form, language=voice.language,
            replace=pressed_own and gives_way, chosen=outcome.chosen, fleeting=outcome.fleeting,
        )  # fmt: skip

    async def _own_picture(
        self, view: View, voice: Voice, can: Capabilities, now: Instant
    ) -> Picture | None:
        def draw(connection: Connection) -> Card | None:
            return self._studio.card(self._runtime.read(connection, now), view)

        card = await self._runtime.store.read(draw)
        return None if card is None else self._studio.picture(card, view.name, voice, can)

    def _undoable(
        self, note: Words, undo: int, until: Instant | None, voice: Voice, can: Capabilities
    ) -> Picture:
        button = Button(basics.say("undo-button"), undo_this(undo))
        card = Card(note, (Buttons((button,)),), redraw_at=until)
        return self._studio.picture(card, "core.note", voice, can)

    async def _form(self, wish: FormWish, voice: Voice, can: Capabilities) -> DrawnForm:
        step = self._runtime.registry.step(wish.action.step)
        assert step is not None
        words = self._runtime.words
        form = form_for(
            wish.action, step, wish.values, words, voice,
            more=wish.more, typed=wish.typed, problems=wish.problems, about=wish.about,
        )  # fmt: skip
        rows: dict[str, Action | Open[Any]] = {}
        token = self._studio.token(wish.action, 0, can, rows)
        if rows:
            await self._studio.keep(rows)
        return DrawnForm(localise_form(form, words, voice), token)

    def _say(self, words: Words, voice: Voice) -> str:
        if isinstance(words, Phrase):
            return self._runtime.words.say(words, voice)
        return isolated(words)


def _note(card: Card, language: str) -> Drawn:
    return Drawn(card, "core.note", language=language)


def _turn_of(event: Event) -> str:
    """Return the number of an event's turn, which people are given and the log has, too."""
    return hashlib.sha256(event.id.encode()).hexdigest()[:6].upper()
