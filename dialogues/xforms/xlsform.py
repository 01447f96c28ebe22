"""XLSForm -> XForm: the only importer of pyxform, run in the child process of `sandbox` and nowhere else.

Sources: .xlsx, .xlsm, .xls, .csv, .md, a guide folder (`survey.csv`, `choices.csv`, `settings.csv`), or a .zip of
a form and its media. In a folder, a choices row `include,<list>` takes that list from `../_shared/choices.csv`, and
a survey row `include,<block>` pastes `../_shared/<block>.csv`.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
from pyxform.xls2json_backends import csv_to_dict, md_to_dict, xls_to_dict, xlsx_to_dict
from pyxform.xls2xform import convert

from dialogues.errors import BaroError
from dialogues.forms.definition import Limits
from dialogues.locales import Locales
from dialogues.xforms.archives import archive_problem, looks_packed
from dialogues.xforms.checks import OWN_SETTINGS, check_sheets, layout_of, select_type
from dialogues.xforms.converted import Checked, Converted, content_hash
from dialogues.xforms.elsewhere import done_elsewhere
from dialogues.xforms.instances import UnreadableFile
from dialogues.xforms.itemsets import ITEMSETS_FILE
from dialogues.xforms.length import Length, Rehearse, length_notes
from dialogues.xforms.mending import mended
from dialogues.xforms.mends import MENDS_FILE, mends_json
from dialogues.xforms.others import with_own_words
from dialogues.xforms.problems import FormRefused, Problem, ProblemCode, Severity, problem
from dialogues.xforms.remarks import remarks
from dialogues.xforms.sheets import SHEETS_FILE, Row, Sheet, Workbook, column_of, form_id_of, sheets_json
from dialogues.xforms.stopped import converter_fault
from dialogues.xforms.xform import compile_xform

__all__ = ["check_form", "convert_form", "read_workbook"]

_SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
_READERS = {
    ".xlsx": xlsx_to_dict,
    ".xlsm": xlsx_to_dict,
    ".xls": xls_to_dict,
    ".csv": csv_to_dict,
    ".md": md_to_dict,
}
_FORMS = (".xlsx", ".xlsm", ".xls", ".md")
_OWN_COLUMNS = frozenset({"status", "reviewer"})
_SILENT = frozenset(name for name, kind in QUESTION_TYPE_DICT.items() if "control" not in kind)
_OURS = frozenset({ProblemCode.BAD_SETTING, ProblemCode.BAD_STATUS, ProblemCode.BAD_CHARACTER, ProblemCode.NO_QUESTION})
"""Faults of the sheets that stop a form also where the converter takes it."""
_MOST_MENDED = 200
"""Faults of a form beyond which no mend is sought."""
_LIMITS = Limits()
_BLOCK = re.compile(r"[\w\-]+")


class _Unreadable(BaroError):  # noqa: N818 - errors say what is wrong
    """The source cannot be read; holds the problem to tell."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.code.value)
        self.found = found


def convert_form(path: Path) -> Converted:
    """Convert a form.

    Args:
        path: of the file or folder.

    Returns:
        The guide.

    Raises:
        FormRefused: with every fault found.
    """
    checked = check_form(path)
    if checked.converted is None:
        raise FormRefused(checked.faults)
    return checked.converted


def check_form(path: Path, rehearse: Rehearse | None = None) -> Checked:
    """Find everything that is wrong with a form, and convert it if nothing is.

    Args:
        path: of the file or folder.
        rehearse: plays what compiled; None: nobody asks how long it is.
    """
    try:
        workbook = read_workbook(path)
    except _Unreadable as error:
        return Checked((error.found,))
    many = _too_many(workbook)
    if many is not None:
        return Checked((many,))
    found = _checked(workbook, rehearse)
    return found if found.converted is not None else _with_offer(found, workbook, rehearse)


def _too_many(workbook: Workbook) -> Problem | None:
    """The limit that the rows alone pass: the converter would take minutes to get there."""
    for name, code, limit in (
        ("survey", ProblemCode.TOO_MANY_NODES, _LIMITS.nodes),
        ("choices", ProblemCode.TOO_MANY_CHOICES, _LIMITS.choices),
    ):
        found = sum(1 for row in workbook.sheet(name).rows if any(value.strip() for value in row.cells.values()))
        if found > 2 * limit or (found > limit and name == "choices"):  # each group has an end row as well
            return problem(code, name, found=found, limit=limit)
    return None


