"""What the source may not do, read from the source itself.

A rule is a function from one file to its offences. Each has an example that it must object to:
a rule that cannot fail guards nothing.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TypeAlias

import pytest

ROOT = Path(__file__).parent.parent
SHIPPED = ("bot", "commands", "storage", "adapters")
TOP = {*SHIPPED, "tests", "benchmarks"}

RECORDS = {"msgspec"}
"""How records are declared, in every layer: the standard library's took a fifth of a start."""

CHOSEN = {
    *RECORDS,
    *("aiohttp", "apscheduler", "babel", "docx", "fluent", "openpyxl"),
    *("chinese_calendar", "tzdata", "yaml"),
    *("PIL", "pylopdf_fonts_zh_cn"),
}
"""The libraries of the core. The outer layers are free in theirs."""

FOREIGN = {"docx", "openpyxl", "pypdf"}
"""What reads foreign documents: in a process of its own alone, where it can do no harm."""

HEAVY = {"fpdf", "fontTools", "pylopdf_fonts_zh_cn"}
"""What draws pages: in a process of its own alone, which gives its memory back."""

OUTERMOST = {"bot.__main__", "bot.cli", "bot.composition"}
"""What knows everything, so that nothing else needs to: nobody may import it."""

MAY_IMPORT: dict[str, set[str]] = {
    "bot/composition": {*SHIPPED},
    "bot/cli": {*SHIPPED},
    "bot/__main__.py": {"bot.cli"},
    "bot/domain": {"bot.domain"},
    "bot": {"bot"},
    # What rows hold besides the domain: actions, views, phrases, where events come from.
    "storage": {
        "bot.domain",
        "bot.ports",
        "bot.errors",
        "bot.clock",
        "bot.action",
        "bot.event",
        "bot.keep",
        "storage",
    },
    "commands": {"bot", "storage", "commands"},
    "adapters": {"bot"},
}
"""What of ours each folder may import; an adapter also its own folder."""

LIBRARIES: dict[str, set[str]] = {"bot/domain": RECORDS, "bot": CHOSEN, "commands": RECORDS}
"""Which libraries each folder may import, where that is limited."""

CLOCK = "bot/clock.py"
READER = "bot/documents/child.py"
DRAWER = "bot/prints/child.py"

PLATFORMS = re.compile(
    r"telegram|slack|dingtalk|钉钉|feishu|飞书|larksuite|discord|wechat|微信", re.IGNORECASE
)

UNSEEDED = "bot.clock.Random"
"""The type is for annotations: whoever makes one has the seed wrong or none."""

CHANCE_AND_TIME = {
    *("time", "random", "secrets"),
    *("os.urandom", "os.getrandom", "uuid.uuid1", "uuid.uuid4"),
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    *(f"bot.domain.phrase.Instant.{name}" for name in ("now", "utcnow", "today")),
    "datetime.date.today",
    # The database's clock is not ours.
    *(f"sqlalchemy.func.{name}" for name in ("now", "current_timestamp", "random")),
}


@dataclass(frozen=True)
class Source:
    """One file: its path from the root, and what stands in it."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file as Python reads it."""
        return ast.parse(self.text)

    @property
    def layer(self) -> str:
        """The folder whose rules hold for the file."""
        return next(layer for layer in MAY_IMPORT if f"{self.path}/".startswith(f"{layer}/"))


Rule: TypeAlias = Callable[[Source], Iterator[str]]


