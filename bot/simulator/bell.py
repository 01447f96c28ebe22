"""Waking of requests that wait: long polls of the bot and of the page."""

import asyncio
from contextlib import suppress


class Signal:
    """A bell that all waiting requests hear."""

    def __init__(self) -> None:
        self._bell = asyncio.Event()
        self.closed = False

    def ring(self) -> None:
        """Wake everybody who waits now."""
        self._bell.set()
        self._bell = asyncio.Event()

    def close(self) -> None:
        """Wake everybody, for good: the server stops."""
        self.closed = True
        self.ring()

    async def wait(self, seconds: float) -> None:
        """Sleep until the bell rings.

        Args:
            seconds: longest sleep.
        """
        bell = self._bell
        if self.closed:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await bell.wait()

    async def sleep(self, seconds: float) -> None:
        """Sleep for a time, whatever rings, unless the server stops.

        Args:
            seconds: how long.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not self.closed and (left := end - loop.time()) > 0:
            await self.wait(left)
