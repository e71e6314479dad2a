"""A house to measure: a team of any size, one open poll, and a platform that only records."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Final

from sqlalchemy import Connection, insert

from bot.action import Action
from bot.adapter import Answer, Capabilities, Deliver, Drawn, Method, Pace
from bot.clock import Clock, SystemClock
from bot.composition.assembly import Assembly, assemble
from bot.domain.call import CallId
from bot.domain.identity import PersonId, Purpose, Role, TeamId
from bot.domain.pace import Limit
from bot.domain.phrase import Instant
from bot.domain.poll import OptionId, PollId
from bot.event import Heard, Origin, Pressed
from bot.message import as_lines
from bot.ports import Address
from commands.poll import answer
from storage.identity import (
    account_key,
    account_table,
    membership,
    person_table,
    room_key,
    room_table,
)
from storage.people import People
from storage.polls import Polls, poll_answer

NAME: Final = "bench"
ROOM: Final = "main"
KEY: Final = b"the key of houses to be measured"
OPTIONS: Final = ("Library", "Room 204", "Online", "Town hall")

_AT_ONCE: Final = 500
"""Rows of one insert: PostgreSQL takes no more than 32,767 values."""


@dataclass(frozen=True, slots=True)
class Where:
    """Say in which platform's keys a house is set up: person n is `<account><first + n>`.

    With `own` each of them speaks from a room of theirs, `<own><first + n>`, known already.
    """

    connection: str = NAME
    realm: str = NAME
    room: str = ROOM
    account: str = "p"
    first: int = 0
    ref: int = 0
    """The number of the first message that is sent."""
    chat: str = ""
    """What stands before a message's number in its key."""
    own: str | None = None

    def key(self, person: int) -> str:
        """Return a person's key."""
        return f"{self.account}{self.first + person}"


BENCH: Final = Where()


@dataclass(slots=True)
class Recorder:
    """Be a platform that keeps what it is told; a room may be edited once a second."""

    name: str = NAME
    realm: str = NAME
    can: Capabilities = field(
        default_factory=lambda: Capabilities(
            bars=True, pace=Pace(room={Method.EDIT: Limit(timedelta(seconds=1))})
        )
    )
    sent: list[Drawn] = field(default_factory=list)
    edits: int = 0
    chat: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    _refs: "count[int]" = field(default_factory=count)

    async def listen(self, deliver: Deliver) -> None:
        """Do nothing: events are handed in by whoever measures."""

    async def send(self, address: Address, drawn: Drawn) -> str:
        """Record a message."""
        del address
        self.sent.append(drawn)
        return f"{self.chat}{next(self._refs)}"

    async def edit(self, address: Address, ref: str, drawn: Drawn) -> None:
        """Record what a message now shows."""
        del address, ref
        self.edits += 1
        self.sent.append(drawn)

    async def download(self, key: str) -> AsyncGenerator[bytes, None]:
        """Yield a file that somebody sent."""
        yield self.files[key]

    async def strike(self, address: Address, ref: str) -> None:
        """Do nothing: nothing is struck here."""

    @property
    def shows(self) -> str:
        """What the newest message says."""
        return "\n".join(as_lines(self.sent[-1].card))


@dataclass(frozen=True, slots=True)
class Ballot:
    """Hold an open poll and the tokens of its options' buttons."""

    poll: PollId
    tokens: tuple[str, ...]


@dataclass(slots=True)
class House:
    """Hold a running Muster with a team in which everybody may answer."""

    assembly: Assembly
    recorder: Recorder
    team: TeamId
    where: Where = BENCH
    _ids: "count[int]" = field(default_factory=count)

    def origin(self, person: int) -> Origin:
        """Return from where one of the team speaks."""
        where = self.where
        return Origin(
            where.connection, where.room, where.key(person), f"Person {person}",
            language="en", title="Main",
        )  # fmt: skip

    @property
    def now(self) -> Instant:
        """The time of the house."""
        return self.assembly.muster.runtime.clock.now()

    def press(self, person: int, token: str) -> Pressed:
        """Return a press of a button, as an adapter reads it."""
        return Pressed(
            id=f"e{next(self._ids)}", origin=self.origin(person), received_at=self.now, token=token
        )

    def vote(self, ballot: Ballot, number: int, people: int) -> Pressed:
        """Return the press that is vote `number` of a crowd that goes on changing its mind."""
        return self.press(number % people, ballot.tokens[choice(number, people)])

    async def says(self, person: int, text: str) -> Answer:
        """Let one of the team say something to the bot."""
        return await self.assembly.muster.handle(
            Heard(
                id=f"e{next(self._ids)}", origin=self.origin(person), received_at=self.now,
                text=text, addressed=True,
            )
        )  # fmt: skip

    async def open_poll(self, how: str = "") -> Ballot:
        """Draft a poll, post it and let its card go out, as an organiser would."""
        line = f"poll Where to meet next week? {' / '.join(OPTIONS)} {how}".strip()
        drafted = await self.says(0, line)
        posting = tokens_of(drafted.own, "poll.post")
        await self.assembly.muster.handle(self.press(0, posting[0]))
        await self.assembly.muster.settle()
        tokens = tokens_of(self.recorder.sent[-1:], answer.name)
        read = self.assembly.muster.runtime.seal.read(tokens[0])
        assert isinstance(read, Action)
        assert isinstance(read.args[0], int)
        return Ballot(PollId(CallId(read.args[0])), tuple(tokens))

    async def fill(self, ballot: Ballot, people: int) -> None:
        """Let the first `people` of the team have answered, without the road that is measured."""
        now = self.now

        def fill(connection: Connection) -> None:
            known = Polls(connection).find(ballot.poll)
            assert known is not None
            options = [option.id for option in known.options]
            rows = [
                {
                    "poll": ballot.poll, "voter": str(person_of(each)), "slot": 0, "at": now,
                    "option": OptionId(options[each % len(options)]), "person": person_of(each),
                }
                for each in range(people)
            ]  # fmt: skip
            insert_all(connection, poll_answer, rows)

        await self.assembly.database.run(fill)


