"""Which formats there are; a format is added by a file and a line here, and must pass the contract test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.exports.csv import write_csv
from storage.exports.originals import write_xml
from storage.exports.xlsx import write_xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from storage.exports.document import Document

__all__ = ["EXPORT_FORMATS", "ExportFormat"]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format of downloads.

    Args:
        suffix: of its files, point included.
        write: writes a document to a path.
        tables: whether it holds the sheets; else the submissions as they are, which no `strict` project gives away.
    """

    kind: str
    suffix: str
    write: Callable[[Document, Path], None]
    tables: bool = True


EXPORT_FORMATS: Mapping[str, ExportFormat] = {
    "xlsx": ExportFormat("xlsx", ".xlsx", write_xlsx),
    "csv": ExportFormat("csv", ".zip", write_csv),
    "xml": ExportFormat("xml", ".zip", write_xml, tables=False),
}
"""Every format by the name that `--format` takes."""
