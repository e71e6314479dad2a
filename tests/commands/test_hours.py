"""Hours: filled in afterwards, found right by one or by two, and certified on paper."""

import io
import re

import pytest
from pypdf import PdfReader

from bot.domain.identity import Role
from bot.domain.phrase import Variant
from bot.message import File
from commands.volunteer.approving import approve
from commands.volunteer.calling import post
from commands.volunteer.certificate import certify
from commands.volunteer.export import export
from commands.volunteer.filling import fill, fill_shift
from commands.volunteer.hours import confirm, correct, show_hours
from commands.volunteer.presence import sign_in, sign_out
from commands.volunteer.signup import take
from storage.files import path_in
from tests.commands.test_volunteers import sheets
from tests.stage import CHINESE, ENGLISH, EVERYWHERE, Actor, Stage, on
from tests.test_prints import text_of

SHELVES = {
    "en": "hours {name} 2.5h 12 Nov library shelves",
    "zh": "补登 {name} 2.5小时 11月12日 整理图书",
}


def company(stage: Stage, name: str = "Ben") -> tuple[Actor, Actor, Actor, Actor]:
    """Let Ana and Cleo lead, Dan be an admin, and somebody help."""
    return (
        stage.actor("Ana", Role.ORGANISER), stage.actor(name),
        stage.actor("Cleo", Role.ORGANISER), stage.actor("Dan", Role.ADMIN),
    )  # fmt: skip


def paper(stage: Stage, reader: Actor) -> str:
    """Return the text of the certificate that somebody was handed last."""
    files = [
        block
        for message in reader.private.messages
        for block in message.drawn.card.blocks
        if isinstance(block, File)
    ]
    content = path_in(stage.folder, files[-1].file).read_bytes()
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(map(text_of, pages)).split())


# Filled in


@on(ENGLISH)
async def test_forgotten_hours_are_filled_in_and_say_so(stage: Stage) -> None:
    """One line enters them; whoever they are about is told; they are marked wherever they stand."""
    ana, ben, *_ = company(stage)
    assert await ana.says(SHELVES["en"].format(name="@Ben")) == (
        "Ben has 2 h 30 min for library shelves, marked as filled in.\n[Undo]"
    )
    assert ben.private.last == (
        "[Book club] Hours were filled in for you\n"
        "library shelves, Thu 12 Nov: 2 h 30 min, filled in afterwards"
    )
    assert await ana.says(SHELVES["en"].format(name="Ben")) == (
        "Ben has 2 h 30 min for library shelves already. If that is wrong, correct it."
    )
    assert "library shelves, Thu 12 Nov: 2 h 30 min, filled in afterwards" in (
        await ben.says("my hours")
    )
    await ana.says("hours Ben 1h yesterday door")
    assert await ana.picks("Undo") == "Taken back: 1 h of Ben."
    said = await ben.says("my hours")
    assert "Confirmed: 2 h 30 min" in said
    assert "door" not in said


@on(CHINESE)
async def test_forgotten_hours_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana, ben, *_ = company(stage, "小李")
    assert await ana.says(SHELVES["zh"].format(name="小李")) == (
        "已给小李补登2小时30分钟：整理图书，会注明是补登的。\n[撤销]"
    )
    assert ben.private.last == (
        "【读书会】给您补登了时长\n整理图书，11月12日(周四)：2小时30分钟（补登）"
    )


@on(ENGLISH)
async def test_what_is_missing_in_a_line_is_said(stage: Stage) -> None:
    """Who, how long, which day, what for, and that it was: nothing is noted until all is known."""
    ana, ben, *_ = company(stage)
    for line, says in (
        ("hours 2h 12 Nov shelves", "Whose hours are they?"),
        ("hours @Zoe 2h 12 Nov shelves", "Nobody here is called Zoe."),
        ("hours Ben 12 Nov shelves", "How long was it?"),
        ("hours Ben 30h 12 Nov shelves", "as a length of up to 24 hours"),
        ("hours Ben 2h shelves", "On which day was it?"),
        ("hours Ben 2h 20 Dec shelves", "is still ahead"),
        ("hours Ben 2h 12 Nov", "What were these hours for?"),
    ):
        assert says in await ana.says(line), line
    await ana.says("hours Ben 13h 12 Nov one")
    assert "would have more than 24 hours on Thu 12 Nov" in await ana.says(
        "hours Ben 12h 12 Nov two"
    )
    assert "There are none yet" not in await ben.says("my hours")


