"""`or_other`: the converter's English words are said in the form's languages, where these are known."""

from pathlib import Path

import pytest

from dialogues.forms.definition import FormDefinition
from dialogues.xforms.xform import compile_xform
from dialogues.xforms.xlsform import convert_form


def form(path: Path, labels: tuple[str, ...], *, own: bool = False) -> FormDefinition:
    """A form with one `or_other` question, its labels under these columns."""
    columns = " | ".join(labels)
    cells = " | ".join("Other" for _ in labels)
    rows = [
        "| survey |",
        f"| | type | name | {columns} |",
        f"| | select_one eau or_other | eau | {cells} |",
        "| choices |",
        f"| | list_name | name | {columns} |",
        f"| | eau | puits | {cells.replace('Other', 'Puits')} |",
        *([f"| | eau | other | {cells} |"] if own else []),
        f"| | autre_liste | x | {cells} |",
        "| settings |",
        "| | form_id |",
        "| | f |",
    ]
    (path / "f.md").write_text("\n".join(rows), encoding="utf-8")
    return compile_xform(convert_form(path / "f.md").xform)


def words(found: FormDefinition) -> tuple[dict[str, object], object]:
    """The label of the choice `other` by language, and that of the question that was added."""
    choices = found.questions["/data/eau"].choices
    assert choices is not None
    assert choices.fixed is not None
    choice = next(choice for choice in choices.fixed if choice.name == "other")
    label = found.questions["/data/eau_other"].label
    assert choice.label is not None
    assert label is not None
    return {name: parts[0] for name, parts in choice.label.languages.items()}, label.languages[""][0]


def test_in_the_languages_of_the_form(tmp_path: Path) -> None:
    """Each known language gets its own word, an unknown one keeps the English one; the question asks in the default."""
    found = form(tmp_path, ("label::Français (fr)", "label::English (en)", "label::Soninké (snk)"))
    choice, question = words(found)
    assert choice == {"Français (fr)": "Autre", "English (en)": "Other", "Soninké (snk)": "Other"}
    assert question == "Précisez, s'il vous plaît."
    text = found.questions["/data/eau"].label
    assert text is not None
    assert text.languages["Français (fr)"] == ("Other",)


@pytest.mark.parametrize("labels", [("label",), ("label::Soninké (snk)",)])
def test_unknown_languages(tmp_path: Path, labels: tuple[str, ...]) -> None:
    """Where no language is known, the converter's words stay."""
    choice, question = words(form(tmp_path, labels))
    assert set(choice.values()) == {"Other"}
    assert question == "Specify other."


def test_default_language_unknown(tmp_path: Path) -> None:
    """The added question is not put into a language that is not the form's default."""
    choice, question = words(form(tmp_path, ("label::Soninké (snk)", "label::Français (fr)")))
    assert choice["Français (fr)"] == "Autre"
    assert question == "Specify other."


def test_a_list_with_its_own_other(tmp_path: Path) -> None:
    """A choice that the author wrote is the author's."""
    choice, _ = words(form(tmp_path, ("label::Français (fr)", "label::English (en)"), own=True))
    assert choice["Français (fr)"] == "Other"
