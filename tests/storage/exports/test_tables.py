"""Sheets and columns without any format: versions merged, names told apart, choices found behind filters."""

from __future__ import annotations

import pytest

from dialogues.locales import Locales
from dialogues.xforms.xform import compile_xform
from storage.exports.exporter import Request
from storage.exports.fields import SPLIT_LIMIT, merge
from storage.exports.labels import language_of, shown
from storage.exports.tables import sheet_title
from tests.storage.exports.golden import FIRST, answers, compiled, make_field
from tests.storage.exports.test_contract import read_csv

HEAD = "| survey |\n|        | type | name | label | calculation | choice_filter | default | readonly |\n"


def form(*rows, choices=(), settings=()):
    """A definition from rows of the survey sheet."""
    text = HEAD + "".join(f"|        | {row} |\n" for row in rows)
    if choices:
        text += "| choices |\n|         | list_name | name | label | region |\n"
        text += "".join(f"|         | {row} |\n" for row in choices)
    return compile_xform(compiled(text + "".join(settings)))


def fields(*definitions, sheet=0, strict=False):
    """The merged fields of a sheet by key."""
    sheets, _ = merge(definitions, "fr", strict=strict)
    return {each.key: each for each in sheets[sheet].fields}


def test_a_name_that_stands_twice_becomes_a_path():
    """Two questions of one name in different groups are told apart by their paths."""
    twice = form(
        "begin_group | a | A | | | | ",
        "text | nom | Nom | | | | ",
        "end_group | | | | | | ",
        "begin_group | b | B | | | | ",
        "text | nom | Nom | | | | ",
        "end_group | | | | | | ",
    )
    assert list(fields(twice)) == ["a/nom", "b/nom"]


def test_the_newest_order_wins():
    """What only an older version has stands after what it followed there."""
    old = form("text | zero | Z | | | | ", "text | a | A | | | | ", "text | x | X | | | | ", "text | b | B | | | | ")
    new = form("text | b | B | | | | ", "text | a | A | | | | ", "text | c | C | | | | ")
    assert list(fields(old, new)) == ["zero", "b", "a", "x", "c"]


def test_kinds_of_versions_are_joined():
    """Whole numbers and decimals make decimals; anything else makes text."""
    first = form("integer | a | A | | | | ", "integer | b | B | | | | ")
    second = form("decimal | a | A | | | | ", "text | b | B | | | | ")
    found = fields(first, second)
    assert (found["a"].kind.value, found["b"].kind.value) == ("decimal", "text")


def test_one_choice_that_became_several():
    """A select_one of one version and a select_multiple of another keep a column for each choice."""
    choices = ("l | a | A | ", "l | b | B | ")
    several = form("select_multiple l | q | Q | | | | ", choices=choices)
    one = form("select_one l | q | Q | | | | ", choices=choices)
    for order in ((several, one), (one, several)):
        found = fields(*order)["q"]
        assert found.several
        assert [part.suffix for part in found.parts] == ["/a", "/b"]


def test_filtered_choices_are_all_known():
    """Behind a choice_filter all choices of the list are columns."""
    found = form(
        "text | region | R | | | | ",
        "select_multiple c | cercle | C | | region=${region} | | ",
        choices=("c | gao | Gao | n", "c | mopti | Mopti | s"),
    )
    assert dict(fields(found)["cercle"].choices) == {"gao": "Gao", "mopti": "Mopti"}


def test_choices_from_answers_are_unknown():
    """A list made of a repeat's answers gives no columns."""
    found = form(
        "begin_repeat | m | M | | | | ",
        "text | nom | Nom | | | | ",
        "end_repeat | | | | | | ",
        "select_one ${nom} | chef | Chef | | | | ",
    )
    assert dict(fields(found)["chef"].choices) == {}


def test_very_long_lists_are_not_split():
    """More choices than the limit give the joined column only."""
    choices = [f"l | c{number} | C{number} | " for number in range(SPLIT_LIMIT + 1)]
    found = fields(form("select_multiple l | q | Q | | | | ", choices=choices))["q"]
    assert found.parts == ()
    assert len(found.choices) == SPLIT_LIMIT + 1


def test_notes_have_a_column_only_with_a_value():
    """A note is left out, unless it holds something."""
    found = form(
        "integer | a | A | | | | ",
        "note | n1 | Rien | | | | ",
        "note | n2 | Calcul | ${a} + 1 | | | ",
        "text | n3 | Fixe | | | x | yes",
    )
    assert list(fields(found)) == ["a", "n2", "n3"]


