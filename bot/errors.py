"""What Muster calls its failures.

    BotError
    ├── Declined        expected: what happened, what was kept, what to do
    ├── AdapterError    a platform refused for good
    │   ├── TryLater    it will take the same message later
    │   │   └── ShutOut it lets us in no more, before somebody mends that
    │   ├── Unreachable the room or the person is gone
    │   ├── Gone        the message that was to be changed is gone
    │   ├── Fixed       the message stands, and can be changed no more
    │   ├── Forbidden   we may not do this there, as long as nobody lets us
    │   └── Uncertain   it may have been sent
    ├── FileTooLargeError  more was sent than may be kept
    ├── StoreError      the database failed: nothing was kept, or nobody knows
    └── ConfigError     the settings cannot be read

Anything else that is raised is a bug. The first line of an exception's docstring is its default
message.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from bot.domain.phrase import Phrase

if TYPE_CHECKING:
    from bot.action import View

Line: TypeAlias = int | Literal["--set"] | None
"""Where a setting was said: a line of the file, the command line, or nowhere in particular."""


def described(error: BaseException) -> str:
    """Say in one line what an error is, for a row that somebody looks at later."""
    return f"{type(error).__name__}: {error}"


class BotError(Exception):
    """Muster could not do this."""

    def __str__(self) -> str:
        given = super().__str__()
        return given or (type(self).__doc__ or type(self).__name__).partition("\n")[0]


class Declined(BotError):  # noqa: N818 - an answer to a person, not a fault
    """The step was declined.

    `phrase` tells the person; `field` names the one field of a form that is asked again; `own` is
    what they are shown besides, in private or not at all. A `stranger` was refused because they are
    no member of the team in whose room they acted. The text
    of the exception is the phrase's key only, since its arguments are what somebody typed and
    must not reach a log.
    """

    def __init__(
        self, phrase: Phrase, field: str | None = None, *, own: "View | None" = None,
        stranger: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(phrase, field)
        self.phrase = phrase
        self.field = field
        self.own = own
        self.stranger = stranger

    def __str__(self) -> str:
        return f"{self.phrase.feature}.{self.phrase.key}"


class AdapterError(BotError):
    """The platform refused for good."""


class TryLater(AdapterError):  # noqa: N818 - read as the advice that it is
    """The platform asks us to wait.

    `after` is how long it said, or None where it named no time; `where` is what has to wait: the
    room, or all that we send on this connection. Waiting is not a failed attempt.
    """

    def __init__(
        self,
        after: timedelta | None = None,
        message: str = "",
        where: Literal["room", "connection"] = "room",
    ) -> None:
        super().__init__(after, message, where)
        self.after = after
        self.message = message
        self.where = where

    def __str__(self) -> str:
        wait = "" if self.after is None else f" Wait {self.after.total_seconds():g} s."
        return (self.message or "The platform asks us to wait.") + wait


class ShutOut(TryLater):
    """The platform lets us in no more.

    All that we send on the connection waits for whoever can mend that, and organisers hear of it at
    once, as far as they can be reached elsewhere. Whoever raises it has named in the log what is
    wrong.
    """


class Unreachable(AdapterError):  # noqa: N818 - names a state of the other side
    """The room or the person cannot be reached any more.

    `whom` decides what follows: a room is marked as left, a person is told through the room.
    """

    def __init__(self, whom: Literal["room", "person"], message: str = "") -> None:
        super().__init__(whom, message)
        self.whom = whom
        self.message = message

    def __str__(self) -> str:
        return self.message or f"The {self.whom} cannot be reached any more."


class Gone(AdapterError):  # noqa: N818 - names a state of the other side
    """The message stands no longer where it could be changed; the same may be sent anew."""


class Fixed(AdapterError):  # noqa: N818 - names a state of the other side
    """The message stands as it is, and can be changed no more; news may be sent anew, sparingly."""


class Forbidden(AdapterError):  # noqa: N818 - names a state of the other side
    """We may not do this there; all else still works."""


class Uncertain(AdapterError):  # noqa: N818 - names what we know, which is little
    """The message may have been sent, or not."""


class FileTooLargeError(BotError):
    """The file is larger than may be kept; `most` is how many bytes that is."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def __str__(self) -> str:
        return f"The file has more than the {self.most:,} bytes that may be kept."


class StoreError(BotError):
    """The database failed, and nothing of what was asked for was kept.

    What was asked for is not at fault: later the same may succeed.
    """

    uncertain: ClassVar[bool] = False
    """Whether it may have been kept all the same."""


class ConfigError(BotError):
    """The settings cannot be read.

    `message` is a sentence without its place; `key` is the dotted path of the setting; `nearest`
    is the known word that was perhaps meant. `also` holds whatever else was found wrong in the
    same reading: the text has one line for each.
    """

    def __init__(
        self,
        file: str | None,
        line: Line,
        key: str,
        message: str,
        nearest: str | None = None,
        *,
        also: tuple["ConfigError", ...] = (),
    ) -> None:
        super().__init__(file, line, key, message, nearest)
        self.file = file
        self.line = line
        self.key = key
        self.message = message
        self.nearest = nearest
        self.also = also

    def __str__(self) -> str:
        match self.line:
            case "--set":
                place = "--set: "
            case None:
                place = f"{self.file}: " if self.file else ""
            case line:
                place = f"{self.file}:{line}: "
        hint = f' (did you mean "{self.nearest}"?)' if self.nearest else ""
        return "\n".join([f"{place}{self.message}{hint}", *map(str, self.also)])
