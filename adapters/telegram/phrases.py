"""What this adapter says by itself: the sentences stand in `words/<language>/telegram.ftl`."""

from bot.domain.phrase import Speaker

ours = Speaker("telegram")
