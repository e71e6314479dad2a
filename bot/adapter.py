"""What a platform is to the core: what it can, and four verbs."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

from msgspec import Struct, field

from bot.action import Action, Chosen, Open
from bot.domain.pace import Limit
from bot.domain.phrase import Phrase
from bot.event import Event
from bot.message import Card, Form
from bot.ports import Address

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef


class Hears(StrEnum):
    """Say what a platform lets the bot hear in a room."""

    ALL = "all"
    REPLIES = "replies"
    ADDRESSED = "addressed"


class Method(StrEnum):
    """Name what a limit counts."""

    POST = "post"
    EDIT = "edit"


class Pace(Struct, frozen=True):
    """Hold a platform's limits: for each room, for the whole connection, by method.

    `private` is for each private chat, where that is not as other rooms are.
    """

    room: Mapping[Method, Limit] = field(default_factory=dict)
    private: Mapping[Method, Limit] = field(default_factory=dict)
    connection: Mapping[Method, Limit] = field(default_factory=dict)
    repost: timedelta = timedelta(hours=6)
    """How long a copy that cannot be edited stands before it is posted anew for other counts.

    What it asks, and what can be chosen, is put right at once.
    """


class Capabilities(Struct, frozen=True):
    """Say what a connection can show and hear; decided at start and printed.

    `whisper_edits` says that what one person alone sees in a room can be changed there later.
    `buttons` is how many a message may carry (0: none); `note_chars` how long the private answer to
    a press may be (0: none); `token_bytes` what a button may carry.
    """

    buttons: int = 100
    fields: bool = True
    bars: bool = False
    choice: bool = True
    form: bool = True
    edit: bool = True
    whisper: bool = True
    whisper_edits: bool = True
    files: bool = True
    images: bool = True
    threads: bool = True
    pin: bool = False
    hears: Hears = Hears.ALL
    token_bytes: int = 255
    text_chars: int = 12_000
    note_chars: int = 2_000
    pace: Pace = field(default_factory=Pace)


class Drawn(Struct, frozen=True):
    """Hold one message ready for an adapter: localised, fitted, its actions sealed.

    `language` is the one that it is in, for what an adapter says beside it. `mark` is the same at
    every attempt at sending one message, and no other's; empty where nothing is tried twice. Where
    it is sent `again`, an earlier attempt may have succeeded: see `Resumes`.
    """

    card: Card
    view: str
    tokens: Mapping[Action | Open[Any], str] = field(default_factory=dict)
    language: str = "en"
    mark: str = ""
    again: bool = False


class DrawnForm(Struct, frozen=True):
    """Hold a form ready for an adapter."""

    form: Form
    token: str


class Answer(Struct, frozen=True):
    """Answer one event to the one who acted; empty where there is nothing to say.

    `note` is a card whose title says it all, perhaps with a button to take it back, which does
    nothing any more after the card's `redraw_at`; where it is `fleeting` it is kept nowhere. `own`
    is what only they see; with `replace` it takes the place of the message that was pressed, and an
    empty `own` then takes that message away. `chosen` says which answers now stand as theirs, where
    a platform can mark them before one person alone; `stands`, of all that somebody answered last,
    to who has `Returned`.

    Where the database failed, so that the event left no trace, or perhaps none, it is not `kept`:
    see `Deliver`.
    """

    note: Drawn | None = None
    own: Sequence[Drawn] = ()
    replace: bool = False
    form: DrawnForm | None = None
    language: str = "en"
    kept: bool = True
    chosen: Chosen | None = None
    stands: Sequence[Chosen] = ()
    fleeting: bool = False


NOTHING = Answer()

Deliver: TypeAlias = Callable[[Event], Awaitable[Answer]]
"""How an adapter hands an event in and gets its answer, after the commit; it never raises.

