"""The catalogues: whole in each language, used wholly, and safe with whatever people type."""

import ast
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.basics import listed
from bot.composition import HOME
from bot.composition.features import FEATURES, registry_of
from bot.domain import bank, quiz
from bot.domain.identity import Role
from bot.domain.kind import STANDARD
from bot.domain.phrase import Phrase, Value, Variant
from bot.domain.roster import Column
from bot.form import FieldSpec
from bot.parse import variant_key
from bot.words import FSI, PDI, CatalogueError, Catalogues, Voice, isolated, without_isolates
from commands.quiz.bank import Truth
from commands.quiz.feature import SHIPPED_BANKS
from commands.team.settings import ZONES, zone_key

WORDS: Final = Catalogues.load(HOME / "words")
REGISTRY: Final = registry_of(FEATURES, WORDS)
VOICES: Final = [
    Voice(language, ZoneInfo("Asia/Shanghai"), datetime(2026, 11, 26, 1, tzinfo=UTC))
    for language in WORDS.languages
]
SOURCES: Final = sorted(
    path for folder in ("bot", "adapters", "commands") for path in (HOME / folder).rglob("*.py")
)


# Whole in each language


def loaded(folder: Path, **files: str) -> Catalogues:
    """Load catalogues whose texts are given as `en_poll="…"`."""
    for name, text in files.items():
        language, _, feature = name.partition("_")
        (folder / language).mkdir(exist_ok=True)
        (folder / language / f"{feature}.ftl").write_text(text, encoding="utf-8")
    return Catalogues.load(folder)


@pytest.mark.parametrize(
    ("english", "chinese", "problem"),
    [
        ("a = A\na = B", "a = 甲", "en/poll.ftl: a stands twice"),
        ("a = A\nb = B", "a = 甲", "zh/poll.ftl: b is missing (en has it)"),
        ("a = A", "a = 甲\nb = 乙", "en/poll.ftl: b is missing (zh has it)"),
    ],
)
def test_a_key_twice_or_missing_stops_the_start(
    tmp_path: Path, english: str, chinese: str, problem: str
) -> None:
    """What one language lacks is named with its file, and nobody is served."""
    with pytest.raises(CatalogueError) as stopped:
        loaded(tmp_path, en_poll=english, zh_poll=chinese)
    assert problem in str(stopped.value).splitlines()


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802  (fluent.syntax dispatches on this name)
        self.names.add(node.id.name)


def has(path: Path) -> dict[str, set[str]]:
    """Return what each phrase of a catalogue has, as Fluent's own parser reads it whole.

    Arguments are "$name", attributes ".name", what is no phrase is under "".
    """
    found: dict[str, set[str]] = {"": set()}
    for entry in FluentParser().parse(path.read_text("utf-8")).body:
        match entry:
            case fluent.Junk():
                found[""].add(f"cannot be read: {(entry.content or '').strip().splitlines()[0]!r}")
            case fluent.Message(value=None):
                found[""].add(f"{entry.id.name} says nothing")
            case fluent.Message():
                variables = _Variables()
                variables.visit(entry.value)
                attributes = {f".{each.id.name}" for each in entry.attributes}
                found[entry.id.name] = {f"${name}" for name in variables.names} | attributes
    return found


def faults(folder: Path) -> Iterator[str]:
    """Name what cannot be read, and what a phrase has in one language and lacks in another."""
    for path in folder.glob("*/*.ftl"):
        mine = has(path)
        yield from (f"{path.parent.name}/{path.name}: {fault}" for fault in mine.pop(""))
        for other in folder.glob(f"*/{path.name}"):
            for key, names in has(other).items():
                for name in mine.get(key, names) - names:
                    yield f"{other.parent.name}/{path.name}: {key} lacks {name}"


