"""Weekly digests: from the timer to what the room, the organisers and each person are told."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from docx import Document
from PIL import Image as Picture
from sqlalchemy import Connection, func, select

from bot.action import View
from bot.domain.digest import DigestId
from bot.domain.identity import PersonId, Purpose, Role, TeamId
from bot.domain.shift import Planned
from bot.domain.volunteer import EntryId, Origin
from bot.message import File, Image
from bot.ports import Wish
from commands.digest.export import export
from commands.digest.preview import send_now, show_sections, skip
from commands.digest.private import again, stop
from storage.digests import digest_table, line_table
from storage.files import path_in
from storage.identity import person_table, room_table, team_table
from storage.outgoing import Outgoing
from storage.people import People
from storage.volunteers import Activities, Ledger
from tests.commands.contests import FIRE, started
from tests.stage import CHINESE, ENGLISH, EVERYWHERE, NARROW, RICH, ZONE, Actor, Scene, Stage, on

TO_MONDAY: Final = 95
"""Hours from the beginning of a play, Thursday nine o'clock, to Monday eight."""
BERLIN: Final = Scene("en", now=datetime(2026, 10, 19, 8, tzinfo=UTC))
"""A Monday: on the Sunday after it clocks are put back in Berlin."""
POSTGRES: Final = Scene("en", database="postgresql")
SPRING: Final = Scene("en", now=datetime(2026, 3, 23, 8, tzinfo=UTC))

ON: Final = {"en": "digest on", "zh": "周报 恢复"}
POLL: Final = {
    "en": "poll Where to meet? Library / Online until Fri 18:00",
    "zh": "投票 下周在哪开会？图书馆／线上 截止周五18点",
}
ESSAY: Final = {
    "en": 'essay "Reading notes" due 2 Dec',
    "zh": "征文 读书笔记 12月2日截止",
}
STUDY: Final = {"en": "meet Study today 15:00", "zh": "开会 周例会 今天15点"}


def company(stage: Stage) -> tuple[Actor, Actor, Actor]:
    """Let Ana and Bo appear, who lead, and Cleo."""
    ana, bo = stage.actor("Ana", Role.ADMIN), stage.actor("Bo", Role.ORGANISER)
    return ana, bo, stage.actor("Cleo")


async def called(stage: Stage, who: Actor, *lines: dict[str, str]) -> None:
    """Let something be posted in the main room."""
    for line in lines:
        await who.says(line[stage.scene.language])
        await who.picks(stage.say("draft", "post"))


async def a_week(stage: Stage) -> tuple[Actor, Actor, Actor]:
    """Let a week pass in which something happened, until Monday eight o'clock."""
    people = ana, _, cleo = company(stage)
    await ana.says_in_private(ON[stage.scene.language])
    await called(stage, ana, POLL, ESSAY, STUDY)
    await cleo.picks(_option(stage))
    await stage.pass_time(hours=6)
    await cleo.picks(stage.say("meeting", "sign-in"))
    await stage.pass_time(hours=TO_MONDAY - 6)
    return people


def _option(stage: Stage) -> str:
    return {"en": "Library", "zh": "图书馆"}[stage.scene.language]


async def sent(stage: Stage) -> list[tuple[str, str]]:
    """List the digests that went out: their local times and states."""

    def read(connection: Connection) -> list[tuple[str, str]]:
        rows = connection.execute(
            select(digest_table.c.nominal, digest_table.c.state).order_by(digest_table.c.id)
        )
        return [(row.nominal, row.state) for row in rows]

    return list(await stage.query(read))


