"""How a feature says what it does: commands, steps, views and jobs, as decorated functions.

    polls = Commands("poll", ids={PollId: POLL_TEAM})

    @polls.step("poll.answer", needs=Role.MEMBER)
    def answer(ctx: Context, poll: PollId, option: OptionId) -> Reply: ...

Calling a step does nothing: `answer(poll, option)` makes its type-checked `Action`, which may
become a button, a timer or a row, and runs later in a transaction of its own. What still waits for
one value when the action is made (a form's values, a job's result, what was shown) takes that value
first after `ctx` and is declared with `takes` (or `command`): calling it makes an `Open`.
"""

import inspect
import json
import types
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Concatenate,
    Generic,
    NewType,
    ParamSpec,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from msgspec import Struct
from msgspec.structs import astuple

from bot.action import Action, Chosen, Open, Scalar, View
from bot.domain.digest import Expected, Happened, Measure
from bot.domain.identity import PersonId, Role, RoomId, TeamId
from bot.domain.phrase import Instant, Phrase, Stretch, Value, Words
from bot.domain.reminding import Awaited, Whom
from bot.domain.rights import Verdict, at_least
from bot.errors import Declined
from bot.event import HeardFile, Joined
from bot.form import FormSpec, Nothing, form_spec
from bot.message import Block, Card
from bot.ports import Scope

if TYPE_CHECKING:
    from bot.context import Asking, Context, Read, Reply, Work

P = ParamSpec("P")
T = TypeVar("T")
FactsT = TypeVar("FactsT")


class Rule(Struct, Generic[FactsT], frozen=True):
    """Decide a permission from facts: `load` in the feature's module, `decide` a pure rule."""

    load: "Callable[[Asking, Action], FactsT]"
    decide: Callable[[FactsT], Verdict]

    def verdict(self, asking: "Asking", action: Action) -> Verdict:
        """Load the facts inside the transaction and decide."""
        return self.decide(self.load(asking, action))


Needs: TypeAlias = Role | Rule[Any] | None
"""A role in the team of the matter, a rule of its own, or nothing: anybody may."""


class DeclarationError(Exception):
    """A step, view or command is declared in a way that could not work."""


class Param(Struct, frozen=True):
    """Describe one argument of a step: its name and how a plain value becomes what it holds."""

    name: str
    annotation: object
    holds: type
    optional: bool

    @property
    def lock(self) -> str:
        """The plain type that tokens and rows carry, as `steps.lock` records it."""
        plain = str if issubclass(self.holds, StrEnum | datetime) else self.holds
        return plain.__name__ + ("?" if self.optional else "")

    def load(self, value: Scalar) -> object:
        """Return the argument for a plain value; ValueError where it does not fit."""
        # Nearly all are ids: those come first.
        if type(value) is self.holds and (type(value) is not int or value.bit_length() <= 63):
            return value
        if value is None and self.optional:
            return None
        if self.holds is datetime and isinstance(value, str):
            return datetime.fromisoformat(value)
        if issubclass(self.holds, StrEnum) and isinstance(value, str):
            return self.holds(value)
        if self.holds is bool and value in {0, 1}:
            return bool(value)
        raise ValueError(f"{self.name}: {value!r} is no {self.holds.__name__}")


class Callee:
    """Hold what steps, views and jobs share: a name, a function, and its plain arguments."""

    def __init__(self, name: str, fn: Callable[..., Any], skip: int) -> None:
        """Take the function; its first `skip` parameters are not plain values."""
        self.name = name
        self.fn = fn
        self.__doc__ = fn.__doc__
        hints = dict(fn.__annotations__)
        if any(isinstance(each, str) for each in hints.values()):  # to look takes long, and few are
            hints = get_type_hints(fn, localns=_names_of_the_core())
        hints.pop("return", None)
        self.params = tuple(_param(name, *each) for each in list(hints.items())[skip:])
        self.of_persons = frozenset(
            at for at, param in enumerate(self.params) if param.annotation is PersonId
        )
        self._skip = skip

    def plain(self, args: tuple[object, ...], kwargs: Mapping[str, object]) -> tuple[Scalar, ...]:
        """Bind a call's arguments and make plain values of them."""
        if not kwargs and len(args) == len(self.params):  # nearly always: a bind costs far more
            return tuple(map(_plain, args))
        bound = inspect.signature(self.fn).bind(*(None,) * self._skip, *args, **kwargs)
        bound.apply_defaults()
        return tuple(_plain(each) for each in bound.args[self._skip :])

    def load(self, args: Sequence[Scalar]) -> tuple[object, ...]:
        """Turn plain values into arguments; ValueError where they do not fit."""
        if len(args) != len(self.params):
            raise ValueError(f"{self.name} takes {len(self.params)} values, not {len(args)}")
        return tuple([param.load(arg) for param, arg in zip(self.params, args, strict=True)])

    @property
    def lock(self) -> str:
        """The line of `steps.lock` for this name."""
        return f"{self.name}({', '.join(param.lock for param in self.params)})"


