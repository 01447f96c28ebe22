"""Languages of guides and of people."""

from __future__ import annotations

import pytest

from dialogues.forms.languages import language_for, language_tag


@pytest.mark.parametrize(
    ("name", "tag"),
    [("Français (fr)", "fr"), ("Bamanankan (BM) ", "bm"), ("Arabe (ar-MR)", "ar-mr"), ("Français", ""), ("", "")],
)
def test_tag(name: str, tag: str) -> None:
    """The tag stands in parentheses at the end of a name."""
    assert language_tag(name) == tag


@pytest.mark.parametrize(
    ("tag", "found"),
    [("fr", "Français (fr)"), ("fr-ML", "Français (fr)"), ("ar", "Arabe (ar-MR)"), ("en", "Français (fr)"), ("", "")],
)
def test_language_for(tag: str, found: str) -> None:
    """A person's language is looked up without its region; else the default stands."""
    languages = ("Français (fr)", "Arabe (ar-MR)")
    assert language_for(tag, languages, "Français (fr)" if found else "") == found
