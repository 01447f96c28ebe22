"""What drivers complain about becomes one of a few errors of Baro, or stays what it was."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import text
from sqlalchemy.exc import ArgumentError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dialogues.errors import BaroError, ConcurrentUpdate, Duplicate, MissingReference, StoreUnavailable
from storage.database import open_database
from storage.troubles import translated
from storage.unit_of_work import open_store


def told(error: BaroError | None) -> object:
    """The kind of an error, and its reason when it has one."""
    return error.reason if isinstance(error, StoreUnavailable) else error and type(error)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (errors.DiskFull(), "full"),
        (errors.LockNotAvailable(), "locked"),
        (errors.QueryCanceled(), "locked"),
        (errors.TooManyConnections(), "connection"),
        (errors.AdminShutdown(), "connection"),
        (errors.InvalidPassword(), "connection"),
        (errors.InvalidCatalogName(), "connection"),
        (errors.ConnectionFailure(), "connection"),
        (psycopg.OperationalError(), "connection"),
        (errors.IoError(), "broken"),
        (errors.DataCorrupted(), "broken"),
        (errors.DeadlockDetected(), ConcurrentUpdate),
        (errors.SerializationFailure(), ConcurrentUpdate),
        (errors.UniqueViolation(), Duplicate),
        (errors.ForeignKeyViolation(), MissingReference),
        (errors.NotNullViolation(), None),
        (errors.UndefinedTable(), None),
    ],
    ids=lambda item: type(item).__name__,
)
def test_complaints_of_postgresql(error: psycopg.Error, expected: object) -> None:
    """Every SQLSTATE that the world can cause has its meaning; a programmer's mistakes have none."""
    assert told(translated(OperationalError("SELECT 1", None, error))) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (sqlite3.SQLITE_FULL, "full"),
        (sqlite3.SQLITE_IOERR_WRITE, "full"),
        (sqlite3.SQLITE_IOERR_SHMSIZE, "full"),
        (sqlite3.SQLITE_IOERR_READ, "broken"),
        (sqlite3.SQLITE_CORRUPT, "broken"),
        (sqlite3.SQLITE_NOTADB, "broken"),
        (sqlite3.SQLITE_READONLY, "connection"),
        (sqlite3.SQLITE_BUSY, "locked"),
    ],
)
def test_complaints_of_sqlite(code: int, expected: str) -> None:
    """A full disk is never told as a damaged file: nobody may put a backup over a whole database."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    assert told(translated(error)) == expected


def test_complaints_without_a_code() -> None:
    """A full pool is `locked`; what no driver said is a programmer's mistake."""
    assert told(translated(PoolTimeout())) == "locked"
    assert translated(ArgumentError("x")) is None
    assert translated(sqlite3.ProgrammingError("x")) is None
    assert translated(IntegrityError("x", None, sqlite3.IntegrityError("x"))) is None


def test_a_rule_without_a_meaning_of_its_own_stays(tmp_path) -> None:
    """An empty value where one must be is a programmer's mistake and passes through as it is."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (x NOT NULL)")
    with pytest.raises(sqlite3.IntegrityError) as caught:
        connection.execute("INSERT INTO t VALUES (NULL)")
    connection.close()
    assert translated(caught.value) is None


@pytest.mark.slow
def test_a_connection_that_is_cut(postgres_url: str) -> None:
    """A connection that the server cuts is `connection`; the next unit of work has a new one."""
    store, other = open_store(postgres_url), open_database(postgres_url)

    def cut() -> None:
        with store.writing() as unit:
            unit.projects.all()
            with other.writing() as connection:
                connection.execute(
                    text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
                )
            unit.projects.all()

    with pytest.raises(StoreUnavailable, match="connection"):
        cut()
    with store.reading() as unit:
        assert isinstance(unit.projects.all(), list)
    store.close()
    other.close()


@pytest.mark.slow
def test_a_reading_unit_cannot_write_on_postgresql(postgres_url: str) -> None:
    """PostgreSQL itself refuses a write in a reading unit of work."""
    store = open_store(postgres_url)
    with pytest.raises(Exception, match="read-only"), store.reading() as unit:
        unit.people.add_person("x", "fr")
    store.close()
