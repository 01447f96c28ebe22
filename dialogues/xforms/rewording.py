"""Wordings that were accepted, written into the sheets of a guide: its next version is made of what this gives.

The label takes the new words, its translation counts as reviewed, and by whom. Where the wording that others translate
changes, their translations are drafts again: nobody has seen yet whether they still say the same.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogues.forms.definition import FormDefinition
from dialogues.xforms.checks import layout_of
from dialogues.xforms.sheets import SHEETS_FILE, Row, Sheet, Workbook, column_of, sheets_from

__all__ = ["Reworded", "is_carried", "label_in", "next_version", "packed", "reworded"]

_NUMBERED = re.compile(r"(.+)\.(\d{1,4})")
_SURVEY, _SETTINGS = "survey", "settings"

Rows = Mapping[str, tuple[tuple[str, ...], ...]]
"""Rows by sheet, the headers first."""


@dataclass(frozen=True, slots=True)
class Reworded:
    """A new wording of a label.

    Args:
        question: path of the question in the form.
        language: the guide's language name; "" where it has one.
        text: the words, `${}` as in the sheet.
        reviewer: who has reviewed it, and when.
    """

    question: str
    language: str
    text: str
    reviewer: str


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


def _place(question: str) -> str:
    """The path of a question below the form's root."""
    return question.partition("/")[2].partition("/")[2]


def _header(headers: Sequence[str], base: str, language: str) -> str:
    """The header of a column for a language; one without a language is that of guides that have one."""
    found = [column_of(header, _SURVEY) for header in headers]
    named = [one.header for one in found if one.base == base and one.language == language]
    return named[0] if named else f"{base}::{language}" if language else base


def _default(rows: Rows) -> str:
    """The language in which a column without a language stands too."""
    headers, first = (*rows.get(_SETTINGS, ()), (), ())[:2]
    named = {column_of(header, _SETTINGS).base: cell for header, cell in zip(headers, first, strict=False)}
    return named.get("default_language", "")


def label_in(rows: Rows, question: str, language: str) -> str | None:
    """The label of a question as its sheet has it; "" for none, None where there is no such question.

    Args:
        rows: of the sheets.
        question: path of the question in the form.
        language: the guide's language name; "" where it has one.
    """
    workbook = _workbook(rows)
    row = layout_of(workbook).places.get(_place(question))
    if row is None:
        return None
    headers = workbook.sheet(_SURVEY).headers
    found = row.cells.get(_header(headers, "label", language), "")
    return found or (row.cells.get(_header(headers, "label", ""), "") if language == _default(rows) else "")


def reworded(rows: Rows, changes: Sequence[Reworded], form: FormDefinition, version: str) -> Rows:
    """The sheets with new wordings.

    Args:
        rows: of the sheets.
        changes: what changes; one whose question is not there any more changes nothing.
        form: what the sheets say now.
        version: of the guide that they are; "" for one that takes its time.
    """
    workbook = _workbook(rows)
    places = layout_of(workbook).places
    headers = list(workbook.sheet(_SURVEY).headers)
    for one in changes:
        row = places.get(_place(one.question))
        if row is None:
            continue
        cells = row.cells
        assert isinstance(cells, dict)  # noqa: S101 - made above
        label = _header(headers, "label", one.language)
        if label not in headers and one.language == form.default_language:
            label = _header(headers, "label", "")
        others = [each for each in form.languages if each != one.language and each]
        again = cells.get(label, "") != one.text and one.language in ("", form.default_language)
        new = {label: one.text}
        if one.language:
            new[_header(headers, "status", one.language)] = "reviewed"
            new[_header(headers, "reviewer", one.language)] = one.reviewer
        for other in others if again else ():
            if cells.get(_header(headers, "label", other), ""):
                new[_header(headers, "status", other)] = "draft"
                new[_header(headers, "reviewer", other)] = ""
        for header, text in new.items():
            cells[header] = text
            if header not in headers:
                headers.append(header)
    lines = tuple(tuple(row.cells.get(header, "") for header in headers) for row in workbook.sheet(_SURVEY).rows)
    return {**rows, _SURVEY: (tuple(headers), *lines), _SETTINGS: _settings(rows, form.form_id, version)}


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


def is_carried(files: Mapping[str, bytes], question: str, language: str, text: str) -> bool:
    """Whether a version's sheets say what was accepted."""
    rows = sheets_from(files[SHEETS_FILE]) if SHEETS_FILE in files else {}
    return label_in(rows, question, language) == text
