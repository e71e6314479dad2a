"""Payloads of Slack, and the events that they mean."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.read import (
    Me,
    Profile,
    Scene,
    Unreadable,
    read_command,
    read_event,
    read_press,
    read_submission,
)
from adapters.slack.text import escape, typed, unescape
from bot.event import Event, Heard, HeardFile, Joined, Left, Mention, Pressed, RoomMoved, Submitted
from tests.doubles.slack.verbs import escaped

NOW = datetime(2026, 11, 26, 1, tzinfo=UTC)
KNOWN = {"U1": Profile("Ana", "zh", "Asia/Shanghai", "D1"), "U2": Profile("Ben")}
SCENE = Scene(Me("slack-main", "T1", "UBOT"), NOW, lambda who: KNOWN.get(who, Profile()))

MESSAGE = {
    "type": "message", "user": "U1", "channel": "C1", "channel_type": "channel",
    "ts": "1700000000.000200", "text": "hello",
}  # fmt: skip


def event(found: dict[str, Any], **more: Any) -> Event | None:
    """Read an event."""
    payload = {"type": "event_callback", "event_id": "Ev1", "team_id": "T1", "event": found}
    read = read_event(payload | more, SCENE)
    return None if read is None else read[0]


def heard(**more: Any) -> Heard:
    """Read a message."""
    found = event(MESSAGE | more)
    assert isinstance(found, Heard)
    return found


def test_a_message_says_who_said_what_where_and_when() -> None:
    """Keys, name, language, private chat and time of a line in a channel."""
    found = heard(text="good morning")
    origin = found.origin
    assert (origin.connection, origin.room, origin.account) == ("slack-main", "C1", "U1")
    assert (origin.name, origin.language, origin.direct) == ("Ana", "zh", "D1")
    assert (origin.private, origin.thread, found.addressed) == (False, None, False)
    assert found.said_at == datetime.fromtimestamp(1700000000, UTC)
    assert found.id == "C1:1700000000.000200"


def test_a_mention_and_its_message_have_one_id() -> None:
    """Slack tells both; whichever comes first counts, and both address the app."""
    message = heard(text="<@UBOT> help")
    mention = heard(type="app_mention", text="<@UBOT> help")
    assert message.id == mention.id
    assert (message.addressed, mention.addressed) == (True, True)
    assert (message.text, mention.text) == ("help", "help")


def test_a_private_message_is_addressed_and_tells_its_chat() -> None:
    """What is written to the app alone is meant for it."""
    found = heard(channel="D7", channel_type="im")
    assert (found.addressed, found.origin.private, found.origin.direct) == (True, True, "D7")


def test_a_thread_is_where_one_replies() -> None:
    """Below a message of the app's one replies to it; below another's one does not."""
    ours = heard(thread_ts="1700000000.000100", parent_user_id="UBOT")
    assert (ours.origin.thread, ours.reply_to) == ("1700000000.000100", "1700000000.000100")
    theirs = heard(thread_ts="1700000000.000100", parent_user_id="U2")
    assert (theirs.origin.thread, theirs.reply_to) == ("1700000000.000100", None)
    parent = heard(thread_ts=MESSAGE["ts"])
    assert (parent.origin.thread, parent.reply_to) == (None, None)


def test_files_come_with_their_address() -> None:
    """What was sent is downloaded by it."""
    file = {"id": "F1", "name": "a.pdf", "size": 5, "mimetype": "application/pdf",
            "url_private": "https://files.slack.com/a.pdf"}  # fmt: skip
    found = heard(subtype="file_share", files=[file, {"id": "F2", "mode": "tombstone"}])
    assert found.files == (
        HeardFile("https://files.slack.com/a.pdf", "a.pdf", 5, "application/pdf"),
    )


@pytest.mark.parametrize(
    ("text", "said", "mentions"),
    [
        ("a &amp; b &lt;c&gt;", "a & b <c>", ()),
        ("&amp;lt;", "&lt;", ()),
        ("tell <@U2> now", "tell @Ben now", (Mention("U2", "Ben"),)),
        ("tell <@U9|zoe> now", "tell @zoe now", (Mention("U9", "zoe"),)),
        ("tell <@U8> now", "tell @U8 now", (Mention("U8", "U8"),)),
        ("in <#C2|general>", "in #general", ()),
        ("see <https://a.example/?x=1&amp;y=2|here>", "see https://a.example/?x=1&y=2", ()),
        ("to <mailto:a@b.example|a@b.example>", "to a@b.example", ()),
        ("<!here> and <!subteam^S1|@grp>", "@here and @grp", ()),
        ("<!date^1700000000^{date}|15 Nov>", "15 Nov", ()),
        ("  <@UBOT>   poll  A / B ", "poll A / B", ()),
    ],
)
def test_marks_become_what_people_read(text: str, said: str, mentions: tuple[Mention, ...]) -> None:
    """What stands between angle brackets, and what is escaped, is read once."""
    found = heard(text=text)
    assert (found.text, found.mentions) == (said, mentions)


@given(st.text())
def test_what_somebody_types_arrives_as_it_was(text: str) -> None:
    """Escaped by Slack and read by us, every character is itself again."""
    assert unescape(escape(text)) == text
    plain = " ".join(text.split())
    assert typed(escaped(plain), "UBOT", str).text == plain.strip() or "@U" in plain


@pytest.mark.parametrize(
    "found",
    [
        MESSAGE | {"subtype": "message_changed"},
        MESSAGE | {"subtype": "channel_join"},
        MESSAGE | {"bot_id": "B1"},
        MESSAGE | {"user": None},
        {"type": "app_home_opened", "user": "U1", "tab": "messages"},
        {"type": "reaction_added", "user": "U1"},
        {"type": "member_joined_channel", "user": "UBOT", "channel": "C1"},
        {},
    ],
    ids=str,
)
def test_what_is_none_of_ours_is_nothing(found: dict[str, Any]) -> None:
    """Bots, edits, other tabs, what was not asked for, and an arrival that nobody caused."""
    assert event(found) is None


def test_a_home_asks_for_what_is_ones_own() -> None:
    """Whoever looks at it has a room of their own, which is no chat."""
    found = event({"type": "app_home_opened", "user": "U1", "tab": "home"})
    assert isinstance(found, Heard)
    assert (found.text, found.addressed) == ("mine", True)
    assert (found.origin.room, found.origin.private) == ("home:U1", False)


def test_who_comes_and_goes() -> None:
    """People by themselves, the app by an invitation, and out of a room by whatever way."""
    came = event({"type": "member_joined_channel", "user": "U2", "channel": "C1"})
    assert isinstance(came, Joined)
    assert (came.origin.account, came.bot, came.proven) == ("U2", False, False)
    invited = event(
        {"type": "member_joined_channel", "user": "UBOT", "channel": "C1", "inviter": "U1"}
    )
    assert isinstance(invited, Joined)
    assert (invited.origin.account, invited.bot, invited.proven) == ("U1", True, True)
    for kind in ("channel_left", "group_left"):
        out = event({"type": kind, "channel": "C1"})
        assert isinstance(out, Left)
        assert (out.bot, out.origin.room) == (True, "C1")
    gone = event({"type": "member_left_channel", "user": "U2", "channel": "C1"})
    assert isinstance(gone, Left)
    assert (gone.bot, gone.origin.account) == (False, "U2")


def test_a_room_gets_a_new_name() -> None:
    """Its key stays."""
    found = event({"type": "channel_rename", "channel": {"id": "C1", "name": "fresh"}})
    assert isinstance(found, RoomMoved)
    assert (found.key, found.title, found.origin.room) == ("C1", "fresh", "C1")


COMMAND = {
    "command": "/muster", "text": "poll A &amp; B", "user_id": "U9", "user_name": "zoe",
    "channel_id": "C1", "channel_name": "general", "trigger_id": "1.2", "team_id": "T1",
    "response_url": "https://hooks.slack.com/x",
}  # fmt: skip


def test_a_command_is_said_to_the_app() -> None:
    """With its room's name, and by a name that Slack tells where we know none."""
    found, spot = read_command(COMMAND, SCENE, None)
    assert isinstance(found, Heard)
    assert (found.id, found.text, found.addressed) == ("1.2", "poll A & B", True)
    assert (found.origin.title, found.origin.name) == ("general", "zoe")
    assert (spot.hook, spot.trigger) == ("https://hooks.slack.com/x", "1.2")
    private, _ = read_command(COMMAND | {"text": ""}, SCENE, "D9")
    assert isinstance(private, Heard)
    assert (private.text, private.origin.private, private.origin.room) == ("help", True, "D9")


