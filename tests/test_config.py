"""Settings: what is read, what is refused, and how it is said."""

from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web import Settings as WebSettings
from bot.composition.features import habits_of
from bot.config import Connection, Secret, Section, Settings, Wrong, load
from bot.config.document import Document
from bot.domain.quiet import Quiet
from bot.domain.reminding import Habits, Mark
from bot.domain.weekly import Weekly
from bot.errors import ConfigError

SHIPPED = Path(__file__).parent.parent / "config.yaml"


class Endpoints(Section, frozen=True):
    """What a platform can be pointed at."""

    api: str = "https://api.example.org"


class Pigeon(Section, frozen=True):
    """An adapter's settings, written without a thought of unknown keys."""

    token: Secret
    lofts: int = 1
    endpoints: Endpoints = Endpoints()


ADAPTERS: dict[str, type[Section]] = {"web": Section, "pigeon": Pigeon}
SHIPPED_ADAPTERS: dict[str, type[Section]] = {"web": WebSettings}

Read = Callable[..., Settings]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Load a text as config.yaml of an empty folder, with overrides."""
    monkeypatch.chdir(tmp_path)

    def load_text(text: str, *overrides: str) -> Settings:
        Path("config.yaml").write_text(text, encoding="utf-8")
        return load(None, ADAPTERS, overrides)

    return load_text


def refusal(read: Read, text: str, *overrides: str) -> str:
    """Return what a person is told of settings that cannot be read."""
    with pytest.raises(ConfigError) as caught:
        read(text, *overrides)
    return str(caught.value)


def test_the_settings_are_how_a_house_reminds(read: Read) -> None:
    """Ladder, quiet hours and how many a day come from the file, or are as always."""
    assert habits_of(read("")) == Habits()
    text = "defaults: {quiet_hours: none, reminders: [closing, 90m], private_per_day: 1}"
    assert habits_of(read(text)) == Habits((Mark.CLOSING, timedelta(minutes=90)), None, 1)


def test_the_shipped_file_says_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file that people start from changes nothing."""
    monkeypatch.chdir(tmp_path)
    assert load(SHIPPED, SHIPPED_ADAPTERS) == load(None, SHIPPED_ADAPTERS)


def test_without_a_word_of_connections_there_is_the_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who writes no settings can be talked to all the same; an empty section connects nothing."""
    monkeypatch.chdir(tmp_path)
    browser = Connection("browser", "web", enabled=True, settings=WebSettings())
    assert load(None, SHIPPED_ADAPTERS).connections == {"browser": browser}
    assert load(None, SHIPPED_ADAPTERS, ["connections={}"]).connections == {}


def test_the_default_file_may_be_missing_a_named_one_may_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without config.yaml Muster runs as a demonstration; a wrong path is a mistake."""
    monkeypatch.chdir(tmp_path)
    assert load(None, ADAPTERS) == Settings()
    with pytest.raises(ConfigError, match=r"^other\.yaml: there is no such file"):
        load(Path("other.yaml"), ADAPTERS)


@pytest.mark.parametrize(
    "content", [b"", b"# nothing\n", b"\xef\xbb\xbfmode: demo", b"mode:\nlog:"]
)
def test_an_empty_value_is_unset(tmp_path: Path, content: bytes) -> None:
    """An empty file, an empty key and a byte order mark leave the defaults."""
    file = tmp_path / "some.yaml"
    file.write_bytes(content)
    assert load(file, ADAPTERS) == Settings()


@pytest.mark.parametrize("content", [b"mode: \xff", b"mode: \x00", None])
def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    """Bytes that are not UTF-8, control characters and a folder are told as such."""
    file = tmp_path / "some.yaml"
    file.mkdir() if content is None else file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"some\.yaml: this (file|holds)"):
        load(file, ADAPTERS)


