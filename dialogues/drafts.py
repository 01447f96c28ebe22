r"""Guides on their way to being published: sent in a chat, to be fetched, checked, and published on a tap.

    WAITING -> TOLD -> PUBLISHED
            \-> gone  \-> gone

A draft is WAITING from the moment its message is taken in until what was found is owed to the chat, so that a restart
in between begins again with the fetching. A good one is then TOLD and keeps what was checked until a tap or a day
later; one with faults is gone once they are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from dialogues.xforms.converted import Checked

__all__ = ["FETCHABLE_BYTES", "Draft", "DraftState", "Drafts"]

FETCHABLE_BYTES = 20 * 1024 * 1024
"""The largest file that can be sent to be published: what Telegram's getFile gives (Bot API, getFile)."""


class DraftState(Enum):
    """Where a draft stands."""

    WAITING = "waiting"
    TOLD = "told"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Draft:
    """A guide that somebody sent.

    Args:
        id: «inbox row-message's time»: the same when the message is taken in twice; short, safe as a file name.
        project: where it would be published; buttons of another project's members find nothing.
        membership: who sent it.
        chat: where what is found is told.
        file_id: the channel's name for the file; "" for a guide that was made here, which is there already.
        name: the sender's file name, unchecked.
        size: bytes, 0 when unknown.
        at: when it came, or since when it stands where it stands; UTC milliseconds.
        version: id of the guide version that it became, 0 before.
    """

    id: str
    project: int
    membership: int
    chat: int
    file_id: str
    name: str
    size: int
    at: int
    state: DraftState = DraftState.WAITING
    version: int = 0


class Drafts(Protocol):
    """Where drafts are kept. All methods raise `StoreUnavailable` when the disk refuses."""

    def put(self, draft: Draft) -> None:
        """Keep a draft, or its next state."""
        ...

    def draft(self, draft: str) -> Draft | None:
        """A draft by its id; None for one that is gone, and for any text that is no id."""
        ...

    def waiting(self) -> Sequence[Draft]:
        """Drafts to be fetched and checked, oldest first."""
        ...

    def put_made(self, draft: str, content: bytes) -> None:
        """Keep the file of a guide that was made here beside its draft, until it is emptied; a .zip."""
        ...

    def keep(self, draft: str, checked: Checked) -> None:
        """Keep what a check found beside its draft."""
        ...

    def checked(self, draft: str) -> Checked | None:
        """What was kept; None when it is gone."""
        ...

    def empty(self, draft: str) -> None:
        """Remove all that is kept of a draft but where it stands."""
        ...

    def remove(self, draft: str) -> None:
        """Remove a draft and all that is kept of it; one that is gone is gone already."""
        ...

    def expire(self, before: int) -> int:
        """Remove drafts that are not WAITING and stand where they stand since before a time; how many."""
        ...