An answer that is `kept` settles the event: the adapter acknowledges it. One that is not leaves it
open. Where the platform delivers again what was not acknowledged, the adapter does not acknowledge
it and shows nothing: the same event, under the same id, is then heard for the first time, or
recognised if it was kept after all. Where a platform delivers only once, the adapter shows the
note, which asks the person to do it again, or to look first.
"""


class Adapter(Protocol):
    """Connect a platform. The outbox alone reacts to the errors that `send` and `edit` raise."""

    @property
    def name(self) -> str:
        """The connection's name in the configuration."""
        ...

    @property
    def realm(self) -> str:
        """Where account keys are unique: the platform, or one workspace of it."""
        ...

    @property
    def can(self) -> Capabilities:
        """What the connection can show and hear."""
        ...

    async def listen(self, deliver: Deliver) -> None:
        """Hand in events until cancelled."""
        ...

    async def send(self, address: Address, drawn: Drawn) -> str:
        """Send one message and return its ref.

        In the thread that the address names, else in that of the message `under` which it belongs;
        in the room itself where the thread is closed or gone. Raises `AdapterError` (refused for
        good), `TryLater`, `Unreachable` or `Uncertain`.
        """
        ...

    async def edit(self, address: Address, ref: str, drawn: Drawn) -> None:
        """Let a message show something else; errors as `send`.

        Raises `Gone` where it stands no longer where it was, and the same is to be sent anew;
        `Fixed` where it stands and can be changed no more.
        """
        ...

    async def strike(self, address: Address, ref: str) -> None:
        """Take a message away, or cross it out where it cannot be taken away."""
        ...


@runtime_checkable
class Downloads(Protocol):
    """Fetch files that people sent, where the platform has them."""

    def download(self, key: str) -> AsyncGenerator[bytes, None]:
        """Yield a file's content, piece by piece: whoever takes it may stop when it is too much.

        Raises, before the first piece or after it, `AdapterError` where the file cannot be had,
        and `TryLater` or `Uncertain` where another attempt may have it.
        """
        ...


@runtime_checkable
class Pins(Protocol):
    """Pin messages, where the connection `can.pin`; to do it twice is to have done it once."""

    async def pin(self, address: Address, ref: str) -> None:
        """Pin a message, without a sound. Errors as `send`, and `Forbidden` where we may not."""
        ...

    async def unpin(self, address: Address, ref: str) -> None:
        """Unpin a message; errors as `pin`. What is gone, or not pinned, is as it should be."""
        ...


@runtime_checkable
class Serves(Protocol):
    """Answer over HTTP, on the one server of the house."""

    def routes(self) -> "Sequence[AbstractRouteDef]":
        """Return what is answered; asked once, before the server starts."""
        ...


class Finding(Struct, frozen=True):
    """Say one thing that was looked at: `good` where it is as it should be.

    What is not says what is missing, what that costs, and what to do.
    """

    says: Phrase
    good: bool = True


@runtime_checkable
class Checks(Protocol):
    """Look at a connection without sending anything to anybody."""

    async def check(
        self, rooms: Sequence[Address] = (), *, alone: bool = False
    ) -> Sequence[Finding]:
        """Say how the connection stands: its token, its permissions, what it hears, its clock.

        `rooms` are those of teams, as far as they are known. Works without `listen` and takes
        nothing up: another process of this house may be listening meanwhile, unless we are `alone`.
        """
        ...


@runtime_checkable
class Metered(Protocol):
    """Live on an allowance: the platform counts what is asked of it each month."""

    @property
    def left(self) -> float:
        """The share of the allowance that is left, from 1 down to 0 (see `bot.meter`)."""
        ...


@runtime_checkable
class Resumes(Protocol):
    """Tell whether a message went out of which nobody knows, where the platform can be asked."""

    async def resume(self, address: Address, drawn: Drawn) -> str | None:
        """Let what an earlier attempt sent show `drawn`, and return its ref; None: nothing was.

        Raises `AdapterError` where nobody can tell, and else as `send`.
        """
        ...


class Recalls(Protocol):
    """Take up messages that an earlier process sent, where the adapter itself keeps nothing."""

    @property
    def name(self) -> str:
        """The connection's name."""
        ...

    def recall(self, address: Address, ref: str, drawn: Drawn) -> None:
        """Take up one message, without showing it again."""
        ...
