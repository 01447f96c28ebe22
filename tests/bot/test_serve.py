"""The bot as a process: what it imports, how it starts, stops, dies and begins again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil
import pytest

from bot.simulator import SimulatorClient, SimulatorThread
from dialogues.locales import Locales
from storage.migrations.running import upgrade
from storage.unit_of_work import open_store
from tests.bot.echo import until

pytestmark = pytest.mark.slow

COMMAND = (sys.executable, "-m", "bot.cli")


@pytest.fixture
def environment(simulator: SimulatorThread, tmp_path: Path) -> Mapping[str, str]:
    """An installation that talks to the simulator, its database made."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    upgrade(f"sqlite:///{folder / 'baro.db'}")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BARO_")}
    return {
        **inherited,
        "BARO_DATA_DIR": str(folder),
        "BARO_TELEGRAM_TOKEN": simulator.token,
        "BARO_TELEGRAM_API_URL": simulator.url,
        "BARO_TELEGRAM_RATE": "0",
    }


def begun(environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """A bot that has said that it listens."""
    process = subprocess.Popen((*COMMAND, "serve"), env=dict(environment), stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    assert "Baro écoute sur Telegram : @baro_bot" in line
    return process


def invited(environment: Mapping[str, str]) -> str:
    """The token of a new project's first administrator."""
    done = subprocess.run(
        (*COMMAND, "project", "add", "Essai"), env=dict(environment), capture_output=True, text=True, check=True
    )
    return re.search(r"start=(\S+)", done.stdout)[1]  # type: ignore[index]


def ended(process: subprocess.Popen[str], number: int) -> int:
    """Send a signal and wait for the end."""
    process.send_signal(number)
    code = process.wait(20)
    if process.stderr is not None:
        process.stderr.close()
    return code


def test_the_start_imports_only_what_it_needs(environment: Mapping[str, str]) -> None:
    """Serving brings none of pyxform, openpyxl, xlsxwriter, alembic (DESIGN, section 6)."""
    script = (
        "import sys, bot.cli, bot.commands.serve, bot.telegram.channel, bot.threads, storage.files\n"
        "from bot.settings import Settings\n"
        "from bot.wiring import build_service, open_store\n"
        "settings = Settings.from_environment()\n"
        "build_service(settings, open_store(settings), str)\n"
        "print(*sorted({'pyxform', 'openpyxl', 'xlsxwriter', 'alembic', 'starlette'} & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        (sys.executable, "-c", script), env=dict(environment), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_it_answers_and_stops_when_told(environment: Mapping[str, str], client: SimulatorClient) -> None:
    """Somebody unknown learns nothing, somebody invited is let in; SIGTERM ends it with code 0, under 120 MB."""
    token = invited(environment)
    process = begun(environment)
    try:
        stranger = client.person("Inconnu")
        stranger.say("/start")
        stranger.wait_for("Vous n'avez pas accès ici")
        awa = client.person("Awa")
        awa.say(f"/start {token}")
        awa.wait_for("Awa")
        assert psutil.Process(process.pid).memory_info().rss < 120 * 2**20
    finally:
        code = ended(process, signal.SIGTERM)
    assert code == 0
    assert len(client.calls("setMyCommands")) == len(Locales.load().languages)


def test_told_to_stop_again_and_again(environment: Mapping[str, str]) -> None:
    """Signals that come while it ends change nothing: code 0, one line, no complaint of the interpreter."""
    process = begun(environment)
    while process.poll() is None:
        process.send_signal(signal.SIGTERM)
        time.sleep(0.0005)
    assert process.stderr is not None
    with process.stderr as stream:
        said = stream.read()
    assert (process.returncode, said.strip()) == (0, "Arrêté. Tout est gardé.")


def test_a_second_bot_in_the_same_folder_is_refused(environment: Mapping[str, str]) -> None:
    """The second process ends at once with one line and code 1; the first goes on."""
    process = begun(environment)
    try:
        second = subprocess.run(
            (*COMMAND, "serve"), env=dict(environment), capture_output=True, text=True, check=False, timeout=20
        )
        assert (second.returncode, len(second.stderr.splitlines())) == (1, 1)
        assert "Un autre Baro travaille déjà" in second.stderr
        assert process.poll() is None
    finally:
        ended(process, signal.SIGINT)


def test_a_wrong_token_ends_it_with_code_2(environment: Mapping[str, str]) -> None:
    """One line that does not hold the token."""
    done = subprocess.run(
        (*COMMAND, "serve"),
        env={**environment, "BARO_TELEGRAM_TOKEN": "99:wrongtoken"},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "wrongtoken" not in done.stderr


def test_killed_again_and_again_it_loses_and_doubles_nothing(
    environment: Mapping[str, str], client: SimulatorClient
) -> None:
    """With SIGKILL at odd moments every message is in the inbox once, done, and every reply owed has been sent."""
    token = invited(environment)
    process = begun(environment)
    awa = client.person("Awa")
    awa.say(f"/start {token}")
    awa.wait_for("Awa")
    for pause in (0.0, 0.01, 0.03, 0.05):
        for number in range(4):
            awa.say(f"mot {pause} {number}")
        time.sleep(pause)
        ended(process, signal.SIGKILL)
        process = begun(environment)
    store = open_store(f"sqlite:///{environment['BARO_DATA_DIR']}/baro.db")
    try:

        def settled() -> bool:
            with store.reading() as unit:
                return not unit.inbox.waiting() and not unit.outbox.chats()

        until(settled, 20)
        with store.database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT count(*), count(DISTINCT key) FROM inbox").one()
            aside = connection.exec_driver_sql("SELECT count(*) FROM inbox WHERE set_aside IS NOT NULL").scalar()
        assert tuple(rows) == (17, 17)
        assert aside == 0
    finally:
        store.close()
        ended(process, signal.SIGTERM)
