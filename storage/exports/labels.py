"""Texts of a guide as headers show them: one line, in the language wanted, an answer told by its question's words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialogues.forms.definition import FormDefinition, Text

__all__ = ["language_of", "shown"]

_TAG = re.compile(r"\(\s*([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)\s*\)\s*$")
_SPACES = re.compile(r"\s+")
_QUOTED = 40
"""Characters of a label within another."""
_PATH = re.compile(r"\s*(?:current\(\)/)?/?(?:[\w.:-]+/)*([^\W\d][\w.-]*)\s*")


def language_of(definition: FormDefinition, tag: str) -> str:
    """The form's own name of a language, «Français (fr)» for «fr».

    Args:
        definition: the form.
        tag: an IETF tag; «fr-ML» finds «Français (fr)».

    Returns:
        The language that bears the tag, else one with the same primary subtag, else one of that name, else the
        form's default language.
    """
    wanted = tag.casefold()
    tags = {name: found[1].casefold() for name in definition.languages if (found := _TAG.search(name))}
    for name, own in tags.items():
        if own == wanted:
            return name
    for name, own in tags.items():
        if own.partition("-")[0] == wanted.partition("-")[0]:
            return name
    for name in definition.languages:
        if name.casefold() == wanted:
            return name
    return definition.default_language


def shown(text: Text | None, language: str, definition: FormDefinition) -> str:
    """A text on one line; "" when there is none in any language.

    Args:
        text: of the guide.
        language: the form's own name of the language wanted.
        definition: the form; where a text quotes an answer, the label of its question stands in «».
    """
    return _line(text, language, definition, lambda source: _quoted(source, language, definition))


def _line(text: Text | None, language: str, definition: FormDefinition, place: Callable[[str], str]) -> str:
    if text is None:
        return ""
    _, parts = text.parts(language, definition.default_language)
    words = "".join(part if isinstance(part, str) else place(part.source) for part in parts)
    return _SPACES.sub(" ", words).strip().replace("« « ", "« ").replace(" » »", " »")  # some quote it themselves


def _quoted(source: str, language: str, definition: FormDefinition) -> str:
    """The short label of the question that an expression is a path to, else its name; «…» for any other expression."""
    found = _PATH.fullmatch(source)
    if found is None:
        return "…"
    named = (question for question in definition.questions.values() if question.name == found[1])
    question = definition.questions.get(source.strip()) or next(named, None)
    label = "" if question is None else _line(question.label, language, definition, lambda _: "…")
    if not label:
        return found[1]
    return f"« {label if len(label) <= _QUOTED else f'{label[: _QUOTED - 1].rstrip()}…'} »"