def imported(source: Source) -> Iterator[tuple[int, str]]:
    """Find the full name of all that is imported, inside functions and by name too."""
    for node in ast.walk(source.tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = Path(source.path).parts[:-level] if level else ()
                stem = ".".join([*base, *([module] if module else [])])
                yield from ((node.lineno, f"{stem}.{alias.name}") for alias in names)
            case ast.Call(
                func=ast.Name(id="__import__" | "import_module")
                | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name


def within(name: str, allowed: set[str]) -> bool:
    """Whether a dotted name is one of these or below one."""
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


def imports_inward(source: Source) -> Iterator[str]:
    """Import only what lies further in."""
    allowed = MAY_IMPORT[source.layer]
    outermost = set() if f"bot.{Path(source.layer).stem}" in OUTERMOST else OUTERMOST
    if source.layer == "adapters":
        allowed = allowed | {".".join(Path(source.path).parts[:2])}
    for line, name in imported(source):
        if within(name, outermost) or (name.partition(".")[0] in TOP and not within(name, allowed)):
            yield f"{source.path}:{line}: {source.layer} may not import {name}"


def uses_chosen_libraries(source: Source) -> Iterator[str]:
    """Use the libraries chosen for the core, and no other than records' in domain and features."""
    chosen = LIBRARIES.get(source.layer)
    if chosen is None:
        return
    if source.path == READER:
        chosen = chosen | FOREIGN
    if source.path == DRAWER:
        chosen = chosen | HEAVY
    for line, name in imported(source):
        library = name.partition(".")[0]
        if library not in {*chosen, *TOP, *sys.stdlib_module_names}:
            yield f"{source.path}:{line}: {source.layer} may not import the library {library}"


def names_no_platform(source: Source) -> Iterator[str]:
    """Know of no platform in the core and the features."""
    if source.layer in {"storage", "adapters"}:
        return
    for number, line in enumerate([source.path, *source.text.splitlines()]):
        if found := PLATFORMS.search(line):
            yield f"{source.path}:{number}: names {found[0]}"


def dotted(node: ast.expr, known: dict[str, str]) -> str | None:
    """Write `dt.now` in full, given what `dt` was imported as."""
    match node:
        case ast.Name(id=name):
            return known.get(name)
        case ast.Attribute(value=value, attr=attr):
            base = dotted(value, known)
            return base and f"{base}.{attr}"
        case _:
            return None


def bound(source: Source) -> dict[str, str]:
    """Say for each name that an import binds what it stands for, in full."""
    known: dict[str, str] = {}
    for node in ast.walk(source.tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    # `import a.b` binds a, `import a.b as c` binds c to a.b.
                    top = alias.name.partition(".")[0]
                    known[alias.asname or top] = alias.name if alias.asname else top
            case ast.ImportFrom(module=str(module), names=names, level=0):
                known |= {alias.asname or alias.name: f"{module}.{alias.name}" for alias in names}
    return known


def asks_no_clock_and_no_chance(source: Source) -> Iterator[str]:
    """Take time and chance from the one clock, or as arguments."""
    if source.path == CLOCK:
        return
    for line, name in imported(source):
        if within(name, CHANCE_AND_TIME):
            yield f"{source.path}:{line}: imports {name}"
    known = bound(source)
    for node in ast.walk(source.tree):
        match node:
            case ast.Attribute() if dotted(node, known) in CHANCE_AND_TIME:
                yield f"{source.path}:{node.lineno}: uses {dotted(node, known)}"
            case ast.Call(func=called) if dotted(called, known) == UNSEEDED:
                yield f"{source.path}:{node.lineno}: makes a Random of its own"


def is_documented(source: Source) -> Iterator[str]:
    """Open whatever is public with a sentence."""
    for name, node in public(source.tree, "the module"):
        first = (ast.get_docstring(node) or "").partition("\n")[0]
        if not first.endswith("."):
            yield f"{source.path}: {name} does not open with a sentence: {first!r}"


Documented: TypeAlias = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def public(node: Documented, name: str) -> Iterator[tuple[str, Documented]]:
    """Find the module, its classes and functions, and their methods, as far as they are public."""
    yield name, node
    if isinstance(node, ast.Module | ast.ClassDef):
        for child in node.body:
            if isinstance(child, Documented) and not child.name.startswith("_"):
                marks = {mark.id for mark in child.decorator_list if isinstance(mark, ast.Name)}
                # What these mark is explained where it is first declared.
                if not marks & {"override", "overload"}:
                    yield from public(child, child.name)


RULES: list[Rule] = [
    imports_inward,
    uses_chosen_libraries,
    names_no_platform,
    asks_no_clock_and_no_chance,
    is_documented,
]


@cache
def sources() -> list[Source]:
    """Read every file that is shipped."""
    paths = sorted(path for folder in SHIPPED for path in (ROOT / folder).rglob("*.py"))
    return [Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths]


@pytest.mark.parametrize("rule", RULES)
def test_the_source_keeps_the_rule(rule: Rule) -> None:
    """No file that is shipped offends."""
    assert [offence for source in sources() for offence in rule(source)] == []


OFFENCES: list[tuple[Rule, str, str]] = [
    (imports_inward, "bot/domain/poll.py", "from bot.errors import Declined"),
    (imports_inward, "bot/domain/poll.py", "from ..errors import Declined"),
    (imports_inward, "bot/engine.py", "import storage.database"),
    (imports_inward, "bot/engine.py", "from bot.composition import HOME"),
    (imports_inward, "bot/__main__.py", "import storage.database"),
    (imports_inward, "adapters/web/draw.py", "from bot.cli.main import main"),
    (imports_inward, "bot/engine.py", "def late():\n    from adapters import web"),
    (imports_inward, "bot/engine.py", "importlib.import_module('commands.poll')"),
    (imports_inward, "storage/poll.py", "from bot.engine import Engine"),
    (imports_inward, "storage/poll.py", "from bot import engine"),
    (imports_inward, "commands/poll.py", "from adapters.web import draw"),
    (imports_inward, "commands/poll.py", "from tests.stage import Stage"),
    (imports_inward, "adapters/web/draw.py", "from storage.poll import Polls"),
    (imports_inward, "adapters/web/draw.py", "from adapters.terminal import draw"),
    (uses_chosen_libraries, "bot/domain/poll.py", "import yaml"),
    (uses_chosen_libraries, "bot/engine.py", "from sqlalchemy import select"),
    (uses_chosen_libraries, "commands/poll.py", "import yaml"),
    (names_no_platform, "bot/fit.py", "# as Telegram does"),
    (names_no_platform, "commands/poll.py", "NAME = '钉钉'"),
    (names_no_platform, "bot/slack_limits.py", ""),
    (asks_no_clock_and_no_chance, "bot/engine.py", "import time"),
    (asks_no_clock_and_no_chance, "storage/poll.py", "from random import shuffle"),
    (asks_no_clock_and_no_chance, "adapters/web/wire.py", "import secrets as hidden"),
    (asks_no_clock_and_no_chance, "bot/engine.py", "from os import urandom"),
    (asks_no_clock_and_no_chance, "bot/engine.py", "import os\nos.urandom(8)"),
    (asks_no_clock_and_no_chance, "bot/engine.py", "import uuid as u\nu.uuid4()"),
    (asks_no_clock_and_no_chance, "bot/a.py", "from datetime import datetime as d\nd.now(UTC)"),
    (asks_no_clock_and_no_chance, "bot/a.py", "import datetime\ndatetime.date.today()"),
    (asks_no_clock_and_no_chance, "bot/a.py", "from datetime import datetime\nf(datetime.now)"),
    (asks_no_clock_and_no_chance, "bot/a.py", "from bot.domain.phrase import Instant\nInstant.now"),
    (asks_no_clock_and_no_chance, "bot/a.py", "from bot.clock import Random\nRandom()"),
    (asks_no_clock_and_no_chance, "storage/a.py", "from sqlalchemy import func\nfunc.now()"),
    (is_documented, "bot/a.py", "x = 1"),
    (is_documented, "bot/a.py", '"""No end"""'),
    (is_documented, "bot/a.py", '"""Good."""\ndef f(): ...'),
    (is_documented, "bot/a.py", '"""Good."""\nclass A:\n    """Two\n    lines."""'),
    (is_documented, "bot/a.py", '"""Good."""\nclass A:\n    """Good."""\n    async def f(): ...'),
]


@pytest.mark.parametrize(("rule", "path", "text"), OFFENCES)
def test_each_rule_can_fail(rule: Rule, path: str, text: str) -> None:
    """An offence is found, whatever way it is written."""
    assert list(rule(Source(path, text)))


ALLOWED = [
    ("bot/__main__.py", '"""Good."""\nfrom bot.cli.main import main'),
    ("bot/cli/run.py", '"""Good."""\nimport adapters.web, bot.composition.serving, sqlalchemy'),
    ("bot/composition/features.py", '"""Good."""\nimport commands.poll, storage.talk'),
    ("bot/clock.py", '"""Good."""\nimport time\nfrom random import Random\nRandom(1)'),
    ("bot/a.py", '"""Good."""\nfrom bot.clock import Random\nimport yaml\ndef _f(r: Random): ...'),
    ("bot/a.py", '"""Good."""\nfrom datetime import time\ntime(8).isoformat()\nclock.now()'),
    (
        "storage/a.py",
        '"""Good."""\nfrom bot.ports import Read\nfrom bot.clock import Clock\nimport x',
    ),
    ("adapters/web/a.py", '"""Good."""\nfrom adapters.web.draw import d\nimport bot.fit, aiohttp'),
    ("adapters/slack/a.py", '"""Good: Slack."""'),
]


@pytest.mark.parametrize(("path", "text"), ALLOWED)
def test_the_rules_leave_good_source_alone(path: str, text: str) -> None:
    """What is allowed offends no rule."""
    assert [offence for rule in RULES for offence in rule(Source(path, text))] == []


def bare(folder: Path) -> list[str]:
    """Find the folders with tests in or below them that are no package."""
    folders = {parent for path in folder.rglob("*.py") for parent in path.parents}
    inner = sorted(one for one in folders if one.is_relative_to(folder))
    return [one.name for one in inner if not (one / "__init__.py").exists()]


def test_every_folder_of_tests_is_a_package() -> None:
    """Without its __init__.py, tests/commands would stand in for commands."""
    assert bare(ROOT / "tests") == []


def test_a_folder_that_is_no_package_is_found(tmp_path: Path) -> None:
    """A folder between packages is found as well, one of recorded payloads is left alone."""
    for path in ("__init__.py", "a/b/__init__.py", "a/b/test_x.py", "payloads/one.json"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    assert bare(tmp_path) == ["a"]
