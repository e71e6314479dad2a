"""What the operator does on the command line: check, migrate, back up, resume."""

import fcntl
import io
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from bot.cli.main import main

Run: TypeAlias = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def quiet_logs() -> Iterator[None]:
    """Give the root logger back as it was: the command line configures it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run a command in an empty folder; return its status, its output and its complaints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")

    def ran(*args: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        status = main(list(args))
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return ran


SCRIPT = "@ana organiser\nana> poll A or B? A / B until Fri 18:00\nana* Post\n"


def test_check_finds_a_fresh_machine_well(run: Run) -> None:
    """In an empty folder everything is made that a start needs."""
    status, out, _ = run("check")
    assert status == 0
    assert "All is well." in out
    assert Path("data/muster.db.key").stat().st_mode & 0o077 == 0


def test_a_key_that_was_never_written_is_made_anew(run: Run) -> None:
    """A start that broke off, or a full disk, leaves no house whose buttons anybody could forge."""
    key = Path("data/muster.db.key")
    key.parent.mkdir()
    key.touch()
    assert run("check")[0] == 0
    assert len(bytes.fromhex(key.read_text())) == 32
    assert key.stat().st_mode & 0o077 == 0


def test_processes_that_start_at_one_moment_have_one_key(tmp_path: Path) -> None:
    """Of many that find none each goes by the key that stands there, and one alone makes it."""
    program = (
        "import sys\n"
        "from bot.composition.database import keys_of\n"
        "from bot.config import Settings\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
        "(key,) = keys_of(Settings(), sys.argv[1])\n"
        "print(key.hex())\n"
    )
    url = f"sqlite:///{tmp_path}/new/muster.db"
    command = [sys.executable, "-c", program, url]
    several = [
        subprocess.Popen(
            command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(4)
    ]
    for each in several:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in several:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    (key,) = {each.communicate()[0].strip() for each in several}
    assert len(bytes.fromhex(key)) == 32
    assert [each.name for each in (tmp_path / "new").iterdir()] == ["muster.db.key"]


def test_check_goes_on_where_a_key_is_missing(run: Run) -> None:
    """What is missing is named, and so is all that comes after it."""
    status, out, _ = run("check", "--set", "secrets.keys=[env:MUSTER_NO_SUCH_KEY]")
    assert status == 2
    assert "MUSTER_NO_SUCH_KEY" in out
    assert "Connection browser" in out


def test_check_speaks_the_language_of_whoever_sits_there(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same is said in Chinese; a database that a running Muster uses is only looked at."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "一切正常。" in run("check")[1]
    with (Path("data") / "muster.db.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        status, out, _ = run("check")
    assert status == 0
    assert "正被运行中的 Muster 使用" in out


def test_migrate_says_what_it_did(run: Run) -> None:
    """The first time it makes the database, the second time it has nothing to do."""
    assert "Migrated from nothing to revision" in run("migrate")[1]
    assert "up to date" in run("migrate")[1]


def test_a_restored_backup_sends_nothing_until_somebody_has_looked(run: Run) -> None:
    """A backup is held, shows what would go, and goes on after --yes."""
    kept = "sqlite:///kept.db"
    chat = ("chat", "--database", kept, "--language", "en", "--now", "2026-11-26T09:00")
    assert run(*chat, stdin=SCRIPT)[0] == 0
    assert run("backup", "copy.db", "--database", kept)[0] == 0
    assert Path("copy.db.key").read_text() == Path("kept.db.key").read_text()
    restored = "sqlite:///copy.db"
    assert "filled by a demonstration" not in run("check", "--database", restored)[1]
    out = run("check", "--database", restored, "--set", "mode=live")[1]
    assert "it was restored from a backup" in out
    assert "This database was filled by a demonstration" in out
    chat = ("chat", "--database", restored, "--language", "en", "--now", "2026-11-28T09:00")
    _, out, complaint = run(*chat, stdin="@ana organiser\n~1h\n")
    assert "Nothing is sent: it was restored from a backup" in complaint
    assert "Poll closed" not in out
    status, out, _ = run("resume", "--database", restored)
    assert status == 0
    assert "Nothing was changed" in out
    assert run("resume", "--yes", "--database", restored)[0] == 0
    _, out, complaint = run(*chat, stdin="@ana organiser\n~1h\n")
    assert complaint == ""
    assert "Poll closed" in out


def test_a_backup_never_overwrites(run: Run) -> None:
    """What lies there stays."""
    run("migrate")
    Path("copy.db").write_text("mine")
    status, _, complaint = run("backup", "copy.db")
    assert status == 2
    assert "exists already" in complaint
    assert Path("copy.db").read_text() == "mine"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("check", "--set", "organisation.zone=Asia/Shanghei"), 'did you mean "Asia/Shanghai"?'),
        (("read", "--zone", "Asia"), "no time zone is called 'Asia': write one like Asia/Shanghai"),
        (("check", "--set", "databse.url=sqlite:///x.db"), 'did you mean "database"?'),
        (("check", "--config", "nowhere.yaml"), "there is no such file"),
        (("check", "--database", "mysql://x"), "not one that Muster knows"),
        (("chat", "--now", "tomorrow"), "is no time"),
        (("chat", "--set", "features=[pol]"), 'did you mean "poll"?'),
    ],
)
def test_what_cannot_be_is_said_with_what_to_do(run: Run, args: tuple[str, ...], says: str) -> None:
    """A wrong setting or argument ends with 2 and a sentence."""
    status, _, complaint = run(*args)
    assert status == 2
    assert says in complaint


def test_a_file_that_is_no_database_is_left_alone(run: Run) -> None:
    """A file that is no database is named, and left as it is."""
    Path("notes.db").write_text("these are notes, long enough to be no database at all")
    status, _, complaint = run("check", "--database", "sqlite:///notes.db")
    assert status == 2
    assert "notes.db" in complaint
    assert Path("notes.db").read_text().startswith("these are notes")


def test_a_health_check_loads_no_more_than_it_needs() -> None:
    """A container asks every half minute: neither the database nor a feature is loaded for it."""
    heavy = "{'sqlalchemy', 'commands', 'telegram', 'slack_bolt'}"
    code = f"import sys, bot.cli.main, bot.cli.health; print({heavy} & sys.modules.keys())"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "set()"


_STARTS = """
import asyncio, sys
from pathlib import Path
from bot.composition import HOME
from bot.composition.platforms import PLATFORMS
from bot.composition.serving import serve
from bot.config import load
from bot.words import Catalogues

