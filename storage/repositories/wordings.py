"""Better wordings of questions, until a version carries them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, delete, insert, select, update

from dialogues.wordings import Wording
from storage.tables import wordings
from storage.work import AnyRow, Work

__all__ = ["SqlWordings"]

_WAITS = wordings.c.version_id.is_(None)
_OF_GUIDE = (wordings.c.project_id == bindparam("project"), wordings.c.guide_id == bindparam("guide"), _WAITS)
_SAME = delete(wordings).where(
    *_OF_GUIDE, wordings.c.question == bindparam("about"), wordings.c.language == bindparam("spoken")
)
_ADD = insert(wordings)
_WAITING = select(wordings).where(*_OF_GUIDE).order_by(wordings.c.id)
_CARRIED = update(wordings).where(wordings.c.id == bindparam("it")).values(version_id=bindparam("by_version"))


class SqlWordings:
    """`dialogues.wordings.Wordings` on SQL."""

    __slots__ = ("_work",)

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, wording: Wording) -> Wording:
        """Keep a wording, in place of the one that waits.

        Raises:
            MissingReference: its project or guide is not there.
        """
        place = {"project": wording.project, "guide": wording.guide}
        self._work.change(_SAME, {**place, "about": wording.place, "spoken": wording.language})
        number = self._work.insert(
            _ADD,
            {
                "project_id": wording.project,
                "guide_id": wording.guide,
                "question": wording.place,
                "language": wording.language,
                "text": wording.text,
                "remark": wording.remark,
                "reviewer": wording.reviewer,
                "at": wording.at,
                "version_id": None,
            },
        )
        return replace(wording, id=number)

    def waiting(self, project: int, guide: int) -> Sequence[Wording]:
        """Those that no version carries yet."""
        return [_made(row) for row in self._work.rows(_WAITING, {"project": project, "guide": guide})]

    def carried(self, wording: int, version: int) -> None:
        """A version says it now."""
        self._work.change(_CARRIED, {"it": wording, "by_version": version})


def _made(row: AnyRow) -> Wording:
    *found, _version = row
    return Wording(*found)
