"""The sheets of an XLSForm as plain rows that remember where they stand, whatever file they came from."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["SHEETS_FILE", "Column", "Row", "Sheet", "Workbook", "column_of", "form_id_of", "sheets_from", "sheets_json"]

SHEETS_FILE = ".sheets.json"
"""Name under which a published version keeps the sheets it came from, includes resolved, to write them again."""

_ALIASES = {
    "survey": {
        "command": "type",
        "tag": "name",
        "value": "name",
        "caption": "label",
        "relevance": "relevant",
        "calculate": "calculation",
        "constraining_message": "constraint_message",
        "requiredmsg": "required_message",
        "readonly": "read_only",
        "count": "repeat_count",
        "jr:count": "repeat_count",
    },
    "choices": {"value": "name", "caption": "label", "list name": "list_name"},
    "settings": {
        "set form id": "form_id",
        "set_form_id": "form_id",
        "id_string": "form_id",
        "set form title": "form_title",
        "set_form_title": "form_title",
        "title": "form_title",
    },
}
_SHOWN_FIRST = {"survey": 0, "choices": 1, "settings": 2}
_BINDS = {
    "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message",
    "readonly": "read_only",
    "calculate": "calculation",
}


@dataclass(frozen=True, slots=True)
class Column:
    """What a header means.

    Args:
        header: as written.
        base: its plain name, aliases resolved: `label`, `relevant`.
        language: after `::`, "" when none.
    """

    header: str
    base: str
    language: str = ""


def column_of(header: str, sheet: str) -> Column:
    """Read a header: «Label::Français (fr)», «media::image::English (en)», «bind:relevant», «relevance»."""
    parts = [part.strip() for part in re.split(r"::|(?<!jr):(?!//)", header)]
    words = [re.sub(r"\s+", "_", part.lower()) for part in parts]
    if words[0] in ("media", "bind", "control", "body") and len(parts) > 1:
        bind = words[0] == "bind"
        parts, words = parts[1:], words[1:]
        if bind:
            words[0] = _BINDS.get(words[0], words[0])
    aliases = _ALIASES.get(sheet, {})
    base = aliases.get(words[0], aliases.get(words[0].replace("_", " "), words[0]))
    return Column(header, base, parts[1] if len(parts) > 1 else "")


def form_id_of(stem: str) -> str:
    """The identity of a form that says none: its file's name, as ODK's tools do, made a valid XML name.

    Args:
        stem: the file's or folder's name without its suffix.
    """
    name = re.sub(r"[^\w.\-]+", "_", unicodedata.normalize("NFC", stem)).strip("_") or "guide"
    return name if re.match(r"[^\W\d]", name) else f"_{name}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Args:
        sheet: where an author finds it: the sheet's name, or the file that it was included from.
        number: as a spreadsheet counts, the header being 1.
        cells: text by header, blanks left out.
    """

    sheet: str
    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its headers in order, and its rows."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]

    def columns(self) -> tuple[Column, ...]:
        """What its headers mean."""
        return tuple(column_of(header, self.name) for header in self.headers)


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets of a form that mean something to XLSForm, and the files that came with it.

    Args:
        stem: the file's name without its suffix.
        sheets: by lower-case name.
        names: of all sheets there were, as written.
        files: external files and media by name.
    """

    stem: str
    sheets: Mapping[str, Sheet]
    names: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)

    def sheet(self, name: str) -> Sheet:
        """A sheet; one without rows if it is not there."""
        return self.sheets.get(name) or Sheet(name, (), ())


def sheets_json(workbook: Workbook) -> bytes:
    """The cells of all sheets, blank rows and columns left out, for `sheets_from`; equal sheets give equal bytes."""
    found: dict[str, list[list[str]]] = {}
    for name, sheet in sorted(workbook.sheets.items(), key=lambda item: (_SHOWN_FIRST.get(item[0], 9), item[0])):
        headers = [header for header in sheet.headers if any(row.cells.get(header, "").strip() for row in sheet.rows)]
        rows = [[row.cells.get(header, "").strip() for header in headers] for row in sheet.rows]
        found[name] = [headers, *(row for row in rows if any(row))]
    return json.dumps(found, ensure_ascii=False).encode()


def sheets_from(data: bytes) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Rows by sheet, the headers first."""
    return {name: tuple(tuple(row) for row in rows) for name, rows in json.loads(data).items()}
