"""From files to a guide: each kind of source, includes, archives, and whatever pyxform throws."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter

from dialogues.rehearsal import rehearse
from dialogues.xforms.problems import FormRefused, Problem, ProblemCode, Severity, problem
from dialogues.xforms.sheets import SHEETS_FILE, sheets_from
from dialogues.xforms.xlsform import check_form, convert_form, read_workbook
from tests.dialogues.xforms.forms import FORMS

SURVEY = "type,name,label\ntext,a,A ?\n"
SETTINGS = "form_title,form_id\nF,f\n"


def folder(path: Path, **tables: str) -> Path:
    """A guide folder with these tables; `_shared` ones are named with a leading underscore."""
    guide = path / "guide"
    guide.mkdir()
    (path / "_shared").mkdir()
    for name, text in ({"settings": SETTINGS} | tables).items():
        target = path / "_shared" / f"{name[1:]}.csv" if name.startswith("_") else guide / f"{name}.csv"
        target.write_text(text, encoding="utf-8")
    return guide


def archive(path: Path, members: Mapping[str, bytes]) -> Path:
    """An archive of these members."""
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return path


def only(path: Path) -> Problem:
    """The one problem of a source."""
    (found,) = check_form(path).problems
    return found


def workbook(path: Path, **sheets: list[list[str]]) -> Path:
    """An .xlsx of these rows."""
    book = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return path


def test_markdown() -> None:
    """A Markdown table converts; Baro's settings and statuses are kept, its columns never reach the converter."""
    converted = convert_form(FORMS / "visite.md")
    assert (converted.form_id, converted.version, converted.title) == ("visite", "3", "Visite")
    assert converted.settings == {
        "titre_discret": "Fiche V",
        "famille": "entretien",
        "confidentialite": "normal",
        "objet": "la visite",
        "duree": "10",
    }
    assert b"reviewed" not in converted.xform
    assert b"Fiche V" not in converted.xform
    assert len(converted.content_hash) == 64
    assert {found.severity for found in converted.warnings} == {Severity.NOTE}


def test_the_same_content_has_the_same_hash(tmp_path: Path) -> None:
    """The hash is that of the guide, not of the file that holds it; any change changes it."""
    rows = {
        "survey": [["type", "name", "label"], ["text", "a", "A ?"]],
        "settings": [["form_title", "form_id"], ["F", "f"]],
    }
    first = convert_form(workbook(tmp_path / "a.xlsx", **rows)).content_hash
    assert convert_form(folder(tmp_path, survey=SURVEY)).content_hash == first
    rows["settings"][0].append("objet")
    rows["settings"][1].append("autre")
    assert convert_form(workbook(tmp_path / "b.xlsx", **rows)).content_hash != first


def test_a_csv_as_excel_saves_it(tmp_path: Path) -> None:
    """The byte order mark that Excel writes before «CSV UTF-8» is no part of the first sheet's name."""
    path = tmp_path / "a.csv"
    path.write_text("survey,,,\n,type,name,label\n,text,a,Où ?\nsettings,,\n,form_title,form_id\n,F,f\n", "utf-8-sig")
    assert convert_form(path).form_id == "f"


def test_an_empty_survey_is_not_to_be_renamed(tmp_path: Path) -> None:
    """A survey that is there and holds nothing is told as it is, not as a slip of its own name."""
    found = only(workbook(tmp_path / "a.xlsx", survey=[["type", "name", "label"]]))
    assert (found.code, found.remedy.key) == (ProblemCode.NO_SURVEY, "problems.no_survey.todo")


def test_media_beside_a_form(tmp_path: Path) -> None:
    """Files in `<form>-media` come with it and feed its lists."""
    rows = [["type", "name", "label"], ["select_one_from_file v.csv", "a", "A ?"]]
    path = workbook(tmp_path / "f.xlsx", survey=rows, settings=[["form_id"], ["f"]])
    (tmp_path / "f-media").mkdir()
    (tmp_path / "f-media" / "v.csv").write_bytes(b"name,label\nx,X\n")
    checked = check_form(path)
    assert checked.problems == ()
    assert checked.converted is not None
    assert checked.converted.files["v.csv"] == b"name,label\nx,X\n"
    (tmp_path / "f-media" / "v.csv").write_bytes(b"name,label\n\xff\n")
    assert only(path).code is ProblemCode.BAD_FILE


