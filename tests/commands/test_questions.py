"""What organisers ask in words: who has not handed in, came, voted, signed up."""

from bot.domain.identity import Role
from tests.stage import CHINESE, ENGLISH, Stage, on


@on(CHINESE)
async def test_whoever_leads_reads_who_is_missing_and_others_how_many(stage: Stage) -> None:
    """Of papers and of the last meeting names go to organisers, and counts to everybody."""
    ana, ben = stage.actor("王芳", Role.ORGANISER), stage.actor("李明")
    assert await ana.says("谁没交") == "现在没有征文。"
    assert await ben.talks("明天下午3点开支委会") == ""
    assert await ben.talks("谁没交") == ""
    for line in ("征文 学习心得 12月20日截止 逾期不收", "明天15点开支委会 在三楼"):
        await ana.says(line)
        await ana.picks("发布")
    assert "还没交：王芳、李明" in await ana.says("谁还没交？")
    assert (await ben.says("我的论文")).startswith("我的清单\n待办\n征文 1：学习心得 · 截止")
    told = await ben.says("谁没交论文")
    assert "姓名只给组织者看" in told
    assert "王芳" not in told
    assert (await ben.says("支委会几点开始呀")).startswith("会议 1：支委会\n")
    assert await ben.talks("支委会几点开始呀") == ""
    await stage.pass_time(hours=31)
    await ben.picks("签到")
    assert "\n缺席：王芳\n" in await ana.says("支委会谁没来？")
    assert "王芳" not in await ben.says("谁没来")
    await ana.says("征文 读书笔记 12月30日截止")
    await ana.picks("发布")
    asked = await ana.says("谁没交")
    assert asked == "您问的是哪一个？\n[征文 2：读书笔记] [征文 1：学习心得]"
    assert (await ana.picks("征文 1：学习心得")).startswith("征文 1：学习心得\n")
    await stage.pass_time(hours=24 * 26)
    assert "没有交：王芳、李明" in await ana.says("学习心得谁没交")


@on(ENGLISH)
async def test_of_a_secret_poll_nobody_is_told_who_has_not_voted(stage: Stage) -> None:
    """Its organiser reads why; of one with names, who; and who signed up for what."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    await ana.says("poll Where? Park / Library everyone secret results after closing")
    await ana.picks("Post")
    assert "Poll 1: Where?" in await ben.says("my polls")
    assert "Poll 1" not in await ben.says("my papers")
    assert "[Park] [Library]" in await ben.says("library")
    await ben.picks("Park")
    assert "Still missing: Ana" in await ana.says("who hasn't voted?")
    assert "[Close now]" in await ana.says("end the poll")
    await ana.picks("Close now")
    over = await ana.says("Who has not voted")
    assert "is secret and its count is seen" in over
    assert "Ana" not in over
    assert "Book fair\nShifts: Sat 28 Nov 09:00–12:00 (Beijing) · 4" in await ana.says(
        "Sat 9-12 Book fair, 4 people"
    )
    await ana.picks("Post")
    assert "[Sign up]" in await ben.says("sign me up for the book fair")
    await ben.picks("Sign up")
    assert "Signed up: Ben" in await ana.says("who signed up")
    assert "Ben" not in await stage.actor("Cy").says("who signed up?")
