"""Volunteers: from a typed line to confirmed hours."""

import asyncio
import io
from collections.abc import Sequence

import openpyxl
from sqlalchemy import Connection, select
from sqlalchemy.util import await_only

from bot.domain.call import CallId
from bot.domain.identity import Role
from bot.domain.volunteer import ActivityId, ShiftId
from bot.message import File
from commands.volunteer.calling import ask_cancel, cancel, mend
from commands.volunteer.export import export, export_team
from commands.volunteer.feature import steps
from commands.volunteer.hours import confirm, correct, show_hours
from commands.volunteer.presence import (
    left_earlier,
    mark_in,
    mark_out,
    show_marking,
    sign_in,
    sign_out,
    walk_in,
)
from commands.volunteer.signup import leave, take
from storage.files import path_in
from storage.volunteers.tables import shift_table
from tests.commands.test_link import link
from tests.stage import CHINESE, ENGLISH, EVERYWHERE, NARROW, RICH, Actor, Scene, Stage, on

FAIR = {
    "en": "shifts Book fair Sat 9-12 x1 till, 13-16 x4",
    "zh": "志愿 书市 周六 9-12点1人 收银，13-16点4人",
}
CLEAN = {"en": "volunteers Clean-up Sat 9-12 x1", "zh": "志愿 社区清扫 周六9点-12点 1人"}
HOURS = {"en": "my hours", "zh": "我的志愿时长"}


def company(stage: Stage) -> tuple[Actor, Actor, Actor, Actor]:
    """Let Ana, who leads, and three helpers appear."""
    ben, cleo, dan = (stage.actor(name) for name in ("Ben", "Cleo", "Dan"))
    return stage.actor("Ana", Role.ORGANISER), ben, cleo, dan


async def called(stage: Stage, line: str | None = None) -> tuple[Actor, Actor, Actor, Actor]:
    """Let Ana call for one helper on Saturday, or for what a line says."""
    people = company(stage)
    await people[0].says(line or CLEAN[stage.scene.language])
    await people[0].picks(stage.say("draft", "post"))
    return people


async def begun(stage: Stage, line: str | None = None) -> tuple[Actor, Actor, Actor, Actor]:
    """Let Ben have the place, and it be Saturday, nine o'clock."""
    people = await called(stage, line)
    await people[1].picks(take)
    await stage.pass_time(hours=48)
    return people


def workbook(stage: Stage, reader: Actor) -> openpyxl.Workbook:
    """Return the workbook that somebody was handed last."""
    files = [
        block
        for message in reader.private.messages
        for block in message.drawn.card.blocks
        if isinstance(block, File)
    ]
    content = path_in(stage.folder, files[-1].file).read_bytes()
    return openpyxl.load_workbook(io.BytesIO(content))


def sheets(stage: Stage, reader: Actor) -> dict[str, Sequence[Sequence[object]]]:
    """Return the sheets of that workbook, as rows of values."""
    book = workbook(stage, reader)
    return {page.title: [[cell.value for cell in row] for row in page.rows] for page in book}


# From the line to the hours


