"""The clock of backups, with another command in its place: when it makes one, and that it delays nothing."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.backups import Backups, last_due
from bot.settings import Settings
from tests.bot.echo import until

DAY = 86_400_000
NOON = int(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC).timestamp() * 1000)
NOTES = "import pathlib, sys; p = pathlib.Path(sys.argv[1]); p.open('a').write(sys.argv[2] + '\\n'); "


@pytest.mark.parametrize(
    ("hour", "zone", "before"),
    [
        ("12:00", "UTC", 0),
        ("12:01", "UTC", DAY - 60_000),
        ("03:00", "UTC", 9 * 3_600_000),
        ("13:00", "Europe/Paris", 0),
    ],
)
def test_the_last_moment_that_was_due(hour: str, zone: str, before: int) -> None:
    """Today's if it is past, else yesterday's, in the zone of the installation."""
    assert last_due(dt.time.fromisoformat(hour), zone, NOON) == NOON - before


class Run:
    """A clock of backups, run for a while with a command that notes each call."""

    def __init__(self, folder: Path, then: str = "", *, again: float = 60.0) -> None:
        self.folder, self.then, self.again = folder, then, again
        self.now = NOON

    def settings(self, at: dt.time | None = dt.time(3)) -> Settings:
        """Settings with that hour."""
        return Settings(self.folder, "sqlite:///x", backup_at=at, time_zone="UTC")

    def calls(self) -> Sequence[int]:
        """What it was called with."""
        noted = self.folder / "calls"
        return [int(line) for line in noted.read_text().split()] if noted.exists() else []

    async def until(self, count: int, settings: Settings) -> None:
        """Let it run until it was called that often, then stop it."""
        stop = asyncio.Event()
        command = (sys.executable, "-c", NOTES + self.then, str(self.folder / "calls"))
        backups = Backups(settings, lambda: self.now, stop, command=command, look=0.02, again=self.again)
        task = asyncio.create_task(backups.run())
        await asyncio.to_thread(until, lambda: len(self.calls()) >= count, 20.0)
        await asyncio.sleep(0.1)
        stop.set()
        await task


def test_one_a_day(tmp_path: Path) -> None:
    """At the start for the day that was missed, and none again before the next is due."""
    run = Run(tmp_path)
    asyncio.run(run.until(1, run.settings()))
    assert run.calls() == [NOON - 9 * 3_600_000]


def test_a_failure_is_tried_again(tmp_path: Path) -> None:
    """What fails ends nothing and is done again after a while."""
    run = Run(tmp_path, "sys.exit(1)", again=0.05)
    asyncio.run(run.until(2, run.settings()))
    assert len(set(run.calls())) == 1


def test_a_stop_waits_for_none(tmp_path: Path) -> None:
    """One that is being made is ended with the bot."""
    run = Run(tmp_path, "import time; time.sleep(60)")
    began = time.monotonic()
    asyncio.run(run.until(1, run.settings()))
    assert time.monotonic() - began < 30


def test_without_an_hour_there_is_none(tmp_path: Path) -> None:
    """Nothing is made unless the setting says so."""
    run = Run(tmp_path)
    asyncio.run(run.until(0, run.settings(None)))
    assert run.calls() == []