@pytest.mark.parametrize(
    ("english", "chinese", "problem"),
    [
        ("a = A\n= junk", "a = 甲", "en/poll.ftl: cannot be read: '= junk'"),
        ("a = A { $b", "a = 甲", "en/poll.ftl: cannot be read: 'a = A { $b'"),
        ("a =\n    .words = b", "a = 甲", "en/poll.ftl: a says nothing"),
        ("a = A { $n }", "a = 甲", "zh/poll.ftl: a lacks $n"),
        ("a = A", "a = { $n ->\n *[other] 甲\n }", "en/poll.ftl: a lacks $n"),
        ("a = A\n    .words = b", "a = 甲", "zh/poll.ftl: a lacks .words"),
    ],
)
def test_a_faulty_phrase_is_named(tmp_path: Path, english: str, chinese: str, problem: str) -> None:
    """Junk, and an argument or attribute that one language lacks, are named with their file."""
    loaded(tmp_path, en_poll=english, zh_poll=chinese)
    assert problem in faults(tmp_path)


def test_the_catalogues_have_no_fault() -> None:
    """Every phrase can be read and says as much in one language as in the other."""
    assert list(faults(HOME / "words")) == []


def test_catalogues_are_divided_as_fluent_divides_them() -> None:
    """Every phrase that the parser of whole files finds is found, and none beside."""
    for feature in WORDS.features():
        for language in WORDS.languages:
            whole = has(HOME / "words" / language / f"{feature}.ftl")
            assert ["", *WORDS._found[language][feature]] == list(whole)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("b | c", "b | c"),
        ("b: 2=3  ", "b: 2=3"),
        ("b\n\n    .other = d", "b"),
        ("b\n# What follows is another matter\nd = D", "b"),
        ("b\n    and c", "b\nand c"),
        ("b\n\n    # c", "b\n\n# c"),
        ("\n        b\n        c", "b\nc"),
        ('b { "{" } c', "b  c"),
    ],
)
def test_an_attribute_is_read_as_fluent_reads_it(tmp_path: Path, written: str, read: str) -> None:
    """Before its phrase was parsed, for which plain ones do not wait, and afterwards."""
    words = loaded(tmp_path, en_poll=f"a = A\n    .first = x\n    .words = {written}\n")
    assert words.attribute("poll", "a", "words", "en") == read
    assert words.attribute("poll", "a", "none", "en") is None
    assert words.attribute("poll", "a", "words", "en") == read
    assert words.attribute("poll", "e", "words", "en") is None


@pytest.mark.parametrize(
    "written",
    [
        "b", "  b  ", "b\n\n", "b\t", "\tb", "b\t c", "[b]", "*b", ".b", "#b", "b=c", "“b”，c",
        "b\u2028c", "b\n    c", "b\n# c", "\n    b",
    ],
)  # fmt: skip
def test_a_phrase_is_read_as_fluent_reads_it(tmp_path: Path, written: str) -> None:
    """One line of plain text, which is not parsed, and what only looks like it."""
    words = loaded(tmp_path, en_poll=f"a = {written}", zh_poll="a = 甲")
    entry = FluentParser().parse_entry(f"a = {written}")
    assert isinstance(entry, fluent.Message)
    assert entry.value is not None
    says = "".join(
        part.value for part in entry.value.elements if isinstance(part, fluent.TextElement)
    )
    voice = next(each for each in VOICES if each.language == "en")
    assert words.say(Phrase("poll", "a"), voice) == says


def test_a_missing_file_stops_the_start(tmp_path: Path) -> None:
    """A feature that one language lacks altogether is named."""
    with pytest.raises(CatalogueError, match=r"zh/poll\.ftl is missing \(en has it\)"):
        loaded(tmp_path, en_poll="a = A", en_core="a = A", zh_core="a = 甲")


def test_a_phrase_without_its_key_or_argument_is_a_bug(tmp_path: Path) -> None:
    """What is said with a key or an argument missing raises, in words for whoever mends it."""
    words = loaded(tmp_path, en_poll="a = A { $n }", zh_poll="a = 甲 { $n }")
    for voice in VOICES:
        with pytest.raises(CatalogueError, match=r"no phrase poll\.b"):
            words.say(Phrase("poll", "b"), voice)
        with pytest.raises(CatalogueError, match=r"poll\.a in (en|zh): .*n"):
            words.say(Phrase("poll", "a"), voice)


