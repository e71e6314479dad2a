"""What DingTalk sends, and what it means: recorded payloads, and what is wrong with others."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.dingtalk.frames import Frame, ack, read_frame
from adapters.dingtalk.read import (
    Told,
    UnreadableError,
    Webhook,
    pressed,
    read_click,
    read_message,
    room_of,
    track_for,
)
from bot.event import Heard, HeardFile, Mention, Pressed

NOW = datetime(2026, 11, 26, 1, tzinfo=UTC)
OAPI = "https://oapi.dingtalk.com"
GROUP: dict[str, Any] = {
    "msgtype": "text",
    "text": {"content": " 投票 去哪？"},
    "msgId": "msgAAA==",
    "createAt": 1708327204136,
    "conversationType": "2",
    "conversationId": "cid6EUxx+/Ab==",
    "conversationTitle": "测试群",
    "isInAtList": True,
    "atUsers": [
        {"dingtalkId": "$:LWCP_v1:$bot"},
        {"dingtalkId": "$:LWCP_v1:$li", "staffId": "0148"},
        {"dingtalkId": "$:LWCP_v1:$guest"},
    ],
    "senderId": "$:LWCP_v1:$C",
    "senderNick": "小钉",
    "senderStaffId": "0147",
    "senderCorpId": "dingcorp",
    "chatbotUserId": "$:LWCP_v1:$bot",
    "chatbotCorpId": "dingcorp",
    "robotCode": "dingoxx",
    "sessionWebhook": f"{OAPI}/robot/sendBySession?session=66d7",
    "sessionWebhookExpiredTime": 1708332604316,
}
DIRECT = {
    **{name: value for name, value in GROUP.items() if name not in {"atUsers", "isInAtList"}},
    "conversationType": "1",
    "conversationTitle": "",
}


def told(**more: Any) -> Told:
    """Read the message of the group with something else in it; None takes a part away."""
    data = {name: value for name, value in (GROUP | more).items() if value is not None}
    return read_message(data, "ding", OAPI, NOW)


def heard(**more: Any) -> Heard:
    """Return what somebody said."""
    event = told(**more).event
    assert isinstance(event, Heard)
    return event


def test_a_message_in_a_group() -> None:
    """A recorded message, part by part: who, where, when, what, and how it is answered."""
    found = told()
    event = found.event
    assert isinstance(event, Heard)
    assert (found.room, found.corp) == ("cid6EUxx+/Ab==", "dingcorp")
    assert (event.id, event.text, event.addressed) == ("msgAAA==", "投票 去哪？", True)
    assert event.said_at == datetime(2024, 2, 19, 7, 20, 4, 136000, UTC)
    assert event.mentions == (Mention("0148", ""), Mention("$:LWCP_v1:$guest", ""))
    origin = event.origin
    assert (origin.room, origin.account, origin.name) == ("cid6EUxx+/Ab==", "0147", "小钉")
    assert (origin.private, origin.title, origin.direct) == (False, "测试群", "user:0147")
    assert found.webhook == Webhook(
        f"{OAPI}/robot/sendBySession?session=66d7",
        datetime(2024, 2, 19, 8, 50, 4, 316000, UTC),
    )


def test_a_message_in_private_comes_from_where_it_is_answered() -> None:
    """A private chat goes by the staff id, because that is what can be written to first."""
    found = read_message(DIRECT, "ding", OAPI, NOW)
    assert found.event is not None
    assert (found.room, found.event.origin.private) == ("user:0147", True)


@pytest.mark.parametrize("staff", [None, ""])
def test_somebody_from_outside_goes_by_the_opaque_id(staff: str | None) -> None:
    """Who has no staff id cannot be written to first in a group, and in private only in reply."""
    event = heard(senderStaffId=staff)
    assert (event.origin.account, event.origin.direct) == ("$:LWCP_v1:$C", None)
    found = read_message(DIRECT | {"senderStaffId": staff}, "ding", OAPI, NOW)
    assert found.event is not None
    assert (found.room, found.event.origin.direct) == ("cid6EUxx+/Ab==", "cid6EUxx+/Ab==")


@pytest.mark.parametrize(
    ("kind", "content", "text", "files"),
    [
        ("picture", {"downloadCode": "d", "pictureDownloadCode": "p"}, "",
         [HeardFile("d", "picture.jpg", 0, "image/jpeg")]),
        ("richText", {"richText": [{"text": "看 "}, {"type": "picture", "downloadCode": "d"},
                                   {"text": "这个"}, 7, {"type": "picture"}]}, "看 这个",
         [HeardFile("d", "picture-1.jpg", 0, "image/jpeg")]),
        ("audio", {"duration": "4000", "downloadCode": "d", "recognition": " 帮助 "}, "帮助", []),
        ("audio", {"duration": 4000, "downloadCode": "d"}, "",
         [HeardFile("d", "audio.amr", 0, "")]),
        ("video", {"duration": 4, "videoType": "mp4", "downloadCode": "d"}, "",
         [HeardFile("d", "video.mp4", 0, "video/mp4")]),
        ("file", {"fileName": "a+b/c=.pdf", "downloadCode": "d", "spaceId": "1"}, "",
         [HeardFile("d", "a+b/c=.pdf", 0, "application/pdf")]),
        ("unknownMsgType", {}, "", []),
        ("file", {"fileName": "no code.pdf"}, "", []),
    ],
)  # fmt: skip
def test_what_is_no_text(
    kind: str, content: dict[str, Any], text: str, files: list[HeardFile]
) -> None:
    """Pictures, files and videos are fetched by a code; what was recognised in speech is text."""
    event = heard(msgtype=kind, text=None, content=content)
    assert event.text == text
    assert list(event.files) == files


def test_a_token_that_a_link_sent_is_a_press() -> None:
    """Where a card cannot go, a link sends its button's token as a message."""
    event = told(text={"content": " ~Ab3-_9Z"}).event
    assert isinstance(event, Pressed)
    assert (event.token, event.id) == ("~Ab3-_9Z", "msgAAA==")


