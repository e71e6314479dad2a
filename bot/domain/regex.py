"""Patterns that are compiled when they are first asked for."""

import re
from typing import Any, cast


class _Later:
    """Stand for a pattern; what is asked of it once is at hand from then on."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        asked = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, asked)
        return asked


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """Declare a pattern as `re.compile` does: of a hundred, a start needs a few.

    One that is wrong is found by the first who asks for it.
    """
    return cast("re.Pattern[str]", _Later(text, flags))
