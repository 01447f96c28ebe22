"""The sheet of remarks on wording, and trials of guides that were never published."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

from dialogues.ports import Remark
from storage.exports.exporter import Request
from tests.storage.exports.golden import FIRST, NOW, answers, compiled, make_field


def remark(field, message, question, text, *, version=0):
    """Put a remark in the store."""
    with field.store.writing() as unit:
        record = unit.interviews.of_project(field.project)[0]
        one = Remark(
            0,
            field.project,
            field.guide,
            field.versions[version],
            record.id,
            question,
            "Français (fr)",
            "A07",
            text,
            "",
            7,
            message,
            NOW,
        )
        unit.remarks.replace(7, message, [one])
        unit.commit()


def book(field, **more):
    """The download as a workbook."""
    path = field.root / "a.xlsx"
    field.exporter.export_to(path, Request(field.project, field.guide, "xlsx", "fr", labels=False, **more))
    return openpyxl.load_workbook(path)


def test_remarks_have_a_sheet(field):
    """Newest first, with the question's number and words; never a formula; nothing of it among the answers."""
    before = [sheet.dimensions for sheet in book(field)]
    remark(field, 1, "/data/ident/age", "=1+1")
    remark(field, 2, "/data/nulle_part", "")
    found = book(field)
    assert found.sheetnames[-1] == "Remarques"
    assert [sheet.dimensions for sheet in found][:-1] == before
    head, second, first = found["Remarques"].iter_rows()
    assert [cell.value for cell in head] == [
        *("N°", "Nom", "Question", "Remarque", "Langue", "Version", "Agent", "Quand"),
    ]
    assert [cell.value for cell in second][1:4] == ["nulle_part", "nulle_part", "🎤 message vocal"]
    assert (first[1].value, first[3].value, first[3].data_type) == ("age", "=1+1", "s")
    assert isinstance(first[0].value, int)
    assert (first[4].value, first[6].value) == ("Français (fr)", "A07")
    assert first[7].value == dt.datetime(2026, 3, 3, 10, 0)  # noqa: DTZ001 - a workbook has no zones


def test_nobody_remarked(field):
    """Without remarks there is no sheet of them."""
    assert "Remarques" not in book(field).sheetnames


def test_strict_projects_keep_remarks_in(tmp_path):
    """Remarks may quote people: they do not leave a strict project."""
    field = make_field(tmp_path / "strict", strict=True)
    field.put(0, "K1", answers({"acces": "oui"}))
    remark(field, 1, "/data/acces", "elle a dit")
    assert "Remarques" not in book(field).sheetnames
    field.store.close()


@pytest.mark.parametrize("trials", [False, True])
def test_trials_on_a_draft(tmp_path, trials):
    """Interviews held on a guide before it was published are trials: exported as such, counted nowhere else."""
    field = make_field(tmp_path / "essai", (FIRST,))
    with field.store.writing() as unit:
        tried = unit.guides.add_version(
            field.project, field.guide, "essai-1-2", "h", compiled(FIRST), {}, {}, {}, NOW, draft="1-2"
        )
        unit.commit()
    other = type(field)(
        field.store, field.exporter, field.root, field.project, field.guide, (tried.id,), field.membership
    )
    other.put(0, "E1", answers({"acces": "oui"}), trial=True)
    rows = list(book(field, trials=trials)["Fiche A"].iter_rows(min_row=2))
    with field.store.reading() as unit:
        assert unit.submissions.count(field.project, field.guide) == 0
    field.store.close()
    assert len(rows) == trials
