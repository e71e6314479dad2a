"""The double of Telegram is strict: what the real one would refuse is refused, and told."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.clock import VirtualClock
from tests.doubles.telegram import Double, Group, Person, opened
from tests.doubles.telegram import spec as specification
from tests.doubles.telegram.text import parse

START = datetime(2026, 11, 26, 1, tzinfo=UTC)

specified = pytest.mark.skipif(specification.specification() is None, reason=specification.WHY_NOT)


class Bot:
    """Be a bot of few words, who asks for what a test wants."""

    def __init__(self, telegram: Double, session: aiohttp.ClientSession) -> None:
        """Take the platform and a client."""
        self.telegram = telegram
        self.session = session

    async def asks(self, method: str, **values: Any) -> Any:
        """Ask for something; return the result, or the description of the error."""
        url = f"{self.telegram.api}{self.telegram.token}/{method}"
        async with self.session.post(url, json=values) as answer:
            found = await answer.json()
        return found["result"] if found["ok"] else found["description"]


@pytest.fixture
async def telegram() -> AsyncIterator[Double]:
    """Lend a double whose clock stands still."""
    async with opened(VirtualClock(START)) as double:
        yield double


@pytest.fixture
async def bot(telegram: Double) -> AsyncIterator[Bot]:
    """Lend a bot on it."""
    async with aiohttp.ClientSession() as session:
        yield Bot(telegram, session)


@pytest.fixture
def ana(telegram: Double) -> Person:
    """Lend a person who can be written to."""
    return telegram.person("Ana", started=True)


@pytest.fixture
def lobby(telegram: Double, ana: Person) -> Group:
    """Lend a group of hers."""
    return telegram.group("Lobby", ana)


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return buttons as they are sent."""
    return {"inline_keyboard": list(rows)}


KEY = {"text": "A", "callback_data": "a"}


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": " \u2060\n"}, "message text is empty"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't find end tag"),
        ({"text": "<x>x</x>", "parse_mode": "HTML"}, "unsupported start tag"),
        ({"text": "a < b", "parse_mode": "HTML"}, "a bare <"),
        ({"text": "<b>x</b>" * 101, "parse_mode": "HTML"}, "101 entities"),
        ({"text": "x", "reply_markup": keyboard([KEY] * 9)}, "more than 8"),
        ({"text": "x", "reply_markup": keyboard(*[[KEY]] * 101)}, "101 buttons"),
        (
            {"text": "x", "reply_markup": keyboard([{"text": "A", "callback_data": "é" * 33}])},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": keyboard([{"text": " ", "callback_data": "a"}])},
            "non-empty",
        ),
        ({"text": "x", "reply_markup": keyboard([{"text": "A"}])}, "does 0 things"),
    ],
)
async def test_what_goes_beyond_a_limit_is_refused_and_told(
    telegram: Double, bot: Bot, lobby: Group, values: dict[str, Any], says: str
) -> None:
    """A test that uses the double fails for it, even where the product takes the refusal well."""
    assert says in await bot.asks("sendMessage", chat_id=lobby.chat.id, **values)
    assert len(telegram.violations) == 1
    assert says in telegram.violations[0]
    assert lobby.messages == []


@specified
@pytest.mark.parametrize(
    ("method", "values", "says"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is missing"),
        ("sendMessage", {"chat_id": 1, "text": 5}, "text is no String"),
        ("sendMessage", {"chat_id": 1, "text": "x", "silent": True}, "silent is not known"),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [["A"]]}},
            "reply_markup",
        ),
        ("setMyCommands", {"commands": [{"command": "a"}]}, "description is missing"),
        ("getUpdates", {"offset": "soon"}, "offset is no Integer"),
    ],
)
async def test_what_the_specification_does_not_know_is_told(
    telegram: Double, bot: Bot, method: str, values: dict[str, Any], says: str
) -> None:
    """Names, presence and types are checked down to the last field."""
    await bot.asks(method, **values)
    found, *_ = telegram.violations
    assert says in found


