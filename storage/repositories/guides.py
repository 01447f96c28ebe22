"""Guides, their versions and the files of versions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, insert, select, update

from dialogues.ports import Guide, GuideVersion
from storage.tables import guide_files, guide_versions, guides
from storage.work import AnyRow, Work

__all__ = ["SqlGuides"]

_ADD = insert(guides)
_ADD_FILE = insert(guide_files)
_ADD_VERSION = insert(guide_versions)
_ALL = select(guides).where(guides.c.project_id == bindparam("project")).order_by(guides.c.id)
_BY_FORM_ID = select(guides).where(
    guides.c.project_id == bindparam("project"), guides.c.form_id == bindparam("form_id")
)
_FILES = (
    select(guide_files.c.name, guide_files.c.content)
    .where(guide_files.c.version_id == bindparam("version"))
    .order_by(guide_files.c.name)
)
_GUIDE = select(guides).where(guides.c.project_id == bindparam("project"), guides.c.id == bindparam("guide"))
_SET_GUIDE = (
    update(guides)
    .where(guides.c.id == bindparam("guide"))
    .values(title=bindparam("new_title"), discreet_title=bindparam("new_discreet"), archived=bindparam("new_archived"))
)
_VERSION = select(guide_versions).where(guide_versions.c.id == bindparam("version"))
_VERSIONS = (
    select(guide_versions)
    .where(guide_versions.c.project_id == bindparam("project"), guide_versions.c.guide_id == bindparam("guide"))
    .order_by(guide_versions.c.published_at, guide_versions.c.id)
)


class SqlGuides:
    """`dialogues.ports.Guides` on SQL."""

    __slots__ = ("_work",)

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, project: int, form_id: str, title: str, discreet_title: str) -> Guide:
        """Add a guide to a project.

        Raises:
            Duplicate: the project has a guide of this form id.
        """
        number = self._work.insert(
            _ADD,
            {
                "project_id": project,
                "form_id": form_id,
                "title": title,
                "discreet_title": discreet_title,
                "archived": False,
            },
        )
        return Guide(number, project, form_id, title, discreet_title)

    def guide(self, project: int, guide: int) -> Guide | None:
        """A guide of a project."""
        return _guide(self._work.row(_GUIDE, {"project": project, "guide": guide}))

    def by_form_id(self, project: int, form_id: str) -> Guide | None:
        """A guide of a project by its form id."""
        return _guide(self._work.row(_BY_FORM_ID, {"project": project, "form_id": form_id}))

    def all(self, project: int) -> Sequence[Guide]:
        """All guides of a project, oldest first."""
        return [Guide(*row) for row in self._work.rows(_ALL, {"project": project})]

    def set_guide(self, guide: int, *, title: str, discreet_title: str, archived: bool) -> None:
        """Set what is shown of a guide."""
        self._work.change(
            _SET_GUIDE,
            {"guide": guide, "new_title": title, "new_discreet": discreet_title, "new_archived": archived},
        )

    def add_version(
        self,
        project: int,
        guide: int,
        version: str,
        content_hash: str,
        xform: bytes,
        files: Mapping[str, bytes],
        settings: Mapping[str, str],
        statuses: Mapping[str, str],
        published_at: int,
    ) -> GuideVersion:
        """Publish a version of a guide.

        Raises:
            Duplicate: the guide has a version of this name.
        """
        number = self._work.insert(
            _ADD_VERSION,
            {
                "guide_id": guide,
                "project_id": project,
                "version": version,
                "content_hash": content_hash,
                "xform": xform,
                "published_at": published_at,
                "settings": json.dumps(dict(settings), ensure_ascii=False),
                "statuses": json.dumps(dict(statuses), ensure_ascii=False),
            },
        )
        if files:
            self._work.change(
                _ADD_FILE,
                [
                    {"version_id": number, "name": name, "project_id": project, "content": content}
                    for name, content in files.items()
                ],
            )
        return GuideVersion(
            number,
            guide,
            project,
            version,
            content_hash,
            xform,
            published_at,
            dict(files),
            dict(settings),
            dict(statuses),
        )

    def version(self, version: int) -> GuideVersion:
        """A version with its files.

        Raises:
            LookupError: there is none of this id.
        """
        row = self._work.row(_VERSION, {"version": version})
        if row is None:
            raise LookupError(f"no version {version}")
        return self._version(row)

    def versions(self, project: int, guide: int) -> Sequence[GuideVersion]:
        """All versions of a guide, in order of publication."""
        return [self._version(row) for row in self._work.rows(_VERSIONS, {"project": project, "guide": guide})]

    def _version(self, row: AnyRow) -> GuideVersion:
        files = {name: bytes(content) for name, content in self._work.rows(_FILES, {"version": row.id})}
        return GuideVersion(
            row.id,
            row.guide_id,
            row.project_id,
            row.version,
            row.content_hash,
            bytes(row.xform),
            row.published_at,
            files,
            json.loads(row.settings),
            json.loads(row.statuses),
        )


def _guide(row: AnyRow | None) -> Guide | None:
    return None if row is None else Guide(*row)
