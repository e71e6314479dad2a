"""What the parts of the feature share: its declarations, and what all calls can do."""

from bot.calls import Called, CallSteps
from bot.command import Commands
from bot.domain.call import CallId
from bot.domain.essay import EssayId, VersionId
from storage.essays import ESSAY_TEAM, VERSION_TEAM, Essays

essays = Commands("essay", ids={CallId: ESSAY_TEAM, EssayId: ESSAY_TEAM, VersionId: VERSION_TEAM})
steps = CallSteps(essays, Essays, lambda _: Called(essays.say("name"), essays.say("kind")))