def test_a_message_over_the_quota_is_told_and_is_no_event() -> None:
    """DingTalk keeps the text back once the month is used up, and says so."""
    found = told(text=None, errorCode=20001, errorMessage="额度已用完")
    assert (found.event, found.over_quota) == (None, "20001 额度已用完")


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/robot/sendBySession?session=1",
        "http://oapi.dingtalk.com/robot/sendBySession?session=1",
        "https://oapi.dingtalk.com.evil.example/robot/sendBySession?session=1",
        "https://oapi.dingtalk.com@evil.example/robot/sendBySession?session=1",
        "https://oapi.dingtalk.com/topapi/v2/user/get?session=1",
        "https://oapi.dingtalk.com:8443/robot/sendBySession?session=1",
        "https://[::1/robot/sendBySession",
        "",
        None,
    ],
)
def test_only_answers_to_dingtalk_itself_are_posted(url: str | None) -> None:
    """An address of another host, scheme, port or path is not believed: messages can be forged."""
    assert told(sessionWebhook=url).webhook is None


@pytest.mark.parametrize("until", ["1708332604316", 1708332604316])
def test_times_come_as_numbers_and_as_texts(until: object) -> None:
    """Milliseconds are understood in both documented ways."""
    assert told(sessionWebhookExpiredTime=until, createAt=str(until)).webhook is not None


@pytest.mark.parametrize(
    "missing", [{"msgId": None}, {"conversationId": None}, {"senderId": None, "senderStaffId": ""}]
)
def test_what_lacks_everything_is_set_aside(missing: dict[str, Any]) -> None:
    """Without an id, a conversation or a sender nothing can be done with a message."""
    with pytest.raises(UnreadableError):
        told(**missing)