class StepBase(Callee):
    """Hold what is declared of a step, whether or not it waits for a value."""

    def __init__(
        self, name: str, fn: Callable[..., "Reply"], *, skip: int, needs: Needs, options: "Options"
    ) -> None:
        """Take the step's function and everything that its declaration said."""
        super().__init__(name, fn, skip)
        self.needs = needs
        self.options = options
        self.takes: type | None = None
        if options.secret and options.aloud:
            raise DeclarationError(f"{name}: what is secret can never be answered in public")

    @property
    def feature(self) -> str:
        """The feature whose catalogue has its words: the first part of its name."""
        return self.name.partition(".")[0]

    @property
    def form(self) -> FormSpec | None:
        """The form that this step waits for, if it waits for one."""
        return None

    def permit(self, asking: "Asking", action: "Action | Open[Any]") -> None:
        """Raise `Declined`, saying who may, unless the one who asks may take this step."""
        if self.needs is None:
            return
        if isinstance(self.needs, Rule):
            verdict = self.needs.verdict(asking, Action(action.step, action.args))
        else:
            verdict = at_least(asking.who, self.needs)
        if verdict.refusal is not None:
            raise Declined(verdict.refusal)


class Options(Struct, frozen=True):
    """Say more of a step.

    `aloud`: its answer may be given in public where nothing private can be had. `secret`: it may
    never be, whatever happens. `aliases`: earlier names, under which old buttons still call it.
    `prefill`: the values that a form starts with; `about`: what it is about, line by line.
    `drafts`: a typed command runs although some of its words are wrong, because it makes a draft
    that asks for them. `aside`: a command that is left out of lists, because it is offered where it
    is needed. `alone`: what a command's word does by itself, though the command needs more; where
    it returns None, the form is asked for.
    `numbered`: what a number alone behind the word shows. Both are for every member, whoever may
    use the command otherwise. `timed`: which other command is meant where, behind the
    word of one that takes nothing, it is said when something is.
    `named`: behind its word the things of a feature may be named.
    `told`: under which keys stands how a line is worded that tells what is when without the word
    of this command: how that ends, what says that it is to be, what may begin the line.
    Only the last where a line tells how many people are wanted when: it is known by that.
    `overheard`: a command that is taken up without being addressed, where everything is heard;
    what is declined then was talk. `queues`: all who do it at one moment want one and the same
    row, and wait for one another; others should not wait with them. `urgent`: as a timer it waits
    for no other kind, since people watch the clock.
    """

    aloud: bool = False
    secret: bool = False
    aliases: tuple[str, ...] = ()
    prefill: "Callable[..., Any] | None" = None
    about: "Callable[..., Sequence[Words]] | None" = None
    drafts: bool = False
    aside: bool = False
    alone: "Callable[[Context], Reply | None] | None" = None
    numbered: "Callable[[Context, str], Reply] | None" = None
    timed: "Command[Any] | None" = None
    named: bool = False
    told: tuple[str, str, str] | tuple[str] | None = None
    overheard: bool = False
    queues: bool = False
    urgent: bool = False


class Step(StepBase, Generic[P]):
    """A step that has all it needs; calling it makes its action."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Action:
        """Make the action of this step; nothing is done yet."""
        return Action(self.name, self.plain(args, kwargs))


class OpenStep(StepBase, Generic[T, P]):
    """A step that waits for one more value; calling it makes an `Open`."""

    def __init__(
        self, name: str, fn: Callable[..., "Reply"], kind: type[T], needs: Needs, options: Options
    ) -> None:
        """Take the step's function and the type of the value that it waits for."""
        super().__init__(name, fn, skip=2, needs=needs, options=options)
        self.takes = kind
        self._form = form_spec(kind) if _is_form(kind) else None  # type: ignore[arg-type]  # hashable

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Open[T]:
        """Make the open action of this step; nothing is done yet."""
        return Open(self.name, self.plain(args, kwargs))

    @property
    def form(self) -> FormSpec | None:
        """The form that this step waits for, if it waits for one."""
        return self._form


