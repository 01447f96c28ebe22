"""Excel workbooks, row by row: `constant_memory` keeps one row of each sheet in memory.

Every cell is written by its type, never guessed from its text, so `=1+1` stays text. Limits are Excel's
(«Excel specifications and limits»): 1,048,576 rows, after which a sheet goes on in another; 16,384 columns; 32,767
UTF-16 units in a cell, after which a text is cut with a mark (the csv download holds it whole).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter

from dialogues.downloads import TooManyColumns
from storage.exports.cells import Cell, Kind
from storage.exports.document import Document, Page, Style
from storage.exports.tables import Sheet, sheet_title

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["TooManyColumns", "write_xlsx"]

ROWS = 1_048_576
COLUMNS = 16_384
CELL_UNITS = 32_767

_A4 = 9
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_DAY = date(1900, 3, 1)
"""Before it Excel counts a day that never was."""
_WIDTHS: Mapping[Kind, int] = {
    Kind.TEXT: 18,
    Kind.INTEGER: 11,
    Kind.DECIMAL: 12,
    Kind.COMPUTED: 14,
    Kind.DATE: 12,
    Kind.TIME: 9,
    Kind.DATE_TIME: 17,
    Kind.BOOL: 11,
}
_HEADER = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDEBE6", "bottom": 1}
_STYLES: Mapping[Style, Mapping[str, Any]] = {
    Style.TITLE: {"bold": True, "font_size": 15},
    Style.HEADER: _HEADER,
    Style.STRONG: {"bold": True},
    Style.QUESTION: {"bold": True, "text_wrap": True, "valign": "top", "top": 4},
    Style.PLAIN: {"valign": "top"},
}


class _Writer:
    """A workbook being written."""

    def __init__(self, book: Any, cut: str, rows: int, *, from_right: bool) -> None:
        self.book = book
        self.from_right = from_right
        self.cut = cut
        self.rows = rows
        self.taken: set[str] = set()
        self.day = book.add_format({"num_format": "dd/mm/yyyy"})
        self.moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        self.hour = book.add_format({"num_format": "hh:mm"})
        self.share = book.add_format({"num_format": "0.0", "valign": "top"})
        self.header = book.add_format(_HEADER)
        self.styles = {style: book.add_format(dict(said)) for style, said in _STYLES.items()}

    def put(self, sheet: Any, row: int, column: int, value: Cell, form: Any = None) -> None:
        """One cell by its type; an empty one is not written."""
        if value is None:
            return
        if isinstance(value, str):
            sheet.write_string(row, column, self.text(value), form)
        elif isinstance(value, int | Decimal):
            sheet.write_number(row, column, value if isinstance(value, int) else float(value), form)
        elif isinstance(value, time):
            sheet.write_datetime(row, column, value, self.hour)
        elif isinstance(value, datetime):
            if value.date() < _FIRST_DAY:
                sheet.write_string(row, column, f"{value:%d/%m/%Y %H:%M}", form)
            else:
                sheet.write_datetime(row, column, value.replace(tzinfo=None), self.moment)
        elif value < _FIRST_DAY:
            sheet.write_string(row, column, f"{value:%d/%m/%Y}", form)
        else:
            sheet.write_datetime(row, column, value, self.day)

    def text(self, value: str) -> str:
        """A text that a workbook can hold."""
        if len(value) * 2 <= CELL_UNITS and value.isprintable():
            return value
        value = _ILLEGAL.sub("", value)
        if len(value) * 2 <= CELL_UNITS or len(value.encode("utf-16-le")) // 2 <= CELL_UNITS:
            return value
        room = (CELL_UNITS - len(self.cut)) * 2
        return value.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + self.cut

    def sheet(self, title: str) -> Any:
        """A new sheet, its first column at the right where the language is written from there."""
        sheet = self.book.add_worksheet(sheet_title(title, self.taken))
        if self.from_right:
            sheet.right_to_left()
        return sheet

    def page(self, page: Page) -> None:
        """A page for reading, written at once."""
        sheet = self.sheet(page.title)
        sheet.hide_gridlines(2)
        for column, width in enumerate(page.widths):
            sheet.set_column(column, column, width)
        for row, line in enumerate(page.lines):
            if line.style is Style.HEADER:
                sheet.set_row(row, 32)
            for column, value in enumerate(line.cells):
                share = column in page.shares and isinstance(value, Decimal)
                if value is None and line.style is Style.QUESTION:
                    sheet.write_blank(row, column, None, self.styles[line.style])
                self.put(sheet, row, column, value, self.share if share else self.styles[line.style])
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)

    def start(self, sheet: Sheet) -> Any:
        """A sheet of data with its header.

        Raises:
            TooManyColumns: it has more than a workbook can hold.
        """
        if len(sheet.columns) > COLUMNS:
            raise TooManyColumns("more columns than a workbook can hold")
        started = self.sheet(sheet.title)
        for index, column in enumerate(sheet.columns):
            started.set_column(index, index, _width(column.header, column.kind))
        started.set_row(0, 48)
        for index, column in enumerate(sheet.columns):
            started.write_string(0, index, self.text(column.header), self.header)
        started.freeze_panes(1, sheet.frozen)
        started.set_landscape()
        started.set_paper(_A4)
        started.repeat_rows(0)
        return started


def write_xlsx(document: Document, path: Path, *, rows: int = ROWS) -> None:
    """Write a workbook.

    Args:
        document: what to write.
        path: the file; what stands there is overwritten.
        rows: most rows of a sheet, header included, 2 to 1,048,576.

    Raises:
        TooManyColumns: a sheet has more than 16,384.
        OSError: the disk does not take it.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd/mm/yyyy",
    }
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".xlsx-") as folder:
        book = xlsxwriter.Workbook(str(path), {**options, "tmpdir": folder})
        try:
            writer = _Writer(book, document.cut, rows, from_right=document.from_right)
            writer.page(document.about)
            writer.page(document.summary)
            _write_sheets(writer, document)
            writer.page(document.readme)
            for page in document.more:
                writer.page(page)
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error)) from error
        finally:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()  # left open when writing was given up


def _write_sheets(writer: _Writer, document: Document) -> None:
    """All rows in one pass: each sheet keeps its own file until the workbook is closed."""
    current = [writer.start(sheet) for sheet in document.sheets]
    at = [0] * len(current)
    put = writer.put
    for index, cells in document.rows():
        at[index] += 1
        if at[index] == writer.rows:
            _filtered(current[index], at[index] - 1, document.sheets[index])
            current[index] = writer.start(document.sheets[index])
            at[index] = 1
        sheet, row = current[index], at[index]
        for column, value in enumerate(cells):
            if value is not None:
                put(sheet, row, column, value)
    for index, sheet in enumerate(current):
        _filtered(sheet, at[index], document.sheets[index])


def _filtered(sheet: Any, last: int, told: Sheet) -> None:
    sheet.autofilter(0, 0, last, len(told.columns) - 1)


def _width(header: str, kind: Kind) -> int:
    return max(_WIDTHS[kind], min(max((len(word) for word in header.split()), default=0) + 3, 30))
