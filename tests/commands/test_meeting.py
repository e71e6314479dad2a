"""Meetings: from a typed line to the archive."""

import io
import re
from datetime import datetime

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from sqlalchemy import Connection, select, update

from bot.domain.identity import Entry, Role
from bot.message import File
from commands.meeting.actions import done
from commands.meeting.archive import archive, ask_report
from commands.meeting.call import mend
from commands.meeting.feature import steps
from commands.meeting.minutes import approve, correct, show_correcting, show_record
from commands.meeting.replies import answer
from commands.meeting.replies import approve as approve_leave
from commands.meeting.series import end_series, move, show_one, show_series, skip
from commands.meeting.signing import mark, show_marking, sign
from storage.files import path_in
from storage.identity import person_table
from storage.meeting.tables import meeting_table
from tests.stage import CHINESE, ENGLISH, EVERYWHERE, NARROW, RICH, ZONE, Actor, Scene, Stage, on

MEET = {
    "en": "meet Committee tomorrow 19:00 for 90m room 204 chair @Ana speaker Li recorder @Ben",
    "zh": "开会 支委会 明晚7点 90分钟 204 主持@Ana 主讲 小李 记录@Ben",
}
SAID = {
    "en": {"leave": "leave tomorrow: ill", "minutes": "minutes", "year": "attendance report"},
    "zh": {"leave": "请假 明晚 发烧", "minutes": "会议记录", "year": "考勤统计"},
}


async def committee(stage: Stage, also: str = "") -> tuple[Actor, Actor, Actor]:
    """Let Ana call a meeting of the committee for tomorrow evening; Ben records, Cy is a member."""
    ana, ben, cy = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben"), stage.actor("Cy")
    await ana.says(f"{MEET[stage.scene.language]} {also}".strip())
    await ana.picks(stage.say("draft", "post"))
    return ana, ben, cy


async def begun(stage: Stage, also: str = "") -> tuple[Actor, Actor, Actor]:
    """Let it be the evening of that meeting, on the minute."""
    people = await committee(stage, also)
    await stage.pass_time(hours=34)
    return people


def files(stage: Stage, reader: Actor) -> dict[str, bytes]:
    """Return the files that somebody was handed last, by their endings."""
    for message in reversed(reader.private.messages):
        found = [block for block in message.drawn.card.blocks if isinstance(block, File)]
        if found:
            return {
                each.name.rpartition(".")[2]: path_in(stage.folder, each.file).read_bytes()
                for each in found
            }
    raise AssertionError(f"{reader.name} was handed no file")


# From the line to the archive


@on(ENGLISH)
async def test_a_meeting_from_its_call_to_its_archive(stage: Stage) -> None:
    """It is called by one line, answered, signed in to, recorded, approved, and filed away."""
    ana, ben, cy = (stage.actor(n, r) for n, r in (
        ("Ana", Role.ORGANISER), ("Ben", Role.MEMBER), ("Cy", Role.MEMBER),
    ))  # fmt: skip
    assert await ana.says(MEET["en"]) == (
        "Draft: Meeting\n"
        "Meeting: Committee\n"
        "When: Fri 27 Nov 19:00 (Beijing)\n"
        "How long: 1 h 30 min\n"
        "Where: room 204\n"
        "Chair: Ana\n"
        "Speaker: Li\n"
        "Recorder: Ben\n"
        "Kind: committee\n"
        "Will be posted in: Lobby\n"
        "[Post] [Edit] [More…] [Cancel]"
    )
    assert await ana.picks("Post") == "Meeting 1 is posted in Lobby.\n[Undo]"
    assert stage.last == (
        "Committee\n"
        "Quorum: more than half of those with a vote\n"
        "When: Fri 27 Nov 19:00 (Beijing) · 1 h 30 min\n"
        "Where: room 204\n"
        "Chair: Ana\n"
        "Speaker: Li\n"
        "Recorder: Ben\n"
        "Coming 0\n"
        "Online 0\n"
        "Late 0\n"
        "Leave 0\n"
        "0 of 3 answered · open until it starts\n"
        "[Coming] [Online] [Late] [Leave]\n"
        "[More…]\n"
        "Names and reasons: organisers only · Counts: everybody"
    )
    until = "You can change it until Fri 27 Nov 19:00 (Beijing)."
    assert await ben.picks("Coming") == f"Noted: Coming. {until}"
    asked = "Noted: Leave. The organisers are asked; I will tell you."
    assert await cy.picks("Leave") == f"{asked}\nLeave\nReason:"
    assert await cy.answers(reason="ill") == (
        "Noted: Leave (ill). The organisers are asked; I will tell you."
    )
    assert ana.private.last == (
        "[Book club] Cy asks for leave: Committee\n"
        "When: Fri 27 Nov 19:00 (Beijing) · 1 h 30 min\n"
        "Reason: ill\n"
        "[Approve] [Refuse]"
    )
    told = await ana.picks(approve_leave)
    assert told.startswith("Cy is on leave.\n")
    assert told.endswith("Reason: ill\nApproved.")
    assert cy.private.last == (
        "[Book club] Your leave is approved: Committee\nFri 27 Nov 19:00 (Beijing)"
    )
    await stage.pass_time(hours=33, minutes=45)
    assert stage.last.startswith("Sign-in is open: Committee\n")
    assert await ben.picks("Sign in") == "You are signed in: Fri 27 Nov 18:45 (Beijing)."
    assert "with a vote · quorum 2, not reached yet\n" in stage.room().texts[0]
    await stage.pass_time(minutes=18)
    assert await ana.picks("Sign in") == (
        "You are signed in: Fri 27 Nov 19:03 (Beijing), 3 min late."
    )
    assert "Here ███████ 2 (67%)\n2 of 3 with a vote · quorum 2 ✓\n" in stage.room().texts[0]
    assert await ben.says_in_private("topic Next term’s plan") == (
        "Noted. 1. Topic: Next term’s plan\n[Undo]"
    )
    told = await ben.says_in_private(
        "point Li: the budget is enough\nagreed Two trips, in May and June\naction @Cy book by Fri"
    )
    assert "2. Point: Li: the budget is enough" in told
    assert "4. Action: Cy – book, by Fri 27 Nov 23:59 (Beijing)" in told
    await ana.says("meet 1")
    assert "The meeting is closed." in await ana.picks("End the meeting")
    assert stage.last == (
        "Meeting closed: Committee\nHere ███████ 2 (67%)\n2 of 3 with a vote · quorum 2 ✓"
    )
    record = ben.private.last
    assert record.startswith("[Book club] Minutes: Committee\n")
    assert (
        "Expected: 3\nHere: 2: Ben, Ana (3 min late)\nLeave: 1: Cy (ill)\nAbsent: 0\n"
        "Quorum: 2 of 3 with a vote · quorum 2 ✓\n"
    ) in record
    assert (await ben.picks(approve)).startswith("Approved. The archive comes to you as a file.")
    shown = next(text for text in ana.private.texts if "Minutes: Committee" in text)
    assert shown.endswith("Approved Fri 27 Nov 19:03 (Beijing)\n[Correct…]"), (
        "nothing is left to do"
    )
    assert cy.private.last == (
        "[Book club] From “Committee”, for you: book\nBy Fri 27 Nov 23:59 (Beijing)\n[Done]"
    )
    assert "Meeting 1: Committee" not in stage.last
    archived = files(stage, ben)
    assert set(archived) == {"docx", "md"}
    text = archived["md"].decode()
    assert "- **When**: Fri 27 Nov 2026 19:00 (Beijing) · 1 h 30 min\n" in text
    assert "## Resolutions\n\n1. Two trips, in May and June\n" in text
    assert "- **Leave**: 1: Cy (ill)\n" in text


