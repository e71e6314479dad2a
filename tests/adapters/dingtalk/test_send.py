"""What is sent: by which way, what each refusal means, and what people never notice."""

import asyncio
import json
import logging
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import force_setattr
from sqlalchemy import Connection

from adapters.dingtalk.cards import Cards
from adapters.dingtalk.refusals import (
    BadSecret,
    BadToken,
    Denied,
    MonthUsedUp,
    Refused,
    SessionGone,
    of_answer,
    of_old_answer,
)
from bot.adapter import Drawn
from bot.basics import said_card
from bot.domain.phrase import Instant, Phrase
from bot.errors import AdapterError, TryLater, Uncertain, Unreachable
from bot.keep import packed
from bot.message import Card, File, Image, Text
from bot.ports import Address, OnUncertain, Place, Priority
from storage.outgoing import Outgoing
from storage.people import People
from tests.adapters.dingtalk.world import NAME, POLL, World, logged
from tests.adapters.pauses import Pauses
from tests.doubles.dingtalk.faults import CANNED, Fault
from tests.doubles.dingtalk.state import CARDS as CARD_SCOPE
from tests.doubles.dingtalk.state import SEND
from tests.recording import whole

CREATE = "/v1.0/card/instances/createAndDeliver"
CARDS = "/v1.0/card/instances"
GROUP = "/v1.0/robot/groupMessages/send"
PEOPLE = "/v1.0/robot/oToMessages/batchSend"
SESSION = "/robot/sendBySession"
TOKEN = "/v1.0/oauth2/accessToken"
TEXT = pytest.mark.parametrize("world", ["text"], indirect=True)


@pytest.mark.parametrize(
    ("canned", "kind", "after", "where"),
    [
        ("qps", TryLater, 1, "connection"), ("qpm", TryLater, 60, "connection"),
        ("api-qps", TryLater, 2, "connection"), ("month", MonthUsedUp, 3600, "connection"),
        ("too-fast", TryLater, 5, "room"), ("busy", TryLater, 3, "connection"),
        ("busy-429", TryLater, 3, "connection"), ("timeout", Uncertain, None, None),
        ("ban", TryLater, 300, "connection"), ("html", TryLater, 300, "connection"),
        ("disbanded", Unreachable, None, None), ("unsafe", Refused, None, None),
    ],
)  # fmt: skip
def test_what_the_newer_interface_means(
    canned: str, kind: type[AdapterError], after: float | None, where: str | None
) -> None:
    """Each known refusal waits, for as long and for whom it says, or is final, or is unclear."""
    _as_meant(of_answer, canned, kind, after, where)


@pytest.mark.parametrize(
    ("canned", "kind", "after", "where"),
    [
        ("old-busy", TryLater, 5, "room"), ("old-qps", TryLater, 1, "connection"),
        ("ban", TryLater, 300, "connection"), ("html", TryLater, 300, "connection"),
    ],
)  # fmt: skip
def test_what_the_older_interface_means(
    canned: str, kind: type[AdapterError], after: float | None, where: str | None
) -> None:
    """The same, where every answer has status 200."""
    _as_meant(of_old_answer, canned, kind, after, where)


