"""Listening, whatever is wrong: named once, tried again, and over in a moment when told to stop."""

import asyncio
import logging
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from msgspec.structs import replace

from adapters.telegram import Settings
from adapters.telegram.hook import Hook
from adapters.telegram.wire import Telegram
from bot.adapter import Answer, Drawn
from bot.config import Secret
from bot.engine import Engine
from bot.errors import ConfigError, ShutOut, StoreError
from bot.message import Card
from bot.ports import Address
from storage.inbox import Inbox
from storage.leases import Leases
from tests.adapters.telegram.conftest import Play
from tests.adapters.telegram.house import AGAIN, LOOK, NAME, RENEW, SECRET, START, House, house_on
from tests.doubles.telegram.double import TOKEN

ADAPTER = "adapters.telegram"


def named(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was named in the log, by what follows the connection's name."""
    return [
        each.getMessage().removeprefix(f"{NAME}: ")
        for each in caplog.records
        if each.name.startswith(ADAPTER) and each.levelno >= logging.WARNING
    ]


async def again(house: House, method: str, times: int = 3) -> None:
    """Let what failed be tried again some times."""
    for _ in range(times):
        calls = len(house.telegram.calls(method))
        await house.pauses.failed()
        await house.telegram.called(method, calls + 1)


# Bad input


@pytest.mark.parametrize("receive", ["polling", "webhook"])
async def test_a_wrong_token_is_named_once_and_tried_again(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, receive: str
) -> None:
    """The house goes on without this connection; once the token is right, so does that.

    It is one thing, whether nothing can be heard or nothing said.
    """
    async with house_on(sqlite_url, tmp_path, receive, heard=False) as house:
        await house.stop()
        house.telegram.fails("getMe", 401, "Unauthorized", times=3)
        house.telegram.fails("sendMessage", 401, "Unauthorized")
        await house.begin()
        await again(house, "getMe")
        with pytest.raises(ShutOut):
            await house.adapter.send(Address(NAME, "-1", "", private=False), Drawn(Card("x"), "x"))
        await house.telegram.listened()
        said = [each for each in named(caplog) if "token" in each]
        assert said == ["the token is refused: check it with @BotFather"]
        assert not house.hearing.done()


async def test_waits_grow_and_are_never_alike(polled: Play) -> None:
    """Each failure doubles the wait, up to a minute, and chance keeps a crowd apart."""
    polled.telegram.fails("getUpdates", 502, "Bad Gateway", times=9)
    polled.telegram.waiting.conflict()
    waits = [await polled.house.pauses.failed() for _ in range(10)]
    for number, wait in enumerate(waits):
        whole = min(2.0**number, 60)
        assert whole / 2 <= wait <= whole
    assert len(set(waits)) == len(waits)


async def test_a_second_poller_is_named_once(
    polled: Play, caplog: pytest.LogCaptureFixture
) -> None:
    """Two with one token would each get half; whoever is here says so, and goes on trying."""
    polled.telegram.fails(
        "getUpdates", 409, "Conflict: terminated by other getUpdates request", times=2
    )
    polled.telegram.waiting.conflict()
    for _ in range(3):
        await polled.house.pauses.failed()
    await polled.telegram.until(lambda: polled.telegram.waiting.listened, "nobody polls")
    said = "another program polls with the same token, so each gets only some of what people say"
    assert named(caplog) == [f"{said}: stop it"]


async def test_a_foreign_webhook_is_named_and_left_alone(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where another program receives, nothing is taken from it; once it has gone, we poll."""

    def elsewhere(house: House) -> None:
        house.telegram.hook.url = "https://other.example/hook"

    async with house_on(sqlite_url, tmp_path, "polling", heard=False, prepare=elsewhere) as house:
        await house.telegram.called("getUpdates", 1)
        await again(house, "getUpdates", 2)
        said = "a webhook at other.example is set for this bot, so nothing can be polled"
        assert named(caplog) == [f"{said}: remove it there, or set `receive: webhook` here"]
        assert house.telegram.calls("deleteWebhook") == []
        house.telegram.hook.url = ""
        await house.pauses.failed()
        await house.telegram.until(lambda: house.telegram.waiting.listened, "nobody polls")


async def test_our_own_webhook_from_before_is_taken_away(sqlite_url: str, tmp_path: Path) -> None:
    """Whoever changes `receive` back to polling need not do anything at Telegram."""
    async with house_on(sqlite_url, tmp_path, "webhook") as house:
        ana = house.telegram.person("Ana", started=True)
        await house.stop()
        house.receive = "polling"
        await house.begin()
        await house.telegram.called("deleteWebhook")
        await house.pauses.failed()
        await house.telegram.until(lambda: house.telegram.waiting.listened, "nobody polls")
        await ana.says("hello")
        await house.settle()
        assert "Hello!" in ana.private.last.text


async def test_another_process_that_polls_is_waited_for(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The lease of the connection lets one poll; the other takes over when that one is gone."""
    async with house_on(sqlite_url, tmp_path, "polling") as house:
        lease, until = f"telegram:{NAME}", START.replace(year=2027)
        database = house.running.database

        def rob(connection: Any) -> None:
            leases = Leases(connection)
            leases.free([])
            leases.take(lease, "somebody else", START, until)

        await database.run(rob)
        for _ in range(4):  # it outlives three failures to prolong it
            await house.pauses.turned(RENEW)
        await house.telegram.until(lambda: not house.telegram.waiting.listened, "it still polls")
        await house.pauses.begun(lambda seconds: seconds == AGAIN)
        assert named(caplog) == ["another process of this house polls; waiting"]
        await database.run(lambda c: Leases(c).give_back(lease, "somebody else"))
        await house.pauses.turned(AGAIN)
        await house.telegram.listened()


async def test_a_stop_gives_the_lease_back(polled: Play) -> None:
    """Whoever starts next need not wait for it to run out."""
    lease = f"telegram:{NAME}"
    polled.house.hearing.cancel()
    await asyncio.gather(polled.house.hearing, return_exceptions=True)
    taken = await polled.house.running.database.run(
        lambda c: Leases(c).take(lease, "next", START, START)
    )
    assert taken


# Kept, or not


@pytest.mark.parametrize("receive", ["polling", "webhook"])
async def test_what_was_not_kept_comes_again(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, receive: str
) -> None:
    """While the database fails nothing is confirmed, nor shown; afterwards all of it is heard."""
    async with house_on(sqlite_url, tmp_path, receive) as house:
        ana = house.telegram.person("Ana", started=True)
        handled, failures = Engine.handle, iter([True, True])

        async def fails(engine: Engine, event: Any) -> Answer:
            if next(failures, False):
                return Answer(kept=False)
            return await handled(engine, event)

        monkeypatch.setattr(Engine, "handle", fails)
        await house.stop()
        await house.start()
        _, update = ana.typed("hello")
        assert update is not None
        for _ in range(2):
            if receive == "polling":
                await house.pauses.failed()
            else:
                await house.telegram.hook.refused()
                assert not update.done
                house.telegram.hook.retry()
        await house.telegram.acknowledged(update)
        assert update.handed >= 3
        await house.settle()
        assert len(ana.private.messages) == 1


async def test_what_cannot_even_be_set_aside_comes_again(
    polled: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bad update is not lost either while the database fails."""
    set_aside, failures = Inbox.set_aside, iter([True])

    def fails(inbox: Inbox, *given: Any) -> None:
        if next(failures, False):
            raise StoreError
        set_aside(inbox, *given)

    monkeypatch.setattr(Inbox, "set_aside", fails)
    # Halves of characters, which JSON can carry, make it no worse.
    update = polled.telegram.update("message", {"chat": "\ud800"}, "x")
    await polled.house.pauses.failed()
    await polled.telegram.acknowledged(update)
    assert update.handed >= 2


# The webhook's answers and its proof


async def test_a_press_is_answered_within_what_acknowledges_it(play: Play) -> None:
    """With a webhook nobody waits for a call of ours besides; where we poll there is one."""
    await play.poll()
    toast = await play.ben.presses("Library", play.lobby)
    assert toast.text.startswith("You chose Library.")
    calls = play.telegram.calls("answerCallbackQuery")
    assert {each.in_answer for each in calls} == {play.house.adapter.hook is not None}


HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = {"update_id": 5, "message": {}}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403), ({HEADER: ""}, 403), ({HEADER: "wrong"}, 403), ({HEADER: SECRET[:-1]}, 403),
        ({HEADER: f"{SECRET}x"}, 403), ({HEADER: "ü" * 9}, 403), ({HEADER: "9" * 4_000}, 403),
        ({HEADER: SECRET}, 200),
    ],
)  # fmt: skip
async def test_only_telegram_gets_in(
    hooked: Play, headers: dict[str, str], status: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Without its secret nothing is read; that is named once, without a word of what came."""
    caplog.set_level(logging.DEBUG, ADAPTER)
    async with aiohttp.ClientSession() as session:
        for _ in range(2):
            async with session.post(hooked.house.hook_url, json=UPDATE, headers=headers) as answer:
                assert answer.status == status
                assert await answer.text() == ""
    if status == 403:
        assert named(caplog) == ["a request without the right secret is refused"]
        assert hooked.house.adapter.hook is not None
        assert hooked.house.adapter.hook.refused == 2
    assert SECRET not in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{", 400), (b"[]", 400), (b"\xff", 400), (b"[" * 100_000, 400),
     (b'{"update_id":"x"}', 200), (b'{"update_id":7,"new":"\\ud800"}', 200),
     (b" " * 1_040_000, 400), (b" " * 1_048_577, 413)],
)  # fmt: skip
async def test_whatever_comes_with_the_secret_is_answered(
    hooked: Play, body: bytes, status: int
) -> None:
    """What is no update is refused, what cannot be read is set aside, what is too large cut off."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(hooked.house.hook_url, data=BytesIO(body), headers={HEADER: SECRET}) as answer,
    ):
        assert answer.status == status


async def test_a_webhook_is_set_when_it_differs_and_only_then(hooked: Play) -> None:
    """A restart changes nothing at Telegram; another secret, or another list of updates, does."""
    house, telegram = hooked.house, hooked.telegram
    assert len(telegram.calls("setWebhook")) == 1
    await house.restart()
    assert len(telegram.calls("setWebhook")) == 1
    house.settings = {"webhook_secret": None}
    await house.restart()
    await telegram.called("setWebhook", 2)
    assert telegram.hook.secret != SECRET
    await hooked.ana.says("hello")
    telegram.hook.allowed = ["message"]
    await house.restart()
    await telegram.called("setWebhook", 3)
    assert all("drop_pending_updates" not in each.values for each in telegram.calls("setWebhook"))


async def test_a_webhook_that_is_taken_later_is_named_and_not_fought_for(
    hooked: Play, caplog: pytest.LogCaptureFixture
) -> None:
    """Two that take it from one another by turns would be worse."""
    for _ in range(2):
        hooked.telegram.hook.url = "https://other.example/hook"
        looks = len(hooked.telegram.calls("getWebhookInfo"))
        await hooked.house.pauses.turned(LOOK)
        await hooked.telegram.called("getWebhookInfo", looks + 1)
    await hooked.house.pauses.turned(LOOK)
    assert named(caplog) == [
        "the webhook now points to other.example: another program uses this token"
    ]
    assert len(hooked.telegram.calls("setWebhook")) == 1


@pytest.mark.parametrize("secret", ["", "with space", "ü", "x" * 257])
def test_a_secret_that_telegram_would_not_take_is_refused(secret: str) -> None:
    """Before anything starts, and without showing it."""
    with pytest.raises(ValueError, match="letters, digits") as caught:
        Hook(NAME, "https://x.example", TOKEN, secret)
    assert not secret or secret not in str(caught.value)


async def test_a_webhook_needs_an_address(polled: Play) -> None:
    """The start says which key is missing."""
    adapter = polled.house.adapter
    token = f"file:{polled.house.folder / 'token'}"
    settings = Settings(token=Secret(token), receive="webhook")
    with pytest.raises(ConfigError, match=r"needs server\.public_url"):
        Telegram(NAME, settings, replace(adapter.site, public_url=None))


# The menu


async def test_commands_are_offered_in_both_languages_and_only_when_they_changed(
    polled: Play,
) -> None:
    """Groups and private chats have a menu in each language, the house's own for all others."""
    telegram = polled.telegram
    await telegram.until(lambda: len(telegram.commands) == 6, "the menus are not all there")
    briefs = {key: dict.fromkeys(c["command"] for c in listed) for key, listed in
              telegram.commands.items()}  # fmt: skip
    assert {language for _, language in briefs} == {"", "en", "zh"}
    assert all("poll" in each and "help" in each for each in briefs.values())
    english = telegram.commands["all_group_chats", "en"]
    assert english == telegram.commands["all_group_chats", ""]
    assert english != telegram.commands["all_group_chats", "zh"]
    asked, given = len(telegram.calls("getMyCommands")), len(telegram.calls("setMyCommands"))
    await polled.house.restart()
    await telegram.called("getMyCommands", asked + 6)
    assert len(telegram.calls("setMyCommands")) == given


# Stopping


@pytest.mark.parametrize("method", ["getMe", "getUpdates", "getMyCommands", "getWebhookInfo"])
async def test_a_stop_is_clean_whatever_is_under_way(
    sqlite_url: str, tmp_path: Path, method: str
) -> None:
    """Also while Telegram keeps silent no task is left, and no line."""
    receive = "webhook" if method == "getWebhookInfo" else "polling"

    def freeze(house: House) -> None:
        house.telegram.fails(method, frozen=True, times=99)

    async with house_on(sqlite_url, tmp_path, receive, heard=False, prepare=freeze) as house:
        await house.telegram.called(method)
        before = asyncio.current_task()
        async with asyncio.timeout(5):
            house.hearing.cancel()
            await asyncio.gather(house.hearing, return_exceptions=True)
        names = [
            each.get_coro().__qualname__  # type: ignore[union-attr]  # tasks of coroutines
            for each in asyncio.all_tasks()
            if each is not before
        ]
        assert not [name for name in names if name.startswith(("Poller", "Intake", "Telegram"))]


async def test_nothing_secret_is_logged(play: Play, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the token nor what people write, at whatever level."""
    caplog.set_level(logging.DEBUG)
    await play.poll("/poll Cinnamon? Basil / Thyme")
    await play.ben.presses("Basil", play.lobby)
    play.telegram.fails("editMessageText", 400, "Bad Request: can't parse entities: at Cinnamon")
    play.telegram.fails("editMessageText", 502, "Bad Gateway")
    await play.house.pass_time(seconds=20)
    for word in (TOKEN, SECRET, "Cinnamon", "Basil"):
        assert word not in caplog.text