# Used wholly


@dataclass(frozen=True, slots=True)
class Use:
    """One place that says a phrase; without `args` where these are made elsewhere."""

    where: str
    feature: str
    key: str
    args: frozenset[str] | None


@cache
def speakers() -> Mapping[str, str]:
    """Find by which names modules call their catalogues: polls = Commands("poll")."""
    found = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Assign(
                    targets=[ast.Name(id=name)],
                    value=ast.Call(
                        func=ast.Name(id="Commands" | "Speaker"),
                        args=[ast.Constant(value=str(feature)), *_],
                    ),
                ):
                    found[name] = feature
    return found


def constants(node: ast.expr, within: ast.AST) -> Iterator[str]:
    """Yield the texts that an expression may be, looking names up in the same function."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from constants(body, within)
            yield from constants(orelse, within)
        case ast.Name(id=name):
            for other in ast.walk(within):
                match other:
                    case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                        yield from constants(value, within)
                    case ast.For(target=ast.Tuple(elts=names), iter=ast.Tuple(elts=rows)):
                        spelled = [each.id for each in names if isinstance(each, ast.Name)]
                        for row in rows if name in spelled else ():
                            assert isinstance(row, ast.Tuple)
                            yield from constants(row.elts[spelled.index(name)], within)


def said(source: Path, call: ast.Call, within: ast.AST) -> Iterator[Use]:
    """Yield what a call says, if it says something."""
    where = f"{source.relative_to(HOME)}:{call.lineno}"
    named: frozenset[str] | None = frozenset(each.arg for each in call.keywords if each.arg)
    if any(each.arg is None for each in call.keywords):
        named = None
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="say"), args=[key]) if (
            name in speakers()
        ):
            feature = speakers()[name]
        case ast.Call(func=ast.Name(id="_core"), args=[key]):
            feature = "core"
        case ast.Call(func=ast.Name(id="refused"), args=[key]):
            feature = "core"
        case ast.Call(func=ast.Name(id="say"), args=[key, *_]):
            feature = "terminal"
        case ast.Call(
            func=ast.Name(id="Phrase"), args=[ast.Constant(value=str(feature)), key, *rest]
        ):
            named = frozenset(_pairs(rest)) if rest else frozenset()
            if rest and not isinstance(rest[0], ast.Tuple):
                named = None
        case _:
            return
    for text in constants(key, within):
        yield Use(where, feature, text, named)


def _pairs(rest: list[ast.expr]) -> Iterator[str]:
    for pair in rest[0].elts if isinstance(rest[0], ast.Tuple) else ():
        match pair:
            case ast.Tuple(elts=[ast.Constant(value=str(name)), _]):
                yield name


@cache
def uses() -> tuple[Use, ...]:
    """Find every phrase that the source says by a key that stands there."""
    found: list[Use] = []
    for path in SOURCES:
        tree = ast.parse(path.read_text("utf-8"))
        functions = [
            n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        for within in (tree, *functions):
            for node in ast.walk(within):
                if isinstance(node, ast.Call):
                    found += said(path, node, within)
    return tuple(dict.fromkeys(found))


def _named(spec: FieldSpec) -> Iterator[str]:
    """Yield the keys that the markers of a field name."""
    for marker in spec.markers:
        for name in ("key", "several", "unit", "lead"):
            if key := getattr(marker, name, None):
                yield key


def derived() -> Iterator[tuple[str, str]]:
    """Yield the keys that no source writes out, because they follow from what is declared.

    A feature's `name`; where it has commands that help lists, `subject` and `summary`. For each
    field of its forms `field-<name>`, what stands for an empty one, `<field>-<value>` of an
    enumeration, and the keys of markers (`mark-…`). For each command `command-<word>`, its example,
    its help, and that in brief. In the core `may-<role>`, of meetings `kind-<kind>`; of a form its
    title.
    """
    for feature in FEATURES:
        yield feature.feature, "name"
        for step in feature.steps:
            if step.form is not None:
                yield feature.feature, step.form.title
            for spec in step.form.fields if step.form is not None else ():
                yield feature.feature, spec.key
                if spec.unset:
                    yield feature.feature, spec.unset
                if issubclass(spec.holds, StrEnum):
                    yield from ((feature.feature, variant_key(spec, each)) for each in spec.holds)
                yield from ((feature.feature, key) for key in _named(spec))
    subjects = {command.feature for command in listed(REGISTRY)}
    yield from ((each, key) for each in subjects for key in ("subject", "summary"))
    for command in REGISTRY.commands:
        for end in ("", "-brief", "-example", "-help"):
            yield command.feature, f"{command.key}{end}"
        yield from ((command.feature, key) for key in command.options.told or ())
    yield from (("core", f"may-{role.name.lower()}") for role in Role)
    yield from (("meeting", f"kind-{key}") for key in STANDARD)
    # Nobody reads these: they hold the words in which a card is replied to.
    yield from (("meeting", f"reply-{says}") for says in ("coming", "late", "leave"))
    yield "terminal", "name"
    yield from (("bank", f"column-{column}") for column in bank.Column)
    yield from (
        ("bank", f"{prefix}-{kind}") for kind in quiz.Kind for prefix in ("kind", "example")
    )
    yield from (("bank", f"truth-{truth}") for truth in Truth)
    yield from (("bank", f"difficulty-{difficulty}") for difficulty in quiz.Difficulty)
    yield from (
        (each.feature, "weekly") for each in REGISTRY.features if each.happened or each.counted
    )
    yield from ((each.feature, "measure") for each in REGISTRY.features if each.measured)
    takers = [feature.taker for feature in REGISTRY.features if feature.taker]
    yield from ((taker.label.feature, taker.label.key) for taker in takers)
    yield from (("roster", f"column-{column}") for column in Column)
    yield from (("quiz", f"bank-{shipped}") for shipped in SHIPPED_BANKS)
    yield "digest", "everybody"  # the words by which all who lead are meant, in place of a name
    yield "quiz", "named-so"  # nobody reads it: it holds the words by which a file is a bank
    yield from (("team", zone_key(zone)) for zone in ZONES)
    yield from (("team", f"language-{language}") for language in WORDS.languages)
    for read in ("opening", "half", "closing", "usual", "none", "filler"):
        yield "team", f"ladder-{read}"  # the words by which a team says when it is reminded
    yield "core", "mine-settings"  # what may stand glued to 我的 though it is no subject
    yield "remind", "mark-end"  # it closes the reminders of a typed line, in every feature
    # The page of the browser chat says its own; tests/pages/test_files.py looks after them.
    yield from (("web", key) for key in WORDS.keys("web"))


def test_every_phrase_that_is_said_stands_in_the_catalogues() -> None:
    """Every key in the source is in the catalogues, and takes the arguments that it is given."""
    assert len(uses()) > 120
    wrong = []
    for use in uses():
        known = WORDS.keys(use.feature)
        if use.key not in known:
            wrong.append(f"{use.where}: there is no {use.feature}.{use.key}")
        elif use.args is not None and use.args != (takes := WORDS.arguments(use.feature, use.key)):
            given = ", ".join(sorted(use.args)) or "nothing"
            taken = ", ".join(sorted(takes)) or "nothing"
            wrong.append(f"{use.where}: {use.key} takes {taken}, and is given {given}")
    assert wrong == []


def test_what_is_declared_has_its_words() -> None:
    """Every field, enumeration member, marker, command and role has its key in the catalogues."""
    gaps = [f"{feature}.{key}" for feature, key in derived() if key not in WORDS.keys(feature)]
    assert gaps == []


def test_nothing_in_the_catalogues_is_left_over() -> None:
    """A phrase that nothing says would be translated, and mended, for nobody."""
    known = {(use.feature, use.key) for use in uses()} | set(derived())
    # Whoever is asked for a field is asked in these words, where a feature has some.
    known |= {(feature, f"{key}-ask") for feature, key in known if key.startswith("field-")}
    every = {(feature, key) for feature in WORDS.features() for key in WORDS.keys(feature)}
    assert sorted(every - known) == []


def test_fields_enumerations_and_commands_can_be_written_in_every_language() -> None:
    """Whatever is found by its words has words in each language."""
    found_by_words = [
        (feature, key)
        for feature, key in derived()
        if re.match(r"(field|mark|names|results|command)-", key)
        and not key.endswith(("-brief", "-example", "-help"))
    ]
    lacking = [
        f"{language}/{feature}.{key}"
        for feature, key in found_by_words
        for language, words in WORDS.spellings(feature, key).items()
        if not words
    ]
    assert lacking == []


def test_no_word_calls_two_commands() -> None:
    """A word means one command, in whatever language it was typed."""
    called: dict[str, set[str]] = {}
    for command in REGISTRY.commands:
        for word in WORDS.all_spellings(command.feature, command.key):
            called.setdefault(word, set()).add(command.name)
    assert {word: names for word, names in called.items() if len(names) > 1} == {}


# Said in full


class _Selectors(Visitor):
    """Collect the variants of every argument that a message selects by."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: dict[str, list[str | int]] = {}

    def visit_SelectExpression(self, node: fluent.SelectExpression) -> None:  # noqa: N802  (fluent.syntax dispatches on this name)
        assert isinstance(node.selector, fluent.VariableReference)
        keys = self.keys.setdefault(node.selector.id.name, [])
        for variant in node.variants:
            if isinstance(variant.key, fluent.NumberLiteral):
                keys.append(int(variant.key.value))
            else:
                keys.append(variant.key.name)
        self.generic_visit(node)