def test_folder_with_includes(tmp_path: Path) -> None:
    """Shared lists and blocks are pasted where they are named; a fault in a block is told in its own file."""
    guide = folder(
        tmp_path,
        survey="type,name,label\ninclude,debut,\nselect_one oui_non,b,B ?\n",
        choices="list_name,name,label\ninclude,oui_non,\n",
        _choices="list_name,name,label,tri\noui_non,oui,Oui,1\nautre,x,X,2\n",
        _debut="type,name,label,hint\ntext,a,A ?,Ici\n",
    )
    (guide / "villes.csv").write_text("name\nx\n", encoding="utf-8")
    (guide / "media").mkdir()
    (guide / "media" / "a.png").write_bytes(b"png")
    converted = convert_form(guide)
    assert b"<tri>1</tri>" in converted.xform
    assert b">X<" not in converted.xform
    assert sorted(converted.files) == [SHEETS_FILE, "a.png", "villes.csv"]
    sheets = sheets_from(converted.files[SHEETS_FILE])
    assert sheets["survey"] == (
        ("type", "name", "label", "hint"),
        ("text", "a", "A ?", "Ici"),
        ("select_one oui_non", "b", "B ?", ""),
    )
    (tmp_path / "_shared" / "debut.csv").write_text("type,name,label\ntext,a,\n", encoding="utf-8")
    fault = only(guide)
    assert (fault.code, fault.sheet, fault.row) == (ProblemCode.NO_LABEL, "_shared/debut", 2)


@pytest.mark.parametrize(
    ("tables", "sheet"),
    [
        ({"survey": "type,name\ninclude,rien\n"}, "survey"),
        ({"survey": "type,name\ninclude,../x\n"}, "survey"),
        ({"survey": SURVEY, "choices": "list_name,name\ninclude,rien\n"}, "choices"),
    ],
)
def test_unknown_includes(tmp_path: Path, tables: dict[str, str], sheet: str) -> None:
    """An include that names nothing is one fault, in its row."""
    fault = only(folder(tmp_path, **tables))
    assert (fault.code, fault.sheet, fault.row) == (ProblemCode.UNKNOWN_INCLUDE, sheet, 2)


def test_double_columns(tmp_path: Path) -> None:
    """A column that is there twice is named, in a folder and in a workbook."""
    fault = only(folder(tmp_path, survey="type,name,label,label\ntext,a,A,B\n"))
    assert (fault.code, fault.column) == (ProblemCode.DUPLICATE_COLUMN, "label")
    fault = only(workbook(tmp_path / "a.xlsx", survey=[["type", "name", "name"], ["text", "a", "b"]]))
    assert fault.code is ProblemCode.DUPLICATE_COLUMN
    assert fault.phrase.params["header"] == "name"


def test_archives(tmp_path: Path) -> None:
    """An archive holds a form and its media, or the tables of a folder; system litter is left out."""
    form = workbook(
        tmp_path / "f.xlsx",
        survey=[["type", "name", "label"], ["select_one_from_file v.csv", "a", "A ?"]],
        settings=[["form_id"], ["f"]],
    ).read_bytes()
    path = archive(
        tmp_path / "a.zip",
        {"f/form.xlsx": form, "f/v.csv": b"name,label\nx,X", "__MACOSX/x": b"", "f/": b"", "f/.DS_Store": b""},
    )
    assert sorted(convert_form(path).files) == [SHEETS_FILE, "v.csv"]
    tables = {"survey.csv": SURVEY.encode(), "settings.csv": SETTINGS.encode(), "v.csv": b""}
    tables["choices.csv"] = b"list_name,name,label"
    assert sorted(convert_form(archive(tmp_path / "b.zip", tables)).files) == [SHEETS_FILE, "v.csv"]
    assert only(archive(tmp_path / "c.zip", {"x.txt": b""})).code is ProblemCode.NOT_A_FORM
    for name in ("../f.xlsx", "/f.xlsx", "C:\\f.xlsx", "a\\..\\..\\f.xlsx"):
        assert only(archive(tmp_path / "d.zip", {name: form})).code is ProblemCode.UNSAFE_PATH
    broken = form[: len(form) // 2]
    assert only(archive(tmp_path / "e.zip", {"f.xlsx": broken})).code is ProblemCode.NOT_A_FORM


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", b"no workbook"),
        ("a.xls", b"no workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("a.csv", b"\xff\xfe"),
        ("a.md", b"# nothing"),
        ("a.md", b"| | |\n| | |\n| a |\n"),
        ("a.docx", b"PK"),
        ("a.zip", b"PK"),
    ],
)
def test_not_a_form(tmp_path: Path, name: str, data: bytes) -> None:
    """Whatever its readers throw, a source that is no form is one clear problem."""
    path = tmp_path / name
    path.write_bytes(data)
    assert only(path).code in (ProblemCode.NOT_A_FORM, ProblemCode.NO_SURVEY)