def _as_meant(
    read: Any, canned: str, kind: type[AdapterError], after: float | None, where: str | None
) -> None:
    error = read(CANNED[canned]["status"], CANNED[canned].get("body"))
    assert type(error) is kind
    if isinstance(error, TryLater):
        assert error.after == timedelta(seconds=after or 0)
        assert error.where == where


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, {"errcode": 0}, None), (200, {"errcode": "0"}, None), (200, {}, None),
        (200, {"errcode": 300001}, SessionGone), (200, {"errcode": "130101"}, TryLater),
        (200, {"errcode": 40014}, BadToken), (200, {"errcode": 88}, Denied),
        (200, {"errcode": 15}, Uncertain), (200, {"errcode": 90020}, MonthUsedUp),
        (200, {"errcode": 400105}, Refused), (200, {"errcode": "x"}, TryLater),
        (502, None, Uncertain), (500, {}, Uncertain), (404, {}, Refused),
    ],
)  # fmt: skip
def test_codes_of_the_older_interface(status: int, body: Any, kind: type | None) -> None:
    """Codes come as numbers and as texts; an answer that is none is a box in between."""
    error = of_old_answer(status, body)
    assert error is None if kind is None else type(error) is kind


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, {"success": True}, None),
        (400, {"code": "InvalidAuthentication"}, BadToken), (401, {"Code": "x"}, BadToken),
        (401, {"code": "authFailed"}, BadSecret),
        (400, {"code": "invalidClientIdOrSecret"}, BadSecret),
        (400, {"code": "staffId.notExisted"}, Unreachable), (502, None, Uncertain),
        (504, {"code": "x"}, Uncertain), (400, [], TryLater),
        (403, {"code": "Forbidden.AccessDenied.IpNotInWhiteList"}, Refused),
        (403, {"code": "Forbidden.AccessDenied.AccessTokenPermissionDenied",
               "accessdenieddetail": {"requiredScopes": ["a", "b"]}}, Denied),
        (403, {"code": "Forbidden.AccessDenied.AccessTokenPermissionDenied"}, Denied),
    ],
)  # fmt: skip
def test_codes_of_the_newer_interface(status: int, body: Any, kind: type | None) -> None:
    """Keys are read in any case; a missing permission is named where DingTalk names it."""
    error = of_answer(status, body)
    assert error is None if kind is None else type(error) is kind
    if isinstance(error, Denied):
        assert error.scope in {"a, b", "?"}


# By which way


@TEXT
async def test_answers_go_by_the_temporary_address_while_it_lasts(world: World) -> None:
    """While somebody has just written, no call is used up; later the interface is asked."""
    await world.start()
    await world.writes(world.ana, "help")
    assert len(world.double.journal.calls(SESSION)) >= 1
    assert not world.double.journal.calls(PEOPLE)
    await world.pass_time(minutes=89, seconds=30)
    address = Address(NAME, f"user:{world.ana.staff}", "Ana", private=True)
    ref = await world.ding.send(address, _hello())
    assert ref.startswith("m:")
    assert world.private(world.ana) == "hello"


@TEXT
async def test_an_address_that_is_used_up_is_left_alone_for_a_while(world: World) -> None:
    """Twenty answers a minute shut a conversation for ten: what is more goes by the interface."""
    await world.start()
    await world.writes(world.ana, "help")
    address = Address(NAME, f"user:{world.ana.staff}", "Ana", private=True)
    before = len(world.reads(world.ana, world.chat(world.ana)))
    for _ in range(25):
        await world.ding.send(address, _hello())
    assert len(world.reads(world.ana, world.chat(world.ana))) == before + 25
    assert len(world.double.journal.calls(SESSION)) == 18
    await world.pass_time(minutes=1)
    await world.ding.send(address, _hello())
    assert len(world.double.journal.calls(SESSION)) == 19


async def test_somebody_in_private_need_not_wait_like_a_group(world: World) -> None:
    """Six cards are there after one second; in a group the fifth waits for more than four."""
    await world.start()
    began = world.clock.now()
    for key, most, last in ((f"user:{world.ben.staff}", 6, 1.0), (world.room.id, 5, 4.3)):
        await world.running.database.run(partial(_post, key, most, began))
        world.muster.wake()
        await world.pass_time(seconds=last)
        sent = [each for each in world.double.journal.calls(CREATE) if each.at >= began]
        assert len(sent) == most
        assert (sent[-1].at - began).total_seconds() == pytest.approx(last)
        await world.pass_time(minutes=1)
        began = world.clock.now()


