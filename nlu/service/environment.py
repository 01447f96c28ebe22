"""Where Rasa stands, and what its processes see of the world: next to nothing.

They get no setting, no token and no proxy of ours; whatever they keep lies in the data folder; nothing is reported to
anybody. Rasa's arguments travel on standard input and not on the command line, for they hold the server's token and
`ps` shows command lines to everybody.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nlu.service.problems import NluProblem
from nlu.service.recipe import PROJECT

__all__ = ["ENVIRONMENT", "RasaHome"]

ENVIRONMENT = PROJECT.parents[1] / ".venv-nlu"
"""Rasa's own environment; `make nlu` makes it."""

_INHERITED = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class RasaHome:
    """Where Rasa stands and where its processes keep what they keep.

    Args:
        folder: of what they keep; made for its owner alone.
        environment: Rasa's virtual environment.
    """

    folder: Path
    environment: Path = ENVIRONMENT

    def python(self) -> Path:
        """The interpreter of Rasa.

        Raises:
            NluProblem: Rasa is not installed.
        """
        python = self.environment / "bin" / "python"
        if not python.exists():
            raise NluProblem("missing")
        return python

    def make(self) -> Path:
        """Make the folder (mode 700) with all below it; which is returned."""
        for one in (self.folder, self.folder / "home", self.folder / "tmp"):
            one.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.folder

    def variables(self) -> dict[str, str]:
        """The environment variables of Rasa's processes."""
        home, temporary = str(self.folder / "home"), str(self.folder / "tmp")
        return {
            **{name: os.environ[name] for name in _INHERITED if name in os.environ},
            "HOME": home,
            "XDG_CACHE_HOME": home,
            "XDG_CONFIG_HOME": home,
            "XDG_DATA_HOME": home,
            "MPLCONFIGDIR": home,
            "RASA_CACHE_DIRECTORY": home,
            "RASA_MAX_CACHE_SIZE": "0",
            "TMPDIR": temporary,
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "CUDA_VISIBLE_DEVICES": "",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "PYTHONWARNINGS": "ignore",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }

    def start(self, arguments: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
        """Start Rasa in a session of its own; it ends when its standard input is closed, at the latest with us.

        Args:
            arguments: words after `rasa`; they may hold the token.
            log: file for what it says, made anew for its owner alone.

        Raises:
            NluProblem: Rasa is not installed.
        """
        python = self.python()
        self.make()
        log.unlink(missing_ok=True)
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            process = subprocess.Popen(  # noqa: S603 - our own program
                [os.fspath(python), os.fspath(PROJECT / "start.py")],
                stdin=subprocess.PIPE,
                stdout=handle,
                stderr=handle,
                cwd=self.folder,
                env=self.variables(),
                bufsize=0,
                start_new_session=True,
            )
        finally:
            os.close(handle)
        with suppress(BrokenPipeError):  # it is gone already: whoever waits for it will see
            if process.stdin is not None:
                process.stdin.write(json.dumps(list(arguments)).encode() + b"\n")
        return process