@on(ENGLISH)
async def test_a_shift_from_its_call_to_confirmed_hours(stage: Stage) -> None:
    """One line calls, one tap signs up, who waits is asked, and hours count once confirmed."""
    ana, ben, cleo, _ = company(stage)
    assert await ana.says(FAIR["en"]) == (
        "Draft: Activity\n"
        "What: Book fair\n"
        "Shifts: Sat 28 Nov 09:00–12:00 (Beijing) · 1 place · till\n"
        "Sat 28 Nov 13:00–16:00 (Beijing) · 4 places\n"
        "Where: –\n"
        "Will be posted in: Lobby\n"
        "[Post] [Edit] [More…] [Cancel]"
    )
    assert await ana.picks("Post") == "Activity 1 is posted in Lobby.\n[Undo]"
    assert stage.last == (
        "Book fair\n"
        "· ① Sat 28 Nov 09:00–12:00 (Beijing) · till · 0 of 1\n"
        "· ② Sat 28 Nov 13:00–16:00 (Beijing) · 0 of 4\n"
        "Open · free to leave until 1 day before a shift\n"
        "[① Sign up] [② Sign up]\n"
        "[More…]\n"
        "Names: organisers only · Numbers: everybody"
    )
    assert await ben.picks("① Sign up") == (
        "You are in: Sat 28 Nov 09:00–12:00 (Beijing). If something comes up, you can simply "
        "leave until Fri 27 Nov 09:00 (Beijing).\n[Undo]"
    )
    assert await cleo.picks("① Sign up (full: waitlist open)") == (
        "This shift is full. You are 1st in line. I tell you when a place is free."
    )
    assert "till · full, 1 of 1 · 1 waiting" in stage.last
    assert (await ben.says("activity 1")).startswith("Activity 1: Book fair\n"), "for members, too"
    assert await ben.says("activity Fair") == "Only organisers may do this. You can ask Ana."
    assert await ben.picks("① I can’t come") == (
        "You are out: Sat 28 Nov 09:00–12:00 (Beijing).\n[Undo]"
    )
    assert cleo.private.last == (
        "[Book club] A place is free for you: Book fair\n"
        "Sat 28 Nov 09:00–12:00 (Beijing) · till\n"
        "It is kept for you until Thu 26 Nov 13:00 (Beijing); then the next in line is asked.\n"
        "[Take it] [No, thanks]"
    )
    assert (await cleo.picks("Take it")).startswith("You are in: Sat 28 Nov 09:00–12:00")
    await stage.pass_time(hours=48)
    assert "Signed in since Sat 28 Nov 09:00 (Beijing)" in await cleo.picks("Sign in")
    await stage.pass_time(hours=3, minutes=20)
    assert "Your time: 3 h 20 min." in await cleo.picks("Sign out")
    await stage.pass_time(hours=24)
    assert stage.last == "Over: Book fair\n1 person came. Thank you!"
    assert ana.private.last == (
        "[Book club] Hours: Book fair\n1 entry waits to be confirmed.\n[More…]"
    )
    await ana.picks(steps.show_panel)
    assert await ana.picks("Hours") == (
        "[Book club] Hours: Book fair\n"
        "· Cleo: 3 h 20 min · to be confirmed\n"
        "[Confirm 1 entry]\n"
        "[Correct Cleo…]\n"
        "[① Fill in hours…] [② Fill in hours…] [Back]"
    )
    assert "1 entry is confirmed, 3 h 20 min in all." in await ana.picks(confirm)
    assert cleo.private.last == (
        "[Book club] 3 h 20 min confirmed: Book fair. Thank you!\nYou have given 3 h 20 min in all."
    )
    assert await cleo.says("my hours") == (
        "Your hours\n"
        "Confirmed: 3 h 20 min\n"
        "This year: 3 h 20 min\n"
        "Stars: none yet, 96 h 40 min to the first\n"
        "· Book fair, Sat 28 Nov 09:00–12:00 (Beijing): 3 h 20 min\n"
        "[Certificate]"
    )


@on(ENGLISH)
async def test_all_hours_of_a_day_are_asked_about_at_once(stage: Stage) -> None:
    """Two shifts of one activity are one line to those who lead, not the same line twice."""
    ana, ben, cleo, _ = company(stage)
    await ana.says(FAIR["en"])
    await ana.picks("Post")
    await ben.picks("① Sign up")
    await cleo.picks("② Sign up")
    await stage.pass_time(hours=48)
    await ben.picks("Sign in")
    await stage.pass_time(hours=4)
    await cleo.picks("Sign in")
    await stage.pass_time(hours=24)
    assert ana.private.last == (
        "[Book club] Hours: Book fair\n2 entries wait to be confirmed.\n[More…]"
    )


@on(ENGLISH)
async def test_a_place_given_up_may_free_somebody_for_another(stage: Stage) -> None:
    """Ben waits for the one and has the other: when he leaves that, the free one is offered."""
    ana, ben, cleo, _ = company(stage)
    await ana.says("shifts Book fair Sat 9-12 x1 till, 10-13 x4")
    await ana.picks("Post")
    await cleo.picks("① Sign up")
    await ben.picks("① Sign up (full: waitlist open)")
    await ben.picks("② Sign up")
    await cleo.picks("More…")
    await cleo.picks("① I can’t come")
    assert "A place is free for you" not in ben.private.last
    await ben.picks("More…")
    await ben.picks("② I can’t come")
    assert "A place is free for you: Book fair\nSat 28 Nov 09:00–12:00" in ben.private.last


