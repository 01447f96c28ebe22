"""What each chat said last, to know it when it comes twice."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, select, update

from dialogues.ports import Heard
from storage.tables import heard
from storage.work import Work

__all__ = ["SqlHearing"]

_LAST = select(heard).where(heard.c.chat == bindparam("of_chat"))
_ADD = insert(heard)
_SET = (
    update(heard)
    .where(heard.c.chat == bindparam("of_chat"))
    .values(
        message=bindparam("new_message"),
        mark=bindparam("new_mark"),
        sent_at=bindparam("new_sent_at"),
        answered=bindparam("new_answered"),
    )
)
_ANSWERED = (
    update(heard)
    .where(heard.c.chat == bindparam("of_chat"), heard.c.answered.is_(None))
    .values(answered=bindparam("new_answered"))
)
_FORGET = delete(heard).where(heard.c.chat == bindparam("of_chat"))


class SqlHearing:
    """`dialogues.ports.Hearing` on SQL."""

    __slots__ = ("_work",)

    def __init__(self, work: Work) -> None:
        self._work = work

    def last(self, chat: int) -> Heard | None:
        """What a chat said last."""
        row = self._work.row(_LAST, {"of_chat": chat})
        return None if row is None else Heard(*row)

    def put(self, heard: Heard) -> None:
        """Keep what a chat said, in the place of what it said before."""
        new = {"message": heard.message, "mark": heard.mark, "sent_at": heard.sent_at, "answered": heard.answered}
        changed = {"of_chat": heard.chat, **{f"new_{name}": value for name, value in new.items()}}
        if not self._work.change(_SET, changed, touches=()):
            self._work.change(_ADD, {"chat": heard.chat, **new}, touches=())

    def answered(self, chat: int, message: int) -> None:
        """The bot showed a message; only the first after what the chat said counts."""
        self._work.change(_ANSWERED, {"of_chat": chat, "new_answered": message}, touches=())

    def forget(self, chat: int) -> None:
        """Forget what a chat said."""
        self._work.change(_FORGET, {"of_chat": chat})
