"""The browser chat over a real socket: what each person sees, whatever a window does."""

import asyncio
import contextlib
import io
import json
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import Connection, update

from bot.clock import SystemClock
from bot.config.settings import Files
from bot.engine import Engine
from bot.errors import StoreError
from storage import setup
from storage.database import open_database
from storage.transcript import transcript
from tests.adapters.web.tabs import (
    PATIENCE,
    House,
    Tab,
    buttons,
    opened,
    read_card,
    settings_for,
)

POLL = "poll Where to meet? Library / Online"
POLL_ZH = "投票 下周在哪开会？图书馆／线上"


async def opened_poll(house: House, organiser: str = "en.ana") -> Tab:
    """Let an organiser draft a poll and post it."""
    tab = await house.person(organiser)
    chinese = organiser.startswith("zh")
    await tab.says(POLL_ZH if chinese else POLL)
    await tab.presses("发布" if chinese else "Post")
    await tab.sees("图书馆 0" if chinese else "Library 0")
    return tab


# What people do


async def test_a_newcomer_is_the_organiser_and_sees_their_team(house: House) -> None:
    """Whoever names nobody speaks as the organiser, in rooms with titles of their language."""
    tab = await house.tab()
    await tab.send({"type": "hello", "language": "zh", "as": None, "since": 0, "epoch": None})
    welcome = await tab.until("welcome")
    assert welcome["zone"] == "Asia/Shanghai"  # whose clock the times of messages are told by
    assert welcome["me"] == {"key": "zh.chen", "name": "陈静", "role": "organiser"}
    assert [each["name"] for each in welcome["people"]] == ["陈静", "王伟", "李娜", "赵强"]
    assert [(each["key"], each["kind"]) for each in welcome["rooms"]] == [
        ("zh.main", "group"),
        ("zh.committee", "group"),
        ("private:zh.chen", "private"),
    ]
    assert (await tab.until("entries"))["entries"] == []


async def test_two_windows_see_the_same_poll_and_their_own_notes(house: House) -> None:
    """A draft is seen by its author alone; the card by all, edited in place as people answer."""
    ana, ben = await house.person("en.ana"), await house.person("en.ben")
    assert (await ana.says(POLL))["note"] is None
    assert [entry["private"] for entry in ana.entries.values()] == [False, True]
    await ana.presses("Post")
    card = await ben.sees("Library 0")
    assert not card["private"]
    note = (await ben.presses("Library"))["note"]
    assert "You chose Library." in read_card(note)
    edited = await ana.sees("Library 1")
    assert (edited["ref"], edited["order"], edited["edited"]) == (card["ref"], card["order"], True)
    assert not any("Poll draft" in each for each in ben.reads())


@pytest.mark.parametrize("me", ["en.ana", "zh.chen"])
async def test_every_language_has_a_team_of_its_own(house: House, me: str) -> None:
    """What one team says and posts is nothing to the other."""
    other = await house.person("zh.wang" if me == "en.ana" else "en.ben")
    await opened_poll(house, me)
    await other.says("anybody here?", addressed=False)
    assert other.reads() == ["anybody here?"]


async def test_a_form_is_opened_filled_and_asked_again(house: House) -> None:
    """A wrong value re-asks just that field, with what was typed."""
    ana = await house.person("en.ana")
    form = (await ana.says("poll"))["form"]
    names = [field["name"] for field in form["fields"]]
    assert "question" in names
    typed = {"question": "Where?", "options": "A / B", "closes": "yesterday"}
    sent = {"type": "submit", "token": form["token"], "values": typed}
    again = (await ana.acts(sent))["form"]
    wrong = {each["name"]: each["error"] for each in again["fields"] if each["error"]}
    assert set(wrong) == {"closes"}
    values = {each["name"]: each["value"] for each in again["fields"]}
    assert values["closes"] == "yesterday"
    done = await ana.acts({
        "type": "submit", "token": again["token"], "values": typed | {"closes": ""},
    })  # fmt: skip
    assert done["form"] is None
    assert any("Where?" in each for each in ana.reads())


