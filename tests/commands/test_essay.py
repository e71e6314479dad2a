"""Essays: from the call for papers to the last receipt, as those see it who take part."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from openpyxl import load_workbook

from bot.domain.identity import Entry, Role
from bot.domain.phrase import Variant
from bot.message import File
from commands.essay.board import late_ones
from commands.essay.calling import mend
from commands.essay.export import export
from commands.essay.feature import steps
from commands.essay.handing import take_back, typed
from storage.files import path_in
from tests.documents.made import PROGRAM, bomb, docx, pdf
from tests.stage import CHINESE, ENGLISH, EVERYWHERE, Actor, Scene, Stage, on

CALL: Final = {
    "en": "essay Reading notes 3 due 30 Nov min 5 words",
    "zh": "征文 读书笔记三 11月30日截止 不少于5字",
}
REFUSE: Final = {"en": "no late papers", "zh": "逾期不收"}
TEXT: Final = "I have read the book with great care"


async def called(stage: Stage, also: str = "") -> tuple[Actor, Actor]:
    """Let Ana ask everybody, which are Ana and Ben, for a paper."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says(f"{CALL[stage.scene.language]} {also}".strip())
    await ana.picks(stage.say("draft", "post"))
    return ana, ben


@on(ENGLISH)
async def test_a_campaign_collects_papers_until_it_is_over(stage: Stage) -> None:
    """One hands in twice, one not at all; late papers are refused, and all hear how it ended."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    assert await ana.says(f'essay "Reading notes 3" due 30 Nov min 5 words {REFUSE["en"]}') == (
        "Draft: Essay\n"
        "Topic: Reading notes 3\n"
        "Due: Mon 30 Nov 23:59 (Beijing)\n"
        "Words at least: 5\n"
        "Late papers: are refused\n"
        "Will be posted in: Lobby\n"
        "[Post] [Edit] [More…] [Cancel]"
    )
    assert await ana.picks("Post") == "Essay 1 is posted in Lobby.\n[Undo]"
    assert stage.last == (
        "Reading notes 3\n"
        "Due: Mon 30 Nov 23:59 (Beijing)\n"
        "Each: 1 paper, at least 5 words\n"
        "Handed in 0\n"
        "Late papers are refused.\n"
        "[Hand in]\n"
        "[More…]\n"
        "Papers: their author and organisers only · Counts: everybody"
    )
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert await ben.says_in_private(f"submit {TEXT}") == (
        "Received Thu 26 Nov 09:00 (Beijing), for “Reading notes 3”. "
        "I am reading it; the receipt comes in private.\n"
        "[Book club] #E-1 · 8 words · Thu 26 Nov 09:00 (Beijing) · version 1\n"
        "Topic: Reading notes 3\n"
        f"SHA-256: {digest}\n"
        "You may hand in a new version until the time is over: the last one counts.\n"
        "[Take back]"
    )
    assert "Handed in █████ 1 (50%)" in stage.room().texts[0]
    assert TEXT not in "".join(stage.room().texts), "nobody else reads it"
    await ben.says_in_private(f"submit {TEXT}, twice")
    assert "#E-1 · 9 words" in ben.private.last
    assert "version 2" in ben.private.last
    assert await ana.picks(steps.show_panel) == (
        "Essay 1: Reading notes 3\n"
        "Due: Mon 30 Nov 23:59 (Beijing)\n"
        "Each: 1 paper, at least 5 words\n"
        "Late papers are refused.\n"
        "[Hand in]\n"
        "Handed in █████ 1 (50%)\n"
        "· Ben · #E-1 · 9 words · Thu 26 Nov 09:00 (Beijing) · version 2\n"
        "Not handed in yet: Ana\n"
        "[Close now] [Edit] [Remind] [Name them] [Export] [More time…] [Pin]"
    )
    await stage.pass_time(days=5)
    assert "Closed: Reading notes 3\n1 of 2 have handed in" in stage.room().texts
    assert await ana.says_in_private(f"submit {TEXT}") == (
        "“Reading notes 3” takes no papers any more: it closed Tue 1 Dec 00:00 (Beijing). "
        "Nothing was kept. Ask an organiser for more time."
    )
    await stage.pass_time(days=31)
    assert await ana.says_in_private(f"submit {TEXT}") == (
        "Nobody has asked for a paper at the moment. Nothing was kept."
    )


@on(CHINESE)
async def test_a_campaign_in_chinese(stage: Stage) -> None:
    """The same in Chinese, with a file."""
    ana, ben = stage.actor("安娜", Role.ORGANISER), stage.actor("小本")
    assert await ana.says(f"{CALL['zh']} 迟交扣分") == (
        "征文草稿\n"
        "题目：读书笔记三\n"
        "截止：11月30日(周一)23:59\n"
        "最少字数：5\n"
        "迟交：照收，按天扣分\n"
        "将发到：大群\n"
        "[发布] [修改] [更多…] [取消]"
    )
    assert await ana.picks("发布") == "征文 1 已发到大群。\n[撤销]"
    assert stage.last == (
        "读书笔记三\n"
        "截止：11月30日(周一)23:59\n"
        "每人：1 篇，不少于 5 字\n"
        "已交 0\n"
        "迟交照收，每迟一天扣 10 分，最低 60 分。\n"
        "[交稿]\n"
        "[更多…]\n"
        "文章：仅作者和组织者可见 · 人数：所有人可见"
    )
    content = docx("学习心得", "认真学习，体会很深。")
    assert await ben.sends("心得.docx", content) == (
        "“读书笔记三”的稿子收到了，11月26日(周四)09:00。正在读取，稍后私下给您回执。\n"
        "【读书会】#E-1 · 14 字 · 11月26日(周四)09:00 · 第1版\n"
        "题目：读书笔记三\n"
        f"SHA-256 校验码：{hashlib.sha256(content).hexdigest()}\n"
        "截止前可以再交新版本，以最后一版为准。\n"
        "[撤回]"
    )
    await stage.pass_time(days=6)
    assert (
        "征文截止：读书笔记三\n应交 2 人，已交 1 人\n迟交照收，每迟一天扣 10 分。"
        in stage.room().texts
    )
    await ana.says_in_private("交稿 迟到的心得，请多多包涵")
    assert "迟交2天，最高按 80 分计。" in ana.private.last


# Handing in


@on(*EVERYWHERE)
async def test_a_paper_is_handed_in_on_every_platform(stage: Stage) -> None:
    """By the card's button and its question or form, by the command, and as a file."""
    ana, ben = await called(stage)
    await ben.picks(typed)
    await ben.answers(text=TEXT)
    assert "#E-1" in ben.private.last
    word = {"en": "submit", "zh": "交稿"}[stage.scene.language]
    await ana.says_in_private(f"{word} {TEXT} too")
    assert "#E-2" in ana.private.last
    await ben.sends("notes.txt", b"These are other notes of mine")
    assert "#E-1" in ben.private.last
    await ben.picks(take_back)
    await ben.sends("program.docx", PROGRAM)
    await ben.picks(typed)
    await ben.answers(text=TEXT)
    assert "#E-1" in ben.private.last


