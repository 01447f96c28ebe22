"""How units of work meet SQLite: readers each see one moment, writers take turns and share commits.

A durable commit waits for the disk, and SQLite lets one writer in at a time. So a unit of work is a savepoint, and
the units that wait for their turn go into the transaction that is open already; the last of them commits for all.
None returns from its commit before that: what it was told is stored is on the disk. One that fails takes only itself
back. When the commit itself fails, nothing of the group is stored and all of it are told.

Receipts («this was sent») need not wait for the disk: losing one repeats a message. A transaction of receipts alone
is committed with `synchronous=NORMAL`: at once visible and whole, on the disk with the next durable commit.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NoReturn

from sqlalchemy import Engine, Executable, Insert
from sqlalchemy.pool import PoolProxiedConnection

from dialogues.errors import StoreUnavailable
from storage.prepared import Statements
from storage.seen import Kind, Seen
from storage.troubles import DRIVER_ERRORS, raise_known, reporting, translated
from storage.work import AnyRow, Params

__all__ = ["BUSY_TIMEOUT", "Writer", "reading"]

BUSY_TIMEOUT = "PRAGMA busy_timeout=10000"
_WAIT_SECONDS = 10.0
"""How long a writer waits for others before the store counts as locked."""
_MOST = 64
"""Units of work that share one commit."""


class _Kind(Enum):
    DURABLE = "durable"
    RECEIPT = "receipt"
    ALONE = "alone"


@dataclass(slots=True, eq=False)
class _Waiter:
    kind: _Kind
    turn: threading.Event = field(default_factory=threading.Event)


@dataclass(slots=True, eq=False)
class _Group:
    """Units of work that share one transaction.

    Args:
        durable: whether its commit waits for the disk.
        members: how many of them have committed.
        ended: set once the transaction has ended, well or not.
        failure: why nothing of it is stored; "" when it is.
    """

    proxy: PoolProxiedConnection
    driver: sqlite3.Connection
    durable: bool
    members: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    failure: str = ""

    def takes(self, kind: _Kind) -> bool:
        """Whether one more may come in; a durable unit never into a transaction that is not."""
        fits = kind is _Kind.RECEIPT or (kind is _Kind.DURABLE and self.durable)
        return fits and not self.failure and self.members < _MOST


class Writer:
    """Lets writers in one at a time, in order of arrival: `threading.Lock` may let a busy chat pass another for ever.

    Args:
        engine: of a SQLite file.
        wait_seconds: how long one waits for one's turn.
    """

    def __init__(self, engine: Engine, statements: Statements, wait_seconds: float = _WAIT_SECONDS) -> None:
        self._engine = engine
        self._statements = statements
        self._wait_seconds = wait_seconds
        self._guard = threading.Lock()
        self._waiting: deque[_Waiter] = deque()
        self._busy = False
        self._group: _Group | None = None  # of whoever has the turn, as is the next
        self._residue = False

    @contextmanager
    def unit(self, *, durable: bool) -> Iterator[SqliteWork]:
        """A unit of work, rolled back when left without a commit.

        Args:
            durable: False for receipts.

        Raises:
            StoreUnavailable: others write for too long, or the database cannot be reached.
        """
        work = _Writing(self, self._statements, _Kind.DURABLE if durable else _Kind.RECEIPT)
        work.enter()
        try:
            yield work
        finally:
            work.leave()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One's turn, with no transaction open.

        Raises:
            StoreUnavailable: `locked`: it did not come in time.
        """
        self._take_turn(_Kind.ALONE)
        try:
            yield
        finally:
            self._pass_on()

    # --- turns ----------------------------------------------------------------------------------------------

    def _take_turn(self, kind: _Kind) -> None:
        with self._guard:
            if not self._busy:
                self._busy = True
                return
            mine = _Waiter(kind)
            self._waiting.append(mine)
        if mine.turn.wait(self._wait_seconds):
            return
        with self._guard:
            if mine.turn.is_set():  # it came in the very last moment
                return
            self._waiting.remove(mine)
        raise StoreUnavailable("locked")

    def _pass_on(self) -> None:
        """Give one's turn to the next: within the open transaction where that takes it, else once it has ended."""
        group = self._group
        with self._guard:
            if group is not None and self._waiting and group.takes(self._waiting[0].kind):
                self._waiting.popleft().turn.set()
                return
        if group is not None:
            self._end(group)
        with self._guard:
            if self._waiting:
                self._waiting.popleft().turn.set()
            else:
                self._busy = False

    # --- one's turn -----------------------------------------------------------------------------------------

    def enter(self, kind: _Kind) -> sqlite3.Connection:
        """Take one's turn and begin, in the open transaction or in a new one."""
        self._take_turn(kind)
        try:
            with reporting():
                if self._group is None:
                    self._group = self._begun(kind)
                self._group.driver.execute("SAVEPOINT unit")
        except BaseException:
            self._pass_on()
            raise
        return self._group.driver

    def _begun(self, kind: _Kind) -> _Group:
        proxy = self._engine.raw_connection()
        driver: Any = proxy.driver_connection
        durable = kind is _Kind.DURABLE
        try:
            if not durable:
                driver.execute("PRAGMA synchronous=NORMAL")
            driver.execute("BEGIN IMMEDIATE")
        except BaseException:
            driver.execute("PRAGMA synchronous=FULL")
            proxy.close()
            raise
        return _Group(proxy, driver, durable)

    def released(self) -> None:
        """Make what the unit wrote part of the transaction."""
        self._mine().driver.execute("RELEASE unit")

    def commit(self, *, erased: bool) -> None:
        """End the turn of a unit that was released; returns once what it wrote is committed."""
        group = self._mine()
        group.members += 1
        self._residue = self._residue or erased
        self._pass_on()
        group.ended.wait()
        if group.failure:
            raise StoreUnavailable(group.failure)

    def leave(self, trouble: str) -> None:
        """End one's turn without a commit.

        Args:
            trouble: what kept the unit from its end, "" for nothing of the database's.
        """
        group = self._mine()
        try:
            group.driver.execute("ROLLBACK TO unit")
            group.driver.execute("RELEASE unit")
        except sqlite3.Error:  # a full disk ends the whole transaction, not a savepoint alone
            group.failure = trouble or "broken"
        self._pass_on()

    def _mine(self) -> _Group:
        assert self._group is not None  # noqa: S101 - whoever has the turn has entered
        return self._group

    def _end(self, group: _Group) -> None:
        """End the transaction; whoever waits for it is told how."""
        self._group = None
        driver = group.driver
        try:
            if not group.failure:
                with reporting():
                    driver.execute("COMMIT" if group.members else "ROLLBACK")
        except StoreUnavailable as error:
            group.failure = error.reason
        finally:
            with suppress(sqlite3.Error):
                if driver.in_transaction:
                    driver.execute("ROLLBACK")
                if not group.durable:
                    driver.execute("PRAGMA synchronous=FULL")
                if self._residue:
                    self._forget(driver)
            with suppress(StoreUnavailable), reporting():
                group.proxy.close()
            group.ended.set()

    def _forget(self, driver: sqlite3.Connection) -> None:
        """Empty the write-ahead log, where what was erased still stands, without waiting for anybody.

        Done once the transaction has ended, or a later one while a reader still needs the log
        (https://www.sqlite.org/pragma.html#pragma_wal_checkpoint).
        """
        driver.execute("PRAGMA busy_timeout=0")
        try:
            busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            driver.execute(BUSY_TIMEOUT)
        self._residue = bool(busy)


