"""Running the migrations; the only importer of alembic, so only commands that migrate import this module."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from dialogues.errors import SchemaMismatch
from storage.database import Database, found_revision, open_database
from storage.migrations import HEAD
from storage.troubles import reporting

__all__ = ["check", "downgrade", "migrate", "upgrade"]


def check(url: str) -> str:
    """The revision of a database, "" for an empty one.

    Raises:
        StoreUnavailable: it cannot be read.
        SchemaMismatch: it holds tables, but none of Baro's.
    """
    database = open_database(url)
    try:
        return found_revision(database)
    finally:
        database.close()


def upgrade(url: str) -> str:
    """Bring a database to `HEAD`; nothing happens when it is there.

    Args:
        url: as `storage.database.engine_url` takes it.

    Returns:
        The revision it had before, "" for an empty one.

    Raises:
        SchemaMismatch: it is newer than this program, or not ours.
        StoreUnavailable: it cannot be reached or written; it is as it was.
    """
    database = open_database(url)
    try:
        before = found_revision(database)
        if before > HEAD:
            raise SchemaMismatch(before, newer=True)
        if before != HEAD:
            try:
                _run(database, HEAD, up=True)
            except CommandError as error:  # no migration bears this revision
                raise SchemaMismatch(before, newer=False) from error
        return before
    finally:
        database.close()


def downgrade(url: str, revision: str) -> None:
    """Take a database back to an earlier revision, `base` for an empty one; what the later ones hold is lost."""
    database = open_database(url)
    try:
        _run(database, revision, up=False)
    finally:
        database.close()


def _run(database: Database, revision: str, *, up: bool) -> None:
    with database.writing() as connection:
        migrate(connection, revision, up=up)
        with reporting():
            connection.commit()


def migrate(connection: Connection, revision: str, *, up: bool = True) -> None:
    """Run alembic within a transaction that somebody else commits.

    SQLite takes DDL back too when the driver leaves transactions to us.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    with reporting():
        if not connection.in_transaction():
            connection.begin()  # or alembic begins one of its own, and commits it
        if up:
            command.upgrade(config, revision)
        else:
            command.downgrade(config, revision)
