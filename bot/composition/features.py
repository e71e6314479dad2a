"""The features that there are, and those that a house has."""

from collections.abc import Sequence
from typing import Final

from bot.basics import basics
from bot.command import Commands
from bot.config import Settings
from bot.config.values import nearest
from bot.dialogue import dialogues
from bot.domain.almanac import NO_HOLIDAYS, Workdays
from bot.domain.identity import TeamId
from bot.domain.reminding import Habits
from bot.drafts import DraftId, drafts
from bot.errors import ConfigError
from bot.ports import Scope
from bot.registry import Registry
from bot.reminders import MatterId, reminders
from bot.words import Catalogues
from commands.digest import digests
from commands.essay import essays
from commands.meeting import meetings
from commands.poll import polls
from commands.quiz import quizzes
from commands.roster import rosters
from commands.signing import signing
from commands.team import teams
from commands.volunteer import volunteers
from storage.reminders import MATTER_TEAM
from storage.talk import DRAFT_TEAM
from storage.teams import TEAM_ITSELF

_CORE: Final[tuple[Commands, ...]] = (basics, drafts, dialogues)
_TEAM: Final[tuple[Commands, ...]] = (teams, rosters, reminders, signing)
"""Cannot be switched off either: without it no room has a team."""
OPTIONAL: Final[tuple[Commands, ...]] = (polls, meetings, essays, volunteers, quizzes, digests)
"""What the settings may leave out."""
FEATURES: Final = (*_CORE, *OPTIONAL, *_TEAM)


def chosen(settings: Settings) -> tuple[Commands, ...]:
    """Return the features that are switched on; what no feature is called is an error."""
    if settings.features == "all":
        return FEATURES
    known = {feature.feature: feature for feature in OPTIONAL}
    for name in settings.features:
        if name not in known:
            message = f"no feature is called {name!r}: there are {', '.join(sorted(known))}"
            raise ConfigError(None, None, "features", message, nearest(name, known))
    return (*_CORE, *(known[name] for name in settings.features), *_TEAM)


def registry_of(
    features: Sequence[Commands], words: Catalogues, days: Workdays = NO_HOLIDAYS,
    habits: Habits | None = None,
) -> Registry:  # fmt: skip
    """Put features together, in a place whose workdays are known, in a house with its habits."""
    ids: dict[object, Scope] = {
        DraftId: DRAFT_TEAM, MatterId: MATTER_TEAM, TeamId: TEAM_ITSELF,
    }  # fmt: skip
    return Registry(features, words, ids=ids, workdays=days, habits=habits)


def habits_of(settings: Settings) -> Habits:
    """Return how a team reminds until its organisers say otherwise."""
    usual = settings.defaults
    return Habits(usual.reminders, usual.quiet_hours, usual.private_per_day, usual.digest)