def test_strict_leaves_places_and_files_out():
    """Positions and pictures never leave a strict project."""
    found = form("geopoint | g | G | | | | ", "image | i | I | | | | ", "text | t | T | | | | ")
    assert list(fields(found, strict=True)) == ["t"]
    assert list(fields(found)) == ["g", "i", "t"]


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("fr", "Français (fr)"),
        ("bm-ML", "Bamanankan (bm)"),
        ("BM", "Bamanankan (bm)"),
        ("bamanankan (bm)", "Bamanankan (bm)"),
        ("ar", "Français (fr)"),
    ],
)
def test_languages_are_found_by_tag(tag, name):
    """A tag finds the form's own name of the language, else the default one."""
    assert language_of(compile_xform(compiled(FIRST)), tag) == name


def test_labels_show_what_they_quote():
    """A label is one line; what it quotes is told by its question's words, cut short, else by its name."""
    found = form(
        "text | a | Chez qui ? | | | | ",
        "text | b | Chez ${a} ? | | | | ",
        f"text | c | {'Un long titre ' * 4}: ${{b}} | | | | ",
        "calculate | d | | 1 + 1 | | | ",
        "text | e | ${c}, ${d} fois | | | | ",
        "text | f | Le sujet « ${a} » ? | | | | ",
    )
    labels = [shown(found.questions[f"/data/{name}"].label, "", found) for name in "bcef"]
    assert labels == [
        "Chez « Chez qui ? » ?",
        "Un long titre Un long titre Un long titre Un long titre : « Chez … ? »",
        "« Un long titre Un long titre Un long tit… », d fois",
        "Le sujet « Chez qui ? » ?",
    ]
    assert shown(None, "", found) == ""


def rows_of(tmp_path, source, **options):
    """Every csv of a download of one interview, as rows by title."""
    field = make_field(tmp_path, (source,), strict=options.get("strict", False))
    field.put(0, "K1", answers(options.get("values", {}), repeats=options.get("repeats", {})))
    field.exporter.export_to(
        tmp_path / "a.zip", Request(field.project, field.guide, "csv", "fr", options.get("labels", False))
    )
    field.store.close()
    return read_csv(tmp_path / "a.zip")


def test_a_form_without_times_gets_ours(tmp_path):
    """Where the form does not ask for start and end, they are those of the interview."""
    header, row = rows_of(tmp_path, HEAD + "| | text | a | A | | | | |\n")["Fiche A"]
    assert header[:2] == ["_id", "start"]
    assert row[1] == "2026-03-03T09:35:00+00:00"
    assert row[header.index("end")] == "2026-03-03T10:00:00+00:00"


def test_headers_are_never_the_same(tmp_path):
    """A name that looks like a derived column, or like one of ours, is told apart."""
    source = HEAD + "".join(
        f"| | text | {name} | {label} | | | | |\n"
        for name, label in (("a", "A"), ("a_statut", "B"), ("_index", "C"), ("d", "_id"))
    )
    for labels in (False, True):
        header = rows_of(tmp_path / str(labels), source, labels=labels)["Fiche A"][0]
        assert len({name.casefold() for name in header}) == len(header)


def test_strict_sheets_have_neutral_titles(tmp_path):
    """In a strict project the name of a repeat is no sheet's title."""
    source = (
        HEAD + "| | begin_repeat | sujet | Sujet | | | | |\n| | text | a | A | | | | |\n| | end_repeat | | | | | | |\n"
    )
    sheets = rows_of(tmp_path, source, strict=True, repeats={"sujet": 1}, values={"sujet[1]/a": "x"})
    assert list(sheets) == ["À propos", "Synthèse", "Fiche A", "Fiche A 2", "Lisez-moi"]
    assert sheets["Fiche A 2"][1][1] == "x"


def test_sheet_titles_are_fit_for_excel():
    """At most 31 characters, no forbidden sign, unique whatever the case."""
    taken = {"synthèse"}
    long = "Visite à la famille [n°1]: " + "x" * 40
    first = sheet_title(long, taken)
    assert len(first) <= 31
    assert not set(first) & set("[]:*?/\\'")
    second = sheet_title(long, taken)
    assert second != first
    assert len(second) <= 31
    assert sheet_title("Synthèse", taken) == "Synthèse (2)"
    assert sheet_title("::", taken) == "1"


def test_the_words_exist_in_every_language():
    """No locale lacks a phrase of downloads."""
    locales = Locales.load()
    keys = {key for key in locales.by_tag["fr"].phrases if key.startswith("export.")}
    assert keys
    for locale in locales.by_tag.values():
        assert keys <= set(locale.phrases)