@on(ENGLISH)
async def test_a_week_is_summed_up(stage: Stage) -> None:
    """Shown to those who lead at eight, changed, and out at half past, with what somebody owes."""
    ana, bo, cleo = await a_week(stage)
    says = (
        "The past week\n"
        "· Meetings: Study (1 of 3)\n"
        "· Polls: Where to meet? – Library\n"
        "The week ahead\n"
        "· Wed 2 Dec 23:59 (Beijing) Reading notes: papers due\n"
    )
    picture = "Eight weeks, from Mon 5 Oct on. Attendance: –, –, –, –, –, –, –, 33%"
    assert (
        ana.private.last
        == bo.private.last
        == (
            f"[Book club] Weekly digest: a preview\n{says}With a picture. {picture}\n"
            "It goes out by itself on Mon 30 Nov 08:30 (Beijing).\n"
            "[Send] [Edit the opening] [Drop a section] [Skip]"
        )
    )
    await ana.picks("Edit the opening")
    assert "Well done" in await ana.answers(opening="Well done,\neverybody!")
    await bo.picks(show_sections)
    assert "Without: Polls\n" in await bo.picks("Without: Polls")
    await stage.pass_time(minutes=31)
    told = says.replace("· Polls: Where to meet? – Library\n", "")
    assert stage.last == f"Weekly digest, Mon 30 Nov\nWell done, everybody!\n{told}{picture}"
    assert ana.private.texts[-2] == (
        "[Book club] Weekly digest: a preview\n"
        "It went out by itself, Mon 30 Nov 08:30 (Beijing).\n[As a document]"
    )
    assert cleo.private.last == (
        "[Book club] Essay 1: Reading notes\nDue Wed 2 Dec 23:59 (Beijing)\n[Hand in]\n"
        "[No more of this] [No weekly message]"
    )
    assert await sent(stage) == [("2026-11-30T08:30", "sent")]
    # One that is sent is as it was sent, whatever becomes of what it told.
    await stage.restart()
    assert (await ana.says_in_private("digest")).startswith(
        "[Book club] Weekly digest\n"
        "It comes every Mon 08:30 (Beijing); next on Mon 7 Dec 08:30 (Beijing).\n"
        "Shown before it goes out to: Ana, Bo\n"
        "The last one went out Mon 30 Nov 08:30 (Beijing)."
    )


@on(CHINESE)
async def test_a_week_is_summed_up_in_chinese(stage: Stage) -> None:
    """The same, as a Chinese group reads it."""
    ana, _, cleo = await a_week(stage)
    assert ana.private.last == (
        "【读书会】周报预览\n"
        "过去一周\n"
        "· 会议：周例会（应到 3 人，实到 1 人）\n"
        "· 投票：“下周在哪开会？”图书馆得票最多\n"
        "接下来一周\n"
        "· 12月2日(周三)23:59 征文《读书笔记》截止\n"
        "配图。从10月5日(周一)起的八周。出席率：–、–、–、–、–、–、–、33%\n"
        "11月30日(周一)08:30自动发出。\n"
        "[发送] [改开头] [去掉一部分] [这次不发]"
    )
    await ana.picks("改开头")
    await ana.answers(opening="大家辛苦了！")
    await ana.picks("发送")
    assert stage.last == (
        "周报 · 11月30日(周一)\n"
        "大家辛苦了！\n"
        "过去一周\n"
        "· 会议：周例会（应到 3 人，实到 1 人）\n"
        "· 投票：“下周在哪开会？”图书馆得票最多\n"
        "接下来一周\n"
        "· 12月2日(周三)23:59 征文《读书笔记》截止\n"
        "从10月5日(周一)起的八周。出席率：–、–、–、–、–、–、–、33%"
    )
    assert cleo.private.last.endswith("[别再提醒] [不用每周发我]")
    assert await cleo.picks("不用每周发我") == (
        "好的，以后不再每周发给您。想恢复，发“我的周报 恢复”。\n[撤销]"
    )
    assert "现在不每周发给您；想恢复，发“我的周报 恢复”。\n[照常发我]" in (
        await cleo.says_in_private("我的")
    )
    assert await cleo.says_in_private("我的周报 恢复") == (
        "好的，以后还有事没办的话，每周照常发您一份。"
    )


