"""What a person does on the stage, and what they read there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec.structs import replace
from sqlalchemy import Connection, select

from bot.action import Action
from bot.command import StepBase
from bot.dialogue import dialogues, question
from bot.domain.identity import PersonId
from bot.event import Event, Heard, HeardFile, Origin, Pressed, Submitted
from bot.message import Button
from storage.identity import account_table
from storage.people import People
from tests.pretend import PRIVATE, Message, Platform, reader_of, shown

if TYPE_CHECKING:
    from tests.stage import Stage

MAIN: Final = "main"
"""The key of the main room on every platform."""

_PATIENCE: Final = 40
"""After how many questions in a row a person gives up."""


Wanted: TypeAlias = "str | StepBase | Action"
"""What somebody chooses: by what stands on a button, by a step, or by exactly what it would do."""


@dataclass(frozen=True, slots=True)
class Chat:
    """Look at a room, or at somebody's private chat: what stands there now, the oldest first."""

    platform: Platform
    key: str

    @property
    def texts(self) -> list[str]:
        """All messages for all to see there, as a person reads them."""
        return [each.text for each in self.messages]

    @property
    def last(self) -> str:
        """The newest of them; empty where there is none."""
        return self.texts[-1] if self.messages else ""

    @property
    def messages(self) -> list[Message]:
        """The messages themselves."""
        private = reader_of(self.key)
        return [
            each for each in self.platform.messages.values()
            if each.room == self.key and each.reader == private
        ]  # fmt: skip