@pytest.mark.parametrize(
    ("method", "values"),
    [
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}),
        ("setMyCommands", {"commands": [{"command": "投票", "description": "x"}]}),
        ("setMyCommands", {"commands": [{"command": "poll", "description": ""}]}),
        ("setWebhook", {"url": "https://x.example", "secret_token": "a b"}),
        ("setWebhook", {"url": "https://x.example", "drop_pending_updates": True}),
        ("getUpdates", {"limit": 101}),
        ("getUpdates", {"allowed_updates": ["messages"]}),
        ("sendNothing", {}),
    ],
)
async def test_other_limits_bite_as_well(
    telegram: Double, bot: Bot, method: str, values: dict[str, Any]
) -> None:
    """Toasts, commands, webhooks, polls, and methods that there are not."""
    assert isinstance(await bot.asks(method, **values), str)
    assert len(telegram.violations) == 1


async def test_who_sends_too_fast_is_told(telegram: Double, bot: Bot, lobby: Group) -> None:
    """Twenty a minute to a group, by the test's own clock; then there is room again."""
    for number in range(20):
        await bot.asks("sendMessage", chat_id=lobby.chat.id, text=str(number))
    assert telegram.violations == []
    await bot.asks("sendMessage", chat_id=lobby.chat.id, text="one more")
    assert len(telegram.violations) == 1
    telegram.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]  # a clock to move
    await bot.asks("sendMessage", chat_id=lobby.chat.id, text="a minute later")
    assert len(telegram.violations) == 1


async def test_an_offset_acknowledges_and_nothing_else(
    telegram: Double, bot: Bot, ana: Person
) -> None:
    """An update comes again until an offset beyond it; a person's act ends just then."""
    doing = asyncio.create_task(ana.says("hello"))
    (first,) = await bot.asks("getUpdates", timeout=20)
    assert first["message"]["text"] == "hello"
    assert await bot.asks("getUpdates") == [first]
    assert not doing.done()
    assert await bot.asks("getUpdates", offset=first["update_id"] + 1) == []
    assert (await doing).text == "hello"


async def test_two_pollers_are_in_conflict(telegram: Double, bot: Bot) -> None:
    """The one who came first is sent away."""
    first = asyncio.create_task(bot.asks("getUpdates", timeout=20))
    await telegram.until(lambda: telegram.waiting.listened, "nobody polls")
    second = asyncio.create_task(bot.asks("getUpdates", timeout=20))
    assert "terminated by other getUpdates" in await first
    telegram.waiting.conflict()
    await second


async def test_privacy_mode_lets_through_what_is_meant_for_the_bot(
    telegram: Double, bot: Bot, ana: Person, lobby: Group
) -> None:
    """Commands, mentions and replies are heard; talk, and what is another bot's, is not."""
    mine = await bot.asks("sendMessage", chat_id=lobby.chat.id, text="Q")
    heard = {}
    for text in ("/poll", "/poll@muster_bot", "/poll@other", "hi @muster_bot", "hi @ben", "hi"):
        heard[text] = ana.typed(text, lobby)[1] is not None
    assert heard == {
        "/poll": True, "/poll@muster_bot": True, "/poll@other": False, "hi @muster_bot": True,
        "hi @ben": False, "hi": False,
    }  # fmt: skip
    card = lobby.chat.message(mine["message_id"])
    assert ana.typed("A", lobby, reply_to=card)[1] is not None
    telegram.privacy = False
    assert ana.typed("hi", lobby)[1] is not None


async def test_a_press_is_answered_once_and_soon(
    telegram: Double, bot: Bot, ana: Person, lobby: Group
) -> None:
    """What the one who pressed is told is what the first answer says."""
    await bot.asks("sendMessage", chat_id=lobby.chat.id, text="Q", reply_markup=keyboard([KEY]))
    update, answered = ana.pressed("A", lobby)
    query = update.content["callback_query"]
    assert query["data"] == "a"
    assert await bot.asks("answerCallbackQuery", callback_query_id=query["id"], text="Noted")
    assert answered.result().text == "Noted"
    again = await bot.asks("answerCallbackQuery", callback_query_id=query["id"])
    assert "query is too old" in again