@asynccontextmanager
async def open_house(
    url: str, people: int, *, clock: Clock | None = None, pool: int = 10, where: Where = BENCH
) -> AsyncIterator[House]:
    """Open a house with a team of `people` on an empty database, and close it."""
    recorder = Recorder(where.connection, where.realm, chat=where.chat, _refs=count(where.ref))
    assembly = await assemble(url, [recorder], clock or SystemClock(), [KEY], pool=pool)
    try:
        team = await assembly.database.run(lambda c: _found(c, where))
        house = House(assembly, recorder, team, where)
        await assembly.database.run(lambda c: _enrol(c, people, team, house.now, where))
        yield house
    finally:
        await assembly.close()


def choice(number: int, people: int) -> int:
    """Return which option vote `number` chooses: another one each time a person's turn comes."""
    return (number + number // people) % len(OPTIONS)


def _found(connection: Connection, where: Where) -> TeamId:
    people = People(connection)
    home = people.found("School", "en", "Asia/Shanghai", "bench")
    team = people.team_called("Team", home, "en", "Asia/Shanghai")
    people.room_for(where.connection, where.room, "Main", team=team, purpose=Purpose.MAIN)
    return team


def _enrol(connection: Connection, people: int, team: TeamId, now: Instant, where: Where) -> None:
    """Put a team into its tables at once; through the front door it would take minutes."""
    numbers = range(people)
    insert_all(
        connection,
        person_table,
        [{"id": person_of(each), "organisation": 1, "name": f"Person {each}"} for each in numbers],
    )
    insert_all(
        connection,
        account_table,
        [
            {
                "id": person_of(each), "realm": where.realm, "person": person_of(each),
                "shown_name": f"Person {each}", "seen_at": now,
            }
            for each in numbers
        ],
    )  # fmt: skip
    insert_all(
        connection,
        account_key,
        [
            {"realm": where.realm, "key": where.key(each), "account": person_of(each)}
            for each in numbers
        ],
    )
    if where.own is not None:
        insert_all(
            connection,
            room_table,
            [
                {
                    "id": person_of(each), "connection": where.connection, "kind": "private",
                    "purpose": Purpose.OTHER.value, "title": f"Person {each}",
                }
                for each in numbers
            ],
        )  # fmt: skip
        insert_all(
            connection,
            room_key,
            [
                {
                    "connection": where.connection, "key": f"{where.own}{where.first + each}",
                    "room": person_of(each),
                }
                for each in numbers
            ],
        )  # fmt: skip
    role = [Role.MEMBER, Role.ORGANISER]
    insert_all(
        connection,
        membership,
        [
            {
                "team": team, "person": person_of(each), "role": role[each == 0].name.lower(),
                "joined_on": now, "source": "bench",
            }
            for each in numbers
        ],
    )  # fmt: skip


def insert_all(connection: Connection, table: object, rows: Sequence[dict[str, object]]) -> None:
    """Put rows into a table, as many at once as any database takes."""
    for first in range(0, len(rows), _AT_ONCE):
        connection.execute(insert(table), rows[first : first + _AT_ONCE])  # type: ignore[arg-type]  # any table


def person_of(number: int) -> PersonId:
    """Return who person `number` of a house is."""
    return PersonId(1000 + number)


def tokens_of(drawn: Sequence[Drawn], step: str) -> list[str]:
    """Return the tokens of all buttons of a step, in their order."""
    return [token for each in drawn for action, token in each.tokens.items() if action.step == step]
