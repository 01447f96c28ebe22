"""Texts and choices of a definition."""

from __future__ import annotations

from dialogues.expressions.nodes import element, text
from dialogues.forms.definition import ChoiceList, Text


def test_text_falls_back() -> None:
    """A text is looked for in the language, the default, the form without languages, then anywhere."""
    words = Text({"fr": ("oui",), "en": ("yes",), "bm": ()})
    assert words.parts("en", "fr") == ("en", ("yes",))
    assert words.parts("bm", "fr") == ("fr", ("oui",))
    assert words.parts("ar", "bm") == ("fr", ("oui",))
    assert Text({"": ("seul",)}).parts("ar", "fr") == ("", ("seul",))
    assert Text({"fr": ()}).parts("fr", "fr") == ("", ())


def test_choice_of_an_item() -> None:
    """An item becomes a choice; without a label it has none, translated or not."""
    item = element("item", None, [element("name", None, [text("eau")]), element("label", None, [text("Eau")])])
    plain = ChoiceList(None, "name", "label", translated=False, texts={}, media={})
    assert plain.choice(item).name == "eau"
    assert plain.choice(item).label == Text({"": ("Eau",)})
    bare = ChoiceList(None, "name", "absent", translated=False, texts={}, media={})
    assert bare.choice(item).label is None
    known = ChoiceList(None, "name", "label", translated=True, texts={"Eau": Text({"fr": ("L'eau",)})}, media={})
    assert known.choice(item).label == Text({"fr": ("L'eau",)})
