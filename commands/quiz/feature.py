"""What the parts of the feature share: its declarations, who leads a contest, what it is called."""

from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

from bot.action import Action, View
from bot.command import Commands, Rule
from bot.context import Asking, Read
from bot.domain.identity import PersonId
from bot.domain.live import BankId, Contest, ContestId, DailyId
from bot.domain.phrase import Phrase, Words
from bot.domain.rights import Authored, author_or_organiser
from bot.errors import Declined
from bot.words import Voice
from storage.quiz import BANK_TEAM, CONTEST_TEAM, DAILY_TEAM, Contests

quizzes = Commands("quiz", ids={BankId: BANK_TEAM, ContestId: CONTEST_TEAM, DailyId: DAILY_TEAM})

SHIPPED_BANKS: Final = ("civics", "safety")
"""The words by which the banks are known that Muster brings along."""


def known(read: Read, contest: ContestId) -> Contest:
    """Return a contest; one that is gone declines whatever was wanted of it."""
    found = read.use(Contests).find(contest)
    if found is None:
        raise Declined(quizzes.say("gone"))
    return found


def _hosted(asking: Asking, action: Action) -> Authored:
    (contest, *_) = action.args
    assert isinstance(contest, int)
    found = asking.use(Contests).find(ContestId(contest))
    return Authored(asking.who, found is not None and found.host == asking.who.person)


host = Rule(_hosted, author_or_organiser)
"""Allow whoever hosts a contest, and the organisers: it goes on when its host leaves."""


# These are named here because cards offer steps, and the steps change cards.


def card_of(contest: ContestId) -> View:
    """Name the card of a contest, beside which all its other messages are posted."""
    return View("quiz.card", (contest,))


def panel_of(contest: ContestId, person: PersonId) -> View:
    """Name what one person may see and do about a contest."""
    return View("quiz.panel", (contest, person))


def asked_of(contest: ContestId, position: int) -> View:
    """Name a question that was asked, as it stands in the rooms of its contest."""
    return View("quiz.asked", (contest, position))


def worded(texts: Mapping[str, str]) -> Words:
    """Say a text of a bank in whatever language it is read in, if the bank has it in that."""
    said = {language: text for language, text in texts.items() if text}
    if len(set(said.values())) <= 1:
        return next(iter(said.values()), "")
    return quizzes.say("worded", en=said.get("en", ""), zh=said.get("zh", ""))


def title(contest: Contest) -> Phrase:
    """Say which contest this is: "Quiz 3: School safety"."""
    return quizzes.say("title", number=str(contest.number), bank=worded(contest.titles))


def shipped_titles(read: Read, shipped: str) -> Mapping[str, str]:
    """Return what a bank that Muster brings along is called, by language."""
    words, phrase = read.registry.words, Phrase(quizzes.feature, f"bank-{shipped}")
    return {
        language: words.say(phrase, Voice(language, ZoneInfo("UTC"), read.now))
        for language in words.languages
    }