@on(*EVERYWHERE)
async def test_all_of_it_can_be_reached_everywhere(stage: Stage) -> None:
    """Preview, sending and the way out of the private part, with buttons or without."""
    ana, _, cleo = await a_week(stage)
    await ana.picks(show_sections)
    await ana.picks(send_now)
    title = {"en": "Weekly digest, Mon 30 Nov", "zh": "周报 · 11月30日(周一)"}
    assert any(text.startswith(title[stage.scene.language]) for text in stage.room().texts)
    words = {"en": "Attendance: –, –", "zh": "出席率：–、–"}[stage.scene.language]
    assert any(words in text for text in stage.room().texts)
    assert cleo.is_offered(stop)
    await cleo.picks(stop)
    await cleo.says_in_private({"en": "my digest", "zh": "我的周报"}[stage.scene.language])
    assert cleo.is_offered(again)


@on(ENGLISH, POSTGRES)
async def test_the_first_press_counts(stage: Stage) -> None:
    """Of two who lead one sends it; the other sees that, and whoever is late is told."""
    ana, bo, _ = await a_week(stage)
    assert "Sent." in await ana.picks("Send")
    settled = "Ana sent it, Mon 30 Nov 08:00 (Beijing)."
    assert settled in "\n".join(bo.private.texts)
    assert await bo.picks("Skip", gone=True) == settled
    posts = len(stage.room().texts)
    await stage.pass_time(hours=1)
    assert len(stage.room().texts) == posts
    assert await sent(stage) == [("2026-11-30T08:30", "sent")]
    # What has just been told is not told again.
    assert "The past week" not in await ana.says_in_private("digest now")


@on(ENGLISH)
async def test_one_may_be_skipped(stage: Stage) -> None:
    """What was skipped goes out neither in public nor in private; it can be brought back."""
    ana, _, cleo = await a_week(stage)
    posts, told = len(stage.room().texts), len(cleo.private.texts)
    assert "Skipped: this one does not go out." in await ana.picks(skip)
    assert "It is a draft again." in await ana.picks("Undo")
    await ana.picks(skip)
    await stage.pass_time(hours=2)
    assert len(stage.room().texts) == posts
    assert len(cleo.private.texts) == told
    assert "The last one was skipped" in await ana.says_in_private("digest")


@on(ENGLISH)
async def test_what_was_drafted_by_hand_and_skipped_can_be_drafted_again(stage: Stage) -> None:
    """The next draft is a draft, and what one has told is no news to another that was begun."""
    ana, _, _ = await a_week(stage)
    await ana.says_in_private("digest off")
    assert "[Send]" in await ana.says_in_private("digest now")
    await ana.picks(skip)
    assert "[Send]" in await ana.says_in_private("digest now")
    await ana.picks("Send")
    assert "The past week" not in await ana.says_in_private("digest now")


@on(ENGLISH)
async def test_where_nothing_is_new_nothing_is_sent(stage: Stage) -> None:
    """No preview, no digest, no message and no row, week after week."""
    ana, _, cleo = company(stage)
    await ana.says_in_private("digest on")
    told = len(ana.private.texts)
    await stage.pass_time(days=15)
    assert len(ana.private.texts) == told
    assert stage.room().texts == cleo.private.texts == []
    assert await sent(stage) == []
    assert await ana.says_in_private("digest now") == (
        "There is nothing new to tell: nothing happened since the last one, and nothing comes "
        "within a week."
    )


