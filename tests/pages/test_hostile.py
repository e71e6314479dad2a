"""Whatever people type is text on the page: never markup, never a request, never a mess."""

import json

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.pages.window import Window, Windows

pytestmark = pytest.mark.slow

SCRIPT = '<img src=x onerror="fetch(`/stolen`)"><script>fetch("/stolen")</script>'
MARKDOWN = "**bold** [link](javascript:fetch('/stolen')) `code` # title"
RIGHT_TO_LEFT = "\u202eevil\u202c שלום \u2067עולם"
ZERO_WIDTH = "in\u200bvis\u200dible\ufeff"
EMOJI = "👩‍👩‍👧‍👦🏳️‍🌈🇨🇳👍🏽"
HOSTILE = {
    "script": SCRIPT,
    "markdown": MARKDOWN,
    "right to left": RIGHT_TO_LEFT,
    "zero width": ZERO_WIDTH,
    "emoji": EMOJI,
}


async def test_what_is_typed_is_shown_as_it_is(windows: Windows) -> None:
    """As talk, as a question, as options: the characters stand there, nothing is made of them."""
    ana, ben = await windows.open("en.ana"), await windows.open("en.ben")
    for text in HOSTILE.values():
        await ana.talks(text)
        await _stands(ben, ".said > span:last-child", text)
    options = "\n".join(HOSTILE.values())
    await ana.says(f"poll {SCRIPT}?\n{options}")
    await ana.presses("Post")
    card = ben.talk.locator("li.card").last
    await expect(card.locator(".answers button")).to_have_count(len(HOSTILE))
    for text in HOSTILE.values():
        await _stands(ben, ".answers .label", text)
    await card.locator(".answers button").first.click()
    await expect(ben.notes).to_have_count(1)
    await _is_clean(ana)
    await _is_clean(ben)


async def test_names_are_text_too(windows: Windows) -> None:
    """A team whose people, rooms and bot have hostile names is drawn like any other."""
    ana = await windows.open("en.ana")
    await ana.talks("hello")
    ben = await windows.blank()
    await _with_names(ben, {"Ana": SCRIPT, "Ben": RIGHT_TO_LEFT, "Everybody": MARKDOWN})
    await ben.visit("en.ben")
    await _stands(ben, ".person .name", SCRIPT)
    await _stands(ben, ".person .name", RIGHT_TO_LEFT)
    await _stands(ben, ".room-title", MARKDOWN)
    await expect(ben.talk.get_by_text("hello")).to_be_visible()
    await _is_clean(ben)


async def test_a_text_of_ten_thousand_characters_stays_usable(windows: Windows) -> None:
    """It begins folded, opens whole, and does not push the page wider."""
    ana = await windows.open("en.ana", viewport={"width": 390, "height": 844})
    text = "长" * 5_000 + "W" * 5_000
    await ana.talks(text)
    said = ana.talk.locator(".said")
    await expect(said).to_have_text(text)
    # Once it is kept, the line that waited makes way for the one that stays.
    await expect(ana.talk.locator(".waiting")).to_have_count(0)
    folded = await _height(ana, ".said")
    assert folded < 400
    await ana.page.get_by_role("button", name="Show all 10000 characters").click()
    await expect(ana.page.get_by_role("button", name="Show less")).to_be_visible()
    assert await _height(ana, ".said") > 4 * folded
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not await ana.page.evaluate(wide)
    await ana.says(f"poll {text}? yes / no")
    # What no reading reaches stays with the question, "? yes / no" too.
    await expect(ana.card("Draft: Poll")).to_contain_text("10,010 characters long")


async def test_what_is_too_long_to_send_is_given_back(windows: Windows) -> None:
    """A line that the server will not take can be mended; one that cannot be sent stays typed."""
    ana = await windows.open("en.ana")
    await ana.talks("x" * 20_000)
    await expect(ana.talk.locator(".refused")).to_contain_text("This is too long to send.")
    await ana.page.get_by_role("button", name="Edit", exact=True).click()
    await expect(ana.line).to_have_value("x" * 20_000)
    await ana.says("y" * 70_000)
    await ana.is_told("This is too long to send.")
    await expect(ana.line).to_have_value("y" * 70_000)


async def _stands(window: Window, css: str, text: str) -> None:
    """Wait until an element holds just this text."""
    holds = (
        "([css, text]) => [...document.querySelectorAll(css)]"
        ".some(node => node.textContent.replace(/[\\u2068\\u2069]/g, '') === text)"
    )
    bare = text.replace("\u2068", "").replace("\u2069", "")
    await window.page.wait_for_function(holds, arg=[css, bare])


async def _is_clean(window: Window) -> None:
    """Nothing was made of what was typed, nothing ran, nothing was asked for."""
    made = "[src='x'], #page script, [onerror], a[href^='javascript'], #talk b"
    await expect(window.page.locator(made)).to_have_count(0)
    assert not [url for url in window.requests if "stolen" in url or url.endswith("/x")]
    assert window.complaints == []


async def _height(window: Window, css: str) -> float:
    box = await window.talk.locator(css).last.bounding_box()
    assert box is not None
    return box["height"]


async def _with_names(window: Window, names: dict[str, str]) -> None:
    """Let a window be told of other names than the server knows."""

    def renamed(found: object) -> object:
        match found:
            case dict():
                return {key: renamed(value) for key, value in found.items()}
            case list():
                return [renamed(each) for each in found]
            case str():
                return names.get(found, found)
        return found

    def connect(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: socket.send(json.dumps(renamed(json.loads(message)))))

    await window.page.route_web_socket("**/chat/socket", connect)
