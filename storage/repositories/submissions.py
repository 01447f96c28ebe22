"""Final records of interviews: what exports read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, and_, bindparam, delete, func, or_, select
from sqlalchemy.sql.dml import Insert

from dialogues.following import marks_of
from dialogues.ports import Submission
from storage.tables import submissions
from storage.work import AnyRow, Work

__all__ = ["SqlSubmissions"]

_EVER = 2**62
"""Later than any time."""
_PAGE = 200
"""How many submissions are in memory at a time."""

_COLUMNS: tuple[Column[Any], ...] = (
    submissions.c.interview_id,
    submissions.c.project_id,
    submissions.c.guide_id,
    submissions.c.version_id,
    submissions.c.code,
    submissions.c.member,
    submissions.c.trial,
    submissions.c.answers,
    submissions.c.xml,
    submissions.c.started_at,
    submissions.c.sent_at,
    submissions.c.revision,
    submissions.c.alike,
)
_OF_GUIDE = and_(
    submissions.c.project_id == bindparam("project"),
    submissions.c.guide_id == bindparam("guide"),
    submissions.c.trial == bindparam("trial"),
)
_COUNT = (
    select(func.count())
    .select_from(submissions)
    .where(_OF_GUIDE, submissions.c.sent_at >= bindparam("since"), submissions.c.sent_at < bindparam("until"))
)
_NEXT = (
    select(*_COLUMNS)
    .where(
        _OF_GUIDE,
        submissions.c.sent_at >= bindparam("sent_at"),
        submissions.c.sent_at < bindparam("until"),
        or_(submissions.c.sent_at > bindparam("sent_at"), submissions.c.interview_id > bindparam("interview")),
    )
    .order_by(submissions.c.sent_at, submissions.c.interview_id)
    .limit(_PAGE)
)
_LIKE = (
    select(*_COLUMNS)
    .where(
        _OF_GUIDE,
        submissions.c.alike == bindparam("of_kind"),
        submissions.c.interview_id != bindparam("but"),
    )
    .order_by(submissions.c.sent_at, submissions.c.interview_id)
    .limit(_PAGE)
)
_NEWEST = (
    select(*_COLUMNS)
    .where(_OF_GUIDE, submissions.c.member == bindparam("of_member"))
    .order_by(submissions.c.started_at.desc(), submissions.c.interview_id.desc())
    .limit(1)
)
_REMOVE = delete(submissions).where(submissions.c.interview_id == bindparam("interview"))
_SUBMISSION = select(*_COLUMNS).where(submissions.c.interview_id == bindparam("interview"))


class SqlSubmissions:
    """`dialogues.ports.Submissions` on SQL.

    Args:
        put: an insert into `submissions` that becomes the next revision of what is there.
    """

    __slots__ = ("_put", "_work")

    def __init__(self, work: Work, put: Insert) -> None:
        self._work = work
        self._put = put

    def put(self, submission: Submission) -> None:
        """Write a submission; when the interview has one, its next revision, whatever `revision` says."""
        marks = marks_of(submission.answers)
        self._work.change(
            self._put,
            {
                "interview_id": submission.interview,
                "project_id": submission.project,
                "guide_id": submission.guide,
                "version_id": submission.version,
                "code": submission.code,
                "member": submission.member,
                "trial": submission.trial,
                "answers": submission.answers,
                "xml": submission.xml,
                "started_at": submission.started_at,
                "sent_at": submission.sent_at,
                "revision": submission.revision,
                "alike": submission.alike,
                "doubtful": marks.doubtful,
                "place": marks.place,
            },
        )

    def remove(self, interview: int) -> None:
        """Take away the submission of an interview that was given up after it was kept."""
        self._work.change(_REMOVE, {"interview": interview})

    def newest(self, project: int, guide: int, member: str) -> Submission | None:
        """The newest real submission that a member, by code, has in a guide."""
        row = self._work.row(_NEWEST, {"project": project, "guide": guide, "trial": False, "of_member": member})
        return None if row is None else _record(row)

    def like(self, submission: Submission) -> Sequence[Submission]:
        """Other real submissions of the same guide that are alike, oldest first."""
        if not submission.alike:
            return []
        where = {
            "project": submission.project,
            "guide": submission.guide,
            "trial": False,
            "of_kind": submission.alike,
            "but": submission.interview,
        }
        return [_record(row) for row in self._work.rows(_LIKE, where)]

    def submission(self, interview: int) -> Submission | None:
        """The submission of an interview."""
        row = self._work.row(_SUBMISSION, {"interview": interview})
        return None if row is None else _record(row)

    def stream(
        self, project: int, guide: int, *, trial: bool = False, since: int | None = None, until: int | None = None
    ) -> Iterator[Submission]:
        """Submissions of a guide by when they were sent, a page at a time.

        In a reading unit of work all pages show the same moment of the database.

        Args:
            project: the project.
            guide: its guide.
            trial: the `essai` interviews instead of the real ones.
            since: only those sent at this time or later, UTC milliseconds.
            until: only those sent before this time.
        """
        wanted = {"project": project, "guide": guide, "trial": trial, "until": _EVER if until is None else until}
        after = {"sent_at": since or 0, "interview": 0}
        while True:
            page = self._work.rows(_NEXT, {**wanted, **after})
            for row in page:
                yield _record(row)
            if len(page) < _PAGE:
                return
            after = {"sent_at": page[-1].sent_at, "interview": page[-1].interview_id}

    def count(
        self, project: int, guide: int, *, trial: bool = False, since: int | None = None, until: int | None = None
    ) -> int:
        """How many submissions a guide has; `essai` interviews are counted only when they are asked for."""
        wanted = {"since": since or 0, "until": _EVER if until is None else until}
        row = self._work.row(_COUNT, {"project": project, "guide": guide, "trial": trial, **wanted})
        return int(row[0]) if row else 0


def _record(row: AnyRow) -> Submission:
    return Submission(*row)
