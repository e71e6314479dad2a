"""Project Fluent, as far as it is used: a phrase is parsed, and resolved with what is placed.

It is loaded with the first phrase that is more than plain text: 20 ms, for which no start waits.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

from msgspec import Struct


@contextmanager
def _without_pytz() -> Iterator[None]:
    """Let Babel ask the standard library for the zone of this machine, for which nobody asks it.

    By pytz it would open six hundred files for that.
    """
    if "pytz" in sys.modules:
        yield
        return
    sys.modules["pytz"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["pytz"]


with _without_pytz():
    import babel.localtime  # noqa: F401

from babel import localedata  # noqa: E402
from fluent.runtime import FluentBundle  # noqa: E402
from fluent.runtime.prepare import Compiler  # noqa: E402
from fluent.runtime.resolver import Pattern  # noqa: E402
from fluent.syntax import FluentParser, ast  # noqa: E402
from fluent.syntax.visitor import Visitor  # noqa: E402

_NUMBERS: Final = frozenset({"plural_form", "decimal_formats", "number_symbols"})
"""What Babel's tables say about how a language counts, and writes numbers."""

_PARSER: Final = FluentParser(with_spans=False)
_TABLES: Final = Lock()


class Entry(Struct, frozen=True):
    """Hold a phrase: what it says, the names of what it takes, the text of its attributes."""

    value: Pattern
    arguments: frozenset[str]
    attributes: Mapping[str, str]


def parsed(text: str) -> Entry | None:
    """Read one phrase; None if it cannot be read, or says nothing. Its own text is attribute ""."""
    # Where things stand in their file is asked by nobody, and takes memory.
    entry = _PARSER.parse_entry(text)
    if not isinstance(entry, ast.Message) or entry.value is None:
        return None
    variables = _Variables()
    variables.visit(entry.value)
    attributes = {each.id.name: _plain(each.value) for each in entry.attributes}
    attributes[""] = _plain(entry.value)
    value: Pattern = Compiler()(entry.value)
    return Entry(value, frozenset(variables.names), attributes)


def bundle(language: str) -> FluentBundle:
    """Return what resolves the phrases of a language, which are kept elsewhere.

    Of all that Babel knows of a language only its numbers are wanted: names of territories, zones
    and units, its own and inherited ones, are 5 MB.
    """
    with _TABLES:
        if localedata.exists(language):
            numbers: dict[str, Any] = {}
            for each in ("root", language):
                localedata.merge(numbers, _only_numbers(each))
            # What is loaded once Babel does not load again.
            _only_numbers(language).update(numbers)
        return FluentBundle([language], use_isolating=False)


def _only_numbers(name: str) -> dict[str, Any]:
    """Return Babel's own tables of a language, of which all else is thrown away."""
    tables = localedata.load(name, merge_inherited=False)
    for each in tables.keys() - _NUMBERS:
        del tables[each]
    return tables


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802  (fluent.syntax dispatches on this name)
        self.names.add(node.id.name)


def _plain(pattern: ast.Pattern) -> str:
    return "".join(part.value for part in pattern.elements if isinstance(part, ast.TextElement))
