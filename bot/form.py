"""Forms: one frozen struct makes the parser, the form, the questions and the stored draft.

A field says by a marker in `Annotated` how it is found in a typed sentence. What the markers are
called in each language stands in the feature's catalogue, under `field-<name>`: the label, and in
`.words` how people write it.
"""

import types
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import (
    Annotated,
    Any,
    Final,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

from bot.domain.audience import Audience
from bot.domain.reminding import read, written
from bot.domain.repeat import Repeats, repeats_of
from bot.domain.shift import planned_of
from bot.message import FieldKind
from bot.when import Purpose

FormT = TypeVar("FormT")
_LONG: Final = 500
"""How many characters a text may have before a form gives it several lines."""


class Subject(Struct, frozen=True):
    """Take what the other markers leave, up to the options where there are any."""

    most: int


class Listed(Struct, frozen=True):
    """Take a list, split by the first kind found of: new line, slash, 、, comma."""

    least: int
    most: int
    each: int


class After(Struct, frozen=True):
    """Take the value that follows the field's words ("until Fri 18:00", "地点：204").

    A field that holds an `Audience` takes the groups that are listed there: "for: full, guests".
    """

    purpose: Purpose | None = None


class Word(Struct, frozen=True):
    """Set the field to `means` where one of the words of `key` stands ("secret")."""

    key: str
    means: bool | StrEnum


class Counter(Struct, frozen=True):
    """Take the whole number that follows the field's words ("pick 2").

    The words of `several`, a key, stand for as many as are listed. A number that is counted `of`
    them stands before the words ("15 questions", "每题20秒"). Those of `unit`, another key, say
    what is counted: the least may stand before them, too ("1500字", "800-1500 words").
    """

    least: int
    most: int
    several: str | None = None
    of: bool = False
    unit: str | None = None


class Anywhere(Struct, frozen=True):
    """Take the time that no word announces, wherever it stands ("Weekly study Fri 15:00")."""

    purpose: Purpose


class Series(Struct, frozen=True):
    """Take the repeating time that stands where `field` looks for its one ("every Fri 15:00").

    The rule says when it first happens, so that `field`, an instant, stays empty beside it. Given
    both, in a form, the series begins at that instant and takes from it what it leaves open.
    """

    field: str


class Behind(Struct, frozen=True):
    """Take what stands behind the time of another field ("Fri 15:00 in room 204").

    The words of `lead`, a key, may lead in to it and are no part of it.
    """

    field: str
    lead: str


class Lasting(Struct, frozen=True):
    """Take how long it lasts, wherever that stands ("for 90m", "90分钟")."""


class Named(Struct, frozen=True):
    """Take the name of a person that follows the field's words ("speaker @Li", "主讲：小李")."""


class Posted(Struct, frozen=True):
    """Take how many days before something is posted, and into `at`, a text, at what time.

    "posted 2 days before at 9:00", 提前2天9点发布.
    """

    at: str


class AtMost(Struct, frozen=True):
    """Take a text of at most so many characters."""

    most: int


class Ahead(Struct, frozen=True):
    """Take how long before something one is to be reminded: "remind 1d 1h", 提前1天和1小时提醒.

    Its field holds a tuple of `timedelta`, the longest first; empty stands for the usual ladder.
    """

    most: int = 5


class Shifts(Struct, frozen=True):
    """Take shifts, wherever they stand: "Sat 9-12 x4 till, 13-16 x4", 周六9-12点4人，13-16点4人.

    Its field holds a tuple of `Planned`, at most so many, each with at most `places` places.
    """

    most: int
    places: int


Marker: TypeAlias = (
    Subject
    | Listed
    | After
    | Word
    | Counter
    | Anywhere
    | Series
    | Behind
    | Lasting
    | Named
    | Posted
    | AtMost
    | Ahead
    | Shifts
)


class More(Struct, frozen=True):
    """Mark a field that stands only in the full form, behind [More…]."""


class Unset(Struct, frozen=True):
    """Say by a phrase of the feature, `key`, what it means that a field was left empty."""

    key: str


Raw: TypeAlias = str | int | bool | list[str] | None
"""A field's value as a draft stores it."""


class FieldSpec(Struct, frozen=True):
    """Describe one field of a form."""

    name: str
    holds: type
    markers: tuple[Marker, ...]
    default: object
    required: bool
    more: bool
    unset: str | None = None

    @property
    def key(self) -> str:
        """The catalogue's key of the field's label and words."""
        return f"field-{self.name.replace('_', '-')}"

    @property
    def kind(self) -> FieldKind:
        """What a platform's form should offer for it."""
        if self.holds is datetime:
            return FieldKind.TIME
        if self.holds is bool:
            return FieldKind.YES_NO
        if self.holds is int:
            return FieldKind.NUMBER
        if self.holds is tuple:
            return FieldKind.LINES if self.marker(Ahead) is None else FieldKind.LINE
        return FieldKind.ONE_OF if issubclass(self.holds, StrEnum) else FieldKind.LINE

    @property
    def shown_as(self) -> FieldKind:
        """What a platform's form offers for it: a text that may be long is given several lines."""
        limit = self.marker(Subject) or self.marker(AtMost)
        is_long = self.holds is str and limit is not None and limit.most > _LONG
        return FieldKind.LINES if is_long else self.kind

    def marker(self, kind: type[FormT]) -> FormT | None:
        """Return the field's marker of one kind, if it has one."""
        found = (each for each in self.markers if isinstance(each, kind))
        return next(found, None)

    def dump(self, value: object) -> Raw:
        """Return a value as a draft stores it."""
        match value:
            case datetime():
                return value.isoformat()
            case timedelta():
                return int(value.total_seconds())
            case Repeats():
                return str(value)
            case tuple() if self.marker(Ahead) is not None:
                return written(value)
            case tuple():
                return [str(each) for each in value]
            case Audience(groups):
                return list(groups)
            case StrEnum():
                return value.value
            case None | bool() | int() | str():
                return value
        raise TypeError(f"{self.name}: {value!r} cannot be kept in a draft")

    def load(self, raw: Raw) -> object:
        """Return a stored value as the form holds it."""
        if raw is None:
            return None
        if self.holds is datetime:
            return datetime.fromisoformat(str(raw))
        if self.holds is timedelta:
            assert isinstance(raw, int)
            return timedelta(seconds=raw)
        if self.holds in {tuple, Audience}:
            assert isinstance(raw, list)
            if self.holds is Audience:
                return Audience(tuple(raw))
            if self.marker(Shifts) is not None:
                return tuple(map(planned_of, raw))
            return tuple(raw) if self.marker(Ahead) is None else read(raw)
        if self.holds is Repeats:
            return repeats_of(str(raw))
        return self.holds(raw)

    @property
    def asked(self) -> bool:
        """Whether it is asked for where there are no forms: what has no usual value."""
        usual = self.more or self.marker(Ahead) is not None
        return self.required or (not usual and self.default in {None, (), ""})

    @property
    def empty(self) -> object:
        """The value that stands for one that was asked for and is still missing."""
        if not self.required:
            return self.default
        return "" if self.holds is str else () if self.holds is tuple else None


class FormSpec(Struct, frozen=True):
    """Describe a form: its class and its fields, in the order in which they are asked."""

    kind: type
    fields: tuple[FieldSpec, ...]

    @property
    def title(self) -> str:
        """The catalogue's key of what is being made: the feature's name, unless the form says so.

        A form says it by a class variable, `TITLE`.
        """
        return getattr(self.kind, "TITLE", "name")

    def field(self, name: str) -> FieldSpec:
        """Return a field by name; an unknown one is a bug of the caller."""
        return next(field for field in self.fields if field.name == name)

    def series_of(self, name: str) -> FieldSpec | None:
        """Return the field that holds the rule where a field's time repeats, if there is one."""
        marked = ((field, field.marker(Series)) for field in self.fields)
        return next((field for field, mark in marked if mark and mark.field == name), None)

    def make(self, values: Mapping[str, object]) -> Any:
        """Make the form's struct, what is missing standing as empty."""
        return self.kind(**{f.name: values.get(f.name, f.empty) for f in self.fields})

    def dump(self, values: Any) -> dict[str, Raw]:
        """Return the form's values as a draft stores them."""
        return {field.name: field.dump(getattr(values, field.name)) for field in self.fields}

    def load(self, raw: Mapping[str, Raw]) -> Any:
        """Make the form's struct from what a draft stored, in this or an earlier version."""
        known = {field.name: field for field in self.fields}
        return self.make({n: known[n].load(v) for n, v in raw.items() if n in known})


@cache
def form_spec(kind: type) -> FormSpec:
    """Describe a form's struct; what a form cannot hold is an error when it is declared.

    What it inherits and does not ask for it names by a class variable, `LEFT_OUT`.
    """
    hints = get_type_hints(kind, include_extras=True)
    left_out: frozenset[str] = getattr(kind, "LEFT_OUT", frozenset())
    asked = (each for each in fields(kind) if each.name not in left_out)
    return FormSpec(kind, tuple(_field(each, hints[each.name]) for each in asked))


def _field(field: FieldInfo, hint: object) -> FieldSpec:
    markers: tuple[object, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        markers = tuple(rest)
    if get_origin(hint) in {Union, types.UnionType}:
        (hint,) = [each for each in get_args(hint) if each is not type(None)]
    hint = get_origin(hint) or hint
    if not isinstance(hint, type) or not issubclass(
        hint, str | int | bool | tuple | datetime | timedelta | Repeats | Audience
    ):
        raise TypeError(f"{field.name}: a form cannot hold {hint!r}")
    return FieldSpec(
        name=field.name,
        holds=hint,
        markers=tuple(m for m in markers if isinstance(m, get_args(Marker))),
        default=None if field.default is NODEFAULT else field.default,
        required=field.default is NODEFAULT,
        more=any(isinstance(m, More) for m in markers),
        unset=next((m.key for m in markers if isinstance(m, Unset)), None),
    )


class Nothing(Struct, frozen=True):
    """Be the form of a command that takes no words."""