class Command(OpenStep[T, []]):
    """A step that people call by typing: its words stand in the catalogue under `command-<key>`."""

    @property
    def word(self) -> str:
        """What it is called in its name, and in English."""
        return self.name.rpartition(".")[2]

    @property
    def key(self) -> str:
        """The catalogue's key of the command's words, summary and example."""
        return f"command-{self.word}"


class ViewOf(Callee, Generic[P]):
    """A view: a pure function of what is stored. Calling it names what is to be shown.

    What is shown to one person alone is how it was then; a view that `follows` is kept up to date
    before them as well, wherever their platform can change it.
    """

    def __init__(
        self, name: str, fn: "Callable[Concatenate[Read, P], Card | None]", *, follows: bool
    ) -> None:
        """Take the view's function; its first parameter is what it may read."""
        super().__init__(name, fn, 1)
        self.follows = follows

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> View:
        """Name the view of these ids; nothing is drawn yet."""
        return View(self.name, self.plain(args, kwargs))


class JobCall(Struct, Generic[T], frozen=True):
    """Name work to be done, whose result is a `T`."""

    job: str
    args: tuple[Scalar, ...]


class Job(Callee, Generic[T, P]):
    """Work that fetches, parses or computes, outside of transactions and under a lease."""

    def __init__(
        self, name: str, fn: Callable[Concatenate["Work", P], Awaitable[T]], limit: timedelta
    ) -> None:
        """Take the work's function, and how long one attempt may take."""
        super().__init__(name, fn, 1)
        self.limit = limit

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> JobCall[T]:
        """Name the work; nothing is done yet."""
        return JobCall(self.name, self.plain(args, kwargs))


class Owed(Struct, frozen=True):
    """Say what somebody owes, until when, and by which button they settle it.

    `card` is the card of what it is about, and `team` whose it is. Where it can be settled at one
    tap, `settle` draws the buttons for that, for those who are reminded.
    """

    person: PersonId
    what: Phrase
    until: Instant | None
    label: Words
    action: Action
    card: View
    team: TeamId
    settle: "Callable[[Read], Block] | None" = None


class Aside(Struct, frozen=True):
    """Say how a person has set something, and by which button it is as before."""

    says: Phrase
    label: Words
    action: Action


class Mine(Struct, frozen=True):
    """Say what a person may do of their own accord, what they did last, and where they take part.

    What they take part in says as `until` when it starts.
    """

    open: tuple[Owed, ...] = ()
    done: tuple[Phrase, ...] = ()
    coming: tuple[Owed, ...] = ()
    asides: tuple[Aside, ...] = ()


class Answered(Struct, frozen=True):
    """Name what somebody has answered: the card that all see, how to say what counts of one.

    `chosen` returns which answers are theirs; None where that is shown on no screen.
    """

    card: View
    counts: "Callable[[Read, PersonId], Phrase]"
    chosen: "Callable[[Read, PersonId], Chosen | None]"


class Session(Struct, frozen=True):
    """Describe something that the one who acts may sign in to now.

    `matter` names it to the house, which works out its codes from that. `expected` says whether it
    is theirs to come to, `here` whether they have signed in, `keeps` whether they may show the
    code, which is `shown`. `by_tap` signs them in, `with_code` does because theirs was right, and
    `enter` asks for one.
    """

    matter: str
    rooms: Sequence[RoomId]
    expected: bool
    here: bool
    by_code: bool
    keeps: "Callable[[], bool]"
    by_tap: "Callable[[], Reply]"
    with_code: "Callable[[], Reply]"
    enter: Open[Any]
    shown: View