@on(CHINESE)
async def test_a_meeting_in_chinese(stage: Stage) -> None:
    """The same in Chinese, as a branch secretary would word it; the document keeps its fonts."""
    ana, ben, cy = await committee(stage, "提前1天和1小时提醒")
    assert stage.last == (
        "支委会\n"
        "有表决权的过半数到会有效\n"
        "时间：11月27日(周五)19:00 · 1小时30分钟\n"
        "地点：204\n"
        "主持人：Ana\n"
        "主讲人：小李\n"
        "记录人：Ben\n"
        "参加 0\n"
        "线上参加 0\n"
        "迟到 0\n"
        "请假 0\n"
        "应到 3 人，0 人已回复 · 开始前都可以回复\n"
        "[参加] [线上参加] [迟到] [请假]\n"
        "[更多…]\n"
        "姓名和原因：仅组织者可见 · 人数：所有人可见"
    )
    assert "已记下：请假（发烧）。已报组织者批准，有结果会告诉您。" in await cy.says(
        "请假 明晚 发烧"
    )
    assert "Cy请假：支委会\n" in ana.private.last
    told = await ana.picks("准假")
    assert told.startswith("已准Cy的假。\n")
    assert told.endswith("请假原因：发烧\n已准假。")
    await stage.pass_time(hours=34)
    assert await ben.picks("签到") == "已签到：11月27日(周五)19:00。"
    assert "有表决权的应到 3 人，实到 1 人 · 法定人数 2 人，还不够\n" in stage.room().texts[0]
    await ben.says_in_private("议题 研究发展对象\n决议 同意列为发展对象\n任务 Cy 周五前交材料")
    await ana.says("开会 1")
    await ana.picks("散会")
    assert (
        "应到：3 人\n实到：1 人：Ben\n请假：1 人：Cy（发烧）\n缺席：1 人：Ana\n" in ben.private.last
    )
    assert (await ben.picks("通过")).startswith("记录已通过，存档文件会私下发给您。")
    document = Document(io.BytesIO(files(stage, ana)["docx"]))
    rows = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
    assert rows["时间"] == "2026年11月27日(周五)19:00 · 1小时30分钟"
    assert (rows["应到"], rows["实到"]) == ("3 人", "1 人：Ben")
    assert (rows["请假"], rows["缺席"]) == ("1 人：Cy（发烧）", "1 人：Ana")
    said = [each.text for each in document.paragraphs]
    assert said[:3] == ["会议记录：支委会", "议题", "1. 研究发展对象"]
    assert "Cy负责交材料（2026年11月27日(周五)23:59前完成）" in said
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "SimSun"


@on(*EVERYWHERE)
async def test_all_of_a_meeting_can_be_done_everywhere(stage: Stage) -> None:
    """Call, answer, approve leave, sign in by code, sign others in, record, approve: anywhere."""
    by_code = {"en": "by code", "zh": "签到码"}[stage.scene.language]
    ana, ben, cy = await committee(stage, by_code)
    await ben.picks(answer)
    await cy.says_in_private(SAID[stage.scene.language]["leave"])
    assert "Cy" in await ana.picks(approve_leave)
    await stage.pass_time(hours=34)
    await ben.picks(sign)
    await ben.answers(code=await code_of(stage, ana))
    await ana.says(f"{MEET[stage.scene.language].split()[0]} 1")
    await ana.picks(show_marking)
    assert "Cy" in await ana.picks(mark)
    await ben.says_in_private({"en": "topic Plans", "zh": "议题 计划"}[stage.scene.language])
    await ana.says(f"{MEET[stage.scene.language].split()[0]} 1")
    await ana.picks(steps.close)
    await ben.says_in_private(SAID[stage.scene.language]["minutes"])
    await ben.picks(show_correcting)
    await ben.picks(correct)
    assert "Plans for May" in await ben.answers(line="Plans for May")
    assert stage.say("meeting", "approved-now") in await ben.picks(approve)
    archived = "\n".join(ben.private.texts)
    assert ".docx" in archived
    assert ".md" in archived


async def code_of(stage: Stage, keeper: Actor) -> str:
    """Return the code that is right now, as whoever keeps the list reads it in private."""
    told = await keeper.says_in_private({"en": "code", "zh": "签到码"}[stage.scene.language])
    found = re.search(r"\b(\d{3}) (\d{3})\b", told)
    assert found is not None, told
    return found[1] + found[2]


