"""The tree of settings: every key, its type and its default."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Annotated, Literal, TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct, field

from bot.config.values import (
    DatabaseUrl,
    Duration,
    Features,
    Holidays,
    Moment,
    QuietHours,
    Reminder,
    Secret,
    WebAddress,
    Wrong,
    Zone,
    database_url,
)
from bot.domain.quiet import NIGHT
from bot.domain.reminding import USUAL
from bot.domain.weekly import MONDAY_MORNING
from bot.errors import ConfigError

Count: TypeAlias = Annotated[int, Meta(ge=1)]
Port: TypeAlias = Annotated[int, Meta(ge=0, le=65535)]


class Section(Struct, frozen=True):
    """Hold the keys of one section, each with the type that reads it and what is usual."""


class Organisation(Section, frozen=True):
    """Say whose secretary this is, and in which language, zone and calendar it lives."""

    name: str = "示范学校"
    language: Literal["en", "zh"] = "zh"
    zone: Zone = ZoneInfo("Asia/Shanghai")
    holidays: Holidays = "cn"


class Database(Section, frozen=True):
    """Say where the rows are kept; `pool` is the number of connections to PostgreSQL."""

    url: DatabaseUrl = "sqlite:///data/muster.db"
    pool: Count = 10

    def address(self) -> str:
        """Return the URL with its password; ConfigError where it is missing or of no known kind."""
        if isinstance(self.url, str):
            return self.url
        try:
            return database_url(self.url.reveal())
        except Wrong as wrong:
            message = f"the database URL in {self.url.reference} {wrong}"
            raise ConfigError(None, None, "database.url", message, wrong.nearest) from None


class KeepDays(Section, frozen=True):
    """Say for how many days each kind of file is kept."""

    inbox: Count = 14
    exports: Count = 7
    essays: Count = 1095
    pictures: Count = 400


class Files(Section, frozen=True):
    """Say where uploads and exports are kept, how large and how long."""

    path: Path = Path("data/files")
    max_upload_mb: Count = 20
    keep_days: KeepDays = KeepDays()


class Secrets(Section, frozen=True):
    """Name the keys of the deployment.

    The first of `keys` seals buttons and links, all of them open; with none a key is made once
    beside the database.
    """

    keys: tuple[Secret, ...] = ()


class Server(Section, frozen=True):
    """Say where pages and webhooks are served; port 0 lets the system choose."""

    host: Annotated[str, Meta(min_length=1)] = "127.0.0.1"
    port: Port = 8080
    public_url: WebAddress | None = None

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host == "localhost" or (self._ip is not None and self._ip.is_loopback)

    def local_url(self, port: int) -> str:
        """Return where this machine reaches the server: one on all addresses, on its own one."""
        host = self.host
        if self._ip is not None and self._ip.is_unspecified:
            host = "127.0.0.1" if self._ip.version == 4 else "::1"
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"

    @property
    def _ip(self) -> IPv4Address | IPv6Address | None:
        try:
            return ip_address(self.host)
        except ValueError:
            return None


class Defaults(Section, frozen=True):
    """Say how a team works until its organisers say otherwise; None where it was `none`."""

    quiet_hours: QuietHours = NIGHT
    reminders: tuple[Reminder, ...] = USUAL
    private_per_day: Annotated[int, Meta(ge=0)] = 2
    entry: Literal["open", "closed"] = "open"
    digest: Moment = MONDAY_MORNING


class Pace(Section, frozen=True):
    """Allow one call `every` so often, after up to `burst` at once."""

    every: Duration
    burst: Count = 1


class Log(Section, frozen=True):
    """Say what is logged and how; the text of messages never is."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Connection(Struct, frozen=True):
    """Name one account of ours on one platform; `settings` is of the adapter's own type."""

    name: str
    adapter: str
    enabled: bool
    settings: Section


class Settings(Section, frozen=True):
    """Hold all that can be set; without a file, a demonstration on this machine."""

    organisation: Organisation = Organisation()
    database: Database = Database()
    files: Files = Files()
    secrets: Secrets = Secrets()
    server: Server = Server()
    mode: Literal["demo", "live"] = "demo"
    defaults: Defaults = Defaults()
    features: Features = "all"
    connections: Mapping[str, Connection] = field(default_factory=dict)
    pace: Mapping[str, Mapping[str, Pace]] = field(default_factory=dict)
    log: Log = Log()
