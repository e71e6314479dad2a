"""Telegram's updates, as they are delivered, and the events that they mean."""

import json
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.read import Reader, Reading, Ref, Unreadable, read
from bot.event import (
    Event,
    Heard,
    Joined,
    Left,
    Mention,
    Pressed,
    ProfileSeen,
    RoomMoved,
    TopicSeen,
)

NOW = datetime(2026, 11, 26, 1, tzinfo=UTC)
READER = Reader("telegram-main", 42, "muster_bot")
PAYLOADS = Path(__file__).parent / "payloads"


def payload(name: str) -> Any:
    """Return an update as it was delivered."""
    return json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))


def reading(update: Any) -> Reading:
    """Read an update as this bot."""
    return read(update, READER, NOW)


def event(update: Any) -> Event:
    """Read an update that means one event."""
    (found,) = reading(update).events
    return found


def heard(text: str, entities: list[dict[str, Any]] | None = None, **more: Any) -> Heard:
    """Read what Ann says in a group."""
    update = payload("group_message")
    update["message"] |= {"text": text, "entities": entities or []} | more
    found = event(update)
    assert isinstance(found, Heard)
    return found


def service(content: dict[str, Any]) -> Any:
    """Return a message of Telegram's own in a group."""
    update = payload("group_message")
    del update["message"]["text"]
    update["message"] |= content
    return update


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    """Mark a part of a text, counted in UTF-16 units."""
    return {"type": kind, "offset": offset, "length": length} | more


def test_a_message_in_a_group() -> None:
    """Talk that is not for the bot is heard as just that, with the time at which it was said."""
    found = event(payload("group_message"))
    assert isinstance(found, Heard)
    assert (found.id, found.text, found.addressed, found.reply_to) == ("1001", "hi", False, None)
    assert found.said_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    origin = found.origin
    assert (origin.room, origin.title, origin.private) == ("-1001234", "Team", False)
    assert (origin.account, origin.name, origin.language) == ("111", "Ann Lee", "pt")
    assert (origin.direct, origin.thread) == (None, None)


def test_a_message_in_private_can_be_answered_there() -> None:
    """In private everything is for the bot, and where to write to that person is known."""
    found = event(payload("private_message"))
    assert isinstance(found, Heard)
    assert found.addressed
    assert (found.origin.private, found.origin.direct, found.origin.room) == (True, "111", "111")


@pytest.mark.parametrize(
    ("text", "marks", "left", "addressed"),
    [
        ("/poll Where? A / B", [entity("bot_command", 0, 5)], "/poll Where? A / B", True),
        ("/poll@muster_bot Where?", [entity("bot_command", 0, 16)], "/poll Where?", True),
        ("/poll@Muster_Bot Where?", [entity("bot_command", 0, 16)], "/poll Where?", True),
        ("/poll@other_bot Where?", [entity("bot_command", 0, 15)], "/poll@other_bot Where?", False),
        ("@muster_bot 投票 去哪？", [entity("mention", 0, 11)], "投票 去哪？", True),
        ("投票 去哪？ @muster_bot", [entity("mention", 7, 11)], "投票 去哪？", True),
        ("😀 @muster_bot hi", [entity("mention", 3, 11)], "😀 hi", True),
        ("@ben hi", [entity("mention", 0, 4)], "@ben hi", False),
        ("see /poll there", [entity("bot_command", 4, 5)], "see /poll there", False),
        ("@muster_bot", [entity("mention", 0, 11)], "", True),
        ("/start@muster_bot join-AB-12", [entity("bot_command", 0, 17)], "join AB-12", True),
        ("/team_code@muster_bot", [entity("bot_command", 0, 21)], "/team code", True),
    ],
)
def test_what_is_said_to_the_bot(
    text: str, marks: list[dict[str, Any]], left: str, addressed: bool  # noqa: FBT001  (a table)
) -> None:  # fmt: skip
    """A command or a mention addresses the bot, another bot's does not; what addresses it goes."""
    found = heard(text, marks)
    assert (found.text, found.addressed) == (left, addressed)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("/start", ""),
        ("/start link-ABC123", "link ABC123"),
        ("/start help", "help"),
        ("/started link-ABC123", "/started link-ABC123"),
    ],
)
def test_a_link_to_the_bot_says_its_words(text: str, means: str) -> None:
    """What a link carries is as if it were typed; a bare start greets."""
    update = payload("private_message")
    update["message"]["text"] = text
    found = event(update)
    assert isinstance(found, Heard)
    assert found.text == means