class SqliteWork:
    """`storage.work.Work` on SQLite's driver, within a transaction that has begun."""

    __slots__ = ("_driver", "_statements", "_trouble", "seen")

    def __init__(self, driver: sqlite3.Connection | None, statements: Statements) -> None:
        self._driver = driver
        self._statements = statements
        self._trouble = ""
        self.seen = Seen()

    def _connection(self) -> sqlite3.Connection:
        assert self._driver is not None  # noqa: S101 - what only reads has it from the start
        return self._driver

    def rows(self, statement: Executable, params: Params | None = None) -> Sequence[AnyRow]:
        """See `storage.work.Work`."""
        given = params or {}
        ready = self._statements.prepared(statement, given)
        try:
            found = self._connection().execute(ready.sql, ready.values(given)).fetchall()
        except DRIVER_ERRORS as error:
            self._report(error)
        made = ready.made
        return [made(row) for row in found]

    def row(self, statement: Executable, params: Params | None = None) -> AnyRow | None:
        """See `storage.work.Work`."""
        given = params or {}
        ready = self._statements.prepared(statement, given)
        try:
            cursor = self._connection().execute(ready.sql, ready.values(given))
            found = cursor.fetchone()
            cursor.close()
        except DRIVER_ERRORS as error:
            self._report(error)
        return None if found is None else ready.made(found)

    def change(
        self, statement: Executable, params: Params | Sequence[Params], *, touches: tuple[Kind, ...] | None = None
    ) -> int:
        """See `storage.work.Work`."""
        self.seen.touched(touches)
        try:
            if isinstance(params, Sequence):
                ready = self._statements.prepared(statement, params[0])
                return self._connection().executemany(ready.sql, [ready.values(one) for one in params]).rowcount
            ready = self._statements.prepared(statement, params)
            return self._connection().execute(ready.sql, ready.values(params)).rowcount
        except DRIVER_ERRORS as error:
            self._report(error)

    def insert(self, statement: Insert, params: Params, *, touches: tuple[Kind, ...] | None = None) -> int:
        """See `storage.work.Work`."""
        self.seen.touched(touches)
        ready = self._statements.prepared(statement, params)
        try:
            number = self._connection().execute(ready.sql, ready.values(params)).lastrowid
        except DRIVER_ERRORS as error:
            self._report(error)
        assert number is not None  # noqa: S101 - a row was inserted
        return number

    @contextmanager
    def part(self) -> Iterator[None]:
        """See `storage.work.Work`."""
        self._run("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self.seen.touched(None)
            if not self._trouble:  # a full disk has ended the whole transaction
                self._run("ROLLBACK TO part")
                self._run("RELEASE part")
            raise
        self._run("RELEASE part")

    def _run(self, sql: str) -> None:
        try:
            self._connection().execute(sql)
        except DRIVER_ERRORS as error:
            self._report(error)

    def commit(self, *, erased: bool) -> None:
        """What only reads has nothing to commit."""
        del erased
        raise RuntimeError("a unit of work for reading has nothing to commit")

    def _report(self, error: Exception) -> NoReturn:
        """Raise what an error of the driver means; a block that does that for its statements costs as much as they."""
        known = translated(error)
        if isinstance(known, StoreUnavailable):
            self._trouble = known.reason
        raise_known(error, known)


class _Writing(SqliteWork):
    """A unit of work that takes its turn when it begins, and once more when it goes on after a commit."""

    __slots__ = ("_kind", "_writer")

    def __init__(self, writer: Writer, statements: Statements, kind: _Kind) -> None:
        super().__init__(None, statements)
        self._writer = writer
        self._kind = kind

    def enter(self) -> None:
        """Take one's turn."""
        self._driver = self._writer.enter(self._kind)

    def _connection(self) -> sqlite3.Connection:
        if self._driver is None:
            self.enter()
        return super()._connection()

    def commit(self, *, erased: bool) -> None:
        """See `storage.work.Work`."""
        self.seen.touched(None)
        if self._driver is not None:
            try:
                self._writer.released()
            except DRIVER_ERRORS as error:
                self._report(error)
            self._driver = None
            self._writer.commit(erased=erased)

    def leave(self) -> None:
        """Take back what was not committed."""
        if self._driver is not None:
            self._driver = None
            self._writer.leave(self._trouble)


@contextmanager
def reading(engine: Engine, statements: Statements) -> Iterator[SqliteWork]:
    """A unit of work that sees one moment of the database.

    Raises:
        StoreUnavailable: it cannot be reached.
    """
    with reporting():
        proxy = engine.raw_connection()
    driver: Any = proxy.driver_connection
    try:
        with reporting():
            driver.execute("BEGIN")
        yield SqliteWork(driver, statements)
    finally:
        with reporting():
            proxy.close()
