"""The supervisor looks at the work and the remarks, orders a spreadsheet, and what it holds is what was said."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path

import click

from bot.demo.cast import Cast
from bot.demo.readings import check_readings
from bot.demo.scenes.entering import GUIDE, SESSIONS
from bot.demo.scenes.phone import REMARK
from bot.demo.scenes.publishing import MARKET
from bot.demo.script import load_script
from bot.demo.sheet import Row, check_sheet
from bot.demo.talk import WAIT_S, heading, told
from bot.problems import CommandProblem
from bot.words import spoken

__all__ = ["download"]

_CONSULTATION_TITLE = "Fiche A"


def download(cast: Cast) -> None:
    """/suivi, /remarques, /export; then every row is compared."""
    supervisor = cast.supervisor
    supervisor.person.catch_up()
    supervisor.say("/suivi")
    supervisor.heard()
    supervisor.say("/remarques")
    supervisor.heard()
    supervisor.press(spoken("remarks.all"))
    supervisor.heard(REMARK.removeprefix("RQ "))
    heading("export")
    supervisor.say("/export")
    supervisor.heard()
    supervisor.press(_CONSULTATION_TITLE)
    supervisor.heard()
    supervisor.press(spoken("menu.export"))
    cast.sheet = _document(cast)
    heading("compare")
    _compare(cast, cast.sheet)


def _document(cast: Cast) -> Path:
    """The document that came into the chat; it says who asked for it."""
    supervisor = cast.supervisor
    said = supervisor.person.wait_for(lambda one: bool(one.file_name), timeout=WAIT_S)
    told(f"📄 {said.file_name}\n{said.text}")
    if supervisor.name not in said.text:
        raise CommandProblem("demo.unmarked")
    path = cast.stage.folder / re.sub(r"[^A-Za-z0-9._-]+", "_", said.file_name)
    path.write_bytes(supervisor.person.download(said))
    return path


def _compare(cast: Cast, sheet: Path) -> None:
    """The document with labels, and each guide's export with names, against what was said."""
    script = load_script()
    expected = dict(script.expected)
    rows = tomllib.loads(resources.files("bot.demo").joinpath("expected.toml").read_text(encoding="utf-8"))
    _check(sheet, (Row({"_id": cast.code}, script.labels),))
    for guide, wanted in (
        (GUIDE, (Row({"_id": cast.code}, expected),)),
        (SESSIONS, tuple(Row(one["where"], one["is"]) for one in rows["session"])),
        (MARKET, tuple(Row(one["where"], one["is"]) for one in rows["market"])),
    ):
        names = cast.stage.folder / f"{guide}.xlsx"
        words = ("--project", "demo", "--guide", guide, "--format", "xlsx", "--names", "--out", str(names))
        cast.stage.run("export", *words)
        _check(names, wanted)
    for line in check_readings(cast.stage.folder, cast.said, cast.reading.model):
        click.echo(f"    {line}")


def _check(path: Path, rows: tuple[Row, ...]) -> None:
    for line in check_sheet(path, rows):
        click.echo(f"    {line}")
