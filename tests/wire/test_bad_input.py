"""One connection after another fails beside two that work: named once, checked, told elsewhere."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from adapters.telegram import polling
from bot.cli.check import Closed, check_connection
from bot.composition.assembly import Base
from bot.composition.connections import site_of
from bot.composition.platforms import Making
from bot.config.settings import Settings
from bot.words import Voice, without_isolates
from storage.setup import lost_rooms
from tests.wire.dingtalk import CARDS, DingTalkDriver
from tests.wire.driver import Driver, Spot
from tests.wire.house import ZONE, House, opened
from tests.wire.play import Actor, Play, counted
from tests.wire.slack import SlackDriver
from tests.wire.telegram import TelegramDriver

OPTIONS: Final = ("Library", "Room 204")


@dataclass(frozen=True, slots=True)
class Case:
    """Hold what goes wrong on one connection, and what is said of it."""

    spoil: Callable[[], Awaitable[None]]
    mend: Callable[[], Awaitable[None]]
    named: str
    """What the log says of it, once."""
    found: str
    """What `check` says of it; of a room that is lost: its title."""
    told: str | None = None
    """What organisers are told elsewhere; None: it is no news within a day."""
    lost: bool = False
    """Whether it is a room that is lost."""


@dataclass(frozen=True, slots=True)
class World:
    """Hold the house between three platforms, and a poll that stands on all of them."""

    house: House
    drivers: tuple[Driver, ...]
    settings: Settings
    """What stood in the file before anything went wrong."""
    caplog: pytest.LogCaptureFixture
    votes: dict[str, str] = field(default_factory=dict)
    """What Ben has answered on each platform, where he is another person each time."""

    async def answers(self, driver: Driver) -> dict[str, int]:
        """Let Ben answer what he has not before; return what all cards should say."""
        first, second = OPTIONS
        option = second if self.votes.get(driver.name) == first else first
        await self.actor(driver, "Ben").picks(option)
        self.votes[driver.name] = option
        return {each: list(self.votes.values()).count(each) for each in OPTIONS}

    def actor(self, driver: Driver, name: str) -> Actor:
        """Return somebody on a platform."""
        return Actor(Play(self.house, driver), name)

    def tally(self, driver: Driver) -> dict[str, int]:
        """Return what the card of a platform says."""
        return counted(self.actor(driver, "Ben").reads()[0].text, OPTIONS)

    def told(self, driver: Driver) -> Counter[str]:
        """Return what the organiser of a platform has read in private."""
        return Counter(each.text for each in self.actor(driver, "Ana").reads(Spot.PRIVATE))

    async def checked(self, driver: Driver) -> list[str]:
        """Return what `check` finds amiss on a connection, beside the Muster that runs."""
        house, runtime, settings = self.house, self.house.muster.runtime, self.settings
        base = Base(Closed(), Closed(), runtime.registry, runtime.chance, "check")  # type: ignore[arg-type]  # as there
        site = site_of(settings, house.clock, house.words, house._now.http, base)
        making = Making(settings, base.database, site)
        connection = settings.connections[driver.name]
        found = await check_connection(connection, making, [], alone=False)
        voice, said = Voice("en", ZONE, house.clock.now()), house.words.say
        return [without_isolates(said(each.says, voice)) for each in found if not each.good]

    async def is_overheard(self, telegram: TelegramDriver, other: Driver) -> None:
        """Let another program poll, and then set a webhook: all that is said goes out as ever."""
        double, named = telegram.double, ["another program polls", "a webhook at other.example"]
        self.caplog.clear()
        double.hook.url = "https://other.example/hook"
        double.waiting.conflict()
        wanted = await self.answers(other)
        await double.until(lambda: len(self.loud()) == 2, "it is not named")
        await self.house.pass_time(minutes=1)
        assert [self.tally(each) for each in self.drivers] == [wanted] * 3
        double.hook.url = ""
        await double.until(lambda: double.waiting.listened, "nobody polls")
        for said, wanted_words in zip(self.loud(), named, strict=True):
            assert said.startswith(f"{telegram.name}: {wanted_words}")

    def loud(self) -> list[str]:
        """Return what was named in the log lately."""
        found = (each for each in self.caplog.records if each.levelno > logging.INFO)
        return [each.getMessage() for each in found]

    async def goes_wrong(self, driver: Driver, case: Case) -> None:
        """Let something go wrong, and somebody answer elsewhere; then let it be mended."""
        others = [each for each in self.drivers if each is not driver]
        before = [self.told(each) for each in others]
        self.caplog.clear()
        self.house.bugs.expected = f"{driver.name}: "
        await case.spoil()
        wanted = await self.answers(others[0])
        await self.house.pass_time(minutes=31)
        assert [self.tally(each) for each in others] == [wanted] * 2
        assert self.tally(driver) != wanted
        (named,) = self.loud()
        assert named.startswith(f"{driver.name}: ")
        assert case.named in named
        if case.lost:
            lost = await self.house.query(lost_rooms)
            assert (case.found, driver.name) in lost
        else:
            (amiss,) = await self.checked(driver)
            assert case.found in amiss
        for each, old in zip(others, before, strict=True):
            new = [text for text in self.told(each) - old if driver.name in text]
            assert len(new) == (case.told is not None), new
            assert case.told is None or case.told in new[0]
        await case.mend()
        wanted = await self.answers(others[1])
        await self.house.pass_time(minutes=12)
        assert [self.tally(each) for each in self.drivers] == [wanted] * 3


def on_slack(slack: SlackDriver) -> list[Case]:
    """List what goes wrong in a workspace."""
    double = slack.double
    ana = double.space.people[slack.people["Ana"].id]

    async def gone() -> None:
        assert (await double.uninstalls()).ok

    async def revoked() -> None:
        double.revoked = "token"

    async def let_in() -> None:
        double.revoked = None

    async def forbidden() -> None:
        double.space.scopes.discard("chat:write")

    async def allowed() -> None:
        double.space.scopes.add("chat:write")

    async def put_out() -> None:
        assert (await double.removes_bot(slack.main)).ok

    async def back() -> None:
        assert (await double.invites_bot(ana, slack.main)).ok

    shut = "I can no longer say anything on slack-main: it does not let me in any more."
    return [
        Case(gone, let_in, "the app was taken out of the workspace", "(account_inactive)", shut),
        Case(revoked, let_in, "refuses bot_token (token_revoked)", "bot token (token_revoked)"),
        Case(forbidden, allowed, "chat:write is missing", "The permission chat:write is missing."),
        Case(put_out, back, "put out of room", "Everybody", "I was taken out of", lost=True),
    ]  # fmt: skip


def on_telegram(telegram: TelegramDriver) -> list[Case]:
    """List what goes wrong with a bot."""
    double = telegram.double

    async def refused() -> None:
        double.fails("*", 401, "Unauthorized", times=10_000)

    async def let_in() -> None:
        double.faults.clear()

    async def put_out() -> None:
        await telegram.people["Ana"].removes_bot(telegram.main)

    async def back() -> None:
        await telegram.people["Ana"].adds_bot(telegram.main)

    shut = "I can no longer say anything on telegram-main: it does not let me in any more."
    return [
        Case(refused, let_in, "the token is refused", "Telegram refuses the token", shut),
        Case(put_out, back, "put out of room", "Everybody", "I was taken out of", lost=True),
    ]


def on_dingtalk(dingtalk: DingTalkDriver) -> list[Case]:
    """List what goes wrong with an application."""
    double, robot = dingtalk.double, dingtalk.robot
    secret = robot.secret

    async def refused() -> None:
        robot.secret = "another"
        double.expire_token(robot)

    async def let_in() -> None:
        robot.secret = secret

    shut = "I can no longer say anything on dingtalk-main: it does not let me in any more."
    return [Case(refused, let_in, "DingTalk does not let us in", "Client Secret anew", shut)]


async def test_what_is_wrong_on_one_connection_leaves_the_others_alone(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A refused token or workspace, a missing permission, a room that put us out, a rival.

    Each is named in the log once, whatever meets it and however often, and in `check`; the others
    count on, and organisers whom it concerns hear of it there. Mended, it is caught up with.
    """
    monkeypatch.setattr(polling, "backoff", lambda *_: 0.02)
    telegram, slack = TelegramDriver(), SlackDriver()
    dingtalk = DingTalkDriver(has=CARDS)
    drivers: tuple[Driver, ...] = (telegram, slack, dingtalk)
    async with opened(sqlite_url, tmp_path / "files", drivers, "en") as house:
        world = World(house, drivers, house._settings(), caplog)
        ana = world.actor(telegram, "Ana")
        await ana.says("poll Where to meet? Library / Room 204 until Fri 18:00")
        await ana.picks("Post")
        await house.pass_time(seconds=8)
        await world.is_overheard(telegram, slack)
        for driver, cases in (
            (slack, on_slack(slack)),
            (telegram, on_telegram(telegram)),
            (dingtalk, on_dingtalk(dingtalk)),
        ):
            for case in cases:
                await world.goes_wrong(driver, case)

        # A group that is gone is found out by whatever is said there next.
        caplog.clear()
        dingtalk.double.tenant.undeliverable.add(dingtalk.main.id)
        await ana.picks("More…")
        await ana.picks("Close now")
        await house.pass_time(minutes=5)
        (named,) = world.loud()
        assert named.startswith("dingtalk-main: room ")
        assert ("Everybody", "dingtalk-main") in await house.query(lost_rooms)
        for each in (telegram, slack):
            assert any("Poll closed" in shown.text for shown in world.actor(each, "Ben").reads())
            assert len([text for text in world.told(each) if "could not be delivered" in text]) == 1
