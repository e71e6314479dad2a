"""What happens: a step's name and plain values, sealed where it leaves the house.

An `Action` is complete; an `Open` still waits for one value (a form's, a job's result, what was
shown). Both are rows, tokens and timers before they are calls: nothing is suspended in memory.
"""

from typing import Generic, TypeAlias, TypeVar

from msgspec import Struct

T_contra = TypeVar("T_contra", contravariant=True)

Scalar: TypeAlias = int | str | bool | None
"""What an action may carry: ids, words of an enumeration, instants as ISO 8601 text."""


class Action(Struct, frozen=True):
    """Name a step and its arguments; making one does nothing."""

    step: str
    args: tuple[Scalar, ...] = ()


class Open(Struct, Generic[T_contra], frozen=True):
    """Name a step that takes one more value first, of type `T_contra`, and its other arguments."""

    step: str
    args: tuple[Scalar, ...] = ()


class Chosen(Struct, frozen=True):
    """Say which answers to one thing now stand as a person's own.

    The answers to one thing are actions of one step that differ in the last argument only; `about`
    are the arguments before it.
    """

    step: str
    about: tuple[Scalar, ...]
    own: tuple[Action, ...]


class View(Struct, frozen=True):
    """Name a view and its arguments: what can be drawn, and drawn again."""

    name: str
    args: tuple[Scalar, ...] = ()
