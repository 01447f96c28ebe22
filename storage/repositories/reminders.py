"""What members are to be reminded of, and when."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select, update

from dialogues.ports import InterviewRecord, Reminder, ReminderKind
from storage.tables import reminders
from storage.work import AnyRow, Work

__all__ = ["SqlReminders"]

_ADD = insert(reminders)
_WAITING = select(
    reminders.c.id,
    reminders.c.project_id,
    reminders.c.membership_id,
    reminders.c.interview_id,
    reminders.c.kind,
    reminders.c.due_at,
).where(reminders.c.done_at.is_(None))
_DUE = (
    _WAITING.where(reminders.c.due_at <= bindparam("at"))
    .order_by(reminders.c.due_at, reminders.c.id)
    .limit(bindparam("at_most"))
)
_OF_INTERVIEW = _WAITING.where(reminders.c.interview_id == bindparam("interview")).order_by(
    reminders.c.due_at, reminders.c.id
)
_DONE = (
    update(reminders)
    .where(reminders.c.id == bindparam("reminder"), reminders.c.done_at.is_(None))
    .values(done_at=bindparam("at"))
)
_DROP = (
    update(reminders)
    .where(
        reminders.c.interview_id == bindparam("interview"),
        reminders.c.kind == bindparam("of_kind"),
        reminders.c.done_at.is_(None),
    )
    .values(done_at=bindparam("at"))
)


class SqlReminders:
    """`dialogues.ports.Reminders` on SQL."""

    __slots__ = ("_work",)

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, interview: InterviewRecord, kind: ReminderKind, due_at: int) -> Reminder:
        """Remind the member of an interview at a time, UTC milliseconds."""
        number = self._work.insert(
            _ADD,
            {
                "project_id": interview.project,
                "membership_id": interview.membership,
                "interview_id": interview.id,
                "kind": kind.value,
                "due_at": due_at,
                "done_at": None,
            },
        )
        return Reminder(number, interview.project, interview.membership, interview.id, kind, due_at)

    def due(self, at: int, limit: int = 100) -> Sequence[Reminder]:
        """Those that are not done and due by a time, the longest due first."""
        return [_record(row) for row in self._work.rows(_DUE, {"at": at, "at_most": limit})]

    def of_interview(self, interview: int) -> Sequence[Reminder]:
        """Those of an interview that are not done, the next one first."""
        return [_record(row) for row in self._work.rows(_OF_INTERVIEW, {"interview": interview})]

    def done(self, reminder: int, at: int) -> bool:
        """Mark a reminder done; False when it was done, or dropped, before."""
        return self._work.change(_DONE, {"reminder": reminder, "at": at}) > 0

    def drop(self, interview: int, kind: ReminderKind, at: int) -> None:
        """Drop what an interview's member was to be reminded of."""
        self._work.change(_DROP, {"interview": interview, "of_kind": kind.value, "at": at})


def _record(row: AnyRow) -> Reminder:
    number, project, membership, interview, kind, due_at = row
    return Reminder(number, project, membership, interview, ReminderKind(kind), due_at)