@TEXT
async def test_an_address_that_is_gone_early_is_made_up_for(world: World) -> None:
    """Told that the address is over, the same message goes by the interface, once."""
    await world.start()
    await world.writes(world.ana, "help")
    world.double.tenant.sessions.clear()
    before = len(world.reads(world.ana, world.chat(world.ana)))
    await world.writes(world.ana, "help", wait=True)
    world.double.tenant.sessions.clear()
    await world.ding.send(Address(NAME, world.room.id, "Lobby", private=False), _hello())
    assert world.last(world.ana) == "hello"
    assert len(world.reads(world.ana, world.chat(world.ana))) == before + 1


@TEXT
async def test_a_restart_answers_by_the_interface(world: World) -> None:
    """Temporary addresses are forgotten with the process, and nobody notices."""
    await world.start()
    await world.writes(world.ana, "help")
    await world.restart()
    await world.ding.send(Address(NAME, f"user:{world.ana.staff}", "Ana", private=True), _hello())
    assert world.private(world.ana) == "hello"


async def test_somebody_from_outside_is_answered_while_they_talk(world: World) -> None:
    """Who has no staff id gets messages instead of cards; their buttons are links that press."""
    guest = world.double.person("Guest", external=True)
    chat = world.double.tenant.chat(guest, world.robot)
    await world.start()
    await world.says(guest, "hello", chat)
    seen = world.double.seen(guest, chat)[-1]
    assert not seen.card
    assert seen.buttons
    await world.double.people.presses(guest, chat, _plain(seen.labels[0]), robot=world.robot)
    await world.settle()
    assert len(world.double.seen(guest, chat)) == 2
    world.double.tenant.sessions.clear()
    with pytest.raises(Unreachable):
        await world.ding.send(Address(NAME, chat.id, "Guest", private=True), _hello())


async def test_a_card_says_that_it_was_taken_away(world: World) -> None:
    """A draft that was posted leaves its card, which says so, without its buttons."""
    await world.start()
    await world.opens_poll()
    assert world.private(world.ana) == (
        "This card is no longer current.\n"
        "Poll 1 is posted in Lobby. (Type “undo” within a minute to take it back.)"
    )


@TEXT
async def test_a_message_that_was_sent_by_the_interface_can_be_taken_away(world: World) -> None:
    """What has a key is recalled; that one stays is said in an answer like any success."""
    await world.start()
    address = Address(NAME, world.room.id, "Lobby", private=False)
    ref = await world.ding.send(address, _hello())
    assert world.last(world.ben) == "hello"
    await world.ding.strike(address, ref)
    assert world.reads(world.ben) == []
    with pytest.raises(Refused, match="the message stays"):
        await world.ding.strike(address, ref + "-of-another")


async def test_pictures_and_files_go_out(world: World) -> None:
    """A stored picture stands in the card, taken up once; a document goes before it as a file."""
    await world.start()
    until = world.clock.now() + timedelta(days=1)
    files = world.muster.runtime.files
    image = await files.put(
        b"\x89PNG", name="a.png", kind="image/png", keep_until=until, now=world.clock.now()
    )
    paper = await files.put(
        b"%PDF", name="a.pdf", kind="application/pdf", keep_until=until, now=world.clock.now()
    )
    card = Card("Report", (Image(image, "Chart"), File(paper, '报告 "3".pdf')))
    address = Address(NAME, world.room.id, "Lobby", private=False)
    for _ in range(2):
        await world.ding.send(address, Drawn(card, "test.view"))
    first, second, *_ = world.double.seen(world.ben, world.room)
    assert world.double.tenant.media[second.reading.images[0]] == ("picture.png", b"\x89PNG")
    assert first.file is not None
    assert world.double.tenant.media[first.file] == ('报告 "3".pdf', b"%PDF")
    assert len(world.double.journal.calls("/media/upload")) == 2


