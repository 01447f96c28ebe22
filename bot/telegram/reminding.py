"""The clock of reminders: what is due is owed to its chat, whose worker sends it like everything else."""

from __future__ import annotations

import asyncio
import logging

from bot.channel import Conversations
from bot.logs import event
from bot.telegram.pace import Backoff, wait_or_stop
from bot.threads import Threads
from dialogues.errors import StoreUnavailable

__all__ = ["Reminding"]

_EVERY_SECONDS = 20.0


class Reminding:
    """Has the service look for what is due, at the start and then every now and then.

    Args:
        service: knows what is due.
        threads: where it is called.
        stop: set when the process has to end.
        every: seconds between two looks.
    """

    def __init__(
        self, service: Conversations, threads: Threads, stop: asyncio.Event, every: float = _EVERY_SECONDS
    ) -> None:
        self._service = service
        self._threads = threads
        self._stop = stop
        self._every = every

    async def run(self) -> None:
        """Look until told to stop; a reminder that falls due while nobody looks is late, never lost."""
        backoff = Backoff(1.0, self._every)
        while not self._stop.is_set():
            seconds = self._every
            try:
                await self._threads.run(self._service.remind)
            except StoreUnavailable:
                seconds = backoff.wait()
            except Exception as error:  # noqa: BLE001 - one that cannot be owed must not end the bot
                event("reminding_failed", logging.ERROR, error=error)
            else:
                backoff.over()
            await wait_or_stop(self._stop, seconds)
