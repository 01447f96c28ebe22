"""How fast one may speak: about 30 messages a second to all, one a second to a chat after a short burst.

Each limit is a virtual schedule (the generic cell rate algorithm, ITU-T I.371): a message takes the next slot, and
a chat that was silent may take a few at once. A chat waits for its own slot alone. For those of all chats two lines
wait: answers to whoever has just spoken, and everything else (reminders, news to many, what was left over). The
first line goes first, but for every fifth slot while somebody waits in the other: a message to a thousand people
keeps nobody from the next question, and reaches all of them. A chat sends one message after the other, so within a
line each chat has its turn before any has a second.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable
from typing import Any

__all__ = ["Backoff", "Pace", "first_of", "wait_or_stop"]

CHAT_INTERVAL = 1.0
CHAT_BURST = 5
_CHATS_REMEMBERED = 4096
_OTHERS_EVERY = 5
"""While both lines wait, one slot in so many goes to the second."""


class Pace:
    """Slots for messages.

    Args:
        rate: messages a second over all chats; 0 for no limit of any kind.
        now: seconds, never going back; the loop's time by default.
        later: calls something after so many seconds; the loop's way by default.
    """

    def __init__(
        self,
        rate: int,
        now: Callable[[], float] | None = None,
        later: Callable[[float, Callable[[], None]], object] | None = None,
    ) -> None:
        self._interval = 1.0 / rate if rate else 0.0
        self._burst = self._interval * max(rate // 2, 1)
        self._now = now or asyncio.get_running_loop().time
        self._later = later or asyncio.get_running_loop().call_later
        self._all = 0.0
        self._chats: dict[int, float] = {}
        self._answers: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()
        self._in_a_row = 0
        self._awaited = False

    async def turn(self, chat: int, stop: asyncio.Event, *, answers: bool) -> None:
        """Wait until one may send a message; returns early when one has to stop.

        Args:
            chat: to whom; no second call for it before the first has returned.
            stop: set when one has to stop.
            answers: whether it answers somebody who has just spoken.
        """
        if not self._interval:
            return
        await wait_or_stop(stop, self.own(chat))
        line = self._answers if answers else self._others
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(mine)
        self._go_on()
        if not mine.done():
            stopping = asyncio.ensure_future(stop.wait())
            either: set[asyncio.Future[Any]] = {mine, stopping}
            try:
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            finally:
                mine.cancel()  # a slot that was not taken is the next one's
                stopping.cancel()
                await asyncio.gather(stopping, return_exceptions=True)

    def own(self, chat: int) -> float:
        """Take the next slot of a chat; seconds until then, 0 for at once."""
        now = self._now()
        if len(self._chats) > _CHATS_REMEMBERED:
            self._chats = {chat: due for chat, due in self._chats.items() if due > now}
        own = max(self._chats.get(chat, now), now)
        at = max(now, own - CHAT_INTERVAL * (CHAT_BURST - 1))
        self._chats[chat] = max(own, at) + CHAT_INTERVAL
        return at - now

    def _go_on(self) -> None:
        """Give every slot that is due, and come back when the next one is."""
        while (waiting := self._next()) is not None:
            now = self._now()
            wait = max(self._all, now) - self._burst - now
            if wait > 0:
                if not self._awaited:
                    self._awaited = True
                    self._later(wait, self._come_back)
                return
            waiting.popleft().set_result(None)
            self._in_a_row = self._in_a_row + 1 if waiting is self._answers and self._others else 0
            self._all = max(self._all, now) + self._interval

    def _come_back(self) -> None:
        self._awaited = False
        self._go_on()

    def _next(self) -> deque[asyncio.Future[None]] | None:
        """The line whose first one goes next; None when nobody waits."""
        for line in (self._answers, self._others):
            while line and line[0].done():
                line.popleft()
        if self._answers and not (self._others and self._in_a_row >= _OTHERS_EVERY - 1):
            return self._answers
        return self._others or None


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
