"""Errors of the drivers, translated once into Baro's own (STYLE, habit 7).

Messages of PostgreSQL quote the values they complain about, so a broken rule is reported by its name alone, without
the error it came from; what is reported with its cause holds no value (`hide_parameters` is on).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dialogues.errors import BaroError, ConcurrentUpdate, Duplicate, MissingReference, StoreUnavailable

__all__ = ["DRIVER_ERRORS", "raise_known", "reporting", "translated"]

DRIVER_ERRORS = (SQLAlchemyError, sqlite3.Error)
"""What the wrappers of this package catch; psycopg's errors come inside SQLAlchemy's."""

_SQLITE: dict[int, str] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_CANTOPEN: "connection",
    sqlite3.SQLITE_PERM: "connection",
    sqlite3.SQLITE_READONLY: "connection",
    sqlite3.SQLITE_AUTH: "connection",
    sqlite3.SQLITE_CORRUPT: "broken",
    sqlite3.SQLITE_NOTADB: "broken",
    sqlite3.SQLITE_IOERR: "broken",
}
"""Primary result codes, https://www.sqlite.org/rescode.html."""

_SQLITE_FULL = frozenset({sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})
"""Extended result codes that a full disk gives where SQLITE_FULL does not come: the file itself is whole."""

_POSTGRES_CODES = {"53100": "full", "55P03": "locked", "57014": "locked"}
_POSTGRES_CLASSES = {"08": "connection", "28": "connection", "3D": "connection", "53": "connection", "57": "connection"}
_POSTGRES_CLASSES |= {"58": "broken", "XX": "broken"}
"""SQLSTATE codes and classes, PostgreSQL documentation, appendix A."""

_RETRY = frozenset({"40001", "40P01"})
"""Serialization failure and deadlock: load again and step again."""


@contextmanager
def reporting() -> Iterator[None]:
    """Translate the errors of drivers that come out of the block.

    Raises:
        StoreUnavailable, Duplicate, MissingReference, ConcurrentUpdate: as this module says.
    """
    try:
        yield
    except DRIVER_ERRORS as error:
        raise_known(error, translated(error))


def raise_known(error: Exception, known: BaroError | None) -> NoReturn:
    """Raise what an error of a driver means; the error itself where that is nothing known.

    Args:
        error: one of `DRIVER_ERRORS`, being handled.
        known: its translation.
    """
    if known is None:
        raise error
    raise known from (error if isinstance(known, StoreUnavailable) else None)


def translated(error: Exception) -> BaroError | None:
    """What an error of a driver means to Baro; None for a programmer's mistake, which goes on as it is.

    Args:
        error: one of `DRIVER_ERRORS`.
    """
    if isinstance(error, PoolTimeout):
        return StoreUnavailable("locked")
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    if isinstance(error, DBAPIError):
        return _of_postgres(error)
    return None


def _of_sqlite(error: sqlite3.Error) -> BaroError | None:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    if code in (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY):
        # «UNIQUE constraint failed: guides.project_id, guides.form_id»: names of columns, never values.
        return Duplicate(str(error).partition(": ")[2])
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return MissingReference("a row refers to another that is not there")
    reason = "full" if code in _SQLITE_FULL else _SQLITE.get(code & 0xFF)
    return StoreUnavailable(reason) if reason else None


def _of_postgres(error: DBAPIError) -> BaroError | None:
    state: str = getattr(error.orig, "sqlstate", None) or ""
    if state == "23505":
        return Duplicate(str(getattr(getattr(error.orig, "diag", None), "constraint_name", "") or ""))
    if state == "23503":
        return MissingReference("a row refers to another that is not there")
    if state in _RETRY:
        return ConcurrentUpdate("the database asks to try again")
    reason = _POSTGRES_CODES.get(state) or _POSTGRES_CLASSES.get(state[:2])
    if reason is None and (
        error.connection_invalidated or (not state and type(error.orig).__name__ == "OperationalError")
    ):
        reason = "connection"
    return StoreUnavailable(reason) if reason else None