@on(ENGLISH)
async def test_a_link_is_kept_and_not_opened(stage: Stage) -> None:
    """What stands behind it is for people to look at."""
    _, ben = await called(stage)
    await ben.says_in_private("submit https://example.org/notes")
    assert ben.private.last == (
        "[Book club] #E-1 · Thu 26 Nov 09:00 (Beijing) · version 1\n"
        "Topic: Reading notes 3\n"
        "Its length could not be counted, so an organiser will look at it.\n"
        "You may hand in a new version until the time is over: the last one counts.\n"
        "[Take back]"
    )


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.docx", PROGRAM, "It is not a kind of file that I can read."),
        ("a.pdf", pdf("x", password="p"), "It has a password. Save it without one."),
        ("a.docx", bomb("word/document.xml", 400_000_000), "It is too large."),
        ("a.pdf", b"%PDF-1.4 no more", "It cannot be opened: it seems to be damaged"),
        ("a.txt", b"too short", "Too short: 2 of at least 5 words."),
    ],
    ids=["program", "password", "bomb", "damaged", "short"],
)  # fmt: skip
@on(ENGLISH)
async def test_what_cannot_be_taken_is_said_in_words_and_loses_nothing(
    stage: Stage, name: str, content: bytes, why: str
) -> None:
    """Each file that cannot be read says why and what to do; what was handed in before stands."""
    _, ben = await called(stage)
    await ben.says_in_private(f"submit {TEXT}")
    await ben.sends(name, content)
    title, reason, stands, offer = ben.private.last.split("\n")
    assert title == f"[Book club] Not taken: {name}"
    assert reason.startswith(why)
    assert stands == "E-1, version 1, still counts."
    assert offer == "[Hand in]"
    await ben.says_in_private(f"submit {TEXT}, the second")
    assert "version 2" in ben.private.last, "what was refused is no version"


