"""A real `python -m bot run` on a database and a port of its own, which can be struck down."""

import contextlib
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

_UP_SECONDS = 60.0
_DOWN_SECONDS = 20.0


class House:
    """Run Muster with the shipped configuration; the folder keeps what a restart finds again."""

    def __init__(self, folder: Path, *settings: str) -> None:
        """Take a folder for the database and files; nothing runs before `start`."""
        self.folder = folder
        self.port = _free_port()
        self.settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        """Where the page comes from."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"{self.origin}/chat/"

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = (
            f"server.port={self.port}",
            f"database.url=sqlite:///{self.folder / 'muster.db'}",
            f"files.path={self.folder / 'files'}",
            "connections.browser.past=false",
            "defaults.digest=none",  # else a Monday morning is not like any other
            *self.settings,
        )
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run", *(f"--set={each}" for each in settings)],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C is for pytest, which then stops it
            )
        until = time.monotonic() + _UP_SECONDS
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"Muster did not start:\n{self.log()}")
            time.sleep(0.05)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """End it in good order."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(_DOWN_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"Muster did not stop:\n{self.log()}") from None
            self._process = None

    def log(self) -> str:
        """Return what it wrote."""
        return (self.folder / "log").read_text("utf-8", "replace")

    def _ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with contextlib.closing(connection), contextlib.suppress(OSError):
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.client.OK
        return False


@contextlib.contextmanager
def running(folder: Path, *settings: str) -> Iterator[House]:
    """Lend a house that runs."""
    house = House(folder, *settings)
    try:
        house.start()
        yield house
        house.stop()
    finally:
        house.kill()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
