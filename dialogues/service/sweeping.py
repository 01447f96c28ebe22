"""Taking messages out of a chat, as far as the channel lets."""

from __future__ import annotations

from collections.abc import Sequence

from dialogues.messages import RemoveMessages
from dialogues.ports import UnitOfWork

REMOVED_AT_ONCE = 100
"""Messages that one owed removal names (Bot API, deleteMessages)."""


def sweep(uow: UnitOfWork, messages: Sequence[tuple[int, int]]) -> None:
    """Owe the removal of messages.

    Args:
        uow: writing.
        messages: (chat, message), as `Prompts.messages_of` gives them.
    """
    for chat in dict.fromkeys(chat for chat, _ in messages):
        shown = tuple(message for of, message in messages if of == chat)
        for at in range(0, len(shown), REMOVED_AT_ONCE):
            uow.outbox.add(chat, RemoveMessages(shown[at : at + REMOVED_AT_ONCE]))
