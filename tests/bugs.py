"""Bugs of which people only see an apology: what is logged as an error fails the test."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class Bugs(logging.Handler):
    """Keep the errors that are logged: people see an apology for them, and the test must not."""

    def __init__(self) -> None:
        """Take errors alone."""
        super().__init__(logging.ERROR)
        self._found: list[logging.LogRecord] = []
        self.expected: str | None = None
        """What the message of an error that is part of the play holds."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep an error."""
        if self.expected is None or self.expected not in record.getMessage():
            self._found.append(record)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen to whatever of ours may fail, also in a task that nobody waits for."""
        loggers = [logging.getLogger(name) for name in ("bot", "adapters", "storage", "asyncio")]
        for each in loggers:
            each.addHandler(self)
        try:
            yield
        finally:
            for each in loggers:
                each.removeHandler(self)

    def fail(self) -> None:
        """Raise the first error that was logged."""
        for record in self._found:
            self._found = []
            raise AssertionError(record.getMessage()) from (record.exc_info or (None, None))[1]
