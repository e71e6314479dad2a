"""Two people who turn out to be one, and what that does to all that both had a part in."""

from bot.context import Context
from bot.domain.identity import PersonId
from storage.merging import Merging


def merge(ctx: Context, keep: PersonId, drop: PersonId) -> None:
    """Let everything of `drop` be of `keep`; then each feature looks at what is doubled now."""
    ctx.use(Merging).merge(keep, drop)
    for feature in ctx.registry.features:
        if feature.merged is not None:
            feature.merged(ctx, keep)
