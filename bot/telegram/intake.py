"""T1: what Telegram hands over is in the database before anything else happens to it (DESIGN, decision 4).

1. A batch is stored in one transaction, then the offset passes it: Telegram forgets only what is stored.
2. No offset is kept and none is sent after a start: what was stored and not confirmed comes again and is known.
3. A batch that cannot be stored is kept in hand and tried again; nothing is confirmed meanwhile.
4. After a start, what waits at Telegram is fetched before anything owed is sent (`caught_up`): whoever answered a
   question whose sending a crash kept from being recorded is read against that question, not asked it again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.logs import event
from bot.settings import SettingsProblem
from bot.telegram.keeper import Keeper
from bot.telegram.pace import Backoff, wait_or_stop
from bot.telegram.request import BATCH, Polling, TooFast
from bot.telegram.taken import taken
from dialogues.ports import Clock

__all__ = ["Intake"]

_POLL_SECONDS = 50


class Intake:
    """The one who polls.

    Args:
        polling: raw getUpdates.
        keeper: stores what comes.
        clock: UTC milliseconds.
        caught_up: set once everything that waited at Telegram when the bot was started is stored.
    """

    def __init__(self, polling: Polling, keeper: Keeper, clock: Clock, caught_up: asyncio.Event) -> None:
        self._polling = polling
        self._keeper = keeper
        self._clock = clock
        self._network = Backoff(0.5, 30.0)
        self._caught_up = caught_up

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set.

        Raises:
            SettingsProblem: Telegram no longer takes the token.
        """
        offset: int | None = None
        while not stop.is_set():
            found = await self._next(offset, stop)
            now = self._clock()
            batch = [taken(update, now) for update in found or ()]
            if batch and await self._keeper.keep(batch, stop):
                offset = max(one.number for one in batch) + 1
            if found is not None and len(batch) < BATCH:
                self._caught_up.set()

    async def _next(self, offset: int | None, stop: asyncio.Event) -> Sequence[Mapping[str, Any]] | None:
        """The next batch; None after trouble, once that has been waited out, and when stopping."""
        wait = _POLL_SECONDS if self._caught_up.is_set() else 0
        poll = asyncio.ensure_future(self._polling.updates(offset, wait))
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({poll, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not poll.done():
                return None
            batch = poll.result()
        except InvalidToken:
            raise SettingsProblem("cli.token_refused") from None
        except TooFast as error:
            await wait_or_stop(stop, error.seconds)
            return None
        except TelegramError as error:
            seconds = self._network.wait()
            kind = "second_poller" if isinstance(error, Conflict) else "telegram_unreachable"
            event(kind, logging.WARNING, error=error, seconds=round(seconds, 1))
            await wait_or_stop(stop, seconds)
            return None
        finally:
            poll.cancel()
            stopping.cancel()
            await asyncio.gather(poll, stopping, return_exceptions=True)
        self._network.over()
        return batch
