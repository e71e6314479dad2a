"""What only one person sees: what they were told, what they chose, what they opened."""

import pytest
from playwright.async_api import expect

from tests.pages.window import Window, Windows

pytestmark = pytest.mark.slow

POLL = "poll Where to? Library / Room 204 / Online"
DAYS = "poll Which days? Mon / Tue / Wed / Thu / Fri / Sat / Sun pick 2"


async def _posted(windows: Windows, line: str, account: str = "en.ana") -> Window:
    window = await windows.open(account)
    await window.says(line)
    await window.presses("发布" if account.startswith("zh") else "Post")
    await expect(window.talk.locator(".answers button").first).to_be_visible()
    return window


async def test_what_one_chose_is_marked_and_stays_marked(windows: Windows) -> None:
    """The mark and the note say the same, after a reload too, and follow a change of mind."""
    ana, ben = await _posted(windows, POLL), await windows.open("en.ben")
    await ben.answers("Library")
    await ben.is_told("You chose Library.")
    await expect(ben.chosen).to_have_count(1)
    await expect(ben.answer("Library")).to_have_accessible_name("Library your answer chosen by 1")
    await ana.sees_counts("Where to?", {"Library": 1})
    await expect(ana.chosen).to_have_count(0)

    await ben.page.reload()
    await expect(ben.chosen).to_contain_text("Library")
    await expect(ben.notes.filter(has_text="You chose Library.")).to_be_in_viewport()
    await ben.answers("Online")
    await ben.is_told("You chose Online.")
    await expect(ben.chosen).to_have_count(1)
    await expect(ben.chosen).to_contain_text("Online")
    await expect(ben.notes).to_have_count(1)


async def test_what_was_answered_elsewhere_is_marked_at_the_next_look(windows: Windows) -> None:
    """A browser that was closed meanwhile marks what stands now, and keeps no old note of it."""
    await _posted(windows, POLL)
    one = await windows.open("en.ben")
    await one.answers("Library")
    await expect(one.chosen).to_contain_text("Library")
    await one.page.close()
    await (await windows.open("en.ben")).answers("Online")
    again = await windows.beside(one, "en.ben")
    await expect(again.chosen).to_have_count(1)
    await expect(again.chosen).to_contain_text("Online")


async def test_all_windows_of_a_person_agree(windows: Windows) -> None:
    """What is chosen in one window is marked in the other, and an old note does not contradict."""
    await _posted(windows, POLL)
    one, elsewhere = await windows.open("en.ben"), await windows.open("en.ben")
    beside = await windows.beside(one, "en.ben")
    await one.answers("Library")
    for window in (beside, elsewhere):
        await expect(window.chosen).to_contain_text("Library")
    await expect(beside.notes).to_contain_text("You chose Library.")
    await beside.answers("Online")
    for window in (one, elsewhere):
        await expect(window.chosen).to_have_count(1)
        await expect(window.chosen).to_contain_text("Online")
    await expect(one.notes).to_contain_text("You chose Online.")


async def test_of_a_secret_poll_no_screen_keeps_what_one_chose(windows: Windows) -> None:
    """The answer is told once; nothing is marked, and after a reload nothing of it is there."""
    ana = await _posted(windows, f"{POLL} secret")
    await ana.answers("Library")
    await ana.is_told("You chose Library.")
    await ana.sees_counts("Where to?", {"Library": 1})
    await expect(ana.chosen).to_have_count(0)
    kept = await ana.page.evaluate("() => JSON.stringify({...localStorage, ...sessionStorage})")
    assert "You chose" not in kept
    await ana.page.reload()
    await ana.sees_counts("Where to?", {"Library": 1})
    await expect(ana.notes.filter(has_text="You chose")).to_have_count(0)
    await expect(ana.chosen).to_have_count(0)


async def test_a_full_choice_is_explained_once_and_in_sight(windows: Windows) -> None:
    """However often one presses, there is one note and one panel, at the card that was pressed."""
    await _posted(windows, DAYS)
    ana = await windows.open("en.ana", viewport={"width": 1100, "height": 620})
    for number in range(12):
        await ana.talks(f"Line {number}")
    await ana.answers("Tue")
    await ana.answers("Sat")
    await expect(ana.chosen).to_have_count(2)
    panel = ana.card("Poll 1: Which days?")
    for day in ("Sun", "Fri", "Mon"):
        await ana.answers(day)
        await ana.is_told("You have chosen Tue, Sat: that is all 2.")
        await expect(panel).to_have_count(1)
    standing = await ana.talk.locator("li").evaluate_all(
        "all => all.map(each => each.querySelector('h2')?.textContent"
        " ?? (each.classList.contains('note') ? 'note' : ''))"
    )
    at = standing.index("Which days?")
    assert standing[at : at + 3] == ["Which days?", "note", "Poll 1: Which days?"]
    await ana.presses("Take back Tue")
    await expect(ana.chosen).to_have_count(1)
    await ana.answers("Sun")
    await ana.is_told("You chose Sat, Sun.")


async def test_what_was_opened_can_be_put_away(windows: Windows) -> None:
    """A panel stands under its card, goes when it is put away, and comes when it is opened."""
    ana = await _posted(windows, POLL)
    await ana.talks("Something else")
    panel = ana.card("Poll 1: Where to?")
    await ana.presses("More…")
    await expect(panel).to_be_in_viewport()
    await ana.page.reload()
    await expect(panel).to_be_visible()
    await expect(ana.talk.locator("li.entry").last).to_contain_text("Something else")
    await panel.get_by_role("button", name="Put away").click()
    await expect(panel).to_have_count(0)
    await ana.page.reload()
    await expect(ana.card("Where to?")).to_be_visible()
    await expect(panel).to_have_count(0)
    await ana.presses("More…")
    await expect(panel).to_have_count(1)


async def test_an_undo_goes_with_its_minute(windows: Windows) -> None:
    """The offer to take something back is there while it can be, and what was done stays said."""
    ana = await windows.blank()
    await ana.page.clock.install()
    await ana.visit("en.ana")
    await ana.says(POLL)
    await ana.presses("Post")
    undo = ana.talk.get_by_role("button", name="Undo")
    await expect(undo).to_be_visible()
    await ana.page.reload()
    await expect(undo).to_be_visible()
    await ana.page.clock.fast_forward(61_000)
    await expect(undo).to_have_count(0)
    await expect(ana.notes).to_contain_text("Poll 1 is posted")


async def test_in_chinese_too(windows: Windows) -> None:
    """A roll call: what one says is marked, and stays so with its reason after a reload."""
    chen = await _posted(windows, "点名 每周学习 明天15点 204", "zh.chen")
    await chen.answers("请假")
    await chen.dialog.get_by_label("请假原因").fill("发烧")
    await chen.dialog.get_by_label("请假原因").press("Enter")
    await chen.is_told("已记下：请假（发烧）。")
    await chen.page.reload()
    await expect(chen.chosen).to_contain_text("请假")
    await expect(chen.notes.last).to_contain_text("已记下：请假（发烧）。")
