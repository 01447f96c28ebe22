"""Counts for supervisors: each a narrow query over an index or the small rows of interviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, false, func, select, true

from dialogues.following import Doubt, GuideWork, MemberWork
from dialogues.interview.status import InterviewStatus
from dialogues.ports import AttachmentStatus
from storage.tables import attachments, guide_versions, interviews, submissions
from storage.work import AnyRow, Work

__all__ = ["SqlFollowing"]

_OPEN = tuple(status.value for status in InterviewStatus if status.open)
_MISSING = (AttachmentStatus.PENDING.value, AttachmentStatus.FAILED.value)
_SENT = submissions.join(interviews, interviews.c.id == submissions.c.interview_id)
_OF_VERSION = interviews.join(guide_versions, guide_versions.c.id == interviews.c.version_id)

_Query = Select[Any]


def _since(name: str) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((submissions.c.sent_at >= bindparam(name), 1), else_=0)), 0)


_COUNTS = (
    _since("today").label("today"),
    _since("week").label("week"),
    func.count().label("sent"),
    func.coalesce(func.sum(case((submissions.c.doubtful > 0, 1), else_=0)), 0).label("doubtful"),
)
_REAL = (submissions.c.project_id == bindparam("project"), submissions.c.trial == false())
_OPENED = (
    interviews.c.project_id == bindparam("project"),
    interviews.c.trial == false(),
    interviews.c.status.in_(_OPEN),
)
_MEMBER_SENT: _Query = (
    select(interviews.c.membership_id, *_COUNTS).select_from(_SENT).where(*_REAL).group_by(interviews.c.membership_id)
)
_MEMBER_OPEN: _Query = (
    select(interviews.c.membership_id, func.count().label("opened"), func.min(interviews.c.started_at).label("oldest"))
    .select_from(_OF_VERSION)
    .where(*_OPENED)
    .group_by(interviews.c.membership_id)
)
_MEMBER_WAITING: _Query = (
    select(interviews.c.membership_id, func.count(interviews.c.id.distinct()).label("waiting"))
    .select_from(_OF_VERSION.join(attachments, attachments.c.interview_id == interviews.c.id))
    .where(*_OPENED, attachments.c.status.in_(_MISSING))
    .group_by(interviews.c.membership_id)
)
_MEMBER_LAST: _Query = (
    select(interviews.c.membership_id, func.max(interviews.c.updated_at).label("last"))
    .select_from(_OF_VERSION)
    .where(interviews.c.project_id == bindparam("project"), interviews.c.trial == false())
    .group_by(interviews.c.membership_id)
)
_GUIDE_SENT: _Query = (
    select(submissions.c.guide_id, *_COUNTS).select_from(_SENT).where(*_REAL).group_by(submissions.c.guide_id)
)
_GUIDE_OPEN: _Query = (
    select(guide_versions.c.guide_id, func.count().label("opened"))
    .select_from(_OF_VERSION)
    .where(*_OPENED)
    .group_by(guide_versions.c.guide_id)
)
_PLACES: _Query = (
    select(submissions.c.place, func.count().label("sent"))
    .where(*_REAL, submissions.c.guide_id == bindparam("guide"))
    .group_by(submissions.c.place)
    .order_by(func.count().desc(), submissions.c.place)
)
_DOUBTS: _Query = (
    select(
        submissions.c.interview_id,
        submissions.c.code,
        interviews.c.membership_id,
        submissions.c.guide_id,
        submissions.c.sent_at,
        submissions.c.doubtful,
    )
    .select_from(_SENT)
    .where(*_REAL, submissions.c.doubtful > 0)
    .order_by(submissions.c.sent_at.desc(), submissions.c.interview_id.desc())
    .limit(bindparam("at_most"))
)
_TRIALS: _Query = select(func.count()).where(
    submissions.c.project_id == bindparam("project"), submissions.c.trial == true()
)

_BY_GUIDE = submissions.c.guide_id == bindparam("guide")
_BY_VERSION = guide_versions.c.guide_id == bindparam("guide")
_BY_MEMBER = interviews.c.membership_id == bindparam("membership")

_MEMBERS = (_MEMBER_SENT, _MEMBER_OPEN, _MEMBER_WAITING, _MEMBER_LAST)
_MEMBERS_OF_GUIDE = (
    _MEMBER_SENT.where(_BY_GUIDE),
    _MEMBER_OPEN.where(_BY_VERSION),
    _MEMBER_WAITING.where(_BY_VERSION),
    _MEMBER_LAST.where(_BY_VERSION),
)
_GUIDES = (_GUIDE_SENT, _GUIDE_OPEN)
_GUIDES_OF_MEMBER = (_GUIDE_SENT.where(_BY_MEMBER), _GUIDE_OPEN.where(_BY_MEMBER))
_DOUBTS_OF_MEMBER = _DOUBTS.where(_BY_MEMBER)


class SqlFollowing:
    """`dialogues.following.Following` on SQL."""

    __slots__ = ("_work",)

    def __init__(self, work: Work) -> None:
        self._work = work

    def members(self, project: int, today: int, week: int, *, guide: int | None = None) -> Sequence[MemberWork]:
        """Members who have done something, by id; with one guide only, where it is given."""
        given = {"project": project, "guide": guide, "today": today, "week": week}
        found = self._counted(_MEMBERS if guide is None else _MEMBERS_OF_GUIDE, given)
        return [MemberWork(member, **counts) for member, counts in sorted(found.items())]

    def guides(self, project: int, today: int, week: int, *, membership: int | None = None) -> Sequence[GuideWork]:
        """Guides with which something was done, by id; by one member only, where one is given."""
        given = {"project": project, "membership": membership, "today": today, "week": week}
        found = self._counted(_GUIDES if membership is None else _GUIDES_OF_MEMBER, given)
        return [GuideWork(guide, **counts) for guide, counts in sorted(found.items())]

    def places(self, project: int, guide: int) -> Sequence[tuple[str, int]]:
        """(name of the place, how many were sent), most first."""
        return [(row.place, row.sent) for row in self._work.rows(_PLACES, {"project": project, "guide": guide})]

    def doubts(self, project: int, *, membership: int | None = None, limit: int = 20) -> Sequence[Doubt]:
        """Sent interviews with answers to be checked, newest first."""
        statement = _DOUBTS if membership is None else _DOUBTS_OF_MEMBER
        given = {"project": project, "membership": membership, "at_most": limit}
        return [Doubt(*row) for row in self._work.rows(statement, given)]

    def trials(self, project: int) -> int:
        """How many trials were sent."""
        row = self._work.row(_TRIALS, {"project": project})
        return int(row[0]) if row else 0

    def _counted(self, statements: Sequence[_Query], given: Mapping[str, Any]) -> Mapping[int, Mapping[str, int]]:
        """Counts by the first column of each statement."""
        found: dict[int, dict[str, int]] = {}
        for statement in statements:
            for row in self._work.rows(statement, given):
                found.setdefault(row[0], {}).update(_counts(row))
        return found


def _counts(row: AnyRow) -> Mapping[str, int]:
    return {name: int(value) for name, value in zip(row._fields[1:], row[1:], strict=True)}