@on(CHINESE)
async def test_a_shift_in_chinese(stage: Stage) -> None:
    """The same in Chinese, as far as it is said."""
    ana, ben, cleo, _ = company(stage)
    assert await ana.says(FAIR["zh"]) == (
        "志愿活动草稿\n"
        "活动：书市\n"
        "班次：11月28日(周六)09:00–12:00 · 1 人 · 收银\n"
        "11月28日(周六)13:00–16:00 · 4 人\n"
        "地点：未填\n"
        "将发到：大群\n"
        "[发布] [修改] [更多…] [取消]"
    )
    await ana.picks("发布")
    assert stage.last == (
        "书市\n"
        "· ① 11月28日(周六)09:00–12:00 · 收银 · 已报 0／1 人\n"
        "· ② 11月28日(周六)13:00–16:00 · 已报 0／4 人\n"
        "报名中 · 开始1天前可自行退出\n"
        "[① 报名] [② 报名]\n"
        "[更多…]\n"
        "姓名：仅组织者可见 · 人数：所有人可见"
    )
    await ben.picks("① 报名")
    assert (
        await cleo.picks("① 报名（已满，可候补）")
        == "名额已满，您排第 1 位候补。有空位我会告诉您。"
    )
    await ben.picks("更多…")
    await ben.picks("① 来不了")
    assert cleo.private.last == (
        "【读书会】有空位了：书市\n"
        "11月28日(周六)09:00–12:00 · 收银\n"
        "给您留到11月26日(周四)13:00，之后问下一位。\n"
        "[我来] [不来了]"
    )
    await cleo.picks("我来")
    await stage.pass_time(hours=48)
    await cleo.picks("签到")
    await stage.pass_time(hours=3)
    assert "服务时长：3小时，组织者确认后算数。" in await cleo.picks("签退")
    assert "待确认：3小时" in await cleo.says("我的志愿时长")


@on(*EVERYWHERE)
async def test_everything_can_be_reached_everywhere(stage: Stage) -> None:
    """Signing up, leaving, an offer, signing in and out, and confirming: on every platform."""
    ana, ben, cleo, _ = await called(stage)
    await ben.picks(take)
    await cleo.picks(take)
    await ben.picks(steps.show_panel)
    await ben.picks(leave)
    assert stage.say("volunteer", "offer-title", title=_title(stage)) in cleo.private.last
    await cleo.picks(take)
    await stage.pass_time(hours=48)
    await cleo.picks(sign_in)
    await stage.pass_time(hours=2)
    await cleo.picks(sign_out)
    await ana.picks(steps.show_panel)
    await ana.picks(show_hours)
    await ana.picks(confirm)
    said = await cleo.says_in_private(HOURS[stage.scene.language])
    assert stage.say("volunteer", "total") in said
    assert "2" in said


def _title(stage: Stage) -> str:
    return {"en": "Clean-up", "zh": "社区清扫"}[stage.scene.language]


@on(Scene("en", (RICH, NARROW)), Scene("zh", (RICH, NARROW)))
async def test_one_person_has_one_place_on_two_platforms(stage: Stage) -> None:
    """Who taps on both platforms has one place, and one line of who came."""
    _, ben, _, _ = await called(stage)
    other = ben.elsewhere("narrow")
    await ben.picks(take)
    await other.picks(take)
    line = {"en": "full, 1 of 1", "zh": "已满 1／1 人"}[stage.scene.language]
    assert f"{line}\n" in stage.last


# Who gets a place


@on(ENGLISH)
async def test_a_place_in_one_shift_bars_another_at_that_time(stage: Stage) -> None:
    """The overlap is named, with what to do; one that follows, or goes before, is none."""
    ana, ben, cleo, _ = await called(stage)
    await ana.says("shifts Fair Sat 11-14 x5, 12-15 x5, 15-18 x5")
    await ana.picks("Post")
    await ben.picks("Sign up")
    assert await ben.picks("① Sign up") == (
        "You have a place at that time: Clean-up, Sat 28 Nov 09:00–12:00 (Beijing). "
        "Leave that one first, or choose another shift."
    )
    assert (await ben.picks("② Sign up")).startswith("You are in: Sat 28 Nov 12:00–15:00")
    await cleo.picks("③ Sign up")
    assert (await cleo.picks("② Sign up")).startswith("You are in: Sat 28 Nov 12:00–15:00")


