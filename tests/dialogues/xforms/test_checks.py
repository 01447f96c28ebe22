"""Faults of raw sheets: all at once, each where it stands, in words of every locale."""

from pathlib import Path

import pytest

from dialogues.locales import Locales
from dialogues.messages import Phrase
from dialogues.xforms.checks import SelectType, check_sheets, layout_of, select_type
from dialogues.xforms.problems import Problem, ProblemCode, Severity, problem
from dialogues.xforms.sheets import Row, Sheet, Workbook, column_of
from dialogues.xforms.xlsform import check_form
from tests.dialogues.xforms.forms import FORMS

TYPES = frozenset({"text", "integer", "note", "calculate", "barcode", "video", "start-geopoint", "image"})


def book(survey: list[dict[str, str]], choices: list[dict[str, str]] | None = None, **settings: str) -> Workbook:
    """A workbook of these rows."""
    given = {"survey": survey, "choices": choices or [], "settings": [{"form_id": "f", **settings}]}
    sheets = {}
    for name, rows in given.items():
        headers = tuple(dict.fromkeys(header for row in rows for header in row))
        sheets[name] = Sheet(name, headers, tuple(Row(name, n, row) for n, row in enumerate(rows, 2)))
    return Workbook("f", sheets, tuple(sheets))


def found(workbook: Workbook) -> list[tuple[str, int | None]]:
    """Codes and rows."""
    return [(one.code.value, one.row) for one in check_sheets(workbook, TYPES)]


def test_all_faults_of_a_form_at_once() -> None:
    """A form with 23 mistakes gets 22 lines and 3 notes, in the order of its sheets, none of them twice."""
    problems = check_form(FORMS / "fautes.md").problems
    assert [(one.code.value, one.sheet, one.row, one.column) for one in problems] == [
        ("bad_name", "survey", 2, "name"),
        ("unknown_reference", "survey", 3, "relevant"),
        ("duplicate_name", "survey", 4, "name"),
        ("unknown_type", "survey", 5, "type"),
        ("unknown_list", "survey", 6, "type"),
        ("no_list_name", "survey", 7, "type"),
        ("no_label", "survey", 8, "label"),
        ("no_name", "survey", 9, "name"),
        ("no_type", "survey", 10, "type"),
        ("bad_expression", "survey", 11, "calculation"),
        ("unknown_function", "survey", 12, "constraint"),
        ("bad_status", "survey", 12, "status::fr"),
        ("wrong_end", "survey", 17, "type"),
        ("not_opened", "survey", 18, "type"),
        ("not_closed", "survey", 19, "type"),
        ("duplicate_choice", "choices", 3, "name"),
        ("choice_without_name", "choices", 4, "name"),
        ("choice_without_list", "choices", 5, "list_name"),
        ("choice_name_space", "choices", 6, "name"),
        ("choice_without_label", "choices", 7, "label"),
        ("unknown_reference", "choices", 8, "label"),
        ("form_id_from_file", "settings", 2, "form_id"),
        ("bad_setting", "settings", 2, "famille"),
        ("bad_setting", "settings", 2, "duree"),
    ]
    notes = {one.code.value for one in problems if one.severity is Severity.NOTE}
    assert notes == {"choice_without_label", "choice_without_list", "form_id_from_file"}
    locales = Locales.load()
    for one in problems:
        for language in locales.languages:
            assert locales.text(one.phrase, language)
            assert locales.text(one.remedy, language)


@pytest.mark.parametrize("code", list(ProblemCode))
def test_every_code_has_words(code: ProblemCode) -> None:
    """Each kind of problem says what is wrong and what to do, in every language."""
    holes = [
        "file",
        "found",
        "limit",
        "members",
        "member",
        "near",
        "type",
        "list",
        "name",
        "header",
        "kind",
        "begun",
        "line",
        "detail",
        "around",
        "node",
    ]
    holes += ["accepted", "rejected", "other"]
    holes += ["chain", "form_id", "value", "allowed", "languages", "language", "columns"]
    one = problem(code, holes=dict.fromkeys(holes, "x") | {"near": ""})
    locales = Locales.load()
    for language in locales.languages:
        assert "{" not in locales.text(one.phrase, language)
        assert "{" not in locales.text(one.remedy, language)


def test_a_word_that_was_perhaps_meant() -> None:
    """A near miss is named in the remedy."""
    (fault, _) = check_sheets(
        book([{"type": "intger", "name": "a", "label": "A"}, {"type": "x y z", "name": "b", "label": "B"}]), TYPES
    )
    assert fault.remedy == Phrase("problems.unknown_type.todo_near", {"type": "intger", "near": "integer"})


