"""Projects."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select

from dialogues.fieldwork.people import Project
from storage.seen import Kind
from storage.tables import projects
from storage.work import Work

__all__ = ["SqlProjects"]

_ADD = insert(projects)
_ALL = select(projects).order_by(projects.c.id)
_BY_SLUG = select(projects).where(projects.c.slug == bindparam("slug"))
_PROJECT = select(projects).where(projects.c.id == bindparam("project"))


class SqlProjects:
    """`dialogues.ports.Projects` on SQL."""

    __slots__ = ("_work",)

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(
        self, slug: str, name: str, organisation: str, time_zone: str, *, strict: bool = False, contact: str = ""
    ) -> Project:
        """Add a project.

        Raises:
            Duplicate: the slug is taken.
        """
        number = self._work.insert(
            _ADD,
            {
                "slug": slug,
                "name": name,
                "organisation": organisation,
                "time_zone": time_zone,
                "strict": strict,
                "contact": contact,
            },
        )
        return Project(number, slug, name, organisation, time_zone, strict, contact)

    def project(self, project: int) -> Project:
        """A project.

        Raises:
            LookupError: there is none of this id.
        """
        return self._work.seen.once(Kind.PROJECT, project, lambda: self._project(project))

    def _project(self, project: int) -> Project:
        row = self._work.row(_PROJECT, {"project": project})
        if row is None:
            raise LookupError(f"no project {project}")
        return Project(*row)

    def by_slug(self, slug: str) -> Project | None:
        """A project by its slug."""
        row = self._work.row(_BY_SLUG, {"slug": slug})
        return None if row is None else Project(*row)

    def all(self) -> Sequence[Project]:
        """All projects, oldest first."""
        return [Project(*row) for row in self._work.rows(_ALL)]
