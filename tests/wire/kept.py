"""Secrets for the settings of connections: in files, as an operator keeps them."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

from bot.config import Section
from bot.config.document import Document
from bot.config.typed import read_section


class Secrets(AbstractContextManager["Secrets"]):
    """Keep secrets in a folder of their own for as long as they are needed."""

    def __init__(self) -> None:
        """Begin without any."""
        self._folder: TemporaryDirectory[str] = TemporaryDirectory()

    def keep(self, name: str, secret: str) -> str:
        """Keep a secret, and return what stands for it in the settings."""
        path = Path(self._folder.name) / name
        path.write_text(secret, "utf-8")
        return f"file:{path}"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Forget them."""
        self._folder.cleanup()


def section_of(kind: type[Section], written: Mapping[str, Any]) -> Section:
    """Return what a part of a file of settings says; ConfigError where it says something wrong."""
    document = Document("settings of a test")
    found = read_section(document, kind, written)
    document.refuse_faults()
    assert found is not None
    return found