@dataclass(slots=True)
class Actor:
    """Be a person on one platform. Each thing that they do returns what they alone were told."""

    stage: "Stage"
    platform: Platform
    name: str
    language: str
    reachable: bool = True
    _began: "Wanted" = ""
    """What was chosen last: where questions follow, what began them."""

    @property
    def private(self) -> Chat:
        """What stands in the private chat with the bot."""
        return Chat(self.platform, PRIVATE + self.name)

    @property
    def sees(self) -> list[str]:
        """The labels of all buttons and menu entries that are offered to this person now."""
        return [shown(button) for _, button in self._offers()]

    def elsewhere(self, on: str, name: str | None = None) -> "Actor":
        """Return the same person on another platform, or under another name on the same one."""
        other = Actor(
            self.stage, self.stage.platforms[on], name or self.name, self.language, self.reachable
        )

        def alias(connection: Connection) -> None:
            people, now = People(connection), self.stage.clock.now()
            mine = people.account_for(self.origin(), self.platform.realm, now)
            person = connection.scalar(
                select(account_table.c.person).where(account_table.c.id == mine)
            )
            assert person is not None, f"{self.name} is a stranger"
            theirs = people.account_for(other.origin(), other.platform.realm, now)
            people.give(theirs, PersonId(person))

        self.stage.before_next(alias)
        return other

    # Saying

    async def says(
        self, text: str, *, room: Chat | None = None, thread: str | None = None, topic: str = ""
    ) -> str:
        """Say something to the bot in a room, the main one unless told otherwise.

        Perhaps in a thread of it; `topic` is what the platform tells that is called.
        """
        return await self._say(text, room.key if room else MAIN, thread=thread, topic=topic)

    async def says_in_private(self, text: str) -> str:
        """Say something in the private chat with the bot."""
        self.reachable = True
        return await self._say(text, PRIVATE + self.name)

    async def talks(self, text: str, *, room: Chat | None = None) -> str:
        """Say something in a room that is not for the bot, which may not even hear it."""
        if self.platform.can.hears != "all":
            return ""
        return await self._say(text, room.key if room else MAIN, addressed=False)

    async def replies(self, text: str, *, room: Chat | None = None) -> str:
        """Reply to the bot's newest message in a room; where it must be addressed, so it is."""
        chat = room or Chat(self.platform, MAIN)
        ref, addressed = chat.messages[-1].ref, self.platform.can.hears == "addressed"
        return await self._say(text, chat.key, addressed=addressed, reply_to=ref)

    async def sends(
        self, name: str, content: bytes = b"", *, pieces: Iterable[bytes] | None = None
    ) -> str:
        """Send a file in private; of `pieces` the platform hands out one after the other."""
        self.platform.files[name] = (content,) if pieces is None else pieces
        event = Heard(
            id=self.stage.event_id(), origin=self.origin(PRIVATE + self.name),
            received_at=self.stage.clock.now(), text="", addressed=True,
            files=(HeardFile(name, name, len(content)),),
        )  # fmt: skip
        return await self._does(event)

    # Choosing

    def is_offered(self, what: "Wanted") -> bool:
        """Say whether something can be chosen now."""
        return any(_is(what, button) for _, button in self._offers())

    async def picks(self, what: "Wanted", *, gone: bool = False) -> str:
        """Choose what a label says, a step or one action: press its button, or type its code.

        Of several messages that offer it the newest is meant. `gone` lets a button be pressed that
        is no longer there, but still on a screen that was not refreshed.
        """
        self._began = what
        return await self._pick(what, gone=gone)

    async def _pick(self, what: "Wanted", *, gone: bool = False) -> str:
        message, button = self._find(what, gone=gone)
        if (code := message.code(shown(button))) is not None:
            return await self._say(code, message.room)
        event = Pressed(
            id=self.stage.event_id(), origin=self.origin(message.room),
            received_at=self.stage.clock.now(), token=message.drawn.tokens[button.action],
            message=message.ref, own=message.own,
        )  # fmt: skip
        return await self._does(event, message)

    def _find(self, what: "Wanted", *, gone: bool) -> tuple[Message, Button]:
        for message, button in self._offers(gone=gone):
            if _is(what, button):
                return message, button
        wanted = what.name if isinstance(what, StepBase) else what
        raise AssertionError(f"nothing offers {self.name} {wanted!r}, only {self.sees}")

    def _offers(self, *, gone: bool = False) -> Iterator[tuple[Message, Button]]:
        for message in self.platform.seen_by(self.name, past=gone):
            yield from ((message, button) for button in message.drawn.card.buttons())

    # Forms

    async def answers(self, **values: str) -> str:
        """Answer the form that is open, or the questions that are asked in its stead.

        Values go by the fields' names. The rest of a form stays as it stands, and what may be left
        empty of questions is. Returns what was told last: where an answer was not taken, why.
        """
        if self.name in self.platform.forms:
            return await self._submits(values)
        left, told = dict(values), ""
        for _ in range(_PATIENCE):
            question = self._question()
            if question is None and not left:
                return told
            if question is None:
                # Everything is filled in already: the questions begin by asking what to change.
                told = await self._pick(self._began)
                question = self._question()
            assert question is not None, f"{self.name} is not asked for {list(left)}"
            offered = set(map(shown, question.drawn.card.buttons()))
            again = any(self._asks(question, name) for name in values.keys() - left.keys())
            asked = next((name for name in left if self._asks(question, name)), None)
            listed = next((label for name in left for label in self._labels(name) & offered), None)
            none = self.stage.phrase(dialogues.say("none"), self.language)
            empty = next((label for label in offered if label.startswith(none)), None)
            if again:
                return told
            if asked is not None:
                told = await self._say(left.pop(asked), question.room)
            elif listed is not None:
                told = await self._pick(listed)
            elif empty is not None:
                told = await self._pick(empty)
            else:
                return told
        raise AssertionError(f"{self.name} is asked for ever; now:\n{told}")

    async def _submits(self, values: Mapping[str, str]) -> str:
        drawn = self.platform.forms.pop(self.name)
        sent = {each.name: each.value for each in drawn.form.fields}
        assert values.keys() <= sent.keys(), f"the form has only the fields {list(sent)}"
        event = Submitted(
            id=self.stage.event_id(), origin=self.origin(),
            received_at=self.stage.clock.now(), token=drawn.token, values={**sent, **values},
        )  # fmt: skip
        return await self._does(event)

    def _question(self) -> Message | None:
        """Return the question that stands at the end of the private chat, if one does."""
        newest = self.private.messages[-1:]
        return newest[0] if newest and newest[0].drawn.view == question.name else None

    def _asks(self, message: Message, name: str) -> bool:
        """Say whether a question asks for a field: in the feature's words, else by its label."""
        key, title = f"field-{name.replace('_', '-')}", message.text.partition("\n")[0]
        by_label = {
            self.stage.phrase(dialogues.say("question", field=label), self.language)
            for label in self.stage.labels(key, self.language)
        }
        return title.endswith((*self.stage.labels(f"{key}-ask", self.language), *by_label))

    def _labels(self, name: str) -> set[str]:
        """Return how a field is called in this person's language, in whichever feature."""
        return self.stage.labels(f"field-{name.replace('_', '-')}", self.language)

    # How it is done

    def origin(self, room: str = MAIN) -> Origin:
        """Say where an event of this person comes from."""
        return Origin(
            connection=self.platform.name,
            room=room,
            account=self.name,
            name=self.name,
            private=room.startswith(PRIVATE),
            language=self.language,
            direct=PRIVATE + self.name if self.reachable else None,
        )

    async def _say(
        self, text: str, room: str, *, addressed: bool = True, reply_to: str | None = None,
        thread: str | None = None, topic: str = "",
    ) -> str:  # fmt: skip
        return await self._does(
            Heard(
                id=self.stage.event_id(),
                origin=replace(self.origin(room), thread=thread, topic=topic),
                received_at=self.stage.clock.now(),
                text=text,
                addressed=addressed,
                reply_to=reply_to,
            )
        )

    async def _does(self, event: Event, pressed: Message | None = None) -> str:
        await self.stage.set_up()
        before = len(self.platform.sights)
        await self.stage.deliver(event, pressed)
        seen = self.platform.sights[before:]
        return "\n".join(each.text for each in seen if each.reader == self.name)


def _is(wanted: Wanted, button: Button) -> bool:
    """Say whether a button is what somebody chooses."""
    if isinstance(wanted, StepBase):
        return wanted.name == button.action.step
    return wanted in {shown(button), button.action}