async def test_what_a_webhook_asks_for_within_its_answer_is_held_to_the_same(
    telegram: Double, bot: Bot, ana: Person, lobby: Group
) -> None:
    """It is carried out, or noted as wrong; how it fared is only in the journal."""
    await bot.asks("sendMessage", chat_id=lobby.chat.id, text="Q", reply_markup=keyboard([KEY]))
    asked: list[dict[str, object]] = [
        {"text": "x" * 201}, {"text": "Noted", "show_alert": True}, {"callback_query_id": "0"},
    ]  # fmt: skip

    async def receive(request: web.Request) -> web.Response:
        query = (await request.json())["callback_query"]["id"]
        body = {"method": "answerCallbackQuery", "callback_query_id": query} | asked.pop(0)
        return web.json_response(body)

    app = web.Application()
    app.router.add_post("/", receive)
    toasts = []
    async with TestServer(app) as server:
        telegram.hook.point(str(server.make_url("/")), None)
        for _ in range(3):
            update, answered = ana.pressed("A", lobby)
            await telegram.acknowledged(update)
            toasts.append(answered.result() if answered.done() else None)
    assert [each and (each.text, each.alert) for each in toasts] == [None, ("Noted", True), None]
    journal = telegram.calls("answerCallbackQuery")
    assert [(each.status, each.in_answer) for each in journal] == [
        (400, True), (200, True), (400, True),
    ]  # fmt: skip
    assert telegram.violations == ["answerCallbackQuery: a toast of 201 characters"]


async def test_who_never_wrote_and_who_moved_cannot_be_written_to(
    telegram: Double, bot: Bot, lobby: Group
) -> None:
    """A bot cannot begin, and an old number says where the group has gone."""
    ben = telegram.person("Ben")
    said = await bot.asks("sendMessage", chat_id=ben.user.id, text="hi")
    assert said == "Forbidden: bot can't initiate conversation with a user"
    fresh = lobby.moves()
    said = await bot.asks("sendMessage", chat_id=lobby.chat.id, text="hi")
    assert "upgraded to a supergroup" in said
    await bot.asks("sendMessage", chat_id=fresh.chat.id, text="hi")
    assert fresh.texts == ["hi"]
    assert telegram.violations == []


async def test_an_edit_that_changes_nothing_is_refused(
    telegram: Double, bot: Bot, lobby: Group
) -> None:
    """As the real one does; it is no violation, since who edits cannot always know."""
    sent = await bot.asks("sendMessage", chat_id=lobby.chat.id, text="Q")
    which = {"chat_id": lobby.chat.id, "message_id": sent["message_id"]}
    assert "not modified" in await bot.asks("editMessageText", text="Q", **which)
    assert (await bot.asks("editMessageText", text="R", **which))["text"] == "R"
    assert lobby.texts == ["R"]
    assert lobby.last.past == ["Q"]
    assert telegram.violations == []


async def test_faults_strike_as_often_as_ordered(telegram: Double, bot: Bot, lobby: Group) -> None:
    """Throttled, refused, cut off with and without effect; then all is well."""
    telegram.throttles("sendMessage", 30)
    telegram.fails("sendMessage", 502, "Bad Gateway", done=True)
    telegram.fails("sendMessage", drop=True)
    send = {"chat_id": lobby.chat.id, "text": "x"}
    assert await bot.asks("sendMessage", **send) == "Too Many Requests: retry after 30"
    assert await bot.asks("sendMessage", **send) == "Bad Gateway"
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await bot.asks("sendMessage", **send)
    await bot.asks("sendMessage", **send)
    assert len(lobby.messages) == 2
    assert [each.status for each in telegram.calls("sendMessage")] == [429, 502, 0, 200]


async def test_a_wrong_token_is_nobody(telegram: Double, bot: Bot) -> None:
    """As the real one says it."""
    url = f"{telegram.api}1:wrong/getMe"
    async with bot.session.get(url) as answer:
        assert answer.status == 401
        assert json.loads(await answer.text())["description"] == "Unauthorized"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hi @ben_1", "mention"), ("see evil.example", "url"), ("http://localhost/x", "url"),
        ("a@b.example", "email"), ("do /poll", "bot_command"), ("#读书", "hashtag"),
        ("$USD", "cashtag"), ("+49 170 1234567", "phone_number"), ("at 192.168.1.1", "url"),
    ],
)  # fmt: skip
def test_what_becomes_alive_by_itself_is_seen(text: str, found: str) -> None:
    """A text is searched as the server does, but for what stands in code or in a link."""
    assert found in {kind for kind, _ in parse(text, "HTML").found}
    assert parse(f"<code>{text}</code>", "HTML").found == ()
