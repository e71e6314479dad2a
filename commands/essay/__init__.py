"""Essays: a campaign that asks everybody for a paper, handing in, receipts, and the board."""

from commands.essay import board, calling, export, handing, replying, weekly
from commands.essay.feature import essays

__all__ = ["board", "calling", "essays", "export", "handing", "replying", "weekly"]
