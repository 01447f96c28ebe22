"""Calls that many share."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from threading import Event

from bot.threads import Gathered, Threads
from dialogues.errors import StoreUnavailable


class Doubling:
    """Doubles numbers; refuses a negative one, and is away while told so. The first call waits to be let go on."""

    def __init__(self) -> None:
        self.calls: list[tuple[int, ...]] = []
        self.begun = Event()
        self.go_on = Event()
        self.away = False

    def __call__(self, numbers: Sequence[int]) -> Sequence[int]:
        """All or nothing."""
        self.calls.append(tuple(numbers))
        self.begun.set()
        assert self.go_on.wait(10)
        if self.away:
            raise StoreUnavailable("locked")
        if min(numbers) < 0:
            raise ValueError("negative")
        return [number * 2 for number in numbers]


def asked(doubling: Doubling, *numbers: int) -> list[int | BaseException]:
    """What comes of numbers: the first alone, the others while it is being seen to."""

    async def run() -> list[int | BaseException]:
        threads = Threads(2)
        together = Gathered(threads, doubling)
        tasks = [asyncio.create_task(together.ask(numbers[0]))]
        await asyncio.to_thread(doubling.begun.wait, 10)
        tasks += [asyncio.create_task(together.ask(number)) for number in numbers[1:]]
        await asyncio.sleep(0)
        doubling.go_on.set()
        try:
            return await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            threads.close()

    return asyncio.run(run())


def test_what_is_asked_meanwhile_goes_into_one_call() -> None:
    """Each is answered in its place, whoever asked with it."""
    doubling = Doubling()
    assert asked(doubling, 1, 2, 3, 4) == [2, 4, 6, 8]
    assert doubling.calls == [(1,), (2, 3, 4)]


def test_a_question_that_fails_fails_alone() -> None:
    """The others are asked again without it."""
    doubling = Doubling()
    one, two, three = asked(doubling, 1, -2, 3)
    assert (one, three) == (2, 6)
    assert isinstance(two, ValueError)
    assert doubling.calls == [(1,), (-2, 3), (-2,), (3,)]


def test_a_store_that_is_away_is_away_for_all() -> None:
    """Nobody is asked again at once; each comes back when it wants to."""
    doubling = Doubling()
    doubling.away = True
    found = asked(doubling, 1, 2, 3)
    assert [type(one) for one in found] == [StoreUnavailable] * 3
    assert doubling.calls == [(1,), (2, 3)]


def test_it_goes_on_after_a_pause() -> None:
    """Once nobody waits any more, the next question makes a call of its own."""

    async def run() -> list[int]:
        doubling = Doubling()
        doubling.go_on.set()
        threads = Threads(1)
        together = Gathered(threads, doubling)
        try:
            return [await together.ask(number) for number in range(2)]
        finally:
            threads.close()

    assert asyncio.run(run()) == [0, 2]
