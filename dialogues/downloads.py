r"""Downloads that members ask for in the chat: written outside of any chat's worker, one at a time, then sent.

    WAITING -> SENT      the file is owed to the chat, in the same transaction
            \-> FAILED   it was told why not, or whoever asked has no access any more

An order is WAITING from the tap until one of the two, so that a restart in between writes the file again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from dialogues.errors import BaroError
from dialogues.interview.papersheet import PaperSheet

__all__ = ["Download", "DownloadStatus", "Downloads", "Exporter", "Order", "Progress", "TooManyColumns", "Written"]

Progress = Callable[[int, int], None]
"""Told now and then how many interviews of how many are done; called from the thread that writes."""


class TooManyColumns(BaroError):  # noqa: N818 - errors are named after what is wrong (DESIGN, words)
    """A sheet has more columns than a workbook can hold; csv has no such limit."""


class DownloadStatus(Enum):
    """Where a download stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Order:
    """What to write.

    Args:
        project, guide: their ids.
        kind: `xlsx` or `csv`.
        language: IETF tag of the labels wanted.
        labels: labels of choices instead of their names.
        since, until: when interviews were sent, UTC milliseconds, `until` itself left out; None for no limit.
        asked_by: code of the member who asks; "" for the command line.
    """

    project: int
    guide: int
    kind: str
    language: str
    labels: bool = True
    since: int | None = None
    until: int | None = None
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """An order that somebody gave in a chat.

    Args:
        membership: who asked.
        chat: where the file goes.
        requested_at: UTC milliseconds.
        attempts: how often writing it was begun.
    """

    id: int
    order: Order
    membership: int
    chat: int
    requested_at: int
    status: DownloadStatus = DownloadStatus.WAITING
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written.

    Args:
        path: relative to the data folder.
        name: the file name to show.
        size: bytes.
        interviews: how many stand in it.
    """

    path: str
    name: str
    size: int
    interviews: int


class Downloads(Protocol):
    """Orders given in chats."""

    def add(self, order: Order, membership: int, chat: int, at: int) -> Download:
        """Keep an order that waits from now on."""
        ...

    def download(self, download: int) -> Download | None:
        """An order by its id."""
        ...

    def waiting(self, limit: int = 100) -> Sequence[Download]:
        """Orders of all projects that wait to be written, oldest first."""
        ...

    def begun(self, download: int) -> None:
        """Count one more beginning."""
        ...

    def ended(self, download: int, status: DownloadStatus) -> None:
        """It was sent or has failed; nothing happens to one that no longer waits."""
        ...


class Exporter(Protocol):
    """Writes a guide's submissions as a file in the data folder."""

    def export(self, order: Order, progress: Progress) -> Written:
        """Write the file.

        Args:
            order: what to write.
            progress: told how far it is.

        Raises:
            TooManyColumns: the guide does not fit in a workbook.
            OSError: the disk does not take it.
            StoreUnavailable: the database went away meanwhile.
        """
        ...

    def discard(self, written: Written) -> None:
        """Remove a file that is not to be sent; one that is gone is fine."""
        ...

    def paper(self, sheet: PaperSheet) -> tuple[str, str]:
        """Write a guide for printing; its path relative to the data folder and the file name to show."""
        ...

    def workbook(
        self, title: str, version: str, sheets: Mapping[str, Sequence[Sequence[str]]], files: Mapping[str, bytes]
    ) -> tuple[str, str]:
        """Write the sheets of a guide as a workbook; its path relative to the data folder and the name to show.

        Args:
            title: discreet.
            version: as the guide says.
            sheets: rows by sheet, the headers first.
            files: what the guide shows, plays or looks up, by name: with any, it is a zip with the workbook in it.
        """
        ...
