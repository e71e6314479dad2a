"""What is logged, as text or as JSON lines: never the text of a message."""

import json
import logging
from typing import Literal

_CHATTY = {"alembic": logging.WARNING, "apscheduler": logging.ERROR}
"""Libraries whose every step is news to nobody.

APScheduler also warns when a turn is left out because the one before still runs: as it is told to.
"""


class JsonLines(logging.Formatter):
    """Write each record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line; an exception's traceback goes into its own key."""
        found = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            found["error"] = self.formatException(record.exc_info)
        return json.dumps(found, ensure_ascii=False)


def configure(level: str, form: Literal["text", "json"]) -> None:
    """Log to stderr from a level on."""
    handler = logging.StreamHandler()
    text = logging.Formatter("%(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if form == "json" else text)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name, least in _CHATTY.items():
        logging.getLogger(name).setLevel(least)