async def test_talk_is_seen_by_the_room_and_by_no_other(house: House) -> None:
    """What is said in private is the bot's and one person's; the committee's stays there."""
    ana, ben = await house.person("en.ana"), await house.person("en.ben")
    await ana.says("Good morning", addressed=False)
    await ana.says("mine", room="private:en.ana")
    await ana.says("only us", addressed=False, room="en.committee")
    seen = await ben.sees("only us")
    assert seen["author"] == {"key": "en.ana", "name": "Ana"}
    assert [entry["room"] for entry in ben.entries.values()] == ["en.main", "en.committee"]
    assert "mine" in ana.reads()


async def test_a_window_may_speak_as_another_from_now_on(house: House) -> None:
    """Greeting again on the same socket changes who speaks, and what is seen."""
    tab = await opened_poll(house)
    assert any(entry["private"] for entry in tab.entries.values())
    tab.entries.clear()
    await tab.hello("en.ben")
    assert not any(entry["private"] for entry in tab.entries.values())
    await tab.presses("Library")
    await tab.says("it is me", addressed=False)
    assert (await tab.sees("it is me"))["author"]["name"] == "Ben"
    await tab.sees("Library 1")


async def test_what_was_pressed_privately_is_replaced(house: House) -> None:
    """Cancelling a draft takes it away for good; a draft that is posted says where it stands."""
    ana = await house.person("en.ana")
    await ana.says(POLL)
    (draft,) = [entry["ref"] for entry in ana.entries.values() if entry["private"]]
    await ana.presses("Cancel")
    assert ana.times[draft] == 2
    assert "Post" not in [each["label"] for each in buttons(ana.entries[draft]["card"])]


async def test_what_is_opened_from_a_card_belongs_to_it(house: House) -> None:
    """The page learns under which card a panel stands, also when it is drawn anew in place."""
    ana = await opened_poll(house)
    card = await ana.sees("Library 0")
    await ana.acts(ana.press("More…") | {"under": card["ref"]})
    panel = await ana.sees("[Close now]")
    assert (panel["under"], panel["view"]) == (card["ref"], "poll.panel.0")
    await ana.acts(ana.press("Close now") | {"under": card["ref"]})
    closed = await ana.sees("[Open again]")
    assert (closed["ref"], closed["under"]) == (panel["ref"], card["ref"])
    assert (card["under"], card["view"]) == (None, None)


async def test_all_windows_of_a_person_learn_what_they_chose(house: House) -> None:
    """The answer carries it, so that it is not lost with a line; other people learn nothing."""
    ana = await opened_poll(house)
    ben, again = await house.person("en.ben"), await house.person("en.ben")
    answer = await ben.presses("Library")
    (library,) = [
        each
        for each in buttons((await ben.sees("Library 1"))["card"])
        if each["label"] == "Library"
    ]
    assert answer["chosen"] == {"to": library["to"], "own": [library["mark"]]}
    assert (await again.until("chosen"))["chosen"] == answer["chosen"]
    await ana.says("enough", addressed=False)
    await ana.sees("enough")
    assert "chosen" not in ana.heard


async def test_whoever_comes_back_is_told_what_stands_as_theirs(house: House) -> None:
    """They may have answered elsewhere meanwhile; of a secret poll nobody is told."""
    ana = await opened_poll(house)
    ben = await house.person("en.ben")
    answer = await ben.presses("Library")
    assert (await ben.hello("en.ben"))["chosen"] == [answer["chosen"]]
    assert (await ana.hello("en.ana"))["chosen"] == []
    await ana.says(f"{POLL} secret")
    await ana.presses("Post")
    await ana.sees("Names: nobody")
    await ana.presses("Library")
    assert (await ana.hello("en.ana"))["chosen"] == []


async def test_of_a_secret_poll_nothing_is_marked_or_kept(house: House) -> None:
    """The note is for the eye alone: no window is told what to mark, and none is to keep it."""
    ana = await house.person("en.ana")
    await ana.says(f"{POLL} secret")
    await ana.presses("Post")
    await ana.sees("Library 0")
    answer = await ana.presses("Library")
    assert answer["chosen"] is None
    assert answer["note"]["fleeting"]
    assert "You chose Library." in read_card(answer["note"])
    await ana.sees("Library 1")
    assert "chosen" not in ana.heard