@on(ENGLISH)
async def test_its_time_is_set_in_the_chat(stage: Stage) -> None:
    """By those who lead, in one line; what cannot be is refused, and nothing changes."""
    ana, bo, cleo = company(stage)
    assert "It comes every Fri 17:00 (Beijing); next on Fri 27 Nov 17:00" in (
        await ana.says_in_private("digest every Fri 17:00")
    )
    assert "Shown before it goes out to: Bo\n" in await ana.says_in_private("digest secretary @Bo")
    assert await ana.says_in_private("digest every other Friday 17:00") == (
        "A digest comes once a week, at a fixed hour: “digest every Fri 17:00”. every 2 "
        "weeks on Fri 17:00 (Beijing), from Fri 27 Nov is something else; nothing was changed."
    )
    assert "no organiser" in await ana.says_in_private("digest secretary @Cleo")
    assert "out to: Ana, Bo\n" in await ana.says_in_private("digest secretary all")
    assert "There is no weekly digest any more." in await bo.says_in_private("digest off")
    await called(stage, ana, POLL)
    await stage.pass_time(days=9)
    assert await sent(stage) == []
    assert "every Fri 17:00" in await ana.picks("On")
    asked = await ana.picks("Change")
    assert "Each week: every Fri 17:00 (Beijing)" in asked
    assert "Off" not in asked, "no more is asked than when, and who sees it first"
    await ana.answers(repeats="every Sun 18:00", secretary="Bo")
    assert "out to: Bo\n" in await ana.says_in_private("digest")
    await ana.picks("Change")
    answered = await ana.answers(secretary="")
    assert "It comes every Sun 18:00" in answered
    assert "out to: Ana, Bo\n" in answered
    assert "organiser" in await cleo.says("digest off")


@on(ENGLISH)
async def test_what_is_being_prepared_goes_out_at_another_time(stage: Stage) -> None:
    """Its preview says the new time, and is shown anew before that; what was edited is kept."""
    ana, _, _ = await a_week(stage)
    await ana.picks("Edit the opening")
    await ana.answers(opening="Well done!")
    await ana.says_in_private("digest every Fri 17:00")
    (preview,) = (text for text in ana.private.texts if "a preview" in text)
    assert "Well done!" in preview
    assert "It goes out by itself on Fri 4 Dec 17:00 (Beijing)." in preview
    await stage.pass_time(hours=1)
    assert await sent(stage) == [("2026-12-04T17:00", "draft")]
    await stage.pass_time(days=4, hours=7, minutes=30)
    assert "It goes out by itself on Fri 4 Dec 17:00 (Beijing)." in ana.private.last
    await ana.says_in_private("digest off")
    assert "It goes out when you send it" in "\n".join(ana.private.texts)
    await ana.says_in_private("digest on")
    await stage.pass_time(hours=1)
    assert await sent(stage) == [("2026-12-04T17:00", "sent")]
    assert "Well done!\nThe past week\n· Meetings: Study (1 of 3)" in stage.last


@on(CHINESE)
async def test_its_time_is_set_in_chinese(stage: Stage) -> None:
    """As one would say it."""
    ana, _, _ = company(stage)
    assert "每周五17:00发；下一次：11月27日(周五)17:00。" in (
        await ana.says_in_private("周报 每周五17点")
    )
    assert "发出前先给Bo看。" in await ana.says_in_private("周报 秘书@Bo")
    assert await ana.says_in_private("周报 每月3号9点") == (
        "周报每周一次，要有固定的时间：“周报 每周五17点”。"
        "“每月3日09:00，从12月3日(周四)起”不是每周一次，没有改动。"
    )
    assert "好的，不再发周报。" in await ana.says_in_private("周报 停发")
    assert "没有新内容" in await ana.says_in_private("周报 现在")


@on(ENGLISH)
async def test_one_is_drafted_when_somebody_wants_it(stage: Stage) -> None:
    """It goes out when they send it, and not by itself; the next comes as ever."""
    ana, _, cleo = company(stage)
    await ana.says_in_private("digest on")
    await called(stage, ana, ESSAY)
    draft = await ana.says_in_private("digest now")
    assert "Reading notes: papers due" in draft
    assert "It goes out when you send it, and not by itself." in draft
    assert await ana.says_in_private("digest now") == draft
    await ana.picks("Send")
    assert stage.last.startswith("Weekly digest, Thu 26 Nov 09:00 (Beijing)\nThe week ahead\n")
    await stage.pass_time(days=5)
    assert [state for _, state in await sent(stage)] == ["sent", "sent"]
    await called(stage, ana, POLL)
    await stage.pass_time(days=7)
    assert "Was due Wed 2 Dec 23:59 (Beijing)" in cleo.private.last, "a paper may still come late"