@on(ENGLISH)
async def test_full_past_cancelled_and_closed_are_said_in_words(stage: Stage) -> None:
    """Each refusal says what happened; nothing is noted."""
    ana, ben, cleo, dan = await called(
        stage, "shifts Fair Sat 9-12 x1, 13-16 x1, 17-18 x1 no waitlist"
    )
    await ben.picks("① Sign up")
    assert "[① Sign up (full: waitlist open)]" not in stage.last
    assert await cleo.picks("① Sign up", gone=True) == (
        "This shift is full, and nobody waits for a place. Nothing was noted."
    )
    await ana.picks("More…")
    await ana.picks("② Cancel the shift")
    await ana.picks("Cancel the shift")
    assert await cleo.picks("② Sign up", gone=True) == (
        "This shift is cancelled. Nothing was noted."
    )
    await stage.pass_time(hours=50)
    assert await dan.picks("① Sign up", gone=True) == (
        "This shift has begun. If you are there, sign in."
    )
    await stage.pass_time(hours=2)
    assert await dan.picks("① Sign up", gone=True) == "This shift is over. Nothing was noted."
    await ana.picks("More…")
    await ana.picks("Close the sign-up")
    assert (await dan.picks("③ Sign up", gone=True)).startswith("This activity is closed.")


@on(ENGLISH)
async def test_what_a_shift_needs_must_be_said(stage: Stage) -> None:
    """Who has not said that they can do it is told how; then they have a place."""
    ana, ben, _, _ = await called(stage, "shifts Fair Sat 9-12 x2 needs first aid")
    assert await ben.picks("Sign up") == (
        "This shift needs: first aid. If you have that, tell me with “my skills first aid” "
        "and tap again."
    )
    await ben.says_in_private("my skills First aid, driving")
    assert (await ben.picks("Sign up")).startswith("You are in")
    assert "Ben: 0 min · First aid, driving" in await ana.says_in_private("helpers first aid")
    assert "I found nobody" in await ana.says_in_private("helpers juggling")


# The line


@on(ENGLISH)
async def test_an_offer_that_nobody_takes_goes_on_to_the_next(stage: Stage) -> None:
    """Four waking hours each: who lets it pass, and who declines, stand in nobody's way."""
    _, ben, cleo, dan = await called(stage)
    await ben.picks("Sign up")
    await cleo.picks("Sign up (full: waitlist open)")
    await dan.picks("Sign up (full: waitlist open)")
    await ben.picks("More…")
    await ben.picks("I can’t come")
    await stage.pass_time(hours=3, minutes=59)
    assert "A place is free" not in dan.private.last
    await stage.pass_time(minutes=1)
    assert "It is kept for you until Thu 26 Nov 17:00" in dan.private.last
    assert await cleo.picks("Take it", gone=True) == (
        "This shift is full. You are 1st in line. I tell you when a place is free."
    )
    await dan.picks("No, thanks")
    assert "It is kept for you until Thu 26 Nov 17:00" in cleo.private.last
    assert (await cleo.picks(take)).startswith("You are in")


@on(ENGLISH)
async def test_the_night_extends_an_offer_and_nobody_is_woken(stage: Stage) -> None:
    """A place that becomes free at night is offered in the morning, with all of the time."""
    _, ben, cleo, _ = await called(stage)
    await ben.picks("Sign up")
    await cleo.picks("Sign up (full: waitlist open)")
    await ben.picks("More…")
    await stage.pass_time(hours=14)
    await ben.picks("I can’t come")
    assert "A place is free" not in cleo.private.last
    await stage.pass_time(hours=9)
    assert "It is kept for you until Fri 27 Nov 12:00" in cleo.private.last


@on(ENGLISH)
async def test_who_cannot_be_written_to_is_asked_in_the_room(stage: Stage) -> None:
    """A place is offered to them by name, and one tap on the card takes it."""
    ana, ben, _, _ = company(stage)
    eve = stage.actor("Eve", reachable=False)
    await ana.says(CLEAN["en"])
    await ana.picks("Post")
    await ben.picks("Sign up")
    await eve.picks("Sign up (full: waitlist open)")
    await ben.picks("More…")
    await ben.picks("I can’t come")
    assert any(text.startswith("Eve, a place is free for you") for text in stage.room().texts)
    assert (await eve.picks(take)).startswith("You are in")


