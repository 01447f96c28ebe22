"""Files that are part of answers: their rows; the files themselves are `storage.files`'."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, case, insert, select, text, update

from dialogues.ports import Attachment, AttachmentStatus
from storage.tables import attachments
from storage.work import AnyRow, Work

__all__ = ["SqlAttachments"]

_ADD = insert(attachments)
_ATTACHMENT = select(attachments).where(attachments.c.id == bindparam("attachment"))
_FAILED_ONCE = (
    update(attachments).where(attachments.c.id == bindparam("attachment")).values(attempts=attachments.c.attempts + 1)
)
_OF_INTERVIEW = (
    select(attachments)
    .where(attachments.c.interview_id == bindparam("interview"))
    .order_by(attachments.c.ref, attachments.c.id)
)
_PENDING = (
    select(attachments)
    .where(text("status = 'pending'"))
    .order_by(attachments.c.attempts, attachments.c.id)
    .limit(bindparam("at_most"))
)
_SET_STATUS = (
    update(attachments)
    .where(attachments.c.id == bindparam("attachment"))
    .values(
        status=bindparam("new_status"),
        sha256=bindparam("new_sha256"),
        size=case((bindparam("new_size") > 0, bindparam("new_size")), else_=attachments.c.size),
    )
)


class SqlAttachments:
    """`dialogues.ports.Attachments` on SQL."""

    __slots__ = ("_work",)

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, attachment: Attachment) -> None:
        """Add a file that an answer needs.

        Raises:
            Duplicate: its id is there already.
        """
        self._work.change(
            _ADD,
            {
                "id": attachment.id,
                "interview_id": attachment.interview,
                "project_id": attachment.project,
                "ref": attachment.ref,
                "kind": attachment.kind,
                "file_id": attachment.file_id,
                "name": attachment.name,
                "media_type": attachment.media_type,
                "size": attachment.size,
                "status": attachment.status.value,
                "sha256": attachment.sha256,
                "attempts": attachment.attempts,
            },
        )

    def attachment(self, attachment: str) -> Attachment | None:
        """A file by its id."""
        row = self._work.row(_ATTACHMENT, {"attachment": attachment})
        return None if row is None else _record(row)

    def of_interview(self, interview: int) -> Sequence[Attachment]:
        """Files of an interview, by ref and id."""
        return [_record(row) for row in self._work.rows(_OF_INTERVIEW, {"interview": interview})]

    def pending(self, limit: int = 100) -> Sequence[Attachment]:
        """Files to fetch, those that failed least first, so that one bad file stops no other."""
        return [_record(row) for row in self._work.rows(_PENDING, {"at_most": limit})]

    def set_status(self, attachment: str, status: AttachmentStatus, *, sha256: str = "", size: int = 0) -> None:
        """Say where a file stands; a size of 0 leaves the size that is known."""
        self._work.change(
            _SET_STATUS,
            {"attachment": attachment, "new_status": status.value, "new_sha256": sha256, "new_size": size},
        )

    def failed_once(self, attachment: str) -> None:
        """Count a failure to fetch."""
        self._work.change(_FAILED_ONCE, {"attachment": attachment})


def _record(row: AnyRow) -> Attachment:
    number, interview, project, ref, kind, file_id, name, media_type, size, status, sha256, attempts = row
    return Attachment(
        number,
        interview,
        project,
        ref,
        kind,
        file_id,
        name,
        media_type,
        size,
        AttachmentStatus(status),
        sha256,
        attempts,
    )