def test_every_kind_of_value_is_typed(read: Read) -> None:
    """Times, zones, lengths and paths arrive as what they are."""
    settings = read("""
organisation: {name: NO, zone: Europe/Berlin, holidays: file:days.ics}
files: {path: /srv/files, keep_days: {inbox: 3}}
secrets: {keys: [env:A, file:/run/b]}
server: {public_url: https://muster.example.org/}
defaults: {quiet_hours: 23:00–07:30, reminders: [half, 90m, 1.5h], digest: sun 9:00}
features: [poll, meeting]
connections: {post: {adapter: pigeon, enabled: no, token: env:T, lofts: 3}}
pace: {post: {send: {every: 1.05s, burst: 4}}}
""")
    assert settings.organisation.name == "NO"
    assert settings.organisation.zone == ZoneInfo("Europe/Berlin")
    assert settings.organisation.holidays == Path("days.ics")
    assert settings.files.path == Path("/srv/files")
    assert settings.files.keep_days.inbox == 3
    assert settings.secrets.keys == (Secret("env:A"), Secret("file:/run/b"))
    assert settings.server.public_url == "https://muster.example.org"
    assert settings.defaults.quiet_hours == Quiet(time(23), time(7, 30))
    assert settings.defaults.reminders == ("half", timedelta(minutes=90), timedelta(minutes=90))
    assert settings.defaults.digest == Weekly(6, time(9))
    assert settings.features == ("poll", "meeting")
    assert settings.connections == {
        "post": Connection("post", "pigeon", False, Pigeon(token=Secret("env:T"), lofts=3))
    }
    assert settings.pace["post"]["send"].every == timedelta(seconds=1.05)


def test_none_is_a_word_for_going_without(read: Read) -> None:
    """Quiet hours and the digest can be switched off, which is not the same as unset."""
    defaults = read("defaults: {quiet_hours: none, digest: none}").defaults
    assert (defaults.quiet_hours, defaults.digest) == (None, None)


REFUSED = [
    ("\ndatabse: {}", 'config.yaml:2: unknown key "databse" (did you mean "database"?)'),
    (
        "server:\n  prot: 1",
        'config.yaml:2: unknown key "server.prot" (did you mean "server.port"?)',
    ),
    ("xyzzy: 1", 'config.yaml:1: unknown key "xyzzy"'),
    ("mode: demo\nmode: demo", "config.yaml:2: mode stands here again, first in line 1: keep one"),
    ("mode: lve", 'config.yaml:1: mode: must be demo or live, not "lve" (did you mean "live"?)'),
    ("organisation: {language: NO}", 'organisation.language: must be en or zh, not "NO"'),
    ("organisation: {zone: Shanghai}", '(did you mean "Asia/Shanghai"?)'),
    ("organisation: {zone: ../x}", 'no time zone is called "../x"'),
    ("organisation: {zone: Asia}", 'no time zone is called "Asia"'),
    ("organisation: {holidays: non}", '(did you mean "none"?)'),
    ("server: {port: -1}", 'server.port: must be at least 0, not "-1"'),
    ("server: {port: 70000}", 'server.port: must be at most 65535, not "70000"'),
    ("server: {port: web}", 'server.port: must be a whole number, not "web"'),
    ("server: [a]", "config.yaml:1: server: must be a section of keys and values"),
    ("server: {public_url: ftp://x}", 'must be an address that begins with "https://"'),
    ("secrets: {keys: env:A}", "secrets.keys: must be a list"),
    ("server: {host: 0.0.0.0}", "write 127.0.0.1 here, or mode: live"),
    ("database: {url: postgres://x}", '(did you mean "postgresql"?)'),
    ("files: {max_upload_mb: 0}", "must be at least 1"),
    ("defaults: {quiet_hours: 22:00}", 'must be like 22:00-08:00, or none, not "22:00"'),
    ("defaults: {quiet_hours: 22:00-25:00}", 'must have times like 08:30, not "25:00"'),
    ("defaults: {quiet_hours: 22:00-22:00}", "write none to have no quiet hours"),
    ("defaults: {reminders: [2h, opning]}", "defaults.reminders[1]: must be opening"),
    ("defaults: {reminders: [0h]}", 'not "0h"'),
    ("defaults: {digest: Mond 8:30}", '(did you mean "Mon"?)'),
    ("features: poll", 'features: must be all, or a list like "[poll, meeting]"'),
    ("features: [[a]]", "features: must be a single value"),
    ("pace: {post: {send: {every: 1s}}}", 'pace names "post", which is no connection'),
    ("pace: {a: {b: {every: 1s, brust: 2}}}", '(did you mean "pace.a.b.burst"?)'),
    ("connections: x", "connections must be a section of names"),
    ("connections: {a: web}", "connections.a must be a section with an adapter"),
    ("connections: {a: {}}", "connections.a.adapter: this key is needed here"),
    ("connections: {A b: {adapter: web}}", '"A b" cannot name a connection'),
    ("connections: {a: {adapter: pigoen}}", '(did you mean "pigeon"?)'),
    (
        "connections:\n  a: {adapter: pigeon}",
        "config.yaml:2: connections.a.token: this key is needed",
    ),
    ("connections: {a: {adapter: web, enabeld: no}}", '(did you mean "connections.a.enabled"?)'),
    ("connections: {a: {adapter: pigeon, token: env:T, loft: 2}}", 'mean "connections.a.lofts"?)'),
    (
        "connections: {a: {adapter: pigeon, token: env:T, endpoints: {apy: x}}}",
        '(did you mean "connections.a.endpoints.api"?)',
    ),
    ("mode: [", "config.yaml:1: this cannot be read as YAML"),
    ("mode: demo\n\tlog:", "config.yaml:2: this cannot be read as YAML"),
    ("a: &a {b: 1}\nlog: *a", "config.yaml:2: write the value out instead of an *alias"),
    ("a: &a [*a]", "write the value out instead of an *alias"),
    ("mode: !word demo", "config.yaml:1: mode: the tag !word means nothing here"),
    ("? [a]\n: b", "a key is one word, not a list or a section"),
    ("just words", "config.yaml: settings are keys and values"),
]


