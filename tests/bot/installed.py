"""A whole installation for tests through the page: the real commands and bot, a simulator whose clock moves."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.simulator import SimulatorClient, SimulatorThread
from storage.migrations.running import upgrade

_MAIN = "import sys; from bot.cli import main; sys.exit(main())"
_LATER = "import time; ns = time.time_ns; s = time.time; time.time_ns = lambda: ns() + {n} * 10**9; "
_LATER += "time.time = lambda: s() + {n}; "
_STOP_S = 20.0


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database holds of a sent interview.

    Args:
        code: the interview's.
        answers: by the last step of their question's path, those of repeats by the whole path.
        statuses: by the same, where a question has no answer.
        trial: it is never counted.
        revision: 1 once sent.
    """

    code: str
    answers: Mapping[str, str]
    statuses: Mapping[str, str]
    trial: bool
    revision: int


@dataclass(slots=True)
class Installation:
    """A folder, a simulator and a bot.

    Args:
        folder: the data folder.
        simulator: what the bot talks to.
    """

    folder: Path
    simulator: SimulatorThread
    hours: int = 0
    _bot: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def link(self) -> str:
        """The address at which somebody enters a fresh project as its first administrator."""
        printed = self.run("project", "add", "Essai", "--organisation", "une organisation")
        found = re.search(r"start[= ]([\w-]{16,})", printed)
        assert found is not None
        return f"{self.simulator.url}/?start={found[1]}"

    def run(self, *words: str) -> str:
        """Run a `baro` command; what it prints."""
        done = subprocess.run(
            (sys.executable, "-c", _MAIN, *words), env=self._environment(), capture_output=True, text=True, check=True
        )
        return done.stdout

    def start_bot(self) -> None:
        """Start `baro serve`, its clock as late as that of the simulator."""
        code = (_LATER.format(n=self.hours * 3600) if self.hours else "") + _MAIN
        with (self.folder / "serve.log").open("ab") as log:
            self._bot = subprocess.Popen(
                (sys.executable, "-c", code, "serve"), env=self._environment(), stdout=log, stderr=log
            )

    def stop_bot(self) -> None:
        """Stop it as a service manager does."""
        if self._bot is not None and self._bot.poll() is None:
            self._bot.send_signal(signal.SIGTERM)
            try:
                self._bot.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._bot.kill()
                self._bot.wait()

    def later(self, hours: int) -> None:
        """Let hours pass, for Telegram and for the bot, which is started again."""
        self.stop_bot()
        with SimulatorClient(self.simulator.url) as client:
            client.advance(hours * 3600)
        self.hours += hours
        self.start_bot()

    def sent(self) -> list[Kept]:
        """What was sent, or kept as it is, in the order of the interviews' beginnings."""
        asked = "SELECT code, answers, trial, revision FROM submissions ORDER BY interview_id"
        return [
            Kept(code, _by_name(json.loads(answers)["values"]), _missing(json.loads(answers)), bool(trial), revision)
            for code, answers, trial, revision in self._rows(asked)
        ]

    def statuses(self) -> list[str]:
        """The status of every interview, in the order of their beginnings."""
        return [status for (status,) in self._rows("SELECT status FROM interviews ORDER BY id")]

    def _rows(self, asked: str) -> list[tuple[Any, ...]]:
        address = f"{(self.folder / 'baro.db').as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as database:
            return database.execute(asked).fetchall()

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BARO_")}
        return {
            **kept,
            "BARO_DATA_DIR": str(self.folder),
            "BARO_TELEGRAM_API_URL": self.simulator.url,
            "BARO_TELEGRAM_TOKEN": self.simulator.token,
            "BARO_TELEGRAM_RATE": "0",
        }


def _by_name(answers: Mapping[str, str]) -> dict[str, str]:
    return {ref if "[" in ref else ref.rpartition("/")[2]: answer for ref, answer in answers.items()}


def _missing(record: Mapping[str, Any]) -> dict[str, str]:
    found = {ref: status for ref, status in record["statuses"].items() if status != "repondu"}
    return _by_name(found)


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """An installation with an empty database; its processes end with it."""
    folder.mkdir(mode=0o700)
    upgrade(f"sqlite:///{folder / 'baro.db'}")
    with SimulatorThread() as simulator:
        made = Installation(folder, simulator)
        try:
            yield made
        finally:
            made.stop_bot()