@on(ENGLISH)
async def test_nobody_is_woken(stage: Stage) -> None:
    """Before dawn the room has its post; the preview came the evening before, the rest at eight."""
    ana, _, cleo = company(stage)
    await ana.says_in_private("digest every Mon 06:00")
    await called(stage, ana, ESSAY)
    await stage.pass_time(hours=84, minutes=31)
    assert f"{stage.now:%a %H:%M}" == "Sun 21:31"
    assert "It goes out by itself on Mon 30 Nov 06:00" in ana.private.last
    told = len(cleo.private.texts)
    await stage.pass_time(hours=9)
    assert "Weekly digest, Mon 30 Nov" in stage.last
    assert len(cleo.private.texts) == told
    await stage.pass_time(hours=2)
    assert "[No weekly message]" in cleo.private.last


@on(ENGLISH)
async def test_who_wants_none_gets_none(stage: Stage) -> None:
    """Nor does anybody get more than two messages a day, or one who owes nothing."""
    _, bo, cleo = await a_week(stage)
    await cleo.says_in_private("my digest off")
    told = len(cleo.private.texts)
    await stage.pass_time(hours=2)
    assert len(cleo.private.texts) == told
    assert "[No weekly message]" in bo.private.last
    assert "my digest on" in await cleo.says_in_private("my digest")


@on(Scene("en", (RICH, NARROW)))
async def test_it_stands_in_all_main_rooms_and_tells_nothing_of_others(stage: Stage) -> None:
    """What a committee was asked is told in no main room."""
    ana, _, _ = company(stage)
    await ana.says_in_private("digest on")
    committee = stage.room("committee", Purpose.COMMITTEE)
    await ana.says(POLL["en"].replace("meet", "dine"), room=committee)
    await ana.picks("Post")
    await called(stage, ana, ESSAY)
    await stage.pass_time(hours=TO_MONDAY, minutes=31)
    for room in (stage.room(), stage.room(on="narrow")):
        told = [text for text in room.texts if text.startswith("Weekly digest, ")]
        assert len(told) == 1
        assert "Reading notes" in told[0]
        assert "dine" not in told[0]


@on(Scene("zh", now=datetime(2026, 11, 29, 1, tzinfo=UTC)))
async def test_who_won_a_contest_is_named(stage: Stage) -> None:
    """As the podium said it before all; nobody else is named. What comes next is told as well."""
    wang, li = stage.actor("王伟"), stage.actor("李娜")
    ana = await started(stage, FIRE, players=(wang, li))
    await wang.picks("119")
    await li.picks("110")
    await stage.pass_time(minutes=5)
    await ana.says_in_private("周报 周一08:30")
    await stage.pass_time(hours=23, minutes=30)
    assert stage.last == "周报 · 11月30日(周一)\n过去一周\n· 知识竞赛：试题（第一名王伟）"


@on(ENGLISH)
async def test_two_teams_are_one_message_a_day(stage: Stage) -> None:
    """Who owes something in two teams is told of both once, each thing under its team."""
    ana, _, cleo = company(stage)
    chess = stage.room("chess", Purpose.MAIN, team="Chess", title="Chess room")
    stage.enrol(cleo, Role.MEMBER, team="Chess")
    dora = stage.actor("Dora", Role.ADMIN, team="Chess")
    await ana.says_in_private("digest on")
    await dora.says("digest on", room=chess)
    await called(stage, ana, ESSAY)
    await dora.says('essay "Openings" due 3 Dec', room=chess)
    await dora.picks("Post")
    await stage.pass_time(hours=TO_MONDAY)
    told = len(cleo.private.texts)
    await stage.pass_time(hours=3)
    assert len(cleo.private.texts) == told + 1
    assert "[Book club] Essay 1: Reading notes" in cleo.private.last
    assert "[Chess] Essay 1: Openings" in cleo.private.last
    assert stage.last.startswith("Weekly digest, Mon 30 Nov")
    assert chess.last.startswith("Weekly digest, Mon 30 Nov")
    assert "Openings" not in stage.last


