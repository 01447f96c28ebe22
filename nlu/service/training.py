"""A model of a recipe, made once: whoever asks again gets the same file."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nlu.service.environment import RasaHome
from nlu.service.layout import by_piece
from nlu.service.problems import NluProblem
from nlu.service.recipe import Recipe, check_model

__all__ = ["LONGEST_TRAINING", "train"]

LONGEST_TRAINING = 900.0
"""Seconds after which a training is given up; on two cores that are free it takes under one minute."""


def train(
    recipe: Recipe,
    models: Path,
    home: RasaHome,
    on_start: Callable[[], None] | None = None,
    longest: float = LONGEST_TRAINING,
) -> Path:
    """Train a recipe, unless its model is there.

    Two that train at once make one model: the second waits for the first.

    Args:
        recipe: what the model is made of.
        models: folder of models; made if it is not there.
        home: where Rasa stands.
        on_start: called when there is something to train.
        longest: seconds after which it is given up.

    Returns:
        The model, whole and checked.

    Raises:
        NluProblem: Rasa is not installed or failed.
    """
    models = models.resolve()
    model = recipe.model(models)
    if _sound(model, recipe):
        return model
    home.python()  # says so at once where it is missing
    models.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(models / ".training.lock"):
        if _sound(model, recipe):
            return model
        if on_start is not None:
            on_start()
        home.make()
        with tempfile.TemporaryDirectory(prefix="training-", dir=models) as fresh:
            _run(recipe, Path(fresh), home, longest)
            made = Path(fresh) / model.name
            check_model(made, recipe)
            by_piece(made)
            made.replace(model)
    return model


def _sound(model: Path, recipe: Recipe) -> bool:
    try:
        check_model(model, recipe)
    except NluProblem:
        return False
    return True


def _run(recipe: Recipe, out: Path, home: RasaHome, longest: float) -> None:
    log = home.folder / "training.log"
    project = recipe.project
    process = home.start(
        [
            *("train", "nlu", "--config", str(project / "config.yml"), "--domain", str(project / "domain.yml")),
            *("--nlu", str(project / "data"), "--out", str(out), "--fixed-model-name", recipe.name),
        ],
        log,
    )
    try:
        code = process.wait(longest)
    except subprocess.TimeoutExpired:
        raise NluProblem("training_failed", path=str(log)) from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.stdin is not None:
            process.stdin.close()
    if code or not recipe.model(out).is_file():
        raise NluProblem("training_failed", path=str(log))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
