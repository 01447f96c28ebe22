"""`baro export` as somebody at a terminal meets it."""

from __future__ import annotations

import errno

import pytest

from bot.cli import main
from bot.commands.export import _unwritten
from bot.words import spoken
from storage.migrations.running import upgrade
from storage.unit_of_work import open_store
from tests.storage.exports.golden import FIRST, NOW, compiled


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An installation with a database and nothing in it."""
    monkeypatch.setenv("BARO_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    upgrade(f"sqlite:///{tmp_path / 'data' / 'baro.db'}")
    return tmp_path


def add(folder, slug, *form_ids, versions=1):
    """A project with guides."""
    store = open_store(f"sqlite:///{folder / 'data' / 'baro.db'}")
    with store.writing() as unit:
        project = unit.projects.add(slug, slug, "Baro", "Africa/Bamako")
        for form_id in form_ids:
            guide = unit.guides.add(project.id, form_id, "Titre", f"Fiche {form_id}")
            for number in range(versions):
                unit.guides.add_version(project.id, guide.id, str(number), "h", compiled(FIRST), {}, {}, {}, NOW)
        unit.commit()
    store.close()


def run(capsys, *words):
    """(exit code, standard output, standard error) of a command."""
    code = main(["export", *map(str, words)])
    found = capsys.readouterr()
    assert "Traceback" not in found.err
    return code, found.out, found.err


def test_one_guide_to_a_file(folder, capsys):
    """The path stands alone on standard output, and the file is there though nothing was sent yet."""
    add(folder, "eau", "golden")
    out = folder / "a.xlsx"
    assert run(capsys, "--out", out) == (0, f"{out}\n", "")
    assert out.stat().st_size > 1000


def test_a_workbook_into_a_folder(folder, capsys):
    """A folder takes the workbook under its discreet name."""
    add(folder, "eau", "golden")
    code, out, _ = run(capsys, "--project", "eau", "--guide", "golden", "--out", folder, "--names")
    assert code == 0
    assert out.startswith(f"{folder}/Fiche-golden_")


def test_all_guides_into_a_folder(folder, capsys):
    """Several guides give a file each."""
    add(folder, "eau", "g1", "g2")
    code, out, _ = run(capsys, "--format", "csv", "--out", folder / "sortie")
    assert code == 0
    assert len(out.splitlines()) == 2
    assert len(list((folder / "sortie").glob("*.zip"))) == 2


def test_a_period(folder, capsys):
    """Days are taken in the project's zone, the last one included; what is no day is said."""
    add(folder, "eau", "golden")
    out = folder / "sortie"
    words = ("--format", "csv", "--out", out, "--since", "2026-03-01", "--until", "2026-03-31")
    assert run(capsys, *words)[0] == 0
    told = (out / "À propos.csv").read_text(encoding="utf-8-sig")
    assert "du 1er mars 2026 au 31 mars 2026" in told
    code, _, err = run(capsys, "--out", out, "--since", "12/03/2026")
    assert (code, "2026-03-01" in err) == (2, True)


def test_mistakes_are_one_line(folder, capsys):
    """Each mistake is one line on standard error and a code that is not 0."""
    add(folder, "eau", "g1", "g2")
    add(folder, "vide")
    add(folder, "neuf", "g3", versions=0)
    (folder / "fichier").write_text("x")
    cases = [
        (("--out", folder / "a"), "plusieurs projets"),
        (("--project", "x", "--out", folder / "a"), "« x »"),
        (("--project", "eau", "--guide", "x", "--out", folder / "a"), "g1, g2"),
        (("--project", "vide", "--guide", "x", "--out", folder / "a"), "Guides : —"),
        (("--project", "vide", "--out", folder / "a"), "pas encore de guide"),
        (("--project", "neuf", "--guide", "g3", "--out", folder / "a"), "version publiée"),
        (("--project", "eau", "--out", folder / "fichier"), "un dossier"),
        (("--project", "eau", "--out", folder / "fichier" / "x"), "écrire"),
        (("--project", "eau", "--guide", "g1", "--out", folder / "fichier" / "x.xlsx"), "écrire"),
    ]
    for words, told in cases:
        code, out, err = run(capsys, *words)
        assert (code, out, err.count("\n")) == (1, "", 1), words
        assert told in err, words


def test_a_guide_too_wide_for_a_workbook(folder, capsys, monkeypatch):
    """A guide with more columns than Excel has is told to go to csv."""
    monkeypatch.setattr("storage.exports.xlsx.COLUMNS", 5)
    add(folder, "eau", "golden")
    code, _, err = run(capsys, "--out", folder / "a.xlsx")
    assert code == 1
    assert "--format csv" in err
    assert not (folder / "a.xlsx").exists()


def test_why_a_file_cannot_be_written(tmp_path):
    """A full disk and a closed folder are told in the person's language, and not in the system's."""
    full, closed = (spoken(_unwritten(tmp_path, OSError(code, "")).phrase) for code in (errno.ENOSPC, errno.EACCES))
    assert full == f"Il n'y a plus de place sur le disque pour écrire dans « {tmp_path} »."
    assert "Voyez les droits" in closed
