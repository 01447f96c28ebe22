"""A guide as a workbook: its sheets as their author would write them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["write_guide"]

_NAME = 31
"""Characters of a sheet's name."""


def write_guide(out: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Write sheets as text cells, nothing as a formula or a link.

    Args:
        out: where to.
        sheets: rows by sheet, the headers first.

    Raises:
        OSError: the file cannot be written.
    """
    import xlsxwriter  # noqa: PLC0415 - only when it is needed

    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    heading = book.add_format({"bold": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name[:_NAME])
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if value:
                    sheet.write_string(number, place, value, heading if number == 0 else None)
    book.close()
    out.write_bytes(content.getvalue())
