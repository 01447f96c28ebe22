"""A database as Baro needs it: durable on SQLite and on PostgreSQL, one writer at a time on SQLite.

SQLite (DESIGN, section 6; https://www.sqlite.org/lang_transaction.html): the driver's own transactions are switched
off, a writing unit begins with BEGIN IMMEDIATE, so that it never fails half-way for a lock it could have waited for;
a reading unit begins with BEGIN and sees one moment. In the process a queue keeps writers in order of arrival;
between processes `busy_timeout` waits. PostgreSQL: pooled connections; a reading unit is REPEATABLE READ, READ ONLY.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, table
from sqlalchemy import column as sql_column
from sqlalchemy.engine import URL, make_url

from dialogues.errors import SchemaMismatch, StoreUnavailable
from storage.migrations import HEAD
from storage.prepared import Statements
from storage.sqlite import BUSY_TIMEOUT, Writer, reading
from storage.troubles import DRIVER_ERRORS, reporting
from storage.work import SqlWork, Work

__all__ = ["Database", "check_schema", "engine_url", "found_revision", "open_database"]

_WAIT_SECONDS = 10.0
"""How long a writer waits for others before the store counts as locked."""

_PRAGMAS = (
    BUSY_TIMEOUT,
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
)

_KEEP_ALIVE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 15_000}
"""A server that is gone without a word is noticed within some ten seconds (libpq, connection control functions)."""
_SERVER_OPTIONS = "-c lock_timeout=10s " + " ".join(
    f"-c tcp_keepalives_{name}={value}" for name, value in (("idle", 5), ("interval", 2), ("count", 3))
)
"""So is a process that is gone, by the server: what it had locked is free then."""

_VERSION = table("alembic_version", sql_column("version_num"))


class Database:
    """An engine, and how a transaction begins on it. Safe to use from several threads.

    Args:
        engine: made by `open_database`.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        self._statements = Statements()
        self.writer: Writer | None = None
        """Of SQLite, whose writers take turns."""
        if self.dialect == "sqlite":
            self.writer = Writer(engine, self._statements)
            self._writing: Engine = engine.execution_options(baro_writes=True)
            self._reading: Engine = engine
        else:
            self._writing = engine
            self._reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def work(self, *, durable: bool = True) -> Iterator[Work]:
        """The work of a unit that may write; rolled back when left without a commit.

        Args:
            durable: False for what may be forgotten when the power fails: receipts of what was sent.

        Raises:
            StoreUnavailable: another writer holds the database for too long, or it cannot be reached.
        """
        if self.writer is not None:
            with self.writer.unit(durable=durable) as unit:
                yield unit
        else:
            with self._connected(self._writing) as connection:
                if not durable:
                    with reporting():
                        connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
                yield SqlWork(connection)

    @contextmanager
    def view(self) -> Iterator[Work]:
        """The work of a unit that reads one moment of the database.

        Raises:
            StoreUnavailable: it cannot be reached.
        """
        if self.writer is not None:
            with reading(self.engine, self._statements) as unit:
                yield unit
        else:
            with self._connected(self._reading) as connection:
                yield SqlWork(connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose transaction may write; rolled back when left without a commit.

        Raises:
            StoreUnavailable: another writer holds the database for too long, or it cannot be reached.
        """
        alone = nullcontext() if self.writer is None else self.writer.alone()
        with alone, self._connected(self._writing) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection whose transaction reads one moment of the database.

        Raises:
            StoreUnavailable: it cannot be reached.
        """
        with self._connected(self._reading) as connection:
            yield connection

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        with reporting():
            connection = engine.connect()
        try:
            yield connection
        finally:
            with reporting():
                connection.close()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def engine_url(url: str) -> URL:
    """An address as settings give it, with the driver that Baro uses.

    Args:
        url: `sqlite:///path`, `postgresql://…` or `postgres://…`.

    Raises:
        StoreUnavailable: `connection`: no address of a database that Baro knows.
    """
    try:
        made = make_url(url)
    except DRIVER_ERRORS as error:
        raise StoreUnavailable("connection") from error
    if made.get_backend_name() in ("postgresql", "postgres"):
        return made.set(drivername="postgresql+psycopg")
    if made.get_backend_name() == "sqlite" and made.database not in (None, "", ":memory:"):
        return made.set(drivername="sqlite+pysqlite")
    raise StoreUnavailable("connection")


def open_database(url: str) -> Database:
    """Make ready for a database; nothing is read or written before the first unit of work.

    Args:
        url: see `engine_url`. A SQLite file is made, readable by its owner only, when it is not there.

    Raises:
        StoreUnavailable: `connection`: the address or the folder cannot be used.
    """
    address = engine_url(url)
    if address.get_backend_name() == "sqlite":
        _prepare_file(Path(str(address.database)))
        engine = create_engine(
            address,
            hide_parameters=True,
            pool_size=8,
            max_overflow=24,
            pool_use_lifo=True,  # one connection's caches serve all while one is enough
            connect_args={"check_same_thread": False, "cached_statements": 256},
        )
        event.listen(engine, "connect", _sqlite_connected)
        event.listen(engine, "begin", _sqlite_begins)
    else:
        engine = create_engine(
            address,
            hide_parameters=True,
            pool_size=8,
            max_overflow=24,
            pool_timeout=_WAIT_SECONDS,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 5, "options": _SERVER_OPTIONS, **_KEEP_ALIVE},
        )
    return Database(engine)


def _prepare_file(path: Path) -> None:
    """Make the file and its folder, for their owner only."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreUnavailable("connection") from error


def _sqlite_connected(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _sqlite_begins(connection: Connection) -> None:
    writes = connection.get_execution_options().get("baro_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def found_revision(database: Database) -> str:
    """The revision of a database, "" for an empty one.

    Raises:
        StoreUnavailable: it cannot be read: `broken` when it is no database.
        SchemaMismatch: it holds tables, but none of Baro's.
    """
    with database.reading() as connection, reporting():
        names = set(inspect(connection).get_table_names())
        if _VERSION.name in names:
            return connection.execute(select(_VERSION.c.version_num)).scalar() or ""
        if names:
            raise SchemaMismatch("", newer=False)
        return ""


def check_schema(database: Database) -> None:
    """Refuse a database that is not at this program's version.

    Raises:
        StoreUnavailable: it cannot be read: `broken` when it is no database.
        SchemaMismatch: it is older (`baro db upgrade`) or newer (a newer Baro is needed).
    """
    found = found_revision(database)
    if found != HEAD:
        raise SchemaMismatch(found, newer=found > HEAD)
