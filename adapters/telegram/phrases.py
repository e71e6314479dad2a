"""What this adapter says by itself: the sentences stand in `words/<language>/telegram.ftl`."""

from typing import Final

from bot.domain.phrase import Speaker

ours: Final = Speaker("telegram")
