"""Parts of a channel that run side by side and end together."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

__all__ = ["GRACE_SECONDS", "together"]

GRACE_SECONDS = 10.0
"""How long what is in hand may take once the parts are told to end."""


async def together(stop: asyncio.Event, *parts: Coroutine[object, object, None]) -> None:
    """Run the parts until they end; the first that fails stops the others, and they get a while to finish.

    Args:
        stop: tells the parts to end; set by this when one of them fails.
        parts: each ends by itself once `stop` is set.
    """
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        pending: set[asyncio.Task[None]] = set(tasks)
        while pending and not stop.is_set():
            stopping = asyncio.create_task(stop.wait())
            done, _ = await asyncio.wait({*pending, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            pending -= done
            if any(task.exception() for task in done if task is not stopping):
                stop.set()
    finally:
        stop.set()
        _, late = await asyncio.wait(tasks, timeout=GRACE_SECONDS)
        for task in late:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
