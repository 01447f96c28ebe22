"""Downloads of records that are kept before they are complete: they are there, and a column says which they are."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from dialogues.downloads import Order
from dialogues.locales import Locales
from dialogues.service.shelf import compiled
from storage.exports.exporter import SqlExporter
from tests.storage.exports.golden import unheard
from tests.support.scenario import Field
from tests.support.script import play

NOTED = ("/seance", "tap Hier", "kati", "tap Causerie", "tap Leadership", "25", "3", "10", "1")


@pytest.mark.parametrize("labels", [False, True])
def test_what_is_kept_is_in_the_download(tmp_path: Path, labels: bool) -> None:
    """A session that was noted stands beside one that was sent; the third, with seven answers, is not there."""
    field = Field("seance_sensibilisation")
    one = field.assistant()
    play(one, *NOTED, "tap Oui", "tap C'est tout", "oui", *NOTED, "tap Oui", *NOTED[:-1])
    with field.store.reading() as uow:
        [guide] = uow.guides.all(field.project.id)
    exporter = SqlExporter(field.store, compiled, tmp_path, field.clock, Locales.load())
    place = exporter.export(Order(field.project.id, guide.id, "csv", "fr", labels), unheard).path
    [sheet] = [text for text in _sheets(tmp_path / place) if "_complet" in text.splitlines()[0]]
    rows = list(csv.DictReader(StringIO(sheet)))
    assert [row["_complet"] for row in rows] == ["1", "0"]
    assert [row["_id"] for row in rows] == [record.code for record in field.records()[:2]]
    assert all(row["_submission_time"] for row in rows)


def test_other_guides_have_no_such_column(tmp_path: Path) -> None:
    """Where records count once they are sent, nothing says so."""
    field = Field(
        "| survey |\n|  | type | name | label |\n|  | integer | age | Quel âge ? |\n"
        "| settings |\n|  | form_title | form_id | version |\n|  | Fiche | fiche | 1 |\n"
    )
    play(field.agent(), "/nouveau", "35", "oui")
    with field.store.reading() as uow:
        [guide] = uow.guides.all(field.project.id)
    exporter = SqlExporter(field.store, compiled, tmp_path, field.clock, Locales.load())
    place = exporter.export(Order(field.project.id, guide.id, "csv", "fr", labels=False), unheard).path
    assert not any("_complet" in text for text in _sheets(tmp_path / place))


def _sheets(path: Path) -> list[str]:
    """The files of a download in text."""
    with ZipFile(path) as pack:
        return [pack.read(name).decode("utf-8-sig") for name in pack.namelist() if name.endswith(".csv")]
