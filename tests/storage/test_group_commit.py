"""Units of work that share a commit on SQLite: none is told that it is stored before it is, none harms another."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from dialogues.errors import Duplicate, StoreUnavailable
from dialogues.ports import UnitOfWork
from storage.database import open_database
from storage.prepared import Statements
from storage.sqlite import Writer
from storage.unit_of_work import SqlStore, open_store
from tests.support.databases import sqlite_url


@pytest.fixture
def path(tmp_path: Path, template: Path) -> Path:
    """A migrated SQLite file of the test's own."""
    return Path(shutil.copy(template, tmp_path / "baro.db"))


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    """A store on that file."""
    opened = open_store(sqlite_url(path))
    yield opened
    opened.close()


def add(unit: UnitOfWork, slug: str) -> None:
    """Write something."""
    unit.projects.add(slug, slug, "Organisation", "Africa/Bamako")


def slugs(path: Path) -> set[str]:
    """What another process sees."""
    with sqlite3.connect(path) as connection:
        found = {row[0] for row in connection.execute("SELECT slug FROM projects")}
    connection.close()
    return found


def waiting(writer: Writer, number: int) -> None:
    """Wait until so many wait for their turn."""
    while len(writer._waiting) < number:
        threading.Event().wait(0.001)


class Crowd:
    """Units of work that wait while the first one, in the test's own thread, has its turn.

    Args:
        store: whose they are.
        pool: where they wait.
    """

    def __init__(self, store: SqlStore, pool: ThreadPoolExecutor) -> None:
        assert store.database.writer is not None
        self._store = store
        self._pool = pool
        self._writer = store.database.writer
        self.running: list[Future[None]] = []

    def join(self, write: Callable[[UnitOfWork], None], *, durable: bool = True) -> Future[None]:
        """One more, behind those who wait."""

        def run() -> None:
            with self._store.writing(durable=durable) as unit:
                write(unit)
                unit.commit()

        self.running.append(self._pool.submit(run))
        waiting(self._writer, len(self.running))
        return self.running[-1]


@pytest.fixture
def crowd(store: SqlStore) -> Iterator[Crowd]:
    """Nobody yet."""
    with ThreadPoolExecutor(8) as pool:
        yield Crowd(store, pool)


def test_those_who_wait_share_a_commit(path: Path, store: SqlStore, crowd: Crowd) -> None:
    """Nothing of a group is to be seen before its commit, and all of it after."""
    seen: list[set[str]] = []

    def last(unit: UnitOfWork) -> None:
        add(unit, "c")
        seen.append(slugs(path))

    with store.writing() as unit:
        add(unit, "a")
        crowd.join(lambda unit: add(unit, "b"))
        crowd.join(last)
        unit.commit()
        assert slugs(path) == {"a", "b", "c"}
    for one in crowd.running:
        one.result(10)
    assert seen == [set()]


def test_one_that_fails_takes_only_itself_back(path: Path, store: SqlStore, crowd: Crowd) -> None:
    """A unit that breaks a rule, and one that is left without a commit, harm none of their group."""

    def left(unit: UnitOfWork) -> None:
        add(unit, "left")
        raise LookupError

    with store.writing() as unit:
        add(unit, "a")
        again = crowd.join(lambda unit: add(unit, "a"))
        gone = crowd.join(left)
        crowd.join(lambda unit: add(unit, "b"))
        unit.commit()
    with pytest.raises(Duplicate):
        again.result(10)
    with pytest.raises(LookupError):
        gone.result(10)
    crowd.running[-1].result(10)
    assert slugs(path) == {"a", "b"}


def test_a_commit_that_fails_is_told_to_all(path: Path, store: SqlStore, crowd: Crowd) -> None:
    """When the transaction breaks, none of its units is stored and each is told; the next one is."""

    def fill(unit: UnitOfWork) -> None:
        for number in range(3000):
            add(unit, f"{number}-" + "x" * 2000)

    with store.database.writing() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count={pages + 5}"))
    with store.writing() as unit:
        add(unit, "a")
        full = crowd.join(fill)
        with pytest.raises(StoreUnavailable, match="full"):
            unit.commit()
    with pytest.raises(StoreUnavailable, match="full"):
        full.result(10)
    assert slugs(path) == set()
    with store.writing() as unit:
        add(unit, "b")
        unit.commit()
    assert slugs(path) == {"b"}


def test_a_durable_unit_never_shares_the_commit_of_receipts(store: SqlStore, crowd: Crowd) -> None:
    """Receipts go along with what is durable, and not the other way round."""
    levels: list[int] = []
    made = store.database.writer
    assert made is not None

    def level(unit: UnitOfWork, slug: str) -> None:
        group = made._group
        assert group is not None
        levels.append(group.driver.execute("PRAGMA synchronous").fetchone()[0])
        add(unit, slug)

    with store.writing(durable=False) as unit:
        level(unit, "receipt")
        crowd.join(lambda unit: level(unit, "receipt too"), durable=False)
        crowd.join(lambda unit: level(unit, "answer"))
        crowd.join(lambda unit: level(unit, "receipt with it"), durable=False)
        unit.commit()
    for one in crowd.running:
        one.result(10)
    assert levels == [1, 1, 2, 2]
    with store.writing() as unit:
        level(unit, "next")
    assert levels[-1] == 2


def test_a_unit_may_go_on_after_its_commit(path: Path, store: SqlStore) -> None:
    """What is written after a commit is another transaction, and goes when that is not committed."""
    with store.writing() as unit:
        add(unit, "a")
        unit.commit()
        add(unit, "b")
        unit.commit()
        add(unit, "c")
    assert slugs(path) == {"a", "b"}


def test_turns_come_in_order(store: SqlStore, crowd: Crowd) -> None:
    """Writers go in in order of arrival, never two at once."""
    order: list[int] = []
    with store.writing():
        for number in range(5):
            crowd.join(lambda _, number=number: order.append(number))  # type: ignore[misc]
    for one in crowd.running:
        one.result(10)
    assert order == list(range(5))


def test_a_turn_that_does_not_come(path: Path) -> None:
    """A writer whose turn does not come in time is told `locked`, and the others go on."""
    database = open_database(sqlite_url(path))
    writer = Writer(database.engine, Statements(), wait_seconds=0.01)
    with ExitStack() as stack:
        stack.enter_context(writer.unit(durable=True))
        with pytest.raises(StoreUnavailable, match="locked"):
            stack.enter_context(writer.unit(durable=True))
        with pytest.raises(StoreUnavailable, match="locked"):
            stack.enter_context(writer.alone())
    with writer.alone():
        pass
    database.close()