async def test_a_file_that_must_wait_doubles_no_card(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Its card waits with it; where a file is refused, the card goes without it."""
    await world.start()
    now = world.clock.now()
    paper = await world.muster.runtime.files.put(
        b"%PDF", name="a.pdf", kind="application/pdf", keep_until=now + timedelta(days=1), now=now
    )
    drawn = Drawn(Card("Report", (File(paper, "a.pdf"),)), "test.view", mark=bytes(12).hex())
    address = Address(NAME, world.room.id, "Lobby", private=False)
    world.double.fail("/media/upload", status=504, body={})
    world.double.fail(GROUP, **CANNED["too-fast"])
    for _ in range(2):
        with pytest.raises(TryLater):
            await world.ding.send(address, drawn)
    await world.ding.send(address, drawn)
    assert len(world.double.seen(world.ben, world.room)) == 2  # the file and the card
    world.robot.granted.discard(SEND)
    await world.ding.send(address, Drawn(drawn.card, "test.view"))
    assert len(world.double.seen(world.ben, world.room)) == 3
    assert logged(caplog, "a file cannot go along")


async def test_a_file_that_somebody_sent_is_fetched(world: World) -> None:
    """A file is fetched by its code; what there is no use for is answered in words."""
    await world.start()
    code = world.double.people.put_file(world.robot, "a.pdf", b"%PDF")
    content = {"fileName": "a.pdf", "downloadCode": code}
    await world.double.people.user_sends(
        world.ana, world.chat(world.ana), "file", content, robot=world.robot
    )
    await world.settle()
    assert world.private(world.ana) == (
        "[Club] I have no use for “a.pdf” at the moment. Nothing was kept."
    )
    assert await whole(world.ding.download(code)) == b"%PDF"
    with pytest.raises(AdapterError):
        await whole(world.ding.download("unknown"))


# What goes wrong


async def test_one_renewal_for_a_token_that_was_forgotten(world: World) -> None:
    """Many that find the token refused at once ask for one new one, and all go through."""
    await world.start()
    asked = len(world.double.journal.calls(TOKEN))
    world.double.expire_token(world.robot)
    address = Address(NAME, world.room.id, "Lobby", private=False)
    await asyncio.gather(*(world.ding.send(address, _hello(str(n))) for n in range(10)))
    assert len(world.double.journal.calls(TOKEN)) == asked + 1
    assert sorted(world.reads(world.ben)) == [str(n) for n in range(10)]


async def test_a_token_is_renewed_before_it_ends(world: World) -> None:
    """Five minutes early a new one is asked for: none is ever refused for its age."""
    await world.start()
    await world.pass_time(minutes=116)
    await world.ding.send(Address(NAME, world.room.id, "Lobby", private=False), _hello())
    refused = [each for each in world.double.journal.requests if each.status == 400]
    assert [each.path for each in refused] == []


async def test_without_a_token_nothing_was_sent_for_certain(world: World) -> None:
    """Nobody need look for a message for which not even a token was had."""
    await world.start()
    await world.pass_time(minutes=116)
    world.double.fail(TOKEN, drop=True)
    with pytest.raises(TryLater):
        await world.ding.send(Address(NAME, world.room.id, "Lobby", private=False), _hello())


async def test_a_card_that_may_stand_is_not_put_up_twice(world: World) -> None:
    """Cut off after the card was made, it is found, also by another process, and made only once."""
    await world.start()
    world.double.fail(CREATE, drop=True)
    await world.says(world.ana, POLL["en"])
    await world.restart()
    await world.pass_time(minutes=2)
    chat = world.chat(world.ana)
    assert len(world.reads(world.ana, chat)) == 1
    assert len(world.double.journal.calls(CREATE)) == 1
    await world.chooses(world.ana, "Post", chat)
    assert "Library 0" in world.last(world.ben)


@pytest.mark.parametrize("canned", ["qps", "busy-429", "too-fast", "ban", "html", "busy"])
async def test_what_must_wait_arrives_later(world: World, canned: str) -> None:
    """Throttled, a message waits as long as it must, and arrives once."""
    await world.start()
    world.double.fail(CREATE, canned, times=2)
    await world.says(world.ana, POLL["en"])
    assert world.reads(world.ana, world.chat(world.ana)) == []
    await world.pass_time(minutes=11)
    assert len(world.reads(world.ana, world.chat(world.ana))) == 1


async def test_a_throttled_change_is_made_up_for(world: World) -> None:
    """While changes are refused, answers count; the card shows the last state afterwards."""
    await world.start()
    await world.opens_poll()
    await world.pass_time(minutes=1)
    world.double.faults.add(CARDS, _fault("qps", 3))
    for who in (world.ana, world.ben):
        await world.chooses(who, "Library")
    assert "Library 0" in world.last(world.ben)
    await world.pass_time(seconds=30)
    assert "Library ██████████ 2 (100%)" in world.last(world.ben)


async def test_a_card_that_was_not_delivered_is_no_success(world: World) -> None:
    """An answer that looks like success, and says in its depth that it is none, loses the room."""
    await world.start()
    world.double.tenant.undeliverable.add(world.room.id)
    await world.opens_poll()
    assert world.reads(world.ben) == []
    assert await world.left(world.room.id)
    assert "could not be delivered" in world.private(world.ana)


@TEXT
async def test_a_group_that_is_gone_is_told_once(world: World) -> None:
    """A disbanded group is lost, and the organiser hears of it."""
    await world.start()
    await world.says(world.ana, POLL["en"])
    world.double.tenant.sessions.clear()
    world.double.tenant.undeliverable.add(world.room.id)
    await world.chooses(world.ana, "Post", world.chat(world.ana))
    assert await world.left(world.room.id)
    assert "could not be delivered" in world.private(world.ana)


@TEXT
@pytest.mark.parametrize("how", ["flow", "unknown"])
async def test_people_who_are_only_listed_got_nothing(world: World, how: str) -> None:
    """Flow control waits; an unknown person is out of reach: both come with status 200."""
    await world.start()
    user = world.ana.staff or ""
    if how == "flow":
        world.double.tenant.flow_controlled.add(user)
        with pytest.raises(TryLater):
            await world.ding.send(Address(NAME, f"user:{user}", "", private=True), _hello())
    else:
        with pytest.raises(Unreachable):
            await world.ding.send(Address(NAME, "user:nobody", "", private=True), _hello())


async def test_cards_that_are_taken_from_us_become_messages(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The permission for cards is withdrawn: polls go on by codes, and the log says so once."""
    await world.start()
    await world.opens_poll()
    world.robot.granted.discard(CARD_SCOPE)
    await world.chooses(world.ben, "Library")
    await world.pass_time(minutes=1)
    assert "C1 Library" in world.last(world.ana)
    await world.chooses(world.ana, "Library")
    await world.pass_time(hours=40)
    assert "Library: 2" in world.last(world.ben)
    assert len(logged(caplog, "sends no cards any more")) == 1


async def test_a_template_that_is_gone_is_done_without(world: World) -> None:
    """The template vanishes: what was to be a card is a message with codes."""
    await world.start()
    world.robot.templates.clear()
    await world.says(world.ana, POLL["en"])
    await world.pass_time(seconds=5)
    assert "A1 Post" in world.private(world.ana)


@TEXT
async def test_without_permission_to_send_messages_wait(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is lost while the permission is missing; it is named once, and nobody is lost."""
    world.robot.granted.discard(SEND)
    await world.start()
    address = Address(NAME, world.room.id, "Lobby", private=False)
    for _ in range(2):
        with pytest.raises(TryLater):
            await world.ding.send(address, _hello())
    assert len(logged(caplog, SEND)) == 1
    for granted in (True, False):
        (world.robot.granted.add if granted else world.robot.granted.discard)(SEND)
        with nullcontext() if granted else pytest.raises(TryLater):
            await world.ding.send(address, _hello())
    assert len(logged(caplog, SEND)) == 2


async def test_a_secret_that_is_changed_is_named_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Let in no more, messages wait for whoever mends the settings."""
    await world.start()
    world.robot.secret = "changed"
    world.double.expire_token(world.robot)
    await world.says(world.ana, POLL["en"])
    await world.pass_time(minutes=20)
    assert logged(caplog, "") == [
        f"{NAME}: DingTalk does not let us in: check client_id and client_secret"
    ]
    assert "shh" not in caplog.text


class _Hasty(Pauses):
    """Let no time pass at all."""

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        await asyncio.sleep(0)


@pytest.mark.parametrize("world", ["callback"], indirect=True)
async def test_a_tenant_that_is_away_for_a_day_is_asked_until_it_is_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is granted is asked for once a minute, however long nobody says."""
    world.pauses, away = _Hasty(), iter(range(1_500))

    async def probe(self: Cards) -> None:
        if next(away, None) is not None:
            raise TryLater

    monkeypatch.setattr(Cards, "probe", probe)
    await world.start()
    assert world.ding.can.buttons
    assert len(world.pauses.asked) == 1_500
    assert 30 <= max(world.pauses.asked) <= 60


async def test_out_of_reach_nothing_is_lost(world: World) -> None:
    """What could not be sent, because nobody answers, is sent once somebody does."""
    await world.start()
    real = world.ding._api.app
    force_setattr(real, "api", "http://127.0.0.1:9")
    with pytest.raises(TryLater):
        await world.ding.send(Address(NAME, world.room.id, "", private=False), _hello())


async def test_a_message_over_the_quota_is_told_loudly_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Messages that the tenant's quota keeps back are acknowledged, and named once."""
    await world.start()
    for _ in range(2):
        await world.double.people.quota_exceeded_message(world.ana, world.room, robot=world.robot)
    found = [each for each in caplog.records if each.levelno == logging.ERROR]
    what = "a message was kept back by DingTalk, the month is used up: 20001 消息额度已用完"
    assert [each.getMessage() for each in found] == [f"dingtalk-main: {what}"]
    assert world.ding.left == 0


async def test_nothing_secret_is_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """No secret, token, ticket, address or text of a message is logged, whatever happens."""
    caplog.set_level(logging.DEBUG)
    await world.start()
    await world.opens_poll()
    world.double.fail(CARDS, drop=True)
    await world.chooses(world.ben, "Library")
    await world.pass_time(minutes=1)
    world.double.gateway.drop()
    await world.double.gateway.until(lambda: len(world.double.gateway.opens) == 2)
    ours = [
        each.getMessage() for each in caplog.records if each.name.startswith(("adapters", "bot"))
    ]
    told = json.dumps(ours)
    assert "dingtalk-main" in told
    for secret in (world.robot.secret, world.robot.token, "session=", "ticket", "Where to meet"):
        assert secret is not None
        assert secret not in told


def _hello(text: str = "hello") -> Drawn:
    return Drawn(Card(None, (Text.of(text),)), f"test.{text}")


def _plain(text: str) -> str:
    return text.translate({0x2068: None, 0x2069: None})


def _fault(canned: str, times: int) -> Any:
    return Fault(times, **CANNED[canned])


def _post(key: str, most: int, now: Instant, connection: Connection) -> None:
    """Let so many posts wait for a room."""
    room = People(connection).room_for(NAME, key, key, private=key.startswith("user:"))
    for number in range(most):
        view = said_card(packed(Phrase("dingtalk", "struck")), f"{key} {number}")
        Outgoing(connection).post(
            view, [Place(room)], None, now, priority=Priority.POST, then=None, expires_at=None,
            on_uncertain=OnUncertain.REPEAT,
        )  # fmt: skip
