"""Answers that come all at once: a sheet copied in one go, or messages that waited for network (FIELD, 5)."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

MANY = 5
"""Answers, each with its number, within `GAP_MS` of one another: nobody asks and types as fast as that."""

GAP_MS = 3_000
"""Between messages that waited in a phone; also 2G sends one in less, and nobody types one in less."""
LATE_MS = 3 * 3_600_000
"""A call is over by then; answers to it that come later were written down somewhere else."""

_CHATS = 1024


@dataclass(frozen=True, slots=True)
class _Row:
    """Answers without a pause.

    Args:
        message: the last one, by its inbox row.
        sent_at: when Telegram got that.
        before: answers before it.
        answers: with those in it.
    """

    message: int
    sent_at: int
    before: int
    answers: int


class Bursts:
    """How many addressed answers each chat has sent in a row without a pause. Safe to use from several threads.

    What it knows is lost at a restart: a burst across one may go unnoticed, and nothing else.
    """

    def __init__(self) -> None:
        self._chats: OrderedDict[int, _Row] = OrderedDict()
        self._lock = Lock()

    def add(self, chat: int, message: int, sent_at: int, answers: int) -> bool:
        """Note answers of one message, once however often it has to be handled before it is stored.

        Args:
            chat: where.
            message: its inbox row.
            sent_at: when Telegram got it, UTC milliseconds.
            answers: how many questions it answered.

        Returns:
            Whether they are part of many that came all at once.
        """
        with self._lock:
            last = self._chats.pop(chat, None)
            if last is None or abs(sent_at - last.sent_at) > GAP_MS:
                before = 0
            else:
                before = last.before if last.message == message else last.answers
            many = before + answers
            self._chats[chat] = _Row(message, sent_at, before, many)
            while len(self._chats) > _CHATS:
                self._chats.popitem(last=False)
        return many >= MANY
