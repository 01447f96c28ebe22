"""A guide as a supervisor has it: a workbook, written from Markdown tables that can be read in the sources."""

from __future__ import annotations

import io
from importlib import resources

__all__ = ["workbook"]


def workbook(name: str) -> bytes:
    """A guide of `bot/demo/guides` as .xlsx.

    Args:
        name: of its file, without `.md`.
    """
    import xlsxwriter  # noqa: PLC0415 - only for the play

    text = resources.files("bot.demo").joinpath("guides", f"{name}.md").read_text(encoding="utf-8")
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet, row = None, 0
        for line in text.splitlines():
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if len(cells) == 1 and cells[0]:
                sheet, row = book.add_worksheet(cells[0]), 0
            elif sheet is not None and any(cells):
                sheet.write_row(row, 0, cells[1:])
                row += 1
    return kept.getvalue()