@on(*EVERYWHERE)
async def test_filling_in_and_confirming_can_be_reached_everywhere(stage: Stage) -> None:
    """By a form from the list of what waits, and by the button of whoever is asked."""
    ana, _, cleo, _ = company(stage)
    await ana.says_in_private({"en": "hours", "zh": "补登"}[stage.scene.language])
    await ana.picks(fill)
    day = {"en": "12 Nov", "zh": "11月12日"}[stage.scene.language]
    await ana.answers(name="Ben", hours="9", day=day, what="x")
    assert stage.say("volunteer", "approve-title") in cleo.private.last
    await cleo.picks(approve)
    over = stage.say("volunteer", "approve-over", confirmed=Variant("yes"))
    assert any(over in each for each in cleo.private.texts)


# By one, by two, by an admin


@on(ENGLISH)
async def test_a_long_day_is_confirmed_by_two(stage: Stage) -> None:
    """Who entered them has found them right; over twelve hours one of the two is an admin."""
    ana, ben, cleo, dan = company(stage)
    assert await ana.says("hours Ben 9h 20 Nov stage building") == (
        "Ben has 9 h for stage building, marked as filled in. More than 8 hours on one day are "
        "confirmed by a second organiser, too. 1 entry waits for that; I have asked 2 people.\n"
        "[Undo]"
    )
    assert cleo.private.last == (
        "[Book club] Hours to confirm\n"
        "Ben: stage building, Fri 20 Nov: 9 h, filled in afterwards · needs a second organiser\n"
        "Confirmed by Ana; one more is needed.\n"
        "[Confirm]"
    )
    await ana.says_in_private("hours")
    assert "More than 8 hours on one day" in await ana.picks(approve)
    assert "To be confirmed: 9 h" in await ben.says("my hours")
    assert "1 entry is confirmed, 9 h in all." in await cleo.picks(approve)
    assert "filled in for you\nstage building" in ben.private.last
    assert "needs" not in ben.private.last
    await ana.says("hours Ben 13h 21 Nov night watch")
    assert "night watch" not in cleo.private.last
    await cleo.says_in_private("hours")
    assert "one of them an admin" in await cleo.picks(approve)
    assert "13 h in all" in await dan.picks(approve)
    assert "Confirmed: 22 h" in await ben.says("my hours")


async def _worked(stage: Stage, leader: Actor, worker: Actor, times: str, hours: int) -> None:
    """Let somebody work in a shift for some hours, and whoever leads look at them."""
    await leader.says(f"shifts Fair Sat {times} x2")
    await leader.picks(post)
    await worker.picks(take)
    await stage.pass_time(hours=48)
    await worker.picks("Sign in")
    await stage.pass_time(hours=hours)
    await worker.picks(sign_out)
    await leader.says("shifts 1")
    await leader.picks(show_hours)


@on(ENGLISH)
async def test_long_days_of_an_activity_are_asked_about_in_one_message(stage: Stage) -> None:
    """It says in every copy what still waits, until nothing does."""
    ana, ben, cleo, dan = company(stage)
    await ana.says("shifts Fair Sat 8-20 x2")
    await ana.picks(post)
    for helper in (ben, dan):
        await helper.picks(take)
    await stage.pass_time(hours=47)
    for helper in (ben, dan):
        await helper.picks(sign_in)
    await stage.pass_time(hours=10)
    for helper in (ben, dan):
        await helper.picks(sign_out)
    await ana.says("shifts 1")
    await ana.picks(show_hours)
    assert "I have asked 2 people" in await ana.picks(confirm)
    assert cleo.private.last.count("needs a second organiser") == 2
    await cleo.picks(approve)
    await cleo.picks(approve)
    over = "[Book club] There is nothing to confirm.\nFair"
    assert over in cleo.private.texts
    assert over in dan.private.texts, "who was asked as well sees it, too"