@cache
def selectors() -> Mapping[tuple[str, str, str], Mapping[str, list[str | int]]]:
    """Find what every message selects by, by language, feature and key."""
    found = {}
    for path in sorted((HOME / "words").glob("*/*.ftl")):
        for entry in FluentParser().parse(path.read_text("utf-8")).body:
            if isinstance(entry, fluent.Message):
                visitor = _Selectors()
                visitor.visit(entry.value)
                found[path.parent.name, path.stem, entry.id.name] = visitor.keys
    return found


def choices(keys: list[str | int]) -> list[Value]:
    """Return values that reach every variant: numbers where it counts, words where it selects."""
    if any(isinstance(key, int) or key in {"one", "few", "many"} for key in keys):
        return [0, 1, 2, 21]
    return [Variant(key) for key in keys]


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.language)
def test_every_phrase_can_be_said_in_every_variant(voice: Voice) -> None:
    """Every combination of what a phrase selects by is said whole, without a gap or a brace."""
    for (language, feature, key), keys in selectors().items():
        if language != voice.language:
            continue
        names = sorted(WORDS.arguments(feature, key))
        values = [choices(keys.get(name, ["“x”"])) for name in names]
        for combination in itertools.product(*values):
            args = tuple(zip(names, combination, strict=True))
            text = WORDS.say(Phrase(feature, key, args), voice)
            assert text.strip(), f"{language}/{feature}.{key} says nothing for {args}"
            assert not re.search(r"[{}]|  |\?\?\?", text), f"{language}/{feature}.{key}: {text}"