async def start() -> None:
    models = {name: platform.settings for name, platform in PLATFORMS.items()}
    settings, words = load(Path("config.yaml"), models, []), Catalogues.load(HOME / "words")
    served = asyncio.Event()
    heavy = {"httpx", "apscheduler", "telegram", "slack_sdk", "slack_bolt", "alembic", "fluent"}

    def say(server: object) -> None:
        print(sorted(heavy & sys.modules.keys()))
        served.set()

    await serve(settings, "sqlite:///muster.db", words, until=served, say=say)

asyncio.run(start())
"""
_THREE = """
mode: live
server: {host: 127.0.0.1, port: 0}
connections:
  telegram-main: {adapter: telegram, token: env:ANY, endpoints: {api: "http://127.0.0.1:9/bot"}}
  slack-main:
    {adapter: slack, bot_token: env:ANY, app_token: env:ANY, endpoints: {api: "http://127.0.0.1:9/"}}
  dingtalk-main:
    adapter: dingtalk
    client_id: env:ANY
    client_secret: env:ANY
    endpoints: {api: "http://127.0.0.1:9", oapi: "http://127.0.0.1:9"}
"""


def test_a_start_loads_no_more_than_it_needs(run: Run, tmp_path: Path) -> None:
    """Served is who comes before what only platforms, timers or migrations need is loaded."""
    assert run("migrate", "--database", "sqlite:///muster.db")[0] == 0
    Path("config.yaml").write_text(_THREE)
    env = {**os.environ, "ANY": "1:any", "PYTHONPATH": str(ROOT)}
    started = [sys.executable, "-c", _STARTS]
    ran = subprocess.run(started, cwd=tmp_path, env=env, check=True, capture_output=True, text=True)
    assert ran.stdout.splitlines()[-1] == "[]"
