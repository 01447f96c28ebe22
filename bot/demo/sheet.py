"""Reads the spreadsheet of the demonstration back and compares it with what was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.problems import CommandProblem
from bot.words import spoken
from dialogues.messages import Phrase


def check_sheet(path: Path, expected: Mapping[str, str | int | float]) -> Iterator[str]:
    """Compare the one row of the main sheet with what must stand in it.

    Args:
        path: an export with names.
        expected: value by column.

    Yields:
        A line for each column, as it was found right.

    Raises:
        CommandProblem: a column is missing or holds something else.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - only when it is needed

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        rows = next(
            list(sheet.iter_rows(values_only=True))
            for sheet in book.worksheets
            if any("zone_contrat" in str(cell) for row in sheet.iter_rows(max_row=1, values_only=True) for cell in row)
        )
    finally:
        book.close()
    names = [str(name).rpartition("/")[2] for name in rows[0]]
    found = dict(zip(names, rows[1], strict=False))
    for name, value in expected.items():
        if found.get(name) != value:
            raise CommandProblem("demo.wrong_cell", column=name)
        yield spoken(Phrase("demo.right_cell", {"column": name, "value": " ".join(str(value).split())}))
