"""What the parts of the feature share: its declarations, and how its ids lead to a team."""

from bot.command import Commands
from bot.domain.code import CodeId
from bot.domain.identity import RoomId
from storage.claims import CLAIM_TEAM, ClaimId
from storage.groups import CATEGORY_TEAM, CategoryId
from storage.links import CODE_TEAM
from storage.teams import ROOM_TEAM

teams = Commands(
    "team",
    ids={
        CategoryId: CATEGORY_TEAM, ClaimId: CLAIM_TEAM, CodeId: CODE_TEAM, RoomId: ROOM_TEAM
    },
)  # fmt: skip
