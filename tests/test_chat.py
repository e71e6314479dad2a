"""Whole chats, as the command line plays them: a script in, what everybody sees out."""

import io
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from bot.cli.main import main

HOME = Path(__file__).parent.parent
FIXTURES = Path(__file__).parent / "fixtures"
NOW = "2026-11-26T09:00"

Play: TypeAlias = Callable[..., tuple[int, str, str]]
Seen: TypeAlias = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Play:
    """Play a script; return the exit status, what was printed, and what was complained of."""

    def played(script: str, *args: str, language: str = "en") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(script))
        status = main(["chat", "--language", language, "--now", NOW, *args])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return played


@pytest.fixture
def seen(play: Play) -> Seen:
    """Play a script to its end; return everything that became visible."""

    def played(script: str, *args: str, language: str = "en") -> list[dict[str, Any]]:
        status, out, err = play(script, "--json", *args, language=language)
        assert status == 0, err
        return [json.loads(line) for line in out.splitlines()]

    return played


def public(things: Sequence[dict[str, Any]], op: str) -> list[dict[str, Any]]:
    """Return what everybody saw of one kind."""
    return [each for each in things if each["op"] == op and each["to"] is None]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_poll_stands_once_and_closes_once(seen: Seen, database_url: str, language: str) -> None:
    """A changed mind, a restart and the deadline leave one standing message and one closing post.

    And the same on both databases, to the letter.
    """
    script = (FIXTURES / f"poll.{language}.txt").read_text("utf-8")
    things = seen(script, "--database", database_url, language=language)
    assert things == seen(script, language=language)
    posts = public(things, "post")
    assert [each["view"] for each in posts] == ["poll.card", "poll.result"]
    last = public(things, "edit")[-1]
    assert last["view"] == "poll.card"
    assert last["buttons"] == []
    assert last["at"] == "2026-11-27T18:00:00+08:00"


def test_the_final_count_is_shown_in_words(seen: Seen) -> None:
    """Two for the room, one online, nobody in the library."""
    script = (FIXTURES / "poll.en.txt").read_text("utf-8")
    assert public(seen(script), "post")[-1]["text"] == (
        "Poll closed: Where to meet next week?\n"
        "Most votes: Room 204\n"
        "Room 204: 2, Online: 1, Library: 0"
    )


def test_chinese_reads_as_chinese(seen: Seen) -> None:
    """The same in Chinese, with Chinese names."""
    script = (FIXTURES / "poll.zh.txt").read_text("utf-8")
    assert public(seen(script, language="zh"), "post")[-1]["text"] == (
        "投票结束：下周在哪开会？\n票数最多：204\n204：2 票、线上：1 票、图书馆：0 票"
    )


def test_each_thing_is_one_object_without_ids(seen: Seen) -> None:
    """Every line has the same keys; a view goes without its arguments."""
    things = seen((FIXTURES / "poll.en.txt").read_text("utf-8"))
    assert {"post", "edit", "note"} <= {each["op"] for each in things}
    for each in things:
        assert list(each) == ["at", "op", "room", "to", "view", "text", "buttons", "fields"]
        assert each["op"] in {"post", "edit", "strike", "note", "tell", "form", "file", "error"}
        assert each["view"] is None or "(" not in each["view"]


def test_a_script_reads_as_a_conversation(play: Play) -> None:
    """What is said stands before what it leads to, without comments; machines get no such lines."""
    script = "# a start\n@ana organiser\n\nana>  help forget\n"
    _, out, _ = play(script)
    *spoken, answer = out.splitlines()[:5]
    assert spoken == ["", "@ana organiser", "", "ana>  help forget"]
    assert answer == "┌ Main room · only ana sees this"
    _, out, _ = play(script, "--json")
    assert [json.loads(line)["op"] for line in out.splitlines()] == ["note"]


def test_what_cannot_be_drawn_any_more_keeps_nobody_from_chatting(
    seen: Seen, sqlite_url: str
) -> None:
    """A card stands there of a feature that is switched off by now."""
    seen("@ana organiser\nana> poll Tea? Green / Black\nana* Post\n", "--database", sqlite_url)
    without = ("--database", sqlite_url, "--set", "features=[meeting]")
    assert seen("@ana organiser\nana> help\n", *without)[-1]["view"] == "core.subjects"


def test_a_form_is_answered_by_field_or_by_label(seen: Seen) -> None:
    """English names and visible labels both do; what is wrong is asked again with its text."""
    things = seen(
        "@ana organiser\nana> poll\n"
        "ana= question: Lunch?; Options: Rice / Noodles; closes: 30 Feb\n"
        "ana= Closes: Sat 12:00\nana* Post\n"
    )
    forms = [each for each in things if each["op"] == "form"]
    assert len(forms) == 2
    wrong = {each["name"]: each for each in forms[1]["fields"]}
    assert wrong["closes"]["value"] == "30 Feb"
    assert "no such date" in wrong["closes"]["error"]
    assert wrong["question"]["value"] == "Lunch?"
    assert wrong["question"]["error"] is None
    assert "until Sat 28 Nov 12:00 (Beijing)" in public(things, "post")[0]["text"]


@pytest.mark.parametrize(
    ("script", "number", "says"),
    [
        ("ana> hi\n", 1, "nobody is called 'ana'"),
        ("@ana organiser\n\n# fine\nana says hi\n", 4, "none of"),
        ("@ana organiser\nana* Post\n", 2, "no message offers ana a button 'Post'"),
        ("@ana organiser\nana= closes: Sat\n", 2, "no form is open"),
        ("@ana organiser\nana> poll\nana= colour: red\n", 3, "has no field 'colour'"),
        ("@ana organiser\nana+ no/such/file.docx\n", 2, "there is no file"),
        ("@ana organiser\nana^ yes\n", 2, "said nothing"),
    ],
)
def test_a_line_that_makes_no_sense_names_its_number(
    play: Play, script: str, number: int, says: str
) -> None:
    """The chat ends with 2 and tells where and why."""
    status, _, complaint = play(script)
    assert status == 2
    assert complaint.startswith(f"line {number}: ")
    assert says in complaint


def test_a_chat_goes_on_where_another_ended(seen: Seen, tmp_path: Path) -> None:
    """A later process knows the poll, its buttons and who answered."""
    url = f"sqlite:///{tmp_path}/kept.db"
    seen("@ana organiser\n@ben\nana> poll A or B? A / B\nana* Post\nben* A\n", "--database", url)
    things = seen("@ana organiser\n@ben\nben* B\nana* B\n", "--database", url)
    assert things[-1]["text"].splitlines()[1:3] == ["A 0", "B ██████████ 2 (100%)"]


def test_ignored_talk_shows_nothing(seen: Seen) -> None:
    """What is not said to the bot is not answered, whatever it speaks of."""
    assert seen("@ana organiser\nana~> poll Lunch? A / B\nana~> /poll Lunch? A / B\n") == []


@pytest.mark.slow
def test_the_command_line_is_a_process_like_any_other() -> None:
    """From a shell: a script on stdin, answers on stdout, nothing on stderr."""
    played = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--language", "zh", "--now", NOW],
        input=(FIXTURES / "poll.zh.txt").read_text("utf-8"),
        capture_output=True,
        text=True,
        cwd=HOME,
        check=False,
        timeout=120,
    )
    assert (played.returncode, played.stderr) == (0, "")
    assert "票数最多：204" in played.stdout
