"""One database into another, SQLite to PostgreSQL or back: whole and compared, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, select

from dialogues.errors import BaroError
from storage.backups.rows import Sum, counters, lines, load, set_counters, summed, tables_of
from storage.claims import SharedClaims
from storage.database import Database, check_schema, found_revision, open_database
from storage.migrations import HEAD
from storage.migrations.running import migrate
from storage.troubles import reporting

__all__ = ["InUse", "NotEmpty", "NotTheSame", "alone", "copy", "prepared"]


class NotEmpty(BaroError):  # noqa: N818 - errors are named after what is wrong (DESIGN, words)
    """The database that is to be filled holds something."""


class InUse(BaroError):  # noqa: N818 - same
    """A bot works on the database."""


class NotTheSame(BaroError):  # noqa: N818 - same
    """What was written and read again is not what it was made from; nothing was stored."""


def copy(source: str, target: str) -> Mapping[str, Sum]:
    """Copy a database; the source is only read.

    Args:
        source: its address, as `storage.database.engine_url` takes it; nobody should write to it meanwhile.
        target: of an empty one.

    Returns:
        What each table holds, on either side.

    Raises:
        SchemaMismatch: the source is older or newer than this program, or not ours.
        NotEmpty: the target is not empty; nothing was changed.
        NotTheSame: what was written differs from what was read; the target is as empty as it was.
        InUse: a bot works on one of them; nothing was changed.
        StoreUnavailable: one of them cannot be reached or written; the same.
    """
    old, new = open_database(source), open_database(target)
    try:
        check_schema(old)
        revision = prepared(new)
        with alone(old), alone(new), old.reading() as reader, new.writing() as writer:
            if not revision:
                migrate(writer, HEAD)
            found = _copied(reader, writer)
            with reporting():
                writer.commit()
    finally:
        old.close()
        new.close()
    return found


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Hold the duty of the bots on a PostgreSQL, so that none works on it; on SQLite a lock in the data folder does.

    Raises:
        InUse: a bot has it.
    """
    if database.dialect == "sqlite":
        yield
        return
    claims = SharedClaims(database)
    try:
        if not claims.lead():
            raise InUse
        yield
    finally:
        claims.close()


def prepared(target: Database) -> str:
    """The revision of an empty database: "" without tables, else that of this program.

    Raises:
        NotEmpty: it holds something.
        SchemaMismatch: it is none of Baro's.
    """
    revision = found_revision(target)
    if not revision:
        return ""
    if revision != HEAD:
        raise NotEmpty
    with target.reading() as connection, reporting():
        for table in tables_of(connection):
            if connection.execute(select(1).select_from(table).limit(1)).first() is not None:
                raise NotEmpty
    return revision


def _copied(reader: Connection, writer: Connection) -> Mapping[str, Sum]:
    sources = {table.name: table for table in tables_of(reader)}
    targets = tables_of(writer)
    found: dict[str, Sum] = {}
    for table in targets:
        source = sources[table.name]
        given: list[Sum] = []
        load(writer, table, [column.name for column in source.columns], summed(lines(reader, source), given))
        found[table.name] = given[0]
    set_counters(writer, counters(reader))
    for table in targets:
        kept: list[Sum] = []
        for _ in summed(lines(writer, table), kept):
            pass
        if kept != [found[table.name]]:
            raise NotTheSame
    return found