async def test_an_offer_to_undo_says_how_long_it_stands(house: House) -> None:
    """What was posted can be taken back for a minute, and the page knows when that is over."""
    ana = await house.person("en.ana")
    await ana.says(POLL)
    note = (await ana.presses("Post"))["note"]
    assert [each["label"] for each in buttons(note)] == ["Undo"]
    assert 0 < note["lasts"] <= 60


async def test_a_file_is_uploaded_said_and_handed_out(house: House) -> None:
    """A picture is shown in the page, anything else is saved, and neither runs anything."""
    ana = await house.person("en.ana")
    for name, kind, how in (
        ("猫.png", "image/png", "inline"),
        ("a.html", "text/html", "attachment"),
        ("../../etc/passwd", "image/svg+xml", "attachment"),
    ):
        sent = await upload(house, name, kind, b"content of " + name.encode())
        await ana.says("look", addressed=False, files=[{"key": sent["key"], "name": sent["name"]}])
        entry = await ana.sees("look")
        (file,) = entry["files"]
        assert (file["kind"], file["size"]) == (kind, len(b"content of " + name.encode()))
        async with house.session.get(house.origin + file["url"]) as answer:
            assert await answer.read() == b"content of " + name.encode()
            assert answer.headers["Content-Disposition"].startswith(how)
            assert "sandbox" in answer.headers["Content-Security-Policy"]
        ana.entries.clear()


async def upload(house: House, name: str, kind: str, content: bytes) -> Any:
    """Upload a file as the page does."""
    headers = {
        "Origin": house.origin, "X-File-Name": quoted(name), "Content-Type": kind,
    }  # fmt: skip
    async with house.session.post(
        f"{house.origin}/chat/files", data=content, headers=headers
    ) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.json()


def quoted(name: str) -> str:
    """Write a name as the page writes it into a header."""
    return "".join(f"%{each:02X}" for each in name.encode())


# Away and back


async def test_who_was_away_catches_up_from_where_they_were(house: House) -> None:
    """After a reconnect only what changed since is told, each message once, as it now stands."""
    ana = await opened_poll(house)
    ben = await house.person("en.ben")
    await ben.socket.close()
    await ana.presses("Library")
    await ana.sees("Library 1")
    await ana.says("before lunch", addressed=False)
    back = await house.person("en.ben", since=ben.seq, epoch=ben.epoch)
    assert sorted(back.times.values()) == [1, 1]
    assert any("Library 1" in each for each in back.reads())
    assert "before lunch" in back.reads()


async def test_another_database_is_told_from_the_start(house: House) -> None:
    """A page that holds entries of another epoch is told all there is."""
    ana = await opened_poll(house)
    back = await house.person("en.ana", since=ana.seq, epoch="another")
    assert len(back.entries) == len([e for e in ana.entries.values() if not e["struck"]])


async def test_the_chat_goes_on_after_a_restart(sqlite_url: str, tmp_path: Path) -> None:
    """The transcript, the cards and their buttons are all there when the server is back."""
    settings = settings_for(tmp_path)
    async with opened(sqlite_url, settings) as house:
        ana = await opened_poll(house)
        epoch, seq = ana.epoch, ana.seq
    async with opened(sqlite_url, settings) as house:
        ana = await house.person("en.ana")
        assert ana.epoch == epoch
        assert "You chose Online." in read_card((await ana.presses("Online"))["note"])
        await ana.sees("Online 1")
        assert ana.seq > seq


async def test_a_demonstration_may_rest_for_weeks(sqlite_url: str, tmp_path: Path) -> None:
    """Who comes back after a long time is answered; what was said before is forgotten by then."""
    settings = settings_for(tmp_path)
    async with opened(sqlite_url, settings) as house:
        ana = await opened_poll(house)
        await ana.says("good night", addressed=False)
    await some_weeks_pass(sqlite_url)
    async with opened(sqlite_url, settings) as house:
        while "good night" in (await house.person("en.ana")).reads():  # housekeeping has its turn
            pass
        ana = await opened_poll(house)
        await ana.presses("Library")
        await ana.sees("Library 1")