def test_somebody_without_a_username_is_named_by_their_account() -> None:
    """A name that leads to an account is bound to it; the bot itself is addressed so, too."""
    ben = {"id": 112, "is_bot": False, "first_name": "Ben"}
    found = heard("/roll Ben 😀", [entity("text_mention", 6, 3, user=ben)])
    assert found.mentions == (Mention("112", "Ben"),)
    bot = {"id": 42, "is_bot": True, "first_name": "Muster"}
    assert heard("Muster, hi", [entity("text_mention", 0, 6, user=bot)]).addressed


def test_a_reply_to_the_bot_names_the_message() -> None:
    """Only a message of the bot's own is told, and what kind it is; in a topic all are replies."""
    message = payload("press")["callback_query"]["message"]
    assert heard("Library", reply_to_message=message).reply_to == "-1001234:55"
    picture = message | {"photo": [{"file_id": "x"}]}
    assert heard("Library", reply_to_message=picture).reply_to == "-1001234:55p"
    others = message | {"from": {"id": 7, "is_bot": False, "first_name": "Ben"}}
    assert heard("Library", reply_to_message=others).reply_to is None
    topic = message | {"forum_topic_created": {"name": "T", "icon_color": 1}}
    assert heard("Library", reply_to_message=topic).reply_to is None


def test_a_topic_is_a_thread_and_a_chain_of_replies_is_none() -> None:
    """Where the number of a thread is given back, a message must not land in a stray one."""
    assert heard("hi", message_thread_id=7, is_topic_message=True).origin.thread == "7"
    assert heard("hi", message_thread_id=7).origin.thread is None
    assert heard("hi", message_thread_id=1, is_topic_message=True).origin.thread is None


def test_a_topic_is_called_what_its_beginning_and_its_renamings_tell() -> None:
    """Its first name comes with all that stands in it and replies to nothing else."""
    within: dict[str, Any] = {"message_thread_id": 7, "is_topic_message": True}
    begun = {"message_id": 7, "forum_topic_created": {"name": "Reading", "icon_color": 1}}
    assert heard("hi", **within, reply_to_message=begun).origin.topic == "Reading"
    assert heard("hi", **within).origin.topic == ""
    assert heard("hi", reply_to_message=begun).origin.topic == ""
    for told, name in (("forum_topic_created", "Reading"), ("forum_topic_edited", "Books")):
        named = event(service(within | {told: {"name": name}}))
        assert isinstance(named, TopicSeen)
        assert (named.origin.thread, named.origin.topic) == ("7", name)
    assert reading(service(within | {"forum_topic_edited": {}})).events == ()


def test_files_come_with_their_captions() -> None:
    """A document keeps its Chinese name; of a picture the largest size is taken."""
    found = event(payload("document"))
    assert isinstance(found, Heard)
    (file,) = found.files
    assert (file.key, file.name, file.size) == ("BQACAgUAAxk", "心得体会.docx", 20480)
    assert found.text == "submit"
    update = payload("document")
    del update["message"]["document"]
    update["message"]["photo"] = [
        {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60, "file_size": 900},
        {"file_id": "large", "file_unique_id": "l", "width": 900, "height": 600},
    ]
    found = event(update)
    assert isinstance(found, Heard)
    assert [(each.key, each.name) for each in found.files] == [("large", "l.jpg")]


