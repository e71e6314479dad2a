"""Secret polls: who chose what cannot be found out, by nobody and from nothing that is kept."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from bot.domain.identity import Role
from commands.poll import close, steps
from storage.polls import poll_answer, poll_table
from tests.stage import CHINESE, ENGLISH, EVERYWHERE, Actor, Scene, Stage, on

CHAIR = {
    "en": "poll Who chairs? Ann / Bo until Fri 18:00 secret",
    "zh": "投票 谁来当组长？安／波 截止周五18点 匿名",
}
ANN = {"en": "Ann", "zh": "安"}


async def chair(stage: Stage) -> tuple[Actor, Actor]:
    """Let Ana post a secret poll, which Ben answers."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says(CHAIR[stage.scene.language])
    await ana.picks(stage.say("draft", "post"))
    await ben.picks(ANN[stage.scene.language])
    return ana, ben


def answers(connection: Connection) -> Sequence[Any]:
    """Return all answers as they are kept."""
    return connection.execute(select(poll_answer)).all()


@on(ENGLISH)
async def test_the_card_says_that_nobody_sees_names(stage: Stage) -> None:
    """The draft and the card say so; organisers read counts and no names."""
    ana = stage.actor("Ana", Role.ORGANISER)
    assert "Names: nobody sees them\n" in await ana.says(CHAIR["en"])
    await ana.picks("Cancel")
    ana, _ = await chair(stage)
    assert "Names: nobody, not even organisers · Results: at once" in stage.last
    panel = await ana.picks(steps.show_panel)
    assert "Ann ██████████ 1 (100%)" in panel
    assert "Ben" not in panel


@on(CHINESE)
async def test_the_card_says_that_nobody_sees_names_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana, _ = await chair(stage)
    assert "匿名：谁都看不到，组织者也不例外 · 结果：实时公布" in stage.last
    assert "Ben" not in await ana.picks(steps.show_panel)


@on(ENGLISH, Scene("en", database="postgresql"))
async def test_no_row_joins_an_answer_to_a_person(stage: Stage) -> None:
    """An answer bears no person and no time, and the key to it is gone once the poll is closed."""
    ana, _ = await chair(stage)
    kept = await stage.query(answers)
    assert [(each.person, each.at) for each in kept] == [(None, None)]
    key = await stage.query(lambda c: c.scalar(select(poll_table.c.secret_key)))
    assert key
    await ana.picks(steps.show_panel)
    await ana.picks(close)
    assert await stage.query(lambda c: c.scalar(select(poll_table.c.secret_key))) is None
    assert key not in await stage.everything()


@on(ENGLISH)
async def test_a_changed_mind_replaces_the_answer(stage: Stage) -> None:
    """Until the end an answer may be changed, though nobody can see it."""
    _, ben = await chair(stage)
    assert (
        await ben.picks("Bo") == "You chose Bo. You can change it until Fri 27 Nov 18:00 (Beijing)."
    )
    assert stage.last.startswith("Who chairs?\nAnn 0\nBo ██████████ 1 (100%)\n1 answer")


@on(*EVERYWHERE)
async def test_my_list_does_not_tell(stage: Stage) -> None:
    """Neither one's own list nor one's own view of the poll says what one chose."""
    _, ben = await chair(stage)
    word = {"en": ("mine", "poll 1"), "zh": ("我的", "投票 1")}[stage.scene.language]
    yours = stage.say("poll", "yours", chosen="")
    for each in word:
        told = await ben.says_in_private(each)
        assert yours not in told
    assert QUESTION[stage.scene.language] not in await ben.says_in_private(word[0])


QUESTION = {"en": "Who chairs?", "zh": "谁来当组长？"}


@on(ENGLISH)
async def test_closing_cannot_be_undone(stage: Stage) -> None:
    """No undo is offered, and none is found by its word."""
    ana, _ = await chair(stage)
    await stage.pass_time(minutes=2)
    await ana.picks(steps.show_panel)
    told = await ana.picks("Close now")
    assert told.endswith("The poll is closed.")
    assert (await ana.says("undo")).startswith("There is nothing to undo.")
    assert "· Ann" not in await ana.says("poll 1")


@on(CHINESE)
async def test_of_several_choices_any_can_be_taken_back(stage: Stage) -> None:
    """Every option can be taken back, so that the buttons do not tell what was chosen."""
    ana, ben = stage.actor("安娜", Role.ORGANISER), stage.actor("小本")
    await ana.says("投票 谁去？安／波／陈 匿名 选2")
    await ana.picks("发布")
    await ben.picks("波")
    told = await ben.picks(steps.show_panel)
    assert "[取消“安”] [取消“波”] [取消“陈”]" in told
    assert (await ben.picks("取消“波”")).endswith("您现在没有选任何一项。")
    assert "还没有人投" in stage.last