async def some_weeks_pass(url: str) -> None:
    """Move all that was said, and the last sign of life, three weeks back."""
    by = timedelta(weeks=3)
    database = await open_database(url)

    def work(connection: Connection) -> None:
        back = transcript.c.seq - by // timedelta(microseconds=1)
        connection.execute(update(transcript).values(seq=back))
        setup.sign_of_life(connection, SystemClock().now() - by)

    await database.run(work)
    await database.close()


async def test_the_same_id_does_nothing_twice(house: House) -> None:
    """Sent again, on the same socket or another, an act has one effect and the same answer."""
    ana = await opened_poll(house)
    press = ana.press("Library") | {"id": "press-1"}
    first = await ana.acts(press)
    elsewhere = await house.person("en.ana")
    assert await elsewhere.acts(press) == first
    said = {"type": "say", "id": "say-1", "text": "twice?", "addressed": False}
    await ana.acts(said)
    await elsewhere.acts(said)
    await ana.acts(said)
    everything = await house.person("en.ana")
    assert everything.reads().count("twice?") == 1
    await everything.sees("Library 1")


async def test_what_the_database_did_not_take_is_asked_for_again(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """While it fails the window is sent away instead of being told so, and is heard in the end."""
    caplog.set_level(logging.CRITICAL)
    asks = {"type": "say", "id": "1", "room": "en.main", "addressed": True, "text": POLL}

    async def fails(*args: object) -> None:
        del args
        raise StoreError

    ana = await house.person("en.ana")
    with monkeypatch.context() as away:
        away.setattr(Engine, "_turn", fails)
        await ana.send(asks)
        while (
            message := await ana.socket.receive(timeout=PATIENCE)
        ).type is aiohttp.WSMsgType.TEXT:
            assert json.loads(message.data)["type"] != "answer"
    assert ana.socket.close_code == aiohttp.WSCloseCode.TRY_AGAIN_LATER
    again = await house.person("en.ana")
    assert (await again.acts(asks))["type"] == "answer"
    await again.sees("[Post]")


async def test_ids_of_two_people_have_nothing_to_do_with_each_other(house: House) -> None:
    """Whoever sends an id that somebody else has sent is heard all the same."""
    ana, ben = await opened_poll(house), await house.person("en.ben")
    await ana.acts(ana.press("Library") | {"id": "x"})
    await ben.acts(ben.press("Library") | {"id": "x"})
    await ana.sees("Library 2")


async def test_the_transcript_holds_a_card_once_however_often_it_changes(house: House) -> None:
    """A card that was edited many times is one line for whoever comes anew."""
    ana, ben = await opened_poll(house), await house.person("en.ben")
    for label in ("Library", "Online", "Library", "Online"):
        await ben.presses(label)
    await ana.sees("Online 1")
    late = await house.person("en.cleo")
    assert len([each for each in late.reads() if "Online 1" in each]) == 1
    assert len(late.entries) == 2


# What no page would send


JUNK: list[tuple[str | bytes, str]] = [
    ("", "unreadable"),
    ("null", "unreadable"),
    ("[]", "unreadable"),
    ("{", "unreadable"),
    ("[" * 60_000, "unreadable"),
    ('{"type": "shout"}', "unreadable"),
    ('{"type": {"a": 1}}', "unreadable"),
    ('{"type": "say", "id": "1", "room": 5, "text": "x"}', "unreadable"),
    (
        '{"type": "press", "id": "1", "room": "en.main", "message": "m0", "token": "x"}',
        "unreadable",
    ),
    (b"\x00\xff", "unreadable"),
    (json.dumps({"type": "say", "id": "1", "room": "en.main", "text": "x" * 20_000}), "too-long"),
    (json.dumps({"type": "say", "id": "1", "room": "en.main", "text": "x" * 70_000}), "too-large"),
    (json.dumps({"type": "say", "id": "1", "room": "zh.main", "text": "x"}), "no-room"),
    (json.dumps({"type": "say", "id": "1", "room": "private:en.ben", "text": "x"}), "no-room"),
    (json.dumps({"type": "hello", "language": "en", "as": "zh.chen"}), "no-person"),
    (json.dumps({"type": "hello", "language": "fr"}), "no-person"),
]


@pytest.mark.parametrize(("frame", "why"), JUNK, ids=range(len(JUNK)))
async def test_junk_is_refused_and_the_window_goes_on(
    house: House, frame: str | bytes, why: str
) -> None:
    """What cannot be read, or is not theirs, is refused with a reason; nothing is seen of it."""
    ana = await house.person("en.ana")
    await ana.send(frame)
    assert (await ana.until("refused"))["why"] == why
    await ana.send({"type": "ping"})
    await ana.until("pong")
    assert (await house.person("en.ana")).entries == {}


async def test_who_has_not_greeted_does_nothing(house: House) -> None:
    """Nobody speaks before they have said as whom."""
    tab = await house.tab()
    answer = await tab.acts({"type": "say", "text": "hi", "room": "en.main"})
    assert (answer["type"], answer["why"]) == ("refused", "hello-first")


async def test_a_frame_beyond_all_measure_ends_the_window_alone(house: House) -> None:
    """A megabyte is not even read; others go on."""
    ana, ben = await house.person("en.ana"), await house.person("en.ben")
    await ana.send("x" * 1_000_000)
    message = await ana.socket.receive(timeout=PATIENCE)
    assert message.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
    assert (await ben.says("still here", addressed=False))["type"] == "answer"


@pytest.mark.parametrize("token", ["", "AVHyFAVQAYjQuHyKgmTE", "A" * 600, "🦊", "\x00"])
async def test_a_forged_token_is_an_old_button(house: House, token: str) -> None:
    """What was never sealed here does nothing, and says so in words."""
    ana = await opened_poll(house)
    answer = await ana.acts({"type": "press", "message": "m1", "token": token})
    if len(token) > 512:
        assert answer["why"] == "too-long"
    else:
        assert "This button is too old to work" in read_card(answer["note"])
    assert any("Library 0" in each for each in ana.reads())


async def test_another_teams_button_is_not_theirs(house: House) -> None:
    """A token that was seen in one team and is pressed in another changes nothing there."""
    chen = await opened_poll(house, "zh.chen")
    stolen = chen.press("图书馆")
    ben = await house.person("en.ben")
    answer = await ben.acts(stolen | {"room": "en.main"})
    assert answer["note"] is not None
    assert (await ben.acts(stolen))["why"] == "no-room"
    again = await house.person("zh.li")
    assert any("图书馆 0" in each for each in again.reads())


async def test_another_persons_draft_cannot_be_taken(house: House) -> None:
    """Whoever guesses the ref and the token of another's draft neither posts nor removes it."""
    ana = await house.person("en.ana")
    await ana.says(POLL)
    ben = await house.person("en.ben")
    answer = await ben.acts(ana.press("Cancel"))
    assert answer["note"] is not None
    assert any("Where to meet?" in each for each in (await house.person("en.ana")).reads()[1:])


async def test_a_flood_is_refused_and_then_cut_off(house: House) -> None:
    """Who sends far faster than people do hears so, and loses the line in the end."""
    ana, ben = await house.person("en.ana"), await house.person("en.ben")
    for _ in range(100):
        await ana.send({"type": "ping"})
    assert (await ana.until("refused"))["why"] == "too-fast"
    with contextlib.suppress(ConnectionError):
        for _ in range(2_000):
            await ana.send({"type": "ping"})
    async for _ in ana.socket:  # until the line is cut
        pass
    assert (await ben.says("undisturbed", addressed=False))["type"] == "answer"


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://localhost:1"])
async def test_only_the_page_of_this_address_may_connect(house: House, origin: str | None) -> None:
    """A foreign page that a visitor reads can neither open a socket nor upload a file."""
    headers = {} if origin is None else {"Origin": origin}
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await house.session.ws_connect(f"{house.origin}/chat/socket", headers=headers)
    assert refused.value.status == 403
    async with house.session.post(f"{house.origin}/chat/files", headers=headers) as answer:
        assert answer.status == 403


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({}, b"x", 400),
        ({"X-File-Name": "a" * 300}, b"x", 400),
        ({"X-File-Name": "a.bin"}, b"", 400),
        ({"X-File-Name": "a.bin"}, b"x" * 1_100_000, 413),
    ],
)
async def test_an_upload_that_cannot_be_is_told_why(
    sqlite_url: str, tmp_path: Path, headers: dict[str, str], content: bytes, status: int
) -> None:
    """No name, no content and too much content are refused, and nothing is left on the disk."""
    settings = settings_for(tmp_path, files=Files(path=tmp_path / "files", max_upload_mb=1))
    async with opened(sqlite_url, settings) as house:
        headers |= {"Origin": house.origin, "Content-Type": "application/octet-stream"}
        url = f"{house.origin}/chat/files"
        async with house.session.post(url, data=io.BytesIO(content), headers=headers) as answer:
            assert answer.status == status
            assert "why" in await answer.json()
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


