"""What a window sends: read by a table, and whatever else comes is refused."""

import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web.house import Person, Room, Team
from adapters.web.read import (
    MOST_TEXT,
    Hello,
    Kind,
    Ping,
    Press,
    Ref,
    Refused,
    Say,
    Sent,
    Submit,
    Why,
    event_of,
    read_frame,
    read_ref,
)
from bot.domain.identity import AccountId, Purpose, Role, RoomId
from bot.event import Heard, HeardFile, Pressed, Submitted

NOW = datetime(2026, 11, 26, 1, tzinfo=UTC)
CHEN = Person(AccountId(1), "zh.chen", "陈静", Role.ORGANISER)
MAIN = Room(RoomId(1), "zh.main", "大群", Purpose.MAIN)
PRIVATE = Room(RoomId(2), "private:zh.chen", "小秘", owner=CHEN.account)
TEAM = Team("zh", "学习小组", "小秘", (CHEN,), (MAIN, PRIVATE))

SAY: dict[str, Any] = {"type": "say", "id": "a-1", "room": "zh.main", "text": "你好"}
PRESS: dict[str, Any] = {
    "type": "press", "id": "a-2", "room": "zh.main", "message": "o7", "token": "AV",
}  # fmt: skip
SUBMIT: dict[str, Any] = {
    "type": "submit", "id": "a-3", "room": "zh.main", "token": "AV", "values": {"a": "b"},
}  # fmt: skip

READ: list[tuple[dict[str, Any], object]] = [
    ({"type": "ping"}, Ping()),
    ({"type": "hello", "language": "en"}, Hello("en", None, 0, None)),
    (
        {"type": "hello", "language": "zh", "as": "zh.chen", "since": 5, "epoch": "e"},
        Hello("zh", "zh.chen", 5, "e"),
    ),
    ({"type": "hello", "language": "zh", "since": -5}, Hello("zh", None, 0, None)),
    ({"type": "hello", "language": "zh", "since": 2**70}, Hello("zh", None, 0, None)),
    (SAY, Say("a-1", "zh.main", "你好", False, None, ())),
    (
        SAY | {"addressed": True, "reply_to": "m3", "files": [{"key": "k", "name": "n"}]},
        Say("a-1", "zh.main", "你好", True, Ref(Kind.CARD, 3), (Sent("k", "n"),)),
    ),
    (PRESS, Press("a-2", "zh.main", Ref(Kind.OWN, 7), "AV")),
    (SUBMIT, Submit("a-3", "zh.main", "AV", {"a": "b"})),
    (
        PRESS | {"under": "m3"},
        Press("a-2", "zh.main", Ref(Kind.OWN, 7), "AV", Ref(Kind.CARD, 3)),
    ),
    (
        SUBMIT | {"under": "m3"},
        Submit("a-3", "zh.main", "AV", {"a": "b"}, Ref(Kind.CARD, 3)),
    ),
]


@pytest.mark.parametrize(("frame", "wanted"), READ)
def test_a_frame_is_read_as_it_is_meant(frame: dict[str, Any], wanted: object) -> None:
    """Every kind of frame is read; what may be left out may be null, too."""
    assert read_frame(json.dumps(frame)) == wanted
    nothing: dict[str, Any] = dict.fromkeys(("as", "epoch", "reply_to", "since", "files", "under"))
    assert read_frame(json.dumps(nothing | frame)) == wanted


REFUSED: list[tuple[Any, Why, str | None]] = [
    (SAY | {"id": "a b"}, Why.UNREADABLE, None),
    (SAY | {"id": "x" * 65}, Why.UNREADABLE, None),
    (SAY | {"text": None}, Why.UNREADABLE, "a-1"),
    (SAY | {"text": "x" * (MOST_TEXT + 1)}, Why.TOO_LONG, "a-1"),
    (SAY | {"text": "字" * 30_000}, Why.TOO_LARGE, None),
    (SAY | {"addressed": 1}, Why.UNREADABLE, "a-1"),
    (SAY | {"reply_to": "x3"}, Why.UNREADABLE, "a-1"),
    (PRESS | {"under": "x3"}, Why.UNREADABLE, "a-2"),
    (SUBMIT | {"under": 3}, Why.UNREADABLE, "a-3"),
    (SAY | {"files": [{"key": "k", "name": "n"}] * 11}, Why.TOO_LONG, "a-1"),
    (SAY | {"files": ["k"]}, Why.UNREADABLE, "a-1"),
    (PRESS | {"message": "m00"}, Why.UNREADABLE, "a-2"),
    (PRESS | {"message": "m" + "9" * 30}, Why.UNREADABLE, "a-2"),
    (PRESS | {"token": "x" * 600}, Why.TOO_LONG, "a-2"),
    (SUBMIT | {"values": {str(each): "" for each in range(101)}}, Why.TOO_LONG, "a-3"),
    (SUBMIT | {"values": {"x" * 201: ""}}, Why.TOO_LONG, "a-3"),
    (SUBMIT | {"values": {"a": 1}}, Why.UNREADABLE, "a-3"),
    (SUBMIT | {"values": []}, Why.UNREADABLE, "a-3"),
    ({"type": "hello"}, Why.UNREADABLE, None),
    ({"type": "hello", "language": "zh", "since": True}, Why.UNREADABLE, None),
    ({"type": "hello", "language": "zh", "since": 1.5}, Why.UNREADABLE, None),
]