@pytest.mark.parametrize(("text", "told"), REFUSED)
def test_a_mistake_is_told_with_its_line_and_what_to_do(read: Read, text: str, told: str) -> None:
    """Each refusal names the place and the nearest word or a right one."""
    message = refusal(read, text)
    assert told in message
    assert message.startswith("config.yaml:")


def test_all_mistakes_are_told_at_once_by_line(read: Read) -> None:
    """One start reports everything, the file from the top and then the command line."""
    text = """log: {level: loud}
server: {port: x}
connections:
  a: {adapter: x}
mode: dmo
mode: live
"""
    lines = refusal(read, text, "server.host=", "files.path.x=1", "nonsense").splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        *(f"config.yaml:{number}:" for number in (1, 2, 4, 5, 6)),
        *("--set:", "--set:"),
    ]


def test_an_override_is_stronger_than_the_file(read: Read) -> None:
    """The command line changes, adds and unsets keys under the same rules."""
    settings = read(
        "{server: {port: 8000}, log: {level: debug}}",
        "server.port=9001",
        "log.level=",
        "features=[poll]",
        "connections.a.adapter=web",
    )
    assert settings.server.port == 9001
    assert settings.log.level == "info"
    assert settings.features == ("poll",)
    assert settings.connections == {"a": Connection("a", "web", True, Section())}


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("server.port=high", '--set: server.port: must be a whole number, not "high"'),
        ("servr.port=1", '--set: unknown key "servr" (did you mean "server"?)'),
        ("server.port", '--set: "server.port" is not of the form server.port=9001'),
        ("=1", '--set: "=1" is not of the form'),
        ("mode.a=1", "--set: mode is one value and has no keys below it"),
        ("server=[", "--set: server: this cannot be read as YAML"),
        ("log={level: info, level: info}", "--set: log.level stands here again"),
    ],
)
def test_a_wrong_override_is_told_as_such(read: Read, override: str, told: str) -> None:
    """What was typed after --set is never blamed on a line of the file."""
    assert refusal(read, "mode: demo\nserver: {port: 8000}", override).startswith(told)


