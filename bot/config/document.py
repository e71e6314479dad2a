"""A settings file as plain text values, each with the line that it stands in."""

from contextlib import suppress
from typing import Any, Final, Protocol, TypeAlias

import yaml

from bot.errors import ConfigError, Line

_FAST: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""LibYAML's, wherever PyYAML was built with it: ten times as fast."""

Tree: TypeAlias = str | list["Tree"] | dict[str, "Tree"]
"""What a file says before anything is typed: 22:00 is no number yet, and NO is a word."""

Where: TypeAlias = tuple[str | int, ...]
"""The keys and positions that lead to a value."""


class Document:
    """Hold what the settings say, where they say it, and what is wrong with it.

    `data` has no empty values: a key with nothing behind it counts as not written.
    Faults are collected, so that one start reports all of them.
    """

    def __init__(self, file: str, text: str = "") -> None:
        self.file = file
        self.data: dict[str, Tree] = {}
        self._lines: dict[Where, Line] = {}
        self._faults: list[ConfigError] = []
        try:
            data = self._plain(_compose(text), (), None)
        except _Unreadable as error:
            # With the text broken here, whatever follows would be guesswork.
            raise ConfigError(file, error.line, "", str(error)) from None
        if isinstance(data, dict):
            self.data = data
        elif data is not None:
            self.fault((), "settings are keys and values, like `mode: demo`")

    @property
    def faults(self) -> int:
        """How much has been found wrong until now."""
        return len(self._faults)

    def override(self, setting: str) -> None:
        """Apply one `key.key=value` of the command line; an empty value unsets the key."""
        dotted, equals, text = setting.partition("=")
        where = tuple(dotted.strip().split("."))
        self._forget(where)
        if not equals or not all(where):
            self.fault(where, f'"{setting}" is not of the form server.port=9001')
            return
        try:
            value = self._plain(_compose(text), where, "--set")
        except _Unreadable as error:
            self.fault(where, f"{dotted}: {error}")
            return
        section = self.data
        for depth, key in enumerate(where[:-1], start=1):
            if key not in section:
                self._lines[where[:depth]] = "--set"
            inner = section.setdefault(key, {})
            if not isinstance(inner, dict):
                self.fault(where, f"{name(where[:depth])} is one value and has no keys below it")
                return
            section = inner
        if value is None:
            section.pop(where[-1], None)
        else:
            section[where[-1]] = value

    def line(self, where: Where) -> Line:
        """Return where a value was said, or what encloses it where it was not said itself."""
        for length in range(len(where), -1, -1):
            if where[:length] in self._lines:
                return self._lines[where[:length]]
        return None

    def fault(
        self, where: Where, message: str, nearest: str | None = None, line: Line = None
    ) -> None:
        """Note that something is wrong at a place, by default in the line of its value."""
        at = line or self.line(where)
        self._faults.append(ConfigError(self.file, at, name(where), message, nearest))

    def refuse_faults(self) -> None:
        """Raise one ConfigError that tells all faults by line; do nothing where there are none."""
        if not self._faults:
            return
        first, *others = sorted(self._faults, key=_by_line)
        first.also = tuple(others)
        raise first

    def _forget(self, where: Where) -> None:
        """Let the command line be the place of a key and of all that stood below it."""
        depth = len(where)
        self._lines = {at: line for at, line in self._lines.items() if at[:depth] != where}
        self._lines[where] = "--set"

    def _plain(self, node: yaml.Node | None, where: Where, said: Line) -> Tree | None:
        """Turn a node into text, list or mapping, noting for each its own line or else `said`."""
        if node is None:
            return None
        if not node.tag.startswith("tag:yaml.org,"):
            message = f"{name(where)}: the tag {node.tag} means nothing here, leave it out"
            self.fault(where, message, line=said or node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return None if not node.value and not node.style else str(node.value)
        if isinstance(node, yaml.SequenceNode):
            return self._items(node, where, said)
        return self._keys(node, where, said)

    def _items(self, node: yaml.Node, where: Where, said: Line) -> list[Tree]:
        items: list[Tree] = []
        for child in node.value:
            at = (*where, len(items))
            self._lines[at] = said or child.start_mark.line + 1
            item = self._plain(child, at, said)
            if item is not None:
                items.append(item)
        return items

    def _keys(self, node: yaml.Node, where: Where, said: Line) -> dict[str, Tree]:
        section: dict[str, Tree] = {}
        first: dict[str, int] = {}
        for key, child in node.value:
            line = key.start_mark.line + 1
            at = (*where, str(key.value))
            if not isinstance(key, yaml.ScalarNode):
                self.fault(where, "a key is one word, not a list or a section", line=said or line)
            elif key.value in first:
                again = f"{name(at)} stands here again, first in line {first[key.value]}"
                self.fault(at, f"{again}: keep one of them", line=said or line)
            else:
                first[key.value] = line
                self._lines[at] = said or line
                value = self._plain(child, at, said)
                if value is not None:
                    section[key.value] = value
        return section


class _Unreadable(Exception):  # noqa: N818 - never leaves this file
    """Say where a text stops being YAML that we read, and why."""

    def __init__(self, problem: str, mark: "_Mark | None") -> None:
        super().__init__(problem)
        self.line = mark.line + 1 if mark else None


class _Mark(Protocol):
    """What PyYAML's two kinds of mark have in common."""

    line: int


def name(where: Where) -> str:
    """Write a place as a person would: connections.main.token, reminders[0]."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return text.removeprefix(".")


def _compose(text: str) -> yaml.Node | None:
    """Read YAML as far as its nodes, where every scalar is still the text that was written."""
    with suppress(yaml.YAMLError):
        return _composed(text, _FAST)
    try:
        return _composed(text, yaml.SafeLoader)  # what is wrong it says better
    except yaml.MarkedYAMLError as error:
        problem = f"this cannot be read as YAML: {error.problem}"
        raise _Unreadable(problem, error.problem_mark) from None
    except yaml.YAMLError:
        raise _Unreadable("this holds characters that are not text", None) from None


def _composed(text: str, loader: Any) -> yaml.Node | None:
    for event in yaml.parse(text, Loader=loader):
        # Rare in settings, and one that leads back to itself would never end.
        if isinstance(event, yaml.AliasEvent):
            raise _Unreadable("write the value out instead of an *alias", event.start_mark)
    node: yaml.Node | None = yaml.compose(text, Loader=loader)
    return node


def _by_line(fault: ConfigError) -> tuple[int, int]:
    """Put what has no line first and the command line last."""
    match fault.line:
        case int(line):
            return (1, line)
        case None:
            return (0, 0)
        case _:
            return (2, 0)