# Signing in


@on(ENGLISH)
async def test_a_code_is_answered_in_words_whatever_is_wrong_with_it(stage: Stage) -> None:
    """Wrong, old, twice, in another room, too early: each is said, and the right one counts."""
    ana, ben, cy = await committee(stage, "by code")
    assert await ben.says_in_private("check in 123456") == "Nothing takes sign-ins right now."
    await stage.pass_time(hours=34)
    assert await ben.picks("Sign in") == "Sign in\nCode:"
    assert "That is no code. It has six digits" in await ben.answers(code="12")
    code = await code_of(stage, ana)
    wrong = "111111" if code != "111111" else "222222"
    assert "That is not the code." in await ben.says_in_private(f"check in {wrong}")
    annex = stage.room("annex", title="Annex")
    assert await ben.says(f"check in {code}", room=annex) == (
        "That code is for Lobby. Type it there, or to me in private."
    )
    assert "You are signed in: " in await ben.says(f"check in {code[:3]} {code[3:]}")
    assert "You signed in already, Fri 27 Nov 19:00" in await ben.says(f"check in {code}")
    await stage.pass_time(seconds=45)
    assert "You are signed in: " in await cy.says_in_private(f"check in {code}")
    await stage.pass_time(minutes=2)
    assert "That code has run out" in await ana.says_in_private(f"check in {code}")


@on(CHINESE)
async def test_whoever_guesses_at_codes_has_to_wait(stage: Stage) -> None:
    """Five wrong codes are enough for a while; the organiser can still sign them in."""
    ana, ben, _ = await begun(stage, "签到码")
    code = await code_of(stage, ana)
    wrong = [f"{n:06d}" for n in range(5) if f"{n:06d}" != code]
    for each in wrong[:4]:
        assert "签到码不对" in await ben.says_in_private(f"签到 {each}")
    assert "签到码不对" in await ben.says_in_private("签到 999999")
    told = await ben.says_in_private(f"签到 {await code_of(stage, ana)}")
    assert "输错次数太多，请11月27日(周五)19:05以后再试" in told
    await ana.says("开会 1")
    await ana.picks("代签到")
    assert "已代Ben签到。" in await ana.picks("Ben")
    assert "Ben（组织者代签）" in await ana.says("开会 1")


@on(ENGLISH)
async def test_the_code_is_shown_to_whoever_keeps_the_list_and_nobody_else(stage: Stage) -> None:
    """A member who asks for it is told so; what all see never holds it."""
    ana, _, cy = await begun(stage, "by code")
    assert "Nothing whose list you keep" in await cy.says_in_private("code")
    code = await code_of(stage, ana)
    shown = "\n".join(stage.room().texts)
    assert code not in shown
    assert f"{code[:3]} {code[3:]}" not in shown


@on(ENGLISH)
async def test_a_stranger_who_signs_in_waits_to_be_admitted(stage: Stage) -> None:
    """Who was not expected is asked about; once admitted they are a guest in the minutes."""
    ana, ben, _ = await begun(stage)
    eve = stage.actor("Eve")
    assert "You are not on this meeting’s list." in await eve.picks("Sign in")
    assert "is admitted" in await ana.picks(steps.admit)
    await ana.says("meet 1")
    assert "Guests: 1: Eve" in await ana.picks(show_record)
    assert "Eve" not in await ben.says("meetings 1")


@on(CHINESE)
async def test_the_bare_word_signs_in_while_a_meeting_is_on(stage: Stage) -> None:
    """签到 alone asks for a roll call before, and signs in from a quarter of an hour on."""
    _, ben, cy = await committee(stage)
    assert "事由" in await cy.says("签到")
    await stage.pass_time(hours=33, minutes=50)
    assert await ben.says("签到") == "已签到：11月27日(周五)18:50。"


@on(ENGLISH)
async def test_sign_in_is_not_open_before(stage: Stage) -> None:
    """A button that was not refreshed says when it opens."""
    _, ben, _ = await committee(stage)
    await stage.pass_time(hours=33, minutes=50)
    await ben.picks("Sign in")
    assert "already" in await ben.picks("Sign in")


@on(ENGLISH)
async def test_leave_may_be_left_aside_when_votes_are_counted(stage: Stage) -> None:
    """The rules of a kind say whether those on approved leave belong to the base."""
    ana = stage.actor("Ana", Role.ORGANISER)
    assert "leave does not count" in await ana.says("kind Council quorum 2/3 leave aside")
    ben, cy = stage.actor("Ben"), stage.actor("Cy")
    await ana.says("meet Council tomorrow 19:00")
    await ana.picks("Post")
    await cy.picks("Leave")
    await cy.answers(reason="ill")
    await ana.picks(approve_leave)
    await stage.pass_time(hours=34)
    await ana.picks("Sign in")
    assert "1 of 2 with a vote · quorum 2, not reached yet" in stage.room().texts[0]
    await ben.picks("Sign in")
    assert "2 of 2 with a vote · quorum 2 ✓" in stage.room().texts[0]


