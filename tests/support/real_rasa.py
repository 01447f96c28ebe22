"""The real Rasa for tests: one a run, shared by all workers of pytest-xdist, gone with the last of them.

The first worker that asks starts it and says where in a file; the others find it there. Whoever uses it holds a shared
lock that the system lets go with the process; the one that started it stops it once it could take that lock alone. Its
model is cached in `data/models`, where `make nlu` puts it.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from nlu.service.environment import RasaHome
from nlu.service.ports import free_port
from nlu.service.problems import NluProblem
from nlu.service.recipe import Recipe
from nlu.service.server import RasaServer, token_file
from nlu.service.training import train

__all__ = ["MODELS", "RealRasa", "shared_rasa"]

_STARTS = 3

MODELS = Path(__file__).parents[2] / "data" / "models"


@dataclass(frozen=True, slots=True)
class RealRasa:
    """A server that reads.

    Args:
        url: as for `BARO_NLU_URL`.
        token_file: as for `BARO_NLU_TOKEN_FILE`.
        model: the file that it serves; its stem is the model's name.
    """

    url: str
    token_file: str
    model: str

    @property
    def token(self) -> str:
        """What it asks for."""
        return Path(self.token_file).read_text(encoding="ascii").strip()


@contextmanager
def shared_rasa(folder: Path) -> Iterator[RealRasa]:
    """The server of this run.

    Args:
        folder: shared by all workers of the run and by nobody else.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    said = folder / "rasa.json"
    turn, users = _opened(folder / "turn.lock"), _opened(folder / "users.lock")
    server: RasaServer | None = None
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        try:
            if not said.exists():
                server = _started(folder, said)
            fcntl.flock(users, fcntl.LOCK_SH)
        finally:
            fcntl.flock(turn, fcntl.LOCK_UN)
        yield RealRasa(**json.loads(said.read_text(encoding="utf-8")))
    finally:
        fcntl.flock(users, fcntl.LOCK_UN)
        if server is not None:
            _stop(server, said, turn, users)
        os.close(users)
        os.close(turn)


def _started(folder: Path, said: Path) -> RasaServer:
    recipe, home = Recipe.of(), RasaHome(folder / "home")
    home.make()
    token = token_file(folder)
    model = train(recipe, MODELS, home)
    server = _up(recipe, model, home, token.read_text(encoding="ascii").strip())
    said.write_text(json.dumps(asdict(RealRasa(server.url, str(token), str(model)))), encoding="utf-8")
    return server


def _up(recipe: Recipe, model: Path, home: RasaHome, token: str) -> RasaServer:
    """A server that reads; one that does not come up says why, and has another chance on another port."""
    while True:
        server = RasaServer(recipe, model, home, free_port(), token)
        try:
            return server.__enter__()
        except NluProblem:
            logs = sorted(home.folder.glob("server-*.log"))
            sys.stderr.write(f"Rasa did not start:\n{server.log.read_text(errors='replace')[-2000:]}\n")
            if len(logs) >= _STARTS:
                raise


def _stop(server: RasaServer, said: Path, turn: int, users: int) -> None:
    """Stop it when nobody uses it; nobody can begin to while it is stopped."""
    while True:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            said.unlink(missing_ok=True)
            server.stop()
            return
        fcntl.flock(turn, fcntl.LOCK_UN)
        time.sleep(0.2)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