@on(ENGLISH)
async def test_after_the_cut_off_the_organiser_is_told(stage: Stage) -> None:
    """Before it one leaves and nobody hears of it; after it the one who leads does."""
    ana, ben, cleo, _ = await called(stage, "shifts Fair Sat 9-12 x2")
    for who in (ben, cleo):
        await who.picks("Sign up")
        await who.picks("More…")
    await ben.picks("I can’t come")
    assert ana.private.texts == []
    await stage.pass_time(hours=30)
    assert "so I have told the organisers" in await cleo.picks("I can’t come")
    assert ana.private.last == (
        "[Book club] Cleo cannot come: Fair\n"
        "Sat 28 Nov 09:00–12:00 (Beijing)\n"
        "Nobody is coming now, nobody waits for a place.\n"
        "[More…]"
    )


@on(ENGLISH)
async def test_who_leaves_the_team_makes_room(stage: Stage) -> None:
    """Their place is offered to whoever waits."""
    _, ben, cleo, _ = await called(stage)
    await ben.picks("Sign up")
    await cleo.picks("Sign up (full: waitlist open)")
    await ben.says("quit")
    await ben.picks(next(each for each in ben.sees if "Leave" in each or "leave" in each))
    assert "A place is free for you" in cleo.private.last


# Changing and cancelling


@on(ENGLISH)
async def test_a_cancelled_shift_is_told_to_all_who_signed_up(stage: Stage) -> None:
    """It is asked once, naming how many; the card shows it, and nobody is reminded of it."""
    ana, ben, cleo, _ = await called(stage)
    await ben.picks(take)
    await cleo.picks(take)
    await ana.picks("More…")
    assert await ana.picks(ask_cancel) == (
        "Cancel this shift?\n"
        "Sat 28 Nov 09:00–12:00 (Beijing)\n"
        "2 people have signed up and will be told. This cannot be taken back.\n"
        "[Cancel the shift] [Keep it]"
    )
    assert "2 people are told." in await ana.picks(cancel)
    gone = "This shift is cancelled: Clean-up\nSat 28 Nov 09:00–12:00 (Beijing)"
    assert ben.private.last == cleo.private.last == f"[Book club] {gone}"
    assert gone in stage.room().texts
    before = len(ben.private.texts), len(stage.room().texts)
    await stage.pass_time(hours=72)
    assert (len(ben.private.texts), len(stage.room().texts)) == before
    assert "Cancelled" in stage.room().texts[0]


@on(ENGLISH)
async def test_more_places_are_offered_to_those_who_wait(stage: Stage) -> None:
    """Who leads adds a place; a time is not changed under those who signed up for it."""
    ana, ben, cleo, _ = await called(stage)
    await ben.picks(take)
    await cleo.picks(take)
    await ana.picks("More…")
    await ana.picks(mend)
    assert "1 person has a place" not in await ana.answers(shifts="Sat 10-12 x1")
    assert "have signed up for Sat 28 Nov 09:00–12:00" in (await ana.answers(shifts="Sat 10-12 x1"))
    await ana.picks(mend)
    await ana.answers(shifts="Sat 9-12 x2")
    assert "A place is free for you" in cleo.private.last


# There, and gone


@on(ENGLISH)
async def test_who_forgot_to_sign_out_is_asked_in_the_morning(stage: Stage) -> None:
    """The planned end is noted as an estimate; they may say that it was earlier, never later."""
    ana, ben, _, _ = await begun(stage)
    await ben.picks("Sign in")
    await stage.pass_time(hours=24)
    assert ben.private.last == (
        "[Book club] You did not sign out: Clean-up\n"
        "I have noted Sat 28 Nov 12:00 (Beijing), marked as an estimate. "
        "If it was earlier, tell me.\n"
        "[I left earlier…]"
    )
    assert "3 h, estimated · to be confirmed" in await ben.says("my hours")
    await ben.picks(left_earlier)
    assert "I cannot read “soon”" in await ben.answers(left_at="soon")
    assert await ben.answers(left_at="11:30") == (
        "Noted: you left Sat 28 Nov 11:30 (Beijing). It stays marked as an estimate."
    )
    await ben.picks(left_earlier, gone=True)
    assert "12:00" in await ben.answers(left_at="18:00")
    await ben.picks(left_earlier, gone=True)
    await ben.answers(left_at="11:30")
    await ana.picks(steps.show_panel)
    await ana.picks(show_hours)
    assert "2 h 30 min" in await ana.picks(confirm)
    await ben.picks(left_earlier, gone=True)
    assert "was confirmed or corrected already" in await ben.answers(left_at="11:00")