def test_both_languages_select_by_the_same_words() -> None:
    """No language falls to its default unseen where the other tells two things apart."""
    plural = {"zero", "one", "two", "few", "many"}
    for (language, feature, key), mine in selectors().items():
        for other in set(WORDS.languages) - {language}:
            theirs = selectors()[other, feature, key]
            for name, keys in mine.items():
                words = {each for each in keys if isinstance(each, str)} - plural
                lacking = words - {*theirs.get(name, []), "other"}
                assert not lacking, f"{other}/{feature}.{key} does not select {lacking}"


# What people typed


def visible(text: str) -> str:
    """Return what can be seen of a text: without the marks that only direct."""
    return "".join(each for each in text if each not in "\u2066\u2067\u2068\u2069")


def open_at_end(text: str) -> list[str]:
    """Return which embeddings are open at the end of a text, by the rules X1 to X8 of UAX #9."""
    stack: list[str] = []
    for char in text:
        match unicodedata.bidirectional(char):
            case "LRE" | "RLE" | "LRO" | "RLO":
                stack.append("embedding")
            case "LRI" | "RLI" | "FSI":
                stack.append("isolate")
            case "PDF" if stack and stack[-1] == "embedding":
                stack.pop()
            case "PDI" if "isolate" in stack:
                while stack.pop() != "isolate":
                    pass
            case "B":
                stack.clear()
    return stack