@on(ENGLISH)
async def test_two_messages_a_day_are_enough(stage: Stage) -> None:
    """Whoever was reminded twice on a day is not written to with the digest besides."""
    _, _, cleo = await a_week(stage)
    person = await stage.query(
        lambda c: c.scalar(select(person_table.c.id).where(person_table.c.name == "Cleo"))
    )
    keys = [f"remind:{person}:2026-11-30:{n}" for n in (1, 2)]

    def remind(connection: Connection) -> None:
        room = People(connection).private_room(person)
        assert room is not None
        wishes = [Wish(key, View("core.help", ("",)), room, None, None) for key in keys]
        Outgoing(connection).tell_once(wishes, stage.clock.now())

    await stage.running.database.run(remind)
    await stage.settle()
    told = len(cleo.private.texts)
    await stage.pass_time(hours=2)
    assert "Weekly digest, " in stage.last
    assert len(cleo.private.texts) == told


def _hours(minutes: int) -> Any:
    """Enter and confirm hours for a shift that was today."""

    def enter(connection: Connection) -> EntryId:
        team = TeamId(connection.scalar(select(team_table.c.id)) or 0)
        person = PersonId(connection.scalar(select(func.min(person_table.c.id))) or 0)
        rooms = select(room_table.c.id).where(room_table.c.purpose == "main")
        now = datetime(2026, 11, 26, 1, tzinfo=UTC)
        made = Activities(connection).open(
            team, person, now, title="Fair", place="", waitlist=False, cutoff=timedelta(),
            shifts=[Planned(now, now + timedelta(hours=2), 3)],
            rooms=list(connection.scalars(rooms)),
        )  # fmt: skip
        entry = Ledger(connection).enter(
            team, made.shifts[0].id, person, minutes, Origin.SIGNED_OUT, now + timedelta(hours=2)
        )
        Ledger(connection).confirm(entry, person, now + timedelta(hours=3), ZONE, as_admin=True)
        return entry

    return enter


@on(ENGLISH, POSTGRES)
async def test_what_was_told_wrong_is_corrected_once(stage: Stage) -> None:
    """Hours that were taken back are named by the next digest, and by no other after it."""
    ana, _, _ = company(stage)
    await ana.says_in_private("digest on")
    entry = await stage.running.database.run(_hours(7 * 60))
    await stage.pass_time(hours=TO_MONDAY, minutes=31)
    assert "· Volunteers: 7 h by 1 person\n" in stage.last
    assert "Volunteer hours confirmed: 0 h, 0 h, 0 h, 0 h, 0 h, 0 h, 0 h, 7 h" in stage.last

    def correct(connection: Connection) -> None:
        by = PersonId(connection.scalar(select(func.min(person_table.c.id))) or 0)
        ledger, now = Ledger(connection), stage.clock.now()
        right = ledger.correct(entry, 6 * 60, now, by=by, reason="left early")
        assert right is not None
        ledger.confirm(right, by, now, ZONE, as_admin=True)

    await stage.running.database.run(correct)
    await stage.pass_time(days=6, hours=23, minutes=30)
    correction = "Correction, digest of Mon 30 Nov: volunteer hours 6 h, not 7 h"
    assert correction in ana.private.last
    # A section that is dropped does not speak as a correction either.
    await ana.picks("Drop a section")
    assert correction not in await ana.picks("Without: Volunteers")
    await ana.picks("Drop a section")
    await ana.picks("With: Volunteers")
    await stage.pass_time(minutes=30)
    assert correction in stage.last
    assert "0 h, 0 h, 0 h, 0 h, 0 h, 0 h, 6 h, 0 h" in stage.last
    await called(stage, ana, {"en": 'essay "Notes" due 20 Dec'})
    await stage.pass_time(days=7)
    assert "Weekly digest, Mon 14 Dec" in stage.last
    assert "Correction" not in stage.last

    # What stood in the first one still stands.
    def first(connection: Connection) -> str:
        rows = connection.scalars(select(line_table.c.figure).where(line_table.c.part == "past"))
        return str(list(rows))

    assert "25200" in await stage.query(first)


