"""The play itself: everybody enters, a guide is published, interviews are held, the supervisor downloads them."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from bot.demo.cast import cast_of
from bot.demo.reading import Reading
from bot.demo.scenes import SCENES
from bot.demo.scenes.entering import GUIDE
from bot.demo.stage import Stage
from bot.demo.talk import heading
from bot.problems import CommandProblem
from bot.settings import Settings, make_data_folder
from bot.simulator.client import SimulatorClient
from bot.words import spoken
from dialogues.messages import Phrase
from nlu.service.environment import ENVIRONMENT

__all__ = ["GUIDE", "run_demo"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_demo(*, exit_when_done: bool, port: int, environment: Path = ENVIRONMENT) -> None:
    """Play the demonstration and print its transcript.

    Args:
        exit_when_done: end with the spreadsheet's path alone on the last line; else the page stays open until
            Ctrl-C.
        port: of the simulator.
        environment: Rasa's virtual environment; where it is missing, the play goes on without Rasa.

    Raises:
        CommandProblem: something of it could not be done, or the spreadsheet does not hold what was said.
    """
    data = make_data_folder(Settings.from_environment())
    with ExitStack() as stack:
        stack.enter_context(_interruptible())
        reading = stack.enter_context(Reading(data, environment))
        stage = stack.enter_context(Stage(data / "demo", port))
        client = stack.enter_context(SimulatorClient(stage.url))
        stack.callback(_deaf)  # comes first of all that is done at the end
        stage.told(reading.settings())
        cast = cast_of(stage, client, reading)
        for name, scene in SCENES:
            heading(name)
            scene(cast)
        if cast.sheet is None:
            raise CommandProblem("demo.no_sheet")
        sheet = str(_short(cast.sheet))
        if not exit_when_done:
            click.echo(f"\n{spoken(Phrase('demo.page', {'url': stage.url}))}")
            click.echo(spoken(Phrase("demo.spreadsheet", {"path": sheet})))
            _until_interrupted()
            return
    click.echo(sheet)


def _short(path: Path) -> Path:
    """A path from here, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


@contextmanager
def _interruptible() -> Iterator[None]:
    """Whoever stops the demonstration, also from a script, stops its processes with it."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _deaf() -> None:
    """Who is impatient and stops the demonstration twice would leave processes behind."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _until_interrupted() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        click.echo(spoken("demo.closed"))