@on(ENGLISH)
async def test_a_meeting_of_another_kind_counts_leave_by_its_rule(stage: Stage) -> None:
    """Whoever changes what kind a meeting is of changes whether leave is left aside."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says("kind Council quorum 2/3 leave aside")
    stage.actor("Ben")
    cy = stage.actor("Cy")
    await ana.says("meet Budget tomorrow 19:00")
    await ana.picks("Post")
    await ana.says("meet 1")
    await ana.picks(mend)
    await ana.answers(kind="Council")
    await cy.picks("Leave")
    await cy.answers(reason="ill")
    await ana.picks(approve_leave)
    await stage.pass_time(hours=34)
    assert "0 of 2 with a vote · quorum 2" in stage.room().texts[0]


@on(ENGLISH)
async def test_who_has_no_vote_counts_for_no_quorum(stage: Stage) -> None:
    """They are expected and present like everybody; the base names those with a vote."""
    stage.actor("Dan", votes=False)
    _, ben, _ = await begun(stage)
    await ben.picks("Sign in")
    assert "1 (25%)\n1 of 3 with a vote" in stage.room().texts[0]


# How a line is read


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            "meet Committee tomorrow 19:00 for 90m room 204 speaker @Li remind 1d 1h",
            "How long: 1 h 30 min\nWhere: room 204\nChair: –\nSpeaker: Li\nRecorder: –\n",
        ),
        (
            "meeting Group meeting Fri 19:00-20:30 in the hall, recorder Ben",
            "How long: 1 h 30 min\nWhere: hall\nChair: –\nSpeaker: –\nRecorder: Ben\n",
        ),
        ("meet Fri 19:00 Committee", "Meeting: Committee\nWhen: Fri 27 Nov 19:00 (Beijing)\n"),
        (
            "meet Committee Fri 19:00 chair @Nobody speaker @Wang recorder @Ana quorum 4/5",
            "Quorum: four fifths\n· I know nobody called “Nobody” here: the name will stand",
        ),
        (
            "meet Branch meeting Fri 19:00 chair @Bo Chen speaker: Ann Lee recorder Cy Wu",
            "Where: –\nChair: Bo Chen\nSpeaker: Ann Lee\nRecorder: Cy Wu\n",
        ),
        (
            "meet Branch meeting Fri 19:00\ntopics: Budget; Trips\nspeaker: Ann Lee",
            "Speaker: Ann Lee\nRecorder: –\nTopics: ",
        ),
        (
            "meet Committee tomorrow 19:00 topics: Trips; Next month for 90m",
            "Chair: –\nSpeaker: –\nRecorder: –\nTopics: Trips, Next month\n",
        ),
        (
            "meet 3 days of training every Fri 15:00 for 30h room 204 topics: Budget",
            "Meeting: 3 days of training\nHow long: 30 h\nWhere: room 204\n",
        ),
    ],
)
@on(ENGLISH)
async def test_how_a_line_is_read(stage: Stage, line: str, shown: str) -> None:
    """Who does what, how long and where, in whatever order they are said."""
    ana = stage.actor("Ana", Role.ORGANISER)
    assert shown in await ana.says(line)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            "开会 支委会 明晚7点 90分钟 204 主讲@小李 提前1天和1小时提醒",
            "地点：204\n主持人：未填\n主讲人：小李\n记录人：未填\n会议类型：支委会\n提前提醒：",
        ),
        (
            "开会 党课 周五19点到20点半 报告厅 主讲：王老师",
            "时长：1小时30分钟\n地点：报告厅\n主持人：未填\n主讲人：王老师\n",
        ),
        (
            "开会 支委会 明晚7点 204，主持陈静，记录王伟，议题：发展对象；下月计划",
            "地点：204\n主持人：陈静\n主讲人：未填\n记录人：王伟\n议题：发展对象、下月计划\n",
        ),
        (
            "开会 支委会 明晚7点 204 主持陈静 记录王伟 议题：发展对象；下月计划",
            "地点：204\n主持人：陈静\n主讲人：未填\n记录人：王伟\n议题：发展对象、下月计划\n",
        ),
        ("开会 支委会 明晚7点 30个小时 204 全员", "时长：30小时\n地点：204\n"),
        ("周五晚7点开党小组会 在三楼会议室", "时长：2小时\n地点：三楼会议室\n"),
        ("开会 明晚7点 支委会", "会议名称：支委会\n时间：11月27日(周五)19:00\n"),
        (
            "召开会议 组织生活会 周五19点 主持@小明 五分之四到会有效",
            "会议类型：组织生活会\n法定人数：五分之四\n· 这里没有叫“小明”的人：",
        ),
    ],
)
@on(CHINESE)
async def test_how_a_chinese_line_is_read(stage: Stage, line: str, shown: str) -> None:
    """The same in Chinese."""
    ana = stage.actor("安娜", Role.ORGANISER)
    assert shown in await ana.says(line)


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("meet Committee tomorrow", "At what time on Fri 27 Nov?"),
        ("meet Committee", "When does it start?"),
        ("meet Committee yesterday 19:00", "has passed"),
        ("meet Committee Fri 19:00 for 23h", ""),
    ],
)
@on(ENGLISH)
async def test_what_is_missing_is_asked_for(stage: Stage, line: str, asks: str) -> None:
    """A meeting without an hour asks."""
    ana = stage.actor("Ana", Role.ORGANISER)
    told = await ana.says(line)
    assert asks in told
    assert ("[Post]" in told) is (asks == "")


@on(ENGLISH)
async def test_two_of_one_name_are_asked_about(stage: Stage) -> None:
    """Nobody is made chair by chance; the rest of the line is kept."""
    ana = stage.actor("Ana", Role.ORGANISER)
    stage.actor("Li")
    other = Actor(stage, ana.platform, "Li.2", "en")
    stage.enrol(other, Role.MEMBER)

    def rename(connection: Connection) -> None:
        theirs = update(person_table).where(person_table.c.name == "Li.2")
        connection.execute(theirs.values(name="Li"))

    stage.before_next(rename)
    told = await ana.says("meet Committee Fri 19:00 chair Li")
    assert "There are several people called Li here. Which one is it? Li (1), Li (2)" in told
    assert "[Post]" not in told
    chosen = await ana.picks("Li (2)")
    assert "Chair: Li (2)" in chosen
    await ana.picks("Post")
    assert "Chair: Li\n" in stage.last
    assert "Which one is it? Li (1), Li (2)" in await ana.says("hours Li 2h 12 Nov shelves")
    told = await ana.says("hours Li (2) 2h 12 Nov shelves")
    assert told.startswith("Li has 2 h for shelves, marked as filled in.")
    assert "Hours were filled in for you" in other.private.last
    await stage.pass_time(hours=34)
    told = await ana.says_in_private("action Li report by Mon")
    assert "Several members are called that: Li (1), Li (2). Nobody is reminded until" in told
    told = await ana.says_in_private("action Li (2) report by Mon")
    assert told.startswith("Noted. 2. Action: Li – report, by Mon 30 Nov")


# Leave by a line


@on(ENGLISH)
async def test_leave_by_a_line_finds_the_meeting(stage: Stage) -> None:
    """By its day; where two could be meant there are two buttons, and none where none is."""
    ana, ben, _ = await committee(stage)
    await ana.says("roll Chess Sat 15:00")
    await ana.picks("Post")
    assert await ben.says("leave Sunday: away") == (
        "There is no meeting then. Nothing was noted. To leave a shift, type “mine”."
    )
    assert (await ben.says("leave tomorrow evening: ill")).startswith("Noted: Leave (ill).")
    await ana.says("roll Choir Sat 18:00")
    await ana.picks("Post")
    told = await ben.says("leave Saturday: away")
    assert told == (
        "From which meeting?\nReason: away\n"
        "[Chess, Sat 28 Nov 15:00 (Beijing)] [Choir, Sat 28 Nov 18:00 (Beijing)]"
    )
    told = await ben.says("leave: away")
    assert "From which meeting?\nReason: away\n[Committee, Fri 27 Nov 19:00 (Beijing)]" in told
    assert "Noted: Leave (away)." in await ben.picks("Chess, Sat 28 Nov 15:00 (Beijing)")
    await ana.says("roll Chess club Sun 15:00")
    await ana.picks("Post")
    for line in ("leave Choir: hoarse", "leave hoarse, no choir", "leave club: hoarse"):
        assert (await ben.says(line)).startswith("Noted: Leave (hoarse")
    assert "[Choir, Sat" in await ben.says("leave chore: away")


@on(ENGLISH)
async def test_leave_that_is_refused_is_told_and_counts_as_absence(stage: Stage) -> None:
    """The one who asked hears it in private; the organiser settles it once."""
    ana, eve, cy = stage.actor("Ana", Role.ORGANISER), stage.actor("Eve"), stage.actor("Cy")
    await eve.says_in_private("hello")
    await ana.says("meet Committee tomorrow 19:00 chair Eve")
    await ana.picks("Post")
    await cy.says("leave tomorrow: cinema")
    assert "[Approve] [Refuse]" in eve.private.last
    assert (await ana.picks("Refuse")).startswith("Cy is told that they are expected.\n")
    assert "Your leave is refused, you are expected: Committee" in cy.private.last
    for each in (ana, eve):  # whoever was asked sees how it ended
        card = next(text for text in each.private.texts if "asks for leave" in text)
        assert card.endswith("Reason: cinema\nRefused: they are expected.")
    await cy.says("leave tomorrow: fever")
    assert eve.private.last == ("[Book club] Cy asks for leave once more: Committee\nfever\n[Open]")
    assert "[Approve] [Refuse]" in eve.private.texts[-2]
    assert (await ana.picks("Approve")).startswith("Cy is on leave.\n")
    assert await ana.picks("Approve", gone=True) == "This leave was settled already."


@on(ENGLISH)
async def test_who_asked_for_leave_and_comes_needs_none(stage: Stage) -> None:
    """Whoever was to decide about it sees so, and an old button decides nothing."""
    ana, ben, cy = await committee(stage)
    await stage.pass_time(hours=33, minutes=50)
    await ben.picks("Leave")
    await ben.picks("Sign in")
    await stage.pass_time(minutes=2)
    assert "asks for leave" not in ana.private.last, "nobody is asked about who came after all"
    await cy.says("leave today: ill")
    assert ana.private.last.endswith("Reason: ill\n[Approve] [Refuse]")
    await cy.picks("Sign in")
    assert ana.private.last.endswith("Reason: ill\nThey have come: nothing is left to decide.")
    assert await ana.picks("Approve", gone=True) == "This leave was settled already."


# Minutes


@on(ENGLISH)
async def test_minutes_are_taken_in_the_room_that_hears_all(stage: Stage) -> None:
    """The recorder need not call me; what others say so is only talk, and leaves nothing."""
    _, ben, cy = await begun(stage)
    assert "Noted. 1. Topic: Plans" in await ben.talks("topic Plans")
    before = await stage.rows()
    assert await cy.talks("topic Lunch") == ""
    assert await ben.talks("agreedly nice") == ""
    assert await stage.rows() == before


@on(ENGLISH)
async def test_only_keepers_write_and_read_minutes(stage: Stage) -> None:
    """Others are told who may; without a meeting there is nothing to write."""
    _, ben, cy = await committee(stage)
    assert "No meeting is on whose minutes" in await ben.says_in_private("topic Plans")
    await stage.pass_time(hours=34)
    assert "Only the recorder, the chair and organisers" in await cy.says_in_private("topic Plans")
    assert "Only the recorder" in await cy.says_in_private("minutes")
    assert "Only the recorder" in await cy.says_in_private("minutes 1")


@on(ENGLISH)
async def test_no_line_of_minutes_is_passed_over(stage: Stage) -> None:
    """Of more than can be taken nothing is: not some of the lines, nor the beginning of one."""
    _, ben, _ = await begun(stage)
    assert "Nothing was written down. Begin each line" in await ben.says_in_private("minutes topic")
    told = await ben.says_in_private("\n".join(f"point {n}" for n in range(41)))
    assert "Nothing was written down: these are 41 lines, and I take 40 at a time." in told
    told = await ben.says_in_private("agreed " + "far " * 300)
    assert "Nothing was written down: line 1 is 1,199 characters long, and may have 1,000" in told
    assert "Nothing is written yet" in await ben.says_in_private("minutes 1")
    assert "40 lines are noted." in await ben.says_in_private("\n".join(["point yes"] * 40))


@on(ENGLISH)
async def test_corrections_are_kept_and_approval_is_asked_again(stage: Stage) -> None:
    """A line that is written anew keeps its number, how it read stands in the archive."""
    ana, ben, _ = await begun(stage)
    await ben.says_in_private("agreed Three trips")
    await ana.says("meet 1")
    await ana.picks("End the meeting")
    await ben.picks(approve)
    await ben.says_in_private("minutes")
    await ben.picks(show_correcting)
    await ben.picks("Correct 1")
    assert "Noted. 1. Agreed: Two trips" in await ben.answers(line="Two trips")
    assert "1 line was corrected" in await ben.says_in_private("minutes 1")
    await ben.picks(approve)
    text = files(stage, ben)["md"].decode()
    assert "1. Two trips\n" in text
    assert "Line 1, corrected Fri 27 Nov 2026 19:00 (Beijing) by Ben; it read: Three trips" in text


@on(ENGLISH)
async def test_actions_are_owed_until_they_are_done(stage: Stage) -> None:
    """Whoever is to do something finds it in their list, is reminded, and says that it is done."""
    ana, ben, cy = await begun(stage)
    await ben.says_in_private("action @Ana book the hall by Mon")
    told = await ben.says_in_private("action @Cy book the hall by Mon")
    assert told.startswith("Noted. 2. Action: Cy – book the hall")
    told = await ben.says_in_private("action @Nobody tidy up")
    assert "I cannot tell which member is meant. Nobody is reminded until" in told
    told = await ben.says_in_private("agreed Go on\naction @Nobody tidy up\naction Sweep")
    assert "3 lines are noted. Nobody is reminded of 5, 6: I cannot tell which member" in told
    assert "Nothing was written down. Begin each line" in await ben.says_in_private(
        "minutes so far"
    )
    await ana.says("meet 1")
    await ana.picks("End the meeting")
    await ben.picks(approve)
    assert "Action: book the hall · until Mon 30 Nov 23:59" in await cy.says_in_private("mine")
    await stage.pass_time(hours=72)
    assert "book the hall" in cy.private.last
    assert "Done: book the hall" in await cy.picks(done)
    assert "book the hall" not in await cy.says_in_private("mine")


@on(ENGLISH)
async def test_what_is_to_be_done_is_told_once(stage: Stage) -> None:
    """Whoever has just been given something to do is not reminded of it a minute later."""
    ana, ben, cy = await begun(stage)
    await ben.says_in_private("action @Cy book the hall by Mon")
    await ana.says("meet 1")
    await ana.picks("End the meeting")
    await ben.picks(approve)
    await stage.pass_time(hours=1)
    assert len([each for each in cy.private.texts if "book the hall" in each]) == 1


@on(ENGLISH)
async def test_the_report_is_asked_of_one_person(stage: Stage) -> None:
    """Within three days; it goes into the archive, and to chair and recorder."""
    ana, ben, cy = await begun(stage, "publicity @Cy")
    await ana.says("meet 1")
    await ana.picks("End the meeting")
    assert "Please write the report about “Committee”.\nBy Mon 30 Nov 19:00" in cy.private.last
    assert "Report about Committee" in await cy.says_in_private("mine")
    await cy.picks(ask_report)
    assert "The report is kept" in await cy.answers(report="We met.\nIt was good.")
    assert "Report about “Committee”\nWe met." in ben.private.last
    await ben.says_in_private("minutes 1")
    await ben.picks(approve)
    assert "## Report\n\n- We met.\n- It was good.\n" in files(stage, ben)["md"].decode()


@on(ENGLISH)
async def test_what_people_typed_is_no_markup_in_the_archive(stage: Stage) -> None:
    """Neither a heading nor a formula of somebody's; what no file can hold is left out."""
    ana, ben, _ = await begun(stage)
    await ben.says_in_private("agreed # [x](http://a.b) *b* \x07 <i> 🎉")
    await ana.says("meet 1")
    await ana.picks("End the meeting")
    await ben.picks(approve)
    written = files(stage, ben)
    assert "1. \\# \\[x\\](http://a.b) \\*b\\*" in written["md"].decode()
    assert any("🎉" in each.text for each in Document(io.BytesIO(written["docx"])).paragraphs)


