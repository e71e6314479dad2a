"""What happens: a step's name and plain values, sealed where it leaves the house.

An `Action` is complete; an `Open` still waits for one value (a form's, a job's result, what was
shown). Both are rows, tokens and timers before they are calls: nothing is suspended in memory.
"""

from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

T_contra = TypeVar("T_contra", contravariant=True)

Scalar: TypeAlias = int | str | bool | None
"""What an action may carry: ids, words of an enumeration, instants as ISO 8601 text."""


@dataclass(frozen=True, slots=True)
class Action:
    """Name a step and its arguments; making one does nothing."""

    step: str
    args: tuple[Scalar, ...] = ()


@dataclass(frozen=True, slots=True)
class Open(Generic[T_contra]):
    """Name a step that takes one more value first, of type `T_contra`, and its other arguments."""

    step: str
    args: tuple[Scalar, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Say which answers to one thing now stand as a person's own.

    The answers to one thing are actions of one step that differ in the last argument only; `about`
    are the arguments before it.
    """

    step: str
    about: tuple[Scalar, ...]
    own: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Name a view and its arguments: what can be drawn, and drawn again."""

    name: str
    args: tuple[Scalar, ...] = ()
