"""Whether this process can work: what `/ready` says, and nothing about anybody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from bot.threads import Threads
from dialogues.errors import SchemaMismatch, StoreUnavailable

__all__ = ["Health"]

_SECONDS = 3.0
"""A database that has not answered by then counts as away."""


class Health:
    """Looks when it is asked.

    Args:
        threads: where the database is asked.
        database: raises when it cannot be worked with.
        works: whether chats are seen to.
    """

    def __init__(self, threads: Threads, database: Callable[[], None], works: Callable[[], bool]) -> None:
        self._threads = threads
        self._database = database
        self._works = works
        self._looking: asyncio.Future[None] | None = None

    async def look(self) -> Mapping[str, bool]:
        """What has to be in order, and whether it is: `database`, `version`, `worker`."""
        if self._looking is None or self._looking.done():  # never a thread more for a database that hangs
            self._looking = asyncio.ensure_future(self._threads.run(self._database))
        await asyncio.wait({self._looking}, timeout=_SECONDS)
        reached, right = True, True
        if not self._looking.done():
            reached = False
        else:
            match self._looking.exception():
                case SchemaMismatch():
                    right = False
                case StoreUnavailable():
                    reached = False
                case Exception() as error:
                    raise error
        return {"database": reached, "version": right, "worker": self._works()}
