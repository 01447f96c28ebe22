"""How fast one may speak: about 30 messages a second to all, one a second to a chat after a short burst.

Each limit is a virtual schedule (the generic cell rate algorithm, ITU-T I.371): a message takes the next slot, and
a chat that was silent may take a few at once.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

__all__ = ["Backoff", "Pace", "first_of", "wait_or_stop"]

CHAT_INTERVAL = 1.0
CHAT_BURST = 5
_CHATS_REMEMBERED = 4096


class Pace:
    """Slots for messages.

    Args:
        rate: messages a second over all chats; 0 for no limit of any kind.
        now: seconds, never going back; the loop's time by default.
    """

    def __init__(self, rate: int, now: Callable[[], float] | None = None) -> None:
        self._interval = 1.0 / rate if rate else 0.0
        self._burst = self._interval * max(rate // 2, 1)
        self._now = now or asyncio.get_running_loop().time
        self._all = 0.0
        self._chats: dict[int, float] = {}

    def slot(self, chat: int) -> float:
        """Take the next slot of a chat.

        Returns:
            Seconds to wait before sending, 0 for at once.
        """
        if not self._interval:
            return 0.0
        now = self._now()
        if len(self._chats) > _CHATS_REMEMBERED:
            self._chats = {chat: due for chat, due in self._chats.items() if due > now}
        own = max(self._chats.get(chat, now), now)
        at = max(now, own - CHAT_INTERVAL * (CHAT_BURST - 1), max(self._all, now) - self._burst)
        self._chats[chat] = max(own, at) + CHAT_INTERVAL
        self._all = max(self._all, at) + self._interval
        return at - now


class Backoff:
    """Waits that double, with chance in them so that not all come back at once.

    Args:
        first, most: seconds.
    """

    def __init__(self, first: float = 0.5, most: float = 30.0) -> None:
        self._first = first
        self._most = most
        self._next = first
        self.tried = False

    def wait(self) -> float:
        """The next wait, in seconds."""
        wait = self._next
        self.tried = True
        self._next = min(self._next * 2, self._most)
        return wait * (0.75 + random.random() / 4)  # noqa: S311 - spreads load, guards nothing

    def over(self) -> None:
        """Begin anew: it worked."""
        self._next = self._first
        self.tried = False


async def wait_or_stop(stop: asyncio.Event, seconds: float) -> bool:
    """Wait, unless one has to stop.

    Returns:
        True when `stop` is set.
    """
    if seconds > 0 and not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), seconds)
        except TimeoutError:
            return False
    return stop.is_set()


async def first_of(one: asyncio.Event, other: asyncio.Event, seconds: float) -> None:
    """Wait until one of two events is set, or for a while."""
    waiting = [asyncio.ensure_future(event.wait()) for event in (one, other)]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
