"""Downloads that were asked for in chats."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select, text, update

from dialogues.downloads import Download, DownloadStatus, Order
from storage.tables import exports
from storage.work import AnyRow, Work

__all__ = ["SqlDownloads"]

_ADD = insert(exports)
_BEGUN = update(exports).where(exports.c.id == bindparam("download")).values(attempts=exports.c.attempts + 1)
_DOWNLOAD = select(exports).where(exports.c.id == bindparam("download"))
_ENDED = (
    update(exports)
    .where(exports.c.id == bindparam("download"), text("status = 'waiting'"))
    .values(status=bindparam("new_status"))
)
_WAITING = select(exports).where(text("status = 'waiting'")).order_by(exports.c.id).limit(bindparam("at_most"))


class SqlDownloads:
    """`dialogues.downloads.Downloads` on SQL."""

    __slots__ = ("_work",)

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, order: Order, membership: int, chat: int, at: int) -> Download:
        """Add an order that waits.

        Raises:
            MissingReference: there is no such project, guide or member.
        """
        number = self._work.insert(
            _ADD,
            {
                "project_id": order.project,
                "membership_id": membership,
                "guide_id": order.guide,
                "chat": chat,
                "kind": order.kind,
                "language": order.language,
                "labels": order.labels,
                "since": order.since,
                "until": order.until,
                "asked_by": order.asked_by,
                "requested_at": at,
                "status": DownloadStatus.WAITING.value,
                "attempts": 0,
            },
        )
        return Download(number, order, membership, chat, at)

    def download(self, download: int) -> Download | None:
        """An order by its id."""
        row = self._work.row(_DOWNLOAD, {"download": download})
        return None if row is None else _made(row)

    def waiting(self, limit: int = 100) -> Sequence[Download]:
        """Orders that wait to be written, oldest first."""
        return [_made(row) for row in self._work.rows(_WAITING, {"at_most": limit})]

    def begun(self, download: int) -> None:
        """Count one more beginning."""
        self._work.change(_BEGUN, {"download": download})

    def ended(self, download: int, status: DownloadStatus) -> None:
        """It was sent or has failed; one that no longer waits stays as it is."""
        self._work.change(_ENDED, {"download": download, "new_status": status.value})


def _made(row: AnyRow) -> Download:
    order = Order(row.project_id, row.guide_id, row.kind, row.language, row.labels, row.since, row.until, row.asked_by)
    status = DownloadStatus(row.status)
    return Download(row.id, order, row.membership_id, row.chat, row.requested_at, status, row.attempts)