@on(BERLIN, SPRING)
async def test_once_a_week_when_clocks_change(stage: Stage) -> None:
    """Sunday half past two is skipped in one night and comes twice in another: one digest each."""
    ana, _, _ = company(stage)
    await ana.says_in_private("team settings zone Europe/Berlin")
    await ana.says_in_private("digest every Sun 02:30")
    # Something comes each week, so that each has a digest.
    for week in range(1, 4):
        day = stage.now + timedelta(weeks=week)
        await called(stage, ana, {"en": f'essay "Week {week}" due {day:%Y-%m-%d}'})
    for _ in range(2):
        await stage.pass_time(days=5, hours=18)
        for _ in range(2):  # through the night
            await stage.restart()
            await stage.pass_time(minutes=90)
        await stage.pass_time(days=1, hours=3)
    found = await sent(stage)
    assert len(found) == len({nominal for nominal, _ in found}) == 2
    assert {nominal[-5:] for nominal, _ in found} == {"02:30"}
    digests = [text for text in stage.room().texts if text.startswith("Weekly digest, ")]
    assert len(digests) == 2


@on(ENGLISH)
async def test_after_weeks_down_there_is_one(stage: Stage) -> None:
    """What fell due meanwhile is folded: the last week is told, once."""
    ana, _, _ = company(stage)
    await ana.says_in_private("digest on")
    await called(stage, ana, {"en": 'essay "Notes" due 20 Dec'})
    await stage.close()
    stage.clock.advance(timedelta(days=18))
    await stage.open()
    await stage.pass_time(hours=1)
    found = await sent(stage)
    assert [state for _, state in found] == ["sent"]
    assert "next on Mon 21 Dec" in await ana.says_in_private("digest")


@on(ENGLISH)
async def test_a_digest_can_be_had_as_a_document(stage: Stage) -> None:
    """With the words of the card, and the picture that everybody saw, which can be read aloud."""
    ana, _, _ = await a_week(stage)
    await ana.picks("Send")
    (picture,) = [
        block for block in stage.room().messages[-1].drawn.card.blocks if isinstance(block, Image)
    ]
    shown = Picture.open(path_in(stage.folder, picture.file))
    assert shown.format == "PNG"
    assert shown.getpixel((0, 0)) == (255, 255, 255)
    await ana.picks("As a document", gone=True)
    (file,) = [
        block for block in ana.private.messages[-1].drawn.card.blocks if isinstance(block, File)
    ]
    document = Document(io.BytesIO(path_in(stage.folder, file.file).read_bytes()))
    text = "\n".join(each.text for each in document.paragraphs)
    for line in ("Meetings: Study (1 of 3)", "Reading notes: papers due", "Attendance: –"):
        assert line in text
    (shape,) = document.inline_shapes
    assert "Attendance" in shape._inline.docPr.get("descr")
    assert document.part.related_parts[
        shape._inline.graphic.graphicData.pic.blipFill.blip.embed
    ].blob == (path_in(stage.folder, picture.file).read_bytes())

    # Of two digests each gives its own, and they can be told apart.
    await stage.pass_time(hours=2)
    await called(stage, ana, POLL)
    await ana.says_in_private("digest now")
    await ana.picks("Send")
    for pressed, name in (
        (export(DigestId(1)), "Weekly digest, Mon 30 Nov"),
        (export(DigestId(2)), "Weekly digest, Mon 30 Nov 10:00 (Beijing)"),
    ):
        assert f"“{name}”" in await ana.picks(pressed, gone=True)
        assert ana.private.last.startswith(f"[Book club] {name}\n")
    await ana.says_in_private("digest")
    assert "Mon 30 Nov 10:00" in await ana.picks("The last one as a document")
