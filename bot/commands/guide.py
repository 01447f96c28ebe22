"""`baro guide`: check forms, try them in the simulator, publish guides, list them, write them as .xlsx.

Conversion runs in a child process (`dialogues.xforms.sandbox`); nothing heavy is imported before it is needed.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.playing import play, problem_as_json
from bot.commands.trying import eval_
from bot.problems import CommandProblem
from bot.words import spoken
from dialogues.messages import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dialogues.xforms.converted import Checked
    from dialogues.xforms.length import Figures
    from dialogues.xforms.problems import Problem

__all__ = ["guide"]

_COLUMNS = ("file", "sheet", "row", "column", "what", "todo")


@click.group()
def guide() -> None:
    """Interview guides."""


guide.add_command(eval_)
guide.add_command(play)


@guide.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@click.option("--mend", "mend", is_flag=True, help="Count what can be mended as mended.")
def check(files: tuple[Path, ...], as_json: bool, mend: bool) -> None:
    """Say everything that is wrong with forms; exit code 1 if anything stops one."""
    from dialogues.xforms.sandbox import check_in_sandbox  # noqa: PLC0415 - only when it is needed

    results = [(str(file), check_in_sandbox(shipped_or(file))) for file in files]
    if mend:
        results = [(name, found.offer or found) for name, found in results]
    if as_json:
        click.echo(json.dumps([_as_json(name, found) for name, found in results], ensure_ascii=False, indent=2))
    else:
        for line in (line for name, found in results for line in _lines(name, found)):
            click.echo(line)
    if any(found.converted is None for _, found in results):
        raise click.exceptions.Exit(1)


@guide.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--project", "project", metavar="P")
@click.option("--mend", "mend", is_flag=True, help="Mend what can be mended, without asking.")
def add(file: Path, project: str | None, mend: bool) -> None:
    """Publish a version of a guide; where mending is enough, ask whether it may be mended."""
    from bot.chance import now_ms  # noqa: PLC0415 - only when it is needed
    from bot.commands._projects import chosen_project  # noqa: PLC0415 - same
    from bot.settings import Settings  # noqa: PLC0415 - same
    from bot.wiring import open_store  # noqa: PLC0415 - same
    from dialogues.publishing import Published, Unchanged, publish  # noqa: PLC0415 - same
    from dialogues.xforms.sandbox import check_in_sandbox  # noqa: PLC0415 - same

    store = open_store(Settings.from_environment())
    with store.reading() as unit:
        chosen = chosen_project(unit, project)
    checked = check_in_sandbox(shipped_or(file))
    if checked.converted is None:
        for line in _lines(str(file), checked):
            click.echo(line, err=True)
        asked = checked.offer is not None and not mend and sys.stdin.isatty()
        if checked.offer is None or not (mend or (asked and click.confirm(spoken("guide.ask_mend")))):
            raise click.exceptions.Exit(1)
        checked = checked.offer
        click.echo(spoken(Phrase("guide.mended", {"file": str(file), "n": len(checked.mends)})))
    if checked.converted is None:
        raise LookupError("an offer without a guide")
    done = publish(store, chosen.id, checked.converted, now_ms())
    words = {"title": checked.converted.title, "form_id": checked.converted.form_id}
    match done:
        case Published(version):
            click.echo(spoken(Phrase("guide.published", {**words, "version": version.version})))
        case Unchanged(version):
            click.echo(spoken(Phrase("guide.unchanged", {**words, "version": version.version})))
        case taken:
            raise CommandProblem("guide.same_version", form_id=taken.form_id, version=taken.version)


@guide.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=8081, show_default=True)
def preview(file: Path, port: int) -> None:
    """Check a guide, then hold a trial interview of it in the simulator until Ctrl-C."""
    from bot.demo.preview import preview_guide, until_interrupted  # noqa: PLC0415 - only when it is needed
    from bot.settings import Settings, make_data_folder  # noqa: PLC0415 - same
    from dialogues.xforms.sandbox import check_in_sandbox  # noqa: PLC0415 - same
    from nlu.service.ports import free_port  # noqa: PLC0415 - same

    found = shipped_or(file)
    checked = check_in_sandbox(found)
    for line in _lines(str(file), checked):
        click.echo(line)
    if checked.converted is None:
        raise click.exceptions.Exit(1)
    preview_guide(
        found,
        sessions=checked.converted.settings.get("famille") == "seance",
        folder=make_data_folder(Settings.from_environment()) / "tmp",
        port=port or free_port(),
        ready=lambda url: click.echo(spoken(Phrase("guide.preview", {"url": url}))),
        stay=until_interrupted,
    )
    click.echo(spoken("guide.preview_closed"))


@guide.command(name="list")
@click.option("--project", "project", metavar="P")
def list_(project: str | None) -> None:
    """Show the guides of a project."""
    from bot.commands._projects import chosen_project  # noqa: PLC0415 - only when it is needed
    from bot.settings import Settings  # noqa: PLC0415 - same
    from bot.wiring import open_store  # noqa: PLC0415 - same
    from dialogues.xforms.mends import mends_from  # noqa: PLC0415 - same

    with open_store(Settings.from_environment()).reading() as unit:
        chosen = chosen_project(unit, project)
        rows = []
        for one in unit.guides.all(chosen.id):
            versions = unit.guides.versions(chosen.id, one.id)
            latest = versions[-1] if versions else None
            rows.append(
                (
                    one.form_id,
                    latest.version if latest else "",
                    _moment(latest.published_at) if latest else "",
                    str(len(mends_from(latest.files))) if latest else "",
                    one.title,
                )
            )
    if not rows:
        click.echo(spoken("guide.none"))
        return
    for line in _table(("form_id", "version", "published", "mends", "title"), rows):
        click.echo(line)


@guide.command()
@click.argument("name", metavar="GUIDE")
@click.option("--out", "out", required=True, type=click.Path(path_type=Path), metavar="PATH")
@click.option("--project", "project", metavar="P")
def xlsx(name: str, out: Path, project: str | None) -> None:
    """Write a guide as a workbook: one that comes with Baro, or a published one with what was mended in it."""
    from dialogues.xforms.mends import mends_from, mends_sheet  # noqa: PLC0415 - only when it is needed
    from dialogues.xforms.sandbox import check_in_sandbox  # noqa: PLC0415 - only when it is needed
    from dialogues.xforms.sheets import SHEETS_FILE, sheets_from  # noqa: PLC0415 - same
    from storage.exports.guide import write_guide  # noqa: PLC0415 - same

    folder = shipped_guides().get(name)
    if folder is None:
        files = _published_files(name, project)
    else:
        converted = check_in_sandbox(folder).converted
        files = {} if converted is None else converted.files
    if SHEETS_FILE not in files:
        raise CommandProblem("guide.no_sheets", name=name)
    try:
        sheets = sheets_from(files[SHEETS_FILE])
        write_guide(out, {**sheets, **mends_sheet(mends_from(files), spoken)})
    except OSError:
        raise CommandProblem("guide.cannot_write", path=str(out)) from None
    click.echo(spoken(Phrase("guide.written", {"path": str(out)})))


def shipped_guides() -> Mapping[str, Path]:
    """The folders of the guides that come with Baro, by name."""
    import dialogues  # noqa: PLC0415 - for its place only

    folder = Path(dialogues.__file__).parent / "guides"
    return {
        one.name: one
        for one in sorted(folder.iterdir())
        if one.is_dir() and not one.name.startswith("_") and (one / "survey.csv").is_file()
    }


def shipped_or(file: Path) -> Path:
    """The path itself, or the guide of that name that comes with Baro when there is no such file."""
    return file if file.exists() else shipped_guides().get(str(file), file)


def _published_files(name: str, project: str | None) -> Mapping[str, bytes]:
    from bot.commands._projects import chosen_project  # noqa: PLC0415 - only when it is needed
    from bot.settings import Settings  # noqa: PLC0415 - same
    from bot.wiring import open_store  # noqa: PLC0415 - same

    with open_store(Settings.from_environment()).reading() as unit:
        chosen = chosen_project(unit, project)
        found = unit.guides.by_form_id(chosen.id, name)
        versions = () if found is None else unit.guides.versions(chosen.id, found.id)
    if not versions:
        raise CommandProblem("guide.unknown", name=name, known=", ".join(shipped_guides()))
    return versions[-1].files


# --- what is printed ----------------------------------------------------------------------------------------


def _as_json(name: str, checked: Checked) -> dict[str, object]:
    from dialogues.xforms.mends import mend_cells  # noqa: PLC0415 - only when it is needed

    converted = checked.converted
    return {
        "file": name,
        "ok": converted is not None,
        "form_id": converted.form_id if converted else None,
        "title": converted.title if converted else None,
        "version": converted.version if converted else None,
        "length": checked.length.figures() if checked.length else None,
        "mends": [mend_cells(mend, spoken) for mend in checked.mends],
        "mendable": checked.offer is not None,
        "problems": [problem_as_json(found) for found in checked.problems],
    }


def _lines(name: str, checked: Checked) -> list[str]:
    faults = len(checked.faults)
    if checked.converted is not None:
        lines = [spoken(Phrase("guide.ready", {"file": name}))]
        if checked.mends:
            lines.append(spoken(Phrase("guide.mended", {"file": name, "n": len(checked.mends)})))
            lines += _changes(checked)
    else:
        lines = [spoken(Phrase("guide.refused", {"file": name, "n": faults}))]
    if checked.problems:
        lines += _table(_COLUMNS, [_row(name, found) for found in checked.problems])
    if checked.offer is not None:
        lines.append(spoken(Phrase("guide.mendable", {"n": len(checked.offer.mends)})))
        lines += _changes(checked.offer)
    if checked.length is not None:
        length = checked.length
        lines.append(spoken(Phrase("guide.played", {"n": length.interviews})))
        lines += [_length("median", length.median), _length("longest", length.longest)]
    return lines


def _length(which: str, figures: Figures) -> str:
    holes = {"asked": figures.asked, "open": figures.opened, "agent": figures.agent}
    minutes = {"minutes": figures.minutes, "interpreted": figures.interpreted}
    return spoken(Phrase(f"guide.{which}", {**holes, **minutes}))


def _row(name: str, found: Problem) -> tuple[str, ...]:
    from dialogues.xforms.problems import Severity  # noqa: PLC0415 - only when it is needed

    what = spoken(found.phrase)
    if found.severity is Severity.NOTE:
        what = f"({spoken('guide.note')}) {what}"
    return (
        Path(name).name,
        found.sheet or "—",
        str(found.row) if found.row is not None else "—",
        found.column or "—",
        what,
        spoken(found.remedy),
    )


def _changes(checked: Checked) -> list[str]:
    from dialogues.service.findings import changed  # noqa: PLC0415 - only when it is needed

    return [spoken(line) for line in changed(checked.mends, len(checked.mends))]


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns one below the other, the last as long as it is."""
    table = [tuple(spoken(f"guide.column_{name}") for name in columns), *rows]
    widths = [min(max(len(row[place]) for row in table), 60) for place in range(len(columns) - 1)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in table
    ]


def _moment(at: int) -> str:
    return dt.datetime.fromtimestamp(at / 1000, dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
