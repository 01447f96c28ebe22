"""What only a workbook has: types of cells, limits, and what must never become a formula."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest

from storage.exports.cells import Kind
from storage.exports.document import Document, Line, Page, Style
from storage.exports.exporter import Request
from storage.exports.originals import Originals
from storage.exports.tables import Column, Sheet
from storage.exports.xlsx import COLUMNS, TooManyColumns, write_xlsx

ABOUT = Page("À propos", (10,), (Line(("titre",), Style.TITLE),))
PAGE = Page("Synthèse", (10,), (Line(("titre",), Style.TITLE),))
README = Page("Lisez-moi", (10,), (Line(("titre",), Style.TITLE),))


def document(rows, kinds=(Kind.TEXT,)):
    """A download with one sheet."""
    columns = tuple(Column(f"c{index}", kind) for index, kind in enumerate(kinds))
    sheet = Sheet("Données", columns, ())
    none = Originals("f", {}, {}, "", iter(()))
    return Document(ABOUT, PAGE, (sheet,), README, lambda: iter([(0, list(row)) for row in rows]), "[coupé]", none)


def written(tmp_path, found, **options):
    """The workbook, read back."""
    path = tmp_path / "a.xlsx"
    write_xlsx(found, path, **options)
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize(("language", "from_right"), [("ar", True), ("ar-MR", True), ("fr", False), ("bm", False)])
def test_sheets_stand_as_their_language_is_read(field, language, from_right):
    """In Arabic the first column of every sheet is at the right."""
    path = field.root / "a.xlsx"
    field.exporter.export_to(path, Request(field.project, field.guide, "xlsx", language, labels=True))
    book = openpyxl.load_workbook(path)
    assert {bool(sheet.sheet_view.rightToLeft) for sheet in book} == {from_right}


def test_cells_have_their_types(field):
    """Numbers are numbers, dates are dates shown day first, and formula-looking text is text."""
    path = field.root / "a.xlsx"
    field.exporter.export_to(path, Request(field.project, field.guide, "xlsx", "fr", labels=False))
    sheet = openpyxl.load_workbook(path)["Fiche A"]
    at = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.cell(2, at["age"]).data_type == "n"
    assert sheet.cell(2, at["village"]).data_type == "s"
    assert sheet.cell(2, at["village"]).value == "=1+1"
    assert sheet.cell(4, at["village"]).value.startswith("@é")
    start = sheet.cell(2, at["start"])
    assert start.value == dt.datetime(2026, 3, 3, 9, 35)  # noqa: DTZ001 - a workbook has no zones
    assert start.number_format == "dd/mm/yyyy hh:mm"
    assert isinstance(sheet.cell(2, at["besoins/eau"]).value, int)
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref.startswith("A1:")


def test_long_texts_are_cut_with_a_mark(tmp_path):
    """A cell holds at most 32,767 UTF-16 units; an emoji is never halved."""
    book = written(tmp_path, document([("é" * 40_000,), ("🌍" * 20_000,), ("x" * 32_767,)]))
    first, second, third = (row[0].value for row in book["Données"].iter_rows(min_row=2))
    assert len(first) == 32_767
    assert first.endswith("é[coupé]")
    assert second.endswith("🌍[coupé]")
    assert len(third) == 32_767
    assert third.endswith("x")


def test_a_full_sheet_goes_on_in_another(tmp_path):
    """No row is lost when a sheet is full."""
    book = written(tmp_path, document([(str(n),) for n in range(7)]), rows=4)
    assert book.sheetnames == ["À propos", "Synthèse", "Données", "Données (2)", "Données (3)", "Lisez-moi"]
    found = [row[0].value for name in book.sheetnames[2:5] for row in book[name].iter_rows(min_row=2) if row[0].value]
    assert found == [str(n) for n in range(7)]
    assert all(book[name]["A1"].value == "c0" for name in book.sheetnames[2:5])


def test_too_many_columns_are_refused(tmp_path):
    """A sheet wider than Excel's limit is refused before anything is given a name."""
    with pytest.raises(TooManyColumns):
        write_xlsx(document([], [Kind.TEXT] * (COLUMNS + 1)), tmp_path / "a.xlsx")


def test_old_dates_stay_readable(tmp_path):
    """Dates that Excel cannot hold are written as text."""
    old = dt.date(1899, 12, 31)
    moment = dt.datetime(1850, 1, 2, 3, 4, tzinfo=dt.UTC)
    kinds = (Kind.DATE, Kind.DATE_TIME, Kind.DECIMAL, Kind.TIME)
    book = written(tmp_path, document([(old, moment, Decimal("1.5"), dt.time(8, 5))], kinds))
    assert [cell.value for cell in book["Données"][2]] == ["31/12/1899", "02/01/1850 03:04", 1.5, dt.time(8, 5)]


def test_control_signs_are_left_out(tmp_path):
    """Signs that XML forbids do not break the file."""
    book = written(tmp_path, document([("a\x00b\x0bc\ud800d\nfin",)]))
    assert book["Données"]["A2"].value == "abcd\nfin"


def test_a_place_that_cannot_be_written_is_the_worlds_error(tmp_path):
    """What the disk refuses comes out as an `OSError`, whatever the library calls it."""
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(IsADirectoryError):
        write_xlsx(document([("x",)]), tmp_path / "a.xlsx")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.xlsx"]
