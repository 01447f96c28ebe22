"""Reads the spreadsheets of the demonstration back and compares them with what was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.problems import CommandProblem
from bot.words import spoken
from dialogues.messages import Phrase

__all__ = ["EMPTY", "Row", "Value", "check_sheet"]

Value = str | int | float

EMPTY = ""
"""Stands for an empty cell in what is expected."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row must hold.

    Args:
        where: the cells by which it is found.
        expected: value by column; value and type must be the same.
    """

    where: Mapping[str, Value]
    expected: Mapping[str, Value]


def check_sheet(path: Path, rows: Sequence[Row]) -> Iterator[str]:
    """Compare the main sheet, which holds exactly these rows, with what must stand in it.

    Args:
        path: an export; groups of names are left out of its columns.
        rows: each of them once.

    Yields:
        A line for each column, as it was found right.

    Raises:
        CommandProblem: a row or a column is missing, there are others, or a cell holds something else.
    """
    found = _main_sheet(path)
    if len(found) != len(rows):
        raise CommandProblem("demo.wrong_rows", found=len(found), wanted=len(rows))
    for row in rows:
        fits = [one for one in found if all(_same(one, *cell) for cell in row.where.items())]
        if len(fits) != 1:
            raise CommandProblem("demo.wrong_cell", column=" ".join(row.where))
        for name, value in row.expected.items():
            if not _same(fits[0], name, value):
                raise CommandProblem("demo.wrong_cell", column=name)
            shown = " ".join(str(value).split()) or spoken("demo.empty_cell")
            yield spoken(Phrase("demo.right_cell", {"column": name, "value": shown}))


def _same(row: Mapping[str, object], name: str, value: Value) -> bool:
    if name not in row:
        return False
    cell = row[name]
    return cell is None if value == EMPTY else type(cell) is type(value) and cell == value


def _main_sheet(path: Path) -> list[dict[str, object]]:
    """The rows of the sheet of submissions, by the last step of each column's name."""
    from openpyxl import load_workbook  # noqa: PLC0415 - only when it is needed

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            header, *rows = [tuple(row) for row in sheet.iter_rows(values_only=True)] or [()]
            names = [str(name).rpartition("/")[2] for name in header]
            if "_id" in names:
                return [dict(zip(names, row, strict=False)) for row in rows]
    finally:
        book.close()
    raise CommandProblem("demo.wrong_cell", column="_id")