def test_no_survey_and_no_question() -> None:
    """Without rows there is one fault; with rows that ask nothing as well."""
    assert found(Workbook("f", {}, ("Survy",))) == [("no_survey", None)]
    assert found(book([{"type": "calculate", "name": "a", "calculation": "1"}])) == [("no_question", None)]


def test_what_is_no_fault() -> None:
    """Disabled and empty rows, unnamed notes, select from a repeat, blank metadata, smart quotes and words for yes."""
    rows = [
        {"type": "nonsense", "name": "x", "disabled": "yes"},
        {"comment": "  "},
        {"type": "note", "label": "Lire « ceci »"},
        {"type": "select_one ${q}", "name": "s", "label": "S"},
        {"type": "text", "name": "q", "label": "Q", "required": "Yes", "relevant": "\u2018a\u2019 = 'a'"},
        {"type": "text", "name": "last", "label": "L ${last-saved#q}"},
        {"type": "begin loop over l", "name": "l", "label": "L"},
        {"type": "image", "name": "i", "media::image": "x.png"},
        {"type": "end loop"},
    ]
    assert found(book(rows, [{"list_name": "l", "name": "a"}, {"list_name": "", "name": ""}])) == []


def test_characters_that_cannot_be_kept() -> None:
    """A control character is told with its cell, wherever it stands."""
    rows = [{"type": "text", "name": "a", "label": "A\x07"}]
    assert found(book(rows, [{"list_name": "l", "name": "a", "label": "\ud800"}])) == [
        ("bad_character", 2),
        ("bad_character", 2),
    ]


def test_groups_in_groups() -> None:
    """Nesting that no chat can follow is told once, before the converter runs out of stack."""
    rows = [{"type": "begin_group", "name": f"g{n}", "label": "G"} for n in range(60)]
    rows += [{"type": "text", "name": "a", "label": "A"}] + [{"type": "end_group"}] * 60
    assert found(book(rows)) == [("too_deep", 42)]


def test_notes() -> None:
    """What stays blank and files that are missing are told and stop nothing."""
    rows = [
        {"type": "start-geopoint", "name": "g"},
        {"type": "select_one_from_file v.csv", "name": "v", "label": "V"},
        {"type": "text", "name": "q", "label": "Q"},
    ]
    notes = check_sheets(book(rows), TYPES)
    assert [(one.code, one.severity) for one in notes] == [
        (ProblemCode.LEFT_BLANK, Severity.NOTE),
        (ProblemCode.MISSING_FILE, Severity.NOTE),
    ]


def test_duplicates_that_are_allowed() -> None:
    """`allow_choice_duplicates` allows them; the same name in two groups is no double."""
    choices = [{"list_name": "l", "name": "a", "label": "A"}, {"list_name": "l", "name": "a", "label": "B"}]
    rows = [
        {"type": "select_one l", "name": "s", "label": "S"},
        {"type": "begin_group", "name": "g"},
        {"type": "text", "name": "s", "label": "S"},
        {"type": "end_group"},
    ]
    assert found(book(rows, choices, allow_choice_duplicates="yes")) == []
    assert found(book(rows, choices)) == [("duplicate_choice", 3)]


def test_unsupported_types() -> None:
    """What no chat can ask stays blank, and is told; a list of `external_choices` or the file of it must be there."""
    rows = [
        {"type": "barcode", "name": "a", "label": "A"},
        {"type": "rank l", "name": "b", "label": "B"},
        {"type": "select_one_external l", "name": "c", "label": "C"},
        {"type": "osm tags", "name": "d", "label": "D"},
    ]
    choices = [{"list_name": "l", "name": "a", "label": "A ${a}"}]
    assert found(book(rows, choices)) == [("missing_file", 4), ("left_blank", 5)]


def test_a_long_formula_is_shortened() -> None:
    """A problem quotes at most 60 characters of a formula, on one line."""
    rows = [{"type": "text", "name": "a", "label": "A", "relevant": "(1 +\n" + "1 + " * 40}]
    (fault,) = check_sheets(book(rows), TYPES)
    assert len(str(fault.phrase.params["around"])) == 58
    assert "\n" not in str(fault.phrase.params["around"])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("select_one l", SelectType("select_one", "l")),
        ("select one l", SelectType("select_one", "l")),
        ("select_multiple l or_other", SelectType("select_multiple", "l", or_other=True)),
        ("select all that apply from l", SelectType("select_multiple", "l")),
        ("select_multiple_from_file v.csv", SelectType("select_multiple", "v.csv", from_file=True)),
        ("select_one_external l", SelectType("select_one", "l", external=True)),
        ("rank l", SelectType("rank", "l")),
        ("text", None),
    ],
)
def test_select_types(words: str, expected: SelectType | None) -> None:
    """The ways in which a select is written."""
    assert select_type(words) == expected


