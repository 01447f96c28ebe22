"""Guides, their versions and the files of versions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, exists, insert, select, update

from dialogues.ports import Guide, GuideVersion
from storage.tables import guide_files, guide_versions, guides, interviews
from storage.work import AnyRow, Work

__all__ = ["SqlGuides"]

_ADD = insert(guides)
_ADD_FILE = insert(guide_files)
_ADD_VERSION = insert(guide_versions)
_ALL = (
    select(guides).where(guides.c.project_id == bindparam("project"), guides.c.draft.is_(False)).order_by(guides.c.id)
)
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
    .values(
        title=bindparam("new_title"),
        discreet_title=bindparam("new_discreet"),
        archived=bindparam("new_archived"),
        draft=False,
    )
)
_VERSION = select(guide_versions).where(guide_versions.c.id == bindparam("version"))
_VERSIONS = (
    select(guide_versions)
    .where(guide_versions.c.project_id == bindparam("project"), guide_versions.c.guide_id == bindparam("guide"))
    .order_by(guide_versions.c.published_at, guide_versions.c.id)
)
_PUBLISHED = _VERSIONS.where(guide_versions.c.draft == "")
_DRAFT = select(guide_versions).where(
    guide_versions.c.project_id == bindparam("project"), guide_versions.c.draft == bindparam("draft")
)
_UNTRIED = select(guide_versions.c.id, guide_versions.c.guide_id).where(
    guide_versions.c.project_id == bindparam("project"),
    guide_versions.c.draft != "",
    guide_versions.c.published_at < bindparam("before"),
    ~exists().where(interviews.c.version_id == guide_versions.c.id),
)
_DROP_FILES = delete(guide_files).where(guide_files.c.version_id == bindparam("version"))
_DROP_VERSION = delete(guide_versions).where(guide_versions.c.id == bindparam("version"))
_DROP_GUIDE = delete(guides).where(
    guides.c.id == bindparam("guide"),
    guides.c.draft.is_(True),
    ~exists().where(guide_versions.c.guide_id == guides.c.id),
)
_ONE_FILE = (guide_files.c.version_id == bindparam("version"), guide_files.c.name == bindparam("file"))
_FILE = select(guide_files.c.content).where(*_ONE_FILE)
_FILE_ID = select(guide_files.c.file_id).where(*_ONE_FILE)
_SET_FILE_ID = update(guide_files).where(*_ONE_FILE).values(file_id=bindparam("new_file_id"))


class SqlGuides:
    """`dialogues.ports.Guides` on SQL."""

    __slots__ = ("_work",)

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, project: int, form_id: str, title: str, discreet_title: str, *, draft: bool = False) -> Guide:
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
                "draft": draft,
            },
        )
        return Guide(number, project, form_id, title, discreet_title, draft=draft)

    def guide(self, project: int, guide: int) -> Guide | None:
        """A guide of a project."""
        return _guide(self._work.row(_GUIDE, {"project": project, "guide": guide}))

    def by_form_id(self, project: int, form_id: str) -> Guide | None:
        """A guide of a project by its form id."""
        return _guide(self._work.row(_BY_FORM_ID, {"project": project, "form_id": form_id}))

    def all(self, project: int) -> Sequence[Guide]:
        """Guides of a project, oldest first, without those that are only tried."""
        return [Guide(*row) for row in self._work.rows(_ALL, {"project": project})]

    def set_guide(self, guide: int, *, title: str, discreet_title: str, archived: bool) -> None:
        """Set what is shown of a guide; it is no draft any more."""
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
        *,
        draft: str = "",
    ) -> GuideVersion:
        """Publish a version of a guide; with the id of a draft, keep one that is only to be tried.

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
                "draft": draft,
            },
        )
        if files:
            self._work.change(
                _ADD_FILE,
                [
                    {"version_id": number, "name": name, "project_id": project, "content": content, "file_id": ""}
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
            draft,
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

    def versions(self, project: int, guide: int, *, drafts: bool = False) -> Sequence[GuideVersion]:
        """Published versions of a guide in order of publication; with `drafts`, also those that were only tried."""
        statement = _VERSIONS if drafts else _PUBLISHED
        return [self._version(row) for row in self._work.rows(statement, {"project": project, "guide": guide})]

    def draft(self, project: int, draft: str) -> GuideVersion | None:
        """The version that was made to try a guide sent to be published."""
        row = self._work.row(_DRAFT, {"project": project, "draft": draft}) if draft else None
        return None if row is None else self._version(row)

    def drop_drafts(self, project: int, before: int) -> int:
        """Remove versions made to be tried before a time in which nobody held an interview; how many."""
        untried = self._work.rows(_UNTRIED, {"project": project, "before": before})
        for version, guide in untried:
            self._work.change(_DROP_FILES, {"version": version})
            self._work.change(_DROP_VERSION, {"version": version})
            self._work.change(_DROP_GUIDE, {"guide": guide})
        return len(untried)

    def file(self, version: int, name: str) -> bytes | None:
        """The content of one file of a version."""
        row = self._work.row(_FILE, {"version": version, "file": name})
        return None if row is None else bytes(row.content)

    def file_id(self, version: int, name: str) -> str:
        """What the channel calls a file of a version, "" when it was never sent."""
        row = self._work.row(_FILE_ID, {"version": version, "file": name})
        return "" if row is None else str(row.file_id)

    def set_file_id(self, version: int, name: str, file_id: str) -> None:
        """Remember what the channel calls a file; "" forgets it."""
        self._work.change(_SET_FILE_ID, {"version": version, "file": name, "new_file_id": file_id})

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
            row.draft,
        )


def _guide(row: AnyRow | None) -> Guide | None:
    return None if row is None else Guide(*row)