@pytest.mark.parametrize(("frame", "why", "to"), REFUSED)
def test_a_wrong_frame_is_refused_with_its_reason(frame: Any, why: Why, to: str | None) -> None:
    """Whatever is too long or of another type is refused, under its id where that is one."""
    with pytest.raises(Refused) as refused:
        read_frame(json.dumps(frame, ensure_ascii=False))
    assert (refused.value.why, refused.value.to) == (why, to)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
frames = st.fixed_dictionaries(
    {"type": st.sampled_from(["say", "press", "submit", "hello", "ping"])},
    optional=dict.fromkeys(
        (
            *("id", "room", "text", "addressed", "reply_to", "files", "message", "token"),
            *("values", "language", "as", "since", "epoch"),
        ),
        json_values,
    ),
)


@given(st.text() | json_values.map(json.dumps) | frames.map(json.dumps))
def test_whatever_comes_is_read_or_refused(text: str) -> None:
    """No frame raises anything but a refusal."""
    with contextlib.suppress(Refused):
        read_frame(text)


@given(st.text(max_size=40))
def test_whatever_is_called_a_ref_is_one_or_refused(text: str) -> None:
    """A ref that is read is written the same way again."""
    with contextlib.suppress(Refused):
        assert str(read_ref(text)) == text


# What it means


def test_a_press_is_private_where_only_they_see_the_message() -> None:
    """The ref says whether the message is theirs alone."""
    for message, own in (("m7", False), ("o7", True)):
        event = means(PRESS | {"message": message})
        assert isinstance(event, Pressed)
        assert (event.own, event.message, event.token) == (own, message, "AV")


def test_what_is_said_in_private_is_said_to_the_bot() -> None:
    """In a private chat nobody need address the bot; elsewhere the page says so."""
    alone = means(SAY | {"room": PRIVATE.key}, PRIVATE)
    assert isinstance(alone, Heard)
    assert (alone.addressed, alone.origin.private) == (True, True)
    aloud = means(SAY)
    assert isinstance(aloud, Heard)
    assert (aloud.addressed, aloud.origin.private) == (False, False)
    assert aloud.origin.direct == PRIVATE.key


@pytest.mark.parametrize(("ref", "heard"), [("m3", "m3"), ("t3", None), ("o3", None)])
def test_only_a_reply_to_the_bot_wakes_it(ref: str, heard: str | None) -> None:
    """A reply to what a person said is talk among people."""
    event = means(SAY | {"reply_to": ref})
    assert isinstance(event, Heard)
    assert event.reply_to == heard


def test_an_act_is_known_by_who_did_it_and_by_its_id() -> None:
    """Two people may make up the same id."""
    assert means(SUBMIT).id == "zh.chen:a-3"


@given(st.text(alphabet=st.characters(codec=None), max_size=30))
def test_what_was_typed_can_be_kept(text: str) -> None:
    """Halves of characters and noughts, which JSON can carry, are replaced; all else stays."""
    event = means(SUBMIT | {"values": {"a": text}})
    assert isinstance(event, Submitted)
    kept = event.values["a"]
    assert len(kept) == len(text)
    assert "\x00" not in kept
    kept.encode()


def means(frame: dict[str, Any], room: Room = MAIN) -> Any:
    """Return the event that a frame means."""
    act = read_frame(json.dumps(frame))
    assert isinstance(act, Say | Press | Submit)
    files = [HeardFile("k", "n", 1)] if isinstance(act, Say) and act.files else []
    return event_of(act, TEAM, CHEN, room, files, NOW, "browser")