@on(ENGLISH)
async def test_a_correction_reverses_and_tells(stage: Stage) -> None:
    """Whoever leads corrects with a reason; the ledger keeps all three entries."""
    ana, ben, _, _ = await begun(stage)
    await ben.picks("Sign in")
    await stage.pass_time(hours=3)
    await ben.picks(sign_out)
    await ana.says("shifts 1")
    await ana.picks(show_hours)
    await ana.picks(confirm)
    await ana.picks(correct)
    assert "I cannot read “ages”" in await ana.answers(hours="ages")
    assert "Ben has 2 h 30 min now." in await ana.answers(hours="2.5", reason="break")
    assert ben.private.last == (
        "[Book club] Your hours were corrected, from 3 h to 2 h 30 min: Clean-up\nBecause: break"
    )
    assert "Confirmed: 2 h 30 min" in await ben.says("my hours")
    assert "Your time: 2 h 30 min, confirmed." in await ben.picks(sign_out, gone=True)
    await ana.says("shifts 1")
    await ana.picks(export)
    ledger = sheets(stage, ana)["Hours"]
    assert [row[4] for row in ledger] == ["Minutes", 180, -180, 150]
    assert [row[7] for row in ledger] == ["State", "reversed", "confirmed", "confirmed"]


@on(ENGLISH)
async def test_walk_ins_are_taken_while_there_are_places(stage: Stage) -> None:
    """Who comes by takes a free place; beyond them only who leads lets somebody in."""
    ana, ben, cleo, dan = await begun(stage, "shifts Fair Sat 9-12 x2")
    await ben.picks("Sign in")
    await cleo.picks(sign_in)
    assert await dan.picks(sign_in) == (
        "This shift is full. If you are needed, the organisers can sign you in."
    )
    await ana.picks("More…")
    await ana.picks(show_marking)
    await ana.picks(walk_in)
    assert "Nobody here is called Zoe." in await ana.answers(name="Zoe")
    assert "Dan is signed in" in await ana.answers(name="Dan")
    await stage.pass_time(hours=3)
    assert "Dan is signed out." in await ana.picks("Out: Dan")
    await ana.says("shifts 1")
    await ana.picks(export)
    people = sheets(stage, ana)["People"]
    assert [(row[2], row[3], row[6]) for row in people[1:]] == [
        ("Ben", "yes", "tapped"), ("Cleo", "yes", "walk-in"), ("Dan", None, "walk-in"),
    ]  # fmt: skip


@on(ENGLISH)
async def test_who_leads_signs_others_in_and_out(stage: Stage) -> None:
    """For whoever has no phone at hand; the list says that it was done for them."""
    ana, _, _, _ = await begun(stage)
    await ana.picks("More…")
    assert "0 people have come, 1 still missing." in await ana.picks(show_marking)
    await ana.picks(mark_in)
    assert "Ben is not signed in any more." in await ana.picks("Undo")
    await ana.picks(mark_in)
    await stage.pass_time(hours=2)
    assert "Ben is signed out." in await ana.picks(mark_out)


@on(ENGLISH)
async def test_signing_in_has_its_time(stage: Stage) -> None:
    """Too early, and out too late, are said with what happens instead."""
    _, ben, _, _ = await called(stage)
    await ben.picks("Sign up")
    await stage.pass_time(hours=47, minutes=30)
    await ben.picks(sign_in)
    await stage.pass_time(hours=5, minutes=30)
    assert "It is too late to sign out." in await ben.picks(sign_out, gone=True)


# Reminders and lists


@on(*EVERYWHERE)
async def test_who_has_a_place_is_reminded_of_it(stage: Stage) -> None:
    """A day and two hours before, by the one engine; who only waits is not."""
    _, ben, cleo, _ = await called(stage)
    await ben.picks(take)
    await cleo.picks(take)
    before = len(cleo.private.texts)
    await stage.pass_time(hours=47)  # two hours before would be in quiet hours
    reminded = [text for text in ben.private.texts if _title(stage) in text]
    assert len(reminded) == 2
    assert len(cleo.private.texts) == before


