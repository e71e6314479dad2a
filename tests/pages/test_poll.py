"""A poll in the browser, from a typed line to the final count."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.pages.house import House
from tests.pages.window import Windows

pytestmark = pytest.mark.slow

QUESTION = "Where do we meet?"


async def test_a_poll_from_a_typed_line_to_the_final_count(house: House, windows: Windows) -> None:
    """Three people answer in two windows, the server falls over in between, nothing is lost."""
    ana, ben = await windows.open("en.ana"), await windows.open("en.ben")
    await ana.says(f"poll {QUESTION} Library / Room 204 / Online until tomorrow 18:00")
    await expect(ana.card("Draft: Poll")).to_be_visible()
    await expect(ben.card("Draft: Poll")).not_to_be_attached()
    await ana.presses("Post")
    await ana.is_told("is posted in")
    await expect(ana.card("Draft: Poll")).not_to_be_attached()

    card = ben.card(QUESTION)
    await card.evaluate("node => { node.seenBefore = true; }")
    await ben.answers("Library")
    await ben.is_told("You chose Library.")
    await ana.sees_counts(QUESTION, {"Library": 1, "Room 204": 0, "Online": 0})
    await ben.speaks_as("Cleo")
    await expect(ben.notes).to_have_count(0)
    await ben.answers("Online")
    await ben.is_told("You chose Online.")
    await ana.sees_counts(QUESTION, {"Library": 1, "Online": 1})

    await ben.types("Half a sentence that is still being")
    await asyncio.to_thread(house.kill)
    for window in (ana, ben):
        await expect(window.bar).to_contain_text("The server cannot be reached")
    await asyncio.to_thread(house.start)
    for window in (ana, ben):
        await expect(window.bar).to_be_empty(timeout=30_000)
    await expect(ben.line).to_have_value("Half a sentence that is still being")

    await ana.card(QUESTION).evaluate("node => { node.seenBefore = true; }")
    await ana.answers("Online")
    await ana.is_told("You chose Online.")
    await ben.sees_counts(QUESTION, {"Library": 1, "Room 204": 0, "Online": 2})
    await ben.answers("Room 204")
    await ana.sees_counts(QUESTION, {"Library": 1, "Room 204": 1, "Online": 1})
    assert await ana.card(QUESTION).evaluate("node => node.seenBefore")
    await expect(ana.card(QUESTION)).to_have_count(1)

    await ana.presses("More…")
    await ana.presses("Close now")
    await ana.is_told("The poll is closed.")
    await expect(ben.card(f"Poll closed: {QUESTION}")).to_contain_text("A tie")
    await expect(ben.card(QUESTION).locator(".card-box button")).to_have_count(0)
    assert await ben.counts(QUESTION) == {"Library": 1, "Room 204": 1, "Online": 1}


async def test_a_newcomer_needs_no_manual(windows: Windows) -> None:
    """The greeting offers lines to try, which fill the line and step aside once one is sent."""
    ana = await windows.open("en.ana")
    await expect(ana.page.get_by_role("heading", name="Hello, I am Muster")).to_be_visible()
    await ana.page.get_by_role("button", name="Start a poll").click()
    await expect(ana.line).to_have_value("poll Where do we meet next week? Library / Room 204 / "
                                         "Online until tomorrow 18:00")  # fmt: skip
    await expect(ana.line).to_be_focused()
    await ana.line.press("Enter")
    await expect(ana.card("Draft: Poll")).to_be_in_viewport()
    await expect(ana.page.locator("#hello")).to_be_empty()
    await ana.page.get_by_role("button", name="Try something").click()
    await ana.page.get_by_role("button", name="What can you do?").click()
    await expect(ana.line).to_have_value("help")
    await expect(ana.page.locator(".chip")).to_have_count(0)
    await ana.line.press("Enter")
    await expect(ana.card("What I can do")).to_be_in_viewport()


async def test_the_other_language_is_the_other_team(windows: Windows) -> None:
    """One press and the page, the people and the bot speak Chinese; the reload keeps to it."""
    ana = await windows.open("en.ana")
    await ana.page.get_by_role("button", name="中文").click()
    await expect(ana.page.get_by_role("heading", name="您好，我是小秘，大家的秘书")).to_be_visible()
    await expect(ana.page.locator("html")).to_have_attribute("lang", "zh-CN")
    await expect(ana.page.locator(".person-button[aria-pressed=true]")).to_contain_text("陈静")
    await ana.says("帮助")
    await expect(ana.card("我能帮您做这些")).to_be_visible()
    await ana.page.reload()
    await expect(ana.card("我能帮您做这些")).to_be_visible()


async def test_what_is_new_is_marked_and_found(windows: Windows) -> None:
    """A room with news carries its count, and whoever reads further up is led to the newest."""
    ana, ben = await windows.open("en.ana"), await windows.open("en.ben")
    committee = ben.page.locator(".room", has_text="Committee")
    await committee.click()
    for number in range(30):
        await ana.talks(f"Line {number}")
    await expect(ana.talk.locator("li.entry:not(.waiting)")).to_have_count(30)
    main = ben.page.locator(".room").first
    await expect(main.locator(".unread")).to_contain_text("30")
    await expect(main).to_contain_text("Ana: Line 29")
    await main.click()
    await expect(ben.talk.get_by_text("Line 29", exact=True)).to_be_in_viewport()
    await expect(main.locator(".unread")).not_to_be_attached()

    await ben.page.locator("#scroll").evaluate("node => { node.scrollTop = 0; }")
    await expect(ben.talk.get_by_text("Line 0", exact=True)).to_be_in_viewport()
    await ana.talks("The newest")
    await ben.page.get_by_role("button", name="New messages").click()
    await expect(ben.talk.get_by_text("The newest")).to_be_in_viewport()
    await expect(ben.page.get_by_role("button", name="New messages")).not_to_be_attached()
