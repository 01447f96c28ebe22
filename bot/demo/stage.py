"""The processes of the demonstration: the simulator and the bot, each as a user would start it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import httpx

from bot.problems import CommandProblem
from bot.simulator import DEFAULT_TOKEN

_START_S = 60.0
_STOP_S = 15.0


class Stage:
    """A fresh installation in a folder of its own; everything in it is made again at every run.

    Args:
        folder: where; what an earlier demonstration left there goes.
        port: of the simulator on this machine.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self._port = port
        self._simulator: subprocess.Popen[bytes] | None = None
        self._bot: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None
        self._more: Mapping[str, str] = {}

    def told(self, more: Mapping[str, str]) -> None:
        """Give the processes that start from now on further settings.

        Args:
            more: value by environment variable.
        """
        self._more = more

    def __enter__(self) -> Self:
        """Make the folder and start the simulator.

        Raises:
            CommandProblem: the port is taken; what answers there is somebody else's.
        """
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self._port))
            except OSError as error:
                raise CommandProblem("cli.port_in_use", port=str(self._port)) from error
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True, mode=0o700)
        self._log = (self.folder / "processes.log").open("wb")
        try:
            self._simulator = self._start("simulator", "--port", str(self._port))
            self._wait_for_simulator()
        except BaseException:  # whoever stops it this early stops the simulator too
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop both processes."""
        for process in (self._bot, self._simulator):
            if process is not None and process.poll() is None:
                process.terminate()
                try:
                    process.wait(_STOP_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        if self._log is not None:
            self._log.close()

    def run(self, *words: str) -> str:
        """Run a `baro` command to its end; what it prints.

        Raises:
            CommandProblem: it failed.
        """
        done = subprocess.run(  # noqa: S603 - our own program
            self._command(words), env=self._environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CommandProblem("demo.command_failed", command=" ".join(("baro", *words)), why=done.stderr.strip())
        return done.stdout

    def start_bot(self) -> None:
        """Start `baro serve`."""
        self._bot = self._start("serve")

    def kill_bot(self) -> None:
        """Kill the bot as a power cut would: SIGKILL, no goodbye."""
        if self._bot is not None:
            os.kill(self._bot.pid, signal.SIGKILL)
            self._bot.wait()

    def _wait_for_simulator(self) -> None:
        end = time.monotonic() + _START_S
        while time.monotonic() < end:
            if self._simulator is not None and self._simulator.poll() is not None:
                raise CommandProblem("cli.port_in_use", port=str(self._port))
            try:
                httpx.get(f"{self.url}/sim/users", timeout=2, trust_env=False)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        raise CommandProblem("demo.no_simulator")

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own program
            self._command(words), env=self._environment(), stdout=self._log, stderr=self._log
        )

    @staticmethod
    def _command(words: Sequence[str]) -> list[str]:
        return [sys.executable, "-c", "import sys; from bot.cli import main; sys.exit(main())", *words]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BARO_")}
        return {
            **kept,
            "BARO_DATA_DIR": str(self.folder),
            "BARO_TELEGRAM_API_URL": self.url,
            "BARO_TELEGRAM_TOKEN": DEFAULT_TOKEN,
            # Nobody types as fast as the demonstration: at Telegram's pace it would take minutes.
            "BARO_TELEGRAM_RATE": "0",
            **self._more,
        }