MARKED: Final = st.text(
    st.sampled_from("aб7.،(]\n\r\u2029 \u0627\u05d0\u0661\u061c\u200e\u200f\u202a\u202b\u202c\u202d"
                    "\u202e\u2066\u2067\u2068\u2069\U0001e900\U00010800中🙂") | st.characters(),
    max_size=30,
)  # fmt: skip


@settings(deadline=None)
@given(MARKED)
def test_what_a_person_typed_is_seen_unchanged(text: str) -> None:
    """Whatever stands in a text, all that can be seen of it is still there, in its order."""
    assert visible(isolated(text)) == visible(text)


@settings(deadline=None)
@given(MARKED)
def test_what_a_person_typed_cannot_turn_its_surroundings(text: str) -> None:
    """No mark reaches beyond the text: before and after it everything stands as it stood."""
    shown = isolated(text)
    assert open_at_end(shown) == []
    turned = {"R", "AL", "AN"}
    for paragraph in re.split("[\n\r\x1c-\x1e\x85\u2029]+", shown):
        depth = 0
        for char in paragraph:
            kind = unicodedata.bidirectional(char)
            depth += (kind in {"FSI", "LRI", "RLI"}) - (kind == "PDI")
            assert depth >= 0
            assert depth or kind not in turned, "a right-to-left letter stands outside"


@settings(deadline=None)
@given(MARKED)
def test_marks_of_ours_can_be_taken_out(text: str) -> None:
    """For machines and tests the marks that keep texts apart are gone without a trace."""
    shown = without_isolates(isolated(text))
    assert FSI not in shown
    assert PDI not in shown
    assert visible(shown) == visible(text)


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=0x58F, exclude_characters="\n\r")))
def test_plain_text_is_left_alone(text: str) -> None:
    """Latin, Greek and Cyrillic texts get no marks at all, nor do Chinese ones."""
    assert isolated(text) == text
    assert isolated("下周在哪开会？🙂") == "下周在哪开会？🙂"


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.language)
def test_names_stay_apart_in_a_sentence(voice: Voice) -> None:
    """A right-to-left name, or an override, stays within its place in a list and in a sentence."""
    names = ("دانا", "ben\u202e", "李")
    text = WORDS.say(Phrase("poll", "who-chose", (("option", "א"), ("names", names))), voice)
    glue, colon = ("、", "：") if voice.language == "zh" else (", ", ": ")
    kept = [f"{FSI}دانا{PDI}", f"{FSI}ben\u202e{PDI}", "李"]
    assert text == f"{FSI}א{PDI}{colon}{glue.join(kept)}"


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (
            datetime(2026, 11, 27, 10, tzinfo=UTC),
            "Fri 27 Nov 18:00 (Beijing)",
            "11月27日(周五)18:00",
        ),
        (date(2026, 11, 27), "Fri 27 Nov", "11月27日(周五)"),
        (timedelta(minutes=90), "1 h 30 min", "1小时30分钟"),
        ("2026", "2026", "2026"),
        (1234, "1,234", "1,234"),
        (Phrase("core", "yes"), "yes", "是"),
        (("a", "b"), "a, b", "a、b"),
    ],
)
def test_arguments_are_said_as_their_kind(value: Value, english: str, chinese: str) -> None:
    """Times, days, lengths, counts, lists and phrases print as the reader's language does."""
    said_ = {v.language: WORDS.say(Phrase("core", "text", (("text", value),)), v) for v in VOICES}
    assert said_ == {"en": english, "zh": chinese}
