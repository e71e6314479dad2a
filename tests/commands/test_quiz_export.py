"""The score sheet: points, answers and how each question did, for organisers, when it is over."""

import io
from typing import Any

from openpyxl import load_workbook

from storage.files import path_in
from tests.commands.contests import FIRE, started
from tests.stage import CHINESE, ENGLISH, Actor, Stage, on


async def workbook(stage: Stage, who: Actor) -> dict[str, list[list[Any]]]:
    """Read the workbook that somebody was handed last."""
    card = who.private.messages[-1].drawn.card
    (file,) = [block for block in card.blocks if hasattr(block, "file")]
    content = path_in(stage.folder, file.file).read_bytes()
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


@on(ENGLISH)
async def test_the_score_sheet(stage: Stage) -> None:
    """Three sheets; what was voided stands there as void and counts for nobody."""
    ben, cleo = stage.actor("Ben"), stage.actor("Cleo")
    ana = await started(stage, FIRE, players=(ben, cleo), how="accuracy")
    await stage.pass_time(seconds=2)
    await ben.picks("119")
    await cleo.picks("110")
    await stage.pass_time(seconds=18)
    await ana.says("quiz 1")
    await ana.picks("Score sheet")
    assert ana.private.last == (
        "[Book club] Score sheet · Quiz 1: Trial. It is for organisers only.\nQuiz 1 Trial.xlsx"
    )
    assert await workbook(stage, ana) == {
        "Points": [
            ["Rank", "Name", "Points", "Right", "Seconds in all"],
            [1, "Ben", 1, 1, "2.0"],
            [None, "Cleo", 0, 0, "2.0"],
        ],
        "Answers": [["Name", "1"], ["Ben", "✓ 119"], ["Cleo", "✗ 110"]],
        "Questions": [
            [
                "No.", "Question", "Right answer", "Answered", "Right", "Share right",
                "Discrimination (−1 to 1)",
            ],
            [1, "Fire?", "119", 2, 1, "50%", None],
        ],
    }  # fmt: skip


@on(CHINESE)
async def test_the_score_sheet_in_chinese(stage: Stage) -> None:
    """In the organiser's language; a void question says so."""
    ben = stage.actor("小本")
    ana = await started(stage, FIRE, players=(ben,))
    await ben.picks("119")
    await stage.pass_time(seconds=18)
    await ana.says("竞赛 1")
    await ana.picks("作废一题…")
    await ana.picks("1. 火警？")
    await ana.picks("成绩表")
    sheets = await workbook(stage, ana)
    assert list(sheets) == ["成绩", "作答", "题目"]
    assert sheets["作答"] == [["姓名", "第 1 题（作废）"], ["小本", "✓ 119"]]
    assert sheets["题目"][1][:4] == [1, "火警？", "119", "作废"]
    assert sheets["成绩"][1][:3] == [None, "小本", 0]


@on(ENGLISH)
async def test_while_it_runs_there_is_no_score_sheet(stage: Stage) -> None:
    """It would tell answers."""
    ben = stage.actor("Ben")
    ana = await started(stage, FIRE, players=(ben,))
    assert "[Score sheet]" not in await ana.says("quiz")
