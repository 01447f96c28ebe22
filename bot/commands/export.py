"""`baro export`: a guide's submissions, or those of all guides of a project, as files."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from bot.problems import NO_ROOM, CommandProblem

if TYPE_CHECKING:
    from dialogues.fieldwork.people import Project
    from dialogues.ports import Guide, UnitOfWork
    from storage.exports.exporter import Request, SqlExporter

__all__ = ["export"]


@click.command()
@click.option("--project", "project", metavar="P")
@click.option("--guide", "guide", metavar="G")
@click.option("--format", "kind", type=click.Choice(["xlsx", "csv", "xml"]), default="xlsx", show_default=True)
@click.option("--out", "out", required=True, type=click.Path(path_type=Path), metavar="PATH")
@click.option("--labels/--names", "labels", default=True)
@click.option("--language", "language", default="fr", show_default=True)
@click.option("--trials", "trials", is_flag=True)
@click.option("--since", "since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE")
@click.option("--until", "until", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE")
def export(
    project: str | None,
    guide: str | None,
    kind: str,
    out: Path,
    labels: bool,
    language: str,
    trials: bool,
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Write submissions as .xlsx or CSV files, or as ODK's XML with files, and print their paths, one a line."""
    from bot.chance import now_ms  # noqa: PLC0415 - heavy imports wait until they are needed
    from bot.commands._projects import chosen_project  # noqa: PLC0415
    from bot.settings import Settings  # noqa: PLC0415
    from bot.wiring import open_store  # noqa: PLC0415
    from dialogues.locales import Locales  # noqa: PLC0415
    from dialogues.service.shelf import compiled  # noqa: PLC0415
    from storage.exports.exporter import Request, SqlExporter  # noqa: PLC0415

    settings = Settings.from_environment()
    with closing(open_store(settings)) as store:
        with store.reading() as unit:
            chosen = chosen_project(unit, project)
            guides = _guides(unit, chosen, guide)
        exporter = SqlExporter(store, compiled, settings.data_dir, now_ms, Locales.load())
        several = guide is None and len(guides) > 1
        if several:
            _make_folder(out)
        into = several or (kind != "csv" and out.is_dir())
        first, after = _period(chosen, since, until)
        for each in guides:
            request = Request(chosen.id, each.id, kind, language, labels, trials, first, after)
            click.echo(_written(exporter, out, request, into=into))


def _period(project: Project, since: datetime | None, until: datetime | None) -> tuple[int | None, int | None]:
    """Days in the project's zone as times; the last day belongs to the period."""
    zone = ZoneInfo(project.time_zone)

    def begins(day: datetime) -> int:
        return int(datetime.combine(day.date(), time(), zone).timestamp() * 1000)

    return (
        None if since is None else begins(since),
        None if until is None else begins(until + timedelta(days=1)),
    )


def _written(exporter: SqlExporter, out: Path, request: Request, *, into: bool) -> Path:
    """Write one guide: into a folder under a discreet name, or to the path itself."""
    from dialogues.downloads import TooManyColumns  # noqa: PLC0415 - heavy imports wait until they are needed
    from storage.exports.exporter import StrictGuide  # noqa: PLC0415

    try:
        return exporter.export_into(out, request) if into else exporter.export_to(out, request)
    except TooManyColumns as error:
        raise CommandProblem("export.too_many_columns") from error
    except StrictGuide as error:
        raise CommandProblem("export.strict_xml") from error
    except OSError as error:
        raise _unwritten(out, error) from error


def _guides(unit: UnitOfWork, project: Project, form_id: str | None) -> Sequence[Guide]:
    """The guide of that name, or all that have a version; archived ones too, for their data is still there."""
    guides = unit.guides.all(project.id)
    if form_id is not None:
        found = unit.guides.by_form_id(project.id, form_id)
        if found is None:
            names = _listed([each.form_id for each in guides])
            raise CommandProblem("export.unknown_guide", guide=form_id, names=names)
        if not unit.guides.versions(project.id, found.id):
            raise CommandProblem("export.unpublished", guide=form_id)
        return [found]
    published = [each for each in guides if unit.guides.versions(project.id, each.id)]
    if not published:
        raise CommandProblem("export.no_guide")
    return published


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "—"


def _make_folder(out: Path) -> None:
    """The folder that takes a file for each guide."""
    if out.exists() and not out.is_dir():
        raise CommandProblem("export.out_is_file", path=str(out))
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritten(out, error) from error


def _unwritten(out: Path, error: OSError) -> CommandProblem:
    return CommandProblem("export.no_room" if error.errno in NO_ROOM else "export.cannot_write", path=str(out))
