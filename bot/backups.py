"""The clock of backups: once a day another process makes one, so that the chat never waits for it.

Due is the last moment of the day that the setting names. Where the newest backup is older than that, one is made:
at the hour itself, or soon after the start of a bot that was not running then. Several bots on one data folder make
one between them (`storage.backups.taking`).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from zoneinfo import ZoneInfo

from bot.logs import event
from bot.settings import Settings
from dialogues.ports import Clock

__all__ = ["Backups", "backing_up", "last_due"]

_LOOK_SECONDS = 60.0
_AGAIN_SECONDS = 3600.0
_COMMAND = (sys.executable, "-c", "import sys; from bot.cli import main; sys.exit(main())", "backup", "--unless-since")


def last_due(at: dt.time, time_zone: str, now: int) -> int:
    """The last moment at which a backup was due.

    Args:
        at: local time.
        time_zone: IANA name.
        now: UTC milliseconds.

    Returns:
        UTC milliseconds, at most `now`.
    """
    zone = ZoneInfo(time_zone)
    here = dt.datetime.fromtimestamp(now / 1000, zone)
    due = dt.datetime.combine(here.date(), at, zone)
    if due > here:
        due = dt.datetime.combine(here.date() - dt.timedelta(days=1), at, zone)
    return int(due.timestamp() * 1000)


class Backups:
    """Has backups made.

    Args:
        settings: when, and in which zone.
        clock: UTC milliseconds.
        stop: set when the process has to end.
        command: makes one unless there is one since the moment that comes as its last word.
        look: seconds between two looks; the first comes after as long.
        again: seconds after a failure.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        stop: asyncio.Event,
        *,
        command: Sequence[str] = _COMMAND,
        look: float = _LOOK_SECONDS,
        again: float = _AGAIN_SECONDS,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._stop = stop
        self._command = command
        self._look = look
        self._again = again

    async def run(self) -> None:
        """Look until told to stop; nothing that goes wrong here ends the bot."""
        at = self._settings.backup_at
        seen = 0
        seconds = self._look
        while at is not None and not await self._stopped(seconds):
            seconds = self._look
            due = last_due(at, self._settings.time_zone, self._clock())
            if due <= seen:
                continue
            try:
                if await self._make(due):
                    seen = due
                else:
                    seconds = self._again
            except OSError as error:
                event("backup_failed", logging.ERROR, error=error)
                seconds = self._again

    async def _make(self, due: int) -> bool:
        made = await asyncio.create_subprocess_exec(
            *self._command, str(due), stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL
        )
        ended = asyncio.ensure_future(made.wait())
        stopping = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            if made.returncode is None:
                with suppress(ProcessLookupError):
                    made.terminate()
            code = await ended
        if code:
            event("backup_failed", logging.ERROR, status=code)
        else:
            event("backup_made")
        return code == 0

    async def _stopped(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)
        return self._stop.is_set()


@asynccontextmanager
async def backing_up(settings: Settings, clock: Clock, stop: asyncio.Event) -> AsyncIterator[None]:
    """Have backups made for as long as the block runs, and until `stop` is set."""
    task = asyncio.create_task(Backups(settings, clock, stop).run(), name="backups")
    try:
        yield
    finally:
        stop.set()
        await task