OwesFn: TypeAlias = "Callable[[Read, PersonId | None], Iterable[Owed]]"
MineFn: TypeAlias = "Callable[[Read, PersonId], Mine]"
KnowsFn: TypeAlias = "Callable[[Context, str], Action | None]"
AnsweredFn: TypeAlias = "Callable[[Read, PersonId], Iterable[Answered]]"
AwaitedFn: TypeAlias = "Callable[Concatenate[Read, Whom, P], Awaited | None]"
ArrivedFn: TypeAlias = "Callable[[Context, Joined], None]"
LeftFn: TypeAlias = "Callable[[Context, TeamId, PersonId], Iterable[Phrase]]"
SessionsFn: TypeAlias = "Callable[[Context], Iterable[Session]]"
MergedFn: TypeAlias = "Callable[[Context, PersonId], None]"
TendsFn: TypeAlias = "Callable[[Context, TeamId | None], None]"
HappenedFn: TypeAlias = "Callable[[Read, TeamId, Stretch], Iterable[Happened]]"
ExpectsFn: TypeAlias = "Callable[[Read, TeamId, Stretch], Iterable[Expected]]"
MeasuresFn: TypeAlias = "Callable[[Read, TeamId, Sequence[Stretch]], Measure]"
StrangerFn: TypeAlias = "Callable[[Context], View | None]"


