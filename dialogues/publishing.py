"""Publishing a guide: which version it becomes, and when there is nothing to do (DESIGN, decision 9).

| version in the settings | published before             | result                       |
|-------------------------|------------------------------|------------------------------|
| given                   | no                           | published                    |
| given                   | yes, same content            | nothing to do                |
| given                   | yes, other content           | refused                      |
| none                    | latest has the same content  | nothing to do                |
| none                    | otherwise                    | published, version = the UTC time |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dialogues.xforms.rewording import is_carried
from dialogues.xforms.xform import with_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialogues.ports import Guide, GuideVersion, Store, UnitOfWork
    from dialogues.xforms.converted import Converted

__all__ = ["Published", "Unchanged", "VersionTaken", "in_the_way", "publish", "publish_in", "titles"]


@dataclass(frozen=True, slots=True)
class Published:
    """A new version is there."""

    version: GuideVersion


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The very same content is published already, as this version."""

    version: GuideVersion


@dataclass(frozen=True, slots=True)
class VersionTaken:
    """This version is published with other content; nothing was written."""

    form_id: str
    version: str


def publish(store: Store, project: int, converted: Converted, now: int) -> Published | Unchanged | VersionTaken:
    """Publish a guide in a project.

    Args:
        store: where to.
        project: id of the project.
        converted: the guide.
        now: UTC milliseconds.

    Returns:
        What was done.
    """
    with store.writing() as work:
        done = publish_in(work, project, converted, now)
        work.commit()
    return done


def publish_in(work: UnitOfWork, project: int, converted: Converted, now: int) -> Published | Unchanged | VersionTaken:
    """The same within a transaction of the caller's, who commits."""
    guide = work.guides.by_form_id(project, converted.form_id)
    before = () if guide is None else work.guides.versions(project, guide.id)
    found = _in_the_way(converted, before)
    if found is not None:
        return found
    version = _add(work, project, guide, before, converted, now)
    for wording in work.wordings.waiting(project, version.guide):
        if is_carried(converted.files, wording.place, wording.language, wording.text):
            work.wordings.carried(wording.id, version.id)
    return Published(version)


def in_the_way(work: UnitOfWork, project: int, converted: Converted) -> Unchanged | VersionTaken | None:
    """Why a guide would not be published now; None when it would."""
    guide = work.guides.by_form_id(project, converted.form_id)
    return None if guide is None else _in_the_way(converted, work.guides.versions(project, guide.id))


def _in_the_way(converted: Converted, before: Sequence[GuideVersion]) -> Unchanged | VersionTaken | None:
    known = _known(converted, before)
    if known is None:
        return None
    same = known.content_hash == converted.content_hash
    return Unchanged(known) if same else VersionTaken(converted.form_id, known.version)


def _known(converted: Converted, before: Sequence[GuideVersion]) -> GuideVersion | None:
    """The version that stands in the way or makes publishing needless."""
    if converted.version:
        return next((one for one in before if one.version == converted.version), None)
    latest = before[-1] if before else None
    return latest if latest is not None and latest.content_hash == converted.content_hash else None


def _add(
    work: UnitOfWork,
    project: int,
    guide: Guide | None,
    before: Sequence[GuideVersion],
    converted: Converted,
    now: int,
) -> GuideVersion:
    title, discreet = titles(converted)
    if guide is None:
        guide = work.guides.add(project, converted.form_id, title, discreet)
    else:
        work.guides.set_guide(guide.id, title=title, discreet_title=discreet, archived=False)
    version, xform = converted.version, converted.xform
    if not version:
        version = _moment(now, {one.version for one in before})
        xform = with_version(xform, version)
    return work.guides.add_version(
        project,
        guide.id,
        version,
        converted.content_hash,
        xform,
        converted.files,
        converted.settings,
        {"|".join(place): status for place, status in converted.statuses.items()},
        now,
    )


def titles(converted: Converted) -> tuple[str, str]:
    """The title of a guide, and the one that buttons, lists and file names show."""
    return converted.title, converted.settings.get("titre_discret", "") or converted.title


def _moment(now: int, taken: set[str]) -> str:
    """UTC `YYYYMMDDHHMMSS`, one second later for each that is taken."""
    while True:
        version = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y%m%d%H%M%S")
        if version not in taken:
            return version
        now += 1000