@on(ENGLISH)
async def test_a_file_that_is_too_large_is_let_go_on_the_way(stage: Stage) -> None:
    """Of two hundred megabytes no more is received than twenty."""
    _, ben = await called(stage)
    received = []

    def pieces() -> Iterator[bytes]:
        for number in range(200):
            received.append(number)
            yield bytes(1_000_000)

    await ben.sends("huge.docx", pieces=pieces())
    assert "It is too large." in ben.private.last
    assert len(received) == 21


@pytest.mark.parametrize(
    ("at", "answered"),
    [
        (timedelta(seconds=-2), "#E-1 · 8 words · Mon 30 Nov 23:59 (Beijing) · version 1"),
        (
            timedelta(seconds=1),
            "it closed Tue 1 Dec 00:00 (Beijing). Nothing was kept.",
        ),
    ],
)
@on(ENGLISH)
async def test_the_deadline_is_judged_by_when_a_paper_was_sent(
    stage: Stage, at: timedelta, answered: str
) -> None:
    """Sent two seconds before the end and fetched three after it, it is in time."""
    _, ben = await called(stage, REFUSE["en"])
    due = datetime(2026, 11, 30, 16, tzinfo=UTC)
    await stage.pass_time(seconds=(due + at - stage.now).total_seconds())

    def slowly() -> Iterator[bytes]:
        stage.clock.advance(timedelta(seconds=5))
        yield TEXT.encode()

    said = await ben.sends("notes.txt", pieces=slowly())
    assert answered in f"{said}\n{ben.private.last}"


@on(ENGLISH)
async def test_a_late_paper_is_marked_and_costs_what_was_said(stage: Stage) -> None:
    """A day that has begun counts; the card says that the time is over."""
    ana, ben = await called(stage, "late costs points")
    await stage.pass_time(days=6)
    assert (
        "Time is up: Reading notes 3\n0 of 2 have handed in\n"
        "Late papers are still taken; each day costs 10 of 100 points."
    ) in stage.room().texts
    assert "Reading notes 3 · was due Mon 30 Nov 23:59" in await ben.says_in_private("mine")
    await ben.says_in_private(f"submit {TEXT}")
    assert "2 days late: worth 80 of 100 points at best." in ben.private.last
    assert "· 2 days late" in await ana.picks(steps.show_panel)


@on(*EVERYWHERE)
async def test_a_late_receipt_does_not_speak_of_time_that_is_left(stage: Stage) -> None:
    """A new version, or one after taking it back, is as late as it is when it comes."""
    _, ben = await called(stage)
    await stage.pass_time(days=6)
    await ben.says_in_private(f"submit {TEXT}")
    more = stage.say("essay", "may-replace", when=Variant("late"))
    assert more in ben.private.last
    assert stage.say("essay", "may-replace", when=Variant("in-time")) not in ben.private.last
    taken = stage.say("essay", "taken-back", number="1", when=Variant("late"))
    assert taken in await ben.picks(take_back)


@on(ENGLISH, CHINESE)
async def test_a_paper_that_was_refused_is_not_listed_among_what_is_done(stage: Stage) -> None:
    """It is owed as before, until one comes that is long enough."""
    _, ben = await called(stage)
    await ben.says_in_private("submit short")
    done = stage.say("core", "mine-done")
    assert done not in await ben.says_in_private("mine")
    await ben.says_in_private(f"submit {TEXT}")
    assert done in await ben.says_in_private("mine")


@on(ENGLISH)
async def test_several_papers_a_person_and_which_one_is_replaced(stage: Stage) -> None:
    """When all are in, one is asked which of them a further one replaces."""
    _, ben = await called(stage, "each 2")
    await ben.says_in_private(f"submit {TEXT}")
    await ben.says_in_private("submit A second paper on another matter")
    assert "#E-2" in ben.private.last
    asked = await ben.says_in_private("submit A third paper on yet another matter")
    assert asked.startswith("[Book club] All your papers are in. Which one does “A third paper")
    await ben.picks("#E-1 · 8 words · Thu 26 Nov 09:00 (Beijing) · version 1")
    assert "#E-1 · 7 words" in ben.private.last
    assert "version 2" in ben.private.last


