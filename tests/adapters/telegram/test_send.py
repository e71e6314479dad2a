"""What goes out: every way in which Telegram can refuse it, and files both ways."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from telegram import error as library

from adapters.telegram.client import ours
from adapters.telegram.errors import NetworkError
from adapters.telegram.failures import described, translated
from bot.action import Action
from bot.adapter import Drawn
from bot.errors import AdapterError, Fixed, Gone, ShutOut, TryLater, Uncertain, Unreachable
from bot.message import Button, Buttons, Card, File, Image, Text
from bot.ports import Address
from bot.words import without_isolates
from tests.adapters.telegram.conftest import Play
from tests.adapters.telegram.house import NAME
from tests.doubles.telegram import Group
from tests.recording import whole


def card(text: str = "Hello", *blocks: Any) -> Drawn:
    """Return a message."""
    return Drawn(Card(text, blocks), "test")


def plain(text: str) -> str:
    """Return a text without the marks that nobody sees."""
    return without_isolates(text).replace("\u2060", "")


def at(group: Group, thread: str | None = None) -> Address:
    """Return where a chat is."""
    return Address(NAME, group.key, group.chat.title, group.chat.private, thread)


ERRORS: list[tuple[int, str, type[AdapterError], str]] = [
    (403, "Forbidden: bot was kicked from the supergroup chat", Unreachable, "room"),
    (403, "Forbidden: bot is not a member of the supergroup chat", Unreachable, "room"),
    (400, "Bad Request: chat not found", Unreachable, "room"),
    (400, "Bad Request: have no rights to send a message", Unreachable, "room"),
    (400, "Bad Request: not enough rights to send text messages to the chat", Unreachable, "room"),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", Unreachable, "room"),
    (400, "Bad Request: TOPIC_CLOSED", AdapterError, ""),
    (400, "Bad Request: message is too long", AdapterError, ""),
    (400, "Bad Request: can't parse entities: Unsupported tag", AdapterError, ""),
    (401, "Unauthorized", ShutOut, "connection"),
    (404, "Not Found", ShutOut, "connection"),
    (500, "Internal Server Error", Uncertain, ""),
    (502, "Bad Gateway", Uncertain, ""),
]


@pytest.mark.parametrize(("status", "says", "kind", "where"), ERRORS)
async def test_each_refusal_has_its_meaning(
    polled: Play, status: int, says: str, kind: type[AdapterError], where: str
) -> None:
    """Who is gone, what waits, what was refused for good, and what nobody knows."""
    polled.telegram.fails("sendMessage", status, says)
    with pytest.raises(AdapterError) as caught:
        await polled.house.adapter.send(at(polled.lobby), card())
    assert type(caught.value) is kind
    match caught.value:
        case Unreachable(whom=whom):
            assert whom == where
        case TryLater(where=whole):
            assert whole == where
    assert polled.lobby.messages == []


async def test_somebody_who_blocked_the_bot_is_a_person_out_of_reach(polled: Play) -> None:
    """In private it is the person who cannot be reached, not a room."""
    with pytest.raises(Unreachable) as caught:
        await polled.house.adapter.send(at(polled.ben.private), card())
    assert caught.value.whom == "person"


async def test_too_fast_in_one_room_waits_there_and_in_two_everywhere(polled: Play) -> None:
    """Telegram says for how long; that it is the whole bot shows where two rooms must wait."""
    polled.telegram.throttles("sendMessage", 33, times=2)
    send = polled.house.adapter.send
    with pytest.raises(TryLater) as first:
        await send(at(polled.lobby), card())
    assert (first.value.after, first.value.where) == (timedelta(seconds=33), "room")
    with pytest.raises(TryLater) as second:
        await send(at(polled.ana.private), card())
    assert (second.value.after, second.value.where) == (timedelta(seconds=33), "connection")


@pytest.mark.parametrize("done", [True, False])
async def test_a_line_that_breaks_leaves_it_uncertain(
    polled: Play, done: bool  # noqa: FBT001  (a table)
) -> None:  # fmt: skip
    """Whether it was carried out cannot be seen from here."""
    polled.telegram.fails("sendMessage", drop=True, done=done)
    with pytest.raises(Uncertain):
        await polled.house.adapter.send(at(polled.lobby), card())
    assert len(polled.lobby.messages) == (1 if done else 0)


async def test_what_was_never_sent_waits(polled: Play) -> None:
    """Where nobody answers the telephone, nothing was said: it can be tried again for certain."""
    await polled.telegram.server.stop()
    with pytest.raises(TryLater) as caught:
        await polled.house.adapter.send(at(polled.lobby), card())
    assert caught.value.where == "connection"


async def test_an_answer_that_makes_no_sense_leaves_it_uncertain(polled: Play) -> None:
    """Behind a captive portal every answer is a page."""
    polled.telegram.fails("sendMessage", 200, body=b"<html>Sign in</html>", done=True)
    with pytest.raises(Uncertain):
        await polled.house.adapter.send(at(polled.lobby), card())


async def test_fields_of_a_later_version_do_not_undo_a_message(polled: Play) -> None:
    """Of what Telegram answers no more is read than where the message stands."""
    body = b'{"ok":true,"result":{"message_id":7,"date":1,"chat":{"id":1,"type":"new"},"via":[1]}}'
    polled.telegram.fails("sendMessage", 200, body=body)
    ref = await polled.house.adapter.send(at(polled.lobby), card())
    assert ref == f"{polled.lobby.key}:7"


async def test_the_same_again_is_no_failure(polled: Play) -> None:
    """A message that already shows what it should is as it should be."""
    adapter = polled.house.adapter
    ref = await adapter.send(at(polled.lobby), card())
    await adapter.edit(at(polled.lobby), ref, card())
    assert [each.status for each in polled.telegram.calls("editMessageText")] == [400]


async def test_a_message_that_somebody_deleted_is_not_put_up_again(polled: Play) -> None:
    """Its edit is refused for good; to take it away is done already."""
    adapter = polled.house.adapter
    ref = await adapter.send(at(polled.lobby), card())
    polled.lobby.last.gone = True
    with pytest.raises(AdapterError) as caught:
        await adapter.edit(at(polled.lobby), ref, card("Other"))
    assert type(caught.value) is AdapterError
    await adapter.strike(at(polled.lobby), ref)


async def test_a_message_that_can_be_changed_no_more_stands(polled: Play) -> None:
    """It is not given up for that: what is final is posted anew."""
    ref = await polled.house.adapter.send(at(polled.lobby), card())
    polled.telegram.fails("editMessageText", 400, "Bad Request: message can't be edited")
    with pytest.raises(Fixed):
        await polled.house.adapter.edit(at(polled.lobby), ref, card("Bye"))


async def test_what_stood_before_a_group_moved_is_gone(polled: Play) -> None:
    """It can be read there, and neither changed nor taken away."""
    adapter = polled.house.adapter
    ref = await adapter.send(at(polled.lobby), card())
    fresh = polled.lobby.moves()
    for change in (adapter.edit(at(fresh), ref, card("x")), adapter.strike(at(fresh), ref)):
        with pytest.raises(Gone):
            await change


async def test_what_is_too_old_to_be_taken_away_says_so(polled: Play) -> None:
    """After two days a message stays, and no longer offers anything."""
    adapter = polled.house.adapter
    ref = await adapter.send(at(polled.lobby), card("Draft"))
    await adapter.strike(at(polled.lobby), ref)
    assert polled.lobby.messages == []
    ref = await adapter.send(at(polled.lobby), card("Draft"))
    polled.house.clock.advance(timedelta(hours=49))
    await adapter.strike(at(polled.lobby), ref)
    assert polled.lobby.last.text == "This no longer applies."


async def test_a_topic_is_kept_to_and_one_that_is_gone_is_left(polled: Play) -> None:
    """What belongs in a topic stands there; without the topic, in the group."""
    forum = polled.telegram.group("Forum", polled.ana, forum=True)
    topic, adapter = forum.topic(), polled.house.adapter
    await adapter.send(at(forum, str(topic)), card("here"))
    assert forum.last.thread == topic
    await adapter.send(at(forum, "999"), card("anywhere"))
    assert forum.last.text == "anywhere"
    assert forum.last.thread is None


async def test_a_ref_of_another_platform_is_refused(polled: Play) -> None:
    """What does not point to a message here is an error of ours, and never asked for."""
    with pytest.raises(AdapterError):
        await polled.house.adapter.edit(at(polled.lobby), "C123/456.789", card())
    assert polled.telegram.calls("editMessageText") == []


def test_an_error_tells_nobody_what_was_written() -> None:
    """The API quotes messages behind its second colon, and a row keeps what went wrong."""
    said = 'Bad Request: can\'t parse entities: unclosed tag at "my secret"'
    error = ours(library.BadRequest(said))
    assert described(error) == "BadRequest: Can't parse entities"
    assert "secret" not in str(translated(error, "room"))
    page = NetworkError("Bad Gateway (502). Parsing the server response b'<secret>' failed")
    assert described(page) == "NetworkError: Bad Gateway (502)"
    assert type(translated(NetworkError("x"), "room")) is Uncertain


@pytest.mark.parametrize(
    "error",
    [
        library.BadRequest("x"), library.ChatMigrated(-100), library.Conflict("x"),
        library.Forbidden("x"), library.InvalidToken("x"), library.NetworkError("x"),
        library.TelegramError("x"), library.TimedOut("x"),
    ],
)  # fmt: skip
def test_each_error_of_the_library_is_one_of_ours(error: library.TelegramError) -> None:
    """It is called the same and says the same; where a group has gone is told with it."""
    same = ours(error)
    assert type(same).__name__ == type(error).__name__
    assert same.message == error.message
    assert getattr(same, "new_chat_id", None) == getattr(error, "new_chat_id", None)


# Files


@pytest.fixture
def stored(polled: Play) -> Any:
    """Lend a way to keep files as features do."""

    async def keep(content: bytes, name: str, kind: str) -> str:
        now = polled.house.clock.now()
        return await polled.house.muster.runtime.files.put(
            content, name=name, kind=kind, keep_until=now + timedelta(days=1), now=now
        )

    return keep


async def test_a_file_keeps_its_chinese_name(polled: Play, stored: Any) -> None:
    """It goes along with the words below it, which can be changed; quotes do no harm."""
    adapter, key = polled.house.adapter, await stored(b"a,b\n", "x.csv", "text/csv")
    name = '点名 "周五".csv'
    ref = await adapter.send(at(polled.lobby), card("List", File(key, name)))
    sent = polled.lobby.last
    assert sent.upload is not None
    assert (sent.upload.name, sent.upload.content, sent.text) == (name, b"a,b\n", "List")
    assert ref.endswith("f")
    await adapter.edit(at(polled.lobby), ref, card("The list", File(key, name)))
    assert sent.text == "The list"
    assert polled.telegram.calls("editMessageMedia") == []


async def test_a_picture_is_shown_and_changes(polled: Play, stored: Any) -> None:
    """A chart is a picture with words below; another chart takes its place in the message."""
    adapter = polled.house.adapter
    one = await stored(b"\x89PNG one", "a.png", "image/png")
    two = await stored(b"\x89PNG two", "b.png", "image/png")
    ref = await adapter.send(at(polled.lobby), card("Week", Image(one, "8 came")))
    sent = polled.lobby.last
    assert sent.picture
    assert (sent.text, ref[-1]) == ("Week", "p")
    await adapter.edit(at(polled.lobby), ref, card("Week 2", Image(two, "9 came")))
    assert sent.upload is not None
    assert (sent.upload.content, sent.text) == (b"\x89PNG two", "Week 2")
    assert polled.lobby.messages == [sent]


@pytest.mark.parametrize(
    ("status", "says"),
    [(400, "Bad Request: IMAGE_PROCESS_FAILED"), (413, "Request Entity Too Large")],
)
async def test_a_picture_that_telegram_refuses_leaves_the_old_one(
    polled: Play, stored: Any, status: int, says: str
) -> None:
    """What stands below it goes on, and says what the new one would show, which may still come."""
    adapter = polled.house.adapter
    one, two = [await stored(b"\x89PNG" + each, "a.png", "image/png") for each in (b"1", b"2")]
    ref = await adapter.send(at(polled.lobby), card("Week", Image(one, "8 came")))
    sent, new = polled.lobby.last, card("Week 2", Image(two, "9 came"))
    assert sent.upload is not None
    polled.telegram.fails("editMessageMedia", status, says)
    await adapter.edit(at(polled.lobby), ref, new)
    assert (sent.upload.content, plain(sent.text)) == (b"\x89PNG1", "Week 2\n\n9 came")
    await adapter.edit(at(polled.lobby), ref, new)
    assert (sent.upload.content, plain(sent.text)) == (b"\x89PNG2", "Week 2")
    polled.telegram.fails("editMessageMedia", 400, "Bad Request: message can't be edited")
    with pytest.raises(Fixed):
        await adapter.edit(at(polled.lobby), ref, card("Week 3", Image(one, "8 came")))


async def test_long_words_do_not_fit_below_a_picture(polled: Play, stored: Any) -> None:
    """Then the picture stands above, and the words with their buttons are the message."""
    one = await stored(b"\x89PNG one", "a.png", "image/png")
    drawn = card("Week", Image(one, "8 came"), Text.of("x" * 1_500))
    ref = await polled.house.adapter.send(at(polled.lobby), drawn)
    above, below = polled.lobby.messages
    assert (above.picture, above.text) == (True, "")
    assert below.text.endswith("x" * 1_500)
    assert ref == f"{polled.lobby.key}:{below.id}"


async def test_a_file_that_is_no_longer_kept_is_named(polled: Play) -> None:
    """Rather that than no message."""
    lost = File("0" * 64, "x.csv"), Image("1" * 64, "8 came")
    await polled.house.adapter.send(at(polled.lobby), card("List", *lost))
    assert plain(polled.lobby.last.text) == "List\n\n“x.csv” could not be sent here.\n8 came"


@pytest.mark.parametrize(
    ("status", "says"),
    [(400, "Bad Request: IMAGE_PROCESS_FAILED"), (413, "Request Entity Too Large")],
)
async def test_a_file_that_telegram_refuses_leaves_its_message(
    polled: Play, stored: Any, caplog: pytest.LogCaptureFixture, status: int, says: str
) -> None:
    """What is said with it arrives, and says that the file did not; the other files go along."""
    one, two = [await stored(name.encode(), f"{name}.csv", "text/csv") for name in "ab"]
    press = Action("poll.answer", (1, 2))
    drawn = Drawn(
        Card("List", (File(one, "a.csv"), Buttons((Button("Go", press),)))), "test", {press: "T"}
    )
    for blocks in ((), (File(two, "b.csv"),)):
        polled.telegram.fails("sendDocument", status, says)
        more = replace(drawn, card=replace(drawn.card, blocks=(*drawn.card.blocks, *blocks)))
        ref = await polled.house.adapter.send(at(polled.lobby), more)
        last = polled.lobby.last
        assert plain(last.text) == "List\n\n“a.csv” could not be sent here."
        assert last.labels == ["Go"]
        assert ref == f"{polled.lobby.key}:{last.id}"
    assert [each.upload.name for each in polled.lobby.messages if each.upload] == ["b.csv"]
    assert len([each for each in caplog.messages if "a file cannot go along" in each]) == 2
    polled.telegram.fails("sendDocument", 403, "Forbidden: bot was kicked")
    with pytest.raises(Unreachable):
        await polled.house.adapter.send(at(polled.lobby), drawn)


async def test_a_file_that_somebody_sent_is_fetched(polled: Play) -> None:
    """By the key that came with it; one that Telegram has lost is refused for good."""
    sent = await polled.ana.sends("心得.txt", b"\xe5\xa5\xbd")
    adapter = polled.house.adapter
    assert await whole(adapter.download(f"file-{sent.chat.id}-{sent.id}")) == b"\xe5\xa5\xbd"
    with pytest.raises(AdapterError):
        await whole(adapter.download("nothing"))