# Slow, many, and at the end


@pytest.mark.slow
async def test_who_reads_nothing_is_dropped_and_nobody_waits_for_them(house: House) -> None:
    """A window that stands still loses its line; the others see everything, in order."""
    ben = await house.person("en.ben")
    async with stuck(house) as reader:
        said = 0
        while said < 600:
            ana = await house.person("en.ana")
            for _ in range(30):  # no faster than people may
                await ana.says(f"{said} " + "x" * 15_000, addressed=False)
                said += 1
            await ana.socket.close()
            await ben.sees(f"{said - 1} ")
        # The line ends, and not all of it had been put on it.
        assert len(await asyncio.wait_for(reader.read(-1), PATIENCE)) < said * 15_000
    assert [each.partition(" ")[0] for each in ben.reads()] == [str(each) for each in range(said)]


@asynccontextmanager
async def stuck(house: House) -> AsyncIterator[asyncio.StreamReader]:
    """Open a window by hand, greet, and read nothing as long as nobody reads from what is lent."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", house.server.port))
    reader, writer = await asyncio.open_connection(sock=raw)
    writer.write(
        f"GET /chat/socket HTTP/1.1\r\nHost: 127.0.0.1:{house.server.port}\r\n"
        f"Origin: {house.origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    hello = json.dumps({"type": "hello", "language": "en", "as": "en.cleo"}).encode()
    # A client's frame is masked; a mask of noughts leaves it readable.
    writer.write(bytes([0x81, 0x80 | len(hello), 0, 0, 0, 0]) + hello)
    await writer.drain()
    try:
        yield reader
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def test_the_house_closes_at_once_with_windows_open(sqlite_url: str, tmp_path: Path) -> None:
    """Windows are told that the house goes away; one that does not hear holds nobody up."""
    async with opened(sqlite_url, settings_for(tmp_path)) as house:
        tabs = [await house.person("en.ana") for _ in range(20)]
        async with stuck(house):
            house.stop.set()
            await asyncio.wait_for(asyncio.shield(house.serving), 5)
        for tab in tabs:
            message = await tab.socket.receive(timeout=PATIENCE)
            assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1001)


@pytest.mark.slow
async def test_a_thousand_reconnects_leave_nothing_behind(house: House) -> None:
    """Windows that come and go, most of them without a word, take no memory along."""
    ana = await opened_poll(house)

    async def visit() -> None:
        async with stuck(house) as reader:
            await reader.readuntil(b'"entries":[')

    async def visits(count: int) -> int:
        for _ in range(count // 20):
            await asyncio.gather(*(visit() for _ in range(20)))
        return resident()

    before = await visits(200)
    assert await visits(1_000) - before < 8_000_000
    assert (await ana.presses("Library"))["note"] is not None


def resident() -> int:
    """Return how many bytes of memory this process has."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096
