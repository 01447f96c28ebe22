"""Raw updates, stored before anybody looks into them (T1)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select, update
from sqlalchemy.sql.dml import Insert

from dialogues.ports import InboxRow, RawUpdate
from storage.tables import inbox
from storage.work import Work

__all__ = ["SqlInbox"]

_WAITING = (
    select(inbox.c.id, inbox.c.chat, inbox.c.payload, inbox.c.received_at)
    .where(inbox.c.done_at.is_(None))
    .order_by(inbox.c.id)
    .limit(bindparam("at_most"))
)
_WAITING_OF = _WAITING.where(inbox.c.chat == bindparam("of_chat"))
_END = update(inbox).where(inbox.c.id == bindparam("row"), inbox.c.done_at.is_(None))
_DONE = _END.values(done_at=bindparam("at"), payload=None)
_SET_ASIDE = _END.values(done_at=bindparam("at"), set_aside=bindparam("reason"))


class SqlInbox:
    """`dialogues.ports.Inbox` on SQL.

    Args:
        put: an insert into `inbox` that leaves out known keys.
    """

    __slots__ = ("_put", "_work")

    def __init__(self, work: Work, put: Insert) -> None:
        self._work = work
        self._put = put

    def add(self, updates: Sequence[RawUpdate]) -> int:
        """Store updates in their order; those whose key is known are left out. How many were new."""
        return sum(
            self._work.change(
                self._put,
                {
                    "key": item.key,
                    "chat": item.chat,
                    "payload": item.payload,
                    "received_at": item.received_at,
                    "done_at": None,
                    "set_aside": None,
                },
                touches=(),
            )
            for item in updates
        )

    def waiting(self, limit: int = 1000) -> Sequence[InboxRow]:
        """Updates that are not done, oldest first."""
        return [InboxRow(*row) for row in self._work.rows(_WAITING, {"at_most": limit})]

    def waiting_of(self, chat: int, limit: int = 100) -> Sequence[InboxRow]:
        """Updates of a chat that are not done, oldest first."""
        return [InboxRow(*row) for row in self._work.rows(_WAITING_OF, {"of_chat": chat, "at_most": limit})]

    def done(self, row: int, at: int) -> bool:
        """Mark an update done and erase its payload; False when it was done or set aside before."""
        return bool(self._work.change(_DONE, {"row": row, "at": at}, touches=()))

    def set_aside(self, row: int, at: int, reason: str) -> None:
        """Put a poison update aside; its payload stays, for somebody to look into."""
        self._work.change(_SET_ASIDE, {"row": row, "at": at, "reason": reason})
