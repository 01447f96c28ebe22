"""CSV files, one a sheet, in a zip or in a folder: UTF-8 with a byte order mark, commas, RFC 4180 quoting.

A text that a spreadsheet would take for a formula (it begins with = + - @ or a tab or return) gets an apostrophe
before it; numbers stay numbers, -5 too. Texts are never cut. Moments are ISO 8601 with their offset.
"""

from __future__ import annotations

import csv
import tempfile
import zipfile
from contextlib import ExitStack
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.exports.cells import Cell
    from storage.exports.document import Document

__all__ = ["texts", "write_csv"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(document: Document, path: Path) -> None:
    """Write CSV files.

    Args:
        document: what to write.
        path: a zip when it ends in `.zip`, else a folder that is made.

    Raises:
        OSError: the disk does not take it.
    """
    if path.suffix.lower() != ".zip":
        path.mkdir()
        _write_files(document, path)
        return
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".csv-") as folder:
        names = _write_files(document, Path(folder))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.write(Path(folder) / name, name)


def _write_files(document: Document, folder: Path) -> list[str]:
    """One file a sheet, all open at once while the rows pass by."""
    pages = (document.about, document.summary, document.readme)
    for page in pages:
        with (folder / f"{page.title}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([_text(value) for value in line.cells] for line in page.lines)
    titles = [sheet.title for sheet in document.sheets]
    with ExitStack() as stack:
        writers = []
        for sheet, title in zip(document.sheets, titles, strict=True):
            stream = stack.enter_context((folder / f"{title}.csv").open("w", encoding="utf-8-sig", newline=""))
            writers.append(csv.writer(stream))
            writers[-1].writerow(texts(column.header for column in sheet.columns))
        for index, cells in document.rows():
            writers[index].writerow(texts(cells))
    return [f"{title}.csv" for title in (document.about.title, document.summary.title, *titles, document.readme.title)]


def texts(cells: Iterable[Cell]) -> list[str]:
    """Cells as they are written: what a spreadsheet would take for a formula is none."""
    return [_text(value) for value in cells]


def _text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        value = value.encode("utf-8", "ignore").decode().replace("\0", "")
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes" if value.second == 0 else "seconds")
    return f"{value:f}" if not isinstance(value, int) and hasattr(value, "as_tuple") else str(value)