def test_a_press_says_where_by_the_card_alone() -> None:
    """The id of a card holds its room: what a press must tell besides is documented nowhere."""
    track = track_for("cid6EUxx+/Ab==", bytes(12))
    data = {
        "type": "actionCallback", "outTrackId": track, "corpId": "dingcorp", "userId": "0147",
        "content": json.dumps({"cardPrivateData": {"actionIds": ["~abcdefg"], "params": {}}}),
    }  # fmt: skip
    event = pressed(read_click(data, "m1"), "ding", "小钉", NOW)
    assert (event.id, event.token, event.message) == ("card:m1", "~abcdefg", track)
    assert (event.origin.room, event.origin.account) == ("cid6EUxx+/Ab==", "0147")
    assert (event.origin.direct, event.origin.private) == ("user:0147", False)


@pytest.mark.parametrize(
    "inner",
    [
        {"content": {"cardPrivateData": {"actionIds": [], "params": {"id": "~abcdefg"}}}},
        {"value": json.dumps({"cardPrivateData": {"actionIds": ["~abcdefg"]}})},
        {"value": json.dumps({"params": {"id": "~abcdefg"}})},
    ],
)
def test_other_shapes_of_a_press(inner: dict[str, Any]) -> None:
    """The action is found by id and by parameter, in the text or the object, under either name."""
    data = {"outTrackId": track_for("user:0147", bytes(12)), "userId": "0147", **inner}
    found = read_click(data, "m1")
    assert (found.token, found.room) == ("~abcdefg", "user:0147")


@pytest.mark.parametrize(
    "wrong",
    [
        {"outTrackId": "somebody-elses"}, {"outTrackId": "mu-AAAAAAAAAAAAAAAA-_w"},
        {"userId": ""}, {"content": "{"}, {"content": "[]"}, {"content": None},
    ],
)  # fmt: skip
def test_a_press_that_cannot_be_read(wrong: dict[str, Any]) -> None:
    """A press on somebody else's card, or without a person or an action, is set aside."""
    good = {
        "outTrackId": track_for("cid1", bytes(12)), "userId": "0147",
        "content": json.dumps({"cardPrivateData": {"actionIds": ["x"]}}),
    }  # fmt: skip
    read_click(good, "m1")
    with pytest.raises(UnreadableError):
        read_click(good | wrong, "m1")


@given(
    room=st.text(st.characters(exclude_categories=["Cs"])),
    chance=st.binary(min_size=12, max_size=12),
)
def test_a_cards_id_gives_its_room_back(room: str, chance: bytes) -> None:
    """Whatever a room's key is, case and all, a card's id gives it back."""
    if room:
        assert room_of(track_for(room, chance)) == room


@pytest.mark.parametrize(
    "text",
    [
        "not json", "[]", "1", "null", "{}", '{"header": {"topic": "ping"}}', '{"headers": []}',
        "[" * 10_000,
    ],
)  # fmt: skip
def test_frames_of_no_known_shape_are_passed_over(text: str) -> None:
    """What is no frame is none, and nothing breaks."""
    assert read_frame(text) is None


def test_a_frame_without_an_id_or_data_is_still_one() -> None:
    """`disconnect` has neither in the documents."""
    text = '{"type": "SYSTEM", "headers": {"topic": "disconnect"}, "data": "{oops"}'
    assert read_frame(text) == Frame("SYSTEM", "disconnect", "", {}, text)


def test_an_acknowledgement_is_as_documented() -> None:
    """The same id, a content type, and data that is a text."""
    frame = Frame("CALLBACK", "t", "m1", {}, "")
    assert json.loads(ack(frame, {"response": None})) == {
        "code": 200,
        "headers": {"contentType": "application/json", "messageId": "m1"},
        "message": "OK",
        "data": '{"response": null}',
    }


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
            st.sampled_from([*GROUP, "content", "downloadCode", "richText", "errorCode"]),
            inner, max_size=6,
        ),
        max_leaves=20,
    )
)  # fmt: skip
def test_no_payload_breaks_the_reader(junk: Any) -> None:
    """Whatever stands in a message, it is read or refused, and nothing else."""
    data = GROUP | (junk if isinstance(junk, dict) else {"text": junk})
    with suppress(UnreadableError):
        read_message(data, "ding", OAPI, NOW)
    with suppress(UnreadableError):
        read_click(data, "m1")
