"""T1, for polling and webhook alike: what Telegram hands over is stored before anything else happens to it.

A batch that cannot be stored is kept in hand and tried again until it is; whoever wrote is told once, and told again
by the worker that sees to what was stored (`bot.telegram.outage`). Telegram forgets nothing meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence

from bot.logs import event
from bot.telegram.outage import Outage
from bot.telegram.pace import Backoff, wait_or_stop
from bot.telegram.taken import Taken
from bot.threads import Together
from dialogues.errors import StoreUnavailable

__all__ = ["SLOW_SECONDS", "Keeper"]

SLOW_SECONDS = 5.0
"""A database that has not stored a batch by then counts as trouble."""


def _nobody() -> None:
    """Nobody else has to hear of it."""


class Keeper:
    """Stores updates.

    Args:
        together: where they are stored.
        outage: tells people when nothing can be stored.
        on_asked: called with the chats of each batch that is on its way into the store: what is asked of `together`
            from then on sees it.
    """

    def __init__(self, together: Together, outage: Outage, on_asked: Callable[[Iterable[int]], None]) -> None:
        self._together = together
        self._outage = outage
        self._on_asked = on_asked
        self._backoff = Backoff(0.5, 5.0)

    async def keep(self, batch: Sequence[Taken], stop: asyncio.Event, on_trouble: Callable[[], None] = _nobody) -> bool:
        """Store a batch, however long it takes; False when one has to stop before it is stored.

        Args:
            batch: in the order in which it came.
            stop: set when one has to stop.
            on_trouble: called whenever it is not stored yet, though it should be.
        """
        chats = {one.row.chat for one in batch}
        rows = [one.row for one in batch]
        while True:
            adding = self._together.do(lambda unit: unit.inbox.add(rows))
            self._on_asked(chats)  # what takes no time is handled in the transaction that stores it
            try:
                if not (await asyncio.wait({adding}, timeout=SLOW_SECONDS))[0]:
                    event("store_slow", logging.WARNING, count=len(batch))
                    on_trouble()
                    await self.tell(batch)
                new = await adding
            except StoreUnavailable as error:
                seconds = self._backoff.wait()
                event("store_unavailable", logging.WARNING, code=error.reason, seconds=round(seconds, 1))
                on_trouble()
                await self.tell(batch)
                if await wait_or_stop(stop, seconds):
                    return False
            else:
                self._backoff.over()
                event("batch_stored", logging.DEBUG, count=len(batch), new=new)
                if self._outage.free(chats):
                    self._on_asked(chats)  # they hear that it works again
                return True

    async def tell(self, batch: Sequence[Taken]) -> None:
        """Tell whoever wrote that it is not stored; each once, until it is."""
        self._outage.hold(one.row.chat for one in batch)
        await asyncio.gather(*(self._outage.tell(one.row.chat, one.language) for one in batch))