def test_a_demonstration_stays_on_this_machine(read: Read) -> None:
    """Whoever listens to others has to be live; every spelling of loopback is one."""
    assert "sign in as anyone" in refusal(read, "server: {host: example.org}")
    assert read("{server: {host: 0.0.0.0}, mode: live}").server.host == "0.0.0.0"
    for host in ("localhost", "127.1.2.3", "'::1'"):
        assert read(f"server: {{host: {host}}}").server.on_loopback


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("127.0.0.1", "127.0.0.1"), ("localhost", "localhost"), ("0.0.0.0", "127.0.0.1"),
        ("'::'", "[::1]"), ("'fd00::5'", "[fd00::5]"), ("10.1.2.3", "10.1.2.3"),
    ],
)  # fmt: skip
def test_this_machine_reaches_the_server_where_it_listens(
    read: Read, host: str, asked: str
) -> None:
    """One on all addresses is asked on this machine's own, one on a single address there."""
    server = read(f"{{server: {{host: {host}}}, mode: live}}").server
    assert server.local_url(8080) == f"http://{asked}:8080"


def test_a_secret_comes_from_elsewhere_and_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable and a file are read when asked, and no print of the settings tells them."""
    monkeypatch.setenv("PIGEON", "coo")
    (tmp_path / "key").write_text("coo\n")
    for secret in (Secret("env:PIGEON"), Secret(f"file:{tmp_path / 'key'}")):
        assert secret.reveal() == "coo"
        assert "coo" not in f"{secret!r} {secret}"


def test_a_missing_secret_names_where_it_was_sought(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not set, empty and unreadable are three things to do something about."""
    monkeypatch.delenv("PIGEON", raising=False)
    with pytest.raises(ConfigError, match="variable PIGEON, which holds a secret, is not set"):
        Secret("env:PIGEON").reveal()
    monkeypatch.setenv("PIGEON", "")
    with pytest.raises(ConfigError, match="PIGEON, which holds a secret, is empty"):
        Secret("env:PIGEON").reveal()
    with pytest.raises(ConfigError, match="cannot be read"):
        Secret(f"file:{tmp_path}").reveal()
    (tmp_path / "key").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="not text in UTF-8"):
        Secret(f"file:{tmp_path / 'key'}").reveal()


@pytest.mark.parametrize(
    "text",
    [
        "secrets: {keys: [hunter2]}",
        "connections: {a: {adapter: pigeon, token: hunter2}}",
        "connections: {a: {adapter: pigeon, tokn: hunter2}}",
        "database: {url: 'postgresql://ann:hunter2@db/muster'}",
        "database: {url: 'mysql://ann:hunter2@db/muster'}",
    ],
)
def test_a_misplaced_secret_is_refused_and_not_repeated(read: Read, text: str) -> None:
    """A password typed into the file does not travel on into a log."""
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert "hunter2" not in f"{caught.value} {caught.value!r}"
    with pytest.raises(Wrong):
        Secret("hunter2")


def test_a_database_may_be_named_elsewhere(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    """A URL with a password comes by the environment and is checked when it is read."""
    database = read("database: {url: env:PLACE}").database
    monkeypatch.setenv("PLACE", "postgresql://ann:hunter2@db/muster")
    assert database.address() == "postgresql://ann:hunter2@db/muster"
    monkeypatch.setenv("PLACE", "postgres://ann:hunter2@db/muster")
    with pytest.raises(ConfigError, match="URL in env:PLACE must begin") as caught:
        database.address()
    assert "hunter2" not in str(caught.value)
    assert read("").database.address() == "sqlite:///data/muster.db"


def quoted(text: str) -> str:
    """Write a text in YAML's most explicit way."""
    return '"' + "".join(f"\\U{ord(sign):08x}" for sign in text) + '"'


keys = st.from_regex(r"[a-z]{1,6}", fullmatch=True)


@given(st.dictionaries(keys, st.text(max_size=12), max_size=5))
def test_scalars_stay_the_text_they_are(words: dict[str, str]) -> None:
    """Nothing that is quoted is taken for a number, a date or a yes, and each keeps its line."""
    text = "".join(f"{key}: {quoted(value)}\n" for key, value in words.items())
    document = Document("x.yaml", text)
    assert document.data == words
    assert [document.line((key,)) for key in words] == list(range(1, len(words) + 1))