@on(ENGLISH)
async def test_mine_lists_where_one_has_a_place(stage: Stage) -> None:
    """What one takes part in is in one's own list, with when it starts."""
    _, ben, _, _ = await called(stage)
    await ben.picks("Sign up")
    assert "Activity 1: Clean-up · starts Sat 28 Nov 09:00" in await ben.says("mine")


@on(ENGLISH, CHINESE)
async def test_mine_lists_for_what_one_waits(stage: Stage) -> None:
    """Who waits in line finds that in their own list, and then that a place is kept."""
    _, ben, cleo, _ = await called(stage)
    await ben.picks(take)
    await cleo.picks(take)
    waiting, kept = {
        "en": ("(waiting for a place)", "(a place is kept for you: take it or leave it)"),
        "zh": ("（候补中）", "（有空位留给您，请答复）"),
    }[stage.scene.language]
    word = {"en": "mine", "zh": "我的"}[stage.scene.language]
    assert waiting in await cleo.says_in_private(word)
    assert waiting not in await ben.says_in_private(word)
    await ben.picks(steps.show_panel)
    await ben.picks(leave)
    assert kept in await cleo.says_in_private(word)


@on(ENGLISH)
async def test_what_people_type_stays_text_in_the_lists(stage: Stage) -> None:
    """A role, a skill or a reason that looks like a formula is none."""
    ana, ben, _, _ = await begun(stage, "shifts =1+1 Sat 9-12 x2 =HYPERLINK(1)")
    await ben.says_in_private("my skills +1 skill, @x")
    await ben.picks(sign_in)
    await stage.pass_time(hours=3)
    await ben.picks(sign_out)
    await ana.says_in_private("helpers")
    await ana.picks(export_team)
    found = sheets(stage, ana)
    assert any("=1+1" in row for row in found["Hours"])
    kinds = {cell.data_type for page in workbook(stage, ana) for row in page.rows for cell in row}
    assert "f" not in kinds


@on(ENGLISH)
async def test_it_goes_on_after_a_restart(stage: Stage) -> None:
    """Offers, timers and buttons are rows: nothing is lost when the house starts again."""
    _, ben, cleo, dan = await called(stage)
    await ben.picks("Sign up")
    await cleo.picks("Sign up (full: waitlist open)")
    await dan.picks("Sign up (full: waitlist open)")
    await ben.picks("More…")
    await ben.picks("I can’t come")
    await stage.restart()
    await stage.pass_time(hours=4)
    assert "A place is free for you" in dan.private.last
    await dan.picks("Take it")
    await stage.restart()
    await stage.pass_time(hours=44)
    await dan.picks(sign_in)
    await stage.pass_time(hours=24)
    assert "You did not sign out" in dan.private.last


# Who waited for nothing, and two who are one


@on(ENGLISH)
async def test_who_waits_when_a_shift_begins_is_told_once_that_nothing_came_free(
    stage: Stage,
) -> None:
    """In private, to those who wait and to nobody else."""
    _, ben, cleo, _ = await called(stage)
    await ben.picks("Sign up")
    await cleo.picks("Sign up (full: waitlist open)")
    await stage.pass_time(hours=47, minutes=59)
    assert "No place came free" not in cleo.private.last
    await stage.pass_time(minutes=1)
    assert cleo.private.last == (
        "No place came free: Clean-up\n"
        "Sat 28 Nov 09:00–12:00 (Beijing)\n"
        "Thank you for standing ready. It is beginning now, and you need not wait any longer."
    )
    assert not any("No place came free" in text for text in ben.private.texts)
    await stage.pass_time(hours=30)
    assert sum("No place came free" in text for text in cleo.private.texts) == 1


@on(ENGLISH)
async def test_nobody_is_woken_to_hear_that_nothing_came_free(stage: Stage) -> None:
    """A shift that begins at six is spoken of at eight."""
    _, ben, cleo, _ = await called(stage, "volunteers Early Sat 06:00-10:00 x1")
    await ben.picks("Sign up")
    await cleo.picks("Sign up (full: waitlist open)")
    await stage.pass_time(hours=46, minutes=59)  # Saturday, 07:59
    assert not any("No place came free" in text for text in cleo.private.texts)
    await stage.pass_time(minutes=1)
    assert "No place came free: Early" in cleo.private.last


