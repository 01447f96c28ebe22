"""One Rasa server as a child process: on this machine only, with a token, and gone when its owner is."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from nlu.service.asking import Rasa
from nlu.service.environment import RasaHome
from nlu.service.ports import HOST
from nlu.service.problems import NluProblem
from nlu.service.recipe import Recipe, check_model

__all__ = ["LONGEST_START", "RasaServer", "token_file"]

LONGEST_START = 180.0
"""Seconds until a server that does not answer is given up; it takes about half a minute."""

_STOP_S = 10.0


class RasaServer:
    """Starts Rasa with a model and stops it, in a `with` block.

    It listens on this machine alone: whoever reaches it may change its model.

    Args:
        recipe: what its model is made of.
        model: the model's file, checked before it is served.
        home: where Rasa stands.
        port: where it listens.
        token: what it asks of those who ask it.
        give_up: asked while it starts; when it says True, the start is given up.
    """

    def __init__(
        self,
        recipe: Recipe,
        model: Path,
        home: RasaHome,
        port: int,
        token: str,
        give_up: Callable[[], bool] = lambda: False,
    ) -> None:
        self.url = f"http://{HOST}:{port}"
        self.token = token
        self._recipe = recipe
        self._model = model
        self._home = home
        self._port = port
        self._give_up = give_up
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What Rasa says goes here."""
        return self._home.folder / f"server-{self._port}.log"

    @property
    def pid(self) -> int:
        """Its process; 0 when there is none."""
        return 0 if self._process is None else self._process.pid

    def __enter__(self) -> Self:
        """Start it and wait until it reads with its model.

        Raises:
            NluProblem: Rasa is missing, the model does not match, or the server did not come up.
        """
        check_model(self._model, self._recipe)
        self._process = self._home.start(
            [
                *("run", "--enable-api", "--quiet", "--interface", HOST, "--port", str(self._port)),
                *("--auth-token", self.token, "--model", str(self._model.resolve())),
            ],
            self.log,
        )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

    def running(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    def watch(self, stop: threading.Event) -> None:
        """Let it work until somebody says stop.

        Raises:
            NluProblem: it died before.
        """
        while not stop.wait(0.2):
            if not self.running():
                raise NluProblem("server_died", path=str(self.log))

    def stop(self) -> None:
        """End its process and whatever that started."""
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_STOP_S)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdin is not None:
            process.stdin.close()
        self._process = None

    def _wait(self) -> None:
        end = time.monotonic() + LONGEST_START
        with Rasa(self.url, self.token) as rasa:
            while not rasa.ready():
                if not self.running():
                    raise NluProblem("server_failed", path=str(self.log))
                if self._give_up() or time.monotonic() > end:
                    raise NluProblem("server_slow", path=str(self.log))
                time.sleep(0.2)
            rasa.check(self._recipe)


def token_file(folder: Path) -> Path:
    """The file with the server's token, which only its owner can read; it is made once and kept.

    Args:
        folder: where it stands.
    """
    path = folder / "token"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        path.chmod(0o600)
        if path.read_text(encoding="ascii").strip():
            return path
        path.unlink()
        return token_file(folder)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(32) + "\n")
    return path
