"""Mends: what is offered, that what is right is never touched, and that the version remembers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.locales import Locales
from dialogues.messages import Phrase
from dialogues.xforms.converted import Checked, from_json, to_json
from dialogues.xforms.mending.formulas import compiles, repaired
from dialogues.xforms.mending.types import known_type
from dialogues.xforms.mends import MENDS_FILE, MendCode, mends_from
from dialogues.xforms.sheets import SHEETS_FILE, sheets_from
from dialogues.xforms.xlsform import check_form

NAMES = ("age", "nom", "Sexe")
HEAD = "| survey |\n| | type | name | label | relevant | calculation | parameters | choice_filter |\n"
NESTED = (
    "| | begin group | g | G | ./a = 'x' |\n| | text | a | A |\n| | text | b | B | 1 = 1 |\n"
    "| | begin group | h | H |\n| | text | c | C |\n| | end group |\n| | end group |\n"
)
LIST = "| choices |\n| | list_name | name | label |\n| | oui_non | oui | Oui |\n| | oui_non | non | Non |\n"


def check(folder: Path, text: str) -> Checked:
    """What is found in a form written as Markdown."""
    path = folder / "f.md"
    path.write_text(text, encoding="utf-8")
    return check_form(path)


def offered(folder: Path, text: str) -> list[tuple[str, int | None, str, str]]:
    """What is offered: kind, row, before, after; and that what comes of it is a guide."""
    found = check(folder, text)
    assert found.converted is None
    assert found.offer is not None, [one.code for one in found.faults]
    assert found.offer.converted is not None
    return [(mend.code.value, mend.row, mend.before, mend.after) for mend in found.offer.mends]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("| | Text | a | A |\n", [("type", 2, "Text", "text")]),
        ("| | geoline | a | A |\n", [("type", 2, "geoline", "geotrace")]),
        ("| | hidden string | a |\n| | text | b | B |\n", [("type", 2, "hidden string", "hidden")]),
        ("| | select-one oui_non | a | A |\n" + LIST, [("type", 2, "select-one oui_non", "select_one oui_non")]),
        ("| | select_one Oui-Non | a | A |\n" + LIST, [("list", 2, "select_one Oui-Non", "select_one oui_non")]),
        ("| | speed audit | v |\n| | text | b | B |\n", [("row_left_out", 2, "speed audit v", "")]),
        (
            "| | set form title | Marché |\n| | text | b | B |\n",
            [("setting_row", 2, "set form title : Marché", "settings, form_title : Marché")],
        ),
        ("| | calculate | c | |\n| | text | b | B |\n", [("no_calculation", 2, "calculate", "hidden")]),
        (
            "| | text | mon âge | A |\n| | text | b | B | ${mon âge} = 1 |\n",
            [("name", 2, "mon âge", "mon_age"), ("reference", 3, "${mon âge} = 1", "${mon_age} = 1")],
        ),
        ("| | text | a | A |\n| | text | a | B |\n", [("double_name", 3, "a", "a_2")]),
        ("| | begin group | meta | M |\n| | text | b | B |\n| | end group |\n", [("double_name", 2, "meta", "meta_2")]),
        ("| | text | | Quel nom ? |\n", [("name_given", 2, "", "Quel_nom")]),
        ("| | text | a | |\n", [("label_given", 2, "", "a")]),
        ("| | text | age | A |\n| | text | b | ${ Age } |\n", [("reference", 3, "${ Age }", "${age}")]),
        (
            "| | text | a | A | | | max-pixels=9 rows=3 |\n",
            [("parameter", 2, "max-pixels=9 rows=3", "rows=3")],
        ),
        (
            "| | begin group | g | G |\n| | text | b | B |\n| | end repeat |\n",
            [("wrong_end", 4, "end repeat", "end_group")],
        ),
        (
            "| | select_one_from_file v.csv | v | V | value=id, label=nom |\n",
            [("parameters_moved", 2, "value=id, label=nom", "parameters : value=id label=nom")],
        ),
        (
            NESTED,
            [
                ("group_condition", 2, "./a = 'x'", ""),
                ("group_condition", 4, "1 = 1", "(1 = 1) and (../a = 'x')"),
                ("group_condition", 5, "", "../a = 'x'"),
            ],
        ),
    ],
)
def test_what_is_offered_in_the_survey(
    tmp_path: Path, rows: str, expected: list[tuple[str, int | None, str, str]]
) -> None:
    """Each with its row, what stood there and what would stand there."""
    assert offered(tmp_path, HEAD + rows) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("| | l | a | A |\n", [("choice_twice", 3, "l : a", "")]),
        ("| | l | a | B |\n", [("choice_doubles", 3, "l : a", "settings, allow_choice_duplicates : yes")]),
        ("| | l | | Très tôt |\n", [("choice_name", 3, "", "Tres_tot")]),
        ("| | l | b c | B |\n", [("choice_name", 3, "b c", "b_c")]),
    ],
)
def test_what_is_offered_in_the_choices(
    tmp_path: Path, rows: str, expected: list[tuple[str, int | None, str, str]]
) -> None:
    """A choice that is twice the same goes; two of one name with different texts both stay."""
    head = HEAD + "| | select_multiple l | q | Q |\n| choices |\n| | list_name | name | label |\n| | l | a | A |\n"
    assert offered(tmp_path, head + rows) == expected


def test_two_columns_of_one_meaning(tmp_path: Path) -> None:
    """They become one where no row says two things; else it is told."""
    twins = "| survey |\n| | type | name | label | relevant | relevance |\n| | text | a | A | | 1 = 1 |\n"
    assert offered(tmp_path, twins) == [("twin_column", 1, "relevance", "relevant")]
    both = check(tmp_path, twins.replace("| | 1 = 1", "| 2 = 2 | 1 = 1"))
    assert ([one.code.value for one in both.faults], both.offer) == (["twin_column"], None)


def test_tables_of_kobotoolbox(tmp_path: Path) -> None:
    """A matrix, a rating and a ranking become questions, with the names that KoboToolbox gives them."""
    own = "kobo--matrix_list | kobo--score-choices | kobo--rank-items"
    head = f"| survey |\n| | type | name | label | relevant | {own} |\n"
    inner = "| | select_one oui_non | a | En a | | | | |\n| | integer | n | Combien | ${a} = 'oui' | | | |\n"
    matrix = head + "| | begin_kobomatrix | m | M | | oui_non | | |\n" + inner + "| | end_kobomatrix | | | | | | |\n"
    (mend,) = offered(tmp_path, matrix + LIST)
    assert mend[3] == "m, m_oui, m_oui_a, m_oui_n, m_non, m_non_a, m_non_n"
    score = head + "| | begin_score | s | S | | | oui_non | |\n| | score__row | r | R | | | | |\n| | end_score | |\n"
    assert offered(tmp_path, score + LIST)[0][3] == "s, r"
    rank = head + "| | begin_rank | s | S | | | | oui_non |\n| | rank__level | r | R | | | | |\n"
    rank += "| | rank__level | t | T | | | | |\n| | end_rank | |\n"
    found = check(tmp_path, rank + LIST).offer
    assert found is not None
    assert found.converted is not None
    assert b"/s/r" in found.converted.xform.partition(b". !=")[2][:20]


@pytest.mark.parametrize(
    "rows",
    [
        "| | text | a | A |\n| | text | a | B |\n| | note | n | ${a} |\n",  # which of the two is meant?
        "| | text | a | A | ${b} = 1 |\n",
        "| | select_one saison | a | A |\n",
        "| | text | a | A | ${a} = |\n",
        "| | begin group | g | G |\n| | text | b | B |\n",
        "| | xyz | a | A |\n",
    ],
)
def test_what_nobody_can_know_is_not_mended(tmp_path: Path, rows: str) -> None:
    """Where more than one thing can be meant, or nothing, the author is asked."""
    found = check(tmp_path, HEAD + rows)
    assert found.faults
    assert found.offer is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("45 + $(age)", "45 + ${age}"),
        ("{age} > 3", "${age} > 3"),
        ("${age} >= 140,5", "${age} >= 140.5"),
        ("${age} == 3 && ${nom} <> 'a;b'", "${age} = 3  and  ${nom} != 'a;b'"),
        ("si(${age} > 3; 'a,b'; 'c')", "if(${age} > 3, 'a,b', 'c')"),
        ("${age} > 3 ET NOT(${nom} = '')", "${age} > 3 and not(${nom} = '')"),
        ("${age} ≥ 3 ou ${age}=<1", "${age} >= 3 or ${age}<=1"),
        ("${age} / 12", "${age} div 12"),
        ("selected(${nom} 'a')", "selected(${nom}, 'a')"),
        ("if(${age} > 3, if(1=1, 2))", "if(${age} > 3, if(1=1, 2, ''), '')"),
        ("(${age} > 3", "(${age} > 3)"),
        ("(${age} > 3))", "(${age} > 3)"),
        ("“a” == 'a'", "\"a\" = 'a'"),
        ("not(${age} > 1,5)", None),
        ("${age} = ", None),
        ("fo(${age})", None),
    ],
)
def test_formulas(source: str, expected: str | None) -> None:
    """Slips of people who know Excel; what stands in quotes stays, and a comma among values is no decimal comma."""
    assert not compiles(source)
    assert repaired(source, NAMES) == expected


@given(st.text(alphabet="${}()age'\" ,;<>=!&|/.12\u2019 ifETou", max_size=40))
def test_any_text_as_a_formula(source: str) -> None:
    """Repairing never raises, and what it gives compiles."""
    found = repaired(source, NAMES)
    assert found is None or compiles(found)


@given(st.text(max_size=30))
def test_any_text_as_a_type(words: str) -> None:
    """Whatever stands in the type column, the answer is a type of this converter, or none."""
    found = known_type(words, ("text", "integer"), ("l",))
    assert found is None or found.partition(" ")[0]


def test_what_was_mended_is_kept(tmp_path: Path) -> None:
    """The offer crosses from the child process; its guide holds the mended sheets and what was mended in them."""
    found = check(tmp_path, HEAD + "| | text | a | A |\n| | text | a | B |\n")
    again = from_json(to_json(found))
    assert again == found
    assert again.offer is not None
    assert again.offer.converted is not None
    files = again.offer.converted.files
    assert mends_from(files) == again.offer.mends
    assert [row[1] for row in sheets_from(files[SHEETS_FILE])["survey"]] == ["name", "a", "a_2"]
    good = check(tmp_path, HEAD + "| | text | a | A |\n")
    assert good.converted is not None
    assert MENDS_FILE not in good.converted.files
    assert mends_from(good.converted.files) == ()


def test_every_mend_has_words() -> None:
    """Each kind says why, in every language."""
    locales = Locales.load()
    for code in MendCode:
        for language in locales.languages:
            assert locales.text(Phrase(f"mends.{code.value}"), language)