@on(Scene("zh", database="postgresql"), Scene("en", (NARROW,)))
async def test_a_restart_in_the_middle_loses_nothing(stage: Stage) -> None:
    """Timers, sign-ins and lines go on after a restart, on both databases."""
    word = {"en": "topic Plans", "zh": "议题 计划"}[stage.scene.language]
    ana, ben, _ = await committee(stage)
    await stage.restart()
    await stage.pass_time(hours=34)
    await ben.picks(sign)
    await stage.restart()
    await ben.says_in_private(word)
    await stage.restart()
    await stage.pass_time(hours=3)
    assert "1. " in ben.private.last
    assert stage.say("meeting", "approved-now") in await ben.picks(approve)
    assert set(files(stage, ben)) == {"docx", "md"}
    assert ana.private.messages


# Called off


@on(ENGLISH)
async def test_a_meeting_is_cancelled_for_all_to_see(stage: Stage) -> None:
    """Its card and a message say so, nobody is reminded of it, and its series goes on."""
    ana, ben, cy = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben"), stage.actor("Cy")
    await ana.says("meet Committee every Fri 15:00 room 204")
    await ana.picks("Post")
    await stage.pass_time(hours=1)
    await ben.picks("Coming")
    await cy.picks("Leave")
    await cy.answers(reason="ill")
    await ana.says("cancel the Committee")
    when = "When: Fri 27 Nov 15:00 (Beijing)\nWhere: room 204\n"
    asked = (
        f"Cancel the meeting “Committee”?\n{when}"
        "2 people have answered. I will say so in Lobby. This cannot be taken back.\n"
        "[Cancel the meeting] [Keep it]"
    )
    assert await ana.picks("Cancel the meeting") == asked
    assert (await ana.picks("Keep it")).endswith("Nothing was changed.")
    assert await ana.picks("Cancel the meeting") == asked
    cancelled = f"Committee\n{when}Cancelled Thu 26 Nov 10:00 (Beijing)"
    assert (await ana.picks("Cancel the meeting")).startswith(
        f"{cancelled}\nThe meeting is cancelled. I am saying so in Lobby."
    )
    assert stage.room().texts[0] == cancelled
    assert stage.last == f"The meeting is cancelled: Committee\n{when}".strip()
    assert ana.private.last.endswith("ill\nThe meeting is cancelled: nothing is left to decide.")
    over = "This meeting is cancelled."
    assert await ana.picks("Cancel the meeting", gone=True) == over
    assert await ben.picks("Online", gone=True) == over
    assert await ben.says("meeting 1") == over
    assert await ana.picks(approve_leave, gone=True) == (
        "The meeting is cancelled: nothing is left to decide."
    )
    told = await ana.says("meetings")
    assert "There is none." in told
    assert "Committee: not yet held this month" in told
    before = len(ben.private.texts)
    await stage.pass_time(days=5)
    assert len(ben.private.texts) == before
    assert len(stage.room().texts) == 2
    await stage.pass_time(days=1)
    assert "When: Fri 4 Dec 15:00" in stage.last
    await ana.says("meeting 2")
    await ana.picks("Cancel the meeting")
    await stage.pass_time(days=2, hours=6)
    assert await ana.picks("Cancel the meeting") == (
        "The meeting has begun. It cannot be cancelled any more."
    )