def test_a_press_is_of_the_one_who_pressed() -> None:
    """Its message, its token and its topic are told; an old message says no more than where."""
    found = reading(payload("press"))
    (pressed,) = found.events
    assert isinstance(pressed, Pressed)
    assert (pressed.token, pressed.message) == ("v1:q7:2", "-1001234:55")
    assert (pressed.origin.account, pressed.origin.thread) == ("111", "7")
    assert (found.query, found.queue) == ("4382bfdwdsb323b2d9", "111")
    old = payload("press")
    chat = old["callback_query"]["message"]["chat"]
    old["callback_query"]["message"] = {"chat": chat, "message_id": 55, "date": 0}
    (pressed,) = reading(old).events
    assert isinstance(pressed, Pressed)
    assert pressed.message == "-1001234:55"


def test_a_press_on_nothing_of_ours_is_still_answered() -> None:
    """Elsewhere sent, or by no person: no event, and yet the spinner must stop."""
    inline = payload("press")
    del inline["callback_query"]["message"]
    assert reading(inline) == Reading((), "4382bfdwdsb323b2d9", "4382bfdwdsb323b2d9")
    nobody = payload("press")
    nobody["callback_query"]["from"] = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    found = reading(nobody)
    assert (found.events, found.nobody) == ((), True)


@pytest.mark.parametrize(
    "change",
    [
        {"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}},
        {"sender_chat": {"id": -1001234, "type": "supergroup", "title": "Team"}},
        {"chat": {"id": -1009, "type": "channel", "title": "News"}},
        {"text": None},
    ],
)
def test_who_is_no_person_is_not_heard(change: dict[str, Any]) -> None:
    """Anonymous administrators, channels, and messages without words are nobody's."""
    update = payload("group_message")
    update["message"] |= change
    assert reading(update).events == ()


@pytest.mark.parametrize(
    ("was", "now_is", "means"),
    [
        ("left", "member", Joined), ("kicked", "administrator", Joined), ("member", "left", Left),
        ("administrator", "kicked", Left), ("member", "administrator", None),
    ],
)  # fmt: skip
def test_the_bot_comes_and_goes(was: str, now_is: str, means: type[Event] | None) -> None:
    """It was let in, or thrown out, by somebody; a promotion changes nothing."""
    update = payload("added")
    update["my_chat_member"]["old_chat_member"]["status"] = was
    update["my_chat_member"]["new_chat_member"]["status"] = now_is
    found = reading(update).events
    assert [type(each) for each in found] == ([] if means is None else [means])
    for each in found:
        assert isinstance(each, Joined | Left)
        assert (each.bot, each.origin.account, each.origin.room) == (True, "111", "-1001234")


@pytest.mark.parametrize(("status", "reachable"), [("kicked", False), ("member", True)])
def test_whoever_blocks_the_bot_cannot_be_written_to(
    status: str, reachable: bool  # noqa: FBT001  (a table)
) -> None:  # fmt: skip
    """In private the same update says whether that person can be reached."""
    update = payload("added")
    change = update["my_chat_member"]
    change["chat"] = {"id": 111, "type": "private", "first_name": "Ann"}
    change["old_chat_member"]["status"] = "member" if status == "kicked" else "kicked"
    change["new_chat_member"]["status"] = status
    found = event(update)
    assert isinstance(found, ProfileSeen)
    assert found.reachable is reachable


def test_a_group_that_moves_is_told_twice_and_means_the_same() -> None:
    """The old chat names the new one, the new one the old: both say from where to where."""
    to, since = payload("group_message"), payload("group_message")
    to["message"] |= {"text": None, "migrate_to_chat_id": -1005}
    since["message"] |= {"text": None, "migrate_from_chat_id": -1001234}
    since["message"]["chat"] = {"id": -1005, "type": "supergroup", "title": "Team"}
    for each in (to, since):
        found = event(each)
        assert isinstance(found, RoomMoved)
        assert (found.origin.room, found.key, found.title) == ("-1001234", "-1005", None)


def test_what_a_chat_tells_of_itself() -> None:
    """A new title, people who come, somebody who leaves; bots among them are nobody."""
    titled = payload("group_message")
    titled["message"] |= {"text": None, "new_chat_title": "读书会"}
    found = event(titled)
    assert isinstance(found, RoomMoved)
    assert (found.key, found.title) == ("-1001234", "读书会")
    came = payload("group_message")
    people = [
        {"id": number, "is_bot": number == 113, "first_name": f"P{number}"}
        for number in (112, 113, 114)
    ]
    came["message"] |= {"text": None, "new_chat_members": people}
    joined = reading(came).events
    assert [(each.id, each.origin.account) for each in joined] == [
        ("1001", "112"),
        ("1001.1", "114"),
    ]
    gone = payload("group_message")
    gone["message"] |= {"text": None, "left_chat_member": people[0]}
    left = event(gone)
    assert isinstance(left, Left)
    assert (left.origin.account, left.bot) == ("112", False)


def test_what_nobody_asked_for_is_nothing() -> None:
    """Polls, reactions and whatever comes with a later version are passed over."""
    assert reading({"update_id": 7, "poll": {"id": "1"}}) == Reading()
    assert reading({"update_id": 7}) == Reading()


# Whatever comes


# Halves of characters as well, which JSON can carry.
_text = st.text(st.characters(exclude_categories=()), max_size=8)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner),
    max_leaves=8,
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if not isinstance(value, dict | list):
        return [path]
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = [each for key, one in inner for each in _paths(one, (*path, key))]
    return [*([path] if path else []), *found]


