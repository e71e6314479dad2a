"""The terminal chat, line by line."""

import contextlib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.terminal.draw import Visible
from adapters.terminal.wire import Terminal
from bot.adapter import Drawn
from bot.domain.identity import Role
from bot.message import Card, File, as_text
from bot.ports import Address
from bot.script import (
    Acts,
    Alias,
    Appears,
    Passes,
    Restarts,
    ScriptError,
    Verb,
    read_line,
    read_values,
)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("", None),
        ("   # ana> not said", None),
        ("@ana organiser", Appears("ana", Role.ORGANISER)),
        ("@ana", Appears("ana", Role.MEMBER)),
        ("@安 admin", Appears("安", Role.ADMIN)),
        ("@ana2 = ana", Alias("ana2", "ana")),
        ("@ana2=ana", Alias("ana2", "ana")),
        ("~30h", Passes(timedelta(hours=30))),
        ("~ 90 s", Passes(timedelta(seconds=90))),
        ("~1.5d", Passes(timedelta(days=1.5))),
        ("!restart", Restarts()),
        ("ana> poll A?", Acts("ana", Verb.SAYS, "poll A?")),
        ("ana>poll", Acts("ana", Verb.SAYS, "poll")),
        (r"ana> poll A?\nB\nC", Acts("ana", Verb.SAYS, "poll A?\nB\nC")),
        ("ana>> 我的", Acts("ana", Verb.SAYS_IN_PRIVATE, "我的")),
        ("ana~> hi > there", Acts("ana", Verb.TALKS, "hi > there")),
        ("ana^ 204", Acts("ana", Verb.REPLIES, "204")),
        ("ana* 发布", Acts("ana", Verb.PRESSES, "发布")),
        ("ana= closes: 周六 12:00", Acts("ana", Verb.ANSWERS, "closes: 周六 12:00")),
        ("ana+ a/b.docx", Acts("ana", Verb.SENDS, "a/b.docx")),
        ("ana@committee> poll", Acts("ana", Verb.SAYS, "poll", "committee")),
        ("ana@支委会^ 好", Acts("ana", Verb.REPLIES, "好", "支委会")),
    ],
)
def test_a_line_is_read(line: str, read: object) -> None:
    """Each kind of line means one thing."""
    assert read_line(line) == read


@pytest.mark.parametrize(
    "line", ["ana", "ana says hi", "@ana boss", "~3 weeks", "!stop", "> hi", "@", "~h", "@ana = "]
)
def test_a_line_without_sense_says_so(line: str) -> None:
    """What is none of the kinds is refused."""
    with pytest.raises(ScriptError):
        read_line(line)


def test_an_unknown_role_names_the_known_ones() -> None:
    """The error says what could have been written."""
    with pytest.raises(ScriptError, match="guest, member, organiser, admin"):
        read_line("@ana boss")


@given(st.text())
def test_no_line_breaks_the_reader(line: str) -> None:
    """Whatever is typed is read or refused."""
    with contextlib.suppress(ScriptError):
        read_line(line)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("closes: Sat 12:00; names: nobody", {"closes": "Sat 12:00", "names": "nobody"}),
        ("截止：周六12点；姓名：匿名", {"截止": "周六12点", "姓名": "匿名"}),
        ("question: Is it 18:00?", {"question": "Is it 18:00?"}),
        ("closes:", {"closes": ""}),
        ("", {}),
    ],
)
def test_answers_to_a_form_are_read(text: str, values: dict[str, str]) -> None:
    """Fields end at a semicolon, names at their first colon, in both widths."""
    assert read_values(text) == values


def test_an_answer_without_a_field_is_refused() -> None:
    """A value alone could be anybody's."""
    with pytest.raises(ScriptError, match="field: value"):
        read_values("Sat 12:00; names")


async def test_a_file_is_shown_with_where_it_lies() -> None:
    """Nothing can be pressed on a terminal: the path of a file stands beside its name."""
    seen: list[Visible] = []
    terminal = Terminal(seen.append, {}, lambda file: Path("data") / file)
    card = Card("The list", (File("abc", "list.csv"),))
    address = Address("terminal", "private:ana", "ana", private=True)
    await terminal.send(address, Drawn(card, "roll.file"))
    (shown,) = seen
    assert shown.card is not None
    assert as_text(shown.card) == "The list\nlist.csv: data/abc"
