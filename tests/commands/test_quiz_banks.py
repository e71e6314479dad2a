"""Banks as a team keeps them: sent as files, looked at, taken or not, and asked."""

from collections.abc import Callable, Iterable, Sequence

import pytest
from msgspec.structs import replace

from bot.domain.identity import Role
from bot.domain.sheet import as_csv
from commands.quiz import quizzes
from tests.documents.made import xlsx
from tests.stage import CHINESE, ENGLISH, Actor, Stage, on

YAML = """
name: {en: Stars, zh: 星星}
questions:
  - kind: single
    answer: B
    en: {question: Which is nearest?, options: [Vega, Sirius]}
    zh: {question: 哪颗最近？, options: [织女星, 天狼星]}
  - kind: number
    answer: 88
    en: {question: How many constellations?}
    zh: {question: 有多少个星座？}
"""
BAD = [
    ["Question", "Kind", "Option A", "Option B", "Answer"],
    ["Fire?", "single", "119", "110", "A"],
    ["Ill?", "single", "120", "114", "C"],
    ["Lost?", "singel", "122", "110", "B"],
]


async def sends(stage: Stage, who: Actor, name: str, content: bytes) -> None:
    """Let somebody send a table, which might be a list of members, and say that it is a bank."""
    await who.sends(name, content)
    await who.picks(stage.say("quiz", "use"))


@on(ENGLISH)
async def test_a_yaml_file_becomes_a_bank_that_can_be_asked(stage: Stage) -> None:
    """It goes by the name that it gives itself, in every language it has."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.sends("stars.yaml", YAML.encode())
    assert (
        ana.private.last == "[Book club] Bank: Stars\n2 questions. Start with “quiz” and its name."
    )
    assert "· Stars (2 questions)" in await ana.says("banks")
    await ana.says("quiz stars")
    await ana.picks("Post")
    assert stage.last.startswith("Quiz 1: Stars\n10 questions")
    await ben.picks("Join")
    await ana.picks("Start now")
    assert stage.last.startswith("Question 1 of 2\n")


@on(CHINESE)
async def test_a_yaml_file_becomes_a_bank_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana = stage.actor("安娜", Role.ORGANISER)
    await ana.sends("stars.yaml", YAML.encode())
    assert ana.private.last == "【读书会】题库：星星\n共 2 题。发“竞赛”加题库的名字就可以开始。"
    assert "题库：星星" in await ana.says("竞赛 星星")


@pytest.mark.parametrize(("ending", "written"), [("csv", as_csv), ("xlsx", xlsx)])
@on(ENGLISH)
async def test_bad_rows_are_named_and_nothing_is_taken(
    stage: Stage, ending: str, written: Callable[[Iterable[Sequence[str]]], bytes]
) -> None:
    """Each with its row and what to write instead; the good ones can be taken alone."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await sends(stage, ana, f"quiz.{ending}", written(BAD))
    assert ana.private.last == (
        "[Book club] Bank: quiz\n"
        "1 question is good, the others are not. Nothing is taken yet.\n"
        "· Row 3: the answer “C” is none of the options; write their letters, like B or ACD\n"
        "· Row 4: “singel” is no kind of question; "
        "write single, multiple, true/false, number or text\n"
        "[Take the good one] [Take nothing]"
    )
    assert "quiz (1" not in await ana.says("banks")
    told = await ana.picks("Take the good one")
    assert "1 question. Start with “quiz” and its name." in told
    assert "· quiz (1 question)" in await ana.says("banks")


@on(CHINESE)
async def test_a_bank_with_bad_rows_can_be_left(stage: Stage) -> None:
    """Then there is nothing of it."""
    ana = stage.actor("安娜", Role.ORGANISER)
    rows = [["题目", "题型", "选项A", "选项B", "答案"], ["火警？", "单选", "119", "110", "A"],
            ["急救？", "单选", "120", "114", "丙"]]  # fmt: skip
    await sends(stage, ana, "党史题库.csv", as_csv(rows))
    assert "第 3 行：答案“丙”不在选项里" in ana.private.last
    assert "什么都没有导入" in await ana.picks("先不导入")
    assert "党史" not in await ana.says("题库")


@on(ENGLISH)
async def test_many_bad_rows_are_told_in_pieces(stage: Stage) -> None:
    """Ten at a time, up to the last."""
    ana = stage.actor("Ana", Role.ORGANISER)
    rows = [BAD[0], *([f"Question {n}?", "single", "a", "b", "C"] for n in range(2, 15))]
    await sends(stage, ana, "bank.csv", as_csv(rows))
    assert "Nothing was taken. Correct the file and send it again." in ana.private.last
    assert "Row 11:" in ana.private.last
    assert "Row 12:" not in ana.private.last
    told = await ana.picks("3 more")
    assert "Row 12:" in told
    assert "Row 14:" in told


@on(ENGLISH)
async def test_what_is_no_bank_is_refused_whole(stage: Stage) -> None:
    """And the reason said."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await sends(stage, ana, "quiz.csv", b"Name,Phone\nAna,12\n")
    assert "I found no column called “Question”, only Name, Phone." in ana.private.last
    await ana.sends("quiz.yaml", b"questions: [a: b: c")
    assert "From line 1 on this makes no sense." in ana.private.last


@on(ENGLISH)
async def test_a_bank_can_be_put_away_and_taken_out_again(stage: Stage) -> None:
    """Within a minute by undo."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.sends("stars.yaml", YAML.encode())
    await ana.says("banks")
    assert "Stars is put away." in await ana.picks("Put away Stars")
    assert "Stars" not in await ana.says("banks")
    await ana.says("undo")
    assert "Stars (2 questions)" in await ana.says("banks")


@on(ENGLISH)
async def test_the_template_is_handed_over(stage: Stage) -> None:
    """As a workbook, in private."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says("banks")
    await ana.picks("Template")
    assert ana.private.last.endswith("A template for a bank of questions\nQuiz bank.xlsx")


@on(ENGLISH)
async def test_a_list_of_members_is_still_a_list_of_members(stage: Stage) -> None:
    """A table that is not called like a bank is none."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.sends("members.csv", b"Name\nAna\n")
    assert "Bank" not in ana.private.last


@on(ENGLISH)
async def test_what_waits_to_be_shown_outlives_a_feature_that_is_switched_off(stage: Stage) -> None:
    """Files are offered to those that are left; help for what is gone is not shown."""
    ana = stage.actor("Ana", Role.ORGANISER)
    async with stage.at_once():
        await ana.sends("bank.csv", b"Name\nAna\n")
        await ana.says_in_private("help quiz")
        await stage.close()
        stage.scene = replace(
            stage.scene, features=tuple(each for each in stage.scene.features if each != quizzes)
        )
        await stage.open()
    assert [text.splitlines()[0] for text in ana.private.texts] == [
        "[Book club] What is bank.csv for?"
    ]
    assert not ana.is_offered(stage.say("quiz", "use"))
    await ana.picks(stage.say("roster", "use"))