def test_one_sheet_of_any_name_is_the_survey(tmp_path: Path) -> None:
    """As in the converter, the only sheet is the survey."""
    path = workbook(tmp_path / "a.xlsx", Feuil1=[["type", "name", "label"], ["text", "a", "A ?"]])
    assert read_workbook(path).sheet("survey").rows[0].number == 2
    assert only(path).code is ProblemCode.FORM_ID_FROM_FILE


def test_what_the_converter_says(tmp_path: Path) -> None:
    """A fault that only the converter finds is told with its row; its other exceptions by their kind."""
    fault = only(folder(tmp_path, survey="type,name,label,parameters\nimage,a,A ?,max-pixels=x\n"))
    assert fault.code is ProblemCode.CONVERTER
    assert "max-pixels" in str(fault.phrase.params["detail"])


def test_compile_faults_have_their_row() -> None:
    """A cycle, which the converter lets through, is told in the row of its first question."""
    fault = only(FORMS / "cercle.md")
    assert (fault.code, fault.sheet, fault.row, fault.column) == (ProblemCode.CYCLE, "survey", 2, "calculation")
    with pytest.raises(FormRefused):
        convert_form(FORMS / "cercle.md")


def test_a_fault_beside_a_form_that_compiles(tmp_path: Path) -> None:
    """Faults that the converter does not see stop the guide all the same, and its length is still told."""
    path = folder(tmp_path, survey="type,name,label,status::fr\ntext,a,A ?,fini\ntext,b,B ?,\n")
    checked = check_form(path, rehearse)
    assert checked.converted is None
    assert [found.code for found in checked.faults] == [ProblemCode.BAD_STATUS]
    assert checked.length is not None
    assert checked.length.median.asked == 2


@pytest.mark.parametrize(
    ("name", "form_id"),
    [("visite_2026.xlsx", "visite_2026"), ("2 Visite (mars).xlsx", "_2_Visite_mars"), ("+.xlsx", "guide")],
)
def test_without_form_id(tmp_path: Path, name: str, form_id: str) -> None:
    """As in ODK's tools, the file's name identifies a form that says nothing else; it is a note, not a fault."""
    path = workbook(tmp_path / name, survey=[["type", "name", "label"], ["text", "a", "A ?"]])
    assert only(path).severity is Severity.NOTE
    assert convert_form(path).form_id == form_id
    path = workbook(tmp_path / name, survey=[["type", "name", "label"], ["text", "a", "A"]], settings=[["form_title"]])
    assert convert_form(path).form_id == form_id


def test_what_has_no_words_is_shown_by_name(tmp_path: Path) -> None:
    """A choice and a table's header without a label are notes; metadata need none."""
    rows = "type,name,label,appearance\nselect_one c,a,,label\nuri:deviceid,d,,\n"
    checked = check_form(folder(tmp_path, survey=rows, choices="list_name,name,label\nc,x,\nc,y,Y\n"))
    assert checked.converted is not None
    codes = [found.code for found in checked.problems]
    assert codes == [ProblemCode.NO_LABEL, ProblemCode.CHOICE_WITHOUT_LABEL]


def test_a_note_or_fault_of_the_rehearsal(tmp_path: Path) -> None:
    """What a rehearsal says instead of a length stands among the problems, in its row."""
    path = folder(tmp_path, survey="type,name,label\ntext,a,A ?\ntext,b,B ?\n")
    failed = problem(ProblemCode.PLAY_FAILED, path="/data/b", name="b", kind="KeyError")
    checked = check_form(path, lambda _: failed)
    assert checked.converted is None
    assert [(found.code, found.row) for found in checked.faults] == [(ProblemCode.PLAY_FAILED, 3)]
    note = problem(ProblemCode.NOT_PLAYED, severity=Severity.NOTE)
    checked = check_form(path, lambda _: note)
    assert checked.converted is not None
    assert checked.converted.warnings == (note,)
