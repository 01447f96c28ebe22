"""Threads for the synchronous service and store, and calls of them that many share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, ParamSpec, TypeVar

from dialogues.errors import StoreUnavailable

__all__ = ["Gathered", "Threads"]

P = ParamSpec("P")
Q = TypeVar("Q")
R = TypeVar("R")


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


class Gathered(Generic[Q, R]):
    """Questions that many ask at the same time, answered by one call: each call of a thread has its price.

    What is asked while a call is under way goes into the next one, whole.

    Args:
        threads: where it is called.
        answer: answers questions, each in its place; where it raises, none of them has had an effect.
    """

    def __init__(self, threads: Threads, answer: Callable[[Sequence[Q]], Sequence[R]]) -> None:
        self._threads = threads
        self._answer = answer
        self._waiting: list[tuple[Q, asyncio.Future[R]]] = []
        self._running: asyncio.Task[None] | None = None

    async def ask(self, question: Q) -> R:
        """The answer to one question; raises what the call raises for it alone, or `StoreUnavailable` for all."""
        mine: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, mine))
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="gathered calls")
        return await mine

    async def _run(self) -> None:
        try:
            while self._waiting:
                asked, self._waiting = self._waiting, []
                await self._call(asked)
        finally:
            self._running = None

    async def _call(self, asked: Sequence[tuple[Q, asyncio.Future[R]]]) -> None:
        try:
            answers = await self._threads.run(self._answer, [question for question, _ in asked])
        except Exception as error:  # noqa: BLE001 - whoever asked hears of it
            if len(asked) > 1 and not isinstance(error, StoreUnavailable):
                for one in asked:
                    await self._call((one,))
                return
            for _, mine in asked:
                if not mine.done():
                    mine.set_exception(error)
        else:
            for (_, mine), found in zip(asked, answers, strict=True):
                if not mine.done():
                    mine.set_result(found)