@on(ENGLISH)
async def test_of_two_campaigns_one_is_asked_which_is_meant(stage: Stage) -> None:
    """A text and a file alike wait until it is known what they are for."""
    ana, ben = await called(stage)
    assert "Words at least: any number" in await ana.says("essay Summer due 15 Dec")
    await ana.picks("Post")
    assert "[Reading notes 3] [Summer]" in await ben.says_in_private("submit")
    asked = await ben.sends("notes.txt", TEXT.encode())
    assert asked == "[Book club] What is “notes.txt” for?\n[Reading notes 3] [Summer]"
    await ben.picks("Summer")
    assert "Topic: Summer" in ben.private.last
    await ben.says_in_private(f"submit {TEXT}")
    await ben.picks("Reading notes 3")
    assert "Topic: Reading notes 3" in ben.private.last


@on(ENGLISH)
async def test_a_paper_is_taken_back_and_given_again(stage: Stage) -> None:
    """By its author alone, until the time is over."""
    _, ben = await called(stage, REFUSE["en"])
    await ben.says_in_private(f"submit {TEXT}")
    taken = await ben.picks(take_back)
    assert taken.startswith("E-1 is taken back. You may hand in again until the time is over.")
    assert "Handed in 0" in stage.room().texts[0]
    assert (await ben.says_in_private("undo")).startswith("E-1 counts again.")
    await ben.says_in_private(f"submit {TEXT}, better")
    assert "version 2" in ben.private.last
    await stage.pass_time(days=6)
    assert await ben.picks(take_back, gone=True) == (
        "The time is over: a paper can no longer be taken back."
    )


@on(ENGLISH)
async def test_a_copy_is_shown_to_organisers_alone(stage: Stage) -> None:
    """However it is set, a text that somebody else has handed in is named on the board."""
    ana, ben = await called(stage)
    words = " ".join(f"word{number} and thought{number * 3}" for number in range(60))
    await ana.says_in_private(f"submit {words}")
    await ben.sends("mine.docx", docx(words.upper().replace(" ", ",  ")))
    assert "like E-1" not in "".join(ben.private.texts)
    assert "· 100% like E-1" in await ana.picks(steps.show_panel)


# What organisers do


@on(ENGLISH)
async def test_one_person_gets_more_time(stage: Stage) -> None:
    """They are told, hand in after the time, and nobody else may."""
    ana, ben = await called(stage, REFUSE["en"])
    cy = stage.actor("Cy")
    await ben.says_in_private("hello")
    await ana.picks(steps.show_panel)
    assert await ana.picks(late_ones) == ("More time for “Reading notes 3”: for whom?\n[Ana] [Ben]")
    await ana.picks("Ben")
    refused = await ana.answers(until="29 Nov")
    assert "More time must end after Mon 30 Nov 23:59 (Beijing), and lie ahead." in refused
    answered = await ana.answers(until="3 Dec")
    assert answered.endswith("Ben has time until Thu 3 Dec 23:59 (Beijing), and is told so.")
    assert "You have more time for “Reading notes 3”: until Thu 3 Dec 23:59" in ben.private.last
    assert "Thu 3 Dec 23:59" in await ben.says_in_private("mine")
    await stage.pass_time(days=5)
    before = len(ben.private.texts)
    await stage.pass_time(days=2)
    assert len(ben.private.texts) == before + 1, "they are reminded of their own deadline"
    assert "Due Thu 3 Dec 23:59 (Beijing)" in ben.private.last
    await ben.says_in_private(f"submit {TEXT}")
    assert "#E-1 · 8 words" in ben.private.last
    assert "late" not in ben.private.last
    assert await cy.says_in_private(f"submit {TEXT}") == (
        "“Reading notes 3” was due Mon 30 Nov 23:59 (Beijing), and late papers are refused. "
        "Nothing was changed. Ask an organiser for more time."
    )
    await stage.pass_time(days=3)
    assert "Closed: Reading notes 3\n1 of 2 have handed in" in stage.room().texts


