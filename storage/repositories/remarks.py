"""Remarks on the wording of questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, func, insert, select, update

from dialogues.ports import Remark
from storage.tables import remarks
from storage.work import AnyRow, Work

__all__ = ["SqlRemarks"]

_ADD = insert(remarks)
_OF_MESSAGE = (remarks.c.chat == bindparam("of_chat"), remarks.c.message == bindparam("of_message"))
_MESSAGE = select(remarks).where(*_OF_MESSAGE).order_by(remarks.c.id)
_FORGET = delete(remarks).where(*_OF_MESSAGE)
_REMARK = select(remarks).where(remarks.c.project_id == bindparam("project"), remarks.c.id == bindparam("remark"))
_OF_GUIDE = (remarks.c.project_id == bindparam("project"), remarks.c.guide_id == bindparam("guide"))
_ALL = (
    select(remarks).where(*_OF_GUIDE).order_by(remarks.c.id.desc()).limit(bindparam("most")).offset(bindparam("newer"))
)
_ABOUT = _ALL.where(remarks.c.question == bindparam("about"))
_COUNTS = select(remarks.c.question, func.count()).where(*_OF_GUIDE).group_by(remarks.c.question)

_SETTLE = update(remarks).where(remarks.c.id == bindparam("remark")).values(outcome=bindparam("new_outcome"))


class SqlRemarks:
    """`dialogues.ports.Remarks` on SQL."""

    __slots__ = ("_work",)

    def __init__(self, work: Work) -> None:
        self._work = work

    def replace(self, chat: int, message: int, remarks: Sequence[Remark]) -> None:
        """Keep what one message remarks, in place of what it remarked before."""
        self._work.change(_FORGET, {"of_chat": chat, "of_message": message})
        for one in remarks:
            self._work.insert(
                _ADD,
                {
                    "project_id": one.project,
                    "guide_id": one.guide,
                    "version_id": one.version,
                    "interview_id": one.interview,
                    "question": one.question,
                    "language": one.language,
                    "member": one.member,
                    "text": one.text,
                    "attachment": one.attachment,
                    "chat": chat,
                    "message": message,
                    "at": one.at,
                    "outcome": one.outcome,
                },
            )

    def of_message(self, chat: int, message: int) -> Sequence[Remark]:
        """What a message remarks, in its order."""
        return [_made(row) for row in self._work.rows(_MESSAGE, {"of_chat": chat, "of_message": message})]

    def remark(self, project: int, remark: int) -> Remark | None:
        """A remark of a project."""
        row = self._work.row(_REMARK, {"project": project, "remark": remark})
        return None if row is None else _made(row)

    def of_guide(
        self, project: int, guide: int, *, question: str = "", limit: int = 1000, offset: int = 0
    ) -> Sequence[Remark]:
        """Remarks on a guide, newest first."""
        params = {"project": project, "guide": guide, "most": limit, "newer": offset}
        rows = self._work.rows(_ABOUT, {**params, "about": question}) if question else self._work.rows(_ALL, params)
        return [_made(row) for row in rows]

    def counts(self, project: int, guide: int) -> Mapping[str, int]:
        """How many there are by the path of the question."""
        return {path: int(many) for path, many in self._work.rows(_COUNTS, {"project": project, "guide": guide})}

    def settle(self, remark: int, outcome: str) -> None:
        """Say what was decided on it."""
        self._work.change(_SETTLE, {"remark": remark, "new_outcome": outcome})


def _made(row: AnyRow) -> Remark:
    return Remark(*row)
