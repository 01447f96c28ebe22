"""Wordings that were accepted, written into the sheets of a guide: its next version is made of what this gives.

A label, a hint or a choice takes the new words, its translation counts as reviewed, and by whom. A question has one
status a language for its label and its hint: of a draft both have to be seen first. Where the wording that others
translate changes, their translations are drafts again: nobody has seen yet whether they still say the same.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dialogues.forms.definition import FormDefinition
from dialogues.xforms.checks import layout_of
from dialogues.xforms.sheets import SHEETS_FILE, Row, Sheet, Workbook, column_of, sheets_from

__all__ = [
    "Reworded",
    "hint_of",
    "is_carried",
    "left_to_see",
    "next_version",
    "packed",
    "questions_with",
    "reworded",
    "text_in",
    "texts_of",
]

_NUMBERED = re.compile(r"(.+)\.(\d{1,4})")
_SURVEY, _CHOICES, _SETTINGS = "survey", "choices", "settings"
_LABEL, _HINT = "label", "hint"
_OF_LIST = re.compile(r"(?:select_one|select_multiple|rank|select1|select)\s+(\S+)", re.IGNORECASE)

Rows = Mapping[str, tuple[tuple[str, ...], ...]]
"""Rows by sheet, the headers first."""


@dataclass(frozen=True, slots=True)
class Reworded:
    """A new wording of a text.

    Args:
        place: which: path of a question for its label, that and `:hint` for its hint, `LIST/NAME` for a choice.
        language: the guide's language name; "" where it has one.
        text: the words, `${}` as in the sheet.
        reviewer: who has reviewed it, and when.
    """

    place: str
    language: str
    text: str
    reviewer: str


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a text stands: its row, and the plain name of its columns."""

    sheet: Sheet
    row: Row
    base: str

    def header(self, language: str, base: str = "") -> str:
        """The header of its column for a language; one without a language is that of guides that have one."""
        base = base or self.base
        found = [column_of(header, self.sheet.name) for header in self.sheet.headers]
        named = [one.header for one in found if one.base == base and one.language == language]
        return named[0] if named else f"{base}::{language}" if language else base

    def text(self, language: str, default: str, base: str = "") -> str:
        """Its words in a language; "" for none."""
        found = self.row.cells.get(self.header(language, base), "")
        return found or (self.row.cells.get(self.header("", base), "") if language == default else "")


def hint_of(question: str) -> str:
    """The place of the hint of a question."""
    return f"{question}:{_HINT}"


def _workbook(rows: Rows) -> Workbook:
    sheets = {
        name: Sheet(
            name,
            found[0],
            tuple(Row(name, at, dict(zip(found[0], cells, strict=True))) for at, cells in enumerate(found[1:], 2)),
        )
        for name, found in rows.items()
        if found
    }
    return Workbook("guide", sheets, tuple(sheets))


def _cell(workbook: Workbook, place: str) -> _Cell | None:
    """Where a text stands in the sheets; None where there is no such question or choice."""
    if place.startswith("/"):
        question, _, part = place.partition(":")
        survey = workbook.sheet(_SURVEY)
        row = layout_of(workbook).places.get(question.partition("/")[2].partition("/")[2])
        return None if row is None else _Cell(survey, row, part or _LABEL)
    choices = workbook.sheet(_CHOICES)
    return next((_Cell(choices, row, _LABEL) for row in choices.rows if _choice(row) == place), None)


def _choice(row: Row) -> str:
    """The place of the choice of a row."""
    cells = _plain(row, _CHOICES)
    return f"{cells.get('list_name', '')}/{cells.get('name', '')}"


def _plain(row: Row, sheet: str) -> Mapping[str, str]:
    return {column_of(header, sheet).base: cell for header, cell in row.cells.items()}


def _list_of(row: Row) -> str:
    """The list that a question chooses from; "" for none of the sheet."""
    found = _OF_LIST.match(_plain(row, _SURVEY).get("type", ""))
    return found[1] if found else ""


def texts_of(rows: Rows, question: str) -> Sequence[str]:
    """The places of what is read of a question: its label, its hint if it has one, its choices of the sheet.

    Args:
        rows: of the sheets.
        question: path of the question in the form.
    """
    workbook = _workbook(rows)
    cell = _cell(workbook, question)
    if cell is None:
        return ()
    hinted = any(
        cell.row.cells.get(header, "") for header in cell.sheet.headers if column_of(header, _SURVEY).base == _HINT
    )
    listed = _list_of(cell.row)
    choices = [_choice(row) for row in workbook.sheet(_CHOICES).rows] if listed else []
    mine = [place for place in choices if place.partition("/")[0] == listed]
    return tuple(dict.fromkeys((question, *((hint_of(question),) if hinted else ()), *mine)))


def questions_with(rows: Rows, place: str) -> int:
    """How many questions show a text: more than one where they share a list of choices.

    Args:
        rows: of the sheets.
        place: of the text.
    """
    if place.startswith("/"):
        return 1
    listed = place.partition("/")[0]
    return sum(1 for row in _workbook(rows).sheet(_SURVEY).rows if _list_of(row) == listed)


