"""Categories and terms, as an organiser sets them in chat."""

import pytest

from bot.domain.identity import Role
from commands.team.terms import drop
from tests.stage import CHINESE, ENGLISH, EVERYWHERE, Scene, Stage, on


@on(ENGLISH)
async def test_an_organiser_makes_categories_with_and_without_a_vote(stage: Stage) -> None:
    """One line makes one; a button says whether its people vote, another takes it away."""
    ana, ben = stage.actor("Ana", Role.ORGANISER), stage.actor("Ben")
    assert await ben.says("category full") == "Only organisers may do this. You can ask Ana."
    assert (await ana.says("category")).startswith("Categories of “Book club”\nThere is")
    assert (await ana.says("category probationary without vote")).endswith(
        "“probationary” is a category without a vote now."
    )
    assert (await ana.says("category Probationary")).endswith(
        "“Probationary” is a category without a vote now."
    )
    await ana.says("category full")
    assert await ana.says("category") == (
        "Categories of “Book club”\n"
        "probationary · no vote · nobody\n"
        "[probationary: give the vote] [probationary: remove]\n"
        "full · with a vote · nobody\n"
        "[full: take the vote] [full: remove]"
    )
    assert "probationary · with a vote" in await ana.picks("probationary: give the vote")
    assert "full" not in await ana.picks("full: remove")
    assert (await ana.says("category one, two")).startswith("“one, two” cannot be the name of")


@on(CHINESE)
async def test_an_organiser_makes_categories_in_chinese(stage: Stage) -> None:
    """The same in Chinese."""
    ana = stage.actor("安娜", Role.ORGANISER)
    await ana.says("类别 预备党员 无表决权")
    assert await ana.says("类别") == (
        "“读书会”的类别\n预备党员 · 无表决权 · 0 人\n[预备党员：给表决权] [预备党员：删除]"
    )


@on(*EVERYWHERE)
async def test_terms_are_set_and_taken_away(stage: Stage) -> None:
    """Days without a year follow the name's year; what is set again takes its own place."""
    ana = stage.actor("Ana", Role.ORGANISER)
    await ana.says_in_private("学期 2025秋 9月1日至1月18日")
    told = await ana.says_in_private("term")
    assert "2025" in told
    assert "2026" not in told.replace("2025-09-01 to 2026-01-18", "")
    await ana.picks(drop)
    told = await ana.says_in_private("term")
    assert stage.say("team", "term-none") in told


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("term 2025 autumn 2025-09-01 to 2026-01-18", "from Mon 1 Sep 2025 to Sun 18 Jan"),
        ("term spring 1 Mar - 30 Jun", "from Mon 1 Mar 2027 to Wed 30 Jun 2027"),
        ("学期 2025秋 9月1日至1月18日", "from Mon 1 Sep 2025 to Sun 18 Jan"),
        ("term autumn 1 Sep to 18 Jan", "from Tue 1 Sep to Mon 18 Jan 2027"),
    ],
)
@on(ENGLISH)
async def test_the_days_of_a_term_are_read(stage: Stage, line: str, read: str) -> None:
    """With a year, with that of the name, or else the term that ends next."""
    ana = stage.actor("Ana", Role.ORGANISER)
    assert read in await ana.says(line)


@on(Scene("en"))
async def test_what_is_no_term_is_refused_in_words(stage: Stage) -> None:
    """Without days, backwards, or for the whole house without owning it, nothing is set."""
    ana = stage.actor("Ana", Role.ORGANISER)
    for line in ("term autumn", "term autumn 2026-09-01 to 2026-08-01", "term 1 Sep to 2 Oct"):
        assert (await ana.says(line)).startswith("Set one like this:")
    told = await ana.says("term spring 1 Feb to 30 Jun for all teams")
    assert told.startswith("Only the owner of this Muster may do this.")
    assert "There is no term yet." in await ana.says("term")
