"""What a channel is made of, and what it needs from the rest: two small protocols, no implementation.

A channel carries what people write to the service and what the service owes them back; it knows no question,
form or interview. `bot.telegram` is the one there is; another is a folder beside it and a line in `bot.wiring`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from dialogues.downloads import Download, Progress
from dialogues.drafts import Draft
from dialogues.messages import Delivery, Inbound, Phrase
from dialogues.ports import Attachment, Owed, Sent, Taken, UnitOfWork
from dialogues.xforms.converted import Checked

__all__ = ["Channel", "Claims", "Conversations", "Words"]


class Conversations(Protocol):
    """The part of `dialogues.service.Service` that channels use.

    Every method is synchronous and may be called from any thread, but never twice at once for the same chat.
    All of them raise `StoreUnavailable` when the database cannot be reached: nothing happened then.
    """

    def handle(self, inbound: Inbound) -> None:
        """Store what a message causes and mark its inbox row done (T2).

        Raises:
            FileWanted: handle it once more with the bytes of the file that it brought (`Blob.picture`).
        """
        ...

    def take(self, uow: UnitOfWork, inbound: Inbound) -> Taken | None:
        """The same within a transaction of others, as part of it, where that is quick; None: not taken, `handle` it."""
        ...

    def owed(self, chat: int) -> Sequence[Owed]:
        """What a chat is owed, oldest first."""
        ...

    def present(self, owed: Owed) -> Delivery | None:
        """Prepare an owed reply; None when there is nothing to show any more."""
        ...

    def delivered(self, uow: UnitOfWork, sent: Sent) -> None:
        """Record what was sent, as part of a transaction (T3)."""
        ...

    def undeliverable(self, chat: int) -> None:
        """Record that nothing can reach a chat: it blocked the bot or is gone."""
        ...

    def waits_for(self, attachment: Attachment) -> tuple[int, str] | None:
        """The chat that waits for a file, and the language spoken there; None where there is none."""
        ...

    def file_stored(self, attachment: Attachment, sha256: str, size: int) -> None:
        """Record that a file is on disk."""
        ...

    def file_failed(self, attachment: Attachment) -> None:
        """Record that a file can never be had."""
        ...

    def guide_checked(self, draft: Draft, checked: Checked) -> None:
        """Tell what was found in a guide that was sent to be published."""
        ...

    def remind(self) -> None:
        """Owe the reminders that are due; may be called while messages are handled."""
        ...

    def guide_lost(self, draft: Draft) -> None:
        """Tell that a guide that was sent can never be had."""
        ...

    def write_download(self, download: Download, progress: Progress) -> None:
        """Write a file that was asked for and owe it to its chat; takes long, never two at once."""
        ...


class Claims(Protocol):
    """Which of several processes on one database sees to what; a process that dies lets everything go.

    Synchronous, and safe to use from several threads. All but `holds` ask the database: they raise `StoreUnavailable`
    when it cannot be reached, but for `release`.
    """

    def take(self, chat: int) -> bool:
        """Claim a chat; False when another process holds it."""
        ...

    def holds(self, chat: int) -> bool:
        """Whether a claim that was taken still stands, as far as is known."""
        ...

    def release(self, chat: int) -> None:
        """Let a chat go."""
        ...

    def lead(self) -> bool:
        """Whether this process is on duty for what only one may do."""
        ...


class Words(Protocol):
    """Puts a phrase into a language, given by its IETF tag."""

    def __call__(self, phrase: Phrase, language: str) -> str:
        """The sentence."""
        ...


class Channel(Protocol):
    """A way to reach people."""

    async def run(self, stop: asyncio.Event) -> None:
        """Carry messages both ways until `stop` is set; what is in hand is finished first.

        Raises:
            CommandProblem: it cannot work at all, as with a wrong token.
        """
        ...