@pytest.mark.parametrize(
    ("header", "base", "language"),
    [
        ("Label::Français (fr)", "label", "Français (fr)"),
        ("label:English", "label", "English"),
        ("media::image::fr", "image", "fr"),
        ("bind::relevant", "relevant", ""),
        ("bind:jr:constraintMsg", "constraint_message", ""),
        ("bind::odk:length", "odk", "length"),
        ("jr:count", "repeat_count", ""),
        ("relevance", "relevant", ""),
        ("Constraint Message", "constraint_message", ""),
        ("media", "media", ""),
    ],
)
def test_headers(header: str, base: str, language: str) -> None:
    """Headers are read with their aliases, groups and languages."""
    column = column_of(header, "survey")
    assert (column.base, column.language) == (base, language)


def test_places() -> None:
    """A problem of the compiled form is found again in the sheets by its path, by its count, or by its name."""
    layout = layout_of(
        book(
            [
                {"type": "end_group"},
                {"type": "begin_group", "name": "g"},
                {"type": "begin_repeat", "name": "r", "repeat_count": "2"},
                {"type": "text", "name": "a", "relevance": "x"},
                {"type": "end_repeat"},
                {"type": "text", "name": "b"},
            ]
        )
    )

    def place(path: str, column: str = "") -> tuple[str, int | None, str]:
        placed: Problem = layout.place(problem(ProblemCode.CYCLE, column=column, path=path))
        return placed.sheet, placed.row, placed.column

    assert place("/data/g/r/a", "relevant") == ("survey", 5, "relevance")
    assert place("/data/g/r_count") == ("survey", 4, "")
    assert place("/data/g/b_other") == ("survey", 7, "")
    assert place("/data/elsewhere/b") == ("survey", 7, "")
    assert place("/data/meta/entity/label") == ("entities", None, "")
    assert place("/data/none") == ("survey", None, "")
    assert place("") == ("", None, "")


def test_what_the_converter_takes_is_no_fault(tmp_path: Path) -> None:
    """Legacy types that ask nothing need no text; a stray cell among the choices is worth a note and stops nothing."""
    path = tmp_path / "f.md"
    path.write_text(
        "| survey |\n| | type | name | label |\n| | get start time | start | |\n| | select_one l | a | A |\n"
        "| choices |\n| | list_name | name | label |\n| | l | x | X |\n| | | | stray |\n",
        encoding="utf-8",
    )
    checked = check_form(path)
    assert checked.converted is not None
    assert ProblemCode.CHOICE_WITHOUT_LIST in {one.code for one in checked.problems}


def test_a_function_without_all_its_values() -> None:
    """It is named, apart from formulas that are not whole."""
    (fault,) = check_sheets(
        book([{"type": "text", "name": "a", "label": "A", "relevant": "if(true(), 1)"}]), frozenset({"text"})
    )
    assert (fault.code, fault.phrase.params["detail"]) == (ProblemCode.BAD_ARGUMENTS, "if")


def test_search_is_not_run() -> None:
    """A list that Collect would fetch by `search()` is told about: the choices of the sheet are all that is shown."""
    row = {"type": "select_one l", "name": "a", "label": "A", "appearance": "quick search('plantes')"}
    (note,) = check_sheets(book([row], [{"list_name": "l", "name": "cle", "label": "nom"}]), TYPES)
    assert (note.code, note.severity) == (ProblemCode.SEARCH_NOT_RUN, Severity.NOTE)


def test_a_formula_that_was_perhaps_meant() -> None:
    """The remedy says how it would be written; a translated column is no column of a formula."""
    rows = [
        {"type": "text", "name": "a", "label": "A", "relevant": "${a} >= 140,5"},
        {"type": "text", "name": "b", "label": "B", "relevant": "selcted(${a}, 'x')"},
        {"type": "text", "name": "c", "label": "C", "relevant": "label::English != ''"},
    ]
    comma, function, column = check_sheets(book(rows), TYPES)
    assert comma.remedy == Phrase("problems.bad_expression.todo_near", comma.phrase.params)
    assert comma.phrase.params["near"] == "${a} >= 140.5"
    assert function.phrase.params["near"] == "selected"
    assert (column.code, column.phrase.params["detail"]) == (ProblemCode.BAD_COLUMN, "label")
