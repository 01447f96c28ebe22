"""Rasa beside the play: its model is made where there is none, and it starts while the first scenes are played."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import click

from bot.problems import CommandProblem
from bot.words import spoken
from nlu.service.environment import RasaHome
from nlu.service.ports import free_port
from nlu.service.problems import NluProblem
from nlu.service.recipe import Recipe
from nlu.service.server import RasaServer, token_file
from nlu.service.training import train

__all__ = ["Reading"]


class Reading:
    """Rasa, in a `with` block; where it is not installed, the play goes on by keys and words.

    Args:
        folder: of the installation that keeps models and what Rasa keeps: `models/` and `rasa/` stand in it.
        environment: Rasa's virtual environment.
    """

    def __init__(self, folder: Path, environment: Path) -> None:
        self._models = folder / "models"
        self._home = RasaHome(folder / "rasa", environment)
        self._recipe = Recipe.of()
        self._stop = threading.Event()
        self._server: RasaServer | None = None
        self._thread: threading.Thread | None = None
        self._problem: BaseException | None = None
        self._token = folder / "rasa" / "token"

    @property
    def on(self) -> bool:
        """Whether Rasa reads in this play."""
        return self._server is not None

    @property
    def model(self) -> str:
        """Name of the model that it reads with."""
        return self._recipe.name

    def settings(self) -> dict[str, str]:
        """What the bot must be told to use it."""
        if self._server is None:
            return {}
        # The play is no phone call: on a busy machine a reading may take longer than an agent would wait.
        return {
            "BARO_NLU_URL": self._server.url,
            "BARO_NLU_TOKEN_FILE": str(self._token),
            "BARO_NLU_TIMEOUT_MS": "5000",
        }

    def __enter__(self) -> Self:
        """Make the model where there is none, and begin to start Rasa.

        Raises:
            CommandProblem: Rasa is installed and its model cannot be made.
        """
        try:
            self._home.python()
        except NluProblem:
            click.echo(spoken("demo.no_rasa"))
            return self
        try:
            model = train(self._recipe, self._models, self._home, lambda: click.echo(spoken("nlu.training")))
        except NluProblem as problem:
            raise CommandProblem(f"nlu.{problem.reason}", **problem.params) from problem
        self._token = token_file(self._home.make())
        token = self._token.read_text(encoding="ascii").strip()
        self._server = RasaServer(self._recipe, model, self._home, free_port(), token, self._stop.is_set)
        click.echo(spoken("nlu.starting"))
        self._thread = threading.Thread(target=self._start, args=(self._server,), name="rasa")
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it, also in the middle of its start."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        if self._server is not None:
            self._server.stop()

    def ready(self) -> None:
        """Wait until it reads; at once where there is no Rasa.

        Raises:
            CommandProblem: it did not start.
        """
        if self._thread is None:
            return
        self._thread.join()
        if isinstance(self._problem, NluProblem):
            raise CommandProblem(f"nlu.{self._problem.reason}", **self._problem.params) from self._problem
        if self._problem is not None:
            raise self._problem

    def _start(self, server: RasaServer) -> None:
        try:
            server.__enter__()
        except Exception as problem:  # noqa: BLE001 - handed to whoever waits for it
            self._problem = problem
