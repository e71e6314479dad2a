"""What the plays about contests share: a bank in both languages, and words for what is pressed."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from sqlalchemy import Connection, insert, select

from bot.domain.identity import PersonId, Role
from bot.domain.quiz import AnyOf, Kind, Near, Picked, Question, Wording
from storage.identity import membership, membership_tag, person_table
from storage.quiz import Banks, Kept
from tests.stage import Actor, Stage


def _single(name: str, en: tuple[str, str, str], zh: tuple[str, str, str]) -> Question:
    """Ask something whose first option is right."""
    wordings = {
        language: Wording(said[0], said[1:], f"{said[1]}!")
        for language, said in (("en", en), ("zh", zh))
    }
    return Question(name, Kind.SINGLE, Picked(frozenset({0})), wordings)


FIRE: Final = _single("fire", ("Fire?", "119", "110"), ("火警？", "119", "110"))
ALSO: Final = _single("also", ("Ill?", "120", "114"), ("急救？", "120", "114"))
TRUTH: Final = Question(
    "sun", Kind.TRUTH, Picked(frozenset({1})),
    {"en": Wording("The sun is cold."), "zh": Wording("太阳是冷的。")},
)  # fmt: skip
MULTIPLE: Final = Question(
    "primes", Kind.MULTIPLE, Picked(frozenset({0, 2})),
    {"en": Wording("Primes?", ("2", "4", "5")), "zh": Wording("质数？", ("2", "4", "5"))},
)  # fmt: skip
NUMBER: Final = Question(
    "age", Kind.NUMBER, Near(Fraction(18)),
    {"en": Wording("Of age at?"), "zh": Wording("几岁成年？")},
)  # fmt: skip
TEXT: Final = Question(
    "poet", Kind.TEXT, AnyOf(("Li Bai", "李白")),
    {"en": Wording("Who?", answers=("Li Bai",)), "zh": Wording("谁写的？", answers=("李白",))},
)  # fmt: skip

TITLES: Final = {"en": "Trial", "zh": "试题"}
ACCURACY: Final = {"en": "accuracy", "zh": "按正确率"}
START: Final = {"en": "quiz Trial {} questions 10s {}", "zh": "竞赛 试题 {}题 每题10秒 {}"}


def bank(stage: Stage, *questions: Question) -> None:
    """Give the team a bank, once somebody is in it."""

    def fill(connection: Connection) -> None:
        who = connection.execute(select(membership.c.team, membership.c.person)).first()
        assert who is not None
        banks = Banks(connection)
        made = banks.begin(who.team, PersonId(who.person), TITLES, stage.clock.now())
        banks.fill(made, questions, Kept.READY)

    stage.before_next(fill)


async def lobby(stage: Stage, *questions: Question, how: str = "", count: int = 0) -> Actor:
    """Let Ana open the lobby of a contest, and return her."""
    ana = stage.actor("Ana", Role.ORGANISER)
    bank(stage, *questions)
    await ana.says(START[stage.scene.language].format(count or len(questions), how).strip())
    await ana.picks(stage.say("draft", "post"))
    return ana


async def started(
    stage: Stage, *questions: Question, players: tuple[Actor, ...], how: str = ""
) -> Actor:
    """Let players join Ana's contest, and the first question be asked."""
    ana = await lobby(stage, *questions, how=how)
    for each in players:
        await each.picks(stage.say("quiz", "join"))
    await stage.pass_time(seconds=60)
    return ana


def tag(connection: Connection, tags: Mapping[str, str]) -> None:
    """Give people of these names a tag each."""
    for name, each in tags.items():
        theirs = select(membership.c.id).join(person_table).where(person_table.c.name == name)
        made = connection.execute(theirs).scalar_one()
        connection.execute(insert(membership_tag).values(membership=made, tag=each))