@on(ENGLISH)
async def test_one_s_own_hours_are_confirmed_by_another(stage: Stage) -> None:
    """Nobody writes hours for themselves, nor more than they signed out with: another confirms."""
    ana, _, cleo, _ = company(stage)
    own = "Your own hours are confirmed by another organiser."
    assert own in await ana.says("hours Ana 1h yesterday keys")
    await ana.says_in_private("hours")
    assert own in await ana.picks(approve)
    await cleo.picks(approve)
    assert "Confirmed: 1 h" in await ana.says("my hours")
    await _worked(stage, ana, ana, "9-12", hours=1)
    asked = "1 entry waits for that; I have asked"
    assert f"{own} {asked}" in await ana.picks(confirm), "also as she signed out"
    await ana.picks(correct)
    assert own in await ana.answers(hours="3", reason="stayed on")
    await cleo.picks(approve)
    assert "Confirmed: 4 h" in await ana.says("my hours")


@on(ENGLISH)
async def test_who_leads_alone_confirms_their_own_hours(stage: Stage) -> None:
    """There is nobody else who could; but nobody confirms what they wrote for themselves."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await _worked(stage, ana, ana, "9-12", hours=1)
    assert "1 entry is confirmed, 1 h in all." in await ana.picks(confirm)
    await ana.picks(correct)
    alone = "Your own hours are confirmed by another organiser. 1 entry waits for that, and nobody"
    assert alone in await ana.answers(hours="3", reason="stayed on")
    assert alone in await ana.says("hours Ana 1h yesterday keys")
    await ana.says_in_private("hours")
    assert alone in await ana.picks("1. Confirm Ana")
    assert alone in await ana.picks("2. Confirm Ana")
    assert "Confirmed: 0 min" in await ana.says("my hours")


@on(ENGLISH)
async def test_the_limits_hold_for_shifts_and_corrections(stage: Stage) -> None:
    """A shift of nine hours is confirmed by two; so is what a correction makes long."""
    ana, ben, cleo, _ = company(stage)
    await _worked(stage, ana, ben, "9-18", hours=9)
    assert "confirmed by a second organiser, too" in await ana.picks(confirm)
    assert "1 entry is confirmed, 9 h in all." in await cleo.picks(approve)
    await ana.says("shifts 1")
    await ana.picks(show_hours)
    await ana.picks(correct)
    said = await ana.answers(hours="10", reason="stayed on")
    assert "Ben has 10 h now." in said
    assert "confirmed by a second organiser, too" in said
    assert "10 h in all" in await cleo.picks(approve)
    await ana.says("shifts 1")
    await ana.picks(show_hours)
    await ana.picks(fill_shift)
    assert "Why are these hours filled in afterwards?" in await ana.answers(
        name="Cleo", hours="2", why=" "
    )
    assert "Cleo has 2 h for Fair" in await ana.answers(name="Cleo", hours="2", why="no phone")
    assert "2 h, filled in afterwards (no phone)" in await cleo.says("my hours")
    await ana.says("shifts 1")
    await ana.picks(export)
    assert [row[5] for row in sheets(stage, ana)["Hours"]] == [
        "Kind", "signed out", "reversal", "correction", "filled in",
    ]  # fmt: skip


@on(ENGLISH)
async def test_it_is_seen_who_carries_most(stage: Stage) -> None:
    """Totals, this year's, stars, and how many gave half of it."""
    ana, *_ = company(stage)
    stage.actor("Eve")
    for line in ("Ben 8h 12 Nov a", "Ben 8h 13 Nov b", "Eve 4h 12 Nov c", "Cleo 8h 2025-03-01 d"):
        assert "marked as filled in" in await ana.says(f"hours {line}")
    said = await ana.says_in_private("helpers")
    assert "This year 2 people gave 20 h; half of it came from 1 person." in said
    assert "Ben: 16 h · no skills noted yet" in said
    assert "Cleo: 8 h, this year 0 min" in said


# On paper


