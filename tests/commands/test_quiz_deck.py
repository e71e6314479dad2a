"""What stays of contests: one's own mistakes, and who leads over a season."""

from tests.commands.contests import ACCURACY, FIRE, MULTIPLE, started
from tests.stage import CHINESE, ENGLISH, EVERYWHERE, Actor, Stage, on

MISTAKES = {"en": "mistakes", "zh": "错题本"}


async def missed(stage: Stage) -> Actor:
    """Let Ben get a question wrong in a contest that ends."""
    ben = stage.actor("Ben")
    await started(stage, FIRE, players=(ben,), how=ACCURACY[stage.scene.language])
    await ben.picks("110")
    await stage.pass_time(seconds=20)
    return ben


@on(*EVERYWHERE)
async def test_a_mistake_can_be_tried_again_in_private(stage: Stage) -> None:
    """Until it is right; then there is none."""
    ben = await missed(stage)
    word = MISTAKES[stage.scene.language]
    assert stage.say("quiz", "deck", count=1) in await ben.says_in_private(word)
    told = await ben.picks("110")
    assert "119!" in told
    told = await ben.picks("119")
    assert stage.say("quiz", "deck-empty") in told
    assert stage.say("quiz", "deck-empty") in await ben.says_in_private(word)


@on(ENGLISH)
async def test_a_question_of_two_contests_is_one_mistake(stage: Stage) -> None:
    """Mastered once it is mastered, and answered right later it is none; wrong again, it is one."""
    ben = stage.actor("Ben")
    ana = await started(stage, FIRE, players=(ben,))

    async def again(option: str) -> None:
        await ana.says("quiz Trial 1 question 10s")
        await ana.picks("Post")
        await ben.picks("Join")
        await stage.pass_time(seconds=60)
        await ben.picks(option)
        await stage.pass_time(seconds=20)

    await ben.picks("110")
    await stage.pass_time(seconds=20)
    await again("110")
    one, none = stage.say("quiz", "deck", count=1), stage.say("quiz", "deck-empty")
    assert one in await ben.says_in_private("mistakes")
    assert none in await ben.picks("119")
    assert none in await ben.says_in_private("mistakes")
    await again("110")
    assert one in await ben.says_in_private("mistakes")
    await again("119")
    assert none in await ben.says_in_private("mistakes")


@on(ENGLISH)
async def test_a_mistake_in_words_can_be_tried_again(stage: Stage) -> None:
    """By the same form as in the contest."""
    ben = stage.actor("Ben")
    await started(stage, MULTIPLE, players=(ben,))
    await ben.picks("Answer")
    await ben.answers(answer="AB")
    await stage.pass_time(seconds=20)
    assert "A. 2" in await ben.says_in_private("mistakes")
    await ben.picks("Answer")
    assert "Right!" in await ben.answers(answer="AC")


@on(CHINESE)
async def test_no_mistake_is_told_while_a_contest_runs(stage: Stage) -> None:
    """It would tell what was wrong before the reveal."""
    ben = stage.actor("小本")
    await started(stage, FIRE, players=(ben,))
    await ben.picks("110")
    assert await ben.says_in_private("错题本") == (
        "【读书会】您的错题本\n没有错题。竞赛里答错的题，结束后会出现在这里。"
    )


@on(ENGLISH)
async def test_a_season_adds_contests_up(stage: Stage) -> None:
    """Each gives a hundred points to its winner, whatever its scoring."""
    ben, cleo = stage.actor("Ben"), stage.actor("Cleo")
    ana = await started(stage, FIRE, players=(ben, cleo), how="accuracy")
    await ben.picks("119")
    await cleo.picks("110")
    await stage.pass_time(seconds=20)
    await ana.says("quiz Trial 1 question 10s")
    await ana.picks("Post")
    await cleo.picks("Join")
    await stage.pass_time(seconds=60)
    await cleo.picks("119")
    await ben.picks("119")
    await stage.pass_time(seconds=20)
    assert await cleo.says("season") == (
        "Season: 2 quizzes in the last half year\n"
        "1. Ben · 200 points · 2 quizzes, won 2\n2. Cleo · 100 points · 2 quizzes, won 1\n"
        "Each quiz gives 100 points to its winner, and to others their share of that."
    )


@on(CHINESE)
async def test_a_season_without_points(stage: Stage) -> None:
    """Says so."""
    ben = await missed(stage)
    assert await ben.says("赛季榜") == "赛季榜：近半年 1 场竞赛\n还没有人得分。"
