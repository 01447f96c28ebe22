"""What only one of several processes does: polling, fetching, writing downloads, reminding.

The database says whose turn it is (`bot.channel.Claims.lead`); when that process dies, the database notices, and
another one takes over at its next look. While the database is away nobody can be replaced, so whoever was on duty
stays: somebody has to tell people that nothing is stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence

from bot.channel import Claims
from bot.logs import event
from bot.telegram.pace import wait_or_stop
from bot.telegram.together import together
from bot.threads import Threads
from dialogues.errors import StoreUnavailable

__all__ = ["Duty"]

_LOOK_SECONDS = 1.0

Parts = Callable[[asyncio.Event], Sequence[Coroutine[object, object, None]]]


class Duty:
    """Runs parts for as long as this process is on duty.

    Args:
        claims: says whether it is; None where there is only one process.
        threads: where the database is asked.
        parts: makes them anew for each turn, from the event that ends it.
        on_standby: called when another process is found on duty.
        stop: set when the process has to end.
    """

    def __init__(
        self,
        claims: Claims | None,
        threads: Threads,
        parts: Parts,
        on_standby: Callable[[], None],
        stop: asyncio.Event,
    ) -> None:
        self._claims = claims
        self._threads = threads
        self._parts = parts
        self._on_standby = on_standby
        self._stop = stop

    async def run(self) -> None:
        """Be on duty, or wait for it, until told to stop."""
        if self._claims is None:
            await together(self._stop, *self._parts(self._stop))
            return
        while not self._stop.is_set():
            if await self._leads(self._claims, otherwise=False):
                await self._turn(self._claims)
            else:
                self._on_standby()
                await wait_or_stop(self._stop, _LOOK_SECONDS)

    async def _turn(self, claims: Claims) -> None:
        """Work until one has to stop, or another process is on duty."""
        event("on_duty")
        over = asyncio.Event()
        work = asyncio.create_task(together(over, *self._parts(over)))
        try:
            while not (self._stop.is_set() or work.done()):
                if not await self._leads(claims, otherwise=True):
                    break
                await wait_or_stop(self._stop, _LOOK_SECONDS)
        finally:
            over.set()
            await work
            event("off_duty")

    async def _leads(self, claims: Claims, *, otherwise: bool) -> bool:
        try:
            return await self._threads.run(claims.lead)
        except StoreUnavailable:
            return otherwise