def _default(rows: Rows) -> str:
    """The language in which a column without a language stands too."""
    headers, first = (*rows.get(_SETTINGS, ()), (), ())[:2]
    named = {column_of(header, _SETTINGS).base: cell for header, cell in zip(headers, first, strict=False)}
    return named.get("default_language", "")


def text_in(rows: Rows, place: str, language: str) -> str | None:
    """A text as its sheet has it; "" for none, None where there is no such question or choice.

    Args:
        rows: of the sheets.
        place: of the text.
        language: the guide's language name; "" where it has one.
    """
    cell = _cell(_workbook(rows), place)
    return None if cell is None else cell.text(language, _default(rows))


def left_to_see(rows: Rows, place: str, language: str, seen: Collection[tuple[str, str]]) -> str:
    """The other text of a question that keeps its translation a draft; "" for none.

    Args:
        rows: of the sheets.
        place: of a text that was accepted.
        language: in which.
        seen: (place, language) of all that were.
    """
    cell = _cell(_workbook(rows), place)
    return "" if cell is None else _left(cell, place, language, seen, _default(rows))


def _left(cell: _Cell, place: str, language: str, seen: Collection[tuple[str, str]], default: str) -> str:
    if not place.startswith("/") or cell.row.cells.get(cell.header(language, "status"), "") != "draft":
        return ""
    question = place.partition(":")[0]
    other, base = (question, _LABEL) if cell.base == _HINT else (hint_of(question), _HINT)
    return other if cell.text(language, default, base) and (other, language) not in seen else ""


def reworded(rows: Rows, changes: Sequence[Reworded], form: FormDefinition, version: str) -> Rows:
    """The sheets with new wordings.

    Args:
        rows: of the sheets.
        changes: what changes; a text that is not there any more changes nothing.
        form: what the sheets say now.
        version: of the guide that they are; "" for one that takes its time.
    """
    workbook = _workbook(rows)
    headers = {name: list(workbook.sheet(name).headers) for name in (_SURVEY, _CHOICES) if name in rows}
    seen = {(one.place, one.language) for one in changes}
    for one in changes:
        cell = _cell(workbook, one.place)
        if cell is None:
            continue
        for header, text in _written(cell, one, form, seen, _default(rows)).items():
            cells = cell.row.cells
            assert isinstance(cells, dict)  # noqa: S101 - made above
            cells[header] = text
            if header not in headers[cell.sheet.name]:
                headers[cell.sheet.name].append(header)
    made = {
        name: (tuple(own), *(tuple(row.cells.get(header, "") for header in own) for row in workbook.sheet(name).rows))
        for name, own in headers.items()
    }
    return {**rows, **made, _SETTINGS: _settings(rows, form.form_id, version)}


def _written(
    cell: _Cell, one: Reworded, form: FormDefinition, seen: Collection[tuple[str, str]], default: str
) -> Mapping[str, str]:
    """The cells of its row that a new wording changes, by header."""
    cells = cell.row.cells
    label = cell.header(one.language)
    if label not in cells and one.language == form.default_language and cells.get(cell.header("")):
        label = cell.header("")
    again = cells.get(label, "") != one.text and one.language in ("", form.default_language)
    new = {label: one.text}
    if one.language and not _left(cell, one.place, one.language, seen, default):
        new[cell.header(one.language, "status")] = "reviewed"
        new[cell.header(one.language, "reviewer")] = one.reviewer
    for other in form.languages if again else ():
        if other not in ("", one.language) and cells.get(cell.header(other), ""):
            new[cell.header(other, "status")] = "draft"
            new[cell.header(other, "reviewer")] = ""
    return new


def _settings(rows: Rows, form_id: str, version: str) -> tuple[tuple[str, ...], ...]:
    """The settings with the identity that the guide has, and its next version."""
    headers, first = (*rows.get(_SETTINGS, ()), (), ())[:2]
    named = {column_of(header, _SETTINGS).base: header for header in headers}
    cells = dict(zip(headers, first, strict=False))
    cells[named.get("form_id", "form_id")] = form_id
    if version:
        cells[named.get("version", "version")] = version
    return tuple(cells), tuple(cells.values())


def next_version(version: str, taken: frozenset[str]) -> str:
    """What the version after one is called: «3» is followed by «3.1», «3.1» by «3.2».

    Args:
        version: as the settings say.
        taken: versions that there are.
    """
    found = _NUMBERED.fullmatch(version)
    base, number = (found[1], int(found[2])) if found else (version, 0)
    while f"{base}.{number + 1}" in taken:
        number += 1
    return f"{base}.{number + 1}"


def packed(rows: Rows, files: Mapping[str, bytes]) -> bytes:
    """A guide as one file that can be checked: its sheets as tables, its files beside them.

    Args:
        rows: of the sheets.
        files: external files and media by name; those of our own are left out.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, found in rows.items():
            text = io.StringIO()
            csv.writer(text).writerows(found)
            archive.writestr(zipfile.ZipInfo(f"{name}.csv"), text.getvalue())
        for name, data in files.items():
            if not name.startswith("."):
                archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def is_carried(files: Mapping[str, bytes], place: str, language: str, text: str) -> bool:
    """Whether a version's sheets say what was accepted."""
    rows = sheets_from(files[SHEETS_FILE]) if SHEETS_FILE in files else {}
    return text_in(rows, place, language) == text