def _checked(workbook: Workbook, rehearse: Rehearse | None) -> Checked:
    raw = (*check_sheets(workbook, QUESTION_TYPE_DICT, _SILENT), *done_elsewhere(workbook))
    if any(found.code is ProblemCode.TOO_DEEP for found in raw):
        return Checked(raw)  # the converter calls itself at every depth
    stopped = any(found.severity is Severity.FAULT for found in raw)
    said: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = convert(_for_pyxform(workbook), warnings=said)
            xform = made.xform.encode()
            if made.itemsets is not None:
                workbook = replace(workbook, files={**workbook.files, ITEMSETS_FILE: made.itemsets.encode()})
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever escapes pyxform is one fault of the form (DESIGN, 1.2)
        return Checked(raw if stopped else (*raw, _converter_fault(error)))
    others = _lists_with_other(workbook)
    return _compiled(workbook, raw, with_own_words(xform, others, Locales.load()) if others else xform, said, rehearse)


def _with_offer(refused: Checked, workbook: Workbook, rehearse: Rehearse | None) -> Checked:
    """A refused form, with what it would be once mended if that is enough to publish it."""

    def faults_of(book: Workbook) -> Sequence[Problem]:
        raw = check_sheets(book, QUESTION_TYPE_DICT, _SILENT)
        faults = [found for found in raw if found.severity is Severity.FAULT and found.code not in _OURS]
        return faults or _checked(book, None).faults

    if len(refused.faults) > _MOST_MENDED:
        return refused
    book, mends = mended(workbook, QUESTION_TYPE_DICT, faults_of)
    again = _checked(book, rehearse) if mends else refused
    if again.converted is None:
        return refused
    kept = replace(again.converted, files={**again.converted.files, MENDS_FILE: mends_json(mends)})
    return replace(refused, offer=replace(again, converted=kept, mends=mends))


def _compiled(
    workbook: Workbook, raw: tuple[Problem, ...], xform: bytes, said: list[str], rehearse: Rehearse | None
) -> Checked:
    layout = layout_of(workbook)
    settings = _own_settings(workbook)
    root = _root_name(xform)
    statuses = _statuses(workbook, layout.places, root)
    try:
        definition = compile_xform(xform, files=workbook.files, settings=settings, statuses=statuses)
        for name in definition.instances:
            definition.instances[name].children()
    except FormRefused as refused:
        return Checked(_together(raw, tuple(layout.place(found) for found in refused.problems)))
    except UnreadableFile as error:
        return Checked((*raw, problem(ProblemCode.BAD_FILE, file=str(error))))
    # a form that the converter and our own compiler take is a form: what its sheets seem to lack is worth a note
    # nobody answers a form without a question, but a program plays it
    kept = _OURS if rehearse is not None else _OURS - {ProblemCode.NO_QUESTION}
    raw = tuple(found if found.code in kept else replace(found, severity=Severity.NOTE) for found in raw)
    played = None if rehearse is None else rehearse(definition)
    length = played if isinstance(played, Length) else None
    problems = (
        *raw,
        *remarks(said),
        *((layout.place(played),) if isinstance(played, Problem) else ()),
        *(length_notes(length, settings.get("famille", "")) if length is not None else ()),
    )
    if any(found.severity is Severity.FAULT for found in problems):
        return Checked(problems, None, length)
    sheets = sheets_json(workbook)
    return Checked(
        problems,
        Converted(
            xform,
            definition.title,
            definition.form_id,
            definition.version,
            {**workbook.files, SHEETS_FILE: sheets},
            settings,
            statuses,
            problems,
            content_hash(sheets, workbook.files),
        ),
        length,
    )


