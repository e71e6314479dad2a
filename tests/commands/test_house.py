"""What platforms tell of rooms and people, without anybody acting."""

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, select

from bot.domain.identity import Role
from bot.errors import Unreachable
from bot.event import Event, Joined, Left, MembersSeen, Mention, ProfileSeen
from storage.identity import (
    account_key,
    account_table,
    person_table,
    room_table,
)
from tests.actor import Actor
from tests.stage import ENGLISH, Stage, on


async def account(stage: Stage, key: str) -> Mapping[str, Any]:
    """Return what is known of an account, and of whoever it belongs to."""
    wanted = (
        select(
            account_table.c.shown_name, account_table.c.language_hint, account_table.c.reachable,
            person_table.c.zone,
        )
        .join(account_key, account_key.c.account == account_table.c.id)
        .outerjoin(person_table, person_table.c.id == account_table.c.person)
        .where(account_key.c.key == key)
    )  # fmt: skip

    def read(connection: Connection) -> Mapping[str, Any]:
        return dict(connection.execute(wanted).one()._mapping)

    found: Mapping[str, Any] = await stage.query(read)
    return found


def seen(stage: Stage, who: Actor, **more: Any) -> Event:
    """Let a platform tell of somebody, in no room."""
    origin = replace(who.origin(""), language=more.pop("language", None), direct=None)
    origin = replace(origin, name=more.pop("name", who.name))
    return ProfileSeen(
        id=stage.event_id(), origin=origin, received_at=stage.clock.now(), **more
    )  # fmt: skip


@on(ENGLISH)
async def test_what_a_platform_tells_of_a_person_is_kept(stage: Stage) -> None:
    """Name, language, zone, and whether we may write; what it does not tell stays as it was."""
    ben = stage.actor("Ben")
    await stage.deliver(
        seen(stage, ben, name="Ben Ho", language="zh", reachable=True, zone="Europe/Berlin")
    )
    known = {
        "shown_name": "Ben Ho", "language_hint": "zh", "reachable": "yes", "zone": "Europe/Berlin",
    }  # fmt: skip
    assert await account(stage, "Ben") == known
    await stage.deliver(seen(stage, ben, name=""))
    await stage.deliver(seen(stage, ben, name="", zone="Asia/Tokyo"))
    assert await account(stage, "Ben") == known


@on(ENGLISH)
@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "", "Asia/", "\x00"])
async def test_a_zone_that_there_is_not_is_left_aside(stage: Stage, zone: str) -> None:
    """It would make every time that the person is told fail."""
    ben = stage.actor("Ben")
    await stage.deliver(seen(stage, ben, zone=zone))
    assert (await account(stage, "Ben"))["zone"] is None
    assert "Your list" in await ben.says_in_private("mine")


@on(ENGLISH)
async def test_a_zone_that_was_told_of_a_stranger_is_theirs_when_they_join(stage: Stage) -> None:
    """The first tap makes a person of the account, with what was known of it."""
    await stage.actor("Ana", Role.ORGANISER).says("poll Lunch? Rice / Noodles")
    cleo = stage.actor("Cleo", None)
    await stage.deliver(seen(stage, cleo, zone="Europe/Berlin"))
    await cleo.says("team")
    assert (await account(stage, "Cleo"))["zone"] == "Europe/Berlin"


@on(ENGLISH)
async def test_nobody_writes_to_whoever_cannot_be_reached(stage: Stage) -> None:
    """Neither after the platform has said so, until they write again."""
    ben = stage.actor("Ben")
    await ben.says_in_private("help")
    await stage.deliver(seen(stage, ben, reachable=False))
    assert (await account(stage, "Ben"))["reachable"] == "no"
    await ben.says_in_private("help")
    assert (await account(stage, "Ben"))["reachable"] == "yes"


@on(ENGLISH)
async def test_who_could_not_be_written_to_is_marked(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform refuses a private message for good: the account is known as out of reach."""
    ben = stage.actor("Ben")

    async def refuse(*_: object) -> str:
        raise Unreachable("person")

    platform = stage.platforms["rich"]
    await ben.says_in_private("hello")
    monkeypatch.setattr(type(platform), "send", refuse)
    await ben.says_in_private("link")
    assert (await account(stage, "Ben"))["reachable"] == "no"


@on(ENGLISH)
async def test_those_who_are_listed_come_or_go_are_known_by_name(stage: Stage) -> None:
    """Nobody becomes a member by being listed; a name that has changed is the new one."""
    ana = stage.actor("Ana")
    now = stage.clock.now()
    listed = (Mention("u1", "Uma"), Mention("Ana", "Ana Ng"))
    nobody = replace(ana.origin(), account="", name="", direct=None)
    await ana.says("help")
    await stage.deliver(
        MembersSeen(id=stage.event_id(), origin=nobody, received_at=now, accounts=listed)
    )
    cleo, dan = stage.actor("Cleo", None), stage.actor("Dan", None)
    await stage.deliver(Joined(id=stage.event_id(), origin=cleo.origin(), received_at=now))
    await stage.deliver(Left(id=stage.event_id(), origin=dan.origin(), received_at=now))
    names = [(await account(stage, key))["shown_name"] for key in ("u1", "Ana", "Cleo", "Dan")]
    assert names == ["Uma", "Ana Ng", "Cleo", "Dan"]
    assert "1 member\n" in await ana.says("team")


@on(ENGLISH)
async def test_what_is_told_of_people_makes_no_room(stage: Stage) -> None:
    """Such events come from nowhere in particular."""
    await stage.deliver(seen(stage, stage.actor("Ben"), reachable=True))

    def keys(connection: Connection) -> list[str]:
        return list(connection.scalars(select(room_table.c.title).order_by(room_table.c.id)))

    assert await stage.query(keys) == ["Lobby", "Ben"]