PRESS = {
    "type": "block_actions", "user": {"id": "U1", "username": "ana"}, "trigger_id": "1.3",
    "container": {"type": "message", "message_ts": "17.1", "channel_id": "C1",
                  "is_ephemeral": False},
    "message": {"ts": "17.1", "thread_ts": "16.1"},
    "actions": [{"type": "button", "action_id": "do-1", "value": "T", "action_ts": "18.1"}],
}  # fmt: skip


def test_a_press_carries_its_token_and_message() -> None:
    """On a message for all, on one for oneself, in a list, and on one's home."""
    found = read_press(PRESS, SCENE)
    assert found is not None
    pressed, spot = found
    assert isinstance(pressed, Pressed)
    assert (pressed.id, pressed.token, pressed.message, pressed.own) == ("1.3", "T", "17.1", False)
    assert (pressed.origin.room, pressed.origin.thread) == ("C1", "16.1")
    assert (spot.hook, spot.message) == (None, "17.1")
    answered = read_press(PRESS | {"message": {"ts": "17.1", "thread_ts": "17.1"}}, SCENE)
    assert answered is not None
    assert answered[0].origin.thread is None
    own = read_press(
        PRESS | {"container": PRESS["container"] | {"is_ephemeral": True}},  # type: ignore[operator]  # a dict
        SCENE,
    )
    assert own is not None
    assert isinstance(own[0], Pressed)
    assert own[0].own
    option = {"type": "static_select", "selected_option": {"value": "S"}}
    listed = read_press(PRESS | {"actions": [option], "trigger_id": None}, SCENE)
    assert listed is not None
    assert isinstance(listed[0], Pressed)
    assert (listed[0].token, listed[0].id) == ("S", "U1:17.1:None")
    home = read_press(PRESS | {"container": {"type": "view"}, "message": None}, SCENE)
    assert home is not None
    assert (home[0].origin.room, home[1].home) == ("home:U1", True)
    assert read_press(PRESS | {"actions": []}, SCENE) is None
    assert read_press(PRESS | {"actions": [{"type": "button"}]}, SCENE) is None