@given(st.sampled_from(sorted(path.stem for path in PAYLOADS.glob("*.json"))), st.data(), _json)
def test_a_spoiled_update_is_read_or_refused(name: str, data: st.DataObject, junk: object) -> None:
    """Whichever field holds whatever, it is an event, nothing, or unreadable: never a crash."""
    update = deepcopy(payload(name))
    *way, last = data.draw(st.sampled_from(_paths(update)))
    inner = update
    for key in way:
        inner = inner[key]
    inner[last] = junk
    with suppress(Unreadable):
        reading(update)


@pytest.mark.parametrize("text", ["-1001234:55", "111:7p", "111:8f"])
def test_a_ref_reads_as_it_is_written(text: str) -> None:
    """What points to a message survives being kept."""
    assert str(Ref.of(text)) == text


@pytest.mark.parametrize("text", ["", "55", "0:1", "1:0", "1:2x", "a:b", f"1:{'9' * 30}"])
def test_a_made_up_ref_is_refused(text: str) -> None:
    """A ref of another platform, or of nobody's, is none."""
    with pytest.raises(Unreadable):
        Ref.of(text)


@pytest.mark.parametrize(
    ("more", "ref"),
    [
        ({}, "-1001234:55"),
        ({"document": {}}, "-1001234:55f"),
        ({"photo": []}, "-1001234:55p"),
        ({"text": 5, "video": "", "entities": None}, "-1001234:55"),
    ],
)
def test_a_ref_tells_what_kind_of_message_it_is(more: dict[str, Any], ref: str) -> None:
    """Texts, pictures and files are changed in different ways; what else is there does no harm."""
    update = payload("press")
    update["callback_query"]["message"] |= more
    pressed = event(update)
    assert isinstance(pressed, Pressed)
    assert pressed.message == ref


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        ({"update_id": True}, "`$.update_id`"),
        ({"update_id": None}, "`$.update_id`"),
        ({"update_id": "\ud800"}, "half a character"),
        ({"callback_query": ["private words"]}, "`$.callback_query`"),
        ({"callback_query": {"id": "1", "data": "private words"}}, "`from`"),
        (
            {"callback_query": {"id": "1", "from": {"id": "private words"}}},
            "`$.callback_query.from.id`",
        ),
    ],
)
def test_what_is_unreadable_names_a_field_and_never_what_it_holds(
    spoil: dict[str, Any], says: str
) -> None:
    """Whoever mends the reader is told where to look; what people say stays out of the log."""
    with pytest.raises(Unreadable) as raised:
        reading(payload("press") | spoil)
    assert says in str(raised.value)
    assert "private words" not in str(raised.value)