@pytest.mark.slow
@on(ENGLISH)
async def test_confirmed_hours_are_certified_with_a_number(stage: Stage) -> None:
    """The paper names what counts and marks what was filled in; its number can be checked."""
    ana, ben, *_ = company(stage, "Ben 🎉")
    assert "There are no confirmed hours to certify." in await ben.says("certificate")
    await ana.says("hours Ben 🎉 2.5h 12 Nov library shelves")
    await ana.says("hours Ben 🎉 9h 13 Nov not yet confirmed")
    await ben.says("my hours")
    assert "comes to you in private, as a PDF." in await ben.picks("Certificate")
    text = paper(stage, ben)
    assert "Certificate of volunteer service" in text
    assert "Ben 〓 gave 2 h 30 min of volunteer service with Book club, once" in text
    assert "once on 12 November 2026, as listed below" in " ".join(text.split())
    assert "2026-11-12library shelves2 h 30 minfilled in".replace(" ", "") in text.replace(" ", "")
    assert "not yet confirmed" not in text
    number = re.search(r"No\. ([A-Z2-9]{4}-[A-Z2-9]{4})", text)
    assert number is not None
    assert number[1] in ben.private.last
    await ben.picks(certify)
    chinese = paper(stage, ben)
    assert "志愿服务证明" in chinese
    assert number[1] in chinese  # the same paper in another language
    check = f"certificate {number[1].lower().replace('-', ' ')}"
    assert await ana.says_in_private(check) == (
        f"[Book club] Certificate {number[1]}\n"
        "Name: Ben 🎉\n"
        "Period: 12 November 2026 – 12 November 2026\n"
        "Hours: 2 h 30 min\n"
        "Issued: 26 November 2026\n"
        "It was issued here, and the ledger still says so."
    )
    assert "This team has issued no certificate" in await ana.says("certificate BCDF-2345")
    stranger = stage.actor("Fay")
    assert "Only organisers" in await stranger.says(check)
    await ana.says_in_private("hours Ben 🎉 1h 14 Nov more")
    assert "the ledger still says so" in await ana.says_in_private(check)


# By a code


async def shown(leads: Actor) -> str:
    """Return the code that somebody who leads is shown."""
    said = await leads.says_in_private({"en": "code", "zh": "签到码"}[leads.stage.scene.language])
    found = re.search(r"(\d{3}) (\d{3})", said)
    assert found is not None, said
    return found[1] + found[2]


@on(ENGLISH)
async def test_a_shift_is_signed_in_to_and_out_of_by_a_code(stage: Stage) -> None:
    """Who knows the code is there; guesses are counted; the same code signs out at the end."""
    ana, ben, *_ = company(stage)
    await ana.says("shifts Fair Sat 9-12 x2 by code")
    await ana.picks(post)
    await ben.picks(take)
    assert "Nothing takes sign-ins right now." in await ben.says_in_private("check in 048213")
    await stage.pass_time(hours=48)
    await ben.picks(sign_in)
    assert "That is not the code." in await ben.answers(code="000 000")
    code = await shown(ana)
    await ben.picks(sign_in)
    assert "You are signed in: Sat 28 Nov 09:00" in await ben.answers(code=code)
    assert "You are signed in already." in await ben.says_in_private(f"code {code}")
    await stage.pass_time(hours=2)
    await ben.picks(sign_out)
    assert "That is not the code." in await ben.answers(code=code)
    code = await shown(ana)
    assert "Your time: 2 h." in await ben.says_in_private(f"sign out {code}")
    assert "You are not signed in anywhere" in await ben.says_in_private("sign out")
    await ana.says("shifts 1")
    await ana.picks(export)
    assert [row[6] for row in sheets(stage, ana)["People"][1:]] == ["by code"]


@on(CHINESE)
async def test_a_code_signs_in_to_a_shift_in_chinese(stage: Stage) -> None:
    """签到 with the code, and 签退 with another one."""
    ana, ben, *_ = company(stage, "小李")
    await ana.says("志愿 书市 周六 9-12点2人 签到码")
    await ana.picks(post)
    await ben.picks(take)
    await stage.pass_time(hours=48)
    assert "已签到：11月28日(周六)09:00" in await ben.says(f"签到 {await shown(ana)}")
    await stage.pass_time(hours=2)
    assert "服务时长：2小时" in await ben.says(f"签退 {await shown(ana)}")


@on(ENGLISH)
async def test_a_word_alone_signs_in_and_out(stage: Stage) -> None:
    """Where no code is wanted, and one has a place in the one shift that is on."""
    ana, ben, *_ = company(stage)
    await ana.says("shifts Fair Sat 9-12 x2")
    await ana.picks(post)
    await ben.picks(take)
    await stage.pass_time(hours=48)
    assert "You are signed in: " in await ben.says("check in")
    await stage.pass_time(hours=1)
    assert "Your time: 1 h." in await ben.says("sign out")
