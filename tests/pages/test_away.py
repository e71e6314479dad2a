"""The server is away: the page says so, goes on, and loses nothing."""

import asyncio
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Route, expect

from tests.pages.house import House
from tests.pages.window import Windows

pytestmark = pytest.mark.slow


async def test_what_is_sent_while_the_server_is_away_goes_out_once(
    house: House, windows: Windows
) -> None:
    """A command, a line of talk and an answer wait, over a reload too, and happen once each."""
    ana, ben = await windows.open("en.ana"), await windows.open("en.ben")
    await ana.says("poll Where to? Library / Online")
    await ana.presses("Post")
    await expect(ben.answer("Library")).to_be_visible()
    # Once it is edited, its first showing is marked: killed before that, it might be shown twice.
    await ana.answers("Online")
    await ben.sees_counts("Where to?", {"Library": 0, "Online": 1})
    await asyncio.to_thread(house.kill)
    await expect(ben.bar).to_contain_text("The server cannot be reached")
    await ben.answers("Library")
    await ben.talks("Is anybody there?")
    await ben.says("mine")
    await ben.types("and half a")
    await expect(ben.talk.locator(".waiting")).to_have_count(2)
    await expect(ben.talk.locator(".waiting").first).to_contain_text("Waiting")
    await expect(ben.bar).to_contain_text("waiting to be sent: 3")

    await asyncio.to_thread(house.start)
    await expect(ben.bar).to_be_empty(timeout=30_000)
    await expect(ben.talk.locator(".waiting")).to_have_count(0)
    await expect(ben.line).to_have_value("and half a")
    await ana.sees_counts("Where to?", {"Library": 1, "Online": 1})
    await expect(ana.talk.get_by_text("Is anybody there?")).to_have_count(1)
    await ben.is_told("You chose Library.")
    await ben.page.reload()
    await expect(ben.talk.get_by_text("Is anybody there?")).to_have_count(1)
    await expect(ben.line).to_have_value("and half a")


async def test_more_than_may_come_at_once_goes_out_all_the_same(
    house: House, windows: Windows
) -> None:
    """Seventy lines that waited are too many for one breath; each comes through, once."""
    ana, ben = await windows.open("en.ana", timezone_id="UTC"), await windows.open("en.ben")
    await asyncio.to_thread(house.kill)
    await expect(ana.bar).to_contain_text("The server cannot be reached")
    await ana.to_bot.click()
    for number in range(70):
        await ana.says(f"Line {number}")
    await asyncio.to_thread(house.start)
    await expect(ana.talk.locator(".waiting")).to_have_count(0, timeout=60_000)
    await expect(ana.talk.locator(".entry")).to_have_count(70)
    await expect(ben.talk.locator(".entry")).to_have_count(70)

    # What comes while one reads further up is told below the talk, and covers none of it.
    await ana.page.locator("#scroll").evaluate("it => it.scrollTo(0, 0)")
    await ben.talks("One more")
    newer = ana.page.get_by_role("button", name="New messages")
    await expect(newer).to_be_visible()
    pill, talk = await newer.bounding_box(), await ana.page.locator("#scroll").bounding_box()
    assert pill is not None
    assert talk is not None
    assert pill["y"] >= talk["y"] + talk["height"]
    await newer.click()
    await expect(ana.talk.get_by_text("One more")).to_be_in_viewport()
    # Times are the team's, which lives elsewhere than this browser, and it says so.
    await expect(ana.talk.locator(".day").last).to_have_text(re.compile("^Today · China"))
    said = ana.talk.locator("time").last
    at = datetime.fromisoformat(str(await said.get_attribute("datetime")))
    await expect(said).to_have_text(f"{at.astimezone(ZoneInfo('Asia/Shanghai')):%H:%M}")
    await expect(ben.talk.get_by_text("Line 69", exact=True)).to_be_in_viewport()


async def test_a_lost_answer_does_nothing_twice(windows: Windows) -> None:
    """What was heard but not answered is sent again under the same id, and stands there once."""
    ana = await windows.open("en.ana")
    await ana.page.evaluate(
        "() => { const real = WebSocket.prototype.send;"
        " WebSocket.prototype.send = function (data) {"
        "   real.call(this, data);"
        "   if (JSON.parse(data).type === 'say') {"
        "     WebSocket.prototype.send = real; this.onmessage = null; this.close(); } } }"
    )
    await ana.talks("Once and no more")
    await expect(ana.talk.locator(".entry:not(.waiting)")).to_have_count(1)
    await ana.page.reload()
    await expect(ana.talk.get_by_text("Once and no more")).to_have_count(1)


async def test_drafts_are_kept_for_each_room_and_person(windows: Windows) -> None:
    """What is typed in one room stays there, for the one who typed it, over a reload."""
    ana = await windows.open("en.ana")
    committee = ana.page.locator(".room", has_text="Committee")
    await ana.types("for everybody")
    await committee.click()
    await expect(ana.line).to_have_value("")
    await ana.types("for a few")
    await ana.speaks_as("Ben")
    await expect(ana.line).to_have_value("")
    await ana.speaks_as("Ana")
    await expect(ana.line).to_have_value("for a few")
    await ana.page.reload()
    await expect(ana.line).to_have_value("for a few")
    await ana.page.locator(".room").first.click()
    await expect(ana.line).to_have_value("for everybody")


async def test_a_file_is_sent_and_seen(windows: Windows, tmp_path: Path) -> None:
    """A picture is shown, anything else is offered for saving, to everybody in the room."""
    paper = tmp_path / "心得 体会.docx"
    paper.write_bytes(b"PK\x03\x04 not really")
    ana, ben = await windows.open("en.ana"), await windows.open("en.ben")
    await ana.page.locator("#choose").set_input_files([paper, _picture(tmp_path)])
    await expect(ana.page.locator(".attachment.there")).to_have_count(2)
    await ana.talks("Two things")
    await expect(ben.talk.get_by_role("link", name="心得 体会.docx")).to_be_visible()
    picture = ben.talk.get_by_role("img", name="dot.png")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("node => node.decode().then(() => node.naturalWidth)") == 1
    async with ben.page.expect_download() as saved:
        await ben.talk.get_by_role("link", name="心得 体会.docx").click()
    assert (await (await saved.value).path()).read_bytes() == paper.read_bytes()


async def test_a_file_finds_its_room_though_one_has_left_it(
    windows: Windows, tmp_path: Path
) -> None:
    """What is still on its way when one looks into another room is there when one comes back."""
    ana = await windows.open("en.ana")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    await ana.page.route("**/chat/files", hold)
    await ana.page.locator("#choose").set_input_files(_picture(tmp_path))
    await expect(ana.page.locator(".attachment.up")).to_contain_text("dot.png")
    await ana.page.locator(".room", has_text="Committee").click()
    await expect(ana.page.locator(".attachment")).to_have_count(0)
    await held[0].continue_()
    await ana.page.locator(".room").first.click()
    await expect(ana.page.locator(".attachment.there")).to_contain_text("dot.png")
    await ana.page.reload()
    await expect(ana.page.locator(".attachment.there")).to_contain_text("dot.png")


def _picture(folder: Path) -> Path:
    path = folder / "dot.png"
    path.write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c494441"
            "54789c63e02fcb0300018b00f43cc5202a0000000049454e44ae426082"
        )
    )
    return path
