"""Replies owed to chats: T2 writes them, T3 sends and clears them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, func, insert, select, update

from dialogues.ports import Owed, OwedEffect
from storage.codec import Codec
from storage.seen import Kind
from storage.tables import outbox
from storage.work import Work

__all__ = ["SqlOutbox"]

_ADD = insert(outbox)
_CHATS = (
    select(outbox.c.chat).where(outbox.c.effect.is_not(None)).group_by(outbox.c.chat).order_by(func.min(outbox.c.id))
)
_OF_CHAT = (
    select(outbox.c.id, outbox.c.chat, outbox.c.effect, outbox.c.interview_id, outbox.c.prompt, outbox.c.attempts)
    .where(outbox.c.chat == bindparam("of_chat"), outbox.c.effect.is_not(None))
    .order_by(outbox.c.id)
    .limit(bindparam("at_most"))
)
_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("owed"), outbox.c.effect.is_not(None))
    .values(effect=None, sent_at=bindparam("at"))
)
_DOUBT = update(outbox).where(outbox.c.id == bindparam("owed")).values(attempts=outbox.c.attempts + 1)
_DOUBTED = (
    select(outbox.c.id)
    .where(
        outbox.c.interview_id == bindparam("interview"),
        outbox.c.prompt == bindparam("of_prompt"),
        outbox.c.attempts > 0,
    )
    .limit(1)
)
_DROP_CHAT = (
    update(outbox)
    .where(outbox.c.chat == bindparam("of_chat"), outbox.c.effect.is_not(None))
    .values(effect=None, dropped_at=bindparam("at"))
)


class SqlOutbox:
    """`dialogues.ports.Outbox` on SQL."""

    __slots__ = ("_codec", "_work")

    def __init__(self, work: Work, codec: Codec) -> None:
        self._work = work
        self._codec = codec

    def add(self, chat: int, effect: OwedEffect, *, interview: int | None = None, prompt: int | None = None) -> Owed:
        """Owe a chat a reply, after all that it is owed already."""
        number = self._work.insert(
            _ADD,
            {
                "chat": chat,
                "interview_id": interview,
                "prompt": prompt,
                "effect": self._codec.encode_effect(effect),
                "attempts": 0,
                "sent_at": None,
                "dropped_at": None,
            },
            touches=(),
        )
        owed = Owed(number, chat, effect, interview, prompt)
        self._work.seen.put(Kind.OWED, number, owed)
        return owed

    def of_chat(self, chat: int, limit: int = 100) -> Sequence[Owed]:
        """What a chat is owed, oldest first.

        Raises:
            UnreadableRecord: an effect is of a kind that this program does not know.
        """
        decode, known = self._codec.decode_effect, self._work.seen
        return [
            known.get(Kind.OWED, number) or Owed(number, owner, decode(effect), interview, prompt, attempts)
            for number, owner, effect, interview, prompt, attempts in self._work.rows(
                _OF_CHAT, {"of_chat": chat, "at_most": limit}
            )
        ]

    def chats(self) -> Sequence[int]:
        """Chats that are owed something, the one that waits longest first."""
        return [row[0] for row in self._work.rows(_CHATS)]

    def sent(self, owed: int, at: int) -> None:
        """Clear a reply that was sent: the row keeps when, not what."""
        self._work.change(_SENT, {"owed": owed, "at": at}, touches=())

    def doubt(self, owed: int) -> None:
        """Note that an earlier try may have shown a reply, of which nobody heard."""
        self._work.change(_DOUBT, {"owed": owed})

    def doubted(self, interview: int, prompt: int) -> bool:
        """Whether a prompt may have been shown before the message that is known to show it."""
        return self._work.row(_DOUBTED, {"interview": interview, "of_prompt": prompt}) is not None

    def drop_chat(self, chat: int, at: int) -> None:
        """Clear all that a chat is owed: nothing can reach it."""
        self._work.change(_DROP_CHAT, {"of_chat": chat, "at": at})