def test_a_form_comes_back_with_its_values() -> None:
    """Texts and choices by the names of the fields, in the room where it was asked for."""
    state = {"values": {
        "question": {"value": {"type": "plain_text_input", "value": "Where?"}},
        "closes": {"value": {"type": "plain_text_input", "value": None}},
        "names": {"value": {"type": "static_select", "selected_option": {"value": "nobody"}}},
        "results": {"value": {"type": "static_select", "selected_option": None}},
    }}  # fmt: skip
    kept = '["T","C1",false,null,"https://hooks.slack.com/x",true]'
    view = {"id": "V1", "hash": "h", "private_metadata": kept, "state": state}
    payload = {"type": "view_submission", "user": {"id": "U1"}, "trigger_id": "1.4", "view": view}
    found = read_submission(payload, SCENE)
    assert found is not None
    submitted, spot = found
    assert isinstance(submitted, Submitted)
    assert submitted.values == {
        "question": "Where?", "closes": "", "names": "nobody", "results": "",
    }  # fmt: skip
    assert (submitted.token, submitted.origin.room, spot.own, spot.sent) == ("T", "C1", True, True)
    for other in ("", "x", "[]", '{"a": 1}', "[1,2,3,4,5,6]"):
        foreign = payload | {"view": view | {"private_metadata": other}}
        assert read_submission(foreign, SCENE) is None


anything: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FIELDS = ("user", "channel", "ts", "text", "files", "thread_ts", "inviter", "subtype", "tab")


@given(
    st.sampled_from(
        ["message", "app_mention", "app_home_opened", "member_joined_channel", "channel_rename"]
    ),
    st.dictionaries(st.sampled_from(FIELDS), anything),
)
def test_whatever_is_sent_is_read_or_said_to_be_unreadable(
    kind: str, fields: dict[str, Any]
) -> None:
    """No payload raises anything else."""
    with suppress(Unreadable):
        event({"type": kind} | fields)
