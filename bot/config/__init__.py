"""Settings: config.yaml and `--set` in, one validated value out.

`document` reads the text and remembers lines, `values` says what a single value may be, `settings`
is the tree of keys, `load` brings them together. An adapter's own settings derive from `Section`.
"""

from bot.config.load import load
from bot.config.settings import Connection, Section, Settings
from bot.config.values import Secret, Wrong

__all__ = ["Connection", "Secret", "Section", "Settings", "Wrong", "load"]
