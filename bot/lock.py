"""One bot a data folder: a second one on the same SQLite file would answer everything twice."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.problems import CommandProblem

__all__ = ["only_process"]


@contextmanager
def only_process(data_folder: Path) -> Iterator[None]:
    """Hold the data folder's lock for as long as the block runs; the system lets it go if the process dies.

    Raises:
        CommandProblem: another process holds it.
    """
    handle = os.open(data_folder / "baro.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CommandProblem("cli.already_running", path=str(data_folder)) from None
        yield
    finally:
        os.close(handle)
