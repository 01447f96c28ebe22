"""Workbooks and CSV files made to harm, or only made badly: each is a named problem or a form that works."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from dialogues.forms.definition import Limits
from dialogues.xforms.problems import ProblemCode
from dialogues.xforms.xlsform import check_form

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

HEAD = ("type", "name", "label")
GOOD = (HEAD, ("text", "a", "A"))
LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a0 "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
)


def workbook(rows: Sequence[Sequence[object]], **sheets: Sequence[Sequence[object]]) -> openpyxl.Workbook:
    """A workbook of these rows, and of more sheets."""
    made = openpyxl.Workbook()
    survey = made.worksheets[0]
    survey.title = "survey"
    for name, lines in {"survey": rows, **sheets}.items():
        sheet = made[name] if name in made.sheetnames else made.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    return made


def codes(path: Path) -> set[ProblemCode]:
    """What stops a form."""
    checked = check_form(path)
    assert (checked.converted is None) is bool(checked.faults)
    return {found.code for found in checked.faults}


def saved(made: openpyxl.Workbook, folder: Path) -> Path:
    """Where a workbook was written."""
    path = folder / "f.xlsx"
    made.save(path)
    return path


def test_empty_and_far_away_cells(tmp_path: Path) -> None:
    """A blank in the last cell that a sheet can have, merged cells, sixteen thousand columns: it is read."""
    made = workbook(GOOD)
    made["survey"]["XFD1048576"] = " "
    assert codes(saved(made, tmp_path)) == set()
    wide = workbook([(*HEAD, *(f"c{n}" for n in range(16_381))), ("text", "a", "A")])
    assert codes(saved(wide, tmp_path)) == set()
    assert codes(saved(openpyxl.Workbook(), tmp_path)) == {ProblemCode.NO_SURVEY}
    merged = workbook([*GOOD, ("text", "b", "B")])
    merged["survey"].merge_cells("A2:A3")
    assert codes(saved(merged, tmp_path)) == {ProblemCode.NO_TYPE}


def test_cells_of_other_kinds(tmp_path: Path) -> None:
    """Errors, formulas, days and truth values in cells are told at their place, or taken as text."""
    errors = workbook([HEAD, ("text", "a", "#REF!"), ("text", "#NAME?", "B"), ("#N/A", "e", "E")])
    assert {ProblemCode.BAD_NAME, ProblemCode.UNKNOWN_TYPE} <= codes(saved(errors, tmp_path))
    day = dt.datetime(2026, 1, 2, tzinfo=dt.UTC).replace(tzinfo=None)
    others = workbook(
        [HEAD, ("text", "a", day), ("text", "b", True), ("text", "c", dt.time(3, 4)), ("text", "d", 12.5)]
    )
    assert codes(saved(others, tmp_path)) == set()
    doubled = workbook(GOOD, **{"Survey ": [HEAD, ("text", "z", "Z")], "CHOICES": [("list_name", "name")]})
    assert codes(saved(doubled, tmp_path)) == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda part: LAUGHS + part.replace(b"<v>0</v>", b"<v>&a9;</v>", 1),
        lambda part: (
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hosts">]>' + part.replace(b"<v>0</v>", b"<v>&x;</v>")
        ),
        lambda part: part.replace(b'r="1"', b'r="99999999999"').replace(b'r="A1"', b'r="ZZZZZZ99999999"'),
        lambda part: part[: len(part) // 2],
        lambda _: b"",
    ],
    ids=range(5),
)
def test_damaged_parts(change: Callable[[bytes], bytes], tmp_path: Path) -> None:
    """Entities, places that no sheet has, half a sheet: no form, and nothing is opened or filled up."""
    whole = io.BytesIO()
    workbook(GOOD).save(whole)
    path = tmp_path / "f.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as damaged:
        for name in source.namelist():
            part = source.read(name)
            damaged.writestr(name, change(part) if name == "xl/worksheets/sheet1.xml" else part)
    assert codes(path) == {ProblemCode.NOT_A_FORM}


@pytest.mark.parametrize(
    ("survey", "expected"),
    [
        ("type,name,label\ntext,a,Âge\n".encode("utf-8-sig"), set()),
        ("type,name,label\ntext,a,Âge\n".encode("latin-1"), {ProblemCode.NOT_A_FORM}),
        ("type,name,label\ntext,a,Âge\n".encode("utf-16"), {ProblemCode.NOT_A_FORM}),
        (b'type,name,label\ntext,a,"A\nB, ""C"""\n', set()),
        (b'type,name,label\ntext,a,"A\n', set()),
        (b'type,name,label\ntext,a,"A\x00"\n', {ProblemCode.BAD_CHARACTER, ProblemCode.NOT_A_FORM}),
        (b"type,name,label\ntext,a," + b"A" * 200_000 + b"\n", {ProblemCode.NOT_A_FORM}),
        (b"%PDF-1.7", {ProblemCode.NO_SURVEY}),
    ],
    ids=range(8),
)
def test_csv(survey: bytes, expected: set[ProblemCode], tmp_path: Path) -> None:
    """Encodings, quotes, line breaks and NUL in CSV."""
    (tmp_path / "survey.csv").write_bytes(survey)
    found = codes(tmp_path)
    assert bool(found) is bool(expected)
    assert ProblemCode.NO_SURVEY in expected or found == expected


@pytest.mark.parametrize(
    ("data", "fine"),
    [
        (b'name,label\na,"x\ny"\nb,"z""w"\n', True),
        (b"", True),
        (b"na me,<b>,\na,b,c\n", True),
        ("name,label\na,é\n".encode("latin-1"), False),
        ("name,label\na,é\n".encode("utf-16"), False),
        (b"name,label\na," + b"A" * 300_000 + b"\n", False),
    ],
    ids=range(6),
)
def test_external_files(data: bytes, fine: bool, tmp_path: Path) -> None:
    """A file beside the form that cannot be read is named."""
    (tmp_path / "survey.csv").write_text("type,name,label\nselect_one_from_file v.csv,q,Q\n", encoding="utf-8")
    (tmp_path / "v.csv").write_bytes(data)
    assert codes(tmp_path) == (set() if fine else {ProblemCode.BAD_FILE})


def test_too_many_rows(tmp_path: Path) -> None:
    """What the rows alone pass is told before anything is converted."""
    choices = "".join(f"l,c{n},C\n" for n in range(Limits().choices + 1))
    (tmp_path / "survey.csv").write_text("type,name,label\nselect_one l,q,Q\n", encoding="utf-8")
    (tmp_path / "choices.csv").write_text("list_name,name,label\n" + choices, encoding="utf-8")
    assert codes(tmp_path) == {ProblemCode.TOO_MANY_CHOICES}
    questions = "".join(f"text,q{n},Q\n" for n in range(2 * Limits().nodes + 1))
    (tmp_path / "survey.csv").write_text("type,name,label\n" + questions, encoding="utf-8")
    assert codes(tmp_path) == {ProblemCode.TOO_MANY_NODES}


def test_depth(tmp_path: Path) -> None:
    """Ten thousand groups in one another are not converted."""
    rows = [f"begin_group,g{n},G\n" for n in range(10_000)] + ["end_group,,\n"] * 10_000
    (tmp_path / "survey.csv").write_text("type,name,label\n" + "".join(rows), encoding="utf-8")
    assert ProblemCode.TOO_DEEP in codes(tmp_path)