@on(Scene("zh", (NARROW,)))
async def test_what_stands_is_cancelled_in_chinese(stage: Stage) -> None:
    """A roll call that takes no more answers is cancelled until it begins, a poll is withdrawn."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says("点名 每周学习 周五15点 截止周五9点")
    await ana.picks("发布")
    await stage.pass_time(hours=26)
    await ana.says("点名 1")
    assert "要取消点名“每周学习”吗？" in await ana.picks("取消点名")
    assert "点名已取消" in await ana.picks("取消点名")
    assert stage.last == "点名取消：每周学习\n时间：11月27日(周五)15:00"
    await ana.says("投票 去哪 图书馆／家")
    await ana.picks("发布")
    await ben.picks("家")
    await ana.says("投票 1")
    assert "已有 1 人回应。我会在大群告诉大家，之后不能恢复。" in await ana.picks("撤回投票")
    assert "投票已撤回" in await ana.picks("撤回投票")
    assert stage.last == "投票撤回：去哪"
    assert await ben.picks("家", gone=True) == "这次投票已经撤回，没有记下。"


# Series, kinds, statistics


@on(ENGLISH)
async def test_a_series_posts_each_meeting_in_time(stage: Stage) -> None:
    """Two days before at nine; one is left out, one is moved, and then the series ends."""
    ana = stage.actor("Ana", Role.ORGANISER)
    told = await ana.says("meet Committee every Fri 15:00 room 204 chair Ana")
    assert "Repeats: " in told
    assert "Series 1 “Committee” has begun." in await ana.picks("Post")
    await stage.pass_time(hours=1)
    assert "When: Fri 27 Nov 15:00" in stage.last
    await ana.says("meetings")
    assert "Posted 2 days before, 09:00" in await ana.picks(show_series)
    assert "Fri 4 Dec 15:00 (Beijing)\n" in await ana.picks(show_one)
    assert "Left out: Fri 4 Dec 15:00" in await ana.picks(skip)
    told = await ana.picks("Undo")
    assert "[Fri 4 Dec 15:00 (Beijing) …]" in told
    assert told.endswith("This one is held as before: Fri 4 Dec 15:00 (Beijing)")
    await ana.picks(show_one)
    await ana.picks(skip)
    await stage.pass_time(days=8)
    posted = [each for each in stage.room().texts if each.startswith("Committee\n")]
    assert len(posted) == 1
    await ana.says("meetings")
    await ana.picks(show_series)
    await ana.picks(show_one)
    await ana.picks(move)
    assert "This one is held Thu 10 Dec 16:00" in await ana.answers(moved_to="10 Dec 16:00")
    await stage.pass_time(days=5)
    posted = [each for each in stage.room().texts if each.startswith("Committee\n")]
    assert "When: Thu 10 Dec 16:00" in posted[1]
    assert "was called already" in await ana.picks(skip, gone=True)
    await ana.says("meetings")
    await ana.picks(show_series)
    assert "The series “Committee” has ended." in await ana.picks(end_series)
    await stage.pass_time(days=30)
    assert len([each for each in stage.room().texts if each.startswith("Committee\n")]) == 2


@pytest.mark.parametrize(
    ("line", "posted"),
    [
        ("开会 党小组会 每周五15点 204 提前三天8点半发布", "提前 3 天 08:30发通知"),
        ("开会 党小组会 每周五15点 204 提前1天发通知", "提前 1 天 09:00发通知"),
        ("开会 党小组会 每周五15点 204", "提前 2 天 09:00发通知"),
    ],
)
@on(CHINESE)
async def test_a_series_is_posted_when_its_line_says(stage: Stage, line: str, posted: str) -> None:
    """How many days before, and at what time, is said in the line or is as usual."""
    ana = stage.actor("安娜", Role.ORGANISER)
    await ana.says(line)
    await ana.picks("发布")
    await ana.says("会议")
    assert posted in await ana.picks("查看例会")


@on(Scene("en", database="postgresql"), ENGLISH)
async def test_a_series_is_caught_up_once_after_a_rest(stage: Stage) -> None:
    """What was over while nothing ran is not called; the next one is, once."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says("meet Committee every Fri 15:00")
    await ana.picks("Post")
    await stage.close()
    stage.clock.set(datetime(2026, 12, 9, 12, tzinfo=ZONE))
    await stage.open()
    await stage.settle()

    def starts(connection: Connection) -> list[str]:
        found = connection.scalars(select(meeting_table.c.starts).order_by(meeting_table.c.starts))
        return [f"{each.astimezone(ZONE):%m-%d %H:%M}" for each in found]

    assert await stage.query(starts) in (["12-11 15:00"], ["11-27 15:00", "12-11 15:00"])


