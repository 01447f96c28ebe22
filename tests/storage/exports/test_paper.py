"""The printed guide: a real PDF, read back."""

from __future__ import annotations

import unicodedata
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from dialogues.interview.callsheet import Printed, Room
from dialogues.interview.papersheet import PaperSheet
from dialogues.locales import Locales
from storage.exports.exporter import FOLDER
from storage.exports.paper import write_paper
from tests.storage.exports.golden import make_field

LINES = (
    Printed("— Début —", title=True),
    Printed("Êtes-vous à l'aise ? ɛ ɔ ɲ ŋ", "1", "Ne dites rien du sujet.", room=Room.FIGURE),
    Printed("Laquelle ?", "2", only_if="Seulement si la 1 est « 3 » :", choices=("1 Oui", "2 Non", "3 Ⓐ")),
    Printed("Racontez.", "7.1, 7.2…", room=Room.LINES, mark="Ⓐ"),
    Printed("Votre région ?", "8", choices=("(liste de 30 : écrivez le nom)",), room=Room.LINE),
    Printed("هل توافق؟", "9", choices=("1 " + "نعم " * 20, "2 لا")),
    Printed("➡️ Si la 9 est « Oui », c'est la fin du guide."),
)


def text_of(path: Path) -> str:
    """All words of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_what_is_printed_can_be_read(tmp_path: Path) -> None:
    """Numbers, letters of Bambara, conditions and signs stand there; pictures that no font draws do not."""
    path = tmp_path / "feuille.pdf"
    write_paper(PaperSheet("Fiche A", "1", "fr", LINES), Locales.load(), path)
    words = text_of(path)
    for part in (
        "Fiche A",
        "Version 1",
        "1) Êtes-vous à l'aise ? ɛ ɔ ɲ ŋ",
        "Ne dites rien du sujet.",
        "Seulement si la 1",
    ):
        assert part in words
    assert "(A) 7.1, 7.2…) Racontez." in words
    assert "3 (A)" in words
    assert "\nSi la 9 est" in words
    assert "Pas de nom ni de téléphone" in words


def test_two_languages_of_two_directions(tmp_path: Path) -> None:
    """Arabic is drawn in bold too, and what follows a line of it is drawn with its own letters."""
    path = tmp_path / "feuille.pdf"
    choices = ("1 \u2068Oui\u2069 / \u2068نعم\u2069", "2 Non / لا")
    lines = (
        Printed("De l'eau ?", "1", choices=choices, beside=("هل يوجد ماء؟",)),
        Printed("هل يوجد حطب؟", "2", choices=("1 نعم", "2 لا")),
        Printed("Votre avis ?", "3", room=Room.LINES),
    )
    write_paper(PaperSheet("Fiche A", "1", "fr", lines), Locales.load(), path)
    words = text_of(path)
    for part in ("1) De l'eau ?", "1 Oui /", "2 Non /", "3) Votre avis ?"):
        assert part in words
    drawn = unicodedata.normalize("NFKC", words)
    assert sum(drawn.count(sign) for sign in "حط") >= 2


def test_long_guides_and_long_lists_go_on_over_pages(tmp_path: Path) -> None:
    """Every question is there, and the pages are counted."""
    many = tuple(
        Printed(f"Question {n} ?", str(n), choices=tuple(f"{k} Choix{'x' * (n * 20 % 50)}" for k in range(1, 24)))
        for n in range(1, 30)
    )
    path = tmp_path / "feuille.pdf"
    write_paper(PaperSheet("Fiche A", "1", "fr", many), Locales.load(), path)
    words = text_of(path)
    assert all(f"{n}) Question {n} ?" in words for n in range(1, 30))
    pages = len(PdfReader(path).pages)
    assert pages > 3
    assert f"{pages}/{pages}" in words


def test_it_lies_among_the_downloads(tmp_path: Path) -> None:
    """Under a discreet name, in the data folder, for its owner alone."""
    field = make_field(tmp_path / "data")
    where, name = field.exporter.paper(PaperSheet("Fiche A", "1", "fr", LINES))
    assert name == "Fiche-A_1.pdf"
    assert where.startswith(f"{FOLDER}/")
    assert (field.root / where).read_bytes().startswith(b"%PDF")


def test_a_disk_that_takes_nothing_leaves_nothing(tmp_path: Path) -> None:
    """The error is the world's; no half file stays."""
    field = make_field(tmp_path / "data")
    with pytest.raises(OSError, match="name too long"):
        field.exporter.paper(PaperSheet("Fiche A", "1" * 400, "fr", LINES))
    assert not list((field.root / FOLDER).iterdir())


def test_a_guide_as_a_workbook(tmp_path: Path) -> None:
    """Its sheets, each cell the text that it is, under a discreet name."""
    field = make_field(tmp_path / "data")
    sheets = {"survey": (("type", "name"), ("text", "=avis")), "settings": (("form_id",), ("007",))}
    where, name = field.exporter.workbook("Fiche A", "3.2", sheets, {})
    assert name == "Fiche-A_3.2.xlsx"
    book = load_workbook(field.root / where)
    assert {sheet.title: tuple(sheet.iter_rows(values_only=True)) for sheet in book} == sheets


def test_a_guide_with_its_files(tmp_path: Path) -> None:
    """A zip that can be sent back as it is: the workbook and what it names."""
    field = make_field(tmp_path / "data")
    sheets = {"survey": (("type", "name", "label"), ("text", "avis", "Avis ?")), "settings": (("form_id",), ("f",))}
    where, name = field.exporter.workbook("Fiche A", "3.2", sheets, {"village.csv": b"name,label\n1,Kati\n"})
    assert name == "Fiche-A_3.2.zip"
    with zipfile.ZipFile(field.root / where) as packed:
        assert packed.namelist() == ["Fiche-A_3.2.xlsx", "village.csv"]
        assert packed.read("village.csv") == b"name,label\n1,Kati\n"
    assert [path.name for path in (field.root / where).parent.iterdir()] == [name]
