"""A download before any format: pages for people, sheets of data, and the rows as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.exports.cells import Cell
    from storage.exports.originals import Originals
    from storage.exports.tables import Sheet

__all__ = ["Document", "Line", "Page", "Style"]


class Style(Enum):
    """How a line of a page stands out."""

    TITLE = "title"
    HEADER = "header"
    STRONG = "strong"
    QUESTION = "question"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page."""

    cells: tuple[Cell, ...]
    style: Style


@dataclass(frozen=True, slots=True)
class Page:
    """A small sheet made for reading.

    Args:
        widths: of its columns, in characters.
        shares: indexes of the columns that hold percentages.
    """

    title: str
    widths: tuple[int, ...]
    lines: tuple[Line, ...]
    shares: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole download.

    Args:
        about: says what this is, who asked for it and when.
        sheets: the sheets of data, the main one first.
        rows: gives (index of the sheet, cells) for all rows, those of one sheet in order; may be called once.
        cut: what stands at the end of a text that a format had to cut.
        more: pages that only a workbook has, after the others.
        originals: the same submissions as ODK's tools take them, for formats that are no tables.
        from_right: its language is written from right to left, and so its columns stand.
    """

    about: Page
    summary: Page
    sheets: tuple[Sheet, ...]
    readme: Page
    rows: Callable[[], Iterator[tuple[int, list[Cell]]]]
    cut: str
    originals: Originals
    more: tuple[Page, ...] = ()
    from_right: bool = False
