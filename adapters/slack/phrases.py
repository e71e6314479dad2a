"""What this adapter says by itself: the sentences stand in `words/<language>/slack.ftl`."""

from bot.domain.phrase import Speaker

slack = Speaker("slack")