@on(ENGLISH)
async def test_a_changed_deadline_is_told_to_all(stage: Stage) -> None:
    """And the papers stand; who had been given more time has at least as long as all."""
    ana, ben = await called(stage, REFUSE["en"])
    await ben.says_in_private(f"submit {TEXT}")
    await ana.picks(steps.show_panel)
    await ana.picks(late_ones)
    await ana.picks("Ana")
    await ana.answers(until="3 Dec")
    await ana.picks(steps.show_panel)
    await ana.picks(mend)
    await ana.answers(due="15 Dec")
    assert stage.last == (
        "Changed: Reading notes 3. What you have handed in stands.\n"
        "Due: Tue 15 Dec 23:59 (Beijing)\n"
        "Each: 1 paper, at least 5 words"
    )
    assert "Reading notes 3 · until Tue 15 Dec 23:59" in await ana.says_in_private("mine")
    assert "Done\n· Essay 1: Reading notes 3 – E-1" in await ben.says_in_private("mine")
    await stage.pass_time(days=6)
    assert "Handed in █████ 1 (50%)\nLate papers are refused." in stage.room().texts[0]


@on(ENGLISH)
async def test_the_export_holds_every_file_and_a_list(stage: Stage) -> None:
    """Files are named by number and author; the list says who is missing, and works nothing out."""
    ana, ben = await called(stage)
    await ana.says_in_private("hello")
    eve = stage.actor("=1+1", Role.MEMBER)
    content = docx("Notes", "that I have taken of all chapters")
    await ben.sends("notes.docx", content)
    await eve.says_in_private(f"submit {TEXT}")
    await ana.picks(steps.show_panel)
    told = await ana.picks(export)
    assert told.startswith("The list and the papers come to you in private, as files.")
    files = {
        block.name: path_in(stage.folder, block.file).read_bytes()
        for message in ana.private.messages
        for block in message.drawn.card.blocks
        if isinstance(block, File)
    }
    with zipfile.ZipFile(io.BytesIO(files["Essay 1 Reading notes 3 1.zip"])) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed == {"E-1 Ben v1.docx": content, "E-2 =1+1 v1.txt": TEXT.encode()}
    sheet = load_workbook(io.BytesIO(files["Essay 1 Reading notes 3.xlsx"])).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:5] == ["Name", "Paper", "Version", "Handed in", "Words"]
    by_name = {row[0]: row for row in rows[1:]}
    assert by_name["Ben"][1] == "E-1"
    assert by_name["Ben"][9] == hashlib.sha256(content).hexdigest()
    assert by_name["Ana"][1] == "missing"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


# Bad input


@on(ENGLISH, CHINESE)
async def test_a_deadline_in_the_past_is_asked_again(stage: Stage) -> None:
    """It is not guessed, and the rest is kept."""
    ana = stage.actor("Ana", Role.ORGANISER)
    line = {"en": "essay Notes due 2026-11-01", "zh": "征文 读书笔记 2026年11月1日截止"}
    draft = await ana.says(line[stage.scene.language])
    asks = {"en": "has passed. Which time should it be?", "zh": "已经过去了，改到什么时候？"}
    assert asks[stage.scene.language] in draft
    assert f"[{stage.say('draft', 'post')}]" not in draft


@on(ENGLISH)
async def test_members_may_not_call_for_papers(stage: Stage) -> None:
    """Only organisers may."""
    ben = stage.actor("Ben")
    assert "organisers" in await ben.says("essay Notes due 30 Nov")


@on(Scene("en", entry=Entry.CLOSED))
async def test_a_stranger_in_a_closed_team_hands_in_nothing(stage: Stage) -> None:
    """Neither text nor file is kept of somebody who is no member."""
    await called(stage)
    eve = stage.actor("Eve", None)
    await eve.picks(typed)
    await eve.sends("notes.txt", TEXT.encode())
    assert (await stage.rows())["paper"] == 0


@on(ENGLISH)
async def test_a_campaign_survives_a_restart_in_the_middle(stage: Stage) -> None:
    """What is being read is read after it, and its receipt comes once."""
    _, ben = await called(stage)
    await ben.says_in_private(f"submit {TEXT}")
    await stage.restart()
    await ben.says_in_private(f"submit {TEXT}, again")
    receipts = [each for each in ben.private.texts if "#E-1" in each]
    assert [each.count("version 2") for each in receipts] == [0, 1]
