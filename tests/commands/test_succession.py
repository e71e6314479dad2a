"""A team that nobody leads any more is taken over by the owner of the house, before everybody."""

from bot.domain.identity import Role
from commands.team.succession import still_led
from tests.actor import Actor
from tests.commands.test_link import the_code
from tests.commands.test_team import records
from tests.stage import CHINESE, ENGLISH, Stage, on


async def owning(stage: Stage, name: str = "Olga") -> Actor:
    """Let somebody who is in no team own the house, by the code of its start."""
    olga = stage.actor(name, None)
    await olga.says_in_private(f"owner {await the_code(stage)}")
    return olga


@on(ENGLISH)
async def test_administrators_are_asked_before_their_team_is_taken_over(stage: Stage) -> None:
    """They have three days; then the owner leads it, it is recorded, and the room reads it."""
    ana, ben = stage.actor("Ana", Role.ADMIN), stage.actor("Ben")
    await ana.says_in_private("hello")
    await ben.says("hello")
    olga = await owning(stage)
    assert "Only the owner" in await ben.says_in_private("take over Book club")
    assert "There is no team of that name" in await olga.says_in_private("take over Chess")
    assert "[Lead “Book club”]" in await olga.says_in_private("take over")
    told = await olga.picks("Lead “Book club”")
    assert told.startswith("I have asked the administrators of “Book club”")
    assert stage.last == (
        "Olga, who owns this Muster, wants to lead “Book club”.\n"
        "If one of its administrators still leads it, please press the button. Else Olga becomes "
        "its administrator on Sun 29 Nov 09:00 (Beijing).\n"
        "[We still lead it]"
    )
    assert "[We still lead it]" in ana.private.last
    assert "may do this" in await ben.picks(still_led)
    still = "“Book club” is still led by its administrators; Olga does not take it over."
    assert await ana.picks(still_led) == f"Good. Everything stays as it is.\n{still}"
    assert stage.last == still
    assert "[We still lead it]" not in "".join(ana.private.texts), "what is settled asks no more"
    await stage.pass_time(days=4)
    assert "You are in no team" in await olga.says_in_private("members")

    await olga.says_in_private("take over Book club")
    await olga.picks("Lead “Book club”")
    await stage.pass_time(days=3, minutes=1)
    assert stage.last.startswith(
        "Nobody led “Book club” any more. Olga, who owns this Muster, does so now.\n"
    )
    assert "Ana" in await olga.says_in_private("members")
    assert await records(stage) == [
        "owner.claimed", "team.takeover-asked", "team.takeover-refused",
        "team.takeover-asked", "team.taken-over",
    ]  # fmt: skip


@on(CHINESE)
async def test_a_team_of_nobody_is_taken_over_at_once(stage: Stage) -> None:
    """Where no administrator can be written to any more there is nobody to wait for."""
    stage.actor("小本")
    olga = await owning(stage, "老周")
    assert await olga.says("接管") == (
        "您现在是“读书会”的管理员，主群里已经说明。发“成员”可以再指定别人。"
    )
    assert stage.last.startswith("“读书会”没人管了，从现在起由老周（这套小秘的主人）管理。\n")
    assert await olga.says("接管") == "您已经是“读书会”的管理员了。"
