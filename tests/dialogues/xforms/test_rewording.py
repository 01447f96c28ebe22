"""Accepted wordings in the sheets of a guide: its label, its status, by whom; and what has to be looked at again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dialogues.forms.changes import reviews
from dialogues.forms.definition import FormDefinition
from dialogues.service.outlook import definition
from dialogues.xforms.converted import Converted
from dialogues.xforms.rewording import (
    Reworded,
    is_carried,
    left_to_see,
    next_version,
    packed,
    questions_with,
    reworded,
    text_in,
    texts_of,
)
from dialogues.xforms.sheets import SHEETS_FILE, sheets_from
from dialogues.xforms.xlsform import convert_form
from tests.dialogues.xforms.forms import CHOOSES

TWO = """
| survey |
|  | type | name | label::Français (fr) | label::Bambara (bm) | status::Bambara (bm) |
|  | begin_group | qui | Qui | Jɔn | |
|  | text | nom | Quel nom ? | I tɔgɔ ? | draft |
|  | integer | age | ${nom}, quel âge ? | I si ? | draft |
|  | end_group | | | | |
| settings |
|  | form_title | form_id | version | default_language |
|  | Deux | deux | 3 | Français (fr) |
"""

LISTS = """
| survey |
|  | type | name | label::Français (fr) | label::Bambara (bm) | choice_filter |
|  | select_one sexe | sexe | Qui ? | Jɔn ? | |
|  | select_one zone | zone | Où ? | Min ? | region = ${sexe} or name = 'autre' |
|  | select_one eau | eau | Quelle eau ? | Ji jumɛn ? | |
| choices |
|  | list_name | name | label::Français (fr) | label::Bambara (bm) | region |
|  | sexe | autre | Autre personne | Dɔ wɛrɛ | |
|  | zone | nord | Nord | Kɛɲɛka | x |
|  | zone | autre | Autre zone | Yɔrɔ wɛrɛ | x |
|  | eau | puits | Puits | Kɔlɔn | |
|  | eau | autre | Autre eau | Ji wɛrɛ | |
| settings |
|  | form_title | form_id | version | default_language |
|  | Listes | listes | 3 | Français (fr) |
"""

ONE = """
| survey |
|  | type | name | label |
|  | text | avis | Votre avis ? |
"""

BM, FR = "Bambara (bm)", "Français (fr)"


def guide(form: str, folder: Path, stem: str = "deux") -> Converted:
    """A guide of Markdown tables."""
    path = folder / f"{stem}.md"
    path.write_text(form, encoding="utf-8")
    return convert_form(path)


def again(before: Converted, folder: Path, version: str, *changes: Reworded) -> tuple[Converted, FormDefinition]:
    """The next version, through the file that it is checked as."""
    rows = reworded(sheets_from(before.files[SHEETS_FILE]), changes, definition(before), version)
    path = folder / "nouveau.zip"
    path.write_bytes(packed(rows, {**before.files, "age.ogg": b"OggS"}))
    made = convert_form(path)
    return made, definition(made)


def test_a_draft_is_reviewed(tmp_path: Path) -> None:
    """The words, the status and who reviewed it stand in the sheets of the next version; nothing else changes."""
    before = guide(TWO, tmp_path)
    change = Reworded("/data/qui/age", BM, "${nom}, i si ye san joli ye ?", "Fanta (X02), 2026-03-03")
    made, form = again(before, tmp_path, "3.1", change)
    rows = sheets_from(made.files[SHEETS_FILE])
    assert (made.form_id, made.version, made.files["age.ogg"]) == ("deux", "3.1", b"OggS")
    assert text_in(rows, "/data/qui/age", BM) == change.text
    assert text_in(rows, "/data/qui/nom", BM) == "I tɔgɔ ?"
    assert form.statuses[("/data/qui/age", BM)] == "reviewed"
    assert form.statuses[("/data/qui/nom", BM)] == "draft"
    (found,) = reviews(definition(before), form)
    assert (found.language, found.by) == (BM, change.reviewer)
    assert reviews(form, form) == ()
    assert is_carried(made.files, change.place, BM, change.text)
    assert not is_carried(before.files, change.place, BM, change.text)
    assert not is_carried({}, change.place, BM, change.text)


def test_another_source_makes_its_translations_drafts(tmp_path: Path) -> None:
    """Where the words that are translated change, nobody has seen yet whether the others still say the same."""
    before = guide(TWO.replace("| draft |", "| reviewed |"), tmp_path)
    _, form = again(before, tmp_path, "4", Reworded("/data/qui/nom", FR, "Comment t'appelles-tu ?", "F"))
    assert form.statuses[("/data/qui/nom", BM)] == "draft"
    assert form.statuses[("/data/qui/nom", FR)] == "reviewed"
    _, same = again(before, tmp_path, "4", Reworded("/data/qui/nom", FR, "Quel nom ?", "F"))
    assert same.statuses[("/data/qui/nom", BM)] == "reviewed"


def test_a_hint_and_a_choice(tmp_path: Path) -> None:
    """Each stands in its own cell; a draft row is reviewed once its label and its hint both are."""
    before = guide(CHOOSES, tmp_path, "marche")
    rows = sheets_from(before.files[SHEETS_FILE])
    assert texts_of(rows, "/data/eau") == ("/data/eau", "/data/eau:hint", "oui/oui", "oui/non")
    assert texts_of(rows, "/data/rien") == ()
    assert (questions_with(rows, "oui/non"), questions_with(rows, "/data/eau")) == (2, 1)
    hint = Reworded("/data/eau:hint", BM, "So kɔnɔ", "F")
    choice = Reworded("oui/non", FR, "Non, pas du tout", "F")
    made, form = again(before, tmp_path, "3.1", hint, choice)
    found = sheets_from(made.files[SHEETS_FILE])
    assert [text_in(found, one.place, one.language) for one in (hint, choice)] == [hint.text, choice.text]
    assert text_in(found, "oui/rien", FR) is None
    assert left_to_see(rows, hint.place, BM, {(hint.place, BM)}) == "/data/eau"
    assert form.statuses[("/data/eau", BM)] == "draft"
    assert form.statuses[("oui/non", FR)] == "reviewed"
    assert form.statuses[("oui/non", BM)] == "draft"
    assert [(one.label, one.language) for one in reviews(definition(before), form)] == [("Non, pas du tout", FR)]
    label = Reworded("/data/eau", BM, "Ji bɛ ?", "F")
    _, whole = again(before, tmp_path, "3.2", hint, label)
    assert whole.statuses[("/data/eau", BM)] == "reviewed"


def test_a_reviewed_choice_is_told_of_its_own_list(tmp_path: Path) -> None:
    """Lists may share a name, and a list may be filtered: the label that is told is that of the list reviewed."""
    before = guide(LISTS, tmp_path, "listes")
    changes = [Reworded(place, FR, text, "F") for place, text in (("zone/autre", "Ailleurs"), ("eau/autre", "Rivière"))]
    _, form = again(before, tmp_path, "3.1", *changes)
    assert [one.label for one in reviews(definition(before), form)] == ["Ailleurs", "Rivière"]
    unlisted = replace(form, instances={})
    assert [one.label for one in reviews(definition(before), unlisted)] == ["zone/autre", "eau/autre"]


def test_a_guide_of_one_language(tmp_path: Path) -> None:
    """A label without a language is reworded in its place; a version of its own is given where it has none."""
    before = guide(ONE, tmp_path, "avis")
    made, form = again(before, tmp_path, "20260303.1", Reworded("/avis/avis", "", "Qu'en pensez-vous ?", "F"))
    assert (made.form_id, made.version) == ("avis", "20260303.1")
    question = next(iter(form.questions))
    assert text_in(sheets_from(made.files[SHEETS_FILE]), question, "") == "Qu'en pensez-vous ?"


def test_what_is_not_there_changes_nothing(tmp_path: Path) -> None:
    """A question that has gone since is passed over."""
    before = guide(TWO, tmp_path)
    rows = sheets_from(before.files[SHEETS_FILE])
    assert text_in(rows, "/data/rien", BM) is None
    _, form = again(before, tmp_path, "4", Reworded("/data/rien", BM, "x", "F"))
    assert reviews(definition(before), form) == ()


@pytest.mark.parametrize(
    ("version", "taken", "following"),
    [
        ("3", (), "3.1"),
        ("3.1", ("3.1",), "3.2"),
        ("2026-03-01", ("2026-03-01.1",), "2026-03-01.2"),
        ("a.b", (), "a.b.1"),
    ],
)
def test_the_next_version(version: str, taken: tuple[str, ...], following: str) -> None:
    """Each version is followed by one that there is not yet."""
    assert next_version(version, frozenset(taken)) == following