class Commands:
    """Collect what one feature declares. `ids` says how its ids lead to their team."""

    def __init__(self, feature: str, *, ids: Mapping[object, Scope] | None = None) -> None:
        """Name the feature as its catalogue is named."""
        self.feature = feature
        self.ids = dict(ids or {})
        self.steps: list[StepBase] = []
        self.views: list[ViewOf[...]] = []
        self.jobs: list[Job[Any, ...]] = []
        self.owed: OwesFn | None = None
        self.of: MineFn | None = None
        self.had_answered: AnsweredFn | None = None
        self.awaited: dict[str, AwaitedFn[...]] = {}
        self.arrived: ArrivedFn | None = None
        self.taker: Taker | None = None
        self.listener: Listener | None = None
        self.knows: KnowsFn | None = None
        self.left: LeftFn | None = None
        self.sessions: SessionsFn | None = None
        self.merged: MergedFn | None = None
        self.asks_stranger: StrangerFn | None = None
        self.tended: TendsFn | None = None
        self.happened: HappenedFn | None = None
        self.counted: HappenedFn | None = None
        self.expected: ExpectsFn | None = None
        self.measured: MeasuresFn | None = None

    def say(self, key: str, **args: Value) -> Phrase:
        """Name a phrase of this feature's catalogue."""
        return Phrase(self.feature, key, tuple(args.items()))

    def step(
        self, name: str, *, needs: Needs, aloud: bool = False, secret: bool = False,
        aliases: tuple[str, ...] = (), queues: bool = False, urgent: bool = False,
    ) -> "Callable[[Callable[Concatenate[Context, P], Reply]], Step[P]]":  # fmt: skip
        """Declare a step under its explicit, lasting name."""

        def declare(fn: "Callable[Concatenate[Context, P], Reply]") -> Step[P]:
            options = Options(
                aloud=aloud, secret=secret, aliases=aliases, queues=queues, urgent=urgent
            )
            made: Step[P] = Step(name, fn, skip=1, needs=needs, options=options)
            self.steps.append(made)
            return made

        return declare

    def takes(
        self, kind: type[T], name: str, *, needs: Needs, aliases: tuple[str, ...] = (),
        prefill: "Callable[Concatenate[Asking, P], T | None] | None" = None,
        about: "Callable[Concatenate[Read, P], Sequence[Words]] | None" = None,
    ) -> "Callable[[Callable[Concatenate[Context, T, P], Reply]], OpenStep[T, P]]":  # fmt: skip
        """Declare a step that waits for a value of `kind`: a form, a job's result, `Shown`."""

        def declare(fn: "Callable[Concatenate[Context, T, P], Reply]") -> OpenStep[T, P]:
            options = Options(aliases=aliases, prefill=prefill, about=about)
            made: OpenStep[T, P] = OpenStep(name, fn, kind, needs, options)
            self.steps.append(made)
            return made

        return declare

    def command(
        self, form: type[T], *, needs: Needs, drafts: bool = False, aloud: bool = False,
        secret: bool = False, aside: bool = False, aliases: tuple[str, ...] = (),
        alone: "Callable[[Context], Reply | None] | None" = None,
        numbered: "Callable[[Context, str], Reply] | None" = None,
        timed: "Command[Any] | None" = None, named: bool = False,
        told: tuple[str, str, str] | tuple[str] | None = None, overheard: bool = False,
    ) -> "Callable[[Callable[[Context, T], Reply]], Command[T]]":  # fmt: skip
        """Declare what people type; the function's name is the English command's key."""

        def declare(fn: "Callable[[Context, T], Reply]") -> Command[T]:
            name = f"{self.feature}.command.{fn.__name__.rstrip('_')}"
            options = Options(
                drafts=drafts,
                aloud=aloud,
                secret=secret,
                aside=aside,
                aliases=aliases,
                alone=alone,
                numbered=numbered,
                timed=timed,
                named=named,
                told=told,
                overheard=overheard,
            )
            made = Command(name, fn, form, needs, options)
            self.steps.append(made)
            return made

        return declare

    def view(
        self, name: str, *, follows: bool = False
    ) -> "Callable[[Callable[Concatenate[Read, P], Card | None]], ViewOf[P]]":
        """Declare a view under its explicit, lasting name; see `ViewOf` for what `follows`."""

        def declare(fn: "Callable[Concatenate[Read, P], Card | None]") -> ViewOf[P]:
            made: ViewOf[P] = ViewOf(name, fn, follows=follows)
            self.views.append(made)
            return made

        return declare

    def job(
        self, name: str, *, limit: timedelta = timedelta(minutes=5)
    ) -> "Callable[[Callable[Concatenate[Work, P], Awaitable[T]]], Job[T, P]]":
        """Declare work that is done outside of transactions.

        An attempt that takes longer than `limit` is broken off, and counts as failed.
        """

        def declare(fn: "Callable[Concatenate[Work, P], Awaitable[T]]") -> Job[T, P]:
            made: Job[T, P] = Job(name, fn, limit)
            self.jobs.append(made)
            return made

        return declare

    def owes(self, fn: OwesFn) -> OwesFn:
        """Declare who owes what: of one person, or, for None, of everybody.

        It feeds `mine`, reminders and what people are sent with a digest.
        """
        self.owed = fn
        return fn

    def reminds(self, card: ViewOf[P]) -> Callable[["AwaitedFn[P]"], "AwaitedFn[P]"]:
        """Declare of a card whom its reminders go to: asked anew at each step, never kept.

        The function is given the ids of the card. It returns None of what is no more.
        """

        def declare(fn: "AwaitedFn[P]") -> "AwaitedFn[P]":
            self.awaited[card.name] = fn
            return fn

        return declare

    def mine(self, fn: MineFn) -> MineFn:
        """Declare what else this feature adds to `mine`."""
        self.of = fn
        return fn

    def answered(self, fn: AnsweredFn) -> AnsweredFn:
        """Declare what a person has answered: of two who are found to be one, one answer counts."""
        self.had_answered = fn
        return fn

    def arrives(self, fn: ArrivedFn) -> ArrivedFn:
        """Declare what is done when the bot was let into a room, in that very transaction."""
        self.arrived = fn
        return fn

    def recognises(self, fn: "KnowsFn") -> "KnowsFn":
        """Declare what is shown to a member whose words mean nothing else, but name something."""
        self.knows = fn
        return fn

    def leaves(self, fn: LeftFn) -> LeftFn:
        """Declare what of a person's ends when they leave a team, in that very transaction.

        It returns what was closed, each as the one who let it happen is told.
        """
        self.left = fn
        return fn

    def signs_in(self, fn: SessionsFn) -> SessionsFn:
        """Declare what the one who acts may sign in to now, in the team of the turn."""
        self.sessions = fn
        return fn

    def merges(self, fn: MergedFn) -> MergedFn:
        """Declare what is done for a person who was two until now, in that very transaction."""
        self.merged = fn
        return fn

    def stranger(self, fn: StrangerFn) -> StrangerFn:
        """Declare what somebody is shown, in private, who is refused because they are no member."""
        self.asks_stranger = fn
        return fn

    def tends(self, fn: TendsFn) -> TendsFn:
        """Declare what is set going for a team that was made or set up anew; for None, for all.

        All teams are tended at each start.
        """
        self.tended = fn
        return fn

    def happens(self, fn: HappenedFn) -> HappenedFn:
        """Declare what a digest tells of a team that happened in a stretch of time.

        Only what its main rooms may read, of what stood in one of them. The line of the feature
        begins with the phrase `weekly` of its catalogue.
        """
        self.happened = fn
        return fn

    def counts(self, fn: HappenedFn) -> HappenedFn:
        """Declare the same of what is counted, and can turn out to be different later.

        It is asked again for weeks that have been told of, and corrected by its figures.
        """
        self.counted = fn
        return fn

    def expects(self, fn: ExpectsFn) -> ExpectsFn:
        """Declare what a digest tells of a team that comes in a stretch of time."""
        self.expected = fn
        return fn

    def measures(self, fn: MeasuresFn) -> MeasuresFn:
        """Declare what a digest draws of a team, a value for each of some weeks.

        The phrase `measure` of the feature's catalogue stands above it.
        """
        self.measured = fn
        return fn

    def files(
        self, name: str, *, needs: Needs, label: str = "name", wants: "WantsFn | None" = None
    ) -> "Callable[[FilesFn], FilesStep]":
        """Declare the step that takes files sent in private.

        `wants` says whether those might be for this feature, now and from this person. Where
        several features want them, the person is asked by buttons; `label` is the key of ours.
        """

        def declare(fn: FilesFn) -> FilesStep:
            made: FilesStep = OpenStep(name, fn, Files, needs, Options())
            self.steps.append(made)
            self.taker = Taker(made, Phrase(self.feature, label), wants or (lambda *_: True))
            return made

        return declare

    def replies(
        self, name: str, *, needs: Needs, wants: "WantsRemarkFn"
    ) -> "Callable[[RemarkFn], RemarkStep]":
        """Declare the step that takes what is said to a message of ours, or in private.

        Buttons, codes, answers to questions and commands come first. `wants` says whether a remark
        might be for this feature; of several features the first one that wants it has it. It never
        is shown to others: what the step answers is for its author alone.
        """

        def declare(fn: RemarkFn) -> RemarkStep:
            made: RemarkStep = OpenStep(name, fn, Remark, needs, Options(secret=True))
            self.steps.append(made)
            self.listener = Listener(made, wants)
            return made

        return declare


