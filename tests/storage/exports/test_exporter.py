"""Where downloads go, what they are called, and what never is left behind."""

from __future__ import annotations

import os
import zipfile
from dataclasses import replace

import pytest

from dialogues.downloads import Order
from storage.exports.exporter import KEPT_MS, NoSuchGuide, Request, file_name
from tests.storage.exports.golden import NOW, answers, make_field, unheard


def test_a_download_lands_below_exports(field):
    """The port gives a path within the data folder and a discreet name; nobody else can read the file."""
    written = field.exporter.export(Order(field.project, field.guide, "xlsx", "fr"), unheard)
    path, name = written.path, written.name
    assert name == "Fiche-A_2026-03-03.xlsx"
    made = field.root / path
    assert path.startswith("exports/")
    assert made.stat().st_mode & 0o077 == 0
    assert [entry.name for entry in made.parent.iterdir()] == [name]
    assert (written.size, written.interviews) == (made.stat().st_size, 3)
    field.exporter.discard(written)
    field.exporter.discard(written)
    assert not made.parent.exists()
    field.exporter.discard(replace(written, path="exports"))
    assert (field.root / "exports").exists()


def test_what_was_sent_in_a_period(field):
    """A period takes what was sent in it, and the file says which, who asked, and when."""
    for code, at in (("P1", NOW + 5_000), ("P2", NOW + 9_000)):
        field.put(0, code, answers({"age": "35"}), sent_at=at)
    order = Order(field.project, field.guide, "csv", "fr", labels=False, since=NOW + 5_000, asked_by="S01")
    written = field.exporter.export(order, unheard)
    assert written.interviews == 2
    with zipfile.ZipFile(field.root / written.path) as archive:
        text = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert [line.partition(",")[0] for line in text["Fiche A.csv"].splitlines()[1:]] == ["P1", "P2"]
    assert text["À propos.csv"].splitlines()[0] == "À propos"
    assert "Demandé par,S01" in text["À propos.csv"]
    assert "Période (jour de l'envoi),depuis le " in text["À propos.csv"]
    assert "Contenu,2 entretiens" in text["À propos.csv"]
    assert "Questions et réponses,noms" in text["À propos.csv"]
    assert field.exporter.export(replace(order, until=NOW + 5_000), unheard).interviews == 0


def test_how_far_it_is(field):
    """Every hundred submissions it is told how many of how many; what stops it there leaves nothing."""
    for number in range(150):
        field.put(0, f"L{number}", answers({"age": "35"}))
    heard = []
    field.exporter.export(Order(field.project, field.guide, "csv", "fr"), lambda *far: heard.append(far))
    assert heard == [(50, 153), (100, 153), (150, 153)]

    def stop(_done, _total):
        raise KeyboardInterrupt

    before = sorted((field.root / "exports").iterdir())
    with pytest.raises(KeyboardInterrupt):
        field.exporter.export(Order(field.project, field.guide, "csv", "fr"), stop)
    assert sorted((field.root / "exports").iterdir()) == before


def test_two_downloads_do_not_meet(field):
    """The same guide asked for twice gives two files."""
    first = field.exporter.export(Order(field.project, field.guide, "csv", "fr"), unheard)
    second = field.exporter.export(Order(field.project, field.guide, "csv", "fr"), unheard)
    assert first.path != second.path
    assert first.name == second.name == "Fiche-A_2026-03-03.zip"


def test_old_downloads_are_swept(field):
    """What was downloaded two days ago is gone: a withdrawal must reach it."""
    folder = field.root / "exports"
    (folder / "d-old").mkdir(parents=True)
    (folder / "d-old" / "a.xlsx").write_text("x")
    (folder / "left.xlsx").write_text("x")
    (folder / "fresh.xlsx").write_text("x")
    for name in ("d-old", "left.xlsx"):
        os.utime(folder / name, ((NOW - KEPT_MS) / 1000 - 5,) * 2)
    os.utime(folder / "fresh.xlsx", (NOW / 1000,) * 2)
    field.exporter.export(Order(field.project, field.guide, "csv", "fr"), unheard)
    names = {entry.name for entry in folder.iterdir()}
    assert "fresh.xlsx" in names
    assert not names & {"d-old", "left.xlsx"}


