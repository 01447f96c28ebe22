"""The one place where statements meet a connection: every repository runs its own through this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from sqlalchemy import Connection, Executable, Insert, Row

from storage.seen import Kind, Seen
from storage.troubles import reporting

__all__ = ["AnyRow", "Params", "SqlWork", "Work"]

AnyRow = Row[*tuple[Any, ...]]
"""A row of any columns, by place and by name."""

Params = Mapping[str, Any]


class Work(Protocol):
    """Runs statements within one transaction and translates what goes wrong.

    `seen` is what was read in it. A write forgets that, but with `touches`: then the caller sees to what it touches.

    Every method raises `StoreUnavailable`, `Duplicate`, `MissingReference` or `ConcurrentUpdate` as
    `storage.troubles` says; after one of these the unit of work can only be left.
    """

    @property
    def seen(self) -> Seen:
        """What was read."""
        ...

    def rows(self, statement: Executable, params: Params | None = None) -> Sequence[AnyRow]:
        """All rows."""
        ...

    def row(self, statement: Executable, params: Params | None = None) -> AnyRow | None:
        """The first row, None when there is none."""
        ...

    def change(
        self, statement: Executable, params: Params | Sequence[Params], *, touches: tuple[Kind, ...] | None = None
    ) -> int:
        """Run a statement that changes rows; how many it changed.

        Args:
            statement: an INSERT, UPDATE or DELETE.
            params: its values; several times for each of a sequence.
            touches: of what is kept in `seen`; None for perhaps all of it.
        """
        ...

    def insert(self, statement: Insert, params: Params, *, touches: tuple[Kind, ...] | None = None) -> int:
        """Insert a row; its id. See `change`."""
        ...

    def part(self) -> AbstractContextManager[None]:
        """What is written within is taken back alone when it fails; after `StoreUnavailable` nothing can go on."""
        ...

    def commit(self, *, erased: bool) -> None:
        """Commit; a later statement begins a new transaction.

        Args:
            erased: something was erased that has to leave the disk.
        """
        ...


class SqlWork:
    """`Work` through SQLAlchemy: PostgreSQL."""

    __slots__ = ("_connection", "seen")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.seen = Seen()

    def rows(self, statement: Executable, params: Params | None = None) -> Sequence[AnyRow]:
        """See `Work`."""
        with reporting():
            return self._connection.execute(statement, params).all()

    def row(self, statement: Executable, params: Params | None = None) -> AnyRow | None:
        """See `Work`."""
        with reporting():
            return self._connection.execute(statement, params).first()

    def change(
        self, statement: Executable, params: Params | Sequence[Params], *, touches: tuple[Kind, ...] | None = None
    ) -> int:
        """See `Work`."""
        self.seen.touched(touches)
        with reporting():
            return self._connection.execute(statement, params).rowcount

    def insert(self, statement: Insert, params: Params, *, touches: tuple[Kind, ...] | None = None) -> int:
        """See `Work`."""
        self.seen.touched(touches)
        with reporting():
            key: Any = self._connection.execute(statement, params).inserted_primary_key
            return int(key[0])

    @contextmanager
    def part(self) -> Iterator[None]:
        """See `Work`."""
        with reporting():
            part = self._connection.begin_nested()
        try:
            yield
        except BaseException:
            self.seen.touched(None)
            with reporting():
                part.rollback()
            raise
        with reporting():
            part.commit()

    def commit(self, *, erased: bool) -> None:
        """See `Work`; nothing of what was erased stays in a log that we could empty."""
        del erased
        self.seen.touched(None)
        with reporting():
            self._connection.commit()