class Files(Struct, frozen=True):
    """Hold files that somebody sent at once."""

    NOT_A_FORM: ClassVar[bool] = True

    files: tuple[HeardFile, ...]

    @property
    def packed(self) -> str:
        """The files as one plain value, for an action that is to be given them later."""
        return json.dumps([astuple(each) for each in self.files], ensure_ascii=False)

    @classmethod
    def unpacked(cls, text: str) -> "Files":
        """Return files that were packed; ValueError where that is none."""
        return cls(tuple(HeardFile(*each) for each in json.loads(text)))


FilesFn: TypeAlias = "Callable[[Context, Files], Reply]"
FilesStep: TypeAlias = "OpenStep[Files, []]"
WantsFn: TypeAlias = "Callable[[Asking, Files], bool]"


class Taker(Struct, frozen=True):
    """Hold the step that takes files, what its button says, and which files it might take."""

    step: FilesStep
    label: Phrase
    wants: WantsFn


class Remark(Struct, frozen=True):
    """Hold what somebody said that is neither command nor choice.

    `about` is the message of ours that it replies to. In a group it may be talk among people, if
    it is not `addressed` to us.
    """

    NOT_A_FORM: ClassVar[bool] = True

    text: str
    about: View | None
    addressed: bool


RemarkFn: TypeAlias = "Callable[[Context, Remark], Reply]"
RemarkStep: TypeAlias = "OpenStep[Remark, []]"
WantsRemarkFn: TypeAlias = "Callable[[Asking, Remark], bool]"


class Listener(Struct, frozen=True):
    """Hold the step that takes remarks, and which of them it might take."""

    step: RemarkStep
    wants: WantsRemarkFn


def _is_form(kind: type) -> bool:
    return kind is Nothing or (issubclass(kind, Struct) and not hasattr(kind, "NOT_A_FORM"))


def _names_of_the_core() -> dict[str, object]:
    # Features name these under TYPE_CHECKING or import them; both must resolve here.
    from bot import context  # noqa: PLC0415  (context needs this module's declarations)

    return {name: getattr(context, name) for name in ("Asking", "Context", "Read", "Reply", "Work")}


def _param(owner: str, name: str, hint: object) -> Param:
    annotation, optional = hint, False
    if get_origin(annotation) in {Union, types.UnionType}:
        (annotation,) = [each for each in get_args(annotation) if each is not type(None)]
        optional = True
    kind = annotation
    while isinstance(kind, NewType):
        kind = kind.__supertype__
    if not isinstance(kind, type) or not issubclass(kind, int | str | datetime):
        raise DeclarationError(f"{owner}: {name} must be an id, a number or a word, not {hint!r}")
    return Param(name, annotation, kind, optional)


def _plain(value: object) -> Scalar:
    match value:
        case int():
            return value
        case StrEnum():
            return value.value
        case datetime():
            return value.isoformat()
        case None | str():
            return value
    raise TypeError(f"{value!r} is no plain value")
