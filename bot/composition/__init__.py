"""The composition root: with the command line the one place that knows everything.

`features` says what Muster can, `platforms` where it lives, `assembly` puts one together on a
`database`, `connections` connects it as the settings say, `serving` lets it live.
"""

from pathlib import Path
from typing import Final

HOME: Final = Path(__file__).parents[2]
"""The folder in which the words and the list of steps lie."""