@on(CHINESE)
async def test_a_series_goes_on_when_the_next_term_is_told(stage: Stage) -> None:
    """It comes to the end of the terms that are known, and waits for another."""
    ana = stage.actor("安娜", Role.ORGANISER)
    await ana.says_in_private("学期 2026秋 2026年9月1日至2026年12月6日")
    await ana.says("开会 学习 双周周四15点 204")
    await ana.picks("发布")
    await stage.pass_time(days=80)
    assert len([each for each in stage.room().texts if each.startswith("学习\n")]) == 1
    await ana.says_in_private("学期 2027春 2027年3月1日至2027年7月4日")
    await stage.pass_time(days=25)
    assert "时间：3月11日(周四)15:00" in stage.last


@on(ENGLISH, CHINESE)
async def test_what_is_not_yet_held_is_said_once(stage: Stage) -> None:
    """Towards the end of the month organisers hear of it in private, once; members never."""
    ana, _, cy = await begun(stage)
    await stage.pass_time(days=30)
    title = stage.say("meeting", "not-held-title")
    told = [each for each in ana.private.texts if title in each]
    assert len(told) == 1
    assert not [each for each in cy.private.texts if title in each]


@on(ENGLISH)
async def test_what_a_series_will_call_is_not_missing(stage: Stage) -> None:
    """Nobody is told in the last week of a month of a meeting that is held on its last day."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says("meet Group meeting last workday of the month 15:00")
    await ana.picks("Post")
    await stage.pass_time(days=35)
    assert [each for each in stage.room().texts if each.startswith("Group meeting\n")]
    assert not [
        each for each in ana.private.texts if stage.say("meeting", "not-held-title") in each
    ]


@on(ENGLISH)
async def test_a_team_adds_kinds_of_its_own(stage: Stage) -> None:
    """With its rules; the meetings list says whether it is still to be held."""
    ana = stage.actor("Ana", Role.ORGANISER)
    cy = stage.actor("Cy")
    told = await ana.says("kind Reading circle monthly quorum 2/3")
    assert "Reading circle: monthly, quorum two thirds of those with a vote" in told
    assert "Reading circle: not yet held this month" in await ana.says("meetings")
    assert "not yet held" not in await cy.says("meetings")
    await ana.says("meet Reading circle Fri 19:00")
    await ana.picks("Post")
    assert "Quorum: two thirds" in stage.last
    assert "not yet held" not in await ana.says("meetings")
    assert "Only organisers" in await cy.says("kind Chess monthly")
    told = await ana.says("kind lecture")
    assert told.endswith("Lecture: quarterly"), "a name alone is a question, and takes nothing away"
    assert (await ana.says("kind lecture no rules")).endswith("Lecture: no rules")
    assert "Lecture: quarterly" in await ana.picks("Lecture: usual rules")


@on(ENGLISH)
async def test_statistics_count_everybody_and_work_nothing_out(stage: Stage) -> None:
    """Who came, was late, on leave or absent, by person and by meeting; names are text."""
    ana, ben, cy = await begun(stage)
    eve = stage.actor("=1+1")
    await stage.pass_time(minutes=3)
    await ben.picks("Sign in")
    await eve.picks("Sign in")
    await ana.picks(steps.admit)
    await ana.says("meet 1")
    await ana.picks("End the meeting")
    await ana.says("attendance report")
    book = openpyxl.load_workbook(io.BytesIO(files(stage, ana)["xlsx"]))
    people, by_meeting = (list(book[name].values) for name in book.sheetnames)
    head = ("Name", "Expected", "Came", "Late", "Leave", "Absent", "Share", "Committee")
    assert people[0] == head
    assert ("Ben", 1, 1, 1, 0, 0, "100%", 1) in people
    assert ("Cy", 1, 0, 0, 0, 1, "0%", 0) in people
    assert ("=1+1", "3 min late") in by_meeting
    for cell in (cell for sheet in book for row in sheet.rows for cell in row):
        assert cell.data_type != "f"
        assert cell.data_type == "n" or cell.quotePrefix, "it stays a text when it is edited"
    assert await cy.says("attendance report") != ""
    assert archive.name == "meeting.archive"


@on(Scene("en", entry=Entry.CLOSED))
async def test_strangers_to_a_closed_team_are_told_who_may(stage: Stage) -> None:
    """They neither answer nor sign in."""
    await begun(stage)
    eve = stage.actor("Eve", None)
    assert "Only members of the team may do this." in await eve.picks("Sign in")


@on(Scene("zh", (RICH,)))
async def test_an_early_roll_call_still_answers_by_its_old_name(stage: Stage) -> None:
    """A roll call is a meeting without a kind: its own words, and no minutes."""
    ana = stage.actor("安娜", Role.ORGANISER)
    await ana.says("点名 每周学习 周五15点")
    assert await ana.picks("发布") == "点名 1 已发到大群。\n[撤销]"
    assert "会议记录" not in await ana.says("点名 1")
    registry = stage.running.muster.runtime.registry
    assert registry.step("roll.answer") is registry.step(answer.name)


@on(CHINESE)
async def test_what_lists_meetings_calls_one_where_a_time_is_said(stage: Stage) -> None:
    """「会议」 lists, also those of a day; with what and at what hour it means 「开会」."""
    ana = stage.actor("Ana", Role.ORGANISER)
    for line in ("会议 支委会 明晚7点", "会议支委会明晚7点"):
        assert "会议名称：支委会\n时间：11月27日(周五)19:00" in await ana.says(line)
    for line in ("会议", "会议 明天", "会议安排"):
        assert (await ana.says(line)).startswith("近期会议")


@on(ENGLISH, CHINESE)
async def test_who_says_that_the_meeting_is_over_is_shown_how_to_end_it(stage: Stage) -> None:
    """The word that stands on the button may be typed as well."""
    ana, *_ = await begun(stage)
    for said in {"en": ("end the meeting", "close meeting"), "zh": ("散会", "结束会议")}[
        stage.scene.language
    ]:
        assert f"[{stage.say('meeting', 'end')}]" in await ana.says(said)


@on(CHINESE)
async def test_a_themed_party_day_is_called_as_people_call_it(stage: Stage) -> None:
    """What is held then does not end in the word for a meeting."""
    ana = stage.actor("安娜", Role.ORGANISER)
    told = await ana.says("周五下午3点开展主题党日活动，报告厅")
    assert "会议名称：主题党日活动\n" in told
    assert "地点：报告厅\n" in told
    assert "会议类型：主题党日\n" in told
