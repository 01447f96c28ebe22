"""Transactions that many share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

from bot.threads import Threads, Together
from dialogues.errors import StoreUnavailable
from dialogues.ports import RawUpdate, UnitOfWork
from tests.support.fakes import FakeStore, FakeUnitOfWork

Piece = Callable[[UnitOfWork], int]


class CountingStore(FakeStore):
    """Counts its transactions; it can be away. The first one waits to be let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.durable: list[bool] = []
        self.begun = Event()
        self.go_on = Event()
        self.away = False

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[FakeUnitOfWork]:
        """See `dialogues.ports.Store`."""
        self.durable.append(durable)
        self.begun.set()
        assert self.go_on.wait(10)
        if self.away:
            raise StoreUnavailable("locked")
        with super().writing(durable=durable) as unit:
            yield unit

    @property
    def keys(self) -> list[str]:
        """What was stored."""
        return [one.key for one in self.tables.inbox.values()]


def put(key: str) -> Piece:
    """Store something."""
    return lambda unit: unit.inbox.add([RawUpdate(key, 1, "{}", 1)])


def failing(unit: UnitOfWork) -> int:
    """Store something, and fail."""
    put("failed")(unit)
    raise LookupError


def done(store: CountingStore, *pieces: Piece, durable: bool = True) -> list[int | BaseException]:
    """What comes of pieces of work: the first alone, the others while it is being seen to."""

    async def run() -> list[int | BaseException]:
        threads = Threads(2)
        together = Together(threads, store)
        tasks = [together.do(pieces[0], durable=durable)]
        await asyncio.to_thread(store.begun.wait, 10)
        tasks += [together.do(piece, durable=durable) for piece in pieces[1:]]
        await asyncio.sleep(0)
        store.go_on.set()
        try:
            return await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            threads.close()

    return asyncio.run(run())


def test_what_is_asked_meanwhile_goes_into_one_transaction() -> None:
    """Each is answered in its place, and all of it is stored."""
    store = CountingStore()
    assert done(store, put("a"), put("b"), put("b"), put("c")) == [1, 1, 0, 1]
    assert store.keys == ["a", "b", "c"]
    assert store.durable == [True, True]


def test_a_piece_that_fails_takes_only_itself_back() -> None:
    """The others of its transaction are stored; alone it takes everything back."""
    store = CountingStore()
    first, two, failed, three = done(store, failing, put("b"), failing, put("c"))
    assert (two, three) == (1, 1)
    assert [type(one) for one in (first, failed)] == [LookupError] * 2
    assert store.keys == ["b", "c"]


def test_a_store_that_is_away_is_away_for_all() -> None:
    """Nobody is tried again at once; each comes back when it wants to."""
    store = CountingStore()
    store.away = True
    assert [type(one) for one in done(store, put("a"), put("b"), put("c"))] == [StoreUnavailable] * 3
    assert len(store.durable) == 2


def test_receipts_alone_are_not_durable() -> None:
    """A transaction is durable as soon as one piece of it has to be."""
    store = CountingStore()
    assert done(store, put("a"), put("b"), durable=False) == [1, 1]
    assert store.durable == [False, False]


def test_it_goes_on_after_a_pause() -> None:
    """Once nobody waits any more, the next piece has a transaction of its own, also when it comes right after."""
    store = CountingStore()
    store.go_on.set()

    async def run() -> list[int]:
        threads = Threads(1)
        together = Together(threads, store)
        try:
            return [await together.do(put(str(number))) for number in range(20)]
        finally:
            threads.close()

    assert asyncio.run(run()) == [1] * 20
    assert len(store.durable) == 20
