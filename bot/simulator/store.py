"""Where the simulator keeps its world between two runs: rows of JSON by kind and key, and the bytes of files.

Nothing is kept without a state file. With one, every request ends in a commit before it is answered, so that a
killed simulator comes back with its queue, its messages and its files (DESIGN, last fact).
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol


class Store(Protocol):
    """What the world needs of its memory."""

    def put(self, kind: str, key: str, value: Mapping[str, Any]) -> None:
        """Keep a row, replacing the one of the same kind and key."""

    def put_blob(self, key: str, data: bytes) -> None:
        """Keep the bytes of a file."""

    def remove(self, kind: str, key: str) -> None:
        """Forget a row, if there is one."""

    def rows(self, kind: str) -> Iterator[Mapping[str, Any]]:
        """All rows of a kind, in no particular order."""

    def blob(self, key: str) -> bytes:
        """The bytes of a file."""

    def commit(self) -> None:
        """Make everything since the last commit survive a kill."""

    def close(self) -> None:
        """Let go of the file."""


class Forgetful:
    """A store that keeps nothing: the world lives in memory only."""

    def put(self, kind: str, key: str, value: Mapping[str, Any]) -> None:
        """Nothing is kept."""

    def put_blob(self, key: str, data: bytes) -> None:
        """Nothing is kept."""

    def remove(self, kind: str, key: str) -> None:
        """Nothing to forget."""

    def rows(self, kind: str) -> Iterator[Mapping[str, Any]]:
        """No row."""
        del kind
        return iter(())

    def blob(self, key: str) -> bytes:
        """No file is ever here.

        Raises:
            KeyError: always.
        """
        raise KeyError(key)

    def commit(self) -> None:
        """Nothing to commit."""

    def close(self) -> None:
        """Nothing to close."""


class StateFile:
    """A store in one SQLite file.

    Args:
        path: the file; made, with its folder, when absent.

    Raises:
        sqlite3.DatabaseError: the file is not ours or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, check_same_thread=False)
        try:
            self._connection.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
                "CREATE TABLE IF NOT EXISTS rows (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key))"
                " WITHOUT ROWID;"
                "CREATE TABLE IF NOT EXISTS blobs (key TEXT PRIMARY KEY, data BLOB);",
            )
        except sqlite3.Error:
            self._connection.close()
            raise

    def put(self, kind: str, key: str, value: Mapping[str, Any]) -> None:
        """Keep a row, replacing the one of the same kind and key."""
        self._connection.execute(
            "INSERT OR REPLACE INTO rows VALUES (?, ?, ?)",
            (kind, key, json.dumps(value, ensure_ascii=False, separators=(",", ":"))),
        )

    def put_blob(self, key: str, data: bytes) -> None:
        """Keep the bytes of a file."""
        self._connection.execute("INSERT OR REPLACE INTO blobs VALUES (?, ?)", (key, data))

    def remove(self, kind: str, key: str) -> None:
        """Forget a row, if there is one."""
        self._connection.execute("DELETE FROM rows WHERE kind = ? AND key = ?", (kind, key))

    def rows(self, kind: str) -> Iterator[Mapping[str, Any]]:
        """All rows of a kind."""
        for (text,) in self._connection.execute("SELECT value FROM rows WHERE kind = ?", (kind,)).fetchall():
            yield json.loads(text)

    def blob(self, key: str) -> bytes:
        """The bytes of a file.

        Raises:
            KeyError: no such file.
        """
        row = self._connection.execute("SELECT data FROM blobs WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return bytes(row[0])

    def commit(self) -> None:
        """Make everything since the last commit survive a kill of the process."""
        self._connection.commit()

    def close(self) -> None:
        """Commit and let go of the file."""
        self._connection.commit()
        self._connection.close()
