"""Threads for the synchronous service and store, and transactions that many share."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar

from dialogues.errors import StoreUnavailable
from dialogues.ports import Store, UnitOfWork

__all__ = ["Threads", "Together"]

P = ParamSpec("P")
R = TypeVar("R")

_MOST = 64
"""Pieces of work that share a transaction."""


@dataclass(frozen=True, slots=True)
class _Asked(Generic[R]):
    """Work that somebody waits for."""

    work: Callable[[UnitOfWork], R]
    durable: bool
    answer: asyncio.Future[R]


class Threads:
    """A pool of threads.

    Args:
        size: how many calls may run at once.
    """

    def __init__(self, size: int) -> None:
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="baro")

    async def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a function in a thread and wait for it."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: function(*args, **kwargs))

    def close(self) -> None:
        """Wait for the calls that run, then end."""
        self._pool.shutdown()


class Together:
    """Small pieces of work on the store that many ask for at the same time, done in one transaction.

    A transaction has its price, and so has each thread that has to be woken for one: what is asked while one is under
    way goes into the next, in the order in which it was asked. Each piece is a part of it: one that fails takes only
    itself back.

    Args:
        threads: where it is done.
        store: where it is written.
    """

    def __init__(self, threads: Threads, store: Store) -> None:
        self._threads = threads
        self._store = store
        self._waiting: deque[_Asked[Any]] = deque()
        self._running: asyncio.Task[None] | None = None

    def do(self, work: Callable[[UnitOfWork], R], *, durable: bool = True) -> asyncio.Future[R]:
        """Have some work done; what is asked after it sees what it wrote.

        Args:
            work: reads and writes, and takes no time besides; it does not commit.
            durable: False for receipts, see `dialogues.ports.Store`; with others they are durable too.

        Returns:
            What comes of it, once that is committed: its error too, and `StoreUnavailable` when nothing was stored.
        """
        mine: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Asked(work, durable, mine))
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="transactions")
        return mine

    async def _run(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(0)  # whoever was woken by the same cause comes along
                await self._transaction([self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST))])
        finally:
            self._running = None

    async def _transaction(self, asked: Sequence[_Asked[Any]]) -> None:
        try:
            done = await self._threads.run(self._all, asked)
        except Exception as error:  # noqa: BLE001 - whoever asked hears of it
            done = [error] * len(asked)
        for one, found in zip(asked, done, strict=True):
            if one.answer.done():
                continue
            if isinstance(found, Exception):
                one.answer.set_exception(found)
            else:
                one.answer.set_result(found)

    def _all(self, asked: Sequence[_Asked[Any]]) -> Sequence[Any]:
        """What each comes to, in a thread; an exception where it failed alone."""
        with self._store.writing(durable=any(one.durable for one in asked)) as unit:
            done = [asked[0].work(unit)] if len(asked) == 1 else [_part(unit, one.work) for one in asked]
            unit.commit()
        return done


def _part(unit: UnitOfWork, work: Callable[[UnitOfWork], object]) -> object:
    try:
        with unit.part():
            return work(unit)
    except StoreUnavailable:
        raise  # the transaction is of no use to anybody
    except Exception as error:  # noqa: BLE001 - whoever asked hears of it
        return error