def test_a_download_that_goes_while_another_is_made_stops_nothing(field):
    """What is sent is removed at once, also between being listed and being looked at."""
    folder = field.root / "exports"
    folder.mkdir(parents=True)
    (folder / "gone").symlink_to(folder / "sent")  # listed, and not there
    written = field.exporter.export(Order(field.project, field.guide, "csv", "fr"), unheard)
    assert (field.root / written.path).exists()


def test_an_unknown_guide_leaves_nothing(field):
    """A guide that is not there is said, and no folder stays."""
    with pytest.raises(NoSuchGuide):
        field.exporter.export(Order(field.project, 999, "csv", "fr"), unheard)
    assert list((field.root / "exports").iterdir()) == []


def test_a_guide_without_version_is_said(field):
    """A guide of which nothing was published cannot be exported."""
    with field.store.writing() as unit:
        guide = unit.guides.add(field.project, "vide", "Vide", "Fiche B")
        unit.commit()
    with pytest.raises(NoSuchGuide):
        field.exporter.export_to(field.root / "a.csv", Request(field.project, guide.id, "csv", "fr", labels=True))


def test_a_broken_submission_leaves_no_file(field):
    """What cannot be written whole is not written at all."""
    field.put(0, "K9", '{"format": 99}')
    before = sorted(field.root.iterdir())
    with pytest.raises(ValueError, match="unknown format"):
        field.exporter.export_to(field.root / "a.xlsx", Request(field.project, field.guide, "xlsx", "fr", labels=True))
    assert sorted(field.root.iterdir()) == before


def test_csv_into_a_folder(field):
    """A path that is no zip becomes a folder, again and again."""
    request = Request(field.project, field.guide, "csv", "fr", labels=True)
    for _ in range(2):
        field.exporter.export_to(field.root / "sortie", request)
    names = sorted(entry.name for entry in (field.root / "sortie").iterdir())
    assert names == ["Fiche A.csv", "Lisez-moi.csv", "Membre.csv", "Synthèse.csv", "Visite.csv", "À propos.csv"]


def test_guides_of_the_same_title_get_their_own_files(field):
    """Two guides called «Fiche A» do not overwrite each other."""
    with field.store.writing() as unit:
        unit.guides.add(field.project, "autre", "Autre", "Fiche A")
        unit.commit()
    request = Request(field.project, field.guide, "csv", "fr", labels=True)
    made = field.exporter.export_into(field.root, request)
    assert made.name == f"Fiche-A-{field.guide}_2026-03-03.zip"


def test_strict_projects_keep_places_out(tmp_path):
    """In a strict project no position leaves, the project's name is not told, and small bases have no percentages."""
    field = make_field(tmp_path, strict=True)
    field.put(1, "K1", answers({"lieu": "1 2 3 4", "acces": "oui"}))
    path = field.exporter.export_into(tmp_path, Request(field.project, field.guide, "csv", "fr", labels=False))
    with zipfile.ZipFile(path) as archive:
        text = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    field.store.close()
    assert "lieu" not in text["Fiche A.csv"]
    assert "Eau et paix" not in text["Lisez-moi.csv"] + text["À propos.csv"]
    assert "Demandé par,la ligne de commande" in text["À propos.csv"]
    assert ",,– oui,1,,," in text["Synthèse.csv"]


@pytest.mark.parametrize(
    ("title", "name"),
    [("Fiche A", "Fiche-A_d.zip"), ("Éé/../x", "Ee-x_d.zip"), ("ورقة", "fiche_d.zip"), ("a" * 99, "a" * 60 + "_d.zip")],
)
def test_file_names_are_plain(title, name):
    """A file name is ASCII, short and without spaces or paths."""
    assert file_name(title, "d", ".zip") == name