TWO = (RICH, NARROW)


@on(Scene("en", TWO), Scene("zh", TWO))
async def test_a_place_that_two_accounts_of_one_held_goes_on(stage: Stage) -> None:
    """Both had one in the same shift: one is kept, the other is offered at once to who waits."""
    ana, ben, _, dan = company(stage)
    bob = stage.actor("bob", on="narrow")
    await ana.says(CLEAN[stage.scene.language].replace("x1", "x2").replace("1人", "2人"))
    await ana.picks(stage.say("draft", "post"))
    for each in (ben, bob, dan):
        await each.picks(take)
    await link(stage, ben, bob)
    await ben.picks(stage.say("team", "is-me"))
    assert stage.say("volunteer", "offer-title", title=_title(stage)) in dan.private.last


@on(Scene("en", TWO))
async def test_of_two_places_at_one_time_the_earlier_is_kept_and_said(stage: Stage) -> None:
    """The other is let go, with a word why, and offered to whoever waits for it."""
    ana, ben, _, dan = company(stage)
    bob = stage.actor("bob", on="narrow")
    for line in ("shifts Clean-up Sat 9-12 x1", "shifts Fair Sat 11-14 x1"):
        await ana.says(line)
        await ana.picks("Post")
    (first, second) = (1, 2)
    await ben.picks(take(ActivityId(CallId(first)), ShiftId(first)))
    await bob.picks(take(ActivityId(CallId(second)), ShiftId(second)))
    await dan.picks(take(ActivityId(CallId(second)), ShiftId(second)))
    await link(stage, ben, bob)
    await ben.picks("Yes, that is me")
    assert bob.private.last == (
        "[Book club] Your place went on: Fair\n"
        "Sat 28 Nov 11:00–14:00 (Beijing)\n"
        "Your accounts are one person now, and had two places at that time. You keep the one "
        "that was taken first: Clean-up, Sat 28 Nov 09:00–12:00 (Beijing)."
    )
    assert "A place is free for you: Fair" in dan.private.last
    said = await ben.says("mine")
    assert "Clean-up" in said
    assert "Activity 2: Fair · until Sat 28 Nov 11:00" not in said


@on(Scene("en", TWO))
async def test_hours_that_two_accounts_of_one_entered_for_one_shift_count_once(
    stage: Stage,
) -> None:
    """Both had signed out of it; the longer stands, the other is reversed and stays to be seen."""
    ana, ben, _, _ = company(stage)
    bob = stage.actor("bob", on="narrow")
    await ana.says("shifts Clean-up Sat 9-12 x2")
    await ana.picks("Post")
    for each in (ben, bob):
        await each.picks(take)
    await stage.pass_time(hours=48)
    for each in (ben, bob):
        await each.picks(sign_in)
    for each in (bob, ben):
        await stage.pass_time(hours=1)
        await each.picks(sign_out)
    await link(stage, ben, bob)
    await ben.picks("Yes, that is me")
    said = await ben.says("my hours")
    assert "To be confirmed: 2 h\n" in said
    assert said.count("Clean-up") == 1


@on(Scene("en", database="postgresql"))
async def test_however_many_wait_for_a_shift_nobody_else_does(stage: Stage) -> None:
    """While one is written down, others hold no connection that somebody else could use."""
    await called(stage, "shifts Book fair Sat 9-12 x40 till")
    crowd, eve = [stage.actor(f"P{n}") for n in range(12)], stage.actor("Eve")
    held, go = asyncio.Event(), asyncio.Event()

    def hold(connection: Connection) -> None:
        connection.execute(select(shift_table.c.id).with_for_update())
        held.set()
        await_only(go.wait())

    await stage.set_up()
    holds = asyncio.create_task(stage.running.database.run(hold))
    await held.wait()
    async with stage.at_once():
        taps = [asyncio.create_task(each.picks(take)) for each in crowd]
        try:
            assert await asyncio.wait_for(eve.says("my hours"), 5)
            assert not any(each.done() for each in taps)
        finally:
            go.set()
        told = await asyncio.gather(*taps, holds)
    assert all(str(each).startswith("You are in") for each in told[:-1])