def _together(raw: tuple[Problem, ...], compiled: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Both lists, each fault once: the raw sheets say it in the author's own words."""
    known = {(found.code, found.sheet, found.row, found.column) for found in raw}
    return (
        *raw,
        *(found for found in compiled if (found.code, found.sheet, found.row, found.column) not in known),
    )


def _converter_fault(error: Exception) -> Problem:
    """What made pyxform stop. Its own faults are sentences; whatever else escapes it is told by its kind."""
    words = str(error) if isinstance(error, PyXFormError) else type(error).__name__
    return converter_fault(words)


# --- what pyxform gets, what we keep -------------------------------------------------------------------------


def _for_pyxform(workbook: Workbook) -> dict[str, Any]:
    """The workbook as pyxform's readers give it, without Baro's own columns."""
    given: dict[str, Any] = {"sheet_names": list(workbook.names), "fallback_form_name": form_id_of(workbook.stem)}
    for name, sheet in workbook.sheets.items():
        if name not in _SHEETS:
            continue
        headers = [header for header in sheet.headers if not _is_own(header, name)]
        kept = set(headers)
        given[name] = [{header: value for header, value in row.cells.items() if header in kept} for row in sheet.rows]
        given[f"{name}_header"] = [dict.fromkeys(headers)] if headers else []
    return given


def _lists_with_other(workbook: Workbook) -> frozenset[str]:
    """Lists used with `or_other` to which the converter adds its own choice."""
    survey, choices = workbook.sheet("survey"), workbook.sheet("choices")
    types = {column.header for column in survey.columns() if column.base == "type"}
    selects = [select_type(row.cells.get(header, "")) for row in survey.rows for header in types]
    named = {column.base: column.header for column in choices.columns()}
    own = {
        row.cells.get(named["list_name"], "")
        for row in choices.rows
        if {"list_name", "name"} <= set(named) and row.cells.get(named["name"]) == "other"
    }
    return frozenset(select.source for select in selects if select and select.or_other) - own


def _is_own(header: str, sheet: str) -> bool:
    base = column_of(header, sheet).base
    return base in OWN_SETTINGS if sheet == "settings" else base in _OWN_COLUMNS


def _own_settings(workbook: Workbook) -> Mapping[str, str]:
    settings = workbook.sheet("settings")
    cells = settings.rows[0].cells if settings.rows else {}
    by_base = {column_of(header, "settings").base: value for header, value in cells.items()}
    return {name: by_base[name].strip() for name in OWN_SETTINGS if by_base.get(name, "").strip()}


def _statuses(workbook: Workbook, places: Mapping[str, Row], root: str) -> dict[tuple[str, str], str]:
    """Translation statuses and reviewers, by path or by list and choice, and language."""
    found: dict[tuple[str, str], str] = {}
    for path, row in places.items():
        for language, status in _status_cells(row, "survey"):
            found[(f"{root}/{path}", language)] = status
    for row in workbook.sheet("choices").rows:
        by_base = {column_of(header, "choices").base: value for header, value in row.cells.items()}
        place = f"{by_base.get('list_name', '')}/{by_base.get('name', '')}"
        for language, status in _status_cells(row, "choices"):
            found[(place, language)] = status
    return found


def _status_cells(row: Row, sheet: str) -> Iterator[tuple[str, str]]:
    for header, value in row.cells.items():
        column = column_of(header, sheet)
        if column.base in _OWN_COLUMNS and value.strip():
            language = column.language if column.base == "status" else f"reviewer::{column.language}"
            yield language, value.strip()


def _root_name(xform: bytes) -> str:
    """The path of the primary instance's root element, as the form's name decides it."""
    found = re.search(rb"<instance>\s*<([\w.\-]+)", xform)
    return f"/{found.group(1).decode()}" if found else "/data"


# --- reading ------------------------------------------------------------------------------------------------


def read_workbook(path: Path) -> Workbook:
    """Read the sheets and files of a source.

    Raises:
        FormRefused: it cannot be read.
    """
    try:
        if path.is_dir():
            return _folder(path)
        if path.suffix.lower() == ".zip":
            return _archive(path)
        beside = _media(path.with_name(f"{path.stem}-media"))
        return replace(_single(path.stem, path.suffix.lower(), path.read_bytes()), files=beside)
    except (UnicodeDecodeError, csv.Error, zipfile.BadZipFile) as error:
        raise _Unreadable(problem(ProblemCode.NOT_A_FORM, path.name)) from error


def _single(stem: str, suffix: str, data: bytes) -> Workbook:
    reader = _READERS.get(suffix)
    if reader is None:
        raise _Unreadable(problem(ProblemCode.NOT_A_FORM, f"{stem}{suffix}"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data = data.removeprefix(codecs.BOM_UTF8)  # Excel begins its «CSV UTF-8» with it
            read = reader(data if suffix != ".md" else io.BytesIO(data))
    except MemoryError:
        raise
    except Exception as error:
        words = str(error)
        if "Duplicate column header" in words:
            found = problem(ProblemCode.DUPLICATE_COLUMN, header=words.rpartition(": ")[2][:60])
        else:
            found = problem(ProblemCode.NOT_A_FORM, f"{stem}{suffix}")
        raise _Unreadable(found) from error
    sheets = {}
    for name in _SHEETS:
        rows = read.get(name)
        if rows is None:
            continue
        headers = tuple(str(header) for header in (read.get(f"{name}_header") or [{}])[0])
        sheets[name] = Sheet(
            name,
            headers,
            tuple(
                Row(name, number, {str(key): str(value) for key, value in row.items() if value is not None})
                for number, row in enumerate(rows, 2)
            ),
        )
    return Workbook(stem, sheets, tuple(read["sheet_names"]))


def _archive(path: Path) -> Workbook:
    """A zip of one form, at its top or in one folder, and its media beside it."""
    with zipfile.ZipFile(path) as archive:
        members = {}
        for info in archive.infolist():
            if info.is_dir() or info.filename.startswith("__MACOSX/"):
                continue
            inner = PurePosixPath(info.filename.replace("\\", "/"))
            if inner.is_absolute() or ".." in inner.parts or ":" in info.filename:
                raise _Unreadable(problem(ProblemCode.UNSAFE_PATH, path.name, member=info.filename[:80]))
            members[inner] = archive.read(info)
    forms = sorted(
        (inner for inner in members if inner.suffix.lower() in _FORMS and not inner.name.startswith((".", "~"))),
        key=lambda inner: len(inner.parts),
    )
    files = {
        inner.name: data for inner, data in members.items() if inner not in forms and not inner.name.startswith(".")
    }
    if forms:
        form = forms[0]
        data = members[form]
        bomb = archive_problem(io.BytesIO(data), form.name) if looks_packed(data[:4]) else None
        if bomb is not None:
            raise _Unreadable(bomb)
        return replace(_single(form.stem, form.suffix.lower(), members[form]), files=files)
    tables = {inner.stem: members[inner] for inner in members if inner.name.removesuffix(".csv") in _SHEETS}
    if "survey" not in tables:
        raise _Unreadable(problem(ProblemCode.NOT_A_FORM, path.name))
    media = {name: data for name, data in files.items() if name.removesuffix(".csv") not in _SHEETS}
    return _tables(path.stem, tables, {}, media)


def _folder(path: Path) -> Workbook:
    tables = {name: (path / f"{name}.csv").read_bytes() for name in _SHEETS if (path / f"{name}.csv").is_file()}
    shared = {
        file.stem: file.read_bytes() for file in sorted((path.parent / "_shared").glob("*.csv")) if file.is_file()
    }
    files = {
        file.name: file.read_bytes()
        for file in sorted(path.glob("*.csv"))
        if file.stem not in _SHEETS and file.is_file()
    }
    return _tables(path.name, tables, shared, files | _media(path / "media"))


def _media(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        return {}
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}


def _tables(
    stem: str, tables: Mapping[str, bytes], shared: Mapping[str, bytes], files: Mapping[str, bytes]
) -> Workbook:
    sheets = {name: _table(name, name, data) for name, data in tables.items()}
    if "survey" in sheets:
        sheets["survey"] = _with_blocks(sheets["survey"], shared)
    if "choices" in sheets:
        lists = _table("choices", "_shared/choices", shared["choices"]) if "choices" in shared else None
        sheets["choices"] = _with_lists(sheets["choices"], lists)
    return Workbook(stem, sheets, tuple(sheets), files)


def _table(name: str, place: str, data: bytes) -> Sheet:
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    headers = tuple(header.strip() for header in next(rows, []))
    if len({header for header in headers if header}) != len([header for header in headers if header]):
        double = next(header for header in headers if header and headers.count(header) > 1)
        raise _Unreadable(problem(ProblemCode.DUPLICATE_COLUMN, place, 1, double, header=double[:60]))
    return Sheet(
        name,
        tuple(header for header in headers if header),
        tuple(
            Row(
                place,
                number,
                {
                    header: value.strip()
                    for header, value in zip(headers, row, strict=False)
                    if header and value.strip()
                },
            )
            for number, row in enumerate(rows, 2)
        ),
    )


def _joined(first: Sheet, others: list[Sheet], rows: list[Row]) -> Sheet:
    headers = dict.fromkeys(header for sheet in (first, *others) for header in sheet.headers)
    return Sheet(first.name, tuple(headers), tuple(rows))


def _with_blocks(survey: Sheet, shared: Mapping[str, bytes]) -> Sheet:
    """Survey rows with each `include` row replaced by the rows of its block."""
    blocks: list[Sheet] = []
    rows: list[Row] = []
    for row in survey.rows:
        if row.cells.get("type") != "include":
            rows.append(row)
            continue
        name = row.cells.get("name", "")
        if name not in shared or name == "choices" or not _BLOCK.fullmatch(name):
            raise _Unreadable(problem(ProblemCode.UNKNOWN_INCLUDE, row.sheet, row.number, "name", name=name[:60]))
        block = _table("survey", f"_shared/{name}", shared[name])
        blocks.append(block)
        rows.extend(block.rows)
    return _joined(survey, blocks, rows)


def _with_lists(choices: Sheet, shared: Sheet | None) -> Sheet:
    """Choices with each `include` row replaced by the shared list that it names."""
    rows: list[Row] = []
    used = False
    for row in choices.rows:
        if row.cells.get("list_name") != "include":
            rows.append(row)
            continue
        name = row.cells.get("name", "")
        found = [one for one in (shared.rows if shared else ()) if one.cells.get("list_name") == name]
        if not found:
            raise _Unreadable(problem(ProblemCode.UNKNOWN_INCLUDE, row.sheet, row.number, "name", name=name[:60]))
        used = True
        rows.extend(found)
    return _joined(choices, [shared] if used and shared else [], rows)
