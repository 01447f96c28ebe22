"""A guide opened for its author: a project that lives as long as the command, and a trial interview in it."""

from __future__ import annotations

import re
import secrets
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

from bot.demo.stage import Stage
from bot.problems import CommandProblem
from bot.simulator.client import NothingSuchSaid, SimulatorClient
from bot.words import spoken

__all__ = ["preview_guide"]

_TOKEN = re.compile(r"start[= ]([A-Za-z0-9_-]{16,64})")
_WAIT_S = 60.0


def preview_guide(
    file: Path, *, sessions: bool, folder: Path, port: int, ready: Callable[[str], None], stay: Callable[[], None]
) -> None:
    """Open a guide in the simulator until told to stop; nothing of it stays.

    Args:
        file: a guide that was checked and is good.
        sessions: it is of the family of awareness sessions, which begin by another command.
        folder: where the installation is made, and removed at the end.
        port: of the simulator on this machine.
        ready: called with the address of the chat, once the first question is asked.
        stay: comes back, or raises KeyboardInterrupt, when it is enough.

    Raises:
        CommandProblem: the port is taken, or a process did not do its work.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        # Whoever stops the preview, also from a script, stops its two processes and removes what it made.
        signal.signal(number, signal.default_int_handler)
    place = folder / f"preview-{secrets.token_hex(6)}"
    try:
        with Stage(place, port) as stage, SimulatorClient(stage.url) as client:
            stage.run("db", "upgrade")
            name = file.stem[:60] or "guide"
            token = _TOKEN.search(stage.run("project", "add", name, "--organisation", spoken("demo.organisation")))
            if token is None:
                raise CommandProblem("demo.no_invitation")
            stage.run("guide", "add", str(file.resolve()))
            stage.start_bot()
            author = client.person(spoken("demo.agent"))
            try:
                author.say(f"/start {token[1]}")
                author.wait_for(timeout=_WAIT_S)
                author.say("/seance essai" if sessions else "/nouveau essai")
                author.wait_for(timeout=_WAIT_S)
            except NothingSuchSaid:
                raise CommandProblem("guide.preview_silent") from None
            ready(f"{stage.url}/?user={author.user_id}")
            stay()
    finally:
        shutil.rmtree(place, ignore_errors=True)


def until_interrupted() -> None:
    """Wait for Ctrl-C or SIGTERM."""
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return
