"""Which of several processes on one PostgreSQL sees to a chat, and which one is on duty for all of them.

Session-level advisory locks (PostgreSQL documentation, 13.3.5) on one connection that is kept for them: the server
lets them go by itself when the process dies, at once when it is killed, within some ten seconds when its whole machine
is gone (keep-alives, see `storage.database`). No row is written, nothing has to be cleaned up.

Should the connection itself be lost, the claims are lost with it: `holds` says so from the next question on. What a
process commits after that harms nothing, for an update can be marked done only once.
"""

from __future__ import annotations

import threading
from contextlib import suppress

from sqlalchemy import Connection

from dialogues.errors import StoreUnavailable
from storage.database import Database
from storage.troubles import reporting

__all__ = ["SharedClaims"]

_TAKE = "SELECT pg_try_advisory_lock(%s)"
_RELEASE = "SELECT pg_advisory_unlock(%s)"
_LEAD = "SELECT pg_try_advisory_lock(1113682543, 1)"
"""Two numbers are another kind of lock than one: no chat can be meant by them."""
_ALIVE = "SELECT true"


class SharedClaims:
    """Claims of one process. Safe to use from several threads.

    Args:
        database: PostgreSQL, reached directly or by a pooler that keeps sessions.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._chats: set[int] = set()
        self._leads = False

    def take(self, chat: int) -> bool:
        """Claim a chat; False when another process holds it.

        Raises:
            StoreUnavailable: the database cannot be asked.
        """
        with self._lock:
            if not self._ask(_TAKE, (chat,)):
                return False
            self._chats.add(chat)
            return True

    def holds(self, chat: int) -> bool:
        """Whether a claim that was taken still stands, as far as is known."""
        return chat in self._chats

    def release(self, chat: int) -> None:
        """Let a chat go; one that is lost already is gone."""
        with self._lock:
            if chat in self._chats:
                self._chats.discard(chat)
                with suppress(StoreUnavailable):
                    self._ask(_RELEASE, (chat,))

    def lead(self) -> bool:
        """Whether this process is on duty now; it is from the moment on when no other is.

        Raises:
            StoreUnavailable: the database cannot be asked; then it is as it was before.
        """
        with self._lock:
            if self._leads:
                self._ask(_ALIVE)  # a lost connection has lost the duty too
            self._leads = self._leads or self._ask(_LEAD)
            return self._leads

    def close(self) -> None:
        """Let everything go."""
        with self._lock:
            self._lose()

    def _ask(self, question: str, params: tuple[int, ...] = ()) -> bool:
        try:
            with reporting():
                if self._connection is None:
                    engine = self._database.engine.execution_options(isolation_level="AUTOCOMMIT")
                    self._connection = engine.connect()
                return bool(self._connection.exec_driver_sql(question, params).scalar())
        except StoreUnavailable:
            self._lose()
            raise

    def _lose(self) -> None:
        """The connection is of no use any more, and with it go all claims."""
        self._chats.clear()
        self._leads = False
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(StoreUnavailable), reporting():
                connection.invalidate()
                connection.close()
